#!/bin/sh
# 3,000 texts around one core, each with a different quarter of it and a tail of its own.
# args: dedup
# limit: 60
awk 'BEGIN {
	for (n = 0; n < 3000; n++) {
		printf "{\"id\":\"%d\",\"text\":\"", n
		for (i = 0; i < 300; i++) printf "w%d ", (n * 7 + i) % 1200
		for (i = 0; i < 40; i++) printf "t%dx%d ", n, i
		print "\"}"
	}
}'
