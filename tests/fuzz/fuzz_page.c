/*
 * The model of pages: any file is read or refused; of any text every line gets a score, the same
 * whatever text the memory served before, and at least one line stays.
 *
 * The input is a byte, odd for a model and even for a text; what is not UTF-8 in a text is passed
 * over.
 */
#include <assert.h>
#include <stdlib.h>

#include "article/model/page.h"
#include "base/asset.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct page_model model;
static struct page used;

static void open_model(void)
{
	struct err err;
	struct slice data;

	if (model.lines)
		return;
	if (!asset_find("boilerplate/page.model", &data) ||
	    !page_model_read(&model, data, "model", &err))
		abort();
}

static void check_model(struct slice data)
{
	struct page_model read = {0};
	struct err err = {0};

	assert(page_model_read(&read, data, "model", &err) == (err.code == ERR_NONE));
	page_model_free(&read);
}

static void score(struct page *page, struct evidence *evidence)
{
	struct err err;
	char reason[PAGE_REASON_MAX];

	if (!page_score(page, &model, &evidence->lines, &err))
		abort();
	page_is_one(page, &model, &evidence->lines);
	if (!page_leave_out(page, 0, evidence, &err))
		abort();
	if (page->features.count > 0)
		assert(page_explain(page, &model, 0, reason) > 0);
}

static void check_text(struct slice text)
{
	struct evidence evidence = {0};
	struct page fresh = {0};
	struct err err;
	bool left = false;

	if (!evidence_split(&evidence, text, &err))
		abort();
	page_may_be(&model, &evidence.lines);
	score(&fresh, &evidence);
	score(&used, &evidence);
	assert(fresh.features.count == used.features.count);
	for (size_t i = 0; i < fresh.features.count; i++) {
		assert(fresh.scores[i] == used.scores[i]);
		left |= !evidence.notes[fresh.features.line[i]].gone;
	}
	assert(left || fresh.features.count == 0);
	evidence_free(&evidence);
	page_free(&fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = slice_make((const char *)data, size);

	if (size == 0)
		return 0;
	open_model();
	input = slice_from(input, 1);
	if (data[0] & 1)
		check_model(input);
	else if (utf8_valid(input))
		check_text(input);
	return 0;
}
