/*
 * wirewash: Unix filters that turn scraped news archives into clean, de-duplicated text.
 *
 * This is the page to read first.
 *
 *
 * The journey of a record
 * -----------------------
 *
 *     file or pipe                                                              stdout or files
 *          |                                                                          ^
 *       ingest -> extract -> mojibake -> normalize -> markup -> boilerplate -> dedup -> emit
 *      (source)  (-------------------- streaming --------------------------) (barrier) (sink)
 *
 * A record is one article: a line of JSON (record/record.h). The runner (engine/runner.h) drives a
 * list of stages over records: a source makes them, or they are read as JSON Lines; each stage is
 * applied in turn and says what becomes of the record; a sink gives it its final form, or it is
 * written as a line. A filter such as `wirewash normalize` is the list with one stage; `wirewash
 * run` is the list that pipeline.conf names. Both give the same bytes.
 *
 *
 * The folders, lowest first; each uses only those above it in this list
 * ---------------------------------------------------------------------
 *
 *     src/base      memory and bytes: slice buf array arena err utf8 hash ascii assert
 *     src/record    one article on the wire: json record splice schema reject
 *     src/io        files and streams: reader writer lines walk
 *                     compress/  gzip zstd brotli
 *                     archive/   tar zip warc http
 *                     formats/   rows values fields
 *     src/text      what text is made of; only here are ICU and PCRE2 used
 *                     unicode/   fold normal letters invisible
 *                     charset/   charset detect converter
 *                     words/     words lines language
 *                     markup/    html markdown toml yaml
 *     src/article   is this line part of the article?
 *                     rules/     the rule engine
 *                     trees/     boosted trees, for all models
 *                     model/     the page model and its features
 *                     lines/     what becomes of each line
 *     src/dedup     the near-duplicate machinery: fingerprint candidates compare cluster
 *     src/report    the HTML page of `wirewash report`, and differences of texts
 *     src/engine    drives stages over records: runner chain options config stats
 *     stages/NAME   one stage each: its idea, its data, its man page
 *     src/cli       main, and the commands that are no stages
 *
 * docs/ARCHITECTURE.md has the pictures; scripts/check-layers.sh proves the order, and
 * scripts/check-house.py that this list names every folder.
 *
 *
 * A new stage
 * -----------
 *
 * is a folder stages/NAME with NAME.c that defines `const struct stage NAME_stage`, and NAME.1; its
 * tests are tests/stages/NAME. Nothing is registered anywhere. Start from stages/normalize.
 *
 *
 * Who may do what, and when
 * -------------------------
 *
 *  1. `state` is zeroed, its options are filled in, `setup` runs once. From then on a streaming
 *     stage's state is immutable and shared by all threads.
 *  2. Each thread makes its own `scratch`. `apply` is pure: what it does depends on state and
 *     record alone, never on neighbours, order, clock, locale, thread or machine.
 *  3. After the last record `finish` runs once, only if nothing failed; then `teardown`, always.
 *
 * What decides uses integers, never sums of floating-point numbers that a compiler may reorder:
 * all machines give the same bytes.
 */
#ifndef WIREWASH_STAGE_H
#define WIREWASH_STAGE_H

#include "base/err.h"
#include "engine/dry_run.h"
#include "engine/options.h"
#include "io/batch.h"
#include "record/record.h"

enum verdict {
	KEEP,   /* the record goes on */
	DROP,   /* it leaves the stream, rightly: see record_drop */
	REJECT, /* it is no good, and goes to --rejects: see record_reject */
	FAIL,   /* the program must stop; err says why */
};

/* What the whole run shares. Lives longer than any stage's state. */
struct stage_env {
	const struct schema *schema;
	char *const *operands; /* paths from the command line; only a source has any */
	size_t operand_count;
	unsigned jobs;
	bool explain;                      /* stages note their edits */
	bool shows_edits;                  /* ... and records carry them on, in _wirewash */
	bool keeps_removed, keeps_dropped; /* --removed, --dropped */
	enum dry_run dry_run; /* the edits are wanted, not the records; then `explain` is set too */
	bool text_mode;       /* --text: one article, no JSON */
	uint64_t limit;       /* records that are read at most; 0: all */
	uint64_t max_line;    /* bytes: no line or document may be longer */
	uint64_t max_ratio;   /* decompressed : compressed */
	const char *tmp_dir;  /* for spills */
	struct notices *notices; /* see engine/notices.h */
};

/* What a source's `pull` came to. */
enum pull {
	PULL_MORE, /* the batch holds something; ask again */
	PULL_END,  /* the batch holds the last of it, or nothing */
	PULL_FAIL, /* err says why; the batch is void */
};

struct stage {
	const char *name;     /* as typed, and of its folder */
	const char *summary;  /* one line for --help: "one form for every text" */
	const char *operands; /* for a source: what usage shows, such as "[PATH...]"; else NULL */

	const struct option_spec *options; /* ends with OPTION_END; NULL: none */
	size_t state_size;

	/* What a record must have to come here: text, unless one of these says otherwise. */
	bool takes_html; /* html does instead of text; so it is for every source */
	bool takes_any;  /* no need of either, nor of an id */

	bool counts_rules; /* a bare --dry-run counts its edits by rule instead of listing them */

	/*
	 * Optional: whether each option's value is one that `setup` would take, looked at by
	 * itself. Opens and changes nothing; pipeline.conf is checked so even for stages that are
	 * not in the chain. False: err says what is wrong.
	 */
	bool (*check)(const void *state, struct err *err);

	/* Optional, for the whole life of the stage. */
	bool (*setup)(void *state, const struct stage_env *env, struct err *err);
	bool (*finish)(void *state, struct err *err);
	void (*teardown)(void *state);

	/* Optional: memory of one thread. `scratch` is NULL without these. */
	void *(*scratch_open)(const void *state, struct err *err);
	void (*scratch_close)(void *scratch);

	/*
	 * Streaming stages, and a barrier's second pass. NULL keeps all. Before REJECT the record
	 * must not have been changed: it goes to --rejects as the stage read it.
	 */
	enum verdict (*apply)(const void *state, void *scratch, struct record *record,
			      struct err *err);

	/*
	 * A barrier decides only when it has seen all records. First pass, for each record:
	 * `digest` writes what the stage must know of it (on any thread), `absorb` takes these
	 * digests one by one in input order. Then `settle`, once. In the second pass `apply`
	 * decides about each record, which it knows by record->ordinal: 0 for the first one
	 * absorbed, and so on. The runner keeps the records meanwhile, in a temporary file.
	 */
	enum verdict (*digest)(const void *state, void *scratch, struct record *record,
			       struct buf *digest, struct err *err);
	bool (*absorb)(void *state, uint64_t ordinal, struct slice digest, struct err *err);
	bool (*settle)(void *state, struct err *err);

	/*
	 * Whether a barrier with these options decides about each record as soon as it has absorbed
	 * it. Then there is no spool and no `settle`: `apply` has its turn once for each record
	 * absorbed, while others are being absorbed on another thread, and the stage sees to its
	 * own locking.
	 */
	bool (*decides_at_once)(const void *state);

	/*
	 * A source fills batches, on one thread at a time; `parse` makes a record of each
	 * ITEM_DOCUMENT, or drops or rejects it, on any thread. Of a rejected one an id that was
	 * set is told. The runner itself parses each ITEM_LINE.
	 */
	enum pull (*pull)(void *state, struct batch *batch, struct err *err);
	enum verdict (*parse)(const void *state, void *scratch, const struct batch *batch,
			      const struct item *item, struct record *record, struct err *err);

	/*
	 * Of a source: what a line that is no JSON was meant to be; *nulls counts the values that
	 * it gave up. False when it cannot tell. `corrected` is the line's or the arena's.
	 */
	bool (*correct_line)(struct slice line, struct arena *arena, struct slice *corrected,
			     uint64_t *nulls);

	/*
	 * A sink. `format` appends the record's final form to body (on any thread). When it also
	 * writes a name, the runner hands name and body to `deliver`, in input order, instead of to
	 * the output.
	 */
	enum verdict (*format)(const void *state, void *scratch, struct record *record,
			       struct buf *name, struct buf *body, struct err *err);
	bool (*deliver)(void *state, struct slice name, struct slice body, struct err *err);

	/* Optional for a sink: how the name of a file of its output ends, such as ".txt"; else
	 * ".jsonl". */
	const char *(*suffix)(const void *state);
};

static inline bool stage_is_source(const struct stage *stage)
{
	return stage->pull != NULL;
}

static inline bool stage_is_barrier(const struct stage *stage)
{
	return stage->absorb != NULL;
}

static inline bool stage_is_sink(const struct stage *stage)
{
	return stage->format != NULL;
}

/* All stages, generated from stages/NAME/; sources first, sinks last. Ends with NULL. */
extern const struct stage *const stage_table[];

/* The stage of that name, or NULL. */
const struct stage *stage_find(const char *name);

/* For `return record_drop(record, "duplicate");`. The reason is a static string, counted in
 * --stats. */
static inline enum verdict record_drop(struct record *record, const char *reason)
{
	record->drop_reason = reason;
	return DROP;
}

static inline enum verdict record_reject(struct record *record, enum reject_reason reason)
{
	record->reject_reason = reason;
	return REJECT;
}

#endif
