#include "text/unicode/compose.h"

void composer_clear(struct composer *composer)
{
	composer->given.count = 0;
	composer->composed.count = 0;
}

/* Room for `extra` more; the old block stays in the arena until the record is done. */
static bool reserve(struct composer *composer, struct points *points, size_t extra)
{
	size_t cap;
	uint32_t *grown;

	if (composer->failed)
		return false;
	if (extra <= points->cap - points->count)
		return true;
	cap = 2 * points->cap + extra + 32;
	grown = arena_zalloc(composer->arena, cap, sizeof(*grown));
	if (!grown) {
		composer->failed = true;
		return false;
	}
	if (points->count)
		memcpy(grown, points->data, points->count * sizeof(*grown));
	points->data = grown;
	points->cap = cap;
	return true;
}

void composer_add(struct composer *composer, uint32_t code_point)
{
	struct points *given = &composer->given;

	if (reserve(composer, given, 1))
		given->data[given->count++] = code_point;
}

void composer_reverse(struct composer *composer)
{
	uint32_t *data = composer->given.data;
	size_t count = composer->given.count;

	for (size_t i = 0; i < count / 2; i++) {
		uint32_t kept = data[i];

		data[i] = data[count - 1 - i];
		data[count - 1 - i] = kept;
	}
}

static void decompose(struct composer *composer)
{
	const struct points *given = &composer->given;
	struct points *to = &composer->composed;

	to->count = 0;
	for (size_t i = 0; i < given->count; i++) {
		if (!reserve(composer, to, UNICODE_MAX_DECOMPOSITION))
			return;
		to->count += unicode_decompose(composer->nfc, given->data[i], to->data + to->count);
	}
}

/* Stable counting sort by combining class; `spare` has room for as many. */
static void sort_marks(uint32_t *marks, uint32_t *spare, size_t count)
{
	size_t start[257] = {0};

	for (size_t i = 0; i < count; i++)
		start[unicode_kind(marks[i]).ccc + 1]++;
	for (size_t class = 1; class < 257; class ++)
		start[class] += start[class - 1];
	for (size_t i = 0; i < count; i++)
		spare[start[unicode_kind(marks[i]).ccc]++] = marks[i];
	memcpy(marks, spare, count * sizeof(*marks));
}

/* Puts each run of marks into canonical order. */
static void reorder(struct composer *composer)
{
	struct points *points = &composer->composed;
	size_t from = 0;
	bool sorted = true;
	unsigned char last = 0;

	if (!reserve(composer, &composer->spare, points->count))
		return;
	for (size_t i = 0; i <= points->count; i++) {
		unsigned char ccc = i < points->count ? unicode_kind(points->data[i]).ccc : 0;

		if (ccc == 0) {
			if (!sorted)
				sort_marks(points->data + from, composer->spare.data, i - from);
			from = i + 1;
			sorted = true;
		} else if (ccc < last) {
			sorted = false;
		}
		last = ccc;
	}
}

/* The canonical composition algorithm, in place. */
static void compose(struct composer *composer)
{
	uint32_t *data = composer->composed.data;
	size_t kept = 0, starter = 0;
	bool has_starter = false;
	unsigned char last =
		0; /* class of the last code point kept after the starter, 0 for none */

	for (size_t i = 0; i < composer->composed.count; i++) {
		uint32_t c = data[i];
		unsigned char ccc = unicode_kind(c).ccc;

		if (has_starter && (kept == starter + 1 || last < ccc)) {
			int32_t pair = unicode_compose_pair(composer->nfc, data[starter], c);

			if (pair >= 0) {
				data[starter] = (uint32_t)pair;
				continue;
			}
		}
		if (ccc == 0) {
			has_starter = true;
			starter = kept;
		}
		last = ccc;
		data[kept++] = c;
	}
	composer->composed.count = kept;
}

void composer_run(struct composer *composer)
{
	decompose(composer);
	reorder(composer);
	if (!composer->failed)
		compose(composer);
}

bool composer_kept(const struct composer *composer)
{
	const struct points *given = &composer->given, *composed = &composer->composed;

	return given->count == composed->count &&
	       memcmp(given->data, composed->data, given->count * sizeof(*given->data)) == 0;
}
