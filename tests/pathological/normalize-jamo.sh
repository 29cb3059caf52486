#!/bin/sh
# A million conjoining jamo, and vowel signs that wait for a partner.
# args: normalize
# limit: 20
set -eu
printf '{"text":"'
yes '\u1100\u1161\u11a8\u11a8' | head -n 100000 | tr -d '\n'
yes '\u09be\u09c7\u1161' | head -n 200000 | tr -d '\n'
printf '"}\n'
