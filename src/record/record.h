/*
 * record: one article on the wire, a JSON object on a line of its own (RFC 8259, UTF-8).
 *
 * A record is a view of its line. Parsing checks the whole line and notes where the known members
 * are; it copies nothing. Reading a field decodes it once, on demand. Writing splices: members
 * that no stage changed go out byte for byte, in their order, with their spelling.
 *
 * Lifetimes: a record, and every slice read from it, lives until the runner takes the next record.
 * What a stage sets is borrowed too: put it into record->arena, or let it outlive the record.
 */
#ifndef WIREWASH_RECORD_H
#define WIREWASH_RECORD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/slice.h"
#include "record/reject.h"

/* The members that stages know by meaning; a schema says by which name each is found. */
enum field {
	FIELD_ID,
	FIELD_TEXT,
	FIELD_URL,
	FIELD_TITLE,
	FIELD_DATE,    /* of publication, ISO 8601 */
	FIELD_FETCHED, /* when it was fetched, ISO 8601 */
	FIELD_AUTHOR,
	FIELD_LANG, /* BCP 47 */
	FIELD_SOURCE,
	FIELD_HTML,
	FIELD_EDITS, /* _wirewash.edits: what --explain writes */
	FIELD_COUNT
};

enum member_kind {
	MEMBER_ABSENT,
	MEMBER_NULL,
	MEMBER_STRING,
	MEMBER_NUMBER,
	MEMBER_OTHER, /* true, false, an array or an object */
};

/* How many names a dotted path may have, and how many bytes each of them. */
enum { SCHEMA_MAX_DEPTH = 8, SCHEMA_MAX_KEY = 256 };

/* The paths of the known members. */
struct schema {
	struct schema_path {
		struct slice
			key[SCHEMA_MAX_DEPTH]; /* as spelled, outermost first: see schema_key */
		unsigned depth;                /* how many of them; 0: the field is not read */
		bool escaped;                  /* whether any has a backslash */
		bool given;                    /* by schema_set */
	} path[FIELD_COUNT];

	/* For each level and schema_bucket of a name the fields, a bit each, that it may belong to.
	 */
	uint16_t bucket[SCHEMA_MAX_DEPTH][64];
};

static inline unsigned schema_bucket(struct slice name)
{
	return name.len ? ((unsigned)name.len * 5 + (unsigned char)name.data[0]) % 64 : 0;
}

/* Sets every path to the field's own name ("text", "id", ...). */
void schema_default(struct schema *schema);

/*
 * Sets one path from a dotted name such as "metadata.url"; a backslash takes the next character
 * literally ("a\.b" is one member). The slices point into `name`, which must outlive the schema.
 *
 * Each field has a member of its own: a field that was there, or above or below it, by default is
 * no longer read; one that was set to be there is an error.
 */
bool schema_set(struct schema *schema, enum field field, const char *name, struct err *err);

/* Sets all paths to those of a known format: dolma, fineweb, ccnet, newsplease, trafilatura. */
bool schema_preset(struct schema *schema, const char *name, struct err *err);

/* One name of a path, without its backslashes. Lives as long as the path or, if it had any,
 * scratch. */
struct slice schema_key(const struct schema_path *path, unsigned level,
			char scratch[static SCHEMA_MAX_KEY]);

/* The field's own name, such as "text". */
const char *field_name(enum field field);

/* The names of the presets, separated by '|', for usage lines. */
extern const char schema_preset_names[];

/* An edit that the present stage noted. Its slices live until the stage's turn ends. */
struct record_edit {
	struct record_edit *next;
	enum field field;
	struct slice rule, removed, added, evidence;
	size_t at, len; /* code points of the field's value as the stage read it */
};

struct tally; /* engine/stats.h: named counters of one stage */

struct record {
	struct arena *arena; /* dies with the record */
	struct slice line;   /* the line as read, without its end */
	uint64_t ordinal;    /* after a barrier: the record's place in the order of absorption */

	/* Set by DROP and REJECT, for the reports. */
	const char *drop_reason;
	enum reject_reason reject_reason;

	/* Set by the runner while a stage applies. */
	struct tally *tally;
	const char *stage; /* its name, for explanations; static */
	bool explain;      /* note edits */

	struct record_edit *edits; /* those of the present stage, in the order noted */

	/* Private to src/record. */
	const struct schema *schema;
	struct record_slot {
		struct slice raw;     /* what is in the line, quotes and all, if in_line */
		struct slice value;   /* decoded, if `decoded` */
		struct slice as_read; /* the value when the present stage began */
		struct edit_cursor {
			size_t byte, code_point;
		} cursor; /* where the last edit in as_read was: the next is mostly not far */
		size_t insert_at;   /* where in the line the member belongs, if not in_line */
		unsigned found;     /* how many keys of its path the line has */
		unsigned char kind; /* enum member_kind */
		bool in_line;       /* it, or what is in its way, is in the line */
		bool decoded;
		struct record_splice *splice; /* what is written for it, if it was set */
	} slot[FIELD_COUNT];
	size_t members_end;            /* where in the line a new outermost member belongs */
	struct record_splice *splices; /* all that differs from the line, by place */
	struct record_edit **edits_end;
	bool out_of_memory;
};

/*
 * Makes *record a view of `line`. Returns REJECT_NONE, or why the line is no record. Both line and
 * schema must outlive the record; the arena is used, never reset. Never fails for lack of memory.
 */
NODISCARD enum reject_reason record_parse(struct record *record, const struct schema *schema,
					  struct slice line, struct arena *arena);

/* Makes *record an empty object, "{}", to be filled with record_set. */
void record_create(struct record *record, const struct schema *schema, struct arena *arena);

enum member_kind record_kind(const struct record *record, enum field field);

/*
 * The decoded value of a string member; for an id that is a number, its spelling. Otherwise, and
 * when memory is short (see record_failed), the empty slice.
 */
struct slice record_get(struct record *record, enum field field);

/*
 * Gives a field a new string value (valid UTF-8). Where it was there it is replaced; where it was
 * missing it is appended to its object, and that made where it was missing too. What is in the
 * way of such an object, because it is something else, is replaced. Setting the value it has
 * already changes nothing. A field that the schema does not read stays unset.
 */
void record_set(struct record *record, enum field field, struct slice value);

/*
 * Takes the field out of the record: its member is removed, with its name. What was read from it
 * stays valid. Note edits of it before. A no-op when it is not there.
 */
void record_remove(struct record *record, enum field field);

static inline struct slice record_text(struct record *record)
{
	return record_get(record, FIELD_TEXT);
}

static inline void record_set_text(struct record *record, struct slice text)
{
	record_set(record, FIELD_TEXT, text);
}

/*
 * Whether the outermost object has a member of this (decoded) name that is not null. Scans the
 * line. Of a known field's name: whether any of its path is in the record.
 */
bool record_has_member(struct record *record, struct slice name);

/*
 * Appends a member to the outermost object, or gives it a new value where it is (the last
 * time, should it be there more than once). `json` is one valid JSON value; name and json are
 * borrowed. A name that leads to a known field is left alone: that is record_set's.
 */
void record_set_member(struct record *record, struct slice name, struct slice json);

/*
 * Notes, when the run explains, that the present stage replaced `removed` by `added` (may be empty)
 * because of `rule`. `removed` must point into a field's value as the stage read it, though it may
 * be empty: that gives the offset; what points elsewhere is not noted. Costs time by the distance
 * from the last edit in this field. All three are borrowed until the stage's turn ends.
 */
void record_note_edit(struct record *record, struct slice rule, struct slice removed,
		      struct slice added);

/* The same with the evidence that the rule went by, in words; may be empty. */
void record_note_evidence(struct record *record, struct slice rule, struct slice removed,
			  struct slice added, struct slice evidence);

/* Appends the edits that the present stage noted, as an array of JSON objects. */
void record_write_edits(const struct record *record, struct buf *out);

/* Whether any call on this record ran out of memory; its content must then not be used. */
static inline bool record_failed(const struct record *record)
{
	return record->out_of_memory;
}

/*
 * Gives the record an id when it has none: XXH3-128 of url (else source) NUL text, in hex. Where
 * there is no text, html takes its place.
 */
void record_ensure_id(struct record *record);

/* Appends the record as one line, with its '\n'. */
void record_write(struct record *record, struct buf *out);

/*
 * Ends a stage's turn: the edits it noted become part of the _wirewash member, and what it set is
 * what the next stage reads. The runner calls it after every stage that keeps the record.
 */
void record_end_stage(struct record *record);

/*
 * Lists the outermost members' names, raw, separated by ", ", for messages; at most `limit` bytes.
 */
void record_list_keys(const struct record *record, struct buf *out, size_t limit);

#endif
