#!/bin/sh
# Leads before blanks, question marks and replacement characters: every one may be damaged.
# args: mojibake
# limit: 60
set -eu
printf '{"text":"'
yes 'Ã â€� â? à  ð? Ã?Ã©' | head -n 200000 | tr -d '\n'
printf '"}\n'
