#include "dedup/candidates.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/sorting.h"
#include "dedup/crew.h"
#include "dedup/walk.h"

enum {
	MIN_CAP = 50,
	REPRESENTATIVES = 2,
	MANY_TEXTS = 750000,       /* from here on two neighbours */
	FEW = 32,                  /* candidates: sorted by insertion */
	MOST_MEETINGS = 128 << 20, /* bytes: more makes it no faster */
};

/*
 * A text's counter: hits in the lower bits, saturating; the flag says that some lists were cut
 * short.
 */
enum { HITS = 0x7F, CUT = 0x80 };

/* Of a meeting that a long list made, beside the text's number. */
#define MEETING_CUT (UINT32_C(1) << 31)

/* What all threads share. */
struct search {
	const struct corpus *corpus;
	const struct postings *postings;
	struct candidates *candidates;
	size_t cap;
	unsigned neighbours;
	size_t *place; /* of each text: how many meetings it has; then, where they end */
	bool *is_tiny; /* each text: may a single shared value make it a candidate? */
	size_t end;    /* texts before this one were dealt out */
	struct hand *hand;
	size_t hands;
};

/* What one thread works on. */
struct hand {
	const struct search *search;

	/* The texts whose meetings are in memory; those of one side by side. */
	size_t first, end;
	uint32_t *meeting;
	size_t meetings, meeting_cap;

	/* One text at a time. */
	unsigned char *hits; /* of each other text */
	uint32_t *met;       /* the texts with hits */
	size_t met_count;
	uint64_t *found, *spare; /* candidates: text, then what it shares */
	size_t found_count, found_cap, spare_cap;

	struct buf out; /* heads and candidates */
	bool ok;
	struct err err;
};

/* How many texts a list's member meets. */
static size_t count_meetings(const struct search *search, uint32_t count, uint32_t at)
{
	size_t met = at;

	if (count <= search->cap)
		return at;
	if (met > REPRESENTATIVES)
		met = REPRESENTATIVES;
	for (size_t i = 1; i <= search->neighbours && at >= i + REPRESENTATIVES; i++)
		met++;
	return met;
}

/* Writes whom member `at` of the list meets. */
static void meet(struct hand *hand, const uint32_t *member, uint32_t count, uint32_t at)
{
	const struct search *search = hand->search;
	size_t *place = &search->place[member[at]];
	uint32_t *meeting = hand->meeting + *place;

	if (count <= search->cap) {
		for (uint32_t i = 0; i < at; i++)
			meeting[i] = member[i];
		*place += at;
		return;
	}
	for (uint32_t i = 0; i < REPRESENTATIVES && i < at; i++)
		*meeting++ = member[i] | MEETING_CUT;
	for (uint32_t i = 1; i <= search->neighbours && at >= i + REPRESENTATIVES; i++)
		*meeting++ = member[at - i] | MEETING_CUT;
	*place = (size_t)(meeting - hand->meeting);
}

static bool count_all(struct search *search, struct err *err)
{
	struct tape_reader reader = {.tape = &search->postings->lists};
	const uint32_t *member;
	uint32_t count;
	bool ok;

	while ((ok = postings_next(&reader, &member, &count, err)) && count)
		for (uint32_t i = 0; i < count; i++)
			search->place[member[i]] += count_meetings(search, count, i);
	tape_reader_free(&reader);
	return ok;
}

/* Chooses the hand's next texts: as many as have room for their meetings, and one at least. */
static bool choose_texts(struct search *search, struct hand *hand, struct err *err)
{
	size_t share = corpus_share(search->corpus, (unsigned)(8 * search->hands)), sum = 0;
	size_t most = MOST_MEETINGS / search->hands;

	if (share && share < most)
		most = share;
	most /= sizeof(*hand->meeting);
	hand->first = search->end;
	while (search->end < search->corpus->texts) {
		size_t count = search->place[search->end];

		if (sum + count > most && search->end > hand->first)
			break;
		search->place[search->end++] = sum;
		sum += count;
	}
	hand->end = search->end;
	if (sum > hand->meeting_cap) {
		free(hand->meeting);
		hand->meeting = array_new(sum, sizeof(*hand->meeting));
		hand->meeting_cap = hand->meeting ? sum : 0;
	}
	hand->meetings = sum;
	return !sum || hand->meeting || err_no_memory(err);
}

/* The first member that is not below the text. */
static uint32_t lower_bound(const uint32_t *member, uint32_t count, size_t text)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (member[middle] < text)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool meet_all(struct hand *hand)
{
	struct tape_reader reader = {.tape = &hand->search->postings->lists};
	const uint32_t *member;
	uint32_t count;
	bool ok = true;

	while (hand->meetings && (ok = postings_next(&reader, &member, &count, &hand->err)) &&
	       count) {
		uint32_t i = hand->first ? lower_bound(member, count, hand->first) : 0;

		for (; i < count && member[i] < hand->end; i++)
			meet(hand, member, count, i);
	}
	tape_reader_free(&reader);
	return ok;
}

/* One text's meetings become its candidates. */

static inline void hit(struct hand *hand, uint32_t meeting)
{
	unsigned char *hits = &hand->hits[meeting & ~MEETING_CUT];

	if (!*hits)
		hand->met[hand->met_count++] = meeting & ~MEETING_CUT;
	if ((*hits & HITS) < HITS)
		++*hits;
	if (meeting & MEETING_CUT)
		*hits |= CUT;
}

static bool collect(struct hand *hand, uint32_t text)
{
	const struct text *texts = hand->search->corpus->text;

	if (!ARRAY_RESERVE(hand->found, hand->found_cap, hand->met_count))
		return false;
	hand->found_count = 0;
	for (size_t i = 0; i < hand->met_count; i++) {
		uint32_t other = hand->met[i], shared;
		unsigned char hits = hand->hits[other];
		bool unsure;

		hand->hits[other] = 0;
		shared = hits & HITS;
		if (shared < MIN_SHARED && !hand->search->is_tiny[text] &&
		    !hand->search->is_tiny[other])
			continue; /* most end here, before their texts are read */
		unsure = hits & CUT ? shared >= MIN_SHARED : shared == HITS;
		if (!unsure && !candidate_shares_enough(&texts[text], &texts[other], shared))
			continue;
		hand->found[hand->found_count++] =
			(uint64_t)other << 32 | shared | (unsure ? SHARED_UNSURE : 0);
	}
	hand->met_count = 0;
	return true;
}

/* By their texts. */
static bool sort_found(struct hand *hand)
{
	uint64_t *found = hand->found;

	if (hand->found_count > FEW) {
		if (!ARRAY_RESERVE(hand->spare, hand->spare_cap, hand->found_count))
			return false;
		sort_u64_by_high(found, hand->found_count, hand->spare);
		return true;
	}
	for (size_t i = 1; i < hand->found_count; i++) {
		uint64_t moved = found[i];
		size_t j = i;

		for (; j > 0 && found[j - 1] > moved; j--)
			found[j] = found[j - 1];
		found[j] = moved;
	}
	return true;
}

static bool put_found(struct hand *hand, uint32_t text)
{
	struct pairs_head head = {text, (uint32_t)hand->found_count};

	if (!head.count)
		return true;
	buf_append(&hand->out, slice_make((const char *)&head, sizeof(head)));
	for (size_t i = 0; i < hand->found_count; i++) {
		struct candidate candidate = {(uint32_t)(hand->found[i] >> 32),
					      (uint32_t)hand->found[i]};

		buf_append(&hand->out, slice_make((const char *)&candidate, sizeof(candidate)));
	}
	return !buf_failed(&hand->out);
}

static bool take_texts(struct hand *hand)
{
	const size_t *place = hand->search->place;
	size_t from = 0;

	for (size_t t = hand->first; t < hand->end; from = place[t++]) {
		for (size_t i = from; i < place[t]; i++)
			hit(hand, hand->meeting[i]);
		if (!collect(hand, (uint32_t)t) || !sort_found(hand) ||
		    !put_found(hand, (uint32_t)t))
			return err_no_memory(&hand->err);
	}
	return true;
}

static void find_candidates(void *item)
{
	struct hand *hand = item;

	hand->ok = meet_all(hand) && take_texts(hand);
}

/* A text's candidates go to their parts. */
static bool deal(struct candidates *candidates, uint32_t text, const struct candidate *candidate,
		 uint32_t count, struct err *err)
{
	struct part *part = candidates->part;

	for (uint32_t i = 0, end; i < count; i = end) {
		struct pairs_head head = {.text = text};

		while (part->end <= candidate[i].text)
			part++;
		for (end = i; end < count && candidate[end].text < part->end;)
			end++;
		head.count = end - i;
		if (!tape_write(&part->pairs, &head, sizeof(head), err) ||
		    !tape_write(&part->pairs, candidate + i, head.count * sizeof(*candidate), err))
			return false;
	}
	return true;
}

static bool take_found(struct search *search, struct hand *hand, struct err *err)
{
	struct slice rest = buf_slice(&hand->out);

	if (!hand->ok)
		*err = hand->err;
	while (hand->ok && rest.len) {
		struct pairs_head head;
		const struct candidate *candidate;

		memcpy(&head, rest.data, sizeof(head));
		candidate = (const void *)(rest.data + sizeof(head));
		if (!deal(search->candidates, head.text, candidate, head.count, err))
			return false;
		rest = slice_from(rest, sizeof(head) + head.count * sizeof(*candidate));
	}
	buf_clear(&hand->out);
	return hand->ok;
}

static bool make_parts(struct candidates *candidates, const struct corpus *corpus)
{
	for (size_t from = 0, end; from < corpus->texts; from = end) {
		end = corpus_window_end(corpus, from, corpus_part_bytes(corpus));
		if (!ARRAY_RESERVE(candidates->part, candidates->part_cap, candidates->parts + 1))
			return false;
		candidates->part[candidates->parts++] =
			(struct part){(uint32_t)from, (uint32_t)end, corpus_tape(corpus, 16)};
	}
	for (size_t p = 0; corpus->memory && p < candidates->parts; p++)
		candidates->part[p].pairs = corpus_tape(corpus, (unsigned)(16 * candidates->parts));
	return true;
}

static bool open_search(struct search *search)
{
	size_t texts = search->corpus->texts, hands = walk_hands(search->corpus);

	search->place = array_new_zeroed(texts, sizeof(*search->place));
	search->is_tiny = array_new(texts, sizeof(*search->is_tiny));
	search->hand = array_new_zeroed(hands, sizeof(*search->hand));
	if (!search->place || !search->is_tiny || !search->hand)
		return false;
	for (size_t t = 0; t < texts; t++)
		search->is_tiny[t] = search->corpus->text[t].sampled <= TINY_SKETCH;
	while (search->hands < hands) {
		struct hand *hand = &search->hand[search->hands++];

		hand->search = search;
		hand->hits = array_new_zeroed(texts, 1);
		hand->met = array_new(texts, sizeof(*hand->met));
		if (!hand->hits || !hand->met)
			return false;
	}
	return make_parts(search->candidates, search->corpus);
}

static void close_search(struct search *search)
{
	for (size_t i = 0; i < search->hands; i++) {
		struct hand *hand = &search->hand[i];

		free(hand->meeting);
		free(hand->hits);
		free(hand->met);
		free(hand->found);
		free(hand->spare);
		buf_free(&hand->out);
	}
	free(search->hand);
	free(search->place);
	free(search->is_tiny);
}

/* Each thread has texts of its own, the lowest ones the first. */
static bool find(struct search *search, struct err *err)
{
	bool ok = count_all(search, err);

	while (ok && search->end < search->corpus->texts) {
		for (size_t i = 0; ok && i < search->hands; i++)
			ok = choose_texts(search, &search->hand[i], err);
		if (ok)
			crew_work(search->hand, search->hands, sizeof(*search->hand),
				  find_candidates);
		for (size_t i = 0; ok && i < search->hands; i++)
			ok = take_found(search, &search->hand[i], err);
	}
	return ok;
}

bool candidates_find(struct candidates *candidates, const struct corpus *corpus,
		     const struct postings *postings, struct err *err)
{
	size_t texts = corpus->texts;
	struct search search = {
		.corpus = corpus,
		.postings = postings,
		.candidates = candidates,
		.cap = texts * 15 / 100000 > MIN_CAP ? texts * 15 / 100000 : MIN_CAP,
		.neighbours = texts < MANY_TEXTS ? 1 : 2,
	};
	bool ok;

	*candidates = (struct candidates){0};
	ok = (open_search(&search) || err_no_memory(err)) && find(&search, err);
	close_search(&search);
	return ok;
}
