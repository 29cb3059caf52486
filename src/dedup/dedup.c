#include "dedup/dedup.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/stoplist.h"
#include "dedup/union_find.h"

/* The pairs to compare. */
static bool search(struct corpus *corpus, struct candidates *candidates, struct err *err)
{
	struct postings postings = {0};
	bool ok = postings_build(&postings, corpus, err) &&
		  candidates_find(candidates, corpus, &postings, err);

	postings_free(&postings);
	return ok;
}

static bool take_frequent(struct corpus *corpus, struct candidates *candidates, struct err *err)
{
	uint32_t *core = union_find_new(corpus->texts);
	bool ok = core || err_no_memory(err);

	ok = ok && candidates_confirm(candidates, corpus, core, err) &&
	     stoplist_apply(corpus, core, err);
	free(core);
	return ok;
}

static bool find_edges(struct dedup *dedup, struct err *err)
{
	struct corpus *corpus = &dedup->corpus;
	struct candidates candidates = {0};
	bool ok = search(corpus, &candidates, err) && take_frequent(corpus, &candidates, err) &&
		  edges_verify(&dedup->edges, corpus, &candidates, err);

	candidates_free(&candidates);
	return ok;
}

static bool make_room(struct dedup *dedup)
{
	size_t texts = dedup->corpus.texts;

	dedup->survivor = array_new(texts, sizeof(*dedup->survivor));
	dedup->into = array_new(texts, sizeof(*dedup->into));
	dedup->companion = array_new(texts, sizeof(*dedup->companion));
	dedup->standing = array_new(texts, sizeof(*dedup->standing));
	dedup->second = array_new(texts, sizeof(*dedup->second));
	return dedup->survivor && dedup->into && dedup->companion && dedup->standing &&
	       dedup->second;
}

static uint32_t centre_of(const struct dedup *dedup, uint32_t document)
{
	return dedup->clusters.of[dedup->corpus.document[document].text].centre;
}

static bool is_earlier(const struct dedup *dedup, uint32_t document)
{
	return document < dedup->corpus.earlier;
}

static void choose_survivors(struct dedup *dedup, const struct keep_policy *policy,
			     struct lookup *lookup)
{
	for (size_t t = 0; t < dedup->corpus.texts; t++)
		dedup->survivor[t] = NO_DOCUMENT;
	for (uint32_t d = 0; d < dedup->corpus.documents; d++) {
		uint32_t centre = centre_of(dedup, d);
		uint32_t *survivor = &dedup->survivor[centre];

		if (*survivor == NO_DOCUMENT || keep_prefers(policy, lookup, centre, d, *survivor))
			*survivor = d;
	}
}

/* Of exact copies, the survivor represents all, else the first in the order of ties. */
static void choose_standing(struct dedup *dedup, uint32_t text, struct lookup *lookup)
{
	const struct corpus *corpus = &dedup->corpus;
	const uint32_t *copy = corpus->order + corpus->text[text].first;
	uint32_t survivor = dedup->survivor[dedup->clusters.of[text].centre];
	uint32_t first = copy[0], second = NO_DOCUMENT;

	if (corpus->document[survivor].text == text)
		first = survivor;
	for (uint32_t i = 0; i < corpus->text[text].copies; i++) {
		if (copy[i] == first)
			continue;
		if (first != survivor && keep_precedes(lookup, copy[i], first)) {
			second = first;
			first = copy[i];
		} else if (second == NO_DOCUMENT || keep_precedes(lookup, copy[i], second)) {
			second = copy[i];
		}
	}
	dedup->standing[text] = first;
	dedup->second[text] = second;
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
		if (*companion == of[t].centre ||
		    of[t].likeness.jaccard > of[*companion].likeness.jaccard)
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

static bool decide(struct dedup *dedup, const struct dedup_rules *rules, struct err *err)
{
	struct lookup lookup = {.corpus = &dedup->corpus};

	choose_survivors(dedup, &rules->keep, &lookup);
	choose_companions(dedup);
	for (uint32_t t = 0; t < dedup->corpus.texts; t++) {
		choose_standing(dedup, t, &lookup);
		dedup->into[t] = t;
	}
	for (uint32_t t = 0; rules->drop_contained && t < dedup->corpus.texts; t++)
		if (dedup->clusters.of[t].centre == t)
			dedup->into[t] = swallowed_by(dedup, t);
	for (uint32_t t = 0; t < dedup->corpus.texts; t++)
		dedup->into[t] = union_find_root(dedup->into, t);
	lookup_free(&lookup);
	if (lookup.err.code != ERR_NONE)
		*err = lookup.err;
	return lookup.err.code == ERR_NONE;
}

bool dedup_settle(struct dedup *dedup, const struct dedup_rules *rules, struct err *err)
{
	dedup->corpus.rules = rules->pairs;
	if (!corpus_collapse(&dedup->corpus, err) || !find_edges(dedup, err) ||
	    !clusters_build(&dedup->clusters, &dedup->edges, &dedup->corpus, err) ||
	    (rules->pins &&
	     !pins_apply(rules->pins, &dedup->clusters, &dedup->corpus, &dedup->pins_seen, err)))
		return false;
	corpus_drop_prints(&dedup->corpus);
	if (!make_room(dedup))
		return err_no_memory(err);
	return decide(dedup, rules, err);
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

/* A member of a cluster, matched with `of`: by its likeness to the centre, or by a pin. */
static struct finding matched_member(uint32_t of, const struct membership *member)
{
	return matched(of, member->likeness.shared ? member->relation : RELATION_PINNED,
		       &member->likeness);
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
 * For a document that represents its text. That a survivor is contained in another story says more
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
		return matched_copy(dedup, dedup->second[text]);
	if (text != centre)
		return matched_member(dedup->standing[centre], &of[text]);
	partner = document == survivor ? dedup->companion[centre]
				       : dedup->corpus.document[survivor].text;
	if (partner == text)
		return tied(dedup, text);
	return matched_member(dedup->standing[partner], &of[partner]);
}

static bool is_stub(const struct corpus *corpus, uint32_t document)
{
	return corpus->document[document].word_count < STUB_WORDS;
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
	if (finding.of == NO_DOCUMENT && is_stub(&dedup->corpus, document))
		finding.relation = RELATION_NO_ARTICLE;
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
	struct finding match = matched(dedup->standing[edge->b], edge->relation, &edge->likeness);

	return set_pair(dedup, dedup->standing[edge->a], match, pair);
}

static bool exact_pair(const struct dedup *dedup, uint32_t document, struct dedup_pair *pair)
{
	uint32_t standing = dedup->standing[dedup->corpus.document[document].text];

	return document != standing &&
	       set_pair(dedup, document, matched_copy(dedup, standing), pair);
}

/* *found is false when no near pair is left. */
static bool next_near(struct pair_walk *walk, struct dedup_pair *pair, bool *found, struct err *err)
{
	struct edge edge;
	bool more = true;

	*found = false;
	if (!walk->is_open && !edge_reader_open(&walk->edges, &walk->dedup->edges, err))
		return false;
	walk->is_open = true;
	while (more && !*found) {
		if (!edge_reader_next(&walk->edges, &edge, &more, err))
			return false;
		*found = more && near_pair(walk->dedup, &edge, pair);
	}
	return true;
}

bool pair_walk_next(struct pair_walk *walk, struct dedup_pair *pair, bool *more, struct err *err)
{
	const struct corpus *corpus = &walk->dedup->corpus;

	*more = false;
	if (!walk->past_edges && !next_near(walk, pair, more, err))
		return false;
	walk->past_edges = !*more;
	while (!*more && walk->copy < corpus->documents)
		*more = exact_pair(walk->dedup, corpus->order[walk->copy++], pair);
	return true;
}

void pair_walk_free(struct pair_walk *walk)
{
	edge_reader_close(&walk->edges);
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
	free(dedup->second);
	*dedup = (struct dedup){0};
}
