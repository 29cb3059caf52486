#!/bin/bash
# Every script is clean in the eyes of shellcheck.
set -u
shopt -s nullglob
scripts=(scripts/*.sh .ci/run tests/*.sh tests/*/*.bash tests/house/*.sh tests/selftest/*.sh)
generators=(tests/pathological/*.sh)
bats=(tests/*/*.bats)

shellcheck "${scripts[@]}" || exit 1
[ ${#generators[@]} -eq 0 ] || shellcheck --shell=sh "${generators[@]}" || exit 1
# Variables that a bats test sets in a subshell are meant to stay there.
[ ${#bats[@]} -eq 0 ] || shellcheck --shell=bats --exclude=SC2030,SC2031 "${bats[@]}"
