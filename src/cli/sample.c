#include "cli/sample.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "io/cleanup.h"
#include "io/reader.h"
#include "io/writer.h"
#include "record/object.h"

/* Characters that a piece of text is shown with, at most. */
enum { SHOWN = 100, MOST_OUTPUT = 1 << 30 };

/* What the run leaves for us, in a folder of its own. */
struct sample_files {
	char folder[4096];
	char kept[4200], dropped[4200];
};

static bool make_files(const struct common *common, struct sample_files *files, struct err *err)
{
	const char *parent = common->tmp ? common->tmp : getenv("TMPDIR");

	snprintf(files->folder, sizeof(files->folder), "%s/wirewash.XXXXXX",
		 parent && *parent ? parent : "/tmp");
	/* Registered before it exists: a signal may come as mkdtemp(3) returns. */
	cleanup_add_path(files->folder);
	if (!mkdtemp(files->folder)) {
		cleanup_forget_path(files->folder);
		return err_errno(err, "cannot make %s", files->folder);
	}
	snprintf(files->kept, sizeof(files->kept), "%s/kept", files->folder);
	snprintf(files->dropped, sizeof(files->dropped), "%s/dropped", files->folder);
	cleanup_add_path(files->kept);
	cleanup_add_path(files->dropped);
	return true;
}

static void remove_files(struct sample_files *files)
{
	unlink(files->kept);
	unlink(files->dropped);
	rmdir(files->folder);
	cleanup_forget_path(files->kept);
	cleanup_forget_path(files->dropped);
	cleanup_forget_path(files->folder);
}

/* Text in one line: controls and line ends as blanks, cut when it is long. */
static void put_line(struct slice text, struct buf *out)
{
	size_t at = 0;

	for (unsigned shown = 0; at < text.len && shown < SHOWN; shown++) {
		uint32_t c;
		size_t next = utf8_next(text, at, &c);

		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			buf_push(out, ' ');
		else
			buf_append(out, slice_sub(text, at, next));
		at = next;
	}
	if (at < text.len)
		buf_append(out, SLICE(" ..."));
}

static void put_edits(struct slice explained, struct arena *arena, struct buf *out)
{
	struct slice rest = object_member(explained, SLICE("edits")), edit;

	while (array_next(&rest, &edit)) {
		struct slice removed = object_string(edit, SLICE("removed"), arena);
		struct slice added = object_string(edit, SLICE("added"), arena);

		buf_append(out, SLICE("  "));
		put_line(object_string(edit, SLICE("stage"), arena), out);
		buf_push(out, ' ');
		put_line(object_string(edit, SLICE("rule"), arena), out);
		buf_push(out, '\n');
		if (removed.len) {
			buf_append(out, SLICE("    - "));
			put_line(removed, out);
			buf_push(out, '\n');
		}
		if (added.len) {
			buf_append(out, SLICE("    + "));
			put_line(added, out);
			buf_push(out, '\n');
		}
	}
}

static void put_record(struct slice record, struct slice reason, struct arena *arena,
		       struct buf *out)
{
	struct slice title = object_string(record, SLICE("title"), arena);

	put_line(object_string(record, SLICE("id"), arena), out);
	buf_append(out, reason.len ? SLICE(": would be dropped (") : SLICE(": would be kept"));
	if (reason.len) {
		put_line(reason, out);
		buf_push(out, ')');
	}
	buf_append(out, SLICE("\n  "));
	put_line(title.len ? title : object_string(record, SLICE("text"), arena), out);
	buf_push(out, '\n');
	put_edits(object_member(record, SLICE("_wirewash")), arena, out);
}

/* All lines of a file; `is_dropped`: each holds the record as a member, and why it went. */
static bool put_records(const char *path, bool is_dropped, struct buf *out, struct err *err)
{
	struct buf content = {0};
	struct arena arena = {0};
	struct slice rest, line;
	bool good = read_whole_file(path, MOST_OUTPUT, &content, err);

	rest = buf_slice(&content);
	while (good && slice_next_line(&rest, &line)) {
		struct slice record = is_dropped ? object_member(line, SLICE("record")) : line;

		put_record(record,
			   is_dropped ? object_string(line, SLICE("reason"), &arena)
				      : slice_make(NULL, 0),
			   &arena, out);
		arena_reset(&arena);
	}
	buf_free(&content);
	arena_free(&arena);
	return good;
}

static bool print(const struct buf *text, struct err *err)
{
	struct writer *writer;

	if (buf_failed(text))
		return err_no_memory(err);
	writer = writer_open(NULL, err);
	if (!writer)
		return false;
	if (writer_write(writer, buf_slice(text), err))
		return writer_commit(writer, err);
	writer_discard(writer);
	return false;
}

bool run_sample(struct run *run, struct common *common, struct err *err)
{
	struct sample_files files;
	struct buf out = {0};
	bool good;

	if (!make_files(common, &files, err))
		return false;
	chain_disarm(run->chain);
	common->output = files.kept;
	common->dropped = files.dropped;
	common->removed = NULL;
	common->explain = true;
	good = run_chain(run, err);
	if (access(files.kept, F_OK) == 0)
		good = good && put_records(files.kept, false, &out, err);
	if (access(files.dropped, F_OK) == 0)
		good = good && put_records(files.dropped, true, &out, err);
	good = good && print(&out, err);
	buf_free(&out);
	remove_files(&files);
	return good;
}
