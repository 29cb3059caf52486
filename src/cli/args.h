/*
 * args: the command line, resolved against option tables.
 */
#ifndef WIREWASH_ARGS_H
#define WIREWASH_ARGS_H

#include "base/err.h"
#include "engine/options.h"

/* A table and how its options are written. */
struct scope {
	const char *prefix; /* "x" for --x.NAME; NULL for --NAME */
	const struct option_spec *table;
};

struct assignment {
	size_t scope;
	const struct option_spec *spec;
	const char *value; /* NULL for a bare flag */
};

struct args {
	struct assignment *assignments;
	size_t count;
	char **operands; /* NULL-terminated; the strings are argv's */
	size_t operand_count;
	bool help, version;
};

/*
 * Resolves argv[first..argc). Options and operands may mix; "--" ends the options; "-" is an
 * operand. `command` is for messages. An option marked `direct` needs no prefix.
 */
bool args_parse(struct args *args, int argc, char **argv, int first, const struct scope *scopes,
		size_t scope_count, struct err *err);

void args_free(struct args *args);

#endif
