#!/bin/sh
# Direction marks by the thousand in one line with a single right-to-left letter at its end.
# args: normalize
# limit: 20
set -eu
printf '{"text":"'
yes '\u202e\u2066a\u200f' | head -n 200000 | tr -d '\n'
printf '\u05d0"}\n'
