#!/bin/sh
# Blanks, quotes and brackets without words, on which patterns could start over and over.
# args: boilerplate
# limit: 20
set -eu
printf '{"text":"'
yes '[[[((( """ %%% {{{ >>> ||| ... *** ___ ' | head -n 20000 | tr -d '\n' | sed 's/"/\\"/g'
printf '\\n'
awk 'BEGIN { for (i = 0; i < 2000; i++) { printf "["; for (j = 0; j < 300; j++) printf "a b="; printf "]\\n" } }'
printf '"}\n'
