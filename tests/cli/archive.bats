#!/usr/bin/env bats
# tar and zip: members are files, wherever they come from.
load ../lib/common

setup() {
	cd "$TMP" || exit
	mkdir -p d/sub
	echo one >d/a.txt
	echo '{"id":"2","text":"two"}' >d/sub/b.jsonl
	echo three | gzip -c >d/sub/c.gz
	echo hidden >d/.hidden
	: >d/empty
	long=d/$(printf '%0120d' 4)
	mkdir -p "$long"
	echo four >"$long/$(printf '%0150d' 4)"
}

texts() {
	jq -r .text "$out" | sort | tr '\n' ' '
}

@test "archives that other tools made: members are read as files are" {
	tar --format=gnu -cf gnu.tar d
	tar --format=pax -cf pax.tar ./d
	tar czf d.tgz d
	tar c d | zstd -qc >d.tar.zst
	made="gnu.tar pax.tar d.tgz d.tar.zst"
	if command -v bsdtar >/dev/null; then
		bsdtar --format=pax -cf bsd.tar d
		bsdtar --format=gnutar -czf bsd.tgz d
		bsdtar --format=zip -cf bsd.zip d
		made="$made bsd.tar bsd.tgz bsd.zip"
	fi
	if command -v zip >/dev/null; then
		zip -qr d.zip d
		zip -qr0 stored.zip d
		zip -qr - d | cat >piped.zip
		zip -qr -fz - d | cat >64.zip
		made="$made d.zip stored.zip piped.zip 64.zip"
	fi
	if command -v pigz >/dev/null; then
		tar c d | pigz -c >pigz.tgz
		made="$made pigz.tgz"
	fi
	if command -v bgzip >/dev/null; then
		tar c d | bgzip -c >bgzip.tgz
		made="$made bgzip.tgz"
	fi
	for archive in $made; do
		try "$WIREWASH" ingest "$archive"
		expect_status 0
		expect_silence
		[ "$(texts)" = "four one three two " ]
		[ "$(jq -r '.source // empty' "$out" | grep -v 000 | sed "s|\./||g" | sort | tr '\n' ' ')" = \
			"$archive/d/a.txt $archive/d/sub/c.gz " ]
		jq -r .text "$out" >from-file
		try "$WIREWASH" ingest < <(cat "$archive")
		expect_status 0
		jq -r .text "$out" | cmp - from-file
	done
}

@test "offset leads to the member" {
	tar cf a.tar d/a.txt d/sub/b.jsonl d/sub/c.gz
	gzip -kn a.tar
	try "$WIREWASH" ingest a.tar a.tar.gz
	expect_status 0
	[ "$(jq -c 'select(.text == "three") | [.file, .offset, .within]' "$out" | tr '\n' ' ')" = \
		'["a.tar",2048,null] ["a.tar.gz",0,2048] ' ]
	tail -c +2049 a.tar | tar t | grep -q '^d/sub/c.gz$'
}

@test "names are data: none is ever a path" {
	mkdir e
	printf -v odd 'd/n\xff\n\x1b[2J'
	echo odd >"$odd"
	tar cPf a.tar --transform='s|^d/a.txt|../../../tmp/evil|' d/a.txt "$odd"
	ln -s /etc/passwd link
	tar rPf a.tar link /dev/null
	cd e
	try "$WIREWASH" ingest ../a.tar
	expect_status 0
	expect_silence
	[ "$(jq -c .source "$out" | tr '\n' ' ')" = \
		'"../a.tar/../../../tmp/evil" "../a.tar/d/n%FF\n\u001b[2J" ' ]
	expect_empty .
}

@test "archives in archives are opened, but not without end" {
	cp d/a.txt 5
	for n in 4 3 2 1 0; do
		tar cf $n $((n + 1))
	done
	try "$WIREWASH" ingest 1 2
	expect_status 0
	[ "$(jq -r .source "$out" | tr '\n' ' ')" = "1/2/3/4/5 2/3/4/5 " ]
	try "$WIREWASH" ingest 0 1
	expect_status 5
	expect_text "wirewash ingest: 0/1/2/3/4: is not opened, as archives are read only 4 deep"
	[ "$(jq -r .source "$out" | tr '\n' ' ')" = "1/2/3/4/5 " ]
}

@test "what cannot be read is told, and costs nothing else" {
	truncate -s 1M sparse
	echo end >>sparse
	tar cSf a.tar sparse d/a.txt
	tar --format=pax -cSf b.tar sparse d/a.txt
	for archive in a.tar b.tar; do
		try "$WIREWASH" ingest $archive
		expect_status 4
		expect_text "$archive: the member at byte 0 is a sparse file, which is not supported. It is left out."
		[ "$(texts)" = "one " ]
	done
	command -v zip >/dev/null || skip "no zip"
	zip -q -P secret c.zip d/sub/b.jsonl
	zip -q c.zip d/a.txt
	try "$WIREWASH" ingest c.zip
	expect_status 4
	expect_text "c.zip: the member at byte 0 is encrypted. It is left out."
	[ "$(texts)" = "one " ]
}

@test "damage in a member's own compression, or in that of the archive, costs what it hits" {
	for n in 1 2 3; do records 40 | gzip -c >m$n; done
	printf x | dd of=m2 bs=1 seek=300 conv=notrunc status=none
	tar cf a.tar m1 m2 m3
	try "$WIREWASH" ingest a.tar
	expect_status 4
	expect_text "wirewash ingest: a.tar/m2: damaged at byte "
	[ "$(wc -l <"$out")" -ge 80 ]
	for n in 1 2 3; do tar c d/a.txt d/sub/b.jsonl | gzip -nc; done >three.tgz
	printf x | dd of=three.tgz bs=1 seek=$(($(wc -c <three.tgz) / 2)) conv=notrunc status=none
	try "$WIREWASH" ingest three.tgz
	expect_status 4
	[ "$(jq -r .text "$out" | head -n 2 | tr '\n' ' ')" = "one two " ]
	[ "$(jq -r .text "$out" | tail -n 2 | tr '\n' ' ')" = "one two " ]
}

@test "--input-format: a file is what it is said to be, its members what they are" {
	tar cf a.tar d/a.txt d/sub/b.jsonl
	{ echo rubbish; cat a.tar; } >b
	try "$WIREWASH" ingest --input-format=tar b
	expect_status 4
	expect_text "b: damaged at byte 0: no header of a member. The next member that was found is at byte "
	[ "$(texts)" = "one two " ]
	try "$WIREWASH" ingest --input-format=text --max-rejects=100% a.tar
	expect_status 3
	expect_text "a.tar: gave no record"
	[ ! -s "$out" ]
}

@test "bombs in archives are stopped at the ratio, however deep they lie" {
	head -c 200M /dev/zero | gzip -9c >zeros.gz
	for n in 1 2 3; do cp zeros.gz $n.gz; done
	tar cf a.tar 1.gz 2.gz 3.gz
	zstd -q a.tar
	# Each by itself is within the limit of what is free.
	try "$WIREWASH" ingest --max-line=1M --max-rejects=100% --max-ratio=100 a.tar.zst d/a.txt
	expect_status 5
	expect_text "a.tar.zst: "
	expect_text "raise --max-ratio"
	[ "$(grep -c ratio "$err")" -eq 1 ]
	[ "$(texts)" = "one " ]
	command -v zip >/dev/null || skip "no zip"
	head -c 200M /dev/zero >zeros
	zip -q bomb.zip zeros
	try "$WIREWASH" ingest --max-line=1G --max-ratio=100 bomb.zip d/a.txt
	expect_status 5
	expect_text "bomb.zip: "
	[ "$(texts)" = "one " ]
}

@test "xz, bzip2 and lz4 are read, several streams one after the other, and damage is found" {
	have=
	for program in xz bzip2 lz4; do
		command -v $program >/dev/null || continue
		have=1
		{ seq 1 20000 | sed 's/.*/{"id":"&","text":"fog"}/' | $program -c; echo '{"text":"one"}' | $program -c; } >lines
		try "$WIREWASH" ingest lines
		expect_status 0
		[ "$(wc -l <"$out")" = 20001 ]
		head -c 300 lines >part
		try "$WIREWASH" ingest part
		expect_status 4
	done
	[ -n "$have" ] || skip "neither xz nor bzip2 nor lz4 is installed"
}
