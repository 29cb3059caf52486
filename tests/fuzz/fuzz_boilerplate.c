/*
 * Every text at every level: the decision comes without a crash, never takes all words, is the same
 * the second time, and the reused memory of one text does not change what is decided about the
 * next.
 *
 * The input is a byte for the level, then the text; what is not UTF-8 in it is passed over.
 */
#include <assert.h>
#include <stdlib.h>

#include "article/lines/headline.h"
#include "article/lines/labels.h"
#include "base/asset.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rules rules;
static struct dateline_words dates;
static struct label_config config;

static void open_means(void)
{
	static const char *const files[] = {"boilerplate/classes.rules", "boilerplate/labels.rules",
					    "boilerplate/lines.rules",
					    "boilerplate/off-topic.rules"};
	struct err err;
	struct slice text;

	if (rules.languages)
		return;
	rules.languages = languages_open(&err);
	if (!rules.languages || !dateline_words_open(&dates, &err))
		abort();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!asset_find(files[i], &text) || !rules_add(&rules, text, files[i], &err))
			abort();
	if (!rules_prepare(&rules, &err))
		abort();
	config = (struct label_config){
		.evidence = {rules.languages, &rules.lexicon, &dates, rules.views},
		.rules = &rules,
	};
}

static void decide(struct evidence *evidence, struct labels *labels, struct slice text)
{
	struct err err;

	if (!evidence_read(evidence, &config.evidence, text, LANGUAGE_NONE, &err) ||
	    !labels_decide(labels, &config, evidence, &err))
		abort();
}

static void check(const struct labels *labels, struct slice text)
{
	struct headline headline;
	bool words = false, kept = false;

	for (size_t i = 0; i < labels->count; i++) {
		const struct row *row = &labels->rows[i];

		assert(row->text.len > 0 && row->text.data >= text.data &&
		       row->text.data + row->text.len <= text.data + text.len);
		assert(!row->dropped || row->reason.len > 0);
		assert(!(row->dropped && row->kept));
		assert(row->shorter.len < row->text.len);
		words |= row->words > 0;
		kept |= row->words > 0 && !row->dropped;
	}
	assert(!words || kept);
	headline_find(labels, &dates, &headline);
	assert(headline.title < (int)labels->count && headline.date < (int)labels->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evidence evidence;
	static struct labels labels;
	struct evidence fresh_evidence = {0};
	struct labels fresh = {0};
	struct slice text;

	if (size < 1)
		return 0;
	open_means();
	text = slice_make((const char *)data + 1, size - 1);
	text.len = utf8_valid_prefix(text);
	config.level = (enum label_level)(data[0] % 3);
	decide(&evidence, &labels, text);
	check(&labels, text);
	decide(&fresh_evidence, &fresh, text);
	assert(fresh.count == labels.count);
	for (size_t i = 0; i < fresh.count; i++)
		assert(fresh.rows[i].dropped == labels.rows[i].dropped);
	evidence_free(&fresh_evidence);
	labels_free(&fresh);
	return 0;
}
