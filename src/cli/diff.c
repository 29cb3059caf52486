/* `wirewash diff [OPTION...] BEFORE AFTER`: what differs, word by word. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "engine/binding.h"
#include "io/reader.h"
#include "io/terminal.h"
#include "record/json.h"
#include "record/record.h"
#include "text/diff/text_diff.h"

static const char *const color_names[] = {"auto", "always", "never", NULL};
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct diff_settings {
	bool unified;
	unsigned color;
	uint64_t max_size;
};

const struct option_spec diff_options[] = {
	OPTION_FLAG(struct diff_settings, unified, "unified", "lines, as diff -u shows them"),
	OPTION_CHOICE(struct diff_settings, color, "color", color_names, "auto",
		      "colours: auto, always, never"),
	OPTION_SIZE(struct diff_settings, max_size, "max-size", "SIZE", "1G",
		    "largest file; both are held in memory"),
	OPTION_END};

/* A file of records by id, or a text. */
struct side {
	struct buf content;
	struct slice *lines;
	struct place {
		uint64_t id;  /* hash */
		size_t at;    /* in `lines` */
		size_t taken; /* of the first with this id: how many of them were taken */
	} * places;           /* by id */
	uint64_t *ids;        /* hashes, as in `lines` */
	bool *used;
	size_t count, cap, place_cap, id_cap;
};

struct differ {
	struct diff_settings settings;
	struct schema schema;
	struct side sides[2];
	struct buf out;
	uint64_t differences;
};

static void side_free(struct side *side)
{
	buf_free(&side->content);
	free(side->lines);
	free(side->places);
	free(side->ids);
	free(side->used);
}

/* Whether the first line is a record: then the file is JSON Lines. */
static bool has_records(const struct differ *differ, const struct side *side)
{
	struct slice rest = buf_slice(&side->content), line;
	struct arena arena = {0};
	struct record record;
	bool found;

	while (slice_next_line(&rest, &line) && slice_trim(line).len == 0)
		;
	found = slice_starts(slice_trim(line), SLICE("{")) &&
		record_parse(&record, &differ->schema, line, &arena) == REJECT_NONE;
	arena_free(&arena);
	return found;
}

/* Sorts places by id, the earliest first. */
static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Lines that are no records are passed over. */
static bool index_records(const struct differ *differ, struct side *side)
{
	struct slice rest = buf_slice(&side->content), line;
	struct arena arena = {0};
	struct record record;
	bool fine = true;

	while (fine && slice_next_line(&rest, &line)) {
		arena_reset(&arena);
		if (record_parse(&record, &differ->schema, line, &arena) != REJECT_NONE)
			continue;
		record_ensure_id(&record);
		fine = ARRAY_RESERVE(side->lines, side->cap, side->count + 1) &&
		       ARRAY_RESERVE(side->places, side->place_cap, side->count + 1) &&
		       ARRAY_RESERVE(side->ids, side->id_cap, side->count + 1);
		if (fine) {
			side->lines[side->count] = line;
			side->ids[side->count] = hash64(record_get(&record, FIELD_ID));
			side->places[side->count] =
				(struct place){side->ids[side->count], side->count, 0};
			side->count++;
		}
	}
	arena_free(&arena);
	if (side->count)
		qsort(side->places, side->count, sizeof(*side->places), compare_places);
	side->used = array_new_zeroed(side->count, sizeof(*side->used));
	return fine && side->used != NULL;
}

/* The next record with this id, each once; `count` when there is none left. */
static size_t take_record(struct side *side, uint64_t id)
{
	size_t low = 0, high = side->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (side->places[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == side->count || side->places[low].id != id)
		return side->count;
	middle = low + side->places[low].taken;
	if (middle == side->count || side->places[middle].id != id)
		return side->count;
	side->places[low].taken++;
	side->used[side->places[middle].at] = true;
	return side->places[middle].at;
}

static void put_heading(struct differ *differ, struct record *record, const char *note)
{
	struct slice id = record_get(record, FIELD_ID), title = record_get(record, FIELD_TITLE);

	buf_append(&differ->out, SLICE("== "));
	json_write_string(&differ->out, id);
	if (title.len) {
		buf_push(&differ->out, ' ');
		json_write_string(&differ->out, title);
	}
	buf_printf(&differ->out, "%s\n", note);
}

static enum diff_style style_of(const struct differ *differ, bool color)
{
	if (differ->settings.unified)
		return DIFF_UNIFIED;
	return color ? DIFF_COLOR : DIFF_MARKS;
}

/* One record of AFTER with its partner, or of one side alone. */
static bool compare_records(struct differ *differ, struct slice before, struct slice after,
			    bool color)
{
	struct arena arena = {0};
	struct record old = {0}, new = {0};
	struct slice old_text = {0}, new_text = {0};
	size_t mark = differ->out.len;
	bool fine = true;

	if (before.len && record_parse(&old, &differ->schema, before, &arena) == REJECT_NONE)
		old_text = record_text(&old);
	if (after.len && record_parse(&new, &differ->schema, after, &arena) == REJECT_NONE)
		new_text = record_text(&new);
	if (!before.len || !after.len || !slice_equal(old_text, new_text)) {
		differ->differences++;
		put_heading(differ, after.len ? &new : &old,
			    !after.len    ? " only in the first file"
			    : !before.len ? " only in the second file"
					  : "");
		if (before.len && after.len)
			fine = text_diff(old_text, new_text, style_of(differ, color), &differ->out);
	}
	fine = fine && !buf_failed(&differ->out);
	if (!fine)
		differ->out.len = mark;
	arena_free(&arena);
	return fine;
}

static bool diff_records(struct differ *differ, bool color)
{
	struct side *before = &differ->sides[0], *after = &differ->sides[1];
	bool fine = index_records(differ, before) && index_records(differ, after);

	for (size_t i = 0; fine && i < after->count; i++) {
		struct slice partner = {0};
		size_t at = take_record(before, after->ids[i]);

		if (at < before->count)
			partner = before->lines[at];
		fine = compare_records(differ, partner, after->lines[i], color);
	}
	for (size_t i = 0; fine && i < before->count; i++)
		if (!before->used[i])
			fine = compare_records(differ, before->lines[i], slice_make(NULL, 0),
					       color);
	return fine;
}

static bool diff_texts(struct differ *differ, char **names, bool color)
{
	struct slice before = buf_slice(&differ->sides[0].content);
	struct slice after = buf_slice(&differ->sides[1].content);

	differ->differences = !slice_equal(before, after);
	if (differ->differences && differ->settings.unified)
		buf_printf(&differ->out, "--- %s\n+++ %s\n", names[0], names[1]);
	return text_diff(before, after, style_of(differ, color), &differ->out);
}

static bool wants_color(const struct diff_settings *settings)
{
	if (settings->color != COLOR_AUTO)
		return settings->color == COLOR_ALWAYS;
	return terminal_wants_color(STDOUT_FILENO);
}

static bool run_diff(struct differ *differ, const struct args *args, struct err *err)
{
	bool color = wants_color(&differ->settings), fine;

	if (args->operand_count != 2)
		return err_set(err, ERR_USAGE,
			       "two files are compared (%zu given): wirewash diff BEFORE AFTER",
			       args->operand_count);
	for (size_t i = 0; i < 2; i++) {
		if (!read_whole_file(args->operands[i], differ->settings.max_size,
				     &differ->sides[i].content, err))
			return false;
		if (!utf8_valid(buf_slice(&differ->sides[i].content)))
			return err_set(err, ERR_IO, "%s is no UTF-8", args->operands[i]);
	}
	schema_default(&differ->schema);
	if (has_records(differ, &differ->sides[0]) || has_records(differ, &differ->sides[1]))
		fine = diff_records(differ, color);
	else
		fine = diff_texts(differ, args->operands, color);
	return fine || err_no_memory(err);
}

static bool set_options(struct differ *differ, const struct args *args, struct binding *binding,
			struct err *err)
{
	if (!binding_open(binding, "diff", diff_options, &differ->settings, err))
		return false;
	for (size_t i = 0; i < args->count; i++)
		if (!binding_set(binding, args->assignments[i].spec, args->assignments[i].value,
				 ORIGIN_COMMAND_LINE, err))
			return false;
	return true;
}

int command_diff(int argc, char **argv)
{
	const struct scope scopes[] = {{NULL, diff_options}};
	struct differ differ = {0};
	struct binding binding = {0};
	struct args args;
	struct err err = {0};
	int status;

	if (!args_parse(&args, argc, argv, 2, scopes, COUNT_OF(scopes), &err)) {
		status = report("diff", &err);
	} else if (args.help) {
		buf_append(&differ.out,
			   SLICE("usage: wirewash diff [OPTION...] BEFORE AFTER\n\n"
				 "diff: what differs between two texts, or two files of records\n\n"
				 "Options of diff:\n"));
		help_options(diff_options, "", &differ.out);
		buf_append(&differ.out, SLICE("\nMore: man wirewash-diff\n"));
		status = print_all("diff", &differ.out);
	} else if (!set_options(&differ, &args, &binding, &err) ||
		   !run_diff(&differ, &args, &err)) {
		status = report("diff", &err);
	} else {
		status = print_all("diff", &differ.out);
		if (status == 0 && differ.differences)
			status = 1;
	}
	for (size_t i = 0; i < 2; i++)
		side_free(&differ.sides[i]);
	buf_free(&differ.out);
	binding_close(&binding);
	args_free(&args);
	return status;
}
