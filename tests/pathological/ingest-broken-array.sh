#!/bin/sh
# An array whose elements are nested without end, and none of them is closed.
# args: ingest --input-format=json --max-rejects=100%
# limit: 30
# status: 4
set -eu
echo '['
awk 'BEGIN {
	for (i = 0; i < 300000; i++)
		print "{\"a\":[1,2,3,\"four\","
}'
