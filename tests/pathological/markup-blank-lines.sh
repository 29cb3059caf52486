#!/bin/sh
# Lines of tags between long runs of blanks.
# args: markup
# limit: 10
awk 'BEGIN {
	printf "{\"text\":\""
	for (i = 0; i < 500000; i++)
		printf " "
	for (i = 0; i < 50000; i++)
		printf "\\n{{<a>}}"
	print "\"}"
}'
