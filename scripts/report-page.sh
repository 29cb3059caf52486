#!/bin/bash
# Puts the page of `wirewash report` together from src/report/data: style and script into page.html, and
# their SHA-256 into its policy, so that a browser runs no other script. {{TITLE}} and {{DATA}} stay.
# usage: report-page.sh FOLDER
set -eu
LC_ALL=C
export LC_ALL
cd "$1"

digest() { # file: as Content-Security-Policy spells it
	sha256sum < "$1" | sed 's/ .*//; s/../\\x&/g' | tr -d '\n' | xargs -0 printf '%b' | base64 -w 0
}

# The text between two marks of page.html; an empty mark is the file's beginning or end.
part() {
	awk -v from="$1" -v to="$2" '
		{ text = text $0 "\n" }
		END {
			start = from == "" ? 1 : index(text, from) + length(from)
			text = substr(text, start)
			end = to == "" ? length(text) : index(text, to) - 1
			printf "%s", substr(text, 1, end)
		}' page.html
}

part '' '{{POLICY}}'
printf "default-src 'none'; script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" \
	"$(digest page.js)" "$(digest page.css)"
part '{{POLICY}}' '{{STYLE}}'
cat page.css
part '{{STYLE}}' '{{SCRIPT}}'
cat page.js
part '{{SCRIPT}}' ''
