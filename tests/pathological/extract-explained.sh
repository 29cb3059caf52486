#!/bin/sh
# Texts behind paragraphs, all of them in one element that begins before them all: places are counted once.
# args: extract --explain
# limit: 60
awk 'BEGIN {
	printf "{\"id\":\"1\",\"html\":\""
	for (i = 0; i < 900; i++) printf "<div class=nav>"
	for (i = 0; i < 20000; i++) printf "<p>ä</p>ö"
	print "\"}"
}'
