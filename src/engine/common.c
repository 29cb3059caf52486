#include "engine/common.h"

#include <string.h>

static const char *const progress_names[] = {"auto", "always", "never", NULL};

/* clang-format off */
const struct option_spec common_options[] = {
	OPTION_STRING(struct common, text_key, "text-key", "NAME", NULL,
		      "member that holds the text; dots lead into objects"),
	OPTION_STRING(struct common, id_key, "id-key", "NAME", NULL, "member that holds the id"),
	OPTION_STRING(struct common, url_key, "url-key", "NAME", NULL, "member that holds the URL"),
	OPTION_STRING(struct common, date_key, "date-key", "NAME", NULL, "member that holds the date"),
	OPTION_STRING(struct common, schema, "schema", "NAME", NULL,
		      "all of these at once: dolma, fineweb, ccnet, newsplease, trafilatura"),
	{.name = "output", .letter = 'o', .type = OPTION_TYPE_FILE, .writes = true, .value = "FILE", .per_run = true,
	 .offset = OPTION_OFFSET(struct common, output, const char *),
	 .help = "write to FILE, whole or not at all; .gz and .zst compress"},
	{.name = "text", .type = OPTION_TYPE_FLAG, .per_run = true,
	 .offset = OPTION_OFFSET(struct common, text, bool),
	 .help = "FILE or stdin is one article in plain text, stdout its text"},
	OPTION_FLAG(struct common, explain, "explain", "note every edit in the member _wirewash"),
	{.name = "dry-run", .type = OPTION_TYPE_OPTIONAL, .value = "edits|rules", .per_run = true,
	 .offset = OPTION_OFFSET(struct common, dry_run, const char *),
	 .help = "print what would be changed, by edit or counted by rule, and no records"},
	OPTION_OUTPUT(struct common, rejects, "rejects", "FILE", "write rejected records to FILE"),
	OPTION_OUTPUT(struct common, removed, "removed", "FILE",
		      "write what is cut out of texts to FILE, for wirewash restore"),
	OPTION_OUTPUT(struct common, dropped, "dropped", "FILE",
		      "write records that are dropped to FILE, for wirewash restore"),
	OPTION_STRING(struct common, max_rejects, "max-rejects", "N|P%", "1%",
		      "more rejects than this end the run with exit status 3"),
	OPTION_OPTIONAL(struct common, stats, "stats", "FILE", "write counters as JSON (default: to stderr)"),
	OPTION_CHOICE(struct common, progress, "progress", progress_names, "auto",
		      "a progress line on stderr: auto, always, never"),
	{.name = "jobs", .letter = 'j', .type = OPTION_TYPE_COUNT, .value = "N", .fallback = "0",
	 .offset = OPTION_OFFSET(struct common, jobs, uint64_t),
	 .help = "threads; 0: one per processor for run, one for a filter"},
	OPTION_SIZE(struct common, max_line, "max-line", "SIZE", "64M",
		    "longest line or document; a longer one is rejected"),
	OPTION_COUNT(struct common, max_ratio, "max-ratio", "N", "2000",
		     "most bytes that one compressed byte may become; 0: no limit"),
	OPTION_FILE(struct common, tmp, "tmp", "DIR", "where temporary files go (default: $TMPDIR or /tmp)"),
	OPTION_END,
};
/* clang-format on */

bool common_schema(const struct common *common, struct schema *schema, struct err *err)
{
	const struct {
		enum field field;
		const char *name;
	} keys[] = {
		{FIELD_TEXT, common->text_key},
		{FIELD_ID, common->id_key},
		{FIELD_URL, common->url_key},
		{FIELD_DATE, common->date_key},
	};

	schema_default(schema);
	if (common->schema && !schema_preset(schema, common->schema, err))
		return false;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (keys[i].name && !schema_set(schema, keys[i].field, keys[i].name, err))
			return false;
	}
	return true;
}

bool common_reject_limit(const struct common *common, struct reject_limit *limit, struct err *err)
{
	static const struct option_spec count = {.name = "max-rejects", .type = OPTION_TYPE_COUNT};
	static const struct option_spec share = {.name = "max-rejects",
						 .type = OPTION_TYPE_PERMILLE};
	char number[32];
	size_t len = strlen(common->max_rejects);
	unsigned thousandths;

	*limit = (struct reject_limit){0};
	if (len == 0 || len >= sizeof(number))
		return err_set(err, ERR_USAGE, "max-rejects: bad value '%s'. It takes 100 or 1%%.",
			       common->max_rejects);
	memcpy(number, common->max_rejects, len + 1);
	if (number[len - 1] != '%')
		return options_set(&count, &limit->records, number, err);
	number[len - 1] = '\0';
	if (!options_set(&share, &thousandths, number, err))
		return false;
	if (thousandths > 100000)
		return err_set(err, ERR_USAGE, "max-rejects: %s is more than all",
			       common->max_rejects);
	limit->is_share = true;
	limit->per_100000 = thousandths;
	return true;
}

/* Of fewer records a share says little before they are all read. */
enum { LEAST_FOR_SHARE = 1000 };

bool reject_limit_passed_at_end(const struct reject_limit *limit, uint64_t rejected, uint64_t seen)
{
	return limit->is_share && limit->per_100000 < 50000 && seen <= LEAST_FOR_SHARE &&
	       rejected * 2 > seen;
}

bool reject_limit_passed(const struct reject_limit *limit, uint64_t rejected, uint64_t seen)
{
	if (!limit->is_share)
		return rejected > limit->records;
	return seen > LEAST_FOR_SHARE && rejected > seen * limit->per_100000 / 100000;
}
