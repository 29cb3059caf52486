#!/bin/sh
# A hundred thousand lines of one word, of a hundred different ones.
# args: boilerplate
# limit: 20
set -eu
printf '{"text":"'
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "word%d\\n", i % 100 }'
printf '"}\n'
