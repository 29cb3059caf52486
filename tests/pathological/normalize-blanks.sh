#!/bin/sh
# A million blanks that end no line, and lines of nothing but blanks.
# args: normalize
# limit: 20
set -eu
printf '{"text":"a'
yes ' \u00a0\u3000' | head -n 300000 | tr -d '\n'
printf 'b'
yes ' \u00a0\u200b \n' | head -n 200000 | tr -d '\n'
printf 'c"}\n'
