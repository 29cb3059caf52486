#!/bin/sh
# A table that claims a billion columns, one with a million cells, and NULs all over.
# args: extract --markdown
# limit: 20
awk 'BEGIN {
	print "{\"id\":\"1\",\"html\":\"<table><tr><td colspan=1000000000 rowspan=1000000000>x</table>\"}"
	printf "{\"id\":\"2\",\"html\":\"<table>"
	for (i = 0; i < 300000; i++) printf "<tr><td>a long cell<td>b"
	print "</table>\"}"
	printf "{\"id\":\"3\",\"html\":\"<p>"
	for (i = 0; i < 500000; i++) printf "a\\u0000"
	print "\"}"
}'
