#!/usr/bin/env bats
# A run that gave nothing, or less than was asked for, says so in its exit status.

load ../lib/common

setup() {
	cd "$TMP" || exit
	printf '{"id":"1","text":"one"}\n' >one.jsonl
	: >empty.jsonl
	mkdir -p folder nothing
	echo 'An article.' >folder/a.txt
}

@test "a file that is named and gives no record: exit 3, with its name" {
	try "$WIREWASH" normalize one.jsonl empty.jsonl
	expect_status 3
	expect_text 'empty.jsonl: gave no record'
	expect_same "$out" one.jsonl
	for jobs in 1 3; do
		try "$WIREWASH" ingest -j $jobs empty.jsonl one.jsonl folder
		expect_status 3
		expect_text 'empty.jsonl: gave no record'
		[ "$(wc -l <"$out")" = 2 ]
	done
	try "$WIREWASH" run empty.jsonl
	expect_status 3
}

@test "a folder that gives nothing: exit 3" {
	try "$WIREWASH" run nothing
	expect_status 3
	expect_text 'nothing: gave no record'
	try "$WIREWASH" run folder
	expect_status 0
	expect_silence
}

@test "standard input may be empty" {
	try "$WIREWASH" normalize <empty.jsonl
	expect_status 0
	expect_silence
}

@test "a shard without records is no failure" {
	for shard in 1/3 2/3 3/3; do
		try "$WIREWASH" ingest --shard=$shard one.jsonl
		expect_status 0
	done
}

@test "more than half of a small run rejected: exit 3, and what is good comes out" {
	printf '{"id":"1","text":"one"}\nrubbish\n' >half.jsonl
	try "$WIREWASH" normalize half.jsonl
	expect_status 0
	printf 'more\n' >>half.jsonl
	try "$WIREWASH" normalize half.jsonl
	expect_status 3
	expect_text '2 of 3 records rejected, more than half'
	expect_same "$out" one.jsonl
	try "$WIREWASH" normalize --max-rejects=90% half.jsonl
	expect_status 0
	try "$WIREWASH" normalize --max-rejects=5 half.jsonl
	expect_status 0
	try "$WIREWASH" normalize --max-rejects=150% half.jsonl
	expect_status 2
}

@test "--text reads the file that is named; of several it takes none" {
	printf 'a \r\nb\n' >article.txt
	try "$WIREWASH" normalize --text article.txt </dev/null
	expect_status 0
	[ "$(cat "$out")" = $'a\nb' ]
	try "$WIREWASH" run --text article.txt </dev/null
	expect_status 0
	[ "$(cat "$out")" = $'a\nb' ]
	try "$WIREWASH" normalize --text article.txt one.jsonl
	expect_status 2
}

@test "--text --dry-run lists the edits" {
	printf 'a \nb\n' >article.txt
	try "$WIREWASH" normalize --text --dry-run article.txt
	expect_status 0
	[ "$(wc -l <"$out")" = 2 ]
	grep -q 'trailing-blank' "$out"
}

@test "a pipeline.conf without stages means all stages; every value in it is checked" {
	printf '[dedup]\nkeep = first\n' >pipeline.conf
	"$WIREWASH" run --show-config >shown
	grep -qE '^stages = ingest extract .* emit ; default' shown
	printf '[pipeline]\nstages = normalize\n[dedup]\nkeep = fist\n' >pipeline.conf
	try "$WIREWASH" run one.jsonl
	expect_status 2
	expect_text 'pipeline.conf:4:'
	printf '[pipeline]\nstages = normalize\n[dedup]\nkeeep = first\n' >pipeline.conf
	try "$WIREWASH" run one.jsonl
	expect_status 2
	expect_text "Did you mean 'keep'?"
}

@test "a pipeline.conf that lies in the folder starts no programs; one that is named does" {
	printf '[pipeline]\nstages = "exec:touch pwned; cat"\n' >pipeline.conf
	try "$WIREWASH" run one.jsonl
	expect_status 2
	expect_text 'wirewash run -c pipeline.conf'
	[ ! -e pwned ]
	try "$WIREWASH" run -c pipeline.conf one.jsonl
	expect_status 0
	[ -e pwned ]
	rm pwned pipeline.conf
	mkdir -p config/wirewash
	printf '[pipeline]\nstages = "exec:touch pwned; cat"\n' >config/wirewash/pipeline.conf
	XDG_CONFIG_HOME=$TMP/config try "$WIREWASH" run one.jsonl
	expect_status 0
	[ -e pwned ]
}
