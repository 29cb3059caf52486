#!/usr/bin/env bats
# Memory that runs out, at every allocation: a clean error, no crash, no half file.
load ../lib/common

setup() {
	mkdir -p "$TMP/play/files"
	{
		records 2
		echo '{"id":"a","title":"Caf\u00e9","text":"---\ntitle: x\n---\nIt\u2019s na\u00c3\u00afve.\n\n{{< x >}}\n\nShare this article","n":1.0}'
		echo '{"id":"b","no":"text"}'
		echo '{"id":"c","html":"<title>A b - C</title><meta name=author content=D><script type=application/ld+json>{\"headline\":\"A \\\"b\\\"\",\"articleBody\":\"One two three four five, six seven eight and some more of them.\"}</script><div class=post-body><h1>A b</h1><p>One two three <a href=x>four</a> &amp; five.<ul><li>six</ul><table><tr><td>seven</table>"}'
	} >"$TMP/play/stdin"
}

# Runs the program over and over, with another allocation failing each time.
survives() {
	rm -rf "$TMP/play/files.expected"
	LD_PRELOAD=$BUILD/fault/fail_malloc.so FAIL_MALLOC_DIR=$TMP/play \
		FAIL_MALLOC_LAST="${FAIL_MALLOC_LAST:-300}" "$WIREWASH" "$@" && return
	echo "in: $*"
	return 1
}

@test "each allocation fails once: every stage" {
	for stage in $(all_stages); do
		survives "$stage"
	done
}

@test "each allocation fails once: every stage, named output and rejects" {
	for stage in $(all_stages); do
		survives "$stage" -o "$TMP/play/files/out" --rejects "$TMP/rejects" --explain
	done
}

@test "each allocation fails once: an earlier archive" {
	cp "$TMP/play/stdin" "$TMP/earlier.jsonl"
	survives dedup --against "$TMP/earlier.jsonl"
}

@test "each allocation fails once: pins, and findings as a table" {
	printf '%s\n' '{"a":"r1","b":"r2","same":true}' '{"a":"a","b":"r\u0032","same":false}' >"$TMP/pins"
	survives dedup --pins "$TMP/pins" --clusters "$TMP/play/files/clusters.csv"
}

@test "each allocation fails once: the text of a whole page" {
	jq -Rsc '{id:"page",text:.}' "$ROOT/tests/stages/boilerplate/page-en.in.txt" >"$TMP/play/stdin"
	survives boilerplate --explain
}

@test "each allocation fails once: run" {
	survives run -j1
	survives run -j2 -o "$TMP/play/files/out.gz" --rejects "$TMP/rejects" \
		--stats="$TMP/play/files/stats"
}

@test "each allocation fails once: run --resume" {
	local input=$TMP/play/stdin

	survives run -j1 --stages="ingest normalize emit" --resume --output-dir "$TMP/streamed" "$input"
	survives run -j1 --stages="ingest dedup emit" --resume --output-dir "$TMP/gathered" "$input"
	[ -s "$TMP/streamed/stdin.jsonl" ]
	[ -s "$TMP/gathered/all.jsonl" ]
}

@test "memory stays short after the first failure: every stage, and run" {
	export FAIL_MALLOC_STAY=1
	for stage in $(all_stages); do
		survives "$stage" -o "$TMP/play/files/out"
	done
	survives run -j2
}

@test "each allocation fails once: text mode" {
	cp "$ROOT/fixtures/archive/bad-village-battery-macroman.md" "$TMP/play/stdin"
	for stage in $(filters); do
		survives "$stage" --text
	done
}

@test "each allocation fails once: help, settings, the printed pipe" {
	survives run --help
	survives run --show-config
	survives run --print
	survives completions fish
}
