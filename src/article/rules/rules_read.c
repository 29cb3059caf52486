/* Reads rule files; wirewash-rules(5) is the grammar. */
#include <stdlib.h>

#include "article/rules/rules.h"
#include "base/array.h"
#include "base/utf8.h"

struct reader {
	struct rules *rules;
	const char *name; /* of the file */
	unsigned line;
	struct err *err;
	int class; /* being filled, -1 none */
	bool in_rule;
	struct rule_clause held[8]; /* the present rule's unless lines */
	size_t held_count;
};

static bool wrong(struct reader *reader, const char *what, struct slice seen)
{
	return err_set(reader->err, ERR_USAGE, "%s:%u: %s (%.*s)", reader->name, reader->line, what,
		       (int)(seen.len < 100 ? seen.len : 100), seen.data ? seen.data : "");
}

/* Room for one more. */
#define ROOM_IN(reader, array, count, cap) \
	(ARRAY_RESERVE(array, cap, (count) + 1) || err_no_memory((reader)->err))

/* Cuts the next word off *rest: up to white space. Empty at the end. */
static struct slice next_word(struct slice *rest)
{
	struct slice word;
	size_t from = 0, to;

	while (from < rest->len && (rest->data[from] == ' ' || rest->data[from] == '\t'))
		from++;
	for (to = from; to < rest->len && rest->data[to] != ' ' && rest->data[to] != '\t';)
		to++;
	word = slice_sub(*rest, from, to);
	*rest = slice_from(*rest, to);
	return word;
}

/* Cuts the next item off *rest, up to `byte` or the end. False when nothing is left. */
static bool next_item(struct slice *rest, char byte, struct slice *item)
{
	size_t end;

	if (rest->len == 0)
		return false;
	end = slice_find_byte(*rest, 0, byte);
	*item = slice_trim(slice_sub(*rest, 0, end));
	*rest = slice_from(*rest, end < rest->len ? end + 1 : end);
	return true;
}

static bool class_number(struct reader *reader, struct slice name, unsigned *number)
{
	int found = rules_class(reader->rules, name);

	if (found < 0)
		return wrong(reader, "no class of this name", name);
	*number = (unsigned)found;
	return true;
}

/* "a|b" or "a,b" into a set. */
static bool read_set(struct reader *reader, struct slice names, char between, struct class_set *set)
{
	struct slice name;
	unsigned number = 0;

	if (names.len == 0)
		return wrong(reader, "a class is missing here", names);
	while (next_item(&names, between, &name)) {
		if (!class_number(reader, name, &number))
			return false;
		class_set_add(set, number);
	}
	return true;
}

static bool add_term(struct reader *reader, struct rule_clause *clause, struct rule_term term)
{
	struct rules *rules = reader->rules;

	if (!ROOM_IN(reader, rules->terms, rules->term_count, rules->term_cap)) {
		pattern_free(term.pattern);
		return false;
	}
	rules->terms[rules->term_count++] = term;
	clause->terms++;
	return true;
}

static bool read_number(struct slice digits, uint32_t *number)
{
	*number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9' || i > 5)
			return false;
		*number = *number * 10 + (uint32_t)(digits.data[i] - '0');
	}
	return digits.len > 0;
}

/* words<=N, words>=N, words=N */
static bool read_words(struct reader *reader, struct rule_clause *clause, struct slice word)
{
	struct slice rest = slice_from(word, 5);
	uint32_t number;
	bool least = slice_starts(rest, SLICE(">=")), most = slice_starts(rest, SLICE("<="));

	if (!least && !most)
		return wrong(reader, "words<=NUMBER or words>=NUMBER is meant", word);
	if (!read_number(slice_from(rest, 2), &number))
		return wrong(reader, "a number is meant", word);
	if (least)
		clause->min_words = number;
	else
		clause->max_words = number;
	return true;
}

static bool read_shape(struct reader *reader, struct rule_clause *clause, struct slice word,
		       bool negated)
{
	for (unsigned i = 0; i < SHAPE_COUNT; i++) {
		if (!slice_equal(slice_of(shape_names[i]), word))
			continue;
		if (negated)
			clause->no_shapes |= UINT32_C(1) << i;
		else
			clause->shapes |= UINT32_C(1) << i;
		return true;
	}
	return wrong(reader, "no shape of this name", word);
}

/* A term over classes: a|b ^a|b a|b$ =a|b only:a,b label:a,b 2of:a,b */
static bool read_classes(struct reader *reader, struct rule_clause *clause, struct slice word,
			 bool negated)
{
	struct rule_term term = {.kind = TERM_ANY, .negated = negated, .least = 1};
	char between = '|';

	if (word.len > 0 && word.data[0] == '^') {
		term.kind = TERM_START;
		word = slice_from(word, 1);
	} else if (word.len > 0 && word.data[0] == '=') {
		term.kind = TERM_WHOLE;
		word = slice_from(word, 1);
	} else if (slice_starts(word, SLICE("only:"))) {
		term.kind = TERM_ONLY;
		between = ',';
		word = slice_from(word, 5);
	} else if (slice_starts(word, SLICE("label:"))) {
		term.kind = TERM_LABEL;
		between = ',';
		word = slice_from(word, 6);
	} else if (word.len > 4 && word.data[0] >= '2' && word.data[0] <= '9' &&
		   slice_starts(slice_from(word, 1), SLICE("of:"))) {
		term.least = (unsigned)(word.data[0] - '0');
		between = ',';
		word = slice_from(word, 4);
	} else if (slice_ends(word, SLICE("$"))) {
		term.kind = TERM_END;
		word = slice_sub(word, 0, word.len - 1);
	}
	return read_set(reader, word, between, &term.set) && add_term(reader, clause, term);
}

/* Cuts "/pattern/" off *rest, which begins with its first slash. Inside, a slash has a backslash
 * before it. */
static bool read_pattern(struct reader *reader, struct rule_clause *clause, struct slice *rest,
			 bool negated)
{
	struct rule_term term = {.kind = TERM_PATTERN, .negated = negated};
	size_t end = 1;

	while (end < rest->len && rest->data[end] != '/')
		end += rest->data[end] == '\\' ? 2 : 1;
	if (end >= rest->len)
		return wrong(reader, "a pattern must end with a /", *rest);
	term.pattern = pattern_compile(slice_sub(*rest, 1, end), reader->err);
	if (!term.pattern) {
		err_prefix(reader->err, "%s:%u: ", reader->name, reader->line);
		return false;
	}
	*rest = slice_from(*rest, end + 1);
	return add_term(reader, clause, term);
}

static bool read_term(struct reader *reader, struct rule_clause *clause, struct slice word,
		      bool negated)
{
	if (slice_starts(word, SLICE("words"))) {
		struct slice rest = slice_from(word, 5);

		if (rest.len > 0 && (rest.data[0] == '<' || rest.data[0] == '>'))
			return !negated ? read_words(reader, clause, word)
					: wrong(reader, "this cannot be negated", word);
	}
	if (word.len > 1 && word.data[0] == '.')
		return read_shape(reader, clause, slice_from(word, 1), negated);
	return read_classes(reader, clause, word, negated);
}

/* Reads all conditions of an `if` or `unless` line into *clause. */
static bool read_conditions(struct reader *reader, struct rule_clause *clause, struct slice rest,
			    bool flip)
{
	for (rest = slice_trim(rest); rest.len > 0; rest = slice_trim(rest)) {
		bool negated = rest.data[0] == '!';

		if (negated)
			rest = slice_from(rest, 1);
		if (rest.len > 0 && rest.data[0] == '/') {
			if (!read_pattern(reader, clause, &rest, negated != flip))
				return false;
		} else if (!read_term(reader, clause, next_word(&rest), negated != flip)) {
			return false;
		}
	}
	return true;
}

/*
 * The classes of which one must be met in any case: those of the first positive term. No member of
 * a class, and no date, has more words than a line that can be tested for a closed vocabulary.
 */
static void find_need(struct rules *rules, struct rule_clause *clause)
{
	if (clause->shapes & SHAPE(DATE) && clause->max_words > COVER_WORDS)
		clause->max_words = COVER_WORDS;
	for (uint32_t i = 0; i < clause->terms; i++) {
		const struct rule_term *term = &rules->terms[clause->first_term + i];

		if (term->negated || term->kind == TERM_PATTERN)
			continue;
		if ((term->kind == TERM_WHOLE || term->kind == TERM_ONLY) &&
		    clause->max_words > COVER_WORDS)
			clause->max_words = COVER_WORDS;
		if (!clause->has_need)
			clause->need = term->set;
		clause->has_need = true;
	}
}

static struct rule *present_rule(struct reader *reader)
{
	return &reader->rules->rules[reader->rules->rule_count - 1];
}

/*
 * A clause's terms stand together: first its own, then copies of the rule's `unless` terms, each of
 * which must fail. So `unless` lines come before the `if` lines they restrain.
 */
static bool read_if(struct reader *reader, struct slice rest)
{
	struct rules *rules = reader->rules;
	struct rule_clause clause = {.max_words = UINT32_MAX,
				     .first_term = (uint32_t)rules->term_count,
				     .line = reader->line};
	struct rule *rule = present_rule(reader);

	if (!read_conditions(reader, &clause, rest, false))
		return false;
	find_need(rules, &clause);
	for (size_t i = 0; i < reader->held_count; i++) {
		const struct rule_clause *held = &reader->held[i];

		clause.no_shapes |= held->no_shapes;
		for (uint32_t j = 0; j < held->terms; j++) {
			struct rule_term copy = rules->terms[held->first_term + j];

			if (!add_term(reader, &clause, copy))
				return false;
		}
	}
	if (!ROOM_IN(reader, rules->clauses, rules->clause_count, rules->clause_cap))
		return false;
	if (rule->clauses == 0)
		rule->first_clause = (uint32_t)rules->clause_count;
	rules->clauses[rules->clause_count++] = clause;
	if (clause.max_words > rule->max_words)
		rule->max_words = clause.max_words;
	rule->has_need = clause.has_need && (rule->has_need || rule->clauses == 0);
	class_set_join(&rule->need, &clause.need);
	rule->clauses++;
	return true;
}

/* Each condition of an `unless` line, by itself, is enough to stop the rule. */
static bool read_unless(struct reader *reader, struct slice rest)
{
	struct rule_clause *held = &reader->held[reader->held_count];

	if (present_rule(reader)->clauses > 0)
		return wrong(reader, "unless must come before if", rest);
	if (reader->held_count == COUNT_OF(reader->held))
		return wrong(reader, "too many unless lines", rest);
	*held = (struct rule_clause){.first_term = (uint32_t)reader->rules->term_count};
	if (!read_conditions(reader, held, rest, true))
		return false;
	if (held->shapes || held->min_words || held->max_words)
		return wrong(reader, "unless takes no negation and no number of words", rest);
	for (uint32_t i = 0; i < held->terms; i++)
		if (reader->rules->terms[held->first_term + i].kind == TERM_PATTERN)
			return wrong(reader, "unless takes no pattern; use !/.../ in the if line",
				     rest);
	reader->held_count++;
	return true;
}

static bool read_languages(struct reader *reader, struct slice rest, language_set *set)
{
	struct slice code;

	*set = 0;
	while ((code = next_word(&rest)).len > 0) {
		int language = language_find(reader->rules->languages, code);

		if (slice_equal(code, SLICE("any"))) {
			*set = ~(language_set)0;
			continue;
		}
		if (language == LANGUAGE_NONE)
			return wrong(reader, "no language of this code", code);
		*set |= (language_set)1 << language;
	}
	return *set != 0 || wrong(reader, "a language is missing here", rest);
}

static bool add_example(struct reader *reader, bool hit, struct slice text)
{
	struct rules *rules = reader->rules;

	if (!ROOM_IN(reader, rules->examples, rules->example_count, rules->example_cap))
		return false;
	rules->examples[rules->example_count++] = (struct rule_example){
		.rule = (uint32_t)(rules->rule_count - 1),
		.hit = hit,
		.text = slice_trim(text),
		.line = reader->line,
	};
	return true;
}

static bool read_rule_line(struct reader *reader, struct slice rest)
{
	struct slice word = next_word(&rest);

	if (slice_equal(word, SLICE("if")))
		return read_if(reader, rest);
	if (slice_equal(word, SLICE("unless")))
		return read_unless(reader, rest);
	if (slice_equal(word, SLICE("lang")))
		return read_languages(reader, rest, &present_rule(reader)->languages);
	if (slice_equal(word, SLICE("hit")))
		return add_example(reader, true, rest);
	if (slice_equal(word, SLICE("miss")))
		return add_example(reader, false, rest);
	return wrong(reader, "if, unless, lang, hit or miss is meant", word);
}

/* "de: word, two words, stem*" */
static bool read_members(struct reader *reader, struct slice line)
{
	size_t colon = slice_find_byte(line, 0, ':');
	struct slice rest, item;
	language_set languages;

	if (colon == line.len)
		return wrong(reader, "LANGUAGE: word, word is meant", line);
	if (!read_languages(reader, slice_sub(line, 0, colon), &languages))
		return false;
	rest = slice_from(line, colon + 1);
	while (next_item(&rest, ',', &item)) {
		if (item.len == 0)
			continue;
		if (!lexicon_add(&reader->rules->lexicon, (unsigned)reader->class, languages, item,
				 reader->err)) {
			err_prefix(reader->err, "%s:%u: ", reader->name, reader->line);
			return false;
		}
	}
	return true;
}

static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		      c == '_'))
			return false;
	}
	return name.len > 0;
}

/* "class NAME OTHER ...": the members of the others are members too. */
static bool read_class(struct reader *reader, struct slice rest)
{
	struct rules *rules = reader->rules;
	struct slice name = next_word(&rest);
	unsigned other = 0;

	if (!is_name(name))
		return wrong(reader, "a class's name is made of a-z, 0-9, - and .", name);
	reader->class = rules_class(rules, name);
	if (reader->class < 0) {
		if (rules->class_count == CLASS_MAX)
			return wrong(reader, "too many classes", name);
		reader->class = (int)rules->class_count;
		rules->class_names[rules->class_count++] = name;
	}
	while ((name = next_word(&rest)).len > 0) {
		if (!class_number(reader, name, &other))
			return false;
		lexicon_widen(&rules->lexicon, other, (unsigned)reader->class);
	}
	return true;
}

static bool read_choice(struct reader *reader, struct slice word, const char *const *names,
			size_t count, const char *what, unsigned *choice)
{
	for (unsigned i = 0; i < count; i++)
		if (slice_equal(slice_of(names[i]), word)) {
			*choice = i;
			return true;
		}
	return wrong(reader, what, word);
}

static bool read_rule(struct reader *reader, struct slice rest)
{
	static const char *const actions[] = {"drop-line",   "drop-paragraph", "drop-pointer",
					      "cut-section", "cut-list",       "keep-line"};
	static const char *const grades[] = {"hint", "guess", "likely", "sure"};
	struct rules *rules = reader->rules;
	struct slice id = next_word(&rest), action = next_word(&rest), grade = next_word(&rest);
	struct slice more = next_word(&rest);
	struct rule rule = {.id = id, .languages = ~(language_set)0, .line = reader->line};
	unsigned choice;

	if (!is_name(id))
		return wrong(reader, "a rule's name is made of a-z, 0-9, - and .", id);
	if (!read_choice(
		    reader, action, actions, COUNT_OF(actions),
		    "drop-line, drop-paragraph, drop-pointer, cut-section, cut-list or keep-line "
		    "is meant",
		    &choice))
		return false;
	rule.action = (enum rule_action)choice;
	if (!read_choice(reader, grade, grades, COUNT_OF(grades),
			 "sure, likely, guess or hint is meant", &choice))
		return false;
	rule.grade = (enum rule_grade)choice;
	rule.quiet = slice_equal(more, SLICE("quiet"));
	if (more.len && !rule.quiet)
		return wrong(reader, "after the grade only quiet may follow", more);
	if (!ROOM_IN(reader, rules->rules, rules->rule_count, rules->rule_cap))
		return false;
	rules->rules[rules->rule_count++] = rule;
	reader->in_rule = true;
	reader->held_count = 0;
	return true;
}

/* "off ID" or "off PREFIX*" */
static bool read_off(struct reader *reader, struct slice rest)
{
	struct slice id = next_word(&rest);
	bool prefix = slice_ends(id, SLICE("*")), found = false;

	if (prefix)
		id = slice_sub(id, 0, id.len - 1);
	for (size_t i = 0; i < reader->rules->rule_count; i++) {
		struct rule *rule = &reader->rules->rules[i];

		if (prefix ? slice_starts(rule->id, id) : slice_equal(rule->id, id))
			rule->off = found = true;
	}
	return found || wrong(reader, "no rule of this name is before", id);
}

static bool read_line(struct reader *reader, struct slice line)
{
	struct slice rest = slice_trim(line), word;

	if (rest.len == 0 || rest.data[0] == '#')
		return true;
	if (line.data[0] == ' ' || line.data[0] == '\t') {
		if (reader->in_rule)
			return read_rule_line(reader, rest);
		if (reader->class >= 0)
			return read_members(reader, rest);
		return wrong(reader, "this line belongs to no class or rule", rest);
	}
	reader->in_rule = false;
	reader->class = -1;
	word = next_word(&rest);
	if (slice_equal(word, SLICE("class")))
		return read_class(reader, rest);
	if (slice_equal(word, SLICE("rule")))
		return read_rule(reader, rest);
	if (slice_equal(word, SLICE("off")))
		return read_off(reader, rest);
	return wrong(reader, "class, rule or off is meant", word);
}

bool rules_add(struct rules *rules, struct slice text, const char *name, struct err *err)
{
	struct reader reader = {.rules = rules, .name = name, .err = err, .class = -1};
	struct slice copy, line;

	if (utf8_valid_prefix(text) != text.len)
		return err_set(err, ERR_USAGE, "%s: a rule file must be UTF-8", name);
	if (!arena_copy(&rules->arena, text, &copy))
		return err_no_memory(err);
	while (slice_next_line(&copy, &line)) {
		reader.line++;
		if (!read_line(&reader, line))
			return false;
	}
	return true;
}
