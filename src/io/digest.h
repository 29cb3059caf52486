/*
 * digest: what a file is known again by: its size and the XXH3-128 of its bytes, as they are
 * stored.
 */
#ifndef WIREWASH_DIGEST_H
#define WIREWASH_DIGEST_H

#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"

struct digest {
	uint64_t size;
	char hash[HASH128_HEX + 1];
};

/* Reads all of the file. What is no regular file is an error, as it cannot be read twice. */
bool digest_file(const char *path, struct digest *digest, struct err *err);

#endif
