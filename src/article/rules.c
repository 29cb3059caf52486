#include "article/rules.h"

#include <stdlib.h>

void rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->term_count; i++)
		pattern_free(rules->terms[i].pattern);
	lexicon_free(&rules->lexicon);
	free(rules->rules);
	free(rules->clauses);
	free(rules->terms);
	free(rules->examples);
	arena_free(&rules->arena);
	*rules = (struct rules){0};
}

int rules_class(const struct rules *rules, struct slice name)
{
	for (size_t i = 0; i < rules->class_count; i++)
		if (slice_equal(rules->class_names[i], name))
			return (int)i;
	return -1;
}

const struct glance *rules_glance(struct rules *rules)
{
	rules->glance = (struct glance){0};
	for (size_t i = 0; i < rules->rule_count; i++) {
		const struct rule *rule = &rules->rules[i];

		for (uint32_t j = 0; j < rule->clauses && !rule->off; j++) {
			const struct rule_clause *clause = &rules->clauses[rule->first_clause + j];

			if (clause->max_words <= GLANCE_WORDS)
				continue;
			if (!clause->has_need)
				return NULL;
			lexicon_glance(&rules->lexicon, &clause->need, &rules->glance);
		}
	}
	return &rules->glance;
}

/* Whether words [0, to) are all of the classes, numbers or function words, and at least one of the classes. */
static bool only(const struct line_evidence *line, const struct class_set *set, uint32_t to)
{
	uint32_t keys = 0;

	if (to == 0 || line->words > COVER_WORDS)
		return false;
	for (uint32_t i = 0; i < to; i++) {
		if (class_set_meets(&line->cover[i], set))
			keys++;
		else if (!((line->numbers | line->function) >> i & 1))
			return false;
	}
	return keys > 0;
}

static bool term_holds(const struct rule_term *term, const struct line_evidence *line,
		       struct pattern_room *room, unsigned *skipped)
{
	switch (term->kind) {
	case TERM_ANY:
		return class_set_common(&line->any, &term->set) >= term->least;
	case TERM_START:
		return class_set_meets(&line->start, &term->set);
	case TERM_END:
		return class_set_meets(&line->end, &term->set);
	case TERM_WHOLE:
		return class_set_meets(&line->whole, &term->set);
	case TERM_ONLY:
		return only(line, &term->set, line->words);
	case TERM_LABEL:
		return only(line, &term->set, line->label_words);
	case TERM_PATTERN:
		break;
	}
	switch (pattern_search(term->pattern, room, line->text, NULL)) {
	case PATTERN_FOUND:
		return true;
	case PATTERN_LIMIT:
		++*skipped;
		return term->negated; /* so that the clause fails either way */
	case PATTERN_ABSENT:
		break;
	}
	return false;
}

static bool clause_holds(const struct rules *rules, const struct rule_clause *clause,
			 const struct line_evidence *line, struct pattern_room *room,
			 unsigned *skipped)
{
	if (line->words < clause->min_words || line->words > clause->max_words)
		return false;
	if ((line->shapes & clause->shapes) != clause->shapes || line->shapes & clause->no_shapes)
		return false;
	if (clause->has_need && !class_set_meets(&line->any, &clause->need))
		return false;
	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (term_holds(term, line, room, skipped) == term->negated)
			return false;
	}
	return true;
}

bool rule_holds(const struct rules *rules, const struct rule *rule,
		const struct line_evidence *line, struct pattern_room *room, unsigned *skipped)
{
	if (line->words > rule->max_words ||
	    (rule->has_need && !class_set_meets(&line->any, &rule->need)))
		return false;
	for (uint32_t i = 0; i < rule->clauses; i++)
		if (clause_holds(rules, &rules->clauses[rule->first_clause + i], line, room, skipped))
			return true;
	return false;
}

/* Keeping comes before all else, then the surer rule, then the earlier one. */
static bool beats(const struct rule *rule, const struct rule *best)
{
	if (rule->action == RULE_KEEP_LINE || best->action == RULE_KEEP_LINE)
		return best->action != RULE_KEEP_LINE;
	return rule->grade > best->grade;
}

void rules_judge(const struct rules *rules, language_set languages,
		 const struct line_evidence *line, struct pattern_room *room,
		 struct rule_finding *finding)
{
	*finding = (struct rule_finding){.rule = -1};
	for (size_t i = 0; i < rules->rule_count; i++) {
		const struct rule *rule = &rules->rules[i];

		if (rule->off || !(rule->languages & languages))
			continue;
		if (finding->rule >= 0 && !beats(rule, &rules->rules[finding->rule]))
			continue;
		if (rule_holds(rules, rule, line, room, &finding->skipped))
			finding->rule = (int)i;
	}
}
