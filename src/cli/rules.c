/* `wirewash rules lint [FILE...]`: are these rules right, and are they fast? */
#include "article/rules/rules_check.h"
#include "base/asset.h"
#include "cli/cli.h"
#include "io/reader.h"

enum { MAX_RULE_FILE = 16 * 1024 * 1024 };

static const char usage[] = "usage: wirewash rules lint [FILE...]";

struct lint {
	struct languages *languages;
	struct dateline_words dates;
	struct rules rules;
	struct evidence_config config;
	const char *file; /* that is being checked */
	struct buf out;
	unsigned faults;
};

static bool put_complaint(void *context, const struct rule_complaint *complaint)
{
	static const char *const texts[] = {
		[RULE_FAULT_HIT] = "does not hold for its hit",
		[RULE_FAULT_MISS] = "holds for its miss",
		[RULE_FAULT_NO_HIT] = "has no hit line: give it a line that it must hold for",
		[RULE_FAULT_NO_MISS] = "has no miss line: give it a line that it must not hold for",
		[RULE_FAULT_LIMIT] = "a pattern is given up on many times",
		[RULE_FAULT_SLOW] = "a pattern is slow on many times",
	};
	struct lint *lint = context;
	struct slice id = complaint->rule->id, text = complaint->text;

	buf_printf(&lint->out, "%s:%u: %.*s: %s", lint->file, complaint->line, (int)id.len, id.data,
		   texts[complaint->fault]);
	if (text.len > 0)
		buf_printf(&lint->out, " \"%.*s\"", (int)(text.len < 200 ? text.len : 200),
			   text.data);
	if (complaint->fault == RULE_FAULT_SLOW)
		buf_printf(&lint->out, ": %lu microseconds for %d bytes", complaint->microseconds,
			   PATTERN_MAX_SUBJECT);
	buf_append(&lint->out, SLICE("\n"));
	lint->faults += complaint->fault != RULE_FAULT_SLOW;
	return !buf_failed(&lint->out);
}

/* Reads the rules of one file, and checks them when asked to. */
static bool take(struct lint *lint, struct slice text, const char *name, bool check,
		 struct err *err)
{
	size_t first = lint->rules.rule_count, first_example = lint->rules.example_count;

	lint->file = name;
	if (!rules_add(&lint->rules, text, name, err))
		return false;
	return !check || rules_check(&lint->rules, &lint->config, first, first_example,
				     put_complaint, lint, err);
}

static bool take_file(struct lint *lint, const char *path, struct err *err)
{
	struct buf content = {0};
	bool taken = read_whole_file(path, MAX_RULE_FILE, &content, err) &&
		     take(lint, buf_slice(&content), path, true, err);

	if (!taken && err->code != ERR_MEMORY)
		err->code = ERR_USAGE;
	buf_free(&content);
	return taken;
}

static bool take_all(struct lint *lint, char **files, size_t count, struct err *err)
{
	lint->languages = languages_open(err);
	if (!lint->languages || !dateline_words_open(&lint->dates, err))
		return false;
	lint->rules.languages = lint->languages;
	lint->config =
		(struct evidence_config){lint->languages, &lint->rules.lexicon, &lint->dates, NULL};
	for (const struct asset *asset = asset_table; asset->name; asset++)
		if (slice_ends(slice_of(asset->name), SLICE(".rules")) &&
		    !take(lint, slice_make(asset->data, (size_t)(asset->end - asset->data)),
			  asset->name, count == 0, err))
			return false;
	for (size_t i = 0; i < count; i++)
		if (!take_file(lint, files[i], err))
			return false;
	return true;
}

static void close_lint(struct lint *lint)
{
	rules_free(&lint->rules);
	dateline_words_free(&lint->dates);
	languages_close(lint->languages);
	buf_free(&lint->out);
}

static int print_usage(void)
{
	struct buf out = {0};
	int status;

	buf_printf(&out, "%s\n", usage);
	status = print_all("rules", &out);
	buf_free(&out);
	return status;
}

int command_rules(int argc, char **argv)
{
	struct lint lint = {0};
	struct err err = {0};
	int status, printed;

	if (argc == 3 && strcmp(argv[2], "--help") == 0)
		return print_usage();
	if (argc < 3 || strcmp(argv[2], "lint") != 0) {
		err_set(&err, ERR_USAGE, "what about them? %s", usage);
		return report("rules", &err);
	}
	if (take_all(&lint, argv + 3, (size_t)argc - 3, &err))
		status = lint.faults > 0 ? 1 : 0;
	else
		status = report("rules", &err);
	printed = print_all("rules", &lint.out);
	close_lint(&lint);
	return printed ? printed : status;
}
