/*
 * dedup of more records than 24 bits can number; `make build/bench/many` builds it.
 *
 * usage: many [RECORDS [MEMORY in MiB]]
 *
 * The records come in threes: a text, a copy of it, and one that is nearly the same. They are made
 * up as fingerprints, without any words, so that 17 million take a minute. Every finding is
 * checked.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "dedup/dedup.h"
#include "dedup/mix.h"

enum { SHINGLES = 20, SKETCHED = 4, WORDS = 70 };

static int compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static bool absorb(struct corpus *corpus, uint64_t record, struct buf *digest, struct err *err)
{
	uint64_t story = record / 3;
	bool is_near = record % 3 == 2;
	uint32_t set[SHINGLES + 1], sketch[SKETCHED];
	char id[24];
	struct description about = {0};
	struct fingerprint print = {
		.words = {mix64(story * 2 + is_near), story},
		.bytes = record,
		.word_count = WORDS,
		.shingles = SHINGLES + is_near,
		.sketched = SKETCHED,
		.sampled = SKETCHED,
		.set = set,
		.sketch = sketch,
	};

	for (uint64_t i = 0; i < SHINGLES; i++)
		set[i] = (uint32_t)mix64(story * SHINGLES + i) | SHINGLE_PROSE;
	set[SHINGLES] = (uint32_t)mix64(~record) | SHINGLE_PROSE;
	for (uint64_t i = 0; i < SKETCHED; i++)
		sketch[i] = (uint32_t)(mix64(story * SKETCHED + i) >> 32);
	qsort(sketch, SKETCHED, sizeof(*sketch), compare);
	snprintf(id, sizeof(id), "%012llu", (unsigned long long)record);
	about.id = slice_of(id);
	buf_clear(digest);
	digest_write(&print, &about, digest);
	return corpus_absorb(corpus, buf_slice(digest), err);
}

/* Each three are one story, and the copy is the only exact one. */
static size_t count_wrong(const struct dedup *dedup)
{
	size_t wrong = 0;

	for (uint32_t d = 0; d < dedup->corpus.documents; d++) {
		struct finding finding = dedup_finding(dedup, d);
		enum relation relation = d % 3 == 2 ? RELATION_NEAR : RELATION_EXACT;

		/* Of a text and its copy one may be told as near, when the near one is kept. */
		if (finding.of / 3 != d / 3 || finding.kept / 3 != d / 3 ||
		    (finding.relation != relation && finding.relation != RELATION_NEAR))
			wrong++;
	}
	return wrong;
}

int main(int argc, char **argv)
{
	uint64_t records = (argc > 1 ? strtoull(argv[1], NULL, 10) : 17000000) / 3 * 3;
	uint64_t memory = argc > 2 ? strtoull(argv[2], NULL, 10) : 6144;
	struct dedup dedup = {.corpus.memory = memory << 20};
	struct dedup_rules rules = {.keep.keep = KEEP_FIRST};
	struct buf digest = {0};
	struct err err = {0};
	struct rusage usage;
	size_t wrong = 0;
	bool ok = true;

	for (uint64_t r = 0; ok && r < records; r++)
		ok = absorb(&dedup.corpus, r, &digest, &err);
	if (ok)
		printf("least memory %lluM, prints in %s\n",
		       (unsigned long long)(corpus_floor(&dedup.corpus) >> 20),
		       dedup.corpus.prints.is_filed ? "files" : "memory");
	ok = ok && dedup_settle(&dedup, &rules, &err);
	if (ok)
		wrong = count_wrong(&dedup);
	getrusage(RUSAGE_SELF, &usage);
	printf("%llu records, %zu texts, %zu wrong, %ld s of user time, peak %ld MiB%s%s\n",
	       (unsigned long long)records, dedup.corpus.texts, wrong, (long)usage.ru_utime.tv_sec,
	       usage.ru_maxrss / 1024, ok ? "" : ": ", ok ? "" : err.message);
	dedup_free(&dedup);
	buf_free(&digest);
	return ok && !wrong ? EXIT_SUCCESS : EXIT_FAILURE;
}
