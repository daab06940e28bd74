#!/bin/sh
# Measures a server under load, on loopback alone: bench.sh WIRETRACE GENCORPUS VEGETA FOLDER N SECONDS.
# Articles of a generated corpus are stored and clustered; others of it are then checked for SECONDS each,
# by sketches and with passages and sources, and both again while runs go on and 200 articles a second come in.
set -eu
wiretrace=$1 gencorpus=$2 vegeta=$3 dir=$4 n=$5 seconds=$6
. "$(dirname "$0")/server.sh"
store "$n" $((600 * seconds))
start
bodies
: >"$dir/near" && : >"$dir/full"
for body in "$dir"/bodies/*; do
	target near POST '/v1/check?near=true' "$body"
	target full POST '/v1/check?near=false' "$body"
done
attack() { # NAME TARGETS WORKERS
	before=$(metric process_cpu_seconds_total)
	"$vegeta" attack -targets "$dir/$2" -rate 0 -max-workers "$3" -duration "${seconds}s" >"$dir/$2.bin"
	after=$(metric process_cpu_seconds_total)
	echo "== $1"
	"$vegeta" report "$dir/$2.bin"
	done=$("$vegeta" report -type json "$dir/$2.bin" | sed 's/.*"requests":\([0-9]*\).*/\1/')
	echo "$before $after $done" | awk '{printf "CPU of the server, with what else it does: %.2f ms a request\n", 1000 * ($2 - $1) / $3}'
}
attack "near checks, $n stored" near 4
attack "checks with passages and sources, $n stored" full 4

# Batches of 50 articles four times a second, and one run after the other.
split -l 50 -a 4 "$dir/coming.jsonl" "$dir/bodies/coming-"
began=$(metric wiretrace_articles)
(for batch in "$dir"/bodies/coming-*; do
	curl -s -o "$dir/sent" --data-binary @"$batch" $base/v1/articles &
	sleep .25
	wait $!
	test ! -e "$dir/stop" || break
done) &
coming=$!
(until test -e "$dir/stop"; do
	curl -s -o "$dir/run" -X POST $base/v1/dedup
	sleep .2
done) &
runs=$!
begun=$(date +%s)
attack "near checks while runs go on and articles come in" near 4
attack "checks with passages and sources while runs go on and articles come in" full 4
ended=$(metric wiretrace_articles)
echo "$began $ended $begun $(date +%s)" | awk '{printf "%d articles came in, %.0f a second\n", $2 - $1, ($2 - $1) / ($4 - $3)}'
: >"$dir/stop"
wait $coming $runs
rm "$dir/stop"
curl -s $base/metrics | grep -E '^(go_goroutines|process_open_fds|process_resident_memory_bytes|wiretrace_generation) '
