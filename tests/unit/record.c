/* Records: what stands where, splicing, and that going on equals writing and reading anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "record/json.h"
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

static enum reject_reason judge(struct world *world, struct slice line)
{
	arena_reset(&world->arena);
	return record_parse(&world->record, &world->schema, line, &world->arena);
}

static struct record *parse(struct world *world, const char *line)
{
	assert_int_equal(judge(world, slice_of(line)), REJECT_NONE);
	return &world->record;
}

static void use_preset(struct world *world, const char *name)
{
	struct err err;

	assert_true(schema_preset(&world->schema, name, &err));
}

static void use_key(struct world *world, enum field field, const char *name)
{
	struct err err;

	assert_true(schema_set(&world->schema, field, name, &err));
}

static void assert_slice(struct slice got, const char *expected)
{
	struct slice wanted = slice_of(expected);

	if (!slice_equal(got, wanted))
		fail_msg("got '%.*s', not '%s'", (int)got.len, got.data, expected);
}

/* What the record is written as, but for the line's end; valid until the next call. */
static struct slice written(struct world *world)
{
	buf_clear(&world->out);
	record_write(&world->record, &world->out);
	assert_false(record_failed(&world->record));
	assert_int_equal(world->out.data[world->out.len - 1], '\n');
	return slice_make(world->out.data, world->out.len - 1);
}

static void assert_line(struct world *world, const char *expected)
{
	assert_slice(written(world), expected);
}

static void unchanged_lines_pass_byte_for_byte(void **state)
{
	/* clang-format off */
	static const char *const lines[] = {
		"{}",
		" { } \r",
		"\t{\"text\":\"a\"}",
		"{ \"text\" : \"a\\u0041\\/\" , \"n\" : 1E+400, \"x\":[1,2,{\"y\":null}] }",
		"{\"text\":\"a\",\"x\":1,\"x\":2}",
		"{\"text\":\"\xc2\x85\xe2\x80\xa8\x7f\"}",
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct record *record = parse(*state, lines[i]);

		record_get(record, FIELD_TEXT);
		record_end_stage(record);
		assert_line(*state, lines[i]);
	}
}

static void bad_lines_have_a_reason(void **state)
{
	static const struct {
		struct slice line;
		enum reject_reason expected;
	} cases[] = {
		{SLICE_INIT(""), REJECT_NOT_JSON},
		{SLICE_INIT("   "), REJECT_NOT_JSON},
		{SLICE_INIT("text"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"a\""), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"a\",}"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"a\"},"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"a\"}{}"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":}"), REJECT_NOT_JSON},
		{SLICE_INIT("\xef\xbb\xbf{}"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"a\0\"}"), REJECT_NOT_JSON},
		{SLICE_INIT("{}\0"), REJECT_NOT_JSON},
		{SLICE_INIT("[]"), REJECT_NOT_OBJECT},
		{SLICE_INIT(" [{\"text\":\"a\"}] "), REJECT_NOT_OBJECT},
		{SLICE_INIT("\"text\""), REJECT_NOT_OBJECT},
		{SLICE_INIT("null"), REJECT_NOT_OBJECT},
		{SLICE_INIT("12"), REJECT_NOT_OBJECT},
		{SLICE_INIT("12 13"), REJECT_NOT_JSON},
		{SLICE_INIT("{\"text\":\"\xff\"}"), REJECT_BAD_UTF8},
		{SLICE_INIT("{\"text\":\"\xed\xa0\x80\"}"), REJECT_BAD_UTF8},
		{SLICE_INIT("{\"text\":\"\xc3\"}"), REJECT_BAD_UTF8},
		{SLICE_INIT("{\"x\":\"\xc0\x80\"}"), REJECT_BAD_UTF8},
		{SLICE_INIT("{\"x\":\"\\ud800\"}"), REJECT_LONE_SURROGATE},
		{SLICE_INIT("{\"\\udc00\":1}"), REJECT_LONE_SURROGATE},
		{SLICE_INIT("{\"x\":[\"\\ud83d \\ude00\"]}"), REJECT_LONE_SURROGATE},
		{SLICE_INIT("{\"text\":\"a\",\"text\":\"a\"}"), REJECT_DUPLICATE_KEY},
		{SLICE_INIT("{\"text\":null,\"\\u0074ext\":\"a\"}"), REJECT_DUPLICATE_KEY},
		{SLICE_INIT("{\"_wirewash\":{},\"_wirewash\":{}}"), REJECT_DUPLICATE_KEY},
		{SLICE_INIT("{\"_wirewash\":{\"edits\":1,\"edits\":2}}"), REJECT_DUPLICATE_KEY},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(judge(*state, cases[i].line), cases[i].expected);
}

static void unknown_names_may_repeat(void **state)
{
	parse(*state, "{\"x\":1,\"x\":2,\"text\":\"a\",\"y\":{\"text\":1,\"text\":2}}");
	assert_slice(record_text(&((struct world *)*state)->record), "a");
}

static void nesting_is_limited(void **state)
{
	struct world *world = *state;
	struct buf line = {0};

	for (unsigned arrays = JSON_MAX_DEPTH - 2; arrays <= JSON_MAX_DEPTH; arrays++) {
		buf_clear(&line);
		buf_append(&line, SLICE("{\"x\":"));
		for (unsigned i = 0; i < arrays; i++)
			buf_push(&line, '[');
		for (unsigned i = 0; i < arrays; i++)
			buf_push(&line, ']');
		buf_push(&line, '}');
		assert_int_equal(judge(world, buf_slice(&line)),
				 arrays + 1 > JSON_MAX_DEPTH ? REJECT_TOO_DEEP : REJECT_NONE);
	}
	buf_free(&line);
}

static void kinds_are_told(void **state)
{
	struct record *record =
		parse(*state, "{\"id\":-1.5e3,\"text\":\"a\",\"url\":null,\"title\":true,"
			      "\"date\":[],\"author\":{},\"lang\":\"\"}");

	assert_int_equal(record_kind(record, FIELD_ID), MEMBER_NUMBER);
	assert_int_equal(record_kind(record, FIELD_TEXT), MEMBER_STRING);
	assert_int_equal(record_kind(record, FIELD_URL), MEMBER_NULL);
	assert_int_equal(record_kind(record, FIELD_TITLE), MEMBER_OTHER);
	assert_int_equal(record_kind(record, FIELD_DATE), MEMBER_OTHER);
	assert_int_equal(record_kind(record, FIELD_AUTHOR), MEMBER_OTHER);
	assert_int_equal(record_kind(record, FIELD_LANG), MEMBER_STRING);
	assert_int_equal(record_kind(record, FIELD_SOURCE), MEMBER_ABSENT);
	assert_slice(record_get(record, FIELD_ID), "-1.5e3");
	assert_slice(record_get(record, FIELD_TEXT), "a");
	assert_slice(record_get(record, FIELD_URL), "");
	assert_slice(record_get(record, FIELD_TITLE), "");
	assert_slice(record_get(record, FIELD_SOURCE), "");
}

/* A number is text for an id alone. */
static void numbers_are_no_text(void **state)
{
	struct record *record = parse(*state, "{\"text\":12}");

	assert_int_equal(record_kind(record, FIELD_TEXT), MEMBER_NUMBER);
	assert_slice(record_get(record, FIELD_TEXT), "");
	record_set_text(record, SLICE("12"));
	assert_line(*state, "{\"text\":\"12\"}");
}

static void a_nul_in_text_is_carried(void **state)
{
	struct record *record = parse(*state, "{\"text\":\"a\\u0000b\"}");

	assert_true(slice_equal(record_text(record), SLICE("a\0b")));
	record_set(record, FIELD_TITLE, record_text(record));
	assert_line(*state, "{\"text\":\"a\\u0000b\",\"title\":\"a\\u0000b\"}");
}

static void setting_splices(void **state)
{
	static const struct {
		const char *line;
		enum field field;
		const char *value, *expected;
		/* clang-format off */
	} cases[] = {
		{"{}", FIELD_TEXT, "a", "{\"text\":\"a\"}"},
		{" { } ", FIELD_TEXT, "a", " {\"text\":\"a\" } "},
		{"{}", FIELD_TEXT, "", "{\"text\":\"\"}"},
		{"{\"x\": 1 }", FIELD_TEXT, "a\n", "{\"x\": 1,\"text\":\"a\\n\" }"},
		{"{\"x\":{}}", FIELD_TEXT, "a", "{\"x\":{},\"text\":\"a\"}"},
		{"{\"x\":\"{\"}", FIELD_TEXT, "a", "{\"x\":\"{\",\"text\":\"a\"}"},
		{"{\"text\": \"a\" , \"x\":1}", FIELD_TEXT, "b", "{\"text\": \"b\" , \"x\":1}"},
		{"{\"x\":1,\"text\":\"long text\"}", FIELD_TEXT, "b", "{\"x\":1,\"text\":\"b\"}"},
		{"{\"text\":null}", FIELD_TEXT, "", "{\"text\":\"\"}"},
		{"{\"text\":[1,2]}", FIELD_TEXT, "a", "{\"text\":\"a\"}"},
		{"{\"text\":\"\\u0061\"}", FIELD_TEXT, "a", "{\"text\":\"\\u0061\"}"},
		{"{\"text\":\"\\/\"}", FIELD_TEXT, "/", "{\"text\":\"\\/\"}"},
		{"{\"text\":\"\"}", FIELD_TEXT, "", "{\"text\":\"\"}"},
		{"{\"\\u0074ext\":\"b\"}", FIELD_TEXT, "a", "{\"\\u0074ext\":\"a\"}"},
		{"{\"id\":12}", FIELD_ID, "12", "{\"id\":12}"},
		{"{\"id\":12}", FIELD_ID, "13", "{\"id\":\"13\"}"},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);

		record_set(record, cases[i].field, slice_of(cases[i].value));
		assert_slice(record_get(record, cases[i].field), cases[i].value);
		assert_line(*state, cases[i].expected);
	}
}

/* A change is made at once: what was set twice has its own spelling, even if it is the old value.
 */
static void setting_back_does_not_undo(void **state)
{
	struct record *record = parse(*state, "{\"text\":\"\\u0061\"}");

	record_set_text(record, SLICE("b"));
	record_set_text(record, SLICE("a"));
	assert_line(*state, "{\"text\":\"a\"}");
}

static void appended_members_keep_the_order_of_first_setting(void **state)
{
	struct record *record = parse(*state, "{\"text\":\"a\",\"x\":0 }");

	record_set(record, FIELD_TITLE, SLICE("1"));
	record_set_member(record, SLICE("tags"), SLICE("[1]"));
	record_set(record, FIELD_DATE, SLICE("2"));
	record_set_member(record, SLICE("x"), SLICE("9"));
	record_set_member(record, SLICE("tags"), SLICE("[2]"));
	record_set_text(record, SLICE("b"));
	record_set(record, FIELD_TITLE, SLICE("3"));
	record_set(record, FIELD_AUTHOR, SLICE("4"));
	assert_line(*state, "{\"text\":\"b\",\"x\":9,\"title\":\"3\",\"tags\":[2],\"date\":\"2\","
			    "\"author\":\"4\" }");
}

static void created_records_hold_what_is_set(void **state)
{
	struct world *world = *state;

	record_create(&world->record, &world->schema, &world->arena);
	assert_line(world, "{}");
	assert_false(record_has_member(&world->record, SLICE("text")));
	record_set(&world->record, FIELD_SOURCE, SLICE("a.txt"));
	record_set_text(&world->record, SLICE("b"));
	record_set_member(&world->record, SLICE("n"), SLICE("null"));
	assert_line(world, "{\"source\":\"a.txt\",\"text\":\"b\",\"n\":null}");
	use_preset(world, "dolma");
	record_create(&world->record, &world->schema, &world->arena);
	record_set(&world->record, FIELD_URL, SLICE("u"));
	record_set(&world->record, FIELD_TITLE, SLICE("t"));
	record_set_text(&world->record, SLICE("b"));
	assert_line(world, "{\"metadata\":{\"url\":\"u\",\"title\":\"t\"},\"text\":\"b\"}");
}

static void removed_members_leave_no_trace(void **state)
{
	static const struct {
		const char *line, *expected;
		/* clang-format off */
	} cases[] = {
		{"{\"html\":\"x\"}", "{}"},
		{"{ \"html\" : \"x\" }", "{  }"},
		{"{\"html\":\"x\",\"a\":1}", "{\"a\":1}"},
		{"{\"a\":1 , \"html\":null}", "{\"a\":1 }"},
		{"{\"a\":1,\"html\":\"\\\\\",\"b\":2}", "{\"a\":1,\"b\":2}"},
		{"{\"\\\\\":1,\"\\u0068tml\":[\"\\\"\"],\"b\":2}", "{\"\\\\\":1,\"b\":2}"},
		{"{\"a\":1}", "{\"a\":1}"},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);

		record_remove(record, FIELD_HTML);
		assert_int_equal(record_kind(record, FIELD_HTML), MEMBER_ABSENT);
		assert_slice(record_get(record, FIELD_HTML), "");
		assert_line(*state, cases[i].expected);
	}
}

static void removing_goes_together_with_setting(void **state)
{
	struct world *world = *state;
	struct record *record = parse(world, "{\"a\":1,\"html\":\"x\"}");

	record_set(record, FIELD_HTML, SLICE("y"));
	record_set(record, FIELD_TITLE, SLICE("t"));
	record_remove(record, FIELD_HTML);
	record_remove(record, FIELD_HTML);
	assert_slice(record_get(record, FIELD_TITLE), "t");
	record_set_text(record, SLICE("b"));
	record_set_member(record, SLICE(""), SLICE("0"));
	assert_line(world, "{\"a\":1,\"title\":\"t\",\"text\":\"b\",\"\":0}");
	record_set(record, FIELD_HTML, SLICE("z"));
	assert_line(world, "{\"a\":1,\"title\":\"t\",\"text\":\"b\",\"\":0,\"html\":\"z\"}");
	record_create(&world->record, &world->schema, &world->arena);
	record_set(&world->record, FIELD_HTML, SLICE("x"));
	record_set(&world->record, FIELD_URL, SLICE("u"));
	record_remove(&world->record, FIELD_HTML);
	assert_line(world, "{\"url\":\"u\"}");
	use_preset(world, "dolma");
	record = parse(world, "{\"metadata\":{\"url\":\"u\"},\"text\":\"t\"}");
	record_remove(record, FIELD_URL);
	assert_line(world, "{\"metadata\":{},\"text\":\"t\"}");
	record_set(record, FIELD_URL, SLICE("v"));
	assert_line(world, "{\"metadata\":{\"url\":\"v\"},\"text\":\"t\"}");
}

static void members_are_found_and_set(void **state)
{
	struct record *record =
		parse(*state, "{\"text\":null,\"a\":{\"b\":1},\"\\u0063\":2,\"d\":3,\"d\":4}");

	assert_true(record_has_member(record, SLICE("text")));
	assert_true(record_has_member(record, SLICE("a")));
	assert_true(record_has_member(record, SLICE("c")));
	assert_false(record_has_member(record, SLICE("b")));
	assert_false(record_has_member(record, SLICE("")));
	assert_false(record_has_member(record, SLICE("title")));
	assert_false(record_has_member(record, SLICE("_wirewash")));
	record_set(record, FIELD_TITLE, SLICE("x"));
	record_set_member(record, SLICE("c"), SLICE("[]"));
	record_set_member(record, SLICE("d"), SLICE("5"));
	record_set_member(record, SLICE("\"\n"), SLICE("true"));
	/* These belong to record_set. */
	record_set_member(record, SLICE("text"), SLICE("1"));
	record_set_member(record, SLICE("_wirewash"), SLICE("1"));
	assert_true(record_has_member(record, SLICE("title")));
	assert_true(record_has_member(record, SLICE("\"\n")));
	assert_line(*state,
		    "{\"text\":null,\"a\":{\"b\":1},\"\\u0063\":[],\"d\":3,\"d\":5,\"title\":\"x\","
		    "\"\\\"\\n\":true}");
}

static void a_null_member_counts_as_missing(void **state)
{
	struct record *record = parse(*state, "{\"a\":null,\"b\":1}");

	assert_false(record_has_member(record, SLICE("a")));
	record_set_member(record, SLICE("a"), SLICE("[]"));
	record_set_member(record, SLICE("b"), SLICE("null"));
	record_set_member(record, SLICE("c"), SLICE("null"));
	assert_true(record_has_member(record, SLICE("a")));
	assert_false(record_has_member(record, SLICE("b")));
	assert_false(record_has_member(record, SLICE("c")));
	assert_line(*state, "{\"a\":[],\"b\":null,\"c\":null}");
}

static void nested_members_are_read_and_made(void **state)
{
	static const struct {
		const char *line, *expected;
	} cases[] = {
		{"{}", "{\"metadata\":{\"url\":\"u\",\"title\":\"t\"}}"},
		{"{ \"metadata\" : { } }", "{ \"metadata\" : {\"url\":\"u\",\"title\":\"t\" } }"},
		{"{\"metadata\":{\"x\":1}}",
		 "{\"metadata\":{\"x\":1,\"url\":\"u\",\"title\":\"t\"}}"},
		{"{\"metadata\":{\"title\":\"\",\"url\":null}}",
		 "{\"metadata\":{\"title\":\"t\",\"url\":\"u\"}}"},
		{"{\"metadata\":null,\"x\":1}",
		 "{\"metadata\":{\"url\":\"u\",\"title\":\"t\"},\"x\":1}"},
		{"{\"metadata\":[1]}", "{\"metadata\":{\"url\":\"u\",\"title\":\"t\"}}"},
		{"{\"url\":\"x\"}", "{\"url\":\"x\",\"metadata\":{\"url\":\"u\",\"title\":\"t\"}}"},
	};

	use_preset(*state, "dolma");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);

		assert_slice(record_get(record, FIELD_URL), "");
		record_set(record, FIELD_URL, SLICE("u"));
		record_set(record, FIELD_TITLE, SLICE("t"));
		assert_slice(record_get(record, FIELD_URL), "u");
		assert_line(*state, cases[i].expected);
		record_end_stage(record);
		assert_slice(record_get(record, FIELD_TITLE), "t");
		assert_line(*state, cases[i].expected);
	}
	assert_slice(record_get(parse(*state, "{\"metadata\":{\"url\":\"a\\nb\"}}"), FIELD_URL),
		     "a\nb");
}

/* A name above a known member stands once, too: else it would not be clear which one is meant. */
static void repeated_parents_are_refused(void **state)
{
	use_preset(*state, "dolma");
	assert_int_equal(judge(*state, SLICE("{\"metadata\":{\"url\":\"a\"},\"metadata\":{}}")),
			 REJECT_DUPLICATE_KEY);
	assert_int_equal(judge(*state, SLICE("{\"metadata\":{\"url\":\"a\",\"url\":\"a\"}}")),
			 REJECT_DUPLICATE_KEY);
	parse(*state, "{\"x\":{\"metadata\":1,\"metadata\":2}}");
}

static void deep_and_odd_paths(void **state)
{
	struct world *world = *state;
	struct record *record;

	use_key(world, FIELD_TEXT, "a.b.c");
	use_key(world, FIELD_URL, "a.b.d");
	use_key(world, FIELD_ID, "a\\.b.\\\\");
	record = parse(world,
		       "{\"a\":{\"b\":{\"c\":\"text\"}},\"a.b\":{\"\\\\\":\"id\"},\"text\":\"x\"}");
	assert_slice(record_text(record), "text");
	assert_slice(record_get(record, FIELD_ID), "id");
	record_set(record, FIELD_URL, SLICE("u"));
	record_set(record, FIELD_ID, SLICE("i"));
	assert_line(world, "{\"a\":{\"b\":{\"c\":\"text\",\"d\":\"u\"}},\"a.b\":{\"\\\\\":\"i\"},"
			   "\"text\":\"x\"}");
	record = parse(world, "{}");
	record_set(record, FIELD_ID, SLICE("i"));
	record_set_text(record, SLICE("t"));
	record_set(record, FIELD_URL, SLICE("u"));
	assert_line(world, "{\"a.b\":{\"\\\\\":\"i\"},\"a\":{\"b\":{\"c\":\"t\",\"d\":\"u\"}}}");
}

static void a_field_without_a_member_is_not_read(void **state)
{
	struct world *world = *state;
	struct record *record;

	/* url takes the member of source, which had it by default only. */
	use_key(world, FIELD_URL, "source");
	record = parse(world, "{\"source\":\"a\",\"url\":\"b\"}");
	assert_slice(record_get(record, FIELD_URL), "a");
	assert_int_equal(record_kind(record, FIELD_SOURCE), MEMBER_ABSENT);
	record_set(record, FIELD_SOURCE, SLICE("c"));
	assert_line(world, "{\"source\":\"a\",\"url\":\"b\"}");
}

static void ids_are_made_once(void **state)
{
	static const struct {
		const char *line;
		struct slice hashed;
	} cases[] = {
		{"{\"url\":\"u\",\"source\":\"s\",\"text\":\"t\\n\"}", SLICE_INIT("u\0t\n")},
		{"{\"source\":\"s\",\"text\":\"t\"}", SLICE_INIT("s\0t")},
		{"{\"url\":null,\"source\":\"s\",\"text\":\"t\"}", SLICE_INIT("s\0t")},
		{"{\"text\":\"t\",\"html\":\"h\"}", SLICE_INIT("\0t")},
		{"{\"text\":null,\"html\":\"h\"}", SLICE_INIT("\0h")},
		{"{\"id\":null,\"text\":\"t\"}", SLICE_INIT("\0t")},
		{"{}", SLICE_INIT("\0")},
	};
	static const char *const kept[] = {"{\"id\":\"\"}", "{\"id\":7}",
					   "{\"id\":\"x\",\"text\":\"t\"}", "{\"id\":[1]}"};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);
		char hex[HASH128_HEX + 1] = {0};

		hash128_hex(hash128(cases[i].hashed), hex);
		record_ensure_id(record);
		assert_slice(record_get(record, FIELD_ID), hex);
		record_set_text(record, SLICE("other"));
		record_ensure_id(record);
		assert_slice(record_get(record, FIELD_ID), hex);
	}
	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		record_ensure_id(parse(*state, kept[i]));
		assert_line(*state, kept[i]);
	}
}

static void edits_are_explained(void **state)
{
	struct record *record =
		parse(*state, "{\"text\":\"\xc3\xa4 b \\\"c\\\"\",\"title\":\"T\"}");
	struct slice text = record_text(record), title = record_get(record, FIELD_TITLE);

	record->explain = true;
	record->stage = "one";
	record_note_edit(record, SLICE("r1"), slice_sub(text, 0, 2), SLICE("a"));
	record_note_edit(record, SLICE("r2"), slice_sub(text, 5, 8), SLICE(""));
	record_note_edit(record, SLICE("r3"), slice_sub(title, 1, 1), SLICE("!"));
	record_note_edit(record, SLICE("elsewhere"), SLICE("x"), SLICE(""));
	record_set_text(record, SLICE("a b "));
	/* Still what the stage read. */
	record_note_edit(record, SLICE("r4"), slice_sub(text, 2, 3), SLICE(""));
	record_end_stage(record);
	assert_line(
		*state,
		"{\"text\":\"a b \",\"title\":\"T\",\"_wirewash\":{\"edits\":["
		"{\"stage\":\"one\",\"rule\":\"r1\",\"at\":0,\"len\":1,\"removed\":\"\xc3\xa4\","
		"\"added\":\"a\"},"
		"{\"stage\":\"one\",\"rule\":\"r2\",\"at\":4,\"len\":3,\"removed\":\"\\\"c\\\"\"},"
		"{\"stage\":\"one\",\"rule\":\"r3\",\"field\":\"title\",\"at\":1,\"len\":0,"
		"\"removed\":\"\",\"added\":\"!\"},"
		"{\"stage\":\"one\",\"rule\":\"r4\",\"at\":1,\"len\":1,\"removed\":\" \"}"
		"]}}");
}

/* In any order, and with turns between fields; the text is long enough for vectors. */
static void edits_are_counted_in_code_points(void **state)
{
	static const size_t order[] = {0, 150, 20, 149, 3, 3, 151, 75};
	struct buf line = {0}, expected = {0};
	struct record *record;

	buf_append(&line, SLICE("{\"title\":\"\xd0\xb6\xd0\xb6\",\"text\":\""));
	for (int i = 0; i < 152; i++)
		buf_append(&line, SLICE("\xe4\xb8\xad"));
	buf_append(&line, SLICE("\"}"));
	assert_int_equal(judge(*state, buf_slice(&line)), REJECT_NONE);
	record = &((struct world *)*state)->record;
	record->explain = true;
	record->stage = "s";
	buf_append(&expected, slice_sub(buf_slice(&line), 0, line.len - 1));
	buf_append(&expected, SLICE(",\"_wirewash\":{\"edits\":["));
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		size_t byte = 3 * order[i];
		struct slice title = record_get(record, FIELD_TITLE);

		record_note_edit(record, SLICE("r"), slice_sub(record_text(record), byte, byte + 3),
				 SLICE(""));
		record_note_edit(record, SLICE("r"), slice_sub(title, 2, 4), SLICE(""));
		buf_printf(&expected,
			   "%s{\"stage\":\"s\",\"rule\":\"r\",\"at\":%zu,\"len\":1,"
			   "\"removed\":\"\xe4\xb8\xad\"},{\"stage\":\"s\",\"rule\":\"r\","
			   "\"field\":\"title\",\"at\":1,\"len\":1,\"removed\":\"\xd0\xb6\"}",
			   i ? "," : "", order[i]);
	}
	buf_append(&expected, SLICE("]}}"));
	record_end_stage(record);
	buf_push(&expected, '\0');
	assert_line(*state, expected.data);
	buf_free(&line);
	buf_free(&expected);
}

static void later_stages_add_to_the_edits(void **state)
{
	struct record *record =
		parse(*state, "{\"_wirewash\":{ \"edits\" : [ {\"stage\":\"old\"} ] , \"x\":1},"
			      "\"text\":\"a b\"}");

	record->explain = true;
	record->stage = "one";
	record_note_edit(record, SLICE("r"), slice_sub(record_text(record), 0, 2), SLICE(""));
	record_set_text(record, SLICE("b"));
	record_end_stage(record);
	record->stage = "two";
	record_note_edit(record, SLICE("r"), record_text(record), SLICE("c"));
	record_set_text(record, SLICE("c"));
	record_end_stage(record);
	record_end_stage(record);
	assert_line(*state,
		    "{\"_wirewash\":{ \"edits\" : [ {\"stage\":\"old\"},"
		    "{\"stage\":\"one\",\"rule\":\"r\",\"at\":0,\"len\":2,\"removed\":\"a \"},"
		    "{\"stage\":\"two\",\"rule\":\"r\",\"at\":0,\"len\":1,\"removed\":\"b\","
		    "\"added\":\"c\"}"
		    " ] , \"x\":1},\"text\":\"c\"}");
}

static void edits_find_a_place(void **state)
{
	static const struct {
		const char *line, *before, *after;
		/* clang-format off */
	} cases[] = {
		{"{\"text\":\"a\"}", "{\"text\":\"a\",\"_wirewash\":{\"edits\":", "}}"},
		{"{\"_wirewash\":{\"edits\":[]},\"text\":\"a\"}", "{\"_wirewash\":{\"edits\":",
		 "},\"text\":\"a\"}"},
		{"{\"_wirewash\":{\"edits\":{}},\"text\":\"a\"}", "{\"_wirewash\":{\"edits\":",
		 "},\"text\":\"a\"}"},
		{"{\"_wirewash\":{\"edits\":null},\"text\":\"a\"}", "{\"_wirewash\":{\"edits\":",
		 "},\"text\":\"a\"}"},
		{"{\"_wirewash\":\"[\",\"text\":\"a\"}", "{\"_wirewash\":{\"edits\":", "},\"text\":\"a\"}"},
		{"{\"_wirewash\":{\"x\":0},\"text\":\"a\"}", "{\"_wirewash\":{\"x\":0,\"edits\":",
		 "},\"text\":\"a\"}"},
	};
	/* clang-format on */
	char expected[300];

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record = parse(*state, cases[i].line);

		record->explain = true;
		record->stage = "s";
		record_note_edit(record, SLICE("r"), record_text(record), SLICE(""));
		record_end_stage(record);
		snprintf(expected, sizeof(expected),
			 "%s[{\"stage\":\"s\",\"rule\":\"r\",\"at\":0,\"len\":1,\"removed\":\"a\"}]"
			 "%s",
			 cases[i].before, cases[i].after);
		assert_line(*state, expected);
	}
}

static void without_explain_nothing_is_noted(void **state)
{
	struct record *record = parse(*state, "{\"text\":\"a\"}");

	record->stage = "s";
	record_note_edit(record, SLICE("r"), record_text(record), SLICE(""));
	record_end_stage(record);
	assert_line(*state, "{\"text\":\"a\"}");
}

static void keys_are_listed(void **state)
{
	struct world *world = *state;
	struct record *record = parse(world, "{\"a\":{\"z\":1},\"b\\n\":[1,2],\"ccc\":\"x\"}");

	record_list_keys(record, &world->out, 100);
	assert_slice(buf_slice(&world->out), "a, b\\n, ccc");
	buf_clear(&world->out);
	record_list_keys(record, &world->out, 10);
	assert_slice(buf_slice(&world->out), "a, b\\n");
	buf_clear(&world->out);
	record_list_keys(parse(world, " { } "), &world->out, 10);
	assert_slice(buf_slice(&world->out), "");
}

static void schema_names(void **state)
{
	static const char *const good[] = {"a",        "a.b", "a\\.b", "\\\\", "a.b.c.d.e.f.g.h",
					   "\xc3\xa4", "a b"};
	static const char *const bad[] = {
		"", ".", "a.", ".a", "a..b", "a\\", "a.b\\", "a.b.c.d.e.f.g.h.i", "\xff"};
	struct world *world = *state;
	char long_name[SCHEMA_MAX_KEY + 2];
	struct err err;

	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(schema_set(&world->schema, FIELD_TEXT, good[i], &err));
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(schema_set(&world->schema, FIELD_TEXT, bad[i], &err));
		assert_int_equal(err.code, ERR_USAGE);
	}
	memset(long_name, 'a', sizeof(long_name));
	long_name[SCHEMA_MAX_KEY + 1] = '\0';
	assert_false(schema_set(&world->schema, FIELD_TEXT, long_name, &err));
	long_name[SCHEMA_MAX_KEY] = '\0';
	assert_true(schema_set(&world->schema, FIELD_TEXT, long_name, &err));
}

static void fields_do_not_share_a_member(void **state)
{
	struct world *world = *state;
	struct err err;

	assert_true(schema_set(&world->schema, FIELD_TEXT, "a.b", &err));
	assert_false(schema_set(&world->schema, FIELD_URL, "a.b", &err));
	assert_false(schema_set(&world->schema, FIELD_URL, "a", &err));
	assert_false(schema_set(&world->schema, FIELD_URL, "a.b.c", &err));
	assert_false(schema_set(&world->schema, FIELD_URL, "_wirewash", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_true(schema_set(&world->schema, FIELD_URL, "a.c", &err));
	assert_true(schema_set(&world->schema, FIELD_TEXT, "a.b", &err));
	/* Two may change places. */
	schema_default(&world->schema);
	assert_true(schema_set(&world->schema, FIELD_TEXT, "id", &err));
	assert_true(schema_set(&world->schema, FIELD_ID, "text", &err));
	parse(world, "{\"id\":\"a\",\"text\":\"b\"}");
	assert_slice(record_text(&world->record), "a");
	assert_slice(record_get(&world->record, FIELD_ID), "b");
}

static void presets(void **state)
{
	static const struct {
		const char *schema, *line;
		enum field date; /* that the format has */
	} cases[] = {
		{"dolma",
		 "{\"id\":\"i\",\"text\":\"t\",\"created\":\"d\",\"source\":\"s\","
		 "\"metadata\":{\"url\":\"u\"}}",
		 FIELD_DATE},
		{"fineweb",
		 "{\"id\":\"i\",\"text\":\"t\",\"date\":\"d\",\"file_path\":\"s\",\"url\":\"u\"}",
		 FIELD_DATE},
		{"ccnet",
		 "{\"digest\":\"i\",\"raw_content\":\"t\",\"date_download\":\"d\","
		 "\"source_domain\":\"s\","
		 "\"url\":\"u\"}",
		 FIELD_FETCHED},
		{"newsplease",
		 "{\"id\":\"i\",\"maintext\":\"t\",\"date_publish\":\"d\",\"source_domain\":\"s\","
		 "\"url\":\"u\",\"text\":null}",
		 FIELD_DATE},
		{"trafilatura",
		 "{\"id\":\"i\",\"text\":\"t\",\"date\":\"d\",\"hostname\":\"s\","
		 "\"source\":\"u\"}",
		 FIELD_DATE},
	};
	struct err err;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct record *record;

		use_preset(*state, cases[i].schema);
		record = parse(*state, cases[i].line);
		assert_slice(record_get(record, FIELD_ID), "i");
		assert_slice(record_text(record), "t");
		assert_slice(record_get(record, cases[i].date), "d");
		assert_slice(record_get(record, FIELD_SOURCE), "s");
		assert_slice(record_get(record, FIELD_URL), "u");
		assert_non_null(strstr(schema_preset_names, cases[i].schema));
	}
	assert_false(schema_preset(&((struct world *)*state)->schema, "dolm", &err));
	assert_int_equal(err.code, ERR_USAGE);
}

static void reasons_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < REJECT_REASON_COUNT; i++)
		assert_non_null(reject_reason_name((enum reject_reason)i));
	assert_string_equal(reject_reason_name(REJECT_LONE_SURROGATE), "lone-surrogate");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unchanged_lines_pass_byte_for_byte),
		TEST(bad_lines_have_a_reason),
		TEST(unknown_names_may_repeat),
		TEST(nesting_is_limited),
		TEST(kinds_are_told),
		TEST(numbers_are_no_text),
		TEST(a_nul_in_text_is_carried),
		TEST(setting_splices),
		TEST(setting_back_does_not_undo),
		TEST(appended_members_keep_the_order_of_first_setting),
		TEST(created_records_hold_what_is_set),
		TEST(removed_members_leave_no_trace),
		TEST(removing_goes_together_with_setting),
		TEST(members_are_found_and_set),
		TEST(a_null_member_counts_as_missing),
		TEST(nested_members_are_read_and_made),
		TEST(repeated_parents_are_refused),
		TEST(deep_and_odd_paths),
		TEST(a_field_without_a_member_is_not_read),
		TEST(ids_are_made_once),
		TEST(edits_are_explained),
		TEST(edits_are_counted_in_code_points),
		TEST(later_stages_add_to_the_edits),
		TEST(edits_find_a_place),
		TEST(without_explain_nothing_is_noted),
		TEST(keys_are_listed),
		TEST(schema_names),
		TEST(fields_do_not_share_a_member),
		TEST(presets),
		TEST(reasons_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
