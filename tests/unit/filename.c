#include "text/filename.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/utf8.h"

static void check_slice(struct slice title, const char *want)
{
	struct buf name = {0};
	bool made = filename_make(title, &name);

	assert_true(made == (want[0] != '\0'));
	assert_true(slice_equal(buf_slice(&name), slice_of(want)));
	buf_free(&name);
}

static void check(const char *title, const char *want)
{
	check_slice(slice_of(title), want);
}

static void titles_stay_readable(void **state)
{
	(void)state;
	check("Council meets: roads & schools (2nd day)", "Council-meets-roads-schools-2nd-day");
	check("Größe 3,5 für Ærø", "Größe-3-5-für-Ærø");
	check("市议会：讨论道路", "市议会-讨论道路");
	check("सड़कों पर चर्चा", "सड़कों-पर-चर्चा");
	check("می\u200Cخواهم", "میخواهم");
	check("hy\u00ADphen", "hyphen");
	check("e\u0301tude", "e\u0301tude");
}

static void nothing_leaves_the_directory(void **state)
{
	(void)state;
	check("../../etc/passwd", "etc-passwd");
	check("/absolute", "absolute");
	check("..", "");
	check(".", "");
	check("", "");
	check(".hidden", "hidden");
	check("-rf", "rf");
	check("a\\b:c*d?e\"f<g>h|i", "a-b-c-d-e-f-g-h-i");
	check_slice(SLICE("nul\0byte\n"), "nul-byte");
	check("🎉 !!! 🎉", "");
	check(" \u0301\u0301 ", "");
	check("x. . .", "x");
}

static void reserved_names_are_avoided(void **state)
{
	(void)state;
	check("con", "con_");
	check("NUL", "NUL_");
	check("Com1", "Com1_");
	check("lpt²", "lpt²_");
	check("com", "com");
	check("com10", "com10");
	check("icon", "icon");
	check("prn?", "prn_");
}

static void long_titles_are_cut_between_letters(void **state)
{
	struct buf title = {0}, name = {0};

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_append(&title, SLICE("字"));
	assert_true(filename_make(buf_slice(&title), &name));
	assert_int_equal(name.len, 120);
	buf_clear(&title);
	buf_clear(&name);
	buf_push(&title, 'x');
	for (int i = 0; i < 100; i++)
		buf_append(&title, SLICE("e\xCC\x81"));
	assert_true(filename_make(buf_slice(&title), &name));
	assert_int_equal(name.len, 118);
	buf_clear(&title);
	buf_clear(&name);
	buf_push(&title, 'x');
	for (int i = 0; i < 100; i++)
		buf_append(&title, SLICE("\xCC\x81"));
	assert_true(filename_make(buf_slice(&title), &name));
	assert_int_equal(name.len, 119);
	assert_true(utf8_valid(buf_slice(&name)));
	buf_clear(&title);
	buf_clear(&name);
	for (int i = 0; i < 119; i++)
		buf_push(&title, 'a');
	buf_append(&title, SLICE(" b"));
	assert_true(filename_make(buf_slice(&title), &name));
	assert_int_equal(name.len, 119);
	buf_free(&title);
	buf_free(&name);
}

static void check_unique(struct filename_set *set, const char *name, const char *want)
{
	struct buf out = {0};
	struct err err;

	assert_true(filename_unique(set, slice_of(name), &out, &err));
	assert_true(slice_equal(buf_slice(&out), slice_of(want)));
	buf_free(&out);
}

static void equal_names_are_numbered(void **state)
{
	struct filename_set set = {0};

	(void)state;
	check_unique(&set, "a", "a");
	check_unique(&set, "b", "b");
	check_unique(&set, "a", "a-2");
	check_unique(&set, "A", "A-3");
	check_unique(&set, "a-5", "a-5");
	check_unique(&set, "a", "a-4");
	check_unique(&set, "a", "a-6");
	check_unique(&set, "a-2", "a-2-2");
	check_unique(&set, "ÉTÉ", "ÉTÉ");
	check_unique(&set, "été", "été-2");
	filename_set_free(&set);
}

static void many_equal_names_take_linear_time(void **state)
{
	struct filename_set set = {0};
	struct buf out = {0};
	struct err err;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		buf_clear(&out);
		assert_true(filename_unique(&set, SLICE("same"), &out, &err));
	}
	assert_true(slice_equal(buf_slice(&out), SLICE("same-300000")));
	buf_free(&out);
	filename_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_stay_readable),
		cmocka_unit_test(nothing_leaves_the_directory),
		cmocka_unit_test(reserved_names_are_avoided),
		cmocka_unit_test(long_titles_are_cut_between_letters),
		cmocka_unit_test(equal_names_are_numbered),
		cmocka_unit_test(many_equal_names_take_linear_time),
	};

	return cmocka_run_group_tests_name("filename", tests, NULL, NULL);
}
