/*
 * frame: evidence that a text is the dump of a web page. The frame around an article (menu, footer,
 * share buttons) is made of short labels that most sites share, each on a line of its own: "Log
 * in", "Privacy Policy", "Share on Facebook". An article or a table has hardly any; so they are
 * counted before anything is taken for a page.
 */
#ifndef WIREWASH_FRAME_H
#define WIREWASH_FRAME_H

#include "article/rules/lexicon.h"

/*
 * Returns how many different labels of the classes in `labels`, of any language, there are among
 * the first and the last lines of a text, where menus and footers are. A copyright line counts as
 * one of them. Does not count beyond `enough` (at most FRAME_MOST).
 */
enum { FRAME_MOST = 16 };
size_t frame_count(const struct text_lines *lines, const struct lexicon *lexicon,
		   const struct class_set *labels, size_t enough);

#endif
