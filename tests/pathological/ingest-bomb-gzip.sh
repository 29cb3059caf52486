#!/bin/sh
# A gibibyte of zeros, at a ratio that gzip reaches on honest logs too: one document, too long.
# args: ingest
# limit: 60
# status: 3
set -eu
head -c 1073741824 /dev/zero | gzip -1
