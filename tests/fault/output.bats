#!/usr/bin/env bats
# Output that cannot be written. Exit status 4, a message, and no half file in place.
load ../lib/common

setup() {
	records 50 >"$TMP/in"
}

# What makes an output fail, for one stage: every such run must end with 4.
fails_on_full() {
	status=0
	timeout 60 "$WIREWASH" "$@" <"$TMP/in" >/dev/full 2>"$TMP/err" || status=$?
	err=$TMP/err
	expect_status 4 || {
		echo "in: $*"
		return 1
	}
	expect_text "space"
}

with_faults() {
	LD_PRELOAD=$BUILD/fault/faulty_io.so try "$@"
}

@test "stdout is /dev/full: every stage says so" {
	for stage in $(all_stages); do
		fails_on_full "$stage"
	done
}

@test "stdout is /dev/full: one short record is enough" {
	echo '{"text":"a"}' >"$TMP/in"
	for stage in $(all_stages); do
		fails_on_full "$stage"
	done
}

@test "stdout is /dev/full: text mode" {
	echo 'Some text.' >"$TMP/in"
	for stage in $(filters); do
		fails_on_full "$stage" --text
	done
}

@test "stdout is /dev/full: every format of emit" {
	for format in text markdown jsonl; do
		fails_on_full emit --format="$format"
		fails_on_full run --stages="ingest emit" --format="$format"
	done
}

@test "stdout is /dev/full: run, run --pipe, --help, --version, completions" {
	fails_on_full run
	fails_on_full run --pipe
	fails_on_full run --print
	fails_on_full run --show-config
	fails_on_full run --help
	fails_on_full --help
	fails_on_full --version
	fails_on_full completions bash
}

@test "--rejects and --stats to /dev/full" {
	echo '{"no":"text"}' >>"$TMP/in"
	for option in --rejects --stats; do
		status=0
		"$WIREWASH" normalize "$option=/dev/full" <"$TMP/in" >/dev/null 2>"$TMP/err" || status=$?
		err=$TMP/err
		expect_status 4
	done
}

@test "the disk fills up in the middle: no file in place, none left beside it" {
	mkdir "$TMP/dir"
	for stage in $(filters) emit; do
		FAULTY_IO=full:3000 with_faults "$WIREWASH" "$stage" -o "$TMP/dir/out" <"$TMP/in"
		expect_status 4
		expect_empty "$TMP/dir"
	done
}

@test "the disk fills up in the middle: an old file stays as it was" {
	mkdir "$TMP/dir"
	echo "the old file" >"$TMP/dir/out"
	FAULTY_IO=full:3000 with_faults "$WIREWASH" normalize -o "$TMP/dir/out" <"$TMP/in"
	expect_status 4
	[ "$(cat "$TMP/dir/out")" = "the old file" ]
	[ "$(ls -A "$TMP/dir")" = out ]
}

@test "fsync, close or rename fails: exit status 4, no file" {
	mkdir "$TMP/dir"
	for fault in fsync close rename; do
		FAULTY_IO=$fault with_faults "$WIREWASH" normalize -o "$TMP/dir/out" <"$TMP/in"
		expect_status 4
		expect_empty "$TMP/dir"
	done
}

@test "compressed output on a full disk" {
	mkdir "$TMP/dir"
	for end in gz zst; do
		FAULTY_IO=full:500 with_faults "$WIREWASH" normalize -o "$TMP/dir/out.$end" <"$TMP/in"
		expect_status 4
		expect_empty "$TMP/dir"
	done
}

@test "the disk of the temporary files fills up" {
	FAULTY_IO=full:3000 with_faults "$WIREWASH" dedup --tmp "$TMP" <"$TMP/in"
	expect_status 4
	[ ! -s "$out" ]
}

@test "a folder that does not exist, for -o, --rejects, --stats and --tmp" {
	for option in --output --rejects --stats --tmp; do
		try "$WIREWASH" dedup "$option=$TMP/none/x" <"$TMP/in"
		expect_status 4
		expect_text "$TMP/none/x"
	done
}

@test "emit --output-dir names a file: status 2" {
	: >"$TMP/file"
	try "$WIREWASH" emit --output-dir "$TMP/file" <"$TMP/in"
	expect_status 2
	expect_text "$TMP/file"
}

@test "emit --output-dir on a full disk: every file that is there is whole" {
	"$WIREWASH" emit --format=text --output-dir "$TMP/good" <"$TMP/in"
	FAULTY_IO=full:3000 with_faults "$WIREWASH" emit --format=text --output-dir "$TMP/bad" <"$TMP/in"
	expect_status 4
	for file in "$TMP"/bad/*; do
		[ -e "$file" ] || continue
		expect_same "$file" "$TMP/good/${file##*/}"
	done
}

# One record into a fifo that then stays open and silent; the output is a full disk.
ends_under_a_silent_feed() {
	local feeder

	rm -f "$TMP/feed"
	mkfifo "$TMP/feed"
	{
		echo '{"id":"1","text":"a"}'
		exec sleep 30
	} >"$TMP/feed" 3>&- &
	feeder=$!
	status=0
	timeout 20 "$WIREWASH" "$@" <"$TMP/feed" >/dev/full 2>"$TMP/err" || status=$?
	kill "$feeder"
	wait "$feeder" || true
	err=$TMP/err
	expect_status 4 && expect_text "space"
}

@test "stdout is /dev/full: noticed while other workers wait for input" {
	ends_under_a_silent_feed normalize -j1
	ends_under_a_silent_feed normalize -j4
	ends_under_a_silent_feed ingest -j4
	ends_under_a_silent_feed run -j4 --stages="ingest normalize emit"
	ends_under_a_silent_feed run --pipe --stages="ingest normalize emit"
	ends_under_a_silent_feed run -j2 --stages="normalize exec:'cat; sleep 30' emit"
}

@test "the reader of stdout goes away while the input is silent: 141" {
	mkfifo "$TMP/feed"
	{
		echo '{"id":"1","text":"a"}'
		exec sleep 30
	} >"$TMP/feed" 3>&- &
	feeder=$!
	set +o pipefail
	timeout 20 "$WIREWASH" normalize -j4 <"$TMP/feed" 2>"$TMP/err" | head -n 1 >"$TMP/line"
	status=${PIPESTATUS[0]}
	kill "$feeder"
	wait "$feeder" || true
	err=$TMP/err
	expect_status 141 && expect_silence && [ -s "$TMP/line" ]
}
