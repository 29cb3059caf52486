#!/usr/bin/env bats
# Pages as they come from files and web archives, through to their text.
load ../lib/common

setup() {
	cd "$TMP" || exit
	cat >page.html <<'END'
<!DOCTYPE html>
<title>The clock runs backwards | Holm Courier</title>
<meta property="og:site_name" content="Holm Courier">
<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>
<article>
<h1>The clock runs backwards</h1>
<p>“Since Sunday it’s been yesterday,” said the keeper of the clock in Holm, who is waiting for a spring from the south, and has stopped looking up.</p>
<p>The clock was built in 1887 by a watchmaker from Ängby, and the parish has paid for its oil with the same coin each year, which it then gets back.</p>
</article>
<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></footer>
END
	cat >expected <<'END'
“Since Sunday it’s been yesterday,” said the keeper of the clock in Holm, who is waiting for a spring from the south, and has stopped looking up.
The clock was built in 1887 by a watchmaker from Ängby, and the parish has paid for its oil with the same coin each year, which it then gets back.
END
}

# warc CONTENT-TYPE <body: a web archive with this response.
warc() {
	{
		printf 'HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n' "$1"
		cat
	} >message
	printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n'
	printf 'WARC-Target-URI: https://holm.example/2025/03/09/clock\r\n'
	printf 'Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n' "$(wc -c <message)"
	cat message
	printf '\r\n\r\n'
}

# The headline may be part of the text, or only the title.
without_headline() {
	sed '1{/^The clock runs backwards$/d;}'
}

# The text in $out is the article's.
expect_article() {
	jq -r .text "$out" | without_headline >got
	expect_same expected got
	[ "$(jq -r .title "$out")" = "The clock runs backwards" ]
	[ "$(jq -r .site "$out")" = "Holm Courier" ]
	[ "$(jq -r .lang "$out")" = en ]
}

@test "ingest page.html | extract" {
	"$WIREWASH" ingest page.html >page.jsonl
	try "$WIREWASH" extract <page.jsonl
	expect_status 0
	expect_silence
	expect_article
	[ "$(jq -r .source "$out")" = page.html ]
	[ "$(jq 'has("html")' "$out")" = false ]
}

@test "a page that says ISO-8859-1 is read as windows-1252" {
	sed '1a<meta charset="ISO-8859-1">' page.html | iconv -f UTF-8 -t CP1252 >latin.html
	"$WIREWASH" ingest latin.html >page.jsonl
	try "$WIREWASH" extract <page.jsonl
	expect_status 0
	expect_article
}

@test "a response in a web archive becomes text, in run as in a pipe" {
	iconv -f UTF-8 -t CP1252 page.html | warc 'text/html; charset=iso-8859-1' >a.warc
	try "$WIREWASH" run --format=jsonl a.warc
	expect_status 0
	expect_article
	[ "$(jq -r .url "$out")" = https://holm.example/2025/03/09/clock ]
	cp "$out" run
	try "$WIREWASH" run --pipe --format=jsonl a.warc
	expect_status 0
	expect_same run "$out"
}

@test "--explain tells of each block what it was taken for, with evidence" {
	"$WIREWASH" ingest page.html >page.jsonl
	try "$WIREWASH" extract --explain <page.jsonl
	expect_status 0
	expect_article
	rules=$(jq -r '._wirewash | .. | objects | select(.rule) | .rule' "$out" | paste -sd,)
	[ "$rules" = links,other,article,article,links ] || [ "$rules" = links,article,article,article,links ]
	[ "$(jq '._wirewash | .. | objects | select(.rule and .evidence == "")' "$out")" = "" ]
}

@test "--explain says where in the page each block begins" {
	echo '{"id":"1","html":"<nav>Ünder</nav><!-- x --><div class=a><b>The</b> ferry <p>sails.</p> Or not.</div>"}' >page.jsonl
	try "$WIREWASH" extract --explain <page.jsonl
	expect_status 0
	[ "$(jq -c '[._wirewash.edits[].at]' "$out")" = '[0,26,56,56]' ]
}

@test "a page that is nothing but menus still gives its words" {
	echo '<!DOCTYPE html><nav><a href="/">Home</a></nav>' >menu.html
	"$WIREWASH" ingest menu.html >page.jsonl
	try "$WIREWASH" extract <page.jsonl
	expect_status 0
	[ "$(jq -r .text "$out")" = Home ]
}

@test "a full disk is told of, pages and all" {
	"$WIREWASH" ingest page.html >page.jsonl
	status=0
	"$WIREWASH" extract <page.jsonl >/dev/full 2>err || status=$?
	[ "$status" -eq 4 ]
	expect_text space err
}

@test "--text takes a page, alone and in a chain, and text that is none as it is" {
	for command in extract run; do
		"$WIREWASH" "$command" --text <page.html | without_headline >out
		expect_same expected out
	done
	iconv -f UTF-8 -t CP1252 page.html | "$WIREWASH" run --text | without_headline >out
	expect_same expected out
	[ "$(echo 'Of <title> and <p>, two tags.' | "$WIREWASH" extract --text)" = 'Of <title> and <p>, two tags.' ]
	"$WIREWASH" ingest --text <page.html >out
	expect_same page.html out
}
