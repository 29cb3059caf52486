#include "base/utf8.h"
#include "record/record.h"

/* The fields' own names, which are also what a record of ours calls them. */
static const char *const own_names[FIELD_COUNT] = {
	[FIELD_ID] = "id",           [FIELD_TEXT] = "text",
	[FIELD_URL] = "url",         [FIELD_TITLE] = "title",
	[FIELD_DATE] = "date",       [FIELD_AUTHOR] = "author",
	[FIELD_LANG] = "lang",       [FIELD_SOURCE] = "source",
	[FIELD_HTML] = "html",       [FIELD_EDITS] = "_wirewash.edits",
	[FIELD_FETCHED] = "fetched",
};

/* What the tools' documentation and output show; a field not named keeps its own name. */
static const struct preset {
	const char *name;
	const char *path[FIELD_COUNT];
} presets[] = {
	{
		.name = "dolma",
		.path =
			{
				[FIELD_URL] = "metadata.url",
				[FIELD_TITLE] = "metadata.title",
				[FIELD_DATE] = "created",
				[FIELD_AUTHOR] = "metadata.author",
				[FIELD_LANG] = "metadata.lang",
				[FIELD_HTML] = "metadata.html",
			},
	},
	{
		.name = "fineweb",
		.path =
			{
				[FIELD_LANG] = "language",
				[FIELD_SOURCE] = "file_path",
			},
	},
	{
		.name = "ccnet",
		.path =
			{
				[FIELD_ID] = "digest",
				[FIELD_TEXT] = "raw_content",
				[FIELD_FETCHED] = "date_download",
				[FIELD_LANG] = "language",
				[FIELD_SOURCE] = "source_domain",
			},
	},
	{
		.name = "newsplease",
		.path =
			{
				[FIELD_TEXT] = "maintext",
				[FIELD_DATE] = "date_publish",
				[FIELD_AUTHOR] = "authors",
				[FIELD_LANG] = "language",
				[FIELD_SOURCE] = "source_domain",
			},
	},
	{
		.name = "trafilatura",
		.path =
			{
				[FIELD_URL] = "source",
				[FIELD_LANG] = "language",
				[FIELD_SOURCE] = "hostname",
			},
	},
};

const char schema_preset_names[] = "dolma|fineweb|ccnet|newsplease|trafilatura";

const char *field_name(enum field field)
{
	ASSERT(field < FIELD_COUNT);
	return own_names[field];
}

struct slice schema_key(const struct schema_path *path, unsigned level,
			char scratch[static SCHEMA_MAX_KEY])
{
	struct slice spelled = path->key[level];
	size_t len = 0;

	ASSERT(level < path->depth);
	if (!path->escaped)
		return spelled;
	for (size_t i = 0; i < spelled.len; i++) {
		if (spelled.data[i] == '\\')
			i++;
		scratch[len++] = spelled.data[i];
	}
	return slice_make(scratch, len);
}

/* Cuts the name up to the first dot without a backslash off *rest. */
static bool next_key(struct slice *rest, struct slice *key)
{
	size_t at = 0;

	while (at < rest->len && rest->data[at] != '.')
		at += rest->data[at] == '\\' ? 2 : 1;
	if (at == 0 || at > rest->len || at > SCHEMA_MAX_KEY)
		return false;
	*key = slice_sub(*rest, 0, at);
	*rest = slice_from(*rest, at);
	return true;
}

static bool parse_path(struct schema_path *path, struct slice rest)
{
	path->depth = 0;
	path->escaped = slice_find_byte(rest, 0, '\\') < rest.len;
	while (path->depth < SCHEMA_MAX_DEPTH && next_key(&rest, &path->key[path->depth])) {
		path->depth++;
		if (rest.len == 0)
			return true;
		rest = slice_from(rest, 1);
	}
	return false;
}

static void fill_buckets(struct schema *schema)
{
	char scratch[SCHEMA_MAX_KEY];

	memset(schema->bucket, 0, sizeof(schema->bucket));
	for (unsigned field = 0; field < FIELD_COUNT; field++) {
		const struct schema_path *path = &schema->path[field];

		for (unsigned level = 0; level < path->depth; level++) {
			unsigned bucket = schema_bucket(schema_key(path, level, scratch));

			schema->bucket[level][bucket] |= (uint16_t)(1u << field);
		}
	}
}

/* Whether one path is the other, or leads to it. */
static bool paths_clash(const struct schema_path *a, const struct schema_path *b)
{
	unsigned shorter = a->depth < b->depth ? a->depth : b->depth;
	char one[SCHEMA_MAX_KEY], other[SCHEMA_MAX_KEY];

	for (unsigned i = 0; i < shorter; i++) {
		if (!slice_equal(schema_key(a, i, one), schema_key(b, i, other)))
			return false;
	}
	return shorter > 0;
}

bool schema_set(struct schema *schema, enum field field, const char *name, struct err *err)
{
	struct schema_path path = {.given = true};

	ASSERT(field < FIELD_COUNT && name);
	if (!utf8_valid(slice_of(name)) || !parse_path(&path, slice_of(name)))
		return err_set(
			err, ERR_USAGE,
			"'%s' does not name a member. Give names joined by dots, at most %d of "
			"them; a backslash takes the next character as it is.",
			name, SCHEMA_MAX_DEPTH);
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if (i == field || !paths_clash(&schema->path[i], &path))
			continue;
		if (schema->path[i].given || i == FIELD_EDITS)
			return err_set(
				err, ERR_USAGE,
				"'%s' cannot be the member of %s: it is that of %s. Name another "
				"one for either.",
				name, own_names[field], own_names[i]);
		schema->path[i].depth = 0;
	}
	schema->path[field] = path;
	fill_buckets(schema);
	return true;
}

void schema_default(struct schema *schema)
{
	*schema = (struct schema){0};
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		parse_path(&schema->path[i], slice_of(own_names[i]));
	fill_buckets(schema);
}

bool schema_preset(struct schema *schema, const char *name, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(presets); i++) {
		if (strcmp(presets[i].name, name) != 0)
			continue;
		schema_default(schema);
		for (unsigned field = 0; field < FIELD_COUNT; field++) {
			if (presets[i].path[field])
				parse_path(&schema->path[field], slice_of(presets[i].path[field]));
		}
		fill_buckets(schema);
		return true;
	}
	return err_set(err, ERR_USAGE, "unknown schema '%s'. Known are %s.", name,
		       schema_preset_names);
}
