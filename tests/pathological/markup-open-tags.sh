#!/bin/sh
# Tags that never end, with quotes and escapes that never end either.
# args: markup
# limit: 10
printf '{"text":"'
yes '{{<a\\\"' | head -n 150000 | tr -d '\n'
echo '"}'
