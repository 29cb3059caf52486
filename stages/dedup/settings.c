#include "settings.h"

#include <stdlib.h>
#include <unistd.h>

/* Of a stream: not the machine's to say, for what is forgotten depends on it. */
#define STREAM_MEMORY (UINT64_C(1) << 30)

/* Cuts "a,b,c" into its parts. */
static bool parse_sources(struct slice list, struct keep_policy *policy, struct slice **sources,
			  struct err *err)
{
	size_t count = 1;

	for (size_t i = 0; i < list.len; i++)
		count += list.data[i] == ',';
	*sources = calloc(count, sizeof(**sources));
	if (!*sources)
		return err_no_memory(err);
	for (size_t at = 0; at <= list.len;) {
		size_t end = slice_find_byte(list, at, ',');
		struct slice source = slice_trim(slice_sub(list, at, end));

		if (source.len)
			(*sources)[policy->sources++] = source;
		at = end + 1;
	}
	policy->source = *sources;
	if (!policy->sources)
		return err_set(err, ERR_USAGE,
			       "keep: no sources in 'source:'. Name some, as in "
			       "source:reuters.com,apnews.com.");
	return true;
}

static bool parse_keep(const char *keep, struct keep_policy *policy, struct slice **sources,
		       struct err *err)
{
	static const char *const names[] = {"best", "first", "earliest", "latest", "longest"};
	struct slice value = keep ? slice_of(keep) : SLICE("best"), prefix = SLICE("source:");

	for (unsigned i = 0; i < COUNT_OF(names); i++) {
		if (slice_equal(value, slice_of(names[i]))) {
			policy->keep = (enum keep)i;
			return true;
		}
	}
	if (!slice_starts(value, prefix))
		return err_set(err, ERR_USAGE,
			       "keep: bad value '%s'. It takes best, first, earliest, latest, "
			       "longest or source:LIST.",
			       keep);
	policy->keep = KEEP_SOURCE;
	return parse_sources(slice_from(value, prefix.len), policy, sources, err);
}

/* What --drop asks for. Who drops a looser relation drops the closer ones with it. */
struct drops {
	bool near, contained, updates;
};

static bool add_drop(struct drops *drops, struct slice name)
{
	bool all = slice_equal(name, SLICE("near")) || slice_equal(name, SLICE("duplicates"));
	bool contained = slice_equal(name, slice_of(relation_name[RELATION_CONTAINED]));
	bool updates = slice_equal(name, slice_of(relation_name[RELATION_UPDATE]));

	drops->near = drops->near || all || contained || updates;
	drops->contained = drops->contained || contained;
	drops->updates = drops->updates || updates;
	return all || contained || updates ||
	       slice_equal(name, slice_of(relation_name[RELATION_EXACT]));
}

static bool parse_drop(const char *drop, struct drops *drops, struct err *err)
{
	struct slice list = slice_of(drop);

	*drops = (struct drops){0};
	for (size_t at = 0; at <= list.len;) {
		size_t end = slice_find_byte(list, at, ',');

		if (!add_drop(drops, slice_trim(slice_sub(list, at, end))))
			return err_set(err, ERR_USAGE,
				       "drop: bad value '%s'. It takes a list of exact, near, "
				       "contained and update.",
				       drop);
		at = end + 1;
	}
	return true;
}

/* "0.8", or "exact": more than any two texts have that are not the same. */
static bool parse_similarity(const char *similarity, uint32_t *least, struct err *err)
{
	char *end = NULL;
	double value;

	*least = 0;
	if (!similarity)
		return true;
	*least = PPM + 1;
	if (strcmp(similarity, "exact") == 0)
		return true;
	value = strtod(similarity, &end);
	if (end == similarity || *end || !(value >= 0 && value <= 1))
		return err_set(
			err, ERR_USAGE,
			"similarity: bad value '%s'. It takes a number from 0 to 1, or exact.",
			similarity);
	*least = (uint32_t)(value * PPM + 0.5);
	return true;
}

/* What both options say about pairs of texts. */
static bool parse_pairs(const struct settings *settings, struct pair_rules *pairs,
			bool *drop_contained, struct err *err)
{
	struct drops drops;

	if (!parse_drop(settings->drop, &drops, err) ||
	    !parse_similarity(settings->similarity, &pairs->least_containment, err))
		return false;
	if (!drops.near)
		pairs->least_containment = PPM + 1;
	pairs->joins_updates = drops.updates;
	*drop_contained = drops.contained;
	return true;
}

bool settings_rules(const struct settings *settings, struct dedup_rules *rules,
		    struct slice **sources, struct err *err)
{
	return parse_pairs(settings, &rules->pairs, &rules->drop_contained, err) &&
	       parse_keep(settings->keep, &rules->keep, sources, err);
}

uint64_t settings_memory(const struct settings *settings)
{
	if (settings->memory)
		return settings->memory;
#ifdef _SC_PHYS_PAGES
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	if (pages > 0 && size > 0)
		return (uint64_t)pages / 2 * (uint64_t)size;
#endif
	return 0;
}

static bool refuse_with_stream(const char *option, const char *why, struct err *err)
{
	return err_set(err, ERR_USAGE, "%s does not go together with --stream: %s", option, why);
}

bool settings_check(const struct settings *settings, struct err *err)
{
	if (settings->why.count > 2)
		return err_set(err, ERR_USAGE, "why: at most two ids, a record or a pair");
	if (!settings->stream)
		return !settings->window ||
		       err_set(err, ERR_USAGE, "window goes with --stream only");
	if (settings->keep && strcmp(settings->keep, "first") != 0)
		return refuse_with_stream("keep", "the first record of a story is out already",
					  err);
	if (settings->pairs)
		return refuse_with_stream("pairs", "records are compared with those kept only",
					  err);
	if (settings->annotate)
		return refuse_with_stream("annotate", "copies come when the record is out already",
					  err);
	if (settings->why.count)
		return refuse_with_stream("why", "no text is kept to show", err);
	if (settings->pins.count)
		return refuse_with_stream("pins", "what is decided cannot be changed later", err);
	if (settings->plan)
		return refuse_with_stream("plan", "all it takes is --memory", err);
	return true;
}

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 7 * 86400;
	default:
		return 0;
	}
}

/* "72h": a number and a unit. */
static bool parse_window(const char *window, int64_t *seconds, struct err *err)
{
	static const int64_t most = INT64_C(1000000000); /* of any unit */
	struct slice rest = slice_of(window);
	int64_t number = 0, unit;
	size_t i = 0;

	while (i < rest.len && rest.data[i] >= '0' && rest.data[i] <= '9' && number < most)
		number = number * 10 + (rest.data[i++] - '0');
	unit = i > 0 && i + 1 == rest.len ? unit_seconds(rest.data[i]) : 0;
	if (!unit || !number || number >= most)
		return err_set(err, ERR_USAGE,
			       "window: bad value '%s'. It takes a time such as 90m, 72h or 7d.",
			       window);
	*seconds = number * unit;
	return true;
}

bool settings_recent(const struct settings *settings, struct recent_rules *rules, struct err *err)
{
	*rules = (struct recent_rules){
		.memory = settings->memory ? settings->memory : STREAM_MEMORY,
	};
	return parse_pairs(settings, &rules->pairs, &rules->drop_contained, err) &&
	       (!settings->window || parse_window(settings->window, &rules->window, err));
}

bool settings_check_values(const struct settings *settings, struct err *err)
{
	struct dedup_rules rules = {0};
	struct recent_rules recent;
	struct slice *sources = NULL;
	bool good = settings_rules(settings, &rules, &sources, err) &&
		    settings_recent(settings, &recent, err);

	free(sources);
	return good;
}
