#include "model.h"

#include "base/asset.h"
#include "data.h"

enum {
	PAGES_MAX = 700,
	ADAPT_MAX = 3 * NAT,
	LETTER_ZERO = 128, /* what means 0 in model.letters */
	VOTE_SHARE =
		4, /* letters of a text are no independent witnesses: a quarter of each counts */
};

struct loading {
	struct model *model;
	unsigned uniform[CLASSES_MAX]; /* 1 + page all of one class, by class; 0: none yet */
	bool shared[PAGES_MAX];        /* whether a page is one of these */
	struct slice names[CLASSES_MAX];
	struct slice profiles[LANGUAGES_MAX]; /* names of the languages */
};

static const struct {
	const char *name;
	enum class_flag flag;
	/* clang-format off */
} flag_names[] = {
	{"never", CLASS_NEVER}, {"odd", CLASS_ODD},       {"letter", CLASS_LETTER},
	{"latin", CLASS_LATIN}, {"symbol", CLASS_SYMBOL}, {"neutral", CLASS_NEUTRAL},
};
/* clang-format on */

static unsigned find_class(const struct loading *loading, struct slice name)
{
	unsigned k = 0;

	while (k < loading->model->class_count && !slice_equal(loading->names[k], name))
		k++;
	return k;
}

static unsigned new_page(struct model *model, symbol fill)
{
	if (model->pages_used >= PAGES_MAX)
		return 0;
	for (unsigned i = 0; i < SYMBOL_PAGE; i++)
		model->symbols[model->pages_used][i] = fill;
	return model->pages_used++;
}

/* A page all of class k, for all ranges of such. False when there are too many pages. */
static bool new_uniform(struct loading *loading, unsigned k, symbol fill)
{
	unsigned page = new_page(loading->model, fill);

	loading->uniform[k] = page + 1;
	loading->shared[page] = true;
	return page != 0 || k == 0;
}

/* The cell of a code point, in a page that is its own; NULL when there are too many pages. */
static symbol *own_cell(struct loading *loading, uint32_t code_point)
{
	struct model *model = loading->model;
	uint16_t *page = &model->page[code_point / SYMBOL_PAGE];
	symbol fill = model->symbols[*page][0];

	if (loading->shared[*page]) {
		*page = (uint16_t)new_page(model, fill);
		if (*page == 0)
			return NULL;
	}
	return &model->symbols[*page][code_point % SYMBOL_PAGE];
}

static bool set_range(struct loading *loading, uint32_t first, uint32_t last, unsigned k)
{
	struct model *model = loading->model;
	symbol value = k | (symbol)model->unlisted[k] << 8;

	if (last > 0x10FFFF)
		return false;
	while (first <= last) {
		if (first % SYMBOL_PAGE == 0 && first + SYMBOL_PAGE - 1 <= last) {
			if (!loading->uniform[k] && !new_uniform(loading, k, value))
				return false;
			model->page[first / SYMBOL_PAGE] = (uint16_t)(loading->uniform[k] - 1);
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
	struct model *model = loading->model;
	unsigned k = model->class_count;
	struct slice word;

	if (k >= CLASSES_MAX || !data_word(&line, &loading->names[k]) || !data_word(&line, &word))
		return false;
	model->unlisted[k] = (uint8_t)data_int(&word);
	while (data_word(&line, &word))
		for (size_t i = 0; i < COUNT_OF(flag_names); i++)
			if (slice_equal(word, slice_of(flag_names[i].name)))
				model->class_flags[k] |= (uint8_t)flag_names[i].flag;
	if (k == 0) /* what is in no range: page 0, at which all pages point */
		new_uniform(loading, 0, (symbol)model->unlisted[0] << 8);
	model->class_count++;
	return true;
}

static bool load_ranges(struct loading *loading, struct slice line)
{
	struct slice word;

	while (data_word(&line, &word)) {
		uint32_t first = data_hex(&word);
		uint32_t last = data_skip(&word, '-') ? data_hex(&word) : first;

		if (!set_range(loading, first, last, loading->model->class_count - 1))
			return false;
	}
	return true;
}

static bool load_follow(struct loading *loading, struct slice line)
{
	struct model *model = loading->model;
	struct slice word;
	unsigned first;

	if (!data_word(&line, &word) || (first = find_class(loading, word)) == model->class_count)
		return false;
	for (unsigned k = 0; k < model->class_count; k++) {
		if (!data_word(&line, &word))
			return false;
		model->follow[first][k] = (uint8_t)data_int(&word);
	}
	return true;
}

static bool load_chars(struct loading *loading, struct slice line)
{
	struct model *model = loading->model;
	struct slice word;

	while (data_word(&line, &word)) {
		uint32_t code_point = data_hex(&word);
		symbol *cell = code_point <= 0x10FFFF ? own_cell(loading, code_point) : NULL;
		unsigned number = 0;

		if (!cell || !data_skip(&word, '='))
			return false;
		unsigned cost = (unsigned)data_int(&word);

		/* Ideographs and syllables are in no pairs; their numbers would only fill the
		 * table. */
		if (code_point < 0x3100 && model->symbol_count < SYMBOLS_MAX) {
			number = model->symbol_count++;
			if (code_point < 0x80)
				model->ascii_count = number;
			data_skip(&word, ',');
			model->backoff[number] = (uint8_t)data_int(&word);
		}
		*cell = symbol_class(*cell) | cost << 8 | number << 16;
	}
	return true;
}

static bool load_after(struct loading *loading, struct slice line, unsigned *count)
{
	struct model *model = loading->model;
	struct slice word;
	unsigned first;

	if (!data_word(&line, &word))
		return false;
	first = symbol_number(model_symbol(model, data_hex(&word) % 0x110000));
	while (data_word(&line, &word)) {
		unsigned second = symbol_number(model_symbol(model, data_hex(&word) % 0x110000));
		unsigned cost = data_skip(&word, '=') ? (unsigned)data_int(&word) & 0xFF : 0;

		if (!first || !second || ++*count >= 1u << (PAIR_BITS - 1))
			return false;
		*model_pair(model, first, second) =
			(uint32_t)first << 20 | (uint32_t)second << 8 | cost;
		if (cost < model->least[second])
			model->least[second] = (uint8_t)cost;
	}
	return true;
}

static unsigned number_of(const struct model *model, struct slice *word)
{
	return symbol_number(model_symbol(model, data_hex(word) % 0x110000));
}

static bool load_letters(struct loading *loading, struct slice line)
{
	struct model *model = loading->model;
	struct slice word;

	while (data_word(&line, &word)) {
		unsigned number = number_of(model, &word);
		unsigned capital = data_skip(&word, '/') ? number_of(model, &word) : 0;
		unsigned row = model->letter_count + 1;

		if (number == 0)
			continue;
		if (row >= LETTERS_MAX || !data_skip(&word, '='))
			return false;
		memset(model->profile[row], data_int(&word), LANGUAGES_MAX);
		model->letter[number] = (uint16_t)row;
		if (capital)
			model->letter[capital] = (uint16_t)row;
		model->letter_count = row;
	}
	return true;
}

static bool load_profile(struct loading *loading, struct slice line)
{
	struct model *model = loading->model;
	struct slice word;

	/* A long profile has several lines of the same name. */
	if (!data_word(&line, &word))
		return false;
	if (!model->language_count ||
	    !slice_equal(word, loading->profiles[model->language_count - 1])) {
		if (model->language_count >= LANGUAGES_MAX)
			return false;
		loading->profiles[model->language_count++] = word;
	}
	while (data_word(&line, &word)) {
		unsigned row = model->letter[number_of(model, &word)];

		if (row && data_skip(&word, '='))
			model->profile[row][model->language_count - 1] = (int8_t)data_int(&word);
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
	data_word(&rest, &word);
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
	return slice_equal(word, SLICE("language")) && load_profile(loading, rest);
}

static void finish_classes(struct loading *loading)
{
	struct model *model = loading->model;
	const struct {
		const char *name;
		uint8_t *class;
	} roles[] = {
		{"upper", &model->upper},
		{"LATIN", &model->latin_upper},
		{"LATINCAPS", &model->latin_caps},
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
		*cell = model_symbol(loading->model, ' ');
	}
	return true;
}

static void finish_bounds(struct model *model)
{
	for (unsigned k = 0; k < model->class_count; k++) {
		model->least_follow[k] = 255;
		for (unsigned p = 0; p < model->class_count; p++)
			if (model->follow[p][k] < model->least_follow[k])
				model->least_follow[k] = model->follow[p][k];
	}
	if (model->least_follow[model->latin_caps] < model->least_follow[model->latin_upper])
		model->least_follow[model->latin_upper] = model->least_follow[model->latin_caps];
}

bool model_load(struct model *model, struct arena *arena, struct err *err)
{
	struct loading loading = {.model = model};
	struct slice rest, line;
	unsigned pair_count = 0, line_number = 0;
	bool classes_done = false;

	*model = (struct model){.symbol_count = 1};
	memset(model->least, 255, sizeof(model->least));
	model->symbols = arena_zalloc(arena, PAGES_MAX, sizeof(*model->symbols));
	model->pairs = arena_zalloc(arena, (size_t)1 << PAIR_BITS, sizeof(*model->pairs));
	model->profile = arena_zalloc(arena, LETTERS_MAX, sizeof(*model->profile));
	model->letters = arena_zalloc(arena, LANGUAGES_MAX, sizeof(*model->letters));
	if (!model->symbols || !model->pairs || !model->profile || !model->letters)
		return err_no_memory(err);
	if (!asset_find("mojibake/model.txt", &rest))
		return err_set(err, ERR_USAGE, "model.txt is not built in");
	while (slice_next_line(&rest, &line)) {
		line_number++;
		if (!classes_done && slice_starts(line, SLICE("chars"))) {
			finish_classes(&loading);
			classes_done = true;
		}
		if (!load_line(&loading, line, &pair_count))
			return err_set(err, ERR_USAGE, "model.txt:%u is damaged", line_number);
	}
	if (!classes_done || !finish_blanks(&loading))
		return err_set(err, ERR_USAGE, "model.txt is cut short");
	finish_bounds(model);
	for (unsigned i = 0; i < LANGUAGES_MAX; i++)
		for (unsigned letter = 0; letter < LETTERS_MAX; letter++)
			model->letters[i][letter] =
				(uint8_t)(LETTER_ZERO + model->profile[letter][i]);
	return true;
}

unsigned model_least(const struct model *model, symbol s)
{
	unsigned least = model->least_follow[symbol_class(s)] + (s >> 8 & 0xFF);
	unsigned number = symbol_number(s);

	return number && model->least[number] < least ? model->least[number] : least;
}

/* What the letters say for each language; returns the one with most votes. */
static unsigned tally(const struct model *model, const struct ballot *ballot,
		      int64_t votes[LANGUAGES_MAX])
{
	unsigned best = 0;

	memset(votes, 0, LANGUAGES_MAX * sizeof(*votes));
	for (unsigned n = 0; n < ballot->seen_count; n++) {
		const int8_t *row = model->profile[ballot->seen[n]];
		int64_t count = ballot->count[ballot->seen[n]];

		for (unsigned i = 0; i < model->language_count; i++)
			votes[i] += count * row[i];
	}
	for (unsigned i = 1; i < model->language_count; i++)
		if (votes[i] > votes[best])
			best = i;
	return best;
}

/* Raises each letter to what a language says for it that is so far after. */
static void raise_all(uint8_t *restrict best, const uint8_t *restrict letters, uint8_t behind)
{
	for (unsigned letter = 0; letter < LETTERS_MAX; letter++) {
		/* At least 0: a subtraction that saturates, which compilers know. */
		uint8_t gain = letters[letter] > behind ? letters[letter] : behind;

		gain = (uint8_t)(gain - behind);
		best[letter] = gain > best[letter] ? gain : best[letter];
	}
}

unsigned model_adapt(const struct model *model, const struct ballot *ballot,
		     int8_t change[LETTERS_MAX])
{
	int64_t votes[LANGUAGES_MAX];
	uint8_t best[LETTERS_MAX];
	unsigned winner = tally(model, ballot, votes);

	memset(best, LETTER_ZERO - ADAPT_MAX, sizeof(best));
	/* The likeliest of the languages, each as likely as its votes make it. */
	for (unsigned i = 0; i < model->language_count; i++) {
		int64_t behind = (votes[winner] - votes[i]) / VOTE_SHARE;

		if (behind < 2 * ADAPT_MAX)
			raise_all(best, model->letters[i], (uint8_t)behind);
	}
	for (unsigned letter = 0; letter < LETTERS_MAX; letter++) {
		int gain = best[letter] - LETTER_ZERO;

		change[letter] = (int8_t) - (gain > ADAPT_MAX ? ADAPT_MAX : gain);
	}
	change[0] = 0;
	return winner;
}
