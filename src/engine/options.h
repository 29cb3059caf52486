/*
 * options: one table per stage, and everything that follows from it: command line, pipeline.conf
 * keys, --help, shell completions, the check of the man pages, run --show-config.
 *
 * A table describes members of a state struct. Values are written straight into it, so most stages
 * need no set-up code. Strings point into argv or the configuration, which live as long as the run.
 */
#ifndef WIREWASH_OPTIONS_H
#define WIREWASH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum option_type {
	OPTION_TYPE_END,
	OPTION_TYPE_FLAG,     /* bool; in pipeline.conf yes/no/true/false/on/off/1/0 */
	OPTION_TYPE_COUNT,    /* uint64_t, decimal */
	OPTION_TYPE_SIZE,     /* uint64_t, bytes, with an optional K, M, G or T (powers of 1024) */
	OPTION_TYPE_PERMILLE, /* unsigned, thousandths; written as a decimal such as 0.85, exact to
				 three places */
	OPTION_TYPE_STRING,   /* const char * */
	OPTION_TYPE_FILE,     /* const char *: a path; completions offer files */
	OPTION_TYPE_CHOICE,   /* unsigned: index into choices */
	OPTION_TYPE_LIST,     /* struct option_list: may be given more than once */
	OPTION_TYPE_OPTIONAL, /* const char *: a value that may be left out; then it is "" */
};

struct option_list {
	const char **items;
	size_t count;
};

struct option_spec {
	const char *name; /* without the dashes; also the key in pipeline.conf */
	char letter;      /* short form, or 0 */
	enum option_type type;
	size_t offset;              /* of the member in the state */
	const char *value;          /* what --help calls the value, such as FILE; NULL for a flag */
	const char *help;           /* one line, lower case, no full stop */
	const char *fallback;       /* the default, as one would type it; NULL: zero */
	const char *const *choices; /* for a choice, NULL-terminated */
	const char *run_fallback;   /* the default in a chain of `run`, where that is another one */
	bool direct;  /* `run` takes it without the stage's name: --format for --emit.format */
	bool per_run; /* belongs to one invocation: not a key of pipeline.conf */
	bool writes;  /* the value names a file that is written */
	bool reads;   /* the value names a file whose content counts as part of the option */
};

/* The member's offset; does not compile when its type is not `ctype`. */
#define OPTION_OFFSET(owner, member, ctype) \
	(offsetof(owner, member) + 0 * sizeof(char[_Generic(((owner *)0)->member, ctype : 1)]))

/* clang-format off */
#define OPTION_FLAG(owner, member, text, about) \
	{.name = (text), .type = OPTION_TYPE_FLAG, .help = (about), \
	 .offset = OPTION_OFFSET(owner, member, bool)}
/* clang-format on */
/* clang-format off */
#define OPTION_COUNT(owner, member, text, metavar, standard, about) \
	{.name = (text), .type = OPTION_TYPE_COUNT, .help = (about), .value = (metavar), \
	 .fallback = (standard), .offset = OPTION_OFFSET(owner, member, uint64_t)}
/* clang-format on */
/* clang-format off */
#define OPTION_SIZE(owner, member, text, metavar, standard, about) \
	{.name = (text), .type = OPTION_TYPE_SIZE, .help = (about), .value = (metavar), \
	 .fallback = (standard), .offset = OPTION_OFFSET(owner, member, uint64_t)}
/* clang-format on */
/* clang-format off */
#define OPTION_PERMILLE(owner, member, text, metavar, standard, about) \
	{.name = (text), .type = OPTION_TYPE_PERMILLE, .help = (about), .value = (metavar), \
	 .fallback = (standard), .offset = OPTION_OFFSET(owner, member, unsigned)}
/* clang-format on */
/* clang-format off */
#define OPTION_STRING(owner, member, text, metavar, standard, about) \
	{.name = (text), .type = OPTION_TYPE_STRING, .help = (about), .value = (metavar), \
	 .fallback = (standard), .offset = OPTION_OFFSET(owner, member, const char *)}
/* clang-format on */
/* clang-format off */
#define OPTION_FILE(owner, member, text, metavar, about) \
	{.name = (text), .type = OPTION_TYPE_FILE, .help = (about), .value = (metavar), \
	 .offset = OPTION_OFFSET(owner, member, const char *)}
/* clang-format on */
/* clang-format off */
#define OPTION_OUTPUT(owner, member, text, metavar, about) \
	{.name = (text), .type = OPTION_TYPE_FILE, .help = (about), .value = (metavar), .writes = true, \
	 .offset = OPTION_OFFSET(owner, member, const char *)}
/* clang-format on */
/* clang-format off */
#define OPTION_CHOICE(owner, member, text, names, standard, about) \
	{.name = (text), .type = OPTION_TYPE_CHOICE, .help = (about), .value = "WHICH", \
	 .choices = (names), .fallback = (standard), .offset = OPTION_OFFSET(owner, member, unsigned)}
/* clang-format on */
/* clang-format off */
#define OPTION_LIST(owner, member, text, metavar, about) \
	{.name = (text), .type = OPTION_TYPE_LIST, .help = (about), .value = (metavar), \
	 .offset = OPTION_OFFSET(owner, member, struct option_list)}
/* clang-format on */
/* Files to be read, such as more rules. */
/* clang-format off */
#define OPTION_INPUTS(owner, member, text, about) \
	{.name = (text), .type = OPTION_TYPE_LIST, .help = (about), .value = "FILE", .reads = true, \
	 .offset = OPTION_OFFSET(owner, member, struct option_list)}
/* clang-format on */
/* clang-format off */
#define OPTION_OPTIONAL(owner, member, text, metavar, about) \
	{.name = (text), .type = OPTION_TYPE_OPTIONAL, .help = (about), .value = (metavar), \
	 .offset = OPTION_OFFSET(owner, member, const char *)}
/* clang-format on */
#define OPTION_END \
	{ \
		.type = OPTION_TYPE_END \
	}

/* Writes every default into the state. The table must be right: a bad default is a bug. */
bool options_set_defaults(const struct option_spec *table, void *state, struct err *err);

/* Frees what options_set allocated (lists). */
void options_free(const struct option_spec *table, void *state);

/* The entry of that name, or NULL. */
const struct option_spec *options_find(const struct option_spec *table, const char *name,
				       size_t name_len);

/* Parses `value` (NULL for a bare flag) into the state. */
bool options_set(const struct option_spec *spec, void *state, const char *value, struct err *err);

/* Number of entries, without the end. A NULL table has none. */
size_t options_count(const struct option_spec *table);

/*
 * For "did you mean": keeps in *best the candidate nearest to `name` by edit distance. Start with
 * {.distance = NEAREST_LIMIT}; best.name stays NULL when none is near.
 */
enum { NEAREST_LIMIT = 4 };
struct nearest {
	const char *name;
	size_t distance;
};
void nearest_offer(struct nearest *best, const char *name, size_t name_len, const char *candidate);

#endif
