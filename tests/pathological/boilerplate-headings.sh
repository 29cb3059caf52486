#!/bin/sh
# Ten thousand headings of related blocks, each with a doubled title, some with a paragraph of the article behind it.
# args: boilerplate
# limit: 20
set -eu
printf '{"text":"'
awk 'BEGIN {
	for (i = 0; i < 10000; i++) {
		printf "You may also like\\nTitle number %d here\\nTitle number %d here\\n", i, i
		if (i % 3 == 0)
			printf "The river rose again on day %d, and the mill, which had been open for a hundred years, had to close its doors for a week.\\n", i
	}
}'
printf '"}\n'
