#include "shortcode.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "code.h"

void shortcode_finder_free(struct shortcode_finder *finder)
{
	free(finder->tags);
	free(finder->heads);
	pieces_free(&finder->code);
	*finder = (struct shortcode_finder){0};
}

/*
 * From candidate to candidate: two memchr that take turns, so that each byte is looked at twice
 * at most.
 */
struct seeker {
	struct slice text;
	size_t brace, bracket; /* the next '{' and '[' that may start a tag */
};

static size_t next_brace(struct slice text, size_t from)
{
	for (;;) {
		from = slice_find_byte(text, from, '{');
		if (from + 1 >= text.len)
			return text.len;
		if (text.data[from + 1] == '{' || text.data[from + 1] == '%')
			return from;
		from++;
	}
}

static size_t next_bracket(struct slice text, size_t from)
{
	for (;;) {
		from = slice_find_byte(text, from, '[');
		if (from + 1 >= text.len)
			return text.len;
		if (ascii_is_letter(text.data[from + 1]) || text.data[from + 1] == '/')
			return from;
		from++;
	}
}

/* The next candidate at or after `from`; text.len if there is none. */
static size_t seek(struct seeker *seeker, size_t from)
{
	if (seeker->brace < from)
		seeker->brace = next_brace(seeker->text, from);
	if (seeker->bracket < from)
		seeker->bracket = next_bracket(seeker->text, from);
	return seeker->brace < seeker->bracket ? seeker->brace : seeker->bracket;
}

static struct seeker seeker_start(struct slice text)
{
	return (struct seeker){text, next_brace(text, 0), next_bracket(text, 0)};
}

bool shortcode_likely(struct slice text)
{
	struct seeker seeker = seeker_start(text);

	return seek(&seeker, 0) < text.len;
}

/*
 * Collecting
 */

static bool add_tag(struct shortcode_finder *finder, const struct tag *tag)
{
	if (finder->count == finder->cap) {
		size_t cap = finder->cap ? finder->cap * 2 : 64;
		struct tag *tags = realloc(finder->tags, cap * sizeof(*tags));

		if (!tags) {
			finder->failed = true;
			return false;
		}
		finder->tags = tags;
		finder->cap = cap;
	}
	finder->tags[finder->count++] = *tag;
	return finder->count < SHORTCODE_MAX_TAGS;
}

/* Whether `at` is code. Calls must ascend; the code is found when the first of them comes. */
static bool is_code(struct shortcode_finder *finder, struct slice text, size_t at, size_t *next)
{
	struct markup_pieces *code = &finder->code;

	if (*next == SIZE_MAX) {
		code_find(text, code);
		finder->failed |= code->failed;
		*next = 0;
	}
	while (*next < code->count && code->items[*next].to <= at)
		(*next)++;
	return *next < code->count && code->items[*next].from <= at;
}

/* Where the next WordPress end tag may be, at or after `from`; text.len if nowhere. */
static size_t next_end_tag(struct slice text, size_t from)
{
	for (;;) {
		from = slice_find_byte(text, from, '[');
		if (from + 1 >= text.len)
			return text.len;
		if (text.data[from + 1] == '/')
			return from;
		from++;
	}
}

static bool collect(struct shortcode_finder *finder, struct slice text)
{
	struct tag_reader reader = {.text = text, .names = finder->names};
	struct seeker seeker = seeker_start(text);
	size_t code = SIZE_MAX, end_tag = 0, next;
	struct tag tag;

	for (size_t at = seek(&seeker, 0); at < text.len; at = seek(&seeker, next)) {
		next = at + 1;
		if (!tag_read(&reader, at, &tag)) {
			if (reader.effort / SHORTCODE_MAX_EFFORT > text.len)
				return false;
			continue;
		}
		/* A tag that is not sure matters only if an end tag may follow. */
		if (!tag.sure && !tag.lone && end_tag < at)
			end_tag = next_end_tag(text, at);
		if ((!tag.sure && !tag.lone && end_tag == text.len) ||
		    is_code(finder, text, at, &code))
			continue;
		if (!add_tag(finder, &tag))
			return false;
		if (tag.sure)
			next = tag.to;
	}
	return !finder->failed;
}

/*
 * Pairing: an end tag belongs to the latest open one of its name. Nesting does not matter.
 */

/* The slot of the first tag of that style and name, or the empty one where it belongs. */
static size_t *find_head(const struct shortcode_finder *finder, const struct tag *tag)
{
	size_t mask = finder->heads_cap - 1;
	size_t at = hash64_seeded(tag->name, tag->style) & mask;

	for (;; at = (at + 1) & mask) {
		size_t index = finder->heads[at];
		const struct tag *head = index ? &finder->tags[index - 1] : tag;

		if (!index || (head->style == tag->style && slice_equal(head->name, tag->name)))
			return &finder->heads[at];
	}
}

static bool make_heads(struct shortcode_finder *finder)
{
	size_t cap = 64;

	while (cap < finder->count * 2)
		cap *= 2;
	if (cap > finder->heads_cap) {
		free(finder->heads);
		finder->heads = malloc(cap * sizeof(finder->heads[0]));
		finder->heads_cap = finder->heads ? cap : 0;
	}
	if (!finder->heads) {
		finder->failed = true;
		return false;
	}
	memset(finder->heads, 0, finder->heads_cap * sizeof(finder->heads[0]));
	return true;
}

static bool pair_up(struct shortcode_finder *finder)
{
	struct tag *tags = finder->tags;

	if (!make_heads(finder))
		return false;
	for (size_t i = 0; i < finder->count; i++) {
		size_t *slot = find_head(finder, &tags[i]);
		size_t *latest;

		if (!*slot)
			*slot = i + 1;
		latest = &tags[*slot - 1].latest;
		if (tags[i].form == FORM_OPEN) {
			tags[i].before = *latest;
			*latest = i + 1;
		} else if (tags[i].form == FORM_CLOSE && *latest) {
			struct tag *open = &tags[*latest - 1];

			tags[i].pair = *latest;
			*latest = open->before;
			open->pair = i + 1;
		}
	}
	return true;
}

/*
 * Cutting
 */

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Whether nothing but blanks and other tags, as it seems, is on the tag's line. */
static bool is_alone(struct slice text, const struct tag *tag)
{
	size_t from = tag->from, to = tag->to;

	while (from > 0 && is_one_of(text.data[from - 1], " \t"))
		from--;
	while (to < text.len && is_one_of(text.data[to], " \t\r"))
		to++;
	return (from == 0 || is_one_of(text.data[from - 1], "\n]}")) &&
	       (to == text.len || is_one_of(text.data[to], "\n[{"));
}

static void cut(struct markup_pieces *cuts, size_t from, size_t to)
{
	pieces_add(cuts, from, to, PIECE_SHORTCODE);
}

/* The length of the ![alt](target) that s starts with, or of a link's ](target); or 0. */
static size_t target_end(struct slice s)
{
	size_t middle = slice_find(s, 0, SLICE("]("));
	size_t end = slice_find_byte(s, middle, ')');

	return end < s.len ? end + 1 : 0;
}

/* The length of the image, or of the link's tag around one, that s starts with; or 0. */
static size_t image_length(struct slice s)
{
	bool linked = slice_starts(s, SLICE("[!["));
	size_t image;

	if (slice_starts(s, SLICE("<img")) || slice_starts(s, SLICE("<a ")) ||
	    slice_starts(s, SLICE("</a>"))) {
		size_t end = slice_find_byte(s, 0, '>');

		return end < s.len ? end + 1 : 0;
	}
	if (!linked && !slice_starts(s, SLICE("![")))
		return 0;
	image = target_end(s);
	if (linked && image && slice_starts(slice_from(s, image), SLICE("](")))
		image += target_end(slice_from(s, image));
	return image;
}

/* Images between the tags of a caption go, and the links around them. */
static void cut_images(struct markup_pieces *cuts, struct slice text, size_t from, size_t to)
{
	while (from < to) {
		size_t length = 0;

		if (is_one_of(text.data[from], "<[!"))
			length = image_length(slice_sub(text, from, to));
		if (length)
			cut(cuts, from, from + length);
		from += length ? length : 1;
	}
}

/* A caption may also be an argument of its tag: then that stays. */
static void cut_caption_tag(struct markup_pieces *cuts, struct slice text, const struct tag *tag)
{
	struct slice caption;

	if (tag_argument(tag, SLICE("caption"), &caption)) {
		size_t from = (size_t)(caption.data - text.data);

		cut(cuts, tag->from, from);
		cut(cuts, from + caption.len, tag->to);
	} else {
		cut(cuts, tag->from, tag->to);
	}
}

/* An open tag that has its other half. */
static void cut_pair(struct shortcode_finder *finder, struct slice text, const struct tag *open,
		     size_t *done, struct markup_pieces *cuts)
{
	const struct tag *close = &finder->tags[open->pair - 1];
	enum inner inner = open->known ? open->known->inner : INNER_KEEP;

	if (close->from - open->to > SHORTCODE_MAX_DROP)
		inner = INNER_KEEP;
	switch (inner) {
	case INNER_DROP:
		cut(cuts, open->from, close->to);
		break;
	case INNER_CAPTION:
		cut_caption_tag(cuts, text, open);
		if (open->to >= *done) {
			cut_images(cuts, text, open->to, close->from);
			*done = close->from;
		}
		break;
	case INNER_KEEP:
		cut(cuts, open->from, open->to);
		break;
	}
}

static void cut_tags(struct shortcode_finder *finder, struct slice text, struct markup_pieces *cuts)
{
	size_t done = 0; /* captions are not looked through twice, however they nest */

	for (size_t i = 0; i < finder->count; i++) {
		const struct tag *tag = &finder->tags[i];

		if (tag->pair && tag->form == FORM_OPEN)
			cut_pair(finder, text, tag, &done, cuts);
		else if (tag->sure || tag->pair || (tag->lone && is_alone(text, tag)))
			cut(cuts, tag->from, tag->to);
	}
}

bool shortcode_find(struct shortcode_finder *finder, struct slice text, struct markup_pieces *cuts)
{
	finder->count = 0;
	finder->failed = false;
	pieces_clear(&finder->code);
	if (!collect(finder, text) || !pair_up(finder))
		return false;
	cut_tags(finder, text, cuts);
	pieces_settle(cuts);
	pieces_tidy(cuts, text);
	finder->failed |= cuts->failed;
	return !finder->failed;
}
