#include "io/places.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_MARKS = 16 * 1024 };

const struct mark *places_marks(const struct places *places, size_t *count)
{
	*count = places->marks.len / sizeof(struct mark);
	return (const struct mark *)(const void *)places->marks.data;
}

size_t places_first_mark(const struct places *places, uint64_t position)
{
	size_t from = 0, to;
	const struct mark *marks = places_marks(places, &to);

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (marks[middle].at < position)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Of absurdly many marks the last will do. */
bool places_note(struct places *places, const struct reader *reader, uint64_t at, bool again)
{
	struct mark mark = {at, reader_member(reader)};
	size_t count;
	const struct mark *marks = places_marks(places, &count);

	if (count && marks[count - 1].member == mark.member && !again)
		return true;
	if (count == MOST_MARKS)
		places->marks.len -= sizeof(mark);
	return buf_append(&places->marks, slice_make((const char *)&mark, sizeof(mark)));
}

struct place places_find(struct places *places, const struct reader *reader, uint64_t at)
{
	size_t count, past = 0;
	const struct mark *marks = places_marks(places, &count);
	struct place place = {0, at};

	if (!count)
		return place;
	while (past + 1 < count && marks[past + 1].at <= at)
		past++;
	place = (struct place){marks[past].member, at - marks[past].at};
	if (!reader_is_compressed(reader))
		place = (struct place){at, 0};
	if (past) {
		places->marks.len -= past * sizeof(struct mark);
		memmove(places->marks.data, places->marks.data + past * sizeof(struct mark),
			places->marks.len);
	}
	return place;
}

void places_free(struct places *places)
{
	buf_free(&places->marks);
}

void place_spell(struct place place, char out[static PLACE_SPELLED])
{
	int len = snprintf(out, PLACE_SPELLED, "byte %" PRIu64, place.member);

	if (place.within)
		snprintf(out + len, (size_t)(PLACE_SPELLED - len),
			 " (%" PRIu64 " decompressed bytes on)", place.within);
}
