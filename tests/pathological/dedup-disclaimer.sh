#!/bin/sh
# 10,000 stories that all carry one long disclaimer: every list of the index is full.
# args: dedup
# limit: 60
awk 'BEGIN {
	for (i = 0; i < 200; i++) disclaimer = disclaimer " term" i
	for (n = 0; n < 10000; n++) {
		printf "{\"id\":\"%d\",\"text\":\"", n
		for (i = 0; i < 300; i++) printf "w%dx%d ", n, i
		print disclaimer "\"}"
	}
}'
