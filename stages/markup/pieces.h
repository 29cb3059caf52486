/*
 * pieces: parts of a text, ascending and disjoint: what is to be cut, or what is code.
 */
#ifndef WIREWASH_MARKUP_PIECES_H
#define WIREWASH_MARKUP_PIECES_H

#include "base/arena.h"
#include "base/slice.h"

enum piece_rule { PIECE_FRONT_MATTER, PIECE_SHORTCODE };

struct piece {
	size_t from, to; /* bytes [from, to) */
	enum piece_rule rule;
};

/* Growable; {0} is empty. Running out of memory is sticky, as with a buf. */
struct markup_pieces {
	struct piece *items;
	size_t count, cap;
	bool failed;
};

void pieces_add(struct markup_pieces *pieces, size_t from, size_t to, enum piece_rule rule);

/* Puts a piece before all others. */
void pieces_prepend(struct markup_pieces *pieces, size_t from, size_t to, enum piece_rule rule);

/* Moves all pieces `by` bytes on. */
void pieces_shift(struct markup_pieces *pieces, size_t by);

void pieces_clear(struct markup_pieces *pieces); /* keeps the memory, clears `failed` */
void pieces_free(struct markup_pieces *pieces);

/* Sorts, and unites pieces that overlap. */
void pieces_settle(struct markup_pieces *pieces);

/*
 * Widens cuts, settled, so that none leaves debris after. A line that held nothing else (but
 * perhaps the mark of a list item) is removed with its line end and, where empty lines are on both
 * sides, with those after it. Inside a line no doubled blank is left, nor one at its end.
 */
void pieces_tidy(struct markup_pieces *cuts, struct slice text);

/*
 * `later` are cuts in what is left of a text after `cuts`: adds them to cuts, in terms of the
 * first text.
 */
void pieces_compose(struct markup_pieces *cuts, const struct markup_pieces *later);

/* Copies what the cuts leave of `text` into the arena. False when memory is short. */
bool pieces_cut(const struct markup_pieces *cuts, struct slice text, struct arena *arena,
		struct slice *rest);

#endif
