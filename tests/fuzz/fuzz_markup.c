/*
 * markup, the whole stage: what comes out is a good record with valid text; a
 * second run changes nothing, unless Markdown was made plain.
 *
 * The input is a byte of options, then the text.
 */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "engine/stage.h"

extern const struct stage markup_stage;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN = 1, KEEP_FRONT_MATTER = 2, MEMBER = 4, EXPLAIN = 8 };

struct machine {
	void *state, *scratch;
};

static void set(void *state, const char *name, const char *value)
{
	const struct option_spec *spec = options_find(markup_stage.options, name, strlen(name));
	struct err err;

	assert(spec && options_set(spec, state, value, &err));
}

static struct machine start(unsigned choice)
{
	struct stage_env env = {0};
	struct machine machine;
	struct err err;

	machine.state = calloc(1, markup_stage.state_size);
	assert(machine.state);
	assert(options_set_defaults(markup_stage.options, machine.state, &err));
	if (choice & PLAIN)
		set(machine.state, "plain", NULL);
	if (choice & KEEP_FRONT_MATTER)
		set(machine.state, "keep-front-matter", NULL);
	if (choice & MEMBER)
		set(machine.state, "front-matter-member", "meta");
	assert(markup_stage.setup(machine.state, &env, &err));
	machine.scratch = markup_stage.scratch_open(machine.state, &err);
	assert(machine.scratch);
	return machine;
}

/* One for each choice of options, made when it is first needed, and then kept. */
static struct machine *machine_for(unsigned choice)
{
	static struct machine machines[EXPLAIN];
	struct machine *machine = &machines[choice % EXPLAIN];

	if (!machine->state)
		*machine = start(choice);
	return machine;
}

/* Runs the stage over a line; the line that it makes of it goes to `out`. */
static void run(struct machine *machine, struct slice line, bool explain, struct buf *out)
{
	struct arena arena = {0};
	struct schema schema;
	struct record record;
	struct err err;

	schema_default(&schema);
	assert(record_parse(&record, &schema, line, &arena) == REJECT_NONE);
	record.explain = explain;
	record.stage = "markup";
	assert(markup_stage.apply(machine->state, machine->scratch, &record, &err) == KEEP);
	record_end_stage(&record);
	assert(!record_failed(&record));
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
