#include <inttypes.h>
#include <stdlib.h>

#include "io/archive/archive.h"
#include "io/window.h"
#include "io/archive/zip_data.h"

/* PKWARE, APPNOTE.TXT 6.3.9: sections 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12 and on.
 */
enum {
	SIGNATURE = 0x05054B50,
	END = 0x06054B50,
	END_64 = 0x06064B50,
	LOCATOR_64 = 0x07064B50,
	SPLIT = 0x30304B50, /* in front of an archive that was to be split, and was not */

	LOCAL_SIZE = 30,
	LISTED_SIZE = 46,
	END_SIZE = 22,
	END_64_SIZE = 12,
	LOCATOR_64_SIZE = 20,
	SIGNATURE_SIZE = 6,

	EXTRA_64 = 1,
	VERSION_MAX = 63,
	METHOD_MAX = 99,
	NAME_MAX_LEN = 4096, /* of what makes sense */
};

static const uint64_t AGAIN_FREE = 1 << 20; /* bytes that may be looked at again at any position */

struct zip {
	struct window window;
	const char *name;
	struct zip_data data; /* of the present member */
	struct place place;   /* where its header is */
	uint64_t back_to; /* after trouble, headers are searched for from here on in the stream */
	struct buf member_name;
	uint64_t found, listed; /* members */
	uint64_t again;         /* bytes that were gone back over */
	bool is_listed;         /* the directory was read to its end */
	bool is_over;
	bool is_lost;       /* it was told that something is wrong: what follows is to be found */
	bool reader_failed; /* so did the reader, which was told */
	bool had_trouble;
	struct err later; /* to be told by the next call */
};

static void *open_zip(struct reader *reader, const char *name, struct err *err)
{
	struct zip *zip = calloc(1, sizeof(*zip));

	if (!zip || !window_open(&zip->window, reader, err)) {
		err_no_memory(err);
		free(zip);
		return NULL;
	}
	zip->name = name;
	zip->data.window = &zip->window;
	return zip;
}

static void close_zip(void *state)
{
	struct zip *zip = state;

	zip_data_close(&zip->data);
	window_close(&zip->window);
	buf_free(&zip->member_name);
	free(zip);
}

/* Whether a name's length, a version, a method are what they may be. */
static bool is_sound(const char *version, const char *method, const char *name_len)
{
	uint64_t len = zip_number(name_len, 2);

	return (unsigned char)*version <= VERSION_MAX && zip_number(method, 2) <= METHOD_MAX &&
	       len > 0 && len <= NAME_MAX_LEN;
}

/* Whether the bytes begin with a header that makes sense. */
static bool begins_header(struct slice bytes)
{
	switch (zip_mark(bytes)) {
	case ZIP_LOCAL:
		return bytes.len >= LOCAL_SIZE &&
		       is_sound(bytes.data + 4, bytes.data + 8, bytes.data + 26);
	case ZIP_LISTED:
		return bytes.len >= LISTED_SIZE &&
		       is_sound(bytes.data + 6, bytes.data + 10, bytes.data + 28);
	case END:
		return bytes.len >= END_SIZE && zip_number(bytes.data + 4, 4) == 0;
	default:
		return false;
	}
}

/* One byte of the mark may be damaged, if the rest makes sense. */
bool zip_begins(struct slice head)
{
	static const char mark[] = "PK\x03\x04";
	size_t same = 0;

	if (zip_mark(head) == ZIP_LOCAL || zip_mark(head) == END)
		return true;
	if (zip_mark(head) == SPLIT || zip_mark(head) == ZIP_DESCRIPTOR)
		return zip_mark(slice_from(head, ZIP_MARK_SIZE)) == ZIP_LOCAL;
	for (size_t i = 0; i < ZIP_MARK_SIZE && head.len >= LOCAL_SIZE; i++)
		same += head.data[i] == mark[i];
	return same == ZIP_MARK_SIZE - 1 &&
	       is_sound(head.data + 4, head.data + 8, head.data + 26) &&
	       (zip_number(head.data + 8, 2) == ZIP_STORED ||
		zip_number(head.data + 8, 2) == ZIP_DEFLATED);
}

/*
 * Goes to the next header that can be found. False when the reader fails; without one, it is over.
 */
static bool find_header(struct zip *zip, struct err *err)
{
	struct window *window = &zip->window;

	for (;;) {
		struct slice bytes;
		size_t at = 0;

		if (!window_fill(window, 2 * LISTED_SIZE, err))
			return false;
		bytes = window_slice(window);
		while ((at = slice_find(bytes, at, SLICE("PK"))) < bytes.len &&
		       !begins_header(slice_from(bytes, at)) &&
		       (window->is_at_end || bytes.len - at >= LISTED_SIZE))
			at++;
		if (at < bytes.len && begins_header(slice_from(bytes, at))) {
			window_take(window, at);
			return true;
		}
		if (window->is_at_end)
			break;
		/* A mark may have begun in the last byte. */
		window_take(window, at < bytes.len ? at : bytes.len - 1);
	}
	zip->is_over = true;
	return true;
}

/*
 * After trouble goes back to where a header may stand. Who makes us go back again and again must
 * not have us read everything many times.
 */
static void go_back(struct zip *zip)
{
	uint64_t position = window_position(&zip->window);

	if (position < zip->back_to)
		window_take(&zip->window, window_slice(&zip->window).len > 0);
	else if (zip->again + (position - zip->back_to) <= position + AGAIN_FREE)
		window_back(&zip->window, zip->back_to);
	zip->again += position - window_position(&zip->window);
}

/* Something is wrong with what is at the window: says what, and goes to the next header. */
static enum archive_step recover(struct zip *zip, const char *why, struct err *err)
{
	char at[PLACE_SPELLED], next[PLACE_SPELLED];

	place_spell(zip->place, at);
	zip->had_trouble = true;
	go_back(zip);
	if (!find_header(zip, &zip->later) && zip->later.code == ERR_MEMORY) {
		*err = zip->later;
	} else if (zip->is_over || zip->later.code != ERR_NONE) {
		zip->is_lost = zip->reader_failed = !zip->is_over;
		err_set(err, ERR_IO, "%s: damaged at %s: %s. Nothing was found behind it.",
			zip->name, at, why);
	} else {
		place_spell(window_place(&zip->window), next);
		err_set(err, ERR_IO, "%s: damaged at %s: %s. It goes on at %s.", zip->name, at, why,
			next);
	}
	return ARCHIVE_TROUBLE;
}

/* What is at the window. */
enum found {
	FOUND_FILE,
	FOUND_OTHER,   /* it was passed over */
	FOUND_REFUSED, /* why is said */
	FOUND_CUT,     /* the input ends within it */
	FOUND_DAMAGE,  /* why is said */
	FOUND_FAILURE, /* of the reader, or of memory */
};

/* Sizes that need more than 32 bits are in an extra field. */
static void take_extra(struct zip_told *told, struct slice extra)
{
	while (extra.len >= 4) {
		size_t len = (size_t)zip_number(extra.data + 2, 2);
		const char *at = extra.data + 4, *end;

		if (len > extra.len - 4)
			return;
		end = at + len;
		if (zip_number(extra.data, 2) == EXTRA_64) {
			if (told->size == UINT32_MAX && end - at >= 8) {
				told->size = zip_number(at, 8);
				at += 8;
			}
			if (told->packed == UINT32_MAX && end - at >= 8)
				told->packed = zip_number(at, 8);
		}
		extra = slice_from(extra, 4 + len);
	}
}

/* Looks at all of the local header at the window, with name and extra fields. */
static enum found look_at_local(struct zip *zip, struct slice *header, struct err *err)
{
	struct window *window = &zip->window;
	size_t size = LOCAL_SIZE;

	if (!window_fill(window, size, err))
		return FOUND_FAILURE;
	*header = window_slice(window);
	if (header->len < size)
		return FOUND_CUT;
	size += (size_t)zip_number(header->data + 26, 2) + (size_t)zip_number(header->data + 28, 2);
	if (!window_fill(window, size, err))
		return FOUND_FAILURE;
	*header = window_slice(window);
	if (header->len < size)
		return FOUND_CUT;
	header->len = size;
	return FOUND_FILE;
}

/* Takes the local header at the window, and begins with its member. */
static enum found take_local(struct zip *zip, const char **why, struct err *err)
{
	struct zip_told told;
	struct slice header, name;
	enum found found;

	zip->place = window_place(&zip->window);
	zip->back_to = window_position(&zip->window) + ZIP_MARK_SIZE;
	window_hold(&zip->window);
	found = look_at_local(zip, &header, err);
	if (found != FOUND_FILE)
		return found;
	told.flags = (unsigned)zip_number(header.data + 6, 2);
	told.method = (unsigned)zip_number(header.data + 8, 2);
	told.crc = (uint32_t)zip_number(header.data + 14, 4);
	told.packed = zip_number(header.data + 18, 4);
	told.size = zip_number(header.data + 22, 4);
	name = slice_sub(header, LOCAL_SIZE, LOCAL_SIZE + (size_t)zip_number(header.data + 26, 2));
	take_extra(&told, slice_from(header, LOCAL_SIZE + name.len));
	buf_clear(&zip->member_name);
	if (!buf_append(&zip->member_name, name)) {
		err_no_memory(err);
		return FOUND_FAILURE;
	}
	window_take(&zip->window, header.len);
	zip->found++;
	if (!zip_data_begin(&zip->data, &told, why, err))
		return FOUND_FAILURE;
	if (*why)
		return FOUND_REFUSED;
	return slice_ends(buf_slice(&zip->member_name), SLICE("/")) ? FOUND_OTHER : FOUND_FILE;
}

/* How many bytes a record of the directory has. 0: it is none. */
static uint64_t directory_size(struct slice bytes)
{
	switch (zip_mark(bytes)) {
	case ZIP_LISTED:
		return bytes.len < LISTED_SIZE ? LISTED_SIZE
					       : LISTED_SIZE + zip_number(bytes.data + 28, 2) +
							 zip_number(bytes.data + 30, 2) +
							 zip_number(bytes.data + 32, 2);
	case SIGNATURE:
		return bytes.len < SIGNATURE_SIZE ? SIGNATURE_SIZE
						  : SIGNATURE_SIZE + zip_number(bytes.data + 4, 2);
	case END_64:
		return bytes.len < END_64_SIZE
			       ? END_64_SIZE
			       : END_64_SIZE + (zip_number(bytes.data + 4, 8) & UINT32_MAX);
	case LOCATOR_64:
		return LOCATOR_64_SIZE;
	case END:
		return bytes.len < END_SIZE ? END_SIZE : END_SIZE + zip_number(bytes.data + 20, 2);
	default:
		return 0;
	}
}

/* Takes a record of the directory, which is a list of all members after the last of them. */
static enum found take_directory(struct zip *zip, const char **why, struct err *err)
{
	struct window *window = &zip->window;
	uint64_t size, begin = window_position(window);
	uint32_t mark;

	if (!window_fill(window, LISTED_SIZE, err))
		return FOUND_FAILURE;
	mark = zip_mark(window_slice(window));
	size = directory_size(window_slice(window));
	/* What is no record may be so because the member before it is not what it seemed. */
	if (size || zip->data.is_proved || !window_slice(window).len)
		zip->place = window_place(window);
	*why = window_slice(window).len ? "no header of a member" : "unexpected end";
	if (!size)
		return FOUND_DAMAGE;
	zip->back_to = begin + ZIP_MARK_SIZE;
	window_hold(window);
	if (!window_skip(window, size, err))
		return FOUND_FAILURE;
	if (window_position(window) < begin + size)
		return FOUND_CUT;
	zip->listed += mark == ZIP_LISTED;
	zip->is_listed = mark == END;
	return FOUND_OTHER;
}

/* After a whole directory all is over, unless archives were put together, or we are in the wrong
 * one. */
static enum found look_behind(struct zip *zip, struct err *err)
{
	struct window *window = &zip->window;

	zip->is_listed = false;
	if (!window_fill(window, ZIP_MARK_SIZE, err))
		return FOUND_FAILURE;
	if (zip_mark(window_slice(window)) == ZIP_LOCAL)
		return FOUND_OTHER;
	if (zip->had_trouble && !find_header(zip, err))
		return FOUND_FAILURE;
	if (zip->had_trouble && !zip->is_over)
		return FOUND_OTHER;
	zip->is_over = true;
	return window_skip(window, UINT64_MAX, err) ? FOUND_OTHER : FOUND_FAILURE;
}

/* Takes what is at the window. */
static enum found take(struct zip *zip, const char **why, struct err *err)
{
	struct window *window = &zip->window;
	uint32_t mark;

	if (zip->is_listed)
		return look_behind(zip, err);
	if (!window_fill(window, ZIP_MARK_SIZE, err))
		return FOUND_FAILURE;
	mark = zip_mark(window_slice(window));
	if ((mark == SPLIT || mark == ZIP_DESCRIPTOR) && !window_position(window)) {
		window_take(window, ZIP_MARK_SIZE);
		return FOUND_OTHER;
	}
	return mark == ZIP_LOCAL ? take_local(zip, why, err) : take_directory(zip, why, err);
}

static bool tell(struct zip *zip, const char *why, struct err *err)
{
	char at[PLACE_SPELLED];

	zip->had_trouble = true;
	place_spell(zip->place, at);
	return err_set(err, ERR_IO, "%s: damaged at %s: %s.", zip->name, at, why);
}

static bool read_in_zip(void *state, char *data, size_t cap, size_t *got, struct err *err)
{
	struct zip *zip = state;
	const char *why;

	if (!zip_data_read(&zip->data, data, cap, got, &why, err)) {
		zip->is_lost = zip->had_trouble = true;
		zip->reader_failed = !why;
		return why && tell(zip, why, err);
	}
	if (zip->data.is_odd)
		tell(zip, "what is told of its size is wrong", &zip->later);
	zip->data.is_odd = false;
	/* What has proved good is not searched. */
	if (zip->data.is_proved)
		zip->back_to = window_position(&zip->window);
	return true;
}

/* Reads what is left of the present member. */
static bool leave_member(struct zip *zip, struct err *err)
{
	char data[4096];
	size_t got = 1;

	while (got) {
		if (!read_in_zip(zip, data, sizeof(data), &got, err))
			return false;
	}
	return true;
}

/* After trouble that was told: goes on at the header that stands here, or at the next one. */
static bool find_again(struct zip *zip, struct err *err)
{
	struct window *window = &zip->window;

	if (zip->reader_failed && !window_resync(window, err)) {
		zip->is_over = err->code != ERR_MEMORY;
		return zip->is_over;
	}
	zip->reader_failed = !window_fill(window, LISTED_SIZE, err);
	if (!zip->reader_failed && !begins_header(window_slice(window))) {
		go_back(zip);
		zip->reader_failed = !find_header(zip, err);
	}
	zip->is_lost = zip->reader_failed;
	return !zip->reader_failed;
}

/* The directory must list what was found; where something was damaged, that is told already. */
static enum archive_step end(struct zip *zip, struct err *err)
{
	if (zip->had_trouble || zip->found == zip->listed)
		return ARCHIVE_END;
	zip->had_trouble = true;
	err_set(err, ERR_IO,
		"%s: its directory lists %" PRIu64 " members, but %" PRIu64
		" were found. All that were "
		"found were read.",
		zip->name, zip->listed, zip->found);
	return ARCHIVE_TROUBLE;
}

/* What cannot be read is passed over; its size is trusted if a header follows. */
static enum archive_step refuse(struct zip *zip, const char *why, struct err *err)
{
	char at[PLACE_SPELLED];

	place_spell(zip->place, at);
	zip->is_lost = zip->had_trouble = true;
	if (!window_skip(&zip->window, zip->data.told.packed, &zip->later))
		zip->reader_failed = true;
	err_set(err, ERR_IO, "%s: the member at %s %s. It is left out.", zip->name, at, why);
	return ARCHIVE_TROUBLE;
}

static enum archive_step step_of(struct zip *zip, enum found found, const char *why,
				 struct member *member, struct err *err)
{
	switch (found) {
	case FOUND_FILE:
		*member = (struct member){buf_slice(&zip->member_name), zip->place};
		return ARCHIVE_MEMBER;
	case FOUND_OTHER:
		return end(zip, err);
	case FOUND_REFUSED:
		return refuse(zip, why, err);
	case FOUND_CUT:
		return recover(zip, "unexpected end", err);
	case FOUND_DAMAGE:
		return recover(zip, why, err);
	case FOUND_FAILURE:
		zip->is_lost = zip->had_trouble = zip->reader_failed = true;
		break;
	}
	return ARCHIVE_TROUBLE;
}

static enum archive_step next_in_zip(void *state, struct member *member, struct err *err)
{
	struct zip *zip = state;
	const char *why = NULL;
	enum found found = FOUND_OTHER;

	if (!leave_member(zip, err))
		return ARCHIVE_TROUBLE;
	if (zip->later.code != ERR_NONE) {
		*err = zip->later;
		zip->later = (struct err){0};
		return ARCHIVE_TROUBLE;
	}
	if (zip->is_lost && !zip->is_over && !find_again(zip, err))
		return ARCHIVE_TROUBLE;
	while (found == FOUND_OTHER && !zip->is_over) {
		found = take(zip, &why, err);
		if (found == FOUND_OTHER && !leave_member(zip, err))
			return ARCHIVE_TROUBLE;
	}
	return step_of(zip, found, why, member, err);
}

const struct archive_format zip_format = {open_zip, next_in_zip, read_in_zip, close_zip};
