#!/bin/sh
# A record with two hundred thousand members, every other one of the same name.
# args: emit --format markdown
# limit: 20
set -eu
printf '{"text":"a"'
seq 100000 | sed 's/.*/,"m&":[&,"x"],"m":"&"/' | tr -d '\n'
printf '}\n'
