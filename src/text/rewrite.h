/*
 * rewrite: a text that is read once from its start and copied only where it changes.
 *
 * At any time the input is read up to an offset `at` that the caller keeps, and the output is what
 * was made of the input before `at`. As long as nothing changed, the output is the input itself;
 * pieces that stay are copied in runs. The end of the output may be looked at and taken back.
 *
 * Each change may be noted with its rule; replaying the notes over the input gives the output.
 * Memory comes from the arena; when it is short, `failed` is set and the output is void.
 */
#ifndef WIREWASH_REWRITE_H
#define WIREWASH_REWRITE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* A change: the input [from, to) became the output [out_from, out_to). */
struct rewrite_edit {
	struct slice rule; /* a static string */
	size_t from, to;
	size_t out_from, out_to;
};

struct rewrite {
	struct slice text; /* the input, valid UTF-8 */
	bool noting;       /* keep the edits */
	bool failed;
	struct rewrite_edit *edits; /* in order; they do not overlap */
	size_t edit_count;

	/* Private to rewrite.c. */
	struct arena *arena;
	size_t run; /* the output is out[0, len), then text[run, at) */
	char *out;
	size_t len, cap;
	size_t edit_cap;
};

/* Text and arena must outlive the rewrite and its result. */
void rewrite_begin(struct rewrite *r, struct slice text, struct arena *arena, bool noting);

/*
 * Decodes the code point that ends `back` bytes before the end of the output; returns its length,
 * or 0 when the output is no longer than that.
 */
size_t rewrite_before(const struct rewrite *r, size_t at, size_t back, uint32_t *code_point);

/*
 * Replaces the last `back` bytes of the output and the input [at, to) by `added` (which may not
 * point into the output). The input is then read up to `to`.
 */
void rewrite_replace(struct rewrite *r, size_t at, size_t to, size_t back, struct slice added,
		     struct slice rule);

/*
 * Drops what the input holds at and after `at`, and the last `back` bytes of the output before it.
 * Returns the output: a part of the input, or in the arena.
 */
struct slice rewrite_end(struct rewrite *r, size_t at, size_t back, struct slice rule);

#endif
