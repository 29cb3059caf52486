/* Dates: where a page gives them, and which of them is the day it was published. */
#include <string.h>

#include "base/compiler.h"
#include "metadata_parts.h"

/* clang-format off */
enum {
	DATE_WORDS = 30,      /* of a block that is asked for a date, at most */
	LABEL_WORDS = 14,     /* of one far from the headline */
	CHANGED_PENALTY = 12, /* blocks that a word of change counts for */
	NAMED_BONUS = 4,      /* blocks that a name such as "date" counts for */
	TEXT_MOST = 200,      /* bytes of a block in which a date begins */
};
/* clang-format on */

/* 1970-01-01 is what systems write that know none. */
static bool is_epoch(struct slice iso)
{
	return slice_starts(iso, SLICE("1970-01-01")) || slice_starts(iso, SLICE("0001-01-01")) ||
	       slice_starts(iso, SLICE("0000"));
}

static size_t to_iso(struct slice value, char out[static DATE_MAX])
{
	size_t len;

	value = slice_trim(value);
	if (value.len == 0 || value.len > VALUE_MAX)
		return 0;
	len = date_to_iso(value, out);
	return len && !is_epoch(slice_make(out, len)) ? len : 0;
}

/* As to_iso, or the date that a short value has in words. */
static size_t to_iso_loosely(struct findings *findings, struct slice value,
			     char out[static DATE_MAX])
{
	size_t len = to_iso(value, out);
	struct visible_date date;
	enum date_order order = date_order_of(findings->html_lang, findings->og_url);

	if (len || value.len > TEXT_MOST ||
	    !visible_date_find(findings->words, value, order, &date))
		return len;
	len = visible_date_write(&date, out);
	return is_epoch(slice_make(out, len)) ? 0 : len;
}

void dates_offer(struct findings *findings, enum date_rank rank, struct slice value)
{
	if (findings->date_len[rank] == 0)
		findings->date_len[rank] = to_iso_loosely(findings, value, findings->date[rank]);
}

void dates_offer_modified(struct findings *findings, struct slice value)
{
	if (findings->modified_len == 0)
		findings->modified_len = to_iso(value, findings->modified);
}

/* Whether a text speaks of a change, not of the day it came out. */
static bool tells_of_change(struct slice text)
{
	/* clang-format off */
	static const struct slice words[] = {
		SLICE_INIT("pdated"), SLICE_INIT("pdate:"), SLICE_INIT("odified"),
		SLICE_INIT("evised"),
		SLICE_INIT("evision"), SLICE_INIT("eviewed"), SLICE_INIT("ast update"),
		SLICE_INIT("ktualisiert"),
		SLICE_INIT("eändert"), SLICE_INIT("Stand"), SLICE_INIT("mis à jour"),
		SLICE_INIT("ise à jour"),
		SLICE_INIT("Modifié"), SLICE_INIT("ctualizad"), SLICE_INIT("ggiornat"),
		SLICE_INIT("tualizad"),
		SLICE_INIT("ijgewerkt"), SLICE_INIT("бновл"), SLICE_INIT("ktualizac"),
		SLICE_INIT("ncelleme"),
		SLICE_INIT("ppdater"), SLICE_INIT("äivitetty"), SLICE_INIT("更新"), SLICE_INIT("수정"),
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (slice_find(text, 0, words[i]) < text.len)
			return true;
	return false;
}

/* Whether the date of a block is that of a change: by its own words, or by those of a label before
 * it. */
static bool is_changed(const struct page *page, uint32_t i)
{
	enum { LABEL = 4 };
	const struct block *block = &page->blocks[i], *before = i > 0 ? block - 1 : NULL;
	struct slice text = block_text(page, block);

	return tells_of_change(text) || (before && before->words <= LABEL && before->digits == 0 &&
					 slice_find(text, 0, SLICE("ublish")) == text.len &&
					 tells_of_change(block_text(page, before)));
}

/* Keeps what is nearest to the headline. */
static void offer_near(struct findings *findings, int32_t distance, struct slice iso)
{
	if (iso.len == 0 || distance >= findings->near_distance)
		return;
	findings->near_distance = distance;
	findings->date_len[DATE_NEAR] = iso.len;
	memcpy(findings->date[DATE_NEAR], iso.data, iso.len);
}

static bool is_near(const struct findings *findings, uint32_t i)
{
	uint32_t title = findings->title;

	title = title == NO_BLOCK ? 0 : title;
	return i + BEFORE_TITLE >= title && i <= title + NEAR_TITLE;
}

void dates_read_time(struct findings *findings, uint32_t node, struct slice datetime)
{
	const struct page *page = findings->page;
	uint32_t i = metadata_block_at(page, node);
	char iso[DATE_MAX];
	size_t len = to_iso_loosely(
		findings, datetime.len ? datetime : metadata_text_of(findings, node), iso);
	int32_t distance = i < page->count ? metadata_distance(findings, i) : INT32_MAX;

	if (len == 0 || distance == INT32_MAX)
		return;
	if (is_changed(page, i)) {
		dates_offer_modified(findings, slice_make(iso, len));
		distance += CHANGED_PENALTY;
	}
	if (is_near(findings, i))
		offer_near(findings, distance - NAMED_BONUS, slice_make(iso, len));
	else if (findings->date_len[DATE_LABELED] == 0)
		dates_offer(findings, DATE_LABELED, slice_make(iso, len));
}

/* One block of text: near the headline any date counts, elsewhere one that is labelled as such. */
static void read_block(struct findings *findings, uint32_t i, enum date_order order)
{
	const struct page *page = findings->page;
	const struct block *block = &page->blocks[i];
	const struct place *place = &page->places[block->element];
	struct slice text = block_text(page, block);
	int32_t distance;
	struct visible_date date;
	bool changed, labeled;
	char iso[DATE_MAX];
	size_t len;

	if (block->words > DATE_WORDS || block->digits < 5 || block->signs & SIGN_RIGHTS)
		return;
	distance = metadata_distance(findings, i);
	if (distance == INT32_MAX || !visible_date_find(findings->words, text, order, &date) ||
	    date.at > TEXT_MOST)
		return;
	len = visible_date_write(&date, iso);
	if (is_epoch(slice_make(iso, len)) || date.year < 1990)
		return;
	changed = is_changed(page, i);
	labeled = place->hint[HINT_META] <= 2 || place->hint[HINT_AUTHOR] <= 2 ||
		  dateline_looks(findings->words, text);
	if (changed) {
		dates_offer_modified(findings, slice_make(iso, len));
		dates_offer(findings, DATE_CHANGED, slice_make(iso, len));
		return;
	}
	if (is_near(findings, i) && (labeled || block->words <= LABEL_WORDS || !block->prose))
		offer_near(findings, distance - (labeled ? NAMED_BONUS : 0), slice_make(iso, len));
	else if (labeled && block->words <= LABEL_WORDS)
		dates_offer(findings, DATE_LABELED, slice_make(iso, len));
}

void dates_read_blocks(struct findings *findings, enum date_order order)
{
	for (uint32_t i = 0; i < findings->page->count; i++)
		read_block(findings, i, order);
}

/* /2024/05/07/ or 2024-05-07 in an address. */
void dates_read_url(struct findings *findings, struct slice url)
{
	for (size_t at = 0; at + 10 <= url.len; at++) {
		struct slice part = slice_sub(url, at, at + 10);
		bool digits = true;

		for (size_t i = 0; i < part.len; i++)
			digits &= i == 4 || i == 7 ? part.data[i] == '/' || part.data[i] == '-'
						   : part.data[i] >= '0' && part.data[i] <= '9';
		if (digits && part.data[4] == part.data[7] &&
		    (at == 0 || url.data[at - 1] < '0' || url.data[at - 1] > '9') &&
		    (at + 10 == url.len || url.data[at + 10] < '0' || url.data[at + 10] > '9'))
			dates_offer(findings, DATE_URL, part);
	}
}

static bool is_quote(char c)
{
	return c == '"' || c == '\\';
}

/* "datePublished": "2024-05-07" and the like in data of scripts, where quotes may be escaped: a key
 * with "ublish", then a date. */
static void read_scripts(struct findings *findings)
{
	enum { KEY_MOST = 24, BETWEEN_MOST = 8 };
	static const struct slice key = SLICE_INIT("ublish");
	struct slice source = findings->page->source;

	for (size_t at = slice_find(source, 0, key);
	     at < source.len && findings->date_len[DATE_SCRIPT] == 0;
	     at = slice_find(source, at + key.len, key)) {
		size_t from = at, end;
		bool colon = false;

		while (from < source.len && from < at + KEY_MOST && !is_quote(source.data[from]))
			from++;
		for (end = from; from < source.len && from < end + BETWEEN_MOST &&
				 (is_quote(source.data[from]) || source.data[from] == ' ' ||
				  source.data[from] == ':');
		     from++)
			colon |= source.data[from] == ':';
		for (end = from;
		     end < source.len && end < from + DATE_MAX && !is_quote(source.data[end]);)
			end++;
		if (colon && end < source.len && is_quote(source.data[end]))
			findings->date_len[DATE_SCRIPT] =
				to_iso(slice_sub(source, from, end), findings->date[DATE_SCRIPT]);
	}
}

/*
 * Whether a machine's date in UTC and what the reader sees by the headline are a day apart: then
 * the page is from a zone where it was another day.
 */
static bool is_next_day(const struct findings *findings, struct slice machine, enum date_rank rank)
{
	struct slice seen = slice_make(findings->date[rank], findings->date_len[rank]);
	int32_t day = date_day_number(machine), other = date_day_number(seen);
	bool utc = slice_ends(machine, SLICE("Z")) || slice_ends(machine, SLICE("+00:00"));

	return utc && seen.len && day >= 0 && other >= 0 && (day - other == 1 || other - day == 1);
}

static struct slice copied(struct findings *findings, const char *iso, size_t len)
{
	struct slice copy = {0};

	if (len && !arena_copy(findings->arena, slice_make(iso, len), &copy))
		findings->no_memory = true;
	return copy;
}

void dates_choose(struct findings *findings, struct metadata *metadata)
{
	unsigned rank = 0;

	dates_offer(findings, DATE_JSON_LD, findings->page->json_ld.published);
	dates_offer(findings, DATE_ITEM, findings->page->json_ld.created);
	dates_offer_modified(findings, findings->page->json_ld.modified);
	while (rank < DATE_SCRIPT && findings->date_len[rank] == 0)
		rank++;
	if (rank == DATE_SCRIPT) {
		read_scripts(findings);
		while (rank < DATE_RANKS && findings->date_len[rank] == 0)
			rank++;
	}
	if (rank < DATE_RANKS) {
		metadata->date = copied(findings, findings->date[rank], findings->date_len[rank]);
		for (unsigned seen = DATE_URL; rank <= DATE_META && seen <= DATE_NEAR; seen++)
			if (is_next_day(findings, metadata->date, seen))
				metadata->date = copied(findings, findings->date[seen],
							findings->date_len[seen]);
	}
	metadata->modified = copied(findings, findings->modified, findings->modified_len);
}
