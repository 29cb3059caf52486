#include "selection.h"

#include <fnmatch.h>
#include <string.h>

#include "base/slice.h"

enum { GLOB_MAX = 255 };

/* Cuts the next glob off the list. False at its end. */
static bool next_glob(struct slice *list, struct slice *glob)
{
	size_t end = slice_find_byte(*list, 0, ',');

	if (!list->len)
		return false;
	*glob = slice_trim(slice_sub(*list, 0, end));
	*list = slice_from(*list, end < list->len ? end + 1 : end);
	return true;
}

static bool check_list(const char *option, const char *globs, struct err *err)
{
	struct slice list = slice_of(globs), glob;

	while (next_glob(&list, &glob)) {
		if (!glob.len || glob.len > GLOB_MAX)
			return err_set(err, ERR_USAGE,
				       "--%s: \"%s\" is no list of globs. Write *.html, or "
				       "*.html,*/news/* for several.",
				       option, globs);
	}
	return true;
}

bool selection_check(const struct selection *selection, struct err *err)
{
	return check_list("include", selection->include, err) &&
	       check_list("exclude", selection->exclude, err);
}

static bool is_listed(const char *globs, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct slice list = slice_of(globs), glob;

	while (next_glob(&list, &glob)) {
		char pattern[GLOB_MAX + 1];

		memcpy(pattern, glob.data, glob.len);
		pattern[glob.len] = '\0';
		if (fnmatch(pattern, strchr(pattern, '/') ? path : name, 0) == 0)
			return true;
	}
	return false;
}

bool selection_has(const struct selection *selection, const char *path)
{
	return (!selection->include || is_listed(selection->include, path)) &&
	       (!selection->exclude || !is_listed(selection->exclude, path));
}
