#include "dedup/pins.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/union_find.h"
#include "io/lines.h"
#include "record/object.h"

enum { MAX_PIN_LINE = 1 << 20 };

static bool add_pin(struct pins *pins, struct slice line, struct slice *refused)
{
	struct pin pin = {.a = object_string(line, SLICE("a"), &pins->arena),
			  .b = object_string(line, SLICE("b"), &pins->arena)};
	struct slice same = object_member(line, SLICE("same"));

	pin.same = slice_equal(same, SLICE("true"));
	if (!pin.a.len || !pin.b.len || (!pin.same && !slice_equal(same, SLICE("false")))) {
		*refused = line;
		return true;
	}
	/* A string without an escape is a part of the line. */
	if (!arena_copy(&pins->arena, pin.a, &pin.a) || !arena_copy(&pins->arena, pin.b, &pin.b) ||
	    !ARRAY_RESERVE(pins->items, pins->cap, pins->count + 1))
		return false;
	pins->items[pins->count++] = pin;
	return true;
}

static bool read_pin_lines(struct pins *pins, struct lines *lines, const char *path,
			   struct err *err)
{
	struct batch batch = {0};
	struct slice refused = {0};
	uint64_t number = 0;
	bool more = true, ok = true;

	while (ok && more) {
		batch_clear(&batch);
		ok = lines_fill(lines, &batch, &more, err);
		for (size_t i = 0; ok && i < batch.count; i++) {
			struct slice line = slice_trim(batch_slice(&batch, batch.items[i].bytes));

			number++;
			if (line.len == 0)
				continue;
			ok = add_pin(pins, line, &refused) || err_no_memory(err);
			if (ok && refused.len)
				ok = err_set(err, ERR_USAGE,
					     "%s:%llu: is no pin. A pin is a line such as "
					     "{\"a\":\"ID\",\"b\":\"ID\",\"same\":true}.",
					     path, (unsigned long long)number);
		}
	}
	batch_free(&batch);
	return ok;
}

bool pins_read(struct pins *pins, const char *path, struct err *err)
{
	struct reader *reader = reader_open(path, 0, err);
	struct lines *lines = reader ? lines_open(reader, slice_of(path), MAX_PIN_LINE, err) : NULL;
	bool ok = lines && read_pin_lines(pins, lines, path, err);

	lines_close(lines);
	reader_close(reader);
	return ok;
}

void pins_free(struct pins *pins)
{
	free(pins->items);
	arena_free(&pins->arena);
	*pins = (struct pins){0};
}

/* Finding the texts. */

struct pinned_id {
	struct slice id;
	uint32_t text;
};

/* What pins say, of texts. */
struct pinned {
	struct pinned_id *ids; /* sorted */
	size_t id_count;
	struct pinned_pair {
		uint32_t a, b;
		const struct pin *pin;
	} * pairs;
	size_t pair_count;
	uint32_t *group;    /* of texts: union_find over pairs that are one */
	uint32_t *together; /* of centres: union_find over clusters that pins join */
	bool *is_alone;     /* by the root of a group: it is a cluster of its own */
	uint32_t *size;     /* likewise: how many pinned records it has */
};

static int compare_ids(const void *a, const void *b)
{
	const struct pinned_id *x = a, *y = b;

	return slice_compare(x->id, y->id);
}

static struct pinned_id *find_id(const struct pinned *pinned, struct slice id)
{
	struct pinned_id key = {.id = id};

	return bsearch(&key, pinned->ids, pinned->id_count, sizeof(key), compare_ids);
}

static bool list_ids(struct pinned *pinned, const struct pins *pins)
{
	size_t kept = 0;

	pinned->ids = array_new(2 * pins->count, sizeof(*pinned->ids));
	if (!pinned->ids)
		return false;
	for (size_t i = 0; i < pins->count; i++) {
		pinned->ids[2 * i] = (struct pinned_id){pins->items[i].a, UINT32_MAX};
		pinned->ids[2 * i + 1] = (struct pinned_id){pins->items[i].b, UINT32_MAX};
	}
	qsort(pinned->ids, 2 * pins->count, sizeof(*pinned->ids), compare_ids);
	for (size_t i = 0; i < 2 * pins->count; i++)
		if (kept == 0 || !slice_equal(pinned->ids[kept - 1].id, pinned->ids[i].id))
			pinned->ids[kept++] = pinned->ids[i];
	pinned->id_count = kept;
	return true;
}

static bool find_texts(struct pinned *pinned, const struct corpus *corpus, struct err *err)
{
	struct buf room = {0};
	bool ok = true;

	for (size_t d = 0; ok && d < corpus->documents; d++) {
		struct description about;
		struct pinned_id *found;

		ok = document_about(corpus, d, &room, &about, err);
		found = ok ? find_id(pinned, about.id) : NULL;
		if (found && found->text == UINT32_MAX)
			found->text = corpus->document[d].text;
	}
	buf_free(&room);
	return ok;
}

static bool list_pairs(struct pinned *pinned, const struct pins *pins, struct pins_seen *seen)
{
	pinned->pairs = array_new(pins->count, sizeof(*pinned->pairs));
	if (!pinned->pairs)
		return false;
	for (size_t i = 0; i < pins->count; i++) {
		const struct pin *pin = &pins->items[i];
		uint32_t a = find_id(pinned, pin->a)->text, b = find_id(pinned, pin->b)->text;

		if (a == UINT32_MAX || b == UINT32_MAX)
			seen->missing++;
		else if (a == b)
			seen->copies += !pin->same;
		else
			pinned->pairs[pinned->pair_count++] = (struct pinned_pair){a, b, pin};
	}
	return true;
}

/* Applying. */

static bool pins_contradict(const struct pin *pin, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "pins: %.*s and %.*s are said to be two, and by other pins to be one",
		       (int)pin->a.len, pin->a.data, (int)pin->b.len, pin->b.data);
}

static bool make_groups(struct pinned *pinned, size_t texts, struct err *err)
{
	pinned->group = union_find_new(texts);
	pinned->together = union_find_new(texts);
	pinned->is_alone = array_new_zeroed(texts, sizeof(*pinned->is_alone));
	pinned->size = array_new_zeroed(texts, sizeof(*pinned->size));
	if (!pinned->group || !pinned->together || !pinned->is_alone || !pinned->size)
		return err_no_memory(err);
	for (size_t i = 0; i < pinned->pair_count; i++)
		if (pinned->pairs[i].pin->same)
			union_find_join(pinned->group, pinned->pairs[i].a, pinned->pairs[i].b);
	for (size_t i = 0; i < pinned->id_count; i++)
		if (pinned->ids[i].text != UINT32_MAX)
			pinned->size[union_find_root(pinned->group, pinned->ids[i].text)]++;
	for (size_t i = 0; i < pinned->pair_count; i++) {
		const struct pinned_pair *pair = &pinned->pairs[i];

		if (!pair->pin->same && union_find_root(pinned->group, pair->a) ==
						union_find_root(pinned->group, pair->b))
			return pins_contradict(pair->pin, err);
	}
	return true;
}

/* Joins the clusters of all groups that are not alone. */
static void join_clusters(struct pinned *pinned, const struct clusters *clusters, size_t texts)
{
	for (size_t t = 0; t < texts; t++)
		pinned->together[t] = (uint32_t)t;
	for (size_t i = 0; i < pinned->pair_count; i++) {
		const struct pinned_pair *pair = &pinned->pairs[i];

		if (pair->pin->same && !pinned->is_alone[union_find_root(pinned->group, pair->a)])
			union_find_join(pinned->together, clusters->of[pair->a].centre,
					clusters->of[pair->b].centre);
	}
}

/* A number of the cluster that the text is in: for a group that is alone, beyond all texts. */
static uint64_t pinned_cluster(struct pinned *pinned, const struct clusters *clusters,
			       uint32_t text)
{
	uint32_t group = union_find_root(pinned->group, text);

	if (pinned->is_alone[group])
		return (uint64_t)UINT32_MAX + group;
	return union_find_root(pinned->together, clusters->of[text].centre);
}

/*
 * Of two that must part, the one whose group leaves: the one that fewer are pinned together with,
 * else not the centre, else the one that is less like it.
 */
static uint32_t leaver_of(struct pinned *pinned, const struct clusters *clusters,
			  const struct pinned_pair *pair)
{
	const struct membership *a = &clusters->of[pair->a], *b = &clusters->of[pair->b];
	uint32_t left = union_find_root(pinned->group, pair->a);
	uint32_t right = union_find_root(pinned->group, pair->b);

	if (pinned->size[left] != pinned->size[right])
		return pinned->size[left] < pinned->size[right] ? pair->a : pair->b;
	if ((a->centre == pair->a) != (b->centre == pair->b))
		return a->centre == pair->a ? pair->b : pair->a;
	if (a->likeness.jaccard != b->likeness.jaccard)
		return a->likeness.jaccard < b->likeness.jaccard ? pair->a : pair->b;
	return left > right ? pair->a : pair->b;
}

/* Each round some groups leave; there are no more rounds than groups. */
static void part_groups(struct pinned *pinned, const struct clusters *clusters, size_t texts)
{
	bool any = true;

	while (any) {
		any = false;
		join_clusters(pinned, clusters, texts);
		for (size_t i = 0; i < pinned->pair_count; i++) {
			const struct pinned_pair *pair = &pinned->pairs[i];

			if (pair->pin->same || pinned_cluster(pinned, clusters, pair->a) !=
						       pinned_cluster(pinned, clusters, pair->b))
				continue;
			pinned->is_alone[union_find_root(pinned->group,
							 leaver_of(pinned, clusters, pair))] = true;
			any = true;
		}
	}
}

/* By cluster: its centre; groups that are alone come after all texts. */
static void find_centres(struct pinned *pinned, const struct clusters *clusters, uint32_t *centre,
			 size_t texts)
{
	/* Where the centre left, the first text takes its place. */
	for (size_t t = texts; t-- > 0;) {
		uint64_t cluster = pinned_cluster(pinned, clusters, (uint32_t)t);

		centre[cluster < UINT32_MAX ? cluster : cluster - UINT32_MAX + texts] = (uint32_t)t;
	}
	for (size_t t = 0; t < texts; t++) {
		uint64_t cluster = pinned_cluster(pinned, clusters, (uint32_t)t);

		if (cluster == t)
			centre[cluster] = (uint32_t)t;
	}
}

static bool set_centres(struct pinned *pinned, struct clusters *clusters,
			const struct corpus *corpus)
{
	size_t texts = corpus->texts;
	uint32_t *centre = array_new(2 * texts, sizeof(*centre));
	uint32_t *new_centre = array_new(texts, sizeof(*new_centre));
	bool ok = centre && new_centre;

	if (ok) {
		find_centres(pinned, clusters, centre, texts);
		for (size_t t = 0; t < texts; t++) {
			uint64_t cluster = pinned_cluster(pinned, clusters, (uint32_t)t);

			new_centre[t] = centre[cluster < UINT32_MAX ? cluster
								    : cluster - UINT32_MAX + texts];
		}
		for (size_t t = 0; t < texts; t++) {
			struct membership *of = &clusters->of[t];

			if (new_centre[t] == of->centre)
				continue;
			of->centre = new_centre[t];
			of->likeness = new_centre[t] == t ? likeness_of_copies(&corpus->text[t])
							  : (struct likeness){0};
		}
	}
	free(centre);
	free(new_centre);
	return ok;
}

bool pins_apply(const struct pins *pins, struct clusters *clusters, const struct corpus *corpus,
		struct pins_seen *seen, struct err *err)
{
	struct pinned pinned = {0};
	bool ok;

	*seen = (struct pins_seen){0};
	if (pins->count == 0 || corpus->texts == 0)
		return true;
	ok = (list_ids(&pinned, pins) || err_no_memory(err)) && find_texts(&pinned, corpus, err) &&
	     (list_pairs(&pinned, pins, seen) || err_no_memory(err)) &&
	     make_groups(&pinned, corpus->texts, err);
	if (ok) {
		part_groups(&pinned, clusters, corpus->texts);
		ok = set_centres(&pinned, clusters, corpus) || err_no_memory(err);
	}
	free(pinned.ids);
	free(pinned.pairs);
	free(pinned.group);
	free(pinned.together);
	free(pinned.is_alone);
	free(pinned.size);
	return ok;
}
