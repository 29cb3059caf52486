#!/bin/sh
# What takes a Markdown parser quadratic time, a record for each.
# args: markup --plain
# limit: 10
awk '
function line(text, times) {
	printf "{\"text\":\""
	while (times-- > 0)
		printf "%s", text
	print "\"}"
}
BEGIN {
	line("![[]()", 100000)
	line("[a](<b", 100000)
	line("*a _b ", 100000)
	line("<!A ", 100000)
	line("`a", 100000)
	line("> ", 100000)
	line("- ", 100000)
	line("a\\n> ", 100000)
	line("- a\\n  - b\\n", 50000)
	line("[a]: /b\\n", 50000)
	line("\\n", 500000)
}'
