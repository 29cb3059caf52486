#!/bin/sh
# An element with 1,000,000 attributes, and as many elements with one each.
# args: extract
# limit: 20
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\"<p"
	for (i = 0; i < 1000000; i++) printf " a%d=b", i
	print ">x\"}"
	printf "{\"id\":\"2\",\"html\":\"<p>x"
	for (i = 0; i < 300000; i++) printf "<i class=a%d>x</i>", i
	print "\"}"
}'
