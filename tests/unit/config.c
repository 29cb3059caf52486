/* config and chain: what pipeline.conf may say, and the chains that may be made of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/chain.h"
#include "engine/config.h"

static void entries_keep_their_section_and_line(void **state)
{
	struct config config = {0};
	struct err err = {0};

	(void)state;
	assert_true(config_read_text(
		&config, "a.conf",
		SLICE("; a remark\n[pipeline]\nstages = a b\n  c\n\n[x]\nkey=v ; remark\n"), &err));
	assert_int_equal(config.count, 2);
	assert_string_equal(config.entries[0].section, "pipeline");
	assert_string_equal(config.entries[0].key, "stages");
	assert_string_equal(config.entries[0].value, "a b c");
	assert_int_equal(config.entries[0].line, 3);
	assert_string_equal(config.entries[1].section, "x");
	assert_string_equal(config.entries[1].value, "v");
	assert_int_equal(config.entries[1].line, 7);
	config_close(&config);
}

static void a_bad_line_is_named(void **state)
{
	struct config config = {0};
	struct err err = {0};

	(void)state;
	assert_false(
		config_read_text(&config, "a.conf", SLICE("[pipeline]\nwhat is this\n"), &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.message, "a.conf:2:"));
	config_close(&config);
}

static void a_long_line_is_not_cut_in_silence(void **state)
{
	struct config config = {0};
	struct err err = {0};
	struct buf text = {0};

	(void)state;
	buf_append(&text, SLICE("[pipeline]\nstages = "));
	for (int i = 0; i < 100; i++)
		buf_append(&text, SLICE("stage "));
	buf_push(&text, '\n');
	assert_false(config_read_text(&config, "a.conf", buf_slice(&text), &err));
	assert_non_null(strstr(err.message, "a.conf:2:"));
	config_close(&config);
	buf_free(&text);
}

static void a_missing_file_is_a_usage_error(void **state)
{
	struct config config = {0};
	struct err err = {0};

	(void)state;
	assert_false(config_read_file(&config, "/nonexistent/pipeline.conf", &err));
	assert_int_equal(err.code, ERR_USAGE);
	config_close(&config);
}

static void commands_stand_between_stages_of_ours(void **state)
{
	struct chain chain = {0};
	struct err err = {0};

	(void)state;
	assert_true(chain_parse(&chain, "exec:./a exec:\"./b  -c\"", &err));
	assert_int_equal(chain.count, 5);
	assert_null(chain.links[0].command);
	assert_string_equal(chain.links[1].command, "./a");
	assert_null(chain.links[2].command);
	assert_string_equal(chain.links[3].command, "./b  -c");
	assert_null(chain.links[4].command);
	chain_close(&chain);
}

static void an_empty_chain_keeps_everything(void **state)
{
	struct chain chain = {0};
	struct err err = {0};

	(void)state;
	assert_true(chain_parse(&chain, " , ", &err));
	assert_int_equal(chain.count, 1);
	assert_true(chain.links[0].stage->takes_any);
	chain_close(&chain);
}

static void an_unknown_stage_is_named(void **state)
{
	struct chain chain = {0};
	struct err err = {0};

	(void)state;
	assert_false(chain_parse(&chain, "nonsense", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.message, "nonsense"));
	chain_close(&chain);
}

static void a_lost_record_is_found_out(void **state)
{
	struct chain chain = {0};
	struct err err = {0};

	(void)state;
	assert_true(chain_parse(&chain, "exec:x", &err));
	chain.links[0].stats = (struct stage_stats){.in = 10, .out = 10};
	chain.links[2].stats = (struct stage_stats){.in = 7, .out = 6, .rejected = 1};
	assert_true(chain_check_balance(&chain, &err));
	assert_int_equal(chain.links[1].stats.dropped, 3);
	chain.links[2].stats.out = 5;
	assert_false(chain_check_balance(&chain, &err));
	chain.links[2].stats = (struct stage_stats){.in = 11, .out = 11};
	assert_false(chain_check_balance(&chain, &err));
	assert_non_null(strstr(err.message, "exec:x"));
	chain_close(&chain);
}

static void counters_cross_from_process_to_process(void **state)
{
	struct chain one = {0}, whole = {0};
	struct err err = {0};
	struct buf written = {0}, again = {0};

	(void)state;
	assert_true(chain_parse(&one, "", &err));
	assert_true(chain_parse(&whole, "", &err));
	one.links[0].stats =
		(struct stage_stats){.in = 5, .out = 3, .dropped = 1, .rejected = 1, .blank = 2};
	tally_add(&one.links[0].stats.drops, SLICE("duplicate"), 1);
	tally_add(&one.links[0].stats.counters, SLICE("rule \"a\""), 4);
	chain_write_stats(&one, &written);
	assert_true(link_adopt_stats(&whole.links[0], buf_slice(&written)));
	assert_int_equal(whole.links[0].stats.in, 5);
	assert_int_equal(whole.links[0].stats.out, 3);
	chain_write_stats(&whole, &again);
	assert_true(slice_equal(buf_slice(&written), buf_slice(&again)));
	assert_false(link_adopt_stats(&whole.links[0], SLICE("{}\n")));
	buf_free(&written);
	buf_free(&again);
	chain_close(&one);
	chain_close(&whole);
}

static void tallies_add_up(void **state)
{
	static char names[500][8];
	struct tally a = {0}, b = {0};
	struct buf out = {0};

	(void)state;
	for (unsigned i = 0; i < 500; i++) {
		snprintf(names[i], sizeof(names[i]), "n%03u", i);
		tally_add(i % 2 ? &a : &b, slice_of(names[i]), i);
		tally_add(&a, slice_of(names[i]), 1);
	}
	assert_int_equal(tally_of(&b, SLICE("none")), 0);
	tally_merge(&a, &b);
	assert_int_equal(tally_of(&a, slice_of(names[1])), 2);
	assert_int_equal(a.count, 500);
	assert_false(a.failed);
	tally_write(&a, &out);
	assert_true(slice_starts(buf_slice(&out), SLICE("{\"n000\":1,\"n001\":2,\"n002\":3,")));
	assert_true(slice_ends(buf_slice(&out), SLICE("\"n499\":500}")));
	tally_clear(&a);
	buf_clear(&out);
	tally_write(&a, &out);
	assert_true(slice_equal(buf_slice(&out), SLICE("{}")));
	buf_free(&out);
	tally_free(&a);
	tally_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_keep_their_section_and_line),
		cmocka_unit_test(a_bad_line_is_named),
		cmocka_unit_test(a_long_line_is_not_cut_in_silence),
		cmocka_unit_test(a_missing_file_is_a_usage_error),
		cmocka_unit_test(commands_stand_between_stages_of_ours),
		cmocka_unit_test(an_empty_chain_keeps_everything),
		cmocka_unit_test(an_unknown_stage_is_named),
		cmocka_unit_test(a_lost_record_is_found_out),
		cmocka_unit_test(counters_cross_from_process_to_process),
		cmocka_unit_test(tallies_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
