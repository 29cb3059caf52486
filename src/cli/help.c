#include "cli/cli.h"

#include "cli/version.h"

static size_t put_names(const struct option_spec *spec, const char *prefix, struct buf *out)
{
	size_t before = out->len;

	if (spec->letter)
		buf_printf(out, "  -%c, ", spec->letter);
	else
		buf_append(out, SLICE("      "));
	buf_printf(out, "--%s%s", prefix, spec->name);
	if (spec->type == OPTION_TYPE_OPTIONAL)
		buf_printf(out, "[=%s]", spec->value);
	else if (spec->type == OPTION_TYPE_CHOICE)
		for (unsigned i = 0; spec->choices[i]; i++)
			buf_printf(out, "%c%s", i ? '|' : '=', spec->choices[i]);
	else if (spec->value)
		buf_printf(out, "=%s", spec->value);
	return out->len - before;
}

void help_options(const struct option_spec *table, const char *prefix, struct buf *out)
{
	enum { HELP_COLUMN = 30 };

	for (; table && table->type != OPTION_TYPE_END; table++) {
		size_t width = put_names(table, prefix, out);

		if (width + 2 > HELP_COLUMN) {
			buf_push(out, '\n');
			width = 0;
		}
		for (; width < HELP_COLUMN; width++)
			buf_push(out, ' ');
		buf_append(out, slice_of(table->help));
		if (table->fallback)
			buf_printf(out, " [%s]", table->fallback);
		buf_push(out, '\n');
	}
}

int print_help(void)
{
	struct buf out = {0};
	int status;

	buf_append(&out, SLICE("usage: wirewash COMMAND [OPTION...] [PATH...]\n\n"
			       "Turns scraped news archives into clean, de-duplicated text.\n\n"
			       "  run            the whole chain, as pipeline.conf names it\n"));
	for (size_t i = 0; stage_table[i]; i++)
		buf_printf(&out, "  %-13s  %s\n", stage_table[i]->name, stage_table[i]->summary);
	buf_append(
		&out,
		SLICE("  report         what became of an archive, as one HTML page\n"
		      "  diff           what differs between two texts or files of records\n"
		      "  restore        what a run removed and dropped, put back\n"
		      "  rules lint     whether rule files are right, and fast\n"
		      "  completions    what a shell needs to complete these: bash, zsh or fish\n\n"
		      "Each stage is a filter: records as JSON Lines on stdin, records on stdout; "
		      "with\n"
		      "--text one article in plain text. `wirewash COMMAND --help` lists its "
		      "options.\n\n"
		      "  wirewash run archive/ > clean.jsonl\n"
		      "  zcat old.jsonl.gz | wirewash mojibake | wirewash dedup > new.jsonl\n"
		      "  wirewash normalize --text < article.txt\n"));
	status = print_all("help", &out);
	buf_free(&out);
	return status;
}

int print_version(void)
{
	struct buf out = {0};
	int status;

	buf_append(&out, SLICE("wirewash " WIREWASH_VERSION "\n"));
	status = print_all("version", &out);
	buf_free(&out);
	return status;
}
