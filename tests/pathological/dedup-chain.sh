#!/bin/sh
# 5,000 texts, each a little further on than the one before: a chain without a middle.
# args: dedup
# limit: 60
awk 'BEGIN {
	for (n = 0; n < 5000; n++) {
		printf "{\"id\":\"%d\",\"text\":\"", n
		for (i = 0; i < 200; i++) printf "w%d ", 10 * n + i
		print "\"}"
	}
}'
