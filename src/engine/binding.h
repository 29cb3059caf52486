/*
 * binding: an option table tied to the state it fills, with the origin of every value, for
 * run --show-config and for passing options on to another process.
 */
#ifndef WIREWASH_BINDING_H
#define WIREWASH_BINDING_H

#include "base/buf.h"
#include "engine/options.h"

/* Later ones beat earlier ones. */
enum origin { ORIGIN_DEFAULT, ORIGIN_CONFIG, ORIGIN_COMMAND_LINE };

struct binding {
	const char *section; /* the stage's name; NULL: the same as the binding shown before it */
	const struct option_spec *table;
	void *state;
	struct setting {
		const char *text; /* as given; NULL for a bare flag or an unset option */
		enum origin origin;
	} * settings; /* one for each entry of the table */
};

/* Sets all defaults. `state` and `table` must outlive the binding. */
bool binding_open(struct binding *binding, const char *section, const struct option_spec *table,
		  void *state, struct err *err);
void binding_close(struct binding *binding);

/* Sets one value, unless one of a stronger origin is there. `text` must outlive the binding. */
bool binding_set(struct binding *binding, const struct option_spec *spec, const char *text,
		 enum origin origin, struct err *err);

/* Where the value of the option of that name is from. Requires that the table has it. */
enum origin binding_origin(const struct binding *binding, const char *name);

/* Appends "[section]" and a line "key = value ; origin" for each option that may stand there. */
void binding_show(const struct binding *binding, struct buf *out);

/*
 * Calls visit for every value that is no default, as the argument that would set it again
 * ("--name=value", borrowed for the call). Stops at false.
 */
bool binding_each_argument(const struct binding *binding,
			   bool (*visit)(void *context, const char *argument), void *context);

#endif
