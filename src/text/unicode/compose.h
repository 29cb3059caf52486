/*
 * compose: NFC (UAX #15) of one short sequence at a time, in time linear in its length however
 * its marks are stacked and ordered.
 */
#ifndef WIREWASH_COMPOSE_H
#define WIREWASH_COMPOSE_H

#include "base/arena.h"
#include "text/unicode/unicode.h"

struct points {
	uint32_t *data;
	size_t count, cap;
};

/* Zeroed but for nfc and arena it is ready for use; its memory serves again and again. */
struct composer {
	const struct unicode_forms *nfc;
	struct arena *arena;
	struct points given;
	struct points composed;
	struct points spare;
	bool failed; /* memory was short: the result is void */
};

void composer_clear(struct composer *composer);
void composer_add(struct composer *composer, uint32_t code_point);

/* Turns `given` round, for a sequence that was added last code point first. */
void composer_reverse(struct composer *composer);

/*
 * Makes `composed` the NFC of `given`, which should begin with a code point that combines with
 * none before it, and end before another such; then NFC of the parts is NFC of the whole.
 */
void composer_run(struct composer *composer);

/* Whether it was NFC already. */
bool composer_kept(const struct composer *composer);

#endif
