#include "facts.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/utf8.h"
#include "columns.h"
#include "text/unicode/letters.h"
#include "text/unicode/sentence.h"

enum { MOST_FACTS = 20 };

struct fact_words {
	struct slice *items;
	size_t count, cap;
};

/* A word as it is written, and whether it ends a sentence. */
struct written_word {
	struct slice bytes;
	bool has_digit, has_capital, ends;
};

static bool is_word_part(uint32_t c)
{
	return c >= 0x80 ? letter_kind(c) >= LETTER_DIGIT
			 : ascii_is_letter((char)c) || ascii_is_digit((char)c);
}

/* Cuts the next run of what is no blank off *rest, and the marks around it off that. */
static bool next_written(struct slice *rest, struct written_word *word)
{
	size_t from = 0, end, first, last = 0;
	uint32_t c = 0;

	while (from < rest->len && ascii_is_space(rest->data[from]))
		from++;
	if (from == rest->len)
		return false;
	for (end = from; end < rest->len && !ascii_is_space(rest->data[end]);)
		end++;
	first = end;
	*word = (struct written_word){.ends = false};
	for (size_t at = from, next; at < end; at = next) {
		next = utf8_next(*rest, at, &c);
		if (is_word_part(c)) {
			if (first == end) {
				first = at;
				word->has_capital = letter_lower(c) != c;
			}
			last = next;
			word->has_digit |= c < 0x80 && ascii_is_digit((char)c);
		} else {
			word->ends |= sentence_terminal(c) && last > 0;
		}
	}
	word->bytes = first < last ? slice_sub(*rest, first, last) : slice_make(NULL, 0);
	*rest = slice_from(*rest, end);
	return true;
}

static int compare_slices(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static bool list_sorted(struct slice text, struct fact_words *list)
{
	struct written_word word;

	while (next_written(&text, &word)) {
		if (word.bytes.len == 0)
			continue;
		if (!ARRAY_RESERVE(list->items, list->cap, list->count + 1))
			return false;
		list->items[list->count++] = word.bytes;
	}
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare_slices);
	return true;
}

static bool is_fact_word(const struct fact_words *list, struct slice word)
{
	return list->count &&
	       bsearch(&word, list->items, list->count, sizeof(word), compare_slices);
}

static bool was_named(const struct slice *named, size_t count, struct slice word)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(named[i], word))
			return true;
	return false;
}

bool facts_missing_in(struct slice text, struct slice other, struct buf *out)
{
	struct slice named[MOST_FACTS];
	struct fact_words known = {0};
	struct written_word word;
	bool begins = true, ok = list_sorted(other, &known);
	size_t count = 0;

	while (ok && count < MOST_FACTS && next_written(&text, &word)) {
		bool fact = word.has_digit || (word.has_capital && !begins);

		begins = word.ends;
		if (!fact || is_fact_word(&known, word.bytes) ||
		    was_named(named, count, word.bytes))
			continue;
		if (count > 0)
			buf_append(out, SLICE(", "));
		columns_clean(word.bytes, out);
		named[count++] = word.bytes;
	}
	if (ok && count == 0)
		buf_append(out, SLICE("none"));
	free(known.items);
	return ok && !buf_failed(out);
}
