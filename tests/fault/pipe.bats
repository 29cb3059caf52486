#!/usr/bin/env bats
# Neighbours that go away: a reader that has seen enough, a process that is killed.
load ../lib/common

# Runs `wirewash ARGS` on many records, with a reader that takes one line and leaves.
into_head() {
	local codes

	records 3000 | timeout 60 "$WIREWASH" "$@" 2>"$TMP/err" | head -n 1 >"$TMP/line"
	codes=("${PIPESTATUS[@]}")
	status=${codes[1]}
	err=$TMP/err
	expect_status 141 && expect_silence && [ -s "$TMP/line" ]
}

@test "| head -n 1 is quiet, status 141: every stage" {
	for stage in $(all_stages); do
		into_head "$stage"
	done
}

@test "| head -n 1 is quiet, status 141: run, run -j2, run --pipe" {
	into_head run
	into_head run -j2
	into_head run --pipe
}

@test "| head -n 1 of a whole shell pipe: every stage is quiet" {
	local command
	command=$("$WIREWASH" run --print)
	records 3000 >"$TMP/in"
	cd "$TMP"
	PATH=$(dirname "$WIREWASH"):$PATH bash -c "{ $command; } <in 2>err | head -n 1 >line"
	[ ! -s err ] || {
		cat err
		false
	}
	[ -s line ]
}

# Starts `run --pipe` on an input that does not end, waits for its processes, kills the N-th.
kill_one() {
	local pids runner

	mkdir -p "$TMP/dir"
	{
		records 200
		exec sleep 30
	} >"$TMP/fifo" &
	feeder=$!
	"$WIREWASH" run --pipe -o "$TMP/dir/out" --rejects "$TMP/rejects" <"$TMP/fifo" \
		2>"$TMP/err" 3>&- &
	runner=$!
	for _ in $(seq 100); do
		mapfile -t pids < <(pgrep -P "$runner")
		[ ${#pids[@]} -lt "$2" ] || break
		sleep 0.05
	done
	[ ${#pids[@]} -ge "$2" ]
	sleep 0.2
	kill -9 "${pids[$1]}"
	# For the others the input now ends, in good order.
	kill "$feeder"
	wait "$feeder" || true
	status=0
	wait "$runner" || status=$?
	err=$TMP/err
}

@test "kill -9 of any process of run --pipe: non-zero, no file in place" {
	local count
	count=$("$WIREWASH" run --print | tr -cd '|' | wc -c)
	count=$((count + 1))
	mkfifo "$TMP/fifo"
	for ((i = 0; i < count; i++)); do
		kill_one "$i" "$count"
		[ "$status" -ne 0 ]
		# A process that is killed with -9 cannot take its temporary file away; nobody else may leave one.
		[ ! -e "$TMP/dir/out" ]
		rm -rf "$TMP/dir"
	done
}

@test "kill -9 of run --pipe itself: no file in place, no process left" {
	local pids runner
	mkdir "$TMP/dir"
	mkfifo "$TMP/fifo"
	{
		records 200
		exec sleep 30
	} >"$TMP/fifo" &
	feeder=$!
	"$WIREWASH" run --pipe -o "$TMP/dir/out" <"$TMP/fifo" 2>/dev/null 3>&- &
	runner=$!
	sleep 0.5
	mapfile -t pids < <(pgrep -P "$runner")
	[ ${#pids[@]} -gt 0 ]
	kill -9 "$runner"
	wait "$runner" || true
	kill "$feeder"
	wait "$feeder" || true
	for _ in $(seq 100); do
		kill -0 "${pids[@]}" 2>/dev/null || break
		sleep 0.05
	done
	[ ! -e "$TMP/dir/out" ]
}

@test "kill -9 of a filter: no file in place" {
	mkdir "$TMP/dir"
	mkfifo "$TMP/fifo"
	for stage in $(filters) emit; do
		{
			records 200
			exec sleep 30
		} >"$TMP/fifo" &
		feeder=$!
		"$WIREWASH" "$stage" -o "$TMP/dir/out" <"$TMP/fifo" 3>&- &
		filter=$!
		sleep 0.2
		kill -9 "$filter"
		status=0
		wait "$filter" || status=$?
		kill "$feeder"
		wait "$feeder" || true
		[ "$status" -eq 137 ]
		[ ! -e "$TMP/dir/out" ]
		rm -rf "$TMP/dir"/* "$TMP/dir"/.[!.]*
	done
}

@test "SIGTERM and SIGINT: status 128+n, nothing left behind" {
	mkdir "$TMP/dir"
	mkfifo "$TMP/fifo"
	for signal in TERM INT; do
		{
			records 200
			exec sleep 30
		} >"$TMP/fifo" &
		feeder=$!
		# Shells start background jobs with SIGINT ignored; env gives it back.
		env --default-signal=INT "$WIREWASH" normalize -o "$TMP/dir/out" <"$TMP/fifo" 3>&- &
		filter=$!
		sleep 0.3
		kill -$signal "$filter"
		status=0
		wait "$filter" || status=$?
		kill "$feeder"
		wait "$feeder" || true
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
		[ ! -e "$TMP/dir/out" ]
	done
}

@test "a filter of the user's that dies ends the run with 4 and its name" {
	records 50 >"$TMP/in"
	mkdir "$TMP/dir"
	for command in 'exec:kill -9 $$' 'exec:exit 3' 'exec:head -n 3; exit 1' 'exec:no-such-program'; do
		try "$WIREWASH" run --stages "ingest '$command' emit" -o "$TMP/dir/out" <"$TMP/in"
		expect_status 4
		expect_empty "$TMP/dir"
	done
}
