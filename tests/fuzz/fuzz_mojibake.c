/*
 * Repair of any text: the output is valid UTF-8, all in range, and stays as it is the second time.
 *
 * The input is a byte of choices and text, which is cut at its first invalid byte, or read as a
 * legacy charset's bytes when the choice says so: then it is full of sequences.
 */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "engine/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct world {
	void *state, *scratch;
	struct schema schema;
} world;

static void open_world(void)
{
	const struct stage *stage = stage_find("mojibake");
	struct stage_env env = {.schema = &world.schema};
	struct err err;

	schema_default(&world.schema);
	world.state = calloc(1, stage->state_size);
	assert(world.state && stage->setup(world.state, &env, &err));
	world.scratch = stage->scratch_open(world.state, &err);
	assert(world.scratch);
}

/* Applies the stage to one text; the result goes to `out`. */
static void repair(struct slice text, bool explain, struct buf *out)
{
	struct arena arena = {0};
	struct record record;
	struct err err;

	record_create(&record, &world.schema, &arena);
	record_set_text(&record, text);
	record_end_stage(&record);
	record.stage = "mojibake";
	record.explain = explain;
	assert(stage_find("mojibake")->apply(world.state, world.scratch, &record, &err) == KEEP);
	record_end_stage(&record);
	assert(!record_failed(&record));
	buf_clear(out);
	buf_append(out, record_text(&record));
	assert(!buf_failed(out));
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0}, once = {0}, twice = {0};
	unsigned choice;

	if (size < 1)
		return 0;
	if (!world.state)
		open_world();
	choice = *data++;
	size--;
	if (choice & 1) {
		for (size_t i = 0; i < size; i++) {
			char bytes[4];

			buf_append(&text, slice_make(bytes, utf8_encode(data[i], bytes)));
		}
	} else {
		struct slice all = {(const char *)data, size};

		buf_append(&text, slice_sub(all, 0, utf8_valid_prefix(all)));
	}
	repair(buf_slice(&text), choice & 2, &once);
	assert(utf8_valid(buf_slice(&once)));
	repair(buf_slice(&once), choice & 2, &twice);
	assert(slice_equal(buf_slice(&once), buf_slice(&twice)));
	buf_free(&text);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
