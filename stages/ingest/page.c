#include "page.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "document.h"
#include "io/formats/fields.h"
#include "io/archive/http.h"
#include "io/archive/warc.h"
#include "text/charset/converter.h"
#include "text/words/langtag.h"

enum { STATUS_LEN = 3 };

/* Cuts the next item off a list, without blanks. */
static bool next_item(struct slice *list, struct slice *item)
{
	size_t end = slice_find_byte(*list, 0, ',');

	if (!list->len)
		return false;
	*item = slice_trim(slice_sub(*list, 0, end));
	*list = slice_from(*list, end < list->len ? end + 1 : end);
	return true;
}

static bool is_status(struct slice item)
{
	if (item.len != STATUS_LEN || item.data[0] < '1' || item.data[0] > '9')
		return false;
	return slice_equal(slice_from(item, 1), SLICE("xx")) ||
	       (ascii_is_digit(item.data[1]) && ascii_is_digit(item.data[2]));
}

static const char usual_types[] = "text/html,application/xhtml+xml,text/plain,text/markdown";

bool page_setup(struct page *page, struct err *err)
{
	struct slice list = slice_of(page->status), item;

	while (next_item(&list, &item)) {
		if (!is_status(item))
			return err_set(
				err, ERR_USAGE,
				"--status: \"%.*s\" is no HTTP status. Write 200, or 2xx for all "
				"that begin with 2.",
				(int)item.len, item.data);
	}
	if (!page->mime)
		page->mime = usual_types;
	list = slice_of(page->mime);
	while (next_item(&list, &item)) {
		if (slice_find_byte(item, 0, '/') == item.len)
			return err_set(
				err, ERR_USAGE,
				"--mime: \"%.*s\" is no media type. Write text/html, or text/* "
				"for all of its kind.",
				(int)item.len, item.data);
	}
	list = slice_of(page->languages);
	while (next_item(&list, &item)) {
		char code[LANGTAG_CODE];

		if (!langtag_language(item, code))
			return err_set(
				err, ERR_USAGE,
				"--lang-header: \"%.*s\" is no language. Write en or eng, with "
				"commas between several.",
				(int)item.len, item.data);
	}
	return true;
}

static bool status_is_listed(const char *statuses, unsigned status)
{
	struct slice list = slice_of(statuses), item;

	while (next_item(&list, &item)) {
		unsigned first = (unsigned)(item.data[0] - '0');

		if (item.data[1] == 'x'
			    ? status / 100 == first
			    : status == first * 100 + (unsigned)(item.data[1] - '0') * 10 +
						(unsigned)(item.data[2] - '0'))
			return true;
	}
	return false;
}

/* `mime` is in lower case. */
static bool mime_is_listed(const char *mimes, struct slice mime)
{
	struct slice list = slice_of(mimes), item;

	while (next_item(&list, &item)) {
		if (slice_equal(item, SLICE("*/*")) || slice_equal(item, mime))
			return true;
		if (slice_ends(item, SLICE("/*")) &&
		    slice_starts(mime, slice_sub(item, 0, item.len - 1)))
			return true;
	}
	return false;
}

static bool is_html(struct slice mime)
{
	return slice_equal(mime, SLICE("text/html")) ||
	       slice_equal(mime, SLICE("application/xhtml+xml"));
}

/* What is known of a page while it is made a record. */
struct content {
	struct slice bytes;
	struct slice mime;     /* in lower case, without parameters */
	struct slice charset;  /* as declared, or empty */
	struct slice language; /* tags, as declared, or empty */
	struct slice truncated;
};

/* The media type that was declared; a page without one that begins like HTML is HTML. */
static bool find_type(struct slice declared, struct arena *arena, struct content *content)
{
	struct media_type type = media_type_parse(declared);
	char *lower;

	content->charset = type.charset;
	if (!type.name.len) {
		bool tag = slice_starts(slice_trim(content->bytes), SLICE("<"));

		content->mime = tag ? SLICE("text/html") : SLICE("text/plain");
		return true;
	}
	lower = arena_bytes(arena, type.name.len);
	if (!lower)
		return false;
	for (size_t i = 0; i < type.name.len; i++) {
		char c = type.name.data[i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
	}
	content->mime = slice_make(lower, type.name.len);
	return document_spell(content->mime, arena, &content->mime);
}

/* The body of an HTTP response. */
static enum verdict open_response(const struct page *page, const struct warc_header *header,
				  struct record *record, struct content *content, struct err *err)
{
	struct http_response response;
	struct media_type type = media_type_parse(header->content_type);

	/* Some writers give the page's type here, and the response all the same. */
	if (type.name.len && !field_is(type.name, "application/http") &&
	    !slice_starts(content->bytes, SLICE("HTTP/")))
		return record_drop(record, "no http");
	if (!http_parse(content->bytes, &response))
		return record_drop(record, "no http");
	if (!status_is_listed(page->status, response.status))
		return record_drop(record, "status");
	content->bytes = response.body;
	content->language = response.content_language;
	if (!find_type(response.content_type, record->arena, content)) {
		err_no_memory(err);
		return FAIL;
	}
	if (response.content_type.len && !mime_is_listed(page->mime, content->mime))
		return record_drop(record, "mime");
	switch (http_decode(&response, page->max_size, record->arena, &content->bytes)) {
	case HTTP_BODY_WHOLE:
		break;
	case HTTP_BODY_CUT:
		content->truncated = header->truncated.len ? header->truncated : SLICE("transfer");
		break;
	case HTTP_BODY_UNKNOWN:
		return record_reject(record, REJECT_BINARY);
	case HTTP_BODY_TOO_LONG:
		return record_reject(record, REJECT_TOO_LONG);
	case HTTP_BODY_NO_MEMORY:
		err_no_memory(err);
		return FAIL;
	}
	if (!response.content_type.len &&
	    !find_type(response.content_type, record->arena, content)) {
		err_no_memory(err);
		return FAIL;
	}
	return KEEP;
}

/* What the block holds, or why it is not wanted. */
static enum verdict open_block(const struct page *page, const struct warc_header *header,
			       struct record *record, struct content *content, struct err *err)
{
	static const char *const unwanted[] = {
		[WARC_REQUEST] = "warc request",
		[WARC_METADATA] = "warc metadata",
		[WARC_INFO] = "warc info",
		[WARC_REVISIT] = "warc revisit",
		[WARC_CONTINUATION] = "warc continuation",
		[WARC_OTHER] = "warc record of another type",
	};
	enum verdict verdict = KEEP;

	switch (header->type) {
	case WARC_RESPONSE:
		verdict = open_response(page, header, record, content, err);
		break;
	case WARC_RESOURCE:
	case WARC_CONVERSION:
		if (!find_type(header->content_type, record->arena, content)) {
			err_no_memory(err);
			return FAIL;
		}
		break;
	default:
		return record_drop(record, unwanted[header->type]);
	}
	if (verdict != KEEP)
		return verdict;
	if (!mime_is_listed(page->mime, content->mime))
		return record_drop(record, "mime");
	/* What was identified counts more than what the server says. */
	if (header->language.len)
		content->language = header->language;
	if (page->languages && !langtag_lists_meet(content->language, slice_of(page->languages)))
		return record_drop(record, "language");
	return content->bytes.len ? KEEP : record_drop(record, "empty");
}

/* By the user's word, else the header's where it fits, else as any document. */
static enum verdict decode(const struct page *page, struct charset *charset,
			   const struct content *content, struct record *record,
			   struct charset_result *decoded, struct err *err)
{
	struct charset_request request = page->charset;

	request.declared = charset_label(content->charset);
	return document_decode(&request, charset, content->bytes, record, decoded, err);
}

static void set_field(struct record *record, enum field field, struct slice value)
{
	struct slice spelled;

	if (!value.len)
		return;
	if (document_spell(value, record->arena, &spelled))
		record_set(record, field, spelled);
	else
		record->out_of_memory = true;
}

/* What the archive says of the page. */
static bool set_members(const struct content *content, const struct warc_header *header,
			struct slice source, const struct item *item, struct record *record,
			struct err *err)
{
	struct slice truncated = content->truncated;

	set_field(record, FIELD_URL, header->url);
	set_field(record, FIELD_FETCHED, header->date);
	if (!document_set_string(record, SLICE("mime"), content->mime, err))
		return false;
	if (truncated.len && (!document_spell(truncated, record->arena, &truncated) ||
			      !document_set_string(record, SLICE("truncated"), truncated, err)))
		return err_no_memory(err);
	return document_set_place(record, source, item, err);
}

enum verdict page_parse(const struct page *page, struct charset *charset, const struct batch *batch,
			const struct item *item, struct record *record, struct err *err)
{
	struct slice bytes = batch_slice(batch, item->bytes);
	struct warc_header header;
	struct content content = {0};
	struct charset_result decoded;
	enum verdict verdict;

	if (warc_header_parse(bytes, &header)) {
		err_set(err, ERR_IO, "a record without a header");
		return FAIL;
	}
	set_field(record, FIELD_ID, header.id);
	content.bytes = slice_from(bytes, header.size);
	content.truncated = header.truncated;
	verdict = open_block(page, &header, record, &content, err);
	if (verdict == KEEP)
		verdict = decode(page, charset, &content, record, &decoded, err);
	if (verdict != KEEP)
		return verdict;
	if (is_html(content.mime))
		record_set(record, FIELD_HTML, decoded.text);
	else
		record_set_text(record, document_without_last_end(decoded.text));
	if (!document_note_decoding(record, &decoded, err))
		return FAIL;
	return set_members(&content, &header, batch_slice(batch, item->source), item, record, err)
		       ? KEEP
		       : FAIL;
}
