/*
 * wrapped: text that was broken at a margin, as by fold(1), mail programs and many programs that
 * turn HTML into text. A line there is no more than what fitted on it; what counts is the
 * paragraph.
 *
 * A break is forced when the first word of the next line would not have fitted on its line any
 * more. Where forced breaks at some margin outnumber both the others and the lines that go beyond
 * it, the text was broken there.
 */
#ifndef WIREWASH_WRAPPED_H
#define WIREWASH_WRAPPED_H

#include "text/words/lines.h"

/* The margin at which the text was broken, in characters; 0 when it was not. */
unsigned text_margin(const struct text_lines *lines);

/*
 * Makes one line of lines with forced breaks between them: its `raw` and `text` go from the first
 * to the last of them, line ends and all. Of text that was broken at no margin nothing changes.
 */
void text_join_wrapped(struct text_lines *lines);

/*
 * The same for a text that is known to be a dump by a program such as lynx, whatever its margin:
 * lines of one block with the same indentation are one, unless they are short or begin an item.
 */
void text_join_blocks(struct text_lines *lines);

#endif
