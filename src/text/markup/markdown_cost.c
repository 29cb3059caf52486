#include "text/markup/markdown_cost.h"

#include "base/ascii.h"

/* Bytes of the list marker at the start of s, without the blank after it; 0: there is none. */
static size_t marker_length(struct slice s)
{
	size_t length = 0;

	if (s.len && (s.data[0] == '-' || s.data[0] == '*' || s.data[0] == '+')) {
		length = 1;
	} else {
		while (length < s.len && s.data[length] >= '0' && s.data[length] <= '9')
			length++;
		if (length == 0 || length > 9 || length == s.len ||
		    (s.data[length] != '.' && s.data[length] != ')'))
			return 0;
		length++;
	}
	return length == s.len || ascii_is_blank(s.data[length]) ? length : 0;
}

/*
 * How many containers the line may be in: one for each mark of a quotation or list item at its
 * start, and where there is a list item, one for every two columns of indentation before it.
 */
static unsigned line_depth(struct slice line, bool *starts_block)
{
	size_t at = 0, columns = 0;
	unsigned depth = 0;

	for (;;) {
		size_t length;

		while (at < line.len && ascii_is_blank(line.data[at]))
			columns += line.data[at++] == '\t' ? 4 : 1;
		length = marker_length(slice_from(line, at));
		if (length) {
			depth += 1 + (unsigned)(columns / 2);
			*starts_block = true;
			columns = 0;
		} else if (at < line.len && line.data[at] == '>') {
			depth++;
			length = 1;
		} else {
			return depth;
		}
		at += length;
	}
}

static bool is_mark(char c)
{
	static const char marks[256] = {['['] = 1, [']'] = 1, ['!'] = 1, ['<'] = 1, ['*'] = 1,
					['_'] = 1, ['`'] = 1, ['&'] = 1, ['\\'] = 1};

	return marks[(unsigned char)c];
}

static uint64_t count_marks(struct slice line)
{
	uint64_t count = 0;

	for (size_t i = 0; i < line.len; i++)
		count += is_mark(line.data[i]);
	return count;
}

struct markdown_cost markdown_measure(struct slice text)
{
	struct markdown_cost cost = {0};
	uint64_t marks = 0, bytes = 0;
	struct slice line;

	while (slice_next_line(&text, &line)) {
		bool starts_block = slice_trim(line).len == 0;
		unsigned depth = line_depth(line, &starts_block);

		if (depth > cost.depth)
			cost.depth = depth;
		if (starts_block) {
			cost.steps += marks * bytes;
			marks = bytes = 0;
		}
		marks += count_marks(line);
		bytes += line.len + 1;
	}
	cost.steps += marks * bytes;
	return cost;
}
