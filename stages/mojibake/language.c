#include "language.h"

#include "base/asset.h"
#include "words.h"

enum {
	PAIR_BITS = 16,
	ADAPT_MAX = 3 * NAT,
	VOTE_SHARE = 4, /* letters of a text are no independent witnesses: a quarter of each counts */
};

struct loading {
	struct language *language;
	unsigned uniform[CLASSES_MAX]; /* page all of one class, by class */
	struct slice names[CLASSES_MAX];
	struct slice profiles[LANGUAGES_MAX]; /* names of the languages */
};

static const struct {
	const char *name;
	enum class_flag flag;
} flag_names[] = {
	{"never", CLASS_NEVER}, {"odd", CLASS_ODD},       {"letter", CLASS_LETTER},
	{"latin", CLASS_LATIN}, {"symbol", CLASS_SYMBOL}, {"neutral", CLASS_NEUTRAL},
};

static unsigned find_class(const struct loading *loading, struct slice name)
{
	unsigned k = 0;

	while (k < loading->language->class_count && !slice_equal(loading->names[k], name))
		k++;
	return k;
}

static unsigned new_page(struct language *language, symbol fill)
{
	if (language->pages_used >= language->pages_max)
		return 0;
	for (unsigned i = 0; i < SYMBOL_PAGE; i++)
		language->symbols[language->pages_used][i] = fill;
	return language->pages_used++;
}

/* The cell of a code point, in a page that is its own; NULL when there are too many pages. */
static symbol *own_cell(struct loading *loading, uint32_t code_point)
{
	struct language *language = loading->language;
	uint16_t *page = &language->page[code_point / SYMBOL_PAGE];
	symbol fill = language->symbols[*page][0];

	for (unsigned k = 0; k < CLASSES_MAX; k++) {
		if (loading->uniform[k] != (unsigned)*page + 1)
			continue;
		*page = (uint16_t)new_page(language, fill);
		if (*page == 0)
			return NULL;
		break;
	}
	return &language->symbols[*page][code_point % SYMBOL_PAGE];
}

static bool set_range(struct loading *loading, uint32_t first, uint32_t last, unsigned k)
{
	struct language *language = loading->language;
	symbol value = k | (symbol)language->unlisted[k] << 8;

	if (last > 0x10FFFF)
		return false;
	while (first <= last) {
		if (first % SYMBOL_PAGE == 0 && first + SYMBOL_PAGE - 1 <= last) {
			if (!loading->uniform[k])
				loading->uniform[k] = new_page(language, value) + 1;
			language->page[first / SYMBOL_PAGE] = (uint16_t)(loading->uniform[k] - 1);
			first += SYMBOL_PAGE;
			continue;
		}
		symbol *cell = own_cell(loading, first);

		if (!cell)
			return false;
		*cell = value;
		first++;
	}
	return true;
}

static bool load_class(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	unsigned k = language->class_count;
	struct slice word;

	if (k >= CLASSES_MAX || !words_next(&line, &loading->names[k]) || !words_next(&line, &word))
		return false;
	language->unlisted[k] = (uint8_t)words_int(&word);
	while (words_next(&line, &word))
		for (size_t i = 0; i < COUNT_OF(flag_names); i++)
			if (slice_equal(word, slice_of(flag_names[i].name)))
				language->class_flags[k] |= (uint8_t)flag_names[i].flag;
	if (k == 0) /* what is in no range: page 0, at which all pages point */
		loading->uniform[0] = new_page(language, (symbol)language->unlisted[0] << 8) + 1;
	language->class_count++;
	return true;
}

static bool load_ranges(struct loading *loading, struct slice line)
{
	struct slice word;

	while (words_next(&line, &word)) {
		uint32_t first = words_hex(&word);
		uint32_t last = words_skip(&word, '-') ? words_hex(&word) : first;

		if (!set_range(loading, first, last, loading->language->class_count - 1))
			return false;
	}
	return true;
}

static bool load_follow(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	struct slice word;
	unsigned first;

	if (!words_next(&line, &word) || (first = find_class(loading, word)) == language->class_count)
		return false;
	for (unsigned k = 0; k < language->class_count; k++) {
		if (!words_next(&line, &word))
			return false;
		language->follow[first][k] = (uint8_t)words_int(&word);
	}
	return true;
}

static bool load_chars(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	struct slice word;

	while (words_next(&line, &word)) {
		uint32_t code_point = words_hex(&word);
		symbol *cell = code_point <= 0x10FFFF ? own_cell(loading, code_point) : NULL;
		unsigned number = 0;

		if (!cell || !words_skip(&word, '='))
			return false;
		unsigned cost = (unsigned)words_int(&word);

		/* Ideographs and syllables are in no pairs; their numbers would only fill the table. */
		if (code_point < 0x3100 && language->symbol_count < SYMBOLS_MAX) {
			number = language->symbol_count++;
			if (code_point < 0x80)
				language->ascii_count = number;
			words_skip(&word, ',');
			language->backoff[number] = (uint8_t)words_int(&word);
		}
		*cell = symbol_class(*cell) | cost << 8 | number << 16;
	}
	return true;
}

static uint32_t *pair_slot(const struct language *language, unsigned first, unsigned second)
{
	uint32_t key = (uint32_t)first << 12 | second;
	uint32_t at = (key * 0x9E3779B1u) >> (32 - PAIR_BITS);

	while (language->pairs[at] && language->pairs[at] >> 8 != key)
		at = (at + 1) & ((1u << PAIR_BITS) - 1);
	return &language->pairs[at];
}

static bool load_after(struct loading *loading, struct slice line, unsigned *count)
{
	struct language *language = loading->language;
	struct slice word;
	unsigned first;

	if (!words_next(&line, &word))
		return false;
	first = symbol_number(language_symbol(language, words_hex(&word) % 0x110000));
	while (words_next(&line, &word)) {
		unsigned second = symbol_number(language_symbol(language, words_hex(&word) % 0x110000));
		unsigned cost = words_skip(&word, '=') ? (unsigned)words_int(&word) & 0xFF : 0;

		if (!first || !second || ++*count >= 1u << (PAIR_BITS - 1))
			return false;
		*pair_slot(language, first, second) = (uint32_t)first << 20 | (uint32_t)second << 8 | cost;
		if (cost < language->least[second])
			language->least[second] = (uint8_t)cost;
	}
	return true;
}

static unsigned number_of(const struct language *language, struct slice *word)
{
	return symbol_number(language_symbol(language, words_hex(word) % 0x110000));
}

static bool load_letters(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	struct slice word;

	while (words_next(&line, &word)) {
		unsigned number = number_of(language, &word);
		unsigned capital = words_skip(&word, '/') ? number_of(language, &word) : 0;
		unsigned row = language->letter_count + 1;

		if (number == 0)
			continue;
		if (row >= LETTERS_MAX || !words_skip(&word, '='))
			return false;
		memset(language->profile[row], words_int(&word), LANGUAGES_MAX);
		language->letter[number] = (uint16_t)row;
		if (capital)
			language->letter[capital] = (uint16_t)row;
		language->letter_count = row;
	}
	return true;
}

static bool load_profile(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	struct slice word;

	/* A long profile has several lines of the same name. */
	if (!words_next(&line, &word))
		return false;
	if (!language->language_count ||
	    !slice_equal(word, loading->profiles[language->language_count - 1])) {
		if (language->language_count >= LANGUAGES_MAX)
			return false;
		loading->profiles[language->language_count++] = word;
	}
	while (words_next(&line, &word)) {
		unsigned row = language->letter[number_of(language, &word)];

		if (row && words_skip(&word, '='))
			language->profile[row][language->language_count - 1] = (int8_t)words_int(&word);
	}
	return true;
}

static bool load_ends(struct loading *loading, struct slice line)
{
	struct language *language = loading->language;
	struct ending *ending = &language->endings[language->ending_count];
	struct slice word;

	if (language->ending_count >= ENDINGS_MAX || !words_next(&line, &word))
		return false;
	language->ending_count++;
	ending->code_point = words_hex(&word);
	while (words_next(&line, &word)) {
		size_t equals = slice_find_byte(word, 0, '=');
		struct slice name = slice_sub(word, 0, equals);
		struct slice value = slice_from(word, equals);
		int odds = words_skip(&value, '=') ? words_int(&value) : 0;

		if (slice_equal(name, SLICE("*")))
			memset(ending->odds, odds, sizeof(ending->odds));
		for (unsigned i = 0; i < language->language_count; i++)
			if (slice_equal(name, loading->profiles[i]))
				ending->odds[i] = (int8_t)odds;
	}
	return true;
}

static bool load_line(struct loading *loading, struct slice line, unsigned *pair_count)
{
	struct slice word, rest = line;

	if (!line.len || line.data[0] == '#')
		return true;
	if (line.data[0] == ' ')
		return load_ranges(loading, line);
	words_next(&rest, &word);
	if (slice_equal(word, SLICE("class")))
		return load_class(loading, rest);
	if (slice_equal(word, SLICE("follow")))
		return load_follow(loading, rest);
	if (slice_equal(word, SLICE("chars")))
		return load_chars(loading, rest);
	if (slice_equal(word, SLICE("after")))
		return load_after(loading, rest, pair_count);
	if (slice_equal(word, SLICE("letters")))
		return load_letters(loading, rest);
	if (slice_equal(word, SLICE("ends")))
		return load_ends(loading, rest);
	return slice_equal(word, SLICE("language")) && load_profile(loading, rest);
}

static void finish_classes(struct loading *loading)
{
	struct language *language = loading->language;
	const struct {
		const char *name;
		uint8_t *class;
	} roles[] = {
		{"upper", &language->upper},
		{"LATIN", &language->latin_upper},
		{"LATINCAPS", &language->latin_caps},
	};

	for (size_t i = 0; i < COUNT_OF(roles); i++)
		*roles[i].class = (uint8_t)find_class(loading, slice_of(roles[i].name));
}

/* All white space is the blank that it was trained as. */
static bool finish_blanks(struct loading *loading)
{
	for (uint32_t c = '\t'; c <= '\r'; c++) {
		symbol *cell = own_cell(loading, c);

		if (!cell)
			return false;
		*cell = language_symbol(loading->language, ' ');
	}
	return true;
}

static void finish_bounds(struct language *language)
{
	for (unsigned k = 0; k < language->class_count; k++) {
		language->least_follow[k] = 255;
		for (unsigned p = 0; p < language->class_count; p++)
			if (language->follow[p][k] < language->least_follow[k])
				language->least_follow[k] = language->follow[p][k];
	}
	if (language->least_follow[language->latin_caps] < language->least_follow[language->latin_upper])
		language->least_follow[language->latin_upper] =
			language->least_follow[language->latin_caps];
}

bool language_load(struct language *language, struct arena *arena, struct err *err)
{
	struct loading loading = {.language = language};
	struct slice rest, line;
	unsigned pair_count = 0, line_number = 0;
	bool classes_done = false;

	*language = (struct language){.symbol_count = 1, .pages_max = 700};
	memset(language->least, 255, sizeof(language->least));
	language->symbols = arena_zalloc(arena, language->pages_max, sizeof(*language->symbols));
	language->pairs = arena_zalloc(arena, (size_t)1 << PAIR_BITS, sizeof(*language->pairs));
	language->profile = arena_zalloc(arena, LETTERS_MAX, sizeof(*language->profile));
	language->letters = arena_zalloc(arena, LANGUAGES_MAX, sizeof(*language->letters));
	language->endings = arena_zalloc(arena, ENDINGS_MAX, sizeof(*language->endings));
	if (!language->symbols || !language->pairs || !language->profile || !language->letters ||
	    !language->endings)
		return err_no_memory(err);
	if (!asset_find("mojibake/language.txt", &rest))
		return err_set(err, ERR_USAGE, "language.txt is not built in");
	while (slice_next_line(&rest, &line)) {
		line_number++;
		if (!classes_done && slice_starts(line, SLICE("chars"))) {
			finish_classes(&loading);
			classes_done = true;
		}
		if (!load_line(&loading, line, &pair_count))
			return err_set(err, ERR_USAGE, "language.txt:%u is damaged", line_number);
	}
	if (!classes_done || !finish_blanks(&loading))
		return err_set(err, ERR_USAGE, "language.txt is cut short");
	finish_bounds(language);
	for (unsigned i = 0; i < LANGUAGES_MAX; i++)
		for (unsigned letter = 0; letter < LETTERS_MAX; letter++)
			language->letters[i][letter] = language->profile[letter][i];
	return true;
}

symbol language_start(const struct language *language)
{
	return language_symbol(language, ' ');
}

unsigned language_cost(const struct language *language, symbol before, symbol s, symbol *behind)
{
	unsigned class = symbol_class(s), first = symbol_number(before), second = symbol_number(s);
	unsigned before_class = symbol_class(before), cost = 0;

	if (class == language->latin_upper &&
	    (before_class == language->upper || before_class == language->latin_caps))
		class = language->latin_caps;
	*behind = (s & ~(symbol)0xFF) | class;
	if (first && (first > language->ascii_count || second > language->ascii_count || !second)) {
		if (second) {
			uint32_t pair = *pair_slot(language, first, second);

			if (pair)
				return pair & 0xFF;
		}
		cost = language->backoff[first];
	}
	return cost + language->follow[before_class][class] + (s >> 8 & 0xFF);
}

unsigned language_least(const struct language *language, symbol s)
{
	unsigned least = language->least_follow[symbol_class(s)] + (s >> 8 & 0xFF);
	unsigned number = symbol_number(s);

	return number && language->least[number] < least ? language->least[number] : least;
}

void language_ballot(const struct language *language, symbol s, int32_t votes[LANGUAGES_MAX])
{
	unsigned letter = language->letter[symbol_number(s)];
	const int8_t *row = language->profile[letter];

	if (!letter)
		return;
	for (unsigned i = 0; i < LANGUAGES_MAX; i++)
		votes[i] += row[i];
}

void language_adapt(const struct language *language, const int32_t votes[LANGUAGES_MAX],
		    int8_t change[LETTERS_MAX])
{
	int16_t best[LETTERS_MAX];
	int32_t most = votes[0];

	for (unsigned i = 1; i < language->language_count; i++)
		if (votes[i] > most)
			most = votes[i];
	for (unsigned letter = 0; letter < LETTERS_MAX; letter++)
		best[letter] = -ADAPT_MAX;
	/* The likeliest of the languages, each as likely as its votes make it. */
	for (unsigned i = 0; i < language->language_count; i++) {
		const int8_t *letters = language->letters[i];
		int32_t behind = (most - votes[i]) / VOTE_SHARE;

		if (behind >= 2 * ADAPT_MAX)
			continue;
		for (unsigned letter = 0; letter < LETTERS_MAX; letter++) {
			int16_t gain = (int16_t)(letters[letter] - behind);

			best[letter] = gain > best[letter] ? gain : best[letter];
		}
	}
	for (unsigned letter = 0; letter < LETTERS_MAX; letter++)
		change[letter] = (int8_t)-(best[letter] > ADAPT_MAX ? ADAPT_MAX : best[letter]);
	change[0] = 0;
}

unsigned language_leader(const struct language *language, const int32_t votes[LANGUAGES_MAX])
{
	unsigned best = 0;

	for (unsigned i = 1; i < language->language_count; i++)
		if (votes[i] > votes[best])
			best = i;
	return best;
}

int language_ending(const struct language *language, uint32_t code_point, unsigned which)
{
	size_t low = 0, high = language->ending_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (language->endings[middle].code_point < code_point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == language->ending_count || language->endings[low].code_point != code_point)
		return 0;
	return language->endings[low].odds[which];
}
