#!/bin/sh
# Reads the source as a stern colleague would: clang-tidy, gcc -fanalyzer, shellcheck, mandoc.
# usage: scripts/lint.sh [FILE.c]...   without files: all of src/ and stages/, and scripts and pages
set -eu
cd "$(dirname "$0")/.."

libraries='libpcre2-8 icu-i18n icu-uc libxxhash zlib libzstd inih yaml-0.1 libcmark'
# shellcheck disable=SC2086 # a list of packages
flags="-std=c17 -D_POSIX_C_SOURCE=200809L -Isrc -include src/base/banned.h $(pkg-config --cflags $libraries)"

status=0
everything=no
if [ $# -eq 0 ]; then
	everything=yes
	# shellcheck disable=SC2046 # no blanks in our names
	set -- $(find src stages -name '*.c' | LC_ALL=C sort)
fi

echo "clang-tidy: $# files"
# shellcheck disable=SC2086 # a list of flags
printf '%s\n' "$@" | xargs -P 2 -n 4 sh -c '
	flags=$1
	shift
	clang-tidy --quiet "$@" -- $flags 2>/dev/null' lint "$flags" || status=1

echo "gcc -fanalyzer"
for file in "$@"; do
	# shellcheck disable=SC2086
	gcc $flags -O1 -fanalyzer -fsyntax-only -Werror "$file" || status=1
done

if [ $everything = yes ]; then
	echo "shellcheck, mandoc"
	bash tests/house/shell.sh || status=1
	bash tests/house/man.sh || status=1
fi
exit $status
