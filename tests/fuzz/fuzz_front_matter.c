/*
 * The front matter of any record, read back by an independent reader of YAML (libyaml): it is well
 * formed, names each member once, and the strings are those of the record.
 *
 * The input is a record's line.
 */
#include <assert.h>

#include "../../stages/emit/front_matter.h"
#include "base/utf8.h"
#include "text/markup/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct slice fence = SLICE_INIT("---\n");

static void check(struct record *record, struct slice block, struct arena *arena)
{
	static const enum field fields[] = {FIELD_TITLE, FIELD_AUTHOR, FIELD_ID};
	struct value *root;
	struct err err;
	size_t lines = 0;

	assert(slice_starts(block, fence) && slice_ends(block, fence));
	block = slice_sub(block, fence.len, block.len - fence.len);
	for (size_t i = 0; i < block.len; i++)
		lines += block.data[i] == '\n';
	if (lines == 0 || lines > VALUE_MAX_MEMBERS)
		return;
	assert(yaml_read(block, arena, &root, &err));
	assert(root && root->kind == VALUE_MAP && root->count == lines);
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct value *value = value_member(root, slice_of(field_name(fields[i])));

		if (record_kind(record, fields[i]) != MEMBER_STRING)
			continue;
		assert(value && value->kind == VALUE_STRING);
		assert(slice_equal(value->text, record_get(record, fields[i])));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct front_matter memory = {0};
	struct arena arena = {0};
	struct schema schema;
	struct record record;
	struct buf block = {0};

	schema_default(&schema);
	if (record_parse(&record, &schema, slice_make((const char *)data, size), &arena) ==
	    REJECT_NONE) {
		assert(front_matter_write(&memory, &record, &block));
		check(&record, buf_slice(&block), &arena);
	}
	front_matter_free(&memory);
	buf_free(&block);
	arena_free(&arena);
	return 0;
}
