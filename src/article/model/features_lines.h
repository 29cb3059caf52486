/*
 * features_lines: what each line tells by itself, as features. Private to features.c.
 *
 * Both ways give the same; the second needs a machine with AVX2, as features_avx2_supported says.
 */
#ifndef WIREWASH_FEATURES_LINES_H
#define WIREWASH_FEATURES_LINES_H

#include "article/model/features.h"

bool features_avx2_supported(void);

void features_fill_lines(struct features *features);
void features_fill_lines_avx2(struct features *features);

#endif
