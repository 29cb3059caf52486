#!/bin/sh
# One letter under a million combining marks in the worst order.
# args: normalize
# limit: 20
set -eu
printf '{"text":"e'
yes '\u0301\u0323\u0316\ufe0f\u0334' | head -n 200000 | tr -d '\n'
printf '"}\n'
