#include "entities.h"

#include <stdlib.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "data.h"

enum { SLOTS = 4096, NAME_MAX_BYTES = 40 };

static struct entity *slot_of(const struct entities *entities, struct slice name)
{
	size_t at = hash64(name) % SLOTS;

	while (entities->slots[at].name.data && !slice_equal(entities->slots[at].name, name))
		at = (at + 1) % SLOTS;
	return &entities->slots[at];
}

bool entities_load(struct entities *entities, struct arena *arena, struct err *err)
{
	struct slice rest, line, name, word;
	size_t count = 0;

	entities->slots = arena_zalloc(arena, SLOTS, sizeof(*entities->slots));
	if (!entities->slots)
		return err_no_memory(err);
	if (!asset_find("mojibake/entities.txt", &rest))
		return err_set(err, ERR_USAGE, "entities.txt is not built in");
	while (slice_next_line(&rest, &line)) {
		struct entity *entity;

		if (!data_word(&line, &name) || name.data[0] == '#')
			continue;
		if (++count >= SLOTS)
			return err_set(err, ERR_USAGE, "entities.txt is too long");
		entity = slot_of(entities, name);
		entity->name = name;
		for (unsigned i = 0; i < 2 && data_word(&line, &word); i++)
			entity->code_point[i] = data_hex(&word);
	}
	return true;
}

/* The value of a number after "&#", UINT32_MAX when it is none or names no character of text. */
static uint32_t read_number(struct slice digits, const uint32_t controls[32])
{
	bool hex = digits.len && (digits.data[0] | 0x20) == 'x';
	uint32_t value = 0;

	digits = slice_from(digits, hex);
	if (!digits.len || digits.len > 7)
		return UINT32_MAX;
	for (size_t i = 0; i < digits.len; i++) {
		char c = digits.data[i];
		uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
				 : hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f'
					 ? (uint32_t)((c | 0x20) - 'a') + 10
					 : UINT32_MAX;

		if (digit == UINT32_MAX)
			return UINT32_MAX;
		value = value * (hex ? 16 : 10) + digit;
	}
	if (value >= 0x80 && value < 0xA0)
		return controls[value - 0x80] ? controls[value - 0x80] : value;
	if ((value < ' ' && value != '\t' && value != '\n') || value == 0x7F ||
	    (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF)
		return UINT32_MAX;
	return value;
}

/* The reference whose name begins at `at`, after the "&". *end is after its ";". */
static bool read_reference(const struct entities *entities, const uint32_t controls[32],
			   struct slice text, size_t at, uint32_t code_points[2], size_t *end)
{
	size_t stop = at;
	struct slice name;

	while (stop < text.len && stop - at < NAME_MAX_BYTES && text.data[stop] != ';')
		stop++;
	if (stop == text.len || text.data[stop] != ';' || stop == at)
		return false;
	name = slice_sub(text, at, stop);
	*end = stop + 1;
	code_points[1] = 0;
	if (name.data[0] == '#') {
		code_points[0] = read_number(slice_from(name, 1), controls);
		return code_points[0] != UINT32_MAX;
	}
	const struct entity *entity = slot_of(entities, name);

	memcpy(code_points, entity->code_point, sizeof(entity->code_point));
	return entity->name.data != NULL;
}

static bool add_place(struct decoded *decoded, size_t at, size_t end, const uint32_t code_points[2])
{
	char bytes[4];

	if (decoded->count == decoded->cap) {
		size_t cap = decoded->cap ? 2 * decoded->cap : 64;
		void *places = realloc(decoded->places, cap * sizeof(*decoded->places));

		if (!places)
			return false;
		decoded->places = places;
		decoded->cap = cap;
	}
	struct entity_place *place = &decoded->places[decoded->count++];

	*place = (struct entity_place){.at = at, .end = end, .new_at = decoded->text.len};
	for (unsigned i = 0; i < 2 && (i == 0 || code_points[i]); i++)
		buf_append(&decoded->text, slice_make(bytes, utf8_encode(code_points[i], bytes)));
	place->new_end = decoded->text.len;
	return !buf_failed(&decoded->text);
}

/* Whether the text has a reference. */
static bool has_any(const struct entities *entities, const uint32_t controls[32], struct slice text)
{
	uint32_t code_points[2];
	size_t end;

	for (size_t at = slice_find_byte(text, 0, '&'); at < text.len;
	     at = slice_find_byte(text, at + 1, '&'))
		if (read_reference(entities, controls, text, at + 1, code_points, &end))
			return true;
	return false;
}

bool entities_decode(const struct entities *entities, const uint32_t controls[32],
		     struct slice text, struct decoded *decoded)
{
	size_t copied = 0;

	decoded->count = 0;
	buf_clear(&decoded->text);
	for (size_t at = slice_find_byte(text, 0, '&'); at < text.len;
	     at = slice_find_byte(text, at, '&')) {
		uint32_t found[2] = {0}, next[2];
		size_t end = at + 1, behind;

		while (read_reference(entities, controls, text, end, next, &behind)) {
			memcpy(found, next, sizeof(found));
			end = behind;
			if (found[0] != '&')
				break;
		}
		if (!found[0]) {
			at++;
			continue;
		}
		if (!buf_append(&decoded->text, slice_sub(text, copied, at)) ||
		    !add_place(decoded, at, end, found))
			return false;
		copied = at = end;
	}
	if (!decoded->count)
		return true;
	if (!buf_append(&decoded->text, slice_from(text, copied)))
		return false;
	if (has_any(entities, controls, buf_slice(&decoded->text)))
		decoded->count = 0;
	return true;
}

size_t decoded_origin(const struct decoded *decoded, size_t at, bool is_end)
{
	size_t low = 0, high = decoded->count;

	/* The last place that begins before `at`, or, of a beginning, at it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t begin = decoded->places[middle].new_at;

		if (begin < at || (begin == at && !is_end))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return at;
	const struct entity_place *place = &decoded->places[low - 1];

	if (at < place->new_end)
		return is_end ? place->end : place->at;
	return place->end + (at - place->new_end);
}

void decoded_free(struct decoded *decoded)
{
	buf_free(&decoded->text);
	free(decoded->places);
	*decoded = (struct decoded){0};
}
