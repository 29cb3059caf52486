/* wirewash STAGE: one stage as a filter. */
#include "cli/args.h"
#include "cli/cli.h"

static void help_filter(const struct stage *stage, struct buf *out)
{
	buf_printf(out, "usage: wirewash %s [OPTION...] %s\n\n%s: %s\n", stage->name,
		   stage->operands ? stage->operands : "[FILE...]", stage->name, stage->summary);
	if (options_count(stage->options)) {
		buf_printf(out, "\nOptions of %s:\n", stage->name);
		help_options(stage->options, "", out);
	}
	buf_append(out, SLICE("\nOptions of every filter:\n"));
	help_options(common_options, "", out);
	buf_printf(out, "\nMore: man wirewash-%s\n", stage->name);
}

static bool assign(const struct args *args, struct binding *const bindings[2], struct err *err)
{
	for (size_t i = 0; i < args->count; i++) {
		const struct assignment *it = &args->assignments[i];

		if (!binding_set(bindings[it->scope], it->spec, it->value, ORIGIN_COMMAND_LINE,
				 err))
			return false;
	}
	return true;
}

static int run_filter(const struct stage *stage, const struct args *args)
{
	struct common common = {0};
	struct binding common_binding = {0};
	struct binding *bindings[2] = {NULL, &common_binding};
	struct notices notices;
	struct chain chain = {0};
	struct err err = {0};
	struct run run = {
		.chain = &chain,
		.common = &common,
		.name = stage->name,
		.operands = args->operands,
		.operand_count = args->operand_count,
		.notices = &notices,
	};
	int status;

	notices_open(&notices);
	place_in_pipe(&run);
	if (chain_add(&chain, stage, &err) &&
	    binding_open(&common_binding, "pipeline", common_options, &common, &err)) {
		bindings[0] = &chain.links[0].binding;
		run.jobs = 1;
		if (assign(args, bindings, &err)) {
			if (common.jobs)
				run.jobs = (unsigned)common.jobs;
			run_chain(&run, &err);
		}
	}
	status = report(stage->name, &err);
	if (status == 0)
		status = err_exit_status(&notices.worst);
	chain_close(&chain);
	binding_close(&common_binding);
	notices_close(&notices);
	return status;
}

int command_filter(const struct stage *stage, int argc, char **argv)
{
	const struct scope scopes[] = {{NULL, stage->options}, {NULL, common_options}};
	struct args args;
	struct err err = {0};
	struct buf help = {0};
	int status;

	if (!args_parse(&args, argc, argv, 2, scopes, COUNT_OF(scopes), &err)) {
		status = report(stage->name, &err);
	} else if (args.help) {
		help_filter(stage, &help);
		status = print_all(stage->name, &help);
	} else if (args.version) {
		status = print_version();
	} else {
		status = run_filter(stage, &args);
	}
	buf_free(&help);
	args_free(&args);
	return status;
}
