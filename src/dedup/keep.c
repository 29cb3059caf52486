#include "dedup/keep.h"

#include "dedup/blemishes.h"
#include "dedup/compare.h"
#include "dedup/moment.h"

enum {
	BROKEN_POINTS = 10,
	CUT_POINTS = 400,
	UNNAMED_POINTS = 10,
	LACKING_SHINGLES = 4, /* for a point */
};

uint32_t keep_blemishes(struct slice text, bool described)
{
	uint64_t points = (uint64_t)count_broken(text) * BROKEN_POINTS;

	points += breaks_off(text) ? CUT_POINTS : 0;
	points += described ? 0 : UNNAMED_POINTS;
	return points < UINT32_MAX ? (uint32_t)points : UINT32_MAX;
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Less than 0 when a alone is of an earlier archive, more than 0 when b alone is. */
static int compare_archives(const struct corpus *corpus, uint32_t a, uint32_t b)
{
	return (b < corpus->earlier) - (a < corpus->earlier);
}

void lookup_free(struct lookup *lookup)
{
	buf_free(&lookup->room);
	buf_free(&lookup->other_room);
}

static struct description look_up(struct lookup *lookup, uint32_t document, struct buf *room)
{
	struct description about = {0};

	if (lookup->err.code == ERR_NONE)
		document_about(lookup->corpus, document, room, &about, &lookup->err);
	return about;
}

static int compare_descriptions(const struct description *x, const struct description *y)
{
	int64_t when_x = moment_of(x->date), when_y = moment_of(y->date);
	int order = (when_x > when_y) - (when_x < when_y);

	if (!order)
		order = slice_compare(x->date, y->date);
	if (!order)
		order = slice_compare(x->url, y->url);
	if (!order)
		order = slice_compare(x->id, y->id);
	return order ? order : slice_compare(x->source, y->source);
}

bool keep_precedes(struct lookup *lookup, uint32_t a, uint32_t b)
{
	const struct corpus *corpus = lookup->corpus;
	int order = compare_archives(corpus, a, b);
	struct description x, y;

	if (order)
		return order < 0;
	x = look_up(lookup, a, &lookup->room);
	y = look_up(lookup, b, &lookup->other_room);
	order = compare_descriptions(&x, &y);
	if (!order)
		order = compare_u64(corpus->document[a].bytes, corpus->document[b].bytes);
	return order ? order < 0 : a < b;
}

static bool equal_fold(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];

		if (x != y && ((x | 0x20) != (y | 0x20) || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
			return false;
	}
	return true;
}

/* A host goes by its own name and by those of the domains it is in. */
static bool is_in_domain(struct slice host, struct slice domain)
{
	size_t from = host.len - domain.len;

	return domain.len && host.len >= domain.len && equal_fold(slice_from(host, from), domain) &&
	       (from == 0 || host.data[from - 1] == '.');
}

static size_t source_place(const struct keep_policy *policy, const struct description *about)
{
	struct slice host = url_host(about->url);
	size_t i = 0;

	while (i < policy->sources && !equal_fold(about->source, policy->source[i]) &&
	       !is_in_domain(host, policy->source[i]))
		i++;
	return i;
}

/* Where there is no prose at all, as in tables, clutter is what they are made of. */
static uint64_t flaws(const struct corpus *corpus, const struct description *about, uint32_t text,
		      uint32_t centre)
{
	const struct text *own = &corpus->text[text], *whole = &corpus->text[centre];
	bool has_prose = text_has_prose(whole);
	uint32_t has = has_prose ? own->prose : own->kept;
	uint32_t wanted = has_prose ? whole->prose : whole->kept;
	uint64_t points = (uint64_t)about->blemishes + (has_prose ? about->clutter : 0);

	points += wanted > has ? (wanted - has) / LACKING_SHINGLES : 0;
	return 2 * points + (text != centre);
}

/* How far the document is from what the policy wants; 0 is best. */
static uint64_t distance(const struct keep_policy *policy, struct lookup *lookup, uint32_t centre,
			 uint32_t index)
{
	const struct document *document = &lookup->corpus->document[index];
	struct description about;
	int64_t when;

	switch (policy->keep) {
	case KEEP_BEST:
		about = look_up(lookup, index, &lookup->room);
		return flaws(lookup->corpus, &about, document->text, centre);
	case KEEP_FIRST:
		return index;
	case KEEP_EARLIEST: /* shifts the sign away */
		about = look_up(lookup, index, &lookup->room);
		return (uint64_t)moment_of(about.date) + (UINT64_C(1) << 63);
	case KEEP_LATEST:
		about = look_up(lookup, index, &lookup->room);
		when = moment_of(about.date);
		return when == DATE_UNKNOWN ? UINT64_MAX : (UINT64_C(1) << 63) - (uint64_t)when;
	case KEEP_LONGEST:
		return UINT32_MAX - document->word_count;
	case KEEP_SOURCE:
		about = look_up(lookup, index, &lookup->room);
		return source_place(policy, &about);
	}
	return 0;
}

bool keep_prefers(const struct keep_policy *policy, struct lookup *lookup, uint32_t centre,
		  uint32_t a, uint32_t b)
{
	int order = compare_archives(lookup->corpus, a, b);
	uint64_t x, y;

	if (order)
		return order < 0;
	x = distance(policy, lookup, centre, a);
	y = distance(policy, lookup, centre, b);
	return x != y ? x < y : keep_precedes(lookup, a, b);
}
