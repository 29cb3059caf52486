#include "base/utf8.h"
#include "record/json.h"
#include "record/splice.h"

/* The field into whose value as read the slice points; FIELD_COUNT for none. */
static enum field field_of(const struct record *record, struct slice part)
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		struct slice value = record->slot[i].as_read;

		if (value.data && part.data >= value.data &&
		    part.data + part.len <= value.data + value.len)
			return (enum field)i;
	}
	return FIELD_COUNT;
}

/* How many code points of the field's value are before this byte. */
static size_t code_points(struct record_slot *slot, size_t byte)
{
	struct edit_cursor *cursor = &slot->cursor;

	if (byte >= cursor->byte)
		cursor->code_point += utf8_count(slice_sub(slot->as_read, cursor->byte, byte));
	else
		cursor->code_point -= utf8_count(slice_sub(slot->as_read, byte, cursor->byte));
	cursor->byte = byte;
	return cursor->code_point;
}

void record_note_edit(struct record *record, struct slice rule, struct slice removed,
		      struct slice added)
{
	record_note_evidence(record, rule, removed, added, slice_make(NULL, 0));
}

void record_note_evidence(struct record *record, struct slice rule, struct slice removed,
			  struct slice added, struct slice evidence)
{
	enum field field;
	struct record_slot *slot;
	struct record_edit *edit;

	if (!record->explain)
		return;
	field = field_of(record, removed);
	if (field == FIELD_COUNT)
		return;
	slot = &record->slot[field];
	edit = arena_alloc(record->arena, sizeof(*edit));
	if (!edit) {
		record->out_of_memory = true;
		return;
	}
	*edit = (struct record_edit){
		.field = field,
		.rule = rule,
		.removed = removed,
		.added = added,
		.evidence = evidence,
		.at = code_points(slot, (size_t)(removed.data - slot->as_read.data)),
		.len = utf8_count(removed),
	};
	if (!record->edits)
		record->edits_end = &record->edits;
	*record->edits_end = edit;
	record->edits_end = &edit->next;
}

static void write_edit(const struct record *record, const struct record_edit *edit, struct buf *out)
{
	buf_append(out, SLICE("{\"stage\":"));
	json_write_string(out, slice_of(record->stage));
	buf_append(out, SLICE(",\"rule\":"));
	json_write_string(out, edit->rule);
	if (edit->field != FIELD_TEXT) {
		buf_append(out, SLICE(",\"field\":"));
		json_write_string(out, slice_of(field_name(edit->field)));
	}
	buf_printf(out, ",\"at\":%zu,\"len\":%zu,\"removed\":", edit->at, edit->len);
	json_write_string(out, edit->removed);
	if (edit->added.len) {
		buf_append(out, SLICE(",\"added\":"));
		json_write_string(out, edit->added);
	}
	if (edit->evidence.len) {
		buf_append(out, SLICE(",\"evidence\":"));
		json_write_string(out, edit->evidence);
	}
	buf_push(out, '}');
}

/* The array of what earlier stages noted, as it is in the line; else an empty one. */
static struct slice earlier_edits(const struct record *record)
{
	const struct record_slot *slot = &record->slot[FIELD_EDITS];

	if (slot->kind != MEMBER_OTHER || slot->raw.data[0] != '[')
		return SLICE("[]");
	return slot->raw;
}

void record_write_edits(const struct record *record, struct buf *out)
{
	buf_push(out, '[');
	for (const struct record_edit *edit = record->edits; edit; edit = edit->next) {
		write_edit(record, edit, out);
		if (edit->next)
			buf_push(out, ',');
	}
	buf_push(out, ']');
}

static void splice_edits(struct record *record)
{
	struct slice earlier = earlier_edits(record), json;
	size_t end = slice_trim(slice_sub(earlier, 0, earlier.len - 1)).len;
	struct buf out = {0};

	buf_append(&out, slice_sub(earlier, 0, end));
	for (const struct record_edit *edit = record->edits; edit; edit = edit->next) {
		if (out.len > 0 && out.data[out.len - 1] != '[')
			buf_push(&out, ',');
		write_edit(record, edit, &out);
	}
	buf_append(&out, slice_from(earlier, end));
	if (buf_failed(&out) || !arena_copy(record->arena, buf_slice(&out), &json))
		record->out_of_memory = true;
	else
		record_splice_field(record, FIELD_EDITS, json);
	buf_free(&out);
}

void record_end_stage(struct record *record)
{
	bool explained = record->explain || record->edits;

	if (record->edits)
		splice_edits(record);
	record->edits = NULL;
	if (explained)
		record_fold(record);
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		struct record_slot *slot = &record->slot[i];

		/* Decoded anew, so that no edit can point to the end of one and the start of
		 * another. */
		if (explained)
			slot->decoded = false;
		slot->cursor = (struct edit_cursor){0};
		slot->as_read = slot->decoded ? slot->value : slice_make(NULL, 0);
	}
}
