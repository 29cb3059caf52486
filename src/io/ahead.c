#include "io/ahead.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	MOST_WAITING = 8,     /* what a lane holds until it is taken ... */
	MOST_BYTES = 4 << 20, /* ... but from so many bytes on one thing at a time */
};

/* What one source gave, and at which place in the order. One thread fills it, whoever takes empties
 * it. */
struct lane {
	struct ahead *ahead;
	pthread_t thread;
	bool in_use;     /* from when a source was begun until all of it was taken */
	bool has_ended;  /* the source gives no more */
	uint64_t serial; /* of the source */
	struct portion {
		struct batch batch;
		struct err trouble; /* after the batch */
	} waiting[MOST_WAITING];
	size_t first, count, bytes;
};

struct ahead {
	const struct ahead_kind *kind;
	void *context;
	struct lane *lanes;
	unsigned count;

	pthread_mutex_t order; /* held while a source is asked for, so that they get their serials
				  in order */

	pthread_mutex_t lock; /* guards the lanes (but for what a thread fills) and all below */
	pthread_cond_t changed;
	uint64_t next_serial; /* of the next source to be begun */
	uint64_t taken;       /* serial of the source that is being taken */
	bool exhausted;       /* there are no more sources */
	bool stopped;
	struct err trouble; /* to be handed out before anything else */
};

/* Puts a portion into the lane when there is room; the lane gets the batch, which comes back empty.
 */
static bool put(struct lane *lane, struct batch *batch, const struct err *trouble, bool more)
{
	struct ahead *ahead = lane->ahead;
	bool go_on;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->stopped &&
	       (lane->count == MOST_WAITING || (lane->count && lane->bytes >= MOST_BYTES)))
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	go_on = !ahead->stopped;
	if (go_on && (batch->count || trouble->code != ERR_NONE)) {
		struct portion *portion =
			&lane->waiting[(lane->first + lane->count++) % MOST_WAITING];
		struct batch empty = portion->batch;

		lane->bytes += batch->bytes.len;
		portion->batch = *batch;
		portion->trouble = *trouble;
		*batch = empty;
	}
	lane->has_ended = !more;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	batch_clear(batch);
	return go_on;
}

/* Waits until the lane is free, and begins the next source in it. False: there is nothing left to
 * do. */
static bool begin_source(struct lane *lane, void **source, struct err *trouble)
{
	struct ahead *ahead = lane->ahead;
	bool go_on;

	pthread_mutex_lock(&ahead->lock);
	while (lane->in_use && !ahead->stopped)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	pthread_mutex_unlock(&ahead->lock);

	pthread_mutex_lock(&ahead->order);
	pthread_mutex_lock(&ahead->lock);
	go_on = !ahead->stopped && !ahead->exhausted;
	pthread_mutex_unlock(&ahead->lock);
	*source = NULL;
	*trouble = (struct err){0};
	if (go_on && ahead->kind->next(ahead->context, source, trouble))
		go_on = *source != NULL;
	pthread_mutex_lock(&ahead->lock);
	if (go_on) {
		lane->in_use = true;
		lane->has_ended = false;
		lane->serial = ahead->next_serial++;
	}
	if (!go_on || trouble->code == ERR_MEMORY)
		ahead->exhausted = true;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	pthread_mutex_unlock(&ahead->order);
	return go_on;
}

static void *work(void *context)
{
	struct lane *lane = context;
	const struct ahead_kind *kind = lane->ahead->kind;
	struct batch batch = {0};
	struct err trouble;
	void *source;

	while (begin_source(lane, &source, &trouble)) {
		bool more = source != NULL;

		while (more) {
			trouble = (struct err){0};
			kind->fill(source, &batch, &more, &trouble);
			if (!put(lane, &batch, &trouble, more))
				more = false;
		}
		if (source)
			kind->close(source);
		else
			put(lane, &batch, &trouble, false);
	}
	batch_free(&batch);
	return NULL;
}

static void free_ahead(struct ahead *ahead)
{
	for (unsigned i = 0; i < ahead->count; i++) {
		for (size_t j = 0; j < MOST_WAITING; j++)
			batch_free(&ahead->lanes[i].waiting[j].batch);
	}
	pthread_cond_destroy(&ahead->changed);
	pthread_mutex_destroy(&ahead->lock);
	pthread_mutex_destroy(&ahead->order);
	free(ahead->lanes);
	free(ahead);
}

struct ahead *ahead_open(const struct ahead_kind *kind, void *context, unsigned threads)
{
	struct ahead *ahead = calloc(1, sizeof(*ahead));
	struct lane *lanes = calloc(threads, sizeof(*lanes));

	if (!ahead || !lanes) {
		free(ahead);
		free(lanes);
		return NULL;
	}
	*ahead = (struct ahead){.kind = kind, .context = context, .lanes = lanes};
	pthread_mutex_init(&ahead->order, NULL);
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->changed, NULL);
	pthread_mutex_lock(&ahead->lock);
	while (ahead->count < threads) {
		struct lane *lane = &lanes[ahead->count];

		lane->ahead = ahead;
		if (pthread_create(&lane->thread, NULL, work, lane) != 0)
			break;
		ahead->count++;
	}
	pthread_mutex_unlock(&ahead->lock);
	if (ahead->count)
		return ahead;
	free_ahead(ahead);
	return NULL;
}

void ahead_close(struct ahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stopped = true;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
	for (unsigned i = 0; i < ahead->count; i++)
		pthread_join(ahead->lanes[i].thread, NULL);
	free_ahead(ahead);
}

/* The lane that has the source which is being taken; NULL when it was not begun yet. */
static struct lane *present_lane(struct ahead *ahead)
{
	for (unsigned i = 0; i < ahead->count; i++) {
		if (ahead->lanes[i].in_use && ahead->lanes[i].serial == ahead->taken)
			return &ahead->lanes[i];
	}
	return NULL;
}

/* Waits until the present lane has something. NULL: at the end. */
static struct lane *wait_for_portion(struct ahead *ahead)
{
	for (;;) {
		struct lane *lane = present_lane(ahead);

		if (lane && lane->count)
			return lane;
		if (lane && lane->has_ended) {
			lane->in_use = false;
			ahead->taken++;
			pthread_cond_broadcast(&ahead->changed);
		} else if (!lane && ahead->exhausted && ahead->taken == ahead->next_serial) {
			return NULL;
		} else {
			pthread_cond_wait(&ahead->changed, &ahead->lock);
		}
	}
}

enum ahead_step ahead_take(struct ahead *ahead, struct batch *batch, struct err *err)
{
	enum ahead_step step = AHEAD_BATCH;
	struct lane *lane;

	batch_clear(batch);
	pthread_mutex_lock(&ahead->lock);
	do {
		struct portion *portion;
		struct batch full;

		if (ahead->trouble.code != ERR_NONE) {
			*err = ahead->trouble;
			ahead->trouble = (struct err){0};
			step = AHEAD_TROUBLE;
			break;
		}
		lane = wait_for_portion(ahead);
		if (!lane) {
			step = AHEAD_END;
			break;
		}
		portion = &lane->waiting[lane->first];
		full = portion->batch;
		portion->batch = *batch;
		*batch = full;
		ahead->trouble = portion->trouble;
		lane->first = (lane->first + 1) % MOST_WAITING;
		lane->count--;
		lane->bytes -= full.bytes.len;
		pthread_cond_broadcast(&ahead->changed);
	} while (!batch->count);
	pthread_mutex_unlock(&ahead->lock);
	return step;
}
