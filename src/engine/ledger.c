#include "engine/ledger.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/reader.h"
#include "io/writer.h"
#include "record/json.h"

#define HIDDEN ".wirewash"

enum { ENTRY_MAX = 64 * 1024 };

struct ledger {
	const char *folder, *version, *options;
	int lock; /* as long as it is open no other run gets in */
};

bool ledger_path(const struct ledger *ledger, bool hidden, const char *name, const char *suffix,
		 struct buf *path, struct err *err)
{
	buf_printf(path, "%s/%s%s%s", ledger->folder, hidden ? HIDDEN "/" : "", name, suffix);
	buf_push(path, '\0');
	return !buf_failed(path) || err_no_memory(err);
}

static bool make_folder(const char *path, struct err *err)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST ||
	       err_errno(err, "cannot make the folder %s", path);
}

/* Calls visit for every name in a folder but . and .. */
static bool each_name(const char *path,
		      bool (*visit)(const char *folder, const char *name, struct err *err),
		      struct err *err)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool good = true;

	if (!folder)
		return err_errno(err, "cannot read the folder %s", path);
	while (good && (entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			good = visit(path, entry->d_name, err);
	}
	closedir(folder);
	return good;
}

static bool refuse_name(const char *folder, const char *name, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "%s holds %s, and was not begun with --resume. Choose another --output-dir.",
		       folder, name);
}

/* What a run that was killed had begun to write. */
static bool remove_unfinished(const char *folder, const char *name, struct err *err)
{
	struct slice whole = slice_of(name);
	struct buf path = {0};
	bool good = true;

	if (!slice_starts(whole, SLICE(WRITER_TEMP_BEGIN)) ||
	    !slice_ends(whole, SLICE(WRITER_TEMP_END)))
		return true;
	buf_printf(&path, "%s/%s", folder, name);
	if (!buf_push(&path, '\0'))
		good = err_no_memory(err);
	else if (unlink(path.data) != 0 && errno != ENOENT)
		good = err_errno(err, "cannot remove %s", path.data);
	buf_free(&path);
	return good;
}

static bool lock(struct ledger *ledger, const char *path, struct err *err)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	ledger->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (ledger->lock < 0)
		return err_errno(err, "cannot write %s", path);
	if (fcntl(ledger->lock, F_SETLK, &whole) == 0)
		return true;
	if (errno == EACCES || errno == EAGAIN)
		return err_set(err, ERR_USAGE, "another run is at work in %s", ledger->folder);
	return err_errno(err, "cannot lock %s", path);
}

static bool write_file(const char *path, struct slice content, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if (writer_write(writer, content, err))
		return writer_commit(writer, err);
	writer_discard(writer);
	return false;
}

static void add_settings(const struct ledger *ledger, struct buf *text)
{
	buf_printf(text, "\"version\":\"%s\",\"options\":\"%s\"", ledger->version, ledger->options);
}

/* The folder's first run notes its settings; all others must have the same. */
static bool settle(const struct ledger *ledger, struct err *err)
{
	struct buf path = {0}, now = {0}, then = {0};
	bool good = ledger_path(ledger, true, "settings", "", &path, err);

	buf_push(&now, '{');
	add_settings(ledger, &now);
	buf_append(&now, SLICE("}\n"));
	if (buf_failed(&now))
		good = err_no_memory(err);
	if (good && access(path.data, F_OK) != 0)
		good = write_file(path.data, buf_slice(&now), err);
	good = good && read_whole_file(path.data, ENTRY_MAX, &then, err);
	if (good && !slice_equal(buf_slice(&now), buf_slice(&then)))
		good = err_set(
			err, ERR_USAGE,
			"%s was written with other options, or by another version. Choose another "
			"--output-dir, or remove this one.",
			ledger->folder);
	buf_free(&path);
	buf_free(&now);
	buf_free(&then);
	return good;
}

static bool take_folder(struct ledger *ledger, struct err *err)
{
	struct buf hidden = {0}, file = {0};
	bool good = ledger_path(ledger, true, "", "", &hidden, err) &&
		    ledger_path(ledger, true, "lock", "", &file, err) &&
		    make_folder(ledger->folder, err);

	if (good && access(hidden.data, F_OK) != 0)
		good = each_name(ledger->folder, refuse_name, err);
	good = good && make_folder(hidden.data, err) && lock(ledger, file.data, err) &&
	       each_name(ledger->folder, remove_unfinished, err) &&
	       each_name(hidden.data, remove_unfinished, err) && settle(ledger, err);
	buf_free(&hidden);
	buf_free(&file);
	return good;
}

struct ledger *ledger_open(const char *folder, const char *version, const char *options,
			   struct err *err)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (!ledger) {
		err_no_memory(err);
		return NULL;
	}
	*ledger = (struct ledger){folder, version, options, -1};
	if (take_folder(ledger, err))
		return ledger;
	ledger_close(ledger);
	return NULL;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	if (ledger->lock >= 0)
		close(ledger->lock);
	free(ledger);
}

static void add_digest(struct buf *text, const char *prefix, const struct digest *digest)
{
	buf_printf(text, ",\"%ssize\":%" PRIu64 ",\"%sxxh3\":\"%s\"", prefix, digest->size, prefix,
		   digest->hash);
}

/* Appends a file's digest; nothing when there is no such file. */
static bool add_file(struct buf *text, const char *prefix, const char *path, struct err *err)
{
	struct digest digest;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return true;
	if (!digest_file(path, &digest, err))
		return false;
	add_digest(text, prefix, &digest);
	return true;
}

/* The entry as it would be now, and where what it says of the input ends. */
static bool spell(const struct ledger *ledger, const struct ledger_entry *entry, struct buf *text,
		  size_t *input_end, struct err *err)
{
	buf_append(text, SLICE("{\"input\":"));
	json_write_string(text, slice_of(entry->input));
	add_digest(text, "", &entry->read);
	*input_end = text->len;
	buf_push(text, ',');
	add_settings(ledger, text);
	if (!add_file(text, "output_", entry->output, err) ||
	    !add_file(text, "rejects_", entry->rejects, err))
		return false;
	buf_append(text, SLICE("}\n"));
	return !buf_failed(text) || err_no_memory(err);
}

bool ledger_read(const struct ledger *ledger, const char *name, struct buf *text, struct err *err)
{
	struct buf path = {0};
	bool good = ledger_path(ledger, true, name, ".done", &path, err);

	if (good && (access(path.data, F_OK) == 0 || errno != ENOENT))
		good = read_whole_file(path.data, ENTRY_MAX, text, err);
	buf_free(&path);
	return good;
}

bool ledger_ask(const struct ledger *ledger, const struct ledger_entry *entry,
		enum ledger_answer *answer, struct err *err)
{
	struct buf then = {0}, now = {0};
	size_t input_end;
	bool good = ledger_read(ledger, entry->name, &then, err) &&
		    (!then.len || spell(ledger, entry, &now, &input_end, err));

	if (!good || !then.len)
		*answer = LEDGER_NEW;
	else if (slice_equal(buf_slice(&then), buf_slice(&now)))
		*answer = LEDGER_DONE;
	else if (!slice_starts(buf_slice(&then), slice_sub(buf_slice(&now), 0, input_end)))
		*answer = LEDGER_INPUT_CHANGED;
	else
		*answer = LEDGER_OUTPUT_CHANGED;
	buf_free(&then);
	buf_free(&now);
	return good;
}

bool ledger_note(const struct ledger *ledger, const struct ledger_entry *entry, struct err *err)
{
	struct buf path = {0}, text = {0};
	size_t input_end;
	bool good = ledger_path(ledger, true, entry->name, ".done", &path, err) &&
		    spell(ledger, entry, &text, &input_end, err) &&
		    write_file(path.data, buf_slice(&text), err);

	buf_free(&path);
	buf_free(&text);
	return good;
}

bool ledger_forget(const struct ledger *ledger, const char *name, struct err *err)
{
	struct buf path = {0};
	bool good = ledger_path(ledger, true, name, ".done", &path, err);

	if (good && unlink(path.data) != 0 && errno != ENOENT)
		good = err_errno(err, "cannot remove %s", path.data);
	buf_free(&path);
	return good;
}
