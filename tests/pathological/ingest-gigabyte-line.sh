#!/bin/sh
# A line of a gigabyte, which must not be held in memory; the next one comes out.
# args: ingest
# limit: 60
set -eu
printf '{"text":"'
head -c 1000000000 /dev/zero | tr '\0' x
printf '"}\n{"text":"behind","id":"1"}\n'
