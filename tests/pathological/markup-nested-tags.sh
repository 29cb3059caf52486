#!/bin/sh
# Tags inside tags inside tags: each cut makes another.
# args: markup
# limit: 10
awk 'BEGIN {
	printf "{\"text\":\""
	for (i = 0; i < 100000; i++)
		printf "{{ "
	for (i = 0; i < 100000; i++)
		printf "page.a }}"
	print "\"}"
}'
