#include "live.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"
#include "report.h"

struct live {
	struct recent *recent;
	struct report_file *clusters;
	struct buf json;

	pthread_mutex_t lock;       /* guards the rest */
	struct verdict_on *waiting; /* a ring; record n is waiting[n & (cap - 1)] */
	bool *is_gone;
	size_t cap;
	uint64_t first, next; /* those that may still wait */
};

struct live *live_open(const struct recent_rules *rules, struct report_file *clusters,
		       struct err *err)
{
	struct live *live = calloc(1, sizeof(*live));

	if (!live) {
		err_no_memory(err);
		return NULL;
	}
	pthread_mutex_init(&live->lock, NULL);
	live->clusters = clusters;
	live->recent = recent_open(rules, err);
	if (!live->recent) {
		live_close(live);
		return NULL;
	}
	return live;
}

void live_close(struct live *live)
{
	if (!live)
		return;
	for (uint64_t n = live->first; n < live->next; n++)
		if (!live->is_gone[n & (live->cap - 1)])
			free(live->waiting[n & (live->cap - 1)].json);
	free(live->waiting);
	free(live->is_gone);
	recent_close(live->recent);
	buf_free(&live->json);
	pthread_mutex_destroy(&live->lock);
	free(live);
}

bool live_learn(struct live *live, struct slice digest, struct err *err)
{
	struct sighting sighting;

	return recent_take(live->recent, digest, true, &sighting, err);
}

static bool grow(struct live *live)
{
	size_t cap = live->cap ? 2 * live->cap : 256;
	struct verdict_on *waiting = array_new(cap, sizeof(*waiting));
	bool *is_gone = array_new(cap, sizeof(*is_gone));

	if (!waiting || !is_gone) {
		free(waiting);
		free(is_gone);
		return false;
	}
	for (uint64_t n = live->first; n < live->next; n++) {
		waiting[n & (cap - 1)] = live->waiting[n & (live->cap - 1)];
		is_gone[n & (cap - 1)] = live->is_gone[n & (live->cap - 1)];
	}
	free(live->waiting);
	free(live->is_gone);
	live->waiting = waiting;
	live->is_gone = is_gone;
	live->cap = cap;
	return true;
}

static bool put(struct live *live, const struct verdict_on *verdict)
{
	bool ok;

	pthread_mutex_lock(&live->lock);
	ok = live->next - live->first < live->cap || grow(live);
	if (ok) {
		live->waiting[live->next & (live->cap - 1)] = *verdict;
		live->is_gone[live->next++ & (live->cap - 1)] = false;
	}
	pthread_mutex_unlock(&live->lock);
	return ok;
}

static bool write_finding(struct live *live, struct slice digest, const struct sighting *sighting,
			  struct err *err)
{
	struct slice id = strings_read(digest_read(digest).strings).id;

	buf_clear(&live->json);
	report_sighting(id, sighting, &live->json);
	return !buf_failed(&live->json) || err_no_memory(err);
}

bool live_absorb(struct live *live, struct slice digest, bool mark, struct err *err)
{
	struct verdict_on verdict = {0};
	struct sighting sighting;

	if (!recent_take(live->recent, digest, false, &sighting, err))
		return false;
	if ((mark || report_file_is_open(live->clusters)) &&
	    !write_finding(live, digest, &sighting, err))
		return false;
	if (report_file_is_open(live->clusters) &&
	    !report_file_put(live->clusters, buf_slice(&live->json), err))
		return false;
	verdict.relation = sighting.relation;
	verdict.is_kept = sighting.is_kept;
	verdict.of_earlier = sighting.of_earlier;
	if (mark) {
		verdict.json = malloc(live->json.len);
		verdict.json_len = live->json.len;
		if (!verdict.json)
			return err_no_memory(err);
		memcpy(verdict.json, live->json.data, live->json.len);
	}
	if (put(live, &verdict))
		return true;
	free(verdict.json);
	return err_no_memory(err);
}

struct verdict_on live_release(struct live *live, uint64_t ordinal)
{
	struct verdict_on verdict;

	pthread_mutex_lock(&live->lock);
	verdict = live->waiting[ordinal & (live->cap - 1)];
	live->is_gone[ordinal & (live->cap - 1)] = true;
	while (live->first < live->next && live->is_gone[live->first & (live->cap - 1)])
		live->first++;
	pthread_mutex_unlock(&live->lock);
	return verdict;
}
