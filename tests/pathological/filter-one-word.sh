#!/bin/sh
# A long text of few words in equal lines, and many short texts after it: repetition is counted in
# linear time, and the long text makes no later one slow.
# args: filter --rules=repetition,gopher,c4,fineweb --lang=en
# limit: 20
awk 'BEGIN {
	printf "{\"text\":\"the of "
	for (i = 0; i < 1000000; i++)
		printf "spam \\n"
	print "\"}"
	for (i = 0; i < 20000; i++)
		print "{\"text\":\"Short text number " i " of the archive.\"}"
}'
