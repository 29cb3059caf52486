#!/bin/sh
# One line of 16 MB of characters that each begin a sequence and never go on.
# args: mojibake --max-line=64M
# limit: 30
set -eu
printf '{"text":"'
yes 'ÃðâÐ' | head -n 2000000 | tr -d '\n'
printf '"}\n'
