/* Repair through the stage: every charset, several layers, pieces of long texts, and no memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "../lib/machine.h"
#include "base/asset.h"
#include "base/buf.h"
#include "base/utf8.h"

static int open_machine(void **state)
{
	static struct machine machine;

	machine_choose(&machine, "mojibake");
	machine_open(&machine);
	*state = &machine;
	return 0;
}

static int close_machine(void **state)
{
	machine_close(*state);
	return 0;
}

static void repair(struct machine *machine, struct slice text, struct buf *out)
{
	machine_apply_text(machine, text, false, out);
}

static void assert_text(struct slice got, struct slice want)
{
	if (!slice_equal(got, want))
		fail_msg("got  %.*s\nwant %.*s", (int)got.len, got.data, (int)want.len, want.data);
}

/* One charset's upper half, read from the data file with nothing of the code under test. */
struct table {
	char name[32];
	uint32_t upper[128];
};

static bool next_table(struct slice *rest, struct table *table)
{
	struct slice line;
	unsigned count = 0;

	while (slice_next_line(rest, &line))
		if (slice_starts(line, SLICE("charset "))) {
			char text[100];

			assert_true(line.len < sizeof(text));
			memcpy(text, line.data, line.len);
			text[line.len] = '\0';
			assert_int_equal(sscanf(text, "charset %31s", table->name), 1);
			break;
		}
	while (count < 128 && slice_next_line(rest, &line)) {
		const char *at = line.data, *end = line.data + line.len;

		while (at < end) {
			/* What a charset does not define shows as the control of that number. */
			table->upper[count] =
				*at == '-' ? 128 + count : (uint32_t)strtoul(at, NULL, 16);
			count++;
			while (at < end && *at != ' ')
				at++;
			while (at < end && *at == ' ')
				at++;
		}
	}
	return count == 128;
}

static void garble(const struct table *table, struct slice text, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		char bytes[4];

		buf_append(out, slice_make(bytes,
					   utf8_encode(byte < 128 ? byte : table->upper[byte - 128],
						       bytes)));
	}
}

/* Sentences in several languages, one a line. */
static const char sentences[] =
	"Der Bäcker öffnet heute später, weil der Ofen über Nacht ausgekühlt war.\n"
	"La rivière a débordé hier ; l’école restera fermée jusqu’à vendredi.\n"
	"“We’re not closing,” she said – and nobody believed it…\n"
	"Зимой озеро замерзает, и дети ходят в школу прямо по льду.\n"
	"Η γέφυρα άνοιξε ξανά μετά από τρεις μήνες εργασιών.\n"
	"Wczoraj późnym wieczorem spadł pierwszy śnieg tej zimy.\n"
	"El tren llegó con retraso porque la vía estaba dañada.\n"
	"新しい橋は来年の春に完成する予定です。\n";

static void every_charset(void **state)
{
	struct buf garbled = {0}, out = {0};
	struct slice rest, line, all = SLICE(sentences);
	struct table table;
	unsigned count = 0;

	assert_true(asset_find("mojibake/charsets.txt", &rest));
	for (; next_table(&rest, &table); count++) {
		garble(&table, all, &garbled);
		repair(*state, buf_slice(&garbled), &out);
		assert_text(buf_slice(&out), all);
		for (struct slice lines = all; slice_next_line(&lines, &line);) {
			garble(&table, line, &garbled);
			repair(*state, buf_slice(&garbled), &out);
			assert_text(buf_slice(&out), line);
		}
	}
	assert_int_equal(count, 27);
	buf_free(&garbled);
	buf_free(&out);
}

/* Any charset, then windows-1252 over it, then over both the first one again. */
static void several_layers(void **state)
{
	struct buf once = {0}, twice = {0}, thrice = {0}, out = {0};
	struct slice rest, all = SLICE(sentences);
	struct table first, table;

	assert_true(asset_find("mojibake/charsets.txt", &rest));
	assert_true(next_table(&rest, &first));
	assert_string_equal(first.name, "windows-1252");
	while (next_table(&rest, &table)) {
		garble(&table, all, &once);
		garble(&first, buf_slice(&once), &twice);
		repair(*state, buf_slice(&twice), &out);
		assert_text(buf_slice(&out), all);
		garble(&table, buf_slice(&twice), &thrice);
		repair(*state, buf_slice(&thrice), &out);
		assert_text(buf_slice(&out), all);
	}
	buf_free(&once);
	buf_free(&twice);
	buf_free(&thrice);
	buf_free(&out);
}

static void clean_text_stays(void **state)
{
	struct buf out = {0};

	repair(*state, SLICE(sentences), &out);
	assert_text(buf_slice(&out), SLICE(sentences));
	repair(*state, SLICE(""), &out);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

/* A text of many pieces is cut at lines: no sentence is lost or repaired by half. */
static void long_text(void **state)
{
	struct buf garbled = {0}, long_garbled = {0}, want = {0}, out = {0};
	struct slice rest, all = SLICE(sentences);
	struct table table;

	assert_true(asset_find("mojibake/charsets.txt", &rest));
	assert_true(next_table(&rest, &table));
	garble(&table, all, &garbled);
	for (int i = 0; i < 1000; i++) {
		buf_append(&long_garbled, i % 3 ? buf_slice(&garbled) : all);
		buf_append(&want, all);
	}
	repair(*state, buf_slice(&long_garbled), &out);
	assert_true(slice_equal(buf_slice(&out), buf_slice(&want)));
	buf_free(&garbled);
	buf_free(&long_garbled);
	buf_free(&want);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_charset),
		cmocka_unit_test(several_layers),
		cmocka_unit_test(clean_text_stays),
		cmocka_unit_test(long_text),
	};

	return cmocka_run_group_tests_name("mojibake", tests, open_machine, close_machine);
}
