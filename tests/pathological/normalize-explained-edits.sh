#!/bin/sh
# Many edits, each undone by the next one.
# args: normalize --explain
# limit: 20
set -eu
printf '{"text":"'
yes 'e\u200b\u0301\u200b \u200b \u200b\n' | head -n 100000 | tr -d '\n'
printf '"}\n'
