#!/usr/bin/env bats
# What a run takes away can be kept, seen beforehand, and put back.

load ../lib/common

# Ids and texts, sorted.
texts() {
	jq -c '[.id, .text]' "$1" | sort
}

setup() {
	cd "$TMP" || exit
	"$WIREWASH" ingest "$ROOT/fixtures/archive" 2>/dev/null | jq -c 'select(.text)' >in.jsonl
}

@test "restore gives every text back, and every record that was dropped" {
	for manner in -j1 -j3 --pipe; do
		"$WIREWASH" run $manner --stages="mojibake normalize markup boilerplate dedup" --removed=removed \
			--dropped=dropped in.jsonl >clean.jsonl 2>/dev/null
		[ "$(wc -l <dropped)" -gt 10 ]
		cp removed "removed$manner"
		expect_same removed removed-j1
		try "$WIREWASH" restore --removed=removed --dropped=dropped clean.jsonl
		expect_status 0
		texts in.jsonl >before
		texts "$out" >after
		expect_same before after
	done
}

@test "the output is the same with and without --removed and --dropped" {
	"$WIREWASH" run in.jsonl >plain 2>/dev/null
	"$WIREWASH" run --removed=removed --dropped=dropped in.jsonl >kept 2>/dev/null
	expect_same plain kept
	jq -es 'all(.[]; has("stage") and has("id") and has("reason") and has("record"))' dropped
}

@test "a text that was changed since stays as it is: exit 1" {
	printf '{"id":"1","text":"a \\nb \\n"}\n{"id":"2","text":"c \\nd \\n"}\n' >two.jsonl
	"$WIREWASH" normalize --removed=removed two.jsonl >clean
	sed -i 's/"a/"another/' clean
	try "$WIREWASH" restore --removed=removed clean
	expect_status 1
	expect_text '1 texts are not those that the run left'
	[ "$(jq -r 'select(.id == "2").text' "$out")" = $'c \nd ' ]
	[ "$(jq -r 'select(.id == "1").text' "$out")" = $'another\nb' ]
}

@test "restore without a file to restore from, and one that is not there" {
	try "$WIREWASH" restore in.jsonl
	expect_status 2
	try "$WIREWASH" restore --removed=none in.jsonl
	expect_status 4
}

@test "run --sample shows what would become of the first records, and writes none" {
	try "$WIREWASH" run --sample 5 in.jsonl
	expect_status 0
	[ "$(grep -c ': would be ' "$out")" = 5 ]
	head -n 5 in.jsonl >five.jsonl
	[ "$(grep -c 'would be kept' "$out")" = "$("$WIREWASH" run five.jsonl | wc -l)" ]
	try "$WIREWASH" run --sample 5 --output-dir=nowhere in.jsonl
	expect_status 0
	[ -z "$(ls -A nowhere 2>/dev/null)" ]
	try "$WIREWASH" run --sample 5 --pipe in.jsonl
	expect_status 2
}
