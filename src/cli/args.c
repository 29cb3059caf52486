#include "cli/args.h"

#include <stdlib.h>

#include "base/buf.h"

struct parser {
	struct args *args;
	const struct scope *scopes;
	size_t scope_count;
	struct err *err;
};

/*
 * What of the name as typed a scope's options are called by: all of it, or what is after the
 * scope's prefix. False: the name is of another scope.
 */
static bool name_in_scope(const struct scope *scope, struct slice typed, struct slice *name)
{
	size_t dot = slice_find_byte(typed, 0, '.');

	*name = typed;
	if (!scope->prefix || dot == typed.len)
		return true;
	*name = slice_from(typed, dot + 1);
	return slice_equal(slice_sub(typed, 0, dot), slice_of(scope->prefix));
}

/* Whether the option may be typed so: with its prefix, or without where that is allowed. */
static bool is_open(const struct scope *scope, const struct option_spec *spec, struct slice typed)
{
	return !scope->prefix || spec->direct || slice_find_byte(typed, 0, '.') < typed.len;
}

static bool find_long(const struct parser *parser, struct slice typed, struct assignment *found)
{
	for (size_t i = 0; i < parser->scope_count; i++) {
		const struct scope *scope = &parser->scopes[i];
		struct slice name;

		if (!name_in_scope(scope, typed, &name))
			continue;
		found->spec = options_find(scope->table, name.data, name.len);
		found->scope = i;
		if (found->spec && is_open(scope, found->spec, typed))
			return true;
	}
	return false;
}

/*
 * An option of one scope only may be typed without the scope's prefix. *count: how many have one of
 * that name; *found is the last of them.
 */
static void find_unprefixed(const struct parser *parser, struct slice typed,
			    struct assignment *found, size_t *count)
{
	*count = 0;
	if (slice_find_byte(typed, 0, '.') < typed.len)
		return;
	for (size_t i = 0; i < parser->scope_count; i++) {
		const struct option_spec *spec =
			options_find(parser->scopes[i].table, typed.data, typed.len);

		if (!spec)
			continue;
		found->spec = spec;
		found->scope = i;
		++*count;
	}
}

/* Several scopes have an option of that name: names them all. */
static bool ambiguous(const struct parser *parser, struct slice typed)
{
	struct buf names = {0};

	for (size_t i = 0; i < parser->scope_count; i++)
		if (options_find(parser->scopes[i].table, typed.data, typed.len))
			buf_printf(&names, "%s--%s.%.*s", names.len ? " or " : "",
				   parser->scopes[i].prefix, (int)typed.len, typed.data);
	buf_push(&names, '\0');
	if (buf_failed(&names))
		err_no_memory(parser->err);
	else
		err_set(parser->err, ERR_USAGE, "--%.*s is of several stages. Write %s.",
			(int)typed.len, typed.data, names.data);
	buf_free(&names);
	return false;
}

static bool find_letter(const struct parser *parser, char letter, struct assignment *found)
{
	for (size_t i = 0; i < parser->scope_count; i++) {
		const struct option_spec *spec = parser->scopes[i].table;

		for (; spec && spec->type != OPTION_TYPE_END; spec++) {
			if (spec->letter == letter && (!parser->scopes[i].prefix || spec->direct)) {
				*found = (struct assignment){.scope = i, .spec = spec};
				return true;
			}
		}
	}
	return false;
}

/* Offers all options of a scope that could have been meant. */
static void offer_options(const struct scope *scope, struct slice typed, struct nearest *nearest)
{
	const struct option_spec *spec = scope->table;
	struct slice name;

	if (!name_in_scope(scope, typed, &name))
		return;
	for (; spec && spec->type != OPTION_TYPE_END; spec++) {
		if (is_open(scope, spec, typed))
			nearest_offer(nearest, name.data, name.len, spec->name);
	}
}

static bool unknown(const struct parser *parser, struct slice typed)
{
	struct nearest nearest = {.distance = NEAREST_LIMIT};
	size_t dot = slice_find_byte(typed, 0, '.');
	size_t prefix = dot < typed.len ? dot + 1 : 0;

	for (size_t i = 0; i < parser->scope_count; i++)
		offer_options(&parser->scopes[i], typed, &nearest);
	if (nearest.name)
		return err_set(parser->err, ERR_USAGE,
			       "unknown option --%.*s. Did you mean --%.*s%s?", (int)typed.len,
			       typed.data, (int)prefix, typed.data, nearest.name);
	return err_set(parser->err, ERR_USAGE, "unknown option --%.*s. See --help.", (int)typed.len,
		       typed.data);
}

static bool takes_value(const struct option_spec *spec)
{
	return spec->type != OPTION_TYPE_FLAG && spec->type != OPTION_TYPE_OPTIONAL;
}

/* Returns how many of argv were used, 0 on failure. */
static int parse_long(struct parser *parser, char **argv)
{
	struct slice name = slice_of(argv[0] + 2);
	size_t equals = slice_find_byte(name, 0, '=');
	const char *value = equals < name.len ? name.data + equals + 1 : NULL;
	struct assignment found;
	int used = 1;

	name = slice_sub(name, 0, equals);
	if (!value && slice_equal(name, SLICE("help"))) {
		parser->args->help = true;
		return used;
	}
	if (!value && slice_equal(name, SLICE("version"))) {
		parser->args->version = true;
		return used;
	}
	if (!find_long(parser, name, &found)) {
		size_t count;

		find_unprefixed(parser, name, &found, &count);
		if (count > 1)
			ambiguous(parser, name);
		else if (count == 0)
			unknown(parser, name);
		if (count != 1)
			return 0;
	}
	if (!value && takes_value(found.spec)) {
		value = argv[1];
		used = 2;
	}
	if (!value && takes_value(found.spec)) {
		err_set(parser->err, ERR_USAGE, "--%.*s needs a value (%s)", (int)name.len,
			name.data, found.spec->value);
		return 0;
	}
	found.value = value;
	parser->args->assignments[parser->args->count++] = found;
	return used;
}

/* Letters may stand together: -j4, -eo FILE. */
static int parse_letters(struct parser *parser, char **argv)
{
	struct assignment found;

	for (const char *p = argv[0] + 1; *p; p++) {
		if (*p == 'h') {
			parser->args->help = true;
			continue;
		}
		if (!find_letter(parser, *p, &found)) {
			err_set(parser->err, ERR_USAGE, "unknown option -%c. See --help.", *p);
			return 0;
		}
		found.value = NULL;
		if (takes_value(found.spec)) {
			found.value = p[1] ? p + 1 : argv[1];
			if (!found.value) {
				err_set(parser->err, ERR_USAGE, "-%c needs a value (%s)", *p,
					found.spec->value);
				return 0;
			}
			parser->args->assignments[parser->args->count++] = found;
			return p[1] ? 1 : 2;
		}
		parser->args->assignments[parser->args->count++] = found;
	}
	return 1;
}

bool args_parse(struct args *args, int argc, char **argv, int first, const struct scope *scopes,
		size_t scope_count, struct err *err)
{
	struct parser parser = {args, scopes, scope_count, err};
	size_t most = 1;
	bool options_end = false;

	*args = (struct args){0};
	for (int i = first; i < argc; i++)
		most += strlen(argv[i]) + 1;
	args->assignments = calloc(most, sizeof(*args->assignments));
	args->operands = calloc((size_t)argc + 1, sizeof(*args->operands));
	if (!args->assignments || !args->operands)
		return err_no_memory(err);
	for (int i = first; i < argc;) {
		int used = 1;

		if (options_end || argv[i][0] != '-' || !argv[i][1])
			args->operands[args->operand_count++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			options_end = true;
		else if (argv[i][1] == '-')
			used = parse_long(&parser, argv + i);
		else
			used = parse_letters(&parser, argv + i);
		if (!used)
			return false;
		i += used;
	}
	return true;
}

void args_free(struct args *args)
{
	free(args->assignments);
	free(args->operands);
	*args = (struct args){0};
}
