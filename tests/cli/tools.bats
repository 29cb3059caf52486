#!/usr/bin/env bats
# What other programs compressed comes back whole, byte by byte.
load ../lib/common

setup() {
	cd "$TMP" || exit
	records 4000 >in
	[ "$(wc -c <in)" -gt 2000000 ]
}

needs() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null || skip "needs $tool"
	done
}

# The file gives the same records as the plain one, from a path and from a pipe, on one thread and on more.
expect_whole() {
	for jobs in 1 3; do
		try "$WIREWASH" ingest "-j$jobs" "$1"
		expect_status 0
		expect_silence
		expect_same in "$out"
	done
	# shellcheck disable=SC2002 # it must be a pipe
	cat "$1" | "$WIREWASH" ingest >piped
	expect_same in piped
}

@test "gzip at every level, and members one behind the other" {
	for level in 1 6 9; do
		gzip -n -$level <in >out.gz
		expect_whole out.gz
	done
	{ head -n 1000 in | gzip -1; : | gzip; tail -n +1001 in | gzip -9; } >out.gz
	expect_whole out.gz
}

@test "gzip with all that a header may hold: a name, a time" {
	cp in named.jsonl
	gzip -N named.jsonl
	expect_whole named.jsonl.gz
}

@test "pigz: one member made of many blocks, and of independent ones" {
	needs pigz
	pigz -n -p 2 -b 128 <in >out.gz
	expect_whole out.gz
	pigz -n -p 2 -i -b 128 <in >out.gz
	expect_whole out.gz
	pigz -n -0 <in >out.gz
	expect_whole out.gz
}

@test "bgzip: many members, each with an extra field, and an empty one at the end" {
	needs bgzip
	bgzip -c <in >out.gz
	expect_whole out.gz
}

@test "zstd: fast and slow, long windows, many frames, skippable ones" {
	needs zstd
	for options in -1 -19 "--ultra -22" --long=27 --long=31 "-T2 -B512K" --no-check; do
		# shellcheck disable=SC2086 # words
		zstd -q -f $options in -o out.zst
		expect_whole out.zst
	done
	{
		head -n 1000 in | zstd -q
		printf '\x50\x2A\x4D\x18\x04\0\0\0skip'
		: | zstd -q
		tail -n +1001 in | zstd -q
	} >out.zst
	expect_whole out.zst
}

@test "a window of more than 128 MiB is refused, with a word on how to do without" {
	needs zstd
	zstd -q --long=31 <in >out.zst
	try "$WIREWASH" ingest out.zst
	expect_status 5
	expect_text "--long=27"
	zstd -q --long=27 <in >out.zst
	expect_whole out.zst
}

@test "articles served, crawled and archived by wget: html as it was, from one gzip member per record and repacked" {
	needs wget python3 zstd
	mkdir served
	for number in 1 2 3 4 5; do
		{
			echo "<!DOCTYPE html><title>Page $number</title>"
			head -n $((number * 200)) in
		} >served/$number.html
	done
	python3 -u -m http.server --bind 127.0.0.1 --directory served 0 >log 2>&1 3>&- &
	server=$!
	for ((i = 0; i < 100; i++)); do
		port=$(grep -o 'port [0-9]*' log | cut -d' ' -f2) && [ -n "$port" ] && break
		sleep 0.1
	done
	wget -q --warc-file=got -O /dev/null http://127.0.0.1:"$port"/{1,2,3,4,5}.html
	wget -q --warc-file=plain --no-warc-compression -O /dev/null http://127.0.0.1:"$port"/{1,2,3,4,5}.html
	kill $server
	zcat got.warc.gz | gzip >one-member.warc.gz
	zstd -q plain.warc -o packed.warc.zst
	for archive in got.warc.gz plain.warc one-member.warc.gz packed.warc.zst; do
		try "$WIREWASH" ingest -j2 "$archive"
		expect_status 0
		for number in 1 2 3 4 5; do
			jq -j "select(.url | endswith(\"/$number.html\")).html" "$out" | cmp - served/$number.html
		done
	done
}
