#include "article/rules/line_rules.h"

#include "article/rules/shapes.h"
#include "base/hash.h"

/* Asks the rules about one line. Returns whether they looked at nothing but the line and where it
 * stands. */
static bool ask_rules(struct labels *labels, const struct label_config *config,
		      const struct evidence *evidence, struct row *row)
{
	struct line_evidence *line = &labels->line;
	struct rule_finding finding;

	evidence_line(evidence, &config->evidence, row->line, line);
	line->vocabulary = &labels->vocabulary;
	rules_match(config->rules, evidence->languages, line, labels->room, &finding);
	row->rule = finding.rule;
	row->shapes = line->shapes;
	row->compared = line->compared;
	labels->skipped += finding.skipped;
	return !line->compared && finding.skipped == 0;
}

/* The same, unless it is known from a line before. */
static void ask_or_recall(struct labels *labels, const struct label_config *config,
			  const struct evidence *evidence, struct row *row)
{
	struct slice text = evidence->lines.items[row->line].text;
	struct line_cache_key key = {.text = text, .language = evidence->language};
	const struct line_cache_line *known;

	if (text.len > LINE_CACHE_BYTES) {
		ask_rules(labels, config, evidence, row);
		return;
	}
	key.hash = hash64(text);
	key.position = evidence_position(evidence, row->line);
	known = line_cache_find(labels->line_cache, &key);
	if (known) {
		row->rule = known->rule;
		row->shapes = known->shapes;
	} else if (ask_rules(labels, config, evidence, row)) {
		line_cache_keep(labels->line_cache, &key, row->shapes, row->rule);
	}
}

void line_rules_ask(struct labels *labels, const struct label_config *config,
		    const struct evidence *evidence, struct row *row)
{
	const struct line_note *note = &evidence->notes[row->line];

	row->words = note->words;
	row->ended = note->ended;
	row->rule = -1;
	row->rules_asked = !evidence_has_no_rule(evidence, &config->evidence, row->line);
	row->compared = false;
	if (row->rules_asked)
		ask_or_recall(labels, config, evidence, row);
	else
		row->shapes = shapes_of_ends(row->text);
	row->kept = row->rule >= 0 && config->rules->rules[row->rule].action == RULE_KEEP_LINE;
}
