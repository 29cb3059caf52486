#include "article/rules/rules_check.h"

#include <stdlib.h>
#include <time.h>

#include "base/utf8.h"

enum { TRIES = 3 }; /* of which the fastest counts: others may have disturbed the rest */

struct check {
	const struct rules *rules;
	const struct evidence_config *config;
	bool (*complain)(void *context, const struct rule_complaint *complaint);
	void *context;
	struct pattern_room *room;
	struct evidence evidence;
	struct err *err;
	char subject[PATTERN_MAX_SUBJECT];
};

static bool holds_in(struct check *check, const struct rule *rule, struct slice text, int language,
		     bool *holds)
{
	static const struct line_evidence empty;
	struct line_evidence line = empty;
	unsigned skipped = 0;

	if (!evidence_read(&check->evidence, check->config, text, language, check->err))
		return false;
	if (check->evidence.lines.count == 0)
		return true;
	evidence_line(&check->evidence, check->config, 0, &line);
	*holds = rule_holds(check->rules, rule, &line, check->room, &skipped);
	return true;
}

/* Whether a rule holds for a line in any of its languages. */
static bool find_whether(struct check *check, const struct rule *rule, struct slice text,
			 bool *holds)
{
	*holds = false;
	for (int i = 0; i < (int)languages_count(check->config->languages) && !*holds; i++)
		if (rule->languages >> i & 1 && !holds_in(check, rule, text, i, holds))
			return false;
	return true;
}

static bool complain(struct check *check, enum rule_fault fault, const struct rule *rule,
		     unsigned line, struct slice text)
{
	return check->complain(
		check->context,
		&(struct rule_complaint){.fault = fault, .rule = rule, .line = line, .text = text});
}

static bool check_example(struct check *check, const struct rule_example *example)
{
	const struct rule *rule = &check->rules->rules[example->rule];
	bool holds;

	if (!find_whether(check, rule, example->text, &holds))
		return false;
	return holds == example->hit ||
	       complain(check, example->hit ? RULE_FAULT_HIT : RULE_FAULT_MISS, rule, example->line,
			example->text);
}

static bool has_example(const struct rules *rules, size_t rule, bool hit)
{
	for (size_t i = 0; i < rules->example_count; i++)
		if (rules->examples[i].rule == rule && rules->examples[i].hit == hit)
			return true;
	return false;
}

static unsigned long microseconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)((now.tv_sec - start->tv_sec) * 1000000 +
			       (now.tv_nsec - start->tv_nsec) / 1000);
}

/* Fills the subject with copies of `unit`, whole ones, and something at its end that fits nothing.
 */
static struct slice fill(struct check *check, struct slice unit)
{
	size_t len = 0;

	if (unit.len >= sizeof(check->subject) / 2)
		unit = slice_sub(unit, 0,
				 utf8_valid_prefix(slice_sub(unit, 0, sizeof(check->subject) / 2)));
	while (len + unit.len < sizeof(check->subject)) {
		memcpy(check->subject + len, unit.data, unit.len);
		len += unit.len;
	}
	check->subject[len] = '\x01';
	return slice_make(check->subject, len + 1);
}

static bool time_pattern(struct check *check, const struct rule *rule, unsigned line,
			 struct pattern *pattern, struct slice unit)
{
	struct slice subject = fill(check, unit);
	struct rule_complaint complaint = {
		.rule = rule, .line = line, .text = unit, .microseconds = (unsigned long)-1};

	for (unsigned i = 0; i < TRIES; i++) {
		struct timespec start;
		unsigned long took;

		clock_gettime(CLOCK_MONOTONIC, &start);
		if (pattern_search(pattern, check->room, subject, NULL) == PATTERN_LIMIT) {
			complaint.fault = RULE_FAULT_LIMIT;
			return check->complain(check->context, &complaint);
		}
		took = microseconds_since(&start);
		if (took < complaint.microseconds)
			complaint.microseconds = took;
		if (took < RULE_SLOW_MICROSECONDS)
			return true;
	}
	complaint.fault = RULE_FAULT_SLOW;
	return check->complain(check->context, &complaint);
}

/* Runs a pattern over text that is hard for many, and over what it nearly matches. */
static bool hurt(struct check *check, const struct rule *rule, size_t number, unsigned line,
		 struct pattern *pattern)
{
	static const char *const units[] = {"a",   " ",  "a ",  "A",    "1",        "1 ",
					    "a, ", "-",  "a-",  ".",    "(",        "[",
					    "\"",  "a/", " | ", "x | ", "\xC3\xA9", "\xE4\xB8\xAD"};

	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (!time_pattern(check, rule, line, pattern, slice_of(units[i])))
			return false;
	for (size_t i = 0; i < check->rules->example_count; i++) {
		const struct rule_example *example = &check->rules->examples[i];

		if (example->rule == number && example->text.len > 0 &&
		    !time_pattern(check, rule, line, pattern, example->text))
			return false;
	}
	return true;
}

static bool check_rule(struct check *check, size_t number)
{
	const struct rules *rules = check->rules;
	const struct rule *rule = &rules->rules[number];

	for (int hit = 1; hit >= 0; hit--)
		if (!has_example(rules, number, hit) &&
		    !complain(check, hit ? RULE_FAULT_NO_HIT : RULE_FAULT_NO_MISS, rule, rule->line,
			      slice_make(NULL, 0)))
			return false;
	for (uint32_t i = 0; i < rule->clauses; i++) {
		const struct rule_clause *clause = &rules->clauses[rule->first_clause + i];

		for (uint32_t j = 0; j < clause->terms; j++) {
			const struct rule_term *term = &rules->terms[clause->first_term + j];

			if (term->kind == TERM_PATTERN &&
			    !hurt(check, rule, number, clause->line, term->pattern))
				return false;
		}
	}
	return true;
}

static bool check_all(struct check *check, size_t first, size_t first_example)
{
	for (size_t i = first_example; i < check->rules->example_count; i++)
		if (!check_example(check, &check->rules->examples[i]))
			return false;
	for (size_t i = first; i < check->rules->rule_count; i++)
		if (!check_rule(check, i))
			return false;
	return true;
}

bool rules_check(const struct rules *rules, const struct evidence_config *config, size_t first,
		 size_t first_example,
		 bool (*tell)(void *context, const struct rule_complaint *complaint), void *context,
		 struct err *err)
{
	struct check *check = calloc(1, sizeof(*check));
	bool done = false;

	if (!check)
		return err_no_memory(err);
	*check = (struct check){
		.rules = rules, .config = config, .complain = tell, .context = context, .err = err};
	check->room = pattern_room_open(err);
	if (check->room)
		done = check_all(check, first, first_example);
	if (done && pattern_room_failed(check->room))
		done = err_no_memory(err);
	pattern_room_close(check->room);
	evidence_free(&check->evidence);
	free(check);
	return done;
}
