#!/bin/sh
# Reads the source as a stern colleague would: clang-tidy, gcc -fanalyzer, shellcheck, mandoc.
# usage: make lint [FILES='FILE.c...']   without files: all of src/ and stages/, scripts, man pages
set -eu
cd "$(dirname "$0")/.."
flags=${FLAGS:?is set by make lint}

status=0
everything=no
if [ $# -eq 0 ]; then
	everything=yes
	# shellcheck disable=SC2046 # no blanks in our names
	set -- $(find src stages -name '*.c' | LC_ALL=C sort)
fi

echo "clang-tidy: $# files"
# shellcheck disable=SC2016 # the inner shell expands
printf '%s\n' "$@" | xargs -P 2 -n 4 sh -c '
	flags=$1
	shift
	clang-tidy --quiet "$@" -- $flags 2>/dev/null' lint "$flags" || status=1

echo "gcc -fanalyzer"
for file in "$@"; do
	# shellcheck disable=SC2086
	gcc $flags -O1 -fanalyzer -Werror -c -o /dev/null "$file" || status=1
done

if [ $everything = yes ]; then
	echo "shellcheck, mandoc"
	bash tests/house/shell.sh || status=1
	bash tests/house/man.sh || status=1
fi
exit $status
