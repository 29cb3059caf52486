#!/bin/sh
# Nothing is closed: tags, quotes, comments, scripts, entities; and end tags that nothing opened.
# args: extract
# limit: 20
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\""
	for (i = 0; i < 200000; i++) printf "<p><li><td>x<!-- <a href=\\\"&amp"
	print "\"}"
	printf "{\"id\":\"2\",\"html\":\""
	for (i = 0; i < 900; i++) printf "<b>"
	for (i = 0; i < 200000; i++) printf "</i>"
	print "x\"}"
	printf "{\"id\":\"3\",\"html\":\""
	for (i = 0; i < 500000; i++) printf "<!-"
	for (i = 0; i < 500000; i++) printf "<script x"
	print "\"}"
}'
