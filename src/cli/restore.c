/* `wirewash restore --removed=FILE --dropped=FILE [FILE...]`: puts back what a run took away. */
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "engine/binding.h"
#include "io/lines.h"
#include "io/reader.h"
#include "io/writer.h"
#include "record/object.h"
#include "record/record.h"
#include "record/undo.h"

struct restore_settings {
	const char *removed, *dropped, *output, *schema;
	uint64_t max_size;
};

const struct option_spec restore_options[] = {
	OPTION_FILE(struct restore_settings, removed, "removed", "FILE",
		    "what --removed wrote: texts get back what was cut out of them"),
	OPTION_FILE(struct restore_settings, dropped, "dropped", "FILE",
		    "what --dropped wrote: these records come after the others"),
	OPTION_SIZE(struct restore_settings, max_size, "max-size", "SIZE", "4G",
		    "largest file of --removed; it is held in memory"),
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_TYPE_FILE,
	 .value = "FILE",
	 .writes = true,
	 .help = "write to FILE, whole or not at all",
	 .offset = OPTION_OFFSET(struct restore_settings, output, const char *)},
	OPTION_STRING(struct restore_settings, schema, "schema", "NAME", NULL,
		      "member names: dolma, fineweb, ccnet, newsplease, trafilatura"),
	OPTION_END};

/* A line of --removed: what one stage did to one record. */
struct removal {
	uint64_t id; /* hash */
	size_t order;
	struct slice line;
};

struct restorer {
	struct restore_settings settings;
	struct schema schema;
	struct buf removed;
	struct removal *removals; /* by id, then in the order of the chain */
	size_t count, cap;
	struct writer *writer;
	struct buf out, text, next;
	uint64_t failed; /* texts that could not be restored */
};

static int compare_removals(const void *a, const void *b)
{
	const struct removal *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool read_removed(struct restorer *restorer, struct err *err)
{
	struct arena arena = {0};
	struct slice rest, line;
	bool good = true;

	if (!restorer->settings.removed)
		return true;
	if (!read_whole_file(restorer->settings.removed, restorer->settings.max_size,
			     &restorer->removed, err))
		return false;
	rest = buf_slice(&restorer->removed);
	if (!utf8_valid(rest))
		return err_set(err, ERR_IO, "%s is no UTF-8", restorer->settings.removed);
	while (good && slice_next_line(&rest, &line)) {
		arena_reset(&arena);
		good = ARRAY_RESERVE(restorer->removals, restorer->cap, restorer->count + 1);
		if (good) {
			struct slice id = object_string(line, SLICE("id"), &arena);

			restorer->removals[restorer->count] =
				(struct removal){hash64(id), restorer->count, line};
			restorer->count++;
		}
	}
	arena_free(&arena);
	if (restorer->count)
		qsort(restorer->removals, restorer->count, sizeof(*restorer->removals),
		      compare_removals);
	return good || err_no_memory(err);
}

/* The removals of a record: [*from, *to). */
static void find_removals(const struct restorer *restorer, uint64_t id, size_t *from, size_t *to)
{
	size_t low = 0, high = restorer->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (restorer->removals[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	*from = low;
	while (low < restorer->count && restorer->removals[low].id == id)
		low++;
	*to = low;
}

/*
 * Undoes the stages' edits, the last stage first, or takes the text that was kept because they do
 * not tell all. False: the edits do not fit.
 */
static bool undo_all(struct restorer *restorer, struct record *record, size_t from, size_t to)
{
	buf_clear(&restorer->text);
	buf_append(&restorer->text, record_text(record));
	while (to > from) {
		struct slice line = restorer->removals[--to].line;
		struct buf swap = restorer->text;

		struct slice before = object_member(line, SLICE("before"));

		buf_clear(&restorer->next);
		if (before.len)
			buf_append(&restorer->next,
				   object_string(line, SLICE("before"), record->arena));
		else if (!undo_edits(buf_slice(&restorer->text),
				     object_member(line, SLICE("edits")),
				     object_count(line, SLICE("length")), record->arena,
				     &restorer->next))
			return false;
		restorer->text = restorer->next;
		restorer->next = swap;
	}
	return !buf_failed(&restorer->text);
}

static bool restore_record(struct restorer *restorer, struct slice line, struct arena *arena,
			   struct err *err)
{
	struct record record;
	size_t from, to;

	arena_reset(arena);
	if (!utf8_valid(line) ||
	    record_parse(&record, &restorer->schema, line, arena) != REJECT_NONE)
		return err_set(err, ERR_USAGE, "a line is no record (%.*s)",
			       (int)(line.len < 60 ? line.len : 60), line.data);
	find_removals(restorer, hash64(record_get(&record, FIELD_ID)), &from, &to);
	if (from < to && !undo_all(restorer, &record, from, to)) {
		if (buf_failed(&restorer->text) || buf_failed(&restorer->next))
			return err_no_memory(err);
		restorer->failed++;
	} else if (from < to) {
		record_set_text(&record, buf_slice(&restorer->text));
	}
	buf_clear(&restorer->out);
	record_write(&record, &restorer->out);
	if (record_failed(&record) || buf_failed(&restorer->out))
		return err_no_memory(err);
	return writer_write(restorer->writer, buf_slice(&restorer->out), err);
}

/* All records of a file; of --dropped the members `record` of its lines. */
static bool restore_file(struct restorer *restorer, const char *path, bool is_dropped,
			 struct err *err)
{
	struct reader *reader = reader_open(path, 0, err);
	struct lines *lines =
		reader ? lines_open(reader, slice_make(NULL, 0), (uint64_t)1 << 32, err) : NULL;
	struct batch batch = {0};
	struct arena arena = {0};
	bool more = true, good = lines != NULL;

	while (good && more) {
		batch_clear(&batch);
		good = lines_fill(lines, &batch, &more, err);
		for (size_t i = 0; good && i < batch.count; i++) {
			struct slice line = batch_slice(&batch, batch.items[i].bytes);

			if (slice_trim(line).len == 0)
				continue;
			if (is_dropped)
				line = object_member(line, SLICE("record"));
			good = restore_record(restorer, line, &arena, err);
		}
	}
	arena_free(&arena);
	batch_free(&batch);
	lines_close(lines);
	reader_close(reader);
	return good;
}

static bool restore_all(struct restorer *restorer, const struct args *args, struct err *err)
{
	if (!restorer->settings.removed && !restorer->settings.dropped)
		return err_set(err, ERR_USAGE,
			       "what is to be put back? Name the files of --removed, --dropped");
	schema_default(&restorer->schema);
	if ((restorer->settings.schema &&
	     !schema_preset(&restorer->schema, restorer->settings.schema, err)) ||
	    !read_removed(restorer, err))
		return false;
	restorer->writer = writer_open(restorer->settings.output, err);
	if (!restorer->writer)
		return false;
	if (args->operand_count == 0 && !restore_file(restorer, NULL, false, err))
		return false;
	for (size_t i = 0; i < args->operand_count; i++)
		if (!restore_file(restorer, args->operands[i], false, err))
			return false;
	return !restorer->settings.dropped ||
	       restore_file(restorer, restorer->settings.dropped, true, err);
}

static int run_restore(const struct args *args)
{
	struct restorer restorer = {0};
	struct binding binding = {0};
	struct err err = {0};
	int status;
	bool good = binding_open(&binding, "restore", restore_options, &restorer.settings, &err);

	for (size_t i = 0; good && i < args->count; i++)
		good = binding_set(&binding, args->assignments[i].spec, args->assignments[i].value,
				   ORIGIN_COMMAND_LINE, &err);
	good = good && restore_all(&restorer, args, &err);
	if (good)
		good = writer_commit(restorer.writer, &err);
	else
		writer_discard(restorer.writer);
	status = report("restore", &err);
	if (good && restorer.failed) {
		fprintf(stderr,
			"wirewash restore: %llu texts are not those that the run left; they stay "
			"as they are\n",
			(unsigned long long)restorer.failed);
		status = 1;
	}
	buf_free(&restorer.removed);
	buf_free(&restorer.out);
	buf_free(&restorer.text);
	buf_free(&restorer.next);
	free(restorer.removals);
	binding_close(&binding);
	return status;
}

int command_restore(int argc, char **argv)
{
	const struct scope scopes[] = {{NULL, restore_options}};
	struct args args;
	struct err err = {0};
	struct buf help = {0};
	int status;

	if (!args_parse(&args, argc, argv, 2, scopes, COUNT_OF(scopes), &err)) {
		status = report("restore", &err);
	} else if (args.help) {
		buf_append(&help, SLICE("usage: wirewash restore [OPTION...] [FILE...]\n\n"
					"restore: puts back what a run removed and dropped\n\n"
					"Options of restore:\n"));
		help_options(restore_options, "", &help);
		buf_append(&help, SLICE("\nMore: man wirewash-restore\n"));
		status = print_all("restore", &help);
	} else {
		status = run_restore(&args);
	}
	buf_free(&help);
	args_free(&args);
	return status;
}
