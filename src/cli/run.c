/* wirewash run: the chain that pipeline.conf names, in one process or as a pipe of many. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/asset.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/resume.h"
#include "cli/run_report.h"
#include "cli/sample.h"
#include "engine/config.h"
#include "engine/pipe.h"

/* Read when it is there and no other is named. */
#define USUAL_CONFIG "pipeline.conf"

struct run_state {
	const char *config;
	const char *stages;
	bool pipe, print, show_config, resume;
	uint64_t sample;
	const char *report;
};

/* clang-format off */
const struct option_spec run_options[] = {
	{.name = "config", .letter = 'c', .type = OPTION_TYPE_FILE, .value = "FILE", .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, config, const char *),
	 .help = "read FILE instead of ./" USUAL_CONFIG ", and trust it to start programs"},
	OPTION_STRING(struct run_state, stages, "stages", "LIST", NULL,
		      "the chain: names of stages and exec:COMMAND, with blanks between"),
	{.name = "pipe", .type = OPTION_TYPE_FLAG, .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, pipe, bool),
	 .help = "run each stage in a process of its own"},
	{.name = "print", .type = OPTION_TYPE_FLAG, .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, print, bool),
	 .help = "print the chain as a shell command, and do nothing"},
	{.name = "show-config", .type = OPTION_TYPE_FLAG, .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, show_config, bool),
	 .help = "print every setting and where it comes from, and do nothing"},
	{.name = "resume", .type = OPTION_TYPE_FLAG, .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, resume, bool),
	 .help = "write a file for each input file into --output-dir, but not those that are done"},
	{.name = "sample", .type = OPTION_TYPE_COUNT, .value = "N", .fallback = "0", .per_run = true,
	 .offset = OPTION_OFFSET(struct run_state, sample, uint64_t),
	 .help = "show what would become of the first N records, and write none"},
	{.name = "report", .type = OPTION_TYPE_FILE, .value = "FILE", .per_run = true, .writes = true,
	 .offset = OPTION_OFFSET(struct run_state, report, const char *),
	 .help = "also write an HTML page about the run to FILE; reads the input twice"},
	OPTION_END,
};
/* clang-format on */

/* The command, from its arguments to its end. */
struct command {
	struct args args;
	struct scope *scopes; /* run, common, then each stage */
	size_t scope_count;
	struct config config, built_in;
	char config_path[4096];
	bool trusts_config;
	struct run_state state;
	struct common common;
	struct binding own, shared;
	struct chain chain;
};

enum { SCOPE_RUN, SCOPE_COMMON, SCOPE_STAGES };

static bool list_scopes(struct command *command, struct err *err)
{
	size_t stages = 0;

	while (stage_table[stages])
		stages++;
	command->scopes = calloc(SCOPE_STAGES + stages, sizeof(*command->scopes));
	if (!command->scopes)
		return err_no_memory(err);
	command->scopes[SCOPE_RUN] = (struct scope){NULL, run_options};
	command->scopes[SCOPE_COMMON] = (struct scope){NULL, common_options};
	for (size_t i = 0; i < stages; i++)
		command->scopes[SCOPE_STAGES + i] =
			(struct scope){stage_table[i]->name, stage_table[i]->options};
	command->scope_count = SCOPE_STAGES + stages;
	return true;
}

/* "DIR/wirewash/pipeline.conf"; false when it does not fit or is not there. */
static bool is_installed(const char *directory, const char *below, char *path, size_t size)
{
	int len = snprintf(path, size, "%s%s/wirewash/" USUAL_CONFIG, directory, below);

	return len > 0 && (size_t)len < size && access(path, F_OK) == 0;
}

/* A configuration of the user's, else the system's. */
static bool find_installed(char *path, size_t size)
{
	const char *own = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (own && *own == '/' && is_installed(own, "", path, size))
		return true;
	if (!(own && *own == '/') && home && *home == '/' &&
	    is_installed(home, "/.config", path, size))
		return true;
	return is_installed("/etc", "", path, size);
}

/*
 * Who names a file trusts it. One that is merely in the present folder may come with the data
 * there: it sets options, but it starts no programs.
 */
static bool load_config(struct command *command, struct err *err)
{
	command->trusts_config = true;
	if (command->state.config)
		return config_read_file(&command->config, command->state.config, err);
	if (access(USUAL_CONFIG, F_OK) == 0) {
		command->trusts_config = false;
		return config_read_file(&command->config, USUAL_CONFIG, err);
	}
	if (find_installed(command->config_path, sizeof(command->config_path)))
		return config_read_file(&command->config, command->config_path, err);
	return true;
}

/* The chain of the built-in configuration, where nothing else says one. */
static bool choose_stages(struct command *command, struct err *err)
{
	const struct option_spec *spec = options_find(run_options, "stages", strlen("stages"));
	struct config *built_in = &command->built_in;
	struct slice text;

	if (command->state.stages)
		return true;
	if (!asset_find(USUAL_CONFIG, &text))
		return err_set(err, ERR_USAGE, "this build has no " USUAL_CONFIG);
	if (!config_read_text(built_in, "the built-in " USUAL_CONFIG, text, err))
		return false;
	for (size_t i = 0; i < built_in->count; i++)
		if (strcmp(built_in->entries[i].key, spec->name) == 0)
			return binding_set(&command->own, spec, built_in->entries[i].value,
					   ORIGIN_DEFAULT, err);
	return err_set(err, ERR_USAGE, "the built-in " USUAL_CONFIG " names no stages");
}

/* A key or section that nothing knows, with the nearest that something does. */
static bool unknown_key(const struct command *command, const struct config_entry *entry,
			const struct scope *const *scopes, size_t count, struct err *err)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};

	for (size_t i = 0; i < count; i++) {
		const struct option_spec *spec = scopes[i]->table;

		for (; spec && spec->type != OPTION_TYPE_END; spec++) {
			if (!spec->per_run)
				nearest_offer(&nearest, entry->key, strlen(entry->key), spec->name);
		}
	}
	return err_set(err, ERR_USAGE, "%s:%u: [%s] has no key '%s'.%s%s%s", command->config.path,
		       entry->line, entry->section, entry->key,
		       nearest.name ? " Did you mean '" : "", nearest.name ? nearest.name : "",
		       nearest.name ? "'?" : "");
}

static bool unknown_section(const struct command *command, const struct config_entry *entry,
			    struct err *err)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};

	nearest_offer(&nearest, entry->section, strlen(entry->section), "pipeline");
	for (size_t i = SCOPE_STAGES; i < command->scope_count; i++)
		nearest_offer(&nearest, entry->section, strlen(entry->section),
			      command->scopes[i].prefix);
	return err_set(err, ERR_USAGE, "%s:%u: there is no section [%s].%s%s%s",
		       command->config.path, entry->line, entry->section,
		       nearest.name ? " Did you mean [" : "", nearest.name ? nearest.name : "",
		       nearest.name ? "]?" : "");
}

/* Finds what an entry of the configuration sets. */
static bool find_key(const struct command *command, const struct config_entry *entry,
		     struct assignment *found, struct err *err)
{
	const struct scope *candidates[2];
	size_t count = 0;

	for (size_t i = 0; i < command->scope_count; i++) {
		const struct scope *scope = &command->scopes[i];

		if (strcmp(entry->section, scope->prefix ? scope->prefix : "pipeline") != 0)
			continue;
		candidates[count++] = scope;
		found->spec = options_find(scope->table, entry->key, strlen(entry->key));
		found->scope = i;
		if (found->spec && !found->spec->per_run)
			return true;
	}
	if (count == 0)
		return unknown_section(command, entry, err);
	return unknown_key(command, entry, candidates, count, err);
}

/* Whether a stage that is not in the chain would take the value. */
static bool check_value(const struct assignment *it, const struct stage *stage, struct err *err)
{
	void *state = calloc(1, stage->state_size + 1);
	struct binding binding = {0};
	bool good;

	if (!state)
		return err_no_memory(err);
	good = binding_open(&binding, stage->name, stage->options, state, err) &&
	       binding_set(&binding, it->spec, it->value, ORIGIN_CONFIG, err) &&
	       (!stage->check || stage->check(state, err));
	binding_close(&binding);
	free(state);
	return good;
}

/*
 * Sets one value in every place it belongs to. A stage that is not in the chain ignores it, but the
 * value must be right all the same.
 */
static bool assign(struct command *command, const struct assignment *it, enum origin origin,
		   struct err *err)
{
	struct chain *chain = &command->chain;
	bool is_used = false;

	if (it->scope == SCOPE_RUN)
		return binding_set(&command->own, it->spec, it->value, origin, err);
	if (it->scope == SCOPE_COMMON)
		return binding_set(&command->shared, it->spec, it->value, origin, err);
	for (size_t i = 0; i < chain->count; i++) {
		struct link *link = &chain->links[i];

		if (!link->stage || link->stage->options != command->scopes[it->scope].table)
			continue;
		is_used = true;
		if (!binding_set(&link->binding, it->spec, it->value, origin, err))
			return false;
	}
	return is_used || check_value(it, stage_table[it->scope - SCOPE_STAGES], err);
}

static bool assign_arguments(struct command *command, bool of_stages, struct err *err)
{
	for (size_t i = 0; i < command->args.count; i++) {
		const struct assignment *it = &command->args.assignments[i];

		if ((it->scope >= SCOPE_STAGES) == of_stages &&
		    !assign(command, it, ORIGIN_COMMAND_LINE, err))
			return false;
	}
	return true;
}

static bool assign_config(struct command *command, bool of_stages, struct err *err)
{
	for (size_t i = 0; i < command->config.count; i++) {
		const struct config_entry *entry = &command->config.entries[i];
		struct assignment it = {0};

		if (!find_key(command, entry, &it, err))
			return false;
		it.value = entry->value;
		if ((it.scope >= SCOPE_STAGES) == of_stages &&
		    !assign(command, &it, ORIGIN_CONFIG, err)) {
			err_prefix(err, "%s:%u: ", command->config.path, entry->line);
			return false;
		}
	}
	return true;
}

/* Defaults that are others in a chain than in a filter alone. */
static bool set_run_fallbacks(struct chain *chain, struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct binding *binding = &chain->links[i].binding;
		const struct option_spec *spec = binding->table;

		for (; spec && spec->type != OPTION_TYPE_END; spec++)
			if (spec->run_fallback &&
			    !binding_set(binding, spec, spec->run_fallback, ORIGIN_DEFAULT, err))
				return false;
	}
	return true;
}

/* The chain, with the settings of its stages. */
static bool build_chain(void *context, struct err *err)
{
	struct command *command = context;

	chain_close(&command->chain);
	return chain_parse(&command->chain, command->state.stages, err) &&
	       set_run_fallbacks(&command->chain, err) && assign_config(command, true, err) &&
	       assign_arguments(command, true, err);
}

/* A chain from a file that nobody named starts no programs. */
static bool check_trust(const struct command *command, struct err *err)
{
	if (command->trusts_config || binding_origin(&command->own, "stages") != ORIGIN_CONFIG)
		return true;
	for (size_t i = 0; i < command->chain.count; i++)
		if (command->chain.links[i].command)
			return err_set(err, ERR_USAGE,
				       "./" USUAL_CONFIG
				       " would start a program (%s), and may have "
				       "come with the data in this folder. To trust it, type: "
				       "wirewash run -c " USUAL_CONFIG,
				       command->chain.links[i].name);
	return true;
}

/* First what says which stages there are, then what they take. */
static bool configure(struct command *command, struct err *err)
{
	return binding_open(&command->own, "pipeline", run_options, &command->state, err) &&
	       binding_open(&command->shared, NULL, common_options, &command->common, err) &&
	       assign_arguments(command, false, err) && load_config(command, err) &&
	       assign_config(command, false, err) && choose_stages(command, err) &&
	       build_chain(command, err) && check_trust(command, err);
}

static int show_config(const struct command *command)
{
	struct buf out = {0};
	int status;

	binding_show(&command->own, &out);
	binding_show(&command->shared, &out);
	for (size_t i = 0; i < command->chain.count; i++) {
		if (options_count(command->chain.links[i].binding.table)) {
			buf_push(&out, '\n');
			binding_show(&command->chain.links[i].binding, &out);
		}
	}
	status = print_all("run", &out);
	buf_free(&out);
	return status;
}

static void help_run(const struct command *command, struct buf *out)
{
	buf_append(out,
		   SLICE("usage: wirewash run [OPTION...] [PATH...]\n\n"
			 "run: the whole chain, as pipeline.conf names it\n\nOptions of run:\n"));
	help_options(run_options, "", out);
	buf_append(out, SLICE("\nOptions of every filter:\n"));
	help_options(common_options, "", out);
	for (size_t i = SCOPE_STAGES; i < command->scope_count; i++) {
		char prefix[64];

		if (!options_count(command->scopes[i].table))
			continue;
		buf_printf(out, "\nOptions of %s:\n", command->scopes[i].prefix);
		snprintf(prefix, sizeof(prefix), "%s.", command->scopes[i].prefix);
		help_options(command->scopes[i].table, prefix, out);
	}
	buf_append(out, SLICE("\nMore: man wirewash, man pipeline.conf\n"));
}

static unsigned processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count > 0 ? (unsigned)count : 1;
}

/* Where this very program is. /proc/self/exe itself serves where the file was removed or replaced.
 */
static const char *own_path(char *path, size_t size)
{
	static const char self[] = "/proc/self/exe";
	ssize_t len = readlink(self, path, size - 1);

	if (len <= 0 || (size_t)len == size - 1)
		return self;
	path[len] = '\0';
	return access(path, X_OK) == 0 ? path : self;
}

/* Whether all of the input can be read again. */
static bool reads_files(const struct run *run)
{
	for (size_t i = 0; i < run->operand_count; i++)
		if (strcmp(run->operands[i], "-") == 0)
			return false;
	return run->operand_count > 0;
}

static bool make_run_report(struct command *command, struct run *run, struct err *err)
{
	struct notices quiet;
	bool good;

	/* What there is to notice was noticed in the run itself. */
	notices_open(&quiet);
	quiet.silent = true;
	run->notices = &quiet;
	good = build_chain(command, err) &&
	       run_report_page(run, &command->common, command->state.report, err);
	notices_close(&quiet);
	return good;
}

static int start(struct command *command)
{
	const struct run_state *state = &command->state;
	char path[4096];
	struct notices notices;
	struct err err = {0};
	struct buf out = {0};
	struct run run = {
		.chain = &command->chain,
		.common = &command->common,
		.name = "run",
		.operands = command->args.operands,
		.operand_count = command->args.operand_count,
		.jobs = command->common.jobs ? (unsigned)command->common.jobs : processors(),
		.notices = &notices,
	};
	const struct resume resume = {&run, &command->shared, build_chain, command};
	int status = 0;

	notices_open(&notices);
	place_in_pipe(&run);
	if (command->common.dry_run && (state->pipe || state->print)) {
		err_set(&err, ERR_USAGE, "--dry-run does not go together with --pipe or --print");
	} else if (state->resume && (state->pipe || state->print)) {
		err_set(&err, ERR_USAGE, "--resume does not go together with --pipe or --print");
	} else if (state->report &&
		   (state->pipe || state->print || state->resume || state->sample ||
		    command->common.dry_run || command->common.text)) {
		err_set(&err, ERR_USAGE,
			"--report does not go together with --pipe, --print, --resume, --sample, "
			"--dry-run or --text");
	} else if (state->sample && (state->pipe || state->print || state->resume ||
				     command->common.dry_run || command->common.text)) {
		err_set(&err, ERR_USAGE,
			"--sample does not go together with --pipe, --print, --resume, --dry-run "
			"or --text");
	} else if (state->sample) {
		run.limit = state->sample;
		run_sample(&run, &command->common, &err);
	} else if (state->resume) {
		run_resumed(&resume, &err);
	} else if (state->print) {
		print_pipe(&run, &command->shared, &out);
		status = print_all("run", &out);
	} else if (state->pipe && command->common.text) {
		err_set(&err, ERR_USAGE, "--pipe and --text do not go together");
	} else if (state->pipe) {
		run_pipe(&run, &command->shared, own_path(path, sizeof(path)), &status, &err);
	} else if (state->report && !reads_files(&run)) {
		err_set(&err, ERR_USAGE,
			"--report reads the input twice: name files, not standard input");
	} else if (run_chain(&run, &err) && state->report) {
		make_run_report(command, &run, &err);
	}
	buf_free(&out);
	if (report("run", &err))
		status = err_exit_status(&err);
	if (status == 0)
		status = err_exit_status(&notices.worst);
	notices_close(&notices);
	return status;
}

static int follow(struct command *command)
{
	struct err err = {0};
	struct buf help = {0};
	int status;

	if (command->args.version)
		return print_version();
	if (command->args.help) {
		help_run(command, &help);
		status = print_all("run", &help);
		buf_free(&help);
		return status;
	}
	if (!configure(command, &err))
		return report("run", &err);
	return command->state.show_config ? show_config(command) : start(command);
}

int command_run(int argc, char **argv)
{
	struct command command = {0};
	struct err err = {0};
	int status;

	if (list_scopes(&command, &err) &&
	    args_parse(&command.args, argc, argv, 2, command.scopes, command.scope_count, &err))
		status = follow(&command);
	else
		status = report("run", &err);
	chain_close(&command.chain);
	binding_close(&command.own);
	binding_close(&command.shared);
	config_close(&command.config);
	config_close(&command.built_in);
	args_free(&command.args);
	free(command.scopes);
	return status;
}
