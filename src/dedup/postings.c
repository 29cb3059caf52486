#include "dedup/postings.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/crew.h"
#include "dedup/sorter.h"
#include "dedup/walk.h"

enum {
	WINDOW_BYTES = 8 << 20,
	MOST_SORTED = 256 << 20, /* bytes of memory: more makes it no faster */
};

/* The list that is being made: its length, and its texts. */
struct draft {
	uint32_t *text;
	size_t count, cap;
};

/* What one thread works on: the values of one range, in which it is not disturbed by others. */
struct range {
	struct corpus *corpus;
	uint64_t low, high; /* values from low to high - 1 */
	size_t first, end;  /* texts that are loaded */
	struct sorter sorter;
	struct draft draft;
	struct tape lists;
	size_t longest;
	bool ok;
	struct err err;
};

/* Adds (value, text) pairs; texts of one value come in order of rank. */
static void add_pairs(void *item)
{
	struct range *range = item;

	for (size_t t = range->first; t < range->end; t++) {
		const struct text *text = &range->corpus->text[t];
		const uint32_t *sketch = text_sketch(text);
		uint32_t i = 0;

		while (i < text->sketched && sketch[i] < range->low)
			i++;
		for (; range->ok && i < text->sketched && sketch[i] < range->high; i++)
			range->ok = sorter_add(&range->sorter, (uint64_t)sketch[i] << 32 | t,
					       &range->err);
	}
}

/* What only one text has is left out. */
static bool put_list(struct range *range)
{
	struct draft *draft = &range->draft;
	size_t count = draft->count - 1;

	draft->text[0] = (uint32_t)count;
	draft->count = 1;
	if (count < 2)
		return true;
	if (count > range->longest)
		range->longest = count;
	return tape_write(&range->lists, draft->text, (count + 1) * sizeof(*draft->text),
			  &range->err);
}

/* Cuts the sorted pairs into lists. */
static bool cut_lists(struct range *range)
{
	struct draft *draft = &range->draft;
	uint64_t pair, last = 0;
	bool more = true;

	if (!ARRAY_RESERVE(draft->text, draft->cap, 1))
		return err_no_memory(&range->err);
	draft->count = 1;
	while (sorter_next(&range->sorter, &pair, &more, &range->err)) {
		if (!more)
			return put_list(range);
		if (pair >> 32 != last >> 32 && !put_list(range))
			return false;
		if (!ARRAY_RESERVE(draft->text, draft->cap, draft->count + 1))
			return err_no_memory(&range->err);
		draft->text[draft->count++] = (uint32_t)pair;
		last = pair;
	}
	return false;
}

static void make_lists(void *item)
{
	struct range *range = item;

	range->ok = sorter_finish(&range->sorter, &range->err) && cut_lists(range);
	sorter_free(&range->sorter);
}

static void open_ranges(struct range *range, size_t ranges, struct corpus *corpus)
{
	size_t room = corpus_share(corpus, (unsigned)(6 * ranges)), most = MOST_SORTED / ranges;

	for (size_t i = 0; i < ranges; i++)
		range[i] = (struct range){
			.corpus = corpus,
			.low = ((uint64_t)i << 32) / ranges,
			.high = ((uint64_t)(i + 1) << 32) / ranges,
			.sorter = {.dir = corpus->tmp_dir,
				   .room = room > most ? most : room,
				   .low_ascends = true},
			.lists = corpus_tape(corpus, (unsigned)(16 * ranges)),
			.ok = true,
		};
}

static bool work(struct range *range, size_t ranges, void (*piece)(void *item), struct err *err)
{
	crew_work(range, ranges, sizeof(*range), piece);
	for (size_t i = 0; i < ranges; i++)
		if (!range[i].ok) {
			*err = range[i].err;
			return false;
		}
	return true;
}

static bool sort_pairs(struct range *range, size_t ranges, struct corpus *corpus, struct err *err)
{
	struct window window = {0};
	bool ok = true;

	for (size_t from = 0, end; ok && from < corpus->texts; from = end) {
		end = corpus_window_end(corpus, from, WINDOW_BYTES);
		ok = window_load(&window, corpus, from, end, err);
		for (size_t i = 0; i < ranges; i++) {
			range[i].first = from;
			range[i].end = end;
		}
		ok = ok && work(range, ranges, add_pairs, err);
	}
	window_free(&window);
	return ok;
}

/* Puts the lists of all ranges after one another. */
static bool join_lists(struct postings *postings, struct range *range, size_t ranges,
		       struct err *err)
{
	enum { BLOCK = 64 * 1024 };
	bool ok = true;

	postings->lists = range[0].lists;
	postings->texts = range[0].longest;
	range[0].lists = (struct tape){0};
	for (size_t i = 1; ok && i < ranges; i++) {
		struct tape_reader reader = {.tape = &range[i].lists};

		if (range[i].longest > postings->texts)
			postings->texts = range[i].longest;
		while (ok && !tape_ended(&reader)) {
			uint64_t left = tape_size(reader.tape) - reader.at;
			size_t len = left < BLOCK ? (size_t)left : BLOCK;
			const void *bytes = tape_next(&reader, len, err);

			ok = bytes && tape_write(&postings->lists, bytes, len, err);
		}
		tape_reader_free(&reader);
		tape_free(&range[i].lists);
	}
	return ok;
}

bool postings_build(struct postings *postings, struct corpus *corpus, struct err *err)
{
	size_t ranges = walk_hands(corpus);
	struct range range[CREW_MAX];
	bool ok;

	*postings = (struct postings){0};
	open_ranges(range, ranges, corpus);
	ok = sort_pairs(range, ranges, corpus, err) && work(range, ranges, make_lists, err);
	ok = ok && join_lists(postings, range, ranges, err);
	for (size_t i = 0; i < ranges; i++) {
		free(range[i].draft.text);
		sorter_free(&range[i].sorter);
		tape_free(&range[i].lists);
	}
	return ok;
}

bool postings_next(struct tape_reader *reader, const uint32_t **text, uint32_t *count,
		   struct err *err)
{
	const uint32_t *length;

	*count = 0;
	if (tape_ended(reader))
		return true;
	length = tape_next(reader, sizeof(*length), err);
	if (!length)
		return false;
	*count = *length;
	*text = tape_next(reader, *count * sizeof(**text), err);
	return *text != NULL;
}

void postings_free(struct postings *postings)
{
	tape_free(&postings->lists);
}
