#include "dedup/digest.h"

/* The bytes: this, then the lengths of the strings, the strings, the set and the sketch. */
struct head {
	struct hash128 words;
	struct guard_marks marks;
	uint64_t bytes;
	uint32_t site, word_count;
	uint32_t shingles, guards, slots, sketched, sampled;
	uint32_t strings; /* bytes of the lengths and the strings */
};

struct lengths {
	uint32_t id, date, url, source;
	uint32_t clutter, blemishes; /* go with them, for few records are asked */
};

struct slice url_host(struct slice url)
{
	size_t from = slice_find(url, 0, SLICE("://")), to;

	if (from == url.len)
		return slice_make(NULL, 0);
	from += 3;
	for (to = from; to < url.len; to++)
		if (url.data[to] == '/' || url.data[to] == '?' || url.data[to] == '#')
			break;
	return slice_sub(url, from, to);
}

static uint32_t site_of(const struct description *about)
{
	struct slice host = url_host(about->url);

	if (!host.len)
		host = about->source;
	return host.len ? (uint32_t)hash64(host) | 1 : 0;
}

static struct slice values(const uint32_t *first, size_t count)
{
	return slice_make((const char *)first, count * sizeof(*first));
}

void digest_write(const struct fingerprint *print, const struct description *about,
		  struct buf *bytes)
{
	struct lengths lengths = {(uint32_t)about->id.len,  (uint32_t)about->date.len,
				  (uint32_t)about->url.len, (uint32_t)about->source.len,
				  about->clutter,           about->blemishes};
	struct head head = {
		.words = print->words,
		.marks = print->marks,
		.bytes = print->bytes,
		.site = site_of(about),
		.word_count = print->word_count,
		.shingles = print->shingles,
		.guards = print->guards,
		.slots = print->slots,
		.sketched = print->sketched,
		.sampled = print->sampled,
		.strings = (uint32_t)(sizeof(lengths) + about->id.len + about->date.len +
				      about->url.len + about->source.len),
	};

	buf_append(bytes, slice_make((const char *)&head, sizeof(head)));
	buf_append(bytes, slice_make((const char *)&lengths, sizeof(lengths)));
	buf_append(bytes, about->id);
	buf_append(bytes, about->date);
	buf_append(bytes, about->url);
	buf_append(bytes, about->source);
	buf_append(bytes, values(print->set, fingerprint_set_size(print)));
	buf_append(bytes, values(print->sketch, print->sketched));
}

static struct slice take(struct slice *rest, size_t len)
{
	struct slice taken = slice_sub(*rest, 0, len);

	*rest = slice_from(*rest, len);
	return taken;
}

struct digest digest_read(struct slice bytes)
{
	struct head head;
	struct slice strings;

	memcpy(&head, take(&bytes, sizeof(head)).data, sizeof(head));
	strings = take(&bytes, head.strings);
	return (struct digest){
		.words = head.words,
		.marks = head.marks,
		.bytes = head.bytes,
		.site = head.site,
		.word_count = head.word_count,
		.shingles = head.shingles,
		.guards = head.guards,
		.slots = head.slots,
		.sketched = head.sketched,
		.sampled = head.sampled,
		.strings = strings,
		.values = bytes,
	};
}

struct description strings_read(struct slice strings)
{
	struct description about;
	struct lengths lengths;

	memcpy(&lengths, take(&strings, sizeof(lengths)).data, sizeof(lengths));
	about.id = take(&strings, lengths.id);
	about.date = take(&strings, lengths.date);
	about.url = take(&strings, lengths.url);
	about.source = take(&strings, lengths.source);
	about.clutter = lengths.clutter;
	about.blemishes = lengths.blemishes;
	return about;
}
