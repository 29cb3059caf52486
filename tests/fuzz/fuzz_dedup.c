/*
 * Clusters over any records. The first byte sets the rules; each line of the rest is a record, a
 * byte of it naming a word, so that texts have much in common. Each cluster has exactly one
 * survivor, matches name other records, and the other way round, or with next to no memory, so that
 * all goes through files, gives the same survivors.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../lib/word_texts.h"
#include "dedup/dedup.h"

enum { MAX_RECORDS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void absorb(struct dedup *dedup, struct slice line, size_t id)
{
	struct buf digest = {0}, name = {0};
	struct description about = {0};
	struct err err;

	buf_printf(&name, "%zu", id);
	about.id = buf_slice(&name);
	word_text_digest(line, &about, &digest);
	if (!corpus_absorb(&dedup->corpus, buf_slice(&digest), &err))
		abort();
	buf_free(&digest);
	buf_free(&name);
}

static void settle(struct dedup *dedup, const struct slice *line, size_t count, bool backwards,
		   uint64_t memory, const struct dedup_rules *rules)
{
	struct err err;

	*dedup = (struct dedup){.corpus.memory = memory};
	for (size_t i = 0; i < count; i++) {
		size_t at = backwards ? count - 1 - i : i;

		absorb(dedup, line[at], at);
	}
	if (!dedup_settle(dedup, rules, &err))
		abort();
}

static void check_finding(const struct dedup *dedup, uint32_t document)
{
	struct finding finding = dedup_finding(dedup, document);

	assert(finding.kept < dedup->corpus.documents);
	assert(dedup_finding(dedup, finding.kept).kept == finding.kept);
	assert(finding.jaccard <= 1000 && finding.containment <= 1000);
	assert((finding.of == NO_DOCUMENT) == (finding.relation == RELATION_UNIQUE));
	assert(finding.of == NO_DOCUMENT ||
	       (finding.of < dedup->corpus.documents && finding.of != document));
	if (finding.kept != document)
		assert(finding.relation >= RELATION_CONTAINED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size}, line[MAX_RECORDS];
	struct dedup_rules rules = {0};
	struct dedup one, other;
	size_t count = 0;

	if (!size)
		return 0;
	rules.keep.keep = data[0] & 1 ? KEEP_LONGEST : KEEP_BEST;
	rules.drop_contained = data[0] & 2;
	rest = slice_from(rest, 1);
	while (count < MAX_RECORDS && slice_next_line(&rest, &line[count]))
		count++;
	settle(&one, line, count, false, 0, &rules);
	settle(&other, line, count, true, data[0] & 4 ? 1 : 0, &rules);
	for (uint32_t d = 0; d < count; d++) {
		uint32_t mirror = (uint32_t)count - 1 - d;
		struct finding here = dedup_finding(&one, d), there = dedup_finding(&other, mirror);

		check_finding(&one, d);
		assert(here.kept == count - 1 - there.kept);
		assert(here.relation == there.relation);
		assert(here.of == NO_DOCUMENT || here.of == count - 1 - there.of);
		assert(here.jaccard == there.jaccard && here.containment == there.containment);
		assert(here.shared == there.shared);
	}
	dedup_free(&one);
	dedup_free(&other);
	return 0;
}
