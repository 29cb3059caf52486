#!/usr/bin/env bats
# run --resume that is killed at any moment and begun again ends with the same bytes as one that is
# not. KILLS is how often it is killed.
load ../lib/common

KILLS=${KILLS:-40}

setup() {
	cd "$TMP" || exit
	mkdir in
	for shard in a b c d e f; do
		records 150 | sed "s/\"r/\"$shard/" >"in/$shard.jsonl"
	done
	echo 'no JSON' >>in/c.jsonl
	gzip -n in/d.jsonl
	zstd -q --rm in/e.jsonl
}

# Kills a run after so many microseconds, if it is not done by then. Returns whether it was killed.
kill_after() { # microseconds, command...
	local delay status=0 job

	printf -v delay '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000))
	shift
	"$@" 2>/dev/null &
	job=$!
	sleep "$delay"
	kill -KILL "$job" 2>/dev/null || true
	wait "$job" 2>/dev/null || status=$?
	[ "$status" -eq 137 ]
}

# Kills runs of this chain until it was done KILLS times; each that ends is compared, and a new one begun.
kill_many() { # options...
	local run=("$WIREWASH" run "$@" --output-dir got --resume in) began took kills=0 ended=0

	began=${EPOCHREALTIME/./}
	"$WIREWASH" run "$@" --output-dir whole --resume in 2>/dev/null
	took=$((${EPOCHREALTIME/./} - began))
	RANDOM=1
	while [ "$kills" -lt "$KILLS" ]; do
		if kill_after $((RANDOM * took / 32768)) "${run[@]}"; then
			kills=$((kills + 1))
			continue
		fi
		"${run[@]}" 2>/dev/null
		diff -r whole got
		rm -rf got
		ended=$((ended + 1))
	done
	"${run[@]}" 2>/dev/null
	diff -r whole got
}

@test "killed at random moments, file by file" {
	kill_many --stages="ingest normalize markup emit" -j2
}

@test "killed at random moments, with a stage that needs all records" {
	kill_many --stages="ingest normalize dedup emit" -j2 --format=jsonl
}

@test "the disk fills up: the next run goes on" {
	mkdir disk
	"$WIREWASH" run --stages="ingest emit" --output-dir whole --resume in 2>/dev/null
	FAULTY_IO=full:200000 LD_PRELOAD=$BUILD/fault/faulty_io.so try "$WIREWASH" run \
		--stages="ingest emit" --output-dir got --resume in
	expect_status 4
	[ -z "$(find got -name '*.tmp')" ]
	try "$WIREWASH" run --stages="ingest emit" --output-dir got --resume in
	expect_status 0
	diff -r whole got
}
