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

/* "BZh", the size of blocks in 100,000 bytes, and the first block's mark, or that of the end. */
static bool is_bzip2(struct slice head, bool *enough)
{
	char magic[] = "BZh1\x31\x41\x59\x26\x53\x59";

	if (head.len > 3 && head.data[3] >= '1' && head.data[3] <= '9')
		magic[3] = head.data[3];
	return has_magic(head, slice_make(magic, sizeof(magic) - 1), enough);
}

const struct decoder *decoder_for(struct slice head, bool *enough)
{
	*enough = true;
	if (has_magic(head, SLICE("\x1F\x8B"), enough))
		return &GZIP_DECODER;
	if (has_magic(head, SLICE("\x28\xB5\x2F\xFD"), enough) || is_skippable(head, enough))
		return &zstd_decoder;
	if (has_magic(head,
		      SLICE("\xFD"
			    "7zXZ\0"),
		      enough))
		return &xz_decoder;
	if (is_bzip2(head, enough))
		return &bzip2_decoder;
	if (has_magic(head, SLICE("\x04\x22\x4D\x18"), enough))
		return &lz4_decoder;
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
