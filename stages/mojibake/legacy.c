#include "legacy.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/charset/converter.h"

enum {
	CHARACTERS_MIN = 6, /* read in a line that nothing else speaks for */
	CHARACTERS_FEW = 2, /* in one beside such a line */
	GAIN_CHARACTER = 4 * NAT,
	GAIN_RIVAL = NAT, /* a character, over the next best charset */
	ODD_SHARE = 8,    /* at most one character in so many is rare */
	LINE_MAX_BYTES = 1 << 16,
};

static const char *const charsets[] = {"GB18030", "Big5-HKSCS", "windows-31j", "windows-949",
				       "EUC-JP"};

/* The bytes that the line's characters were. False: it has others, or hardly any. */
static bool to_bytes(struct legacy *legacy, const struct tables *tables, struct slice line)
{
	size_t high = 0, low = 0;

	buf_clear(&legacy->bytes);
	if (line.len > LINE_MAX_BYTES)
		return false;
	for (size_t at = 0; at < line.len;) {
		uint32_t code_point;
		unsigned byte;

		at = utf8_next(line, at, &code_point);
		/* windows-1252 is charset 0; an undefined byte shows as a control. */
		byte = code_point < 0x80
			       ? code_point
			       : tables->charsets
					 .glyphs[charsets_glyph(&tables->charsets, code_point)]
					 .byte[0];
		if (!byte)
			return false;
		high += byte >= 0x80;
		low += byte < 0x80 && byte > ' ';
		buf_push(&legacy->bytes, (char)byte);
	}
	return high >= 2 * CHARACTERS_FEW && high >= low;
}

struct verdict_on {
	int64_t cost;
	size_t characters; /* beyond ASCII */
	bool good; /* most of them are what texts are made of, and none is what no text holds */
};

static struct verdict_on judge(const struct tables *tables, struct slice text)
{
	const struct model *model = &tables->model;
	struct verdict_on verdict = {.good = true};
	size_t odd = 0;
	symbol context = model_start(model);

	for (size_t at = 0; at < text.len;) {
		uint32_t code_point;
		symbol s;

		at = utf8_next(text, at, &code_point);
		s = model_symbol(model, code_point);
		verdict.cost += model_cost(model, context, s, &context);
		if (code_point < 0x80)
			continue;
		verdict.characters++;
		odd += !model_knows(model, s) || model_flags(model, s) & (CLASS_ODD | CLASS_LATIN);
		if (model_flags(model, s) & CLASS_NEVER)
			verdict.good = false;
	}
	verdict.good = verdict.good && odd * ODD_SHARE <= verdict.characters;
	return verdict;
}

/* The charset that the line was in, its text in legacy->best; NULL: none for sure, or no memory. */
static const char *find_charset(struct legacy *legacy, const struct tables *tables,
				struct slice line, size_t least)
{
	struct verdict_on as_it_stands = judge(tables, line), best = {0};
	int64_t second = INT64_MAX;
	const char *found = NULL;

	for (size_t i = 0; i < COUNT_OF(charsets); i++) {
		struct verdict_on verdict;

		if (convert(legacy->converters, charsets[i], buf_slice(&legacy->bytes),
			    &legacy->read) != CONVERTED)
			continue;
		verdict = judge(tables, buf_slice(&legacy->read));
		if (found && verdict.cost >= best.cost) {
			second = verdict.cost < second ? verdict.cost : second;
			continue;
		}
		second = found ? best.cost : second;
		best = verdict;
		found = charsets[i];
		buf_clear(&legacy->best);
		buf_append(&legacy->best, buf_slice(&legacy->read));
	}
	if (!found || !best.good || best.characters < least ||
	    as_it_stands.cost - best.cost < (int64_t)best.characters * GAIN_CHARACTER ||
	    (second < INT64_MAX && second - best.cost < (int64_t)best.characters * GAIN_RIVAL))
		return NULL;
	return found;
}

static bool add_line(struct legacy *legacy, size_t from, size_t end, const char *charset)
{
	struct legacy_line *line;

	if (legacy->line_count == legacy->line_cap) {
		size_t cap = legacy->line_cap ? 2 * legacy->line_cap : 64;
		void *lines = realloc(legacy->lines, cap * sizeof(*legacy->lines));

		if (!lines)
			return false;
		legacy->lines = lines;
		legacy->line_cap = cap;
	}
	line = &legacy->lines[legacy->line_count++];
	*line = (struct legacy_line){.from = from, .end = end, .charset = charset};
	line->out_from = legacy->out.len;
	buf_append(&legacy->out, buf_slice(&legacy->best));
	line->out_end = legacy->out.len;
	return !buf_failed(&legacy->out);
}

/* Reads all lines; those in `known` (NULL: any) need less evidence. False when memory is short. */
static bool read_lines(struct legacy *legacy, const struct tables *tables, struct slice text,
		       const char *known)
{
	legacy->line_count = 0;
	buf_clear(&legacy->out);
	for (size_t at = 0, end; at <= text.len; at = end + 1) {
		struct slice line;
		const char *charset = NULL;

		end = slice_find_byte(text, at, '\n');
		line = slice_sub(text, at, end);
		if (to_bytes(legacy, tables, line))
			charset = find_charset(legacy, tables, line,
					       known ? CHARACTERS_FEW : CHARACTERS_MIN);
		if (buf_failed(&legacy->bytes) || buf_failed(&legacy->read) ||
		    buf_failed(&legacy->best))
			return false;
		if (charset && (!known || charset == known)) {
			if (!add_line(legacy, at, end, charset))
				return false;
		} else {
			buf_append(&legacy->out, line);
		}
		if (end < text.len)
			buf_push(&legacy->out, '\n');
	}
	return !buf_failed(&legacy->out);
}

bool legacy_read(struct legacy *legacy, const struct tables *tables, struct slice text)
{
	const char *known;

	legacy->line_count = 0;
	if (!legacy->converters) {
		struct err err;

		legacy->converters = converters_open(&err);
		if (!legacy->converters)
			return false;
	}
	if (!read_lines(legacy, tables, text, NULL))
		return false;
	if (!legacy->line_count)
		return true;
	known = legacy->lines[0].charset;
	for (size_t i = 1; i < legacy->line_count; i++)
		if (legacy->lines[i].charset != known)
			return true;
	return read_lines(legacy, tables, text, known);
}

void legacy_free(struct legacy *legacy)
{
	converters_close(legacy->converters);
	buf_free(&legacy->bytes);
	buf_free(&legacy->read);
	buf_free(&legacy->best);
	buf_free(&legacy->out);
	free(legacy->lines);
	*legacy = (struct legacy){0};
}
