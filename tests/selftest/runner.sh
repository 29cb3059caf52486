#!/bin/bash
# Proves that tests/run.sh can fail: gives it tests that must fail, each in its own way, and a program
# that misbehaves, and looks at what it makes of them. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
count=0

# A filter that does what its argument says.
cat >"$tree/program" <<'END'
#!/bin/bash
shift # the stage
while [ $# -gt 0 ]; do
	case $1 in
	--copy) cat ;;
	--wrong) cat >/dev/null; echo "something else" ;;
	--more) cat; echo "one more line" ;;
	--status) cat; exit 7 ;;
	--crash) cat; kill -SEGV $$ ;;
	--hang) cat; sleep 60 ;;
	--complain) cat; echo "a complaint" >&2 ;;
	--rejects=*) echo '{"reject":1}' >"${1#--rejects=}" ;;
	esac
	shift
done
END
chmod +x "$tree/program"

reset() {
	rm -rf "$tree/stages" "$tree/pathological" "$tree/unit" "$tree/build" "$tree/cli"
	mkdir -p "$tree/stages/fake" "$tree/pathological" "$tree/unit" "$tree/build/unit" "$tree/cli"
}

# A stage case: name, option, expected output; input is always the line "a".
stage_case() {
	echo a >"$tree/stages/fake/$1.in.jsonl"
	echo "$2" >"$tree/stages/fake/$1.args"
	printf '%s\n' "$3" >"$tree/stages/fake/$1.out"
}

# A unit test program, as a script that prints TAP.
unit_test() {
	: >"$tree/unit/$1.c"
	printf '#!/bin/sh\n%s\n' "$2" >"$tree/build/unit/$1"
	chmod +x "$tree/build/unit/$1"
}

run() {
	TESTS_DIR=$tree WIREWASH=$tree/program BUILD=$tree/build FUZZ_BUILD=$tree/build-fuzz \
		CASE_LIMIT=1 tests/run.sh "$@" >"$tree/log" 2>&1 </dev/null
	status=$?
}

# Checks the last run: what is proved, exit status, last line, and a line that must be in the log.
expect() {
	count=$((count + 1))
	if [ "$status" -eq "$2" ] && [ "$(tail -n 1 "$tree/log")" = "$3" ] &&
		grep -qF -- "$4" "$tree/log"; then
		echo "ok $count $1"
	else
		echo "not ok $count $1 (status $status)"
		sed 's/^/# /' "$tree/log"
	fi
}

reset
stage_case good --copy a
run
expect "a good case passes" 0 "1 passed, 0 failed" "stages"

stage_case wrong --wrong a
run
expect "wrong output fails, the good case still counts" 1 "1 passed, 1 failed" \
	"FAIL  stages/fake/wrong: out differs"

reset
stage_case more --more a
run
expect "a line too many fails" 1 "0 passed, 1 failed" "FAIL  stages/fake/more: out differs"

reset
stage_case status --status a
run
expect "a wrong exit status fails" 1 "0 passed, 1 failed" "exit status 7, not 0"
echo 7 >"$tree/stages/fake/status.status"
run
expect "an expected exit status passes" 0 "1 passed, 0 failed" "stages"

reset
stage_case crash --crash a
run
expect "a crash fails" 1 "0 passed, 1 failed" "signal 11"
run --update
expect "--update does not make a crash right" 1 "0 passed, 1 failed" "signal 11"

reset
stage_case hang --hang a
run
expect "a hanging filter fails" 1 "0 passed, 1 failed" "stages/fake/hang: timed out"

reset
stage_case complain --complain a
: >"$tree/stages/fake/complain.err"
run
expect "an unexpected complaint fails" 1 "0 passed, 1 failed" "err differs"

reset
stage_case rejects --copy a
: >"$tree/stages/fake/rejects.rejects"
run
expect "an unexpected reject fails" 1 "0 passed, 1 failed" "rejects differs"

reset
echo a >"$tree/stages/fake/lonely.in.jsonl"
run
expect "a case without expectation fails" 1 "0 passed, 1 failed" "there is no lonely.out"

reset
stage_case stale --copy b
run --update
expect "--update rewrites a stale snapshot" 0 "1 passed, 0 failed" "updated"
run
expect "and then it passes" 0 "1 passed, 0 failed" "stages"

reset
unit_test fine 'echo 1..2; echo ok 1 - a; echo ok 2 - b'
unit_test bad 'echo 1..2; echo ok 1 - a; echo not ok 2 - b; exit 1'
run
expect "a failing unit test is counted beside the passing ones" 1 "3 passed, 1 failed" \
	"FAIL  unit/bad: 2 - b"

reset
unit_test dies 'echo 1..3; echo ok 1 - a; kill -ABRT $$'
run
expect "a unit test that dies on the way fails" 1 "1 passed, 1 failed" "signal 6"

reset
unit_test short 'echo 1..3; echo ok 1 - a'
run
expect "a unit test that leaves tests out fails" 1 "1 passed, 1 failed" "after 1 of 3 tests"

reset
: >"$tree/unit/unbuilt.c"
run
expect "a unit test that is not built fails" 1 "0 passed, 1 failed" "not built"

reset
printf '# args: fake --hang\n# limit: 1\necho a\n' >"$tree/pathological/slow.sh"
run
expect "hostile input that takes too long fails" 1 "0 passed, 1 failed" \
	"pathological/slow: timed out"

reset
printf '# args: fake --copy\necho a\n' >"$tree/pathological/fast.sh"
run
expect "hostile input that ends in time passes" 0 "1 passed, 0 failed" "pathological"

reset
printf '@test "one" { true; }\n@test "two" { false; }\n' >"$tree/cli/pair.bats"
run
expect "a failing bats test is counted" 1 "1 passed, 1 failed" "FAIL  cli/pair: 2 two"

reset
printf '@test "one" { tru; }\n@test "broken' >"$tree/cli/broken.bats"
run
expect "a bats file that does not parse fails" 1 "0 passed, 1 failed" "FAIL  cli/broken"

reset
stage_case good --copy a
run stages/fake/nothing
expect "a pattern that matches nothing fails" 1 "0 passed, 1 failed" "no test has that name"
run stages/fake/go
expect "a pattern selects" 0 "1 passed, 0 failed" "stages"

mv "$tree/program" "$tree/away"
run
expect "a program that is not built fails" 1 "0 passed, 1 failed" "is not built"

echo "1..$count"
