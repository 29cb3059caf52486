#include "record/undo.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/utf8.h"
#include "record/object.h"

struct undone_edit {
	uint64_t at, len; /* code points of the text before */
	struct slice removed, added;
	size_t order;
};

static int compare_edits(const void *a, const void *b)
{
	const struct undone_edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	/* Where nothing was removed, something was only added: that came first. */
	if ((x->len == 0) != (y->len == 0))
		return x->len == 0 ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool list_edits(struct slice rest, struct arena *arena, struct undone_edit **edits,
		       size_t *count)
{
	struct slice element;
	size_t cap = 0;

	while (array_next(&rest, &element)) {
		if (object_member(element, SLICE("field")).len)
			continue;
		if (!ARRAY_RESERVE(*edits, cap, *count + 1))
			return false;
		(*edits)[*count] = (struct undone_edit){
			.at = object_count(element, SLICE("at")),
			.len = object_count(element, SLICE("len")),
			.removed = object_string(element, SLICE("removed"), arena),
			.added = object_string(element, SLICE("added"), arena),
			.order = *count,
		};
		++*count;
	}
	if (*count)
		qsort(*edits, *count, sizeof(**edits), compare_edits);
	return true;
}

/* Moves `byte` over so many code points; false when the text ends before. */
static bool skip(struct slice text, size_t *byte, uint64_t code_points)
{
	for (; code_points > 0; code_points--) {
		uint32_t c;

		if (*byte >= text.len)
			return false;
		*byte = utf8_next(text, *byte, &c);
	}
	return true;
}

static bool put_before(struct slice text, const struct undone_edit *edits, size_t count,
		       struct buf *out)
{
	size_t byte = 0;
	uint64_t at = 0;

	for (size_t i = 0; i < count; i++) {
		const struct undone_edit *edit = &edits[i];
		size_t from = byte;

		if (edit->at < at || !skip(text, &byte, edit->at - at) ||
		    utf8_count(edit->removed) != edit->len ||
		    !slice_starts(slice_from(text, byte), edit->added))
			return false;
		buf_append(out, slice_sub(text, from, byte));
		buf_append(out, edit->removed);
		byte += edit->added.len;
		at = edit->at + edit->len;
	}
	buf_append(out, slice_from(text, byte));
	return !buf_failed(out);
}

bool undo_edits(struct slice text, struct slice edits, uint64_t length, struct arena *arena,
		struct buf *out)
{
	struct undone_edit *list = NULL;
	size_t count = 0, start = out->len;
	bool good = list_edits(edits, arena, &list, &count);

	if (!good)
		out->failed = true;
	good = good && put_before(text, list, count, out) &&
	       (count == 0 || utf8_count(slice_from(buf_slice(out), start)) == length);
	free(list);
	if (!good && !buf_failed(out))
		out->len = start;
	return good;
}
