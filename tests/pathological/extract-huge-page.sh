#!/bin/sh
# A page of 200 MB with one paragraph, and one with more elements than --max-nodes: rejected.
# args: extract --max-rejects=1 --max-line=1G
# limit: 60
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\"<p>"
	for (i = 0; i < 4000000; i++) printf "The ferry has not sailed since Tuesday, he said. "
	print "\"}"
	printf "{\"id\":\"2\",\"html\":\""
	for (i = 0; i < 3000000; i++) printf "<b>x</b>"
	print "\"}"
}'
