/*
 * rewriting: what becomes of a record's fields, and the notes that tell of it (--explain). A field
 * is read as a source; its new value is written from the signs of a repaired document, or set as a
 * whole.
 */
#ifndef WIREWASH_MOJIBAKE_REWRITING_H
#define WIREWASH_MOJIBAKE_REWRITING_H

#include "record/record.h"
#include "entities.h"
#include "readings.h"

/* A field's value, and what it is after its character references were decoded. {0} at first. */
struct source {
	enum field field;
	struct slice read, value;
	struct decoded decoded;
	size_t noted; /* references that are after us */
	size_t next;  /* byte of the value from which on the charset may be told */
};

/*
 * Reads the field, decoding its references (NULL: leaves them alone). source->value lives as long
 * as the record, or until the next read. False when memory is short.
 */
bool source_read(struct source *source, struct record *record, enum field field,
		 const struct entities *entities, const struct charsets *charsets);

/* Notes that bytes [from, end) of the value became `added`. */
void source_note(struct source *source, struct record *record, size_t from, size_t end,
		 struct slice rule, struct slice added, struct slice evidence);

/* Gives the field the value, which the record's arena holds, with the notes still due. */
void source_set(struct source *source, struct record *record, struct slice value);

/* What only its references changed. False when memory is short. */
bool source_keep(struct source *source, struct record *record);

void source_free(struct source *source);

/* The evidence for `count` characters; empty when nobody asks. False when memory is short. */
bool tell_count(struct record *record, size_t count, struct slice *evidence);

enum { TOLD_MAX = 8 };

/* A field while its new value is written. Set up with the members in front. */
struct rewriting {
	struct record *record;
	const struct charsets *charsets;
	struct source *source;
	struct buf *out, *rule; /* room to work in; out is empty */
	uint32_t sign;          /* number of the field's first sign in the document */

	struct text text; /* the repaired document */
	struct told {
		uint32_t layers;
		struct slice evidence;
	} told[TOLD_MAX];
	unsigned told_count;
	size_t at;     /* bytes of its value looked at so far */
	size_t copied; /* bytes that the output means */
	bool changed;
};

/* Passes n bytes, which stay as they are. */
static inline void rewriting_pass(struct rewriting *writing, size_t n)
{
	writing->at += n;
}

/*
 * Appends the repaired signs [first, end); adjacent ones of one kind are one edit. False when
 * memory is short.
 */
bool rewriting_add(struct rewriting *writing, struct text text, size_t first, size_t end);

/* Gives the field its new value, when it has one. False when memory is short. */
bool rewriting_finish(struct rewriting *writing);

#endif
