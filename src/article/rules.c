#include "article/rules.h"

#include <stdlib.h>

#include "article/vocabulary.h"

int rules_class(const struct rules *rules, struct slice name)
{
	for (size_t i = 0; i < rules->class_count; i++)
		if (slice_equal(rules->class_names[i], name))
			return (int)i;
	return -1;
}

void rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->term_count; i++)
		pattern_free(rules->terms[i].pattern);
	lexicon_free(&rules->lexicon);
	free(rules->views);
	free(rules->by_class);
	free(rules->by_length);
	free(rules->rules);
	free(rules->clauses);
	free(rules->terms);
	free(rules->examples);
	arena_free(&rules->arena);
	*rules = (struct rules){0};
}

/* What rules need that may be about lines of more than `words` words. */
static void look_in_long(const struct rules *rules, uint32_t words, struct long_view *view)
{
	*view = (struct long_view){.words = words};
	for (size_t i = 0; i < rules->rule_count; i++) {
		const struct rule *rule = &rules->rules[i];

		for (uint32_t j = 0; j < rule->clauses && !rule->off; j++) {
			const struct rule_clause *clause = &rules->clauses[rule->first_clause + j];

			if (clause->max_words <= words)
				continue;
			class_set_join(&view->needed, &clause->need);
			view->need_none |= !clause->has_need;
		}
	}
	lexicon_look(&rules->lexicon, &view->needed, view->by_language);
}

/* The words of the longest line that a rule may be about. */
static uint32_t most_words(const struct rules *rules)
{
	uint32_t most = 0;

	for (size_t i = 0; i < rules->rule_count; i++)
		if (!rules->rules[i].off && rules->rules[i].max_words > most)
			most = rules->rules[i].max_words;
	return most < EVIDENCE_WORDS ? most : EVIDENCE_WORDS - 1;
}

static bool make_views(struct rules *rules, struct err *err)
{
	struct rule_views *views = malloc(sizeof(*views));

	free(rules->views);
	rules->views = views;
	if (!views)
		return err_no_memory(err);
	views->most_words = most_words(rules);
	lexicon_look(&rules->lexicon, NULL, views->all);
	look_in_long(rules, LONG_LINE_WORDS, &views->in_long);
	look_in_long(rules, LONGER_LINE_WORDS, &views->in_longer);
	return true;
}

/* Whether a clause of the rule is about lines of so many words; RULE_LENGTHS - 1 stands for more, too. */
static bool is_about(const struct rules *rules, const struct rule *rule, uint32_t words)
{
	for (uint32_t i = 0; i < rule->clauses; i++) {
		const struct rule_clause *clause = &rules->clauses[rule->first_clause + i];

		if (words <= clause->max_words && (words >= clause->min_words || words == RULE_LENGTHS - 1))
			return true;
	}
	return false;
}

static void index_rule(struct rules *rules, size_t number)
{
	const struct rule *rule = &rules->rules[number];

	if (rule->off)
		return;
	for (uint32_t words = 0; words < RULE_LENGTHS; words++)
		if (is_about(rules, rule, words))
			rules->by_length[words * rules->rule_words + number / 64] |=
				UINT64_C(1) << number % 64;
	for (unsigned i = 0; i <= CLASS_MAX; i++)
		if (i == CLASS_MAX ? !rule->has_need : rule->has_need && class_set_has(&rule->need, i))
			rules->by_class[i * rules->rule_words + number / 64] |= UINT64_C(1) << number % 64;
}

bool rules_prepare(struct rules *rules, struct err *err)
{
	rules->rule_words = rules->rule_count / 64 + 1;
	free(rules->by_class);
	free(rules->by_length);
	rules->by_class = calloc((CLASS_MAX + 1) * rules->rule_words, sizeof(*rules->by_class));
	rules->by_length = calloc(RULE_LENGTHS * rules->rule_words, sizeof(*rules->by_length));
	if (!rules->by_class || !rules->by_length)
		return err_no_memory(err);
	for (size_t i = 0; i < rules->rule_count; i++)
		index_rule(rules, i);
	return make_views(rules, err);
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
		return term->least == 1 ? class_set_meets(&line->any, &term->set)
					: class_set_common(&line->any, &term->set) >= term->least;
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

/* Whether the line has nothing to do with the prose around it. */
static bool is_strange(struct line_evidence *line)
{
	line->compared = true;
	return !line->vocabulary ||
	       vocabulary_strange(line->vocabulary, line->evidence, line->means, line->number);
}

static bool clause_holds(const struct rules *rules, const struct rule_clause *clause,
			 struct line_evidence *line, struct pattern_room *room, unsigned *skipped)
{
	uint32_t asked = clause->shapes & ~SHAPE(STRANGE);

	if (line->words < clause->min_words || line->words > clause->max_words)
		return false;
	if ((line->shapes & asked) != asked || line->shapes & clause->no_shapes)
		return false;
	if (clause->has_need && !class_set_meets(&line->any, &clause->need))
		return false;
	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (term_holds(term, line, room, skipped) == term->negated)
			return false;
	}
	if ((clause->shapes | clause->no_shapes) & SHAPE(STRANGE))
		return is_strange(line) == ((clause->shapes & SHAPE(STRANGE)) != 0);
	return true;
}

bool rule_holds(const struct rules *rules, const struct rule *rule,
		struct line_evidence *line, struct pattern_room *room, unsigned *skipped)
{
	if (line->words > rule->max_words ||
	    (rule->has_need && !class_set_meets(&line->any, &rule->need)))
		return false;
	for (uint32_t i = 0; i < rule->clauses; i++)
		if (clause_holds(rules, &rules->clauses[rule->first_clause + i], line, room, skipped))
			return true;
	return false;
}

/* What a guess says, where it counts, is as good as what is likely. */
static enum rule_grade rank_of(const struct rule *rule)
{
	return rule->grade == RULE_GUESS ? RULE_LIKELY : rule->grade;
}

/* Keeping comes before all else, then the surer rule, then the earlier one. */
static bool beats(const struct rule *rule, const struct rule *best)
{
	if (rule->action == RULE_KEEP_LINE || best->action == RULE_KEEP_LINE)
		return best->action != RULE_KEEP_LINE;
	return rank_of(rule) > rank_of(best);
}

/* The rules of one word of 64 that the line may concern. */
static uint64_t concerned(const struct rules *rules, const struct line_evidence *line, size_t word)
{
	uint32_t words = line->words < RULE_LENGTHS ? line->words : RULE_LENGTHS - 1;
	uint64_t bits = rules->by_class[CLASS_MAX * rules->rule_words + word];

	for (size_t i = 0; i < CLASS_WORDS; i++)
		for (uint64_t classes = line->any.bits[i]; classes; classes &= classes - 1)
			bits |= rules->by_class[(i * 64 + (unsigned)__builtin_ctzll(classes)) *
							rules->rule_words + word];
	return bits & rules->by_length[words * rules->rule_words + word];
}

/* Asks one rule. */
static void ask(const struct rules *rules, size_t i, language_set languages,
		struct line_evidence *line, struct pattern_room *room, struct rule_finding *finding)
{
	const struct rule *rule = &rules->rules[i];

	if (!(rule->languages & languages))
		return;
	if (finding->rule >= 0 && !beats(rule, &rules->rules[finding->rule]))
		return;
	if (rule_holds(rules, rule, line, room, &finding->skipped))
		finding->rule = (int)i;
}

void rules_judge(const struct rules *rules, language_set languages, struct line_evidence *line,
		 struct pattern_room *room, struct rule_finding *finding)
{
	*finding = (struct rule_finding){.rule = -1};
	for (size_t word = 0; word < rules->rule_words; word++)
		for (uint64_t bits = concerned(rules, line, word); bits; bits &= bits - 1)
			ask(rules, word * 64 + (unsigned)__builtin_ctzll(bits), languages, line, room,
			    finding);
}
