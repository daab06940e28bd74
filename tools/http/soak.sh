#!/bin/sh
# Puts a bounded load on a server for a long time, on loopback alone: soak.sh WIRETRACE GENCORPUS VEGETA FOLDER N SECONDS RATE.
# RATE requests a second are checks of both kinds, pages, lists of stories and batches of known articles; every 15
# seconds a night reads 10 new articles. Fails if a request failed, or if memory, goroutines or open files grew.
set -eu
wiretrace=$1 gencorpus=$2 vegeta=$3 dir=$4 n=$5 seconds=$6 rate=$7
. "$(dirname "$0")/server.sh"
nights=$((seconds / 15 + 2))
store "$n" $((10 * nights))
rm -rf "$dir/drop"
mkdir "$dir/drop"
start
bodies
head -n 20 "$dir/first.jsonl" >"$dir/known.jsonl"
: >"$dir/soak"
for body in "$dir"/bodies/*; do
	target soak POST '/v1/check?near=true' "$body"
	target soak GET /stories
	target soak POST '/v1/check' "$body"
	target soak GET '/v1/clusters?limit=20'
	target soak POST /v1/articles "$dir/known.jsonl"
	target soak GET /days
done
"$vegeta" attack -targets "$dir/soak" -rate "$rate" -max-workers 16 -timeout 60s -duration "${seconds}s" >"$dir/soak.bin" &
load=$!
: >"$dir/samples"
begun=$(date +%s) night=0
while kill -0 $load 2>/dev/null; do
	t=$(($(date +%s) - begun))
	if test $((t / 15)) -ge $night && test $night -lt $nights; then
		tail -n +$((10 * night + 1)) "$dir/coming.jsonl" | head -n 10 >"$dir/drop/$night.jsonl"
		"$wiretrace" nightly -q --store "$dir/store" --drop "$dir/drop" --min-age 0s || echo "night $night" >>"$dir/failed"
		night=$((night + 1))
	fi
	curl -s $base/metrics | awk -v t=$t '{v[$1] = $2} END {print t, v["process_resident_memory_bytes"], v["go_memstats_next_gc_bytes"], v["go_goroutines"], v["process_open_fds"]}' >>"$dir/samples"
	sleep 1
done
wait $load
"$vegeta" report "$dir/soak.bin"
echo "$night nights, $(metric wiretrace_articles) articles stored, $(metric wiretrace_generation) generations"
if test -e "$dir/failed"; then
	cat "$dir/failed" && rm "$dir/failed"
	echo 'soak: a night failed' >&2
	exit 1
fi
"$vegeta" report -type json "$dir/soak.bin" | grep -q '"success":1[,}]' || { echo 'soak: requests failed' >&2; exit 1; }

# The first third warms up; then the medians of the other two are compared. What Go calls the goal of its next collection is
# twice what was in use at the last one.
grows() { # COLUMN NAME FACTOR MORE: fails if the last third has more than FACTOR times the one before, and MORE
	median() { awk -v c="$1" -v from="$2" -v to="$3" '$1 >= from && $1 < to {print $c}' "$dir/samples" | sort -n | awk '{v[NR] = $1} END {printf "%d\n", v[int((NR + 1) / 2)]}'; }
	before=$(median "$1" $((seconds / 3)) $((2 * seconds / 3)))
	after=$(median "$1" $((2 * seconds / 3)) $((seconds + 1)))
	echo "$2: $before in the second third, $after in the last"
	echo "$before $after $3 $4" | awk '{exit !($1 > 0 && $2 <= $1 * $3 + $4)}' || { echo "soak: $2 grew" >&2; grown=1; }
}
grown=0
grows 2 'resident memory' 1.1 8e6
grows 3 'goal of the next collection' 1.1 8e6
grows 4 goroutines 1 8
grows 5 'open files' 1 8
exit $grown
