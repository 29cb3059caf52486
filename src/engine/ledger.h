/*
 * ledger: a folder into which a run writes shard by shard, and what is known of those that are
 * done.
 *
 * In a hidden part of the folder each finished shard has an entry: its input's size and hash, the
 * version of the program, a hash of all options, its output's size and hash. A shard is done if its
 * entry is, byte for byte, the one that would be written now. An entry is written when the output
 * is in place, so whatever is interrupted has none, and is done again.
 */
#ifndef WIREWASH_LEDGER_H
#define WIREWASH_LEDGER_H

#include "base/buf.h"
#include "io/digest.h"

struct ledger;

/*
 * Makes the folder, or takes up one that an earlier run left; what that one had not finished goes.
 * Refused is a folder that holds anything else, that another run is at work in, or whose run had
 * another version of the program or other options (of which this is a hash): a folder never holds
 * a mixture. All is borrowed. NULL on failure.
 */
struct ledger *ledger_open(const char *folder, const char *version, const char *options,
			   struct err *err);

/* NULL is allowed. */
void ledger_close(struct ledger *ledger);

/* Appends the path of a file in the folder, or in its hidden part, and a NUL. */
bool ledger_path(const struct ledger *ledger, bool hidden, const char *name, const char *suffix,
		 struct buf *path, struct err *err);

/* What makes a shard's output what it is. */
struct ledger_entry {
	const char *name;    /* the shard's */
	const char *input;   /* path */
	struct digest read;  /* of the input */
	const char *output;  /* path */
	const char *rejects; /* path, of a file that may be missing */
};

enum ledger_answer {
	LEDGER_DONE,
	LEDGER_NEW,
	LEDGER_INPUT_CHANGED,
	LEDGER_OUTPUT_CHANGED,
};

/* Whether a shard is done, or why not. False only when its files cannot be read. */
bool ledger_ask(const struct ledger *ledger, const struct ledger_entry *entry,
		enum ledger_answer *answer, struct err *err);

/* Notes that a shard is done. */
bool ledger_note(const struct ledger *ledger, const struct ledger_entry *entry, struct err *err);

/* A shard that is not done has no entry. */
bool ledger_forget(const struct ledger *ledger, const char *name, struct err *err);

/* Appends a shard's entry, one line of JSON; nothing when it has none. */
bool ledger_read(const struct ledger *ledger, const char *name, struct buf *text, struct err *err);

#endif
