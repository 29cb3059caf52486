#!/bin/sh
# Flags whose tags never end, and joiners that join nothing.
# args: normalize --explain
# limit: 20
set -eu
printf '{"text":"'
yes '\ud83c\udff4\udb40\udc67\udb40\udc62\u200d\u200c' | head -n 100000 | tr -d '\n'
printf '"}\n'
