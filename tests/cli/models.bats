#!/usr/bin/env bats
# The trained models: what they are told, and one of the user's own in their place.
load ../lib/common

setup() {
	cd "$TMP" || exit
	cat >page.txt <<'END'
Home
Weather

The ferry was late again on Monday, and nobody on the quay was surprised by it.
Its crew had slept in Holm, where the snow lay as high as the door of the inn.
Share
END
	jq -Rsc '{id: "1", text: .}' page.txt >text
	jq -nc '{id: "1", html: "<title>Late again</title><nav><a href=/>Home</a></nav><h1>Late again</h1><p>The ferry was late again on Monday, and nobody on the quay was surprised by it.<p>Its crew had slept in Holm, where the snow lay as high as the door of the inn."}' >html
}

@test "boilerplate --features: a number for each name, for the text and for each line that is not blank" {
	"$WIREWASH" boilerplate --features <text >out
	[ "$(jq -c 'del(._features)' out)" = "$(cat text)" ]
	[ "$(jq -c '[._features.lines[].line]' out)" = '[0,1,3,4,5]' ]
	jq -e '._features | (.text | length) == (.text_names | length)' out
	jq -e '._features | .row_names as $names | all(.lines[].row; length == ($names | length))' out
	jq -e '._features | (.row_names | index("words")) as $w | [.lines[].row[$w]] == [1, 1, 16, 18, 1]' out
	jq -e '._features | .text[.text_names | index("lines")] == 5' out
	jq -e '._features.lines | all(.words | length > 0)' out
}

@test "extract --features: a number for each name and block" {
	"$WIREWASH" extract --features <html >out
	jq -e '.feature_names as $names | .blocks | length >= 3 and all(.[]; .features | length == ($names | length))' out
}

@test "the built-in model, given by name, decides the same" {
	"$WIREWASH" boilerplate --explain <"$ROOT/tests/stages/boilerplate/page-en.in.txt" --text >expected
	"$WIREWASH" boilerplate --explain <"$ROOT/tests/stages/boilerplate/page-en.in.txt" --text \
		--model="$ROOT/stages/boilerplate/data/page.model" >out
	expect_same expected out
	"$WIREWASH" extract --explain <html >expected
	"$WIREWASH" extract --explain --model="$ROOT/stages/extract/data/extract.model" <html >out
	expect_same expected out
}

@test "a file that is no model, or none, is refused with its name" {
	for stage in boilerplate extract; do
		echo nonsense >own.model
		try "$WIREWASH" "$stage" --model=own.model text
		expect_status 2
		expect_text own.model
		rm own.model
		try "$WIREWASH" "$stage" --model=own.model text
		[ "$status" -ne 0 ]
		expect_text own.model
	done
}
