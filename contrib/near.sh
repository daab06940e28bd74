#!/bin/sh
# near.sh OUT FILE ... : the result files of "wiretrace dedup --near --out OUT FILE ..." by stages, with sort(1)
# between them. It needs no store, and less memory than a store with all articles.
#
# WIRETRACE is the program (wiretrace), WINDOW its --window (that of dedup, or of the settings file), TMPDIR the place of the lines (/tmp).
set -eu
export LC_ALL=C
test $# -ge 2 || { echo 'usage: near.sh OUT FILE ...' >&2; exit 2; }
out=$1
shift
wiretrace=${WIRETRACE:-wiretrace}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# The lines for a stage, or for the result files, sorted, in a file: the status of each command counts.
# grep has status 1 where there are none.
lines() {
	pattern=$1
	shift
	for from; do
		grep -E "$pattern" "$dir/$from" || test $? -eq 1
	done >"$dir/in"
	sort -o "$dir/in" "$dir/in"
}

# stage NAME FROM ...
stage() {
	name=$1
	shift
	lines "^$name\\." "$@"
	"$wiretrace" stage "$name" ${WINDOW:+--window "$WINDOW"} <"$dir/in" >"$dir/$name"
}

"$wiretrace" stage read ${WINDOW:+--window "$WINDOW"} "$@" >"$dir/read"
stage settle read
stage texts settle
stage meet texts
stage attach settle meet
stage weigh attach
stage connect weigh
stage gather settle weigh connect
stage cluster settle gather
lines '^(articles|clusters|pairs|passages|rejects)\.' read settle cluster
"$wiretrace" stage write ${WINDOW:+--window "$WINDOW"} --out "$out" <"$dir/in"
