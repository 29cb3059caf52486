#include "article/rules/judge.h"

#include "article/rules/shapes.h"
#include "base/hash.h"

/* Asks the rules about one line. Returns whether they looked at nothing but the line and where it
 * stands. */
static bool ask_rules(struct labels *labels, const struct label_means *means,
		      const struct evidence *evidence, struct row *row)
{
	struct line_evidence *line = &labels->line;
	struct rule_finding finding;

	evidence_line(evidence, &means->evidence, row->line, line);
	line->vocabulary = &labels->vocabulary;
	rules_judge(means->rules, evidence->languages, line, labels->room, &finding);
	row->rule = finding.rule;
	row->shapes = line->shapes;
	row->compared = line->compared;
	labels->skipped += finding.skipped;
	return !line->compared && finding.skipped == 0;
}

/* The same, unless it is known from a line before. */
static void ask_or_recall(struct labels *labels, const struct label_means *means,
			  const struct evidence *evidence, struct row *row)
{
	struct slice text = evidence->lines.items[row->line].text;
	struct judged_key key = {.text = text, .language = evidence->language};
	const struct judged_line *known;

	if (text.len > JUDGED_BYTES) {
		ask_rules(labels, means, evidence, row);
		return;
	}
	key.hash = hash64(text);
	key.position = evidence_position(evidence, row->line);
	known = judged_find(labels->judged, &key);
	if (known) {
		row->rule = known->rule;
		row->shapes = known->shapes;
	} else if (ask_rules(labels, means, evidence, row)) {
		judged_keep(labels->judged, &key, row->shapes, row->rule);
	}
}

void judge_row(struct labels *labels, const struct label_means *means,
	       const struct evidence *evidence, struct row *row)
{
	const struct line_note *note = &evidence->notes[row->line];

	row->words = note->words;
	row->ended = note->ended;
	row->rule = -1;
	row->judged = !evidence_is_idle(evidence, &means->evidence, row->line);
	row->compared = false;
	if (row->judged)
		ask_or_recall(labels, means, evidence, row);
	else
		row->shapes = shapes_of_ends(row->text);
	row->kept = row->rule >= 0 && means->rules->rules[row->rule].action == RULE_KEEP_LINE;
}
