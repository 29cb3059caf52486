/*
 * A stream of any records. The first byte sets the rules; each line of the rest is a record, a byte
 * of it naming a word. A record that is not kept was matched with one that was kept before it, the
 * same text is never kept twice while all is remembered, and the same stream gives the same
 * answers.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../lib/word_texts.h"
#include "dedup/recent.h"

enum { MAX_RECORDS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What became of a record. */
struct answer {
	bool is_kept;
	enum relation relation;
	uint32_t shared;
	size_t of;
};

static struct answer take(struct recent *recent, struct slice line, size_t number)
{
	struct buf digest = {0}, id = {0};
	struct description about = {0};
	struct sighting sighting;
	struct answer answer;
	struct err err;

	buf_printf(&id, "%c", (char)('0' + number));
	about.id = buf_slice(&id);
	about.date = number % 3 ? SLICE("2024-01-01") : SLICE("2024-01-09");
	word_text_digest(line, &about, &digest);
	if (!recent_take(recent, buf_slice(&digest), false, &sighting, &err))
		abort();
	answer = (struct answer){
		.is_kept = sighting.is_kept,
		.relation = sighting.relation,
		.shared = sighting.likeness.shared,
		.of = sighting.of.len ? (unsigned char)sighting.of.data[0] - '0' : MAX_RECORDS,
	};
	buf_free(&digest);
	buf_free(&id);
	return answer;
}

static void run(const struct recent_rules *rules, const struct slice *line, size_t count,
		struct answer *answer)
{
	struct err err;
	struct recent *recent = recent_open(rules, &err);

	if (!recent)
		abort();
	for (size_t i = 0; i < count; i++)
		answer[i] = take(recent, line[i], i);
	recent_close(recent);
}

static void check(const struct recent_rules *rules, const struct slice *line,
		  const struct answer *answer, size_t at)
{
	const struct answer *here = &answer[at];

	assert((here->of == MAX_RECORDS) == (here->relation == RELATION_UNIQUE));
	assert(here->of == MAX_RECORDS || (here->of < at && answer[here->of].is_kept));
	assert(here->is_kept == (here->relation < RELATION_NEAR &&
				 !(here->relation == RELATION_CONTAINED && rules->drop_contained)));
	if (rules->window)
		return;
	for (size_t i = 0; i < at; i++)
		if (answer[i].is_kept && slice_equal(line[i], line[at]))
			assert(here->relation == RELATION_EXACT && here->of == i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size}, line[MAX_RECORDS];
	struct answer answer[MAX_RECORDS], again[MAX_RECORDS];
	struct recent_rules rules = {0};
	size_t count = 0;

	if (!size)
		return 0;
	rules.drop_contained = data[0] & 1;
	rules.window = data[0] & 2 ? 86400 : 0;
	rest = slice_from(rest, 1);
	while (count < MAX_RECORDS && slice_next_line(&rest, &line[count]))
		count++;
	run(&rules, line, count, answer);
	for (size_t i = 0; i < count; i++)
		check(&rules, line, answer, i);
	rules.memory = UINT64_C(1) << 40;
	run(&rules, line, count, again);
	for (size_t i = 0; i < count; i++)
		assert(answer[i].of == again[i].of && answer[i].shared == again[i].shared &&
		       answer[i].relation == again[i].relation);
	return 0;
}
