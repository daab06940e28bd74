#!/bin/sh
# full.sh OUT FILE ... : the result files of "wiretrace dedup --out OUT FILE ..." by stages, with sort(1) between them. run.json
# counts no articles as read: another process has read them.
#
# WIRETRACE is the program (wiretrace), WINDOW its --window (that of dedup, or of the settings file), CONFIG its settings file, JOBS how many
# processes align at a time (1), TMPDIR the place of the store and the lines (/tmp).
set -eu
export LC_ALL=C
test $# -ge 2 || { echo 'usage: full.sh OUT FILE ...' >&2; exit 2; }
out=$1
shift
wiretrace=${WIRETRACE:-wiretrace}
jobs=${JOBS:-1}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# full NAME ... : a stage that works on the store
full() {
	"$wiretrace" ${CONFIG:+--config "$CONFIG"} --store "$dir/store" stage "$@" ${WINDOW:+--window "$WINDOW"}
}

mkdir -p "$out"
full search --epoch "$dir/epoch" --rejects "$out/rejects.jsonl" "$@" >"$dir/search"

# A block goes to one process, as a whole. The lines of each part are sorted.
sort -o "$dir/search" "$dir/search"
awk -F '\t' -v n="$jobs" -v to="$dir/part." '{ print >(to $2 % n) }' "$dir/search"
rm "$dir/search"
running=
for part in "$dir"/part.*; do
	test -e "$part" || continue
	"$wiretrace" stage align --epoch "$dir/epoch" <"$part" >"$dir/align.${part##*.}" &
	running="$running $!"
done
for pid in $running; do
	wait "$pid"
done
: >"$dir/align.none"
sort "$dir"/align.* >"$dir/evidence"

full conclude --out "$out" <"$dir/evidence"
