#include "members.h"

#include "record/json.h"
#include "text/date.h"

enum { MAX_LANG = 35 }; /* RFC 5646, section 4.4.1 */

/* What is made of a map: for each role the best value so far. */
struct member_draft {
	struct arena *arena;
	struct buf scratch;
	struct slice made[ROLE_COUNT]; /* a field's value, or JSON for a member */
	unsigned rank[ROLE_COUNT];     /* of the key it came from */
	struct slice odd_date;         /* the first that is none that we understand */
	bool out_of_memory;
};

/* A scalar's text without blanks around it; empty for what has none. */
static struct slice scalar_text(const struct value *value)
{
	if (value->kind != VALUE_STRING && value->kind != VALUE_NUMBER)
		return slice_make(NULL, 0);
	return slice_trim(value->text);
}

static bool to_text(struct member_draft *draft, const struct value *value, struct slice *made)
{
	(void)draft;
	*made = scalar_text(value);
	return made->len > 0;
}

static bool keep_bytes(struct member_draft *draft, struct slice bytes, struct slice *made)
{
	if (arena_copy(draft->arena, bytes, made))
		return true;
	draft->out_of_memory = true;
	return false;
}

/* What the scratch buf holds, if longer than `empty`. A buf forgets its failure when cleared. */
static bool keep_scratch(struct member_draft *draft, size_t empty, struct slice *made)
{
	if (buf_failed(&draft->scratch))
		draft->out_of_memory = true;
	return !draft->out_of_memory && draft->scratch.len > empty &&
	       keep_bytes(draft, buf_slice(&draft->scratch), made);
}

static bool to_date(struct member_draft *draft, const struct value *value, struct slice *made)
{
	char iso[DATE_MAX];
	size_t length = date_to_iso(scalar_text(value), iso);

	return length && keep_bytes(draft, slice_make(iso, length), made);
}

static bool starts_lower(struct slice text, struct slice prefix)
{
	if (text.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++) {
		char c = text.data[i];

		if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != prefix.data[i])
			return false;
	}
	return true;
}

static bool to_url(struct member_draft *draft, const struct value *value, struct slice *made)
{
	struct slice text = scalar_text(value);
	size_t scheme = starts_lower(text, SLICE("http://"))    ? 7
			: starts_lower(text, SLICE("https://")) ? 8
								: 0;

	(void)draft;
	if (scheme == 0 || text.len == scheme || text.data[scheme] == '/')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7F)
			return false;
	}
	*made = text;
	return true;
}

/* A tag of RFC 5646 by its shape; '_' is taken for '-'. */
static bool to_lang(struct member_draft *draft, const struct value *value, struct slice *made)
{
	struct slice text = scalar_text(value);
	char tag[MAX_LANG];
	size_t part = 0, parts = 0;

	if (text.len == 0 || text.len > MAX_LANG)
		return false;
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.data[i] : '-';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (c == '-' || c == '_') {
			if (part < (parts == 0 ? 2 : 1) || part > (parts == 0 ? 3 : 8))
				return false;
			c = '-';
			part = 0;
			parts++;
		} else if (letter || (parts && c >= '0' && c <= '9')) {
			part++;
		} else {
			return false;
		}
		if (i < text.len)
			tag[i] = c;
	}
	return keep_bytes(draft, slice_make(tag, text.len), made);
}

/* A person: a scalar, or a map with a name. */
static struct slice person(const struct value *value)
{
	const struct value *name = value_member(value, SLICE("name"));

	return scalar_text(name ? name : value);
}

static bool to_author(struct member_draft *draft, const struct value *value, struct slice *made)
{
	if (value->kind != VALUE_LIST) {
		*made = person(value);
		return made->len > 0;
	}
	buf_clear(&draft->scratch);
	for (const struct value *item = value->first; item; item = item->next) {
		struct slice name = person(item);

		if (name.len && draft->scratch.len)
			buf_append(&draft->scratch, SLICE(", "));
		buf_append(&draft->scratch, name);
	}
	return keep_scratch(draft, 0, made);
}

static bool to_json_string(struct member_draft *draft, const struct value *value,
			   struct slice *made)
{
	struct slice text = scalar_text(value);

	buf_clear(&draft->scratch);
	json_write_string(&draft->scratch, text);
	return text.len && keep_scratch(draft, 0, made);
}

static void add_item(struct buf *json, struct slice text)
{
	text = slice_trim(text);
	if (text.len == 0)
		return;
	if (json->len > 1)
		buf_push(json, ',');
	json_write_string(json, text);
}

/* A list of scalars, or a string whose items commas part, as an array of strings. */
static bool to_json_list(struct member_draft *draft, const struct value *value, struct slice *made)
{
	struct buf *json = &draft->scratch;

	buf_clear(json);
	buf_push(json, '[');
	if (value->kind == VALUE_LIST) {
		for (const struct value *item = value->first; item; item = item->next)
			add_item(json, scalar_text(item));
	} else {
		struct slice rest = scalar_text(value);

		while (rest.len) {
			size_t comma = slice_find_byte(rest, 0, ',');

			add_item(json, slice_sub(rest, 0, comma));
			rest = slice_from(rest, comma < rest.len ? comma + 1 : comma);
		}
	}
	buf_push(json, ']');
	return keep_scratch(draft, SLICE("[]").len, made);
}

static bool to_json_bool(struct member_draft *draft, const struct value *value, struct slice *made)
{
	(void)draft;
	*made = value->truth ? SLICE("true") : SLICE("false");
	return value->kind == VALUE_BOOL;
}

typedef bool convert(struct member_draft *draft, const struct value *value, struct slice *made);

static const struct {
	convert *convert;
	enum field field; /* FIELD_COUNT: the member of that name */
	struct slice member;
	/* clang-format off */
} targets[ROLE_OTHER] = {
	[ROLE_TITLE] = {to_text, FIELD_TITLE, {0}},
	[ROLE_DATE] = {to_date, FIELD_DATE, {0}},
	[ROLE_URL] = {to_url, FIELD_URL, {0}},
	[ROLE_AUTHOR] = {to_author, FIELD_AUTHOR, {0}},
	[ROLE_LANG] = {to_lang, FIELD_LANG, {0}},
	[ROLE_DESCRIPTION] = {to_json_string, FIELD_COUNT, {"description", 11}},
	[ROLE_TAGS] = {to_json_list, FIELD_COUNT, {"tags", 4}},
	[ROLE_CATEGORIES] = {to_json_list, FIELD_COUNT, {"categories", 10}},
	[ROLE_DRAFT] = {to_json_bool, FIELD_COUNT, {"draft", 5}},
};
/* clang-format on */

static void consider(struct member_draft *draft, const struct value *value, const struct key *key)
{
	enum role role = key->role;
	struct slice made;

	if (role == ROLE_OTHER || (draft->made[role].data && draft->rank[role] <= key->rank))
		return;
	if (targets[role].convert(draft, value, &made)) {
		draft->made[role] = made;
		draft->rank[role] = key->rank;
	} else if (role == ROLE_DATE && draft->odd_date.len == 0) {
		draft->odd_date = scalar_text(value);
	}
}

static void set_missing(struct record *record, struct slice name, struct slice json)
{
	if (!record_has_member(record, name))
		record_set_member(record, name, json);
}

static void set_field(struct record *record, enum field field, struct slice value)
{
	enum member_kind kind = record_kind(record, field);

	if (kind == MEMBER_ABSENT || kind == MEMBER_NULL)
		record_set(record, field, value);
}

static void set_all(struct member_draft *draft, struct record *record)
{
	for (unsigned role = 0; role < ROLE_OTHER; role++) {
		if (!draft->made[role].data)
			continue;
		if (targets[role].field == FIELD_COUNT)
			set_missing(record, targets[role].member, draft->made[role]);
		else
			set_field(record, targets[role].field, draft->made[role]);
	}
}

/* A member with the JSON that the scratch buf holds. */
static void set_from_scratch(struct member_draft *draft, struct record *record, struct slice name)
{
	struct slice json;

	if (keep_scratch(draft, 0, &json))
		set_missing(record, name, json);
}

bool members_set(struct record *record, const struct value *root, const struct keys *keys,
		 struct slice whole, struct err *err)
{
	struct member_draft draft = {.arena = record->arena};
	bool good;

	for (const struct value *member = root->first; member; member = member->next) {
		const struct key *key = keys_find(keys, member->key);

		if (key)
			consider(&draft, member, key);
	}
	set_all(&draft, record);
	if (!draft.made[ROLE_DATE].data && draft.odd_date.len) {
		buf_clear(&draft.scratch);
		json_write_string(&draft.scratch, draft.odd_date);
		set_from_scratch(&draft, record, SLICE("date_text"));
	}
	if (whole.len) {
		buf_clear(&draft.scratch);
		value_write_json(root, &draft.scratch);
		set_from_scratch(&draft, record, whole);
	}
	good = !draft.out_of_memory && !record_failed(record);
	buf_free(&draft.scratch);
	return good ? true : err_no_memory(err);
}
