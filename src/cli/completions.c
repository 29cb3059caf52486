/*
 * wirewash completions: what bash, zsh and fish need, from the same tables as --help.
 *
 * bash and zsh get one list of words per command; fish one line per option, with its help.
 */
#include "cli/cli.h"

/* An option table that a command takes, and what stands before its names. */
struct option_table {
	const struct option_spec *options;
	const char *prefix; /* "" or a stage's name */
};

static bool table_at(const struct stage *stage, size_t index, struct option_table *table)
{
	if (stage) {
		const struct option_table tables[] = {{stage->options, ""}, {common_options, ""}};

		if (index >= COUNT_OF(tables))
			return false;
		*table = tables[index];
		return true;
	}
	if (index < 2) {
		*table = (struct option_table){index ? common_options : run_options, ""};
		return true;
	}
	if (!stage_table[index - 2])
		return false;
	*table = (struct option_table){stage_table[index - 2]->options,
				       stage_table[index - 2]->name};
	return true;
}

static void put_name(const struct option_table *table, const struct option_spec *spec,
		     struct buf *out)
{
	/* As `run` takes it: what only one stage has needs no stage's name. */
	if (*table->prefix && !spec->direct)
		buf_printf(out, "%s.", table->prefix);
	buf_append(out, slice_of(spec->name));
}

static void put_option_words(const struct stage *stage, struct buf *out)
{
	struct option_table table;

	for (size_t i = 0; table_at(stage, i, &table); i++) {
		for (const struct option_spec *spec = table.options;
		     spec && spec->type != OPTION_TYPE_END; spec++) {
			buf_append(out, SLICE(" --"));
			put_name(&table, spec, out);
			if (spec->type == OPTION_TYPE_CHOICE) {
				for (unsigned k = 0; spec->choices[k]; k++) {
					buf_append(out, SLICE(" --"));
					put_name(&table, spec, out);
					buf_printf(out, "=%s", spec->choices[k]);
				}
			}
		}
	}
	buf_append(out, SLICE(" --help --version"));
}

static void put_commands(struct buf *out)
{
	buf_append(out, SLICE("run report diff restore rules completions"));
	for (size_t i = 0; stage_table[i]; i++)
		buf_printf(out, " %s", stage_table[i]->name);
}

static void put_case(struct buf *out)
{
	buf_append(out, SLICE("\tcase $command in\n\trun) words='"));
	put_option_words(NULL, out);
	buf_append(
		out,
		SLICE("' ;;\n\tcompletions) words='bash zsh fish' ;;\n\trules) words='lint' ;;\n"));
	for (size_t i = 0; stage_table[i]; i++) {
		buf_printf(out, "\t%s) words='", stage_table[i]->name);
		put_option_words(stage_table[i], out);
		buf_append(out, SLICE("' ;;\n"));
	}
	buf_append(out, SLICE("\tesac\n"));
}

static void write_bash(struct buf *out)
{
	buf_append(
		out,
		SLICE("# bash completion for wirewash; made by: wirewash completions bash\n"
		      "_wirewash() {\n"
		      "\tlocal words= before= command=${COMP_WORDS[1]} "
		      "line=${COMP_LINE:0:COMP_POINT} IFS=$' \\t\\n'\n"
		      "\tlocal word=${COMP_WORDS[COMP_CWORD]} typed=${line##*[[:blank:]]}\n"
		      "\t# bash takes --option=value apart: complete all of it, answer its end.\n"
		      "\tif [[ $typed == --*=* && $COMP_WORDBREAKS == *=* ]]; then\n"
		      "\t\tword=$typed before=${typed%%=*}=\n\tfi\n"
		      "\tif ((COMP_CWORD == 1)); then\n\t\twords='"));
	put_commands(out);
	buf_append(out, SLICE(" --help --version'\n\telse\n"));
	put_case(out);
	buf_append(out,
		   SLICE("\tfi\n"
			 "\tif ((COMP_CWORD > 1)) && [[ $word != -* && $command != completions && "
			 "$command != rules ]]; then\n\t\twords=\n\tfi\n"
			 "\tIFS=$'\\n'\n"
			 "\tCOMPREPLY=($(IFS=' '; compgen -W \"$words\" -- \"$word\"))\n"
			 "\tCOMPREPLY=(\"${COMPREPLY[@]#\"$before\"}\")\n"
			 "\tif [[ -z ${COMPREPLY[*]} ]]; then\n"
			 "\t\tCOMPREPLY=($(compgen -f -- \"${word#\"$before\"}\"))\n"
			 "\tfi\n}\n"
			 "complete -o filenames -F _wirewash wirewash\n"));
}

static void write_zsh(struct buf *out)
{
	/* In zsh `words` is the command line itself, so the list is made in a function of its own.
	 */
	buf_append(out, SLICE("#compdef wirewash\n"
			      "# zsh completion for wirewash; made by: wirewash completions zsh\n"
			      "_wirewash_words() {\n\tlocal words= command=$1\n"));
	put_case(out);
	buf_append(out, SLICE("\tprint -r -- $words\n}\n"
			      "_wirewash() {\n"
			      "\tif ((CURRENT == 2)); then\n\t\tcompadd -- "));
	put_commands(out);
	buf_append(out, SLICE(" --help --version\n"
			      "\telif [[ ${words[CURRENT]} == -* || ${words[2]} == "
			      "(completions|rules) ]]; then\n"
			      "\t\tcompadd -- ${=$(_wirewash_words ${words[2]})}\n"
			      "\t\t[[ ${words[2]} == rules ]] && _files\n"
			      "\telse\n\t\t_files\n\tfi\n}\n"
			      "compdef _wirewash wirewash\n"));
}

/* A word in single quotes, as fish reads them. */
static void put_quoted(const char *word, struct buf *out)
{
	buf_push(out, '\'');
	for (; *word; word++) {
		if (*word == '\'' || *word == '\\')
			buf_push(out, '\\');
		buf_push(out, *word);
	}
	buf_push(out, '\'');
}

static void write_fish_command(const char *name, const char *summary, struct buf *out)
{
	buf_printf(out, "complete -c wirewash -n __fish_use_subcommand -f -a %s -d ", name);
	put_quoted(summary, out);
	buf_push(out, '\n');
}

static void write_fish_options(const char *name, const struct stage *stage, struct buf *out)
{
	struct option_table table;

	for (size_t i = 0; table_at(stage, i, &table); i++) {
		for (const struct option_spec *spec = table.options;
		     spec && spec->type != OPTION_TYPE_END; spec++) {
			buf_printf(out,
				   "complete -c wirewash -n '__fish_seen_subcommand_from %s' -l '",
				   name);
			put_name(&table, spec, out);
			buf_push(out, '\'');
			if (spec->letter)
				buf_printf(out, " -s %c", spec->letter);
			if (spec->type == OPTION_TYPE_CHOICE) {
				buf_append(out, SLICE(" -x -a '"));
				for (unsigned k = 0; spec->choices[k]; k++)
					buf_printf(out, "%s%s", k ? " " : "", spec->choices[k]);
				buf_push(out, '\'');
			} else if (spec->type == OPTION_TYPE_FILE) {
				buf_append(out, SLICE(" -r -F"));
			} else if (spec->type != OPTION_TYPE_FLAG &&
				   spec->type != OPTION_TYPE_OPTIONAL) {
				buf_append(out, SLICE(" -x"));
			}
			buf_append(out, SLICE(" -d "));
			put_quoted(spec->help, out);
			buf_push(out, '\n');
		}
	}
}

static void write_fish(struct buf *out)
{
	buf_append(out,
		   SLICE("# fish completion for wirewash; made by: wirewash completions fish\n"));
	write_fish_command("run", "the whole chain", out);
	write_fish_command("report", "what became of an archive, as one HTML page", out);
	write_fish_command("diff", "what differs between two texts or files of records", out);
	write_fish_command("restore", "what a run removed and dropped, put back", out);
	write_fish_command("rules", "whether rule files are right", out);
	write_fish_command("completions", "what a shell needs to complete", out);
	for (size_t i = 0; stage_table[i]; i++)
		write_fish_command(stage_table[i]->name, stage_table[i]->summary, out);
	buf_append(out, SLICE("complete -c wirewash -n '__fish_seen_subcommand_from completions' "
			      "-f -a 'bash "
			      "zsh fish'\n"));
	buf_append(out,
		   SLICE("complete -c wirewash -n '__fish_seen_subcommand_from rules' -a lint\n"));
	write_fish_options("run", NULL, out);
	for (size_t i = 0; stage_table[i]; i++)
		write_fish_options(stage_table[i]->name, stage_table[i], out);
}

int command_completions(int argc, char **argv)
{
	static const struct {
		const char *shell;
		void (*write)(struct buf *out);
	} shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
	struct err err = {0};
	struct buf out = {0};
	int status;

	for (size_t i = 0; argc == 3 && i < COUNT_OF(shells); i++) {
		if (strcmp(argv[2], shells[i].shell) == 0) {
			shells[i].write(&out);
			status = print_all("completions", &out);
			buf_free(&out);
			return status;
		}
	}
	if (argc == 3 && strcmp(argv[2], "--help") == 0) {
		buf_append(&out, SLICE("usage: wirewash completions bash|zsh|fish\n"));
		status = print_all("completions", &out);
		buf_free(&out);
		return status;
	}
	err_set(&err, ERR_USAGE, "which shell? usage: wirewash completions bash|zsh|fish");
	return report("completions", &err);
}
