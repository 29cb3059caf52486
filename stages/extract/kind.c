#include "kind.h"

#include "article/model/model_text.h"
#include "base/compiler.h"
#include "threshold.h"

enum { KIND_SURE = 350 }; /* thousandths: what is less likely is no kind */

const char *const kind_names[KIND_COUNT] = {
#define X(name) #name,
	PAGE_KINDS(X)
#undef X
};

bool kind_model_open(struct kind_model *model, struct slice *rest, const char *name,
		     struct arena *arena, struct err *err)
{
	struct slice section;

	model->names = page_signal_names(arena);
	if (!model->names)
		return err_no_memory(err);
	for (unsigned i = 0; i < KIND_COUNT; i++) {
		if (!model_next_section(rest, slice_of(kind_names[i]), &section))
			return err_set(err, ERR_USAGE, "%s: no section [%s]", name, kind_names[i]);
		model->tables[i] = tables_open(section, name, model->names, SIGNAL_COUNT, err);
		if (!model->tables[i])
			return false;
	}
	return true;
}

void kind_model_close(struct kind_model *model)
{
	for (unsigned i = 0; i < KIND_COUNT; i++)
		tables_close(model->tables[i]);
}

void kind_find(const struct kind_model *model, struct page *page,
	       const struct page_context *context, struct slice url, struct tables_rows *rows)
{
	int32_t row[SIGNAL_COUNT], score;
	uint32_t likely[KIND_COUNT], sum = 0;

	page_signals_write(page, context, url, row);
	for (unsigned i = 0; i < KIND_COUNT; i++) {
		tables_score_rows(model->tables[i], row, SIGNAL_COUNT, 1, rows, &score);
		likely[i] = likelihood(score) + 1;
		sum += likely[i];
	}
	for (unsigned i = 0; i < KIND_COUNT; i++)
		page->kind[i] = (uint16_t)((uint64_t)likely[i] * KIND_ONE / sum);
}

const char *kind_name_of(const struct page *page)
{
	unsigned best = 0;

	for (unsigned i = 1; i < KIND_COUNT; i++)
		if (page->kind[i] > page->kind[best])
			best = i;
	return page->count > 0 && page->kind[best] >= KIND_SURE ? kind_names[best] : "unknown";
}
