# For bench.sh and soak.sh, which set wiretrace, gencorpus and dir: a server on loopback alone, over a store of a generated
# corpus.
port=18470
base=http://127.0.0.1:$port

# store N MORE: stores and clusters N articles. MORE further ones of the same corpus go to coming.jsonl, 200 to asked.jsonl.
store() {
	mkdir -p "$dir/bodies"
	rm -rf "$dir/store" "$dir"/bodies/*
	"$gencorpus" -n $(($1 + $2 + 200)) -o "$dir/all.jsonl"
	head -n "$1" "$dir/all.jsonl" >"$dir/first.jsonl"
	tail -n +$(($1 + 1)) "$dir/all.jsonl" | head -n "$2" >"$dir/coming.jsonl"
	tail -n 200 "$dir/all.jsonl" >"$dir/asked.jsonl"
	"$wiretrace" dedup -q --store "$dir/store" "$dir/first.jsonl"
}

# start: starts the server, which ends with the script.
start() {
	"$wiretrace" serve -q --store "$dir/store" --listen 127.0.0.1:$port &
	server=$!
	trap 'kill $server 2>/dev/null || true' EXIT
	until curl -sf -o "$dir/ready" $base/readyz; do
		kill -0 $server # it may have failed
		sleep .2
	done
}

# target FILE METHOD PATH [BODY]: adds a request to a list for vegeta.
target() {
	printf '%s %s%s\n' "$2" $base "$3" >>"$dir/$1"
	test $# -lt 4 || printf 'Content-Type: application/json\n@%s\n' "$4" >>"$dir/$1"
	printf '\n' >>"$dir/$1"
}

# bodies: makes a file of each article in asked.jsonl.
bodies() {
	i=0
	while IFS= read -r line; do
		printf '%s' "$line" >"$dir/bodies/$i.json"
		i=$((i + 1))
	done <"$dir/asked.jsonl"
}

# metric NAME: what the server says of itself.
metric() { curl -s $base/metrics | awk -v name="$1" '$1 == name {print $2}'; }
