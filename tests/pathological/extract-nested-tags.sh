#!/bin/sh
# A page with 100,000 elements inside one another: beyond --max-depth, rejected.
# args: extract --max-rejects=1
# limit: 10
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\""
	for (i = 0; i < 100000; i++) printf "<div>"
	print "x\"}"
	print "{\"id\":\"2\",\"html\":\"<p>y\"}"
}'
