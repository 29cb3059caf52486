#include "engine/external.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/cleanup.h"

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* No other child may hold an end of these pipes, or their readers would never see the end. */
static bool open_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return false;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return true;
}

void external_exec(const char *command)
{
	execl("/bin/sh", "sh", "-c", "(eval \"$1\"); status=$?; cat > /dev/null; exit $status",
	      "sh", command, (char *)NULL);
	_exit(127);
}

void external_lead_group(void)
{
	setpgid(0, 0);
}

static void run_child(const char *command, int in, int out)
{
	external_lead_group();
	cleanup_release();
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		external_exec(command);
	_exit(127);
}

bool external_start(struct external *external, const char *command, struct err *err)
{
	int in[2], out[2];

	*external = (struct external){.command = command, .to_child = -1, .from_child = -1};
	if (!open_pipe(in))
		return err_errno(err, "cannot start %s", command);
	if (!open_pipe(out)) {
		err_errno(err, "cannot start %s", command);
		close_fd(&in[0]);
		close_fd(&in[1]);
		return false;
	}
	external->to_child = in[1];
	external->from_child = out[0];
	cleanup_hold();
	external->pid = fork();
	if (external->pid == 0)
		run_child(command, in[0], out[1]);
	if (external->pid < 0) {
		err_errno(err, "cannot start %s", command);
	} else {
		/* Done on both sides: neither may come too late. */
		setpgid(external->pid, external->pid);
		cleanup_add_process(-external->pid);
	}
	cleanup_release();
	close_fd(&in[0]);
	close_fd(&out[1]);
	return external->pid > 0;
}

bool external_open_pipe(struct external *external, const char *name, struct err *err)
{
	int ends[2];

	*external = (struct external){.command = name, .to_child = -1, .from_child = -1};
	if (!open_pipe(ends))
		return err_errno(err, "cannot open a pipe for %s", name);
	external->to_child = ends[1];
	external->from_child = ends[0];
	return true;
}

bool external_write(struct external *external, struct slice bytes, struct err *err)
{
	while (bytes.len && !external->is_deaf) {
		ssize_t put = write(external->to_child, bytes.data, bytes.len);

		if (put >= 0)
			bytes = slice_from(bytes, (size_t)put);
		else if (errno == EPIPE)
			external->is_deaf = true;
		else if (errno != EINTR)
			return err_errno(err, "cannot write to %s", external->command);
	}
	return true;
}

void external_end_input(struct external *external)
{
	close_fd(&external->to_child);
}

bool external_wait(struct external *external, struct err *err)
{
	int status;

	if (!external->pid)
		return true;
	while (waitpid(external->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return err_errno(err, "cannot wait for %s", external->command);
	}
	cleanup_forget_process(-external->pid);
	external->pid = 0;
	if (WIFSIGNALED(status))
		return err_set(err, ERR_IO, "%s was killed by signal %d", external->command,
			       WTERMSIG(status));
	if (WEXITSTATUS(status) == 127)
		return err_set(err, ERR_IO, "%s could not be run", external->command);
	if (WEXITSTATUS(status) != 0)
		return err_set(err, ERR_IO, "%s failed with exit status %d", external->command,
			       WEXITSTATUS(status));
	return true;
}

void external_close(struct external *external)
{
	close_fd(&external->to_child);
	close_fd(&external->from_child);
	if (external->pid > 0) {
		kill(-external->pid, SIGTERM);
		while (waitpid(external->pid, NULL, 0) < 0 && errno == EINTR)
			;
		cleanup_forget_process(-external->pid);
		external->pid = 0;
	}
}
