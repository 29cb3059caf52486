/*
 * markup, the whole stage: what comes out is a good record with valid text; a
 * second run changes nothing, unless Markdown was made plain.
 *
 * The input is a byte of options, then the text.
 */
#include <assert.h>
#include <stdint.h>

#include "../lib/machine.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN = 1, KEEP_FRONT_MATTER = 2, MEMBER = 4, EXPLAIN = 8 };

static void start(struct machine *machine, unsigned choice)
{
	machine_choose(machine, "markup");
	if (choice & PLAIN)
		machine_set(machine, "plain", NULL);
	if (choice & KEEP_FRONT_MATTER)
		machine_set(machine, "keep-front-matter", NULL);
	if (choice & MEMBER)
		machine_set(machine, "front-matter-member", "meta");
	machine_open(machine);
}

/* One for each choice of options, made when it is first needed, and then kept. */
static struct machine *machine_for(unsigned choice)
{
	static struct machine machines[EXPLAIN];
	struct machine *machine = &machines[choice % EXPLAIN];

	if (!machine->stage)
		start(machine, choice);
	return machine;
}

/* Runs the stage over a line; the line that it makes of it goes to `out`. */
static void run(struct machine *machine, struct slice line, bool explain, struct buf *out)
{
	struct arena arena = {0};
	struct record record;

	assert(record_parse(&record, &machine->schema, line, &arena) == REJECT_NONE);
	record.explain = explain;
	assert(machine_apply(machine, &record) == KEEP);
	assert(utf8_valid(record_text(&record)));
	record_write(&record, out);
	assert(!buf_failed(out));
	arena_free(&arena);
}

static void first_line(struct slice text, struct buf *line)
{
	struct arena arena = {0};
	struct schema schema;
	struct record record;

	schema_default(&schema);
	record_create(&record, &schema, &arena);
	record_set(&record, FIELD_ID, SLICE("1"));
	record_set_text(&record, text);
	record_write(&record, line);
	line->len--;
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf line = {0}, once = {0}, again = {0};
	struct slice text;
	struct machine *machine;
	unsigned choice;

	if (size < 1)
		return -1;
	choice = data[0];
	text = slice_make((const char *)data + 1, size - 1);
	if (!utf8_valid(text))
		return -1;
	machine = machine_for(choice);
	first_line(text, &line);
	run(machine, buf_slice(&line), choice & EXPLAIN, &once);
	if (!(choice & PLAIN)) {
		once.len--;
		run(machine, buf_slice(&once), false, &again);
		again.len--;
		assert(slice_equal(buf_slice(&once), buf_slice(&again)));
	}
	buf_free(&line);
	buf_free(&once);
	buf_free(&again);
	return 0;
}
