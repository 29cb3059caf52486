/*
 * intake: what dedup takes in: the digest of a record, and all records of an earlier archive.
 */
#ifndef WIREWASH_INTAKE_H
#define WIREWASH_INTAKE_H

#include "dedup/digest.h"
#include "engine/stage.h"

/* Appends to `digest` what dedup needs of the record. */
bool intake_digest(struct fingerprinter *maker, struct record *record, struct buf *digest,
		   struct err *err);

/* What happens to each digest. */
typedef bool intake_take(void *context, struct slice digest, struct err *err);
typedef bool intake_text(void *context, struct slice text, struct err *err);

/*
 * Takes in the records of a file of JSON Lines, compressed or not. Lines that are no records with a
 * text are passed over and noticed; a file with nothing else is an error, and so is a damaged one,
 * for what it has lost would come out as new.
 */
bool intake_archive(intake_take *take, void *context, const char *path, const struct stage_env *env,
		    struct err *err);

/*
 * Hands on the texts of the same records, in the same order: intake_archive has said what there is
 * to say.
 */
bool intake_texts(intake_text *take, void *context, const char *path, const struct stage_env *env,
		  struct err *err);

#endif
