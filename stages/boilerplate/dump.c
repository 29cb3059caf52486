#include "dump.h"

#include <inttypes.h>

static void put_names(struct buf *out, const char *key, const char *const *names, size_t count)
{
	buf_printf(out, "\"%s\":[", key);
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s\"%s\"", i ? "," : "", names[i]);
	buf_append(out, SLICE("],"));
}

static void put_text(struct buf *out, const struct page *page, const struct text_lines *lines)
{
	int32_t values[PAGE_SUM_COUNT];

	page_sum(page, lines, values);
	buf_append(out, SLICE("\"text\":["));
	for (size_t i = 0; i < PAGE_SUM_COUNT; i++)
		buf_printf(out, "%s%" PRId32, i ? "," : "", values[i]);
	buf_append(out, SLICE("],"));
}

static void put_line(struct buf *out, const struct page *page, size_t i)
{
	const struct features *features = &page->features;
	const struct scan_line *scan = &features->scan[i];
	uint16_t marks[WORD_SCORE_MARKS];
	size_t count = word_marks(features->tokens + scan->first, scan->tokens, marks);

	buf_printf(out, "{\"line\":%" PRIu32 ",\"score\":%" PRId32 ",\"words\":[",
		   features->line[i], page->scores[i]);
	for (size_t k = 0; k < count; k++)
		buf_printf(out, "%s%u", k ? "," : "", marks[k]);
	buf_append(out, SLICE("],\"row\":["));
	for (unsigned k = 0; k < FEATURE_COUNT; k++)
		buf_printf(out, "%s%u", k ? "," : "", feature_of(features, i, k));
	buf_append(out, SLICE("]}"));
}

bool features_dump(struct record *record, const struct page *page, const struct text_lines *lines,
		   struct err *err)
{
	struct buf out = {0};
	struct slice json;
	bool copied;

	buf_push(&out, '{');
	put_names(&out, "text_names", page_sum_names, PAGE_SUM_COUNT);
	put_names(&out, "row_names", feature_names + FEATURE_REACH * FEATURE_COUNT, FEATURE_COUNT);
	put_text(&out, page, lines);
	buf_append(&out, SLICE("\"lines\":["));
	for (size_t i = 0; i < page->features.count; i++) {
		if (i)
			buf_push(&out, ',');
		put_line(&out, page, i);
	}
	buf_append(&out, SLICE("]}"));
	copied = !buf_failed(&out) && arena_copy(record->arena, buf_slice(&out), &json);
	buf_free(&out);
	if (!copied)
		return err_no_memory(err);
	record_set_member(record, SLICE("_features"), json);
	return true;
}
