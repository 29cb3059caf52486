#!/usr/bin/env bats
# Where output goes: what is replaced, what is refused, what form it has.

load ../lib/common

setup() {
	cd "$TMP" || exit
	printf '{"id":"1","source":"news/first.txt","title":"Storm","text":"one"}\n' >in.jsonl
}

@test "two outputs in one file, and an output that is the input, are refused" {
	try "$WIREWASH" dedup -o x --clusters=./x in.jsonl
	expect_status 2
	expect_text '--output and --clusters are one file'
	[ ! -e x ]
	try "$WIREWASH" normalize --rejects=in.jsonl in.jsonl
	expect_status 2
	expect_text '--rejects is the input'
	cp in.jsonl copy
	status=0
	# shellcheck disable=SC2094 # that is what is tested
	timeout 10 "$WIREWASH" normalize copy >>copy 2>"$TMP/err" || status=$?
	expect_status 2
	expect_text 'the input copy is the output' "$TMP/err"
	expect_same copy in.jsonl
}

@test "a file that is written to is no input of the folder that it is in" {
	mkdir folder
	cp in.jsonl folder
	(cd folder && "$WIREWASH" ingest . >out.jsonl)
	[ "$(wc -l <folder/out.jsonl)" = 1 ]
}

@test "-o may replace its input; it keeps the mode, and a link stays a link" {
	chmod 600 in.jsonl
	ln -s in.jsonl link
	try "$WIREWASH" normalize -o link link
	expect_status 0
	[ -L link ]
	[ "$(stat -c %a in.jsonl)" = 600 ]
	[ "$(jq -r .text in.jsonl)" = one ]
}

@test "an input that is not there leaves no output file, and an old one as it was" {
	try "$WIREWASH" normalize -o new none.jsonl
	expect_status 4
	[ ! -e new ]
	echo old >old
	try "$WIREWASH" normalize -o old none.jsonl
	expect_status 4
	[ "$(cat old)" = old ]
}

@test "run writes JSON Lines unless it is told otherwise; emit alone writes text" {
	for manner in -j2 --pipe; do
		try "$WIREWASH" run $manner in.jsonl
		expect_status 0
		[ "$(jq -r .text "$out")" = one ]
	done
	[ "$("$WIREWASH" run --format=text in.jsonl | head -n 1)" = one ]
	[ "$("$WIREWASH" emit in.jsonl | head -n 1)" = one ]
}

@test "an option of one stage needs no prefix; of several, the message names all" {
	try "$WIREWASH" run --keep=first in.jsonl
	expect_status 0
	try "$WIREWASH" run --output-dir=out --force in.jsonl
	expect_status 0
	try "$WIREWASH" run --rule=x in.jsonl
	expect_status 2
}

@test "--output-dir: files are called after their source, else the title, else the id" {
	printf '%s\n' '{"id":"2","title":"Rain","text":"two"}' '{"id":"three","text":"three"}' >>in.jsonl
	try "$WIREWASH" emit --output-dir=out in.jsonl
	expect_status 0
	[ "$(cd out && echo *)" = 'Rain.txt first.txt three.txt' ]
}

@test "two runs into one folder at a time: the second one is refused, or nothing is replaced" {
	records 400 | jq -c '.title = "Same"' >a.jsonl
	records 400 | jq -c '.title = "Same" | .text += "b"' >b.jsonl
	for ((i = 0; i < 5; i++)); do
		rm -rf out
		"$WIREWASH" emit --output-dir=out a.jsonl 2>/dev/null &
		second=0
		"$WIREWASH" emit --output-dir=out b.jsonl 2>/dev/null || second=$?
		first=0
		wait $! || first=$?
		[ "$first" = 0 ] || [ "$second" = 0 ]
		[ "$first" != 0 ] || [ "$second" != 0 ]
		[ "$(find out -name 'Same*.txt' | wc -l)" -ge 400 ]
	done
}

@test "what was fetched when is no date of publication" {
	printf '%s\n' '{"id":"1","fetched":"2026-05-02T00:00:00Z","text":"The same words in both of the records, and some more of them so that they count."}' \
		'{"id":"2","fetched":"2026-05-01T00:00:00Z","text":"The same words in both of the records, and some more of them so that they count."}' >two.jsonl
	[ "$("$WIREWASH" dedup --keep=earliest two.jsonl | jq -r .id)" = 2 ]
	"$WIREWASH" emit --format=markdown two.jsonl >"$TMP/out"
	grep -q '^fetched: "2026-05-02T00:00:00Z"' "$TMP/out"
	refute grep -q '^date:' "$TMP/out"
}
