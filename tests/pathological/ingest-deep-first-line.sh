#!/bin/sh
# A first line that opens and opens, and then ends nowhere: is it JSON Lines?
# args: ingest
# limit: 30
# status: 3
set -eu
yes '{"a":[' | head -n 3000000 | tr -d '\n'
