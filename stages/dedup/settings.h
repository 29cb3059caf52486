/*
 * settings: the options of dedup, and what they mean for its parts.
 */
#ifndef WIREWASH_SETTINGS_H
#define WIREWASH_SETTINGS_H

#include "dedup/dedup.h"
#include "dedup/recent.h"
#include "engine/options.h"

struct settings {
	const char *keep;       /* NULL: not given */
	const char *drop;       /* a list of relations */
	const char *similarity; /* NULL: not given */
	bool mark;
	bool annotate;
	struct option_list against;
	const char *clusters, *pairs; /* paths */
	uint64_t memory;
	bool plan;
	bool stream;
	const char *window;
	struct option_list why; /* one id, or the two of a pair */
	struct option_list pins;
};

/* Whether each value means something by itself. */
bool settings_check_values(const struct settings *settings, struct err *err);

/* Options that exclude each other, and values that mean nothing, are errors. */
bool settings_check(const struct settings *settings, struct err *err);

/*
 * For an archive. *sources is the array that rules->keep.source points to, to be freed; it borrows
 * from the settings.
 */
bool settings_rules(const struct settings *settings, struct dedup_rules *rules,
		    struct slice **sources, struct err *err);

/* Bytes that the work on an archive may take: what was asked for, else half of the machine's. */
uint64_t settings_memory(const struct settings *settings);

/* For a stream. */
bool settings_recent(const struct settings *settings, struct recent_rules *rules, struct err *err);

#endif
