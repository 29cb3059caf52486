#!/bin/bash
# Checks everything: both compilers, all tests, sanitizers, Valgrind, the format of the source, and that
# builds can be repeated. Installs what it needs (scripts/deps.sh). `make check` is the short form.
#
# usage: scripts/check.sh [STEP]...   without steps: gcc clang asan tsan valgrind repeat format
# Steps by name: browser spark python package (each skipped where this tree has no such part), lint (asks
# questions), fuzz, coverage, and long, which is fuzz and coverage.
# FUZZ_SECONDS: hunt that long with each fuzz target (unset: the same inputs each time)
#
# The last line sums up: N passed, N failed.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 2

usual_steps='gcc clang asan tsan valgrind repeat format'
all_steps="$usual_steps browser spark python package lint fuzz coverage long"
steps=${*:-$usual_steps}
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
	make -j"$jobs" BUILD="$build" CC="$compiler" WERROR=-Werror ASSERTS=yes "$@" testable
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

# What a step that ran in the background printed, and how it ended.
ended() { # file, file with its exit status
	cat "$1"
	return "$(cat "$2")"
}

check_format() {
	# shellcheck disable=SC2046 # no blanks in our names
	clang-format --dry-run --Werror $(git ls-files '*.c' '*.h' 2>/dev/null || find src stages tests -name '*.[ch]')
}

# The page of `report` in a browser; with axe-core where npm can fetch it.
run_browser() {
	local axe=()
	if npm install --silent --no-save --prefix "$scratch" axe-core@4 >/dev/null 2>&1; then
		axe=(--axe "$scratch/node_modules/axe-core/axe.min.js")
	else
		echo "skip  browser: axe-core cannot be fetched"
	fi
	make -s -j"$jobs" all && python3 tests/browser/report.py "${axe[@]}"
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

case " $steps " in
*' long '*) steps="$steps fuzz coverage" ;;
esac

# A step of a part that may not be there: its name, the most seconds it may take, a file that it needs,
# and the command.
run_limited() { # seconds, command or function...
	local limit=$1 watched status=0
	shift
	"$@" &
	watched=$!
	(sleep "$limit" && kill "$watched") 2>/dev/null &
	wait "$watched" || status=$?
	kill $! 2>/dev/null
	return "$status"
}

part() {
	local name=$1 limit=$2 needs=$3
	shift 3
	if [ ! -e "$needs" ]; then
		echo "== $name: skipped, there is no $needs"
		skipped=$((skipped + 1))
	else
		step "$name: packages" timeout 600 scripts/deps.sh "--$name" && step "$name" run_limited "$limit" "$@"
	fi
}

step "packages" scripts/deps.sh --test || exit 1
if wanted format; then
	step "format of the source" check_format
fi
if wanted gcc; then
	step "build with gcc, no warnings" build build-check gcc &&
		step "all tests" run_tests build-check unit stages eval cli pathological fault house selftest
fi
if wanted clang; then
	step "build with clang, without optional libraries, no warnings" build build-clang clang ISAL= &&
		step "tests of the clang build" run_tests build-clang unit stages cli
fi
# Both take long, and mostly one thread each: side by side.
if wanted tsan; then
	(
		make -j"$jobs" check-tsan >"$scratch/tsan" 2>&1 </dev/null
		echo $? >"$scratch/tsan-status"
	) &
fi
if wanted asan; then
	step "AddressSanitizer and UBSan" make -j"$jobs" check-asan
fi
if wanted tsan; then
	wait
	step "ThreadSanitizer" ended "$scratch/tsan" "$scratch/tsan-status"
fi
if wanted valgrind; then
	step "Valgrind" run_valgrind
fi
if wanted repeat; then
	step "the build can be repeated; install and uninstall leave nothing" scripts/check-build.sh
fi
if wanted lint; then
	step "lint" make lint
fi
if wanted browser; then
	part browser 600 tests/browser/report.py run_browser
fi
if wanted spark; then
	part spark 1200 integrations/spark/check.sh integrations/spark/check.sh
fi
if wanted python; then
	part python 1200 scripts/check-python.sh scripts/check-python.sh
fi
if wanted package; then
	part package 1200 scripts/check-package.sh scripts/check-package.sh
fi
if wanted fuzz; then
	step "build the fuzz targets" make -j"$jobs" fuzz && step "fuzz targets" tests/run.sh fuzz
fi
if wanted coverage; then
	step "coverage: packages" scripts/deps.sh --long
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
