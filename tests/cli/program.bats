#!/usr/bin/env bats
# The program as a user meets it: help, settings, chains, named output, progress.
load ../lib/common

@test "--help lists every stage, and each stage has its own" {
	try "$WIREWASH" --help
	expect_status 0
	expect_silence
	for stage in $(all_stages); do
		expect_text "  $stage " "$out"
		"$WIREWASH" "$stage" --help | head -n 1 | grep -q "^usage: wirewash $stage"
		"$WIREWASH" "$stage" -h >/dev/null
	done
	try "$WIREWASH"
	expect_status 0
	expect_text usage: "$out"
}

@test "no line of any help is wider than 110 columns" {
	for command in "" run completions rules $(all_stages); do
		# shellcheck disable=SC2086 # no command at all is one
		"$WIREWASH" $command --help | awk -v c="$command" 'length > 110 { print c ": " $0; bad = 1 } END { exit bad }'
	done
}

@test "--version" {
	try "$WIREWASH" --version
	expect_status 0
	grep -qE '^wirewash [0-9]+\.[0-9]+\.[0-9]+$' "$out"
}

@test "an option may stand before and behind paths, with = or a blank" {
	echo '{"id":"1","body":"a"}' >"$TMP/in"
	for form in "--text-key=body $TMP/in" "--text-key body $TMP/in" "$TMP/in --text-key=body" \
		"--text-key=body -- $TMP/in"; do
		# shellcheck disable=SC2086 # words
		[ "$("$WIREWASH" normalize $form)" = '{"id":"1","body":"a"}' ]
	done
	[ "$("$WIREWASH" normalize --text-key=body - <"$TMP/in")" = '{"id":"1","body":"a"}' ]
}

@test "schemas name the text of other tools' data" {
	[ "$(echo '{"digest":"1","raw_content":"a \n"}' | "$WIREWASH" normalize --schema ccnet | jq -c .)" = \
		'{"digest":"1","raw_content":"a"}' ]
	[ "$(echo '{"id":"1","maintext":"a \n"}' | "$WIREWASH" normalize --schema newsplease | jq -c .)" = \
		'{"id":"1","maintext":"a"}' ]
	try "$WIREWASH" normalize --schema other </dev/null
	expect_status 2
}

@test "a dotted key leads into objects" {
	[ "$(echo '{"id":"1","meta":{"body":"a  "}}' | "$WIREWASH" normalize --text-key meta.body)" = \
		'{"id":"1","meta":{"body":"a"}}' ]
}

@test "the empty chain passes records byte for byte" {
	records 500 >"$TMP/in"
	"$WIREWASH" run --stages= <"$TMP/in" >"$TMP/out"
	expect_same "$TMP/in" "$TMP/out"
}

@test "other members keep their bytes through the whole chain" {
	line='{ "id" : "1" , "n":1.50e3, "s":"\/\u00e9" ,"text":"A plain sentence that stays.","z":[1, 2 ,{}] }'
	echo "$line" >"$TMP/in"
	"$WIREWASH" run --format=jsonl <"$TMP/in" >"$TMP/out"
	expect_same "$TMP/in" "$TMP/out"
}

@test "the same article gets the same id, with and without a file" {
	mkdir "$TMP/a" "$TMP/b"
	echo '{"url":"https://example.org/1","text":"Fog."}' >"$TMP/a/one.jsonl"
	cp "$TMP/a/one.jsonl" "$TMP/b/two.jsonl"
	one=$("$WIREWASH" ingest "$TMP/a" | jq -r .id)
	two=$("$WIREWASH" ingest "$TMP/b" | jq -r .id)
	three=$("$WIREWASH" normalize <"$TMP/a/one.jsonl" | jq -r .id)
	[ "$one" = "$two" ]
	[ "$one" = "$three" ]
	[[ $one =~ ^[0-9a-f]{32}$ ]]
}

@test "-o writes the file, compressed by its name" {
	records 20 >"$TMP/in"
	"$WIREWASH" normalize <"$TMP/in" >"$TMP/plain"
	for end in "" .gz .zst; do
		"$WIREWASH" normalize -o "$TMP/out$end" <"$TMP/in"
	done
	expect_same "$TMP/plain" "$TMP/out"
	gzip -dc "$TMP/out.gz" >"$TMP/back"
	expect_same "$TMP/plain" "$TMP/back"
	zstd -qdc "$TMP/out.zst" >"$TMP/back"
	expect_same "$TMP/plain" "$TMP/back"
}

@test "-o may name a file that is read" {
	records 20 >"$TMP/file"
	"$WIREWASH" normalize <"$TMP/file" >"$TMP/expected"
	"$WIREWASH" normalize -o "$TMP/file" "$TMP/file"
	expect_same "$TMP/expected" "$TMP/file"
}

@test "text mode: text in, text out, for every filter" {
	for stage in $(filters); do
		[ "$(echo 'A plain sentence that stays.' | "$WIREWASH" "$stage" --text)" = \
			'A plain sentence that stays.' ]
	done
	[ "$(echo 'A plain sentence that stays.' | "$WIREWASH" run --text)" = 'A plain sentence that stays.' ]
}

@test "what pipeline.conf shows as a default is one" {
	cd "$TMP" || exit
	sed 's/^;\([a-z-]* =\)/\1/' "$ROOT/pipeline.conf" >pipeline.conf
	"$WIREWASH" run -c "$ROOT/pipeline.conf" --show-config >commented
	"$WIREWASH" run --show-config >uncommented
	[ "$(grep -c '; default' commented)" -gt 15 ]
	[ "$(grep -c '; pipeline.conf' uncommented)" -gt 15 ]
	[ "$(sed 's/ ; .*//' commented)" = "$(sed 's/ ; .*//' uncommented)" ]
}

@test "pipeline.conf of the present folder is read; -c beats it; options beat both" {
	cd "$TMP" || exit
	printf '[pipeline]\nstages = normalize\n[normalize]\nstraight-quotes = yes\n' >pipeline.conf
	printf '[pipeline]\nstages = normalize\n' >other.conf
	echo '{"id":"1","text":"“a”"}' >in
	[ "$("$WIREWASH" run in | jq -r .text)" = '"a"' ]
	[ "$("$WIREWASH" run -c other.conf in | jq -r .text)" = '“a”' ]
	[ "$("$WIREWASH" run --stages= in | jq -r .text)" = '“a”' ]
	[ "$("$WIREWASH" run -c other.conf --normalize.straight-quotes in | jq -r .text)" = '"a"' ]
}

@test "run --show-config tells where a setting comes from, and can be read back" {
	cd "$TMP" || exit
	printf '[pipeline]\nstages = normalize dedup\n[dedup]\nkeep = longest\n' >pipeline.conf
	"$WIREWASH" run --show-config --max-rejects 7 >shown
	grep -qE '^keep = longest .*pipeline.conf' shown
	grep -qE '^max-rejects = 7 .*command line' shown
	"$WIREWASH" run -c shown --show-config >again
	[ "$(sed 's/ *;.*//' shown)" = "$(sed 's/ *;.*//' again)" ]
}

@test "a filter of the user's in the chain: may change and drop, may not invent" {
	records 30 >"$TMP/in"
	try "$WIREWASH" run --stages "normalize 'exec:grep -v r7'" --stats="$TMP/stats" <"$TMP/in"
	expect_status 0
	[ "$(wc -l <"$out")" -eq 29 ]
	try "$WIREWASH" run --stages "normalize exec:cat dedup" <"$TMP/in"
	expect_status 0
	for bad in 'cat; echo "{}"' 'cat; cat /etc/hostname' 'sed p' 'exit 5'; do
		try "$WIREWASH" run --stages "normalize 'exec:$bad'" <"$TMP/in"
		[ "$status" -ne 0 ] || {
			echo "passed: $bad"
			false
		}
	done
}

@test "a stage may come twice; a source only first, a sink only last" {
	echo '{"id":"1","text":"a"}' >"$TMP/in"
	try "$WIREWASH" run --stages "normalize normalize" <"$TMP/in"
	expect_status 0
	for bad in "normalize ingest" "emit normalize"; do
		try "$WIREWASH" run --stages "$bad" <"$TMP/in"
		expect_status 2
	done
}

@test "progress: never asked, no line; asked, a line; the data stays clean" {
	records 2000 >"$TMP/in"
	try "$WIREWASH" normalize <"$TMP/in"
	expect_silence
	mv "$out" "$TMP/expected"
	mkfifo "$TMP/fifo"
	{
		cat "$TMP/in"
		sleep 1.3
		echo '{"id":"last","text":"a"}'
	} >"$TMP/fifo" &
	try "$WIREWASH" normalize --progress=always <"$TMP/fifo"
	wait
	expect_status 0
	expect_text records
	head -n 2000 "$out" >"$TMP/got"
	expect_same "$TMP/expected" "$TMP/got"
}

@test "completions load in their shells and know every stage" {
	for shell in bash zsh fish; do
		"$WIREWASH" completions $shell >"$TMP/$shell"
		for stage in $(all_stages); do
			grep -q "$stage" "$TMP/$shell"
		done
		! command -v $shell >/dev/null || $shell -n "$TMP/$shell" || return 1
	done
	bash -c '. "$1"; COMP_WORDS=(wirewash norm) COMP_CWORD=1; _wirewash; [ "${COMPREPLY[*]}" = normalize ]' \
		bash "$TMP/bash"
	bash -c '. "$1"; COMP_WORDS=(wirewash dedup --ke) COMP_CWORD=2; _wirewash; [[ "${COMPREPLY[*]}" == *--keep* ]]' \
		bash "$TMP/bash"
	try "$WIREWASH" completions tcsh
	expect_status 2
}

# What bash offers behind a line, as readline calls the function.
completed() { # line
	bash -c '
		. "$1"
		COMP_LINE=$2 COMP_POINT=${#2}
		read -ra COMP_WORDS <<<"${2//=/ = }"
		[[ $2 != *[\ =] ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_wirewash
		printf "%s|" "${COMPREPLY[@]}"' bash "$TMP/bash" "$1"
}

@test "completions: bash offers values after =, what run takes, subcommands, names with blanks" {
	"$WIREWASH" completions bash >"$TMP/bash"
	mkdir "$TMP/files"
	cd "$TMP/files"
	touch 'a b.jsonl' c.jsonl
	[ "$(completed 'wirewash run --format=')" = 'text|markdown|jsonl|' ]
	[ "$(completed 'wirewash run --format=m')" = 'markdown|' ]
	[ "$(completed 'wirewash run --output-d')" = '--output-dir|' ]
	[ "$(completed 'wirewash rules l')" = 'lint|' ]
	[ "$(completed 'wirewash dedup a')" = 'a b.jsonl|' ]
	[ "$(completed 'wirewash dedup --clusters=c')" = 'c.jsonl|' ]
}

@test "help COMMAND is COMMAND --help; -V is --version" {
	for command in run rules $(all_stages); do
		"$WIREWASH" "$command" --help >"$TMP/expected"
		try "$WIREWASH" help "$command"
		expect_status 0
		expect_same "$TMP/expected" "$out"
	done
	try "$WIREWASH" help nosuch
	expect_status 2
	[ "$("$WIREWASH" -V)" = "$("$WIREWASH" --version)" ]
}

@test "the locale, the time zone and the folder change nothing" {
	cd "$TMP" || exit
	cp -r "$ROOT/fixtures/archive" .
	"$WIREWASH" run --format=jsonl archive >expected 2>/dev/null
	LC_ALL=tr_TR.UTF-8 LANG=ja_JP.eucJP TZ=Asia/Kathmandu "$WIREWASH" run --format=jsonl archive >got 2>/dev/null
	expect_same expected got
	mkdir -p deeper
	cp -r archive deeper
	cd deeper || exit
	"$WIREWASH" run --format=jsonl archive >../got 2>/dev/null
	cd ..
	expect_same expected got
}

@test "a filter that gets plain text says what to do, and says its own name once" {
	printf 'No record,\nbut two lines of text.\n' >"$TMP/in"
	try "$WIREWASH" mojibake "$TMP/in"
	expect_text '2 of 2 records rejected'
	expect_text '--text takes one article'
	echo '{"id":"1","text":"a"}' >>"$TMP/in"
	try "$WIREWASH" mojibake "$TMP/in"
	expect_text '2 of 3 records rejected'
	if grep -q -e --text "$err"; then return 1; fi
	yes 'No record.' | head -n 2000 >"$TMP/in"
	try "$WIREWASH" mojibake "$TMP/in"
	expect_status 3
	expect_text 'wirewash mojibake: 1001 of 1001'
}
