/*
 * page: a web page as blocks of text and the elements around them: all that the features of a block
 * are made of (features.h).
 *
 * A block is a longest run of text without the border of a block element, or two line breaks, in
 * between. Its element is the nearest block element that holds it; text that is in a <div>
 * between two paragraphs is a block of its own.
 */
#ifndef WIREWASH_EXTRACT_PAGE_H
#define WIREWASH_EXTRACT_PAGE_H

#include "article/model/map.h"
#include "base/arena.h"
#include "class_id_hints.h"
#include "keywords.h"
#include "jsonld.h"
#include "phrases.h"
#include "text/markup/html.h"
#include "text/words/language.h"

/* Elements, the distance to the nearest of which counts; "h" is any heading. */
/* clang-format off */
#define NEAR_TAGS(X) \
	X(ARTICLE, "article") X(MAIN, "main") X(NAV, "nav") X(HEADER, "header") \
	X(FOOTER, "footer") X(ASIDE, "aside") X(FIGURE, "figure") X(TABLE, "table") \
	X(FORM, "form") X(LI, "li") X(BLOCKQUOTE, "blockquote") X(SECTION, "section") X(A, "a") \
	X(BUTTON, "button") X(P, "p") X(H1, "h") X(TD, "td") X(FIGCAPTION, "figcaption") \
	X(LABEL, "label") X(TIME, "time") X(ADDRESS, "address") X(DETAILS, "details") \
	X(STRONG, "strong") X(EM, "em")
/* clang-format on */

enum near_tag {
#define X(name, spelled) NEAR_##name,
	NEAR_TAGS(X)
#undef X
		NEAR_COUNT
};

extern const char *const near_names[NEAR_COUNT];

enum { DIST_MAX = 30 }; /* levels up: so far, or farther, or nowhere */

/* Inline styles of text. */
enum { STYLE_LINK = 1, STYLE_BOLD = 2, STYLE_ITALIC = 4, STYLE_TIME = 8, STYLE_SPAN = 16 };

/* What is known of an element, first from above, */
struct place {
	uint8_t hint[32]; /* by enum class_id_hint: levels up to the nearest element of it, at most
			   * DIST_MAX
			   */
	uint8_t tag[32];  /* likewise, by enum near_tag */
	uint8_t item;     /* levels up to the article's body by itemprop, plus one; 0: none */
	uint8_t styles;
	bool hidden;
	uint16_t articles;   /* <article>s that it is in */
	uint16_t hint_count; /* hints of all elements that it is in, with repeats */
	uint32_t block;      /* the nearest block element: itself, if it is one */
	uint32_t article;    /* the nearest <article>, 0: none */
	hint_set own;
	uint32_t tag_class_hash;      /* hash of tag and class */
	uint32_t class_sibling_index; /* of its siblings of the same tag and class, how many are
					 before it */
	uint32_t siblings; /* the place in page->sibling_groups where these are counted */

	/* then, of all that is in it. */
	uint32_t words, link_words, prose, blocks, paragraphs, prices, headings;
	uint32_t boilerplate; /* words of it */
	keyword_set keywords; /* by its prose */
	uint32_t readability; /* in 1/12 */
};

struct block {
	uint32_t element;     /* a block element */
	uint32_t first, last; /* its first and last text in the tree */
	uint32_t at, len;     /* in page->text */
	uint32_t words, chars;
	uint32_t link_bytes, bold_bytes, italic_bytes;
	uint16_t links, breaks;
	uint8_t styles; /* of any of its text */
	bool ended;     /* ends a sentence */
	uint32_t commas, sentences, stop_words, digits, uppers, letters, ideographs, capitals;
	uint32_t signs;   /* bits of enum sign */
	uint64_t hash;    /* of its words */
	uint64_t opening; /* of its first eight words; 0: it has fewer */
	uint8_t title;    /* 2: it is the title; 1: it is part of it */
	uint8_t summary;  /* 2: it is the description; 1: it begins as that does */
	int16_t json;     /* thousandths of it that are in the JSON-LD body; -500: too short to say;
			     -1000: no such body */
	uint32_t prose;   /* words that are no links, if there are enough of them; else 0 */
	struct topics topics;
	uint32_t topic_words[TOPIC_COUNT];
	keyword_set keywords;   /* words of the headline that it has */
	uint32_t keyword_count; /* how often */
	uint32_t boilerplate;   /* words of it: of topics that no article has */
};

enum sign {
	SIGN_QUESTION = 1,   /* ends in ? */
	SIGN_COLON = 2,      /* ends in : */
	SIGN_MORE = 4,       /* ends in an ellipsis, an arrow, a guillemet */
	SIGN_EXCLAIM = 8,    /* has ! */
	SIGN_RIGHTS = 16,    /* has the copyright sign */
	SIGN_BAR = 32,       /* has a bar or a bullet */
	SIGN_DATE = 64,      /* has what may be a date or a time */
	SIGN_QUOTE = 128,    /* begins with a quotation mark */
	SIGN_DASH = 256,     /* begins with a dash or bullet */
	SIGN_STAR = 512,     /* begins with * [ ( */
	SIGN_ADDRESS = 1024, /* has @ or http */
	SIGN_LOWER = 2048,   /* begins with a small letter */
	SIGN_PRICE = 4096,   /* has a number with a sign of a currency */
};

/* The containers that the article may be: each is found in its own way. */
enum container_candidate {
	CANDIDATE_READABILITY, /* most of what is directly in it reads like paragraphs */
	CANDIDATE_MOST,        /* the deepest element with 70 % of the prose */
	CANDIDATE_MANY,        /* with 40 % */
	CANDIDATE_CLUSTER,     /* the element whose own paragraphs have the most prose */
	CANDIDATE_COUNT
};

enum { TITLE_WORDS = 64 };

struct word_list {
	uint64_t hash[TITLE_WORDS];
	size_t count;
};

/* Children of one element with the same tag and class, and what is in all of them. */
struct sibling_group {
	uint32_t count, words, link_words, prose, prices, headings;
};

/* Where a hint at the page's kind may be. */
enum kind_source { FROM_URL, FROM_BODY, FROM_META, FROM_SCHEMA, KIND_SOURCES };

/* The kinds of page that are told apart. */
/* clang-format off */
#define PAGE_KINDS(X) \
	X(article) X(documentation) X(service) X(forum) X(product) X(listing) X(collection)
/* clang-format on */

enum page_kind {
#define X(name) KIND_##name,
	PAGE_KINDS(X)
#undef X
		KIND_COUNT
};

extern const char *const kind_names[KIND_COUNT];

/* What the page is read with; immutable. */
struct page_config {
	const struct class_id_hints *hints, *kind_hints, *author_hints;
	const struct phrases *phrases;
	const struct languages *languages;
	struct html_limits limits;
};

/* One thread's page. {0}, then page_open. */
struct page {
	const struct page_config *config;
	struct html *html;
	struct slice source;      /* the page itself */
	struct slice description; /* by its meta element */
	struct arena arena;       /* of this page */
	struct place *places;     /* by node; those of texts, and of what is not seen, are unset */
	struct block *blocks;
	uint32_t count;
	struct buf text; /* of the blocks, white space folded; '\n' for a line break */
	uint32_t body;   /* the element that all blocks are in */
	struct json_ld json_ld;
	struct word_list og_title, title, summary;
	struct keywords keywords;
	uint64_t words, prose;              /* of all blocks */
	uint32_t hint_elements[HINT_COUNT]; /* elements with each hint of their own */
	uint16_t kind[KIND_COUNT];          /* how likely each is, in thousandths: see kind.h */
	hint_set kind_hints[KIND_SOURCES];  /* of enum kind_hint; none FROM_URL */
	uint32_t candidate[CANDIDATE_COUNT];
	struct sibling_group *sibling_groups;
	struct map names; /* hash of a name's value to its hints, from page to page */
	struct map grams; /* of the JSON-LD body's words */
	struct map sibling_map;
};

bool page_open(struct page *page, const struct page_config *config, struct err *err);
void page_close(struct page *page);

/* Reads a page, which must outlive it. HTML_LIMIT, HTML_NO_MEMORY: there is none. */
enum html_result page_read(struct page *page, struct slice html);

static inline struct slice block_text(const struct page *page, const struct block *block)
{
	return slice_make(page->text.data + block->at, block->len);
}

/* Levels from an element up to one of its ancestors; DIST_MAX when it is none. */
static inline int32_t levels_up(const struct html *html, uint32_t from, uint32_t to)
{
	int32_t levels = (int32_t)html->nodes[from].depth - (int32_t)html->nodes[to].depth;

	if (!html_holds(html, to, from))
		return DIST_MAX;
	return levels < DIST_MAX - 1 ? levels : DIST_MAX - 1;
}

/* A hash of words in their order: what the words before come to, and the next. */
static inline uint64_t words_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

/*
 * The length of the white space that begins at `at` (requires at < text.len), 0 when none does. All
 * controls are, and no-break, zero-width and ideographic spaces: those indent paragraphs.
 */
static inline size_t space_at(struct slice text, size_t at)
{
	const unsigned char *c = (const unsigned char *)text.data + at;
	size_t left = text.len - at;

	if (c[0] <= ' ')
		return 1;
	if (c[0] == 0xC2 && left > 1 && c[1] == 0xA0) /* no-break space */
		return 2;
	if (c[0] == 0xE2 && left > 2 && c[1] == 0x80 && c[2] == 0x8B) /* zero-width space */
		return 3;
	if (c[0] == 0xE3 && left > 2 && c[1] == 0x80 && c[2] == 0x80) /* ideographic space */
		return 3;
	if (c[0] == 0xEF && left > 2 && c[1] == 0xBB && c[2] == 0xBF) /* byte order mark */
		return 3;
	return 0;
}

/*
 * Whether a node is the document's <title>, wherever the page has put it. Outside of a head it is
 * one only if it holds nothing but text: else it was never closed. The caller passes over what is
 * in an <svg>.
 */
bool page_is_title(const struct html *html, uint32_t node);

/* For the folder's own files. */
bool page_find_blocks(struct page *page);
bool page_weigh(struct page *page);
void block_scan(struct page *page, struct block *block);
void word_list_read(struct word_list *list, struct slice text);

#endif
