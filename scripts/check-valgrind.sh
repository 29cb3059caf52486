#!/bin/bash
# The fixtures through every stage, and through the whole chain, under Valgrind: no error, no leak.
# (The libraries are not instrumented, so MemorySanitizer is no choice.)
# usage: scripts/check-valgrind.sh
set -u
cd "$(dirname "$0")/.." || exit 2
program=build-valgrind/wirewash
make BUILD=build-valgrind CFLAGS='-O1 -g -DUSE_JIT=0' all >/dev/null || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

# Runs the program on the file; any other status than its own without Valgrind is a failure.
clean() { # input, arguments...
	local input=$1 wanted=0 status=0
	shift

	"$program" "$@" <"$input" >/dev/null 2>&1 || wanted=$?
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
		"$program" "$@" <"$input" >/dev/null 2>"$scratch/err" || status=$?
	if [ "$status" -eq "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL  wirewash $* (exit status $status, not $wanted)"
		sed 's/^/      /' "$scratch/err" | head -n 40
	fi
}

"$program" ingest fixtures/archive >"$scratch/records" 2>/dev/null
cat fixtures/archive/bad-batch.jsonl >>"$scratch/records"
cat tests/stages/extract/markdown*.in.jsonl >"$scratch/pages"
for folder in stages/*/; do
	stage=$(basename "$folder")
	clean "$scratch/records" "$stage" --explain --rejects="$scratch/rejects"
done
clean "$scratch/pages" extract --markdown --links --captions
clean fixtures/archive/bad-village-battery-macroman.md run --text
clean /dev/null run -j2 --stats="$scratch/stats" -o "$scratch/out.gz" fixtures/archive
clean /dev/null run --pipe fixtures/archive
clean /dev/null run --show-config
clean /dev/null completions bash
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
