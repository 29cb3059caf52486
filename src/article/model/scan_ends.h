/* scan_ends: what the first and the last characters of a line say. The inside of scan.h. */
#ifndef WIREWASH_SCAN_ENDS_H
#define WIREWASH_SCAN_ENDS_H

#include <stdint.h>

#include "base/slice.h"

/* Of enum scan_flag those that tell of a line's ends. The text is valid UTF-8, and not empty. */
uint32_t scan_ends(struct slice text);

#endif
