/*
 * corpus: what dedup knows of the records. Documents are the input records, in input order. Texts
 * are their distinct normalised texts, in order of rank: by the smallest values of their sketches,
 * so that similar texts are neighbours, and never by input order. All later steps speak of texts.
 *
 * Heads of documents and texts are in memory. What is large, the prints (sets and sketches) and the
 * strings, is in memory only while it is small beside corpus->memory, else in temporary files; then
 * the prints stand in order of rank, and are loaded in windows. Which of both it is bears on time
 * alone, never on the result.
 */
#ifndef WIREWASH_CORPUS_H
#define WIREWASH_CORPUS_H

#include "base/buf.h"
#include "base/err.h"
#include "dedup/digest.h"
#include "dedup/tape.h"

/* A document's number fits 31 bits; the one left is for marks. */
enum { MAX_DOCUMENTS = INT32_MAX };

struct document {
	uint64_t strings; /* where in corpus->strings its id, date, url and source stand */
	uint64_t bytes;
	uint32_t word_count;
	uint32_t text; /* index of its text, once collapsed */
};

struct text {
	uint32_t *set; /* shingles, guards, slots, sketch. Only while loaded */
	uint64_t at;   /* where in corpus->prints */
	uint64_t hash; /* of its words */
	struct guard_marks marks;
	uint32_t shingles;     /* as they came */
	uint32_t kept;         /* how many of them are not stop-listed: the first ones of the set */
	uint32_t prose;        /* ... and how many of these stand in prose, */
	uint32_t rare, scarce; /* ... are rare, and are scarce: see rarity.h */
	uint32_t guards, slots, sketched, sampled;
	uint32_t site; /* hash of the host's name; 0: unknown */
	uint32_t word_count;
	uint32_t weight; /* in document frequencies, in 1/WEIGHT_UNIT; see stoplist.h */
	uint32_t copies; /* documents with this text: corpus->order[first .. first + copies) */
	uint32_t first;
};

/* What a user asks for beyond the decision about a pair. */
struct pair_rules {
	uint32_t least_containment; /* of texts that are joined, in PPM; above PPM: none are */
	bool joins_updates;         /* a story and its later versions are joined, too */
};

struct entry;
struct forest;

struct corpus {
	/* May be set before the first record; {0} keeps all in memory. */
	const char *tmp_dir; /* for temporary files; NULL: see io/archive/unnamed.h. Borrowed */
	uint64_t memory;     /* bytes that all of dedup may take; 0: no limit */
	unsigned jobs;       /* threads to work on; 0: one */
	struct pair_rules rules;

	/* What decides about pairs; made by corpus_collapse. */
	struct forest *judge;

	struct document *document;
	size_t documents, document_cap;
	size_t earlier; /* so many of them, the first ones, are of an archive that is done already
			 */
	struct tape strings, prints;
	uint64_t shingles, sketched; /* of all documents */
	struct entry *entry;         /* of each document, until corpus_collapse */
	size_t entry_cap;

	/* Made by corpus_collapse. */
	struct text *text;
	size_t texts;
	uint32_t *order; /* documents, those of one text side by side */
};

/* Takes what digest_write wrote of the next record. */
bool corpus_absorb(struct corpus *corpus, struct slice digest, struct err *err);

/* Finds exact copies, and gives the texts their ranks. */
bool corpus_collapse(struct corpus *corpus, struct err *err);

/* Prints are not needed any more. */
void corpus_drop_prints(struct corpus *corpus);

void corpus_free(struct corpus *corpus);

/* Memory. */

/* The least that corpus->memory must be for what was absorbed so far. */
uint64_t corpus_floor(const struct corpus *corpus);

/* What the rest of the work will take, in bytes, as far as the absorbed records tell. */
struct corpus_plan {
	uint64_t heads;  /* in memory, whatever the limit */
	uint64_t prints; /* in memory or in a file */
	bool is_filed;
	size_t parts;   /* about so many times the prints are read to compare them */
	uint64_t files; /* at most so much in temporary files, about */
};

struct corpus_plan corpus_plan(const struct corpus *corpus);

/* What is left of it beside the heads, what goes with each of them, and prints that are in memory.
 */
size_t corpus_room(const struct corpus *corpus);

/* The same in `parts`, for a tape's or a sorter's room: never 0, and 0 when there is no limit. */
size_t corpus_share(const struct corpus *corpus, unsigned parts);

/* How many bytes of prints, when they are in a file, one part of the texts may have. */
size_t corpus_part_bytes(const struct corpus *corpus);

/* A tape for this corpus, with that share of its memory. */
struct tape corpus_tape(const struct corpus *corpus, unsigned parts);

/* Texts whose sets are in memory. {0} is empty. When the corpus is in memory, all are always
 * loaded. */
struct window {
	char *bytes;
	size_t cap;
	uint32_t first, end; /* the texts */
};

/*
 * Loads texts [first, end) in place of what the window had. A text is loaded in one window at a
 * time.
 */
bool window_load(struct window *window, struct corpus *corpus, size_t first, size_t end,
		 struct err *err);

/* Loads one text. */
bool window_load_text(struct window *window, struct corpus *corpus, size_t text, struct err *err);

/* Writes back what was changed. */
bool window_save(const struct window *window, struct corpus *corpus, struct err *err);

void window_free(struct window *window);

/*
 * The end of the texts from `first` on that fit into so many bytes; there is always one. All of
 * them when the corpus is in memory.
 */
size_t corpus_window_end(const struct corpus *corpus, size_t first, size_t bytes);

/* Whether the text, or an exact copy of it, is of an earlier archive. */
bool text_is_earlier(const struct corpus *corpus, size_t text);

/* The strings are in `room`, or where the corpus has them. */
bool document_about(const struct corpus *corpus, size_t document, struct buf *room,
		    struct description *about, struct err *err);

static inline const uint32_t *text_guards(const struct text *text)
{
	return text->set + text->shingles;
}

static inline const uint32_t *text_slots(const struct text *text)
{
	return text->set + text->shingles + text->guards;
}

static inline const uint32_t *text_sketch(const struct text *text)
{
	return text->set + text->shingles + text->guards + text->slots;
}

/* How many values two sketches share. */
static inline uint32_t text_sketch_shared(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_sketch(a), *y = text_sketch(b);
	uint32_t i = 0, j = 0, shared = 0;

	while (i < a->sketched && j < b->sketched) {
		uint32_t left = x[i], right = y[j];

		shared += left == right;
		i += left <= right;
		j += right <= left;
	}
	return shared;
}

/* Of all that is loaded. */
static inline size_t text_bytes(const struct text *text)
{
	return ((size_t)text->shingles + text->guards + text->slots + text->sketched) *
	       sizeof(*text->set);
}

static inline bool text_is_short(const struct text *text)
{
	return text->word_count < SHORT_TEXT;
}

#endif
