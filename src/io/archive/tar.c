#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "io/archive/archive.h"
#include "io/archive/tar_header.h"
#include "io/window.h"

/* GNU's sparse files are by the manual of GNU tar. */
enum {
	GNU_SPARSE_MORE_AT = 482, /* another block of its map follows */
	GNU_MAP_MORE_AT = 504,    /* in such a block: and yet another */

	NAME_MAX_LEN = 64 * 1024,
	EXTENDED_MAX = 1024 * 1024,
};
struct tar {
	struct window window;
	const char *name;
	uint64_t left;      /* bytes of the present member that were not read, ... */
	uint64_t padding;   /* ... and of its last block */
	struct place begin; /* of the present member, with its extended headers */
	bool has_begun;     /* there is an extended header of the next one */
	struct tar_extended extended;
	struct buf member_name;
	struct buf content; /* of an extended header */
	bool has_magic;     /* the first header has one, so they all have */
	bool saw_zeros;     /* the end mark was the last there was */
	bool is_over;
	bool is_lost;       /* the reader failed, as was told: what follows is to be found */
	struct err failure; /* of the reader, still to be told */
};

static void *open_tar(struct reader *reader, const char *name, struct err *err)
{
	struct tar *tar = calloc(1, sizeof(*tar));

	if (!tar || !window_open(&tar->window, reader, err)) {
		err_no_memory(err);
		free(tar);
		return NULL;
	}
	tar->name = name;
	return tar;
}

static void close_tar(void *state)
{
	struct tar *tar = state;

	window_close(&tar->window);
	buf_free(&tar->extended.name);
	buf_free(&tar->member_name);
	buf_free(&tar->content);
	free(tar);
}

static bool is_zero(struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.data[i])
			return false;
	}
	return true;
}

static bool is_header(const struct tar *tar, const char *block)
{
	return (tar_has_magic(block) || !tar->has_magic) && tar_is_header(block);
}

/* The first place in the bytes where a header with its magic begins, all of which is there. */
static size_t search_magic(const struct tar *tar, struct slice bytes)
{
	for (size_t at = 0; at + TAR_BLOCK <= bytes.len; at++) {
		at = slice_find(bytes, at + TAR_MAGIC_AT, SLICE("ustar")) - TAR_MAGIC_AT;
		if (at + TAR_BLOCK <= bytes.len && is_header(tar, bytes.data + at))
			return at;
	}
	return bytes.len;
}

/* The same for one without, which can only be told at the beginning of a block. */
static size_t search_blocks(const struct tar *tar, struct slice bytes)
{
	for (size_t at = 0; at + TAR_BLOCK <= bytes.len && !tar->has_magic; at += TAR_BLOCK) {
		if (is_header(tar, bytes.data + at))
			return at;
	}
	return bytes.len;
}

/*
 * Goes to the next header. After lost data it may begin at any byte; the magic leads to it.
 */
static bool find_header(struct tar *tar, struct err *err)
{
	struct window *window = &tar->window;

	tar->left = tar->padding = 0;
	tar->saw_zeros = false;
	tar_forget_extended(&tar->extended);
	for (;;) {
		struct slice bytes;
		size_t at, by_block;

		if (!window_fill(window, (size_t)2 * TAR_BLOCK, err))
			return false;
		bytes = window_slice(window);
		at = search_magic(tar, bytes);
		by_block = search_blocks(tar, bytes);
		if (by_block < at)
			at = by_block;
		if (at < bytes.len) {
			window_take(window, at);
			return true;
		}
		if (window->is_at_end)
			break;
		/* A header may have begun in what is left. */
		window_take(window, bytes.len - bytes.len % TAR_BLOCK - TAR_BLOCK);
	}
	tar->is_over = true;
	return true;
}

/* Something is wrong with the present member: says what, and goes to the next header. */
static enum archive_step recover(struct tar *tar, const char *why, struct err *err)
{
	char at[PLACE_SPELLED], next[PLACE_SPELLED];

	place_spell(tar->begin, at);
	tar->has_begun = false;
	if (!find_header(tar, &tar->failure) && tar->failure.code == ERR_MEMORY) {
		*err = tar->failure;
	} else if (tar->is_over || tar->failure.code != ERR_NONE) {
		err_set(err, ERR_IO, "%s: damaged at %s: %s. No member was found behind it.",
			tar->name, at, why);
	} else {
		place_spell(window_place(&tar->window), next);
		err_set(err, ERR_IO,
			"%s: damaged at %s: %s. The next member that was found is at %s.",
			tar->name, at, why, next);
	}
	return ARCHIVE_TROUBLE;
}

static bool end_too_soon(struct tar *tar, struct err *err)
{
	char at[PLACE_SPELLED];

	tar->is_over = true;
	place_spell(tar->begin, at);
	return err_set(err, ERR_IO, "%s: damaged at %s: unexpected end.", tar->name, at);
}

/* What is at the window. */
enum found {
	FOUND_FILE,
	FOUND_OTHER, /* it was passed over */
	FOUND_END,
	FOUND_CUT,    /* the input ends within it */
	FOUND_DAMAGE, /* why is said */
	FOUND_SPARSE,
	FOUND_FAILURE,
};

/* Reads what belongs to an extended header into `content`. */
static enum found read_content(struct tar *tar, uint64_t size, struct err *err)
{
	struct window *window = &tar->window;

	buf_clear(&tar->content);
	while (tar->content.len < size) {
		struct slice bytes;

		if (!window_fill(window, 1, err))
			return FOUND_FAILURE;
		bytes = window_slice(window);
		if (!bytes.len)
			return FOUND_CUT;
		if (bytes.len > size - tar->content.len)
			bytes.len = (size_t)size - tar->content.len;
		if (!buf_append(&tar->content, bytes)) {
			err_no_memory(err);
			return FOUND_FAILURE;
		}
		window_take(window, bytes.len);
	}
	return FOUND_OTHER;
}

static enum found read_extended(struct tar *tar, char type, uint64_t size, const char **why,
				struct err *err)
{
	struct tar_extended *extended = &tar->extended;
	enum found found;
	bool good = true;

	if (size > (type == 'L' ? NAME_MAX_LEN : EXTENDED_MAX)) {
		*why = "an extended header that is too long";
		return FOUND_DAMAGE;
	}
	found = read_content(tar, size, err);
	if (found != FOUND_OTHER)
		return found;
	if (type == 'L') {
		buf_clear(&extended->name);
		buf_append(&extended->name, tar_until_nul(tar->content.data, tar->content.len));
	} else {
		good = tar_take_pax(extended, buf_slice(&tar->content));
	}
	if (buf_failed(&extended->name)) {
		err_no_memory(err);
		return FOUND_FAILURE;
	}
	*why = "an extended header that is not well formed";
	return good ? FOUND_OTHER : FOUND_DAMAGE;
}

/* The blocks after the header of a sparse file that go on with its map. */
static enum found skip_sparse_map(struct tar *tar, bool more, struct err *err)
{
	struct window *window = &tar->window;

	while (more) {
		if (!window_fill(window, TAR_BLOCK, err))
			return FOUND_FAILURE;
		if (window_slice(window).len < TAR_BLOCK)
			return FOUND_CUT;
		more = window_slice(window).data[GNU_MAP_MORE_AT] != 0;
		window_take(window, TAR_BLOCK);
	}
	return FOUND_SPARSE;
}

/*
 * A hard link has a size but no data in some archives, and data in others: none when a header, or
 * the end, follows.
 */
static bool link_has_data(struct tar *tar, struct err *err)
{
	struct slice bytes;

	if (!window_fill(&tar->window, TAR_BLOCK, err))
		return false;
	bytes = window_slice(&tar->window);
	if (bytes.len < TAR_BLOCK)
		return false;
	bytes.len = TAR_BLOCK;
	return !is_zero(bytes) && !is_header(tar, bytes.data);
}

/* What kind of thing a header is of, whose data now is at the window. */
static enum found look_at_type(struct tar *tar, char type, bool sparse_map, struct err *err)
{
	struct tar_extended *extended = &tar->extended;
	const struct buf *name = &tar->member_name;
	enum found found = FOUND_OTHER;

	switch (type) {
	case 'S':
		return skip_sparse_map(tar, sparse_map, err);
	case '1':
		if (tar->left && !link_has_data(tar, err))
			tar->left = tar->padding = 0;
		break;
	case '0':
	case '\0':
	case '7':
		if (!name->len || name->data[name->len - 1] != '/')
			found = extended->is_sparse ? FOUND_SPARSE : FOUND_FILE;
		break;
	default:
		break;
	}
	return found;
}

static void set_size(struct tar *tar, uint64_t size)
{
	tar->left = size;
	tar->padding = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/* Takes the header at the window. */
static enum found take_header(struct tar *tar, const char **why, struct err *err)
{
	const char *block = window_slice(&tar->window).data;
	char type = block[TAR_TYPE_AT];
	bool sparse_map = block[GNU_SPARSE_MORE_AT] != 0;
	uint64_t size;
	enum found found;

	*why = "no header of a member";
	if (!is_header(tar, block))
		return FOUND_DAMAGE;
	tar_size(block, &size);
	tar->saw_zeros = false;
	tar->has_magic = tar->has_magic || tar_has_magic(block);
	tar->has_begun = type == 'x' || type == 'X' || type == 'L' || type == 'K';
	if (type == 'x' || type == 'X' || type == 'L') {
		window_take(&tar->window, TAR_BLOCK);
		found = read_extended(tar, type, size, why, err);
		set_size(tar, size);
		tar->left = 0;
		return found;
	}
	buf_clear(&tar->member_name);
	if (tar->extended.name.len)
		buf_append(&tar->member_name, buf_slice(&tar->extended.name));
	else
		tar_append_name(&tar->member_name, block);
	if (buf_failed(&tar->member_name)) {
		err_no_memory(err);
		return FOUND_FAILURE;
	}
	window_take(&tar->window, TAR_BLOCK);
	set_size(tar, tar->extended.has_size ? tar->extended.size : size);
	found = look_at_type(tar, type, sparse_map, err);
	/* What is said of GNU's long links and by pax's global headers is for no member alone. */
	if (found != FOUND_FAILURE && type != 'K' && type != 'g')
		tar_forget_extended(&tar->extended);
	return found;
}

/* Passes over what is left of the member before. */
static enum found leave_member(struct tar *tar, struct err *err)
{
	struct window *window = &tar->window;
	uint64_t end = window_position(window) + tar->left + tar->padding;

	if (!window_skip(window, tar->left + tar->padding, err))
		return FOUND_FAILURE;
	tar->left = tar->padding = 0;
	return window_position(window) < end ? FOUND_CUT : FOUND_OTHER;
}

/* Goes to the next block that is no zeros, which make the end mark. */
static enum found find_block(struct tar *tar, struct err *err)
{
	struct window *window = &tar->window;
	struct slice bytes;
	enum found found = leave_member(tar, err);

	while (found == FOUND_OTHER) {
		if (!window_fill(window, TAR_BLOCK, err))
			return FOUND_FAILURE;
		bytes = window_slice(window);
		if (bytes.len > TAR_BLOCK)
			bytes.len = TAR_BLOCK;
		if (!tar->has_begun)
			tar->begin = window_place(window);
		if (!is_zero(bytes))
			return bytes.len < TAR_BLOCK ? FOUND_CUT : FOUND_FILE;
		if (bytes.len < TAR_BLOCK)
			return tar->saw_zeros ? FOUND_END : FOUND_CUT;
		tar->saw_zeros = true;
		window_take(window, TAR_BLOCK);
	}
	return found;
}

/* Goes to the next member that is a file. */
static enum found find_member(struct tar *tar, const char **why, struct err *err)
{
	enum found found;

	do {
		found = find_block(tar, err);
		if (found == FOUND_FILE)
			found = take_header(tar, why, err);
	} while (found == FOUND_OTHER);
	return found;
}

/* Goes on after what the reader failed of, as was told. False when there is nothing more. */
static bool find_again(struct tar *tar, struct err *err)
{
	tar->is_over = !window_resync(&tar->window, err) && err->code != ERR_MEMORY;
	if (tar->is_over || err->code == ERR_MEMORY)
		return false;
	tar->is_lost = !find_header(tar, err);
	return !tar->is_lost;
}

static enum archive_step step_of(struct tar *tar, enum found found, const char *why,
				 struct member *member, struct err *err)
{
	char at[PLACE_SPELLED];

	switch (found) {
	case FOUND_FILE:
		*member = (struct member){buf_slice(&tar->member_name), tar->begin};
		return ARCHIVE_MEMBER;
	case FOUND_END:
	case FOUND_OTHER:
		tar->is_over = true;
		return ARCHIVE_END;
	case FOUND_CUT:
		end_too_soon(tar, err);
		break;
	case FOUND_DAMAGE:
		return recover(tar, why, err);
	case FOUND_SPARSE:
		place_spell(tar->begin, at);
		err_set(err, ERR_IO,
			"%s: the member at %s is a sparse file, which is not supported. "
			"It is left out.",
			tar->name, at);
		break;
	case FOUND_FAILURE:
		tar->is_lost = true;
		break;
	}
	return ARCHIVE_TROUBLE;
}

static enum archive_step next_in_tar(void *state, struct member *member, struct err *err)
{
	struct tar *tar = state;
	const char *why = NULL;
	enum found found;

	if (tar->failure.code != ERR_NONE) {
		*err = tar->failure;
		tar->failure = (struct err){0};
		tar->is_lost = true;
		return ARCHIVE_TROUBLE;
	}
	if (tar->is_lost && !find_again(tar, err))
		return tar->is_over ? ARCHIVE_END : ARCHIVE_TROUBLE;
	if (tar->is_over)
		return ARCHIVE_END;
	found = find_member(tar, &why, err);
	return step_of(tar, found, why, member, err);
}

static bool read_in_tar(void *state, char *data, size_t cap, size_t *got, struct err *err)
{
	struct tar *tar = state;
	struct slice bytes;

	*got = 0;
	if (!tar->left)
		return true;
	if (!window_fill(&tar->window, 1, err)) {
		tar->is_lost = true;
		return false;
	}
	bytes = window_slice(&tar->window);
	if (!bytes.len)
		return end_too_soon(tar, err);
	*got = bytes.len < cap ? bytes.len : cap;
	if (*got > tar->left)
		*got = (size_t)tar->left;
	memcpy(data, bytes.data, *got);
	window_take(&tar->window, *got);
	tar->left -= *got;
	return true;
}

const struct archive_format tar_format = {open_tar, next_in_tar, read_in_tar, close_tar};
