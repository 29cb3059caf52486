#include "dedup/keep.h"

#include "dedup/moment.h"

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Less than 0 when a alone is of an earlier archive, more than 0 when b alone is. */
static int compare_archives(const struct corpus *corpus, uint32_t a, uint32_t b)
{
	return (b < corpus->earlier) - (a < corpus->earlier);
}

bool keep_precedes(const struct corpus *corpus, uint32_t a, uint32_t b)
{
	struct description x = document_about(corpus, a), y = document_about(corpus, b);
	int64_t when_x = moment_of(x.date), when_y = moment_of(y.date);
	int order = compare_archives(corpus, a, b);

	if (!order)
		order = (when_x > when_y) - (when_x < when_y);
	if (!order)
		order = slice_compare(x.date, y.date);
	if (!order)
		order = slice_compare(x.url, y.url);
	if (!order)
		order = slice_compare(x.id, y.id);
	if (!order)
		order = slice_compare(x.source, y.source);
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

/* How far the document is from what the policy wants; 0 is best. */
static uint64_t distance(const struct keep_policy *policy, const struct corpus *corpus,
			 uint32_t centre, uint32_t index)
{
	const struct document *document = &corpus->document[index];
	struct description about = document_about(corpus, index);

	switch (policy->keep) {
	case KEEP_BEST:
		return document->text != centre;
	case KEEP_FIRST:
		return index;
	case KEEP_EARLIEST: /* shifts the sign away */
		return (uint64_t)moment_of(about.date) + (UINT64_C(1) << 63);
	case KEEP_LONGEST:
		return UINT32_MAX - document->word_count;
	case KEEP_SOURCE:
		return source_place(policy, &about);
	}
	return 0;
}

bool keep_prefers(const struct keep_policy *policy, const struct corpus *corpus, uint32_t centre,
		  uint32_t a, uint32_t b)
{
	uint64_t x = distance(policy, corpus, centre, a), y = distance(policy, corpus, centre, b);

	int order = compare_archives(corpus, a, b);

	if (order)
		return order < 0;
	return x != y ? x < y : keep_precedes(corpus, a, b);
}
