#!/usr/bin/env bash
# Checks dedup.py on this machine, in DIR: the same bytes as "wiretrace dedup --near", with filters that are killed,
# after stages were lost, and that another run is refused. Ends with "N passed, 0 failed".
#
#	check.sh PROGRAM SPARK-SUBMIT DIR ARTICLES.jsonl ...
set -euo pipefail
test $# -ge 4 || { echo 'usage: check.sh PROGRAM SPARK-SUBMIT DIR ARTICLES.jsonl ...' >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
program=$1 submit=$2 dir=$3
shift 3
PATH=$(cd "$(dirname "$submit")" && pwd):$PATH # spark-submit asks the Python there where Spark is
export PATH SPARK_LOCAL_IP=127.0.0.1 KILLS=$dir/kills
passed=0 failed=0

# The shipped program in the runs with kills: a third of the filters die, half of these after a part of
# their input, half when they have written everything.
mkdir -p "$dir/whole" "$dir/dying"
cp "$program" "$dir/whole/wiretrace"
cat >"$dir/dying/wiretrace" <<'END'
#!/bin/bash
real=$REAL
case $((RANDOM % 6)) in
0) head -c $((RANDOM * 20)) | "$real" "$@"; echo "$2 in the middle" >>"$KILLS"; kill -9 $$ ;;
1) "$real" "$@"; echo "$2 at the end" >>"$KILLS"; kill -9 $$ ;;
*) exec "$real" "$@" ;;
esac
END
chmod +x "$dir/dying/wiretrace"
export REAL=$dir/whole/wiretrace

# spark PROGRAM INPUT OUT [FLAG ...]; local[2,20] tries a task 20 times
spark() {
	local with=$1 in=$2 out=$3
	shift 3
	"$submit" --master 'local[2,20]' --driver-memory "${MEMORY:-2g}" --conf spark.sql.shuffle.partitions=8 --conf spark.sql.adaptive.coalescePartitions.enabled=false --conf spark.ui.enabled=false \
		--conf spark.sql.warehouse.dir="$dir/warehouse" --files "$with" "$here/dedup.py" --in "$in" --out "$out" "$@" >"$dir/last" 2>&1 || { cat "$dir/last" >>"$dir/log" && return 1; }
	cat "$dir/last" >>"$dir/log"
}

verdict() {
	local name=$1
	shift
	if "$@"; then passed=$((passed + 1)) && echo "ok: $name"; else failed=$((failed + 1)) && echo "FAILED: $name (see $dir/log)"; fi
}

# same ONE SPARK: the result files of one machine, and those of Spark
same() {
	local file
	for file in articles clusters pairs passages; do
		cat "$2/$file.jsonl"/part-* | cmp - "$1/$file.jsonl" || return 1
	done
}

: >"$dir/log"
: >"$KILLS"
n=0
for articles; do
	n=$((n + 1))
	one=$dir/one$n out=$dir/spark$n
	rm -rf "$one" "$out" "$out-killed" "$dir/store$n"
	"$program" dedup --near -q --store "$dir/store$n" --out "$one" "$articles"
	plain() { spark "$dir/whole/wiretrace" "$articles" "$out" && same "$one" "$out"; }
	verdict "$(basename "$articles"): the same bytes" plain
	before=$(wc -l <"$KILLS")
	killed() { spark "$dir/dying/wiretrace" "$articles" "$out-killed" && same "$one" "$out-killed" && test "$(wc -l <"$KILLS")" -gt "$before"; }
	verdict "$(basename "$articles"): the same bytes with filters killed" killed
	resumed() {
		rm -rf "$out/stages/meet" "$out/stages/gather/_SUCCESS" "$out/pairs.jsonl" &&
			spark "$dir/whole/wiretrace" "$articles" "$out" && same "$one" "$out" && grep -q 'stage settle: kept' "$dir/last"
	}
	verdict "$(basename "$articles"): the same bytes after stages were lost" resumed
	starred() {
		rm -rf "$out"/stages/{connect,gather,cluster} "$out"/*.jsonl && spark "$dir/whole/wiretrace" "$articles" "$out" --star && same "$one" "$out"
	}
	verdict "$(basename "$articles"): the same bytes with star rounds" starred
	refused() { ! spark "$dir/whole/wiretrace" "$articles" "$out" --window 2d && grep -q 'is of another run' "$dir/last"; }
	verdict "$(basename "$articles"): another window is refused" refused
done
echo "$(wc -l <"$KILLS") filters were killed"
echo "$passed passed, $failed failed"
test "$failed" -eq 0
