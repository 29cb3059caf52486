#include "article/model/model_text.h"

#include "base/compiler.h"
#include "base/hash.h"

bool model_refuse(const struct model_text *text, const char *what)
{
	return err_set(text->err, ERR_USAGE, "%s:%u: %s. The file is damaged.", text->name,
		       text->line, what);
}

bool model_next_item(struct model_text *text, const char *kind, struct slice *item)
{
	struct slice word;

	while (slice_next_line(&text->rest, item)) {
		text->line++;
		if (item->len == 0 || item->data[0] == '#')
			continue;
		if (model_next_word(item, &word) && slice_equal(word, slice_of(kind)))
			return true;
		break;
	}
	return err_set(text->err, ERR_USAGE, "%s:%u: \"%s\" is missing. The file is damaged.",
		       text->name, text->line, kind);
}

bool model_ends(const struct model_text *text)
{
	return slice_trim(text->rest).len == 0 || model_refuse(text, "more than the head promised");
}

static uint16_t *place_of(struct model_text *text, struct slice name)
{
	size_t at = hash64(name) % COUNT_OF(text->places);

	while (text->places[at] &&
	       !slice_equal(name, slice_of(text->features[text->places[at] - 1])))
		at = (at + 1) % COUNT_OF(text->places);
	return &text->places[at];
}

bool model_find_feature(struct model_text *text, struct slice name, uint32_t *feature)
{
	uint16_t place;

	for (size_t i = 0; !text->placed && i < text->feature_count && i < MODEL_FEATURES; i++)
		*place_of(text, slice_of(text->features[i])) = (uint16_t)(i + 1);
	text->placed = true;
	place = *place_of(text, name);
	if (place == 0)
		return err_set(text->err, ERR_USAGE, "%s:%u: no feature is called \"%.*s\".",
			       text->name, text->line, (int)(name.len < 100 ? name.len : 100),
			       name.data);
	*feature = place - 1u;
	return true;
}

bool model_next_word(struct slice *item, struct slice *word)
{
	size_t at = 0, end;

	while (at < item->len && item->data[at] == ' ')
		at++;
	end = slice_find_byte(*item, at, ' ');
	*word = slice_sub(*item, at, end);
	*item = slice_from(*item, end);
	return word->len > 0;
}

bool model_read_number(struct slice word, int64_t least, int64_t most, int32_t *number)
{
	bool minus = word.len > 0 && word.data[0] == '-';
	int64_t value = 0;

	word = slice_from(word, minus);
	if (word.len == 0 || word.len > 10)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		value = value * 10 + (word.data[i] - '0');
	}
	value = minus ? -value : value;
	if (value < least || value > most)
		return false;
	*number = (int32_t)value;
	return true;
}

bool model_next_number(struct slice *item, int64_t least, int64_t most, int32_t *number)
{
	struct slice word;

	return model_next_word(item, &word) && model_read_number(word, least, most, number);
}

bool model_next_section(struct slice *rest, struct slice name, struct slice *section)
{
	struct slice line, before;
	const char *from;

	do {
		if (!slice_next_line(rest, &line))
			return false;
	} while (line.len == 0 || line.data[0] == '#');
	if (line.len != name.len + 2 || line.data[0] != '[' ||
	    !slice_equal(slice_sub(line, 1, line.len - 1), name))
		return false;
	from = rest->data;
	do {
		before = *rest;
	} while (slice_next_line(rest, &line) && (line.len == 0 || line.data[0] != '['));
	if (before.len > 0 && before.data[0] == '[')
		*rest = before;
	*section = slice_make(from, (size_t)(rest->data - from));
	return true;
}
