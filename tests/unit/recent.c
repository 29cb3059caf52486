/* A stream: the first one seen is kept, and the oldest are forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "dedup/recent.h"

struct stream {
	struct recent *recent;
	struct fingerprinter maker;
	struct buf text, digest, id;
	struct sighting sighting;
};

static void stream_open(struct stream *stream, struct recent_rules rules)
{
	struct err err;

	*stream = (struct stream){.recent = recent_open(&rules, &err)};
	assert_non_null(stream->recent);
}

static void stream_close(struct stream *stream)
{
	recent_close(stream->recent);
	fingerprinter_free(&stream->maker);
	buf_free(&stream->text);
	buf_free(&stream->digest);
	buf_free(&stream->id);
}

/* A record of `words` words of a story, and `more` words that only this record has. */
static const struct sighting *take(struct stream *stream, unsigned id, unsigned story,
				   unsigned words, unsigned more, const char *date)
{
	struct description about = {.date = slice_of(date)};
	struct fingerprint print;
	struct err err;

	buf_clear(&stream->text);
	buf_clear(&stream->digest);
	buf_clear(&stream->id);
	for (unsigned i = 0; i < words; i++)
		buf_printf(&stream->text, "s%ux%u ", story, i);
	for (unsigned i = 0; i < more; i++)
		buf_printf(&stream->text, "m%ux%u ", id, i);
	buf_printf(&stream->id, "%u", id);
	about.id = buf_slice(&stream->id);
	assert_true(fingerprint_make(&stream->maker, buf_slice(&stream->text), &print));
	digest_write(&print, &about, &stream->digest);
	assert_true(recent_take(stream->recent, buf_slice(&stream->digest), false,
				&stream->sighting, &err));
	return &stream->sighting;
}

static void assert_match(const struct sighting *sighting, enum relation relation, bool is_kept,
			 const char *of)
{
	assert_int_equal(sighting->relation, relation);
	assert_int_equal(sighting->is_kept, is_kept);
	assert_true(slice_equal(sighting->of, slice_of(of)));
}

static void the_first_one_is_kept(void **state)
{
	struct stream stream;

	(void)state;
	stream_open(&stream, (struct recent_rules){0});
	assert_match(take(&stream, 1, 7, 100, 0, ""), RELATION_UNIQUE, true, "");
	assert_match(take(&stream, 2, 8, 100, 0, ""), RELATION_UNIQUE, true, "");
	assert_match(take(&stream, 3, 7, 100, 0, ""), RELATION_EXACT, false, "1");
	assert_match(take(&stream, 4, 7, 100, 20, ""), RELATION_NEAR, false, "1");
	assert_match(take(&stream, 5, 8, 100, 20, ""), RELATION_NEAR, false, "2");
	assert_match(take(&stream, 6, 7, 0, 0, ""), RELATION_NO_ARTICLE, true, "");
	assert_match(take(&stream, 7, 7, 0, 0, ""), RELATION_EXACT, false, "6");
	stream_close(&stream);
}

/* Each is like the one before it, but what was kept is what counts. */
static void a_chain_does_not_drift(void **state)
{
	struct stream stream;
	unsigned kept = 0;

	(void)state;
	stream_open(&stream, (struct recent_rules){0});
	for (unsigned i = 0; i < 20; i++)
		kept += take(&stream, i, 7, 40 + 40 * i, 0, "")->is_kept;
	assert_true(kept > 2 && kept < 10);
	stream_close(&stream);
}

static void the_oldest_are_forgotten_first(void **state)
{
	struct stream stream;

	(void)state;
	stream_open(&stream, (struct recent_rules){.memory = 1});
	take(&stream, 1, 1, 100, 0, "");
	for (unsigned i = 2; i < 50; i++)
		take(&stream, i, i, 100, 0, "");
	assert_match(take(&stream, 50, 1, 100, 1, ""), RELATION_NEAR, false, "1");
	for (unsigned i = 100; i < 2000; i++)
		assert_true(take(&stream, i, i, 100, 0, "")->is_kept);
	assert_match(take(&stream, 2001, 1, 100, 1, ""), RELATION_UNIQUE, true, "");
	assert_match(take(&stream, 2002, 1, 100, 0, ""), RELATION_NEAR, false, "2001");
	assert_match(take(&stream, 2003, 1999, 100, 0, ""), RELATION_EXACT, false, "1999");
	stream_close(&stream);
}

static void a_record_larger_than_memory_is_no_trouble(void **state)
{
	struct stream stream;

	(void)state;
	stream_open(&stream, (struct recent_rules){.memory = 1});
	assert_true(take(&stream, 1, 1, 300000, 0, "")->is_kept);
	assert_true(take(&stream, 2, 2, 100, 0, "")->is_kept);
	assert_match(take(&stream, 3, 2, 100, 0, ""), RELATION_EXACT, false, "2");
	stream_close(&stream);
}

static void a_window_looks_both_ways(void **state)
{
	struct stream stream;

	(void)state;
	stream_open(&stream, (struct recent_rules){.window = 3600});
	assert_true(take(&stream, 1, 1, 100, 0, "2024-01-01T12:00:00Z")->is_kept);
	assert_match(take(&stream, 2, 1, 100, 0, "2024-01-01T13:00:00Z"), RELATION_EXACT, false,
		     "1");
	assert_match(take(&stream, 3, 1, 100, 9, "2024-01-01T11:00:00Z"), RELATION_NEAR, false,
		     "1");
	assert_true(take(&stream, 4, 1, 100, 0, "2024-01-01T13:00:01Z")->is_kept);
	assert_true(take(&stream, 5, 1, 100, 9, "2024-01-01T10:59:59Z")->is_kept);
	assert_match(take(&stream, 6, 1, 100, 0, "soon"), RELATION_EXACT, false, "4");
	stream_close(&stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_one_is_kept),
		cmocka_unit_test(a_chain_does_not_drift),
		cmocka_unit_test(the_oldest_are_forgotten_first),
		cmocka_unit_test(a_record_larger_than_memory_is_no_trouble),
		cmocka_unit_test(a_window_looks_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
