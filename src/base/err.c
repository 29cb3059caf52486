#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A file's name, or what was seen in it, must not speak to the terminal: controls become '?'. */
static void tidy(struct err *err)
{
	for (char *at = err->message; *at; at++) {
		unsigned char byte = (unsigned char)at[0], next = (unsigned char)at[1];

		if (byte < ' ' || byte == 0x7F)
			*at = '?';
		else if (byte == 0xC2 && next >= 0x80 && next < 0xA0)
			at[0] = at[1] = '?';
	}
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
	va_list args;

	err->code = code;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	tidy(err);
	return false;
}

bool err_errno(struct err *err, const char *format, ...)
{
	char why[128];
	int number = errno;
	size_t used;
	va_list args;

	err->code = ERR_IO;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	if (strerror_r(number, why, sizeof(why)))
		snprintf(why, sizeof(why), "error %d", number);
	used = strlen(err->message);
	snprintf(err->message + used, sizeof(err->message) - used, " (%s)", why);
	tidy(err);
	return false;
}

bool err_no_memory(struct err *err)
{
	return err_set(err, ERR_MEMORY, "out of memory");
}

void err_prefix(struct err *err, const char *format, ...)
{
	char rest[sizeof(err->message)];
	size_t used;
	va_list args;

	memcpy(rest, err->message, sizeof(rest));
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	used = strlen(err->message);
	snprintf(err->message + used, sizeof(err->message) - used, "%s", rest);
	tidy(err);
}

int err_exit_status(const struct err *err)
{
	switch (err->code) {
	case ERR_NONE:
	case ERR_REMARK:
		return 0;
	case ERR_USAGE:
		return 2;
	case ERR_REJECTS:
		return 3;
	case ERR_IO:
		return 4;
	case ERR_LIMIT:
	case ERR_MEMORY:
		return 5;
	case ERR_PIPE:
		return 141;
	case ERR_SIGNAL:
		return 128 + err->signal;
	}
	return 4;
}
