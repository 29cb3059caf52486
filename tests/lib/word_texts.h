/* Records that are easily alike, from any bytes, for the fuzz targets of src/dedup. */
#ifndef WIREWASH_TEST_WORD_TEXTS_H
#define WIREWASH_TEST_WORD_TEXTS_H

#include <stdlib.h>

#include "dedup/digest.h"

/* Each byte names four words and what stands behind them, so that texts have much in common. */
static inline void word_text(struct slice line, struct buf *text)
{
	static const char *const glue[] = {" ", " 12 ", " the North ", "\n"};

	buf_clear(text);
	for (size_t i = 0; i < line.len; i++) {
		unsigned char byte = (unsigned char)line.data[i];

		for (unsigned j = 0; j < 4; j++)
			buf_printf(text, "w%ux%u%s", byte & 63u, j, j == 3 ? glue[byte >> 6] : " ");
	}
}

/* The digest of the text that the line names. Ends the program when there is no memory. */
static inline void word_text_digest(struct slice line, const struct description *about,
				    struct buf *digest)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;
	struct buf text = {0};

	word_text(line, &text);
	if (!fingerprint_make(&maker, buf_slice(&text), &print))
		abort();
	digest_write(&print, about, digest);
	if (buf_failed(digest))
		abort();
	fingerprinter_free(&maker);
	buf_free(&text);
}

#endif
