/*
 * Any bytes as a rule file: it is refused with a message, or it can be used. Then the rules are
 * asked about lines of the file itself.
 */
#include <assert.h>
#include <stdlib.h>

#include "article/rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct languages *languages;
static struct dateline_words dates;
static struct pattern_room *room;

static void open_means(void)
{
	struct err err;

	if (languages)
		return;
	languages = languages_open(&err);
	room = pattern_room_open(&err);
	if (!languages || !room || !dateline_words_open(&dates, &err))
		abort();
}

static void ask(struct rules *rules, struct slice text)
{
	struct evidence_config config = {languages, &rules->lexicon, &dates, NULL};
	struct evidence evidence = {0};
	struct err err;

	if (!rules_prepare(rules, &err))
		abort();
	config.views = rules->views;
	if (!evidence_read(&evidence, &config, text, LANGUAGE_NONE, &err))
		abort();
	for (size_t i = 0; i < evidence.lines.count && i < 100; i++) {
		struct line_evidence line;
		struct rule_finding finding;

		evidence_line(&evidence, &config, i, &line);
		rules_match(rules, evidence.languages, &line, room, &finding);
		assert(finding.rule < (int)rules->rule_count);
	}
	evidence_free(&evidence);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	struct rules rules = {0};
	struct err err = {0};

	open_means();
	rules.languages = languages;
	if (rules_add(&rules, text, "fuzz", &err))
		ask(&rules, text);
	else
		assert(err.code == ERR_USAGE && err.message[0] != '\0');
	rules_free(&rules);
	return 0;
}
