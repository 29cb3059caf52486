#include "dedup/frequencies.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/mix.h"
#include "dedup/rarity.h"

enum { MIN_FREQUENT = 100, MAX_FREQUENT = 300, SITE_PERCENT = 5, SITE_MIN = 4, AHEAD = 12 };

bool frequencies_open(struct frequencies *frequencies, struct err *err)
{
	size_t counters = (size_t)1 << FREQUENCY_BITS, sites = (size_t)1 << SITE_BITS;

	frequencies->all = array_new_zeroed(counters, sizeof(*frequencies->all));
	frequencies->site = array_new_zeroed(counters, sizeof(*frequencies->site));
	frequencies->sites = array_new_zeroed(sites, sizeof(*frequencies->sites));
	return (frequencies->all && frequencies->site && frequencies->sites) || err_no_memory(err);
}

void frequencies_free(struct frequencies *frequencies)
{
	free(frequencies->all);
	free(frequencies->site);
	free(frequencies->sites);
}

static inline size_t counter_of(uint32_t shingle, uint32_t site)
{
	return (size_t)((((shingle | SHINGLE_FLAGS) ^ site) * MIX_PLACE_0) >>
			(64 - FREQUENCY_BITS));
}

static uint32_t *texts_of_site(const struct frequencies *frequencies, uint32_t site)
{
	return &frequencies->sites[(site * MIX_PLACE_1) >> (64 - SITE_BITS)];
}

/* `change` is 1, or the number that takes 1 away. */
static void change(struct frequencies *frequencies, const struct text *text, uint32_t change)
{
	if (text_is_short(text))
		return;
	if (text->site)
		*texts_of_site(frequencies, text->site) += change;
	for (uint32_t i = 0; i < text->shingles; i++) {
		uint32_t ahead = text->set[i + AHEAD < text->shingles ? i + AHEAD : i];

		__builtin_prefetch(&frequencies->all[counter_of(ahead, 0)], 1);
		__builtin_prefetch(&frequencies->site[counter_of(ahead, text->site)], 1);
		frequencies->all[counter_of(text->set[i], 0)] += change;
		if (text->site)
			frequencies->site[counter_of(text->set[i], text->site)] += change;
	}
}

void frequencies_add(struct frequencies *frequencies, const struct text *text)
{
	frequencies->texts++;
	change(frequencies, text, 1);
}

void frequencies_remove(struct frequencies *frequencies, const struct text *text)
{
	frequencies->texts--;
	change(frequencies, text, UINT32_MAX);
}

static size_t limit_of(const struct frequencies *frequencies)
{
	size_t highest = frequencies->texts * 15 / 10000, limit = frequencies->texts * 5 / 1000;

	if (highest < MAX_FREQUENT)
		highest = MAX_FREQUENT;
	if (limit < MIN_FREQUENT)
		limit = MIN_FREQUENT;
	return limit < highest ? limit : highest;
}

static size_t site_limit(const struct frequencies *frequencies, uint32_t site)
{
	size_t limit;

	if (!site)
		return SIZE_MAX;
	limit = (size_t)*texts_of_site(frequencies, site) * SITE_PERCENT / 100;
	return limit < SITE_MIN ? SITE_MIN : limit;
}

struct text frequencies_filter(const struct frequencies *frequencies, const struct text *text,
			       uint32_t *set)
{
	size_t limit = limit_of(frequencies), within_site = site_limit(frequencies, text->site);
	struct text filtered = *text;
	uint32_t rare = rarity_rare(frequencies->texts), scarce = rarity_scarce();
	uint32_t kept = 0, prose = 0;

	memcpy(set, text->set, text_bytes(text));
	filtered.set = set;
	if (text_is_short(text))
		return filtered;
	for (uint32_t i = 0; i < text->shingles; i++) {
		uint32_t shingle = text->set[i];
		uint32_t ahead = text->set[i + AHEAD < text->shingles ? i + AHEAD : i];
		bool is_frequent = frequencies->all[counter_of(shingle, 0)] > limit ||
				   frequencies->site[counter_of(shingle, text->site)] > within_site;

		__builtin_prefetch(&frequencies->all[counter_of(ahead, 0)]);
		__builtin_prefetch(&frequencies->site[counter_of(ahead, text->site)]);
		set[kept] = shingle |
			    rarity_flags(frequencies->all[counter_of(shingle, 0)], rare, scarce);
		kept += !is_frequent;
		if (is_frequent)
			continue;
		prose += shingle & SHINGLE_PROSE;
		filtered.rare += (set[kept - 1] & SHINGLE_RARE) != 0;
		filtered.scarce += (set[kept - 1] & SHINGLE_SCARCE) != 0;
	}
	filtered.prose = prose;
	filtered.kept = kept;
	return filtered;
}
