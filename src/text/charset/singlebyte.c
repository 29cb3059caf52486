#include "text/charset/singlebyte.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/utf8.h"

enum {
	MAX_CHARSETS = 24,
	MAX_READINGS = 128,
	WEIGHED_BYTES = 64 * 1024, /* of a document */
	WINDOW_BEFORE = 32,        /* what is weighed with a byte above 0x7F */
	WINDOW_BEHIND = 256,
};

/*
 * Costs, in ninths of a nat. Found by hand on short texts in 25 charsets and on English articles
 * whose only characters beyond ASCII are a few marks.
 */
enum {
	COST_MARK = 8,      /* quotes, dashes, and what else every text has */
	COST_SIGN = 16,     /* of trade, currency, measure */
	COST_SYMBOL = 25,   /* rarer signs */
	COST_FOREIGN = 60,  /* a letter that the language does not have */
	COST_STRANGE = 60,  /* what no text does */
	COST_DIGIT = 40,    /* a letter beside a digit */
	COST_ALONE = 40,    /* a capital by itself */
	COST_ODD = 15,      /* a small letter by itself, or right after a full stop */
	COST_LANGUAGE = 60, /* all of the document's ASCII words are of another language */

	FEW_DISTINCT = 6,   /* different bytes above 0x7F */
	MANY_DISTINCT = 14, /* as a text has in a script of its own */

	LANGUAGES = 64,         /* that stopwords are known of, at most */
	STOPWORD_SLOTS = 8192,  /* open addressing; a power of two */
	LEAST_STOPWORDS = 4,    /* fewer say nothing of the language */
	STOPWORD_BYTES = 65536, /* of the document are looked through for them */
};

enum kind { UNDEFINED, OTHER, SYMBOL, SIGN, MARK, SMALL, CAPITAL, CASELESS };
enum script { NO_SCRIPT, LATIN, GREEK, CYRILLIC, HEBREW, ARABIC, THAI };

/* A charset's 256 bytes. */
struct codepage {
	const char *charset;
	unsigned prior; /* what it costs to think of it at all */
	uint32_t code_point[256];
	unsigned char kind[256];
	unsigned char script[256];
};

/* A charset's bytes above 0x7F as a language's letters. */
struct alphabet {
	unsigned page;
	int language; /* among those with stopwords; -1: none of them */
	unsigned char cost[128];
};

/* Frequent words of ASCII letters alone, each with the languages that have it, a bit each. */
struct stopwords {
	struct slice code[LANGUAGES];
	unsigned count;
	struct {
		uint64_t hash, languages;
	} slots[STOPWORD_SLOTS];
	size_t used;
};

struct singlebyte {
	struct codepage pages[MAX_CHARSETS];
	size_t page_count;
	struct alphabet alphabets[MAX_READINGS];
	size_t alphabet_count;
	struct stopwords stopwords;
};

/* The charsets, those that are met more often first. */
static const struct {
	const char *name;
	unsigned prior;
	/* clang-format off */
} charsets[] = {
	{"windows-1252", 0},  {"windows-1251", 2},  {"windows-1250", 4}, {"KOI8-R", 8},
	{"windows-1254", 8},  {"windows-1253", 6},  {"windows-1257", 8}, {"windows-1256", 6},
	{"windows-1255", 6},  {"windows-874", 6},   {"windows-1258", 8}, {"ISO-8859-2", 8},
	{"ISO-8859-7", 8},    {"ISO-8859-5", 12},   {"ISO-8859-6", 12},  {"KOI8-U", 12},
	{"macintosh", 30},    {"IBM850", 30},       {"IBM866", 20},
};
/* clang-format on */

static enum script script_of(uint32_t c)
{
	if (c < 0x370 || (c >= 0x1E00 && c < 0x1F00))
		return LATIN;
	if (c < 0x400)
		return GREEK;
	if (c < 0x530)
		return CYRILLIC;
	if (c >= 0x590 && c < 0x600)
		return HEBREW;
	if (c >= 0x600 && c < 0x700)
		return ARABIC;
	return c >= 0xE00 && c < 0xE80 ? THAI : NO_SCRIPT;
}

static bool is_one_of(uint32_t c, struct slice set)
{
	size_t at = 0;

	while (at < set.len) {
		uint32_t member;

		at = utf8_next(set, at, &member);
		if (member == c)
			return true;
	}
	return false;
}

/* What a character is when no alphabet has it. */
static enum kind sign_kind(uint32_t c)
{
	if (c == 0xA0 || c == 0xAD || (c >= 0x200C && c <= 0x200F))
		return MARK;
	if (is_one_of(c, SLICE("‘’‚“”„«»–—…•،؟؛")))
		return MARK;
	if (is_one_of(c, SLICE("©®™°€£¥§№·")))
		return SIGN;
	if (is_one_of(c, SLICE("‹›¡¿ªº²³¹½¼¾±×÷µ¶†‡¢¬")))
		return SYMBOL;
	return OTHER;
}

static bool open_page(struct codepage *page, struct converters *converters, struct buf *text,
		      struct err *err)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		char c = (char)byte;

		page->code_point[byte] = 0;
		page->kind[byte] = UNDEFINED;
		page->script[byte] = NO_SCRIPT;
		switch (convert(converters, page->charset, slice_make(&c, 1), text)) {
		case CONVERSION_NO_MEMORY:
			return err_no_memory(err);
		case CONVERSION_UNDEFINED:
			continue;
		case CONVERTED:
			break;
		}
		if (!text->len)
			continue;
		utf8_next(buf_slice(text), 0, &page->code_point[byte]);
		page->kind[byte] = OTHER;
		if (byte >= 0x80)
			page->kind[byte] = (unsigned char)sign_kind(page->code_point[byte]);
		if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && byte < 0x80) {
			page->kind[byte] = c >= 'a' ? SMALL : CAPITAL;
			page->script[byte] = LATIN;
		}
	}
	return true;
}

/* Cuts what is before the next `end` off *rest. */
static struct slice cut(struct slice *rest, char end)
{
	size_t at = slice_find_byte(*rest, 0, end);
	struct slice piece = slice_sub(*rest, 0, at);

	*rest = slice_from(*rest, at < rest->len ? at + 1 : at);
	return piece;
}

/*
 * What the letter of this rank costs. Frequencies fall about exponentially along an alphabet, so
 * their logarithms fall in proportion to the rank, by about 30 from the first letter to the last.
 */
static unsigned char letter_cost(size_t rank, size_t count)
{
	unsigned base = 3;

	for (size_t n = count; n >= 8; n /= 2)
		base += 6;
	return (unsigned char)(base + 30 * rank / count);
}

static void price_letter(struct codepage *page, struct alphabet *alphabet, uint32_t letter,
			 enum kind kind, unsigned char cost)
{
	for (unsigned byte = 0x80; byte < 256; byte++) {
		if (page->kind[byte] == UNDEFINED || page->code_point[byte] != letter)
			continue;
		page->kind[byte] = (unsigned char)kind;
		page->script[byte] = (unsigned char)script_of(letter);
		alphabet->cost[byte - 0x80] = cost;
	}
}

static void price_alphabet(struct codepage *page, struct alphabet *alphabet, struct slice small,
			   struct slice capital)
{
	size_t count = utf8_count(small), at = 0, big = 0;
	enum kind kind = capital.len ? SMALL : CASELESS;

	memset(alphabet->cost, 0, sizeof(alphabet->cost));
	for (size_t rank = 0; rank < count; rank++) {
		unsigned char cost = letter_cost(rank, count);
		uint32_t letter;

		at = utf8_next(small, at, &letter);
		price_letter(page, alphabet, letter, kind, cost);
		if (big == capital.len)
			continue;
		big = utf8_next(capital, big, &letter);
		if (letter != '-')
			price_letter(page, alphabet, letter, CAPITAL, (unsigned char)(cost + 1));
	}
}

/* The slot of a word, or the free one where it belongs; slots are never all used. */
static size_t stopword_slot(const struct stopwords *stopwords, uint64_t hash)
{
	size_t slot = hash & (STOPWORD_SLOTS - 1);

	while (stopwords->slots[slot].languages && stopwords->slots[slot].hash != hash)
		slot = (slot + 1) & (STOPWORD_SLOTS - 1);
	return slot;
}

static void add_stopwords(struct stopwords *stopwords, struct slice line)
{
	struct slice code = cut(&line, ':'), word;

	if (stopwords->count == LANGUAGES)
		return;
	stopwords->code[stopwords->count] = code;
	while (line.len && stopwords->used < STOPWORD_SLOTS / 2) {
		size_t slot;

		word = slice_trim(cut(&line, ' '));
		if (word.len < 2 || ascii_prefix(word) < word.len)
			continue;
		slot = stopword_slot(stopwords, hash64(word));
		stopwords->used += !stopwords->slots[slot].languages;
		stopwords->slots[slot].hash = hash64(word);
		stopwords->slots[slot].languages |= UINT64_C(1) << stopwords->count;
	}
	stopwords->count++;
}

static void open_stopwords(struct stopwords *stopwords)
{
	struct slice table = {0}, line;

	asset_find("text/stopwords.txt", &table);
	while (slice_next_line(&table, &line))
		if (!slice_starts(line, SLICE("#")) && slice_find_byte(line, 0, ':') < line.len)
			add_stopwords(stopwords, line);
}

static int find_language(const struct stopwords *stopwords, struct slice code)
{
	for (unsigned i = 0; i < stopwords->count; i++)
		if (slice_equal(stopwords->code[i], code))
			return (int)i;
	return -1;
}

static struct codepage *find_page(struct singlebyte *singlebyte, struct slice name)
{
	for (size_t i = 0; i < singlebyte->page_count; i++) {
		if (slice_equal(slice_of(singlebyte->pages[i].charset), name))
			return &singlebyte->pages[i];
	}
	return NULL;
}

static void add_language(struct singlebyte *singlebyte, struct slice line)
{
	struct slice names, small, code = cut(&line, '\t');

	names = cut(&line, '\t');
	small = cut(&line, '\t');
	while (names.len && singlebyte->alphabet_count < MAX_READINGS) {
		struct codepage *page = find_page(singlebyte, cut(&names, ' '));
		struct alphabet *alphabet = &singlebyte->alphabets[singlebyte->alphabet_count];

		if (!page)
			continue;
		alphabet->page = (unsigned)(page - singlebyte->pages);
		alphabet->language = find_language(&singlebyte->stopwords, code);
		price_alphabet(page, alphabet, small, line);
		singlebyte->alphabet_count++;
	}
}

/* What the alphabet has not priced: letters of others, and signs. All alphabets must be in. */
static void price_rest(const struct codepage *page, struct alphabet *alphabet)
{
	static const unsigned char costs[] = {
		[UNDEFINED] = 255,        [OTHER] = COST_FOREIGN,   [SYMBOL] = COST_SYMBOL,
		[SIGN] = COST_SIGN,       [MARK] = COST_MARK,       [SMALL] = COST_FOREIGN,
		[CAPITAL] = COST_FOREIGN, [CASELESS] = COST_FOREIGN};

	for (unsigned byte = 0x80; byte < 256; byte++) {
		if (!alphabet->cost[byte - 0x80])
			alphabet->cost[byte - 0x80] = costs[page->kind[byte]];
	}
}

static bool open_pages(struct singlebyte *singlebyte, struct converters *converters,
		       struct err *err)
{
	struct buf text = {0};
	bool good = true;

	for (size_t i = 0; good && i < COUNT_OF(charsets); i++) {
		struct codepage *page = &singlebyte->pages[singlebyte->page_count++];

		page->charset = charsets[i].name;
		page->prior = charsets[i].prior;
		good = open_page(page, converters, &text, err);
	}
	buf_free(&text);
	return good;
}

struct singlebyte *singlebyte_open(struct converters *converters, struct err *err)
{
	struct singlebyte *singlebyte = calloc(1, sizeof(*singlebyte));
	struct slice table = {0}, line;

	if (!singlebyte) {
		err_no_memory(err);
		return NULL;
	}
	if (!open_pages(singlebyte, converters, err)) {
		free(singlebyte);
		return NULL;
	}
	open_stopwords(&singlebyte->stopwords);
	asset_find("text/alphabets.tsv", &table);
	while (slice_next_line(&table, &line)) {
		if (!slice_starts(line, SLICE("#")))
			add_language(singlebyte, line);
	}
	for (size_t i = 0; i < singlebyte->alphabet_count; i++) {
		struct alphabet *alphabet = &singlebyte->alphabets[i];

		price_rest(&singlebyte->pages[alphabet->page], alphabet);
	}
	return singlebyte;
}

void singlebyte_close(struct singlebyte *singlebyte)
{
	free(singlebyte);
}

static bool is_letter(enum kind kind)
{
	return kind >= SMALL;
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* What it costs that a letter above 0x7F has these neighbours. */
static unsigned letter_oddity(const struct codepage *page, unsigned char before, unsigned char c,
			      unsigned char behind)
{
	enum kind kind = page->kind[c], last = page->kind[before], next = page->kind[behind];

	if (kind == CASELESS)
		return 0;
	if (is_digit(before) || is_digit(behind))
		return COST_DIGIT;
	if (!is_letter(last) && !is_letter(next))
		return kind == CAPITAL ? COST_ALONE : page->script[c] == LATIN ? COST_ODD : 0;
	return before == '.' || before == ',' || before == ')' ? COST_ODD : 0;
}

/* What it costs that a character is between two others. One of the three is above 0x7F. */
static unsigned oddity(const struct codepage *page, unsigned char before, unsigned char c,
		       unsigned char behind)
{
	enum kind kind = page->kind[c], last = page->kind[before], next = page->kind[behind];

	if (is_letter(kind) && is_letter(last) && (c | before) >= 0x80) {
		if (page->script[c] != page->script[before])
			return COST_STRANGE;
		if (kind == CAPITAL && last == SMALL)
			return COST_STRANGE;
		if (kind == CAPITAL && last == CAPITAL && next == SMALL)
			return COST_STRANGE;
	}
	if (c < 0x80)
		return 0;
	if (is_letter(kind))
		return letter_oddity(page, before, c, behind);
	if (before >= 0x80 && before != c && !is_letter(last) && (kind != MARK || last != MARK))
		return COST_STRANGE;
	if (is_letter(last) && is_letter(next) &&
	    (kind != MARK || is_one_of(page->code_point[c], SLICE("«»“”„‚•"))))
		return COST_STRANGE;
	return 0;
}

/* What there is to know of a document, but for its order. */
struct sample {
	/* By charset and byte what its neighbours cost, and how often they cost anything. */
	unsigned oddity[MAX_CHARSETS][256], odd[MAX_CHARSETS][256];
	unsigned weighed[128];        /* how often each byte above 0x7F was met in the windows */
	unsigned whole;               /* how many occurrences of one byte count as what they are */
	unsigned letters;             /* the sum of what counts */
	bool occurs[128];             /* anywhere in the document */
	unsigned language[LANGUAGES]; /* what it costs that the text is in it */
	unsigned unknown;             /* or in one whose words are not known */
};

/*
 * What so many occurrences of one byte count for; `whole` of them count as what they are. They are
 * no independent witnesses: a text that has one apostrophe has hundreds, and each further one makes
 * no reading likelier than the last did. In a text full of letters their frequencies count, too.
 */
static unsigned effective(unsigned count, unsigned whole)
{
	unsigned result = whole;

	if (count <= whole)
		return count;
	for (; count > whole; count /= 2)
		result++;
	return result;
}

/* The language of the ASCII words counts against readings in another one. */
static void count_stopwords(const struct singlebyte *singlebyte, struct slice bytes,
			    struct sample *sample)
{
	const struct stopwords *stopwords = &singlebyte->stopwords;
	unsigned hits[LANGUAGES] = {0}, best = 0;
	size_t end = bytes.len < STOPWORD_BYTES ? bytes.len : STOPWORD_BYTES;
	char word[16];
	size_t len = 0;
	bool in_tag = false, whole = true;

	for (size_t i = 0; i <= end; i++) {
		unsigned char c = i < end ? (unsigned char)bytes.data[i] : ' ';

		if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
			if (len < sizeof(word))
				word[len] = (char)(c | 0x20);
			len++;
			continue;
		}
		if (len >= 2 && len < sizeof(word) && whole && !in_tag && c < 0x80) {
			size_t slot = stopword_slot(stopwords, hash64(slice_make(word, len)));
			uint64_t languages = stopwords->slots[slot].languages;

			for (unsigned n = 0; languages; n++, languages >>= 1)
				hits[n] += languages & 1;
		}
		len = 0;
		whole = c < 0x80;
		in_tag = c == '<' || (in_tag && c != '>');
	}
	for (unsigned i = 0; i < stopwords->count; i++)
		best = hits[i] > best ? hits[i] : best;
	if (best < LEAST_STOPWORDS)
		return;
	for (unsigned i = 0; i < stopwords->count; i++)
		sample->language[i] = COST_LANGUAGE * (best - hits[i]) / best;
	sample->unknown = COST_LANGUAGE / 2;
}

static size_t next_high(struct slice bytes, size_t from)
{
	return from + ascii_prefix(slice_from(bytes, from));
}

static void take_window(const struct singlebyte *singlebyte, struct slice window,
			struct sample *sample)
{
	for (size_t i = 0; i < window.len; i++) {
		unsigned char byte = (unsigned char)window.data[i];

		unsigned char before = i ? (unsigned char)window.data[i - 1] : ' ';
		unsigned char behind = i + 1 < window.len ? (unsigned char)window.data[i + 1] : ' ';

		if (byte >= 0x80)
			sample->weighed[byte - 0x80]++;
		if ((before | byte | behind) < 0x80)
			continue;
		for (size_t k = 0; k < singlebyte->page_count; k++) {
			unsigned cost = oddity(&singlebyte->pages[k], before, byte, behind);

			sample->oddity[k][byte] += cost;
			sample->odd[k][byte] += cost > 0;
		}
	}
}

static void take_sample(const struct singlebyte *singlebyte, struct slice bytes,
			struct sample *sample)
{
	size_t taken = 0, end = 0, at;
	unsigned distinct = 0;

	*sample = (struct sample){0};
	while (taken < WEIGHED_BYTES && (at = next_high(bytes, end)) < bytes.len) {
		size_t start = at - end > WINDOW_BEFORE ? at - WINDOW_BEFORE : end;

		end = bytes.len - at > WINDOW_BEHIND ? at + WINDOW_BEHIND : bytes.len;
		take_window(singlebyte, slice_sub(bytes, start, end), sample);
		taken += end - start;
	}
	count_stopwords(singlebyte, bytes, sample);
	for (unsigned i = 0; i < 128; i++)
		distinct += sample->weighed[i] > 0;
	sample->whole = distinct < FEW_DISTINCT ? 4 : distinct < MANY_DISTINCT ? 8 : 64;
	for (unsigned i = 0; i < 128; i++)
		sample->letters += effective(sample->weighed[i], sample->whole);
	for (at = 0; (at = next_high(bytes, at)) < bytes.len; at++)
		sample->occurs[(unsigned char)bytes.data[at] - 0x80] = true;
}

static bool is_possible(const struct codepage *page, const struct sample *sample)
{
	for (unsigned byte = 0x80; byte < 256; byte++) {
		if (sample->occurs[byte - 0x80] && page->kind[byte] == UNDEFINED)
			return false;
	}
	return true;
}

/* Whether the document is the same text in both. */
static bool is_same_text(const struct codepage *a, const struct codepage *b,
			 const struct sample *sample)
{
	for (unsigned byte = 0x80; byte < 256; byte++) {
		if (sample->occurs[byte - 0x80] && a->code_point[byte] != b->code_point[byte])
			return false;
	}
	return true;
}

static uint64_t cost_of(const struct singlebyte *singlebyte, const struct alphabet *alphabet,
			const struct sample *sample)
{
	const struct codepage *page = &singlebyte->pages[alphabet->page];
	uint64_t cost = page->prior;

	if (!is_possible(page, sample))
		return UINT64_MAX;
	for (unsigned i = 0; i < 128; i++)
		cost += (uint64_t)effective(sample->weighed[i], sample->whole) * alphabet->cost[i];
	for (unsigned i = 0; i < 256; i++) {
		unsigned odd = sample->odd[alphabet->page][i];

		if (odd) /* the mean cost, as often as they count */
			cost += (uint64_t)sample->oddity[alphabet->page][i] *
				effective(odd, sample->whole) / odd;
	}
	cost += alphabet->language >= 0 ? sample->language[alphabet->language] : sample->unknown;
	return cost;
}

static unsigned capped(uint64_t n)
{
	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

struct reading singlebyte_read(const struct singlebyte *singlebyte, struct slice bytes)
{
	struct reading reading = {0};
	struct sample sample;
	uint64_t costs[MAX_READINGS], best = UINT64_MAX, next = UINT64_MAX;
	const struct codepage *page = NULL;

	take_sample(singlebyte, bytes, &sample);
	for (size_t i = 0; i < singlebyte->alphabet_count; i++) {
		costs[i] = cost_of(singlebyte, &singlebyte->alphabets[i], &sample);
		if (costs[i] < best) {
			best = costs[i];
			page = &singlebyte->pages[singlebyte->alphabets[i].page];
		}
	}
	if (!page || !sample.letters)
		return reading;
	for (size_t i = 0; i < singlebyte->alphabet_count; i++) {
		const struct codepage *other = &singlebyte->pages[singlebyte->alphabets[i].page];

		if (costs[i] < next && !is_same_text(page, other, &sample))
			next = costs[i];
	}
	reading.charset = page->charset;
	reading.letters = sample.letters;
	reading.mean = capped(best / sample.letters);
	reading.margin = capped(next - best);
	return reading;
}
