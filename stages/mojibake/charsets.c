#include "charsets.h"

#include "base/asset.h"
#include "data.h"

enum { MAX_GLYPHS = 4096 };

struct loading {
	struct charsets *charsets;
	unsigned pages;
};

static unsigned glyph_for(struct loading *loading, uint32_t code_point)
{
	struct charsets *charsets = loading->charsets;
	uint16_t *page = &charsets->page[code_point / GLYPH_PAGE];
	uint16_t *cell;

	if (*page == 0) {
		if (loading->pages >= GLYPH_PAGES)
			return 0;
		*page = (uint16_t)loading->pages++;
	}
	cell = &charsets->cells[*page][code_point % GLYPH_PAGE];
	if (*cell == 0 && charsets->glyph_count < MAX_GLYPHS)
		*cell = (uint16_t)charsets->glyph_count++;
	return *cell;
}

/* A character may show two bytes (C1 and what windows puts there); the first one told wins. */
static void say(struct loading *loading, unsigned k, uint32_t code_point, unsigned byte)
{
	struct glyph *glyph = &loading->charsets->glyphs[glyph_for(loading, code_point)];
	uint32_t bit = (uint32_t)1 << k;

	if (glyph->byte[k])
		return;
	glyph->byte[k] = (uint8_t)byte;
	if (byte <= 0xBF)
		glyph->tail |= bit;
	else if (byte == 0xC0 || (byte >= 0xC2 && byte <= 0xDF))
		glyph->lead2 |= bit;
	else if (byte >= 0xE0 && byte <= 0xEF)
		glyph->lead3 |= bit;
	else if (byte >= 0xF0 && byte <= 0xF4)
		glyph->lead4 |= bit;
}

static bool has_prefix(const struct charset *charset, const char *prefix)
{
	return slice_starts(charset->name, slice_of(prefix));
}

static bool load_one(struct loading *loading, struct slice header, struct slice *rest)
{
	struct charsets *charsets = loading->charsets;
	unsigned k = charsets->count++;
	struct charset *charset = &charsets->charset[k];
	struct slice line, word;
	bool iso;

	if (k >= CHARSETS_MAX || !data_word(&header, &charset->name) || !data_word(&header, &word))
		return false;
	charset->rarity = data_int(&word);
	charset->damage = data_word(&header, &word);
	if (charset->damage)
		charsets->damage |= (uint32_t)1 << k;
	if (has_prefix(charset, "macintosh"))
		charsets->macintosh = k;
	iso = has_prefix(charset, "iso-");
	for (unsigned byte = 0x80; byte <= 0xFF; byte++) {
		if (byte % 16 == 0 && !slice_next_line(rest, &line))
			return false;
		if (!data_word(&line, &word))
			return false;
		bool undefined = word.data[0] == '-';
		uint32_t code_point = undefined ? byte : data_hex(&word);

		if (byte <= 0xBF && (undefined || (iso && byte < 0xA0)))
			charset->lost[charset->lost_count++] = (uint8_t)byte;
		if (byte <= 0xBF && (code_point == 0xA0 || code_point == 0xAD))
			charset->deleted[charset->deleted_count++] = (uint8_t)byte;
		if (code_point == 0xA0 && byte <= 0xBF)
			charset->nbsp = (uint8_t)byte;
		if (byte < 0xA0 && !undefined && slice_equal(charset->name, SLICE("windows-1252")))
			charsets->controls[byte - 0x80] = code_point;
		say(loading, k, code_point, byte);
	}
	/* Many decoders show a byte that a Windows or ISO charset lacks as a C1 control. */
	if (iso || has_prefix(charset, "windows-"))
		for (unsigned byte = 0x80; byte < 0xA0; byte++)
			say(loading, k, byte, byte);
	return true;
}

bool charsets_load(struct charsets *charsets, struct arena *arena, struct err *err)
{
	struct loading loading = {.charsets = charsets, .pages = 1};
	struct slice rest, line, word;

	*charsets = (struct charsets){.macintosh = CHARSETS_MAX, .glyph_count = 1};
	charsets->glyphs = arena_zalloc(arena, MAX_GLYPHS, sizeof(struct glyph));
	charsets->cells = arena_zalloc(arena, GLYPH_PAGES, sizeof(*charsets->cells));
	if (!charsets->glyphs || !charsets->cells)
		return err_no_memory(err);
	if (!asset_find("mojibake/charsets.txt", &rest))
		return err_set(err, ERR_USAGE, "charsets.txt is not built in");
	while (slice_next_line(&rest, &line))
		if (data_word(&line, &word) && slice_equal(word, SLICE("charset")) &&
		    !load_one(&loading, line, &rest))
			return err_set(err, ERR_USAGE, "charsets.txt is damaged");
	return true;
}
