#!/bin/sh
# A text garbled twelve times over, once deeper than repair goes; then each line once less.
# args: mojibake
# limit: 60
set -eu
line='é'
printf '{"text":"'
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
	line=$(printf '%s' "$line" | iconv -f ISO-8859-1 -t UTF-8)
	printf '%s\\n' "$line"
done
printf '"}\n'
