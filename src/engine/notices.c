#include "engine/notices.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void notices_open(struct notices *notices)
{
	*notices = (struct notices){0};
	pthread_mutex_init(&notices->lock, NULL);
}

void notices_close(struct notices *notices)
{
	pthread_mutex_destroy(&notices->lock);
}

void notice(struct notices *notices, const char *stage, enum err_code code, const char *format, ...)
{
	struct err err = {.code = code};
	va_list args;

	va_start(args, format);
	vsnprintf(err.message, sizeof(err.message), format, args);
	va_end(args);
	pthread_mutex_lock(&notices->lock);
	if (notices->line_open)
		fputs("\r\033[K", stderr);
	notices->line_open = false;
	if (!notices->silent)
		fprintf(stderr, "wirewash %s: %s\n", stage, err.message);
	if (err_exit_status(&err) > err_exit_status(&notices->worst))
		notices->worst = err;
	pthread_mutex_unlock(&notices->lock);
}

void notice_terminal(struct notices *notices, const char *stage, const char *path)
{
	bool wanted = (!path || strcmp(path, "-") == 0) && isatty(STDIN_FILENO);

	pthread_mutex_lock(&notices->lock);
	wanted = wanted && !notices->terminal_noticed;
	notices->terminal_noticed |= wanted;
	pthread_mutex_unlock(&notices->lock);
	if (wanted)
		notice(notices, stage, ERR_NONE,
		       "reading from the terminal; Ctrl-D ends the input");
}
