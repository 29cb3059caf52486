#!/bin/sh
# Nothing but line ends, behind one record.
# args: ingest
# limit: 30
set -eu
printf '{"text":"first","id":"1"}\n'
head -c 50000000 /dev/zero | tr '\0' '\n'
