#!/usr/bin/env bats
# dedup: the same bytes whatever the memory, the threads and, but for what is first, the order; and
# streams that do not end.
load ../lib/common

setup() {
	{
		records 6000
		records 3600 | sed 's/"id":"r/"id":"copy-/; s/winter/summer/; s/harbour/haven/'
		records 1200 | sed 's/"id":"r/"id":"again-/'
	} >"$TMP/in"
	cd "$TMP" || exit
}

# Runs dedup and leaves records, clusters and pairs in the folder $1.
run_dedup() {
	local folder=$1

	shift
	mkdir -p "$folder"
	"$WIREWASH" dedup --clusters="$folder/clusters" --pairs="$folder/pairs" -o "$folder/out" "$@"
}

expect_same_folder() {
	for part in out clusters pairs; do
		expect_same "$1/$part" "$2/$part"
	done
}

# The least memory for the records in a file.
least() {
	"$WIREWASH" dedup --plan -o /dev/null "$1" 2>&1 | grep -o '[0-9]*M would be' | cut -dM -f1
}

@test "any memory and any number of threads give the same bytes" {
	local memory jobs

	run_dedup expected in
	try "$WIREWASH" dedup --plan --memory="$(least in)M" -o /dev/null in
	expect_status 0 && expect_text "of temporary files"
	for memory in "$(least in)M" 50M 1T; do
		for jobs in 1 2 4; do
			run_dedup got --memory="$memory" -j"$jobs" in
			expect_same_folder expected got
		done
	done
}

@test "the order of the records does not matter" {
	local options

	sort -R --random-source=<(yes) in >shuffled
	for options in --keep=best --keep=longest "--keep=earliest --drop=contained"; do
		# shellcheck disable=SC2086
		{
			run_dedup one $options in
			run_dedup other $options --memory="$(least in)M" shuffled
		}
		for part in out clusters; do
			sort "one/$part" >expected
			sort "other/$part" >got
			expect_same expected got
		done
	done
}

@test "an earlier archive, with little memory" {
	head -3200 in >earlier
	tail -n +2000 in >later
	run_dedup expected --against=earlier later
	cat earlier later >both
	run_dedup got --against=earlier --memory="$(least both)M" later
	expect_same_folder expected got
}

@test "too little memory: exit status 5, and what would do" {
	try "$WIREWASH" dedup --memory=20M -o out in
	expect_status 5 && expect_text "--memory"
	[ ! -e out ]
}

@test "a stream: any number of threads, filters before and after, the same bytes" {
	"$WIREWASH" dedup --stream --mark in >expected
	for jobs in 2 4; do
		"$WIREWASH" dedup --stream --mark -j"$jobs" in >got
		expect_same expected got
	done
	"$WIREWASH" normalize in | "$WIREWASH" dedup --stream | "$WIREWASH" emit --format=jsonl >expected
	for manner in -j1 -j3 --pipe; do
		"$WIREWASH" run --stages="normalize dedup emit" --dedup.stream "$manner" in >got
		expect_same expected got
	done
}

@test "a stream comes out while it comes in" {
	mkfifo feed
	"$WIREWASH" dedup --stream <feed >out &
	exec 5>feed
	head -5 in >&5
	for _ in $(seq 100); do
		[ "$(wc -l <out)" -lt 5 ] || break
		sleep 0.1
	done
	exec 5>&-
	wait $!
	head -5 in >expected
	expect_same expected out
}

@test "a stream ends when nobody reads on" {
	# shellcheck disable=SC2016
	LIMIT=20 try bash -c 'yes "$(head -1 in)" | "$WIREWASH" dedup --stream --mark | head -1'
	expect_status 0
	[ "$(wc -l <"$out")" -eq 1 ]
}

@test "a stream whose output cannot be written ends, status 4" {
	yes "$(head -1 in)" | {
		LIMIT=20 try "$WIREWASH" dedup --stream --mark -o /dev/full
		expect_status 4
	}
}

@test "findings as a table for spreadsheets" {
	cd "$TMP" || exit
	words="one two three four five six seven eight nine ten eleven twelve"
	printf '{"id":"=1+1","text":"%s"}\n{"id":"a,\\"b\\"","text":"%s"}\n' "$words" "$words" >in
	"$WIREWASH" dedup --clusters=c.csv --pairs=p.csv.gz in >out
	tr -d '\r' <c.csv | tail -c +4 >got
	cat >expected <<-'END'
		id,cluster,kept,of,of_in,relation,jaccard,containment,shared
		"'=1+1","'=1+1",true,"a,""b""",input,exact,1.000,1.000,10
		"a,""b""","'=1+1",false,"'=1+1",input,exact,1.000,1.000,10
	END
	expect_same expected got
	[ "$(zcat p.csv.gz | wc -l)" = 2 ]
	"$WIREWASH" dedup --stream --clusters=s.csv in >/dev/null
	[ "$(wc -l <s.csv)" = 3 ]
	python3 -c 'import csv, sys; print([row["relation"] for row in csv.DictReader(open("c.csv", encoding="utf-8-sig"))])' |
		grep -F "['exact', 'exact']"
	try "$WIREWASH" dedup --clusters=/dev/full in
	expect_status 4
}

# What became of each record: its id, and for which one it goes.
clusters_with_pins() { # pin...
	printf '%s\n' "$@" >"$TMP/pins"
	try "$WIREWASH" dedup --pins="$TMP/pins" --clusters="$TMP/clusters" "$TMP/pinned.jsonl"
	expect_status 0
	jq -r '[.id, .cluster, .relation] | join(":")' "$TMP/clusters" | paste -sd' '
}

@test "a reader's word counts for more than what was measured" {
	pier="The harbour board voted on Tuesday to rebuild the north pier, which a storm damaged in the autumn, and to close it until May. Fishermen had asked for a temporary landing, but the board found that one would cost more than the repair itself."
	hall="In Cold Harrow the old tram depot has become a market hall, and on its first Saturday more people came than the town has inhabitants. The council had expected four hundred visitors and ordered cups."
	other="A lighthouse keeper on the north coast has been given a medal for forty years of service, and says that he would have preferred a chair."
	while IFS='|' read -r id text; do
		jq -nc --arg id "$id" --arg text "$text" '{id: $id, text: $text}'
	done >"$TMP/pinned.jsonl" <<-END
		a1|$pier
		a2|$pier So it is.
		a3|PORT ANSEL - $pier
		o1|$hall
		o2|$hall They are gone.
		copy|$hall They are gone.
		x|$other
	END
	plain="a1:a1:near a2:a1:near a3:a1:near o1:copy:near o2:copy:exact copy:copy:exact x:x:unique"
	[ "$(clusters_with_pins '')" = "$plain" ]

	# One story, two stories, and both at once.
	[ "$(clusters_with_pins '{"a":"a1","b":"x","same":true}')" = "${plain/x:x:unique/x:a1:pinned}" ]
	[ "$(clusters_with_pins '{"a":"a1","b":"a2","same":false}')" = "${plain/a2:a1:near/a2:a2:unique}" ]
	apart=$(clusters_with_pins '{"a":"a1","b":"o1","same":true}' '{"a":"a2","b":"o1","same":false}')
	[[ $apart = *"a2:a2:unique"* ]]
	[[ $apart = "a1:copy:pinned a2:a2:unique a3:copy:pinned"* ]]
	# Who is pinned together leaves together.
	apart=$(clusters_with_pins '{"a":"a2","b":"a3","same":true}' '{"a":"a3","b":"a1","same":false}')
	[[ $apart = "a1:a1:unique a2:a3:"*" a3:a3:"* || $apart = "a1:a1:unique a2:a2:"*" a3:a2:"* ]]
	# The order of pins, and their number, do not matter.
	[ "$apart" = "$(clusters_with_pins '{"b":"a3","a":"a1","same":false}' '' '{"a":"a3","b":"a2","same":true}' \
		'{"a":"a3","b":"a2","same":true}')" ]

	clusters_with_pins '{"a":"o2","b":"copy","same":false}' '{"a":"nobody","b":"x","same":true}' >"$TMP/got"
	[ "$(cat "$TMP/got")" = "$plain" ]
	expect_text "1 of 2 name a record that is not here"
	expect_text "1 would part records with the same text"
}

@test "pins that contradict each other, and what is no pin, are refused" {
	records 3 >"$TMP/in"
	printf '%s\n' '{"a":"r1","b":"r2","same":true}' '{"a":"r2","b":"r3","same":true}' '{"a":"r1","b":"r3","same":false}' >"$TMP/pins"
	try "$WIREWASH" dedup --pins="$TMP/pins" "$TMP/in"
	expect_status 2
	expect_text "r1 and r3 are said to be two, and by other pins to be one"
	for pin in '{"a":"r1"}' '{"a":"r1","b":"r2","same":1}' 'r1 r2' '{"a":1,"b":2,"same":true}'; do
		echo "$pin" >"$TMP/pins"
		try "$WIREWASH" dedup --pins="$TMP/pins" "$TMP/in"
		expect_status 2
		expect_text ":1: is no pin"
	done
	try "$WIREWASH" dedup --pins="$TMP/none" "$TMP/in"
	expect_status 4
	try "$WIREWASH" dedup --stream --pins="$TMP/pins" "$TMP/in"
	expect_status 2
}

@test "--drop and --similarity refuse what they do not know" {
	for option in --drop=template --drop=near,,exact --drop= --similarity=1.5 --similarity=nan --similarity=0.8x; do
		try "$WIREWASH" dedup "$option" </dev/null
		expect_status 2
		grep -q "bad value" "$err"
	done
}
