#include "engine/chain.h"

#include <stdlib.h>

const struct stage *stage_find(const char *name)
{
	for (size_t i = 0; stage_table[i]; i++) {
		if (strcmp(stage_table[i]->name, name) == 0)
			return stage_table[i];
	}
	return NULL;
}

/* Stands where a chain needs a stage but has nothing to do: it checks that each line is a record.
 */
static const struct stage pass_stage = {
	.name = "run", /* what messages call it: users know no such stage */
	.summary = "every record as it is",
	.takes_any = true,
};

static struct link *add_link(struct chain *chain, struct err *err)
{
	if (chain->count == chain->cap) {
		size_t cap = chain->cap ? 2 * chain->cap : 8;
		struct link *links = realloc(chain->links, cap * sizeof(*links));

		if (!links) {
			err_no_memory(err);
			return NULL;
		}
		chain->links = links;
		chain->cap = cap;
	}
	chain->links[chain->count] = (struct link){0};
	return &chain->links[chain->count++];
}

bool chain_add(struct chain *chain, const struct stage *stage, struct err *err)
{
	struct link *link = add_link(chain, err);

	if (!link)
		return false;
	if (!stage)
		stage = &pass_stage;
	link->stage = stage;
	link->name = stage->name;
	link->state = calloc(1, stage->state_size + 1);
	if (!link->state)
		return err_no_memory(err);
	return binding_open(&link->binding, stage->name, stage->options, link->state, err);
}

static bool unknown_stage(const char *name, struct err *err)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};

	for (size_t i = 0; stage_table[i]; i++)
		nearest_offer(&nearest, name, strlen(name), stage_table[i]->name);
	if (nearest.name)
		return err_set(err, ERR_USAGE, "no stage is called '%s'. Did you mean '%s'?", name,
			       nearest.name);
	return err_set(err, ERR_USAGE, "no stage is called '%s'. See wirewash --help.", name);
}

/* A command needs a stage of ours on either side, one that feeds it and one that reads it. */
static bool pad_chain(struct chain *chain, struct err *err)
{
	if (chain->count == 0 || chain->links[chain->count - 1].command)
		return chain_add(chain, NULL, err);
	return true;
}

static bool add_named(struct chain *chain, char *name, struct err *err)
{
	const struct stage *stage;
	struct link *link;

	if (strncmp(name, EXEC_PREFIX, strlen(EXEC_PREFIX)) == 0) {
		if (!pad_chain(chain, err))
			return false;
		link = add_link(chain, err);
		if (!link)
			return false;
		link->name = name;
		link->command = name + strlen(EXEC_PREFIX);
		return true;
	}
	stage = stage_find(name);
	return stage ? chain_add(chain, stage, err) : unknown_stage(name, err);
}

static bool check_order(const struct chain *chain, struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		const struct stage *stage = chain->links[i].stage;

		if (!stage)
			continue;
		if (stage_is_source(stage) && i > 0)
			return err_set(err, ERR_USAGE,
				       "%s reads the input: it can only be the first stage",
				       stage->name);
		if (stage_is_sink(stage) && i + 1 < chain->count)
			return err_set(err, ERR_USAGE,
				       "%s writes the output: it can only be the last stage",
				       stage->name);
	}
	return true;
}

/*
 * Cuts the next word off the list, in place. Quotes, as in exec:"./mine.sh -v", keep blanks
 * together and go. Returns NULL when there is none left.
 */
static char *next_word(char **rest)
{
	static const char between[] = " \t\n\r,";
	char *from = *rest + strspn(*rest, between);
	char *word = from, *to = from;
	char quote = '\0';

	if (!*from)
		return NULL;
	for (; *from && (quote || !strchr(between, *from)); from++) {
		if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote = quote ? '\0' : *from;
		else
			*to++ = *from;
	}
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

bool chain_parse(struct chain *chain, const char *list, struct err *err)
{
	size_t size = strlen(list) + 1;
	char *rest, *word;

	free(chain->names);
	chain->names = malloc(size);
	if (!chain->names)
		return err_no_memory(err);
	memcpy(chain->names, list, size);
	rest = chain->names;
	while ((word = next_word(&rest)) != NULL) {
		if (!add_named(chain, word, err))
			return false;
	}
	return pad_chain(chain, err) && check_order(chain, err);
}

void chain_name_culprit(const struct chain *chain, const struct link *link, struct err *err)
{
	/* The message of a filter, a chain of one, begins with its name anyway. */
	if (chain->count > 1)
		err_prefix(err, "%s: ", link->name);
}

void chain_disarm(struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		if (chain->links[i].stage && stage_is_sink(chain->links[i].stage))
			chain->links[i].stage = &pass_stage;
	}
}

bool chain_setup(struct chain *chain, const struct stage_env *env, struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct link *link = &chain->links[i];

		if (!link->stage)
			continue;
		link->is_set_up = true;
		if (link->stage->setup && !link->stage->setup(link->state, env, err)) {
			chain_name_culprit(chain, link, err);
			return false;
		}
	}
	return true;
}

bool chain_finish(struct chain *chain, struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct link *link = &chain->links[i];

		if (link->stage && link->stage->finish && !link->stage->finish(link->state, err)) {
			chain_name_culprit(chain, link, err);
			return false;
		}
	}
	return true;
}

void chain_close(struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct link *link = &chain->links[i];

		if (link->is_set_up && link->stage->teardown)
			link->stage->teardown(link->state);
		if (link->stage)
			binding_close(&link->binding);
		free(link->state);
		stage_stats_free(&link->stats);
		buf_free(&link->adopted_stats);
	}
	free(chain->links);
	free(chain->names);
	*chain = (struct chain){0};
}

/* A user's own filter reports nothing: what stands around it tells what it did. */
static bool balance_command(struct chain *chain, size_t i, struct err *err)
{
	struct stage_stats *stats = &chain->links[i].stats;

	stats->in = chain->links[i - 1].stats.out;
	stats->out = chain->links[i + 1].stats.in;
	if (stats->out > stats->in)
		return err_set(err, ERR_IO,
			       "%s gave back %llu records for %llu. It may drop some, never add.",
			       chain->links[i].name, (unsigned long long)stats->out,
			       (unsigned long long)stats->in);
	stats->dropped = stats->in - stats->out;
	return true;
}

bool chain_check_balance(struct chain *chain, struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct stage_stats *stats = &chain->links[i].stats;

		if (chain->links[i].command && !balance_command(chain, i, err))
			return false;
		if (stats->in != stats->out + stats->dropped + stats->rejected)
			return err_set(err, ERR_IO,
				       "%s: records went missing (in %llu, out %llu, dropped %llu, "
				       "rejected %llu). "
				       "This is a bug.",
				       chain->links[i].name, (unsigned long long)stats->in,
				       (unsigned long long)stats->out,
				       (unsigned long long)stats->dropped,
				       (unsigned long long)stats->rejected);
		if (i > 0 && chain->links[i - 1].stats.out != stats->in)
			return err_set(err, ERR_IO,
				       "records went missing between %s (out %llu) and %s (in "
				       "%llu). This is a bug.",
				       chain->links[i - 1].name,
				       (unsigned long long)chain->links[i - 1].stats.out,
				       chain->links[i].name, (unsigned long long)stats->in);
	}
	return true;
}

#define STATS_BEGIN "{\"version\":1,\"stages\":["
#define STATS_END "]}\n"

/* The number after "name": in what stage_stats_write wrote. */
static uint64_t number_behind(struct slice text, struct slice name)
{
	size_t at = slice_find(text, 0, name) + name.len;
	uint64_t number = 0;

	for (; at < text.len && text.data[at] >= '0' && text.data[at] <= '9'; at++)
		number = number * 10 + (uint64_t)(text.data[at] - '0');
	return number;
}

bool link_adopt_stats(struct link *link, struct slice written)
{
	size_t begin = strlen(STATS_BEGIN), end = strlen(STATS_END);
	struct slice own;

	if (!slice_starts(written, SLICE(STATS_BEGIN)) || !slice_ends(written, SLICE(STATS_END)) ||
	    written.len < begin + end)
		return false;
	own = slice_sub(written, begin, written.len - end);
	link->stats.in = number_behind(own, SLICE("\"in\":"));
	link->stats.out = number_behind(own, SLICE("\"out\":"));
	link->stats.dropped = number_behind(own, SLICE("\"dropped\":"));
	link->stats.rejected = number_behind(own, SLICE("\"rejected\":"));
	buf_clear(&link->adopted_stats);
	return buf_append(&link->adopted_stats, own);
}

void chain_write_stats(const struct chain *chain, struct buf *out)
{
	buf_append(out, SLICE(STATS_BEGIN));
	for (size_t i = 0; i < chain->count; i++) {
		const struct link *link = &chain->links[i];

		if (i)
			buf_push(out, ',');
		if (link->adopted_stats.len)
			buf_append(out, buf_slice(&link->adopted_stats));
		else
			stage_stats_write(&link->stats, link->name, out);
	}
	buf_append(out, SLICE(STATS_END));
}
