#include "io/archive/zip_data.h"

#include "io/compress/compress.h"

/* Of a descriptor; with a mark, and with one after it. */
enum { DESCRIPTOR_MIN = 16, DESCRIPTOR_MAX = 24 + ZIP_MARK_SIZE };

static const char cut_off[] = "unexpected end";
static const char wrong_sum[] = "its checksum is wrong";

bool zip_data_begin(struct zip_data *data, const struct zip_told *told, const char **refusal,
		    struct err *err)
{
	*refusal = NULL;
	data->told = *told;
	data->how = ZIP_BETWEEN;
	data->begin = window_position(data->window);
	data->made = 0;
	data->crc = 0;
	data->is_inflated = data->is_past_told = data->is_proved = data->is_odd = false;
	if (told->flags & ZIP_ENCRYPTED) {
		*refusal = "is encrypted";
	} else if (told->method == ZIP_STORED) {
		bool has_size = told->size || !(told->flags & ZIP_HAS_DESCRIPTOR);

		data->how = has_size && told->packed == told->size ? ZIP_IN_STORED : ZIP_IN_SOUGHT;
	} else if (told->method == ZIP_DEFLATED) {
		if (!data->inflating)
			data->inflating = deflate_decoder.open(err);
		if (!data->inflating)
			return false;
		deflate_decoder.restart(data->inflating);
		data->how = ZIP_IN_DEFLATED;
	} else {
		*refusal = "is compressed by a method that is not supported";
	}
	return true;
}

static uint64_t taken(const struct zip_data *data)
{
	return window_position(data->window) - data->begin;
}

/* Takes bytes that are not compressed. */
static void take_stored(struct zip_data *data, struct slice bytes, char *out, size_t cap,
			size_t *got)
{
	*got = bytes.len < cap ? bytes.len : cap;
	memcpy(out, bytes.data, *got);
	window_take(data->window, *got);
}

static bool read_stored(struct zip_data *data, char *out, size_t cap, size_t *got, const char **why,
			struct err *err)
{
	uint64_t left = data->told.size - data->made;
	struct slice bytes;

	if (!left)
		return true;
	if (!window_fill(data->window, 1, err))
		return false;
	bytes = window_slice(data->window);
	if (!bytes.len) {
		*why = cut_off;
		return false;
	}
	if (bytes.len > left)
		bytes.len = (size_t)left;
	take_stored(data, bytes, out, cap, got);
	return true;
}

/* Whether a descriptor of this shape begins here, with numbers of 4 bytes or of 8, and fits. */
static bool is_descriptor(struct slice bytes, size_t mark, size_t wide, uint32_t crc,
			  uint64_t packed, uint64_t size)
{
	if (bytes.len < mark + 4 + 2 * wide || (mark && zip_mark(bytes) != ZIP_DESCRIPTOR))
		return false;
	bytes = slice_from(bytes, mark);
	return zip_number(bytes.data, 4) == crc && zip_number(bytes.data + 4, wide) == packed &&
	       zip_number(bytes.data + 4 + wide, wide) == size;
}

static bool is_header_mark(uint32_t mark)
{
	return mark == ZIP_LOCAL || mark == ZIP_LISTED;
}

/*
 * The size of the descriptor that the bytes begin with, if it fits the data; else 0. The mark is
 * optional, and who writes 8 bytes does not always say so before; where several fit, as with zeros,
 * it is the one that a header follows.
 */
static size_t descriptor_size(const struct zip_data *data, struct slice bytes)
{
	size_t fits = 0;

	for (size_t mark = 0; mark <= ZIP_MARK_SIZE; mark += ZIP_MARK_SIZE) {
		for (size_t wide = 4; wide <= 8; wide += 4) {
			size_t size = mark + 4 + 2 * wide;

			if (!is_descriptor(bytes, mark, wide, data->crc, taken(data), data->made))
				continue;
			if (!fits || is_header_mark(zip_mark(slice_from(bytes, size))))
				fits = size;
		}
	}
	return fits;
}

/* Whether data of unknown size ends here. */
static bool ends_here(const struct zip_data *data, struct slice bytes)
{
	uint32_t mark = zip_mark(bytes);

	if (data->told.flags & ZIP_HAS_DESCRIPTOR)
		return mark == ZIP_DESCRIPTOR && descriptor_size(data, bytes);
	return is_header_mark(mark) && data->crc == data->told.crc;
}

/* Stored data whose size is not known goes on to the next mark before which all fits. */
static bool read_sought(struct zip_data *data, char *out, size_t cap, size_t *got, const char **why,
			struct err *err)
{
	struct slice bytes;
	size_t mark;

	if (!window_fill(data->window, DESCRIPTOR_MAX, err))
		return false;
	bytes = window_slice(data->window);
	if (ends_here(data, bytes))
		return true;
	if (!bytes.len) {
		*why = cut_off;
		return false;
	}
	mark = slice_find(bytes, 1, SLICE("PK"));
	if (mark == bytes.len && bytes.len > 1)
		mark--;
	bytes.len = mark;
	take_stored(data, bytes, out, cap, got);
	return true;
}

/* The compressed data in the window, up to the end that was told. */
static struct slice packed_bytes(const struct zip_data *data)
{
	struct slice bytes = window_slice(data->window);
	uint64_t left = data->told.packed - taken(data);

	if (!(data->told.flags & ZIP_HAS_DESCRIPTOR) && !data->is_past_told && bytes.len > left)
		bytes.len = (size_t)left;
	return bytes;
}

/*
 * The data goes on where its end was told, or does not go on at all. When the next header begins
 * there, the data is to blame, else what was told.
 */
static bool go_past_told(struct zip_data *data, const char **why, struct err *err)
{
	uint32_t mark;

	*why = cut_off;
	if (!window_fill(data->window, ZIP_MARK_SIZE, err)) {
		*why = NULL;
		return false;
	}
	mark = zip_mark(window_slice(data->window));
	if (!window_slice(data->window).len || is_header_mark(mark))
		return false;
	*why = NULL;
	data->is_past_told = true;
	return true;
}

static bool read_deflated(struct zip_data *data, char *out, size_t cap, size_t *got,
			  const char **why, struct err *err)
{
	while (!*got && !data->is_inflated) {
		struct flow flow = {.out = out, .out_len = cap};
		size_t offered;

		if (!window_fill(data->window, 1, err))
			return false;
		flow.in = packed_bytes(data);
		offered = flow.in.len;
		if (!deflate_decoder.step(data->inflating, &flow, &data->is_inflated, err)) {
			*why = err->code == ERR_MEMORY ? NULL
						       : "its compressed data is not well formed";
			return false;
		}
		window_take(data->window, offered - flow.in.len);
		*got = cap - flow.out_len;
		if (!*got && !data->is_inflated && !offered && !go_past_told(data, why, err))
			return false;
	}
	return true;
}

/* All of it was read: it must be what was told before it or after it. */
static bool check(struct zip_data *data, const char **why, struct err *err)
{
	const struct zip_told *told = &data->told;
	struct slice bytes;
	size_t size;

	if (told->flags & ZIP_HAS_DESCRIPTOR) {
		if (!window_fill(data->window, DESCRIPTOR_MAX, err))
			return false;
		bytes = window_slice(data->window);
		size = descriptor_size(data, bytes);
		if (size) {
			window_take(data->window, size);
			return true;
		}
		data->is_odd = bytes.len >= DESCRIPTOR_MIN && zip_mark(bytes) == ZIP_DESCRIPTOR &&
			       zip_number(bytes.data + ZIP_MARK_SIZE, 4) == data->crc;
		*why = data->is_odd ? NULL : bytes.len < DESCRIPTOR_MIN ? cut_off : wrong_sum;
		return data->is_odd;
	}
	data->is_odd = told->size != data->made || told->packed != taken(data);
	*why = told->crc == data->crc ? NULL : wrong_sum;
	return !*why;
}

bool zip_data_read(struct zip_data *data, char *out, size_t cap, size_t *got, const char **why,
		   struct err *err)
{
	bool good = true;

	*got = 0;
	*why = NULL;
	switch (data->how) {
	case ZIP_BETWEEN:
		return true;
	case ZIP_IN_STORED:
		good = read_stored(data, out, cap, got, why, err);
		break;
	case ZIP_IN_SOUGHT:
		good = read_sought(data, out, cap, got, why, err);
		break;
	case ZIP_IN_DEFLATED:
		good = read_deflated(data, out, cap, got, why, err);
		if (good && *got)
			good = reader_count_made(data->window->reader, *got, err);
		break;
	}
	data->crc = crc32_go_on(data->crc, slice_make(out, *got));
	data->made += *got;
	if (good && *got)
		return true;
	data->how = ZIP_BETWEEN;
	good = good && check(data, why, err);
	data->is_proved = good && data->made && !data->is_odd;
	return good;
}

void zip_data_close(struct zip_data *data)
{
	if (data->inflating)
		deflate_decoder.close(data->inflating);
	*data = (struct zip_data){0};
}
