#include "dedup/crew.h"

#include <pthread.h>
#include <stdbool.h>

struct hand {
	pthread_t thread;
	bool is_away;
	void (*work)(void *item);
	void *item;
};

static void *begin(void *context)
{
	const struct hand *hand = context;

	hand->work(hand->item);
	return NULL;
}

void crew_work(void *items, size_t count, size_t size, void (*work)(void *item))
{
	struct hand hand[CREW_MAX];

	for (size_t i = 1; i < count; i++) {
		hand[i] = (struct hand){.work = work, .item = (char *)items + i * size};
		hand[i].is_away = pthread_create(&hand[i].thread, NULL, begin, &hand[i]) == 0;
	}
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !hand[i].is_away)
			work((char *)items + i * size);
	for (size_t i = 1; i < count; i++)
		if (hand[i].is_away)
			pthread_join(hand[i].thread, NULL);
}
