#include "keys.h"

enum { NAME_MAX_LENGTH = 64 };

/* clang-format off */
static const char *const role_names[ROLE_COUNT] = {
	"title", "date",       "url",   "author", "lang", "description",
	"tags",  "categories", "draft", "other",
};
/* clang-format on */

static bool next_word(struct slice *rest, struct slice *word)
{
	size_t end = 0;

	*rest = slice_trim(*rest);
	while (end < rest->len && rest->data[end] != ' ' && rest->data[end] != '\t')
		end++;
	*word = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end);
	return word->len > 0;
}

/* "ROLE: NAME NAME ..." into items, if not NULL. Returns the number of names; 0: no such role. */
static size_t read_line(struct slice line, struct key *items)
{
	size_t colon = slice_find_byte(line, 0, ':'), count = 0;
	struct slice rest = slice_from(line, colon < line.len ? colon + 1 : colon), name;
	unsigned role = 0;

	while (role < ROLE_COUNT &&
	       !slice_equal(slice_sub(line, 0, colon), slice_of(role_names[role])))
		role++;
	if (role == ROLE_COUNT)
		return 0;
	for (; next_word(&rest, &name); count++) {
		if (items)
			items[count] = (struct key){name, (enum role)role, (unsigned)count};
	}
	return count;
}

bool keys_load(struct keys *keys, struct slice data, struct arena *arena, struct err *err)
{
	size_t total = 0;

	for (int pass = 0; pass < 2; pass++) {
		struct slice rest = data, line;

		if (pass == 1) {
			keys->items = arena_zalloc(arena, total, sizeof(keys->items[0]));
			if (!keys->items)
				return err_no_memory(err);
		}
		while (slice_next_line(&rest, &line)) {
			size_t count;

			line = slice_trim(line);
			if (line.len == 0 || line.data[0] == '#')
				continue;
			count = read_line(line, pass ? keys->items + keys->count : NULL);
			if (count == 0)
				return err_set(err, ERR_USAGE,
					       "front-matter-keys: bad line \"%.*s\"",
					       (int)line.len, line.data);
			if (pass)
				keys->count += count;
			total += count;
		}
	}
	return true;
}

const struct key *keys_find(const struct keys *keys, struct slice name)
{
	char plain[NAME_MAX_LENGTH];
	struct slice wanted = {plain, 0};

	if (name.len > NAME_MAX_LENGTH)
		return NULL;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != '_' && c != '-' && c != ' ')
			plain[wanted.len++] = c;
	}
	for (size_t i = 0; i < keys->count; i++) {
		if (slice_equal(keys->items[i].name, wanted))
			return &keys->items[i];
	}
	return NULL;
}
