#include "page_signals.h"

#include <string.h>

#include "base/compiler.h"
#include "features.h"

enum {
	SHORT_WORDS = 4,
	ELEMENTS_MOST = 200, /* more count as so many */
	REPEATS_LEAST = 3,   /* siblings of one tag and class that are a group */
	SEGMENT_MOST = 30,   /* hyphens or segments that count */
};

const char *const *page_signal_names(struct arena *arena)
{
	static const char *const flat[] = {
#define X(name) #name,
		PAGE_SIGNALS(X)
#undef X
	};
	static const char *const sources[KIND_SOURCES] = {"url", "body", "meta", "schema"};
	const char **names = arena_zalloc(arena, SIGNAL_COUNT, sizeof(*names));
	unsigned at = 0;

	if (!names)
		return NULL;
	for (unsigned i = 0; i < COUNT_OF(flat); i++)
		names[at++] = flat[i];
	for (unsigned i = 0; i < HINT_COUNT; i++)
		names[at++] = feature_name(arena, "elements", hint_names[i], 0);
	for (unsigned s = 0; s < KIND_SOURCES; s++)
		for (unsigned i = 0; i < KIND_HINT_COUNT; i++)
			names[at++] = feature_name(arena, sources[s], kind_hint_names[i], 0);
	for (unsigned i = 0; i < SIGNAL_COUNT; i++)
		if (!names[i])
			return NULL;
	return names;
}

/* What blocks have in sum. */
static void write_blocks(const struct page *page, const struct page_context *context, int32_t *row)
{
	uint64_t linked = 0, list = 0, cell = 0, code = 0, in_main = 0, nav = 0, article = 0;
	uint64_t prose = 0, brief = 0, ended = 0, prices = 0, dates = 0, questions = 0, copies = 0;
	uint64_t headings = 0, titles = 0, forms = 0, boilerplate = 0, times = 0;
	uint64_t outer = 0, outer_linked = 0;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		const struct place *place = &page->places[block->element];
		unsigned tag = page->html->nodes[block->element].tag;

		linked += (uint64_t)block->words * block->link_bytes / block->len;
		list += place->tag[NEAR_LI] < DIST_MAX ? block->words : 0;
		cell += place->tag[NEAR_TD] < DIST_MAX ? block->words : 0;
		code += tag == HTML_PRE ? block->words : 0;
		in_main += place->tag[NEAR_MAIN] < DIST_MAX ? block->words : 0;
		nav += place->tag[NEAR_NAV] < DIST_MAX || place->tag[NEAR_FOOTER] < DIST_MAX
			       ? block->words
			       : 0;
		if (place->tag[NEAR_NAV] == DIST_MAX && place->tag[NEAR_FOOTER] == DIST_MAX &&
		    place->tag[NEAR_HEADER] == DIST_MAX) {
			outer += block->words;
			outer_linked += (uint64_t)block->words * block->link_bytes / block->len;
		}
		article += place->article ? block->words : 0;
		prose += block->prose > 0;
		brief += block->words <= SHORT_WORDS;
		ended += block->ended;
		prices += (block->signs & SIGN_PRICE) != 0;
		dates += (block->signs & SIGN_DATE) != 0;
		questions += (block->signs & SIGN_QUESTION) != 0;
		times += (block->styles & STYLE_TIME) != 0;
		copies += context->copies[i] > 1;
		headings += html_is_heading(tag);
		titles += tag == HTML_H1;
		forms += tag == HTML_BUTTON || tag == HTML_LABEL;
		boilerplate += block->boilerplate;
	}
	row[S_words] = feature_limit(page->words);
	row[S_prose] = feature_share(page->prose, page->words);
	row[S_linked] = feature_share(linked, page->words);
	row[S_blocks] = feature_limit(page->count);
	row[S_mean_words] = feature_limit(page->words * 10 / (page->count ? page->count : 1));
	row[S_prose_blocks] = feature_share(prose, page->count);
	row[S_short_blocks] = feature_share(brief, page->count);
	row[S_ended_blocks] = feature_share(ended, page->count);
	row[S_headings] = feature_limit(headings);
	row[S_titles] = feature_limit(titles);
	row[S_list_words] = feature_share(list, page->words);
	row[S_cell_words] = feature_share(cell, page->words);
	row[S_code_words] = feature_share(code, page->words);
	row[S_main_words] = feature_share(in_main, page->words);
	row[S_main_linked] = feature_share(outer_linked, outer);
	row[S_nav_words] = feature_share(nav, page->words);
	row[S_form_blocks] = feature_share(forms, page->count);
	row[S_article_words] = feature_share(article, page->words);
	row[S_articles] = feature_limit(context->articles);
	row[S_largest_article] = feature_share(context->largest_article, page->prose);
	row[S_prices] = feature_limit(prices);
	row[S_dates] = feature_limit(dates);
	row[S_questions] = feature_limit(questions);
	row[S_times] = feature_limit(times);
	row[S_copies] = feature_share(copies, page->count);
	row[S_boilerplate] = feature_share(boilerplate, page->words);
	row[S_body_words] = page->grams.count ? feature_limit(page->grams.count) : -1;
	row[S_title_words] = feature_limit(page->title.count);
	row[S_cluster_prose] =
		feature_share(page->places[page->candidate[CANDIDATE_CLUSTER]].prose, page->prose);
	row[S_most_words] =
		feature_share(page->places[page->candidate[CANDIDATE_MOST]].words, page->words);
}

/* The group of siblings that has the most words, but for paragraphs and headings. */
static void write_repeats(const struct page *page, int32_t *row)
{
	const struct sibling_group *best = NULL;

	for (uint32_t i = page->body + 1; i < page->html->nodes[page->body].end; i++) {
		const struct sibling_group *group = &page->sibling_groups[i];
		unsigned tag = page->html->nodes[i].tag;

		if (group->count < REPEATS_LEAST || tag == HTML_P || html_is_heading(tag) ||
		    group->words == 0)
			continue;
		if (!best || group->words > best->words)
			best = group;
	}
	if (!best)
		return;
	row[S_repeats] = feature_limit(best->count);
	row[S_repeat_words] = feature_share(best->words, page->words);
	row[S_repeat_mean] = feature_limit(UINT64_C(10) * best->words / best->count);
	row[S_repeat_linked] = feature_share(best->link_words, best->words);
	row[S_repeat_prose] = feature_share(best->prose, best->words);
	row[S_repeat_prices] = feature_share(best->prices, best->count);
	row[S_repeat_headings] = feature_share(best->headings, best->count);
}

/* The path of an address: from the '/' after the host. */
static struct slice path_of(struct slice url)
{
	size_t host = slice_find(url, 0, SLICE("://"));

	return slice_from(url, slice_find_byte(url, host < url.len ? host + 3 : 0, '/'));
}

static void write_url(struct slice url, int32_t *row)
{
	struct slice path = path_of(url);
	int32_t depth = 0, digits = 0, hyphens = 0;

	for (size_t i = 0; i < path.len && path.data[i] != '?' && path.data[i] != '#'; i++) {
		char c = path.data[i];

		if (c == '/') {
			depth += depth < SEGMENT_MOST;
			hyphens = i + 1 < path.len ? 0 : hyphens;
		}
		hyphens += (c == '-' || c == '_') && hyphens < SEGMENT_MOST;
		digits += c >= '0' && c <= '9' && digits < SEGMENT_MOST;
	}
	row[S_url_depth] = depth;
	row[S_url_digits] = digits;
	row[S_url_hyphens] = hyphens;
	row[S_url_query] = slice_find_byte(path, 0, '?') < path.len;
}

/* The values of "@type" in a script, each with what is around it up to a comma or bracket. */
static hint_set schema_hints(const struct page *page)
{
	static const struct slice type = SLICE_INIT("\"@type\"");
	hint_set found = 0;

	for (uint32_t i = 0; i < page->html->json_ld_count; i++) {
		struct slice script = page->html->json_ld[i];

		for (size_t at = slice_find(script, 0, type); at < script.len;
		     at = slice_find(script, at + type.len, type)) {
			size_t from = at + type.len, end = from;

			while (end < script.len && script.data[end] != ',' &&
			       script.data[end] != '}' && script.data[end] != ']')
				end++;
			found |= class_id_hints_of(page->config->kind_hints,
						   slice_sub(script, from, end));
		}
	}
	return found;
}

void page_signals_write(const struct page *page, const struct page_context *context,
			struct slice url, int32_t *row)
{
	const hint_set hints[KIND_SOURCES] = {
		[FROM_URL] = class_id_hints_of(page->config->kind_hints, path_of(url)),
		[FROM_BODY] = page->kind_hints[FROM_BODY],
		[FROM_META] = page->kind_hints[FROM_META],
		[FROM_SCHEMA] = page->kind_hints[FROM_SCHEMA] | schema_hints(page),
	};

	memset(row, 0, SIGNAL_COUNT * sizeof(*row));
	write_blocks(page, context, row);
	write_repeats(page, row);
	write_url(url, row);
	for (unsigned i = 0; i < HINT_COUNT; i++)
		row[S_HINT_ELEMENTS + i] = page->hint_elements[i] < ELEMENTS_MOST
						   ? (int32_t)page->hint_elements[i]
						   : ELEMENTS_MOST;
	for (unsigned s = 0; s < KIND_SOURCES; s++)
		for (unsigned i = 0; i < KIND_HINT_COUNT; i++)
			row[S_KIND_HINTS + s * KIND_HINT_COUNT + i] = (int32_t)(hints[s] >> i & 1);
}
