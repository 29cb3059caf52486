#include "document.h"

#include "base/utf8.h"
#include "engine/stats.h"
#include "record/json.h"
#include "page_file.h"

/* Takes the JSON over into the record's arena, and frees it. */
static bool set_member(struct record *record, struct slice name, struct buf *json, struct err *err)
{
	struct slice value;
	bool good = !buf_failed(json) && arena_copy(record->arena, buf_slice(json), &value);

	buf_free(json);
	if (!good)
		return err_no_memory(err);
	record_set_member(record, name, value);
	return true;
}

bool document_set_string(struct record *record, struct slice name, struct slice value,
			 struct err *err)
{
	struct buf json = {0};

	json_write_string(&json, value);
	return set_member(record, name, &json, err);
}

bool document_set_number(struct record *record, struct slice name, uint64_t value, struct err *err)
{
	struct buf json = {0};

	buf_printf(&json, "%llu", (unsigned long long)value);
	return set_member(record, name, &json, err);
}

bool document_set_place(struct record *record, struct slice file, const struct item *item,
			struct err *err)
{
	if (!file.len)
		return true;
	if (!document_spell(file, record->arena, &file))
		return err_no_memory(err);
	return document_set_string(record, SLICE("file"), file, err) &&
	       document_set_number(record, SLICE("offset"), item->offset, err) &&
	       (!item->within || document_set_number(record, SLICE("within"), item->within, err));
}

bool document_spell(struct slice bytes, struct arena *arena, struct slice *spelled)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out, *end;

	*spelled = bytes;
	if (utf8_valid(bytes))
		return true;
	out = end = arena_bytes(arena, 3 * bytes.len);
	if (!out)
		return false;
	while (bytes.len) {
		size_t valid = utf8_valid_prefix(bytes);

		memcpy(end, bytes.data, valid);
		end += valid;
		if (valid < bytes.len) {
			*end++ = '%';
			*end++ = hex[(unsigned char)bytes.data[valid] >> 4];
			*end++ = hex[(unsigned char)bytes.data[valid] & 15];
			valid++;
		}
		bytes = slice_from(bytes, valid);
	}
	*spelled = slice_make(out, (size_t)(end - out));
	return true;
}

enum verdict document_decode(const struct charset_request *request, struct charset *charset,
			     struct slice bytes, struct record *record,
			     struct charset_result *result, struct err *err)
{
	switch (charset_decode(charset, bytes, request, record->arena, result)) {
	case DECODING_BINARY:
		return record_reject(record, REJECT_BINARY);
	case DECODING_UNKNOWN:
		return record_reject(record, REJECT_CHARSET);
	case DECODING_NO_MEMORY:
		err_no_memory(err);
		return FAIL;
	case DECODED:
		break;
	}
	if (result->replaced)
		tally_add(record->tally, SLICE("replaced"), result->replaced);
	return KEEP;
}

bool document_note_decoding(struct record *record, const struct charset_result *result,
			    struct err *err)
{
	struct buf json = {0};

	if (strcmp(result->name, "UTF-8") == 0 && !result->replaced)
		return true;
	buf_append(&json, SLICE("{\"charset\":"));
	json_write_string(&json, slice_of(result->name));
	buf_printf(&json, ",\"how\":\"%s\",\"replaced\":%llu}", charset_how_name(result->how),
		   (unsigned long long)result->replaced);
	return set_member(record, SLICE("decoding"), &json, err);
}

struct slice document_without_last_end(struct slice text)
{
	if (slice_ends(text, SLICE("\n")))
		text.len--;
	if (slice_ends(text, SLICE("\r")))
		text.len--;
	return text;
}

enum verdict document_parse(bool is_text, const struct charset_request *request,
			    struct charset *charset, const struct batch *batch,
			    const struct item *item, struct record *record, struct err *err)
{
	struct slice source = batch_slice(batch, item->source);
	struct charset_result decoded;
	enum verdict verdict = document_decode(request, charset, batch_slice(batch, item->bytes),
					       record, &decoded, err);

	if (verdict != KEEP)
		return verdict;
	if (!is_text && page_file(source, &decoded.text))
		record_set(record, FIELD_HTML, decoded.text);
	else
		record_set_text(record, document_without_last_end(decoded.text));
	if (!document_note_decoding(record, &decoded, err))
		return FAIL;
	if (!document_spell(source, record->arena, &source)) {
		err_no_memory(err);
		return FAIL;
	}
	if (source.len)
		record_set(record, FIELD_SOURCE, source);
	return document_set_place(record, batch_slice(batch, item->archive), item, err) ? KEEP
											: FAIL;
}
