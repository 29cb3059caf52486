#include "text/words/identify.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/asset.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"
#include "text/words/langtag.h"

enum {
	MAX_LANGUAGES = 64,
	ORDERS = 4,       /* n-grams have up to so many letters, of 16 bits each */
	FIRST_LOOK = 400, /* letters after which a certain answer is final */
	LAST_LOOK = 4000, /* letters after which any answer is */
	FULL_MARGIN = 5,  /* weight a letter by which the best leads when beyond doubt */
	SLOT_BITS = 17,
	SLOTS = 1 << SLOT_BITS,
};

/* Languages of the table, then those that a script decides. */
enum single {
	ARMENIAN,
	BENGALI,
	CHINESE,
	GEORGIAN,
	GREEK,
	GUJARATI,
	HEBREW,
	JAPANESE,
	KOREAN,
	PUNJABI,
	TAMIL,
	TELUGU,
	THAI,
	SINGLE_COUNT,
	NOT_SINGLE = SINGLE_COUNT
};

/* clang-format off */
static const struct slice single_code[SINGLE_COUNT] = {
	[ARMENIAN] = SLICE_INIT("hy"), [BENGALI] = SLICE_INIT("bn"), [CHINESE] = SLICE_INIT("zh"),
	[GEORGIAN] = SLICE_INIT("ka"), [GREEK] = SLICE_INIT("el"), [GUJARATI] = SLICE_INIT("gu"),
	[HEBREW] = SLICE_INIT("he"), [JAPANESE] = SLICE_INIT("ja"), [KOREAN] = SLICE_INIT("ko"),
	[PUNJABI] = SLICE_INIT("pa"), [TAMIL] = SLICE_INIT("ta"), [TELUGU] = SLICE_INIT("te"),
	[THAI] = SLICE_INIT("th"),
};

static const struct script_letters {
	uint32_t first, last;
	enum single language;
} scripts[] = {
	{0x0370, 0x03FF, GREEK}, {0x0530, 0x058F, ARMENIAN}, {0x0590, 0x05FF, HEBREW},
	{0x0980, 0x09FF, BENGALI}, {0x0A00, 0x0A7F, PUNJABI}, {0x0A80, 0x0AFF, GUJARATI},
	{0x0B80, 0x0BFF, TAMIL}, {0x0C00, 0x0C7F, TELUGU}, {0x0E00, 0x0E7F, THAI},
	{0x10A0, 0x10FF, GEORGIAN}, {0x1100, 0x11FF, KOREAN}, {0x1F00, 0x1FFF, GREEK},
	{0x3040, 0x30FF, JAPANESE}, {0x3400, 0x9FFF, CHINESE}, {0xAC00, 0xD7A3, KOREAN},
};
/* clang-format on */

struct identifier {
	struct slice code[MAX_LANGUAGES];
	size_t languages;
	struct slot {
		uint64_t key; /* the letters, 16 bits each, the last one lowest; 0: free */
		uint32_t from, count;
	} slots[SLOTS];
	size_t used;
	struct weight {
		uint8_t language, weight;
	} * weights;
	size_t weight_count, weight_cap;
};

struct scores {
	uint32_t of[MAX_LANGUAGES];
	uint32_t single[SINGLE_COUNT]; /* letters */
	uint32_t letters;              /* of the languages in the table */
};

static size_t slot_of(uint64_t key)
{
	return (size_t)((key * 0x9E3779B97F4A7C15u) >> (64 - SLOT_BITS));
}

static const struct slot *find_slot(const struct identifier *identifier, uint64_t key)
{
	size_t at = slot_of(key);

	while (identifier->slots[at].key && identifier->slots[at].key != key)
		at = (at + 1) % SLOTS;
	return &identifier->slots[at];
}

static int digit_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* "@en de": the languages of the n-grams that follow. */
static bool add_languages(struct identifier *identifier, struct slice names)
{
	while (names.len) {
		size_t end = slice_find_byte(names, 0, ' ');

		if (identifier->languages == MAX_LANGUAGES)
			return false;
		identifier->code[identifier->languages++] = slice_sub(names, 0, end);
		names = slice_from(names, end < names.len ? end + 1 : end);
	}
	return true;
}

static bool read_key(struct slice gram, uint64_t *key)
{
	size_t at = 0;

	*key = 0;
	while (at < gram.len) {
		uint32_t c;

		at = utf8_next(gram, at, &c);
		if (*key >> 16 * (ORDERS - 1) || c > 0xFFFF)
			return false;
		*key = *key << 16 | c;
	}
	return *key != 0;
}

static bool add_gram(struct identifier *identifier, struct slice line, size_t base)
{
	size_t blank = slice_find_byte(line, 0, ' ');
	struct slice pairs = slice_from(line, blank < line.len ? blank + 1 : blank);
	struct slot *slot;
	uint64_t key;

	if (!read_key(slice_sub(line, 0, blank), &key) || pairs.len % 2 ||
	    identifier->used >= SLOTS / 4 * 3)
		return false;
	slot = &identifier->slots[find_slot(identifier, key) - identifier->slots];
	if (slot->key || !ARRAY_RESERVE(identifier->weights, identifier->weight_cap,
					identifier->weight_count + pairs.len / 2))
		return slot->key != 0; /* a letter that two groups share: the first has it */
	*slot = (struct slot){key, (uint32_t)identifier->weight_count, (uint32_t)pairs.len / 2};
	identifier->used++;
	for (size_t i = 0; i < pairs.len; i += 2) {
		int language = digit_value(pairs.data[i]), weight = digit_value(pairs.data[i + 1]);

		if (language < 0 || weight < 0 || base + (size_t)language >= identifier->languages)
			return false;
		identifier->weights[identifier->weight_count++] =
			(struct weight){(uint8_t)(base + (size_t)language), (uint8_t)weight};
	}
	return true;
}

static bool read_table(struct identifier *identifier, struct slice rest)
{
	struct slice line;
	size_t base = 0;

	while (slice_next_line(&rest, &line)) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (line.data[0] == '@') {
			base = identifier->languages;
			if (!add_languages(identifier, slice_from(line, 1)))
				return false;
		} else if (!add_gram(identifier, line, base)) {
			return false;
		}
	}
	return identifier->languages > 0;
}

struct identifier *identifier_open(struct err *err)
{
	struct identifier *identifier = calloc(1, sizeof(*identifier));
	struct slice table;

	if (!identifier) {
		err_no_memory(err);
		return NULL;
	}
	if (!asset_find("text/languages.ngrams", &table) || !read_table(identifier, table)) {
		err_set(err, ERR_USAGE, "the built-in table of languages cannot be read");
		identifier_close(identifier);
		return NULL;
	}
	return identifier;
}

void identifier_close(struct identifier *identifier)
{
	if (identifier)
		free(identifier->weights);
	free(identifier);
}

/* The language that this letter's script decides. */
static enum single single_of(uint32_t c)
{
	if (c < scripts[0].first)
		return NOT_SINGLE;
	for (size_t i = 0; i < COUNT_OF(scripts); i++)
		if (c - scripts[i].first <= scripts[i].last - scripts[i].first)
			return scripts[i].language;
	return NOT_SINGLE;
}

/* Signs inside words that the table's n-grams were counted without. */
static bool is_mark(uint32_t c)
{
	return c - 0x300 < 0x70 || c - 0x64B < 0x15 || c == 0x670 || c - 0x900 < 4 ||
	       (c - 0x93A < 0x16 && c != 0x93D) || c - 0x951 < 7 || c - 0x962 < 2;
}

static void add_scores(const struct identifier *identifier, uint64_t key, struct scores *scores)
{
	const struct slot *slot = find_slot(identifier, key);
	const struct weight *weights = identifier->weights + slot->from;

	for (uint32_t i = 0; slot->key && i < slot->count; i++)
		scores->of[weights[i].language] += weights[i].weight;
}

/* Counts from `at` on until so many letters are counted; returns where it ended. */
static size_t count_letters(const struct identifier *identifier, struct slice text, size_t at,
			    uint32_t limit, struct scores *scores)
{
	uint64_t word = 0; /* its last letters */
	uint32_t seen = 0;

	while (at < text.len && (seen < limit || word)) {
		uint32_t c;
		enum letter_kind kind;
		enum single single;

		at = utf8_next(text, at, &c);
		kind = letter_kind(c);
		single = kind >= LETTER_ALPHA ? single_of(c) : NOT_SINGLE;
		if (kind < LETTER_ALPHA || c > 0xFFFF || is_mark(c) || single != NOT_SINGLE) {
			word = 0;
			seen += single != NOT_SINGLE;
			if (single != NOT_SINGLE)
				scores->single[single]++;
			continue;
		}
		seen++;
		scores->letters++;
		word = word << 16 | letter_lower(c);
		for (unsigned n = 1; n <= ORDERS; n++) {
			if (n > 1 && !(word >> 16 * (n - 1)))
				break;
			add_scores(identifier,
				   n < ORDERS ? word & ((UINT64_C(1) << 16 * n) - 1) : word,
				   scores);
		}
	}
	return at;
}

/* The script with most letters; Han with a tenth of kana or more is Japanese. */
static struct identified best_single(const struct scores *scores, uint32_t *letters)
{
	size_t best = 0;
	uint32_t all = 0;

	for (size_t i = 0; i < SINGLE_COUNT; i++) {
		all += scores->single[i];
		if (scores->single[i] > scores->single[best])
			best = i;
	}
	*letters = all;
	if (best == CHINESE && scores->single[JAPANESE] > scores->single[CHINESE] / 10)
		best = JAPANESE;
	return (struct identified){single_code[best], 1000};
}

static struct identified best_of(const struct identifier *identifier, const struct scores *scores)
{
	struct identified single, found = {{NULL, 0}, 0};
	uint32_t single_letters, first = 0, second = 0;
	uint64_t certainty;

	single = best_single(scores, &single_letters);
	if (single_letters && single_letters > scores->letters / 2)
		return single;
	for (size_t i = 0; i < identifier->languages; i++) {
		if (scores->of[i] > first) {
			second = first;
			first = scores->of[i];
			found.code = identifier->code[i];
		} else if (scores->of[i] > second) {
			second = scores->of[i];
		}
	}
	if (!first)
		return found;
	certainty = (uint64_t)(first - second) * 1000 / scores->letters / FULL_MARGIN;
	found.certainty = certainty > 1000 ? 1000 : (unsigned)certainty;
	return found;
}

struct identified identify(const struct identifier *identifier, struct slice text)
{
	struct scores scores = {0};
	size_t at = count_letters(identifier, text, 0, FIRST_LOOK, &scores);
	struct identified found = best_of(identifier, &scores);

	if (at == text.len || found.certainty >= 2 * IDENTIFY_DOUBTFUL)
		return found;
	count_letters(identifier, text, at, LAST_LOOK - FIRST_LOOK, &scores);
	return best_of(identifier, &scores);
}

bool identified_is_in(struct slice tag, struct slice list)
{
	static const struct slice norwegian = SLICE_INIT("no,nb,nn"), bokmal = SLICE_INIT("no,nb");

	return langtag_lists_meet(tag, list) ||
	       (langtag_lists_meet(tag, norwegian) && langtag_lists_meet(SLICE("no"), list)) ||
	       (langtag_lists_meet(tag, bokmal) && langtag_lists_meet(bokmal, list));
}
