#include "article/lines/near_noise.h"

enum {
	TOP_WORDS = 7,       /* a title may be among what is dropped; it is longer, or known to the
				prose */
	AMID_WORDS = 24,     /* between two dropped rows inside the article */
	FOREIGN_WORDS = 150, /* prose within a run, such as a disclaimer, is not longer than this */
	RUN_LEAST = 2,       /* dropped rows that make a run */
	SENTENCE_WORDS = 6,
	GAP_ROWS = 3,       /* so many rows within it may be of unknown kind */
	COHERENT_ROWS = 32, /* rows of prose that are looked at to tell whether they share words, */
	OFF_TOPIC_SHARE = 4, /* of which at most one in so many shares none */
};

/* Parts of an article that have no sentences; in a gap they must be off topic to go. */
static const uint32_t own_shapes = SHAPE(HEADING) | SHAPE(BULLET) | SHAPE(QUOTED) | SHAPE(SPEECH);

struct near_noise {
	struct labels *labels;
	const struct label_config *config;
	const struct evidence *evidence;
	enum { COHERENT_UNKNOWN, COHERENT, INCOHERENT } coherence;
};

static bool is_prose(const struct row *row)
{
	return !row->dropped && row->ended && row->words >= PROSE_WORDS;
}

static bool is_off_topic(const struct near_noise *near, size_t i)
{
	return vocabulary_off_topic(&near->labels->vocabulary, near->evidence,
				    &near->config->evidence, near->labels->active[i].line);
}

static void drop(struct near_noise *near, size_t i)
{
	label_drop_guess(&near->labels->active[i], SLICE("near-noise"));
}

/* Whether row i is dropped; beyond the edges of the text, `edge`. */
static bool is_dropped(const struct near_noise *near, size_t i, bool edge)
{
	return i < near->labels->active_count ? near->labels->active[i].dropped : edge;
}

static bool between(const struct near_noise *near, size_t i, bool edge)
{
	return is_dropped(near, i - 1, edge) && is_dropped(near, i + 1, edge);
}

/* Whether the paragraphs of the article share words, so that one that shares none is no part of it.
 */
static bool is_coherent(struct near_noise *near)
{
	size_t prose = 0, off_topic = 0;

	if (near->coherence == COHERENT_UNKNOWN) {
		for (size_t i = 0; i < near->labels->active_count && prose < COHERENT_ROWS; i++)
			if (is_prose(&near->labels->active[i])) {
				prose++;
				off_topic += is_off_topic(near, i);
			}
		near->coherence = off_topic * OFF_TOPIC_SHARE <= prose ? COHERENT : INCOHERENT;
	}
	return near->coherence == COHERENT;
}

/* Whether row i, among dropped ones, has nothing to do with the article, which it may be a
 * paragraph of. */
static bool is_off_topic_inside(struct near_noise *near, size_t i)
{
	return is_off_topic(near, i) && (!is_prose(&near->labels->active[i]) || is_coherent(near));
}

/* Before the first prose. */
static size_t drop_top(struct near_noise *near)
{
	struct row *rows = near->labels->active;
	size_t count = near->labels->active_count, first = 0;

	while (first < count && !is_prose(&rows[first]))
		first++;
	for (size_t i = 0; i < first; i++)
		if (!rows[i].dropped && !rows[i].ended && rows[i].words <= TOP_WORDS &&
		    !(rows[i].shapes & (SHAPE(DATE) | SHAPE(HEADING))) &&
		    between(near, i, i == 0) && is_off_topic(near, i))
			drop(near, i);
	return first;
}

/* The row after the last prose. */
static size_t tail_of(const struct labels *labels)
{
	size_t tail = labels->active_count;

	while (tail > 0 && !is_prose(&labels->active[tail - 1]))
		tail--;
	return tail;
}

/* How many rows right before row i are dropped. */
static size_t run_before(const struct labels *labels, size_t i)
{
	size_t from = i;

	while (from > 0 && labels->active[from - 1].dropped)
		from--;
	return i - from;
}

/* What looks like prose within a run, such as a disclaimer, and has nothing to do with the prose
 * before. */
static bool is_foreign(struct near_noise *near, size_t i)
{
	const struct row *row = &near->labels->active[i];

	return row->words <= FOREIGN_WORDS && is_dropped(near, i + 1, true) &&
	       run_before(near->labels, i) >= RUN_LEAST && is_off_topic_inside(near, i);
}

/* The end of the gap that row i begins: rows that were not dropped, up to the next that was, or the
 * end. */
static size_t gap_end(const struct labels *labels, size_t i)
{
	while (i < labels->active_count && !labels->active[i].dropped)
		i++;
	return i;
}

/* Whether the article itself may go on in row i, though little of it is there. */
static bool may_be_own(const struct near_noise *near, size_t i, bool last)
{
	const struct row *row = &near->labels->active[i];

	bool sentence = row->ended && row->words >= SENTENCE_WORDS;

	return (last || sentence || row->shapes & own_shapes) && !is_off_topic(near, i);
}

/* A gap in a run goes when it is short, the run before it is longer, and nothing in it is the
 * article's. */
static bool closes(const struct near_noise *near, size_t from, size_t to, size_t run)
{
	bool last = to == near->labels->active_count;

	if (to - from > GAP_ROWS || to - from > run)
		return false;
	if (run < RUN_LEAST && (to - from > 1 || !is_off_topic(near, from)))
		return false;
	for (size_t i = from; i < to; i++)
		if (may_be_own(near, i, last))
			return false;
	return true;
}

/* After the last prose, from the first dropped row on. */
static size_t drop_tail(struct near_noise *near, size_t first)
{
	struct labels *labels = near->labels;
	size_t tail = tail_of(labels), run = 0, i;

	while (tail > first + 1 && is_foreign(near, tail - 1)) {
		drop(near, tail - 1);
		tail = tail_of(labels);
	}
	for (i = gap_end(labels, tail); i < labels->active_count;) {
		size_t end = gap_end(labels, i);

		if (end == i) {
			run++;
			i++;
			continue;
		}
		if (!closes(near, i, end, run))
			run = 0;
		for (; i < end; i++)
			if (run > 0) {
				drop(near, i);
				run++;
			}
	}
	return tail;
}

/* Whether row i, inside the article, is between dropped rows, and more than one on either side.
 */
static bool inside_run(const struct near_noise *near, size_t i)
{
	return between(near, i, false) &&
	       (run_before(near->labels, i) >= RUN_LEAST || is_dropped(near, i + 2, false));
}

void near_noise_drop(struct labels *labels, const struct label_config *config,
		     const struct evidence *evidence)
{
	struct near_noise near = {labels, config, evidence, COHERENT_UNKNOWN};
	size_t first = drop_top(&near), tail;

	if (first == labels->active_count)
		return;
	tail = drop_tail(&near, first);
	for (size_t i = first; i < tail; i++)
		if (!labels->active[i].dropped && labels->active[i].words <= AMID_WORDS &&
		    inside_run(&near, i) && is_off_topic_inside(&near, i))
			drop(&near, i);
}
