#include "record/object.h"

#include "record/json.h"

struct slice object_member(struct slice object, struct slice name)
{
	struct json_scan scan = json_scan_start(object);
	struct slice key;

	ASSERT(name.len > 0);
	json_skip_space(&scan);
	if (!json_take(&scan, '{'))
		return slice_make(NULL, 0);
	do {
		const char *from;

		json_skip_space(&scan);
		if (!json_skip_key(&scan, &key))
			break;
		from = scan.at;
		if (!json_skip_value(&scan, 1))
			break;
		if (json_string_is(key, name))
			return slice_make(from, (size_t)(scan.at - from));
		json_skip_space(&scan);
	} while (json_take(&scan, ','));
	return slice_make(NULL, 0);
}

struct slice object_string(struct slice object, struct slice name, struct arena *arena)
{
	struct slice raw = object_member(object, name), value;

	if (raw.len < 2 || raw.data[0] != '"' ||
	    !json_decode_string(slice_sub(raw, 1, raw.len - 1), arena, &value))
		return slice_make(NULL, 0);
	return value;
}

uint64_t object_count(struct slice object, struct slice name)
{
	struct slice raw = object_member(object, name);
	uint64_t count = 0;

	for (size_t i = 0; i < raw.len; i++) {
		if (raw.data[i] < '0' || raw.data[i] > '9' || count > UINT64_MAX / 10 - 9)
			return 0;
		count = count * 10 + (uint64_t)(raw.data[i] - '0');
	}
	return count;
}

int object_permille(struct slice object, struct slice name)
{
	struct slice raw = object_member(object, name);
	int value;

	if (raw.len == 0 || (raw.data[0] != '0' && raw.data[0] != '1') ||
	    (raw.len > 1 && raw.data[1] != '.'))
		return -1;
	value = (raw.data[0] - '0') * 1000;
	for (size_t i = 2, unit = 100; i < raw.len && unit > 0; i++, unit /= 10) {
		if (raw.data[i] < '0' || raw.data[i] > '9')
			return -1;
		value += (raw.data[i] - '0') * (int)unit;
	}
	return value;
}

bool object_is_true(struct slice object, struct slice name)
{
	return slice_equal(object_member(object, name), SLICE("true"));
}

bool array_next(struct slice *rest, struct slice *element)
{
	struct json_scan scan = json_scan_start(*rest);
	const char *from;

	ASSERT(rest && element);
	json_skip_space(&scan);
	if (!json_take(&scan, '[') && !json_take(&scan, ','))
		return false;
	json_skip_space(&scan);
	from = scan.at;
	if (!json_skip_value(&scan, 1))
		return false;
	*element = slice_make(from, (size_t)(scan.at - from));
	json_skip_space(&scan);
	*rest = slice_make(scan.at, (size_t)(scan.end - scan.at));
	return true;
}
