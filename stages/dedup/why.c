#include "why.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "columns.h"
#include "base/array.h"
#include "dedup/passages.h"
#include "facts.h"
#include "io/terminal.h"
#include "io/writer.h"
#include "text/diff/text_diff.h"

enum { MOST_PASSAGES = 10, MOST_RECORDS = 100, MOST_MEMBERS = 100 };

/* A document whose text is wanted. */
struct wanted {
	uint32_t document;
	char *text; /* NULL: it did not come by */
	size_t len;
};

struct why {
	const struct dedup *dedup;
	uint32_t asked[MOST_RECORDS]; /* documents with the id */
	size_t asked_count;
	struct wanted wanted[2 * MOST_RECORDS];
	size_t wanted_count;
	bool is_pair;         /* of the first record with either id, of whatever archive */
	pthread_mutex_t lock; /* guards the texts */
};

static void want(struct why *why, uint32_t document)
{
	if (document != NO_DOCUMENT)
		why->wanted[why->wanted_count++].document = document;
}

static bool find_asked(struct why *why, struct slice id, struct err *err)
{
	const struct corpus *corpus = &why->dedup->corpus;
	struct buf room = {0};
	bool ok = true;

	for (size_t d = corpus->earlier; ok && d < corpus->documents; d++) {
		struct description about;

		ok = document_about(corpus, d, &room, &about, err);
		if (!ok || !slice_equal(about.id, id) || why->asked_count == MOST_RECORDS)
			continue;
		why->asked[why->asked_count++] = (uint32_t)d;
		want(why, (uint32_t)d);
		want(why, dedup_finding(why->dedup, (uint32_t)d).of);
	}
	buf_free(&room);
	return ok;
}

static bool find_pair(struct why *why, const char *const *ids, struct err *err)
{
	const struct corpus *corpus = &why->dedup->corpus;
	struct buf room = {0};
	bool ok = true, found[2] = {false, false};

	for (size_t d = 0; ok && d < corpus->documents && !(found[0] && found[1]); d++) {
		struct description about;

		ok = document_about(corpus, d, &room, &about, err);
		for (unsigned i = 0; ok && i < 2; i++) {
			if (found[i] || !slice_equal(about.id, slice_of(ids[i])))
				continue;
			found[i] = true;
			why->asked[i] = (uint32_t)d;
			want(why, (uint32_t)d);
		}
	}
	why->asked_count = 2;
	buf_free(&room);
	for (unsigned i = 0; ok && i < 2; i++)
		ok = found[i] || err_set(err, ERR_USAGE, "why: no record has the id '%s'", ids[i]);
	return ok;
}

static bool find_records(struct why *why, const char *id, struct err *err)
{
	return find_asked(why, slice_of(id), err) &&
	       (why->asked_count || err_set(err, ERR_USAGE, "why: no record has the id '%s'", id));
}

struct why *why_open(const struct dedup *dedup, const char *const *ids, size_t count,
		     struct err *err)
{
	struct why *why = calloc(1, sizeof(*why));

	if (!why) {
		err_no_memory(err);
		return NULL;
	}
	why->dedup = dedup;
	pthread_mutex_init(&why->lock, NULL);
	why->is_pair = count == 2;
	if (why->is_pair ? find_pair(why, ids, err) : find_records(why, ids[0], err))
		return why;
	why_close(why);
	return NULL;
}

static bool keep_text(struct wanted *wanted, struct slice text)
{
	if (wanted->text)
		return true;
	wanted->text = malloc(text.len + 1);
	if (!wanted->text)
		return false;
	if (text.len)
		memcpy(wanted->text, text.data, text.len);
	wanted->len = text.len;
	return true;
}

bool why_note(struct why *why, uint32_t document, struct slice text, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < why->wanted_count; i++) {
		if (why->wanted[i].document != document)
			continue;
		pthread_mutex_lock(&why->lock);
		ok = keep_text(&why->wanted[i], text);
		pthread_mutex_unlock(&why->lock);
	}
	return ok || err_no_memory(err);
}

static const struct wanted *text_of(const struct why *why, uint32_t document)
{
	for (size_t i = 0; i < why->wanted_count; i++)
		if (why->wanted[i].document == document && why->wanted[i].text)
			return &why->wanted[i];
	return NULL;
}

static bool write_row(const struct why *why, const char *name, uint32_t document, struct buf *out,
		      struct err *err)
{
	const struct corpus *corpus = &why->dedup->corpus;
	struct buf room = {0};
	struct description about;
	bool ok = document_about(corpus, document, &room, &about, err);

	if (ok) {
		buf_printf(out, "%-9s", name);
		columns_clean(about.id, out);
		buf_printf(out, " (%lu words%s",
			   (unsigned long)corpus->document[document].word_count,
			   document < corpus->earlier ? ", of an earlier archive" : "");
		if (about.url.len) {
			buf_append(out, SLICE(", "));
			columns_clean(about.url, out);
		}
		buf_append(out, SLICE(")\n"));
	}
	buf_free(&room);
	return ok;
}

static void write_figures(const struct finding *finding, struct buf *out)
{
	buf_printf(out, "relation %s\n", relation_name[finding->relation]);
	if (finding->of != NO_DOCUMENT)
		buf_printf(out, "figures  jaccard %u.%03u, containment %u.%03u, shared %lu\n",
			   finding->jaccard / 1000, finding->jaccard % 1000,
			   finding->containment / 1000, finding->containment % 1000,
			   (unsigned long)finding->shared);
}

/* *any: whether there is one. */
static bool write_passages(const struct wanted *here, const struct wanted *there, bool *any,
			   struct buf *out, struct err *err)
{
	struct passage *passage;
	size_t count;

	if (!passages_find(slice_make(here->text, here->len), slice_make(there->text, there->len),
			   &passage, &count))
		return err_no_memory(err);
	*any = count > 0;
	if (!count)
		buf_append(out, SLICE("\nno passage of three words stands in both\n"));
	else if (count > MOST_PASSAGES)
		buf_printf(out, "\nshared passages: the longest %d of %zu\n", MOST_PASSAGES, count);
	else
		buf_printf(out, "\nshared passages: %zu\n", count);
	for (size_t i = 0; i < count && i < MOST_PASSAGES; i++) {
		buf_printf(out, "\n%zu words\n", passage[i].words);
		columns_write(passage[i].here, passage[i].there, out);
	}
	free(passage);
	return true;
}

/* The members of the record's cluster, when there are others. */
static bool write_cluster(const struct why *why, uint32_t document, struct buf *out,
			  struct err *err)
{
	const struct dedup *dedup = why->dedup;
	uint32_t kept = dedup_finding(dedup, document).kept;
	size_t count = 0;

	for (size_t d = dedup->corpus.earlier; d < dedup->corpus.documents; d++) {
		struct finding finding = dedup_finding(dedup, (uint32_t)d);

		if (finding.kept != kept || d == document || ++count > MOST_MEMBERS)
			continue;
		if (!write_row(why, count == 1 ? "cluster" : "", (uint32_t)d, out, err))
			return false;
		out->len--; /* more comes on the line */
		buf_printf(out, " %s %u.%03u\n", relation_name[finding.relation],
			   finding.jaccard / 1000, finding.jaccard % 1000);
	}
	if (count > MOST_MEMBERS)
		buf_printf(out, "         and %zu more\n", count - MOST_MEMBERS);
	return true;
}

static bool write_facts(const struct why *why, unsigned from, const struct slice *text,
			struct buf *out, struct err *err)
{
	struct buf room = {0};
	struct description about;
	bool ok = document_about(&why->dedup->corpus, why->asked[from], &room, &about, err);

	if (ok) {
		buf_append(out, SLICE("only in "));
		columns_clean(about.id, out);
		buf_append(out, SLICE(": "));
		ok = facts_missing_in(text[from], text[1 - from], out) || err_no_memory(err);
		buf_push(out, '\n');
	}
	buf_free(&room);
	return ok;
}

/* Two records, whatever dedup found them to be to each other. */
static bool write_asked_pair(const struct why *why, struct buf *out, struct err *err)
{
	uint32_t a = why->asked[0], b = why->asked[1];
	struct finding finding = dedup_finding(why->dedup, a), other = dedup_finding(why->dedup, b);
	const struct wanted *here = text_of(why, a), *there = text_of(why, b);
	struct slice text[2];
	bool any;

	if (!write_row(why, "record", a, out, err) || !write_row(why, "and", b, out, err))
		return false;
	buf_printf(out, "cluster  %s\n", finding.kept == other.kept ? "one" : "two");
	if (finding.of == b || other.of == a)
		write_figures(finding.of == b ? &finding : &other, out);
	else
		buf_append(out, SLICE("relation matched with others, not with each other\n"));
	if (!here || !there)
		return true;
	text[0] = slice_make(here->text, here->len);
	text[1] = slice_make(there->text, there->len);
	buf_append(out, SLICE("\nnumbers and names\n"));
	if (!write_facts(why, 0, text, out, err) || !write_facts(why, 1, text, out, err) ||
	    !write_passages(here, there, &any, out, err))
		return false;
	if (!any)
		return true;
	buf_append(out, SLICE("\nwhat differs\n"));
	return text_diff(text[0], text[1],
			 terminal_wants_color(STDOUT_FILENO) ? DIFF_COLOR : DIFF_MARKS, out) ||
	       err_no_memory(err);
}

static bool write_one(const struct why *why, uint32_t document, struct buf *out, struct err *err)
{
	struct finding finding = dedup_finding(why->dedup, document);
	const struct wanted *here = text_of(why, document);
	const struct wanted *there = text_of(why, finding.of);
	bool any;

	if (!write_row(why, "record", document, out, err))
		return false;
	write_figures(&finding, out);
	if (finding.of != NO_DOCUMENT && !write_row(why, "of", finding.of, out, err))
		return false;
	if (!write_row(why, "kept", finding.kept, out, err) ||
	    !write_cluster(why, document, out, err))
		return false;
	return !here || !there || write_passages(here, there, &any, out, err);
}

static bool write_out(struct buf *out, struct err *err)
{
	struct writer *writer = writer_open(NULL, err);

	if (!writer)
		return false;
	if (writer_write(writer, buf_slice(out), err))
		return writer_commit(writer, err);
	writer_discard(writer);
	return false;
}

bool why_write(const struct why *why, struct err *err)
{
	struct buf out = {0};
	bool ok = !why->is_pair || write_asked_pair(why, &out, err);

	for (size_t i = 0; ok && !why->is_pair && i < why->asked_count; i++) {
		if (i)
			buf_append(&out, SLICE("\n\n"));
		ok = write_one(why, why->asked[i], &out, err);
	}
	if (ok && buf_failed(&out))
		ok = err_no_memory(err);
	ok = ok && write_out(&out, err);
	buf_free(&out);
	return ok;
}

void why_close(struct why *why)
{
	if (!why)
		return;
	for (size_t i = 0; i < why->wanted_count; i++)
		free(why->wanted[i].text);
	pthread_mutex_destroy(&why->lock);
	free(why);
}
