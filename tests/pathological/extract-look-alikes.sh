#!/bin/sh
# Many blocks that are the same, siblings of one look, and titles in titles.
# args: extract
# limit: 20
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\"<title>a b c d e f g h</title><meta property=og:title content=\\\""
	for (i = 0; i < 10000; i++) printf "a a "
	printf "\\\">"
	for (i = 0; i < 100000; i++) printf "<div class=x><p>a a a</div>"
	print "\"}"
	printf "{\"id\":\"2\",\"html\":\"<script type=application/ld+json>"
	for (i = 0; i < 300000; i++) printf "[{\\\"articleBody\\\":\\\"a"
	print "</script><p>x\"}"
}'
