# What the bats files share. tests/run.sh sets WIREWASH, ROOT and BUILD; so that a file can be run by
# itself, too, they have defaults.
# shellcheck shell=bash
ROOT=${ROOT:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
WIREWASH=${WIREWASH:-$ROOT/build/wirewash}
BUILD=${BUILD:-$ROOT/build}
export ROOT WIREWASH BUILD
TMP=$BATS_TEST_TMPDIR

# All stages, in the order of their folders.
all_stages() {
	local folder

	for folder in "$ROOT"/stages/*/; do
		[ ! -d "$folder" ] || basename "$folder"
	done
}

# All stages that read records and write records.
filters() {
	all_stages | grep -vxE 'ingest|emit'
}

# N records of some length, no two alike; every fifth is long.
records() {
	awk -v n="$1" 'BEGIN {
		split("harbour bridge winter council timber pier ferry town river market boat school " \
			"engine question answer morning library garden letter window", word, " ")
		seed = 7
		for (i = 1; i <= n; i++) {
			printf "{\"id\":\"r%d\",\"url\":\"https://example.org/%d\",\"text\":\"", i, i
			count = i % 5 ? 30 : 300
			for (j = 1; j <= count; j++) {
				seed = seed * 16807 % 2147483647
				printf "%s%s", word[seed % 20 + 1], \
					j % 12 == 0 ? ".\\n\\n" : j < count ? " " : "."
			}
			print "\"}"
		}
	}'
}

# Runs a command and keeps its $status, and stdout and stderr in the files $out and $err.
try() {
	out=$TMP/try.out
	err=$TMP/try.err
	status=0
	timeout -k 2 "${LIMIT:-60}" "$@" >"$out" 2>"$err" || status=$?
}

# Fails with all there is to know unless the last `try` ended with this status.
expect_status() {
	[ "$status" -eq "$1" ] && return
	echo "exit status $status, not $1; stderr:"
	head -c 2000 "$err"
	return 1
}

# Fails unless stderr (or the file named) has this text.
expect_text() {
	grep -qF -- "$1" "${2:-$err}" && return
	echo "'$1' is not in:"
	head -c 2000 "${2:-$err}"
	return 1
}

expect_silence() {
	[ ! -s "$err" ] && return
	echo "should be silent:"
	head -c 2000 "$err"
	return 1
}

# Fails unless two files are the same.
expect_same() {
	cmp "$1" "$2" && return
	diff -a "$1" "$2" | head -n 20 | cut -b 1-500
	return 1
}

# Fails if the folder holds anything.
expect_empty() {
	[ -z "$(ls -A "$1")" ] && return
	echo "left behind in $1:"
	ls -la "$1"
	return 1
}

# Fails when the command does not.
refute() {
	! "$@"
}
