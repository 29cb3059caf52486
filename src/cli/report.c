#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "engine/pipe.h"
#include "io/writer.h"

/* The message without "NAME: " before it: a chain of one stage has its name from the command. */
static const char *without_name(const char *message, const char *name)
{
	size_t len = strlen(name);

	return strncmp(message, name, len) == 0 && strncmp(message + len, ": ", 2) == 0
		       ? message + len + 2
		       : message;
}

int report(const char *name, const struct err *err)
{
	if (err->message[0] && err->code != ERR_PIPE && err->code != ERR_NONE)
		fprintf(stderr, "wirewash %s: %s\n", name, without_name(err->message, name));
	return err_exit_status(err);
}

void place_in_pipe(struct run *run)
{
	const char *go = getenv(PIPE_GO_VARIABLE);

	run->go_fd = go && *go >= '0' && *go <= '9' ? (int)strtol(go, NULL, 10) : -1;
	run->upstream = run->go_fd >= 0 ? getenv(PIPE_UPSTREAM_VARIABLE) : NULL;
	/* Not for the programs that a chain may start. */
	unsetenv(PIPE_GO_VARIABLE);
}

int print_all(const char *name, const struct buf *text)
{
	struct err err = {0};
	struct writer *writer;

	if (buf_failed(text))
		err_no_memory(&err);
	else if ((writer = writer_open(NULL, &err)) != NULL) {
		if (writer_write(writer, buf_slice(text), &err))
			writer_commit(writer, &err);
		else
			writer_discard(writer);
	}
	return report(name, &err);
}
