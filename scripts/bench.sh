#!/bin/bash
# Measures speed as ratios to common tools on the same bytes, in one run, on this machine. Absolute
# figures of one machine say little about another; ratios say more.
#
# usage: scripts/bench.sh [--size MB] [--runs N] [--input FILE.jsonl]
#
# Makes its input from the vocabulary of fixtures/ (scripts/bench-corpus.py): MB megabytes, 200 by
# default. Each command runs N times, 3 by default; the best counts, all are shown.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."
program=${WIREWASH:-build/wirewash}
size=200 runs=3 input=

while [ $# -gt 0 ]; do
	case $1 in
	--size) size=$2 ;;
	--runs) runs=$2 ;;
	--input) input=$2 ;;
	*)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit 2
		;;
	esac
	shift 2
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -n "$input" ]; then
	cp "$input" "$scratch/records"
else
	python3 scripts/bench-corpus.py jsonl "$size" >"$scratch/records"
fi
python3 scripts/bench-corpus.py reposts $((size / 4 + 1)) >"$scratch/reposts"
for kind in unique copies disclaimer; do
	python3 scripts/bench-corpus.py "$kind" $((size / 4 + 1)) >"$scratch/$kind"
done
gzip -k "$scratch/records"
zstd -q "$scratch/records" -o "$scratch/records.zst"
python3 scripts/bench-corpus.py warc "$size" >"$scratch/pages.warc.gz"
page_bytes=$(zcat "$scratch/pages.warc.gz" | wc -c)
bytes=$(stat -c %s "$scratch/records")
count=$(wc -l <"$scratch/records")
reposts=$(wc -l <"$scratch/reposts")

echo "machine  $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(uname -sr)"
echo "program  $("$program" --version), $(sha256sum "$program" | cut -c 1-12)"
echo "input    ${input:-made from fixtures/}: $count records, $((bytes / 1000000)) MB"
echo

declare -A best # seconds in microseconds, by name

# Runs a command N times on stdin from a file; prints each time, keeps the best. CPU time would hide
# what threads gain; all commands but those with -j take one thread.
measure() { # name, input file, bytes of text it stands for, command...
	local name=$1 file=$2 amount=$3 began ended all='' least='' took i
	shift 3

	for ((i = 0; i < runs; i++)); do
		began=${EPOCHREALTIME/./}
		"$@" <"$file" >/dev/null 2>"$scratch/err" || {
			echo "bench.sh: $* failed:" >&2
			cat "$scratch/err" >&2
			exit 1
		}
		ended=${EPOCHREALTIME/./}
		took=$((ended - began))
		all+=" $((took / 1000))"
		[ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
	done
	best[$name]=$least
	printf '%-34s %7d MB/s   (ms:%s)\n' "$name" $((amount / least)) "$all"
}

# How many times faster the first is than the second, to two places.
ratio() { # name, name
	local hundredths=$((best[$2] * 100 / best[$1]))

	printf '%-34s %4d.%02d times %s\n' "$1" $((hundredths / 100)) $((hundredths % 100)) "$2"
}

echo "yardsticks"
measure 'zcat' "$scratch/records.gz" "$bytes" zcat
measure 'iconv -f utf-8 -t utf-8' "$scratch/records" "$bytes" iconv -f utf-8 -t utf-8
if command -v jq >/dev/null; then
	measure 'jq -c .' "$scratch/records" "$bytes" jq -c .
fi
measure 'sort -u' "$scratch/records" "$bytes" sort -u
echo
echo "filters, one thread"
measure 'no stage' "$scratch/records" "$bytes" "$program" run --stages= -j1
stages=(mojibake normalize markup boilerplate filter)
for stage in "${stages[@]}"; do
	measure "$stage" "$scratch/records" "$bytes" "$program" "$stage"
done
measure 'dedup' "$scratch/reposts" "$(stat -c %s "$scratch/reposts")" "$program" dedup
measure 'dedup: unique texts' "$scratch/unique" "$(stat -c %s "$scratch/unique")" "$program" dedup
measure 'dedup: one text' "$scratch/copies" "$(stat -c %s "$scratch/copies")" "$program" dedup
measure 'dedup: one disclaimer' "$scratch/disclaimer" "$(stat -c %s "$scratch/disclaimer")" \
	"$program" dedup
echo
echo "mojibake, by what it reads"
texts=(ascii multilingual garbled)
for kind in "${texts[@]}"; do
	python3 scripts/bench-corpus.py "$kind" $((size / 4 + 1)) >"$scratch/$kind"
	amount=$(stat -c %s "$scratch/$kind")
	measure "iconv, $kind" "$scratch/$kind" "$amount" iconv -f utf-8 -t utf-8
	measure "mojibake, $kind" "$scratch/$kind" "$amount" "$program" mojibake
done
echo
echo "boilerplate, by what it reads"
python3 scripts/bench-corpus.py dump $((size / 4 + 1)) >"$scratch/dump"
for kind in reposts dump; do
	gzip -kf "$scratch/$kind"
	amount=$(stat -c %s "$scratch/$kind")
	measure "zcat, $kind" "$scratch/$kind.gz" "$amount" zcat
	measure "boilerplate, $kind" "$scratch/$kind" "$amount" "$program" boilerplate
done
echo
echo "archives, one thread"
measure 'zcat, web archive' "$scratch/pages.warc.gz" "$page_bytes" zcat
measure 'ingest, web archive' "$scratch/pages.warc.gz" "$page_bytes" "$program" ingest
"$program" ingest <"$scratch/pages.warc.gz" >"$scratch/pages" 2>/dev/null
measure 'extract' "$scratch/pages" "$(stat -c %s "$scratch/pages")" "$program" extract
measure 'ingest, gzip' "$scratch/records.gz" "$bytes" "$program" ingest
measure 'zstdcat' "$scratch/records.zst" "$bytes" zstd -dc --single-thread
measure 'ingest, zstd' "$scratch/records.zst" "$bytes" "$program" ingest
echo
echo "the whole chain"
measure 'run -j1' "$scratch/records" "$bytes" "$program" run -j1 --format=jsonl
measure 'run' "$scratch/records" "$bytes" "$program" run --format=jsonl
measure 'run, from gzip' "$scratch/records.gz" "$bytes" "$program" run --format=jsonl
measure 'run --pipe' "$scratch/records" "$bytes" "$program" run --pipe --format=jsonl

echo
echo "ratios of the best runs (more is faster)"
[ -z "${best[jq -c .]-}" ] || ratio 'no stage' 'jq -c .'
for stage in "${stages[@]}"; do
	ratio "$stage" 'iconv -f utf-8 -t utf-8'
	ratio "$stage" zcat
done
for kind in "${texts[@]}"; do
	ratio "mojibake, $kind" "iconv, $kind"
done
for kind in reposts dump; do
	ratio "boilerplate, $kind" "zcat, $kind"
done
ratio 'ingest, web archive' 'zcat, web archive'
ratio 'ingest, gzip' zcat
ratio 'ingest, zstd' zstdcat
ratio 'run -j1' zcat
ratio run zcat
echo "dedup: $((reposts * 1000000 / best[dedup])) records a second"
ratio 'dedup: one text' 'dedup: unique texts'
ratio 'dedup: one disclaimer' 'dedup: unique texts'
echo
echo "memory, most at once (KB)"
for command in "normalize" "run -j2 --stages=ingest,mojibake,normalize,markup,boilerplate,emit" "dedup"; do
	# shellcheck disable=SC2086 # words
	printf '%-34s %7d\n' "${command%% --*}" "$( { command time -f %M "$program" $command \
		<"$scratch/records" >/dev/null; } 2>&1 | tail -n 1)"
done
