#!/bin/sh
# A gibibyte of zeros in some thirty kilobytes.
# args: ingest
# limit: 60
# status: 5
set -eu
head -c 1073741824 /dev/zero | zstd -qc
