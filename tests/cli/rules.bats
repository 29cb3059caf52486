#!/usr/bin/env bats
# rules lint: what is wrong with rule files.

load ../lib/common

@test "the built-in rules are right" {
	try "$WIREWASH" rules lint
	expect_status 0
}

@test "each fault is told with its file and line, and the exit status is 1" {
	printf '%s\n' 'class boat' '	en: boat, ship' \
		'rule my.boats drop-line sure' '	if boat words<=6' \
		'	hit Come and see our cars!' '	miss I saw a boat.' \
		'rule my.bare drop-line sure' '	if boat' >"$TMP/my.rules"
	try "$WIREWASH" rules lint "$TMP/my.rules"
	expect_status 1
	grep -qF "my.rules:5: my.boats: does not hold for its hit \"Come and see our cars!\"" "$out"
	grep -qF "my.rules:6: my.boats: holds for its miss \"I saw a boat.\"" "$out"
	grep -qF "my.rules:7: my.bare: has no hit line" "$out"
	grep -qF "my.rules:7: my.bare: has no miss line" "$out"
	[ "$(wc -l <"$out")" = 4 ]
}

@test "a pattern that never ends is found" {
	printf 'rule my.trap drop-line sure\n\tif words<=40 /^(?:a+)+$/\n\thit aaa\n\tmiss b\n' >"$TMP/trap.rules"
	try "$WIREWASH" rules lint "$TMP/trap.rules"
	expect_status 1
	grep -qF 'trap.rules:2: my.trap: a pattern is given up on many times "a"' "$out"
}

@test "a file with an error, no such file, no such command: exit 2" {
	printf 'rule r fly sure\n' >"$TMP/bad.rules"
	try "$WIREWASH" rules lint "$TMP/bad.rules"
	expect_status 2
	expect_text "bad.rules:1:" "$err"
	try "$WIREWASH" rules lint "$TMP/none.rules"
	expect_status 2
	try "$WIREWASH" rules list
	expect_status 2
	expect_text "usage: wirewash rules lint" "$err"
}
