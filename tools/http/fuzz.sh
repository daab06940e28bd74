#!/bin/sh
# Runs schemathesis of PyPI against a server on loopback: fuzz.sh WIRETRACE SCHEMATHESIS FOLDER EXAMPLES.
# Batches of articles are left out, since it cannot write JSON Lines: a Go fuzz target has them. What the
# schema can't tell, as whether a cursor is one, is no failure.
set -eu
wiretrace=$1 schemathesis=$2 dir=$3 examples=$4
port=18471
rm -rf "$dir/store" && mkdir -p "$dir"
"$wiretrace" dedup -q --store "$dir/store" testdata/press
"$wiretrace" serve -q --store "$dir/store" --listen 127.0.0.1:$port &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
until curl -sf -o "$dir/ready" http://127.0.0.1:$port/readyz; do sleep .2; done
schemathesis=$(realpath "$schemathesis")
cd "$dir" # it leaves a cache where it runs
"$schemathesis" run http://127.0.0.1:$port/openapi.yaml --exclude-path /v1/articles --exclude-checks positive_data_acceptance \
	--max-examples "$examples" --seed 1 --workers 2 --request-timeout 30
