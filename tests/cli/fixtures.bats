#!/usr/bin/env bats
# What fixtures/README.md says of the articles in fixtures/archive, held against the whole chain.
load ../lib/common

setup_file() {
	export CLEAN=$BATS_FILE_TMPDIR/clean.jsonl CLUSTERS=$BATS_FILE_TMPDIR/clusters
	export REJECTS=$BATS_FILE_TMPDIR/rejects
	cd "$ROOT/fixtures" || exit
	# Without dedup, so that every file can be looked at.
	"$WIREWASH" run --stages="ingest extract mojibake normalize markup boilerplate emit" --format=jsonl \
		--rejects="$REJECTS" archive >"$CLEAN"
	"$WIREWASH" run --format=jsonl --dedup.clusters="$CLUSTERS" archive >/dev/null 2>&1
}

# The cleaned text of a file.
text_of() {
	jq -r --arg source "archive/$1" 'select(.source == $source) | .text' "$CLEAN"
}

member_of() { # file, member
	jq -r --arg source "archive/$1" --arg member "$2" 'select(.source == $source) | .[$member]' "$CLEAN"
}

has() { # file, text...
	local file=$1 text
	shift
	text_of "$file" >"$TMP/text"
	for text in "$@"; do
		expect_text "$text" "$TMP/text"
	done
}

lacks() { # file, text...
	local file=$1 text
	shift
	text_of "$file" >"$TMP/text"
	[ -s "$TMP/text" ]
	for text in "$@"; do
		if grep -nF -- "$text" "$TMP/text"; then
			echo "should be gone from $file: $text"
			return 1
		fi
	done
}

@test "good and plain odd text comes out as it is" {
	for file in good-harbour-bridge.txt good-moorbahn.txt good-mayak.txt good-rooftop-tea.txt \
		odd-newsletter-history.txt odd-crossing-faq.txt odd-guillemets.txt odd-sao-bento.txt \
		odd-one-line.txt; do
		text_of "$file" >"$TMP/got"
		{
			cat "$ROOT/fixtures/archive/$file"
			[ -z "$(tail -c 1 "$ROOT/fixtures/archive/$file")" ] || echo
		} >"$TMP/expected"
		expect_same "$TMP/expected" "$TMP/got"
	done
}

@test "garbled text is as it was" {
	has bad-village-battery-macroman.md "“and watches television, and argues on the internet”" \
		"£340 a year" "wasn’t born in an office"
	has bad-clock-windows-1252.txt "Renée Ashcombe" "“I count, I don’t look”" "“thirteen o’clock menu”"
	has bad-gloves-twice-garbled.txt "Brévigny" "“Line 4, under the seat, 2 February”" "Wednesdays – bring"
	has bad-moorbahn-garbled.txt "fährt" "„Tante Grete“"
	has bad-mayak-garbled.txt "Маяк на Каменном острове снова зажёг огонь" "Пётр Ледогоров"
	has bad-mayak-windows-1251.txt "Маяк на Каменном острове снова зажёг огонь" "«Спутник не видно"
	[ -z "$(jq -r .text "$CLEAN" | grep -E 'â€|‚Ä|Ã|Рњ')" ]
}

@test "front matter becomes members" {
	[ "$(member_of bad-village-battery-macroman.md title)" = "A village battery, paid for with cake" ]
	[ "$(member_of bad-village-battery-macroman.md url)" = "https://thistle-gazette.example/village-battery" ]
	[[ $(member_of bad-village-battery-macroman.md date) == 2025-09-03T06:15:00* ]]
	[ "$(member_of good-seed-library.md title)" = "The library that lends tomatoes" ]
	[ "$(member_of good-seed-library.md author)" = "Maren Lund" ]
	[ "$(member_of good-seed-library.md date)" = 2025-04-12 ]
	[[ $(member_of bad-shortcodes-jekyll.md date) == 2025-08-21* ]]
	[ "$(member_of bad-mayak-repost.md url)" = "https://zaliv.example/news/mayak" ]
	has odd-open-fence.md "The dashes above" "title: this line stays"
}

@test "shortcodes go, what they enclose stays" {
	lacks bad-village-battery-macroman.md '{{<' newsletter-inline aff-cta
	lacks bad-shortcodes-jekyll.md '{%' '{{' share-buttons
	has bad-shortcodes-jekyll.md "Position 60.1 N" "The piano can be heard on the 16:10 crossing."
	lacks bad-shortcodes-wordpress.txt '[caption' '[/caption' '[embed' '[gallery'
	has bad-shortcodes-wordpress.txt "The rules say [sic]"
}

@test "noise goes, the article stays: English" {
	lacks bad-village-battery-macroman.md "No spam" "read this guide" "Handy Energy" "financial advice"
	has bad-village-battery-macroman.md "Lower Thistle has switched on" "lemon drizzle" "the kettle will work"
	lacks bad-night-trains-calls.txt 👉 "Core Keywords"
	[ "$(text_of bad-night-trains-calls.txt | grep -cx "·")" -eq 0 ]
	has bad-night-trains-calls.txt "Q: Can I take a bicycle?" "blankets for eleven years"
	lacks bad-goat-bars.txt "Skip to main" "Share on Facebook" ADVERTISEMENT "Related:" "Follow us" \
		"Sign up for" "Tags:" "Most Read" "Log in to" "All rights reserved"
	has bad-goat-bars.txt "A goat is elected head" "turned right since 1968" "Berta's term ends in two years."
	lacks bad-harbour-bridge-blog.md "Join 12,000" "Read more harbour" "Share this article" "republishes"
	has bad-harbour-bridge-blog.md "remarkably full"
}

@test "noise goes, the article stays: a repost with a related article" {
	lacks bad-harbour-bridge-repost.txt "lost…" "Disclaimer" "Share this story" "You May Also Like" tomatoes \
		"tobacco tins"
	has bad-harbour-bridge-repost.txt "two of its nine timber piers" "remarkably full"
	[ "$(text_of bad-harbour-bridge-repost.txt | grep -c 'will stay shut until')" -eq 1 ]
}

@test "noise goes, the article stays: German, Russian, Chinese" {
	lacks bad-moorbahn-repost.txt "Lesen Sie auch" Anzeige Newsletter Haftungsausschluss \
		"auch interessieren" "Alle Rechte"
	has bad-moorbahn-repost.txt "In Grauenfehn ist am Sonntag" "immer linksherum"
	lacks bad-mayak-repost.md "Telegram" "Читайте также" "Мнение редакции" "Похожие материалы"
	has bad-mayak-repost.md "ровно в 19:40" "шутят местные"
	lacks bad-rooftop-tea-repost.txt 扫描二维码 免责声明 相关阅读
	has bad-rooftop-tea-repost.txt 老茶农把梯田搬上了屋顶 先学会等三年再说
}

@test "share bars with a label and plain words go: German, Russian, Chinese" {
	lacks bad-moorbahn-repost.txt "Artikel teilen: Facebook WhatsApp E-Mail"
	lacks bad-mayak-repost.md "Поделиться: ВКонтакте | Telegram | Одноклассники"
	lacks bad-rooftop-tea-repost.txt 责任编辑 分享到
}

@test "a page becomes its article and what it says of it" {
	lacks bad-foghorn-page.html "Fish prices" cookies "By Maud" "Related stories" "without a roof" \
		"Sign up" "All rights reserved" "<"
	has bad-foghorn-page.html "has been silent for nine days" "“The horn gives one note" "We’ve had worse" \
		"What the skippers say" "I steered for the tuba" "- Nobody plays a second note" \
		"unless there is fog."
	[ "$(member_of bad-foghorn-page.html title)" = "A foghorn gets a rival: the town band" ]
	[ "$(member_of bad-foghorn-page.html date)" = 2025-10-17T06:40:00+02:00 ]
	[ "$(member_of bad-foghorn-page.html author)" = "Maud Ellery" ]
	[ "$(member_of bad-foghorn-page.html site)" = "Skerry Observer" ]
	[ "$(member_of bad-foghorn-page.html lang)" = en ]
	[ "$(member_of bad-foghorn-page.html url)" = https://skerry-observer.example/2025/10/foghorn ]
	[ "$(member_of bad-foghorn-page.html html)" = null ]
}

@test "invisible debris goes" {
	has odd-invisible.txt "This text looks ordinary, but" "café"
	[ -z "$(text_of odd-invisible.txt | LC_ALL=C.UTF-8 grep -P '\x{ad}|\x{200b}|\x{feff}|\r|[ \x{a0}]$')" ]
	has odd-utf-16.txt "“Testing.”"
}

@test "what is no article is rejected, with the reason" {
	reasons=$(jq -r '[.file, .reason] | join(" ")' "$REJECTS" | sort)
	[ "$reasons" = "archive/bad-batch.jsonl no-text
archive/bad-batch.jsonl not-json
archive/bad-batch.jsonl text-not-string" ]
}

@test "a picture in a folder is no article: left out and counted, not rejected" {
	"$WIREWASH" ingest --stats="$TMP/stats" archive >/dev/null 2>&1
	[ "$(jq '.stages[0].drops["no article by its format"]' "$TMP/stats")" = 1 ]
}

@test "other members and spellings pass: bad-batch.jsonl" {
	grep -F '"url": "https:\/\/tarnwick.example\/van", "views": 1.50e3' "$CLEAN"
}

@test "each story stays once; unlike stories stay all" {
	# Clusters by the texts that belong together: how many records each has.
	sizes=$(jq -r .cluster "$CLUSTERS" | sort | uniq -c | awk '{ print $1 }' | sort -rn | paste -sd' ')
	case $sizes in
	'6 4 4 3 2 2 1 '* | '5 4 4 3 2 2 1 '*) ;;
	*)
		echo "clusters of $sizes"
		false
		;;
	esac
}
