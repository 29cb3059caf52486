/* The first reading. */
#include <stdlib.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "dedup/moment.h"
#include "report/figures.h"
#include "record/object.h"

struct report *report_open(struct err *err)
{
	struct report *report = calloc(1, sizeof(*report));

	if (report)
		report->rejected = -1;
	else
		err_no_memory(err);
	return report;
}

void report_close(struct report *report)
{
	if (!report)
		return;
	names_free(&report->sources);
	names_free(&report->languages);
	names_free(&report->relations);
	names_free(&report->rules);
	names_free(&report->row_sources);
	buf_free(&report->stages);
	buf_free(&report->texts);
	buf_free(&report->pairs);
	arena_free(&report->arena);
	free(report->articles);
	free(report->rule_counts);
	free(report->members);
	free(report->groups);
	free(report->index);
	free(report->by_id);
	free(report->rows);
	free(report);
}

/* The host of a URL without "www.", or empty. */
static struct slice host_of(struct slice url)
{
	size_t at = slice_find(url, 0, SLICE("://")), end;

	if (at == url.len)
		return slice_make(NULL, 0);
	url = slice_from(url, at + 3);
	for (end = 0; end < url.len && !strchr("/?#:", url.data[end]); end++)
		;
	url = slice_sub(url, 0, end);
	at = slice_find_byte(url, 0, '@');
	if (at < url.len)
		url = slice_from(url, at + 1);
	return slice_starts(url, SLICE("www.")) ? slice_from(url, 4) : url;
}

/* Who published it: the host of its URL, else its source; of a file, the folder. */
static struct slice publisher_of(struct record *record)
{
	struct slice host = host_of(record_get(record, FIELD_URL)), source;
	size_t slash = 0;

	if (host.len)
		return host;
	source = record_get(record, FIELD_SOURCE);
	for (size_t i = 0; i < source.len; i++)
		if (source.data[i] == '/')
			slash = i;
	return slash ? slice_sub(source, 0, slash) : source;
}

/* Whether a character is a word by itself: scripts that set no spaces between words. */
static bool is_unspaced(uint32_t c)
{
	return (c >= 0x0E00 && c <= 0x0E7F) || (c >= 0x3040 && c <= 0x30FF) ||
	       (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static uint32_t count_words(struct slice text)
{
	uint32_t count = 0;
	bool inside = false;

	for (size_t i = 0; i < text.len;) {
		uint32_t c;
		size_t next = utf8_next(text, i, &c);

		if (c < 0x80 && ascii_is_space((char)c)) {
			inside = false;
		} else if (is_unspaced(c)) {
			count++;
			inside = false;
		} else if (!inside) {
			count++;
			inside = true;
		}
		i = next;
	}
	return count;
}

static bool count_edit(struct report *report, struct report_article *article, struct slice edit,
		       struct buf *name)
{
	struct slice stage = object_member(edit, SLICE("stage"));
	struct slice rule = object_member(edit, SLICE("rule"));
	uint64_t removed = object_count(edit, SLICE("len"));
	struct report_rule *counts;
	uint32_t number;

	if (stage.len < 2 || rule.len < 2)
		return true;
	buf_clear(name);
	buf_append(name, stage);
	buf_push(name, '\t');
	buf_append(name, rule);
	if (buf_failed(name) || !names_number(&report->rules, buf_slice(name), &number))
		return false;
	if (number >= report->rule_cap) {
		size_t before = report->rule_cap;

		if (!ARRAY_RESERVE(report->rule_counts, report->rule_cap, (size_t)number + 1))
			return false;
		memset(report->rule_counts + before, 0,
		       (report->rule_cap - before) * sizeof(*report->rule_counts));
	}
	counts = &report->rule_counts[number];
	counts->edits++;
	counts->removed += removed;
	counts->articles += counts->last_article != report->article_count;
	counts->last_article = report->article_count;
	if (object_member(edit, SLICE("field")).len == 0) {
		article->edits++;
		if (object_member(edit, SLICE("added")).len == 0)
			article->removed += (uint32_t)removed;
	}
	return true;
}

static bool count_edits(struct report *report, struct report_article *article,
			struct slice explained)
{
	struct slice rest = object_member(explained, SLICE("edits")), edit;
	struct buf name = {0};
	bool fine = true;

	while (fine && array_next(&rest, &edit))
		fine = count_edit(report, article, edit, &name);
	buf_free(&name);
	return fine;
}

/* What dedup said of the record. */
static bool take_decision(struct report *report, struct report_article *article,
			  struct record *record, struct slice decision, struct err *err)
{
	struct slice id = object_string(decision, SLICE("id"), record->arena);
	struct slice group = object_string(decision, SLICE("cluster"), record->arena);
	struct slice match = object_string(decision, SLICE("of"), record->arena);
	struct slice relation = object_string(decision, SLICE("relation"), record->arena);
	struct slice own = record_get(record, FIELD_ID);

	if (relation.len == 0)
		relation = SLICE("unique");
	if (decision.len > 0) {
		if (!slice_equal(id, own))
			return err_set(err, ERR_USAGE,
				       "the decisions are of other records: record %zu has the id "
				       "\"%.*s\", the decision \"%.*s\". Give the records that "
				       "dedup read, in the same order.",
				       report->article_count, (int)(own.len < 80 ? own.len : 80),
				       own.data, (int)(id.len < 80 ? id.len : 80), id.data);
		article->kept = object_is_true(decision, SLICE("kept"));
		article->group = hash64(group);
		article->match = match.len ? hash64(match) : 0;
		article->jaccard = (int16_t)object_permille(decision, SLICE("jaccard"));
		article->containment = (int16_t)object_permille(decision, SLICE("containment"));
		article->shared = (uint32_t)object_count(decision, SLICE("shared"));
	}
	return names_number(&report->relations, relation, &article->relation) || err_no_memory(err);
}

bool report_gather(struct report *report, struct record *record, struct slice decision,
		   struct err *err)
{
	struct report_article *article;
	struct slice date = record_get(record, FIELD_DATE), lang = record_get(record, FIELD_LANG);

	if (report->article_count == NO_INDEX - 1)
		return err_set(err, ERR_LIMIT, "more than %u records in one report", NO_INDEX - 1);
	if (!ARRAY_RESERVE(report->articles, report->article_cap, report->article_count + 1))
		return err_no_memory(err);
	article = &report->articles[report->article_count++];
	*article = (struct report_article){.kept = true, .jaccard = -1, .containment = -1};
	article->id = hash64(record_get(record, FIELD_ID));
	article->time = date.len ? moment_of(date) : TIME_UNKNOWN;
	article->words = count_words(record_text(record));
	if (decision.len == 0)
		decision = object_member(record->line, SLICE("_dedup"));
	if (!names_number(&report->sources, publisher_of(record), &article->source) ||
	    !names_number(&report->languages, lang, &article->language) ||
	    !count_edits(report, article, object_member(record->line, SLICE("_wirewash"))))
		return err_no_memory(err);
	return take_decision(report, article, record, decision, err);
}

bool report_stats(struct report *report, struct slice json, struct err *err)
{
	struct slice rest = object_member(json, SLICE("stages")), stage;
	uint64_t rejected = 0;

	if (rest.len == 0)
		return err_set(err, ERR_USAGE,
			       "no statistics of stages are in it. Give what "
			       "--stats wrote.");
	while (array_next(&rest, &stage)) {
		struct slice name = object_member(stage, SLICE("stage"));

		if (name.len < 2 || name.data[0] != '"')
			continue;
		rejected += object_count(stage, SLICE("rejected"));
		if (report->stages.len)
			buf_push(&report->stages, ',');
		buf_push(&report->stages, '[');
		buf_append(&report->stages, name);
		buf_printf(&report->stages, ",%llu,%llu,%llu,%llu]",
			   (unsigned long long)object_count(stage, SLICE("in")),
			   (unsigned long long)object_count(stage, SLICE("out")),
			   (unsigned long long)object_count(stage, SLICE("dropped")),
			   (unsigned long long)object_count(stage, SLICE("rejected")));
	}
	report->rejected = (int64_t)rejected;
	return !buf_failed(&report->stages) || err_no_memory(err);
}
