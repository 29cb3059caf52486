/* Authors: where a page names them, and what is no name of one. */
#include <string.h>

#include "base/compiler.h"
#include "base/utf8.h"
#include "kind.h"
#include "metadata_parts.h"
#include "names.h"

enum {
	NAME_MAX = 80,      /* bytes of one name */
	NAME_WORDS = 6,     /* words of one name */
	CREDENTIAL_MAX = 6, /* letters of "PhD" and "FRCPC" */
	BYLINE_WORDS = 16,  /* of a block that begins with "By" */
	ELEMENT_NODES = 24, /* of an element that names authors */
};

/* Words before a name, in lower case. */
/* clang-format off */
static const char *const leads[] = {
	"by", "von", "par", "por", "di", "da", "door", "av", "af", "text", "texte", "texto",
	"testo", "author",
	"authors", "autor", "auteur", "autore", "written", "posted", "reported", "story", "words",
	"published", "article", "geschrieben", "verfasst", "ein", "beitrag", "written by",
	"escrito",
	"écrit", "scritto", "publié", "автор", "foto", "post", "blog", "interview", "guest",
	"und", "created",
	"submitted", "started", "redaktion", "medically", "authored", "recipe", "via",
	"gespeichert", "contributed", "eingestellt", "veröffentlicht", "on", "am", "édité",
	"edited", NULL
};
/* Leads that by themselves make the line a byline. */
static const char *const bylines[] = {"by", "von", "par", "por", "di", "door", "av", "af",
	"written", "autor",
	"author", "posted", "geschrieben", "words", "text", "auteur", "story", "article",
	"authored", NULL};
/* What is nobody's name, in lower case. */
static const char *const nobody[] = {
	"admin", "administrator", "wordpressadmin", "webmaster", "editor", "editors",
	"editorial team", "staff",
	"unknown", "anonymous", "guest", "no author", "none", "null", "undefined", "author",
	"user", "root",
	"redaktion", "redaction", "redacción", "view all posts", "read more", "follow", "share",
	"comments",
	"about the author", "about", "more", "home", "login", "log in", "sign up", "contact",
	"website",
	"gesponserte inhalte", "sponsored", "advertisement", "posted by", "written by", "by",
	"reviewed by",
	"contributor", "contributors", "staff writer", "writer", "journalist", "news desk",
	"newsroom", "on", "am", "von", "at", "in", "the", "human", "posts", "all posts",
	"member list", "user info", "offline", "online", "community", "link", "unregistered",
	"moderator", "video library", "agencies", "here", "register", "users", "center",
	"youtube", "follow us", "visit linkedin page", "profile", "website", "categories",
	"themegrill", NULL
};
/* Where a name ends that goes on with something else. */
static const struct slice tails[] = {
	SLICE_INIT(" | "), SLICE_INIT(" • "), SLICE_INIT(" · "), SLICE_INIT("·"),
	SLICE_INIT(" - "), SLICE_INIT(" – "),
	SLICE_INIT(" — "), SLICE_INIT(" on "), SLICE_INIT(" am "), SLICE_INIT(" in "),
	SLICE_INIT(" at "), SLICE_INIT(" für "),
	SLICE_INIT(" for "), SLICE_INIT(" from "), SLICE_INIT(" Updated"), SLICE_INIT(" updated"),
	SLICE_INIT(" Published"),
	SLICE_INIT(" published"), SLICE_INIT(" Posted"), SLICE_INIT(". "),
	SLICE_INIT(" Reviewed"), SLICE_INIT(" reviewed"),
	SLICE_INIT(" Medically"), SLICE_INIT(" | "), SLICE_INIT(" ("), SLICE_INIT(" /"),
	SLICE_INIT(" »"), SLICE_INIT("\n"),
	SLICE_INIT(" Last"), SLICE_INIT(", updated"), SLICE_INIT(" with "), SLICE_INIT(" Follow"),
	SLICE_INIT(" Contributor"),
	SLICE_INIT(" Staff"), SLICE_INIT(" View all"), SLICE_INIT(" says"), SLICE_INIT(" wrote"),
	SLICE_INIT(" schrieb"),
};
/* clang-format on */

static struct slice trim_marks(struct slice name)
{
	static const char marks[] = " ,;:|-@/*.>";

	while (name.len && strchr(marks, name.data[0]) && name.data[0])
		name = slice_from(name, 1);
	/* A dot may end an initial or a title: "Jr." */
	while (name.len && name.data[name.len - 1] && name.data[name.len - 1] != '.' &&
	       strchr(marks, name.data[name.len - 1]))
		name.len--;
	return name;
}

static size_t word_end(struct slice name)
{
	size_t end = 0;

	while (end < name.len && name.data[end] != ' ' && name.data[end] != ':')
		end++;
	return end;
}

/* The name without what leads in to it: "By", "Von", a colon. */
static struct slice bare_name(struct slice name)
{
	if (slice_starts(name, SLICE("By")) && name.len > 3 && name.data[2] >= 'A' &&
	    name.data[2] <= 'Z')
		name = slice_from(name, 2);
	for (;;) {
		size_t end = word_end(name);

		if (!metadata_is_one_of(slice_sub(name, 0, end), leads))
			return trim_marks(name);
		name = slice_from(name, end);
		while (name.len && (name.data[0] == ' ' || name.data[0] == ':'))
			name = slice_from(name, 1);
	}
}

/* The name before a role, a date, or what else follows it on its line. */
static struct slice before_tail(struct slice name)
{
	size_t end = name.len;

	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		size_t at = slice_find(name, 0, tails[i]);

		/* "J. R. Hill": the dot of an initial ends nothing. */
		if (tails[i].data[0] == '.' && at < 3)
			at = name.len;
		while (tails[i].data[0] == '.' && at < name.len &&
		       (at < 4 || name.data[at - 2] == ' ' || name.data[at - 3] == ' '))
			at = slice_find(name, at + 1, tails[i]);
		if (at > 1 && at < end)
			end = at;
	}
	return trim_marks(slice_sub(name, 0, end));
}

static bool has_digits(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.data[i] >= '0' && name.data[i] <= '9')
			return true;
	return false;
}

/* How a name is found: what it must look like depends on it. */
enum name_source {
	NAMED_BY_DATA,    /* a value that is given as the author */
	NAMED_BY_ELEMENT, /* an element that is named for it */
	NAMED_BY_LINK,    /* a link to an author's page, or microdata */
	NAMED_BY_TEXT,    /* a line that begins with "By" */
};

/*
 * Whether it can be somebody's name: no address, not too long. Of one that text names, most words
 * begin with capitals; an element may hold a user's name.
 */
static bool is_name(struct slice name, enum name_source source)
{
	struct word word[NAME_WORDS + 2];
	size_t at = 0, count;
	unsigned capitals = 0;

	if (name.len < 2 || name.len > NAME_MAX || metadata_is_one_of(name, nobody) ||
	    slice_find(name, 0, SLICE("://")) < name.len ||
	    slice_find(name, 0, SLICE("www.")) < name.len ||
	    slice_find_byte(name, 0, '@') < name.len || slice_find_byte(name, 0, '{') < name.len ||
	    slice_find_byte(name, 0, '=') < name.len || slice_find_byte(name, 0, '?') < name.len ||
	    slice_find(name, 0, SLICE("Getty")) < name.len ||
	    slice_find(name, 0, SLICE("View all")) < name.len)
		return false;
	count = words_read(name, &at, word, COUNT_OF(word));
	if (count == 0)
		return false;
	if (word[0].flags & WORD_SINGLE)
		return name.len <= 36; /* Chinese, Japanese: up to a dozen characters */
	if (count > NAME_WORDS || (word[0].flags & WORD_DIGITS && word[0].len == name.len))
		return false;
	for (size_t i = 0; i < count; i++)
		capitals += (word[i].flags & WORD_CAPITAL) != 0;
	/* The initials of a picture that is not there. */
	if (source != NAMED_BY_DATA && count == 1 && name.len <= 2 && capitals)
		return false;
	if (source == NAMED_BY_ELEMENT || source == NAMED_BY_LINK)
		return count == 1 || (capitals > 0 && !(word[count - 1].flags & WORD_DIGITS));
	return source == NAMED_BY_DATA || (capitals * 2 > count && !has_digits(name));
}

/* Adds what a value names: one author, or several as they are written. */
static void add_names(struct findings *findings, struct slice *names, struct slice value,
		      enum name_source source)
{
	struct slice name = before_tail(bare_name(slice_trim(value)));

	if (is_name(name, source) && !names_add(findings->arena, names, name))
		findings->no_memory = true;
}

void authors_offer(struct findings *findings, enum author_rank rank, struct slice value)
{
	struct slice list = metadata_clean(findings, value);

	/* JSON-LD gives several with "; " between them. */
	for (size_t at = 0, end; at < list.len; at = end + 2) {
		end = slice_find(list, at, SLICE("; "));
		add_names(findings, &findings->author[rank], slice_sub(list, at, end),
			  NAMED_BY_DATA);
	}
}

/* What follows " by " within a short line; empty: nothing does. */
static struct slice after_by(struct slice text)
{
	/* clang-format off */
	static const struct slice words[] = {
		SLICE_INIT(" by "), SLICE_INIT(" By "), SLICE_INIT(" von "), SLICE_INIT(" Von "),
		SLICE_INIT(" par "),
		SLICE_INIT(" por "), SLICE_INIT(" door "), SLICE_INIT(" BY "), SLICE_INIT(" di "),
		SLICE_INIT("Autor: "),
		SLICE_INIT("Author: "), SLICE_INIT("Redaktion: "),
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t at = slice_find(text, 0, words[i]);

		if (at < text.len)
			return slice_from(text, at + words[i].len);
	}
	return slice_make("", 0);
}

/* What is left of a line with an author when what leads in to the name and a date are gone. */
static struct slice name_part(struct findings *findings, struct slice text)
{
	struct visible_date date;
	struct slice by = after_by(text);

	if (by.len)
		text = by;
	if (!visible_date_find(findings->words, text, MONTH_FIRST, &date))
		return text;
	by = trim_marks(slice_from(text, date.end));
	return by.len ? by : slice_sub(text, 0, date.at);
}

/* Names from the page's text, as near to the headline as any before; those at the same place join.
 */
static void offer_near(struct findings *findings, int32_t distance, struct slice value,
		       enum name_source source)
{
	struct slice names = {0}, first;
	enum author_rank rank = AUTHOR_NEAR;

	if (distance == INT32_MAX)
		return;
	add_names(findings, &names, name_part(findings, metadata_clean(findings, value)), source);
	/* A person may have the name of the own blog, and a link to a page there. */
	if (source != NAMED_BY_LINK && findings->site.len &&
	    !names_remove(findings->arena, &names, findings->site))
		findings->no_memory = true;
	if (names.len == 0)
		return;
	if (distance > NEAR_TITLE) {
		if (findings->author[AUTHOR_FAR].len == 0 && source != NAMED_BY_ELEMENT)
			findings->author[AUTHOR_FAR] = names;
		return;
	}
	if (distance < findings->author_distance) {
		findings->author_distance = distance;
		findings->author[rank] = names;
		return;
	}
	if (distance > findings->author_distance || source != NAMED_BY_LINK ||
	    findings->page->kind[KIND_forum] > KIND_ONE / 2)
		return; /* a role, or the author of another post */
	/* Links within a byline are found before it. */
	first = findings->author[rank];
	first = slice_sub(first, 0, slice_find(first, 0, SLICE("; ")));
	if (slice_find(findings->author[rank], 0, names) < findings->author[rank].len ||
	    slice_find(names, 0, first) < names.len)
		return;
	if (!names_add(findings->arena, &findings->author[rank], names))
		findings->no_memory = true;
}

/* The part of an element that bears the name: that of itemprop "name", else all. */
static uint32_t name_within(const struct html *html, uint32_t at)
{
	for (uint32_t i = at + 1; i < html->nodes[at].end; i++)
		if (html->nodes[i].tag != HTML_TEXT &&
		    metadata_equal(html_get(html, &html->nodes[i], HTML_AT_ITEMPROP), "name"))
			return i;
	return at;
}

static bool names_author(const struct page *page, struct slice class)
{
	return class.len > 0 &&
	       class_hints_of(page->config->author_hints, class) & AUTHOR_HINT_NAMES;
}

static bool links_to_author(const struct page *page, uint32_t at)
{
	const struct html *html = page->html;
	const struct html_node *node = &html->nodes[at];

	return node->tag == HTML_A &&
	       (metadata_has_token(html_get(html, node, HTML_AT_REL), SLICE("author")) ||
		class_id_hints_of(page->config->author_hints, html_get(html, node, HTML_AT_HREF)) &
			AUTHOR_HINT_PERSON);
}

/* Whether an element has links to authors, which are then read by themselves. */
static bool has_links(const struct page *page, uint32_t at)
{
	uint32_t end = page->html->nodes[at].end;

	if (end - at > ELEMENT_NODES)
		return false;
	for (uint32_t i = at + 1; i < end; i++)
		if (links_to_author(page, i))
			return true;
	return false;
}

void authors_read_element(struct findings *findings, uint32_t at)
{
	const struct page *page = findings->page;
	const struct html_node *node = &page->html->nodes[at];
	struct slice item = html_get(page->html, node, HTML_AT_ITEMPROP), text;
	bool is_item = item.len && metadata_equal(item, "author");
	bool is_link = links_to_author(page, at);
	bool forum = page->kind[KIND_forum] > KIND_ONE / 2;
	int32_t distance;
	uint32_t i;

	if (node->end - at > ELEMENT_NODES)
		return;
	if (!is_item && !is_link &&
	    (!names_author(page, html_get(page->html, node, HTML_AT_CLASS)) || has_links(page, at)))
		return;
	i = metadata_block_at(page, at);
	distance = i < page->count ? metadata_distance(findings, i) : INT32_MAX;
	if (is_item && html_get(page->html, node, HTML_AT_CONTENT).len)
		authors_offer(findings, AUTHOR_ITEM, html_get(page->html, node, HTML_AT_CONTENT));
	if (distance == INT32_MAX)
		return;
	/* Of a box with a name and a role, the first line. */
	text = html_holds(page->html, at, page->blocks[i].element) && !is_item && !is_link
		       ? block_text(page, &page->blocks[i])
		       : metadata_text_of(findings, name_within(page->html, at));
	/* Of a thread, the first post's. */
	if (is_item && (forum ? findings->author[AUTHOR_ITEM].len == 0 : distance <= NEAR_TITLE))
		add_names(findings, &findings->author[AUTHOR_ITEM], metadata_clean(findings, text),
			  NAMED_BY_ELEMENT);
	offer_near(findings, distance, text, is_item || is_link ? NAMED_BY_LINK : NAMED_BY_ELEMENT);
}

static bool is_byline(struct slice text)
{
	/* "By" in an element of its own may be without a space before the name. */
	if (slice_starts(text, SLICE("By")) && text.len > 3 && text.data[2] >= 'A' &&
	    text.data[2] <= 'Z')
		return true;
	return metadata_is_one_of(slice_sub(text, 0, word_end(text)), bylines);
}

/* Whether a line that does not begin with "By" may name an author nevertheless: no headline, but
 * one with a date, or in an element named for it. */
static bool may_name(const struct page *page, const struct block *block)
{
	const struct place *place = &page->places[block->element];

	return block->title == 0 && !html_is_heading(page->html->nodes[block->element].tag) &&
	       (block->signs & SIGN_DATE || place->hint[HINT_AUTHOR] <= 2 ||
		place->hint[HINT_META] <= 2);
}

void authors_read_blocks(struct findings *findings)
{
	const struct page *page = findings->page;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		struct slice text = block_text(page, block);
		bool is_line = is_byline(text);
		int32_t distance;

		if (block->words > BYLINE_WORDS || block->words < 1 || block->ended)
			continue;
		if (!is_line)
			text = may_name(page, block) ? after_by(text) : slice_make("", 0);
		distance = is_line || text.len ? metadata_distance(findings, i) : INT32_MAX;
		/* "By" by itself: the name is the next block. */
		if (is_line && bare_name(text).len == 0 && i + 1 < page->count)
			text = block_text(page, &page->blocks[i + 1]);
		else if (distance > NEAR_TITLE)
			continue;
		offer_near(findings, distance, text, NAMED_BY_TEXT);
	}
}

/* Whether a name is hardly a person's: an abbreviation, a company, one word of a longer name that
 * the page has elsewhere. */
static bool is_doubtful(struct slice name, struct slice other)
{
	/* clang-format off */
	static const struct slice marks[] = {
		SLICE_INIT("e.V."), SLICE_INIT("GmbH"), SLICE_INIT("Inc"), SLICE_INIT("Ltd"),
		SLICE_INIT("Stiftung"),
		SLICE_INIT("Redaktion"), SLICE_INIT("Editor"), SLICE_INIT("Staff"),
		SLICE_INIT("Team"), SLICE_INIT("Diario"),
		SLICE_INIT("News"), SLICE_INIT(".com"), SLICE_INIT(".de"), SLICE_INIT("Agenc"),
		SLICE_INIT("Zeitung"),
	};
	/* clang-format on */
	size_t upper = 0;

	if (slice_find_byte(name, 0, ' ') == name.len) {
		for (size_t i = 0; i < name.len; i++)
			upper += name.data[i] >= 'A' && name.data[i] <= 'Z';
		return upper == name.len || slice_find(other, 0, name) < other.len;
	}
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (slice_find(name, 0, marks[i]) < name.len)
			return true;
	return false;
}

/* The most trusted place that names somebody; many sites name themselves there. */
struct slice authors_choose(struct findings *findings, struct slice url)
{
	struct slice host = metadata_host(url);

	for (unsigned rank = 0; rank < AUTHOR_RANKS; rank++) {
		bool named = rank == AUTHOR_NEAR || rank == AUTHOR_FAR;

		if (findings->site.len && !named &&
		    !names_remove(findings->arena, &findings->author[rank], findings->site))
			findings->no_memory = true;
		if (host.len && !named &&
		    !names_remove(findings->arena, &findings->author[rank], host))
			findings->no_memory = true;
		if (findings->author[rank].len && rank < AUTHOR_NEAR &&
		    findings->author[AUTHOR_NEAR].len &&
		    is_doubtful(findings->author[rank], findings->author[AUTHOR_NEAR]))
			return findings->author[AUTHOR_NEAR];
		if (findings->author[rank].len)
			return findings->author[rank];
	}
	return slice_make(NULL, 0);
}
