/*
 * filter: only the records that are wanted go on: by language, by date, by length, and by the rules
 * of those who build corpora. No record is changed; each drop has the rule as its reason.
 */
#include <stdlib.h>

#include "dedup/moment.h"
#include "engine/stage.h"
#include "text/words/identify.h"

#include "quality.h"

struct filter {
	const char *languages, *since, *until, *rules;
	bool doubtful, undated;
	uint64_t min_words, max_words;
	struct quality_limits limits;

	struct identifier *identifier; /* NULL: no --lang */
	int64_t first, last;           /* seconds; records from first on, before last */
};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_STRING(struct filter, languages, "lang", "LIST", NULL,
		      "keep these languages, such as en,de"),
	OPTION_FLAG(struct filter, doubtful, "doubtful",
		    "with --lang, drop texts whose language is doubtful"),
	OPTION_STRING(struct filter, since, "since", "DATE", NULL,
		      "keep what was published at this date or later, such as 2024-05"),
	OPTION_STRING(struct filter, until, "until", "DATE", NULL,
		      "keep what was published before this date"),
	OPTION_FLAG(struct filter, undated, "undated",
		    "with --since or --until, keep records without a date"),
	OPTION_COUNT(struct filter, min_words, "min-words", "N", "1",
		     "drop texts of fewer words, as no-article"),
	OPTION_COUNT(struct filter, max_words, "max-words", "N", "0",
		     "drop texts of more words; 0: none"),
	OPTION_STRING(struct filter, rules, "rules", "LIST", NULL,
		      "apply these sets of rules: gopher, repetition, c4, fineweb"),
	OPTION_COUNT(struct filter, limits.gopher_min_words, "gopher-min-words", "N", "50",
		     "gopher: fewest words"),
	OPTION_COUNT(struct filter, limits.gopher_max_words, "gopher-max-words", "N", "100000",
		     "gopher: most words"),
	OPTION_COUNT(struct filter, limits.gopher_min_word_length, "gopher-min-word-length", "N", "3",
		     "gopher: least mean length of words"),
	OPTION_COUNT(struct filter, limits.gopher_max_word_length, "gopher-max-word-length", "N", "10",
		     "gopher: greatest mean length of words"),
	OPTION_PERMILLE(struct filter, limits.gopher_symbols, "gopher-symbols", "RATIO", "0.1",
			"gopher: most hash signs, or ellipses, to words"),
	OPTION_PERMILLE(struct filter, limits.gopher_bullets, "gopher-bullets", "RATIO", "0.9",
			"gopher: most lines that begin with a bullet"),
	OPTION_PERMILLE(struct filter, limits.gopher_ellipses, "gopher-ellipses", "RATIO", "0.3",
			"gopher: most lines that end in an ellipsis"),
	OPTION_PERMILLE(struct filter, limits.gopher_alpha, "gopher-alpha", "RATIO", "0.8",
			"gopher: least words with a letter"),
	OPTION_COUNT(struct filter, limits.gopher_stop_words, "gopher-stop-words", "N", "2",
		     "gopher: fewest of eight English stop words; 0 for other languages"),
	OPTION_PERMILLE(struct filter, limits.repetition_lines, "repetition-lines", "RATIO", "0.3",
			"repetition: most lines that repeat another"),
	OPTION_PERMILLE(struct filter, limits.repetition_line_chars, "repetition-line-chars", "RATIO",
			"0.2", "repetition: most characters in such lines"),
	OPTION_PERMILLE(struct filter, limits.repetition_top[0], "repetition-top-2", "RATIO", "0.2",
			"repetition: most characters in the most frequent pair of words"),
	OPTION_PERMILLE(struct filter, limits.repetition_top[1], "repetition-top-3", "RATIO", "0.18",
			"repetition: ... three words"),
	OPTION_PERMILLE(struct filter, limits.repetition_top[2], "repetition-top-4", "RATIO", "0.16",
			"repetition: ... four words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[0], "repetition-5", "RATIO", "0.15",
			"repetition: most characters in repeated runs of 5 words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[1], "repetition-6", "RATIO", "0.14",
			"repetition: ... of 6 words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[2], "repetition-7", "RATIO", "0.13",
			"repetition: ... of 7 words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[3], "repetition-8", "RATIO", "0.12",
			"repetition: ... of 8 words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[4], "repetition-9", "RATIO", "0.11",
			"repetition: ... of 9 words"),
	OPTION_PERMILLE(struct filter, limits.repetition_ngrams[5], "repetition-10", "RATIO", "0.1",
			"repetition: ... of 10 words"),
	OPTION_COUNT(struct filter, limits.c4_sentences, "c4-sentences", "N", "5",
		     "c4: fewest sentences in lines of prose"),
	OPTION_PERMILLE(struct filter, limits.fineweb_punctuation, "fineweb-punctuation", "RATIO",
			"0.12", "fineweb: least lines that end in a full stop or the like"),
	OPTION_COUNT(struct filter, limits.fineweb_short_line, "fineweb-short-line", "N", "30",
		     "fineweb: characters of a short line"),
	OPTION_PERMILLE(struct filter, limits.fineweb_short_lines, "fineweb-short-lines", "RATIO",
			"0.67", "fineweb: most short lines"),
	OPTION_PERMILLE(struct filter, limits.fineweb_duplicates, "fineweb-duplicates", "RATIO",
			"0.01", "fineweb: most characters in lines that repeat another"),
	OPTION_PERMILLE(struct filter, limits.fineweb_list, "fineweb-list", "RATIO", "0.3",
			"fineweb: most line ends to words"),
	OPTION_END
};
/* clang-format on */

static bool read_date(const char *option, const char *date, int64_t otherwise, int64_t *moment,
		      struct err *err)
{
	*moment = date ? moment_of(slice_of(date)) : otherwise;
	return !date || *moment != DATE_UNKNOWN ||
	       err_set(err, ERR_USAGE, "--%s is no date (%s). Write it as 2024-05-07.", option,
		       date);
}

static bool switch_on(struct quality_limits *limits, struct slice name)
{
	if (slice_equal(name, SLICE("gopher")))
		return limits->gopher = true;
	if (slice_equal(name, SLICE("repetition")))
		return limits->repetition = true;
	if (slice_equal(name, SLICE("c4")))
		return limits->c4 = true;
	if (slice_equal(name, SLICE("fineweb")))
		return limits->fineweb = true;
	return false;
}

static bool read_rules(struct filter *filter, struct err *err)
{
	struct slice rest = slice_of(filter->rules);

	while (rest.len) {
		size_t end = slice_find_byte(rest, 0, ',');
		struct slice name = slice_trim(slice_sub(rest, 0, end));

		if (!switch_on(&filter->limits, name))
			return err_set(err, ERR_USAGE,
				       "--rules has a name that is not known (%.*s). Known are "
				       "gopher, repetition, c4, fineweb.",
				       (int)(name.len > 40 ? 40 : name.len), name.data);
		rest = slice_from(rest, end < rest.len ? end + 1 : end);
	}
	return true;
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct filter *filter = state;

	(void)env;
	if (!read_date("since", filter->since, INT64_MIN, &filter->first, err) ||
	    !read_date("until", filter->until, INT64_MAX, &filter->last, err) ||
	    !read_rules(filter, err))
		return false;
	if (filter->languages)
		filter->identifier = identifier_open(err);
	return !filter->languages || filter->identifier;
}

static void teardown(void *state)
{
	struct filter *filter = state;

	identifier_close(filter->identifier);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct quality *quality = calloc(1, sizeof(*quality));

	(void)state;
	if (!quality)
		err_no_memory(err);
	return quality;
}

static void scratch_close(void *scratch)
{
	if (scratch)
		quality_free(scratch);
	free(scratch);
}

/* The language that the record names, else the one that its text is in. */
static const char *check_language(const struct filter *filter, struct record *record)
{
	struct slice lang = record_get(record, FIELD_LANG);
	struct slice wanted = slice_of(filter->languages);
	struct identified found;

	if (lang.len)
		return identified_is_in(lang, wanted) ? NULL : "language";
	found = identify(filter->identifier, record_text(record));
	if (!identified_is_in(found.code, wanted))
		return "language";
	return filter->doubtful && found.certainty < IDENTIFY_DOUBTFUL ? "doubtful-language" : NULL;
}

static const char *check_date(const struct filter *filter, struct record *record)
{
	int64_t date;

	if (!filter->since && !filter->until)
		return NULL;
	date = moment_of(record_get(record, FIELD_DATE));
	if (date == DATE_UNKNOWN)
		return filter->undated ? NULL : "undated";
	if (date < filter->first)
		return "before-since";
	return date >= filter->last ? "after-until" : NULL;
}

static enum verdict apply(const void *state, void *scratch, struct record *record, struct err *err)
{
	const struct filter *filter = state;
	const struct quality_limits *limits = &filter->limits;
	const char *reason = check_date(filter, record);
	size_t words = reason ? 0 : quality_words(scratch, record_text(record));

	if (words == SIZE_MAX)
		goto out_of_memory;
	if (!reason && words < filter->min_words)
		reason = "no-article";
	if (!reason && filter->max_words && words > filter->max_words)
		reason = "many-words";
	if (!reason && filter->languages)
		reason = check_language(filter, record);
	if (!reason && (limits->gopher || limits->repetition || limits->c4 || limits->fineweb) &&
	    !quality_check(scratch, limits, record_text(record), &reason))
		goto out_of_memory;
	return reason ? record_drop(record, reason) : KEEP;

out_of_memory:
	err_no_memory(err);
	return FAIL;
}

const struct stage filter_stage = {
	.name = "filter",
	.summary = "only records that are wanted: language, date, length, quality",
	.state_size = sizeof(struct filter),
	.options = options,
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
