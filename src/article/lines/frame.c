#include "article/lines/frame.h"

enum {
	END_LINES = 40,   /* lines at either end of the text that are looked at */
	LABEL_BYTES = 64, /* a longer line is no label, */
	LABEL_WORDS = 6,  /* nor is one of more words */
	RIGHTS_BYTES = 160,
	MATCHES = 16,
};

/* Without the number that programs such as lynx put before a link: "[12]Home". */
static struct slice without_link_mark(struct slice text)
{
	size_t at = 1;

	if (text.len == 0 || text.data[0] != '[')
		return text;
	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at > 1 && at < text.len && text.data[at] == ']' ? slice_from(text, at + 1) : text;
}

static struct slice without_bullet(struct slice text)
{
	if (text.len > 2 && (text.data[0] == '*' || text.data[0] == '-' || text.data[0] == '+') &&
	    text.data[1] == ' ')
		return text_trim(slice_from(text, 2));
	return text;
}

static bool is_rights(struct slice text)
{
	return text.len <= RIGHTS_BYTES &&
	       (slice_starts(text, SLICE("\xC2\xA9")) || slice_starts(text, SLICE("Copyright ")));
}

/* The hash of a label's words; 0 when the line is none. */
static uint64_t label_of(struct slice text, const struct lexicon *lexicon,
			 const struct class_set *labels)
{
	struct word words[LABEL_WORDS + 1];
	struct lexicon_match matches[MATCHES];
	struct lexicon_line line = {.lexicon = lexicon,
				    .sieve = &lexicon->sieve,
				    .languages = ~(language_set)0,
				    .words = words};
	uint64_t hash = 1;
	size_t at = 0, found;

	line.text = without_link_mark(without_bullet(text));
	if (line.text.len == 0 || line.text.len > LABEL_BYTES)
		return 0;
	line.count = words_read(line.text, &at, words, LABEL_WORDS + 1);
	if (line.count == 0 || line.count > LABEL_WORDS)
		return 0;
	for (found = lexicon_match(&line, 0, matches, MATCHES); found > 0; found--)
		if (matches[found - 1].to == line.count &&
		    class_set_meets(&matches[found - 1].classes, labels))
			break;
	for (size_t i = 0; i < line.count && found > 0; i++)
		hash = hash * 31 + words[i].hash;
	return found > 0 ? hash | 1 : 0;
}

static bool is_new(uint64_t label, const uint64_t *seen, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seen[i] == label)
			return false;
	return label != 0;
}

struct labels_seen {
	uint64_t labels[FRAME_MOST];
	size_t count;
};

static void see_line(struct labels_seen *seen, struct slice text, const struct lexicon *lexicon,
		     const struct class_set *labels)
{
	uint64_t label = is_rights(text) ? 2 : label_of(text, lexicon, labels);

	if (is_new(label, seen->labels, seen->count))
		seen->labels[seen->count++] = label;
}

size_t frame_count(const struct text_lines *lines, const struct lexicon *lexicon,
		   const struct class_set *labels, size_t enough)
{
	struct labels_seen seen = {.count = 0};
	size_t top = 0, left = END_LINES;

	for (; top < lines->count && left > 0 && seen.count < enough; top++)
		if (lines->items[top].text.len > 0) {
			see_line(&seen, lines->items[top].text, lexicon, labels);
			left--;
		}
	left = END_LINES;
	for (size_t i = lines->count; i-- > top && left > 0 && seen.count < enough;)
		if (lines->items[i].text.len > 0) {
			see_line(&seen, lines->items[i].text, lexicon, labels);
			left--;
		}
	return seen.count;
}
