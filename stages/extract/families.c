#include "families.h"

#include "article/model/model_text.h"
#include "base/asset.h"
#include "base/compiler.h"

enum {
	LETTERS = 28, /* a to z, a digit, and all else */
	DIGIT = 26,
	EDGE = 27, /* "-" */
	STATES_MAX = 12000,
	VALUE_MAX = 200, /* bytes of a value that count */
	PIECE_MAX = 48,
};

struct families {
	unsigned count;
	uint16_t (*next)[LETTERS];
	family_set *found; /* by state */
};

const char *const family_names[FAMILY_COUNT] = {
#define X(name, spelled) spelled,
	FAMILIES(X)
#undef X
};

static unsigned letter_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	return c >= '0' && c <= '9' ? DIGIT : EDGE;
}

/* Adds a piece whose n-th "~" is a "-" where bit n of `bars` is set, else nothing. */
static bool add_spelling(struct families *families, struct slice piece, unsigned bars,
			 family_set family)
{
	unsigned state = 0, tilde = 0;

	for (size_t i = 0; i < piece.len; i++) {
		unsigned letter = letter_of(piece.data[i]);

		if (piece.data[i] == '~' && !(bars >> tilde++ & 1))
			continue;
		if (!families->next[state][letter]) {
			if (families->count == STATES_MAX)
				return false;
			families->next[state][letter] = (uint16_t)families->count++;
		}
		state = families->next[state][letter];
	}
	families->found[state] |= family;
	return true;
}

static bool add_piece(struct families *families, struct slice piece, family_set family)
{
	unsigned tildes = 0;

	for (size_t i = 0; i < piece.len; i++)
		tildes += piece.data[i] == '~';
	if (piece.len > PIECE_MAX || tildes > 4)
		return false;
	for (unsigned bars = 0; bars < 1u << tildes; bars++)
		if (!add_spelling(families, piece, bars, family))
			return false;
	return true;
}

static bool add_family(struct families *families, struct slice line)
{
	struct slice word;
	unsigned family = 0;

	model_next_word(&line, &word);
	while (family < FAMILY_COUNT && !slice_equal(word, slice_of(family_names[family])))
		family++;
	if (family == FAMILY_COUNT)
		return false;
	while (model_next_word(&line, &word))
		if (!add_piece(families, word, UINT32_C(1) << family))
			return false;
	return true;
}

/* From the trie to the automaton: where a letter leads nowhere, go on as the longest suffix would.
 */
static void connect(struct families *families, uint16_t *queue, uint16_t *suffix)
{
	unsigned head = 0, tail = 0;

	for (unsigned c = 0; c < LETTERS; c++)
		if (families->next[0][c])
			queue[tail++] = families->next[0][c];
	while (head < tail) {
		unsigned state = queue[head++];

		families->found[state] |= families->found[suffix[state]];
		for (unsigned c = 0; c < LETTERS; c++) {
			uint16_t *next = &families->next[state][c];

			if (*next) {
				suffix[*next] = families->next[suffix[state]][c];
				queue[tail++] = *next;
			} else {
				*next = families->next[suffix[state]][c];
			}
		}
	}
}

struct families *families_load(struct arena *arena, struct err *err)
{
	struct families *families = arena_zalloc(arena, 1, sizeof(*families));
	uint16_t *queue = arena_zalloc(arena, 2 * STATES_MAX, sizeof(*queue));
	struct slice rest, line;
	unsigned number = 0;

	if (families) {
		families->count = 1;
		families->next = arena_zalloc(arena, STATES_MAX, sizeof(*families->next));
		families->found = arena_zalloc(arena, STATES_MAX, sizeof(*families->found));
	}
	if (!families || !queue || !families->next || !families->found) {
		err_no_memory(err);
		return NULL;
	}
	if (!asset_find("extract/families.txt", &rest)) {
		err_set(err, ERR_USAGE, "families.txt is not built in");
		return NULL;
	}
	while (slice_next_line(&rest, &line)) {
		number++;
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (!add_family(families, line)) {
			err_set(err, ERR_USAGE, "families.txt:%u is damaged", number);
			return NULL;
		}
	}
	connect(families, queue, queue + STATES_MAX);
	return families;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

family_set families_of(const struct families *families, struct slice value)
{
	unsigned state = families->next[0][EDGE];
	family_set found = 0;
	bool edge = true, lower = false;

	if (value.len > VALUE_MAX)
		value.len = VALUE_MAX;
	for (size_t i = 0; i < value.len; i++) {
		unsigned letter = letter_of(value.data[i]);

		if (lower && is_upper(value.data[i])) {
			state = families->next[state][EDGE];
			found |= families->found[state];
		}
		lower = letter < EDGE && !is_upper(value.data[i]);
		if (letter == EDGE && edge)
			continue;
		edge = letter == EDGE;
		state = families->next[state][letter];
		found |= families->found[state];
	}
	if (!edge)
		found |= families->found[families->next[state][EDGE]];
	return found;
}
