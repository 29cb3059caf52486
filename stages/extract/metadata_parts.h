/*
 * metadata_parts: the inside of metadata.h: what the parts of it that look for dates and for
 * authors share. Each field has a table of evidence, most trusted first; of each rank the first
 * value that makes sense is kept.
 */
#ifndef WIREWASH_EXTRACT_METADATA_PARTS_H
#define WIREWASH_EXTRACT_METADATA_PARTS_H

#include "metadata.h"
#include "title.h"
#include "visible_date.h"

enum {
	VALUE_MAX = 1000, /* bytes of a value that can be meant */
	NEAR_TITLE = 24,  /* blocks from the headline: what is farther says nothing of the page */
	BEFORE_TITLE = 8, /* likewise before it */
};

/* Where a date may be given, most trusted first. */
enum date_rank {
	DATE_JSON_LD,
	DATE_ARTICLE, /* article:published_time */
	DATE_META,    /* another meta element */
	DATE_ITEM,    /* microdata */
	DATE_URL,
	DATE_NEAR,    /* a time element or text by the headline */
	DATE_LABELED, /* a text that is nothing but a date, or in an element named for one */
	DATE_SCRIPT,  /* data of the page's own scripts */
	DATE_CHANGED, /* a visible date of the last change, where there is no other */
	DATE_RANKS
};

/* Where an author may be named, most trusted first. */
enum author_rank {
	AUTHOR_JSON_LD,
	AUTHOR_META,
	AUTHOR_LABEL, /* "Written by" of twitter:label1 */
	AUTHOR_ITEM,  /* microdata */
	AUTHOR_NEAR,  /* an element named for it, or a byline, by the headline */
	AUTHOR_FAR,   /* the like elsewhere, but for comments and lists */
	AUTHOR_RANKS
};

/* All that was found, before it is decided what counts. */
struct findings {
	const struct page *page;
	uint32_t title; /* the block that is the headline, or NO_BLOCK */
	const struct dateline_words *words;
	struct arena *arena;
	bool no_memory;
	struct titles titles;
	char date[DATE_RANKS][DATE_MAX], modified[DATE_MAX];
	size_t date_len[DATE_RANKS], modified_len;
	int32_t near_distance; /* of DATE_NEAR from the headline */
	struct slice author[AUTHOR_RANKS];
	int32_t author_distance; /* of AUTHOR_NEAR from the headline */
	bool written_by;         /* twitter:label1 or the second label announced the author */
	struct slice site, application;
	struct slice html_lang, meta_lang, locale;
	struct slice canonical, og_url, base;
	struct slice description, image, section, keywords;
	struct buf tags; /* with "\n" between them */
};

/* On one line, white space folded, entities that were left decoded; in the arena. */
struct slice metadata_clean(struct findings *findings, struct slice value);

/* Whether two texts of ASCII are equal in any case; `b` is in lower case. */
bool metadata_equal(struct slice a, const char *b);
bool metadata_is_one_of(struct slice name, const char *const *names);

/* The host in an address, without "www."; empty: none. */
struct slice metadata_host(struct slice url);

/* Whether a list of words, as in class and rel, has this one. */
bool metadata_has_token(struct slice list, struct slice token);

/* The text of an element as one line; empty when it is long. */
struct slice metadata_text_of(struct findings *findings, uint32_t element);

/* The block that begins at or after a node; page->count when none does. */
uint32_t metadata_block_at(const struct page *page, uint32_t node);

/*
 * How far block i is from the headline, for what is said of the page: 0 and more, the less the
 * better; INT32_MAX when it is in comments, lists of other pages or the frame of the site.
 */
int32_t metadata_distance(const struct findings *findings, uint32_t i);

/* Dates: of a value that is nothing but one; of all blocks and time elements; which counts. */
void dates_offer(struct findings *findings, enum date_rank rank, struct slice value);
void dates_offer_modified(struct findings *findings, struct slice value);
void dates_read_time(struct findings *findings, uint32_t node, struct slice datetime);
void dates_read_blocks(struct findings *findings, enum date_order order);
void dates_read_url(struct findings *findings, struct slice url);
void dates_choose(struct findings *findings, struct metadata *metadata);

/* Authors: of a value that names some; of an element; of all blocks; which count. */
void authors_offer(struct findings *findings, enum author_rank rank, struct slice value);
void authors_read_element(struct findings *findings, uint32_t node);
void authors_read_blocks(struct findings *findings);
struct slice authors_choose(struct findings *findings, struct slice url);

#endif
