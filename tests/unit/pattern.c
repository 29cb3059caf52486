/* Patterns: found, absent, and the limits, which are neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/compiler.h"
#include "text/pattern.h"

static struct pattern_room *room;

static int open_room(void **state)
{
	struct err err;

	(void)state;
	room = pattern_room_open(&err);
	return room ? 0 : -1;
}

static int close_room(void **state)
{
	(void)state;
	pattern_room_close(room);
	return 0;
}

static enum pattern_result search(const char *source, struct slice subject, struct slice *found)
{
	struct err err = {0};
	struct pattern *pattern = pattern_compile(slice_of(source), &err);
	enum pattern_result result;

	assert_non_null(pattern);
	result = pattern_search(pattern, room, subject, found);
	pattern_free(pattern);
	return result;
}

static void matches_are_found(void **state)
{
	struct slice found;

	(void)state;
	assert_int_equal(search("v[aä]ter", SLICE("Der VÄTER Land"), &found), PATTERN_FOUND);
	assert_int_equal(found.len, 6);
	assert_int_equal(search("^\\w+$", SLICE("слово"), NULL), PATTERN_FOUND);
	assert_int_equal(search("x", SLICE("abc"), NULL), PATTERN_ABSENT);
	assert_int_equal(search("^$", slice_make(NULL, 0), NULL), PATTERN_FOUND);
}

static void wrong_patterns_are_refused(void **state)
{
	static const char *const wrong[] = {"(", "[a", "a{2,1}", "\\C", "(?<name", "\xFF"};
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		err.code = ERR_NONE;
		assert_null(pattern_compile(slice_of(wrong[i]), &err));
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(strstr(err.message, "bad pattern /"));
	}
}

static void limits_are_no_absence(void **state)
{
	char *blanks = malloc(PATTERN_MAX_SUBJECT + 1);

	(void)state;
	assert_non_null(blanks);
	memset(blanks, 'a', PATTERN_MAX_SUBJECT + 1);
	assert_int_equal(search("b", slice_make(blanks, PATTERN_MAX_SUBJECT), NULL),
			 PATTERN_ABSENT);
	assert_int_equal(search("b", slice_make(blanks, PATTERN_MAX_SUBJECT + 1), NULL),
			 PATTERN_LIMIT);
	assert_int_equal(search("^(a+)+$", slice_make(blanks, 60), NULL), PATTERN_FOUND);
	blanks[59] = 'b';
	assert_int_equal(search("^(a|aa)+$", slice_make(blanks, 60), NULL), PATTERN_LIMIT);
	assert_int_equal(search("^(?:(a)(?1)?)+$(*FAIL)", slice_make(blanks, 59), NULL),
			 PATTERN_LIMIT);
	free(blanks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_are_found),
		cmocka_unit_test(wrong_patterns_are_refused),
		cmocka_unit_test(limits_are_no_absence),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
