#!/bin/sh
# Measures a server under load, on loopback alone: bench.sh WIRETRACE GENCORPUS VEGETA FOLDER N SECONDS.
# Articles of a generated corpus are stored and clustered; others of it are then checked for SECONDS each,
# by sketches, with passages and sources, and with passages while a run goes on and articles come in.
set -eu
wiretrace=$1 gencorpus=$2 vegeta=$3 dir=$4 n=$5 seconds=$6
mkdir -p "$dir/bodies"
rm -rf "$dir/store" "$dir"/bodies/*
"$gencorpus" -n $((n + 2200)) -o "$dir/all.jsonl"
head -n "$n" "$dir/all.jsonl" >"$dir/first.jsonl"
tail -n +$((n + 1)) "$dir/all.jsonl" | head -n 2000 >"$dir/coming.jsonl"
tail -n 200 "$dir/all.jsonl" >"$dir/asked.jsonl"
"$wiretrace" dedup -q --store "$dir/store" "$dir/first.jsonl"
port=18470
"$wiretrace" serve -q --store "$dir/store" --listen 127.0.0.1:$port &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
until curl -sf -o "$dir/ready" http://127.0.0.1:$port/readyz; do sleep .2; done
i=0
: >"$dir/near" && : >"$dir/full"
while IFS= read -r line; do
	printf '%s' "$line" >"$dir/bodies/$i.json"
	for kind in near full; do
		near=false && [ $kind = near ] && near=true
		printf 'POST http://127.0.0.1:%s/v1/check?near=%s\nContent-Type: application/json\n@%s/bodies/%s.json\n\n' $port $near "$dir" $i >>"$dir/$kind"
	done
	i=$((i + 1))
done <"$dir/asked.jsonl"
cpu() { curl -s http://127.0.0.1:$port/metrics | awk '/^process_cpu_seconds_total/ {print $2}'; }
attack() { # NAME TARGETS WORKERS
	before=$(cpu)
	"$vegeta" attack -targets "$dir/$2" -rate 0 -max-workers "$3" -duration "${seconds}s" >"$dir/$2.bin"
	after=$(cpu)
	echo "== $1"
	"$vegeta" report "$dir/$2.bin"
	done=$("$vegeta" report -type json "$dir/$2.bin" | sed 's/.*"requests":\([0-9]*\).*/\1/')
	echo "$before $after $done" | awk '{printf "CPU of the server: %.2f ms a request\n", 1000 * ($2 - $1) / $3}'
}
attack "near checks, $n stored" near 4
attack "checks with passages and sources, $n stored" full 4
(while read -r line; do echo "$line"; sleep .005; done <"$dir/coming.jsonl" | split -l 50 --filter="curl -s -o $dir/sent --data-binary @- http://127.0.0.1:$port/v1/articles" -) &
coming=$!
curl -s -o "$dir/run" -X POST http://127.0.0.1:$port/v1/dedup
attack "the same while a run goes on and articles come in" full 4
wait $coming
curl -s http://127.0.0.1:$port/metrics | grep -E '^(go_goroutines|process_open_fds|process_resident_memory_bytes) '
