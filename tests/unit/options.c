/* options: what a value may be, and what is said of one that may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/binding.h"
#include "engine/common.h"

struct state {
	bool flag;
	uint64_t count, size;
	unsigned share, choice;
	const char *string, *file, *optional;
	struct option_list list;
};

static const char *const colours[] = {"red", "green", NULL};

/* clang-format off */
static const struct option_spec table[] = {
	OPTION_FLAG(struct state, flag, "flag", "a flag"),
	OPTION_COUNT(struct state, count, "count", "N", "7", "a number"),
	OPTION_SIZE(struct state, size, "size", "SIZE", "64K", "a size"),
	OPTION_PERMILLE(struct state, share, "share", "SHARE", "0.25", "a share"),
	OPTION_CHOICE(struct state, choice, "choice", colours, "green", "a choice"),
	OPTION_STRING(struct state, string, "string", "TEXT", NULL, "a string"),
	OPTION_FILE(struct state, file, "file", "FILE", "a file"),
	OPTION_OPTIONAL(struct state, optional, "optional", "FILE", "a value that may be left out"),
	OPTION_LIST(struct state, list, "list", "ITEM", "several"),
	OPTION_END,
};
/* clang-format on */

static const struct option_spec *named(const char *name)
{
	const struct option_spec *spec = options_find(table, name, strlen(name));

	assert_non_null(spec);
	return spec;
}

static bool set(struct state *into, const char *name, const char *value)
{
	struct err err = {0};
	bool good = options_set(named(name), into, value, &err);

	assert_true(good == (err.code == ERR_NONE));
	if (!good)
		assert_int_equal(err.code, ERR_USAGE);
	return good;
}

static void defaults_are_what_the_table_says(void **unused)
{
	struct state state = {0};
	struct err err = {0};

	(void)unused;
	assert_true(options_set_defaults(table, &state, &err));
	assert_false(state.flag);
	assert_int_equal(state.count, 7);
	assert_int_equal(state.size, 65536);
	assert_int_equal(state.share, 250);
	assert_int_equal(state.choice, 1);
	assert_null(state.string);
}

static void sizes_have_units(void **unused)
{
	struct state state = {0};

	(void)unused;
	assert_true(set(&state, "size", "0"));
	assert_int_equal(state.size, 0);
	assert_true(set(&state, "size", "3k"));
	assert_int_equal(state.size, 3072);
	assert_true(set(&state, "size", "2G"));
	assert_true(state.size == (uint64_t)2 << 30);
	assert_false(set(&state, "size", "K"));
	assert_false(set(&state, "size", "3KB"));
	assert_false(set(&state, "size", "-1"));
	assert_false(set(&state, "size", "99999999999T"));
	assert_false(set(&state, "size", ""));
}

static void numbers_do_not_overflow(void **unused)
{
	struct state state = {0};

	(void)unused;
	assert_true(set(&state, "count", "18446744073709551615"));
	assert_true(state.count == UINT64_MAX);
	assert_false(set(&state, "count", "18446744073709551616"));
	assert_false(set(&state, "count", "1x"));
	assert_false(set(&state, "count", " 1"));
}

static void shares_are_exact_to_three_places(void **unused)
{
	struct state state = {0};

	(void)unused;
	assert_true(set(&state, "share", "0.85"));
	assert_int_equal(state.share, 850);
	assert_true(set(&state, "share", "1"));
	assert_int_equal(state.share, 1000);
	assert_true(set(&state, "share", ".005"));
	assert_int_equal(state.share, 5);
	assert_false(set(&state, "share", "0.1234"));
	assert_false(set(&state, "share", "0,5"));
}

static void flags_are_yes_or_no(void **unused)
{
	struct state state = {0};

	(void)unused;
	assert_true(set(&state, "flag", NULL));
	assert_true(state.flag);
	assert_true(set(&state, "flag", "off"));
	assert_false(state.flag);
	assert_false(set(&state, "flag", "maybe"));
}

static void a_choice_names_the_others(void **unused)
{
	struct state state = {0};
	struct err err = {0};

	(void)unused;
	assert_true(set(&state, "choice", "red"));
	assert_int_equal(state.choice, 0);
	assert_false(options_set(named("choice"), &state, "blue", &err));
	assert_non_null(strstr(err.message, "red, green"));
	assert_non_null(strstr(err.message, "blue"));
}

static void only_some_values_may_be_left_out(void **unused)
{
	struct state state = {0};

	(void)unused;
	assert_true(set(&state, "optional", NULL));
	assert_string_equal(state.optional, "");
	assert_false(set(&state, "string", NULL));
}

static void the_nearest_name_is_offered(void **unused)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};

	(void)unused;
	nearest_offer(&nearest, "formt", 5, "output");
	nearest_offer(&nearest, "formt", 5, "format");
	nearest_offer(&nearest, "formt", 5, "form-feeds");
	assert_string_equal(nearest.name, "format");
	nearest = (struct nearest){.distance = NEAREST_LIMIT};
	nearest_offer(&nearest, "zebra", 5, "output");
	assert_null(nearest.name);
}

static void the_stronger_origin_wins(void **unused)
{
	struct state state = {0};
	struct binding binding;
	struct err err = {0};

	(void)unused;
	assert_true(binding_open(&binding, "s", table, &state, &err));
	assert_true(binding_set(&binding, named("count"), "1", ORIGIN_COMMAND_LINE, &err));
	assert_true(binding_set(&binding, named("count"), "2", ORIGIN_CONFIG, &err));
	assert_int_equal(state.count, 1);
	assert_true(binding_set(&binding, named("list"), "a", ORIGIN_CONFIG, &err));
	assert_true(binding_set(&binding, named("list"), "b", ORIGIN_CONFIG, &err));
	assert_int_equal(state.list.count, 2);
	assert_true(binding_set(&binding, named("list"), "c", ORIGIN_COMMAND_LINE, &err));
	assert_int_equal(state.list.count, 1);
	assert_string_equal(state.list.items[0], "c");
	binding_close(&binding);
}

static bool collect(void *context, const char *argument)
{
	struct buf *all = context;

	buf_printf(all, "%s\n", argument);
	return true;
}

static void arguments_set_the_same_again(void **unused)
{
	struct state state = {0};
	struct binding binding;
	struct err err = {0};
	struct buf all = {0};

	(void)unused;
	assert_true(binding_open(&binding, "s", table, &state, &err));
	assert_true(binding_set(&binding, named("flag"), NULL, ORIGIN_COMMAND_LINE, &err));
	assert_true(binding_set(&binding, named("string"), "a b", ORIGIN_CONFIG, &err));
	assert_true(binding_set(&binding, named("optional"), NULL, ORIGIN_COMMAND_LINE, &err));
	assert_true(binding_set(&binding, named("list"), "x", ORIGIN_CONFIG, &err));
	assert_true(binding_set(&binding, named("list"), "y", ORIGIN_CONFIG, &err));
	assert_true(binding_each_argument(&binding, collect, &all));
	buf_push(&all, '\0');
	assert_string_equal(all.data, "--flag\n--string=a b\n--optional\n--list=x\n--list=y\n");
	buf_free(&all);
	binding_close(&binding);
}

static void too_many_rejects(void **unused)
{
	struct common common = {.max_rejects = "1%"};
	struct reject_limit limit;
	struct err err = {0};

	(void)unused;
	assert_true(common_reject_limit(&common, &limit, &err));
	assert_false(reject_limit_passed(&limit, 1000, 1000));
	assert_false(reject_limit_passed(&limit, 20, 2000));
	assert_true(reject_limit_passed(&limit, 21, 2000));
	common.max_rejects = "0";
	assert_true(common_reject_limit(&common, &limit, &err));
	assert_false(reject_limit_passed(&limit, 0, 5));
	assert_true(reject_limit_passed(&limit, 1, 1));
	common.max_rejects = "0.05%";
	assert_true(common_reject_limit(&common, &limit, &err));
	assert_false(reject_limit_passed(&limit, 1, 2000));
	assert_true(reject_limit_passed(&limit, 2, 2000));
	common.max_rejects = "some";
	assert_false(common_reject_limit(&common, &limit, &err));
	common.max_rejects = "%";
	assert_false(common_reject_limit(&common, &limit, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_what_the_table_says),
		cmocka_unit_test(sizes_have_units),
		cmocka_unit_test(numbers_do_not_overflow),
		cmocka_unit_test(shares_are_exact_to_three_places),
		cmocka_unit_test(flags_are_yes_or_no),
		cmocka_unit_test(a_choice_names_the_others),
		cmocka_unit_test(only_some_values_may_be_left_out),
		cmocka_unit_test(the_nearest_name_is_offered),
		cmocka_unit_test(the_stronger_origin_wins),
		cmocka_unit_test(arguments_set_the_same_again),
		cmocka_unit_test(too_many_rejects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
