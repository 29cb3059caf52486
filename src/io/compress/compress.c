#include "io/compress/compress.h"

#ifdef WITH_ISAL
#define GZIP_DECODER isal_decoder
#else
#define GZIP_DECODER gzip_decoder
#endif

/* Whether `head` begins with the magic; when it is shorter and agrees so far, *enough is false. */
static bool has_magic(struct slice head, struct slice magic, bool *enough)
{
	if (slice_starts(head, magic))
		return true;
	if (slice_starts(magic, head))
		*enough = false;
	return false;
}

/* A skippable frame's magic is any of 0x184D2A50 to 0x184D2A5F, low byte first. */
static bool is_skippable(struct slice head, bool *enough)
{
	if (head.len && ((unsigned char)head.data[0] & 0xF0) != 0x50)
		return false;
	return has_magic(slice_from(head, head.len ? 1 : 0), SLICE("\x2A\x4D\x18"), enough);
}

const struct decoder *decoder_for(struct slice head, bool *enough)
{
	*enough = true;
	if (has_magic(head, SLICE("\x1F\x8B"), enough))
		return &GZIP_DECODER;
	if (has_magic(head, SLICE("\x28\xB5\x2F\xFD"), enough) || is_skippable(head, enough))
		return &zstd_decoder;
	return NULL;
}

const struct encoder *encoder_for(struct slice name)
{
	if (slice_ends(name, SLICE(".gz")))
		return &gzip_encoder;
	if (slice_ends(name, SLICE(".zst")))
		return &zstd_encoder;
	return NULL;
}
