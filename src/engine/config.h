/*
 * config: pipeline.conf, an INI file (libinih): `[pipeline]` with `stages = ...` and the options
 * that all stages share, then a section for each stage with its options.
 */
#ifndef WIREWASH_CONFIG_H
#define WIREWASH_CONFIG_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct config_entry {
	const char *section, *key, *value;
	unsigned line;
};

struct config {
	struct arena arena; /* holds all strings */
	struct config_entry *entries;
	size_t count, cap;
	const char *path; /* for messages */
};

/* Reads the file. `path` must outlive the config. */
bool config_read_file(struct config *config, const char *path, struct err *err);

/* Reads a configuration that is built in. */
bool config_read_text(struct config *config, const char *name, struct slice text, struct err *err);

void config_close(struct config *config);

#endif
