#include "dedup/corpus.h"

#include <stdlib.h>

#include "base/array.h"

/* A digest: this, then the strings, the set and the sketch. */
struct digest_head {
	struct hash128 words;
	uint64_t bytes;
	uint32_t id_len, date_len, url_len, source_len;
	uint32_t site, word_count;
	uint32_t shingles, guards, slots, sketched, sampled;
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

void corpus_digest(const struct fingerprint *print, const struct description *about,
		   struct buf *digest)
{
	struct digest_head head = {
		.words = print->words,
		.bytes = print->bytes,
		.id_len = (uint32_t)about->id.len,
		.date_len = (uint32_t)about->date.len,
		.url_len = (uint32_t)about->url.len,
		.source_len = (uint32_t)about->source.len,
		.site = site_of(about),
		.word_count = print->word_count,
		.shingles = print->shingles,
		.guards = print->guards,
		.slots = print->slots,
		.sketched = print->sketched,
		.sampled = print->sampled,
	};

	buf_append(digest, slice_make((const char *)&head, sizeof(head)));
	buf_append(digest, about->id);
	buf_append(digest, about->date);
	buf_append(digest, about->url);
	buf_append(digest, about->source);
	buf_append(digest, values(print->set, fingerprint_set_size(print)));
	buf_append(digest, values(print->sketch, print->sketched));
}

static struct slice take(struct slice *rest, size_t len)
{
	struct slice taken = slice_sub(*rest, 0, len);

	*rest = slice_from(*rest, len);
	return taken;
}

static uint32_t *keep_values(struct arena *arena, struct slice bytes)
{
	uint32_t *copy = arena_alloc(arena, bytes.len);

	if (copy && bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	return copy;
}

bool corpus_absorb(struct corpus *corpus, struct slice digest, struct err *err)
{
	struct digest_head head;
	struct document *document;
	size_t set_size, strings;

	if (corpus->documents == UINT32_MAX)
		return err_set(err, ERR_LIMIT, "more than %lu records. Split the input",
			       (unsigned long)UINT32_MAX);
	if (!ARRAY_RESERVE(corpus->document, corpus->document_cap, corpus->documents + 1))
		return err_no_memory(err);
	memcpy(&head, take(&digest, sizeof(head)).data, sizeof(head));
	set_size = ((size_t)head.shingles + head.guards + head.slots) * sizeof(uint32_t);
	strings = (size_t)head.id_len + head.date_len + head.url_len + head.source_len;
	document = &corpus->document[corpus->documents];
	*document = (struct document){
		.words = head.words,
		.bytes = head.bytes,
		.strings = corpus->strings.len,
		.id_len = head.id_len,
		.date_len = head.date_len,
		.url_len = head.url_len,
		.source_len = head.source_len,
		.site = head.site,
		.word_count = head.word_count,
		.shingles = head.shingles,
		.guards = head.guards,
		.slots = head.slots,
		.sketched = head.sketched,
		.sampled = head.sampled,
	};
	if (!buf_append(&corpus->strings, take(&digest, strings)))
		return err_no_memory(err);
	document->set = keep_values(&corpus->sets, take(&digest, set_size));
	document->sketch = keep_values(&corpus->sketches, digest);
	if (!document->set || !document->sketch)
		return err_no_memory(err);
	corpus->documents++;
	return true;
}

struct description document_about(const struct corpus *corpus, size_t index)
{
	const struct document *document = &corpus->document[index];
	struct slice rest = slice_from(buf_slice(&corpus->strings), document->strings);
	struct description about;

	about.id = take(&rest, document->id_len);
	about.date = take(&rest, document->date_len);
	about.url = take(&rest, document->url_len);
	about.source = take(&rest, document->source_len);
	return about;
}

bool text_is_earlier(const struct corpus *corpus, size_t index)
{
	const struct text *text = &corpus->text[index];

	for (uint32_t i = 0; i < text->copies; i++)
		if (corpus->order[text->first + i] < corpus->earlier)
			return true;
	return false;
}

/* A document's place among exact copies. Which one stands for all never depends on input order. */
struct copy {
	struct hash128 words;
	uint64_t bytes;
	uint32_t site;
	uint32_t document;
};

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_words(struct hash128 a, struct hash128 b)
{
	return a.high != b.high ? compare_u64(a.high, b.high) : compare_u64(a.low, b.low);
}

static int compare_copies(const void *left, const void *right)
{
	const struct copy *a = left, *b = right;
	int order = compare_words(a->words, b->words);

	if (!order)
		order = compare_u64(a->bytes, b->bytes);
	if (!order)
		order = compare_u64(a->site, b->site);
	return order ? order : compare_u64(a->document, b->document);
}

/* By the four smallest values of the sketch: near-duplicates most often share the very first. */
static int compare_ranks(const void *left, const void *right)
{
	const struct text *a = left, *b = right;

	for (uint32_t i = 0; i < 4; i++) {
		uint64_t x = i < a->sketched ? a->sketch[i] : UINT64_MAX;
		uint64_t y = i < b->sketched ? b->sketch[i] : UINT64_MAX;

		if (x != y)
			return compare_u64(x, y);
	}
	return compare_words(a->words, b->words);
}

static struct text text_of(const struct document *document, size_t first)
{
	return (struct text){
		.set = document->set,
		.sketch = document->sketch,
		.shingles = document->shingles,
		.kept = document->shingles,
		.guards = document->guards,
		.slots = document->slots,
		.sketched = document->sketched,
		.sampled = document->sampled,
		.site = document->site,
		.word_count = document->word_count,
		.words = document->words,
		.first = first,
	};
}

static void sort_copies(const struct corpus *corpus, struct copy *copy)
{
	for (size_t i = 0; i < corpus->documents; i++) {
		const struct document *document = &corpus->document[i];

		copy[i] = (struct copy){document->words, document->bytes, document->site,
					(uint32_t)i};
	}
	qsort(copy, corpus->documents, sizeof(*copy), compare_copies);
}

bool corpus_collapse(struct corpus *corpus, struct err *err)
{
	struct copy *copy = array_new(corpus->documents, sizeof(*copy));

	corpus->order = array_new(corpus->documents, sizeof(*corpus->order));
	corpus->text = array_new(corpus->documents, sizeof(*corpus->text));
	if (!copy || !corpus->order || !corpus->text) {
		free(copy);
		return err_no_memory(err);
	}
	sort_copies(corpus, copy);
	for (size_t i = 0; i < corpus->documents; i++) {
		const struct document *document = &corpus->document[copy[i].document];

		if (i == 0 || compare_words(copy[i].words, copy[i - 1].words) != 0)
			corpus->text[corpus->texts++] = text_of(document, i);
		corpus->text[corpus->texts - 1].copies++;
		corpus->order[i] = copy[i].document;
	}
	free(copy);
	qsort(corpus->text, corpus->texts, sizeof(*corpus->text), compare_ranks);
	for (size_t t = 0; t < corpus->texts; t++)
		for (uint32_t i = 0; i < corpus->text[t].copies; i++)
			corpus->document[corpus->order[corpus->text[t].first + i]].text =
				(uint32_t)t;
	return true;
}

void corpus_free(struct corpus *corpus)
{
	free(corpus->document);
	free(corpus->text);
	free(corpus->order);
	buf_free(&corpus->strings);
	arena_free(&corpus->sets);
	arena_free(&corpus->sketches);
	*corpus = (struct corpus){0};
}
