#!/usr/bin/env bats
# Web archives: what becomes of their records, whole and damaged.
load ../lib/common

setup() {
	cd "$TMP" || exit
}

# record TYPE NUMBER CONTENT-TYPE <block: one WARC record. $EXTRA is more header lines.
record() {
	local block=$TMP/block

	cat >"$block"
	printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\n' "$1" "$2"
	printf 'WARC-Target-URI: https://example.org/%s\r\nWARC-Date: 2025-01-02T03:04:05Z\r\n' "$2"
	printf 'Content-Type: %s\r\n%bContent-Length: %d\r\n\r\n' "$3" "${EXTRA-}" "$(wc -c <"$block")"
	cat "$block"
	printf '\r\n\r\n'
}

# response NUMBER STATUS HEADER <body: a response as a crawler keeps it.
response() {
	{
		printf 'HTTP/1.1 %s Reason\r\n%b\r\n' "$2" "$3"
		cat
	} >message
	record response "$1" 'application/http; msgtype=response' <message
}

html='Content-Type: text/html; charset=utf-8\r\n'

@test "responses become html, conversions and resources text, and the rest is counted" {
	{
		echo 'software: pencil' | record warcinfo 0 application/warc-fields
		printf 'GET / HTTP/1.1\r\n\r\n' | record request 1 'application/http; msgtype=request'
		echo '<p>Fog on the river.' | response 1 200 "$html"
		echo 'The ferry is late.' | record conversion 2 text/plain
		echo 'The bridge is closed.' | record resource 3 text/plain
		echo 'fetched: yes' | record metadata 4 application/warc-fields
		printf 'HTTP/1.1 200 OK\r\n\r\n' | record revisit 5 'application/http; msgtype=response'
		: | record conversion 6 text/plain
	} >a.warc
	try "$WIREWASH" ingest --stats=stats a.warc
	expect_status 0
	expect_silence
	[ "$(jq -c '[.id, .url, .fetched, .date, .mime, .file]' "$out" | head -n 1)" = \
		'["urn:uuid:1","https://example.org/1","2025-01-02T03:04:05Z",null,"text/html","a.warc"]' ]
	[ "$(jq -c '[.html, .text]' "$out" | tr '\n' ' ')" = \
		'["<p>Fog on the river.\n",null] [null,"The ferry is late."] [null,"The bridge is closed."] ' ]
	[ "$(jq -c '.stages[0] | [.in, .out, .drops]' stats)" = \
		'[8,3,{"empty":1,"warc info":1,"warc metadata":1,"warc request":1,"warc revisit":1}]' ]
}

@test "offset leads to the record, in plain files and members of gzip and zstd" {
	for number in 1 2 3; do echo "text $number" | record conversion $number text/plain >"r$number"; done
	cat r1 r2 r3 >plain
	for number in 1 2 3; do gzip -c r$number; done >gz
	for number in 1 2 3; do zstd -qc r$number; done >zst
	for unpack in cat:plain zcat:gz zstdcat:zst; do
		try "$WIREWASH" ingest "${unpack#*:}"
		expect_status 0
		for number in 1 2 3; do
			offset=$(jq "select(.id == \"urn:uuid:$number\").offset" "$out")
			tail -c +$((offset + 1)) "${unpack#*:}" | "${unpack%:*}" | head -c 300 |
				grep -a -m 1 Record-ID | grep -q "uuid:$number"
		done
	done
	gzip -c plain >whole
	try "$WIREWASH" ingest whole
	[ "$(jq -c '[.offset, .within]' "$out" | tr '\n' ' ')" = \
		"[0,null] [0,$(wc -c <r1)] [0,$(cat r1 r2 | wc -c)] " ]
}

@test "a body comes out as its page was, however it was sent" {
	echo '<p>Fähre' >page
	{
		response 1 200 "$html" <page
		gzip -c page | response 2 200 "${html}Content-Encoding: gzip\r\n"
		printf '5\r\n<p>F\xC3\r\n5\r\n\xA4hre\n\r\n0\r\n\r\n' |
			response 3 200 "${html}Transfer-Encoding: chunked\r\n"
		iconv -f UTF-8 -t ISO-8859-1 page |
			response 4 200 'Content-Type: text/html; charset=ISO-8859-1\r\n'
		{ printf '<meta charset=windows-1252>'; iconv -f UTF-8 -t CP1252 page; } |
			response 5 200 'Content-Type: text/html\r\n'
		{ printf '\xEF\xBB\xBF'; cat page; } | response 6 200 'Content-Type: text/html; charset=koi8-r\r\n'
		# A server that is wrong about its pages.
		{ printf '<meta charset=windows-1252>'; iconv -f UTF-8 -t CP1252 page; } | response 7 200 "$html"
		response 8 200 '' <page
	} | gzip -c >a.warc.gz
	try "$WIREWASH" ingest a.warc.gz
	expect_status 0
	[ "$(jq -r '.html | sub("<meta[^>]*>"; "") | rtrimstr("\n")' "$out" | sort | uniq -c | tr -d ' ')" = "8<p>Fähre" ]
	[ "$(jq -r '.decoding.charset // "-"' "$out" | tr '\n' ' ')" = "- - - windows-1252 windows-1252 - windows-1252 - " ]
}

@test "what is cut says so, what cannot be decoded is rejected" {
	{
		echo '<p>Half a page' | EXTRA='WARC-Truncated: length\r\n' response 1 200 "$html"
		printf '20\r\n<p>Half a page' | response 2 200 "${html}Transfer-Encoding: chunked\r\n"
		printf '\037\235\220rubbish' | response 3 200 "${html}Content-Encoding: compress\r\n"
	} >a.warc
	try "$WIREWASH" ingest --rejects=rejects --max-rejects=100% a.warc
	expect_status 0
	[ "$(jq -r .truncated "$out" | tr '\n' ' ')" = "length transfer " ]
	[ "$(jq -c '[.reason, .id, .file]' rejects)" = '["binary","urn:uuid:3","a.warc"]' ]
}

@test "--status and --mime say what is taken" {
	{
		echo '<p>1' | response 1 200 "$html"
		echo '<p>2' | response 2 203 "$html"
		echo '<p>3' | response 3 404 "$html"
		echo '4' | response 4 200 'Content-Type: text/css\r\n'
		echo '5' | response 5 200 'Content-Type: TEXT/Plain\r\n'
		echo '6' | record resource 6 image/png
	} >a.warc
	taken() {
		try "$WIREWASH" ingest "$@" a.warc
		expect_status 0
		jq -r .id "$out" | cut -d: -f3 | tr -d '\n'
	}
	[ "$(taken)" = 15 ]
	[ "$(taken --status=2xx)" = 125 ]
	[ "$(taken --status=203,404)" = 23 ]
	[ "$(taken --mime='text/*')" = 145 ]
	[ "$(taken --mime=text/plain)" = 5 ]
	[ "$(taken --mime='*/*')" = 1456 ]
	try "$WIREWASH" ingest --status=20 a.warc
	expect_status 2
	expect_text 'wirewash ingest: --status: "20" is no HTTP status.'
	try "$WIREWASH" ingest --mime=html a.warc
	expect_status 2
}

@test "a damaged record costs nothing but itself, and its place is told" {
	for number in 1 2 3 4; do
		echo "text $number" | record conversion $number text/plain >"r$number"
		gzip -nc "r$number" >"r$number.gz"
	done
	second=$(wc -c <r1.gz)
	{ cat r1.gz; head -c 60 r2.gz; cat r3.gz r4.gz; } >a.warc.gz
	try "$WIREWASH" ingest a.warc.gz r1
	expect_status 4
	[ "$(jq -r .text "$out" | tr '\n' ,)" = "text 1,text 3,text 4,text 1," ]
	expect_text "wirewash ingest: a.warc.gz: damaged at byte $second: "
	expect_text "The next record that was found is at byte $((second + 60))."
	{ cat r1; head -c 60 r2; echo; cat r3 r4; } >a.warc
	try "$WIREWASH" ingest a.warc
	expect_status 4
	[ "$(jq -r .text "$out" | tr '\n' ,)" = "text 1,text 3,text 4," ]
	expect_text "a.warc: damaged at byte $(wc -c <r1): "
	try "$WIREWASH" ingest < <(cat a.warc.gz)
	expect_status 4
	[ "$(jq -r .text "$out" | tr '\n' ,)" = "text 1,text 3,text 4," ]
	expect_text "standard input: damaged at byte $second: "
}

@test "absurd headers and lengths: limits hold, the next record comes out" {
	echo "text 1" | record conversion 1 text/plain >r1
	for line in 'Content-Length: 99999999999999999999' 'Content-Length: 9000000000000000000' \
		'Content-Length: -1' 'Content-Length: 1000' 'X: y' \
		"X: $(head -c 100000 /dev/zero | tr '\0' x)"; do
		{ printf 'WARC/1.0\r\nWARC-Type: conversion\r\n%s\r\n\r\ntext\r\n\r\n' "$line"; cat r1; } >a.warc
		try "$WIREWASH" ingest a.warc
		expect_status 4
		expect_text "a.warc: damaged at byte 0: "
		[ "$(jq -r .text "$out")" = "text 1" ]
	done
	{ head -c 3000 /dev/zero | tr '\0' x | record conversion 2 text/plain; cat r1; } >a.warc
	try "$WIREWASH" ingest --max-line=2000 --rejects=rejects --max-rejects=100% a.warc
	expect_status 0
	[ "$(jq -r .text "$out")" = "text 1" ]
	[ "$(jq -r .reason rejects)" = too-long ]
}

@test "--lang-header takes by what the headers say, in any code" {
	{
		echo eins | EXTRA='WARC-Identified-Content-Language: deu\r\n' record conversion 1 text/plain
		echo two | EXTRA='WARC-Identified-Content-Language: eng,fra\r\n' record conversion 2 text/plain
		echo trois | record conversion 3 text/plain
		echo '<p>vier' | response 4 200 "${html}Content-Language: de-AT, en\r\n"
		echo '<p>five' | EXTRA='WARC-Identified-Content-Language: eng\r\n' response 5 200 "${html}Content-Language: de\r\n"
	} >a.warc
	taken() {
		try "$WIREWASH" ingest --lang-header="$1" --stats=stats a.warc
		expect_status 0
		jq -r .id "$out" | cut -d: -f3 | tr -d '\n'
	}
	[ "$(taken de)" = 14 ]
	[ "$(jq -c '.stages[0].drops' stats)" = '{"language":3}' ]
	[ "$(taken DEU,fr)" = 124 ]
	[ "$(taken en-GB)" = 245 ]
	try "$WIREWASH" ingest --lang-header=german a.warc
	expect_status 2
	expect_text 'wirewash ingest: --lang-header: "german" is no language.'
}

@test "zstd with a dictionary in front of the records" {
	for number in $(seq 30); do
		{ seq "$number" 200; echo "text $number"; } | record conversion "$number" text/plain >"r$number"
	done
	zstd -q --train r* -o dictionary
	zstd -qc dictionary >dictionary.zst
	frame() {
		printf '\x5D\x2A\x4D\x18'
		printf '%b' "$(printf '%08x' "$(wc -c <"$1")" | sed 's/\(..\)\(..\)\(..\)\(..\)/\\x\4\\x\3\\x\2\\x\1/')"
		cat "$1"
	}
	for held in dictionary dictionary.zst; do
		frame $held >a.warc.zst
		first=$(wc -c <a.warc.zst)
		for number in $(seq 30); do zstd -qc -D dictionary "r$number" >>a.warc.zst; done
		try "$WIREWASH" ingest a.warc.zst
		expect_status 0
		[ "$(jq -r .text "$out" | grep -c ^text)" -eq 30 ]
		[ "$(jq .offset "$out" | head -n 1)" -eq "$first" ]
		try "$WIREWASH" ingest < <(cat a.warc.zst)
		[ "$(jq -r .text "$out" | grep -c ^text)" -eq 30 ]
		printf x | dd of=a.warc.zst bs=1 seek=$((first + 20)) conv=notrunc status=none
		try "$WIREWASH" ingest a.warc.zst
		expect_status 4
		expect_text "a.warc.zst: damaged at byte $first: "
		[ "$(jq -r .text "$out" | grep -c ^text)" -eq 29 ]
	done
	# A frame that holds something else, or nothing, is passed over.
	: >empty
	for held in empty r1; do
		{ frame $held; zstd -qc r2; } >a.warc.zst
		try "$WIREWASH" ingest a.warc.zst
		expect_status 0
		[ "$(jq -r .text "$out" | grep ^text)" = "text 2" ]
	done
}

@test "an archive that wget wrote comes back byte by byte" {
	command -v wget python3 >/dev/null || skip "needs wget and python3"
	mkdir served
	for number in 1 2 3; do
		{ echo "<html><p>Page $number"; records $number; } >served/$number.html
	done
	python3 -u -m http.server --bind 127.0.0.1 --directory served 0 >log 2>&1 3>&- &
	server=$!
	for _ in $(seq 100); do
		port=$(grep -o 'port [0-9]*' log | cut -d' ' -f2) && [ -n "$port" ] && break
		sleep 0.1
	done
	wget -q --warc-file=got -O /dev/null http://127.0.0.1:"$port"/{1,2,3}.html
	kill $server
	try "$WIREWASH" ingest got.warc.gz
	expect_status 0
	for number in 1 2 3; do
		jq -j "select(.url | endswith(\"/$number.html\")).html" "$out" | cmp - served/$number.html
	done
}

@test "an archive after a byte order mark or empty lines is one all the same" {
	echo '<p>Fog' | response 1 200 "$html" >plain.warc
	{ printf '\xEF\xBB\xBF'; cat plain.warc; } >mark.warc
	{ printf '\r\n\r\n'; cat plain.warc; } >empty.warc
	for archive in mark empty; do
		try "$WIREWASH" ingest $archive.warc
		expect_status 0
		[ "$(jq -r .html "$out")" = "<p>Fog" ]
	done
}
