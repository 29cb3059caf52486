/* A stage that stands ready, as one thread of a run has it, for unit tests and fuzz targets. */
#ifndef WIREWASH_TEST_MACHINE_H
#define WIREWASH_TEST_MACHINE_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/stage.h"

struct machine {
	const struct stage *stage; /* NULL: not opened */
	struct schema schema;
	void *state, *scratch;
	bool explain; /* set before machine_open: as with --explain */
};

/* Begins the stage of that name, its options at their defaults; machine_set may follow, then
 * machine_open. */
static inline void machine_choose(struct machine *machine, const char *stage)
{
	struct err err = {0};

	*machine = (struct machine){.stage = stage_find(stage)};
	assert(machine->stage);
	schema_default(&machine->schema);
	machine->state = calloc(1, machine->stage->state_size);
	assert(machine->state);
	if (machine->stage->options)
		assert(options_set_defaults(machine->stage->options, machine->state, &err));
}

/* value: NULL for a flag. */
static inline void machine_set(struct machine *machine, const char *option, const char *value)
{
	const struct option_spec *spec =
		options_find(machine->stage->options, option, strlen(option));
	struct err err = {0};

	assert(spec && options_set(spec, machine->state, value, &err));
}

/* Sets the stage up. The machine must stay where it is: the stage points to its schema. */
static inline void machine_open(struct machine *machine)
{
	struct stage_env env = {.schema = &machine->schema, .explain = machine->explain};
	struct err err = {0};

	assert(machine->stage->setup(machine->state, &env, &err));
	machine->scratch = machine->stage->scratch_open(machine->state, &err);
	assert(machine->scratch);
}

static inline void machine_close(struct machine *machine)
{
	machine->stage->scratch_close(machine->scratch);
	machine->stage->teardown(machine->state);
	free(machine->state);
}

/* The record is as the runner leaves it behind the stage: edits in place, and ready to be written.
 */
static inline enum verdict machine_apply(struct machine *machine, struct record *record)
{
	struct err err = {0};
	enum verdict verdict;

	record->stage = machine->stage->name;
	verdict = machine->stage->apply(machine->state, machine->scratch, record, &err);
	assert(verdict != FAIL);
	if (verdict == KEEP) {
		record_end_stage(record);
		assert(!record_failed(record));
	}
	return verdict;
}

/* What the stage makes of one text; it must keep it. The result replaces what `out` holds. */
static inline void machine_apply_text(struct machine *machine, struct slice text, bool explain,
				      struct buf *out)
{
	struct arena arena = {0};
	struct record record;

	record_create(&record, &machine->schema, &arena);
	record_set_text(&record, text);
	record_end_stage(&record);
	record.explain = explain;
	assert(machine_apply(machine, &record) == KEEP);
	buf_clear(out);
	buf_append(out, record_text(&record));
	assert(!buf_failed(out));
	arena_free(&arena);
}

#endif
