#!/bin/sh
# One line of 50 MB.
# args: boilerplate
# limit: 30
set -eu
printf '{"text":"'
yes 'share this newsletter with your friends and' | head -c 50000000 | tr '\n' ' '
printf '"}\n'
