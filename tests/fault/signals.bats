#!/usr/bin/env bats
# Signals at random moments: nothing is left, neither an unfinished file nor a process. SIGNALS is
# how many each kind of run gets.
load ../lib/common

SIGNALS=${SIGNALS:-8}

setup() {
	cd "$TMP" || exit
	records 4000 >in.jsonl
	mkdir tmp
	export TMPDIR=$TMP/tmp
	RANDOM=1
	seconds=4$$ # a command line that no other run of these tests has
}

# Fails when a run left something behind.
nothing_left() {
	find . -name '.wirewash-*' >left
	find tmp -mindepth 1 >>left
	pgrep -f "[s]leep $seconds" >>left || true
	[ ! -s left ] || {
		cat left
		return 1
	}
}

signal_runs() { # arguments...
	local job delay signals=(INT TERM HUP) i

	for ((i = 0; i < SIGNALS; i++)); do
		printf -v delay '0.%03d' $((RANDOM % 300))
		# An asynchronous command of a shell without job control would ignore SIGINT.
		env --default-signal=INT "$WIREWASH" "$@" >/dev/null 2>&1 &
		job=$!
		sleep "$delay"
		kill -"${signals[i % 3]}" "$job" 2>/dev/null || true
		wait "$job" || true
		nothing_left || {
			echo "after: $*"
			return 1
		}
		rm -rf out
	done
}

@test "emit --output-dir" {
	signal_runs emit --output-dir=out in.jsonl
	signal_runs run --output-dir=out in.jsonl
	signal_runs run --output-dir=out --resume in.jsonl
}

@test "single files" {
	signal_runs run -o out --rejects=rejects --removed=removed in.jsonl
	signal_runs dedup -o out.gz --clusters=clusters --stats=stats in.jsonl
}

@test "run --pipe and run --sample" {
	signal_runs run --pipe -o out --rejects=rejects in.jsonl
	signal_runs run --sample 100 in.jsonl
}

@test "commands of the user's own end with the run" {
	signal_runs run --stages="normalize exec:'sh -c \"cat; sleep $seconds\"' emit" in.jsonl
	signal_runs run --pipe --stages="normalize exec:'sh -c \"cat; sleep $seconds\"' emit" in.jsonl
}

@test "a run that was killed: the next one into that folder removes what it left" {
	mkdir out
	sh -c 'exit 0' &
	gone=$!
	wait "$gone"
	touch "out/.wirewash-$gone-1.tmp" "out/.wirewash-$$-2.tmp" out/other.tmp
	try "$WIREWASH" emit --output-dir=out in.jsonl
	expect_status 0
	[ ! -e "out/.wirewash-$gone-1.tmp" ] && [ -e "out/.wirewash-$$-2.tmp" ] && [ -e out/other.tmp ]
	rm -r out
}
