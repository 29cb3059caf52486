#!/bin/bash
# Runs the tests and sums them up. tests/README.md tells how each kind is written.
#
# usage: tests/run.sh [--update] [GROUP | PATTERN]...
#
# GROUP is one of: unit stages cli pathological fault fuzz house selftest (default: all of them).
# PATTERN is matched against test names such as stages/normalize/controls; * and ? work.
# --update rewrites the snapshots of the selected stage cases that differ, and says which.
#
# Environment: WIREWASH (the program, build/wirewash), BUILD (build), FUZZ_BUILD (build-fuzz),
# FUZZ_SECONDS to hunt that long with each target (unset: the same few thousand inputs each time),
# TIME_FACTOR by which time limits are stretched (1).
set -u
LC_ALL=C
export LC_ALL

cd "$(dirname "$0")/.." || exit 2
root=$PWD
tests=${TESTS_DIR:-$root/tests} # the self-test brings its own
build=${BUILD:-build}
fuzz_build=${FUZZ_BUILD:-build-fuzz}
time_factor=${TIME_FACTOR:-1}
program=${WIREWASH:-$build/wirewash}
case $program in /*) ;; *) program=$root/$program ;; esac
case $build in /*) ;; *) build=$root/$build ;; esac
case $fuzz_build in /*) ;; *) fuzz_build=$root/$fuzz_build ;; esac
export WIREWASH=$program BUILD=$build
export ROOT=$root

all_groups='unit stages eval cli pathological fault fuzz house selftest'
stage_limit=$((${CASE_LIMIT:-20} * time_factor)) # seconds for one snapshot case: none needs one

passed=0 failed=0 skipped=0
update=no
groups=
patterns=()

for arg in "$@"; do
	case $arg in
	--update) update=yes ;;
	-h | --help)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	-*)
		echo "run.sh: unknown option $arg" >&2
		exit 2
		;;
	*)
		case " $all_groups " in
		*" $arg "*) groups+=" $arg" ;;
		*) patterns+=("$arg") ;;
		esac
		;;
	esac
done
[ -n "$groups" ] || [ ${#patterns[@]} -gt 0 ] || groups=" $all_groups"

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
# What a case may use for files of its own; empty when the case begins.
export CASE_TMP=$scratch/case

# Whether the test of that name was asked for.
selected() {
	local pattern

	case "$groups " in
	*" ${1%%/*} "*) return 0 ;;
	esac
	for pattern in ${patterns[@]+"${patterns[@]}"}; do
		# shellcheck disable=SC2254 # the user's pattern is a pattern
		case $1 in
		*$pattern*) return 0 ;;
		esac
	done
	return 1
}

pass() {
	passed=$((passed + 1))
}

skip() { # name, why
	skipped=$((skipped + 1))
	echo "skip  $1: $2"
}

fail() { # name, why; what to show comes on stdin
	failed=$((failed + 1))
	echo "FAIL  $1: $2"
	head -n 60 | cut -b 1-2000 | sed 's/^/      /'
}

describe_status() {
	if [ "$1" -eq 124 ]; then
		echo "timed out"
	elif [ "$1" -gt 128 ]; then
		echo "exit status $1 (signal $(($1 - 128)))"
	else
		echo "exit status $1"
	fi
}

have_program() { # group
	[ -x "$program" ] && return 0
	fail "$1" "$program is not built (run make)" </dev/null
	return 1
}

# ---- unit tests: cmocka programs that report in TAP; each test in them counts ----

run_tap() { # name, time limit, command...
	local name=$1 limit=$2 line count=0 bad=0 planned=0 status
	shift 2

	timeout -k 2 "$limit" "$@" >"$scratch/tap" 2>"$scratch/tap.err" </dev/null
	status=$?
	while IFS= read -r line; do
		case $line in
		1..*) planned=$((planned + ${line#1..})) ;;
		'ok '*'# '[Ss][Kk][Ii][Pp]*)
			count=$((count + 1))
			skip "$name" "${line#ok }"
			;;
		'ok '*)
			count=$((count + 1))
			pass
			;;
		'not ok '*)
			count=$((count + 1))
			bad=$((bad + 1))
			fail "$name" "${line#not ok }" </dev/null
			;;
		esac
	done <"$scratch/tap"
	if [ "$bad" -gt 0 ]; then
		{
			grep '^#' "$scratch/tap"
			cat "$scratch/tap.err"
		} | head -n 80 | sed 's/^/      /'
	elif [ "$status" -ne 0 ] || [ "$count" -eq 0 ] || [ "$count" -lt "$planned" ]; then
		fail "$name" "$(describe_status "$status") after $count of $planned tests" \
			< <(tail -n 30 "$scratch/tap.err")
	fi
}

run_unit() {
	local source name

	for source in "$tests"/unit/*.c; do
		[ -e "$source" ] || continue
		name=${source##*/}
		name=unit/${name%.c}
		selected "$name" || continue
		if [ ! -x "$build/$name" ]; then
			fail "$name" "not built (run make unit)" </dev/null
			continue
		fi
		CMOCKA_MESSAGE_OUTPUT=TAP run_tap "$name" $((60 * time_factor)) "$build/$name"
	done
}

# ---- stage snapshots: CASE.in.* through one stage gives CASE.out ----

# Compares what came with what is expected; with --update, makes it what is expected.
differs() { # expected file, got file
	cmp -s "$1" "$2" && return 1
	[ $update = yes ] || return 0
	cp "$2" "$1"
	echo "updated  ${1#"$root"/}"
	return 1
}

run_case() { # stage folder, case: runs it in the folder, fills scratch/{out,err,rejects}, $status
	local dir=$1 case=$2 stage=${1##*/} input=/dev/null args=() file words=

	if [ -e "$dir/$case.args" ]; then
		words=$(<"$dir/$case.args")
		# Quoted as in a shell; $CASE_TMP may be used.
		eval "args=($words)"
	fi
	for file in "$dir/$case".in "$dir/$case".in.*; do
		[ -e "$file" ] && input=$file
	done
	case $input in
	*.txt) args=(--text "${args[@]}") ;;
	esac
	if [ -e "$dir/$case.rejects" ]; then
		args+=("--rejects=$scratch/rejects")
	fi
	if [ -e "$CASE_TMP" ]; then
		rm -rf "$CASE_TMP"
	fi
	case $words in
	*CASE_TMP*) mkdir "$CASE_TMP" ;;
	esac
	: >"$scratch/rejects"
	(cd "$dir" && exec timeout -k 2 $stage_limit "$program" "$stage" "${args[@]}") \
		<"$input" >"$scratch/out" 2>"$scratch/err"
	status=$?
}

check_case() { # stage folder, case
	local dir=$1 case=$2 name=stages/${1##*/}/$2 wanted=0 status part

	run_case "$dir" "$case"
	if [ -e "$dir/$case.status" ]; then
		wanted=$(<"$dir/$case.status")
	fi
	if [ "$status" -ne "$wanted" ] && [ $update = yes ] && [ "$status" -lt 124 ]; then
		echo "$status" >"$dir/$case.status"
		[ "$status" -ne 0 ] || rm "$dir/$case.status"
		echo "updated  ${dir#"$root"/}/$case.status"
	elif [ "$status" -ne "$wanted" ]; then
		fail "$name" "$(describe_status "$status"), not $wanted" <"$scratch/err"
		return
	fi
	if [ $update = yes ] && [ ! -e "$dir/$case.out" ]; then
		: >"$dir/$case.out"
	fi
	for part in out err rejects; do
		[ -e "$dir/$case.$part" ] || continue
		if differs "$dir/$case.$part" "$scratch/$part"; then
			fail "$name" "$part differs" < <(diff -au --label "expected $part" \
				--label "$part" "$dir/$case.$part" "$scratch/$part")
			return
		fi
	done
	pass
}

run_stages() {
	local file case dir last=

	for file in "$tests"/stages/*/*.*; do
		[ -e "$file" ] || continue
		case $file in
		*.in | *.in.* | *.args) ;;
		*) continue ;;
		esac
		dir=${file%/*}
		case=${file##*/}
		case=${case%.args}
		case=${case%%.in.*}
		case=${case%.in}
		# A case with both .args and .in comes twice, one after the other.
		[ "$dir/$case" != "$last" ] || continue
		last=$dir/$case
		selected "stages/${dir##*/}/$case" || continue
		have_program stages || return
		if [ ! -e "$dir/$case.out" ] && [ $update = no ]; then
			fail "stages/${dir##*/}/$case" "there is no $case.out" </dev/null
			continue
		fi
		check_case "$dir" "$case"
	done
}

# ---- pathological: a script prints hostile input; the filter must end in time ----

header() { # file, key: the value in its "# key: value" line
	sed -n "s/^# $2: *//p" "$1" | head -n 1
}

run_pathological() {
	local file name args limit wanted status

	for file in "$tests"/pathological/*.sh; do
		[ -e "$file" ] || continue
		name=${file##*/}
		name=pathological/${name%.sh}
		selected "$name" || continue
		have_program pathological || return
		eval "args=($(header "$file" args))"
		limit=$(header "$file" limit)
		limit=$((${limit:-10} * time_factor))
		wanted=$(header "$file" status)
		sh "$file" 2>"$scratch/err" | timeout -k 2 $limit "$program" "${args[@]}" \
			>/dev/null 2>>"$scratch/err"
		status=${PIPESTATUS[1]}
		if [ "$status" -eq "${wanted:-0}" ]; then
			pass
		else
			fail "$name" "$(describe_status "$status"), not ${wanted:-0}" <"$scratch/err"
		fi
	done
}

# ---- bats files, one count for each test ----

run_bats() { # group
	local file name

	for file in "$tests/$1"/*.bats; do
		[ -e "$file" ] || continue
		name=${file##*/}
		name=$1/${name%.bats}
		selected "$name" || continue
		have_program "$1" || return
		run_tap "$name" $((900 * time_factor)) bats --tap "$file"
	done
}

run_cli() {
	run_bats cli
}

run_fault() {
	run_bats fault
}

# ---- fuzz targets ----

# A check must say the same twice; a hunt should not.
fuzz_effort() {
	if [ -n "${FUZZ_SECONDS:-}" ]; then
		echo "-max_total_time=$FUZZ_SECONDS"
	else
		echo "-seed=1 -runs=4000 -max_total_time=60"
	fi
}

run_fuzz() {
	local source target name seeds dict status

	for source in "$tests"/fuzz/fuzz_*.c; do
		[ -e "$source" ] || continue
		target=${source##*/}
		target=${target%.c}
		name=fuzz/${target#fuzz_}
		selected "$name" || continue
		if [ ! -x "$fuzz_build/fuzz/$target" ]; then
			skip "$name" "not built (run make fuzz)"
			continue
		fi
		seeds=$tests/fuzz/corpus/${target#fuzz_}
		dict=$tests/fuzz/${target#fuzz_}.dict
		mkdir -p "$scratch/found" "$fuzz_build/crashes"
		set -- "$scratch/found"
		[ ! -d "$seeds" ] || set -- "$@" "$seeds"
		[ ! -e "$dict" ] || set -- "$@" "-dict=$dict"
		# shellcheck disable=SC2046
		timeout -k 5 $((${FUZZ_SECONDS:-60} * 4 + 60)) "$fuzz_build/fuzz/$target" \
			$(fuzz_effort) -timeout=10 -rss_limit_mb=2560 \
			-artifact_prefix="$fuzz_build/crashes/$target-" "$@" \
			>"$scratch/out" 2>&1 </dev/null
		status=$?
		if [ $status -eq 0 ]; then
			pass
		else
			fail "$name" "$(describe_status $status)" < <(tail -n 40 "$scratch/out")
		fi
		rm -rf "$scratch/found"
	done
}

# ---- the house itself: layers, man pages, scripts ----

house_check() { # name, command...
	local name=house/$1
	shift
	selected "$name" || return 0
	if "$@" >"$scratch/out" 2>&1 </dev/null; then
		pass
	else
		fail "$name" "$*" <"$scratch/out"
	fi
}

run_house() {
	local script

	for script in "$tests"/house/*.sh; do
		[ -e "$script" ] || continue
		house_check "$(basename "$script" .sh)" bash "$script"
	done
}

# ---- quality: floors on the gold set ----

run_eval() {
	[ -e "$tests/eval/eval.py" ] && selected eval/eval || return 0
	have_program eval/eval || return 0
	if ! command -v python3 >/dev/null; then
		skip eval/eval "no python3"
		return 0
	fi
	run_tap eval/eval $((60 * time_factor)) python3 "$tests/eval/eval.py" "$program"
}

run_selftest() {
	local script

	for script in "$tests"/selftest/*.sh; do
		[ -e "$script" ] || continue
		selected "selftest/$(basename "$script" .sh)" || continue
		run_tap "selftest/$(basename "$script" .sh)" $((60 * time_factor)) bash "$script"
	done
}

for group in $all_groups; do
	before="$passed $failed $skipped"
	"run_$group"
	if [ "$before" != "$passed $failed $skipped" ]; then
		# shellcheck disable=SC2086 # three numbers
		set -- $before
		printf '%-13s %d passed, %d failed, %d skipped\n' "$group" \
			$((passed - $1)) $((failed - $2)) $((skipped - $3))
	fi
done
if [ $((passed + failed + skipped)) -eq 0 ]; then
	echo "run.sh: no test has that name" >&2
	failed=1
fi

echo
if [ $skipped -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
