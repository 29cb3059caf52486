#!/usr/bin/env bats
# --dry-run: what would be changed, as a table.
load ../lib/common

input() {
	printf '%s\n' '{"id":"a","text":"one \ntwo\t\n"}' '{"id":"b","text":"clean"}' \
		'{"id":"c\td","text":"three \nand \\ this \n"}'
}

@test "each edit has a row, and no record comes out" {
	input | "$WIREWASH" normalize --dry-run >"$TMP/out"
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
		id stage rule field at len removed added evidence \
		a normalize trailing-blank text 3 1 ' ' '' '' \
		a normalize trailing-blank text 8 2 '\t\n' '' '' \
		'c\td' normalize trailing-blank text 5 1 ' ' '' '' \
		'c\td' normalize trailing-blank text 17 2 ' \n' '' '' >"$TMP/expected"
	grep trailing-blank "$TMP/out" | diff <(grep trailing-blank "$TMP/expected") -
	head -n 1 "$TMP/out" | diff <(head -n 1 "$TMP/expected") -
	[ "$(grep -c "^{" "$TMP/out")" -eq 0 ]
}

@test "each rule has a row, the most frequent first" {
	input | "$WIREWASH" normalize --dry-run=rules >"$TMP/out"
	sed -n 1p "$TMP/out" | grep -qx $'count\tstage\trule\tsamples'
	grep -qxF "$(printf "4\tnormalize\ttrailing-blank\t \t%s\t %s" "\\t\\n" "\\n")" "$TMP/out"
	tail -n +2 "$TMP/out" | cut -f 1 | sort -rnc
}

@test "the rows are the same at any -j" {
	for ((i = 0; i < 40; i++)); do
		records 50 | sed 's/harbour bridge/harbour\\u200b bridge/g; s/"r/"'"$i"'r/'
	done >"$TMP/in"
	for form in edits rules; do
		"$WIREWASH" normalize --dry-run=$form "$TMP/in" >"$TMP/one"
		"$WIREWASH" normalize --dry-run=$form -j 5 "$TMP/in" >"$TMP/five"
		[ "$(wc -l <"$TMP/one")" -gt 1 ]
		expect_same "$TMP/one" "$TMP/five"
	done
}

@test "what is dropped has a row of its own" {
	records 3 >"$TMP/in"
	"$WIREWASH" dedup --dry-run "$TMP/in" "$TMP/in" >"$TMP/out"
	[ "$(grep -c duplicate "$TMP/out")" -eq 3 ]
	grep -qx $'3\tdedup\tduplicate\tr1\tr2\tr3' <("$WIREWASH" dedup --dry-run=rules "$TMP/in" "$TMP/in")
}

@test "the whole chain counts by rule, and delivers nothing" {
	input >"$TMP/in"
	"$WIREWASH" run --stages='normalize emit' --output-dir="$TMP/articles" --dry-run "$TMP/in" >"$TMP/out"
	grep -q trailing-blank "$TMP/out"
	[ ! -e "$TMP/articles" ]
	try "$WIREWASH" run --dry-run=edits --stages='normalize markup' "$TMP/in"
	expect_status 2
	try "$WIREWASH" run --dry-run --pipe --stages='normalize markup' "$TMP/in"
	expect_status 2
}

@test "one text, and nothing to change" {
	printf 'clean\n' | "$WIREWASH" normalize --text --dry-run >"$TMP/out"
	[ "$(wc -l <"$TMP/out")" -eq 1 ]
	try "$WIREWASH" normalize --dry-run=most </dev/null
	expect_status 2
	expect_text "edits or rules"
}
