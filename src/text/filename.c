#include "text/filename.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/unicode/unicode.h"

/* Characters without width, such as joiners, leave no gap where they were. */
static bool is_invisible(uint32_t c, uint32_t flags)
{
	return c >= 0xA0 && flags & UNICODE_SCRUB && c != 0x2028 && c != 0x2029;
}

static bool is_reserved(struct slice name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt"};
	char lower[3];

	if (name.len != 3 && name.len != 4 && name.len != 5)
		return false;
	for (size_t i = 0; i < sizeof(lower); i++)
		lower[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] | 0x20)
								      : name.data[i];
	for (size_t i = 0; i < COUNT_OF(devices); i++) {
		bool numbered = i >= 4;

		if (memcmp(lower, devices[i], 3) != 0)
			continue;
		/* After the numbered ones comes a digit, or superscript one, two or three. */
		if (!numbered)
			return name.len == 3;
		if (name.len == 4)
			return name.data[3] >= '0' && name.data[3] <= '9';
		return name.len == 5 && memcmp(name.data + 3, "\xC2", 1) == 0 &&
		       memchr("\xB9\xB2\xB3", name.data[4], 3) != NULL;
	}
	return false;
}

bool filename_make(struct slice title, struct buf *out)
{
	const size_t start = out->len;
	size_t whole = start; /* where the last letter and its marks begin */
	bool gap = false, ok = true;
	uint32_t c;

	for (size_t at = 0, next; ok && at < title.len; at = next) {
		uint32_t flags;
		size_t length;

		next = utf8_next(title, at, &c);
		flags = unicode_flags(c);
		length = next - at;
		if (is_invisible(c, flags))
			continue;
		if (!(flags & UNICODE_WORD) ||
		    (flags & UNICODE_MARK && (gap || out->len == start))) {
			gap = true;
			continue;
		}
		gap = gap && out->len > start;
		if (out->len - start + length + gap > FILENAME_LIMIT) {
			if (flags & UNICODE_MARK && whole > start)
				out->len = whole;
			break;
		}
		if (!(flags & UNICODE_MARK))
			whole = out->len;
		ok = (!gap || buf_push(out, '-')) && buf_append(out, slice_sub(title, at, next));
		gap = false;
	}
	if (is_reserved(slice_from(buf_slice(out), start)))
		buf_push(out, '_');
	if (buf_failed(out))
		out->len = start;
	return out->len > start;
}

static bool fold(struct filename_set *set, struct slice name, uint64_t *hash)
{
	char bytes[4];
	uint32_t c;

	buf_clear(&set->folded);
	for (size_t at = 0; at < name.len;) {
		at = utf8_next(name, at, &c);
		buf_append(&set->folded,
			   slice_make(bytes, utf8_encode(unicode_fold_case(c), bytes)));
	}
	*hash = hash64(buf_slice(&set->folded));
	*hash += *hash == 0;
	return !buf_failed(&set->folded);
}

static struct filename_slot *find(const struct filename_set *set, uint64_t hash)
{
	size_t at = (size_t)hash & (set->cap - 1);

	while (set->slots[at].hash && set->slots[at].hash != hash)
		at = (at + 1) & (set->cap - 1);
	return &set->slots[at];
}

static bool grow(struct filename_set *set)
{
	struct filename_set grown = {.cap = set->cap ? 2 * set->cap : 64};

	if (set->count + 1 <= set->cap / 4 * 3)
		return true;
	grown.slots = calloc(grown.cap, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < set->cap; i++) {
		if (set->slots[i].hash)
			*find(&grown, set->slots[i].hash) = set->slots[i];
	}
	free(set->slots);
	set->slots = grown.slots;
	set->cap = grown.cap;
	return true;
}

/* Whether the name was not there yet. */
static bool add(struct filename_set *set, struct slice name, uint64_t *hash, bool *ok)
{
	struct filename_slot *slot;

	*ok = fold(set, name, hash) && grow(set);
	if (!*ok)
		return false;
	slot = find(set, *hash);
	if (slot->hash)
		return false;
	*slot = (struct filename_slot){*hash, 1};
	set->count++;
	return true;
}

bool filename_unique(struct filename_set *set, struct slice name, struct buf *out, struct err *err)
{
	size_t start = out->len;
	uint64_t base, hash;
	bool ok;

	if (add(set, name, &base, &ok))
		return buf_append(out, name) || err_no_memory(err);
	while (ok) {
		out->len = start;
		buf_append(out, name);
		if (!buf_printf(out, "-%" PRIu64, ++find(set, base)->last))
			break;
		if (add(set, slice_from(buf_slice(out), start), &hash, &ok))
			return true;
	}
	return err_no_memory(err);
}

void filename_set_free(struct filename_set *set)
{
	free(set->slots);
	buf_free(&set->folded);
	*set = (struct filename_set){0};
}
