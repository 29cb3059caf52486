#!/usr/bin/env bats
# Files of all kinds, while memory runs out.
load ../lib/common

setup() {
	mkdir -p "$TMP/play/files" "$TMP/archive/sub"
	: >"$TMP/play/stdin"
	cd "$TMP/archive" || exit
	records 30 | gzip -c >a.jsonl.gz
	records 3 | zstd -qc >sub/b.zst
	echo '{"id":"1","text":"one"}' | iconv -f UTF-8 -t UTF-16 >c.jsonl
	echo 'Паромщик каждое утро перевозил людей через реку.' | iconv -f UTF-8 -t KOI8-R >koi8
	echo '<meta charset="shift_jis"> こども' | iconv -f UTF-8 -t SHIFT_JIS >sub/sjis
	printf '[{"id":"1",\n"text":"one"}, {"id":x}, {"id":"2","text":"two"}]' >array
	printf '%060d,text\nx,"o""ne\ntwo"\n"\n' 1 >table
	printf '\x89PNG\0\0' >picture
	page='HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html; charset=cp1251\r\n\r\n3\r\n<p>\r\n0\r\n\r\n'
	printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <a>\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n' \
		response 101 "$page" conversion 4 text | gzip -c >pages
	tar cf tar --transform="s|^c|$(printf '%0150d' 1)/c|" c.jsonl koi8
	tar czf nested.tgz tar pages
	if command -v zip >/dev/null; then
		zip -q - koi8 c.jsonl pages | cat >piped.zip
		zip -qr0 stored.zip nested.tgz koi8
	fi
}

survives() {
	rm -rf "$TMP/play/files.expected"
	LD_PRELOAD=$BUILD/fault/fail_malloc.so FAIL_MALLOC_DIR=$TMP/play FAIL_MALLOC_LAST=1500 \
		"$WIREWASH" ingest --max-rejects=100% "$TMP/archive"
}

@test "each allocation fails once: files of all kinds" {
	survives
}

@test "memory stays short after the first failure: files of all kinds" {
	FAIL_MALLOC_STAY=1 survives
}
