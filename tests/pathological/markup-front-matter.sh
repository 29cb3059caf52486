#!/bin/sh
# Front matter after front matter, unclosed, deep, wide: one record each.
# args: markup
# limit: 10
awk '
function line(text, times) {
	printf "{\"text\":\"---\\n"
	while (times-- > 0)
		printf "%s", text
	print "\\n---\\nText\"}"
}
BEGIN {
	line("title: a\\n---\\n---\\n", 50000)
	line("a: b\\n", 300000)
	for (i = 0; i < 50; i++) {
		line("[", 60000)
		line("a: [", 15000)
		line("{a: ", 15000)
		line("- ", 30000)
		line("title: a: b\\n", 900)
		line("&a [*a,", 9000)
	}
}'
