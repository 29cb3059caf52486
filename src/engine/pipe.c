#include "engine/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/arguments.h"
#include "engine/external.h"
#include "io/cleanup.h"
#include "io/reader.h"
#include "io/writer.h"

/* One process of the pipe. */
struct member {
	struct link *link;
	struct arguments arguments;
	struct buf rejects, removed, dropped, stats; /* paths of the files it leaves for us */
	pid_t pid;                                   /* 0: not running */
	int go;                                      /* one byte lets it complete its files */
	int status;
};

struct pipeline {
	const struct run *run;
	const struct binding *common;
	const char *program;
	struct member *members;
	char *directory; /* of the members' rejects and stats */
};

void print_pipe(const struct run *run, const struct binding *common, struct buf *out)
{
	for (size_t i = 0; i < run->chain->count; i++) {
		if (i)
			buf_append(out, SLICE(" | "));
		arguments_print(run, common, i, out);
	}
	buf_push(out, '\n');
}

/* Starting. */

/* What a command starts is ended with it. */
static pid_t registered_as(const struct member *member)
{
	return member->link->command ? -member->pid : member->pid;
}

static bool make_directory(struct pipeline *pipeline, struct err *err)
{
	const char *parent = pipeline->run->common->tmp;
	struct buf path = {0};

	if (!parent)
		parent = getenv("TMPDIR");
	buf_printf(&path, "%s/wirewash.XXXXXX", parent && *parent ? parent : "/tmp");
	buf_push(&path, '\0');
	if (buf_failed(&path))
		return err_no_memory(err);
	/* Registered before it exists: a signal may come as mkdtemp(3) returns. */
	cleanup_add_path(path.data);
	if (!mkdtemp(path.data)) {
		err_errno(err, "cannot make %s", path.data);
		cleanup_forget_path(path.data);
		buf_free(&path);
		return false;
	}
	pipeline->directory = path.data;
	return true;
}

/* Does not return. */
static void exec_member(const struct pipeline *pipeline, const struct member *member, int go,
			const char *upstream)
{
	char **argv = calloc(member->arguments.count + 1, sizeof(*argv));
	char *word = member->arguments.bytes.data;
	char number[16];

	if (!argv)
		_exit(127);
	if (member->link->command) {
		signal(SIGPIPE, SIG_DFL);
		signal(SIGXFSZ, SIG_DFL);
		external_exec(member->link->command);
	}
	snprintf(number, sizeof(number), "%d", go);
	fcntl(go, F_SETFD, 0);
	setenv(PIPE_GO_VARIABLE, number, 1);
	if (upstream)
		setenv(PIPE_UPSTREAM_VARIABLE, upstream, 1);
	else
		unsetenv(PIPE_UPSTREAM_VARIABLE);
	for (size_t i = 0; i < member->arguments.count; i++) {
		argv[i] = word;
		word += strlen(word) + 1;
	}
	execv(pipeline->program, argv);
	_exit(127);
}

static bool open_pipe(int ends[2], struct err *err)
{
	if (pipe(ends) != 0)
		return err_errno(err, "cannot make a pipe");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return true;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Starts one member between `in` (closed here) and a new pipe, whose reading end *in becomes. */
static bool start_member(struct pipeline *pipeline, size_t at, int *in, struct err *err)
{
	struct member *member = &pipeline->members[at];
	const struct link *before = at ? &pipeline->run->chain->links[at - 1] : NULL;
	bool is_last = at + 1 == pipeline->run->chain->count;
	int out[2] = {-1, -1}, go[2] = {-1, -1};

	if ((!is_last && !open_pipe(out, err)) || !open_pipe(go, err)) {
		close_fd(&out[0]);
		close_fd(&out[1]);
		return false;
	}
	cleanup_hold();
	member->pid = fork();
	if (member->pid == 0) {
		if (member->link->command)
			external_lead_group();
		cleanup_release();
		if ((*in >= 0 && dup2(*in, STDIN_FILENO) < 0) ||
		    (!is_last && dup2(out[1], STDOUT_FILENO) < 0))
			_exit(127);
		exec_member(pipeline, member, go[0], before ? before->command : NULL);
	}
	if (member->pid < 0) {
		member->pid = 0;
		err_errno(err, "cannot start %s", member->link->name);
	}
	if (member->pid && member->link->command)
		setpgid(member->pid, member->pid);
	cleanup_add_process(registered_as(member));
	cleanup_release();
	close_fd(in);
	close_fd(&out[1]);
	close_fd(&go[0]);
	*in = out[0];
	member->go = go[1];
	return member->pid > 0;
}

static bool name_file(const struct pipeline *pipeline, size_t at, const char *kind,
		      struct buf *path)
{
	buf_printf(path, "%s/%zu.%s", pipeline->directory, at, kind);
	buf_push(path, '\0');
	if (buf_failed(path))
		return false;
	cleanup_add_path(path->data);
	return true;
}

static bool list_arguments(const struct pipeline *pipeline, struct member *member, size_t at)
{
	const struct run *run = pipeline->run;
	struct own_files files = {.stats = member->stats.data};

	if (run->common->rejects)
		files.rejects = member->rejects.data;
	if (run->common->removed)
		files.removed = member->removed.data;
	if (run->common->dropped)
		files.dropped = member->dropped.data;
	return arguments_list(&member->arguments, run, pipeline->common, at, files);
}

static bool start_members(struct pipeline *pipeline, struct err *err)
{
	size_t count = pipeline->run->chain->count;
	int in = -1;
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		struct member *member = &pipeline->members[i];

		ok = (name_file(pipeline, i, "stats", &member->stats) &&
		      name_file(pipeline, i, "rejects", &member->rejects) &&
		      name_file(pipeline, i, "removed", &member->removed) &&
		      name_file(pipeline, i, "dropped", &member->dropped) &&
		      list_arguments(pipeline, member, i)) ||
		     err_no_memory(err);
	}
	for (size_t i = 0; ok && i < count; i++)
		ok = start_member(pipeline, i, &in, err);
	close_fd(&in);
	return ok;
}

/* What the members left in the directory. */

/* Appends the file, if it is there. */
static bool read_file(const char *path, struct buf *into, struct err *err)
{
	return access(path, F_OK) != 0 || read_whole_file(path, SIZE_MAX, into, err);
}

static void remove_path(struct buf *path)
{
	if (path->data && !buf_failed(path)) {
		unlink(path->data);
		cleanup_forget_path(path->data);
	}
	buf_free(path);
}

static void remove_directory(struct pipeline *pipeline)
{
	for (size_t i = 0; pipeline->directory && i < pipeline->run->chain->count; i++) {
		remove_path(&pipeline->members[i].stats);
		remove_path(&pipeline->members[i].rejects);
		remove_path(&pipeline->members[i].removed);
		remove_path(&pipeline->members[i].dropped);
	}
	if (pipeline->directory) {
		rmdir(pipeline->directory);
		cleanup_forget_path(pipeline->directory);
	}
	free(pipeline->directory);
}

static bool write_whole(const char *path, struct slice bytes, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if (writer_write(writer, bytes, err))
		return writer_commit(writer, err);
	writer_discard(writer);
	return false;
}

/* Copies a file to the end of another one; a member that failed early has left none. */
static bool append_file(const char *path, struct writer *writer, struct err *err)
{
	char block[64 * 1024];
	struct reader *reader;
	size_t got = 0;
	bool ok;

	if (access(path, F_OK) != 0)
		return true;
	reader = reader_open(path, 0, err);
	if (!reader)
		return false;
	do
		ok = reader_read(reader, block, sizeof(block), &got, err) &&
		     writer_write(writer, slice_make(block, got), err);
	while (ok && got);
	reader_close(reader);
	return ok;
}

/* Joins the members' files of one kind, `offset` bytes into struct member. */
static bool join_files(const struct pipeline *pipeline, const char *path, size_t offset,
		       struct err *err)
{
	struct writer *writer;
	bool ok = true;

	if (!path)
		return true;
	writer = writer_open(path, err);
	if (!writer)
		return false;
	for (size_t i = 0; ok && i < pipeline->run->chain->count; i++) {
		const struct buf *name =
			(const void *)((const char *)&pipeline->members[i] + offset);

		ok = append_file(name->data, writer, err);
	}
	if (ok)
		return writer_commit(writer, err);
	writer_discard(writer);
	return false;
}

static bool join_side_files(const struct pipeline *pipeline, struct err *err)
{
	const struct common *common = pipeline->run->common;

	return join_files(pipeline, common->rejects, offsetof(struct member, rejects), err) &&
	       join_files(pipeline, common->removed, offsetof(struct member, removed), err) &&
	       join_files(pipeline, common->dropped, offsetof(struct member, dropped), err);
}

static bool collect_stats(const struct pipeline *pipeline, struct err *err)
{
	struct chain *chain = pipeline->run->chain;
	struct buf stats = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < chain->count; i++) {
		struct link *link = &chain->links[i];

		if (link->command)
			continue;
		buf_clear(&stats);
		ok = read_file(pipeline->members[i].stats.data, &stats, err);
		if (ok && !link_adopt_stats(link, buf_slice(&stats)))
			ok = err_set(err, ERR_IO, "%s left no counters", link->name);
	}
	buf_free(&stats);
	return ok;
}

static bool join_stats(const struct pipeline *pipeline, struct err *err)
{
	const struct run *run = pipeline->run;
	struct buf joint = {0};
	bool ok;

	if (!run->common->stats || !*run->common->stats)
		return run_print_stats(run, err);
	chain_write_stats(run->chain, &joint);
	ok = (!buf_failed(&joint) || err_no_memory(err)) &&
	     write_whole(run->common->stats, buf_slice(&joint), err);
	buf_free(&joint);
	return ok;
}

/* Ending. */

static void wait_for(struct member *member)
{
	int status = 0;

	while (waitpid(member->pid, &status, 0) < 0 && errno == EINTR)
		;
	cleanup_forget_process(registered_as(member));
	member->pid = 0;
	member->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Counters are the last thing a stage writes: with them, whatever its status says, its data is
 * whole. */
static bool has_completed(const struct member *member)
{
	return member->status == 0 ||
	       (!member->link->command && access(member->stats.data, F_OK) == 0);
}

static bool let_go(const struct member *member)
{
	ssize_t put;

	do
		put = write(member->go, "", 1);
	while (put < 0 && errno == EINTR);
	return put == 1 || errno == EPIPE;
}

/* In the order of the chain: each may complete its files once all before it have ended well. */
static bool wait_for_all(struct pipeline *pipeline)
{
	bool good = true;

	for (size_t i = 0; i < pipeline->run->chain->count; i++) {
		struct member *member = &pipeline->members[i];

		if (!member->pid)
			continue;
		if (good && !member->link->command)
			good = let_go(member);
		close_fd(&member->go);
		wait_for(member);
		good = good && has_completed(member);
	}
	return good;
}

/* Which member's status explains the others': a broken pipe is only ever a consequence. */
static int worst_status(const struct pipeline *pipeline, struct err *err)
{
	const int broken_pipe = err_exit_status(&(struct err){.code = ERR_PIPE});
	const struct member *worst = NULL;

	for (size_t i = 0; i < pipeline->run->chain->count; i++) {
		const struct member *member = &pipeline->members[i];

		if (member->status != 0 && (!worst || worst->status == broken_pipe))
			worst = member;
	}
	if (!worst)
		return 0;
	if (worst->status > 128 && worst->status != broken_pipe) {
		err->signal = worst->status - 128;
		err_set(err, ERR_SIGNAL, "%s was killed by signal %d", worst->link->name,
			err->signal);
	} else if (worst->link->command && worst->status != broken_pipe) {
		err_set(err, ERR_IO, "%s failed with exit status %d", worst->link->command,
			worst->status);
		return err_exit_status(err);
	}
	return worst->status;
}

static void close_pipeline(struct pipeline *pipeline)
{
	for (size_t i = 0; pipeline->members && i < pipeline->run->chain->count; i++) {
		struct member *member = &pipeline->members[i];

		close_fd(&member->go);
		if (member->pid)
			wait_for(member);
		buf_free(&member->arguments.bytes);
	}
	remove_directory(pipeline);
	free(pipeline->members);
}

bool run_pipe(const struct run *run, const struct binding *common, const char *program, int *status,
	      struct err *err)
{
	struct pipeline pipeline = {.run = run, .common = common, .program = program};
	size_t count = run->chain->count;
	bool ok = false;

	pipeline.members = calloc(count, sizeof(*pipeline.members));
	if (!pipeline.members) {
		err_no_memory(err);
		goto out;
	}
	for (size_t i = 0; i < count; i++)
		pipeline.members[i] = (struct member){.link = &run->chain->links[i], .go = -1};
	if (!make_directory(&pipeline, err) || !start_members(&pipeline, err))
		goto out;
	ok = wait_for_all(&pipeline);
	*status = worst_status(&pipeline, err);
	if (!join_side_files(&pipeline, err))
		ok = false;
	ok = ok && collect_stats(&pipeline, err) && chain_check_balance(run->chain, err) &&
	     join_stats(&pipeline, err);
out:
	close_pipeline(&pipeline);
	return ok;
}
