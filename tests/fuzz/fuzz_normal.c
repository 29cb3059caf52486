/*
 * Every text in every form: the result is valid UTF-8, is what the edits say, and normalising it
 * again changes nothing.
 *
 * The input is a byte of options, then the text; what is not UTF-8 in it is passed over.
 */
#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/unicode/normal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct normal_form choose_form(unsigned choice)
{
	return (struct normal_form){
		.straight_quotes = choice & 1,
		.fold_width = choice & 2,
		.fold_ligatures = choice & 4,
		.plain_spaces = choice & 8,
		.max_blank_lines = choice >> 4 & 3,
		.one_line = choice & 64,
	};
}

static struct slice run(const struct normal_form *form, struct slice in, struct arena *arena)
{
	struct normal_report report = {.explain = !form->one_line};
	struct buf replayed = {0};
	struct slice out;
	struct err err;
	size_t at = 0;

	assert(normal_form_apply(form, in, arena, &out, &report, &err));
	assert(utf8_valid(out));
	if (form->one_line)
		return out;
	for (size_t i = 0; i < report.edit_count; i++) {
		const struct rewrite_edit *edit = &report.edits[i];

		assert(at <= edit->from && edit->from <= edit->to &&
		       edit->out_from <= edit->out_to);
		buf_append(&replayed, slice_sub(in, at, edit->from));
		buf_append(&replayed, slice_sub(out, edit->out_from, edit->out_to));
		at = edit->to;
	}
	buf_append(&replayed, slice_from(in, at));
	assert(slice_equal(buf_slice(&replayed), out));
	buf_free(&replayed);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct normal_form form;
	struct buf text = {0};
	struct slice rest, once, twice;

	if (size == 0)
		return 0;
	form = choose_form(data[0]);
	rest = slice_make((const char *)data + 1, size - 1);
	while (rest.len) {
		size_t good = utf8_valid_prefix(rest);

		buf_append(&text, slice_sub(rest, 0, good));
		rest = slice_from(rest, good < rest.len ? good + 1 : good);
	}
	once = run(&form, buf_slice(&text), &arena);
	twice = run(&form, once, &arena);
	assert(slice_equal(once, twice));
	buf_free(&text);
	arena_free(&arena);
	return 0;
}
