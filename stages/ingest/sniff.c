#include "sniff.h"

#include "base/compiler.h"
#include "io/compress/compress.h"
#include "io/formats/table.h"
#include "io/archive/warc.h"
#include "io/formats/fields.h"
#include "row.h"
#include "lenient.h"

const char *const input_formats[] = {"auto", "jsonl", "json", "csv", "text",
				     "warc", "tar",   "zip",  NULL};

/* How far to look for a first line that is JSON. */
enum { LOOK_BYTES = 1024 * 1024, LOOK_LINES = 10, HEADER_MAX = 64 * 1024, TITLE_MAX = 64 };

static bool is_named_jsonl(struct slice name)
{
	if (slice_ends(name, SLICE(".gz")) || slice_ends(name, SLICE(".xz")))
		name.len -= 3;
	else if (slice_ends(name, SLICE(".zst")) || slice_ends(name, SLICE(".bz2")) ||
		 slice_ends(name, SLICE(".lz4")))
		name.len -= 4;
	return slice_ends(name, SLICE(".jsonl")) || slice_ends(name, SLICE(".ndjson"));
}

/* Without a byte order mark, and without the white space around. */
static struct slice without_mark(struct slice head)
{
	head = slice_trim(head);
	if (slice_starts(head, SLICE("\xEF\xBB\xBF")))
		head = slice_trim(slice_from(head, 3));
	return head;
}

static bool is_object(struct sniffer *sniffer, struct slice line)
{
	struct record record;
	enum reject_reason reason;
	uint64_t nulls;

	arena_reset(&sniffer->memory);
	reason = record_parse(&record, sniffer->schema, slice_trim(line), &sniffer->memory);
	if (reason == REJECT_NOT_JSON && lenient_line(line, &sniffer->memory, &line, &nulls))
		reason = record_parse(&record, sniffer->schema, line, &sniffer->memory);
	return reason != REJECT_NOT_JSON && reason != REJECT_NOT_OBJECT &&
	       reason != REJECT_BAD_UTF8;
}

/*
 * Whether a file that begins like this is JSON Lines: it begins with {, and one of its first lines
 * is an object. A first line that ends nowhere near need only begin like one.
 */
static bool looks_like_jsonl(struct sniffer *sniffer, struct slice head)
{
	struct slice rest = without_mark(head), line;

	if (!slice_starts(rest, SLICE("{")))
		return false;
	if (head.len >= LOOK_BYTES && slice_find_byte(rest, 0, '\n') == rest.len)
		return slice_starts(slice_trim(slice_from(rest, 1)), SLICE("\""));
	for (int i = 0; i < LOOK_LINES && slice_next_line(&rest, &line); i++) {
		if (is_object(sniffer, line))
			return true;
	}
	return false;
}

/*
 * Whether it begins as JSON does that is not by lines: an array of objects, or a pretty-printed
 * object, up to the quote of its first key. An object may also be an empty one.
 */
static bool looks_like_json(struct slice head)
{
	struct slice rest = without_mark(head);
	bool is_array = slice_starts(rest, SLICE("["));

	if (is_array)
		rest = slice_trim(slice_from(rest, 1));
	if (is_array && slice_starts(rest, SLICE("]")))
		return !slice_trim(slice_from(rest, 1)).len;
	if (!slice_starts(rest, SLICE("{")))
		return false;
	rest = slice_trim(slice_from(rest, 1));
	return slice_starts(rest, SLICE("\"")) || (is_array && slice_starts(rest, SLICE("}")));
}

/* Whether a column may be called that: a word or few. Some writers number the rows in a first one.
 */
static bool is_title(struct slice title, bool is_first)
{
	if ((!title.len && !is_first) || title.len > TITLE_MAX ||
	    title.len != slice_trim(title).len)
		return false;
	for (size_t i = 0; i < title.len; i++) {
		unsigned char c = (unsigned char)title.data[i];

		if (c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.' && c != ' ')
			return false;
	}
	return true;
}

/* Whether this column holds what a record must have. */
static bool is_wanted(struct sniffer *sniffer, struct slice title)
{
	static const enum field fields[] = {FIELD_TEXT, FIELD_HTML};
	char scratch[SCHEMA_MAX_KEY];

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct schema_path *path = &sniffer->schema->path[fields[i]];
		struct slice mapped = row_map_find(sniffer->map, slice_of(field_name(fields[i])));

		if (mapped.len
			    ? slice_equal(title, mapped)
			    : path->depth == 1 && slice_equal(title, schema_key(path, 0, scratch)))
			return true;
	}
	return false;
}

enum table_look { NO_TABLE, TABLE, TABLE_WITHOUT_TEXT };

static bool is_named_table(struct slice name)
{
	static const char *const endings[] = {".csv",    ".tsv",     ".csv.gz",
					      ".tsv.gz", ".csv.zst", ".tsv.zst"};

	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		size_t len = strlen(endings[i]);

		if (name.len > len && field_is(slice_from(name, name.len - len), endings[i]))
			return true;
	}
	return false;
}

/* Whether the user leaves the name of the text's member as it is: else that column is meant. */
static bool has_default_text(const struct sniffer *sniffer)
{
	char scratch[SCHEMA_MAX_KEY];
	const struct schema_path *path = &sniffer->schema->path[FIELD_TEXT];

	return path->depth == 1 && slice_equal(schema_key(path, 0, scratch), SLICE("text"));
}

/*
 * Whether it begins with a header of two columns or more, all with names as columns have, or as
 * many as you like when the user names the columns; and one of them is the text.
 */
static enum table_look table_look(struct sniffer *sniffer, bool named, struct slice head)
{
	struct slice rest = slice_from(head, table_prologue(head)), title;
	struct table_header header;
	bool more = true, is_first = true, has_wanted = false, has_synonym = false;
	unsigned rank = 0;

	if (table_header(rest, true, &header) != ROW_WHOLE || header.size > HEADER_MAX ||
	    (header.fields < 2 && !sniffer->map && !named))
		return NO_TABLE;
	rest = table_without_end(slice_sub(rest, 0, header.size));
	arena_reset(&sniffer->memory);
	while (more) {
		title = table_field(&rest, header.delimiter, &more);
		if (!table_value(title, &sniffer->memory, &title))
			return NO_TABLE;
		if (named)
			title = slice_trim(title);
		switch (row_synonym(title, &rank)) {
		case FIELD_TEXT:
		case FIELD_HTML:
			has_synonym = true;
			break;
		default:
			break;
		}
		has_wanted = has_wanted || is_wanted(sniffer, title);
		if (!sniffer->map && !named &&
		    !is_title(title, is_first && header.delimiter == ','))
			return NO_TABLE;
		is_first = false;
	}
	/* Without a name, the words of a title may be those of a sentence. */
	if (has_wanted ||
	    (has_synonym && has_default_text(sniffer) && (named || header.fields > 2)))
		return TABLE;
	return named && header.fields > 1 ? TABLE_WITHOUT_TEXT : NO_TABLE;
}

/* Whether a line that is more than white space has ended. */
static bool has_line(struct slice head)
{
	struct slice line;

	while (slice_find_byte(head, 0, '\n') < head.len && slice_next_line(&head, &line)) {
		if (slice_trim(line).len)
			return true;
	}
	return false;
}

/* What comes first, until a line is whole. Trouble behind that is met again when we are there. */
static bool look_ahead(struct reader *reader, struct slice *head, struct err *err)
{
	size_t before;

	*head = slice_make(NULL, 0);
	do {
		before = head->len;
		if (!reader_peek(reader, head, err))
			return before > 0 && err->code != ERR_MEMORY;
	} while (head->len > before && head->len < LOOK_BYTES && !has_line(*head));
	return true;
}

/* Whether it begins with the mark of UTF-16 (and not of UTF-32), as some shells write it. */
static bool is_utf16(struct slice head)
{
	return slice_starts(head, SLICE("\xFE\xFF")) ||
	       (slice_starts(head, SLICE("\xFF\xFE")) &&
		!slice_starts(head, SLICE("\xFF\xFE\0\0")));
}

static bool decode_utf16(struct slice head, struct buf *text, struct err *err)
{
	size_t room = 2 * head.len + 8;
	void *decoding = utf16_decoder.open(err);
	struct flow flow = {.in = head, .out_len = room};
	bool whole;

	if (!decoding)
		return false;
	if (buf_reserve(text, room)) {
		flow.out = text->data;
		utf16_decoder.step(decoding, &flow, &whole, err);
		text->len = room - flow.out_len;
	}
	utf16_decoder.close(decoding);
	return !buf_failed(text) || err_no_memory(err);
}

/* What a file is whose first bytes are these, in UTF-8 where it is text. */
static struct finding finding_of(struct sniffer *sniffer, struct slice name, struct slice head)
{
	const struct archive_format *archive = archive_format_of(head);
	const struct known *known;

	if (sniffer->forced == INPUT_JSONL)
		return (struct finding){.format = &format_lines};
	if (sniffer->forced == INPUT_JSON)
		return (struct finding){.format = &format_values};
	if (sniffer->forced == INPUT_CSV)
		return (struct finding){.format = &format_rows};
	known = known_file(name, head);
	if (known)
		return (struct finding){.format = &format_head, .known = known};
	if (archive)
		return (struct finding){.archive = archive};
	if (lenient_has_several(head))
		return (struct finding){.format = &format_values};
	if (is_named_jsonl(name) || looks_like_jsonl(sniffer, head))
		return (struct finding){.format = &format_lines};
	if (looks_like_json(head))
		return (struct finding){.format = &format_values};
	switch (table_look(sniffer, is_named_table(name), head)) {
	case TABLE:
		return (struct finding){.format = &format_rows};
	case TABLE_WITHOUT_TEXT:
		return (struct finding){.format = &format_head,
					.no_text_column = table_without_end(
						slice_from(head, table_prologue(head)))};
	case NO_TABLE:
		break;
	}
	return (struct finding){.format = warc_begins(without_mark(head)) ? &format_warc
									  : &format_document};
}

/* Lines in UTF-16 are decoded on their way in, a text document later, as any charset. */
static bool sniff_utf16(struct sniffer *sniffer, struct slice name, struct slice head,
			struct reader **reader, struct finding *finding, struct err *err)
{
	struct buf text = {0};
	struct reader *decoded;
	bool good = decode_utf16(head, &text, err);

	if (good)
		*finding = finding_of(sniffer, name, buf_slice(&text));
	buf_free(&text);
	if (!good || finding->format == &format_document)
		return good;
	decoded = reader_through(*reader, &utf16_decoder, err);
	if (decoded)
		*reader = decoded;
	return decoded != NULL;
}

static bool look_at_head(struct sniffer *sniffer, struct slice name, struct reader **reader,
			 struct finding *finding, struct err *err)
{
	struct slice head;

	if (!look_ahead(*reader, &head, err))
		return false;
	if (is_utf16(head))
		return sniff_utf16(sniffer, name, head, reader, finding, err);
	*finding = finding_of(sniffer, name, head);
	return true;
}

bool sniff(struct sniffer *sniffer, struct slice name, bool is_member, struct reader **reader,
	   struct finding *finding, struct err *err)
{
	*finding = (struct finding){0};
	switch (sniffer->forced) {
	case INPUT_TEXT:
		finding->format = &format_document;
		return true;
	case INPUT_WARC:
		finding->format = &format_warc;
		return true;
	case INPUT_TAR:
	case INPUT_ZIP:
		finding->archive = sniffer->forced == INPUT_TAR ? &tar_format : &zip_format;
		if (!is_member)
			return true;
		break;
	case INPUT_AUTO:
	case INPUT_JSONL:
	case INPUT_JSON:
	case INPUT_CSV:
		break;
	}
	return look_at_head(sniffer, name, reader, finding, err);
}
