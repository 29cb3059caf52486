#!/usr/bin/env bats
# run --output-dir DIR --resume: a file for each input file, and nothing is done twice.
load ../lib/common

stream="ingest normalize emit"

setup() {
	cd "$TMP" || exit
	mkdir -p in/more
	records 40 >in/a.jsonl
	records 90 | sed 's/"r/"second-/' | gzip -n >in/b.jsonl.gz
	echo 'The ferry is late  ' >in/c.txt
	records 30 | sed 's/"r/"third-/' >in/more/a.jsonl
}

# Streaming stages only, with these options.
resume() {
	try "$WIREWASH" run --stages="$stream" --format=text --output-dir out --resume "$@" in
}

# What a file is known by when it was written anew.
identity() {
	stat -c '%n %i %y' "$@"
}

@test "each file has an output of its own, the same as when it runs alone" {
	resume
	expect_status 0
	expect_silence
	[ "$(cd out && echo *)" = "a.jsonl-2.txt a.jsonl.txt b.jsonl.gz.txt c.txt.txt manifest.jsonl" ]
	for pair in a.jsonl:in/a.jsonl b.jsonl.gz:in/b.jsonl.gz c.txt:in/c.txt a.jsonl-2:in/more/a.jsonl; do
		"$WIREWASH" run --stages="$stream" --format=text "${pair#*:}" >alone
		expect_same alone "out/${pair%%:*}.txt"
	done
}

@test "the manifest says what was read and written" {
	resume --format=jsonl
	expect_status 0
	[ "$(jq -r .input out/manifest.jsonl | tr '\n' ' ')" = \
		"in/a.jsonl in/b.jsonl.gz in/c.txt in/more/a.jsonl " ]
	[ "$(jq .size out/manifest.jsonl | tr '\n' ' ')" = \
		"$(stat -c %s in/a.jsonl in/b.jsonl.gz in/c.txt in/more/a.jsonl | tr '\n' ' ')" ]
	[ "$(jq .output_size out/manifest.jsonl | head -n 1)" -eq "$(stat -c %s out/a.jsonl.jsonl)" ]
	jq -es 'all(.[]; (.xxh3 | length) == 32 and (.output_xxh3 | length) == 32)' out/manifest.jsonl
	[ "$(jq -r .xxh3 out/manifest.jsonl | sort | uniq -d)" = "" ]
}

@test "what is done is not done again; a new file is" {
	resume
	identity out/*.txt >before
	resume
	expect_status 0
	expect_silence
	identity out/*.txt >after
	expect_same before after
	records 5 >in/new.jsonl
	resume
	expect_status 0
	identity out/*.txt | grep -v new.jsonl >after
	expect_same before after
	[ -s out/new.jsonl.txt ]
	[ "$(wc -l <out/manifest.jsonl)" -eq 5 ]
}

@test "an input that changed is done again, as is an output" {
	resume
	identity out/b.jsonl.gz.txt out/c.txt.txt >before
	sed -i 's/winter/summer/' in/a.jsonl
	echo >>out/a.jsonl-2.txt
	resume
	expect_status 0
	expect_text "in/a.jsonl is done again: it has changed"
	expect_text "in/more/a.jsonl is done again: its output has changed"
	identity out/b.jsonl.gz.txt out/c.txt.txt >after
	expect_same before after
	grep -q summer out/a.jsonl.txt
	"$WIREWASH" run --stages="$stream" --format=text in/more/a.jsonl >alone
	expect_same alone out/a.jsonl-2.txt
}

@test "other options, or other rules in a file: status 2, and nothing is touched" {
	resume
	identity out/*.txt >before
	resume --format=markdown
	expect_status 2
	expect_text "other options"
	stream="ingest normalize markup emit" resume
	expect_status 2
	identity out/*.txt >after
	expect_same before after
	resume -j3 --progress=never
	expect_status 0

	stream="ingest boilerplate emit"
	: >rules
	try "$WIREWASH" run --stages="$stream" --boilerplate.rules=rules --output-dir rule --resume in
	expect_status 0
	echo '# a comment' >rules
	try "$WIREWASH" run --stages="$stream" --boilerplate.rules=rules --output-dir rule --resume in
	expect_status 2
}

@test "with a stage that needs all records, one output, the same as without --resume" {
	try "$WIREWASH" run --output-dir out --resume in
	expect_status 0
	[ "$(cd out && echo *)" = "all.jsonl manifest.jsonl" ]
	identity out/.wirewash/*.zst >before
	"$WIREWASH" run in >whole
	expect_same whole out/all.jsonl
	sed 's/"r/"again-/' in/a.jsonl >in/d.jsonl
	try "$WIREWASH" run --output-dir out --resume in
	expect_status 0
	"$WIREWASH" run in >whole
	expect_same whole out/all.jsonl
	identity out/.wirewash/*.zst | grep -v d.jsonl >after
	expect_same before after
}

@test "a chain that begins with such a stage, and one with a filter of the user's before it" {
	for stages in "dedup emit" "ingest normalize 'exec:grep -v winter' dedup emit"; do
		rm -rf out
		try "$WIREWASH" run --stages="$stages" --output-dir out --resume in/a.jsonl in/b.jsonl.gz
		expect_status 0
		"$WIREWASH" run --stages="$stages" in/a.jsonl in/b.jsonl.gz >whole
		expect_same whole out/all.jsonl
	done
}

@test "rejects stand beside the output" {
	echo 'no JSON' >>in/a.jsonl
	resume
	expect_status 0
	expect_text "1 records rejected, see out/a.jsonl.rejects"
	[ "$(jq -r .reason out/a.jsonl.rejects)" = not-json ]
	resume
	expect_silence
	rm out/a.jsonl.rejects
	resume
	[ "$(jq -r .reason out/a.jsonl.rejects)" = not-json ]
	sed -i '$d' in/a.jsonl
	resume
	[ ! -e out/a.jsonl.rejects ]
}

@test "a damaged file is read again each time, and counts each time" {
	head -c 1000 in/b.jsonl.gz >in/cut.jsonl.gz
	for _ in 1 2; do
		resume
		expect_status 4
		expect_text "in/cut.jsonl.gz"
		[ -e out/cut.jsonl.gz.txt ]
	done
	cp in/b.jsonl.gz in/cut.jsonl.gz
	resume
	expect_status 0
	expect_same out/b.jsonl.gz.txt out/cut.jsonl.gz.txt
}

@test "a folder that holds something else is refused" {
	mkdir out
	echo mine >out/notes
	resume
	expect_status 2
	expect_text "out holds notes"
	[ "$(ls -A out)" = notes ]
}

@test "two runs at once: the second one is refused" {
	mkfifo gate
	"$WIREWASH" run --stages="ingest 'exec:cat gate -' emit" --output-dir out --resume in &
	for ((i = 0; i < 100; i++)); do
		[ ! -e out/.wirewash/settings ] || break
		sleep 0.05
	done
	try "$WIREWASH" run --stages="ingest 'exec:cat gate -' emit" --output-dir out --resume in
	expect_status 2
	expect_text "another run is at work in out"
	kill %1
	: <>gate
	wait || true
}

@test "what does not go together is said" {
	local options=(--output=x --rejects=x --stats --text --dry-run --pipe --print "--files-from=x")
	for option in "${options[@]}"; do
		resume "$option"
		expect_status 2
		expect_text "--resume does not go together with"
	done
	try "$WIREWASH" run --resume in
	expect_status 2
	expect_text "--resume needs --output-dir"
	try "$WIREWASH" run --output-dir out --resume
	expect_status 2
	try "$WIREWASH" run --output-dir out --resume - <in/a.jsonl
	expect_status 2
	[ ! -e out ]
}

@test "a changed program behind exec: is seen; a file that it writes is not taken for one" {
	printf '#!/bin/sh\ntee seen.jsonl\n' >mine.sh
	chmod +x mine.sh
	stream="ingest exec:'./mine.sh | tee log.jsonl' emit"
	resume
	expect_status 0
	resume
	expect_status 0
	printf '#!/bin/sh\nsed s/ferry/boat/\n' >mine.sh
	resume
	expect_status 2
	expect_text "other options"
}

@test "a file with too many rejects does not block those after it" {
	for _ in $(seq 2000); do echo 'no JSON'; done >in/aa.jsonl
	resume
	expect_status 3
	expect_text "in/aa.jsonl"
	[ -s out/b.jsonl.gz.txt ] && [ -s out/c.txt.txt ]
	[ ! -e out/aa.jsonl.txt ]
	rm in/aa.jsonl
	resume
	expect_status 0
}
