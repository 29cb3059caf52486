/*
 * compress: gzip (RFC 1952) and zstd (RFC 8878) behind one face, so that readers and writers know
 * no library. Only gzip.c includes zlib's header, only isal.c ISA-L's, only zstd.c libzstd's.
 *
 * A coder works in steps over a flow: what it takes it cuts off the front of `in`, what it makes it
 * writes to `out`. A format that changes bytes on their way in is one more `struct decoder`.
 */
#ifndef WIREWASH_COMPRESS_H
#define WIREWASH_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct flow {
	struct slice in; /* not yet taken */
	char *out;       /* room that is left */
	size_t out_len;
};

struct decoder {
	void *(*open)(struct err *err);

	/*
	 * Takes and makes as much as it likes; called again and again, it takes all. Only when `in`
	 * is empty and nothing was made does it need more. *whole: the input may end here.
	 *
	 * False at damage (ERR_IO; the message is a few words that say which) or when a limit is
	 * hit (ERR_LIMIT). What was made before that is in the flow and is good.
	 */
	bool (*step)(void *state, struct flow *flow, bool *whole, struct err *err);

	void (*close)(void *state);

	/*
	 * For a format whose members stand by themselves, else NULL: what it takes to go on behind
	 * damage. `find`: the offset of the first place where a member may begin (or where the
	 * bytes end too soon to tell), or bytes.len. `restart`: the next step begins with a new
	 * member; some that have no `find` can do that, too.
	 */
	size_t (*find)(struct slice bytes);
	void (*restart)(void *state);
};

extern const struct decoder gzip_decoder;
extern const struct decoder isal_decoder;    /* gzip too, faster, where the build has ISA-L */
extern const struct decoder zlib_decoder;    /* RFC 1950, as HTTP means by "deflate" */
extern const struct decoder deflate_decoder; /* RFC 1951, as some servers take it */
extern const struct decoder zstd_decoder;
extern const struct decoder brotli_decoder; /* RFC 7932 */
extern const struct decoder xz_decoder;
extern const struct decoder bzip2_decoder;
extern const struct decoder lz4_decoder;

/* The checksum of gzip and zip (CRC-32 of ISO 3309), of bytes behind those that gave `crc`; 0 for
 * none. */
uint32_t crc32_go_on(uint32_t crc, struct slice bytes);

/*
 * UTF-16, whose byte order the mark in front tells, to UTF-8. A lone surrogate becomes the three
 * bytes that would encode it, which is no UTF-8: so the line that has it is found to be bad.
 */
extern const struct decoder utf16_decoder;

/*
 * The decoder for a stream that begins with these bytes, or NULL. *enough is false when more
 * bytes could still make it one of them; HEAD_BYTES always decide.
 */
enum { HEAD_BYTES = 10 };
const struct decoder *decoder_for(struct slice head, bool *enough);

/*
 * Of gzip, whoever decodes it. A member begins with the magic, the only method there is, and flags
 * of which three are reserved: for decoder.find.
 */
size_t gzip_find(struct slice bytes);

/* Behind the last member there may be zeros, with which tapes and some tools fill a block. */
bool gzip_skip_padding(struct flow *flow, struct err *err);

enum flow_mode {
	FLOW_GO,     /* more will come */
	FLOW_FLUSH,  /* hand out all that was taken */
	FLOW_FINISH, /* and end the stream */
};

struct encoder {
	void *(*open)(struct err *err);

	/* *done: all of `in` was taken and, but for FLOW_GO, all of it has been written to `out`.
	 */
	bool (*step)(void *state, struct flow *flow, enum flow_mode mode, bool *done,
		     struct err *err);

	void (*close)(void *state);
};

extern const struct encoder gzip_encoder;
extern const struct encoder zstd_encoder;

/* The encoder that a file name's ending asks for (.gz, .zst), or NULL. */
const struct encoder *encoder_for(struct slice name);

#endif
