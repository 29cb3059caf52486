#include "text/rewrite.h"

#include "base/utf8.h"

void rewrite_begin(struct rewrite *r, struct slice text, struct arena *arena, bool noting)
{
	*r = (struct rewrite){.text = text, .arena = arena, .noting = noting};
}

size_t rewrite_before(const struct rewrite *r, size_t at, size_t back, uint32_t *code_point)
{
	size_t pending = at - r->run;
	struct slice side;
	size_t end, start;

	if (back < pending) {
		side = r->text;
		end = at - back;
	} else {
		side = slice_make(r->out, r->len);
		if (back - pending >= r->len)
			return 0;
		end = r->len - (back - pending);
	}
	start = utf8_before(side, end);
	utf8_next(side, start, code_point);
	return end - start;
}

static bool reserve(struct rewrite *r, size_t extra)
{
	size_t cap;
	char *grown;

	if (r->failed)
		return false;
	if (extra <= r->cap - r->len)
		return true;
	/* What is left of the input nearly always fits; NFC lengthens few texts. */
	cap = r->len + extra + (r->out ? r->len : r->text.len - r->run + 64);
	grown = arena_bytes(r->arena, cap);
	if (!grown) {
		r->failed = true;
		return false;
	}
	if (r->len)
		memcpy(grown, r->out, r->len);
	r->out = grown;
	r->cap = cap;
	return true;
}

static void append(struct rewrite *r, struct slice bytes)
{
	if (bytes.len && reserve(r, bytes.len)) {
		memcpy(r->out + r->len, bytes.data, bytes.len);
		r->len += bytes.len;
	}
}

static void add_edit(struct rewrite *r, const struct rewrite_edit *edit)
{
	if (r->edit_count == r->edit_cap) {
		size_t cap = r->edit_cap ? 2 * r->edit_cap : 16;
		struct rewrite_edit *grown = arena_zalloc(r->arena, cap, sizeof(*grown));

		if (!grown) {
			r->failed = true;
			return;
		}
		if (r->edit_count)
			memcpy(grown, r->edits, r->edit_count * sizeof(*grown));
		r->edits = grown;
		r->edit_cap = cap;
	}
	r->edits[r->edit_count++] = *edit;
}

/*
 * Forgets the edits that made the output after `keep`, the end of what stays. Returns an edit
 * that begins where the input of the rest begins.
 */
static struct rewrite_edit take_back(struct rewrite *r, size_t keep)
{
	struct rewrite_edit edit = {.from = keep, .out_from = keep};

	for (; r->edit_count; r->edit_count--) {
		const struct rewrite_edit *last = &r->edits[r->edit_count - 1];

		if (last->out_to <= keep) {
			edit.from = last->to + (keep - last->out_to);
			break;
		}
		if (last->out_from < keep) {
			edit.from = last->from;
			edit.out_from = last->out_from;
			r->edit_count--;
			break;
		}
	}
	return edit;
}

void rewrite_replace(struct rewrite *r, size_t at, size_t to, size_t back, struct slice added,
		     struct slice rule)
{
	size_t pending = at - r->run;
	struct rewrite_edit edit = {0};

	if (r->noting)
		edit = take_back(r, r->len + pending - back);
	if (back < pending) {
		/* At the very start a run is passed over without a copy. */
		append(r, slice_sub(r->text, r->run, at - back));
	} else {
		r->len -= back - pending;
	}
	append(r, added);
	r->run = to;
	if (r->noting) {
		edit.rule = rule;
		edit.to = to;
		edit.out_to = r->len;
		add_edit(r, &edit);
	}
}

struct slice rewrite_end(struct rewrite *r, size_t at, size_t back, struct slice rule)
{
	size_t pending = at - r->run;
	size_t keep = r->len + pending - back;

	if (r->noting && (back || at < r->text.len)) {
		struct rewrite_edit edit = take_back(r, keep);

		edit.rule = rule;
		edit.to = r->text.len;
		edit.out_to = keep;
		add_edit(r, &edit);
	}
	if (back >= pending) {
		r->len = keep;
	} else if (r->len == 0) {
		return slice_sub(r->text, r->run, at - back);
	} else {
		append(r, slice_sub(r->text, r->run, at - back));
	}
	if (r->out)
		arena_trim(r->arena, r->out, r->cap, r->len);
	return slice_make(r->out, r->len);
}
