/*
 * pins: a reader's word about pairs of records, which counts for more than what was measured: these
 * two are one story, these two are not. JSON Lines, each line a pin:
 *
 *	{"a":"ID","b":"ID","same":true}
 *
 * Pins are applied to whole texts: exact copies stay together, whatever pins say.
 */
#ifndef WIREWASH_PINS_H
#define WIREWASH_PINS_H

#include "base/arena.h"
#include "dedup/cluster.h"

struct pin {
	struct slice a, b; /* ids */
	bool same;
};

/* {0} is no pins. */
struct pins {
	struct pin *items;
	size_t count, cap;
	struct arena arena; /* of the ids */
};

/* What pins_apply met. */
struct pins_seen {
	size_t missing; /* pins with an id that no record has */
	size_t copies;  /* pins that would part exact copies: they did nothing */
};

/* Reads the file and adds its pins. False for a file that cannot be read, or a line that is none.
 */
bool pins_read(struct pins *pins, const char *path, struct err *err);

/*
 * Changes the clusters so that each pin holds. Those who share no measured likeness with their
 * centre then have `shared` 0. Records that are pinned apart leave in groups: with whom they are
 * pinned together. False, ERR_USAGE, when pins contradict each other. Of records with one id, the
 * first is meant.
 */
bool pins_apply(const struct pins *pins, struct clusters *clusters, const struct corpus *corpus,
		struct pins_seen *seen, struct err *err);

void pins_free(struct pins *pins);

#endif
