#include "dedup/walk.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/crew.h"

/* What one thread does at a time. */
struct load {
	struct corpus *corpus;
	const struct part *part;
	const struct visitor *visitor;
	void *hand;
	struct buf heads;
	struct buf candidates; /* of all heads */
	struct window higher;  /* a text that is not of the part, if texts are in a file */
	bool ok;
	struct err err;
};

size_t walk_hands(const struct corpus *corpus)
{
	enum { MOST = 16 }; /* some take a few bytes for each text: see HEAD_BYTES in corpus.c */
	size_t jobs = corpus->jobs > MOST ? MOST : corpus->jobs;

	return jobs ? jobs : 1;
}

static bool next_pairs(struct tape_reader *reader, struct pairs_head *head,
		       const struct candidate **candidate, struct err *err)
{
	const struct pairs_head *next = tape_next(reader, sizeof(*next), err);

	if (!next)
		return false;
	*head = *next;
	*candidate = tape_next(reader, head->count * sizeof(**candidate), err);
	return *candidate != NULL;
}

/* Copies pairs, until there are enough of them for a while or no more. */
static bool fill_load(struct load *load, struct tape_reader *reader, struct err *err)
{
	enum { ENOUGH = 256 * 1024 }; /* bytes */
	const struct candidate *candidate;
	struct pairs_head head;

	buf_clear(&load->heads);
	buf_clear(&load->candidates);
	while (load->candidates.len < ENOUGH && !tape_ended(reader)) {
		if (!next_pairs(reader, &head, &candidate, err))
			return false;
		buf_append(&load->heads, slice_make((const char *)&head, sizeof(head)));
		buf_append(&load->candidates,
			   slice_make((const char *)candidate, head.count * sizeof(*candidate)));
		if (buf_failed(&load->heads) || buf_failed(&load->candidates))
			return err_no_memory(err);
	}
	return true;
}

static bool visit_text(struct load *load, const struct pairs_head *head,
		       const struct candidate *candidate, size_t ahead)
{
	if (head->text >= load->part->end &&
	    !window_load_text(&load->higher, load->corpus, head->text, &load->err))
		return false;
	return load->visitor->visit(load->hand, head->text, candidate, head->count, ahead) ||
	       err_no_memory(&load->err);
}

static void visit_load(void *item)
{
	struct load *load = item;
	const struct pairs_head *head = (const void *)load->heads.data;
	const struct candidate *candidate = (const void *)load->candidates.data;
	size_t heads = load->heads.len / sizeof(*head);
	size_t ahead = load->candidates.len / sizeof(*candidate);

	for (size_t i = 0; i < heads && load->ok; i++) {
		load->ok = visit_text(load, &head[i], candidate, ahead);
		candidate += head[i].count;
		ahead -= head[i].count;
	}
}

static bool take_load(struct load *load, struct err *err)
{
	if (!load->ok)
		*err = load->err;
	return load->ok && load->visitor->take(load->visitor->context, load->hand, err);
}

static bool walk_pairs(struct load *load, size_t loads, struct tape_reader *reader, struct err *err)
{
	bool ok = true;

	while (ok && !tape_ended(reader)) {
		for (size_t i = 0; ok && i < loads; i++)
			ok = fill_load(&load[i], reader, err);
		if (ok)
			crew_work(load, loads, sizeof(*load), visit_load);
		for (size_t i = 0; ok && i < loads; i++)
			ok = take_load(&load[i], err);
	}
	return ok;
}

bool walk_part(const struct candidates *candidates, size_t number, struct corpus *corpus,
	       const struct visitor *visitor, struct err *err)
{
	const struct part *part = &candidates->part[number];
	struct tape_reader reader = {.tape = &part->pairs};
	size_t loads = walk_hands(corpus);
	struct load *load = array_new_zeroed(loads, sizeof(*load));
	struct window lower = {0};
	bool ok = load || err_no_memory(err);

	for (size_t i = 0; ok && i < loads; i++)
		load[i] = (struct load){
			.corpus = corpus,
			.part = part,
			.visitor = visitor,
			.hand = (char *)visitor->hands + i * visitor->hand_size,
			.ok = true,
		};
	if (ok && !tape_ended(&reader))
		ok = window_load(&lower, corpus, part->first, part->end, err) &&
		     walk_pairs(load, loads, &reader, err);
	for (size_t i = 0; load && i < loads; i++) {
		buf_free(&load[i].heads);
		buf_free(&load[i].candidates);
		window_free(&load[i].higher);
	}
	free(load);
	tape_reader_free(&reader);
	window_free(&lower);
	return ok;
}
