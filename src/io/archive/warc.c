#include "io/archive/warc.h"

#include "base/ascii.h"
#include "base/compiler.h"
#include "io/formats/fields.h"

bool warc_begins(struct slice bytes)
{
	size_t at = WARC_MAGIC.len;

	if (!slice_starts(bytes, WARC_MAGIC))
		return false;
	while (at < bytes.len && at < 12 &&
	       (ascii_is_digit(bytes.data[at]) || bytes.data[at] == '.'))
		at++;
	return at > WARC_MAGIC.len && at < bytes.len &&
	       (bytes.data[at] == '\r' || bytes.data[at] == '\n');
}

static enum warc_type type_of(struct slice name)
{
	static const struct {
		const char *name;
		enum warc_type type;
		/* clang-format off */
	} types[] = {
		{"response", WARC_RESPONSE},     {"resource", WARC_RESOURCE},
		{"conversion", WARC_CONVERSION}, {"request", WARC_REQUEST},
		{"metadata", WARC_METADATA},     {"warcinfo", WARC_INFO},
		{"revisit", WARC_REVISIT},       {"continuation", WARC_CONTINUATION},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (field_is(name, types[i].name))
			return types[i].type;
	}
	return WARC_OTHER;
}

static struct slice without_brackets(struct slice value)
{
	if (slice_starts(value, SLICE("<")) && slice_ends(value, SLICE(">")) && value.len > 1)
		return slice_sub(value, 1, value.len - 1);
	return value;
}

/* False unless it is a decimal number that fits. */
static bool parse_length(struct slice value, uint64_t *length)
{
	*length = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (!ascii_is_digit(value.data[i]) || *length > (INT64_MAX - 9) / 10)
			return false;
		*length = *length * 10 + (uint64_t)(value.data[i] - '0');
	}
	return value.len > 0;
}

static void take_field(struct warc_header *header, struct slice name, struct slice value)
{
	if (field_is(name, "warc-type"))
		header->type = type_of(value);
	else if (field_is(name, "warc-record-id"))
		header->id = without_brackets(value);
	else if (field_is(name, "warc-target-uri"))
		header->url = without_brackets(value);
	else if (field_is(name, "warc-date"))
		header->date = value;
	else if (field_is(name, "content-type"))
		header->content_type = value;
	else if (field_is(name, "warc-identified-content-language"))
		header->language = value;
	else if (field_is(name, "warc-truncated"))
		header->truncated = value;
}

/* No more is looked at than up to the next record, so that all of a file is looked at once. */
size_t warc_header_size(struct slice bytes, bool *another)
{
	struct slice rest = bytes, line;
	bool first = true;

	*another = false;
	rest.len = rest.len < WARC_HEADER_MAX ? rest.len : WARC_HEADER_MAX;
	bytes = rest;
	while (slice_find_byte(rest, 0, '\n') < rest.len && slice_next_line(&rest, &line)) {
		if (!line.len || slice_equal(line, SLICE("\r")))
			return first ? 0 : (size_t)(rest.data - bytes.data);
		*another = warc_begins(rest);
		if (*another)
			return 0;
		first = false;
	}
	return 0;
}

const char *warc_header_parse(struct slice bytes, struct warc_header *header)
{
	struct slice rest, name, value;
	bool has_length = false, another;

	*header = (struct warc_header){.type = WARC_OTHER};
	if (!warc_begins(bytes))
		return "no record begins here";
	header->size = warc_header_size(bytes, &another);
	if (another)
		return "a header in which another record begins";
	if (!header->size)
		return "a header without an end";
	rest = fields_begin(slice_sub(bytes, 0, header->size));
	while (fields_next(&rest, &name, &value)) {
		if (!field_is(name, "content-length")) {
			take_field(header, name, value);
		} else if (has_length || !parse_length(value, &header->content_length)) {
			return "a Content-Length that makes no sense";
		} else {
			has_length = true;
		}
	}
	return has_length ? NULL : "a header without Content-Length";
}
