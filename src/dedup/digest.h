/*
 * digest: all that dedup is to know of one record, as bytes; for this process only.
 */
#ifndef WIREWASH_DIGEST_H
#define WIREWASH_DIGEST_H

#include "base/buf.h"
#include "dedup/fingerprint.h"

/* Words: what has fewer is no article, but an empty page or a stub. */
enum { STUB_WORDS = 10 };

/* What is known of a record beside its text; borrowed. */
struct description {
	struct slice id, date, url, source;
	uint32_t clutter;   /* of the text's fingerprint */
	uint32_t blemishes; /* points against this copy of the text; see keep.h */
};

struct digest {
	struct hash128 words;
	uint64_t bytes;
	uint32_t site; /* hash of the host's name, else of the source; 0: unknown */
	uint32_t word_count;
	uint32_t shingles, guards, slots, sketched, sampled; /* as in struct fingerprint */
	struct guard_marks marks;
	struct slice strings; /* see strings_read */
	struct slice values;  /* set and sketch, uint32_t each; not aligned */
};

void digest_write(const struct fingerprint *print, const struct description *about,
		  struct buf *bytes);

/* What digest_write wrote; borrows the bytes. */
struct digest digest_read(struct slice bytes);

struct description strings_read(struct slice strings);

/* The host of a URL, as far as it can be seen without decoding anything: "https://host/...". */
struct slice url_host(struct slice url);

#endif
