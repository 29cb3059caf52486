#include "metadata.h"

#include "base/compiler.h"
#include "base/utf8.h"
#include "names.h"
#include "text/date.h"
#include "text/markup/markdown_html.h"
#include "title.h"

enum {
	VALUE_MAX = 1000, /* bytes of a value that can be meant */
	AUTHOR_MAX = 200,
	AUTHORS_MAX = 8,   /* elements that name one */
	BYLINE_WORDS = 12, /* a longer text names no author */
	VOTERS = 1000,     /* words that tell a language */
};

/* Where a date may be said, most trusted first. */
enum date_rank {
	DATE_JSON_LD,
	DATE_ARTICLE,
	DATE_META,
	DATE_ITEM,
	DATE_URL,
	DATE_TIME,
	DATE_RANKS
};

enum author_rank {
	AUTHOR_JSON_LD,
	AUTHOR_META,
	AUTHOR_ITEM,
	AUTHOR_REL,
	AUTHOR_BYLINE,
	AUTHOR_RANKS
};

/* All that was found, before it is decided what counts. */
struct findings {
	const struct page *page;
	struct arena *arena;
	bool no_memory;
	struct titles titles;
	char date[DATE_RANKS][DATE_MAX];
	size_t date_len[DATE_RANKS];
	struct slice author[AUTHOR_RANKS];
	unsigned authors;
	struct slice site, application;
	struct slice html_lang, meta_lang, locale;
	struct slice canonical, og_url;
};

/* On one line, white space folded, entities that were left decoded. */
static struct slice clean(struct findings *findings, struct slice value)
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
		*known = clean(findings, value);
}

static void offer_date(struct findings *findings, enum date_rank rank, struct slice value)
{
	if (findings->date_len[rank] == 0 && value.len > 0 && value.len <= VALUE_MAX)
		findings->date_len[rank] = date_to_iso(value, findings->date[rank]);
}

static bool equal_name(struct slice a, const char *b)
{
	size_t i = 0;

	for (; i < a.len && b[i]; i++)
		if ((a.data[i] >= 'A' && a.data[i] <= 'Z' ? a.data[i] | 0x20 : a.data[i]) != b[i])
			return false;
	return i == a.len && !b[i];
}

static bool is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (equal_name(name, *names))
			return true;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether a list of words, as in class and rel, has this one. */
static bool has_token(struct slice list, struct slice token)
{
	for (size_t at = 0, end; at < list.len; at = end + 1) {
		for (end = at; end < list.len && !is_space(list.data[end]);)
			end++;
		if (slice_equal(slice_sub(list, at, end), token))
			return true;
	}
	return false;
}

/* Whether it can be somebody's name: no address, not too long. */
static bool is_name(struct slice value)
{
	return value.len > 1 && value.len <= AUTHOR_MAX &&
	       slice_find(value, 0, SLICE("://")) == value.len &&
	       slice_find(value, 0, SLICE("www.")) == value.len &&
	       slice_find_byte(value, 0, '@') > 0 && slice_find_byte(value, 0, '{') == value.len;
}

/* The name without what leads in to it: "By", "Von", a colon. */
static struct slice bare_name(struct slice name)
{
	/* clang-format off */
	static const char *const leads[] = {
		"by", "von", "par", "por", "di", "door", "av", "af", "text", "author", "autor", "written",
		"posted", "reported", "story", "words", "published", NULL
	};
	/* clang-format on */
	bool again = true;

	while (again) {
		size_t end = 0;

		again = false;
		while (end < name.len && name.data[end] != ' ' && name.data[end] != ':')
			end++;
		if (end < name.len && is_one_of(slice_sub(name, 0, end), leads)) {
			while (end < name.len && (name.data[end] == ' ' || name.data[end] == ':'))
				end++;
			name = slice_from(name, end);
			again = true;
		}
	}
	while (name.len && (name.data[name.len - 1] == ',' || name.data[name.len - 1] == '|' ||
			    name.data[name.len - 1] == ' '))
		name.len--;
	return name;
}

/* Adds a name to those of this rank. */
static void offer_author(struct findings *findings, enum author_rank rank, struct slice value)
{
	struct slice name = bare_name(clean(findings, value));

	if (is_name(name) && !names_add(findings->arena, &findings->author[rank], name))
		findings->no_memory = true;
}

static void read_meta(struct findings *findings, const struct html_node *node)
{
	/* clang-format off */
	static const char *const dates[] = {
		"datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date",
		"publication_date", "publicationdate", "dc.date", "dc.date.issued", "dcterms.date",
		"dcterms.created", "dcterms.issued", "sailthru.date", "parsely-pub-date",
		"article.published", "article:published", "og:published_time", "og:pubdate",
		"og:article:published_time", "rnews:datepublished", "citation_publication_date",
		"citation_date", "cxenseparse:recs:publishtime", "cre:publishdate", "originalpublicationdate",
		"article_date_original", "displaydate", "ptime", "publishtime", NULL
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const authors[] = {
		"author", "article:author", "article.author", "parsely-author", "dc.creator",
		"dcterms.creator", "sailthru.author", "byl", "rnews:author", "citation_author", "cre:author",
		"og:article:author", NULL
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
		if (equal_name(name, "og:title"))
			keep_first(findings, &findings->titles.og, content);
		else if (equal_name(name, "twitter:title"))
			keep_first(findings, &findings->titles.twitter, content);
		else if (equal_name(name, "article:published_time"))
			offer_date(findings, DATE_ARTICLE, content);
		else if (equal_name(name, "og:site_name"))
			keep_first(findings, &findings->site, content);
		else if (equal_name(name, "application-name"))
			keep_first(findings, &findings->application, content);
		else if (equal_name(name, "og:locale"))
			keep_first(findings, &findings->locale, content);
		else if (equal_name(name, "content-language") || equal_name(name, "language"))
			keep_first(findings, &findings->meta_lang, content);
		else if (equal_name(name, "og:url"))
			keep_first(findings, &findings->og_url, content);
		else if (is_one_of(name, dates))
			offer_date(findings, i == 2 ? DATE_ITEM : DATE_META, content);
		else if (is_one_of(name, authors))
			offer_author(findings, AUTHOR_META, content);
	}
}

/* The text of an element as one line; empty when it is long. */
static struct slice text_of(struct findings *findings, uint32_t element)
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
	return clean(findings, copy);
}

static void read_link(struct findings *findings, const struct html_node *node)
{
	struct slice rel = html_get(findings->page->html, node, HTML_AT_REL);

	if (has_token(rel, SLICE("canonical")))
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

	if (item.len && equal_name(item, "datepublished")) {
		struct slice content = html_get(page->html, node, HTML_AT_CONTENT);

		offer_date(findings, DATE_ITEM,
			   content.len    ? content
			   : datetime.len ? datetime
					  : text_of(findings, at));
	}
	if (node->tag == HTML_TIME && findings->date_len[DATE_TIME] == 0)
		offer_date(findings, DATE_TIME, datetime.len ? datetime : text_of(findings, at));
	if (findings->authors >= AUTHORS_MAX || node->end - at > 4 * BYLINE_WORDS)
		return;
	if (item.len && equal_name(item, "author")) {
		findings->authors++;
		offer_author(findings, AUTHOR_ITEM, text_of(findings, at));
	} else if (node->tag == HTML_A &&
		   has_token(html_get(page->html, node, HTML_AT_REL), SLICE("author"))) {
		findings->authors++;
		offer_author(findings, AUTHOR_REL, text_of(findings, at));
	}
}

static void read_byline(struct findings *findings, const struct block *block)
{
	const struct place *place = &findings->page->places[block->element];
	struct slice text = block_text(findings->page, block);

	if (findings->author[AUTHOR_BYLINE].len || block->words < 2 ||
	    block->words > BYLINE_WORDS || block->ended || block->signs & SIGN_DATE ||
	    place->hint[HINT_AUTHOR] > 1 || place->hint[HINT_COMMENT] < DIST_MAX)
		return;
	if (bare_name(text).len < text.len)
		offer_author(findings, AUTHOR_BYLINE, text);
}

static void read_blocks(struct findings *findings)
{
	const struct page *page = findings->page;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];

		if (page->html->nodes[block->element].tag == HTML_H1) {
			keep_first(findings, &findings->titles.h1, block_text(page, block));
			findings->titles.h1_count++;
		}
		read_byline(findings, block);
	}
}

static void read_html(struct findings *findings, const struct html_node *node)
{
	keep_first(findings, &findings->html_lang,
		   html_get(findings->page->html, node, HTML_AT_LANG));
	keep_first(findings, &findings->html_lang,
		   html_get(findings->page->html, node, HTML_AT_XML_LANG));
}

static void read_nodes(struct findings *findings)
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
		else if (node->tag == HTML_HTML)
			read_html(findings, node);
		else if (node->tag == HTML_SVG)
			i = node->end - 1;
		else if (page_is_title(html, i))
			keep_first(findings, &findings->titles.html, text_of(findings, i));
		else if (node->count || node->tag == HTML_TIME)
			read_element(findings, i);
	}
}

/* /2024/05/07/ or 2024-05-07 in an address. */
static void read_url_date(struct findings *findings, struct slice url)
{
	for (size_t at = 0; at + 10 <= url.len; at++) {
		struct slice part = slice_sub(url, at, at + 10);
		bool digits = true;

		for (size_t i = 0; i < part.len; i++)
			digits &= i == 4 || i == 7 ? part.data[i] == '/' || part.data[i] == '-'
						   : part.data[i] >= '0' && part.data[i] <= '9';
		if (digits && part.data[4] == part.data[7] &&
		    (at == 0 || url.data[at - 1] < '0' || url.data[at - 1] > '9') &&
		    (at + 10 == url.len || url.data[at + 10] < '0' || url.data[at + 10] > '9'))
			offer_date(findings, DATE_URL, part);
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

static struct slice choose_language(struct findings *findings, struct slice json_ld,
				    struct slice article)
{
	const struct slice values[] = {findings->html_lang, findings->meta_lang, json_ld,
				       findings->locale};
	struct slice tag = {0};

	for (size_t i = 0; i < COUNT_OF(values) && tag.len == 0; i++)
		tag = language_tag(findings, values[i]);
	return tag.len ? tag : language_of(findings->page->config->languages, article);
}

static bool is_absolute(struct slice url)
{
	return slice_starts(url, SLICE("http://")) || slice_starts(url, SLICE("https://"));
}

static void choose_date(struct findings *findings, struct slice url, struct metadata *metadata)
{
	offer_date(findings, DATE_JSON_LD, findings->page->json_ld.published);
	read_url_date(findings, url);
	for (unsigned rank = 0; rank < DATE_RANKS && metadata->date.len == 0; rank++) {
		struct slice date = slice_make(findings->date[rank], findings->date_len[rank]);

		if (date.len && !arena_copy(findings->arena, date, &metadata->date))
			findings->no_memory = true;
	}
}

/* The most trusted place that names somebody; many sites name themselves there. */
static struct slice choose_author(struct findings *findings, struct slice site)
{
	for (unsigned rank = 0; rank < AUTHOR_RANKS; rank++)
		if (site.len && !names_remove(findings->arena, &findings->author[rank], site))
			findings->no_memory = true;
	return first_of(findings->author, AUTHOR_RANKS);
}

bool metadata_read(const struct page *page, struct slice article, struct slice url,
		   struct arena *arena, struct metadata *metadata)
{
	struct findings findings = {.page = page, .arena = arena};
	const struct json_ld *json_ld = &page->json_ld;
	struct slice urls[3], sites[3];

	*metadata = (struct metadata){.title = {0}};
	read_nodes(&findings);
	read_blocks(&findings);
	urls[0] = findings.canonical;
	urls[1] = findings.og_url;
	urls[2] = clean(&findings, json_ld->url);
	for (size_t i = 0; i < COUNT_OF(urls) && !metadata->url.len; i++)
		if (is_absolute(urls[i]))
			metadata->url = urls[i];
	url = url.len ? url : metadata->url;
	sites[0] = findings.site;
	sites[1] = clean(&findings, json_ld->site);
	sites[2] = findings.application;
	metadata->site = first_of(sites, COUNT_OF(sites));
	findings.titles.json_ld = clean(&findings, json_ld->headline);
	metadata->title = title_choose(&findings.titles, metadata->site, url);
	choose_date(&findings, url, metadata);
	offer_author(&findings, AUTHOR_JSON_LD, json_ld->author);
	metadata->author = choose_author(&findings, metadata->site);
	metadata->language = choose_language(&findings, json_ld->language, article);
	return !findings.no_memory;
}
