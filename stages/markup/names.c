#include "names.h"

#include <stdlib.h>

static const char *const style_words[] = {"hugo", "liquid", "output", "wordpress", NULL};
static const char *const sure_words[] = {"always", "alone", "attributes", NULL};
static const char *const inner_words[] = {"keep", "drop", "caption", NULL};

static struct slice next_word(struct slice *rest)
{
	size_t end = 0;
	struct slice word;

	*rest = slice_trim(*rest);
	while (end < rest->len && rest->data[end] != ' ' && rest->data[end] != '\t')
		end++;
	word = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end);
	return word;
}

static bool choose(struct slice *rest, const char *const *words, unsigned *choice)
{
	struct slice word = next_word(rest);

	for (*choice = 0; words[*choice]; (*choice)++) {
		if (slice_equal(word, slice_of(words[*choice])))
			return true;
	}
	return false;
}

static bool read_line(struct slice line, struct name *name)
{
	unsigned style, sure, inner;

	if (!choose(&line, style_words, &style))
		return false;
	name->text = next_word(&line);
	if (!choose(&line, sure_words, &sure) || !choose(&line, inner_words, &inner))
		return false;
	name->prefix = slice_ends(name->text, SLICE("*"));
	if (name->prefix)
		name->text.len--;
	name->style = (enum style)style;
	name->sure = (enum sure)sure;
	name->inner = (enum inner)inner;
	return name->text.len > 0 && slice_trim(line).len == 0;
}

static int compare(const struct name *a, const struct name *b)
{
	if (a->style != b->style)
		return a->style < b->style ? -1 : 1;
	if (a->prefix != b->prefix)
		return a->prefix ? 1 : -1;
	return slice_compare(a->text, b->text);
}

static int by_order(const void *a, const void *b)
{
	return compare(a, b);
}

static size_t count_lines(struct slice data)
{
	struct slice line;
	size_t count = 0;

	while (slice_next_line(&data, &line))
		count++;
	return count;
}

bool names_load(struct markup_names *names, struct slice data, struct arena *arena, struct err *err)
{
	struct slice rest = data, line;

	names->items = arena_zalloc(arena, count_lines(data), sizeof(names->items[0]));
	if (!names->items)
		return err_no_memory(err);
	names->count = 0;
	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (!read_line(line, &names->items[names->count++]))
			return err_set(err, ERR_USAGE, "shortcodes: bad line \"%.*s\"",
				       (int)line.len, line.data);
	}
	qsort(names->items, names->count, sizeof(names->items[0]), by_order);
	return true;
}

const struct name *names_find(const struct markup_names *names, enum style style, struct slice text)
{
	struct name wanted = {.style = style, .text = text};
	const struct name *found = NULL;
	size_t low = 0, high = names->count;

	/* The place of the name itself; after it come, for this style, greater names and
	 * prefixes. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&names->items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < names->count && compare(&names->items[low], &wanted) == 0)
		return &names->items[low];
	for (; low < names->count && names->items[low].style == style; low++) {
		if (names->items[low].prefix && slice_starts(text, names->items[low].text))
			found = &names->items[low]; /* a longer one comes later */
	}
	return found;
}
