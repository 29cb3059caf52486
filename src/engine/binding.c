#include "engine/binding.h"

#include <stdlib.h>
#include <string.h>

bool binding_open(struct binding *binding, const char *section, const struct option_spec *table,
		  void *state, struct err *err)
{
	*binding = (struct binding){.section = section, .table = table, .state = state};
	binding->settings = calloc(options_count(table) + 1, sizeof(*binding->settings));
	if (!binding->settings)
		return err_no_memory(err);
	return options_set_defaults(table, state, err);
}

void binding_close(struct binding *binding)
{
	if (binding->state)
		options_free(binding->table, binding->state);
	free(binding->settings);
	*binding = (struct binding){0};
}

bool binding_set(struct binding *binding, const struct option_spec *spec, const char *text,
		 enum origin origin, struct err *err)
{
	struct setting *setting = &binding->settings[spec - binding->table];
	char *member = (char *)binding->state + spec->offset;

	if (origin < setting->origin)
		return true;
	/* A list grows within one origin; a stronger origin starts it anew. */
	if (spec->type == OPTION_TYPE_LIST && origin > setting->origin)
		((struct option_list *)(void *)member)->count = 0;
	if (!options_set(spec, binding->state, text, err))
		return false;
	*setting = (struct setting){.text = text, .origin = origin};
	return true;
}

enum origin binding_origin(const struct binding *binding, const char *name)
{
	const struct option_spec *spec = options_find(binding->table, name, strlen(name));

	return binding->settings[spec - binding->table].origin;
}

static const char *shown(const struct option_spec *spec, const struct setting *setting)
{
	if (setting->origin == ORIGIN_DEFAULT && !setting->text) {
		if (spec->fallback)
			return spec->fallback;
		return spec->type == OPTION_TYPE_FLAG ? "no" : "";
	}
	if (setting->text)
		return setting->text;
	return spec->type == OPTION_TYPE_FLAG ? "yes" : "";
}

void binding_show(const struct binding *binding, struct buf *out)
{
	static const char *const origins[] = {"default", "pipeline.conf", "command line"};
	size_t count = options_count(binding->table);

	if (binding->section)
		buf_printf(out, "[%s]\n", binding->section);
	for (size_t i = 0; i < count; i++) {
		const struct option_spec *spec = &binding->table[i];
		const struct setting *setting = &binding->settings[i];

		if (spec->per_run)
			continue;
		if (spec->type == OPTION_TYPE_LIST) {
			const struct option_list *list =
				(const void *)((const char *)binding->state + spec->offset);

			for (size_t j = 0; j < list->count; j++)
				buf_printf(out, "%s = %s ; %s\n", spec->name, list->items[j],
					   origins[setting->origin]);
		} else {
			buf_printf(out, "%s = %s ; %s\n", spec->name, shown(spec, setting),
				   origins[setting->origin]);
		}
	}
}

static bool visit_value(const struct option_spec *spec, const char *value, struct buf *argument,
			bool (*visit)(void *context, const char *argument), void *context)
{
	buf_clear(argument);
	buf_printf(argument, "--%s", spec->name);
	if (value)
		buf_printf(argument, "=%s", value);
	buf_push(argument, '\0');
	return !buf_failed(argument) && visit(context, argument->data);
}

bool binding_each_argument(const struct binding *binding,
			   bool (*visit)(void *context, const char *argument), void *context)
{
	struct buf argument = {0};
	size_t count = options_count(binding->table);
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		const struct option_spec *spec = &binding->table[i];
		const struct setting *setting = &binding->settings[i];

		if (setting->origin == ORIGIN_DEFAULT && !setting->text)
			continue;
		if (spec->type == OPTION_TYPE_LIST) {
			const struct option_list *list =
				(const void *)((const char *)binding->state + spec->offset);

			for (size_t j = 0; ok && j < list->count; j++)
				ok = visit_value(spec, list->items[j], &argument, visit, context);
		} else {
			bool bare = !setting->text ||
				    (spec->type == OPTION_TYPE_OPTIONAL && !*setting->text);

			ok = visit_value(spec, bare ? NULL : setting->text, &argument, visit,
					 context);
		}
	}
	buf_free(&argument);
	return ok;
}
