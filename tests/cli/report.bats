#!/usr/bin/env bats
# report: one page of HTML, with the figures of all records, and diff.

load ../lib/common

# The JSON of a block of a page.
block() { # page, name
	sed -n "s,^<script type=\"application/octet-stream\" id=\"block-$2\">\(.*\)</script>\$,\1,p" "$1" |
		base64 -d | gzip -dc
}

setup() {
	printf '%s\n' \
		'{"id":"a","url":"https://one.example/1","title":"Boats","date":"2026-01-05T10:00:00Z","text":"One two three.","_dedup":{"id":"a","cluster":"a","kept":true,"of":"b","relation":"near","jaccard":0.5,"containment":0.75,"shared":9}}' \
		'{"id":"b","url":"https://two.example/1","date":"2026-01-05T12:30:00Z","text":"One two four.","_dedup":{"id":"b","cluster":"a","kept":false,"of":"a","relation":"near","jaccard":0.5,"containment":0.75,"shared":9}}' \
		'{"id":"c","source":"files/c.txt","lang":"de","text":"Etwas anderes.","_dedup":{"id":"c","cluster":"c","kept":true,"of":null,"relation":"unique","jaccard":0,"containment":0,"shared":0}}' \
		>"$TMP/marked.jsonl"
}

@test "the figures add up" {
	try "$WIREWASH" report "$TMP/marked.jsonl"
	expect_status 0
	block "$out" overview >"$TMP/overview"
	[ "$(jq -c '[.articles,.kept,.dropped,.clusterCount]' "$TMP/overview")" = '[3,2,1,1]' ]
	[ "$(jq -c '.sources | map(.[0:6])' "$TMP/overview")" = \
		'[["one.example",1,1,0,1,1],["two.example",1,0,1,0,0],["files",1,1,0,0,0]]' ]
	[ "$(jq -c '.matrix.counts' "$TMP/overview")" = '[[0,0,0],[1,0,0],[0,0,0]]' ]
	[ "$(jq -c '.days' "$TMP/overview")" = '[["2026-01-05",2,1]]' ]
	[ "$(jq -r '.delays[] | select(.[1] > 0) | .[0]' "$TMP/overview")" = '1 to 3 hours' ]
	[ "$(block "$out" clusters)" = '[[0,2,500,2,"2026-01-05T10:00","2026-01-05T12:30"]]' ]
	[ "$(block "$out" text-0 | jq -r '.[1][0]')" = 'One two four.' ]
}

@test "standard input, and decisions in a file of their own, give the same page" {
	"$WIREWASH" report "$TMP/marked.jsonl" >"$TMP/page.html"
	try "$WIREWASH" report <"$TMP/marked.jsonl"
	expect_status 0
	expect_same "$out" "$TMP/page.html"
	jq -c ._dedup "$TMP/marked.jsonl" >"$TMP/clusters.jsonl"
	jq -c 'del(._dedup)' "$TMP/marked.jsonl" >"$TMP/plain.jsonl"
	try "$WIREWASH" report --clusters="$TMP/clusters.jsonl" "$TMP/plain.jsonl"
	expect_status 0
	expect_same "$out" "$TMP/page.html"
}

@test "decisions of other records are refused" {
	printf '{"id":"x","cluster":"x","kept":true}\n' >"$TMP/other.jsonl"
	try "$WIREWASH" report --clusters="$TMP/other.jsonl" "$TMP/marked.jsonl"
	expect_status 2
	expect_text 'the decisions are of other records'
	head -n 1 "$TMP/marked.jsonl" | jq -c ._dedup >"$TMP/short.jsonl"
	try "$WIREWASH" report --clusters="$TMP/short.jsonl" "$TMP/marked.jsonl"
	expect_status 2
	expect_text 'fewer lines'
}

@test "nothing of an article is markup, whatever is in it" {
	jq -nc '{id: "</script><script>alert(1)</script>", title: "<img src=x onerror=alert(2)>",
		url: "javascript:alert(3)", author: "<b>", source: "\"><svg onload=alert(4)>",
		date: "<!--", lang: "]]>", text: "</title><style>*{}</style>\u202Eevil"}' >"$TMP/bad.jsonl"
	try "$WIREWASH" report --title '</title><script>alert(5)</script>' "$TMP/bad.jsonl"
	expect_status 0
	refute grep -qE 'alert\([1-5]\)</script>|onerror=alert|onload=alert' "$out"
	[ "$(grep -c '<script' "$out")" = "$(grep -cE '^<script( type="application/octet-stream" id="block-[a-z0-9-]+")?>' "$out")" ]
	grep -q "content=\"default-src 'none'; script-src 'sha256-" "$out"
	[ "$(block "$out" articles | jq -r '.rows[0][0]')" = '</script><script>alert(1)</script>' ]
}

@test "the digests of the policy are those of the page's script and style" {
	"$WIREWASH" report "$TMP/marked.jsonl" >"$TMP/page.html"
	for part in script style; do
		digest=$(awk -v open="<$part>" -v close_="</$part>" '
			{ text = text $0 "\n" }
			END {
				from = index(text, open) + length(open)
				text = substr(text, from)
				printf "%s", substr(text, 1, index(text, close_) - 1)
			}' "$TMP/page.html" | sha256sum | sed 's/ .*//; s/../\\x&/g')
		grep -qF "$part-src 'sha256-$(printf '%b' "$digest" | base64)'" "$TMP/page.html"
	done
}

@test "--limit leaves texts out and says how many" {
	records 50 >"$TMP/many.jsonl"
	try "$WIREWASH" report --limit 7 "$TMP/many.jsonl"
	expect_status 0
	[ "$(block "$out" overview | jq -c '[.articles,.shown.articles,.shown.articlesLeftOut]')" = '[50,7,43]' ]
	[ "$(block "$out" articles | jq '.rows | length')" = 7 ]
}

@test "edits are counted by rule, and come with the text" {
	jq -nc '{id: "n", text: "a\u200Bb \nc"}' | "$WIREWASH" normalize --explain >"$TMP/explained.jsonl"
	try "$WIREWASH" report "$TMP/explained.jsonl"
	expect_status 0
	block "$out" overview | jq -e '.rules | map(.[0]) | all(. == "normalize")'
	block "$out" text-0 | jq -e '.[0][1] | length > 0'
}

@test "no records, lines that are none, a full disk" {
	try "$WIREWASH" report </dev/null
	expect_status 0
	[ "$(block "$out" overview | jq .articles)" = 0 ]
	printf 'no record\n{"id":"a","text":"b"}\n' >"$TMP/mixed.jsonl"
	try "$WIREWASH" report "$TMP/mixed.jsonl"
	expect_status 0
	expect_text '1 lines are no records'
	try "$WIREWASH" report -o /dev/full "$TMP/marked.jsonl"
	expect_status 4
	try "$WIREWASH" report "$TMP/none.jsonl"
	expect_status 4
}

@test "diff: words of texts, lines, records, and the exit status" {
	printf 'The quick brown fox.\nSecond line.\n' >"$TMP/a"
	printf 'The quick red fox.\nSecond line.\n' >"$TMP/b"
	try "$WIREWASH" diff "$TMP/a" "$TMP/b"
	expect_status 1
	grep -qF 'The quick [-brown-]{+red+} fox.' "$out"
	try "$WIREWASH" diff "$TMP/a" "$TMP/a"
	expect_status 0
	[ ! -s "$out" ]
	try "$WIREWASH" diff --unified "$TMP/a" "$TMP/b"
	expect_status 1
	diff -u "$TMP/a" "$TMP/b" | tail -n +3 >"$TMP/lines"
	expect_same <(tail -n +3 "$out") "$TMP/lines"
	"$WIREWASH" normalize --text <"$TMP/a" >/dev/null
	jq -nc '{id: "1", text: "one two"}, {id: "2", text: "same"}' >"$TMP/a.jsonl"
	jq -nc '{id: "2", text: "same"}, {id: "1", text: "one three"}, {id: "3", text: "new"}' >"$TMP/b.jsonl"
	try "$WIREWASH" diff "$TMP/a.jsonl" "$TMP/b.jsonl"
	expect_status 1
	grep -qF 'one [-two-]{+three+}' "$out"
	grep -qF '== "3" only in the second file' "$out"
	[ "$(grep -c '^==' "$out")" = 2 ]
	try "$WIREWASH" diff "$TMP/a"
	expect_status 2
}

@test "diff: nothing in a text reaches the terminal as a control" {
	printf 'a \033[31mred\033[m word\n' >"$TMP/a"
	printf 'a \033]0;title\007 word\n' >"$TMP/b"
	try "$WIREWASH" diff --color=never "$TMP/a" "$TMP/b"
	expect_status 1
	refute grep -q $'\033\|\007' "$out"
}

@test "run --report writes the page, and the same output as without it" {
	cd "$TMP" || exit
	cp -r "$ROOT/fixtures/archive" .
	"$WIREWASH" run archive >plain 2>/dev/null
	for jobs in 1 3; do
		try "$WIREWASH" run -j$jobs --report=page.html archive
		expect_status 0
		expect_same plain "$out"
		[ "$(block page.html overview | jq .kept)" = "$(wc -l <plain)" ]
		block page.html overview | jq -e '.articles == .kept + .dropped'
		block page.html overview | jq -e '[.rules[][0]] | index("boilerplate") and index("mojibake")'
	done
	try "$WIREWASH" run --report=page.html <plain
	expect_status 2
	try "$WIREWASH" run --report=page.html --pipe archive
	expect_status 2
}
