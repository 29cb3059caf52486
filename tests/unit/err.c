/* Errors: messages and exit statuses. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/err.h"

static void messages_are_formatted(void **state)
{
	struct err err = {0};

	(void)state;
	assert_false(err_set(&err, ERR_USAGE, "no such thing (%s, %d)", "x", 7));
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.message, "no such thing (x, 7)");
	err_prefix(&err, "%s:%d: ", "file", 3);
	assert_string_equal(err.message, "file:3: no such thing (x, 7)");
	assert_false(err_no_memory(&err));
	assert_int_equal(err.code, ERR_MEMORY);
}

static void messages_do_not_speak_to_the_terminal(void **state)
{
	struct err err = {0};

	(void)state;
	err_set(&err, ERR_IO, "cannot read %s", "a\x1B[2J\nb\xC2\x9B\x7F \xC3\xA4");
	assert_string_equal(err.message, "cannot read a?[2J?b??? \xC3\xA4");
	err_prefix(&err, "%s: ", "\r");
	assert_string_equal(err.message, "?: cannot read a?[2J?b??? \xC3\xA4");
}

static void the_system_says_why(void **state)
{
	struct err err = {0};

	(void)state;
	errno = ENOENT;
	assert_false(err_errno(&err, "cannot read %s", "a.gz"));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.message, "cannot read a.gz (No such file or directory)");
}

static void long_messages_are_cut(void **state)
{
	char name[2 * sizeof(((struct err *)0)->message)];
	struct err err = {0};

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	err_set(&err, ERR_IO, "%s", name);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	err_prefix(&err, "%s", "before: ");
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	assert_memory_equal(err.message, "before: x", 9);
	errno = EIO;
	err_errno(&err, "%s", name);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	err_prefix(&err, "%s", name);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
}

static void exit_statuses(void **state)
{
	static const struct {
		struct err err;
		int status;
		/* clang-format off */
	} cases[] = {
		{{.code = ERR_NONE}, 0}, {{.code = ERR_USAGE}, 2},  {{.code = ERR_REJECTS}, 3},
		{{.code = ERR_IO}, 4},   {{.code = ERR_LIMIT}, 5},  {{.code = ERR_MEMORY}, 5},
		{{.code = ERR_PIPE}, 141},
		{{.code = ERR_SIGNAL, .signal = SIGINT}, 130},      {{.code = ERR_SIGNAL, .signal = SIGTERM}, 143},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(err_exit_status(&cases[i].err), cases[i].status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_formatted),
		cmocka_unit_test(messages_do_not_speak_to_the_terminal),
		cmocka_unit_test(the_system_says_why),
		cmocka_unit_test(long_messages_are_cut),
		cmocka_unit_test(exit_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
