#include "dedup/corpus.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/arrange.h"
#include "dedup/judge.h"

/*
 * What the program takes beside the corpus, what each document and its text may take in any phase,
 * and what each phase needs to get on.
 */
enum { BASE_BYTES = 32 << 20, HEAD_BYTES = 240, LEAST_ROOM = 16 << 20, FEW_BYTES = 64 << 10 };

enum { RANK_VALUES = 4 };

/* A document until exact copies are found. Which one stands for all never depends on input order.
 */
struct entry {
	struct hash128 words;
	struct guard_marks marks;
	uint64_t bytes;
	uint64_t at; /* in corpus->prints */
	uint32_t site;
	uint32_t document;
	uint32_t word_count;
	uint32_t shingles, guards, slots, sketched, sampled;
	uint32_t rank[RANK_VALUES];
	uint32_t first, copies;
};

/* Memory. */

/* What the counters take at most: see stoplist.c and rarity.h. */
static uint64_t counter_bytes(const struct corpus *corpus)
{
	enum { MIN_COUNTERS = 1 << 16, MAX_COUNTERS = 1 << 25, TABLES = 2 };
	uint64_t counters = MIN_COUNTERS;

	while (counters < MAX_COUNTERS && counters < 2 * corpus->shingles)
		counters *= 2;
	return TABLES * (counters * sizeof(uint16_t) + counters / 8) + counters / 2 + counters / 8;
}

uint64_t corpus_floor(const struct corpus *corpus)
{
	uint64_t prints = tape_size(&corpus->prints);
	uint64_t room = prints < LEAST_ROOM ? prints + FEW_BYTES : LEAST_ROOM + FEW_BYTES;

	return BASE_BYTES + room + corpus->documents * (uint64_t)HEAD_BYTES +
	       counter_bytes(corpus) + prints / ARRANGE_PARTS;
}

struct corpus_plan corpus_plan(const struct corpus *corpus)
{
	uint64_t prints = tape_size(&corpus->prints);
	uint64_t arranging = 2 * prints, sorting = prints + 3 * corpus->sketched * sizeof(uint32_t);
	struct corpus_plan plan = {
		.heads = corpus->documents * (uint64_t)HEAD_BYTES,
		.prints = prints,
		.is_filed = corpus->prints.is_filed,
		.parts = 1,
		.files = corpus->strings.is_filed ? tape_size(&corpus->strings) : 0,
	};

	if (plan.is_filed) {
		plan.parts = (size_t)(prints / corpus_part_bytes(corpus)) + 1;
		plan.files += arranging > sorting ? arranging : sorting;
	}
	return plan;
}

size_t corpus_part_bytes(const struct corpus *corpus)
{
	enum { MOST_PARTS = 100 }; /* each has a file open, and then two */
	size_t bytes = corpus_room(corpus) / 8 * 5;
	size_t least = (size_t)(tape_size(&corpus->prints) / MOST_PARTS) + 1;

	return bytes < least ? least : bytes;
}

/* What is left beside the heads. */
static size_t room_for_content(const struct corpus *corpus)
{
	uint64_t taken = BASE_BYTES + corpus->documents * (uint64_t)HEAD_BYTES;

	if (!corpus->memory)
		return SIZE_MAX;
	return corpus->memory > taken ? (size_t)(corpus->memory - taken) : 1;
}

size_t corpus_room(const struct corpus *corpus)
{
	size_t room = room_for_content(corpus);
	size_t held = tape_held(&corpus->prints) + tape_held(&corpus->strings);

	if (!corpus->memory)
		return SIZE_MAX;
	return room > held ? room - held : 1;
}

size_t corpus_share(const struct corpus *corpus, unsigned parts)
{
	return corpus->memory ? corpus_room(corpus) / parts + 1 : 0;
}

struct tape corpus_tape(const struct corpus *corpus, unsigned parts)
{
	return (struct tape){.dir = corpus->tmp_dir, .room = corpus_share(corpus, parts)};
}

/* Prints that stay in memory leave room for what comes later: lists, pairs and edges. */
static bool make_room(struct corpus *corpus, struct err *err)
{
	size_t room = room_for_content(corpus);
	uint64_t prints = tape_held(&corpus->prints), strings = tape_held(&corpus->strings);

	if (!corpus->memory)
		return true;
	if (!corpus->prints.is_filed &&
	    prints + prints / 4 + strings + counter_bytes(corpus) > room &&
	    !tape_spill(&corpus->prints, err))
		return false;
	return corpus->strings.is_filed || tape_held(&corpus->strings) <= room / 8 ||
	       tape_spill(&corpus->strings, err);
}

/* Records. */

static struct entry entry_of(const struct digest *digest, const struct corpus *corpus)
{
	struct entry entry = {
		.words = digest->words,
		.marks = digest->marks,
		.bytes = digest->bytes,
		.at = tape_size(&corpus->prints),
		.site = digest->site,
		.document = (uint32_t)corpus->documents,
		.word_count = digest->word_count,
		.shingles = digest->shingles,
		.guards = digest->guards,
		.slots = digest->slots,
		.sketched = digest->sketched,
		.sampled = digest->sampled,
		.copies = 1,
	};
	size_t sketch = digest->sketched * sizeof(uint32_t);

	memset(entry.rank, 0xFF, sizeof(entry.rank));
	memcpy(entry.rank, slice_from(digest->values, digest->values.len - sketch).data,
	       sketch < sizeof(entry.rank) ? sketch : sizeof(entry.rank));
	return entry;
}

bool corpus_absorb(struct corpus *corpus, struct slice bytes, struct err *err)
{
	struct digest digest = digest_read(bytes);

	if (corpus->documents == MAX_DOCUMENTS)
		return err_set(err, ERR_LIMIT, "more than %d records. Split the input.",
			       MAX_DOCUMENTS);
	if (!ARRAY_RESERVE(corpus->document, corpus->document_cap, corpus->documents + 1) ||
	    !ARRAY_RESERVE(corpus->entry, corpus->entry_cap, corpus->documents + 1))
		return err_no_memory(err);
	if (!corpus->documents)
		corpus->strings.dir = corpus->prints.dir = corpus->tmp_dir;
	corpus->document[corpus->documents] = (struct document){
		.strings = tape_size(&corpus->strings),
		.bytes = digest.bytes,
		.word_count = digest.word_count,
	};
	corpus->entry[corpus->documents] = entry_of(&digest, corpus);
	corpus->documents++;
	corpus->shingles += digest.shingles;
	corpus->sketched += digest.sketched;
	return tape_write(&corpus->strings, digest.strings.data, digest.strings.len, err) &&
	       tape_write(&corpus->prints, digest.values.data, digest.values.len, err) &&
	       make_room(corpus, err);
}

bool document_about(const struct corpus *corpus, size_t index, struct buf *room,
		    struct description *about, struct err *err)
{
	uint64_t from = corpus->document[index].strings;
	uint64_t to = index + 1 < corpus->documents ? corpus->document[index + 1].strings
						    : tape_size(&corpus->strings);
	const char *strings = tape_read(&corpus->strings, from, (size_t)(to - from), room, err);

	*about = (struct description){0};
	if (strings)
		*about = strings_read(slice_make(strings, (size_t)(to - from)));
	return strings != NULL;
}

bool text_is_earlier(const struct corpus *corpus, size_t index)
{
	const struct text *text = &corpus->text[index];

	for (uint32_t i = 0; i < text->copies; i++)
		if (corpus->order[text->first + i] < corpus->earlier)
			return true;
	return false;
}

/* Exact copies. */

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
	const struct entry *a = left, *b = right;
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
	const struct entry *a = left, *b = right;

	for (unsigned i = 0; i < RANK_VALUES; i++)
		if (a->rank[i] != b->rank[i])
			return compare_u64(a->rank[i], b->rank[i]);
	return compare_words(a->words, b->words);
}

static struct text text_of(const struct corpus *corpus, const struct entry *entry)
{
	bool in_memory = !corpus->prints.is_filed;

	return (struct text){
		.set = in_memory ? (uint32_t *)(void *)(corpus->prints.data + entry->at) : NULL,
		.at = entry->at,
		.hash = entry->words.low,
		.marks = entry->marks,
		.shingles = entry->shingles,
		.kept = entry->shingles,
		.guards = entry->guards,
		.slots = entry->slots,
		.sketched = entry->sketched,
		.sampled = entry->sampled,
		.site = entry->site,
		.word_count = entry->word_count,
		.copies = entry->copies,
		.first = entry->first,
	};
}

/* Leaves one entry for each text. */
static bool join_copies(struct corpus *corpus)
{
	struct entry *entry = corpus->entry;
	size_t texts = 0;

	corpus->order = array_new(corpus->documents, sizeof(*corpus->order));
	if (!corpus->order)
		return false;
	if (corpus->documents)
		qsort(entry, corpus->documents, sizeof(*entry), compare_copies);
	for (size_t i = 0; i < corpus->documents; i++) {
		corpus->order[i] = entry[i].document;
		if (texts && compare_words(entry[i].words, entry[texts - 1].words) == 0) {
			entry[texts - 1].copies++;
			continue;
		}
		entry[texts] = entry[i];
		entry[texts++].first = (uint32_t)i;
	}
	corpus->texts = texts;
	return true;
}

static bool rank_texts(struct corpus *corpus)
{
	corpus->text = array_new(corpus->texts, sizeof(*corpus->text));
	if (!corpus->text)
		return false;
	if (corpus->texts)
		qsort(corpus->entry, corpus->texts, sizeof(*corpus->entry), compare_ranks);
	for (size_t t = 0; t < corpus->texts; t++) {
		struct text *text = &corpus->text[t];

		*text = text_of(corpus, &corpus->entry[t]);
		for (uint32_t i = 0; i < text->copies; i++)
			corpus->document[corpus->order[text->first + i]].text = (uint32_t)t;
	}
	return true;
}

bool corpus_collapse(struct corpus *corpus, struct err *err)
{
	struct tape *prints = &corpus->prints;

	/* Texts without words have a place, too. */
	if (!ARRAY_RESERVE(prints->data, prints->cap, 1) || !join_copies(corpus) ||
	    !rank_texts(corpus))
		return err_no_memory(err);
	free(corpus->entry);
	corpus->entry = NULL;
	corpus->entry_cap = 0;
	corpus->judge = judge_open(err);
	if (!corpus->judge)
		return false;
	return !corpus->prints.is_filed || corpus_arrange(corpus, err);
}

void corpus_drop_prints(struct corpus *corpus)
{
	tape_free(&corpus->prints);
}

void corpus_free(struct corpus *corpus)
{
	forest_close(corpus->judge);
	free(corpus->document);
	free(corpus->entry);
	free(corpus->text);
	free(corpus->order);
	tape_free(&corpus->strings);
	tape_free(&corpus->prints);
	*corpus = (struct corpus){0};
}

/* Windows. */

size_t corpus_window_end(const struct corpus *corpus, size_t first, size_t bytes)
{
	size_t end = first, sum = 0;

	if (!corpus->prints.is_filed)
		return corpus->texts;
	while (end < corpus->texts) {
		sum += text_bytes(&corpus->text[end]);
		if (sum > bytes && end > first)
			break;
		end++;
	}
	return end;
}

/* The window's place in corpus->prints. */
static void find_span(const struct corpus *corpus, size_t first, size_t end, uint64_t *at,
		      size_t *bytes)
{
	*at = corpus->text[first].at;
	*bytes = (size_t)(corpus->text[end - 1].at - *at) + text_bytes(&corpus->text[end - 1]);
}

bool window_load(struct window *window, struct corpus *corpus, size_t first, size_t end,
		 struct err *err)
{
	uint64_t at;
	size_t bytes;

	if (!corpus->prints.is_filed || first == end)
		return true;
	find_span(corpus, first, end, &at, &bytes);
	if (!window->bytes || bytes > window->cap) {
		window_free(window);
		window->bytes = array_new(bytes, 1);
		if (!window->bytes)
			return err_no_memory(err);
		window->cap = bytes;
	}
	window->first = (uint32_t)first;
	window->end = (uint32_t)end;
	for (size_t t = first; t < end; t++)
		corpus->text[t].set =
			(uint32_t *)(void *)(window->bytes + (corpus->text[t].at - at));
	return tape_copy(&corpus->prints, at, bytes, window->bytes, err);
}

bool window_load_text(struct window *window, struct corpus *corpus, size_t text, struct err *err)
{
	return window_load(window, corpus, text, text + 1, err);
}

bool window_save(const struct window *window, struct corpus *corpus, struct err *err)
{
	uint64_t at;
	size_t bytes;

	if (!corpus->prints.is_filed || window->first == window->end)
		return true;
	find_span(corpus, window->first, window->end, &at, &bytes);
	return tape_rewrite(&corpus->prints, at, window->bytes, bytes, err);
}

void window_free(struct window *window)
{
	free(window->bytes);
	*window = (struct window){0};
}
