#include "text/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * A step is one backtracking point. 100,000 of them take well under a millisecond with the JIT,
 * and no honest pattern needs them for a line.
 */
enum {
	MATCH_LIMIT = 100 * 1000,
	HEAP_LIMIT_KIB = 1024,
	DEPTH_LIMIT = 1000,
	JIT_STACK_MIN = 32 * 1024,
	JIT_STACK_MAX = 512 * 1024,
	RESERVE = 256 * 1024, /* the largest of our own patterns takes 71 KB */
};

/* Valgrind cannot follow code that is made on the way: scripts/check-valgrind.sh builds without. */
#ifndef USE_JIT
#define USE_JIT 1
#endif

/*
 * PCRE2's memory. Its JIT compiler (10.42) continues with a null pointer where some allocations
 * fail, so that while it works there is a reserve: what was taken of it says that the pattern is no
 * good.
 */
struct memory {
	char *reserve; /* NULL: there is none */
	size_t taken;  /* bytes of it */
};

/* The code is not touched any more once `ready` was set. */
struct pattern {
	pcre2_code *code;
	struct memory memory;
	pthread_mutex_t lock; /* of whoever makes machine code of it */
	atomic_bool ready;    /* it was made, or there is none for this machine, */
	bool failed;          /* or memory was short */
};

struct pattern_room {
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	pcre2_match_data *data;
	bool failed;
};

static bool compile_error(struct err *err, struct slice source, int code, size_t at)
{
	PCRE2_UCHAR message[256];

	if (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY)
		return err_no_memory(err);
	if (pcre2_get_error_message(code, message, sizeof(message)) < 0)
		message[0] = '\0';
	return err_set(err, ERR_USAGE, "bad pattern /%.*s/ at character %zu (%s)",
		       (int)(source.len < 200 ? source.len : 200), source.data, at + 1,
		       (const char *)message);
}

static void *give(size_t size, void *state)
{
	struct memory *memory = state;
	void *bytes = malloc(size);

	if (bytes || !memory->reserve || size > RESERVE - memory->taken)
		return bytes;
	bytes = memory->reserve + memory->taken;
	memory->taken += (size + 15) / 16 * 16;
	if (memory->taken > RESERVE)
		memory->taken = RESERVE;
	return bytes;
}

static void take_back(void *bytes, void *state)
{
	const struct memory *memory = state;
	uintptr_t at = (uintptr_t)bytes, reserve = (uintptr_t)memory->reserve;

	if (!reserve || at < reserve || at >= reserve + RESERVE)
		free(bytes);
}

static pcre2_code *compile(struct slice source, struct memory *memory, struct err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
	pcre2_general_context *general = pcre2_general_context_create(give, take_back, memory);
	pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
	pcre2_code *code = NULL;
	PCRE2_SIZE at = 0;
	int error = PCRE2_ERROR_NOMEMORY;

	if (context)
		code = pcre2_compile((PCRE2_SPTR)source.data, source.len, options, &error, &at,
				     context);
	if (!code)
		compile_error(err, source, error, at);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(general);
	return code;
}

/* Without a JIT for this machine the interpreter serves, under the same limits. */
static bool translate(struct pattern *pattern)
{
	struct memory *memory = &pattern->memory;

	memory->reserve = malloc(RESERVE);
	if (!memory->reserve)
		return false;
	(void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	if (memory->taken > 0) {
		pcre2_code_free(pattern->code);
		pattern->code = NULL;
	}
	free(memory->reserve);
	memory->reserve = NULL;
	return pattern->code != NULL;
}

/* Makes machine code of the pattern, unless another thread did or does. False when memory is short.
 */
static bool make_ready(struct pattern *pattern)
{
	if (atomic_load_explicit(&pattern->ready, memory_order_acquire))
		return !pattern->failed;
	pthread_mutex_lock(&pattern->lock);
	if (!atomic_load_explicit(&pattern->ready, memory_order_relaxed)) {
		pattern->failed = USE_JIT && !translate(pattern);
		atomic_store_explicit(&pattern->ready, true, memory_order_release);
	}
	pthread_mutex_unlock(&pattern->lock);
	return !pattern->failed;
}

struct pattern *pattern_compile(struct slice source, struct err *err)
{
	struct pattern *pattern = calloc(1, sizeof(*pattern));

	if (!pattern || pthread_mutex_init(&pattern->lock, NULL) != 0) {
		free(pattern);
		err_no_memory(err);
		return NULL;
	}
	pattern->code = compile(source, &pattern->memory, err);
	if (!pattern->code) {
		pattern_free(pattern);
		return NULL;
	}
	return pattern;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	pthread_mutex_destroy(&pattern->lock);
	free(pattern);
}

struct pattern_room *pattern_room_open(struct err *err)
{
	struct pattern_room *room = calloc(1, sizeof(*room));

	if (room) {
		room->context = pcre2_match_context_create(NULL);
		room->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
		room->data = pcre2_match_data_create(1, NULL);
	}
	if (!room || !room->context || !room->stack || !room->data) {
		pattern_room_close(room);
		err_no_memory(err);
		return NULL;
	}
	pcre2_jit_stack_assign(room->context, NULL, room->stack);
	pcre2_set_match_limit(room->context, MATCH_LIMIT);
	pcre2_set_heap_limit(room->context, HEAP_LIMIT_KIB);
	pcre2_set_depth_limit(room->context, DEPTH_LIMIT);
	return room;
}

void pattern_room_close(struct pattern_room *room)
{
	if (!room)
		return;
	pcre2_match_data_free(room->data);
	pcre2_jit_stack_free(room->stack);
	pcre2_match_context_free(room->context);
	free(room);
}

bool pattern_room_failed(const struct pattern_room *room)
{
	return room->failed;
}

enum pattern_result pattern_search(struct pattern *pattern, struct pattern_room *room,
				   struct slice subject, struct slice *found)
{
	const PCRE2_SIZE *span;
	int result;

	if (subject.len > PATTERN_MAX_SUBJECT)
		return PATTERN_LIMIT;
	if (!make_ready(pattern)) {
		room->failed = true;
		return PATTERN_LIMIT;
	}
	result = pcre2_match(pattern->code, (PCRE2_SPTR)(subject.data ? subject.data : ""),
			     subject.len, 0, PCRE2_NO_UTF_CHECK, room->data, room->context);
	if (result == PCRE2_ERROR_NOMATCH)
		return PATTERN_ABSENT;
	if (result < 0)
		return PATTERN_LIMIT;
	span = pcre2_get_ovector_pointer(room->data);
	if (found)
		*found = span[0] <= span[1] ? slice_sub(subject, span[0], span[1])
					    : slice_sub(subject, span[1], span[1]);
	return PATTERN_FOUND;
}
