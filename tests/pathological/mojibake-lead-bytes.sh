#!/bin/sh
# One line of 100 MB of characters that each begin a sequence and never go on.
# args: mojibake --max-line=200M
# limit: 60
set -eu
printf '{"text":"'
yes 'ÃðâÐ' | head -n 12500000 | tr -d '\n'
printf '"}\n'
