/*
 * duplicate_blocks: kept blocks that only say what kept blocks before them say. Pages hold an
 * article twice, for narrow screens and for wide ones, show its notices at each place where
 * something was to be embedded, and pull quotes out of it.
 */
#ifndef WIREWASH_EXTRACT_DUPLICATE_BLOCKS_H
#define WIREWASH_EXTRACT_DUPLICATE_BLOCKS_H

#include "article/model/map.h"
#include "page.h"

/*
 * Takes back `kept` of blocks that have nearly all of their runs of four words in kept blocks
 * before them. Short blocks stay, and so do those of the same tag and class in the same element.
 * `grams` is {0} or has been here before. False when memory is short.
 */
bool duplicate_blocks_drop(const struct page *page, struct map *grams, bool *kept);

#endif
