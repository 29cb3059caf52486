#include "article/lines/guesses.h"

enum {
	/* Weights of rows as signs of noise, found on articles with pasted noise and on clean texts
	 * of seven types. */
	SURE_SIGN = 8,    /* weight of a sure rule, and what a text needs */
	LIKELY_SIGN = 8,  /* of a likely one before or after all prose */
	QUIET_SIGN = 4,   /* the same of a quiet rule */
	INSIDE_SIGN = 2,  /* of a likely one inside the prose */
	GUESSED_SIGN = 2, /* of a guess before or after all prose */
	NOISY_SIGNS = 4,  /* lines that look like noise, before a guess counts inside the prose */
	ITEM_WORDS = 6,   /* a sentence this long is no item of a list */
};

static const struct rule *rule_of(const struct label_config *config, const struct row *row)
{
	const struct rule *rule = row->rule < 0 ? NULL : &config->rules->rules[row->rule];

	return !rule || rule->action == RULE_KEEP_LINE || row->structured ? NULL : rule;
}

static bool is_outside(const struct row *row)
{
	return (row->shapes & (SHAPE(TOP) | SHAPE(TAIL))) != 0;
}

static unsigned sign_weight(const struct rule *rule, const struct row *row)
{
	if (rule->grade == RULE_SURE)
		return SURE_SIGN;
	if (rule->grade == RULE_LIKELY && is_outside(row))
		return rule->quiet ? QUIET_SIGN : LIKELY_SIGN;
	if (rule->grade == RULE_LIKELY)
		return INSIDE_SIGN;
	return rule->grade == RULE_GUESS && is_outside(row) ? GUESSED_SIGN : 0;
}

bool guesses_have_sign(const struct labels *labels, const struct label_config *config)
{
	unsigned signs = labels->count > labels->active_count ? SURE_SIGN : 0;

	for (size_t i = 0; i < labels->active_count && signs < SURE_SIGN; i++) {
		const struct rule *rule = rule_of(config, &labels->active[i]);

		if (rule)
			signs += sign_weight(rule, &labels->active[i]);
	}
	return signs >= SURE_SIGN;
}

/* How much a rule says about the text as a whole: a line that goes for sure is noise in itself. */
static size_t noise_weight(const struct rule *rule)
{
	if (rule->grade == RULE_HINT)
		return 0;
	return rule->grade == RULE_SURE ? NOISY_SIGNS : 1;
}

/* Whether the text carries noise at all, by what went before and by what the rules say. */
static bool is_noisy(const struct labels *labels, const struct label_config *config)
{
	size_t signs = 0;

	for (size_t i = 0; i < labels->count; i++)
		signs += labels->rows[i].dropped;
	for (size_t i = 0; i < labels->active_count; i++) {
		const struct rule *rule = rule_of(config, &labels->active[i]);

		signs += rule ? noise_weight(rule) : 0;
	}
	return signs >= NOISY_SIGNS;
}

static bool is_guess(const struct label_config *config, const struct row *row)
{
	return row->rule >= 0 && config->rules->rules[row->rule].grade == RULE_GUESS;
}

/* Whether a row that no rule is about is short, as the items of a list are and their headings. */
static bool is_item(const struct row *row)
{
	return !row->ended || row->words < ITEM_WORDS;
}

/*
 * Marks the rows by a guess that are inside the prose between two items, and when `all` those that
 * are inside the prose anywhere.
 */
static void mark_guesses(struct labels *labels, const struct label_config *config, bool all)
{
	bool item = false;

	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];

		row->suppressed = item && is_guess(config, row) && !is_outside(row);
		if (row->rule < 0)
			item = is_item(row);
	}
	item = false;
	for (size_t i = labels->active_count; i-- > 0;) {
		struct row *row = &labels->active[i];

		row->suppressed = (row->suppressed && item) ||
				  (all && is_guess(config, row) && !is_outside(row));
		if (row->rule < 0)
			item = is_item(row);
	}
}

static void suppress_all(struct labels *labels, const struct label_config *config)
{
	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];

		row->suppressed =
			row->rule >= 0 && config->rules->rules[row->rule].grade <= RULE_GUESS;
	}
}

/*
 * Inside the prose of a text that carries hardly any noise, what may be noise by a guess is rather
 * the author's own; so it is in any text within a list. What went counts on, and a second run sees
 * no more signs than the last pass of the first: it drops nothing more.
 */
void guesses_suppress(struct labels *labels, const struct label_config *config)
{
	if (labels->no_guesses)
		suppress_all(labels, config);
	else if (config->level == LEVEL_STANDARD)
		mark_guesses(labels, config, !is_noisy(labels, config));
}

bool guesses_exceed(const struct labels *labels, unsigned limit)
{
	uint64_t words = 0, guessed = 0;

	for (size_t i = 0; i < labels->count; i++) {
		words += labels->rows[i].words;
		if (labels->rows[i].dropped && labels->rows[i].guessed)
			guessed += labels->rows[i].words;
	}
	return guessed * 1000 > words * limit;
}
