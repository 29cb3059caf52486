#!/bin/sh
# Many open tags of many names, then all their end tags.
# args: markup
# limit: 10
awk 'BEGIN {
	printf "{\"text\":\""
	for (i = 0; i < 100000; i++)
		printf "[n%d]", i
	for (i = 0; i < 100000; i++)
		printf "[/n%d]", i
	print "\"}"
}'
