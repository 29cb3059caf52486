#!/usr/bin/env bats
# Bad input: no crash, nothing lost, nothing silent.
load ../lib/common

# Feeds stdin to a filter; $rejects is what it rejected.
feed() {
	rejects=$TMP/rejects
	rm -f "$rejects"
	try "$WIREWASH" "${filter:-normalize}" --rejects "$rejects" "$@"
}

# The reason of the first reject.
reason() {
	head -n 1 "$rejects" | jq -r .reason
}

lines() {
	wc -l <"$1"
}

@test "empty input: every stage" {
	for stage in $(all_stages); do
		try "$WIREWASH" "$stage" </dev/null
		expect_status 0
		expect_silence
		[ ! -s "$out" ]
	done
}

@test "empty input: run, run --pipe, text mode" {
	try "$WIREWASH" run </dev/null
	expect_status 0
	[ ! -s "$out" ]
	try "$WIREWASH" run --pipe </dev/null
	expect_status 0
	[ ! -s "$out" ]
	try "$WIREWASH" normalize --text </dev/null
	expect_status 0
}

@test "blank lines are skipped and counted" {
	feed --stats="$TMP/stats" < <(printf '\n{"id":"1","text":"a"}\n  \n\r\n{"id":"2","text":"b"}\n\n')
	expect_status 0
	[ "$(lines "$out")" -eq 2 ]
	[ ! -s "$rejects" ]
	[ "$(jq -c '.stages[0] | [.in, .out, .blank]' "$TMP/stats")" = '[2,2,4]' ]
}

@test "a last line without an end is a record" {
	feed < <(printf '{"id":"1","text":"a"}')
	expect_status 0
	[ "$(cat "$out")" = '{"id":"1","text":"a"}' ]
}

@test "a record without text is rejected, whole" {
	feed < <(printf '{"id":"1","text":"a"}\n{"id":"x","title":"only a title"}\n')
	expect_status 0
	[ "$(lines "$out")" -eq 1 ]
	[ "$(reason)" = no-text ]
	[ "$(jq -r .bytes "$rejects")" = '{"id":"x","title":"only a title"}' ]
	[ "$(jq -c '[.stage, .line, .id]' "$rejects")" = '["normalize",2,"x"]' ]
}

@test "none of the first 100 has the text key: status 2, the keys are named" {
	for i in $(seq 150); do
		echo "{\"id\":\"$i\",\"body\":\"b\",\"headline\":\"h\"}"
	done >"$TMP/in"
	feed <"$TMP/in"
	expect_status 2
	expect_text body
	expect_text headline
	expect_text --text-key
	feed --text-key body <"$TMP/in"
	expect_status 0
	[ "$(lines "$out")" -eq 150 ]
}

@test "text that is no string is rejected" {
	feed < <(printf '{"id":"1","text":"a"}\n{"text":1}\n{"text":["a"]}\n{"text":{"a":"b"}}\n{"text":true}\n')
	expect_status 3
	[ "$(lines "$out")" -eq 1 ]
	[ "$(lines "$rejects")" -eq 4 ]
	[ "$(jq -r .reason "$rejects" | sort -u)" = text-not-string ]
	feed < <(printf '{"id":"1","text":null}\n{"id":"2","text":"a"}\n')
	[ "$(reason)" = no-text ]
}

@test "lines that are no JSON object are rejected" {
	feed < <(printf '%s\n' '{"id":"1","text":"a"}' 'plain text' '[]' '"a"' '{"text":"a"' '{"text":"a"}}' \
		"{'text':'a'}" '{"text":"a",}' '{"text":"\x"}' '{"text":01}')
	expect_status 3
	[ "$(lines "$out")" -eq 1 ]
	[ "$(lines "$rejects")" -eq 9 ]
	[ "$(jq -r .reason "$rejects" | sort -u | paste -sd' ')" = "not-json not-object" ]
}

@test "invalid UTF-8: rejected in base64, the same bytes" {
	printf '{"id":"1","text":"a"}\n{"text":"\xff\xfe"}\n{"text":"\xc0\xaf"}\n{"text":"\xed\xa0\x80"}\n' >"$TMP/in"
	feed <"$TMP/in"
	expect_status 3
	[ "$(lines "$out")" -eq 1 ]
	[ "$(jq -r .reason "$rejects" | sort -u)" = bad-utf8 ]
	jq -r .base64 "$rejects" | while read -r code; do
		echo "$code" | base64 -d
		echo
	done >"$TMP/back"
	tail -n 3 "$TMP/in" >"$TMP/bad"
	expect_same "$TMP/bad" "$TMP/back"
}

@test "lone surrogates are rejected, pairs are not" {
	feed < <(printf '%s\n' '{"id":"1","text":"\ud83d\ude00"}' '{"text":"\ud83d"}' '{"text":"\ude00\ud83d"}' \
		'{"text":"\ud83dx"}' '{"text":"a","x":"\udfff"}')
	expect_status 3
	[ "$(lines "$out")" -eq 1 ]
	[ "$(lines "$rejects")" -eq 4 ]
	[ "$(jq -r .reason "$rejects" | sort -u)" = lone-surrogate ]
}

@test "NUL: raw it is rejected, escaped it is no harm" {
	feed < <(printf '{"id":"1","text":"a\\u0000b"}\n{"id":"2","text":"a\0b"}\n\0\n{"id":"3","text":"c"}\n')
	expect_status 0
	[ "$(lines "$rejects")" -eq 2 ]
	[ "$(jq -r .id "$out" | paste -sd' ')" = "1 3" ]
}

@test "a known member twice is rejected" {
	feed < <(printf '{"id":"1","text":"a","text":"b"}\n{"id":"2","text":"a"}\n')
	expect_status 0
	[ "$(reason)" = duplicate-key ]
}

@test "100,000 nested brackets are rejected, in good time" {
	{
		printf '{"id":"1","text":"a","x":'
		head -c 100000 /dev/zero | tr '\0' '['
		head -c 100000 /dev/zero | tr '\0' ']'
		printf '}\n{"id":"2","text":"b"}\n'
	} >"$TMP/in"
	LIMIT=10 feed <"$TMP/in"
	expect_status 0
	[ "$(lines "$out")" -eq 1 ]
	[ "$(reason)" = too-deep ]
}

@test "more rejects than --max-rejects: status 3" {
	{
		records 10
		printf '{}\n{}\n{}\n'
	} >"$TMP/in"
	feed --max-rejects 3 <"$TMP/in"
	expect_status 0
	feed --max-rejects 2 <"$TMP/in"
	expect_status 3
	expect_text max-rejects
	feed --max-rejects 0 <"$TMP/in"
	expect_status 3
}

@test "the default is 1 % once past 1,000 records" {
	{
		records 500
		for _ in $(seq 400); do echo '{}'; done
	} >"$TMP/in"
	feed <"$TMP/in"
	expect_status 0
	{
		records 1200
		for _ in $(seq 30); do echo '{}'; done
	} >"$TMP/in"
	feed <"$TMP/in"
	expect_status 3
	[ -s "$rejects" ]
	feed --max-rejects 5% <"$TMP/in"
	expect_status 0
}

@test "rejects that are not kept are told on stderr" {
	try "$WIREWASH" normalize < <(printf '{"id":"1","text":"a"}\n{}\n')
	expect_status 0
	expect_text "1 of 2"
	expect_text no-text
}

@test "a line of 1 GB: rejected, the lines around it come out, memory is bounded" {
	rejects=$TMP/rejects
	{
		echo '{"id":"1","text":"a"}'
		head -c 1G /dev/zero | tr '\0' x
		printf '\n{"id":"2","text":"b"}\n'
	} | (
		ulimit -v 600000
		try "$WIREWASH" normalize --rejects "$rejects"
		expect_status 0
	)
	[ "$(jq -r .id "$TMP/try.out" | paste -sd' ')" = "1 2" ]
	[ "$(reason)" = too-long ]
	[ "$(jq .size "$rejects")" -eq $((1024 * 1024 * 1024)) ]
}

@test "--max-line" {
	feed --max-line 50 < <(
		echo '{"id":"1","text":"short"}'
		echo '{"id":"2","text":"this is longer than fifty bytes, is it not?"}'
	)
	expect_status 0
	[ "$(jq -r .id "$out")" = 1 ]
	[ "$(reason)" = too-long ]
}

@test "truncated gzip and zstd: whole records come out, status 4, the offset is named" {
	records 2000 >"$TMP/in"
	"$WIREWASH" normalize <"$TMP/in" >"$TMP/whole"
	gzip -n <"$TMP/in" >"$TMP/cut.gz"
	zstd -q <"$TMP/in" >"$TMP/cut.zst"
	for file in "$TMP/cut.gz" "$TMP/cut.zst"; do
		truncate -s -100 "$file"
		try "$WIREWASH" normalize "$file"
		expect_status 4
		expect_text "byte"
		expect_text "$file"
		[ "$(lines "$out")" -gt 100 ]
		head -n "$(lines "$out")" "$TMP/whole" >"$TMP/begin"
		expect_same "$TMP/begin" "$out"
		try "$WIREWASH" ingest "$file"
		expect_status 4
		expect_text "$file"
		[ "$(lines "$out")" -gt 100 ]
	done
}

@test "a damaged file among good ones: the others come out, status 4" {
	mkdir "$TMP/dir"
	records 3 >"$TMP/dir/a.jsonl"
	records 300 | gzip -n | head -c 500 >"$TMP/dir/b.jsonl.gz"
	records 3 | sed 's/"id":"r/"id":"c/' >"$TMP/dir/c.jsonl"
	try "$WIREWASH" ingest "$TMP/dir"
	expect_status 4
	expect_text b.jsonl.gz
	[ "$(jq -r .id "$out" | grep -c '^c')" -eq 3 ]
}

@test "a bomb of 1 GiB of zeros: bounded memory, no crash, never success in silence" {
	head -c 1G /dev/zero | zstd -q >"$TMP/bomb.zst"
	head -c 1G /dev/zero | gzip -1 >"$TMP/bomb.gz"
	for file in "$TMP/bomb.zst" "$TMP/bomb.gz"; do
		for command in normalize ingest; do
			(
				ulimit -v 900000
				try "$WIREWASH" $command --rejects "$TMP/rejects" "$file"
				[ ! -s "$TMP/try.out" ]
				[ "$status" -eq 5 ] || { [ "$status" -eq 3 ] && [ -s "$TMP/rejects" ]; }
			)
			rm -f "$TMP/rejects"
		done
	done
	try "$WIREWASH" normalize "$TMP/bomb.zst"
	expect_status 5
	expect_text max-ratio
	try "$WIREWASH" normalize --max-ratio 100 "$TMP/bomb.gz"
	expect_status 5
}

@test "a folder without permission: named, status 4, the rest comes out" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv when run as root"
	chmod 755 "$BATS_RUN_TMPDIR" "$TMP" 2>/dev/null || true
	mkdir -m 755 "$TMP/dir" "$TMP/dir/open"
	mkdir -m 0 "$TMP/dir/shut"
	echo "Some text." >"$TMP/dir/open/a.txt"
	as_nobody=()
	if [ "$(id -u)" -eq 0 ]; then
		as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
		cp "$WIREWASH" "$TMP/wirewash"
		chmod 755 "$TMP/wirewash"
	fi
	program=$WIREWASH
	[ ${#as_nobody[@]} -eq 0 ] || program=$TMP/wirewash
	"${as_nobody[@]}" test -x "$program" || skip "nobody cannot reach $TMP"
	try "${as_nobody[@]}" "$program" ingest "$TMP/dir"
	chmod 755 "$TMP/dir/shut"
	expect_status 4
	expect_text shut
	[ "$(jq -r .text "$out")" = "Some text." ]
}

@test "a file that is not there: named, status 4, the others come out" {
	echo '{"id":"1","text":"a"}' >"$TMP/a.jsonl"
	for command in normalize ingest; do
		try "$WIREWASH" $command "$TMP/none.jsonl" "$TMP/a.jsonl"
		expect_status 4
		expect_text none.jsonl
		[ "$(lines "$out")" -eq 1 ]
	done
}

@test "a folder as operand of a filter: named, status 4" {
	try "$WIREWASH" normalize "$TMP"
	expect_status 4
	expect_text "$TMP"
}

@test "a configuration with an unknown key, section, stage or value: status 2, the nearest is named" {
	config() { # text, then what stderr must have
		printf '%b' "$1" >"$TMP/pipeline.conf"
		try "$WIREWASH" run -c "$TMP/pipeline.conf" </dev/null
		expect_status 2
		shift
		for text in "$@"; do
			expect_text "$text"
		done
	}
	config '[pipeline]\nstages = ingest\nmax-rejcts = 3\n' "pipeline.conf:3" max-rejcts max-rejects
	config '[pipeline]\nstages = ingest normalise\n' normalise
	config '[pipeline]\nstages = ingest\n[normalise]\nx = y\n' normalise '[normalize]'
	config '[pipeline]\nstages = ingest emit\n[emit]\nformat = pdf\n' pdf
	config '[pipeline]\nstages = ingest\nthis is no setting\n' "pipeline.conf:3"
	config '[pipeline]\nstages = ingest\njobs = many\n' many
}

@test "a configuration that cannot be read: status 2" {
	try "$WIREWASH" run -c "$TMP/none.conf" </dev/null
	expect_status 2
	expect_text none.conf
}

@test "unknown commands and options: status 2, the nearest is named" {
	try "$WIREWASH" normalise </dev/null
	expect_status 2
	try "$WIREWASH" normalize --max-rejcts 3 </dev/null
	expect_status 2
	expect_text "Did you mean --max-rejects?"
	try "$WIREWASH" run --emit.formt text </dev/null
	expect_status 2
	expect_text emit.format
	try "$WIREWASH" run --format </dev/null
	expect_status 2
}

@test "a rejected record can be replayed from --rejects" {
	feed < <(printf '{"id":"1","body":"a"}\n{"id":"2","text":"b"}\n')
	jq -r .bytes "$rejects" >"$TMP/again"
	feed --text-key body <"$TMP/again"
	expect_status 0
	[ "$(cat "$out")" = '{"id":"1","body":"a"}' ]
}
