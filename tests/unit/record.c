/* Records: what stands where, splicing, and that going on equals writing and reading anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "record/record.h"

struct world {
	struct schema schema;
	struct arena arena;
	struct record record;
	struct buf out;
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_non_null(world);
	schema_default(&world->schema);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;

	arena_free(&world->arena);
	buf_free(&world->out);
	free(world);
	return 0;
}

static struct record *parse(struct world *world, const char *line)
{
	arena_reset(&world->arena);
	assert_int_equal(record_parse(&world->record, &world->schema, slice_of(line), &world->arena),
			 REJECT_NONE);
	return &world->record;
}

static void assert_slice(struct slice got, const char *expected)
{
	assert_int_equal(got.len, strlen(expected));
	assert_memory_equal(got.data, expected, got.len);
}

static void assert_line(struct world *world, const char *expected)
{
	buf_clear(&world->out);
	record_write(&world->record, &world->out);
	assert_false(record_failed(&world->record));
	assert_true(buf_push(&world->out, '\0'));
	world->out.data[world->out.len - 2] = '\0';
	assert_string_equal(world->out.data, expected);
}

static void unchanged_lines_pass_byte_for_byte(void **state)
{
	static const char *const lines[] = {
		"{}",
		" { } \r",
		"{\"text\":\"a\"}",
		"{ \"text\" : \"a\\u0041\\/\" , \"n\" : 1E+400, \"x\":[1,2,{\"y\":null}] }",
		"{\"text\":\"a\",\"x\":1,\"x\":2}",
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		parse(*state, lines[i]);
		assert_line(*state, lines[i]);
	}
}

static void setting_splices(void **state)
{
	static const struct {
		const char *line;
		enum field field;
		const char *value, *expected;
	} cases[] = {
		{"{}", FIELD_TEXT, "a", "{\"text\":\"a\"}"},
		{" { } ", FIELD_TEXT, "a", " {\"text\":\"a\" } "},
		{"{\"x\": 1 }", FIELD_TEXT, "a\n", "{\"x\": 1,\"text\":\"a\\n\" }"},
		{"{\"text\": \"a\" , \"x\":1}", FIELD_TEXT, "b", "{\"text\": \"b\" , \"x\":1}"},
		{"{\"text\":null}", FIELD_TEXT, "", "{\"text\":\"\"}"},
		{"{\"text\":\"\\u0061\"}", FIELD_TEXT, "a", "{\"text\":\"\\u0061\"}"},
		{"{\"\\u0074ext\":\"b\"}", FIELD_TEXT, "a", "{\"\\u0074ext\":\"a\"}"},
		{"{\"id\":12}", FIELD_ID, "12", "{\"id\":12}"},
		{"{\"id\":12}", FIELD_ID, "13", "{\"id\":\"13\"}"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);

		record_set(record, cases[i].field, slice_of(cases[i].value));
		assert_slice(record_get(record, cases[i].field), cases[i].value);
		assert_line(*state, cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(unchanged_lines_pass_byte_for_byte, setup, teardown),
		cmocka_unit_test_setup_teardown(setting_splices, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
