#include "cli/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/version.h"
#include "engine/ledger.h"
#include "engine/shards.h"
#include "io/writer.h"

/* What is made of all shards, and the list of them, are called so. */
#define ALL "all"
#define MANIFEST "manifest"

/* How the names of what waits for a barrier end. */
#define HALFWAY ".jsonl.zst"

/* The options of a source and of a sink that say where files come from and go to: here these are
 * ours. */
#define LIST_OPTION "files-from"
#define FOLDER_OPTION "output-dir"

static const char *const reserved[] = {ALL, MANIFEST, NULL};

struct job {
	const struct resume *resume;
	const struct run *run;
	char *folder;
	char suffix[16]; /* of the outputs in the folder */
	size_t cut;      /* the links before it work shard by shard */
	struct ledger *ledger;
	struct shards shards;
	char options[HASH128_HEX + 1];
	struct buf output, rejects; /* paths of the present shard's */
};

static bool is_whole(const struct job *job)
{
	return job->cut == job->run->chain->count;
}

/* Usage. */

static struct link *last_link(const struct run *run)
{
	return &run->chain->links[run->chain->count - 1];
}

/* The value of an option of that name, or NULL when there is no such option. */
static const char **find_value(const struct link *link, const char *name)
{
	const struct option_spec *spec = options_find(link->binding.table, name, strlen(name));

	return spec ? (const char **)(void *)((char *)link->state + spec->offset) : NULL;
}

static const char **folder_option(const struct run *run)
{
	return find_value(last_link(run), FOLDER_OPTION);
}

/* *path is the folder. */
static bool check_usage(const struct run *run, const char **path, struct err *err)
{
	const struct common *common = run->common;
	const char **folder = folder_option(run),
		   **list = find_value(&run->chain->links[0], LIST_OPTION);

	*path = folder ? *folder : NULL;
	if (!*path)
		return err_set(err, ERR_USAGE,
			       "--resume needs --output-dir, and a chain that ends with emit");
	if (common->output || common->rejects || common->stats || common->text || common->dry_run)
		return err_set(err, ERR_USAGE,
			       "--resume does not go together with --output, --rejects, --stats, "
			       "--text and "
			       "--dry-run. What is rejected goes to a file in --output-dir.");
	if (list && *list)
		return err_set(err, ERR_USAGE, "--resume does not go together with --" LIST_OPTION);
	if (!run->operand_count)
		return err_set(err, ERR_USAGE, "--resume needs the paths of files or folders");
	for (size_t i = 0; i < run->operand_count; i++) {
		if (strcmp(run->operands[i], "-") == 0)
			return err_set(err, ERR_USAGE,
				       "--resume cannot read standard input a second time");
	}
	return true;
}

/* Where a chain is cut: before a barrier, but not beside a user's filter, which needs us on both
 * sides. */
static size_t find_cut(const struct chain *chain)
{
	size_t cut = 0;

	while (cut < chain->count &&
	       !(chain->links[cut].stage && stage_is_barrier(chain->links[cut].stage)))
		cut++;
	if (cut == chain->count)
		return cut;
	while (cut > 0 && (chain->links[cut].command || chain->links[cut - 1].command))
		cut--;
	return cut;
}

/* All that the output depends on. */

struct settings {
	struct buf text;
	const struct option_spec *table;
	bool is_good;
};

static bool is_indifferent(struct slice name)
{
	static const char *const names[] = {"jobs",        "memory",      "progress", "tmp",
					    "max-rejects", FOLDER_OPTION, "force"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (slice_equal(name, slice_of(names[i])))
			return true;
	}
	return false;
}

/* Adds a setting ("--name=value") and, when it names a file to read, what that holds. */
static bool add_setting(void *context, const char *argument)
{
	struct settings *settings = context;
	struct slice name = slice_from(slice_of(argument), 2);
	const char *value = strchr(argument, '=');
	const struct option_spec *spec;
	struct digest digest;
	struct err ignored = {0};

	if (value)
		name.len = (size_t)(value - name.data);
	if (is_indifferent(name))
		return true;
	buf_printf(&settings->text, "%s\n", argument);
	spec = options_find(settings->table, name.data, name.len);
	if (value && spec && spec->reads && digest_file(value + 1, &digest, &ignored))
		buf_printf(&settings->text, "%s\n", digest.hash);
	return !buf_failed(&settings->text);
}

static bool add_binding(struct settings *settings, const struct binding *binding)
{
	settings->table = binding->table;
	return binding_each_argument(binding, add_setting, settings);
}

/* Whether a file is a program, not data that a command may well write to: a log, say. */
static bool is_program(const char *path)
{
	static const char *const endings[] = {".sh", ".py", ".pl", ".rb",  ".awk", ".sed",
					      ".jq", ".js", ".R",  ".lua", ".php"};

	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		if (slice_ends(slice_of(path), slice_of(endings[i])))
			return true;
	}
	return access(path, X_OK) == 0;
}

/* Adds the content of every program that a command of the user's own names by its path. */
static bool add_command(struct settings *settings, const char *command)
{
	static const char separators[] = " \t\n'\";|&()<>";
	struct err ignored = {0};
	struct digest digest;

	for (const char *at = command; *at;) {
		size_t len = strcspn(at, separators);
		char *word = strndup(at, len);

		if (!word)
			return false;
		if (len && is_program(word) && digest_file(word, &digest, &ignored))
			buf_printf(&settings->text, "%s %s\n", word, digest.hash);
		free(word);
		at += len + (at[len] != '\0');
	}
	return !buf_failed(&settings->text);
}

static bool hash_settings(struct job *job, struct err *err)
{
	struct settings settings = {0};
	bool good = add_binding(&settings, job->resume->common);

	for (size_t i = 0; good && i < job->run->chain->count; i++) {
		const struct link *link = &job->run->chain->links[i];

		buf_printf(&settings.text, "[%s]\n", link->name);
		good = link->command ? add_command(&settings, link->command)
				     : !link->stage || add_binding(&settings, &link->binding);
	}
	good = good && !buf_failed(&settings.text);
	if (good)
		hash128_hex(hash128(buf_slice(&settings.text)), job->options);
	buf_free(&settings.text);
	return good || err_no_memory(err);
}

/* One run of a part of the chain. */

/*
 * Runs the links [from, to) over these paths. What goes wrong with single files is noticed;
 * *trouble is the worst of it.
 */
static bool run_part(const struct job *job, size_t from, size_t to, char *const *paths,
		     size_t count, struct err *trouble, struct err *err)
{
	const struct chain *whole = job->run->chain;
	struct chain part = {.links = whole->links + from, .count = to - from};
	struct common common = *job->run->common;
	struct run run = *job->run;
	const char **folder = folder_option(job->run);
	struct err before = run.notices->worst;
	uint64_t rejected = 0;
	bool good;

	if (folder)
		*folder = NULL;
	common.output = job->output.data;
	common.rejects = job->rejects.data;
	run.chain = &part;
	run.common = &common;
	run.operands = paths;
	run.operand_count = count;
	run.notices->worst = (struct err){0};
	good = run_chain(&run, err);
	*trouble = run.notices->worst;
	if (err_exit_status(&before) > err_exit_status(trouble))
		run.notices->worst = before;
	for (size_t i = 0; i < part.count; i++)
		rejected += part.links[i].stats.rejected;
	if (good && !rejected && unlink(job->rejects.data) != 0)
		good = err_errno(err, "cannot remove %s", job->rejects.data);
	if (good && rejected)
		notice(run.notices, "run", ERR_NONE, "%llu records rejected, see %s",
		       (unsigned long long)rejected, job->rejects.data);
	return good && job->resume->renew(job->resume->context, err);
}

/* Shards. */

/* The paths of what is made of one of the shards, or of all of them. */
static bool set_paths(struct job *job, const char *name, bool halfway, struct err *err)
{
	buf_clear(&job->output);
	buf_clear(&job->rejects);
	return ledger_path(job->ledger, halfway, name, halfway ? HALFWAY : job->suffix,
			   &job->output, err) &&
	       ledger_path(job->ledger, false, name, ".rejects", &job->rejects, err);
}

static void tell_change(const struct job *job, const struct shard *shard, enum ledger_answer answer)
{
	static const char *const reasons[] = {
		[LEDGER_INPUT_CHANGED] = "it has changed",
		[LEDGER_OUTPUT_CHANGED] = "its output has changed or is gone",
	};

	if (answer != LEDGER_NEW)
		notice(job->run->notices, "run", ERR_NONE, "%s is done again: %s", shard->path,
		       reasons[answer]);
}

/* A file that was in trouble, or was changed while it was read, is not done. */
static bool note_shard(struct job *job, struct ledger_entry *entry, const struct err *trouble,
		       struct err *err)
{
	struct digest before = entry->read;

	if (trouble->code != ERR_NONE)
		return ledger_forget(job->ledger, entry->name, err);
	if (!digest_file(entry->input, &entry->read, err))
		return false;
	if (strcmp(before.hash, entry->read.hash) != 0) {
		notice(job->run->notices, "run", ERR_IO,
		       "%s changed while it was read. Run it again.", entry->input);
		return ledger_forget(job->ledger, entry->name, err);
	}
	return ledger_note(job->ledger, entry, err);
}

/* A shard that is at fault itself does not keep us from those after it; it is not done. */
static bool pass_over(struct job *job, const struct shard *shard, struct err *err)
{
	struct err fault = *err;

	*err = (struct err){0};
	notice(job->run->notices, "run", fault.code, "%s: %s", shard->path, fault.message);
	return ledger_forget(job->ledger, shard->name, err) &&
	       job->resume->renew(job->resume->context, err);
}

static bool run_shard(struct job *job, struct shard *shard, struct err *err)
{
	struct ledger_entry entry = {.name = shard->name, .input = shard->path};
	enum ledger_answer answer = LEDGER_NEW;
	struct err trouble = {0};

	if (!set_paths(job, shard->name, !is_whole(job), err))
		return false;
	entry.output = job->output.data;
	entry.rejects = job->rejects.data;
	if (!digest_file(shard->path, &entry.read, &trouble)) {
		notice(job->run->notices, "run", trouble.code, "%s", trouble.message);
		return true;
	}
	if (!ledger_ask(job->ledger, &entry, &answer, err))
		return false;
	if (answer == LEDGER_DONE)
		return true;
	tell_change(job, shard, answer);
	if (run_part(job, 0, job->cut, &shard->path, 1, &trouble, err))
		return note_shard(job, &entry, &trouble, err);
	if (err->code == ERR_REJECTS || err->code == ERR_LIMIT)
		return pass_over(job, shard, err);
	err_prefix(err, "%s: ", shard->path);
	return false;
}

/* What stands from the barrier on, over what all shards came to. */
static bool run_rest(struct job *job, struct err *err)
{
	char **paths = calloc(job->shards.count + 1, sizeof(*paths));
	struct err trouble;
	struct buf path = {0};
	size_t count = 0;
	bool good = paths != NULL || err_no_memory(err);

	for (size_t i = 0; good && i < job->shards.count; i++) {
		const struct shard *shard = &job->shards.items[i];
		const char *from = shard->path;

		if (job->cut) {
			buf_clear(&path);
			good = ledger_path(job->ledger, true, shard->name, HALFWAY, &path, err);
			from = path.data;
		}
		if (!good || access(from, F_OK) != 0)
			continue;
		paths[count] = strdup(from);
		good = paths[count++] || err_no_memory(err);
	}
	good = good && set_paths(job, ALL, false, err) &&
	       run_part(job, job->cut, job->run->chain->count, paths, count, &trouble, err);
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
	buf_free(&path);
	return good;
}

/* All entries in one file, in the order of the shards. */
static bool write_manifest(struct job *job, struct err *err)
{
	struct buf path = {0}, text = {0};
	bool good = ledger_path(job->ledger, false, MANIFEST, ".jsonl", &path, err);
	struct writer *writer = good ? writer_open(path.data, err) : NULL;

	good = writer != NULL;
	for (size_t i = 0; good && i < job->shards.count; i++) {
		buf_clear(&text);
		good = ledger_read(job->ledger, job->shards.items[i].name, &text, err) &&
		       writer_write(writer, buf_slice(&text), err);
	}
	if (good)
		good = writer_commit(writer, err);
	else
		writer_discard(writer);
	buf_free(&path);
	buf_free(&text);
	return good;
}

static bool prepare(struct job *job, struct err *err)
{
	const struct run *run = job->run;
	const struct stage *sink = last_link(run)->stage;
	const char *folder;

	if (!check_usage(run, &folder, err))
		return false;
	job->folder = strdup(folder);
	if (!job->folder)
		return err_no_memory(err);
	snprintf(job->suffix, sizeof(job->suffix), "%s",
		 sink->suffix ? sink->suffix(last_link(run)->state) : ".jsonl");
	job->cut = find_cut(run->chain);
	if (!hash_settings(job, err))
		return false;
	job->ledger = ledger_open(job->folder, WIREWASH_VERSION, job->options, err);
	if (!job->ledger || !shards_list(&job->shards, run->operands, run->operand_count, reserved,
					 run->notices, err))
		return false;
	return job->shards.count || err_set(err, ERR_USAGE, "there is no file to read");
}

bool run_resumed(const struct resume *resume, struct err *err)
{
	struct job job = {.resume = resume, .run = resume->run};
	bool good = prepare(&job, err);

	for (size_t i = 0; good && job.cut && i < job.shards.count; i++)
		good = run_shard(&job, &job.shards.items[i], err);
	if (good && !is_whole(&job))
		good = run_rest(&job, err);
	good = good && write_manifest(&job, err);
	shards_free(&job.shards);
	ledger_close(job.ledger);
	buf_free(&job.output);
	buf_free(&job.rejects);
	free(job.folder);
	return good;
}
