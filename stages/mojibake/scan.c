#include "scan.h"

#include "base/utf8.h"
#include "path.h"

enum { AHEAD = 6 };

/* What reading the present stretch of text in one charset may save, at most. */
struct stretch {
	int64_t saved;
	uint64_t plain; /* characters seen by then that only stand for themselves */
};

/* The bytes of the code points from `at` on that a charset may take for a sequence. */
static unsigned window(const struct tables *tables, struct slice text, size_t at,
		       struct sign signs[AHEAD], size_t ends[AHEAD])
{
	unsigned count = 0;

	while (count < AHEAD && at < text.len) {
		at = utf8_next(text, at, &signs[count].code_point);
		ends[count] = at;
		signs[count].glyph = (uint16_t)charsets_glyph(&tables->charsets, signs[count].code_point);
		signs[count].symbol = language_symbol(&tables->language, signs[count].code_point);
		count++;
		if (signs[count - 1].code_point < 0x80)
			break;
	}
	return count;
}

static uint32_t charsets_at(const struct tables *tables, const struct sign *signs, unsigned count)
{
	const struct glyph *lead = sign_glyph(tables, signs);
	uint32_t tails = count > 1 ? sign_glyph(tables, signs + 1)->tail : 0;
	uint32_t mask = lead->lead2 & tails;

	tails &= count > 2 ? sign_glyph(tables, signs + 2)->tail : 0;
	mask |= lead->lead3 & tails;
	tails &= count > 3 ? sign_glyph(tables, signs + 3)->tail : 0;
	return mask | (lead->lead4 & tails);
}

/* What reading these signs as one character saves, at most. */
static int most_saved(const struct tables *tables, symbol before, const struct sign *signs,
		      unsigned count, const struct reading *reading)
{
	const struct language *language = &tables->language;
	int saved = -(int)language_least(language, language_symbol(language, reading->code_point));

	/* The character behind also becomes cheaper. */
	for (unsigned i = 0; i < count && i <= reading->length; i++)
		saved += (int)language_cost(language, before, signs[i].symbol, &before);
	return saved;
}

bool scan_suspects(const struct tables *tables, struct slice text)
{
	struct stretch stretch[CHARSETS_MAX] = {{0}};
	const struct language *language = &tables->language;
	symbol before = language_start(language);
	uint64_t plain = 0;
	size_t at = 0, covered = 0;

	while (at < text.len) {
		struct sign signs[AHEAD];
		size_t ends[AHEAD], next;
		uint32_t code_point;
		unsigned count;
		size_t skip = ascii_prefix(slice_from(text, at));

		if (skip) {
			at += skip;
			before = language_symbol(language, (unsigned char)text.data[at - 1]);
			continue;
		}
		next = utf8_next(text, at, &code_point);
		unsigned glyph = charsets_glyph(&tables->charsets, code_point);
		const struct glyph *lead = &tables->charsets.glyphs[glyph];
		symbol s = language_symbol(language, code_point);

		if (code_point < 0xA0)
			return true; /* a C1 control has no place in text */
		if (lead->lead2 | lead->lead3 | lead->lead4) {
			count = window(tables, text, at, signs, ends);
			for (uint32_t left = charsets_at(tables, signs, count); left; left &= left - 1) {
				unsigned k = (unsigned)__builtin_ctz(left);
				struct reading reading =
					readings_whole(tables, (struct text){signs, count}, 0, k);
				int saved;

				if (reading.code_point == UINT32_MAX)
					continue;
				saved = most_saved(tables, before, signs, count, &reading);
				if (saved <= 0)
					continue;
				if (stretch[k].plain != plain)
					stretch[k].saved = 0;
				stretch[k].saved += saved;
				if (stretch[k].saved > PATH_ENTER + tables->charsets.charset[k].rarity)
					return true;
				stretch[k].plain = plain;
				if (ends[reading.length - 1] > covered)
					covered = ends[reading.length - 1];
			}
		}
		/* What no charset reads, and is no typography, ends every stretch. */
		if (next > covered && !(language_flags(language, s) & CLASS_NEUTRAL))
			plain++;
		before = s;
		at = next;
	}
	return false;
}
