/*
 * emit: records leave as plain text, as Markdown with front matter, or as JSON Lines; all in one
 * stream, or each article in a file of its own whose name is made from its title.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/stage.h"
#include "io/writer.h"
#include "text/filename.h"
#include "text/unicode/normal.h"

#include "front_matter.h"

enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSONL };

static const char *const formats[] = {"text", "markdown", "jsonl", NULL};
static const char *const suffixes[] = {".txt", ".md", ".jsonl"};

/* How many files, of how many bytes, are put in place together: to sync each would take most of the
 * time. */
enum { MOST_WAITING = 256, MOST_WAITING_BYTES = 32 << 20 };

struct emit {
	unsigned format;
	const char *output_dir;
	const char *separator;
	bool title;
	bool force;

	bool text_mode;
	struct buf between; /* the separator without its escapes */
	int lock;           /* descriptor of output_dir, locked; 0: none */
	struct filename_set names;
	struct buf path;
	struct writer *waiting[MOST_WAITING]; /* files that are written but not yet in place */
	size_t waiting_count, waiting_bytes;
};

struct scratch {
	struct front_matter front_matter;
	struct buf heading;
};

/* clang-format off */
static const struct option_spec options[] = {
	{.name = "format", .letter = 'f', .type = OPTION_TYPE_CHOICE, .value = "WHICH",
	 .help = "write text, markdown or jsonl", .fallback = "text", .run_fallback = "jsonl",
	 .choices = formats,
	 .offset = OPTION_OFFSET(struct emit, format, unsigned), .direct = true},
	{.name = "output-dir", .letter = 'd', .type = OPTION_TYPE_FILE, .value = "DIR",
	 .help = "write each article to a file of its own in DIR",
	 .offset = OPTION_OFFSET(struct emit, output_dir, const char *), .direct = true},
	OPTION_FLAG(struct emit, force, "force", "replace files that are already in DIR"),
	OPTION_FLAG(struct emit, title, "title", "write the title above the text, unless it is there"),
	OPTION_STRING(struct emit, separator, "separator", "STRING", "\\f\\n",
		      "what follows each article in one stream; knows \\n \\t \\f \\0 \\\\"),
	OPTION_END
};
/* clang-format on */

static bool read_separator(struct emit *emit, struct err *err)
{
	static const char letters[] = "ntfr0\\", values[] = "\n\t\f\r\0\\";

	for (const char *from = emit->separator; *from; from++) {
		const char *letter;

		if (*from != '\\') {
			buf_push(&emit->between, *from);
			continue;
		}
		letter = *++from ? strchr(letters, *from) : NULL;
		if (!letter)
			return err_set(err, ERR_USAGE,
				       "--separator has an escape that is not known (\\%.1s). "
				       "Known are \\n \\t \\f \\r \\0 \\\\.",
				       from);
		buf_push(&emit->between, values[letter - letters]);
	}
	return !buf_failed(&emit->between) || err_no_memory(err);
}

static bool make_directory(const char *path, struct err *err)
{
	struct stat about;

	if (mkdir(path, 0777) == 0)
		return true;
	if (errno != EEXIST)
		return err_errno(err, "cannot make the directory %s", path);
	if (stat(path, &about) != 0)
		return err_errno(err, "cannot look at %s", path);
	return S_ISDIR(about.st_mode) ||
	       err_set(err, ERR_USAGE, "--output-dir names no directory (%s is a file)", path);
}

/* Two runs that write into one folder would mix their files. */
static bool lock_directory(struct emit *emit, struct err *err)
{
	emit->lock = open(emit->output_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (emit->lock <= 0) {
		emit->lock = 0;
		return true; /* it may be written to but not read */
	}
	if (flock(emit->lock, LOCK_EX | LOCK_NB) == 0) {
		writer_remove_stale(emit->output_dir);
		return true;
	}
	if (errno != EWOULDBLOCK)
		return true; /* not every file system has locks */
	return err_set(err, ERR_IO,
		       "another run is writing into %s. Wait for it, or choose another "
		       "--output-dir.",
		       emit->output_dir);
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct emit *emit = state;

	emit->text_mode = env->text_mode;
	if (!read_separator(emit, err))
		return false;
	return !emit->output_dir ||
	       (make_directory(emit->output_dir, err) && lock_directory(emit, err));
}

static void teardown(void *state)
{
	struct emit *emit = state;

	while (emit->waiting_count)
		writer_discard(emit->waiting[--emit->waiting_count]);
	if (emit->lock > 0)
		close(emit->lock);
	filename_set_free(&emit->names);
	buf_free(&emit->between);
	buf_free(&emit->path);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	(void)state;
	if (!scratch)
		err_no_memory(err);
	return scratch;
}

static void scratch_close(void *scratch)
{
	struct scratch *memory = scratch;

	if (!memory)
		return;
	front_matter_free(&memory->front_matter);
	buf_free(&memory->heading);
	free(memory);
}

/* The form of an article */

/* Backslashes keep a title from being read as Markdown. */
static void append_escaped(struct buf *out, struct slice title)
{
	for (size_t i = 0; i < title.len; i++) {
		if (memchr("\\`*_[]<>#&", title.data[i], 10))
			buf_push(out, '\\');
		buf_push(out, title.data[i]);
	}
}

/* The title as a line of its own, in the way of the format. */
static bool make_heading(const struct emit *emit, struct record *record, struct buf *out,
			 struct err *err)
{
	static const struct normal_form one_line = {.one_line = true};
	struct normal_report report = {0};
	struct slice title;

	if (!normal_form_apply(&one_line, record_get(record, FIELD_TITLE), record->arena, &title,
			       &report, err))
		return false;
	buf_clear(out);
	if (title.len == 0)
		return true;
	if (emit->format == FORMAT_MARKDOWN) {
		buf_append(out, SLICE("# "));
		append_escaped(out, title);
	} else {
		buf_append(out, title);
	}
	return !buf_failed(out) || err_no_memory(err);
}

/* Whether the text's first line that is not empty is the title, as a heading or not. */
static bool begins_with(struct slice text, struct slice heading, struct slice title)
{
	struct slice line = {0};

	while (line.len == 0 && slice_next_line(&text, &line))
		line = slice_trim(line);
	if (slice_equal(line, heading))
		return true;
	while (line.len && line.data[0] == '#')
		line = slice_from(line, 1);
	return slice_equal(slice_trim(line), slice_trim(title));
}

static bool append_article(const struct emit *emit, struct scratch *scratch, struct record *record,
			   struct buf *body, struct err *err)
{
	struct slice text = record_text(record);

	if (emit->title && record_kind(record, FIELD_TITLE) == MEMBER_STRING) {
		struct slice heading;

		if (!make_heading(emit, record, &scratch->heading, err))
			return false;
		heading = buf_slice(&scratch->heading);
		if (heading.len && !begins_with(text, heading, record_get(record, FIELD_TITLE))) {
			buf_append(body, heading);
			buf_append(body, SLICE("\n\n"));
		}
	}
	buf_append(body, text);
	if (text.len && !slice_ends(text, SLICE("\n")))
		buf_push(body, '\n');
	return true;
}

/* "news/2020/a.b.txt" -> "a.b" */
static struct slice base_name(struct slice path)
{
	size_t from = path.len, to;

	while (from && path.data[from - 1] != '/')
		from--;
	for (to = path.len; to > from + 1; to--) {
		if (path.data[to - 1] == '.')
			return slice_sub(path, from, to - 1);
	}
	return slice_from(path, from);
}

/* Appends the name for the article's file, not yet unique, without its suffix. */
static bool make_name(struct record *record, struct buf *name, struct err *err)
{
	static const enum field fields[] = {FIELD_SOURCE, FIELD_TITLE, FIELD_ID};
	static const struct normal_form one_line = {.one_line = true};

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct slice value = record_get(record, fields[i]);
		struct normal_report report = {0};

		if (fields[i] == FIELD_SOURCE)
			value = base_name(value);
		if (!normal_form_apply(&one_line, value, record->arena, &value, &report, err))
			return false;
		if (filename_make(value, name))
			return true;
		if (buf_failed(name))
			return err_no_memory(err);
	}
	return buf_append(name, SLICE("article")) || err_no_memory(err);
}

static enum verdict format(const void *state, void *memory, struct record *record, struct buf *name,
			   struct buf *body, struct err *err)
{
	const struct emit *emit = state;
	struct scratch *scratch = memory;

	if (emit->format == FORMAT_MARKDOWN) {
		if (!front_matter_write(&scratch->front_matter, record, body)) {
			err_no_memory(err);
			return FAIL;
		}
		buf_push(body, '\n');
	}
	if (emit->format == FORMAT_JSONL)
		record_write(record, body);
	else if (!append_article(emit, scratch, record, body, err))
		return FAIL;
	if (emit->output_dir) {
		if (!make_name(record, name, err))
			return FAIL;
	} else if (emit->format != FORMAT_JSONL && !emit->text_mode) {
		buf_append(body, buf_slice(&emit->between));
	}
	if (buf_failed(body)) {
		err_no_memory(err);
		return FAIL;
	}
	return KEEP;
}

static const char *suffix(const void *state)
{
	const struct emit *emit = state;

	return suffixes[emit->format];
}

/* A file for each article */

/* Whether a file may be put there: nothing is replaced unasked, and nothing but a file ever. */
static bool check_place(const struct emit *emit, const char *path, struct err *err)
{
	struct stat about;

	if (lstat(path, &about) != 0)
		return errno == ENOENT || err_errno(err, "cannot look at %s", path);
	if (!S_ISREG(about.st_mode))
		return err_set(err, ERR_IO,
			       "%s is there already, and is no file. Choose another --output-dir.",
			       path);
	return emit->force ||
	       err_set(err, ERR_IO,
		       "%s is there already. Choose another --output-dir, or --force to "
		       "replace it.",
		       path);
}

static bool put_in_place(struct emit *emit, struct err *err)
{
	size_t count = emit->waiting_count;

	emit->waiting_count = emit->waiting_bytes = 0;
	return writer_commit_all(emit->waiting, count, err);
}

static bool deliver(void *state, struct slice name, struct slice body, struct err *err)
{
	struct emit *emit = state;
	struct writer *writer;

	buf_clear(&emit->path);
	buf_append(&emit->path, slice_of(emit->output_dir));
	buf_push(&emit->path, '/');
	if (!filename_unique(&emit->names, name, &emit->path, err))
		return false;
	buf_append(&emit->path, slice_of(suffixes[emit->format]));
	if (!buf_push(&emit->path, '\0'))
		return err_no_memory(err);
	if (!check_place(emit, emit->path.data, err))
		return false;
	writer = (emit->force ? writer_open : writer_open_new)(emit->path.data, err);
	if (!writer)
		return false;
	if (!writer_write(writer, body, err) || !writer_set_down(writer, err)) {
		writer_discard(writer);
		return false;
	}
	emit->waiting[emit->waiting_count++] = writer;
	emit->waiting_bytes += body.len;
	return (emit->waiting_count < MOST_WAITING && emit->waiting_bytes < MOST_WAITING_BYTES) ||
	       put_in_place(emit, err);
}

static bool finish(void *state, struct err *err)
{
	return put_in_place(state, err);
}

const struct stage emit_stage = {
	.name = "emit",
	.summary = "records become text, Markdown or JSON Lines",
	.state_size = sizeof(struct emit),
	.options = options,
	.setup = setup,
	.finish = finish,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.format = format,
	.deliver = deliver,
	.suffix = suffix,
};
