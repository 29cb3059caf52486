#include "jsonld.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/utf8.h"
#include "names.h"

enum { DEPTH_MAX = 24, PEOPLE_MAX = 16 };

/* What an object is, by its @type. */
enum kind { KIND_THING, KIND_PAGE, KIND_ARTICLE };

struct frame {
	struct slice key; /* under which it is; in a list: under which the list does */
	bool list;
	bool foreign; /* it tells of something else: a comment, a related article */
	enum kind kind;
	struct slice name, given_name, family_name;
	struct slice id;         /* by which others refer to it */
	struct slice author_ref; /* the id of its author, who is described elsewhere */
	struct json_ld found;
};

struct reading {
	struct slice text;
	size_t at;
	struct arena *arena;
	struct frame frames[DEPTH_MAX];
	unsigned depth;   /* frames in use */
	uint64_t skipped; /* brackets that are open beyond */
	struct slice key; /* of the value that comes next */
	bool have_key;
	bool no_memory;
	struct json_ld best[KIND_ARTICLE + 1];
	struct slice author_refs[KIND_ARTICLE + 1];
	struct person {
		struct slice id, name;
	} people[PEOPLE_MAX];
	size_t people_count;
};

/* clang-format off */
static const struct slice foreign_keys[] = {
	SLICE_INIT("comment"), SLICE_INIT("itemListElement"), SLICE_INIT("hasPart"),
	SLICE_INIT("mentions"), SLICE_INIT("relatedLink"), SLICE_INIT("review"),
	SLICE_INIT("citation"), SLICE_INIT("isPartOf"), SLICE_INIT("isBasedOn"),
	SLICE_INIT("potentialAction"), SLICE_INIT("liveBlogUpdate"), SLICE_INIT("suggestedAnswer"),
};
/* clang-format on */

static bool is_foreign(struct slice key)
{
	for (size_t i = 0; i < COUNT_OF(foreign_keys); i++)
		if (slice_equal(key, foreign_keys[i]))
			return true;
	return false;
}

/* The code unit of four hexadecimal digits at `at`, or -1. */
static int32_t code_unit(struct slice raw, size_t at)
{
	int32_t value = 0;

	if (raw.len < at + 4)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		int digit = ascii_hex_value(raw.data[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Decodes \uXXXX, whose digits are at `at`, and moves after it. What is no character becomes
 * U+FFFD. */
static uint32_t decode_unit(struct slice raw, size_t *at)
{
	int32_t high = code_unit(raw, *at), low;

	if (high < 0)
		return 'u';
	*at += 4;
	if (high < 0xD800 || high > 0xDFFF)
		return high ? (uint32_t)high : 0xFFFD;
	low = raw.len >= *at + 2 && raw.data[*at] == '\\' && raw.data[*at + 1] == 'u'
		      ? code_unit(raw, *at + 2)
		      : -1;
	if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return 0xFFFD;
	*at += 6;
	return 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
}

static char unescaped(char c)
{
	switch (c) {
	case 'n':
	case 'r':
		return '\n';
	case 't':
	case 'b':
	case 'f':
		return ' ';
	default:
		return c;
	}
}

static struct slice decode(struct reading *reading, struct slice raw)
{
	char *out;
	size_t len = 0;

	if (slice_find_byte(raw, 0, '\\') == raw.len)
		return raw;
	out = arena_bytes(reading->arena, raw.len);
	if (!out) {
		reading->no_memory = true;
		return slice_make(NULL, 0);
	}
	for (size_t at = 0; at < raw.len;) {
		char c = raw.data[at++];

		if (c != '\\' || at == raw.len) {
			out[len++] = c;
			continue;
		}
		c = raw.data[at++];
		if (c == 'u')
			len += utf8_encode(decode_unit(raw, &at), out + len);
		else
			out[len++] = unescaped(c);
	}
	arena_trim(reading->arena, out, raw.len, len);
	return slice_make(out, len);
}

static void keep_first(struct slice *known, struct slice value)
{
	if (known->len == 0)
		*known = value;
}

static void keep_longest(struct slice *known, struct slice value)
{
	if (value.len > known->len)
		*known = value;
}

static void add_name(struct reading *reading, struct slice *names, struct slice name)
{
	name = slice_trim(name);
	if (name.len <= 200 && !names_add(reading->arena, names, name))
		reading->no_memory = true;
}

/* Adds what one object says to what is known. */
static void join(struct reading *reading, struct json_ld *known, const struct json_ld *found)
{
	keep_longest(&known->body, found->body);
	keep_first(&known->headline, found->headline);
	keep_first(&known->published, found->published);
	keep_first(&known->modified, found->modified);
	keep_first(&known->author, found->author);
	keep_first(&known->site, found->site);
	keep_first(&known->description, found->description);
	keep_first(&known->language, found->language);
	keep_first(&known->url, found->url);
	keep_first(&known->created, found->created);
	(void)reading;
}

static bool has_word(struct slice value, const char *word)
{
	return slice_find(value, 0, slice_of(word)) < value.len;
}

static void note_kind(struct frame *frame, struct slice type)
{
	if (has_word(type, "Article") || has_word(type, "Posting") || has_word(type, "Report") ||
	    has_word(type, "Review"))
		frame->kind = KIND_ARTICLE;
	else if (frame->kind == KIND_THING && has_word(type, "Page"))
		frame->kind = KIND_PAGE;
}

static void take_string(struct reading *reading, struct slice key, struct slice raw)
{
	struct frame *frame = &reading->frames[reading->depth - 1];
	/* clang-format off */
	struct slice *places[] = {
		&frame->found.headline, &frame->found.published,   &frame->found.modified,
		&frame->found.description, &frame->found.language, &frame->found.url, &frame->found.created,
	};
	/* clang-format on */
	/* clang-format off */
	static const struct slice keys[] = {
		SLICE_INIT("headline"), SLICE_INIT("datePublished"), SLICE_INIT("dateModified"),
		SLICE_INIT("description"), SLICE_INIT("inLanguage"), SLICE_INIT("url"), SLICE_INIT("dateCreated"),
	};
	/* clang-format on */

	if (slice_equal(key, SLICE("@type"))) {
		note_kind(frame, raw);
	} else if (slice_equal(key, SLICE("@id"))) {
		keep_first(&frame->id, raw);
	} else if (slice_equal(key, SLICE("givenName"))) {
		keep_first(&frame->given_name, decode(reading, raw));
	} else if (slice_equal(key, SLICE("familyName"))) {
		keep_first(&frame->family_name, decode(reading, raw));
	} else if (slice_equal(key, SLICE("name"))) {
		keep_first(&frame->name, decode(reading, raw));
	} else if (slice_equal(key, SLICE("articleBody")) ||
		   slice_equal(key, SLICE("reviewBody"))) {
		if (raw.len > frame->found.body.len)
			keep_longest(&frame->found.body, decode(reading, raw));
	} else if (slice_equal(key, SLICE("author")) || slice_equal(key, SLICE("creator"))) {
		add_name(reading, &frame->found.author, decode(reading, raw));
	} else if (slice_equal(key, SLICE("publisher"))) {
		keep_first(&frame->found.site, decode(reading, raw));
	} else {
		for (size_t i = 0; i < COUNT_OF(keys); i++)
			if (places[i]->len == 0 && slice_equal(key, keys[i]))
				*places[i] = decode(reading, raw);
	}
}

/* The key that a value is under: its own, or that of the list it is in. */
static struct slice key_of_value(const struct reading *reading)
{
	const struct frame *frame = &reading->frames[reading->depth - 1];

	return frame->list ? frame->key : reading->key;
}

static void open(struct reading *reading, bool list)
{
	struct frame *frame;
	struct slice key = {0};
	bool foreign = false;

	if (reading->depth == DEPTH_MAX || reading->skipped) {
		reading->skipped++;
		return;
	}
	if (reading->depth) {
		key = key_of_value(reading);
		foreign = reading->frames[reading->depth - 1].foreign || is_foreign(key);
	}
	frame = &reading->frames[reading->depth++];
	*frame = (struct frame){.key = key, .list = list, .foreign = foreign};
}

/* A person's name, joined of two parts where it is not given as one. */
static struct slice full_name(struct reading *reading, const struct frame *frame)
{
	struct slice first = slice_trim(frame->given_name), last = slice_trim(frame->family_name);
	char *both;

	if (frame->name.len || (first.len == 0 && last.len == 0))
		return frame->name;
	if (first.len == 0 || last.len == 0)
		return first.len ? first : last;
	both = arena_bytes(reading->arena, first.len + 1 + last.len);
	if (!both) {
		reading->no_memory = true;
		return frame->name;
	}
	memcpy(both, first.data, first.len);
	both[first.len] = ' ';
	memcpy(both + first.len + 1, last.data, last.len);
	return slice_make(both, first.len + 1 + last.len);
}

/* An object is at its end: it says something of the one that it is in, or of the page. */
static void close_object(struct reading *reading, const struct frame *frame)
{
	struct frame *outer = reading->depth ? &reading->frames[reading->depth - 1] : NULL;
	struct slice name = full_name(reading, frame);

	if (frame->id.len && name.len && reading->people_count < PEOPLE_MAX)
		reading->people[reading->people_count++] = (struct person){frame->id, name};
	if (frame->foreign)
		return;
	/* A list's items speak to the object that the list is in. */
	while (outer && outer->list && outer > reading->frames)
		outer--;
	if (outer && !outer->list &&
	    (slice_equal(frame->key, SLICE("author")) ||
	     slice_equal(frame->key, SLICE("creator")))) {
		if (name.len)
			add_name(reading, &outer->found.author, name);
		else
			keep_first(&outer->author_ref, frame->id);
	} else if (outer && !outer->list && slice_equal(frame->key, SLICE("publisher"))) {
		keep_first(&outer->found.site, name);
	} else {
		join(reading, &reading->best[frame->kind], &frame->found);
		keep_first(&reading->author_refs[frame->kind], frame->author_ref);
	}
}

/* The name of an author who is only referred to. */
static void find_author(struct reading *reading, unsigned kind)
{
	struct slice id = reading->author_refs[kind];

	for (size_t i = 0; id.len && i < reading->people_count; i++)
		if (slice_equal(reading->people[i].id, id))
			add_name(reading, &reading->best[kind].author, reading->people[i].name);
}

static void close(struct reading *reading, bool list)
{
	struct frame frame;

	if (reading->skipped) {
		reading->skipped--;
		return;
	}
	if (reading->depth == 0)
		return;
	frame = reading->frames[--reading->depth];
	if (frame.list) {
		struct frame *outer = reading->depth ? &reading->frames[reading->depth - 1] : NULL;

		/* Strings in a list of authors were added to the list. */
		if (outer && outer->list == false)
			add_name(reading, &outer->found.author, frame.found.author);
		if (outer && frame.kind > outer->kind)
			outer->kind = frame.kind;
	} else {
		close_object(reading, &frame);
	}
	(void)list;
}

/* Moves over a string, whose opening quote is before `at`; what is between the quotes. */
static struct slice string(struct reading *reading)
{
	size_t from = reading->at;
	struct slice text = reading->text;

	while (reading->at < text.len && text.data[reading->at] != '"')
		reading->at += text.data[reading->at] == '\\' ? 2 : 1;
	if (reading->at > text.len)
		reading->at = text.len;
	return slice_sub(text, from, reading->at++);
}

static bool colon_follows(const struct reading *reading)
{
	size_t at = reading->at;

	while (at < reading->text.len && (unsigned char)reading->text.data[at] <= ' ')
		at++;
	return at < reading->text.len && reading->text.data[at] == ':';
}

static void take(struct reading *reading, char c)
{
	switch (c) {
	case '{':
	case '[':
		open(reading, c == '[');
		reading->have_key = false;
		break;
	case '}':
	case ']':
		close(reading, c == ']');
		reading->have_key = false;
		break;
	case '"': {
		struct slice raw = string(reading);

		if (reading->depth == 0 || reading->skipped)
			break;
		if (!reading->have_key && !reading->frames[reading->depth - 1].list) {
			reading->key = raw;
			reading->have_key = colon_follows(reading);
			break;
		}
		take_string(reading, key_of_value(reading), raw);
		reading->have_key = false;
		break;
	}
	case ',':
		reading->have_key = false;
		break;
	default:
		break;
	}
}

bool json_ld_read(struct slice script, struct arena *arena, struct json_ld *found)
{
	struct reading reading = {.text = script, .arena = arena};

	while (reading.at < script.len && !reading.no_memory)
		take(&reading, script.data[reading.at++]);
	/* A script that was cut off still says something. */
	while (reading.depth > 0)
		close(&reading, false);
	for (int kind = KIND_ARTICLE; kind >= KIND_THING; kind--) {
		if (reading.best[kind].author.len == 0)
			find_author(&reading, (unsigned)kind);
		join(&reading, found, &reading.best[kind]);
	}
	return !reading.no_memory;
}
