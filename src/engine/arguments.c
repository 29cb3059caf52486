#include "engine/arguments.h"

static bool add_word(void *context, const char *word)
{
	struct arguments *arguments = context;

	arguments->count++;
	return buf_append(&arguments->bytes, slice_make(word, strlen(word) + 1));
}

static void add_setting(struct arguments *arguments, const char *option, const char *value)
{
	arguments->count++;
	buf_printf(&arguments->bytes, "--%s=%s", option, value);
	buf_push(&arguments->bytes, '\0');
}

/* What belongs to the run as a whole is not handed on to its parts. */
static bool add_shared_word(void *context, const char *word)
{
	static const char *const own[] = {"--rejects=", "--removed=", "--dropped=", "--stats",
					  "--output=",  "--jobs=",    "--progress="};

	for (size_t i = 0; i < COUNT_OF(own); i++) {
		if (strncmp(word, own[i], strlen(own[i])) == 0)
			return true;
	}
	return add_word(context, word);
}

bool arguments_list(struct arguments *arguments, const struct run *run,
		    const struct binding *common, size_t at, struct own_files files)
{
	const struct link *link = &run->chain->links[at];

	if (link->command)
		return add_word(arguments, link->command);
	add_word(arguments, "wirewash");
	if (stage_find(link->name)) {
		add_word(arguments, link->name);
	} else {
		add_word(arguments, "run");
		add_word(arguments, "--config=/dev/null");
		add_word(arguments, "--stages=");
	}
	if (files.stats)
		add_setting(arguments, "stats", files.stats);
	if (files.rejects)
		add_setting(arguments, "rejects", files.rejects);
	if (files.removed)
		add_setting(arguments, "removed", files.removed);
	if (files.dropped)
		add_setting(arguments, "dropped", files.dropped);
	if (run->common->output && at + 1 == run->chain->count)
		add_setting(arguments, "output", run->common->output);
	if (!binding_each_argument(&link->binding, add_word, arguments) ||
	    !binding_each_argument(common, add_shared_word, arguments))
		return false;
	if (at == 0 && run->operand_count) {
		add_word(arguments, "--");
		for (size_t i = 0; i < run->operand_count; i++)
			add_word(arguments, run->operands[i]);
	}
	return !buf_failed(&arguments->bytes);
}

static void print_word(const char *word, struct buf *out)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%";

	if (*word && word[strspn(word, plain)] == '\0') {
		buf_append(out, slice_of(word));
		return;
	}
	buf_push(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			buf_append(out, SLICE("'\\''"));
		else
			buf_push(out, *word);
	}
	buf_push(out, '\'');
}

void arguments_print(const struct run *run, const struct binding *common, size_t at,
		     struct buf *out)
{
	const struct link *link = &run->chain->links[at];
	struct arguments arguments = {0};
	const char *word;

	if (link->command) {
		buf_append(out, slice_of(link->command));
		return;
	}
	if (!arguments_list(&arguments, run, common, at, (struct own_files){0}))
		out->failed = true;
	word = arguments.bytes.data;
	for (size_t i = 0; i < arguments.count && !buf_failed(out); i++) {
		if (i)
			buf_push(out, ' ');
		print_word(word, out);
		word += strlen(word) + 1;
	}
	buf_free(&arguments.bytes);
}
