#!/bin/bash
# Every script is clean in the eyes of shellcheck.
set -u
shopt -s nullglob
scripts=(scripts/*.sh .ci/run tests/*.sh tests/*/*.bash tests/house/*.sh tests/selftest/*.sh)
generators=(tests/pathological/*.sh)
bats=(tests/*/*.bats)

shellcheck "${scripts[@]}" || exit 1
[ ${#generators[@]} -eq 0 ] || shellcheck --shell=sh "${generators[@]}" || exit 1
# A bats test is a subshell: what it sets stays there (SC2030, SC2031). The helpers that it loads set
# variables that it reads, and the reverse (SC2034, SC2154); its echo prints what it says (SC2028).
[ ${#bats[@]} -eq 0 ] ||
	shellcheck --shell=bats --exclude=SC2028,SC2030,SC2031,SC2034,SC2154 "${bats[@]}"
