#!/bin/bash
# Checks everything: both compilers, all tests, sanitizers, Valgrind, fuzz targets, coverage, and that
# builds can be repeated. Installs what it needs (scripts/deps.sh). `make check` is the short form.
#
# usage: scripts/check.sh [STEP]...   without steps: all of them but lint, which asks questions
# Steps: gcc clang asan tsan valgrind fuzz repeat coverage lint
# FUZZ_SECONDS: hunt that long with each fuzz target (unset: the same inputs each time)
#
# The last line sums up: N passed, N failed.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 2

all_steps='gcc clang asan tsan valgrind fuzz repeat coverage lint'
steps=${*:-${all_steps% lint}}
jobs=$(nproc)
passed=0 failed=0 skipped=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# Runs one step. When its last line is a sum of tests, these are counted, else the step counts as one.
step() { # title, command...
	local title=$1 began=$SECONDS status sum
	shift

	echo "== $title"
	"$@" >"$scratch/log" 2>&1 </dev/null
	status=$?
	sum=$(tail -n 1 "$scratch/log")
	if [[ $sum =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
		grep -E '^(FAIL|skip|     )' "$scratch/log" | head -n 200
		[ "$status" -eq 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ] || failed=$((failed + 1))
		sum="   $sum"
	elif [ "$status" -eq 0 ]; then
		passed=$((passed + 1))
		sum="   fine"
	else
		failed=$((failed + 1))
		grep -E 'warning:|error:|FAIL|\*\*\*' "$scratch/log" | head -n 40
		tail -n 30 "$scratch/log"
		sum="   FAILED (exit status $status)"
	fi
	echo "$sum ($((SECONDS - began)) s)"
	return $status
}

wanted() {
	case " $steps " in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

build() { # build folder, compiler, more for make...
	local build=$1 compiler=$2
	shift 2
	make -j"$jobs" BUILD="$build" CC="$compiler" WERROR=-Werror "$@" all unit \
		"$build/fault/fail_malloc.so" "$build/fault/faulty_io.so"
}

run_tests() { # build folder, groups...
	local build=$1
	shift
	BUILD=$build WIREWASH=$build/wirewash tests/run.sh "$@"
}

# Valgrind knows what it may: a program with uninitialised memory or leaks ends with 99.
run_valgrind() {
	make -j"$jobs" all && scripts/check-valgrind.sh
}

run_coverage() {
	make -j"$jobs" coverage
}

for name in $steps; do
	case " $all_steps " in
	*" $name "*) ;;
	*)
		echo "check.sh: no such step: $name (steps: $all_steps)" >&2
		exit 2
		;;
	esac
done

step "packages" scripts/deps.sh --test || exit 1
if wanted fuzz; then
	step "build the fuzz targets" make -j"$jobs" fuzz
fi
if wanted gcc; then
	step "build with gcc, no warnings" build build gcc &&
		step "all tests" run_tests build unit stages cli pathological fault house selftest
fi
if wanted clang; then
	step "build with clang, without optional libraries, no warnings" build build-clang clang ISAL= &&
		step "tests of the clang build" run_tests build-clang unit stages cli
fi
if wanted asan; then
	step "AddressSanitizer and UBSan" make -j"$jobs" check-asan
fi
if wanted tsan; then
	step "ThreadSanitizer" make -j"$jobs" check-tsan
fi
if wanted valgrind; then
	step "Valgrind" run_valgrind
fi
if wanted fuzz; then
	step "fuzz targets" tests/run.sh fuzz
fi
if wanted repeat; then
	step "the build can be repeated; install and uninstall leave nothing" scripts/check-build.sh
fi
if wanted lint; then
	step "lint" make lint
fi
if wanted coverage; then
	step "coverage" run_coverage
	sed -n '/^File  /,$p' "$scratch/log" | grep -vE '^[0-9]+ passed'
fi

echo
if [ $skipped -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
