#include "article/rules/rules.h"

#include <stdlib.h>
#include <string.h>

#include "article/model/vocabulary.h"

int rules_class(const struct rules *rules, struct slice name)
{
	for (size_t i = 0; i < rules->class_count; i++)
		if (slice_equal(rules->class_names[i], name))
			return (int)i;
	return -1;
}

static void free_index(struct rule_index *index)
{
	free(index->blocks);
	free(index->rule_of);
	*index = (struct rule_index){0};
}

void rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->term_count; i++)
		pattern_free(rules->terms[i].pattern);
	lexicon_free(&rules->lexicon);
	free(rules->views);
	free_index(&rules->index);
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
	view->words = words;
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

/* The classes that some rule asks about; others, such as "frame", are not looked for in lines. */
static struct class_set used_classes(const struct rules *rules)
{
	struct class_set used = {{0}};

	for (size_t i = 0; i < rules->term_count; i++)
		class_set_join(&used, &rules->terms[i].set);
	return used;
}

static bool make_views(struct rules *rules, struct err *err)
{
	struct rule_views *views = calloc(1, sizeof(*views));
	struct class_set used = used_classes(rules);

	free(rules->views);
	rules->views = views;
	if (!views)
		return err_no_memory(err);
	views->most_words = most_words(rules);
	lexicon_look(&rules->lexicon, &used, views->all);
	look_in_long(rules, LONG_LINE_WORDS, &views->in_long);
	look_in_long(rules, LONGER_LINE_WORDS, &views->in_longer);
	return true;
}

static void mark(uint64_t words[static CLAUSE_WORDS], size_t clause)
{
	words[clause % CLAUSE_BLOCK / 64] |= UINT64_C(1) << clause % 64;
}

/* The classes of the second condition of which one must be met, NULL when there is none. */
static const struct class_set *second_need(const struct rules *rules,
					   const struct rule_clause *clause)
{
	unsigned needs = 0;

	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (!term->negated && term->kind != TERM_PATTERN && ++needs == 2)
			return &term->set;
	}
	return NULL;
}

/* One of the shapes that the clause asks for, SHAPE_COUNT when there is none; rather one that few
 * lines have. */
static unsigned rare_shape(const struct rule_clause *clause)
{
	uint32_t common = SHAPE(ENDED) | SHAPE(DIGITS) | SHAPE(COMMAS) | SHAPE(QUOTED) |
			  SHAPE(TOP) | SHAPE(TAIL);
	uint32_t asked = clause->shapes & ~SHAPE(OFF_TOPIC);

	if (asked & ~common)
		asked &= ~common;
	return asked ? (unsigned)__builtin_ctz(asked) : SHAPE_COUNT;
}

static void index_clause(struct rules *rules, size_t number)
{
	const struct rule_clause *clause = &rules->clauses[number];
	const struct class_set *second = second_need(rules, clause);
	struct clause_block *block = &rules->index.blocks[number / CLAUSE_BLOCK];

	for (uint32_t words = 0; words < RULE_LENGTHS; words++)
		if (words <= clause->max_words &&
		    (words >= clause->min_words || words == RULE_LENGTHS - 1))
			mark(block->by_length[words], number);
	mark(block->by_shape[rare_shape(clause)], number);
	for (unsigned i = 0; i < CLASS_MAX; i++) {
		if (clause->has_need && class_set_has(&clause->need, i))
			mark(block->by_class[i].need, number);
		if (second && class_set_has(second, i))
			mark(block->by_class[i].need_too, number);
	}
	if (!clause->has_need)
		mark(block->by_class[CLASS_MAX].need, number);
	if (!second)
		mark(block->by_class[CLASS_MAX].need_too, number);
}

/* Marks the clause where it is stopped by a class. */
static void index_bars(struct rules *rules, size_t number)
{
	const struct rule_clause *clause = &rules->clauses[number];
	struct clause_block *block = &rules->index.blocks[number / CLAUSE_BLOCK];

	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (!term->negated || term->kind != TERM_ANY || term->least > 1)
			continue;
		for (unsigned class = 0; class < CLASS_MAX; class ++)
			if (class_set_has(&term->set, class))
				mark(block->by_class[class].barred, number);
	}
}

static bool make_index(struct rules *rules)
{
	struct rule_index *index = &rules->index;

	free_index(index);
	index->count = rules->clause_count / CLAUSE_BLOCK + 1;
	index->blocks = calloc(index->count, sizeof(*index->blocks));
	index->rule_of = calloc(rules->clause_count + 1, sizeof(*index->rule_of));
	if (!index->blocks || !index->rule_of)
		return false;
	for (size_t i = 0; i < rules->rule_count; i++) {
		const struct rule *rule = &rules->rules[i];

		for (uint32_t j = 0; j < rule->clauses && !rule->off; j++) {
			index->rule_of[rule->first_clause + j] = (uint32_t)i;
			index_clause(rules, rule->first_clause + j);
			index_bars(rules, rule->first_clause + j);
		}
	}
	return true;
}

bool rules_prepare(struct rules *rules, struct err *err)
{
	return make_index(rules) ? make_views(rules, err) : err_no_memory(err);
}

/* Whether words [0, to) are all of the classes, numbers or function words, and at least one of the
 * classes. */
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
static bool is_off_topic(struct line_evidence *line)
{
	line->compared = true;
	return !line->vocabulary ||
	       vocabulary_off_topic(line->vocabulary, line->evidence, line->config, line->number);
}

/* Whether the line has a length and a shape that the clause is about. */
static inline bool looks_right(const struct rule_clause *clause, const struct line_evidence *line)
{
	uint32_t asked = clause->shapes & ~SHAPE(OFF_TOPIC);

	return line->words >= clause->min_words && line->words <= clause->max_words &&
	       (line->shapes & asked) == asked && !(line->shapes & clause->no_shapes);
}

static bool clause_holds(const struct rules *rules, const struct rule_clause *clause,
			 struct line_evidence *line, struct pattern_room *room, unsigned *skipped)
{
	if (!looks_right(clause, line))
		return false;
	if (clause->has_need && !class_set_meets(&line->any, &clause->need))
		return false;
	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (term_holds(term, line, room, skipped) == term->negated)
			return false;
	}
	if ((clause->shapes | clause->no_shapes) & SHAPE(OFF_TOPIC))
		return is_off_topic(line) == ((clause->shapes & SHAPE(OFF_TOPIC)) != 0);
	return true;
}

bool rule_holds(const struct rules *rules, const struct rule *rule, struct line_evidence *line,
		struct pattern_room *room, unsigned *skipped)
{
	if (line->words > rule->max_words ||
	    (rule->has_need && !class_set_meets(&line->any, &rule->need)))
		return false;
	for (uint32_t i = 0; i < rule->clauses; i++)
		if (clause_holds(rules, &rules->clauses[rule->first_clause + i], line, room,
				 skipped))
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

/* The clauses of a block that the line may concern. */
static void find_concerned(const struct clause_block *block, const struct line_evidence *line,
			   uint64_t clauses[static CLAUSE_WORDS])
{
	const uint64_t *fit =
		block->by_length[line->words < RULE_LENGTHS ? line->words : RULE_LENGTHS - 1];
	struct clause_row met = block->by_class[CLASS_MAX];
	uint64_t right[CLAUSE_WORDS];

	memcpy(right, block->by_shape[SHAPE_COUNT], sizeof(right));
	for (uint32_t shapes = line->shapes & ~SHAPE(OFF_TOPIC); shapes; shapes &= shapes - 1)
		for (size_t j = 0; j < CLAUSE_WORDS; j++)
			right[j] |= block->by_shape[__builtin_ctz(shapes)][j];
	for (size_t i = 0; i < CLASS_WORDS; i++)
		for (uint64_t classes = line->any.bits[i]; classes; classes &= classes - 1) {
			const struct clause_row *row =
				&block->by_class[i * 64 + (unsigned)__builtin_ctzll(classes)];

			for (size_t j = 0; j < CLAUSE_WORDS; j++) {
				met.need[j] |= row->need[j];
				met.need_too[j] |= row->need_too[j];
				met.barred[j] |= row->barred[j];
			}
		}
	for (size_t j = 0; j < CLAUSE_WORDS; j++)
		clauses[j] = met.need[j] & met.need_too[j] & ~met.barred[j] & fit[j] & right[j];
}

/* Whether a rule that holds would change what is found. */
static bool matters(const struct rules *rules, const struct rule *rule, language_set languages,
		    const struct rule_finding *finding)
{
	return rule->languages & languages &&
	       (finding->rule < 0 || beats(rule, &rules->rules[finding->rule]));
}

/* Asks one clause. */
static void ask(const struct rules *rules, size_t number, language_set languages,
		struct line_evidence *line, struct pattern_room *room, struct rule_finding *finding)
{
	const struct rule_clause *clause = &rules->clauses[number];
	uint32_t rule = rules->index.rule_of[number];

	if (looks_right(clause, line) && matters(rules, &rules->rules[rule], languages, finding) &&
	    clause_holds(rules, clause, line, room, &finding->skipped))
		finding->rule = (int)rule;
}

void rules_match(const struct rules *rules, language_set languages, struct line_evidence *line,
		 struct pattern_room *room, struct rule_finding *finding)
{
	*finding = (struct rule_finding){.rule = -1};
	for (size_t i = 0; i < rules->index.count; i++) {
		uint64_t clauses[CLAUSE_WORDS];

		find_concerned(&rules->index.blocks[i], line, clauses);
		for (size_t j = 0; j < CLAUSE_WORDS; j++)
			for (uint64_t bits = clauses[j]; bits; bits &= bits - 1)
				ask(rules,
				    i * CLAUSE_BLOCK + j * 64 + (unsigned)__builtin_ctzll(bits),
				    languages, line, room, finding);
	}
}
