#include "report.h"

#include "record/json.h"

static void write_share(struct buf *out, const char *name, unsigned thousandths)
{
	buf_printf(out, ",\"%s\":%u.%03u", name, thousandths / 1000, thousandths % 1000);
}

static bool write_id(const struct dedup *dedup, uint32_t document, struct buf *room,
		     struct buf *json, struct err *err)
{
	struct description about;

	if (!document_about(&dedup->corpus, document, room, &about, err))
		return false;
	json_write_string(json, about.id);
	return true;
}

static void write_figures(struct buf *json, enum relation relation, unsigned jaccard,
			  unsigned containment, uint32_t shared)
{
	buf_printf(json, ",\"relation\":\"%s\"", relation_name[relation]);
	write_share(json, "jaccard", jaccard);
	write_share(json, "containment", containment);
	buf_printf(json, ",\"shared\":%u}", shared);
}

/* Where `of` is. */
static void write_side(struct buf *json, bool has_match, bool is_earlier)
{
	const char *side = is_earlier ? "\"archive\"" : "\"input\"";

	buf_printf(json, ",\"of_in\":%s", has_match ? side : "null");
}

bool report_finding(const struct dedup *dedup, uint32_t document, struct buf *room,
		    struct buf *json, struct err *err)
{
	struct finding finding = dedup_finding(dedup, document);
	bool has_match = finding.of != NO_DOCUMENT;

	buf_append(json, SLICE("{\"id\":"));
	if (!write_id(dedup, document, room, json, err))
		return false;
	buf_append(json, SLICE(",\"cluster\":"));
	if (!write_id(dedup, finding.kept, room, json, err))
		return false;
	buf_printf(json, ",\"kept\":%s,\"of\":", finding.kept == document ? "true" : "false");
	if (!has_match)
		buf_append(json, SLICE("null"));
	else if (!write_id(dedup, finding.of, room, json, err))
		return false;
	write_side(json, has_match, finding.of < dedup->corpus.earlier);
	write_figures(json, finding.relation, finding.jaccard, finding.containment, finding.shared);
	return !buf_failed(json) || err_no_memory(err);
}

void report_sighting(struct slice id, const struct sighting *sighting, struct buf *json)
{
	enum { THOUSANDTH = PPM / 1000 };
	const struct likeness *likeness = &sighting->likeness;

	buf_append(json, SLICE("{\"id\":"));
	json_write_string(json, id);
	buf_append(json, SLICE(",\"cluster\":"));
	json_write_string(json, sighting->is_kept ? id : sighting->of);
	buf_printf(json, ",\"kept\":%s,\"of\":", sighting->is_kept ? "true" : "false");
	if (sighting->of.len == 0)
		buf_append(json, SLICE("null"));
	else
		json_write_string(json, sighting->of);
	write_side(json, sighting->of.len > 0, sighting->of_earlier);
	write_figures(json, sighting->relation, likeness->jaccard / THOUSANDTH,
		      likeness->containment / THOUSANDTH, likeness->shared);
}

static bool write_pair(const struct dedup *dedup, const struct dedup_pair *pair, struct buf *room,
		       struct buf *json, struct err *err)
{
	buf_append(json, SLICE("{\"id\":"));
	if (!write_id(dedup, pair->a, room, json, err))
		return false;
	buf_append(json, SLICE(",\"of\":"));
	if (!write_id(dedup, pair->b, room, json, err))
		return false;
	write_figures(json, pair->relation, pair->jaccard, pair->containment, pair->shared);
	return true;
}

/* Hands the line on, and empties it. */
static bool put_line(struct report_file *file, struct buf *line, struct err *err)
{
	bool ok = (!buf_failed(line) || err_no_memory(err)) &&
		  report_file_put(file, buf_slice(line), err);

	buf_clear(line);
	return ok;
}

const char *const report_cluster_columns[] = {"id",     "cluster",  "kept",    "of",
					      "of_in",  "relation", "jaccard", "containment",
					      "shared", NULL};
const char *const report_pair_columns[] = {"id",          "of",     "relation", "jaccard",
					   "containment", "shared", NULL};

bool report_clusters(const struct dedup *dedup, struct report_file *file, struct err *err)
{
	const struct corpus *corpus = &dedup->corpus;
	struct buf line = {0}, room = {0};
	bool ok = true;

	for (size_t d = corpus->earlier; ok && d < corpus->documents; d++)
		ok = report_finding(dedup, (uint32_t)d, &room, &line, err) &&
		     put_line(file, &line, err);
	buf_free(&line);
	buf_free(&room);
	return ok;
}

bool report_pairs(const struct dedup *dedup, struct report_file *file, struct err *err)
{
	struct pair_walk walk = {.dedup = dedup};
	struct buf line = {0}, room = {0};
	struct dedup_pair pair;
	bool more = true, ok = true;

	while (ok && more) {
		ok = pair_walk_next(&walk, &pair, &more, err);
		if (ok && more)
			ok = write_pair(dedup, &pair, &room, &line, err) &&
			     put_line(file, &line, err);
	}
	pair_walk_free(&walk);
	buf_free(&line);
	buf_free(&room);
	return ok;
}
