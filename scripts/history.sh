#!/bin/bash
# How speed and quality changed: builds revisions of this repository and measures them all in one run, with the
# tests and inputs of the present tree. Prints the table of docs/BENCHMARKS.md.
#
# usage: scripts/history.sh [--size MB] REVISION...
#
# Quality is what tests/eval/eval.py prints, in thousandths. Speed is CPU time (of all threads) against zcat's on
# the same bytes, compressed: the best of three rounds, in each of which every revision has its turn.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."
size=40

while [ $# -gt 0 ]; do
	case $1 in
	--size)
		size=$2
		shift 2
		;;
	-*)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
		exit 2
		;;
	*) break ;;
	esac
done
[ $# -gt 0 ] || set -- HEAD

scratch=$(mktemp -d)
# Nothing may be left behind in the list of work trees either.
clean_up() {
	for tree in "$scratch"/tree-*; do
		[ ! -e "$tree" ] || git worktree remove --force "$tree"
	done
	rm -rf "$scratch"
}
trap clean_up EXIT

python3 scripts/bench-corpus.py jsonl "$size" >"$scratch/records"
python3 scripts/bench-corpus.py reposts "$size" >"$scratch/reposts"
python3 scripts/bench-corpus.py warc "$size" >"$scratch/pages.warc.gz"
gzip -k "$scratch/records" "$scratch/reposts"

revisions=()
for revision; do
	commit=$(git rev-parse --short=9 "$revision^{commit}")
	tree=$scratch/tree-$commit
	git worktree add -q --detach "$tree" "$commit"
	if make -s -C "$tree" -j"$(nproc)" BUILD=build all >"$scratch/log" 2>&1; then
		revisions+=("$commit")
	else
		echo "history.sh: $revision does not build here" >&2
	fi
done

# Hundredths of a second of CPU that a command takes; nothing when it fails.
cpu() { # input file, command...
	local input=$1 times
	shift
	times=$({ TIMEFORMAT='%U %S' && time "$@" <"$input" >"$scratch/out" 2>"$scratch/err"; } 2>&1) || return 0
	awk '{ print ($1 + $2) * 100 }' <<<"$times"
}

declare -A best
measure() { # name, input file, command...
	local name=$1 took
	shift
	took=$(cpu "$@")
	[ -n "$took" ] || return 0
	best[$name]=$(printf '%s\n' "$took" "${best[$name]-$took}" | sort -n | head -n 1)
}

stages='mojibake normalize markup boilerplate dedup'
for round in 1 2 3; do
	measure "zcat" "$scratch/records.gz" zcat
	measure "zcat pages" "$scratch/pages.warc.gz" zcat
	for commit in "${revisions[@]}"; do
		program=$scratch/tree-$commit/build/wirewash
		for stage in $stages; do
			input=$scratch/records
			[ "$stage" != dedup ] || input=$scratch/reposts
			measure "$commit $stage" "$input" "$program" "$stage"
		done
		"$program" ingest <"$scratch/pages.warc.gz" >"$scratch/pages" 2>"$scratch/err" || continue
		measure "$commit extract" "$scratch/pages" "$program" extract
		measure "$commit run" "$scratch/records" "$program" run --format=jsonl -j1
		echo "round $round: $commit" >&2
	done
done

# One row of the table: the revision, then a value or - for each name.
row() {
	printf '| %s' "$1"
	shift
	printf ' | %s' "$@"
	echo ' |'
}

heads=()
for commit in "${revisions[@]}"; do
	heads+=("$(git log -1 --format=%cs "$commit") $commit")
done
row 'figure' "${heads[@]}"
row '---' "${heads[@]//*/---}"

# Figures that a revision has no option or stage for stay empty.
figures=$(sed -n 's/^\([a-z-]*\) [0-9]*$/\1/p' tests/eval/floors.txt)
for commit in "${revisions[@]}"; do
	python3 tests/eval/eval.py "$scratch/tree-$commit/build/wirewash" >"$scratch/eval-$commit" 2>/dev/null || true
done
for figure in $figures; do
	values=()
	for commit in "${revisions[@]}"; do
		value=$(sed -n "s/.*ok [0-9]* $figure \([0-9]*\),.*/\1/p" "$scratch/eval-$commit")
		values+=("${value:--}")
	done
	row "$figure" "${values[@]}"
done
for name in $stages extract run; do
	against='zcat'
	[ "$name" != extract ] || against='zcat pages'
	values=()
	for commit in "${revisions[@]}"; do
		took=${best[$commit $name]-}
		values+=("$(awk -v a="$took" -v b="${best[$against]}" 'BEGIN { if (a == "") print "-"; else printf "%.2f", a / b }')")
	done
	row "CPU of $name, times zcat's" "${values[@]}"
done
