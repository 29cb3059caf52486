#!/bin/sh
# Sequences of many charsets, one after the other, in one line: each is a candidate everywhere.
# args: mojibake
# limit: 60
set -eu
printf '{"text":"'
yes 'Ã©â€™‚ÄôвЂ™ΓÇÖÔÇÖБ─≥Ă©Ā©Γ©рџ™ĆŗŃДØ³×‘' | head -n 100000 | tr -d '\n'
printf '"}\n'
