#include "dedup/arrange.h"

#include <stdlib.h>

#include "base/array.h"

struct arrangement {
	struct corpus *corpus;
	uint64_t *to;        /* where each text will stand */
	uint64_t part_bytes; /* of the new order; each part waits in a tape of its own */
	struct tape part[ARRANGE_PARTS];
	struct tape out;
};

static bool plan(struct arrangement *arrangement)
{
	const struct corpus *corpus = arrangement->corpus;
	uint64_t sum = 0, least = corpus_share(corpus, 2);

	arrangement->to = array_new(corpus->texts, sizeof(*arrangement->to));
	if (!arrangement->to)
		return false;
	for (size_t t = 0; t < corpus->texts; t++) {
		arrangement->to[t] = sum;
		sum += text_bytes(&corpus->text[t]);
	}
	arrangement->part_bytes = sum / ARRANGE_PARTS + 1;
	if (arrangement->part_bytes < least)
		arrangement->part_bytes = least;
	return true;
}

/* Each text is written, with its number, to the part where it belongs. */
static bool deal(struct arrangement *arrangement, struct err *err)
{
	const struct corpus *corpus = arrangement->corpus;
	struct tape_reader reader = {.tape = &corpus->prints};
	bool ok = true;

	for (uint32_t d = 0; ok && d < corpus->documents; d++) {
		uint32_t t = corpus->document[d].text;
		const struct text *text = &corpus->text[t];
		size_t bytes = text_bytes(text);
		struct tape *part =
			&arrangement->part[arrangement->to[t] / arrangement->part_bytes];
		const void *print;

		if (corpus->order[text->first] != d)
			continue;
		part->dir = corpus->tmp_dir;
		part->room = 1;
		tape_skip(&reader, text->at - reader.at);
		print = tape_next(&reader, bytes, err);
		ok = print && tape_write(part, &t, sizeof(t), err) &&
		     tape_write(part, print, bytes, err);
	}
	tape_reader_free(&reader);
	return ok;
}

/* Puts one part in order. `window` has room for it; it begins with text `first`. */
static bool settle_part(struct arrangement *arrangement, const struct tape *part, size_t first,
			char *window, struct err *err)
{
	const struct corpus *corpus = arrangement->corpus;
	struct tape_reader reader = {.tape = part};
	bool ok = true;

	while (ok && !tape_ended(&reader)) {
		const uint32_t *t = tape_next(&reader, sizeof(*t), err);
		uint32_t text = t ? *t : 0;
		size_t bytes = text_bytes(&corpus->text[text]);
		const void *print = t ? tape_next(&reader, bytes, err) : NULL;

		ok = print != NULL;
		if (ok && bytes)
			memcpy(window + (arrangement->to[text] - arrangement->to[first]), print,
			       bytes);
	}
	tape_reader_free(&reader);
	return ok;
}

static bool collect(struct arrangement *arrangement, struct err *err)
{
	const struct corpus *corpus = arrangement->corpus;
	const uint64_t *to = arrangement->to;
	struct buf window = {0};
	bool ok = true;

	for (size_t t = 0; ok && t < corpus->texts;) {
		size_t part = (size_t)(to[t] / arrangement->part_bytes), first = t;
		size_t bytes = 0;

		for (; t < corpus->texts && to[t] / arrangement->part_bytes == part; t++)
			bytes += text_bytes(&corpus->text[t]);
		buf_clear(&window);
		ok = buf_reserve(&window, bytes + 1) || err_no_memory(err);
		ok = ok &&
		     settle_part(arrangement, &arrangement->part[part], first, window.data, err) &&
		     tape_write(&arrangement->out, window.data, bytes, err);
		tape_free(&arrangement->part[part]);
	}
	buf_free(&window);
	return ok;
}

bool corpus_arrange(struct corpus *corpus, struct err *err)
{
	struct arrangement arrangement = {
		.corpus = corpus,
		.out = {.dir = corpus->tmp_dir, .room = 1},
	};
	bool ok = plan(&arrangement) || err_no_memory(err);

	ok = ok && deal(&arrangement, err);
	if (ok)
		tape_free(&corpus->prints);
	ok = ok && tape_spill(&arrangement.out, err) && collect(&arrangement, err);
	for (size_t t = 0; ok && t < corpus->texts; t++)
		corpus->text[t].at = arrangement.to[t];
	for (size_t p = 0; p < ARRANGE_PARTS; p++)
		tape_free(&arrangement.part[p]);
	free(arrangement.to);
	if (ok)
		corpus->prints = arrangement.out;
	else
		tape_free(&arrangement.out);
	return ok;
}
