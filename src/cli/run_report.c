#include "cli/run_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/make_report.h"
#include "io/cleanup.h"

/* Options of stages that are set for the report, whatever the user set: of dedup and its like. */
#define MARK_OPTION "mark"
#define PAIRS_OPTION "pairs"

/* As many articles as `wirewash report` shows by itself. */
enum { ARTICLES_SHOWN = 5000 };

struct report_files {
	char folder[4096];
	char records[4200], pairs[4200], stats[4200];
};

static bool make_files(const struct common *common, struct report_files *files, struct err *err)
{
	const char *parent = common->tmp ? common->tmp : getenv("TMPDIR");

	snprintf(files->folder, sizeof(files->folder), "%s/wirewash.XXXXXX",
		 parent && *parent ? parent : "/tmp");
	if (!mkdtemp(files->folder))
		return err_errno(err, "cannot make %s", files->folder);
	cleanup_add_path(files->folder);
	snprintf(files->records, sizeof(files->records), "%s/records.jsonl.zst", files->folder);
	snprintf(files->pairs, sizeof(files->pairs), "%s/pairs.jsonl.zst", files->folder);
	snprintf(files->stats, sizeof(files->stats), "%s/stats.json", files->folder);
	return true;
}

static void remove_files(struct report_files *files)
{
	unlink(files->records);
	unlink(files->pairs);
	unlink(files->stats);
	rmdir(files->folder);
	cleanup_forget_path(files->folder);
}

/* Stages mark instead of dropping, name their pairs to us, and write nothing else. */
static void set_stages(struct chain *chain, const struct report_files *files)
{
	for (size_t i = 0; i < chain->count; i++) {
		const struct binding *binding = &chain->links[i].binding;
		const struct option_spec *spec = binding->table;

		for (; spec && spec->type != OPTION_TYPE_END; spec++) {
			void *member = (char *)binding->state + spec->offset;

			if (spec->writes)
				*(const char **)member =
					strcmp(spec->name, PAIRS_OPTION) == 0 ? files->pairs : NULL;
			else if (spec->type == OPTION_TYPE_FLAG &&
				 strcmp(spec->name, MARK_OPTION) == 0)
				*(bool *)member = true;
		}
	}
}

bool run_report_page(struct run *run, struct common *common, const char *path, struct err *err)
{
	struct report_files files;
	struct report_settings settings = {
		.title = "What became of the archive", .output = path, .limit = ARTICLES_SHOWN};
	uint64_t skipped;
	bool good;

	if (!make_files(common, &files, err))
		return false;
	chain_disarm(run->chain);
	set_stages(run->chain, &files);
	common->output = files.records;
	common->stats = files.stats;
	common->rejects = common->removed = common->dropped = NULL;
	common->explain = true;
	good = run_chain(run, err);
	if (good) {
		char *records = files.records;

		settings.stats = files.stats;
		settings.schema = common->schema;
		settings.pairs = access(files.pairs, F_OK) == 0 ? files.pairs : NULL;
		good = report_make(&settings, &records, 1, &skipped, err);
	}
	remove_files(&files);
	return good;
}
