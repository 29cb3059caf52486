#include "rewriting.h"

#include "base/utf8.h"
#include "settle.h"

bool source_read(struct source *source, struct record *record, enum field field,
		 const struct entities *entities, const struct charsets *charsets)
{
	source->field = field;
	source->read = source->value = record_get(record, field);
	source->decoded.count = source->noted = 0;
	if (entities &&
	    !entities_decode(entities, charsets->controls, source->read, &source->decoded))
		return false;
	if (source->decoded.count)
		source->value = buf_slice(&source->decoded.text);
	return true;
}

/*
 * The charsets of a repaired span, as a rule's name, the last one it was read in first:
 * "windows-1252", "macintosh x2", "windows-1252+macintosh".
 */
static struct slice name_rule(const struct charsets *charsets, struct buf *rule, uint32_t layers)
{
	unsigned count = 0;
	bool same = true;

	buf_clear(rule);
	for (uint32_t left = layers; left; left >>= 8, count++)
		same = same && (left & 0xFF) == (layers & 0xFF);
	for (unsigned i = 0; i < (same ? 1 : count); i++) {
		unsigned layer = layers >> 8 * (count - 1 - i) & 0xFF;
		struct slice name = layer == LAYER_CONTROLS ? SLICE("c1 controls")
							    : charsets->charset[layer - 1].name;

		buf_printf(rule, "%s%.*s", i ? "+" : "", (int)name.len, name.data);
	}
	if (same && count > 1)
		buf_printf(rule, " x%u", count);
	return buf_slice(rule);
}

/* Notes the references decoded before byte `until` of the value, but for those from `since` on. */
static void note_references(struct source *source, struct record *record, size_t since,
			    size_t until)
{
	const struct decoded *decoded = &source->decoded;

	for (; source->noted < decoded->count; source->noted++) {
		const struct entity_place *place = &decoded->places[source->noted];

		if (place->new_at >= until)
			break;
		if (place->new_at < since)
			record_note_edit(record, SLICE("entity"),
					 slice_sub(source->read, place->at, place->end),
					 slice_sub(source->value, place->new_at, place->new_end));
	}
}

bool tell_count(struct record *record, size_t count, struct slice *evidence)
{
	struct buf words = {0};
	bool ok;

	*evidence = slice_make(NULL, 0);
	if (!record->explain)
		return true;
	buf_printf(&words, "%zu %s read so in this document", count,
		   count == 1 ? "character" : "characters");
	ok = !buf_failed(&words) && arena_copy(record->arena, buf_slice(&words), evidence);
	buf_free(&words);
	return ok;
}

void source_note(struct source *source, struct record *record, size_t from, size_t end,
		 struct slice rule, struct slice added, struct slice evidence)
{
	note_references(source, record, from, end);
	from = decoded_origin(&source->decoded, from, false);
	end = decoded_origin(&source->decoded, end, true);
	record_note_evidence(record, rule, slice_sub(source->read, from, end), added, evidence);
}

void source_set(struct source *source, struct record *record, struct slice value)
{
	note_references(source, record, SIZE_MAX, SIZE_MAX);
	record_set(record, source->field, value);
}

bool source_keep(struct source *source, struct record *record)
{
	struct slice copy;

	if (!source->decoded.count)
		return true;
	if (!arena_copy(record->arena, source->value, &copy))
		return false;
	source->value = copy;
	source_set(source, record, copy);
	return true;
}

void source_free(struct source *source)
{
	decoded_free(&source->decoded);
}

static void skip_to(struct rewriting *writing, uint32_t sign)
{
	for (; writing->sign < sign; writing->sign++)
		writing->at += utf8_length(writing->source->value.data[writing->at]);
}

/* How many characters were read in these charsets. */
static size_t count_alike(struct text text, uint32_t layers)
{
	size_t count = 0;

	for (size_t i = 0; i < text.count; i++)
		count += text.signs[i].layers == layers;
	return count;
}

/* Counted once for each kind; text of more kinds than that is told without. */
static bool evidence_for(struct rewriting *writing, uint32_t layers, struct slice *evidence)
{
	unsigned i = 0;

	*evidence = slice_make(NULL, 0);

	while (i < writing->told_count && writing->told[i].layers != layers)
		i++;
	if (i == TOLD_MAX)
		return true;
	if (i == writing->told_count) {
		if (!tell_count(writing->record, count_alike(writing->text, layers), evidence))
			return false;
		writing->told[writing->told_count++] = (struct told){layers, *evidence};
	}
	*evidence = writing->told[i].evidence;
	return true;
}

static bool note_span(struct rewriting *writing, size_t from, size_t added_at, uint32_t layers)
{
	struct record *record = writing->record;
	struct slice rule, evidence, added = slice_from(buf_slice(writing->out), added_at);

	writing->changed = true;
	if (!record->explain)
		return true;
	rule = name_rule(writing->charsets, writing->rule, layers);
	if (buf_failed(writing->rule) || !arena_copy(record->arena, rule, &rule) ||
	    !arena_copy(record->arena, added, &added) || !evidence_for(writing, layers, &evidence))
		return false;
	source_note(writing->source, record, from, writing->at, rule, added, evidence);
	return true;
}

static void put(struct buf *out, uint32_t code_point)
{
	char bytes[4];

	buf_append(out, slice_make(bytes, utf8_encode(code_point, bytes)));
}

bool rewriting_add(struct rewriting *writing, struct text text, size_t first, size_t end)
{
	struct buf *out = writing->out;

	writing->text = text;
	writing->told_count = 0;
	for (size_t i = first; i < end;) {
		size_t from = writing->at, added_at;
		uint32_t layers = text.signs[i].layers;

		if (!layers) {
			while (i < end && !text.signs[i].layers)
				i++;
			skip_to(writing, text.signs[i].from);
			continue;
		}
		buf_append(out, slice_sub(writing->source->value, writing->copied, from));
		added_at = out->len;
		for (; i < end && text.signs[i].layers == layers; i++)
			put(out, text.signs[i].code_point);
		skip_to(writing, text.signs[i].from);
		writing->copied = writing->at;
		if (!note_span(writing, from, added_at, layers))
			return false;
	}
	return !buf_failed(out);
}

bool rewriting_finish(struct rewriting *writing)
{
	struct slice copy;

	if (!writing->changed)
		return source_keep(writing->source, writing->record);
	if (!buf_append(writing->out, slice_from(writing->source->value, writing->copied)) ||
	    !arena_copy(writing->record->arena, buf_slice(writing->out), &copy))
		return false;
	source_set(writing->source, writing->record, copy);
	return true;
}
