#include "metadata.h"

#include <string.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/utf8.h"
#include "metadata_parts.h"
#include "text/markup/markdown_html.h"

enum { VOTERS = 1000 }; /* words that tell a language */

struct slice metadata_clean(struct findings *findings, struct slice value)
{
	struct buf plain = {0};
	struct slice result = {0};
	char *out;
	size_t len = 0;
	bool space = false;

	value = slice_trim(value);
	if (value.len == 0 || value.len > VALUE_MAX)
		return result;
	if (slice_find_byte(value, 0, '&') < value.len ||
	    slice_find_byte(value, 0, '<') < value.len) {
		markdown_html_text(value, &plain);
		if (buf_failed(&plain)) {
			findings->no_memory = true;
			return result;
		}
		value = buf_slice(&plain);
	}
	out = arena_bytes(findings->arena, value.len + 1);
	if (!out)
		findings->no_memory = true;
	for (size_t at = 0, gap; out && at < value.len;) {
		gap = space_at(value, at);
		space |= gap > 0;
		if (gap) {
			at += gap;
			continue;
		}
		if (space && len)
			out[len++] = ' ';
		space = false;
		out[len++] = value.data[at++];
	}
	buf_free(&plain);
	return out ? slice_make(out, len) : result;
}

static void keep_first(struct findings *findings, struct slice *known, struct slice value)
{
	if (known->len == 0)
		*known = metadata_clean(findings, value);
}

bool metadata_equal(struct slice a, const char *b)
{
	size_t i = 0;

	for (; i < a.len && b[i]; i++)
		if ((a.data[i] >= 'A' && a.data[i] <= 'Z' ? a.data[i] | 0x20 : a.data[i]) != b[i])
			return false;
	return i == a.len && !b[i];
}

bool metadata_is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (metadata_equal(name, *names))
			return true;
	return false;
}

bool metadata_has_token(struct slice list, struct slice token)
{
	for (size_t at = 0, end; at < list.len; at = end + 1) {
		for (end = at; end < list.len && !ascii_is_space(list.data[end]);)
			end++;
		if (slice_equal(slice_sub(list, at, end), token))
			return true;
	}
	return false;
}

/* Adds a line to the tags, if it is none of them yet. */
static void add_tag(struct findings *findings, struct slice value)
{
	enum { TAG_MAX = 100, TAGS_MAX = 2000 };
	struct slice tag = metadata_clean(findings, value);

	if (tag.len == 0 || tag.len > TAG_MAX || findings->tags.len > TAGS_MAX)
		return;
	for (struct slice rest = buf_slice(&findings->tags), line; slice_next_line(&rest, &line);)
		if (slice_equal(line, tag))
			return;
	buf_append(&findings->tags, tag);
	buf_push(&findings->tags, '\n');
}

/* The tags in the arena: those of article:tag, else the list of keywords. */
static struct slice take_tags(struct findings *findings)
{
	struct slice list = findings->keywords, tags = {0};
	bool has_tags = findings->tags.len > 0;

	for (size_t at = 0, end; !has_tags && at < list.len; at = end + 1) {
		end = slice_find_byte(list, at, ',');
		add_tag(findings, slice_sub(list, at, end));
	}
	if (buf_failed(&findings->tags) ||
	    !arena_copy(findings->arena, buf_slice(&findings->tags), &tags))
		findings->no_memory = true;
	buf_free(&findings->tags);
	return tags;
}

static void read_meta(struct findings *findings, const struct html_node *node)
{
	/* clang-format off */
	static const char *const dates[] = {
		"datepublished", "date", "pubdate", "published-date", "publisheddate", "ms.date",
		"article:publish_date", "created", "publishdate", "publish-date", "publish_date",
		"publication_date", "publicationdate", "dc.date", "dc.date.issued", "dcterms.date",
		"dcterms.created", "dcterms.issued", "sailthru.date", "parsely-pub-date",
		"article.published", "article:published", "og:published_time", "og:pubdate",
		"og:article:published_time", "rnews:datepublished", "citation_publication_date",
		"citation_date", "cxenseparse:recs:publishtime", "cre:publishdate",
		"originalpublicationdate",
		"article_date_original", "displaydate", "ptime", "publishtime", NULL
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const authors[] = {
		"author", "article:author", "article.author", "parsely-author", "dc.creator",
		"dcterms.creator", "sailthru.author", "byl", "rnews:author", "citation_author",
		"cre:author",
		"og:article:author", NULL
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const written_by[] = {
		"written by", "verfasst von", "geschrieben von", "escrito por", "écrit par",
		"scritto da", "por",
		"geschreven door", "written", "автор", "author", NULL
	};
	/* clang-format on */
	const struct html *html = findings->page->html;
	struct slice content = html_get(html, node, HTML_AT_CONTENT);
	/* clang-format off */
	struct slice names[] = {
		html_get(html, node, HTML_AT_PROPERTY),
		html_get(html, node, HTML_AT_NAME),
		html_get(html, node, HTML_AT_ITEMPROP),
		html_get(html, node, HTML_AT_HTTP_EQUIV),
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(names) && content.len; i++) {
		struct slice name = names[i];

		if (!name.len)
			continue;
		if (metadata_equal(name, "og:title"))
			keep_first(findings, &findings->titles.og, content);
		else if (metadata_equal(name, "twitter:title"))
			keep_first(findings, &findings->titles.twitter, content);
		else if (metadata_equal(name, "article:published_time"))
			dates_offer(findings, DATE_ARTICLE, content);
		else if (metadata_equal(name, "article:modified_time") ||
			 metadata_equal(name, "og:updated_time") ||
			 metadata_equal(name, "last-modified") ||
			 metadata_equal(name, "datemodified"))
			dates_offer_modified(findings, content);
		else if (metadata_equal(name, "og:description") ||
			 metadata_equal(name, "description"))
			keep_first(findings, &findings->description, content);
		else if (metadata_equal(name, "og:image") || metadata_equal(name, "og:image:url"))
			keep_first(findings, &findings->image, content);
		else if (metadata_equal(name, "article:tag"))
			add_tag(findings, content);
		else if (metadata_equal(name, "keywords") || metadata_equal(name, "news_keywords"))
			keep_first(findings, &findings->keywords, content);
		else if (metadata_equal(name, "article:section"))
			keep_first(findings, &findings->section, content);
		else if (metadata_equal(name, "twitter:label1") ||
			 metadata_equal(name, "twitter:label2"))
			findings->written_by = metadata_is_one_of(content, written_by);
		else if (metadata_equal(name, "twitter:data1") ||
			 metadata_equal(name, "twitter:data2")) {
			if (findings->written_by)
				authors_offer(findings, AUTHOR_LABEL, content);
			findings->written_by = false;
		} else if (metadata_equal(name, "og:site_name"))
			keep_first(findings, &findings->site, content);
		else if (metadata_equal(name, "application-name"))
			keep_first(findings, &findings->application, content);
		else if (metadata_equal(name, "og:locale"))
			keep_first(findings, &findings->locale, content);
		else if (metadata_equal(name, "content-language") ||
			 metadata_equal(name, "language"))
			keep_first(findings, &findings->meta_lang, content);
		else if (metadata_equal(name, "og:url"))
			keep_first(findings, &findings->og_url, content);
		else if (metadata_is_one_of(name, dates))
			dates_offer(findings, i == 2 ? DATE_ITEM : DATE_META, content);
		else if (metadata_is_one_of(name, authors))
			authors_offer(findings, AUTHOR_META, content);
	}
}

struct slice metadata_text_of(struct findings *findings, uint32_t element)
{
	const struct html *html = findings->page->html;
	char text[VALUE_MAX];
	size_t len = 0;
	struct slice copy;

	for (uint32_t i = element + 1; i < html->nodes[element].end; i++) {
		struct slice part = html_text(html, &html->nodes[i]);

		if (html->nodes[i].tag != HTML_TEXT)
			continue;
		if (part.len >= VALUE_MAX - len)
			return slice_make(NULL, 0);
		memcpy(text + len, part.data, part.len);
		len += part.len;
		text[len++] = ' ';
	}
	if (!arena_copy(findings->arena, slice_make(text, len), &copy)) {
		findings->no_memory = true;
		return slice_make(NULL, 0);
	}
	return metadata_clean(findings, copy);
}

static void read_link(struct findings *findings, const struct html_node *node)
{
	struct slice rel = html_get(findings->page->html, node, HTML_AT_REL);

	if (metadata_has_token(rel, SLICE("canonical")))
		keep_first(findings, &findings->canonical,
			   html_get(findings->page->html, node, HTML_AT_HREF));
}

/* Microdata, bylines and times: what the reader sees. */
static void read_element(struct findings *findings, uint32_t at)
{
	const struct page *page = findings->page;
	const struct html_node *node = &page->html->nodes[at];
	struct slice item = html_get(page->html, node, HTML_AT_ITEMPROP);
	struct slice datetime = html_get(page->html, node, HTML_AT_DATETIME);
	struct slice content = html_get(page->html, node, HTML_AT_CONTENT);
	struct slice value = content.len ? content : datetime;

	if (item.len && metadata_equal(item, "datemodified"))
		dates_offer_modified(findings, value);
	if (item.len && metadata_equal(item, "datepublished") &&
	    page->places[at].hint[HINT_COMMENT] == DIST_MAX)
		dates_offer(findings, DATE_ITEM,
			    value.len ? value : metadata_text_of(findings, at));
	if (node->tag == HTML_TIME && !(item.len && metadata_equal(item, "datemodified")))
		dates_read_time(findings, at, datetime);
	authors_read_element(findings, at);
}

/* Whether a heading links to the front page: it is the site's logo. */
static bool leads_home(const struct html *html, uint32_t element)
{
	for (uint32_t i = element + 1; i < html->nodes[element].end; i++) {
		struct slice href = html->nodes[i].tag == HTML_A
					    ? html_get(html, &html->nodes[i], HTML_AT_HREF)
					    : slice_make("", 0);
		size_t host = slice_find(href, 0, SLICE("://"));

		if (slice_equal(href, SLICE("/")) || slice_equal(href, SLICE("./")) ||
		    (host < href.len && slice_find_byte(href, host + 3, '/') + 1 >= href.len))
			return true;
	}
	return false;
}

/* The headline on the page: the first h1, but for the logo; or one of h1 and h2 that the title has.
 */
static void read_headings(struct findings *findings)
{
	const struct page *page = findings->page;
	struct titles *titles = &findings->titles;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		unsigned tag = page->html->nodes[block->element].tag;
		struct slice text;

		if ((tag != HTML_H1 && tag != HTML_H2) || leads_home(page->html, block->element))
			continue;
		text = block_text(page, block);
		if (tag == HTML_H1) {
			keep_first(findings, &titles->h1, text);
			titles->h1_count++;
		}
		if (tag == HTML_H1 && titles->close_h1.len == 0 && title_is_close(titles, text)) {
			keep_first(findings, &titles->close_h1, text);
			findings->title = i;
		}
		if (tag == HTML_H2 && title_begins_with(titles, text))
			keep_first(findings, &titles->close_h2, text);
	}
	if (titles->close_h1.len)
		titles->h1 = titles->close_h1;
	else if (titles->h1.len == 0)
		titles->h1 = titles->close_h2;
}

static void read_html(struct findings *findings, const struct html_node *node)
{
	keep_first(findings, &findings->html_lang,
		   html_get(findings->page->html, node, HTML_AT_LANG));
	keep_first(findings, &findings->html_lang,
		   html_get(findings->page->html, node, HTML_AT_XML_LANG));
}

/* What the head says, wherever it is. */
static void read_head(struct findings *findings)
{
	const struct html *html = findings->page->html;

	for (uint32_t i = 1; i < html->node_count; i++) {
		const struct html_node *node = &html->nodes[i];

		if (node->tag == HTML_TEXT)
			continue;
		if (node->tag == HTML_META)
			read_meta(findings, node);
		else if (node->tag == HTML_LINK)
			read_link(findings, node);
		else if (node->tag == HTML_BASE)
			keep_first(findings, &findings->base, html_get(html, node, HTML_AT_HREF));
		else if (node->tag == HTML_HTML)
			read_html(findings, node);
		else if (node->tag == HTML_SVG)
			i = node->end - 1;
		else if (page_is_title(html, i))
			keep_first(findings, &findings->titles.html, metadata_text_of(findings, i));
	}
}

static void read_elements(struct findings *findings)
{
	const struct html *html = findings->page->html;

	for (uint32_t i = 1; i < html->node_count; i++) {
		const struct html_node *node = &html->nodes[i];

		if (node->tag != HTML_TEXT && node->tag != HTML_META &&
		    (node->count || node->tag == HTML_TIME))
			read_element(findings, i);
	}
}

static struct slice first_of(const struct slice *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].len)
			return values[i];
	return slice_make(NULL, 0);
}

/* "en_US" as "en-US"; what is no tag of a language is none. */
static struct slice language_tag(struct findings *findings, struct slice value)
{
	char *out;
	size_t len = 0;

	for (; len < value.len && len < 16; len++) {
		char c = value.data[len];

		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c != '-' && c != '_' &&
		    !(c >= '0' && c <= '9' && len > 1))
			break;
	}
	if (len < 2 ||
	    (len < value.len && value.data[len] != ',' && value.data[len] != ';' &&
	     value.data[len] != ' ') ||
	    (len > 3 && value.data[2] != '-' && value.data[2] != '_' && value.data[3] != '-' &&
	     value.data[3] != '_'))
		return slice_make(NULL, 0);
	out = arena_bytes(findings->arena, len);
	if (!out) {
		findings->no_memory = true;
		return slice_make(NULL, 0);
	}
	for (size_t i = 0; i < len; i++)
		out[i] = value.data[i] == '_' ? '-' : value.data[i];
	return slice_make(out, len);
}

/* What the first words of the article are in, when it is beyond doubt. */
static struct slice language_of(const struct languages *languages, struct slice article)
{
	struct language_votes votes = {0};
	struct word words[64];
	size_t at = 0, count;
	int language;

	do {
		count = words_read(article, &at, words, COUNT_OF(words));
		for (size_t i = 0; i < count; i++)
			language_votes_add(languages, &votes, article, &words[i]);
	} while (count == COUNT_OF(words) && votes.words < VOTERS);
	language = language_certain(languages, &votes);
	return language == LANGUAGE_NONE ? slice_make(NULL, 0) : language_code(languages, language);
}

/* Whether two tags are of one language, or of two that are written nearly alike. */
static bool same_language(struct slice a, struct slice b)
{
	/* clang-format off */
	static const char *const alike[] = {"nb no nn da", "hr bs sr sh", "id ms", "zh yue ja",
		"pt gl", "cs sk", NULL};
	/* clang-format on */
	struct slice left = slice_sub(a, 0, 2), right = slice_sub(b, 0, 2);

	if ((left.data[0] | 0x20) == right.data[0] && (left.data[1] | 0x20) == right.data[1])
		return true;
	for (size_t i = 0; alike[i]; i++)
		if (slice_find(slice_of(alike[i]), 0, left) < strlen(alike[i]) &&
		    slice_find(slice_of(alike[i]), 0, right) < strlen(alike[i]))
			return true;
	return false;
}

static struct slice choose_language(struct findings *findings, struct slice json_ld,
				    struct slice article)
{
	const struct slice values[] = {findings->html_lang, findings->meta_lang, json_ld,
				       findings->locale};
	struct slice tag = {0}, text;

	for (size_t i = 0; i < COUNT_OF(values) && tag.len == 0; i++)
		tag = language_tag(findings, values[i]);
	text = language_of(findings->page->config->languages, article);
	/* The text is right where a page says otherwise: systems declare what they were set up
	 * with. */
	return text.len && (tag.len == 0 || !same_language(tag, text)) ? text : tag;
}

static bool is_absolute(struct slice url)
{
	return slice_starts(url, SLICE("http://")) || slice_starts(url, SLICE("https://"));
}

struct slice metadata_host(struct slice url)
{
	size_t from = slice_find(url, 0, SLICE("://"));
	struct slice host = from < url.len ? slice_from(url, from + 3) : slice_make("", 0);

	host = slice_sub(host, 0, slice_find_byte(host, 0, '/'));
	return slice_starts(host, SLICE("www.")) ? slice_from(host, 4) : host;
}

uint32_t metadata_block_at(const struct page *page, uint32_t node)
{
	uint32_t from = 0, left = page->count;

	while (left > 0) {
		uint32_t half = left / 2;
		bool before = page->blocks[from + half].last < node;

		from += before ? half + 1 : 0;
		left = before ? left - half - 1 : half;
	}
	return from;
}

/* Whether a block is in one of several alike elements that do not hold the headline: in a list of
 * other pages, or of posts. */
static bool is_in_list(const struct findings *findings, uint32_t i)
{
	enum { LEVELS = 8, LEAST = 3, MANY = 6, WORDS = 8 };
	const struct page *page = findings->page;
	uint32_t element = page->blocks[i].element, title = findings->title;

	for (unsigned level = 0; level < LEVELS && element != page->body; level++) {
		const struct place *place = &page->places[element];
		unsigned tag = page->html->nodes[element].tag;

		if (title != NO_BLOCK &&
		    html_holds(page->html, element, page->blocks[title].element))
			return false;
		if (page->sibling_groups[place->siblings].count >=
			    (tag == HTML_LI || tag == HTML_ARTICLE || tag == HTML_TR ||
					     place->own & (HINT(TEASER) | HINT(CARD))
				     ? LEAST
				     : MANY) &&
		    place->words >= WORDS && tag != HTML_P && tag != HTML_TD && tag != HTML_SPAN)
			return true;
		element = page->html->nodes[element].parent;
	}
	return false;
}

int32_t metadata_distance(const struct findings *findings, uint32_t i)
{
	enum { LEVELS = 8, BEFORE = 3, LIST = 12 };
	const struct page *page = findings->page;
	const struct place *place = &page->places[page->blocks[i].element];
	uint32_t title = findings->title;
	bool forum = page->kind[KIND_forum] > 500;
	int32_t distance, levels = LEVELS;

	/* What the article of the headline is named after says nothing against it. */
	if (title != NO_BLOCK && place->article &&
	    html_holds(page->html, place->article, page->blocks[title].element))
		levels = place->tag[NEAR_ARTICLE] < LEVELS ? place->tag[NEAR_ARTICLE] : LEVELS;
	if ((!forum && place->hint[HINT_COMMENT] < levels) || place->hint[HINT_RELATED] < levels ||
	    place->tag[NEAR_NAV] < LEVELS || (place->tag[NEAR_FOOTER] < LEVELS && !place->article))
		return INT32_MAX;
	title = title == NO_BLOCK ? 0 : title;
	distance = i >= title ? (int32_t)(i - title) : (int32_t)(title - i) + BEFORE;
	if (is_in_list(findings, i)) {
		if (!forum)
			return INT32_MAX;
		distance += LIST;
	}
	return distance;
}

/* An address as seen from another; empty when that tells nothing of it. */
static struct slice resolve(struct findings *findings, struct slice url, struct slice from)
{
	struct slice start;
	size_t host = slice_find(from, 0, SLICE("://")), path, end;
	char *out;

	if (url.len == 0 || is_absolute(url))
		return url;
	if (!is_absolute(from) || slice_find_byte(url, 0, ':') < url.len)
		return slice_make(NULL, 0);
	path = slice_find_byte(from, host + 3, '/');
	for (end = from.len; end > path && from.data[end - 1] != '/';)
		end--;
	start = slice_sub(from, 0,
			  slice_starts(url, SLICE("//")) ? host + 1
			  : url.data[0] == '/'           ? path
							 : end);
	out = arena_bytes(findings->arena, start.len + url.len);
	if (!out) {
		findings->no_memory = true;
		return slice_make(NULL, 0);
	}
	memcpy(out, start.data, start.len);
	memcpy(out + start.len, url.data, url.len);
	return slice_make(out, start.len + url.len);
}

bool metadata_read(const struct page *page, const struct page_context *context,
		   const struct dateline_words *words, struct slice article, struct slice url,
		   struct arena *arena, struct metadata *metadata)
{
	struct findings findings = {.page = page,
				    .words = words,
				    .arena = arena,
				    .near_distance = INT32_MAX,
				    .author_distance = INT32_MAX};
	const struct json_ld *json_ld = &page->json_ld;
	struct slice urls[3], sites[3];

	*metadata = (struct metadata){.title = {0}};
	findings.title = context->title;
	read_head(&findings);
	sites[0] = findings.site;
	sites[1] = metadata_clean(&findings, json_ld->site);
	sites[2] = findings.application;
	metadata->site = first_of(sites, COUNT_OF(sites));
	findings.site = metadata->site;
	read_headings(&findings);
	read_elements(&findings);
	urls[0] = findings.canonical;
	urls[1] = findings.og_url;
	urls[2] = metadata_clean(&findings, json_ld->url);
	for (size_t i = 0; i < COUNT_OF(urls) && !metadata->url.len; i++)
		metadata->url = resolve(&findings, urls[i],
					is_absolute(findings.base) ? findings.base : url);
	url = url.len ? url : metadata->url;
	findings.titles.json_ld = metadata_clean(&findings, json_ld->headline);
	metadata->title = title_choose(&findings.titles, metadata->site, url);
	dates_read_url(&findings, url);
	dates_read_blocks(&findings, date_order_of(findings.html_lang, url));
	dates_choose(&findings, metadata);
	authors_offer(&findings, AUTHOR_JSON_LD, json_ld->author);
	authors_read_blocks(&findings);
	metadata->author = authors_choose(&findings, url);
	metadata->description = findings.description;
	metadata->image = findings.image;
	metadata->section = findings.section;
	metadata->tags = take_tags(&findings);
	metadata->language = choose_language(&findings, json_ld->language, article);
	return !findings.no_memory;
}
