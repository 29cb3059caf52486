#include "class_id_hints.h"

#include "article/model/model_text.h"
#include "base/ascii.h"
#include "base/asset.h"
#include "base/compiler.h"

enum {
	LETTERS = 28, /* a to z, a digit, and all else */
	DIGIT = 26,
	EDGE = 27, /* "-" */
	STATES_MAX = 12000,
	VALUE_MAX = 200, /* bytes of a value that count */
	CLASSES_MAX = 400,
	PIECE_MAX = 48,
};

struct class_id_hints {
	unsigned count;
	uint16_t (*next)[LETTERS];
	hint_set *found; /* by state */
};

const char *const hint_names[HINT_COUNT] = {
#define X(name, spelled) spelled,
	CLASS_ID_HINTS(X)
#undef X
};

const char *const kind_hint_names[KIND_HINT_COUNT] = {
#define X(name) #name,
	KIND_HINTS(X)
#undef X
};

const char *const author_hint_names[AUTHOR_HINT_COUNT] = {"names", "person"};

static unsigned letter_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	return c >= '0' && c <= '9' ? DIGIT : EDGE;
}

/* Adds a piece whose n-th "~" is a "-" where bit n of `bars` is set, else nothing. */
static bool add_spelling(struct class_id_hints *hints, struct slice piece, unsigned bars,
			 hint_set hint)
{
	unsigned state = 0, tilde = 0;

	for (size_t i = 0; i < piece.len; i++) {
		unsigned letter = letter_of(piece.data[i]);

		if (piece.data[i] == '~' && !(bars >> tilde++ & 1))
			continue;
		if (!hints->next[state][letter]) {
			if (hints->count == STATES_MAX)
				return false;
			hints->next[state][letter] = (uint16_t)hints->count++;
		}
		state = hints->next[state][letter];
	}
	hints->found[state] |= hint;
	return true;
}

static bool add_piece(struct class_id_hints *hints, struct slice piece, hint_set hint)
{
	unsigned tildes = 0;

	for (size_t i = 0; i < piece.len; i++)
		tildes += piece.data[i] == '~';
	if (piece.len > PIECE_MAX || tildes > 4)
		return false;
	for (unsigned bars = 0; bars < 1u << tildes; bars++)
		if (!add_spelling(hints, piece, bars, hint))
			return false;
	return true;
}

static bool add_hint(struct class_id_hints *hints, struct slice line, const char *const *names,
		     unsigned count)
{
	struct slice word;
	unsigned hint = 0;

	model_next_word(&line, &word);
	while (hint < count && !slice_equal(word, slice_of(names[hint])))
		hint++;
	if (hint == count)
		return false;
	while (model_next_word(&line, &word))
		if (!add_piece(hints, word, UINT32_C(1) << hint))
			return false;
	return true;
}

/* From the trie to the automaton: where a letter leads nowhere, go on as the longest suffix would.
 */
static void connect(struct class_id_hints *hints, uint16_t *queue, uint16_t *suffix)
{
	unsigned head = 0, tail = 0;

	for (unsigned c = 0; c < LETTERS; c++)
		if (hints->next[0][c])
			queue[tail++] = hints->next[0][c];
	while (head < tail) {
		unsigned state = queue[head++];

		hints->found[state] |= hints->found[suffix[state]];
		for (unsigned c = 0; c < LETTERS; c++) {
			uint16_t *next = &hints->next[state][c];

			if (*next) {
				suffix[*next] = hints->next[suffix[state]][c];
				queue[tail++] = *next;
			} else {
				*next = hints->next[suffix[state]][c];
			}
		}
	}
}

struct class_id_hints *class_id_hints_load(struct arena *arena, const char *file,
					   const char *const *names, unsigned count,
					   struct err *err)
{
	struct class_id_hints *hints = arena_zalloc(arena, 1, sizeof(*hints));
	uint16_t *queue = arena_zalloc(arena, 2 * STATES_MAX, sizeof(*queue));
	struct slice rest, line;
	unsigned number = 0;

	if (hints) {
		hints->count = 1;
		hints->next = arena_zalloc(arena, STATES_MAX, sizeof(*hints->next));
		hints->found = arena_zalloc(arena, STATES_MAX, sizeof(*hints->found));
	}
	if (!hints || !queue || !hints->next || !hints->found) {
		err_no_memory(err);
		return NULL;
	}
	if (!asset_find(file, &rest)) {
		err_set(err, ERR_USAGE, "%s is not built in", file);
		return NULL;
	}
	while (slice_next_line(&rest, &line)) {
		number++;
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (!add_hint(hints, line, names, count)) {
			err_set(err, ERR_USAGE, "%s:%u is damaged", file, number);
			return NULL;
		}
	}
	connect(hints, queue, queue + STATES_MAX);
	return hints;
}

hint_set class_id_hints_of(const struct class_id_hints *hints, struct slice value)
{
	unsigned state = hints->next[0][EDGE];
	hint_set found = 0;
	bool edge = true, lower = false;

	if (value.len > VALUE_MAX)
		value.len = VALUE_MAX;
	for (size_t i = 0; i < value.len; i++) {
		unsigned letter = letter_of(value.data[i]);

		if (lower && ascii_is_upper(value.data[i])) {
			state = hints->next[state][EDGE];
			found |= hints->found[state];
		}
		lower = letter < EDGE && !ascii_is_upper(value.data[i]);
		if (letter == EDGE && edge)
			continue;
		edge = letter == EDGE;
		state = hints->next[state][letter];
		found |= hints->found[state];
	}
	if (!edge)
		found |= hints->found[hints->next[state][EDGE]];
	return found;
}

hint_set class_hints_of(const struct class_id_hints *hints, struct slice classes)
{
	hint_set found = 0;

	if (classes.len > CLASSES_MAX)
		classes.len = CLASSES_MAX;
	for (size_t at = 0, end; at < classes.len; at = end + 1) {
		bool styles = false;

		for (end = at; end < classes.len && (unsigned char)classes.data[end] > ' '; end++)
			styles |= classes.data[end] == ':' || classes.data[end] == '[';
		if (end > at && !styles)
			found |= class_id_hints_of(hints, slice_sub(classes, at, end));
	}
	return found;
}
