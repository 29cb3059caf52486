/*
 * input: where a segment's records come from: a source stage, files of JSON Lines, a temporary
 * file, another program, or one article in plain text.
 */
#ifndef WIREWASH_INPUT_H
#define WIREWASH_INPUT_H

#include "engine/chain.h"
#include "io/lines.h"

struct input {
	enum pull (*pull)(struct input *input, struct batch *batch, struct err *err);
	const struct stage_env *env;
	const char *name; /* for messages */
	struct link *source;
	size_t next_operand;
	struct reader *reader;
	struct lines *lines;
	uint64_t limit; /* items that are read at most; 0: all */
	uint64_t taken; /* items so far, where they are limited */
	bool trusted;   /* another program's output: a damaged stream ends the run */
};

/* A source stage's records. */
void input_from_source(struct input *input, struct link *source, const struct stage_env *env);

/*
 * The JSON Lines of env's operands, in order; stdin when there are none. What is wrong with a file
 * is noticed, and the next one is read.
 */
void input_from_files(struct input *input, const char *name, const struct stage_env *env);

/* The JSON Lines of a reader, which the input takes over. */
bool input_from_reader(struct input *input, struct reader *reader, const struct stage_env *env,
		       struct err *err);

/* All of env's one operand, else of stdin, as one document. ERR_USAGE for several operands. */
bool input_from_text(struct input *input, const char *name, const struct stage_env *env,
		     struct err *err);

/* Fills the batch, which is cleared first. */
enum pull input_pull(struct input *input, struct batch *batch, struct err *err);

void input_close(struct input *input);

/* Bytes of all operands where all are regular files, else 0. For the progress line. */
uint64_t operands_total_bytes(const struct stage_env *env);

#endif
