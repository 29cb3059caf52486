#include "engine/config.h"

#include <errno.h>
#include <stdlib.h>

#include <ini.h>

#include "base/buf.h"
#include "io/reader.h"

/* inih has no line numbers in its call-backs and cuts lines that are too long; so we feed it. */
struct feed {
	struct config *config;
	struct slice rest;
	unsigned line;
	bool is_indented; /* the present line goes on with the value before it */
	bool too_long;
	bool out_of_memory;
};

static char *next_line(char *into, int cap, void *stream)
{
	struct feed *feed = stream;
	struct slice line;

	if (!slice_next_line(&feed->rest, &line))
		return NULL;
	feed->line++;
	feed->is_indented = line.len && (line.data[0] == ' ' || line.data[0] == '\t');
	if (line.len + 2 > (size_t)cap) {
		feed->too_long = true;
		return NULL;
	}
	if (line.len)
		memcpy(into, line.data, line.len);
	into[line.len] = '\n';
	into[line.len + 1] = '\0';
	return into;
}

static const char *keep(struct feed *feed, const char *string)
{
	struct slice copy;

	if (!arena_copy(&feed->config->arena, slice_make(string, strlen(string) + 1), &copy)) {
		feed->out_of_memory = true;
		return "";
	}
	return copy.data;
}

/* "stages = a" and an indented "b" below it are one value, "a b". */
static int take_more(struct feed *feed, const char *value)
{
	struct config_entry *entry = &feed->config->entries[feed->config->count - 1];
	size_t size = strlen(entry->value) + strlen(value) + 2;
	char *joint = arena_bytes(&feed->config->arena, size);

	if (joint) {
		snprintf(joint, size, "%s %s", entry->value, value);
		entry->value = joint;
	} else {
		feed->out_of_memory = true;
	}
	return 1;
}

static int take_entry(void *context, const char *section, const char *key, const char *value)
{
	struct feed *feed = context;
	struct config *config = feed->config;

	if (feed->is_indented && config->count &&
	    strcmp(config->entries[config->count - 1].key, key) == 0)
		return take_more(feed, value);
	if (config->count == config->cap) {
		size_t cap = config->cap ? 2 * config->cap : 32;
		struct config_entry *entries = realloc(config->entries, cap * sizeof(*entries));

		if (!entries) {
			feed->out_of_memory = true;
			return 1;
		}
		config->entries = entries;
		config->cap = cap;
	}
	config->entries[config->count++] = (struct config_entry){
		.section = keep(feed, section),
		.key = keep(feed, key),
		.value = keep(feed, value),
		.line = feed->line,
	};
	return 1;
}

bool config_read_text(struct config *config, const char *name, struct slice text, struct err *err)
{
	struct feed feed = {.config = config, .rest = text};
	int bad_line;

	config->path = name;
	bad_line = ini_parse_stream(next_line, &feed, take_entry, &feed);
	if (feed.out_of_memory || bad_line == -2)
		return err_no_memory(err);
	if (feed.too_long)
		return err_set(err, ERR_USAGE,
			       "%s:%u: the line is too long. Go on in an indented one.", name,
			       feed.line);
	if (bad_line)
		return err_set(err, ERR_USAGE, "%s:%d: neither [section] nor key = value", name,
			       bad_line);
	return true;
}

bool config_read_file(struct config *config, const char *path, struct err *err)
{
	enum { MAX_CONFIG = 1024 * 1024 };
	struct buf text = {0};
	bool ok = read_whole_file(path, MAX_CONFIG, &text, err);

	if (!ok && err->code != ERR_MEMORY)
		err->code = ERR_USAGE;
	ok = ok && config_read_text(config, path, buf_slice(&text), err);
	buf_free(&text);
	return ok;
}

void config_close(struct config *config)
{
	free(config->entries);
	arena_free(&config->arena);
	*config = (struct config){0};
}
