/*
 * entities: HTML's character references in plain text, &eacute; or &#233; or &#xE9;, as characters.
 * Numbers 128 to 159 mean what windows-1252 has there, as the HTML standard says.
 */
#ifndef WIREWASH_MOJIBAKE_ENTITIES_H
#define WIREWASH_MOJIBAKE_ENTITIES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* The named ones, from data/entities.txt; immutable. */
struct entities {
	struct entity {
		struct slice name; /* no data: a free slot */
		uint32_t code_point[2];
	} * slots;
};

/* All memory comes from the arena, which must outlive *entities. */
bool entities_load(struct entities *entities, struct arena *arena, struct err *err);

/* Where a character means a reference: bytes of the text as it was, and as it is now. */
struct entity_place {
	size_t at, end;
	size_t new_at, new_end;
};

struct decoded {
	struct buf text;
	struct entity_place *places; /* ascending */
	size_t count, cap;
};

/*
 * Decodes all references in `text`, and those that come of &amp;. `controls` are the 32 characters
 * from number 128 on. Without any, or where what is decoded would make another reference,
 * decoded->count is 0. False when memory is short.
 */
bool entities_decode(const struct entities *entities, const uint32_t controls[32],
		     struct slice text, struct decoded *decoded);

/* The byte of the text as it was that byte `at` of the decoded text means; or its end. */
size_t decoded_origin(const struct decoded *decoded, size_t at, bool is_end);

void decoded_free(struct decoded *decoded);

#endif
