#include "engine/conveyor.h"

#include <pthread.h>
#include <stdlib.h>

#include "io/interrupt.h"

struct belt {
	const struct conveyor *conveyor;

	pthread_mutex_t input_lock; /* guards the input and the next three */
	uint64_t next_serial;
	uint64_t next_ordinal;
	bool input_ended;

	pthread_mutex_t turn_lock; /* guards the next three */
	pthread_cond_t turn_changed;
	uint64_t turn; /* the serial of the batch that may commit */
	bool failed;
	struct err err;
};

/* Takes the next batch off the input. False: there is none. A failed pull is a batch whose err is
 * set. */
static bool take_batch(struct belt *belt, struct worker *worker, uint64_t *serial, struct err *err)
{
	bool taken = false;

	pthread_mutex_lock(&belt->input_lock);
	if (!belt->input_ended) {
		switch (input_pull(belt->conveyor->input, &worker->batch, err)) {
		case PULL_MORE:
			break;
		case PULL_END:
		case PULL_FAIL:
			belt->input_ended = true;
			break;
		}
		worker->first_ordinal = belt->next_ordinal;
		belt->next_ordinal += worker->batch.count;
		*serial = belt->next_serial++;
		taken = true;
	}
	pthread_mutex_unlock(&belt->input_lock);
	return taken;
}

/* Waits for the batch's turn and commits it. False: this or an earlier one failed. */
static bool commit_batch(struct belt *belt, struct worker *worker, uint64_t serial, bool good,
			 struct err *err)
{
	bool go_on;

	pthread_mutex_lock(&belt->turn_lock);
	while (belt->turn != serial && !belt->failed)
		pthread_cond_wait(&belt->turn_changed, &belt->turn_lock);
	if (!belt->failed) {
		pthread_mutex_unlock(&belt->turn_lock);
		good = good && belt->conveyor->commit(belt->conveyor->context, worker, err);
		pthread_mutex_lock(&belt->turn_lock);
		belt->turn++;
		/* Another worker's failure, while the lock was open, may be why this one failed. */
		if (!good && !belt->failed)
			belt->err = *err;
		belt->failed = belt->failed || !good;
	}
	go_on = !belt->failed;
	pthread_cond_broadcast(&belt->turn_changed);
	pthread_mutex_unlock(&belt->turn_lock);
	if (!go_on)
		interrupt_reads(); /* another worker may wait for input that never comes */
	return go_on;
}

static void fail(struct belt *belt, const struct err *err)
{
	pthread_mutex_lock(&belt->turn_lock);
	if (!belt->failed)
		belt->err = *err;
	belt->failed = true;
	pthread_cond_broadcast(&belt->turn_changed);
	pthread_mutex_unlock(&belt->turn_lock);
	interrupt_reads();
}

static void *work(void *context)
{
	struct belt *belt = context;
	struct worker worker;
	struct err err = {0};
	uint64_t serial;
	bool good;

	if (!worker_open(&worker, belt->conveyor->segment, &err))
		fail(belt, &err);
	else
		while (take_batch(belt, &worker, &serial, &err)) {
			good = err.code == ERR_NONE && worker_run(&worker, &err);
			if (!commit_batch(belt, &worker, serial, good, &err))
				break;
		}
	worker_close(&worker);
	return NULL;
}

/* The present thread is one of the workers, so that one job needs no thread at all. */
static void run_threads(struct belt *belt)
{
	unsigned others = belt->conveyor->jobs > 1 ? belt->conveyor->jobs - 1 : 0;
	pthread_t *threads = others ? calloc(others, sizeof(*threads)) : NULL;
	unsigned started = 0;

	/* Fewer threads than asked for, or none, do the same work. */
	while (threads && started < others &&
	       pthread_create(&threads[started], NULL, work, belt) == 0)
		started++;
	work(belt);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(threads);
}

bool conveyor_run(const struct conveyor *conveyor, struct err *err)
{
	struct belt belt = {.conveyor = conveyor};

	pthread_mutex_init(&belt.input_lock, NULL);
	pthread_mutex_init(&belt.turn_lock, NULL);
	pthread_cond_init(&belt.turn_changed, NULL);
	run_threads(&belt);
	pthread_cond_destroy(&belt.turn_changed);
	pthread_mutex_destroy(&belt.turn_lock);
	pthread_mutex_destroy(&belt.input_lock);
	if (belt.failed)
		*err = belt.err;
	return !belt.failed;
}
