#include "article/lines/repeats.h"

#include "base/hash.h"

enum {
	HALVES_BYTES = 20, /* shorter lines may well be the same word twice */
	HALVES_WORDS = 6,
	TEASER_BYTES = 40,
	TEASER_KEY = 24,   /* bytes of a line's beginning that teasers are looked up by */
	REPEAT_WORDS = 16, /* a line this long is not said twice on purpose */
	DOUBLED_WORDS = 3,
	BLOCK_ROWS = 64, /* longer ones are left in pieces, so that time stays linear */
};

static struct slice without_ellipsis(struct slice text)
{
	for (;;) {
		text = text_trim(text);
		if (slice_ends(text, SLICE("\xE2\x80\xA6")))
			text = slice_sub(text, 0, text.len - 3);
		else if (slice_ends(text, SLICE(".")))
			text = slice_sub(text, 0, text.len - 1);
		else
			return text;
	}
}

/* The first half of a line that is the same text twice, with white space between or without; else
 * empty. */
static struct slice half_of(struct slice text)
{
	size_t middle = text.len / 2;
	size_t from = middle > 2 ? middle - 2 : 0;

	for (size_t at = from; at <= middle; at++) {
		unsigned char begins = (unsigned char)text.data[at];
		struct slice first, second;

		/* Another first letter, or no beginning at all. */
		if ((begins > ' ' && begins < 0x7F && text.data[at] != text.data[0]) ||
		    (begins & 0xC0) == 0x80)
			continue;
		first = text_trim(slice_sub(text, 0, at));
		second = text_trim(slice_from(text, at));
		if (first.len > 0 && slice_equal(first, second))
			return first;
	}
	return slice_make(NULL, 0);
}

/* A sentence that is there twice stays once; of a teaser before the article the article is the copy
 * that stays. */
static void drop_halves(struct row *row, bool first)
{
	struct slice half;

	if (row->words < HALVES_WORDS || row->text.len < HALVES_BYTES)
		return;
	half = half_of(row->text);
	if (half.len == 0)
		return;
	if ((first || row->shapes & SHAPE(TOP)) && row->shapes & SHAPE(TEASER)) {
		label_drop(row, SLICE("repeat.halves"));
		return;
	}
	row->shorter = half;
	row->reason = SLICE("repeat.halves");
}

/* Drops teasers: lines cut with an ellipsis whose beginning is that of a longer line. */
static bool drop_teasers(struct labels *labels, struct err *err)
{
	struct map starts = {0};
	bool fits = true;

	for (size_t i = labels->active_count; i-- > 0 && fits;) {
		struct row *row = &labels->active[i];
		uint64_t key;
		uint32_t other;
		struct slice stem = without_ellipsis(row->text);
		uint32_t *slot;

		if (row->text.len < TEASER_KEY)
			continue;
		key = hash64(slice_sub(row->text, 0, TEASER_KEY)) | 1;
		other = map_get(&starts, key);
		if (row->shapes & SHAPE(TEASER) && row->text.len >= TEASER_BYTES && other &&
		    labels->active[other - 1].text.len > row->text.len &&
		    slice_starts(labels->active[other - 1].text, stem)) {
			label_drop(row, SLICE("repeat.teaser"));
			continue;
		}
		slot = map_put(&starts, key);
		if (slot && (*slot == 0 || labels->active[*slot - 1].text.len < row->text.len))
			*slot = (uint32_t)i + 1;
		fits = slot != NULL;
	}
	map_free(&starts);
	return fits || err_no_memory(err);
}

static bool has_teaser(const struct labels *labels)
{
	for (size_t i = 0; i < labels->active_count; i++)
		if (labels->active[i].shapes & SHAPE(TEASER) &&
		    labels->active[i].text.len >= TEASER_BYTES)
			return true;
	return false;
}

/* A heading and what is under it, all of it seen before in this order: the later copy goes. */
static size_t repeated_block(const struct labels *labels, size_t i)
{
	const struct row *rows = labels->active;
	size_t length = 1;
	bool links = (rows[i].shapes & SHAPE(HEADING)) != 0;

	while (length < BLOCK_ROWS && i + length < labels->active_count &&
	       rows[i + length].same == rows[i].same + length) {
		links |= (rows[i + length].shapes & (SHAPE(LINK) | SHAPE(URL))) != 0;
		length++;
	}
	if (i + length < labels->active_count &&
	    !(rows[i + length].shapes & (SHAPE(HEADING) | SHAPE(RULE))))
		return 0;
	return length >= 2 && links ? length : 0;
}

static void drop_repeats(struct labels *labels, const struct label_config *config, size_t i)
{
	struct row *row = &labels->active[i];
	bool doubled;
	size_t block;

	if (row->same == i)
		return;
	doubled = row->same == labels->active[i - 1].same;
	if (row->words >= REPEAT_WORDS && (doubled || config->level == LEVEL_AGGRESSIVE)) {
		label_drop(row, SLICE("repeat.line"));
		return;
	}
	/* Two cells of a table have the same price; that is no sign of a title. */
	if (doubled && row->words >= DOUBLED_WORDS && !row->ended &&
	    !(row->shapes & SHAPE(MONEY))) {
		label_drop(row, SLICE("repeat.title"));
		return;
	}
	if (row->ended)
		return;
	for (block = repeated_block(labels, i); block > 0; block--)
		label_drop(&labels->active[i + block - 1], SLICE("repeat.block"));
}

bool repeats_drop(struct labels *labels, const struct label_config *config, struct err *err)
{
	for (size_t i = 0; i < labels->active_count; i++) {
		if (labels->active[i].dropped)
			continue;
		drop_halves(&labels->active[i], i == 0);
		if (config->level > LEVEL_SAFE)
			drop_repeats(labels, config, i);
	}
	return !has_teaser(labels) || drop_teasers(labels, err);
}
