#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/markup/markdown_html.h"

enum { NAMES_MAX = 16000 }; /* names whose hints are remembered */

bool page_open(struct page *page, const struct page_config *config, struct err *err)
{
	page->config = config;
	page->html = html_open(err);
	return page->html != NULL;
}

void page_close(struct page *page)
{
	html_close(page->html);
	arena_free(&page->arena);
	buf_free(&page->text);
	map_free(&page->names);
	map_free(&page->grams);
	map_free(&page->sibling_map);
}

static bool read_json_ld(struct page *page)
{
	const struct html *html = page->html;

	page->json_ld = (struct json_ld){.body = {0}};
	for (uint32_t i = 0; i < html->json_ld_count; i++)
		if (!json_ld_read(html->json_ld[i], &page->arena, &page->json_ld))
			return false;
	return true;
}

/* The text of an element, joined; at most `max` bytes of it. */
static struct slice text_of(const struct html *html, uint32_t element)
{
	uint32_t end = html->nodes[element].end;
	size_t from = 0, to = 0;

	for (uint32_t i = element + 1; i < end; i++) {
		if (html->nodes[i].tag != HTML_TEXT)
			continue;
		if (to == 0)
			from = html->nodes[i].from;
		to = (size_t)html->nodes[i].from + html->nodes[i].count;
	}
	return slice_make(to > from ? html->text.data + from : "", to - from);
}

bool page_is_title(const struct html *html, uint32_t node)
{
	uint32_t end = html->nodes[node].end, i = node + 1;

	if (html->nodes[node].tag != HTML_TITLE)
		return false;
	if (html->nodes[html->nodes[node].parent].tag == HTML_HEAD)
		return true;
	while (i < end && html->nodes[i].tag == HTML_TEXT)
		i++;
	return i == end;
}

/* What is in the head, and the headline that serves as a title where there is none. */
struct head {
	struct slice og_title, title, h1, summary, site;
};

static void read_meta(struct page *page, const struct html_node *node, struct head *head)
{
	struct slice name = html_get(page->html, node, HTML_AT_PROPERTY);
	struct slice content = html_get(page->html, node, HTML_AT_CONTENT);

	if (name.len == 0)
		name = html_get(page->html, node, HTML_AT_NAME);
	if (slice_equal(name, SLICE("og:type")) || slice_equal(name, SLICE("generator")))
		page->kind_hints[FROM_META] |= class_id_hints_of(page->config->kind_hints, content);
	if (head->og_title.len == 0 && slice_equal(name, SLICE("og:title")))
		head->og_title = content;
	else if (head->summary.len == 0 && (slice_equal(name, SLICE("og:description")) ||
					    slice_equal(name, SLICE("description"))))
		head->summary = content;
	else if (head->site.len == 0 && slice_equal(name, SLICE("og:site_name")))
		head->site = content;
}

static void read_titles(struct page *page)
{
	const struct html *html = page->html;
	struct head head = {.site = {0}};

	for (uint32_t i = 1; i < html->node_count; i++) {
		const struct html_node *node = &html->nodes[i];

		if (node->tag == HTML_META) {
			read_meta(page, node, &head);
		} else if (node->tag == HTML_SVG) {
			i = node->end - 1;
		} else if (head.title.len == 0 && page_is_title(html, i)) {
			head.title = text_of(html, i);
		} else if (head.h1.len == 0 && node->tag == HTML_H1) {
			head.h1 = slice_trim(text_of(html, i));
			i = head.h1.len ? i : node->end - 1; /* no text is sought twice */
		}
	}
	if (head.title.len == 0)
		head.title = head.h1;
	word_list_read(&page->og_title, head.og_title);
	word_list_read(&page->title, head.title);
	word_list_read(&page->summary, head.summary);
	page->description = head.summary;
	keywords_read(&page->keywords, page->config->languages,
		      page->og_title.count ? head.og_title : head.title, head.summary, head.site);
}

/* All runs of four words of the body that JSON-LD gives. */
static bool read_grams(struct page *page)
{
	struct buf plain = {0};
	struct slice body = page->json_ld.body;
	struct word words[64];
	uint64_t last[4] = {0, 0, 0, 0};
	size_t at = 0, count, total = 0;
	bool good = true;

	map_clear(&page->grams, 0);
	if (body.len < 40)
		return true;
	markdown_html_text(body, &plain);
	body = buf_slice(&plain);
	do {
		count = words_read(body, &at, words, COUNT_OF(words));
		for (size_t i = 0; i < count && good; i++) {
			uint64_t gram = 0;

			last[0] = last[1];
			last[1] = last[2];
			last[2] = last[3];
			last[3] = words[i].hash;
			if (++total < 4)
				continue;
			for (unsigned n = 0; n < 4; n++)
				gram = words_mix(gram, last[n]);
			good = map_put(&page->grams, gram | 1) != NULL;
			if (good)
				*map_put(&page->grams, gram | 1) = 1;
		}
	} while (count == COUNT_OF(words) && good);
	good = good && !buf_failed(&plain);
	buf_free(&plain);
	return good;
}

enum html_result page_read(struct page *page, struct slice source)
{
	enum html_result result = html_parse(page->html, source, &page->config->limits);
	uint32_t count = page->html->node_count;

	if (result != HTML_DONE)
		return result;
	page->source = source;
	arena_reset(&page->arena);
	map_clear(&page->sibling_map, count);
	if (page->names.count > NAMES_MAX)
		map_clear(&page->names, 0);
	page->places = arena_zalloc(&page->arena, count, sizeof(*page->places));
	page->blocks = arena_alloc(&page->arena, (size_t)count * sizeof(*page->blocks));
	page->sibling_groups = arena_zalloc(&page->arena, count, sizeof(*page->sibling_groups));
	memset(page->hint_elements, 0, sizeof(page->hint_elements));
	memset(page->kind_hints, 0, sizeof(page->kind_hints));
	if (!page->places || !page->blocks || !page->sibling_groups || !read_json_ld(page))
		return HTML_NO_MEMORY;
	read_titles(page);
	if (!read_grams(page) || !page_find_blocks(page) || !page_weigh(page))
		return HTML_NO_MEMORY;
	return HTML_DONE;
}
