#!/bin/bash
# Builds wirewash and shows what it does: the chain on the articles in fixtures/, one of them before and
# after, and the sum of it. Installs what is missing for the build (scripts/deps.sh).
# usage: scripts/demo.sh
set -eu
LC_ALL=C.UTF-8 # to cut lines between characters
export LC_ALL
cd "$(dirname "$0")/.."

bold='' dim='' red='' green='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
	bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

title() {
	printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"
}

# A line of a comparison, whole: what differs may be at its end.
show() { # colour, sign, text
	fold -s -w "$width" <<<"$3" | while IFS= read -r part; do
		echo "  $1$2 $part$plain"
	done
}

width=$(($(tput cols 2>/dev/null || echo 100) - 6))
[ "$width" -ge 40 ] || width=94
[ "$width" -le 114 ] || width=114

echo "${dim}building ...${plain}"
scripts/deps.sh
make -s -j"$(nproc)" all >"$scratch/make.log" 2>&1 || {
	cat "$scratch/make.log"
	exit 1
}

title "The chain"
echo "  \$ wirewash run --print fixtures/archive"
build/wirewash run --print fixtures/archive | sed 's/ | / |\n      /g; s/^/  /'

build/wirewash run --format=jsonl --stats="$scratch/stats" --rejects="$scratch/rejects" \
	--dedup.clusters="$scratch/clusters" -o "$scratch/clean.jsonl" fixtures/archive

file=fixtures/archive/bad-village-battery-macroman.md
title "One article, before and after: $file"
echo "  ${dim}\$ wirewash run --text < $file${plain}"
build/wirewash run --text <"$file" >"$scratch/after"
diff --unchanged-line-format='= %L' --old-line-format='- %L' --new-line-format='+ %L' \
	"$file" "$scratch/after" >"$scratch/diff" || true
# The front matter becomes members; show the text, without what stayed and without empty lines.
sed -n '/^[-=+] ##/,$p' "$scratch/diff" | grep -vE '^. ?$' | head -n 24 | while IFS= read -r line; do
	text=${line#??}
	case $line in
	-*) show "$red" - "$text" ;;
	+*) show "$green" + "$text" ;;
	*) show "$dim" ' ' "${text:0:width}" ;;
	esac
done
echo "  ${dim}  ...${plain}"

title "Its members, found in the front matter"
sed -n 's/.*village-battery-macroman[^}]*"title":\("[^"]*"\).*/  title  \1/p' "$scratch/clean.jsonl"
grep -F village-battery-macroman "$scratch/clean.jsonl" | grep -oE '"(url|date)":"[^"]*"' |
	sed 's/^"\(url\)":/  \1    /; s/^"\(date\)":/  \1   /'

page=fixtures/archive/bad-foghorn-page.html
title "A web page, and the article in it: $page"
echo "  ${dim}\$ wirewash ingest $page | wirewash extract --markdown${plain}"
build/wirewash ingest "$page" >"$scratch/page"
build/wirewash extract --markdown <"$scratch/page" >"$scratch/article"
echo "  $(wc -c <"$page") bytes of HTML; of them the article:"
build/wirewash emit --format=text <"$scratch/article" | grep . | head -n 8 | while IFS= read -r line; do
	echo "  $green+ ${line:0:width}$plain"
done
grep -oE '"(title|date|author|lang)":"[^"]*"' "$scratch/article" | sed -E 's/^"([a-z]*)":/  \1\t/' | expand -t 10

title "Near-duplicates: each story stays once"
while read -r count cluster; do
	grep -F "\"$cluster\"" "$scratch/clean.jsonl" | head -n 1 |
		sed -E 's/.*"text": ?"([^"\\]*).*/\1/' | while IFS= read -r text; do
		printf '  %d x  %s\n' "$count" "${text:0:width-8}"
	done
done < <(sed -n 's/.*"cluster":"\([^"]*\)","kept":false.*/\1/p' "$scratch/clusters" | sort |
	uniq -c | sort -rn | awk '{ print $1 + 1, $2 }')

title "The sum"
# Each stage's counters stand in one JSON object; show them as a table.
printf '  %-12s %6s %6s %8s %9s\n' stage in out dropped rejected
grep -oE '"stage":"[^"]*","in":[0-9]+,"out":[0-9]+,"dropped":[0-9]+,"rejected":[0-9]+' "$scratch/stats" |
	tr -d '"' | tr ',' ':' | awk -F: '{ printf "  %-12s %6d %6d %8d %9d\n", $2, $4, $6, $8, $10 }'
echo
echo "  Rejected, each with its reason and its line:"
sed -n 's/.*"reason":"\([^"]*\)","line":\([0-9]*\).*"file":"\([^"]*\)".*/\3:\2: \1/p' "$scratch/rejects" |
	sed 's/:0: /: /; s/^/  - /'
sed -n 's/.*"bytes":"\(.*\)",*.*/    \1/p' "$scratch/rejects" | cut -c "1-$width" | head -n 3

title "How to go on"
echo "  build/wirewash run FOLDER > clean.jsonl                              your own articles, as JSON Lines"
echo "  build/wirewash run --format=markdown --output-dir=clean FOLDER       the same, a Markdown file each"
echo "  build/wirewash --help; man -l man/wirewash.1                         the commands, the manual"
echo "  make install PREFIX=~/.local                                         install it"
