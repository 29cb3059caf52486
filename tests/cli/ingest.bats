#!/usr/bin/env bats
# What becomes of files and directories, whole and damaged.
load ../lib/common

setup() {
	cd "$TMP" || exit
	printf '{"id":"1","text":"one"}\n{"id":"2","text":"two"}\n' >two.jsonl
}

# The texts that came out, one a line, or the sources.
texts() {
	jq -r .text "$out"
}

sources() {
	jq -r .source "$out"
}

@test "a directory is walked in the order of bytes, each directory in its place" {
	mkdir -p d/b d/.hidden d/Z
	for name in a.txt b.txt b/x B.md Z/2 Z/10 .hidden/no .no; do echo "$name" >"d/$name"; done
	try "$WIREWASH" ingest d
	expect_status 0
	expect_silence
	[ "$(texts | tr '\n' ' ')" = "B.md Z/10 Z/2 a.txt b/x b.txt " ]
	[ "$(sources | tr '\n' ' ')" = "d/B.md d/Z/10 d/Z/2 d/a.txt d/b/x d/b.txt " ]
}

@test "the user's spelling of a path is kept; hidden paths and links are taken when named" {
	mkdir -p .d/e
	echo x >.d/e/x
	ln -s .d link
	try "$WIREWASH" ingest .d/ ./link/e link
	expect_status 0
	[ "$(sources | tr '\n' ' ')" = ".d/e/x ./link/e/x link/e/x " ]
}

@test "in a walk, links to files are followed, to directories not, and what is no file is skipped" {
	mkdir -p d/sub
	echo x >d/sub/x
	ln -s sub/x d/file
	ln -s sub d/directory
	ln -s . d/loop
	mkfifo d/pipe
	LIMIT=10 try "$WIREWASH" ingest d
	expect_status 0
	expect_silence
	[ "$(sources | tr '\n' ' ')" = "d/file d/sub/x " ]
}

@test "what cannot be read is told, and the rest comes out" {
	mkdir d
	ln -s nowhere d/broken
	echo x >d/x
	try "$WIREWASH" ingest none d
	expect_status 4
	expect_text "wirewash ingest: cannot open none (No such file or directory)"
	expect_text "wirewash ingest: cannot read d/broken (No such file or directory)"
	[ "$(texts)" = x ]
}

@test "a directory without permission is told, and the rest comes out" {
	[ "$(id -u)" -ne 0 ] || skip "root may read everything"
	mkdir -p d/closed
	echo x >d/x
	chmod 0 d/closed
	try "$WIREWASH" ingest d
	chmod 700 d/closed
	expect_status 4
	expect_text "cannot read d/closed"
	[ "$(texts)" = x ]
}

@test "content decides what a file is; the name only that it is JSON Lines" {
	mkdir d
	cp two.jsonl d/1.txt
	echo 'text' >d/2.jsonl.txt
	printf 'no record\n{"id":"3","text":"three"}\n' >d/3.ndjson
	printf '\n  \n{"id":"4","text":"four"}' >d/4
	try "$WIREWASH" ingest --rejects=rejects d
	expect_status 0
	[ "$(texts | tr '\n' ' ')" = "one two text three four " ]
	[ "$(jq -r '[.reason, .file, .line] | join(" ")' rejects)" = "not-json d/3.ndjson 1" ]
}

@test "gzip and zstd are known by their first bytes, in many parts" {
	{ gzip -c two.jsonl; gzip -c two.jsonl; } >a.dat
	{ zstd -qc two.jsonl; zstd -qc two.jsonl; } >b.gz
	echo text | gzip >c.txt
	cat two.jsonl >d.zst
	try "$WIREWASH" ingest a.dat b.gz c.txt d.zst
	expect_status 0
	[ "$(texts | tr '\n' ' ')" = "one two one two one two one two text one two " ]
}

@test "standard input is taken by itself, as -, and compressed" {
	gzip -c two.jsonl >two.gz
	echo text >text
	try "$WIREWASH" ingest <two.gz
	expect_same two.jsonl "$out"
	try "$WIREWASH" ingest text - <two.gz
	[ "$(texts | tr '\n' ' ')" = "text one two " ]
	try "$WIREWASH" ingest <text
	[ "$(jq -c 'del(.id)' "$out")" = '{"text":"text"}' ]
}

@test "JSON Lines in UTF-16 are decoded on their way in" {
	for order in LE BE; do
		{ printf '\xEF\xBB\xBF'; cat two.jsonl; } | iconv -f UTF-8 -t "UTF-16$order" >wide
		cp wide wide.jsonl
		gzip -c wide >wide.gz
		for file in wide wide.jsonl wide.gz; do
			try "$WIREWASH" ingest $file
			expect_status 0
			expect_same two.jsonl "$out"
		done
		try "$WIREWASH" ingest --input-format=text wide
		[ "$(jq -r .decoding.charset "$out")" = "UTF-16$order" ]
	done
}

@test "a cut archive gives its whole records, and says where it ends" {
	records 2000 >all.jsonl
	for pack in gzip zstd; do
		"$pack" -c all.jsonl >whole
		half=$(($(wc -c <whole) / 2))
		head -c "$half" whole >part
		try "$WIREWASH" ingest part two.jsonl
		expect_status 4
		expect_text "part: damaged at byte $half (unexpected end). The records before it were read."
		count=$(wc -l <"$out")
		[ "$count" -gt 500 ]
		head -n $((count - 2)) all.jsonl | cat - two.jsonl >expected
		expect_same expected "$out"
	done
}

@test "rubbish behind an archive is told, zeros are padding" {
	gzip -c two.jsonl >padded
	head -c 1000 /dev/zero >>padded
	try "$WIREWASH" ingest padded
	expect_status 0
	expect_same two.jsonl "$out"
	echo rubbish >>padded
	try "$WIREWASH" ingest padded
	expect_status 4
	expect_text "something else behind the compressed data"
	expect_same two.jsonl "$out"
}

@test "a document that damage cuts is left out" {
	seq 10000 | gzip | head -c 5000 >part
	try "$WIREWASH" ingest part two.jsonl
	expect_status 4
	expect_text "part: damaged at byte 5000 (unexpected end)."
	expect_text "It is one document, which is left out."
	expect_same two.jsonl "$out"
}

@test "a bomb is stopped at the ratio, and the next file is read" {
	head -c 200M /dev/zero | zstd -qc >bomb
	try "$WIREWASH" ingest --max-line=1G bomb two.jsonl
	expect_status 5
	expect_text "raise --max-ratio"
	expect_same two.jsonl "$out"
	try "$WIREWASH" ingest --max-ratio=0 --max-rejects=100% --rejects=rejects bomb two.jsonl
	expect_status 3
	expect_text "bomb: gave no record"
	expect_same two.jsonl "$out"
	[ "$(jq -r .reason rejects)" = too-long ]
}

@test "an empty file gives nothing" {
	: >empty
	gzip -c empty >empty.gz
	try "$WIREWASH" ingest empty empty.gz
	expect_status 3
	expect_text "empty: gave no record"
	expect_text "empty.gz: gave no record"
	[ ! -s "$out" ]
}

@test "the same file has the same id wherever it is read from, and another path another" {
	mkdir d
	echo text >d/a
	cp d/a d/b
	try "$WIREWASH" ingest d
	first=$(jq -r .id "$out" | head -n 1)
	[ "$(jq -r .id "$out" | sort -u | wc -l)" = 2 ]
	try "$WIREWASH" ingest d/a
	[ "$(jq -r .id "$out")" = "$first" ]
}

@test "file names may be any bytes" {
	printf -v name 'n\xffn%%"\n'
	echo text >"$name"
	try "$WIREWASH" ingest "$name"
	expect_status 0
	[ "$(jq -c .source "$out")" = '"n%FFn%\"\n"' ]
}

@test "lines come out of a pipe as they come in" {
	mkfifo in
	"$WIREWASH" ingest <in >out 3>&- &
	exec 7>in
	head -n 1 two.jsonl >&7
	for _ in $(seq 100); do
		[ ! -s out ] || break
		sleep 0.1
	done
	head -n 1 two.jsonl | cmp - out
	exec 7>&-
	wait
}

@test "a charset nobody knows is a usage error" {
	try "$WIREWASH" ingest --encoding=klingon two.jsonl
	expect_status 2
	expect_text 'no charset is called "klingon"'
}

@test "--files-from reads the paths that a file lists, behind the operands" {
	mkdir d
	echo x >"d/two words"
	printf -v odd 'a\nb'
	echo y >"$odd"
	printf 'd\n\n./two.jsonl' >lines
	try "$WIREWASH" ingest --files-from=lines two.jsonl
	expect_status 0
	[ "$(texts | tr '\n' ' ')" = "one two x one two " ]
	printf '%s\0' "$odd" d >nuls
	try "$WIREWASH" ingest --files-from - <nuls
	expect_status 0
	[ "$(texts | tr '\n' ' ')" = "y x " ]
	gzip -n nuls
	try "$WIREWASH" run --stages=ingest --files-from=nuls.gz
	[ "$(texts | tr '\n' ' ')" = "y x " ]
	: >empty
	try "$WIREWASH" ingest --files-from=empty <two.jsonl
	expect_status 0
	[ ! -s "$out" ]
	echo none >lines
	try "$WIREWASH" ingest --files-from=lines
	expect_status 4
	expect_text "cannot open none"
	try "$WIREWASH" ingest --files-from=none two.jsonl
	expect_status 4
	expect_text "cannot open none"
	expect_same two.jsonl "$out"
}

@test "shards hold every record once, wherever it came from" {
	records 200 >all.jsonl
	sort -R all.jsonl | split -n r/3 - part.
	for n in 1 2 7 64; do
		: >shards
		for k in $(seq "$n"); do
			try "$WIREWASH" ingest --shard="$k/$n" all.jsonl
			expect_status 0
			cat "$out" >>shards
			sort "$out" >whole
			"$WIREWASH" ingest --shard "$k/$n" part.* | sort | cmp - whole
		done
		cmp <(sort shards) <(sort all.jsonl)
	done
	[ "$("$WIREWASH" ingest --shard=1/2 all.jsonl | wc -l)" -gt 70 ]
	for n in 1/64 64/64; do "$WIREWASH" ingest --shard=$n all.jsonl; done >two
	[ "$(wc -l <two)" -lt 30 ]
}

@test "a shard is of the records that have no id yet, too; what is no shard is a usage error" {
	mkdir d
	for n in 1 2 3 4 5 6 7 8; do echo "text $n" >d/$n; done
	try "$WIREWASH" ingest --shard=1/2 --stats=stats d
	[ "$(jq -c '.stages[0] | .in == .out + .drops["another shard"]' stats)" = true ]
	cp "$out" half
	try "$WIREWASH" ingest --shard=2/2 d
	[ "$(cat half "$out" | jq -r .source | sort | tr -d '\nd/')" = 12345678 ]
	for shard in 0/2 3/2 1/0 1 1/ /2 x 1/2x -1/2 1/99999999999; do
		try "$WIREWASH" ingest --shard=$shard d
		expect_status 2
		expect_text "is no part of a whole"
	done
}

@test "files read on several threads come out in order, and so does what is wrong with them" {
	mkdir -p tree/small tree/more
	for ((i = 1000; i < 1300; i++)); do
		echo "The ferry was late $i times." >"tree/small/$i.txt"
	done
	records 3000 | gzip -n >tree/large.jsonl.gz
	records 3000 | sed 's/"r/"other-/' >tree/more/large.jsonl
	records 200 | gzip -n | head -c 3000 >tree/more/cut.jsonl.gz
	gzip -n <tree/small/1001.txt | head -c 20 >tree/small/1002.txt
	: >tree/small/1100.txt
	records 4000 | zstd -q >tree/small/1200.jsonl.zst
	# shellcheck disable=SC2094 # not the same file
	run_on() { # threads
		"$WIREWASH" ingest "-j$1" --rejects "rejects.$1" --stats="stats.$1" tree none tree/small \
			- tree/large.jsonl.gz <tree/more/large.jsonl >"out.$1" 2>"err.$1"
	}
	status=0
	run_on 1 || status=$?
	[ "$status" -eq 4 ]
	[ "$(wc -l <err.1)" -eq 4 ]
	for jobs in 2 3 5 16; do
		status=0
		run_on $jobs || status=$?
		[ "$status" -eq 4 ]
		for part in out err rejects stats; do expect_same $part.1 $part.$jobs; done
	done
}
