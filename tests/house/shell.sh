#!/bin/bash
# Every script is clean in the eyes of shellcheck.
set -u
# The checker quotes what it complains of.
export LC_ALL=C.UTF-8
shopt -s nullglob
scripts=(scripts/*.sh .ci/run tests/*.sh tests/*/*.bash tests/house/*.sh tests/selftest/*.sh)
generators=(tests/pathological/*.sh)
bats=(tests/*/*.bats)

shellcheck "${scripts[@]}" || exit 1
# Generators of hostile text may hold curly quotes (SC1112).
[ ${#generators[@]} -eq 0 ] || shellcheck --shell=sh --exclude=SC1112 "${generators[@]}" || exit 1
# A bats test is a subshell: what it sets stays there (SC2030, SC2031). The helpers that it loads set
# variables that it reads, and the reverse (SC2034, SC2154); its echo prints what it says (SC2028);
# curly quotes are meant (SC1111, SC1112); and "! grep" in a test proves nothing (SC2143).
[ ${#bats[@]} -eq 0 ] ||
	shellcheck --shell=bats --exclude=SC1111,SC1112,SC2028,SC2143,SC2030,SC2031,SC2034,SC2154 "${bats[@]}"
