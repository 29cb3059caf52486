#!/bin/sh
# Many articles that all have the same few words: one large group, in little more than linear time.
# args: events
# limit: 60
awk 'BEGIN {
	for (i = 0; i < 3000; i++)
		print "{\"id\":\"" i "\",\"text\":\"storm " i % 7 " coast " i % 5 " harbour\"}"
}'
