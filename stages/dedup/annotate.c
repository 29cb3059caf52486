#include "annotate.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/moment.h"
#include "record/json.h"

/* The record of the input that is kept for this one; NO_DOCUMENT when an earlier archive has it. */
static uint32_t kept_for(const struct dedup *dedup, size_t record)
{
	size_t earlier = dedup->corpus.earlier;
	uint32_t kept = dedup_finding(dedup, (uint32_t)(earlier + record)).kept;

	return kept < earlier ? NO_DOCUMENT : kept - (uint32_t)earlier;
}

static bool went_for(const struct dedup *dedup, size_t record, uint32_t *kept)
{
	*kept = kept_for(dedup, record);
	return *kept != NO_DOCUMENT && *kept != record;
}

/* Counts first, then puts each record into the place that its group has left. */
bool annotations_build(struct annotations *annotations, const struct dedup *dedup, struct err *err)
{
	size_t records = dedup->corpus.documents - dedup->corpus.earlier;
	uint32_t *first = array_new_zeroed(records + 2, sizeof(*first)), kept;

	annotations->dedup = dedup;
	annotations->first = first;
	if (!first)
		return err_no_memory(err);
	for (size_t r = 0; r < records; r++)
		if (went_for(dedup, r, &kept))
			first[kept + 2]++;
	for (size_t r = 0; r < records; r++)
		first[r + 2] += first[r + 1];
	annotations->member = array_new(first[records + 1] + (size_t)1, sizeof(uint32_t));
	if (!annotations->member)
		return err_no_memory(err);
	for (size_t r = 0; r < records; r++)
		if (went_for(dedup, r, &kept))
			annotations->member[first[kept + 1]++] = (uint32_t)r;
	return true;
}

static bool describe(const struct annotations *annotations, uint32_t record, struct buf *room,
		     struct description *about, struct err *err)
{
	const struct corpus *corpus = &annotations->dedup->corpus;

	return document_about(corpus, corpus->earlier + record, room, about, err);
}

/* Keeps the earlier date of the two, as it was written. */
static bool note_date(struct buf *earliest, struct slice date)
{
	if (moment_of(date) == DATE_UNKNOWN ||
	    (earliest->len && moment_of(buf_slice(earliest)) <= moment_of(date)))
		return true;
	buf_clear(earliest);
	return buf_append(earliest, date);
}

static bool has_source(struct slice list, struct slice quoted)
{
	return slice_find(list, 0, quoted) < list.len;
}

/* The source or the host of the address; a list of quoted strings has each once. */
static void note_source(struct buf *sources, const struct description *about, struct buf *quoted,
			size_t *count)
{
	struct slice source = about->source.len ? about->source : url_host(about->url);

	if (!source.len || *count >= MOST_LISTED)
		return;
	buf_clear(quoted);
	json_write_string(quoted, source);
	if (has_source(buf_slice(sources), buf_slice(quoted)))
		return;
	if (sources->len)
		buf_push(sources, ',');
	buf_append(sources, buf_slice(quoted));
	++*count;
}

/* What is gathered of one group. */
struct gathered {
	struct buf room, ids, sources, date, quoted;
	size_t listed_sources;
};

static bool gather_group(const struct annotations *annotations, uint32_t record,
			 struct gathered *gathered, struct err *err)
{
	uint32_t first = annotations->first[record], end = annotations->first[record + 1];
	struct description about;

	if (!describe(annotations, record, &gathered->room, &about, err))
		return false;
	note_date(&gathered->date, about.date);
	for (uint32_t i = first; i < end; i++) {
		if (!describe(annotations, annotations->member[i], &gathered->room, &about, err))
			return false;
		note_date(&gathered->date, about.date);
		note_source(&gathered->sources, &about, &gathered->quoted,
			    &gathered->listed_sources);
		if (i - first >= MOST_LISTED)
			continue;
		if (i > first)
			buf_push(&gathered->ids, ',');
		json_write_string(&gathered->ids, about.id);
	}
	return true;
}

static void write_object(const struct gathered *gathered, uint32_t copies, struct buf *json)
{
	buf_printf(json, "{\"copies\":%u,\"sources\":[", (unsigned)copies);
	buf_append(json, buf_slice(&gathered->sources));
	buf_append(json, SLICE("],\"first_seen\":"));
	if (gathered->date.len)
		json_write_string(json, buf_slice(&gathered->date));
	else
		buf_append(json, SLICE("null"));
	buf_append(json, SLICE(",\"ids\":["));
	buf_append(json, buf_slice(&gathered->ids));
	buf_append(json, SLICE("]}"));
}

bool annotations_write(const struct annotations *annotations, uint32_t record, struct buf *json,
		       struct err *err)
{
	uint32_t copies = annotations->first[record + 1] - annotations->first[record];
	struct gathered gathered = {0};
	bool ok;

	if (!copies)
		return true;
	ok = gather_group(annotations, record, &gathered, err);
	if (ok) {
		write_object(&gathered, copies, json);
		ok = !(buf_failed(json) || buf_failed(&gathered.ids) ||
		       buf_failed(&gathered.sources) || buf_failed(&gathered.date) ||
		       buf_failed(&gathered.quoted)) ||
		     err_no_memory(err);
	}
	buf_free(&gathered.room);
	buf_free(&gathered.ids);
	buf_free(&gathered.sources);
	buf_free(&gathered.date);
	buf_free(&gathered.quoted);
	return ok;
}

void annotations_free(struct annotations *annotations)
{
	free(annotations->first);
	free(annotations->member);
	*annotations = (struct annotations){0};
}
