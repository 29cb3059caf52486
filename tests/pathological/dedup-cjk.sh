#!/bin/sh
# Texts of 100 KB without a space: nothing but Han, and Thai marks on one letter.
# args: dedup
# limit: 10
awk 'BEGIN {
	for (n = 1; n <= 5; n++) {
		printf "{\"id\":\"%d\",\"text\":\"", n
		for (i = 0; i < 33000; i++) printf "%c%c%c", 228 + (i * n) % 5, 128 + (i * 7) % 64, 128 + (i * i) % 64
		print "\"}"
	}
	printf "{\"id\":\"6\",\"text\":\"\\u0e01"
	for (i = 0; i < 16000; i++) printf "\\u0e31"
	print "\"}"
}' | LC_ALL=C cat
