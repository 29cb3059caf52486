#include "dedup/dedup.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/stoplist.h"
#include "dedup/union_find.h"

/* From fingerprints to stop-listed texts and the pairs to compare. */
static bool search(struct corpus *corpus, struct candidates *candidates, struct err *err)
{
	struct postings postings = {0};
	bool ok = corpus_collapse(corpus, err) && postings_build(&postings, corpus, err) &&
		  candidates_find(candidates, corpus, &postings, err);

	postings_free(&postings);
	arena_free(&corpus->sketches);
	return ok && stoplist_apply(corpus, candidates, err);
}

static bool make_room(struct dedup *dedup)
{
	size_t texts = dedup->corpus.texts;

	dedup->survivor = array_new(texts, sizeof(*dedup->survivor));
	dedup->into = array_new(texts, sizeof(*dedup->into));
	dedup->companion = array_new(texts, sizeof(*dedup->companion));
	dedup->standing = array_new(texts, sizeof(*dedup->standing));
	return dedup->survivor && dedup->into && dedup->companion && dedup->standing;
}

static uint32_t centre_of(const struct dedup *dedup, uint32_t document)
{
	return dedup->clusters.of[dedup->corpus.document[document].text].centre;
}

static bool is_earlier(const struct dedup *dedup, uint32_t document)
{
	return document < dedup->corpus.earlier;
}

static void choose_survivors(struct dedup *dedup, const struct keep_policy *policy)
{
	for (size_t t = 0; t < dedup->corpus.texts; t++)
		dedup->survivor[t] = NO_DOCUMENT;
	for (uint32_t d = 0; d < dedup->corpus.documents; d++) {
		uint32_t centre = centre_of(dedup, d);
		uint32_t *survivor = &dedup->survivor[centre];

		if (*survivor == NO_DOCUMENT ||
		    keep_prefers(policy, &dedup->corpus, centre, d, *survivor))
			*survivor = d;
	}
}

/* Of exact copies, the survivor stands for all, else the first in the order of ties. */
static uint32_t choose_standing(const struct dedup *dedup, uint32_t text)
{
	const struct corpus *corpus = &dedup->corpus;
	const uint32_t *copy = corpus->order + corpus->text[text].first;
	uint32_t survivor = dedup->survivor[dedup->clusters.of[text].centre], standing = copy[0];

	if (corpus->document[survivor].text == text)
		return survivor;
	for (uint32_t i = 1; i < corpus->text[text].copies; i++)
		if (keep_precedes(corpus, copy[i], standing))
			standing = copy[i];
	return standing;
}

static void choose_companions(struct dedup *dedup)
{
	const struct membership *of = dedup->clusters.of;

	for (uint32_t t = 0; t < dedup->corpus.texts; t++)
		dedup->companion[t] = t;
	for (uint32_t t = 0; t < dedup->corpus.texts; t++) {
		uint32_t *companion = &dedup->companion[of[t].centre];

		if (of[t].centre == t)
			continue;
		if (*companion == of[t].centre || of[t].likeness.jaccard > of[*companion].likeness.jaccard)
			*companion = t;
	}
}

/*
 * Whether text a has more to it than text b; a strict order, so that containment cannot go in
 * circles.
 */
static bool is_larger(const struct corpus *corpus, uint32_t a, uint32_t b)
{
	const struct text *x = &corpus->text[a], *y = &corpus->text[b];

	return x->kept != y->kept ? x->kept > y->kept : a < b;
}

/*
 * The centre of the cluster that swallows this one, when its survivor is contained in a larger
 * survivor.
 */
static uint32_t swallowed_by(const struct dedup *dedup, uint32_t centre)
{
	uint32_t text = dedup->corpus.document[dedup->survivor[centre]].text, other, larger;

	if (dedup->edges.tie[text].relation != RELATION_CONTAINED ||
	    is_earlier(dedup, dedup->survivor[centre]))
		return centre;
	other = dedup->clusters.of[dedup->edges.tie[text].other].centre;
	larger = dedup->corpus.document[dedup->survivor[other]].text;
	return is_larger(&dedup->corpus, larger, text) ? other : centre;
}

static void decide(struct dedup *dedup, const struct dedup_rules *rules)
{
	choose_survivors(dedup, &rules->keep);
	choose_companions(dedup);
	for (uint32_t t = 0; t < dedup->corpus.texts; t++) {
		dedup->standing[t] = choose_standing(dedup, t);
		dedup->into[t] = t;
	}
	for (uint32_t t = 0; rules->drop_contained && t < dedup->corpus.texts; t++)
		if (dedup->clusters.of[t].centre == t)
			dedup->into[t] = swallowed_by(dedup, t);
	for (uint32_t t = 0; t < dedup->corpus.texts; t++)
		dedup->into[t] = union_find_root(dedup->into, t);
}

bool dedup_settle(struct dedup *dedup, const struct dedup_rules *rules, struct err *err)
{
	struct candidates candidates = {0};
	bool ok = search(&dedup->corpus, &candidates, err) &&
		  edges_verify(&dedup->edges, &dedup->corpus, &candidates, err);

	candidates_free(&candidates);
	if (!ok || !clusters_build(&dedup->clusters, &dedup->edges, &dedup->corpus, err))
		return false;
	arena_free(&dedup->corpus.sets);
	if (!make_room(dedup))
		return err_no_memory(err);
	decide(dedup, rules);
	return true;
}

static struct finding matched(uint32_t of, enum relation relation, const struct likeness *likeness)
{
	return (struct finding){
		.of = of,
		.relation = relation,
		.jaccard = likeness->jaccard / (PPM / 1000),
		.containment = likeness->containment / (PPM / 1000),
		.shared = likeness->shared,
	};
}

static struct finding matched_copy(const struct dedup *dedup, uint32_t of)
{
	uint32_t text = dedup->corpus.document[of].text;
	struct likeness likeness = likeness_of_copies(&dedup->corpus.text[text]);

	return matched(of, RELATION_EXACT, &likeness);
}

/* Another document with the same words as this one, which stands for them. */
static uint32_t other_copy(const struct dedup *dedup, uint32_t document)
{
	const struct text *text = &dedup->corpus.text[dedup->corpus.document[document].text];
	const uint32_t *copy = dedup->corpus.order + text->first;
	uint32_t other = NO_DOCUMENT;

	for (uint32_t i = 0; i < text->copies; i++)
		if (copy[i] != document &&
		    (other == NO_DOCUMENT || keep_precedes(&dedup->corpus, copy[i], other)))
			other = copy[i];
	return other;
}

/* For a text that has no like: what ties it to others. */
static struct finding tied(const struct dedup *dedup, uint32_t text)
{
	const struct tie *tie = &dedup->edges.tie[text];

	if (tie->relation == RELATION_UNIQUE ||
	    dedup->clusters.of[tie->other].centre == dedup->clusters.of[text].centre)
		return (struct finding){.of = NO_DOCUMENT, .relation = RELATION_UNIQUE};
	return matched(dedup->standing[tie->other], tie->relation, &tie->likeness);
}

/*
 * For a document that stands for its text. That a survivor is contained in another story says more
 * than which member of its own cluster is like it.
 */
static struct finding match(const struct dedup *dedup, uint32_t document)
{
	uint32_t text = dedup->corpus.document[document].text;
	const struct membership *of = dedup->clusters.of;
	uint32_t centre = of[text].centre, survivor = dedup->survivor[centre], partner;

	if (document == survivor && swallowed_by(dedup, centre) != centre)
		return tied(dedup, text);
	if (document == survivor && dedup->corpus.text[text].copies > 1)
		return matched_copy(dedup, other_copy(dedup, document));
	if (text != centre)
		return matched(dedup->standing[centre], RELATION_NEAR, &of[text].likeness);
	partner = document == survivor ? dedup->companion[centre]
				       : dedup->corpus.document[survivor].text;
	if (partner == text)
		return tied(dedup, text);
	return matched(dedup->standing[partner], RELATION_NEAR, &of[partner].likeness);
}

struct finding dedup_finding(const struct dedup *dedup, uint32_t document)
{
	uint32_t standing = dedup->standing[dedup->corpus.document[document].text];
	bool cluster_is_earlier = is_earlier(dedup, dedup->survivor[centre_of(dedup, document)]);
	struct finding finding;

	/* What an earlier archive has says more than another copy that comes as late. */
	if (document == standing || (cluster_is_earlier && !is_earlier(dedup, standing)))
		finding = match(dedup, document);
	else
		finding = matched_copy(dedup, standing);
	finding.kept = dedup->survivor[dedup->into[centre_of(dedup, document)]];
	return finding;
}

/* False when both are of an earlier archive. */
static bool set_pair(const struct dedup *dedup, uint32_t document, struct finding match,
		     struct dedup_pair *pair)
{
	if (is_earlier(dedup, document)) {
		uint32_t other = match.of;

		match.of = document;
		document = other;
	}
	*pair = (struct dedup_pair){document,      match.of,          match.relation,
				    match.jaccard, match.containment, match.shared};
	return !is_earlier(dedup, document);
}

static bool near_pair(const struct dedup *dedup, const struct edge *edge, struct dedup_pair *pair)
{
	struct finding match =
		matched(dedup->standing[edge->b], RELATION_NEAR, &edge->likeness);

	return set_pair(dedup, dedup->standing[edge->a], match, pair);
}

static bool exact_pair(const struct dedup *dedup, uint32_t document, struct dedup_pair *pair)
{
	uint32_t standing = dedup->standing[dedup->corpus.document[document].text];

	return document != standing &&
	       set_pair(dedup, document, matched_copy(dedup, standing), pair);
}

bool dedup_next_pair(const struct dedup *dedup, size_t *at, struct dedup_pair *pair)
{
	size_t edges = dedup->edges.count;

	while (*at < edges)
		if (near_pair(dedup, &dedup->edges.item[(*at)++], pair))
			return true;
	while (*at - edges < dedup->corpus.documents)
		if (exact_pair(dedup, dedup->corpus.order[(*at)++ - edges], pair))
			return true;
	return false;
}

void dedup_free(struct dedup *dedup)
{
	corpus_free(&dedup->corpus);
	edges_free(&dedup->edges);
	clusters_free(&dedup->clusters);
	free(dedup->survivor);
	free(dedup->into);
	free(dedup->companion);
	free(dedup->standing);
	*dedup = (struct dedup){0};
}
