/* Rule files: the grammar, its errors, and the examples of every built-in rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "article/rules/rules.h"
#include "base/asset.h"
#include "base/compiler.h"

static struct languages *languages;
static struct dateline_words dates;
static struct pattern_room *room;

static int open_means(void **state)
{
	struct err err;

	(void)state;
	languages = languages_open(&err);
	room = pattern_room_open(&err);
	return languages && room && dateline_words_open(&dates, &err) ? 0 : -1;
}

static int close_means(void **state)
{
	(void)state;
	languages_close(languages);
	dateline_words_free(&dates);
	pattern_room_close(room);
	return 0;
}

/* The line's evidence in one language; what it points to lives until the next call. */
static void look(const struct rules *rules, struct slice text, int language,
		 struct line_evidence *line)
{
	static struct evidence evidence;
	const struct evidence_config config = {languages, &rules->lexicon, &dates, NULL};
	struct err err = {0};

	assert_true(evidence_read(&evidence, &config, text, language, &err));
	evidence_line(&evidence, &config, 0, line);
	evidence_free(&evidence);
}

static bool holds(const struct rules *rules, const struct rule *rule, struct slice text)
{
	struct line_evidence line;
	unsigned skipped = 0;

	for (int i = 0; i < (int)languages_count(languages); i++) {
		if (!(rule->languages >> i & 1))
			continue;
		look(rules, text, i, &line);
		if (rule_holds(rules, rule, &line, room, &skipped))
			return true;
	}
	return false;
}

static bool add(struct rules *rules, const char *text, struct err *err)
{
	rules->languages = languages;
	return rules_add(rules, slice_of(text), "my.rules", err);
}

static void add_built_in(struct rules *rules)
{
	static const char *const files[] = {"boilerplate/classes.rules", "boilerplate/labels.rules",
					    "boilerplate/lines.rules",
					    "boilerplate/off-topic.rules"};
	struct err err = {0};
	struct slice text;

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		assert_true(asset_find(files[i], &text));
		if (!rules_add(rules, text, files[i], &err))
			fail_msg("%s", err.message);
	}
	assert_true(rules->rule_count > 50);
}

static void every_built_in_example_holds(void **state)
{
	struct rules rules = {.languages = languages};
	unsigned wrong = 0;

	(void)state;
	add_built_in(&rules);
	for (size_t i = 0; i < rules.example_count; i++) {
		const struct rule_example *example = &rules.examples[i];
		const struct rule *rule = &rules.rules[example->rule];

		if (holds(&rules, rule, example->text) == example->hit)
			continue;
		print_error("line %u: %.*s: %s %.*s\n", example->line, (int)rule->id.len,
			    rule->id.data, example->hit ? "does not hold for:" : "holds for:",
			    (int)example->text.len, example->text.data);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	rules_free(&rules);
}

/* Then long lines can be left alone when a word is missing, which makes for most of the speed. */
static void every_built_in_rule_for_long_lines_needs_a_word(void **state)
{
	struct rules rules = {.languages = languages};
	struct err err = {0};

	(void)state;
	add_built_in(&rules);
	assert_true(rules_prepare(&rules, &err));
	assert_false(rules.views->in_long.need_none);
	rules_free(&rules);
}

static void every_built_in_rule_has_both_examples(void **state)
{
	struct rules rules = {.languages = languages};
	struct err err = {0};
	struct slice text;

	(void)state;
	assert_true(asset_find("boilerplate/classes.rules", &text) &&
		    rules_add(&rules, text, "classes", &err));
	assert_true(asset_find("boilerplate/lines.rules", &text) &&
		    rules_add(&rules, text, "lines", &err));
	for (size_t i = 0; i < rules.rule_count; i++) {
		bool hit = false, miss = false;

		for (size_t j = 0; j < rules.example_count; j++) {
			hit |= rules.examples[j].rule == i && rules.examples[j].hit;
			miss |= rules.examples[j].rule == i && !rules.examples[j].hit;
		}
		if (!hit || !miss)
			fail_msg("%.*s lacks an example", (int)rules.rules[i].id.len,
				 rules.rules[i].id.data);
	}
	rules_free(&rules);
}

static const char small[] = "class fish\n"
			    "\ten: cod, herring*, sea trout, # fish\n"
			    "\tde: hering*, dorsch\n"
			    "class boat\n"
			    "\tany: boat*\n"
			    "rule r drop-line sure\n";

/* Whether a rule with these conditions holds for a line. */
static bool asks(const char *conditions, const char *line, const char *language)
{
	struct rules rules = {0};
	struct err err = {0};
	struct line_evidence evidence;
	char text[1000];
	unsigned skipped = 0;
	bool result;

	snprintf(text, sizeof(text), "%s\t%s\n", small, conditions);
	if (!add(&rules, text, &err))
		fail_msg("%s", err.message);
	look(&rules, slice_of(line), language_find(languages, slice_of(language)), &evidence);
	result = rule_holds(&rules, &rules.rules[0], &evidence, room, &skipped);
	rules_free(&rules);
	return result;
}

static void conditions_mean_what_they_say(void **state)
{
	static const struct {
		const char *conditions, *line, *language;
		bool holds;
		/* clang-format off */
	} cases[] = {
		{"if fish", "Fresh Cod here", "en", true},
		{"if fish", "Codfish", "en", false},
		{"if fish", "The herrings came", "en", true},
		{"if fish", "A sea trout", "en", true},
		{"if fish", "The sea, a trout", "en", false},
		{"if fish", "They had 12 fish", "en", true},
		{"if fish", "They had fish", "en", false},
		{"if fish", "Der Dorsch", "de", true},
		{"if fish", "Der Dorsch", "fr", false},
		{"if fish", "Herring in Paris", "fr", true}, /* English counts everywhere */
		{"if fish boat", "The boats bring cod", "en", true},
		{"if fish boat", "They bring cod", "en", false},
		{"if fish|boat", "They bring cod", "en", true},
		{"if !fish boat", "The boats bring cod", "en", false},
		{"if ^fish", "Cod is here", "en", true},
		{"if ^fish", "Here is cod", "en", false},
		{"if fish$", "Here is cod!", "en", true},
		{"if =fish", "Sea Trout", "en", true},
		{"if =fish", "Sea Trout!!", "en", true},
		{"if =fish", "Sea Trout again", "en", false},
		{"if only:fish,boat", "The cod and the boat", "en", true},
		{"if only:fish", "The cod and the boat", "en", false},
		{"if only:fish", "It is on the", "en", false},
		{"if label:fish", "Cod: a story", "en", true},
		{"if label:fish", "Cod Wars: a story", "en", false},
		{"if 2of:fish,boat", "The boats bring cod", "en", true},
		{"if 2of:fish,boat", "The boats bring boats", "en", false},
		{"if words<=3 fish", "Cod and chips", "en", true},
		{"if words<=3 fish", "Cod and chips, please", "en", false},
		{"if words>=4 fish", "Cod and chips, please", "en", true},
		{"if .ended fish", "Fresh cod.", "en", true},
		{"if !.ended fish", "Fresh cod.", "en", false},
		{"if /co[dt]/ fish", "Fresh cod", "en", true},
		{"if !/co[dt]/ fish", "Fresh cod", "en", false},
		{"if fish /a\\/b/ /x/", "cod a/b x", "en", true},
		{"unless boat\n\tif fish", "The boats bring cod", "en", false},
		{"unless boat .ended\n\tif fish", "They bring cod.", "en", false},
		{"unless boat .ended\n\tif fish", "They bring cod", "en", true},
		{"if boat\n\tif fish", "They bring cod", "en", true},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (asks(cases[i].conditions, cases[i].line, cases[i].language) != cases[i].holds)
			fail_msg("'%s' on '%s'", cases[i].conditions, cases[i].line);
}

static void wrong_files_are_named_by_line(void **state)
{
	/* clang-format off */
	static const char *const cases[][2] = {
		{"nonsense\n", "my.rules:1: class, rule or off is meant (nonsense)"},
		{"\n\n  if fish\n", "my.rules:3: this line belongs to no class or rule"},
		{"class Fish\n", "my.rules:1: a class's name"},
		{"class fish\n\tcod\n", "my.rules:2: LANGUAGE: word"},
		{"class fish\n\txx: cod\n", "my.rules:2: no language of this code (xx)"},
		{"class fish\n\ten: co*\n", "my.rules:2: a stem must have"},
		{"class fish\n\ten: ...\n", "my.rules:2: a class member without a word"},
		{"rule r drop sure\n", "my.rules:1: drop-line, drop-paragraph"},
		{"rule r drop-line surely\n", "my.rules:1: sure, likely, guess or hint"},
		{"rule r drop-line sure\n\twhen fish\n", "my.rules:2: if, unless"},
		{"rule r drop-line sure\n\tif fish\n", "my.rules:2: no class of this name (fish)"},
		{"rule r drop-line sure\n\tif .blue\n", "my.rules:2: no shape of this name (blue)"},
		{"rule r drop-line sure\n\tif words<9\n", "my.rules:2: words<=NUMBER"},
		{"rule r drop-line sure\n\tif words<=x\n", "my.rules:2: a number is meant"},
		{"rule r drop-line sure\n\tif /abc\n", "my.rules:2: a pattern must end"},
		{"rule r drop-line sure\n\tif /(/\n", "my.rules:2: bad pattern /(/"},
		{"rule r drop-line sure\n\tif !\n", "my.rules:2: a class is missing"},
		{"rule r drop-line sure\n\tif .ended\n\tunless .upper\n", "my.rules:3: unless must come before if"},
		{"off r\n", "my.rules:1: no rule of this name"},
		{"\xFF\n", "my.rules: a rule file must be UTF-8"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rules rules = {0};
		struct err err = {0};

		assert_false(add(&rules, cases[i][0], &err));
		assert_int_equal(err.code, ERR_USAGE);
		if (strncmp(err.message, cases[i][1], strlen(cases[i][1])) != 0)
			fail_msg("'%s' gives '%s'", cases[i][0], err.message);
		rules_free(&rules);
	}
}

static int judge(struct rules *rules, const char *text)
{
	struct line_evidence line;
	struct rule_finding finding;
	struct err err = {0};

	assert_true(rules_prepare(rules, &err));
	look(rules, slice_of(text), LANGUAGE_ENGLISH, &line);
	rules_match(rules, 1, &line, room, &finding);
	return finding.rule;
}

static void the_surest_rule_wins_and_keeping_comes_first(void **state)
{
	struct rules rules = {0};
	struct err err = {0};

	(void)state;
	assert_true(add(&rules,
			"class fish\n\ten: cod\nclass boat\n\ten: boat\nclass net\n\ten: net\n"
			"rule hint drop-line hint\n\tif fish\n"
			"rule sure drop-line sure\n\tif boat\n"
			"rule keep keep-line hint\n\tif net\n"
			"rule german drop-line sure\n\tlang de\n\tif words<=1\n",
			&err));
	assert_int_equal(judge(&rules, "the cod"), 0);
	assert_int_equal(judge(&rules, "the cod and the boat"), 1);
	assert_int_equal(judge(&rules, "the cod, the boat and the net"), 2);
	assert_int_equal(judge(&rules, "nothing"), -1);
	assert_true(add(&rules, "off su*\n", &err));
	assert_int_equal(judge(&rules, "the cod and the boat"), 0);
	assert_true(add(&rules, "class fish\n\ten: eel\n", &err));
	assert_int_equal(judge(&rules, "the eel"), 0);
	rules_free(&rules);
}

/* What lengths, shapes and classes rule out is what would not hold. */
static void what_is_not_asked_would_not_hold(void **state)
{
	struct rules rules = {.languages = languages};
	struct err err = {0};

	(void)state;
	add_built_in(&rules);
	assert_true(rules_prepare(&rules, &err));
	for (size_t i = 0; i < rules.example_count; i++) {
		int language = (int)(i % languages_count(languages));
		struct line_evidence line;
		struct rule_finding finding;
		unsigned skipped = 0;
		bool any = false;

		look(&rules, rules.examples[i].text, language, &line);
		rules_match(&rules, (language_set)1 << language, &line, room, &finding);
		for (size_t j = 0; j < rules.rule_count; j++) {
			const struct rule *rule = &rules.rules[j];
			bool does = !rule->off && rule->languages >> language & 1 &&
				    rule_holds(&rules, rule, &line, room, &skipped);

			any |= does;
			assert_true(does || finding.rule != (int)j);
		}
		assert_int_equal(finding.rule >= 0, any);
	}
	rules_free(&rules);
}

/* Whether a line of 60 words and these is left alone. */
static bool is_idle(const struct rules *rules, const char *words, int language)
{
	const struct evidence_config config = {languages, &rules->lexicon, &dates, rules->views};
	struct evidence evidence = {0};
	struct err err = {0};
	char text[600];
	size_t len = 0;
	bool no_rule;

	while (len < 60 * 6)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "waves ");
	snprintf(text + len, sizeof(text) - len, "%s", words);
	assert_true(evidence_read(&evidence, &config, slice_of(text), language, &err));
	no_rule = evidence_has_no_rule(&evidence, &config, 0);
	evidence_free(&evidence);
	return no_rule;
}

static void long_lines_without_a_needed_word_are_idle(void **state)
{
	struct rules rules = {0};
	struct err err = {0};
	int german = language_find(languages, SLICE("de"));

	(void)state;
	assert_true(add(
		&rules,
		"class boat\n\ten: boat*, sea trout, sea of long red waves and foam\n\tde: kahn\n"
		"class port\n\ten: port\n"
		"rule my.boats drop-line sure\n\tif boat\n"
		"rule my.ports drop-line sure\n\tif port words<=50\n",
		&err));
	assert_true(rules_prepare(&rules, &err));
	assert_true(is_idle(&rules, "and the port", LANGUAGE_ENGLISH));
	assert_false(is_idle(&rules, "and the Boats", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "the sea, and trout", LANGUAGE_ENGLISH));
	assert_false(is_idle(&rules, "the sea. Trout", LANGUAGE_ENGLISH));
	assert_false(is_idle(&rules, "a sea of long red waves and foam", LANGUAGE_ENGLISH));
	/* The line ends amid a phrase, wherever that is. */
	assert_true(is_idle(&rules, "a sea of", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "a sea of long", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "a sea of long red", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "a sea of long red waves", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "a sea of long red waves and", LANGUAGE_ENGLISH));
	assert_true(is_idle(&rules, "der Kahn", LANGUAGE_ENGLISH));
	assert_false(is_idle(&rules, "der Kahn", german));
	assert_true(add(&rules, "rule my.shouts drop-line sure\n\tif .exclaim\n", &err));
	assert_true(rules_prepare(&rules, &err));
	assert_false(is_idle(&rules, "and the port", LANGUAGE_ENGLISH));
	rules_free(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_built_in_example_holds),
		cmocka_unit_test(every_built_in_rule_has_both_examples),
		cmocka_unit_test(every_built_in_rule_for_long_lines_needs_a_word),
		cmocka_unit_test(conditions_mean_what_they_say),
		cmocka_unit_test(wrong_files_are_named_by_line),
		cmocka_unit_test(the_surest_rule_wins_and_keeping_comes_first),
		cmocka_unit_test(what_is_not_asked_would_not_hold),
		cmocka_unit_test(long_lines_without_a_needed_word_are_idle),
	};

	return cmocka_run_group_tests(tests, open_means, close_means);
}
