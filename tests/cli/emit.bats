#!/usr/bin/env bats
# emit --output-dir: one file for each article, under names that titles from anywhere cannot abuse.
load ../lib/common

setup() {
	cd "$TMP" || exit
}

article() { # title in JSON, text
	printf '{"id":"x","title":%s,"text":"%s"}\n' "$1" "$2"
}

# Fails unless the directory `out` holds just these files.
expect_files() {
	printf '%s\n' "$@" | LC_ALL=C sort >expected
	(cd out && find . -mindepth 1 | sed 's,^\./,,' | LC_ALL=C sort) >found
	expect_same expected found
}

@test "titles become file names" {
	{
		article '"Storm over the harbour!"' one
		article '"Größe: 3,5 m"' two
		article '"市议会：讨论"' three
	} >in
	try "$WIREWASH" emit --output-dir out in
	expect_status 0
	expect_silence
	[ ! -s "$out" ]
	expect_files Storm-over-the-harbour.txt Größe-3-5-m.txt 市议会-讨论.txt
	[ "$(cat out/Storm-over-the-harbour.txt)" = one ]
}

@test "no title leads out of the directory" {
	{
		article '"../../etc/passwd"' 1
		article '"/absolute"' 2
		article '".."' 3
		article '".hidden"' 4
		article '"-rf *"' 5
		article '"a\u0000b\nc"' 6
		article '"..\\..\\windows"' 7
		article '"CON"' 8
		article '"\u202efdp.exe"' 9
	} >in
	mkdir deep
	cd deep || return
	try "$WIREWASH" emit --output-dir out ../in
	expect_status 0
	expect_files etc-passwd.txt absolute.txt x.txt hidden.txt rf.txt ab-c.txt windows.txt CON_.txt \
		fdp-exe.txt
	[ "$(ls ..)" = "$(printf 'deep\nin\ntry.err\ntry.out')" ]
}

@test "a name is made from id or source where there is no title" {
	printf '%s\n' '{"id":"a/1","text":"t"}' '{"id":"","source":"dir/story.part.html","text":"t"}' \
		'{"id":"?","title":"!","source":"/","text":"t"}' '{"id":7,"title":null,"text":"t"}' >in
	try "$WIREWASH" emit --output-dir out --format jsonl in
	expect_status 0
	expect_files a-1.jsonl story-part.jsonl article.jsonl 7.jsonl
}

@test "equal names are numbered, also when they differ by case only" {
	for title in Storm storm STORM Storm-2 'Storm!'; do
		article "\"$title\"" "$title"
	done >in
	try "$WIREWASH" emit -d out -j 4 in
	expect_status 0
	expect_files Storm.txt storm-2.txt STORM-3.txt Storm-2-2.txt Storm-4.txt
	[ "$(cat out/Storm-4.txt)" = 'Storm!' ]
}

@test "composed and decomposed titles are the same name" {
	{
		article '"Caf\u00e9"' one
		article '"Cafe\u0301"' two
	} >in
	try "$WIREWASH" emit -d out in
	expect_status 0
	expect_files Café.txt Café-2.txt
}

@test "long titles are cut between letters" {
	title=$(printf '市%.0s' $(seq 100))
	{
		article "\"$title\"" one
		article "\"$title\"" two
	} >in
	try "$WIREWASH" emit -d out in
	expect_status 0
	name=$(printf '市%.0s' $(seq 40))
	expect_files "$name.txt" "$name-2.txt"
}

@test "a file that is there already stops the run, unless --force" {
	article '"Storm"' new >in
	mkdir out
	echo old >out/Storm.txt
	try "$WIREWASH" emit -d out in
	expect_status 4
	expect_text 'out/Storm.txt is there already'
	[ "$(cat out/Storm.txt)" = old ]
	try "$WIREWASH" emit -d out --force in
	expect_status 0
	[ "$(cat out/Storm.txt)" = new ]
}

@test "links and directories are never replaced" {
	article '"Storm"' new >in
	mkdir out
	echo old >target
	ln -s ../target out/Storm.txt
	try "$WIREWASH" emit -d out --force in
	expect_status 4
	expect_text 'is no file'
	[ "$(cat target)" = old ]
	rm out/Storm.txt
	ln -s ../missing out/Storm.txt
	try "$WIREWASH" emit -d out --force in
	expect_status 4
	[ ! -e missing ]
	rm out/Storm.txt
	mkdir out/Storm.txt
	try "$WIREWASH" emit -d out --force in
	expect_status 4
	expect_files Storm.txt
}

@test "a directory is made, but not the one it is in" {
	article '"Storm"' text >in
	try "$WIREWASH" emit -d deep/out in
	expect_status 4
	expect_text 'cannot make the directory deep/out'
	try "$WIREWASH" emit -d in in
	expect_status 2
	expect_text 'names no directory'
	try "$WIREWASH" emit -d out </dev/null
	expect_status 0
	[ -d out ]
}

@test "a directory that cannot be written to" {
	[ "$(id -u)" -ne 0 ] || skip "root may write anywhere"
	article '"Storm"' text >in
	mkdir out
	chmod a-w out
	try "$WIREWASH" emit -d out in
	expect_status 4
	expect_text 'cannot create out/Storm.txt'
}

@test "a file system without files" {
	[ -d /proc/self ] || skip "no /proc"
	article '"Storm"' text >in
	try "$WIREWASH" emit -d /proc in
	expect_status 4
	expect_text '/proc/Storm.txt'
}

@test "a full disk in every format" {
	[ -c /dev/full ] || skip "no /dev/full"
	article '"Storm"' text >in
	for format in text markdown jsonl; do
		status=0
		"$WIREWASH" emit -f "$format" in >/dev/full 2>err || status=$?
		[ "$status" -eq 4 ]
		grep -q 'No space left' err
	done
}

@test "front matter is YAML, and says what the record says" {
	python3 -c 'import yaml' 2>/dev/null || skip "no yaml for Python"
	cat >in <<-'END'
		{"id":"a","title":"Yes: \"no\" # \\ \u0000 \u0085 \u2028 \ufeff \ud83d\ude00 é","no":"on","a: b":"- x","n":1e5,"f":-0.5,"big":18446744073709551616,"tags":["a, b","~",null,true,1],"text":"---\nnot: yaml\n---"}
	END
	try "$WIREWASH" emit -f markdown --separator '' in
	expect_status 0
	python3 - "$out" in <<-'END'
		import json, sys, yaml
		parts = open(sys.argv[1], encoding="utf-8", newline="\n").read().split("---\n", 2)
		want = json.loads(open(sys.argv[2], encoding="utf-8").read())
		text = want.pop("text")
		assert yaml.safe_load(parts[1]) == want, yaml.safe_load(parts[1])
		assert parts[2] == "\n" + text + "\n", parts[2]
	END
}

@test "Markdown files are read back as the same articles" {
	cat >in <<-'END'
		{"title":"A: \"b\" # \\ \u0085 \ud83d\ude00","date":"2024-03-01","author":"A. N. Other","lang":"en","tags":["x, y","~"],"text":"---\nno: front matter\n---\n\n# Head\n\nbody"}
		{"title":"Plain","text":"Text"}
	END
	try "$WIREWASH" emit -f markdown -d out in
	expect_status 0
	"$WIREWASH" ingest out | "$WIREWASH" markup | jq -cS 'del(.id, .source)' | sort >back
	jq -cS . in | sort >want
	expect_same want back
}

@test "run takes --format and --output-dir directly" {
	article '"Storm"' text >in.jsonl
	try "$WIREWASH" run --format markdown --output-dir out in.jsonl
	[ "$status" -ne 0 ] || expect_files Storm.md
}

@test "articles come out in one piece when their order is mixed by threads" {
	records 400 >in
	try "$WIREWASH" emit -j 1 in
	cp "$out" one
	try "$WIREWASH" emit -j 4 in
	expect_same one "$out"
}
