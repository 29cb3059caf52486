/* The second reading: the page, with the texts of the articles that it holds. */
#include <stdlib.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "record/json.h"
#include "report/block.h"
#include "report/figures.h"
#include "record/object.h"

/* A block of texts is written when it is so large; a browser unpacks one at a time. */
enum { BLOCK_BYTES = 512 * 1024, MOST_PAIRS = 100000 };

/* The page around a mark of page.html. */
static bool find_page(struct slice mark, struct slice *before, struct slice *after, struct err *err)
{
	struct slice page;
	size_t at;

	if (!asset_find("report/page.html", &page))
		return err_set(err, ERR_IO, "this build has no page for the report");
	at = slice_find(page, 0, mark);
	*before = slice_sub(page, 0, at);
	*after = slice_from(page, at + mark.len);
	return true;
}

bool report_begin(struct report *report, struct slice title, struct writer *writer, struct err *err)
{
	struct buf overview = {0}, head = {0};
	struct slice before, after, data = SLICE("{{DATA}}");
	bool fine = find_page(SLICE("{{TITLE}}"), &before, &after, err);

	if (fine) {
		buf_append(&head, before);
		html_escape_append(&head, title);
		buf_append(&head, slice_sub(after, 0, slice_find(after, 0, data)));
		fine = !buf_failed(&head) && report_overview(report, title, &overview);
		if (!fine)
			err_no_memory(err);
	}
	fine = fine && writer_write(writer, buf_slice(&head), err) &&
	       block_write("overview", buf_slice(&overview), writer, err);
	buf_free(&head);
	buf_free(&overview);
	return fine;
}

static bool flush_texts(struct report *report, struct writer *writer, struct err *err)
{
	char name[32];

	if (report->texts_in_block == 0)
		return true;
	snprintf(name, sizeof(name), "text-%u", report->block++);
	buf_push(&report->texts, ']');
	if (buf_failed(&report->texts))
		return err_no_memory(err);
	if (!block_write(name, buf_slice(&report->texts), writer, err))
		return false;
	buf_clear(&report->texts);
	report->texts_in_block = 0;
	return true;
}

/* The value of a member as it is spelled, or `otherwise`. */
static void put_raw(struct slice object, struct slice name, struct slice otherwise, struct buf *out)
{
	struct slice raw = object_member(object, name);

	buf_append(out, raw.len ? raw : otherwise);
}

static void put_edits(struct slice explained, struct buf *out)
{
	struct slice rest = object_member(explained, SLICE("edits")), edit, none = SLICE("\"\"");

	buf_push(out, '[');
	while (array_next(&rest, &edit)) {
		if (object_member(edit, SLICE("field")).len)
			continue;
		buf_append(out, out->data[out->len - 1] == '[' ? SLICE("[") : SLICE(",["));
		put_raw(edit, SLICE("stage"), none, out);
		buf_push(out, ',');
		put_raw(edit, SLICE("rule"), none, out);
		buf_push(out, ',');
		put_raw(edit, SLICE("at"), SLICE("0"), out);
		buf_push(out, ',');
		put_raw(edit, SLICE("len"), SLICE("0"), out);
		buf_push(out, ',');
		put_raw(edit, SLICE("removed"), none, out);
		buf_push(out, ',');
		put_raw(edit, SLICE("added"), none, out);
		buf_push(out, ',');
		put_raw(edit, SLICE("evidence"), none, out);
		buf_push(out, ']');
	}
	buf_push(out, ']');
}

static void put_text(struct report *report, struct record *record)
{
	struct buf *out = &report->texts;

	buf_append(out, report->texts_in_block ? SLICE(",[") : SLICE("[["));
	json_write_string(out, record_text(record));
	buf_push(out, ',');
	put_edits(object_member(record->line, SLICE("_wirewash")), out);
	buf_push(out, ']');
}

/* The title, or the beginning of the text's first line. */
static struct slice title_of(struct record *record)
{
	enum { MOST_BYTES = 120 };
	struct slice title = record_get(record, FIELD_TITLE), rest, line;

	if (title.len)
		return title;
	rest = slice_trim(record_text(record));
	if (!slice_next_line(&rest, &line))
		return title;
	line = slice_trim(line);
	if (line.len <= MOST_BYTES)
		return line;
	return slice_sub(line, 0, utf8_before(line, MOST_BYTES + 1));
}

static void put_string(struct buf *out, struct slice value)
{
	json_write_string(out, value);
	buf_push(out, ',');
}

/* The article's row, in the order in which page.js reads it. */
static bool put_row(struct report *report, struct record *record, struct slice match,
		    struct buf *out)
{
	size_t ordinal = report->next;
	const struct report_article *article = &report->articles[ordinal];
	uint32_t source,
		other = article->match ? report_find(report, article->match, true) : NO_INDEX;

	if (!names_number(&report->row_sources, names_get(&report->sources, article->source),
			  &source))
		return false;
	buf_push(out, '[');
	put_string(out, record_get(record, FIELD_ID));
	put_string(out, title_of(record));
	buf_printf(out, "%u,", source);
	put_string(out, record_get(record, FIELD_URL));
	put_string(out, record_get(record, FIELD_DATE));
	put_string(out, record_get(record, FIELD_LANG));
	buf_printf(out, "%u,%d,", article->words, article->kept);
	put_string(out, names_get(&report->relations, article->relation));
	put_string(out, match);
	buf_printf(out, "%ld,%d,%d,%u,%u,%u,%u,%u",
		   other == NO_INDEX ? -1 : (long)report->index[other], article->jaccard,
		   article->containment, article->shared, article->edits, article->removed,
		   report->block, report->texts_in_block);
	return !buf_failed(out);
}

bool report_show(struct report *report, struct record *record, struct slice decision,
		 struct writer *writer, struct err *err)
{
	size_t ordinal = report->next;
	struct slice match;
	struct buf row = {0};
	bool fine;

	if (ordinal >= report->article_count ||
	    hash64(record_get(record, FIELD_ID)) != report->articles[ordinal].id)
		return err_set(err, ERR_IO, "record %zu has changed since it was read first",
			       ordinal + 1);
	if (!report->articles[ordinal].shown) {
		report->next++;
		return true;
	}
	if (decision.len == 0)
		decision = object_member(record->line, SLICE("_dedup"));
	match = object_string(decision, SLICE("of"), record->arena);
	fine = put_row(report, record, match, &row) &&
	       arena_copy(&report->arena, buf_slice(&row),
			  &report->rows[report->index[ordinal]].json);
	buf_free(&row);
	if (!fine)
		return err_no_memory(err);
	put_text(report, record);
	report->texts_in_block++;
	report->next++;
	return report->texts.len < BLOCK_BYTES || flush_texts(report, writer, err);
}

bool report_pair(struct report *report, struct slice line, struct err *err)
{
	struct arena arena = {0};
	uint32_t a = report_find(report, hash64(object_string(line, SLICE("id"), &arena)), true);
	uint32_t b = report_find(report, hash64(object_string(line, SLICE("of"), &arena)), true);
	struct buf *out = &report->pairs;

	arena_free(&arena);
	if (a == NO_INDEX || b == NO_INDEX || report->pair_count == MOST_PAIRS)
		return true;
	buf_append(out, report->pair_count++ ? SLICE(",[") : SLICE("["));
	buf_printf(out, "%u,%u,", report->index[a], report->index[b]);
	put_raw(line, SLICE("relation"), SLICE("\"\""), out);
	buf_printf(out, ",%d,%d,%llu,", object_permille(line, SLICE("jaccard")),
		   object_permille(line, SLICE("containment")),
		   (unsigned long long)object_count(line, SLICE("shared")));
	put_raw(line, SLICE("reason"), SLICE("\"\""), out);
	buf_push(out, ']');
	return !buf_failed(out) || err_no_memory(err);
}

static void put_clusters(const struct report *report, struct buf *out)
{
	uint32_t first = 0;

	buf_push(out, '[');
	for (size_t i = 0; i < report->group_count; i++) {
		const struct report_group *group = &report->groups[i];

		if (group->shown == 0)
			continue;
		buf_printf(out, "%s[%u,%u,%d,%u,\"", first ? "," : "", first, group->shown,
			   group->jaccard, group->source_count);
		report_put_time(out, group->from, 16);
		buf_append(out, SLICE("\",\""));
		report_put_time(out, group->to, 16);
		buf_append(out, SLICE("\"]"));
		first += group->shown;
	}
	buf_push(out, ']');
}

/* The rows of articles, each ended by the number of its group on the page. */
static void put_articles(const struct report *report, struct buf *out)
{
	size_t row = 0;
	long shown_group = 0;

	buf_append(out, SLICE("{\"sources\":["));
	for (uint32_t i = 0; i < report->row_sources.count; i++) {
		if (i)
			buf_push(out, ',');
		json_write_string(out, names_get(&report->row_sources, i));
	}
	buf_append(out, SLICE("],\"rows\":["));
	for (size_t i = 0; i < report->group_count; i++) {
		for (uint32_t k = 0; k < report->groups[i].shown; k++, row++) {
			buf_append(out, row ? SLICE(",") : SLICE(""));
			buf_append(out, report->rows[row].json);
			buf_printf(out, ",%ld]", shown_group);
		}
		shown_group += report->groups[i].shown > 0;
	}
	for (; row < report->shown_count; row++) {
		buf_append(out, row ? SLICE(",") : SLICE(""));
		buf_append(out, report->rows[row].json);
		buf_append(out, SLICE(",-1]"));
	}
	buf_append(out, SLICE("]}"));
}

static bool write_lists(struct report *report, struct writer *writer, struct err *err)
{
	struct buf articles = {0}, clusters = {0}, pairs = {0};
	bool fine;

	put_articles(report, &articles);
	put_clusters(report, &clusters);
	buf_push(&pairs, '[');
	buf_append(&pairs, buf_slice(&report->pairs));
	buf_push(&pairs, ']');
	if (buf_failed(&articles) || buf_failed(&clusters) || buf_failed(&pairs))
		fine = err_no_memory(err);
	else
		fine = block_write("articles", buf_slice(&articles), writer, err) &&
		       block_write("clusters", buf_slice(&clusters), writer, err) &&
		       block_write("pairs", buf_slice(&pairs), writer, err);
	buf_free(&articles);
	buf_free(&clusters);
	buf_free(&pairs);
	return fine;
}

bool report_end(struct report *report, struct writer *writer, struct err *err)
{
	struct slice before, after;

	if (report->next != report->article_count)
		return err_set(err, ERR_IO, "records are missing on the second reading");
	return flush_texts(report, writer, err) && write_lists(report, writer, err) &&
	       find_page(SLICE("{{DATA}}"), &before, &after, err) &&
	       writer_write(writer, after, err);
}
