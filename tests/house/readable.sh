#!/bin/bash
# What makes the source hard to read is no more than tests/house/limits.txt allows; and the count sees it.
set -u
command -v python3 >/dev/null || {
	echo "skip: no python3"
	exit 0
}
scripts/check-house.py || exit 1

tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
status=0

# A fault: the file it is put into, its text, and the name of the count that must see it.
sees() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree"/{scripts,tests/house,src/engine,src/one,stages}
	cp scripts/check-house.py "$tree/scripts/"
	echo 'asserts 0' >"$tree/tests/house/limits.txt"
	printf '/* src/engine src/one */\n' >"$tree/src/engine/stage.h"
	printf 'struct twice {\n\tint a;\n};\n' >"$tree/src/one/one.c"
	"$tree/scripts/check-house.py" >/dev/null || {
		echo "a good tree does not pass"
		status=1
	}
	mkdir -p "$(dirname "$tree/$1")"
	printf '%b' "$2" >"$tree/$1"
	if "$tree/scripts/check-house.py" >"$tree/log"; then
		echo "check-house.py does not see $3"
		status=1
	elif ! grep -q "^$3: " "$tree/log"; then
		echo "check-house.py says something else than $3:"
		cat "$tree/log"
		status=1
	fi
}

sees src/one/a.c '/* what is behind it */\n' comment-behind
sees src/one/a.c '/* as it\n * stands */\n' comment-stand
sees src/one/a.c 'int judged_by;\n' names
sees src/one/a.c 'struct twice {\n\tint b;\n};\n' tags
sees src/two/a.c 'int a;\n' map
sees src/engine/one.c 'int a;\n' file-names
sees src/one/a.c "$(printf '\\n%.0s' {1..601})" long-files
sees src/one/a.c "/* $(printf 'x%.0s' {1..100}) */\n" long-lines
exit $status
