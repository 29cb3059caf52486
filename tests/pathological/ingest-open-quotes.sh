#!/bin/sh
# A table in which quotes are opened that nothing closes, and some that close each other.
# args: ingest --input-format=csv --max-rejects=100%
# limit: 30
set -eu
awk 'BEGIN {
	print "id,text"
	for (i = 0; i < 300000; i++)
		print i % 3 == 0 ? i ",\"open" : i % 3 == 1 ? i ",\"\"" : "\"\"\"" i ",x"
}'
