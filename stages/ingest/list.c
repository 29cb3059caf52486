#include "list.h"

#include "io/reader.h"

enum { READ_BYTES = 64 * 1024 };

static bool read_all(struct reader *reader, struct buf *bytes, struct err *err)
{
	size_t got = 1;

	while (got) {
		if (!buf_reserve(bytes, READ_BYTES))
			return err_no_memory(err);
		if (!reader_read(reader, bytes->data + bytes->len, READ_BYTES, &got, err))
			return false;
		bytes->len += got;
	}
	return true;
}

bool list_read(struct list *list, const char *path, uint64_t max_ratio, struct err *err)
{
	struct reader *reader = reader_open(path, max_ratio, err);
	bool good = reader && read_all(reader, &list->bytes, err);
	struct slice bytes = buf_slice(&list->bytes);

	reader_close(reader);
	if (!good) {
		buf_free(&list->bytes);
		return false;
	}
	list->separator = slice_find_byte(bytes, 0, '\0') < bytes.len ? '\0' : '\n';
	return buf_push(&list->bytes, '\0') || err_no_memory(err);
}

const char *list_next(struct list *list)
{
	while (list->at < list->bytes.len) {
		char *path = list->bytes.data + list->at;
		size_t end = slice_find_byte(buf_slice(&list->bytes), list->at, list->separator);

		/* The last one ends with the NUL after them all. */
		if (end < list->bytes.len)
			list->bytes.data[end] = '\0';
		list->at = end + 1;
		if (*path)
			return path;
	}
	return NULL;
}

void list_free(struct list *list)
{
	buf_free(&list->bytes);
}
