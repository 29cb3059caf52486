#include "article/lines/company.h"

enum {
	TOP_WORDS = 7,   /* a title may stand among what is dropped; it is longer, or known to the
			    prose */
	AMID_WORDS = 24, /* between two dropped rows inside the article */
	FOREIGN_WORDS = 150, /* prose amid a run, such as a disclaimer, is not longer than this */
	RUN_LEAST = 2,       /* dropped rows that make a run */
	SENTENCE_WORDS = 6,
	GAP_ROWS = 3,       /* so many rows amid it may be of unknown kind */
	COHERENT_ROWS = 32, /* rows of prose that are looked at to tell whether they share words, */
	STRANGE_SHARE = 4,  /* of which at most one in so many shares none */
};

/* Parts of an article that have no sentences; in a gap they must be strange to go. */
static const uint32_t own_shapes = SHAPE(HEADING) | SHAPE(BULLET) | SHAPE(QUOTED) | SHAPE(SPEECH);

struct company {
	struct labels *labels;
	const struct label_means *means;
	const struct evidence *evidence;
	enum { COHERENT_UNKNOWN, COHERENT, INCOHERENT } coherence;
};

static bool is_prose(const struct row *row)
{
	return !row->dropped && row->ended && row->words >= PROSE_WORDS;
}

static bool is_strange(const struct company *company, size_t i)
{
	return vocabulary_strange(&company->labels->vocabulary, company->evidence,
				  &company->means->evidence, company->labels->live[i].line);
}

static void drop(struct company *company, size_t i)
{
	label_drop(&company->labels->live[i], SLICE("company"));
}

/* Whether row i is dropped; beyond the edges of the text, `edge`. */
static bool gone(const struct company *company, size_t i, bool edge)
{
	return i < company->labels->live_count ? company->labels->live[i].dropped : edge;
}

static bool between(const struct company *company, size_t i, bool edge)
{
	return gone(company, i - 1, edge) && gone(company, i + 1, edge);
}

/* Whether the paragraphs of the article share words, so that one that shares none is no part of it.
 */
static bool is_coherent(struct company *company)
{
	size_t prose = 0, strange = 0;

	if (company->coherence == COHERENT_UNKNOWN) {
		for (size_t i = 0; i < company->labels->live_count && prose < COHERENT_ROWS; i++)
			if (is_prose(&company->labels->live[i])) {
				prose++;
				strange += is_strange(company, i);
			}
		company->coherence = strange * STRANGE_SHARE <= prose ? COHERENT : INCOHERENT;
	}
	return company->coherence == COHERENT;
}

/* Whether row i, among dropped ones, has nothing to do with the article, which it may be a
 * paragraph of. */
static bool is_strange_amid(struct company *company, size_t i)
{
	return is_strange(company, i) &&
	       (!is_prose(&company->labels->live[i]) || is_coherent(company));
}

/* Before the first prose. */
static size_t drop_top(struct company *company)
{
	struct row *rows = company->labels->live;
	size_t count = company->labels->live_count, first = 0;

	while (first < count && !is_prose(&rows[first]))
		first++;
	for (size_t i = 0; i < first; i++)
		if (!rows[i].dropped && !rows[i].ended && rows[i].words <= TOP_WORDS &&
		    !(rows[i].shapes & (SHAPE(DATE) | SHAPE(HEADING))) &&
		    between(company, i, i == 0) && is_strange(company, i))
			drop(company, i);
	return first;
}

/* The row behind the last prose. */
static size_t tail_of(const struct labels *labels)
{
	size_t tail = labels->live_count;

	while (tail > 0 && !is_prose(&labels->live[tail - 1]))
		tail--;
	return tail;
}

/* How many rows right before row i are dropped. */
static size_t run_before(const struct labels *labels, size_t i)
{
	size_t from = i;

	while (from > 0 && labels->live[from - 1].dropped)
		from--;
	return i - from;
}

/* What looks like prose amid a run, such as a disclaimer, and has nothing to do with the prose
 * before. */
static bool is_foreign(struct company *company, size_t i)
{
	const struct row *row = &company->labels->live[i];

	return row->words <= FOREIGN_WORDS && gone(company, i + 1, true) &&
	       run_before(company->labels, i) >= RUN_LEAST && is_strange_amid(company, i);
}

/* The end of the gap that row i begins: rows that were not dropped, up to the next that was, or the
 * end. */
static size_t gap_end(const struct labels *labels, size_t i)
{
	while (i < labels->live_count && !labels->live[i].dropped)
		i++;
	return i;
}

/* Whether the article itself may go on in row i, though little of it stands there. */
static bool may_be_own(const struct company *company, size_t i, bool last)
{
	const struct row *row = &company->labels->live[i];

	bool sentence = row->ended && row->words >= SENTENCE_WORDS;

	return (last || sentence || row->shapes & own_shapes) && !is_strange(company, i);
}

/* A gap in a run goes when it is short, the run before it is longer, and nothing in it is the
 * article's. */
static bool closes(const struct company *company, size_t from, size_t to, size_t run)
{
	bool last = to == company->labels->live_count;

	if (to - from > GAP_ROWS || to - from > run)
		return false;
	if (run < RUN_LEAST && (to - from > 1 || !is_strange(company, from)))
		return false;
	for (size_t i = from; i < to; i++)
		if (may_be_own(company, i, last))
			return false;
	return true;
}

/* Behind the last prose, from the first dropped row on. */
static size_t drop_tail(struct company *company, size_t first)
{
	struct labels *labels = company->labels;
	size_t tail = tail_of(labels), run = 0, i;

	while (tail > first + 1 && is_foreign(company, tail - 1)) {
		drop(company, tail - 1);
		tail = tail_of(labels);
	}
	for (i = gap_end(labels, tail); i < labels->live_count;) {
		size_t end = gap_end(labels, i);

		if (end == i) {
			run++;
			i++;
			continue;
		}
		if (!closes(company, i, end, run))
			run = 0;
		for (; i < end; i++)
			if (run > 0) {
				drop(company, i);
				run++;
			}
	}
	return tail;
}

/* Whether row i, inside the article, stands between dropped rows, and more than one on either side.
 */
static bool amid_run(const struct company *company, size_t i)
{
	return between(company, i, false) &&
	       (run_before(company->labels, i) >= RUN_LEAST || gone(company, i + 2, false));
}

void company_drop(struct labels *labels, const struct label_means *means,
		  const struct evidence *evidence)
{
	struct company company = {labels, means, evidence, COHERENT_UNKNOWN};
	size_t first = drop_top(&company), tail;

	if (first == labels->live_count)
		return;
	tail = drop_tail(&company, first);
	for (size_t i = first; i < tail; i++)
		if (!labels->live[i].dropped && labels->live[i].words <= AMID_WORDS &&
		    amid_run(&company, i) && is_strange_amid(&company, i))
			drop(&company, i);
}
