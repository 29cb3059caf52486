/*
 * normalize: one form for every text: NFC, LF line ends, no debris; see text/unicode/normal.h.
 * Never touches letters, digits, quotes or dashes; what is an opinion is an option.
 */
#include "engine/stage.h"
#include "engine/stats.h"
#include "text/unicode/normal.h"

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_FLAG(struct normal_form, straight_quotes, "straight-quotes",
		    "turn curly quotes into ' and \""),
	OPTION_FLAG(struct normal_form, fold_width, "fold-width",
		    "turn full-width ASCII into ASCII, half-width kana into kana"),
	OPTION_FLAG(struct normal_form, fold_ligatures, "fold-ligatures",
		    "turn ligatures such as \xEF\xAC\x81 into their letters"),
	OPTION_FLAG(struct normal_form, plain_spaces, "plain-spaces",
		    "turn no-break, wide and thin spaces into spaces"),
	OPTION_COUNT(struct normal_form, max_blank_lines, "max-blank-lines", "N", "0",
		     "leave at most N empty lines in a row; 0: all"),
	OPTION_END
};
/* clang-format on */

static bool rewrite_field(struct record *record, enum field field, const struct normal_form *form,
			  struct err *err)
{
	struct normal_report report = {.explain = record->explain && !form->one_line};
	struct slice from = record_get(record, field), to;

	if (!normal_form_apply(form, from, record->arena, &to, &report, err))
		return false;
	for (size_t i = 0; i < report.edit_count; i++) {
		const struct rewrite_edit *edit = &report.edits[i];

		record_note_edit(record, edit->rule, slice_sub(from, edit->from, edit->to),
				 slice_sub(to, edit->out_from, edit->out_to));
	}
	for (size_t i = 0; i < NORMAL_RULE_COUNT; i++) {
		if (report.counts[i])
			record_count(record, normal_rule_names[i], report.counts[i]);
	}
	record_set(record, field, to);
	return true;
}

static enum verdict apply(const void *state, void *scratch, struct record *record, struct err *err)
{
	static const enum field titles[] = {FIELD_TITLE, FIELD_AUTHOR};
	const struct normal_form *form = state;
	struct normal_form title = *form;

	(void)scratch;
	title.one_line = true;
	if (!rewrite_field(record, FIELD_TEXT, form, err))
		return FAIL;
	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		if (record_kind(record, titles[i]) == MEMBER_STRING &&
		    !rewrite_field(record, titles[i], &title, err))
			return FAIL;
	}
	return KEEP;
}

const struct stage normalize_stage = {
	.name = "normalize",
	.summary = "one form for every text",
	.state_size = sizeof(struct normal_form),
	.options = options,
	.apply = apply,
};
