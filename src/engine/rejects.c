#include "engine/rejects.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "io/spool.h"
#include "io/writer.h"
#include "record/json.h"

struct rejects {
	struct writer *writer; /* takes the first stage's lines as they come */
	const char *tmp_dir;
	size_t stages;
	struct spool *later[]; /* the other stages' wait here; made on first use */
};

static void write_base64(struct buf *out, struct slice bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.len; i += 3) {
		unsigned long group = 0;
		size_t have = bytes.len - i < 3 ? bytes.len - i : 3;

		for (size_t j = 0; j < 3; j++)
			group = group << 8 | (j < have ? (unsigned char)bytes.data[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			buf_push(out, j <= have ? digits[group >> (18 - 6 * j) & 63] : '=');
	}
}

void rejected_write(const struct rejected *rejected, struct buf *out)
{
	buf_append(out, SLICE("{\"stage\":"));
	json_write_string(out, slice_of(rejected->stage));
	buf_append(out, SLICE(",\"reason\":"));
	json_write_string(out, slice_of(reject_reason_name(rejected->reason)));
	buf_printf(out, ",\"line\":%llu,\"id\":", (unsigned long long)rejected->line);
	if (rejected->id.len)
		json_write_string(out, rejected->id);
	else
		buf_append(out, SLICE("null"));
	if (rejected->file.len && utf8_valid(rejected->file)) {
		buf_append(out, SLICE(",\"file\":"));
		json_write_string(out, rejected->file);
	}
	if (rejected->size)
		buf_printf(out, ",\"size\":%llu", (unsigned long long)rejected->size);
	if (utf8_valid(rejected->bytes)) {
		buf_append(out, SLICE(",\"bytes\":"));
		json_write_string(out, rejected->bytes);
	} else {
		buf_append(out, SLICE(",\"base64\":\""));
		write_base64(out, rejected->bytes);
		buf_push(out, '"');
	}
	buf_append(out, SLICE("}\n"));
}

struct rejects *rejects_open(const char *path, size_t stages, const char *tmp_dir, struct err *err)
{
	struct rejects *rejects = calloc(1, sizeof(*rejects) + stages * sizeof(struct spool *));

	if (!rejects) {
		err_no_memory(err);
		return NULL;
	}
	rejects->stages = stages;
	rejects->tmp_dir = tmp_dir;
	if (path) {
		rejects->writer = writer_open(path, err);
		if (!rejects->writer) {
			free(rejects);
			return NULL;
		}
	}
	return rejects;
}

bool rejects_add(struct rejects *rejects, size_t stage, struct slice lines, struct err *err)
{
	if (!rejects->writer || lines.len == 0)
		return true;
	if (stage == 0)
		return writer_write(rejects->writer, lines, err);
	if (!rejects->later[stage]) {
		rejects->later[stage] = spool_open(rejects->tmp_dir, err);
		if (!rejects->later[stage])
			return false;
	}
	return spool_write(rejects->later[stage], lines, err);
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

bool rejects_prepare(struct rejects *rejects, struct err *err)
{
	for (size_t i = 0; i < rejects->stages; i++) {
		struct spool *spool = rejects->later[i];
		bool ok;

		rejects->later[i] = NULL;
		ok = !spool || append_spool(rejects->writer, spool, err);
		spool_close(spool);
		if (!ok)
			return false;
	}
	return !rejects->writer || writer_prepare(rejects->writer, err);
}

bool rejects_commit(struct rejects *rejects, struct err *err)
{
	bool ok = rejects_prepare(rejects, err);

	if (ok && rejects->writer) {
		ok = writer_commit(rejects->writer, err);
		rejects->writer = NULL;
	}
	rejects_discard(rejects);
	return ok;
}

void rejects_discard(struct rejects *rejects)
{
	if (!rejects)
		return;
	for (size_t i = 0; i < rejects->stages; i++)
		spool_close(rejects->later[i]);
	writer_discard(rejects->writer);
	free(rejects);
}
