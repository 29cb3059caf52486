#include "record/reject.h"

#include "base/compiler.h"

const char *reject_reason_name(enum reject_reason reason)
{
	static const char *const names[] = {
		[REJECT_NONE] = "none",
		[REJECT_NOT_JSON] = "not-json",
		[REJECT_NOT_OBJECT] = "not-object",
		[REJECT_BAD_UTF8] = "bad-utf8",
		[REJECT_LONE_SURROGATE] = "lone-surrogate",
		[REJECT_DUPLICATE_KEY] = "duplicate-key",
		[REJECT_TOO_DEEP] = "too-deep",
		[REJECT_TOO_LONG] = "too-long",
		[REJECT_NO_TEXT] = "no-text",
		[REJECT_TEXT_NOT_STRING] = "text-not-string",
		[REJECT_BINARY] = "binary",
		[REJECT_CHARSET] = "charset",
		[REJECT_BAD_ROW] = "bad-row",
		[REJECT_FORMAT] = "format",
		[REJECT_NO_TEXT_COLUMN] = "no-text-column",
		[REJECT_LIMIT] = "limit",
	};

	_Static_assert(COUNT_OF(names) == REJECT_REASON_COUNT, "each reason has a name");
	return names[reason];
}
