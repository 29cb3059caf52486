#include "engine/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

size_t options_count(const struct option_spec *table)
{
	size_t count = 0;

	while (table && table[count].type != OPTION_TYPE_END)
		count++;
	return count;
}

const struct option_spec *options_find(const struct option_spec *table, const char *name,
				       size_t name_len)
{
	for (; table && table->type != OPTION_TYPE_END; table++) {
		if (slice_equal(slice_of(table->name), slice_make(name, name_len)))
			return table;
	}
	return NULL;
}

static bool bad_value(const struct option_spec *spec, const char *value, const char *want,
		      struct err *err)
{
	return err_set(err, ERR_USAGE, "%s: bad value '%s'. It takes %s.", spec->name, value, want);
}

static bool parse_flag(const char *value, bool *flag)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		if (!value || strcmp(value, yes[i]) == 0) {
			*flag = true;
			return true;
		}
		if (strcmp(value, no[i]) == 0) {
			*flag = false;
			return true;
		}
	}
	return false;
}

/* Decimal digits only; leaves *rest after them. */
static bool parse_digits(const char *value, uint64_t *number, const char **rest)
{
	const char *p = value;

	*number = 0;
	for (; *p >= '0' && *p <= '9'; p++) {
		unsigned digit = (unsigned)(*p - '0');

		if (*number > (UINT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	*rest = p;
	return p > value;
}

static bool parse_size(const char *value, uint64_t *number)
{
	static const char units[] = "KMGT";
	const char *rest, *unit;
	unsigned shift = 0;

	if (!parse_digits(value, number, &rest))
		return false;
	if (*rest) {
		unit = strchr(units, *rest >= 'a' ? *rest - 'a' + 'A' : *rest);
		if (!unit || rest[1])
			return false;
		shift = 10 * (unsigned)(unit - units + 1);
	}
	if (*number > UINT64_MAX >> shift)
		return false;
	*number <<= shift;
	return true;
}

static bool parse_permille(const char *value, unsigned *permille)
{
	uint64_t whole = 0;
	const char *rest = value;
	unsigned unit = 100;

	if (*rest != '.' && !parse_digits(value, &whole, &rest))
		return false;
	if (whole > 1000)
		return false;
	*permille = (unsigned)whole * 1000;
	if (*rest == '.') {
		for (rest++; *rest >= '0' && *rest <= '9' && unit; rest++, unit /= 10)
			*permille += (unsigned)(*rest - '0') * unit;
	}
	return *rest == '\0';
}

static bool parse_choice(const struct option_spec *spec, const char *value, unsigned *choice,
			 struct err *err)
{
	char names[200] = "";
	size_t used = 0;

	for (unsigned i = 0; spec->choices[i]; i++) {
		if (strcmp(spec->choices[i], value) == 0) {
			*choice = i;
			return true;
		}
		if (used < sizeof(names))
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
						 i ? ", " : "", spec->choices[i]);
	}
	return bad_value(spec, value, names, err);
}

static bool list_add(struct option_list *list, const char *value, struct err *err)
{
	const char **items = realloc(list->items, (list->count + 1) * sizeof(*items));

	if (!items)
		return err_no_memory(err);
	list->items = items;
	list->items[list->count++] = value;
	return true;
}

bool options_set(const struct option_spec *spec, void *state, const char *value, struct err *err)
{
	void *member = (char *)state + spec->offset;
	const char *rest;

	if (!value && spec->type != OPTION_TYPE_FLAG && spec->type != OPTION_TYPE_OPTIONAL)
		return err_set(err, ERR_USAGE, "%s needs a value (%s)", spec->name, spec->value);
	switch (spec->type) {
	case OPTION_TYPE_FLAG:
		return parse_flag(value, member) || bad_value(spec, value, "yes or no", err);
	case OPTION_TYPE_COUNT:
		return (parse_digits(value, member, &rest) && !*rest) ||
		       bad_value(spec, value, "a whole number", err);
	case OPTION_TYPE_SIZE:
		return parse_size(value, member) ||
		       bad_value(spec, value, "a number of bytes, such as 64M", err);
	case OPTION_TYPE_PERMILLE:
		return parse_permille(value, member) ||
		       bad_value(spec, value, "a number with up to three decimals, such as 0.85",
				 err);
	case OPTION_TYPE_CHOICE:
		return parse_choice(spec, value, member, err);
	case OPTION_TYPE_LIST:
		return list_add(member, value, err);
	case OPTION_TYPE_STRING:
	case OPTION_TYPE_FILE:
	case OPTION_TYPE_OPTIONAL:
		*(const char **)member = value ? value : "";
		return true;
	case OPTION_TYPE_END:
		break;
	}
	return err_set(err, ERR_USAGE, "%s: unknown type of option", spec->name);
}

bool options_set_defaults(const struct option_spec *table, void *state, struct err *err)
{
	for (; table && table->type != OPTION_TYPE_END; table++) {
		if (table->fallback && !options_set(table, state, table->fallback, err))
			return false;
	}
	return true;
}

void options_free(const struct option_spec *table, void *state)
{
	for (; table && table->type != OPTION_TYPE_END; table++) {
		if (table->type == OPTION_TYPE_LIST) {
			struct option_list *list = (void *)((char *)state + table->offset);

			free(list->items);
			*list = (struct option_list){0};
		}
	}
}

/* Levenshtein's distance, one row at a time; names longer than the row are never near. */
static size_t edit_distance(struct slice a, struct slice b)
{
	size_t row[64];

	if (b.len >= COUNT_OF(row))
		return NEAREST_LIMIT;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j];
			size_t best = diagonal + (a.data[i - 1] != b.data[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[b.len];
}

void nearest_offer(struct nearest *best, const char *name, size_t name_len, const char *candidate)
{
	size_t distance = edit_distance(slice_make(name, name_len), slice_of(candidate));

	/* Half of the letters wrong is no slip of the finger. */
	if (distance < best->distance && 2 * distance <= name_len) {
		best->distance = distance;
		best->name = candidate;
	}
}
