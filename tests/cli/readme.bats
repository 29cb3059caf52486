#!/usr/bin/env bats
# What README.md shows is what happens.
load ../lib/common

# The indented block that follows the first line with this text.
block() {
	awk -v from="$1" 'index($0, from) { on = 1; next } on && /^    / { print substr($0, 5); seen = 1; next }
		on && seen && NF { exit } on && seen { print "" }' "$ROOT/README.md" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

@test "the article before and after" {
	cd "$TMP" || exit
	block "## Before and after" >battery.md
	block "becomes, on one line" | tr -d '\n' >expected
	[ -s battery.md ]
	[ -s expected ]
	"$WIREWASH" run --format=jsonl battery.md | tr -d '\n' >got
	expect_same expected got
}

@test "the commands" {
	cd "$TMP" || exit
	cp -r "$ROOT/fixtures/archive" .
	cp archive/good-wire.jsonl.gz wire.jsonl.gz
	cp archive/bad-village-battery-macroman.md article.md
	mkdir bin
	ln -s "$WIREWASH" bin/wirewash
	sed -n '/^## Use it/,/^Which stages/s/^    //p' "$ROOT/README.md" >commands
	[ "$(grep -c wirewash commands)" -ge 5 ]
	# diff tells by its exit status that there are differences: none of ours.
	PATH=$TMP/bin:$PATH bash -c '. ./commands' >shown 2>err
	[ "$(wc -l <clean.jsonl)" -gt 15 ]
	[ -s rejects.jsonl ]
	[ -n "$(ls clean)" ]
	[ -s new.jsonl ]
	[ -s clusters.jsonl ]
	grep -q '^[<>]' shown
	grep -q 'mojibake macintosh' shown
	expect_text "rejected" err
}
