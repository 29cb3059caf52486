#include "front_matter.h"

#include "pairs.h"
#include "text/markup/toml.h"
#include "text/markup/yaml.h"

/* The text from its first line that is not empty. */
static struct slice skip_to_content(struct slice text)
{
	struct slice rest = text, line;

	if (slice_starts(text, SLICE("\xEF\xBB\xBF")))
		rest = text = slice_from(text, 3);
	while (slice_next_line(&rest, &line)) {
		if (slice_trim(line).len)
			break;
		text = rest;
	}
	return text;
}

/* A line without its end and trailing blanks, but with its indentation. */
static struct slice trim_end(struct slice line)
{
	size_t trimmed = slice_trim(line).len, from = 0;

	if (trimmed == 0)
		return slice_sub(line, 0, 0);
	while (line.data[from] == ' ' || (line.data[from] >= '\t' && line.data[from] <= '\r'))
		from++;
	return slice_sub(line, 0, from + trimmed);
}

static char fence_of(struct slice line)
{
	line = trim_end(line);
	if (slice_equal(line, SLICE("---")))
		return '-';
	return slice_equal(line, SLICE("+++")) ? '+' : 0;
}

bool front_matter_likely(struct slice text)
{
	char c = text.len ? text.data[0] : 0;
	struct slice line;

	if (c != '-' && c != '+' && c != '\xEF' && c != ' ' && (c < '\t' || c > '\r'))
		return false;
	text = skip_to_content(text);
	return slice_next_line(&text, &line) && fence_of(line);
}

static bool closes(struct slice line, char fence)
{
	return fence_of(line) == fence ||
	       (fence == '-' && slice_equal(trim_end(line), SLICE("...")));
}

/* Cuts the block off *rest, which starts with its first fence, and gives what is between. */
static bool cut_block(struct slice *rest, char *fence, struct slice *body)
{
	struct slice at = *rest, line;
	const char *start;

	if (!slice_next_line(&at, &line))
		return false;
	*fence = fence_of(line);
	if (!*fence)
		return false;
	start = at.data;
	for (int lines = 0; lines < FRONT_MATTER_MAX_LINES && slice_next_line(&at, &line);
	     lines++) {
		if ((size_t)(line.data - rest->data) + line.len > FRONT_MATTER_MAX_BYTES)
			return false;
		if (closes(line, *fence)) {
			*body = slice_make(start, (size_t)(line.data - start));
			*rest = at;
			return true;
		}
	}
	return false;
}

static bool is_known(const struct value *root, const struct keys *keys)
{
	if (root->kind != VALUE_MAP)
		return false;
	for (const struct value *member = root->first; member; member = member->next) {
		bool capital =
			member->key.len && member->key.data[0] >= 'A' && member->key.data[0] <= 'Z';

		if ((root->count > 1 || !capital) && keys_find(keys, member->key))
			return true;
	}
	return false;
}

bool front_matter_find(struct slice text, const struct keys *keys, struct arena *arena,
		       struct front_matter *found, struct err *err)
{
	struct slice rest = skip_to_content(text), body;
	struct value *root;
	char fence;

	*found = (struct front_matter){0};
	if (!cut_block(&rest, &fence, &body))
		return true;
	if (fence == '+') {
		if (!toml_read(body, arena, &root, err))
			return false;
	} else {
		if (!yaml_read(body, arena, &root, err))
			return false;
		if (!root && !pairs_read(body, arena, &root, err))
			return false;
	}
	if (root && is_known(root, keys)) {
		found->root = root;
		found->end = text.len - skip_to_content(rest).len;
	}
	return true;
}
