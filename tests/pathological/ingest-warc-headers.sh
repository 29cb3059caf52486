#!/bin/sh
# args: ingest
# limit: 20
# status: 4
# Headers without an end: each is looked at up to the next one.
yes x | head -n 300000 | awk '{ printf "WARC/1.0\r\nA: b\r\n" }'
