#!/bin/sh
# Lines that almost match every rule: headings of structure, half pairs, teasers, repeated runs, words of many classes.
# args: boilerplate --level aggressive
# limit: 30
set -eu
printf '{"text":"'
awk 'BEGIN {
	for (i = 0; i < 20000; i++) {
		printf "Resources:\\nHere is more:\\n"
		printf "the same words the same words the same word\\n"
		printf "a teaser of more than forty bytes that nothing repeats %d ...\\n", i
		printf "not financial or legal news of views by an author who does reflect on risk and share your email %d\\n", i
		printf "run %d\\n", i % 5000
	}
}'
printf '"}\n'
