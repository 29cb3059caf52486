#!/usr/bin/env bats
# dedup with little memory: its temporary files are full, broken or not to be had.
load ../lib/common

# So many records of some length that, at the least memory, everything goes through files.
setup() {
	mkdir "$TMP/tmp" "$TMP/out"
	{
		records 6000
		records 2800 | sed 's/"id":"r/"id":"copy-/; s/winter/summer/; s/harbour/haven/'
	} >"$TMP/in"
	"$WIREWASH" dedup --plan "$TMP/in" >"$TMP/expected" 2>"$TMP/plan"
	least=$(grep -o '[0-9]*M would be the least' "$TMP/plan")
	little=(--memory="${least%%M*}M" --tmp="$TMP/tmp")
}

with_faults() {
	LD_PRELOAD=$BUILD/fault/faulty_io.so try "$@"
}

# Nothing is left, neither in the folder for temporary files nor half a result.
expect_nothing_left() {
	[ -z "$(find "$TMP/tmp" "$TMP/out" -mindepth 1)" ] && return
	ls -A "$TMP/tmp" "$TMP/out"
	return 1
}

@test "the least memory sends the records through files, with the same result" {
	"$WIREWASH" dedup --plan "${little[@]}" "$TMP/in" >"$TMP/got" 2>"$TMP/plan"
	err=$TMP/plan expect_text "of temporary files"
	expect_same "$TMP/expected" "$TMP/got"
	expect_nothing_left
}

@test "short and interrupted reads and writes of temporary files" {
	export FAULTY_IO=short,interrupt
	head -400 "$TMP/in" >"$TMP/some"
	"$WIREWASH" dedup "$TMP/some" >"$TMP/expected"
	with_faults "$WIREWASH" dedup --memory=34M --tmp="$TMP/tmp" "$TMP/some"
	expect_status 0 && expect_same "$TMP/expected" "$out"
}

@test "the disk is full, at any point" {
	local at

	for at in 0 1000 100000 700000 1500000 2500000 3500000 5000000; do
		FAULTY_IO=full:$at with_faults "$WIREWASH" dedup "${little[@]}" -o "$TMP/out/kept" \
			--clusters="$TMP/out/clusters" "$TMP/in"
		expect_status 4 || {
			echo "full after $at bytes"
			return 1
		}
		expect_text "No space left"
		expect_nothing_left
	done
}

@test "a file may not grow: a clean error, no signal" {
	(
		ulimit -f 300
		try "$WIREWASH" dedup "${little[@]}" -o "$TMP/out/kept" "$TMP/in"
		expect_status 4 && expect_text "too large" && expect_nothing_left
	)
}

@test "temporary files cannot be read, at any point" {
	local at size

	size=$(wc -c <"$TMP/in")
	for at in 0 1000 100000 500000 1000000 2000000 3000000; do
		FAULTY_IO=readerr:$((size + at)) with_faults "$WIREWASH" dedup "${little[@]}" \
			-o "$TMP/out/kept" --clusters="$TMP/out/clusters" "$TMP/in"
		expect_status 4 || {
			echo "unreadable after $at bytes"
			return 1
		}
		expect_nothing_left
	done
}

@test "no folder for temporary files" {
	touch "$TMP/file"
	for folder in "$TMP/nowhere" "$TMP/file"; do
		try "$WIREWASH" dedup --tmp="$folder" -o "$TMP/out/kept" "$TMP/in"
		expect_status 4 && expect_text "$folder" && expect_nothing_left
	done
}

@test "killed in the middle: nothing is left behind" {
	local signal

	for signal in KILL TERM HUP; do
		{
			cat "$TMP/in"
			sleep 5
		} | "$WIREWASH" dedup "${little[@]}" -o "$TMP/out/kept" --clusters="$TMP/out/clusters" - &
		sleep 1
		kill -s "$signal" $!
		wait $! || true
		# Of a named file, kill -9 may leave the unfinished one, under a name of its own.
		[ "$signal" = KILL ] || expect_nothing_left
		[ ! -e "$TMP/out/kept" ] && [ ! -e "$TMP/out/clusters" ]
		[ -z "$(ls -A "$TMP/tmp")" ]
		rm -rf "$TMP/out"
		mkdir "$TMP/out"
	done
}

@test "each allocation fails once: with files, and a stream" {
	mkdir -p "$TMP/play/files"
	head -1000 "$TMP/in" >"$TMP/play/stdin"
	LD_PRELOAD=$BUILD/fault/fail_malloc.so FAIL_MALLOC_DIR=$TMP/play FAIL_MALLOC_LAST=40 \
		"$WIREWASH" dedup --memory=34M -o "$TMP/play/files/out" --clusters="$TMP/play/files/clusters"
	records 30 >"$TMP/play/stdin"
	records 10 >>"$TMP/play/stdin"
	for options in --mark "-j2 --window=72h"; do
		rm -rf "$TMP/play/files.expected"
		# shellcheck disable=SC2086
		LD_PRELOAD=$BUILD/fault/fail_malloc.so FAIL_MALLOC_DIR=$TMP/play FAIL_MALLOC_LAST=200 \
			"$WIREWASH" dedup --stream $options --clusters="$TMP/play/files/clusters"
	done
}
