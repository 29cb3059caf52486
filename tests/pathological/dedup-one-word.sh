#!/bin/sh
# A document of four million times one word, and one of a single word of 4 MB.
# args: dedup
# limit: 10
awk 'BEGIN {
	printf "{\"id\":\"1\",\"text\":\""
	for (i = 0; i < 4000000; i++) printf "a "
	printf "\"}\n{\"id\":\"2\",\"text\":\""
	for (i = 0; i < 4000000; i++) printf "a"
	print "\"}"
}'
