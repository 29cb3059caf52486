#!/usr/bin/env bats
# One process or many, one thread or four: the same bytes on stdout, in --rejects and in all reports.
load ../lib/common

setup() {
	mkdir "$TMP/archive" "$TMP/expected"
	cp "$ROOT"/fixtures/archive/* "$TMP/archive"
	{
		records 700
		# Some of them again, changed a little, and some that are no good.
		records 60 | sed 's/"id":"r/"id":"copy-/; s/winter/summer/'
		echo '{"id":"bad"}'
		echo 'no JSON'
		records 20
		printf '{"text":"\xff"}\n\n{"id":"deep","text":7}\n'
	} >"$TMP/archive/generated.jsonl"
	cd "$TMP" || exit
}

# The chain on the archive, in the manner that the arguments say, into $TMP/got.
run_chain() {
	rm -rf "$TMP/got"
	mkdir "$TMP/got"
	try "$WIREWASH" run "$@" --rejects got/rejects --stats=got/stats --dedup.clusters=got/clusters \
		-o got/out archive
}

expect_equal() {
	for part in out rejects stats clusters; do
		expect_same "expected/$part" "got/$part" || {
			echo "in: $part of run $*"
			return 1
		}
	done
}

all_equal() { # options of every run
	local manner

	run_chain -j1 "$@"
	first=$status
	mv got/* expected/
	cp "$err" expected/err
	[ -s expected/out ]
	[ -s expected/rejects ]
	[ -s expected/clusters ]
	for manner in -j1 -j2 -j4 -j7 --pipe "--pipe -j3"; do
		# shellcheck disable=SC2086 # one or two options
		run_chain $manner "$@"
		[ "$status" -eq "$first" ]
		expect_equal "$manner"
	done
}

@test "run at any -j and run --pipe are equal" {
	all_equal
}

@test "run at any -j and run --pipe are equal: --explain, Markdown" {
	all_equal --explain --format=markdown
}

@test "run at any -j and run --pipe are equal: other chains" {
	all_equal --stages="ingest normalize dedup boilerplate emit"
}

@test "run at any -j and run --pipe are equal: a filter of the user's in the chain" {
	all_equal --stages="ingest normalize 'exec:grep -v winter' dedup emit"
}

@test "the pipe that run --print prints gives the same bytes" {
	local command
	run_chain -j2
	command=$("$WIREWASH" run --print archive)
	[[ $command == *"wirewash ingest"*"|"*"wirewash emit"* ]]
	PATH=$(dirname "$WIREWASH"):$PATH bash -c "$command" >piped 2>piped.err
	expect_same got/out piped
}

@test "a pipe of filters, written by hand, gives the same bytes and the same rejects" {
	local stages form
	run_chain -j2
	read -ra stages < <(sed -n 's/^stages *= *//p' "$ROOT/pipeline.conf")
	cp archive/generated.jsonl in
	"$WIREWASH" "${stages[0]}" --rejects=rejects.0 archive >step 2>/dev/null
	for ((i = 1; i < ${#stages[@]}; i++)); do
		form=()
		[ "${stages[i]}" != emit ] || form=(--format=jsonl)
		"$WIREWASH" "${stages[i]}" --rejects="rejects.$i" "${form[@]}" <step >next 2>/dev/null
		mv next step
	done
	expect_same got/out step
	for ((i = 0; i < ${#stages[@]}; i++)); do
		cat "rejects.$i"
	done >rejects
	expect_same got/rejects rejects
}

@test "a second run over clean output changes nothing more" {
	run_chain --format=jsonl
	try "$WIREWASH" run --format=jsonl got/out
	expect_status 0
	expect_same got/out "$out"
}

@test "input in one file or in many, compressed or not, gives the same texts" {
	records 400 >all.jsonl
	mkdir split
	split -l 70 all.jsonl split/part.
	for file in split/part.*; do mv "$file" "$file.jsonl"; done
	gzip -n split/part.ab.jsonl
	zstd -q --rm split/part.ac.jsonl
	try "$WIREWASH" run --format=jsonl all.jsonl
	mv "$out" one
	try "$WIREWASH" run --format=jsonl split
	jq -c '[.id, .text]' one >one.texts
	jq -c '[.id, .text]' "$out" >many.texts
	expect_same one.texts many.texts
}

@test "conservation: in = out + dropped + rejected, for every stage, and no record is lost between" {
	run_chain -j4
	jq -e 'all(.stages[]; .in == .out + .dropped + .rejected)' got/stats
	jq -e '[.stages[] | {i: .in, o: .out}] | . as $s | all(range(1; length); $s[.].i == $s[. - 1].o)' got/stats
	jq -e --slurpfile r got/rejects '([.stages[].rejected] | add) == ($r | length)' got/stats
}
