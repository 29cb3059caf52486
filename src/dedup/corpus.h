/*
 * corpus: what dedup holds in memory. Documents are the input records, in input order. Texts are
 * their distinct normalised texts, in order of rank: by the smallest values of their sketches, so
 * that similar texts are neighbours, and never by input order. All later steps speak of texts.
 */
#ifndef WIREWASH_CORPUS_H
#define WIREWASH_CORPUS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "dedup/fingerprint.h"

struct document {
	struct hash128 words;
	uint64_t bytes;
	uint64_t strings; /* where in corpus->strings id, date, url and source stand, in this order */
	uint32_t id_len, date_len, url_len, source_len;
	uint32_t site; /* hash of the host's name; 0: unknown */
	uint32_t word_count;
	uint32_t shingles, guards, slots, sketched, sampled;
	uint32_t text;    /* index of its text, once collapsed */
	uint32_t *set;    /* in corpus->sets */
	uint32_t *sketch; /* in corpus->sketches */
};

struct text {
	uint32_t *set;     /* shingles, guards, slots */
	uint32_t *sketch;  /* void once candidates are known */
	uint32_t shingles; /* as they came */
	uint32_t kept;     /* how many of them are not stop-listed: the first ones of the set */
	uint32_t guards, slots, sketched, sampled;
	uint32_t site;
	uint32_t word_count;
	uint32_t weight; /* in document frequencies, in 1/WEIGHT_UNIT; see stoplist.h */
	uint32_t copies; /* documents with this text: corpus->order[first .. first + copies) */
	size_t first;
	struct hash128 words;
};

struct corpus {
	struct document *document;
	size_t documents, document_cap;
	size_t earlier; /* so many of them, the first ones, are of an archive that is done already */
	struct buf strings;
	struct arena sets, sketches;

	/* Made by corpus_collapse. */
	struct text *text;
	size_t texts;
	uint32_t *order; /* documents, those of one text side by side */
};

/* What is known of a record beside its text; borrowed. */
struct description {
	struct slice id, date, url, source;
};

/* Writes what corpus_absorb needs; the bytes are for this process only. */
void corpus_digest(const struct fingerprint *print, const struct description *about,
		   struct buf *digest);

bool corpus_absorb(struct corpus *corpus, struct slice digest, struct err *err);

/* Finds exact copies, and gives the texts their ranks. */
bool corpus_collapse(struct corpus *corpus, struct err *err);

void corpus_free(struct corpus *corpus);

/* Whether the text, or an exact copy of it, is of an earlier archive. */
bool text_is_earlier(const struct corpus *corpus, size_t text);

struct description document_about(const struct corpus *corpus, size_t document);

static inline const uint32_t *text_guards(const struct text *text)
{
	return text->set + text->shingles;
}

static inline const uint32_t *text_slots(const struct text *text)
{
	return text->set + text->shingles + text->guards;
}

static inline bool text_is_short(const struct text *text)
{
	return text->word_count < SHORT_TEXT;
}

/* The host of a URL, as far as it can be seen without decoding anything: "https://host/...". */
struct slice url_host(struct slice url);

#endif
