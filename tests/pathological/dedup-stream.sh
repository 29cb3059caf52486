#!/bin/sh
# 10,000 stories with one long disclaimer, one by one: each shares words with all that came before.
# args: dedup --stream
# limit: 60
exec sh "$(dirname "$0")/dedup-disclaimer.sh"
