/*
 * legacy: text in a multi-byte charset of East Asia that was read byte by byte, in windows-1252 or
 * ISO-8859-1: "ÖÐ¹ú" are the bytes of 中国 in GB18030. What such bytes mean is said by no structure
 * as strict as that of UTF-8, so the evidence must be overwhelming: a line is decoded whole or not
 * at all, each of its characters is one of those that texts are made of, and no other charset comes
 * near.
 */
#ifndef WIREWASH_MOJIBAKE_LEGACY_H
#define WIREWASH_MOJIBAKE_LEGACY_H

#include "base/buf.h"
#include "readings.h"

/* A line and what it was. */
struct legacy_line {
	size_t from, end;         /* bytes of the text */
	size_t out_from, out_end; /* bytes of legacy.out */
	const char *charset;      /* static */
};

/* One thread's memory, used again and again. {0} at first. */
struct legacy {
	struct converters *converters;
	struct buf bytes, read, best;
	struct buf out; /* the whole text, as it was */
	struct legacy_line *lines;
	size_t line_count, line_cap;
};

/*
 * Decodes the lines of `text` that are such. legacy->line_count is 0 where there is none. False
 * when memory is short.
 */
bool legacy_read(struct legacy *legacy, const struct tables *tables, struct slice text);

void legacy_free(struct legacy *legacy);

#endif
