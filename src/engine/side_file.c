#include "engine/side_file.h"

#include <stdlib.h>

#include "io/spool.h"
#include "io/writer.h"

struct side_file {
	struct writer *writer; /* takes the first stage's lines as they come */
	const char *tmp_dir;
	size_t stages;
	struct spool *later[]; /* the other stages' wait here; made on first use */
};

struct side_file *side_file_open(const char *path, size_t stages, const char *tmp_dir,
				 struct err *err)
{
	struct side_file *side = calloc(1, sizeof(*side) + stages * sizeof(struct spool *));

	if (!side) {
		err_no_memory(err);
		return NULL;
	}
	side->stages = stages;
	side->tmp_dir = tmp_dir;
	if (path) {
		side->writer = writer_open(path, err);
		if (!side->writer) {
			free(side);
			return NULL;
		}
	}
	return side;
}

bool side_file_add(struct side_file *side, size_t stage, struct slice lines, struct err *err)
{
	if (!side->writer || lines.len == 0)
		return true;
	if (stage == 0)
		return writer_write(side->writer, lines, err);
	if (!side->later[stage]) {
		side->later[stage] = spool_open(side->tmp_dir, err);
		if (!side->later[stage])
			return false;
	}
	return spool_write(side->later[stage], lines, err);
}

static bool append_spool(struct writer *writer, struct spool *spool, struct err *err)
{
	struct reader *reader = spool_read(spool, err);
	char block[16 * 1024];
	size_t got = 0;
	bool ok;

	if (!reader)
		return false;
	do
		ok = reader_read(reader, block, sizeof(block), &got, err) &&
		     writer_write(writer, slice_make(block, got), err);
	while (ok && got);
	reader_close(reader);
	return ok;
}

bool side_file_prepare(struct side_file *side, struct err *err)
{
	for (size_t i = 0; i < side->stages; i++) {
		struct spool *spool = side->later[i];
		bool ok;

		side->later[i] = NULL;
		ok = !spool || append_spool(side->writer, spool, err);
		spool_close(spool);
		if (!ok)
			return false;
	}
	return !side->writer || writer_prepare(side->writer, err);
}

bool side_file_commit(struct side_file *side, struct err *err)
{
	bool ok = side_file_prepare(side, err);

	if (ok && side && side->writer) {
		ok = writer_commit(side->writer, err);
		side->writer = NULL;
	}
	side_file_discard(side);
	return ok;
}

void side_file_discard(struct side_file *side)
{
	if (!side)
		return;
	for (size_t i = 0; i < side->stages; i++)
		spool_close(side->later[i]);
	writer_discard(side->writer);
	free(side);
}
