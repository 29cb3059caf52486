#include "engine/input.h"

#include <sys/stat.h>

#include "engine/notices.h"

static enum pull pull_source(struct input *input, struct batch *batch, struct err *err)
{
	return input->source->stage->pull(input->source->state, batch, err);
}

void input_from_source(struct input *input, struct link *source, const struct stage_env *env)
{
	*input = (struct input){
		.pull = pull_source, .env = env, .source = source, .name = source->name};
}

static void close_file(struct input *input)
{
	lines_close(input->lines);
	reader_close(input->reader);
	input->lines = NULL;
	input->reader = NULL;
}

static bool open_next(struct input *input, struct err *err)
{
	const char *path = NULL;

	if (input->env->operand_count)
		path = input->env->operands[input->next_operand];
	input->next_operand++;
	if (path && strcmp(path, "-") == 0)
		path = NULL;
	input->reader = reader_open(path, input->env->max_ratio, err);
	if (!input->reader)
		return false;
	notice_terminal(input->env->notices, input->name, path);
	input->lines = lines_open(input->reader, slice_of(path), input->env->max_line, err);
	return input->lines != NULL;
}

/* Adds lines of the present file, or of the next one. False: that file is in trouble. */
static bool fill_from_file(struct input *input, struct batch *batch, struct err *trouble)
{
	bool more;

	if (!input->lines && !open_next(input, trouble))
		return false;
	if (!lines_fill(input->lines, batch, &more, trouble))
		return false;
	for (size_t i = 0; input->env->operand_count && i < batch->count; i++)
		batch->items[i].operand = (unsigned)input->next_operand;
	if (!more)
		close_file(input);
	return true;
}

/* One file's trouble is noticed, and does not keep us from the next one. */
static enum pull pull_files(struct input *input, struct batch *batch, struct err *err)
{
	size_t files = input->env->operand_count ? input->env->operand_count : 1;

	while (batch->count == 0) {
		struct err trouble = {0};

		if (!input->lines && input->next_operand >= files)
			return PULL_END;
		if (fill_from_file(input, batch, &trouble))
			continue;
		close_file(input);
		if (trouble.code == ERR_MEMORY || trouble.code == ERR_PIPE) {
			*err = trouble;
			return PULL_FAIL;
		}
		notice(input->env->notices, input->name, trouble.code, "%s", trouble.message);
	}
	return PULL_MORE;
}

void input_from_files(struct input *input, const char *name, const struct stage_env *env)
{
	*input = (struct input){.pull = pull_files, .env = env, .name = name};
}

static enum pull pull_reader(struct input *input, struct batch *batch, struct err *err)
{
	bool more;

	if (!lines_fill(input->lines, batch, &more, err))
		return PULL_FAIL;
	return more ? PULL_MORE : PULL_END;
}

bool input_from_reader(struct input *input, struct reader *reader, const struct stage_env *env,
		       struct err *err)
{
	*input = (struct input){.pull = pull_reader, .env = env, .reader = reader};
	input->lines = lines_open(reader, slice_of(NULL), env->max_line, err);
	return input->lines != NULL;
}

static enum pull pull_text(struct input *input, struct batch *batch, struct err *err)
{
	enum { BLOCK = 64 * 1024 };
	struct item item = {.kind = ITEM_DOCUMENT};
	size_t got;

	do {
		if (!buf_reserve(&batch->bytes, BLOCK)) {
			err_no_memory(err);
			return PULL_FAIL;
		}
		if (!reader_read(input->reader, batch->bytes.data + batch->bytes.len, BLOCK, &got,
				 err))
			return PULL_FAIL;
		batch->bytes.len += got;
		if (batch->bytes.len > input->env->max_line) {
			err_set(err, ERR_LIMIT,
				"the text is longer than %llu bytes. See --max-line.",
				(unsigned long long)input->env->max_line);
			return PULL_FAIL;
		}
	} while (got);
	item.bytes.len = batch->bytes.len;
	if (!batch_add(batch, &item)) {
		err_no_memory(err);
		return PULL_FAIL;
	}
	return PULL_END;
}

bool input_from_text(struct input *input, const char *name, const struct stage_env *env,
		     struct err *err)
{
	const char *path = env->operand_count ? env->operands[0] : NULL;

	*input = (struct input){.pull = pull_text, .env = env, .name = name};
	if (env->operand_count > 1)
		return err_set(err, ERR_USAGE, "--text takes one article (%zu files given)",
			       env->operand_count);
	input->reader = reader_open(path, env->max_ratio, err);
	if (input->reader)
		notice_terminal(env->notices, input->name, path);
	return input->reader != NULL;
}

enum pull input_pull(struct input *input, struct batch *batch, struct err *err)
{
	enum pull pull;

	batch_clear(batch);
	pull = input->pull(input, batch, err);
	if (!input->limit || pull == PULL_FAIL)
		return pull;
	if (batch->count >= input->limit - input->taken) {
		batch->count = (size_t)(input->limit - input->taken);
		pull = PULL_END;
	}
	input->taken += batch->count;
	return pull;
}

void input_close(struct input *input)
{
	close_file(input);
}

uint64_t operands_total_bytes(const struct stage_env *env)
{
	uint64_t total = 0;
	struct stat info;

	for (size_t i = 0; i < env->operand_count; i++) {
		if (stat(env->operands[i], &info) != 0 || !S_ISREG(info.st_mode))
			return 0;
		total += (uint64_t)info.st_size;
	}
	return total;
}
