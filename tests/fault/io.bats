#!/usr/bin/env bats
# Reads and writes that are cut short or interrupted change nothing.
load ../lib/common

setup() {
	records 40 >"$TMP/in"
	gzip -n <"$TMP/in" >"$TMP/in.gz"
	zstd -q <"$TMP/in" >"$TMP/in.zst"
}

# The same output with and without the faults in $FAULTY_IO.
unmoved() {
	"$WIREWASH" "$@" <"$input" >"$TMP/expected"
	LD_PRELOAD=$BUILD/fault/faulty_io.so try "$WIREWASH" "$@" <"$input"
	expect_status 0 && expect_same "$TMP/expected" "$out"
}

@test "short and interrupted calls: every stage" {
	export FAULTY_IO=short,interrupt
	input=$TMP/in
	for stage in $(all_stages); do
		unmoved "$stage"
	done
}

@test "short and interrupted calls: compressed input" {
	export FAULTY_IO=short,interrupt
	for input in "$TMP/in.gz" "$TMP/in.zst"; do
		unmoved normalize
	done
}

@test "short and interrupted calls: run, run -j2, run --pipe" {
	export FAULTY_IO=short,interrupt
	input=$TMP/in
	unmoved run
	unmoved run -j2
	unmoved run --pipe
}

@test "short and interrupted calls: text mode" {
	export FAULTY_IO=short,interrupt
	input=$ROOT/fixtures/archive/good-harbour-bridge.txt
	for stage in $(filters); do
		unmoved "$stage" --text
	done
}

@test "short and interrupted calls: a named, compressed output" {
	export FAULTY_IO=short,interrupt
	for end in gz zst; do
		LD_PRELOAD=$BUILD/fault/faulty_io.so try "$WIREWASH" normalize -o "$TMP/out.$end" <"$TMP/in"
		expect_status 0
		"$WIREWASH" normalize <"$TMP/out.$end" >"$TMP/back"
		"$WIREWASH" normalize <"$TMP/in" >"$TMP/expected"
		expect_same "$TMP/expected" "$TMP/back"
	done
}

@test "a read error in the middle: what came before comes out, status 4" {
	"$WIREWASH" normalize <"$TMP/in" >"$TMP/whole"
	for stage in $(filters | grep -vxE 'dedup|events'); do
		FAULTY_IO=readerr:9000 LD_PRELOAD=$BUILD/fault/faulty_io.so try "$WIREWASH" "$stage" <"$TMP/in"
		expect_status 4
		expect_text "cannot read"
		[ "$(wc -l <"$out")" -ge 5 ]
	done
}

strace_works() {
	strace -qq -o /dev/null true 2>/dev/null
}

@test "strace interrupts reads and writes: every stage" {
	strace_works || skip "ptrace is not permitted here"
	for stage in $(all_stages); do
		"$WIREWASH" "$stage" <"$TMP/in" >"$TMP/expected"
		# shellcheck disable=SC2094 # strace only watches it
		# Only of these files: the loader of libraries does not read on.
		try strace -f -qq -o /dev/null -P "$TMP/in" -P "$TMP/try.out" \
			-e inject=write:error=EINTR:when=1+2 -e inject=read:error=EINTR:when=1+2 \
			"$WIREWASH" "$stage" <"$TMP/in"
		expect_status 0
		expect_same "$TMP/expected" "$out"
	done
}

@test "strace makes a write fail: status 4" {
	strace_works || skip "ptrace is not permitted here"
	for error in EIO EDQUOT ENOSPC; do
		try strace -f -qq -o /dev/null -P "$TMP/try.out" -e inject=write:error=$error:when=1 \
			"$WIREWASH" normalize <"$TMP/in"
		expect_status 4
	done
}
