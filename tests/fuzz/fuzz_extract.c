/*
 * extract, the whole stage: whatever the page, what comes out is a good record with valid text, and
 * where the page has a word there is some. JSON-LD is read as a page's and by itself.
 *
 * The input is a byte of options, then the page.
 */
#include <assert.h>
#include <stdint.h>

#include "../../stages/extract/jsonld.h"
#include "../lib/machine.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MARKDOWN = 1, LINKS = 2, CAPTIONS = 4, FEATURES = 8, EXPLAIN = 16, CHOICES = 32 };

static void start(struct machine *machine, unsigned choice)
{
	machine_choose(machine, "extract");
	if (choice & MARKDOWN)
		machine_set(machine, "markdown", NULL);
	if (choice & LINKS)
		machine_set(machine, "links", NULL);
	if (choice & CAPTIONS)
		machine_set(machine, "captions", NULL);
	if (choice & FEATURES)
		machine_set(machine, "features", NULL);
	machine->explain = (choice & EXPLAIN) != 0;
	machine_open(machine);
}

/* One for each choice of options, made when it is first needed, and then kept. */
static struct machine *machine_for(unsigned choice)
{
	static struct machine machines[CHOICES];
	struct machine *machine = &machines[choice];

	if (!machine->stage)
		start(machine, choice);
	return machine;
}

static void check_line(struct slice line, const struct schema *schema)
{
	struct arena arena = {0};
	struct record record;

	line.len--;
	assert(record_parse(&record, schema, line, &arena) == REJECT_NONE);
	arena_free(&arena);
}

static void run(struct slice page, unsigned choice)
{
	struct machine *machine = machine_for(choice);
	struct arena arena = {0};
	struct record record;
	struct buf line = {0};

	record_create(&record, &machine->schema, &arena);
	record_set(&record, FIELD_ID, SLICE("1"));
	record_set(&record, FIELD_HTML, page);
	record_end_stage(&record);
	record.explain = machine->explain;
	if (machine_apply(machine, &record) == KEEP) {
		assert(utf8_valid(record_text(&record)));
		record_write(&record, &line);
		assert(!buf_failed(&line));
		check_line(buf_slice(&line), &machine->schema);
	}
	buf_free(&line);
	arena_free(&arena);
}

static void read_alone(struct slice script)
{
	struct arena arena = {0};
	struct json_ld told = {.body = {0}};

	assert(json_ld_read(script, &arena, &told));
	assert(utf8_valid(told.body) && utf8_valid(told.headline) && utf8_valid(told.author));
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice page;

	if (size < 1)
		return -1;
	page = slice_make((const char *)data + 1, size - 1);
	if (!utf8_valid(page))
		return -1;
	run(page, data[0] % CHOICES);
	read_alone(page);
	return 0;
}
