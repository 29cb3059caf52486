/* From records to findings: clusters, survivors, order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "dedup/dedup.h"
#include "dedup/mix.h"
#include "dedup/moment.h"

struct input {
	const char *id, *date, *url;
	unsigned story; /* its own words */
	unsigned words; /* how many of them */
	unsigned tail;  /* words that no other record has */
};

static void write_text(struct buf *text, const struct input *input, unsigned salt)
{
	for (unsigned i = 0; i < input->words; i++)
		buf_printf(text, "s%ux%u ", input->story, i);
	for (unsigned i = 0; i < input->tail; i++)
		buf_printf(text, "t%ux%u ", salt, i);
}

/* The next record; empties the text. */
static void absorb_text(struct dedup *dedup, const struct description *about, struct buf *text)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;
	struct buf digest = {0};
	struct err err;

	assert_true(fingerprint_make(&maker, buf_slice(text), &print));
	digest_write(&print, about, &digest);
	assert_true(corpus_absorb(&dedup->corpus, buf_slice(&digest), &err));
	fingerprinter_free(&maker);
	buf_free(&digest);
	buf_free(text);
}

static void absorb(struct dedup *dedup, const struct input *input, unsigned salt)
{
	struct description about = {.id = slice_of(input->id),
				    .date = slice_of(input->date),
				    .url = slice_of(input->url)};
	struct buf text = {0};

	write_text(&text, input, salt);
	absorb_text(dedup, &about, &text);
}

static void settle(struct dedup *dedup, const struct input *input, size_t count,
		   struct dedup_rules rules)
{
	struct err err;

	*dedup = (struct dedup){0};
	for (size_t i = 0; i < count; i++)
		absorb(dedup, &input[i], (unsigned)input[i].id[0]);
	assert_true(dedup_settle(dedup, &rules, &err));
}

static const struct dedup_rules best = {.keep = {.keep = KEEP_BEST}};

static void nothing_at_all(void **state)
{
	struct dedup dedup;

	(void)state;
	settle(&dedup, NULL, 0, best);
	dedup_free(&dedup);
}

static void one_record_is_unique(void **state)
{
	static const struct input input[] = {{"a", "", "", 1, 100, 0}};
	struct dedup dedup;
	struct finding finding;

	(void)state;
	settle(&dedup, input, 1, best);
	finding = dedup_finding(&dedup, 0);
	assert_int_equal(finding.kept, 0);
	assert_int_equal(finding.of, NO_DOCUMENT);
	assert_int_equal(finding.relation, RELATION_UNIQUE);
	dedup_free(&dedup);
}

static void copies_and_near_copies(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"a", "", "", 1, 100, 0},
		{"b", "", "", 1, 100, 20},
		{"c", "", "", 1, 100, 0},
		{"d", "", "", 2, 100, 0},
	};
	/* clang-format on */
	struct dedup dedup;
	struct finding finding;

	(void)state;
	settle(&dedup, input, COUNT_OF(input), best);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(dedup_finding(&dedup, i).kept,
				 1); /* one edge each; b has more to it */
	assert_int_equal(dedup_finding(&dedup, 3).kept, 3);
	finding = dedup_finding(&dedup, 2);
	assert_int_equal(finding.relation, RELATION_EXACT);
	assert_int_equal(finding.of, 0);
	assert_int_equal(finding.jaccard, 1000);
	assert_int_equal(finding.shared, 98);
	finding = dedup_finding(&dedup, 0);
	assert_int_equal(finding.relation, RELATION_NEAR);
	assert_int_equal(finding.of, 1);
	assert_int_equal(finding.jaccard, 98 * 1000 / 118);
	assert_int_equal(finding.containment, 1000);
	assert_int_equal(finding.shared, 98);
	finding = dedup_finding(&dedup, 1); /* the survivor names what it stands for */
	assert_int_equal(finding.relation, RELATION_NEAR);
	assert_int_equal(finding.of, 0);
	dedup_free(&dedup);
}

/* Not the one that has the most edges and the most words of all. */
static void the_centre_is_most_like_the_others(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"a", "", "", 1, 100, 10},
		{"b", "", "", 1, 100, 12},
		{"c", "", "", 1, 100, 20},
	};
	/* clang-format on */
	struct dedup dedup;

	(void)state;
	settle(&dedup, input, COUNT_OF(input), best);
	for (uint32_t d = 0; d < COUNT_OF(input); d++)
		assert_int_equal(dedup_finding(&dedup, d).kept, 0);
	dedup_free(&dedup);
}

static void survivors(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"a", "2024-03-02", "https://www.north.example/1", 1, 120, 0},
		{"b", "2024-03-01T23:00:00-05:00", "https://south.example/1", 1, 120, 10},
		{"c", "2024-03-02T03:00:00Z", "https://east.example/1", 1, 120, 5},
		{"d", "", "https://west.example/1", 1, 120, 0},
	};
	/* clang-format on */
	static const struct slice sources[] = {{"west.example", 12}, {"north.example", 13}};
	static const struct {
		struct keep_policy policy;
		uint32_t survivor;
		/* clang-format off */
	} want[] = {
		{{.keep = KEEP_FIRST}, 0},
		{{.keep = KEEP_EARLIEST}, 0},
		{{.keep = KEEP_LONGEST}, 1},
		{{.keep = KEEP_SOURCE, .source = sources, .sources = 2}, 3},
		{{.keep = KEEP_SOURCE, .source = sources + 1, .sources = 1}, 0},
	};
	/* clang-format on */
	struct dedup dedup;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		settle(&dedup, input, COUNT_OF(input),
		       (struct dedup_rules){.keep = want[i].policy});
		for (uint32_t d = 0; d < COUNT_OF(input); d++)
			assert_int_equal(dedup_finding(&dedup, d).kept, want[i].survivor);
		dedup_free(&dedup);
	}
}

static void ties_go_by_date_url_id(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"b", "2024-01-02", "https://x.example/1", 1, 50, 0},
		{"a", "2024-01-02", "https://x.example/2", 1, 50, 0},
		{"c", "2024-01-02", "https://x.example/1", 1, 50, 0},
		{"d", "2024-01-03", "https://x.example/0", 1, 50, 0},
	};
	/* clang-format on */
	struct dedup dedup;

	(void)state;
	settle(&dedup, input, COUNT_OF(input), best);
	for (uint32_t d = 0; d < COUNT_OF(input); d++)
		assert_int_equal(dedup_finding(&dedup, d).kept, 0);
	dedup_free(&dedup);
}

static void records_that_share_an_id_stay_apart(void **state)
{
	static const struct input input[] = {
		{"same", "", "", 1, 60, 0}, {"same", "", "", 2, 60, 0}, {"same", "", "", 1, 60, 0}};
	struct dedup dedup;

	(void)state;
	settle(&dedup, input, COUNT_OF(input), best);
	assert_int_equal(dedup_finding(&dedup, 0).kept, 0);
	assert_int_equal(dedup_finding(&dedup, 1).kept, 1);
	assert_int_equal(dedup_finding(&dedup, 2).kept, 0);
	dedup_free(&dedup);
}

/* Versions that drift: each is like its neighbours, the ends are not like each other. */
static void chains_do_not_drift(void **state)
{
	struct dedup dedup = {0};
	struct buf text = {0};
	struct description about = {.id = SLICE("x")};
	struct err err;

	(void)state;
	for (unsigned version = 0; version < 20; version++) {
		for (unsigned i = 0; i < 200; i++)
			buf_printf(&text, "c%u ", version * 40 + i);
		absorb_text(&dedup, &about, &text);
	}
	assert_true(dedup_settle(&dedup, &best, &err));
	assert_true(dedup_finding(&dedup, 0).kept != dedup_finding(&dedup, 19).kept);
	for (uint32_t d = 0; d < 20; d++) {
		struct finding finding = dedup_finding(&dedup, d);

		if (finding.relation == RELATION_NEAR)
			assert_true(finding.jaccard >= 250);
		assert_int_equal(dedup_finding(&dedup, finding.kept).kept, finding.kept);
	}
	dedup_free(&dedup);
}

/* Words of two stories in turn, fifteen at a time; `parts` says which ones. Then some of its own.
 */
static void absorb_mixture(struct dedup *dedup, unsigned parts, unsigned salt)
{
	struct description about = {.id = SLICE("x")};
	struct buf text = {0};

	for (unsigned i = 0; i < 20; i++)
		for (unsigned j = 0; (parts >> i % 2 & 1) && j < 15; j++)
			buf_printf(&text, "m%ux%ux%u ", i % 2, i, j);
	for (unsigned i = 0; i < salt; i++)
		buf_printf(&text, "t%ux%u ", salt, i);
	absorb_text(dedup, &about, &text);
}

/* Two stories that stand in a third text, paragraph by paragraph, do not become one through it. */
static void a_round_up_joins_none_of_its_parts(void **state)
{
	struct dedup dedup = {0};
	struct err err;

	(void)state;
	absorb_mixture(&dedup, 3, 0);
	absorb_mixture(&dedup, 1, 0);
	absorb_mixture(&dedup, 2, 0);
	assert_true(dedup_settle(&dedup, &best, &err));
	for (uint32_t d = 0; d < 3; d++)
		assert_int_equal(dedup_finding(&dedup, d).kept, d);
	assert_int_equal(dedup_finding(&dedup, 1).relation, RELATION_CONTAINED);
	assert_int_equal(dedup_finding(&dedup, 1).of, 0);
	dedup_free(&dedup);
}

/* Words with numbers among them; one word in three is garbled when `garbled` is set. */
static void absorb_worn(struct dedup *dedup, unsigned numbers, bool garbled)
{
	struct description about = {.id = SLICE("x")};
	struct buf text = {0};

	for (unsigned i = 0; i < 900; i++) {
		bool is_hit = garbled && mix64(i) % 100 < 34;

		if (i % 10 == 0)
			buf_printf(&text, "%u ", numbers + i);
		else
			buf_printf(&text, "%s%u ", is_hit ? "garbled" : "w", i);
	}
	absorb_text(dedup, &about, &text);
}

/* It has few runs of five words left, but its numbers. */
static void a_worn_copy_is_found_by_its_facts(void **state)
{
	struct dedup dedup = {0};
	struct err err;

	(void)state;
	absorb_worn(&dedup, 10000, false);
	absorb_worn(&dedup, 10000, true);
	absorb_worn(&dedup, 20000, true);
	assert_true(dedup_settle(&dedup, &best, &err));
	assert_int_equal(dedup_finding(&dedup, 1).kept, dedup_finding(&dedup, 0).kept);
	assert_int_equal(dedup_finding(&dedup, 2).kept, 2);
	dedup_free(&dedup);
}

/* A stands in B, B in C, each below another story. */
static void contained_records_are_dropped_on_demand(void **state)
{
	static const char *const id[] = {"a", "b", "c"};
	struct dedup dedup = {0};
	struct buf text = {0};
	struct dedup_rules rules = best;
	struct err err;

	(void)state;
	rules.drop_contained = true;
	for (unsigned record = 0; record < 3; record++) {
		struct description about = {.id = slice_of(id[record])};

		for (unsigned part = record + 1; part-- > 0;)
			for (unsigned i = 0; i < 100 + 100 * part; i++)
				buf_printf(&text, "p%ux%u ", part, i);
		absorb_text(&dedup, &about, &text);
	}
	assert_true(dedup_settle(&dedup, &rules, &err));
	for (uint32_t d = 0; d < 3; d++)
		assert_int_equal(dedup_finding(&dedup, d).kept, 2);
	assert_int_equal(dedup_finding(&dedup, 0).relation, RELATION_CONTAINED);
	assert_int_equal(dedup_finding(&dedup, 2).relation, RELATION_UNIQUE);
	dedup_free(&dedup);
}

/* That a story stands in another page is told of the one that is kept, copies or not. */
static void a_survivor_can_be_contained(void **state)
{
	static const unsigned parts[][2] = {
		{1, 0}, {1, 0}, {2, 1}}; /* two copies of 1; 2 and then 1 */
	struct dedup dedup = {0};
	struct buf text = {0};
	struct err err;

	(void)state;
	for (unsigned record = 0; record < COUNT_OF(parts); record++) {
		struct description about = {.id = SLICE("x")};

		for (unsigned part = 0; part < 2; part++)
			for (unsigned i = 0; parts[record][part] && i < 150; i++)
				buf_printf(&text, "p%ux%u ", parts[record][part], i);
		absorb_text(&dedup, &about, &text);
	}
	assert_true(dedup_settle(&dedup, &best, &err));
	assert_int_equal(dedup_finding(&dedup, 0).kept, 0);
	assert_int_equal(dedup_finding(&dedup, 0).relation, RELATION_CONTAINED);
	assert_int_equal(dedup_finding(&dedup, 0).of, 2);
	assert_int_equal(dedup_finding(&dedup, 1).kept, 0);
	assert_int_equal(dedup_finding(&dedup, 1).relation, RELATION_EXACT);
	assert_int_equal(dedup_finding(&dedup, 2).relation, RELATION_UNIQUE);
	dedup_free(&dedup);
}

/* The first `earlier` records are of an archive that is done. */
static void settle_against(struct dedup *dedup, const struct input *input, size_t count,
			   size_t earlier, struct dedup_rules rules)
{
	struct err err;

	*dedup = (struct dedup){0};
	for (size_t i = 0; i < count; i++)
		absorb(dedup, &input[i], (unsigned)input[i].id[0]);
	dedup->corpus.earlier = earlier;
	assert_true(dedup_settle(dedup, &rules, &err));
}

/* Though others are longer, in the middle of the cluster, or have the better date. */
static void an_earlier_archive_keeps_what_it_has(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"e", "2024-01-01", "", 1, 100, 0},
		{"a", "2020-01-01", "", 1, 100, 20},
		{"b", "2020-01-01", "", 1, 100, 21},
		{"c", "2020-01-01", "", 1, 100, 21},
		{"c", "2020-01-01", "", 1, 100, 21},
	};
	/* clang-format on */
	static const enum keep policies[] = {KEEP_BEST, KEEP_EARLIEST, KEEP_LONGEST};

	(void)state;
	for (unsigned p = 0; p < COUNT_OF(policies); p++) {
		struct dedup_rules rules = {.keep = {.keep = policies[p]}};
		struct dedup dedup;

		settle_against(&dedup, input, COUNT_OF(input), 1, rules);
		for (uint32_t d = 1; d < COUNT_OF(input); d++) {
			struct finding finding = dedup_finding(&dedup, d);

			assert_int_equal(finding.kept, 0);
			assert_int_equal(finding.of, 0);
			assert_int_equal(finding.relation, RELATION_NEAR);
			assert_int_equal(finding.shared, 98);
		}
		dedup_free(&dedup);
	}
}

static void pairs_within_an_earlier_archive_are_not_told(void **state)
{
	/* clang-format off */
	static const struct input input[] = {
		{"e", "", "", 1, 100, 0},
		{"f", "", "", 1, 100, 20},
		{"e", "", "", 1, 100, 0},
		{"a", "", "", 1, 100, 21},
	};
	/* clang-format on */
	struct dedup dedup;
	struct pair_walk walk = {.dedup = &dedup};
	struct dedup_pair pair;
	unsigned pairs = 0;
	bool more;
	struct err err;

	(void)state;
	settle_against(&dedup, input, COUNT_OF(input), 3, best);
	while (pair_walk_next(&walk, &pair, &more, &err) && more) {
		assert_int_equal(pair.a, 3);
		assert_true(pair.b < 3);
		pairs++;
	}
	assert_int_equal(pairs, 2); /* e and its copy are one text */
	pair_walk_free(&walk);
	dedup_free(&dedup);
}

/* A small record of an earlier archive is not dropped again, nor what is like it told otherwise. */
static void an_earlier_record_is_never_swallowed(void **state)
{
	static const unsigned parts[][2] = {{1, 0}, {1, 0}, {2, 1}};
	struct dedup dedup = {0};
	struct buf text = {0};
	struct dedup_rules rules = best;
	struct err err;

	(void)state;
	rules.drop_contained = true;
	for (unsigned record = 0; record < COUNT_OF(parts); record++) {
		struct description about = {.id = SLICE("x")};

		for (unsigned part = 0; part < 2; part++)
			for (unsigned i = 0; parts[record][part] && i < 150; i++)
				buf_printf(&text, "p%ux%u ", parts[record][part], i);
		absorb_text(&dedup, &about, &text);
	}
	dedup.corpus.earlier = 1;
	assert_true(dedup_settle(&dedup, &rules, &err));
	assert_int_equal(dedup_finding(&dedup, 1).kept, 0);
	assert_int_equal(dedup_finding(&dedup, 1).of, 0);
	assert_int_equal(dedup_finding(&dedup, 1).relation, RELATION_EXACT);
	assert_int_equal(dedup_finding(&dedup, 2).kept, 2);
	dedup_free(&dedup);
}

static void moments(void **state)
{
	(void)state;
	assert_true(moment_of(SLICE("1970-01-01")) == 0);
	assert_true(moment_of(SLICE("1970")) == 0);
	assert_true(moment_of(SLICE("2024-02-29T12:30:15Z")) == 1709209815);
	assert_true(moment_of(SLICE("2024-02-29T14:30:15.25+02:00")) == 1709209815);
	assert_true(moment_of(SLICE("20240229T07:30:15-0500")) == 1709209815);
	assert_true(moment_of(SLICE("2024-02-29 12:30:15 +00")) == 1709209815);
	assert_true(moment_of(SLICE("2024-02")) == moment_of(SLICE("2024-02-01T00:00")));
	assert_true(moment_of(SLICE("")) == DATE_UNKNOWN);
	assert_true(moment_of(SLICE("yesterday")) == DATE_UNKNOWN);
	assert_true(moment_of(SLICE("2024-13-01")) == DATE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(one_record_is_unique),
		cmocka_unit_test(copies_and_near_copies),
		cmocka_unit_test(the_centre_is_most_like_the_others),
		cmocka_unit_test(survivors),
		cmocka_unit_test(ties_go_by_date_url_id),
		cmocka_unit_test(records_that_share_an_id_stay_apart),
		cmocka_unit_test(chains_do_not_drift),
		cmocka_unit_test(a_round_up_joins_none_of_its_parts),
		cmocka_unit_test(a_worn_copy_is_found_by_its_facts),
		cmocka_unit_test(contained_records_are_dropped_on_demand),
		cmocka_unit_test(a_survivor_can_be_contained),
		cmocka_unit_test(an_earlier_archive_keeps_what_it_has),
		cmocka_unit_test(pairs_within_an_earlier_archive_are_not_told),
		cmocka_unit_test(an_earlier_record_is_never_swallowed),
		cmocka_unit_test(moments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
