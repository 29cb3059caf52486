/* terminal: what a terminal wants to see. */
#ifndef WIREWASH_TERMINAL_H
#define WIREWASH_TERMINAL_H

#include <stdbool.h>

/* Whether text for `fd` may have colours: a terminal, not dumb, and NO_COLOR is not set. */
bool terminal_wants_color(int fd);

#endif
