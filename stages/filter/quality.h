/*
 * quality: rules by which builders of corpora tell prose from other text: those of Gopher (Rae et
 * al., arXiv 2112.11446, section A.1), C4 (Raffel et al., JMLR 21/140, 2020, section 2.2) and
 * FineWeb (Penedo et al., arXiv 2406.17557), with the details of datatrove 0.10. C4's rules for
 * lines decide about records here: no text is changed.
 */
#ifndef WIREWASH_FILTER_QUALITY_H
#define WIREWASH_FILTER_QUALITY_H

#include <stdint.h>

#include "base/slice.h"

/* Thresholds; ratios are thousandths. See the options of filter.c for their meaning. */
struct quality_limits {
	bool gopher, repetition, c4, fineweb;
	uint64_t gopher_min_words, gopher_max_words;
	uint64_t gopher_min_word_length, gopher_max_word_length;
	unsigned gopher_symbols, gopher_bullets, gopher_ellipses, gopher_alpha;
	uint64_t gopher_stop_words;
	unsigned repetition_lines, repetition_line_chars, repetition_top[3], repetition_ngrams[6];
	uint64_t c4_sentences;
	unsigned fineweb_punctuation, fineweb_short_lines, fineweb_duplicates, fineweb_list;
	uint64_t fineweb_short_line;
};

/* Memory of one thread; {0} is empty. */
struct quality {
	struct token {
		uint64_t hash;
		uint32_t length; /* code points */
		bool has_alpha, is_punctuation;
	} * tokens;
	size_t count, cap;
	struct quality_slot {
		uint64_t hash;
		uint32_t count;
	} * slots;
	size_t slot_cap, slot_mask; /* a power of two; less one, of those in use */
};

/*
 * The first rule that the text (valid UTF-8) breaks, as a static name; NULL when it breaks none.
 * False when memory is short.
 */
bool quality_check(struct quality *quality, const struct quality_limits *limits, struct slice text,
		   const char **broken);

/* Words of the text, without punctuation; SIZE_MAX when memory is short. */
size_t quality_words(struct quality *quality, struct slice text);

void quality_free(struct quality *quality);

#endif
