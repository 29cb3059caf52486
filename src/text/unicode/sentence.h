/* sentence: which characters end a sentence, in any script. */
#ifndef WIREWASH_SENTENCE_H
#define WIREWASH_SENTENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Unicode's Sentence_Terminal, and the ellipsis. */
bool sentence_terminal_of_any(uint32_t code_point);

static inline bool sentence_terminal(uint32_t c)
{
	if (c < 0x589)
		return c == '.' || c == '!' || c == '?';
	/* Most of what is asked about: Han, and Hangul. */
	return !(c - 0x4E00 < 0x5200) && !(c - 0xAC00 < 0x2BA4) && sentence_terminal_of_any(c);
}

#endif
