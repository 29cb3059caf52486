/* sniff: what a file is, by its first bytes; by its name only when that says JSON Lines. */
#ifndef WIREWASH_INGEST_SNIFF_H
#define WIREWASH_INGEST_SNIFF_H

#include "base/arena.h"
#include "io/archive/archive.h"
#include "io/compress/format.h"
#include "known.h"
#include "record/record.h"

/* As --input-format has them. */
enum input_format {
	INPUT_AUTO,
	INPUT_JSONL,
	INPUT_JSON,
	INPUT_CSV,
	INPUT_TEXT,
	INPUT_WARC,
	INPUT_TAR,
	INPUT_ZIP
};
extern const char *const input_formats[];

struct sniffer {
	enum input_format forced;
	const struct schema *schema;
	const char *map; /* columns of tables, as --csv has them */
	struct arena memory;
};

/* Format or archive is set. */
struct finding {
	const struct format *format;
	const struct archive_format *archive;
	const struct known *known;   /* it is not read: the format is format_head */
	struct slice no_text_column; /* a table that has none begins so; borrowed of the reader */
};

/*
 * What the file is at whose first byte *reader stands. Where it has to be decoded on its way
 * in, *reader becomes one that does that and owns the other. `name` is the file's, empty for stdin;
 * of a member of an archive it is found out what it is even if the format of archives was forced.
 */
bool sniff(struct sniffer *sniffer, struct slice name, bool is_member, struct reader **reader,
	   struct finding *finding, struct err *err);

#endif
