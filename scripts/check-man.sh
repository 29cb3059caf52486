#!/bin/bash
# Holds the man pages against the program: every option that --help shows stands in the page, and
# the reverse; mandoc has nothing to say about any page.
# usage: scripts/check-man.sh   (WIREWASH: the program, build/wirewash)
set -u
cd "$(dirname "$0")/.." || exit 2
program=${WIREWASH:-build/wirewash}
status=0

complain() {
	echo "$1"
	status=1
}

# The long options in a --help text, one a line. Only the table: lines that begin with an option.
help_options() {
	sed -nE 's/^ +(-[a-zA-Z], )?--([a-z][a-z-]*)[^.a-z-].*/\2/p; s/^ +(-[a-zA-Z], )?--([a-z][a-z-]*)$/\2/p'
}

# The long options that a page describes: those in its "It Fl" lines.
page_options() {
	sed -nE '/^\.It Fl/s/.*Fl -([a-z][a-z-]*).*/\1/p' "$1"
}

# Two lists that must be the same: what, list, list.
same_options() {
	local lines
	lines=$(comm -3 <(sort -u <<<"$2") <(sort -u <<<"$3"))
	[ -z "$lines" ] && return
	while IFS= read -r line; do
		case $line in
		$'\t'?*) complain "$1: the page has --${line#?}, --help has not" ;;
		?*) complain "$1: --help has --$line, the page has not" ;;
		esac
	done <<<"$lines"
}

for folder in stages/*/; do
	stage=$(basename "$folder")
	page=$folder$stage.1
	if [ ! -e "$page" ]; then
		complain "there is no $page"
		continue
	fi
	own=$("$program" "$stage" --help | sed -n '/^Options of '"$stage"'/,/^$/p' | help_options)
	same_options "$page" "$own" "$(page_options "$page")"
done

for command in report diff restore; do
	own=$("$program" "$command" --help | sed -n '/^Options of /,/^$/p' | help_options)
	same_options "man/wirewash-$command.1" "$own" "$(page_options "man/wirewash-$command.1")"
done

common=$("$program" run --help | sed -n '/^Options of run/,/^Options of every/p
	/^Options of every/,/^$/p' | help_options)
same_options man/wirewash.1 "$common" "$(page_options man/wirewash.1)"

for page in man/*.[15] stages/*/*.1; do
	lint=$(mandoc -T lint -W warning "$page" 2>&1) || complain "$lint"
done
exit $status
