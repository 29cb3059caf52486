#!/bin/sh
# An element with 1,000,000 classes, 1,000,000 <br>, tables in tables, and items that count down.
# args: extract --markdown --links
# limit: 30
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\"<p class=\\\""
	for (i = 0; i < 1000000; i++) printf "c%d ", i
	print "\\\">x\"}"
	printf "{\"id\":\"2\",\"html\":\"<p>"
	for (i = 0; i < 1000000; i++) printf "<br>"
	print "x\"}"
	printf "{\"id\":\"3\",\"html\":\""
	for (n = 0; n < 100; n++) {
		for (i = 0; i < 240; i++) printf "<table><tr><td rowspan=9>x"
		for (i = 0; i < 240; i++) printf "</table>"
	}
	print "\"}"
	printf "{\"id\":\"4\",\"html\":\"<ol reversed>"
	for (i = 0; i < 100000; i++) printf "<li>x"
	print "\"}"
}'
