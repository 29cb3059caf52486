#include "article/model/scan.h"

#include "article/model/scan_ends.h"
#include "base/compiler.h"
#include "base/simd.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"
#include "text/unicode/sentence.h"
#include "text/words/lines.h"

#define HASH_PRIME UINT64_C(0x9FB21C651E98DF25)
#define LOWER_CASE UINT64_C(0x2020202020202020)
#define HIGH_BITS UINT64_C(0x8080808080808080)

/* What a byte is to the scanner: a word's, the first of several, or a sign. */
enum { BYTE_WORD = SIGN_COUNT, BYTE_DIGIT, BYTE_WIDE, BYTE_STOP };

#define W BYTE_WORD
#define D BYTE_DIGIT
#define H BYTE_WIDE
#define O SIGN_OTHER
/* clang-format off */
static const unsigned char byte_kind[256] = {
	['!'] = BYTE_STOP, ['?'] = BYTE_STOP, ['.'] = BYTE_STOP, ['"'] = SIGN_QUOTE,
	['#'] = SIGN_HASH, ['$'] = SIGN_MONEY, ['%'] = O, ['&'] = O, ['\''] = SIGN_NONE,
	['('] = SIGN_PAREN, [')'] = O, ['*'] = O, ['+'] = O, [','] = SIGN_COMMA, ['-'] = O,
	['/'] = SIGN_SLASH, [':'] = O, [';'] = SIGN_COMMA, ['<'] = O, ['='] = O, ['>'] = SIGN_BAR,
	['@'] = SIGN_LINK, ['['] = O, ['\\'] = O, [']'] = O, ['^'] = O, ['_'] = O, ['`'] = O,
	['{'] = O, ['|'] = SIGN_BAR, ['}'] = O, ['~'] = O,
	['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D, ['7'] = D,
	['8'] = D, ['9'] = D,
	['A'] = W, ['B'] = W, ['C'] = W, ['D'] = W, ['E'] = W, ['F'] = W, ['G'] = W, ['H'] = W,
	['I'] = W, ['J'] = W, ['K'] = W, ['L'] = W, ['M'] = W, ['N'] = W, ['O'] = W, ['P'] = W,
	['Q'] = W, ['R'] = W, ['S'] = W, ['T'] = W, ['U'] = W, ['V'] = W, ['W'] = W, ['X'] = W,
	['Y'] = W, ['Z'] = W,
	['a'] = W, ['b'] = W, ['c'] = W, ['d'] = W, ['e'] = W, ['f'] = W, ['g'] = W, ['h'] = W,
	['i'] = W, ['j'] = W, ['k'] = W, ['l'] = W, ['m'] = W, ['n'] = W, ['o'] = W, ['p'] = W,
	['q'] = W, ['r'] = W, ['s'] = W, ['t'] = W, ['u'] = W, ['v'] = W, ['w'] = W, ['x'] = W,
	['y'] = W, ['z'] = W,
	[0x80] = H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H,
};
/* clang-format on */
#undef W
#undef D
#undef H
#undef O

enum {
	BLOCK = 64, /* bytes, one bit each */
	BLOCKS = SCAN_BYTES / BLOCK + 1,
	SPARE = SIMD_WIDTH, /* bytes after a line that are read with it */
	MOST_WORDS = SCAN_BYTES / 2 + 1,
	MOST_FOLDED = 48, /* bytes of a folded word that count */
};

/* A bit for each byte of the line, the first one lowest. */
struct maps {
	uint64_t words[BLOCKS + 1]; /* of words */
	uint64_t leads[BLOCKS + 1]; /* the first of several */
	uint64_t cuts[BLOCKS + 1]; /* where a word ends and another one may begin, though nothing is
				      between */
};

/* Counts of words, 16 bits each, that one addition adds to. */
enum tally { TALLY_NUMBERS, TALLY_CAPITALS, TALLY_BRIEF, TALLY_HEAVY_CAPITALS };

#define TALLY(count) (UINT64_C(1) << 16 * TALLY_##count)

struct scanner {
	struct slice text; /* SPARE bytes after it may be read */
	struct scan_line *line;
	scan_token *tokens;
	uint64_t tally;
	uint32_t capital_numbers; /* words that count as both */
	bool small_letters, capital_letters;
};

static inline uint64_t load(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* At most eight bytes, whose ASCII letters count as small. Eight are read. */
static inline uint64_t hash_chunk(const char *bytes, size_t len)
{
	static const uint64_t inside[] = {0,
					  0xFF,
					  0xFFFF,
					  0xFFFFFF,
					  0xFFFFFFFF,
					  0xFFFFFFFFFF,
					  0xFFFFFFFFFFFF,
					  0xFFFFFFFFFFFFFF,
					  0xFFFFFFFFFFFFFFFF};

	return (load(bytes) | LOWER_CASE) & inside[len];
}

static inline uint32_t hash_end(uint64_t hash, uint64_t chunk)
{
	return (uint32_t)((hash ^ chunk) * HASH_PRIME >> 33);
}

/*
 * Hash of bytes, at least one, whose ASCII letters count as small. Seven bytes after them are
 * read. *seen gets bits of HIGH_BITS if some of them are beyond ASCII.
 */
static inline uint32_t hash_word(const char *bytes, size_t len, uint64_t *seen)
{
	uint64_t hash = HASH_PRIME ^ len, chunk;

	for (*seen = 0; len > 8; bytes += 8, len -= 8) {
		chunk = hash_chunk(bytes, 8);
		*seen |= chunk;
		hash = (hash ^ chunk) * HASH_PRIME;
		hash ^= hash >> 29;
	}
	chunk = hash_chunk(bytes, len);
	*seen |= chunk;
	return hash_end(hash, chunk);
}

/* What is found of a word. */
struct found {
	uint32_t hash;
	scan_token token;
	uint64_t tally; /* what it counts for */
};

/* A word with letters beyond ASCII. */
static struct found wide_word(struct scanner *scanner, size_t from, size_t to)
{
	char folded[MOST_FOLDED + 8] = {0};
	size_t len = 0;
	uint32_t chars = 0, first, hash;
	uint64_t seen;
	bool ascii = true, capital, digit, heavy;

	utf8_next(scanner->text, from, &first);
	capital = letter_lower(first) != first;
	for (size_t at = from; at < to; chars++) {
		uint32_t c, lower;
		size_t next = utf8_next(scanner->text, at, &c);

		lower = letter_lower(c);
		ascii &= c < 0x80;
		scanner->line->digits -= !ascii && c >= '0' && c <= '9';
		scanner->capital_letters |= lower != c;
		scanner->small_letters |= lower == c;
		if (len + 4 <= MOST_FOLDED) {
			memcpy(folded + len, scanner->text.data + at, 4);
			len += lower == c ? next - at : utf8_encode(lower, folded + len);
		}
		at = next;
	}
	digit = letter_kind(first) == LETTER_DIGIT;
	heavy = chars > 3;
	hash = hash_word(folded, len, &seen);
	scanner->capital_numbers += capital && digit;
	return (struct found){
		.hash = hash,
		.token = digit ? SCAN_NUMBER : hash << 1 | heavy,
		.tally = (digit   ? TALLY(NUMBERS)
			  : heavy ? 0
				  : TALLY(BRIEF)) +
			 (capital ? TALLY(CAPITALS) : 0) +
			 (capital && heavy ? TALLY(HEAVY_CAPITALS) : 0),
	};
}

static bool is_digit(struct slice text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

/* Whether a word that begins with a digit is a year or the hours of a time. */
static uint32_t number_flags(struct slice text, size_t from, size_t to)
{
	const char *digits = text.data + from;
	uint32_t flags = 0;

	if (to - from == 4 && is_digit(text, from + 2) && is_digit(text, from + 3) &&
	    ((digits[0] == '1' && digits[1] == '9') || (digits[0] == '2' && digits[1] == '0')))
		flags |= SCAN_YEAR;
	if (to < text.len && text.data[to] == ':' && is_digit(text, to + 1) &&
	    is_digit(text, to + 2))
		flags |= SCAN_TIME;
	return flags;
}

/* A word whose bytes are not all ASCII: it may be a character that is one by itself. */
static struct found other_word(struct scanner *scanner, size_t from, size_t to)
{
	uint32_t c;
	size_t next = utf8_next(scanner->text, from, &c);

	if (next < to || letter_kind(c) != LETTER_SINGLE)
		return wide_word(scanner, from, to);
	scanner->small_letters = true;
	scanner->line->singles++;
	c = scan_mix(c, 1) >> 1;
	return (struct found){c, c << 1 | 1, 0};
}

/* What an ASCII word counts for. */
static inline uint64_t tally_of(unsigned char first, size_t len)
{
	/* By what the first letter is: small, a capital, a digit; and whether the word is heavy. */
	static const uint64_t tallies[3][2] = {
		{TALLY(BRIEF), 0},
		{TALLY(BRIEF) + TALLY(CAPITALS), TALLY(CAPITALS) + TALLY(HEAVY_CAPITALS)},
		{TALLY(NUMBERS), TALLY(NUMBERS)},
	};

	return tallies[(unsigned)(first < 'a') + (first < 'A')][len > 3];
}

/* Any word. */
static NOINLINE struct found any_word(struct scanner *scanner, size_t from, size_t to)
{
	const char *bytes = scanner->text.data + from;
	unsigned char first = (unsigned char)*bytes;
	struct found word = {.tally = tally_of(first, to - from)};
	uint64_t seen;

	word.hash = hash_word(bytes, to - from, &seen);
	if (seen & HIGH_BITS)
		return other_word(scanner, from, to);
	word.token = word.hash << 1 | (to - from > 3);
	if (first <= '9') {
		word.token = SCAN_NUMBER;
		scanner->line->flags |= number_flags(scanner->text, from, to);
	}
	return word;
}

static enum scan_sign wide_sign(uint32_t c, enum letter_kind kind)
{
	switch (c) {
	case 0x3001:
	case 0xFF0C:
	case 0xFF1B:
	case 0x60C:
	case 0x61B:
		return SIGN_COMMA;
	case 0x201C:
	case 0x201D:
	case 0x201E:
	case 0xAB:
	case 0x300C:
	case 0x300D:
	case 0x300E:
	case 0x300F:
		return SIGN_QUOTE;
	case 0xBB:
	case 0xB7:
	case 0x2022:
	case 0x203A:
	case 0xFF5C:
	case 0x30FB:
	case 0x2192:
	case 0x25B8:
		return SIGN_BAR;
	case 0xFF08:
		return SIGN_PAREN;
	case 0xFF01:
		return SIGN_EXCLAIM;
	case 0xFF1F:
	case 0x61F:
		return SIGN_QUESTION;
	case 0x20AC:
	case 0xA3:
	case 0xA5:
	case 0x20B9:
		return SIGN_MONEY;
	default:
		break;
	}
	return kind == LETTER_SPACE ? SIGN_NONE : kind == LETTER_SYMBOL ? SIGN_SYMBOL : SIGN_OTHER;
}

/* Of characters beyond ASCII; an ellipsis is counted otherwise. */
static bool ends_sentence(uint32_t c)
{
	return c != 0x2026 && c != 0xFF0E && c != 0xFF61 && sentence_terminal(c);
}

static void set_bits(uint64_t *map, size_t at, size_t count)
{
	uint64_t bits = (UINT64_C(1) << count) - 1;
	size_t shift = at % BLOCK;

	map[at / BLOCK] |= bits << shift;
	if (shift + count > BLOCK)
		map[at / BLOCK + 1] |= bits >> (BLOCK - shift);
}

/* A character beyond ASCII: enters it into the maps, if it is a letter, and else counts it. */
static void wide(struct scanner *scanner, size_t at, struct maps *maps)
{
	uint32_t c;
	size_t next = utf8_next(scanner->text, at, &c);
	enum letter_kind kind = letter_kind(c);

	if (kind >= LETTER_DIGIT) {
		set_bits(maps->words, at, next - at);
		if (kind == LETTER_SINGLE) {
			set_bits(maps->cuts, at, 1);
			set_bits(maps->cuts, next, 1);
		}
		return;
	}
	scanner->line->signs[wide_sign(c, kind)]++;
	scanner->line->sentences += ends_sentence(c);
	if (c == 0xA9 || c == 0xAE)
		scanner->line->flags |= SCAN_RIGHTS;
}

/* A full stop, question mark or exclamation mark: does a sentence begin after it? */
static void stop(struct scanner *scanner, size_t at)
{
	struct slice text = scanner->text;
	char sign = text.data[at];

	scanner->line->signs[sign == '!'   ? SIGN_EXCLAIM
			     : sign == '?' ? SIGN_QUESTION
					   : SIGN_OTHER]++;
	if (at + 1 < text.len && text.data[at + 1] == '"')
		at++;
	if (at + 2 < text.len && text.data[at + 1] == ' ') {
		unsigned char next = (unsigned char)text.data[at + 2];

		scanner->line->sentences += (next >= 'A' && next <= 'Z') || next >= 0x80 ||
					    next == '"' || byte_kind[next] == BYTE_DIGIT;
	}
}

/* What the bytes of a block are, a bit for each. */
struct block {
	uint64_t words, digits, small, signs, high;
};

static struct block map_block(const char *bytes, size_t len)
{
	struct block block = {0};
	uint64_t inside = len < BLOCK ? (UINT64_C(1) << len) - 1 : UINT64_MAX;

	for (unsigned i = 0; i < BLOCK && i < len; i += SIMD_WIDTH) {
		bytes16 v = simd_load(bytes + i);
		bytes16 letter = (bytes16)((v | 0x20) - 'a' < simd_fill(26));
		bytes16 digit = (bytes16)(v - '0' < simd_fill(10));
		bytes16 sign = (bytes16)(v - '!' < simd_fill(0x7F - '!')) & (bytes16)(v != '\'');

		block.words |= (uint64_t)simd_top_bits(letter | digit) << i;
		block.digits |= (uint64_t)simd_top_bits(digit) << i;
		block.small |= (uint64_t)simd_top_bits(letter & (v << 2)) << i;
		block.signs |= (uint64_t)simd_top_bits(sign & ~(letter | digit)) << i;
		block.high |= (uint64_t)simd_top_bits(v) << i;
	}
	block.words &= inside;
	block.digits &= inside;
	block.small &= inside;
	block.signs &= inside;
	block.high &= inside;
	return block;
}

/* Of the bytes beyond ASCII, those that begin a character. */
static uint64_t find_leads(const char *bytes, uint64_t high)
{
	uint64_t seconds = 0;

	for (unsigned i = 0; i < BLOCK && high >> i; i += SIMD_WIDTH)
		seconds |= (uint64_t)simd_top_bits(simd_load(bytes + i) << 1) << i;
	return high & seconds;
}

/* Maps the line, and counts what no word is. */
static void read_bytes(struct scanner *scanner, struct maps *maps)
{
	struct scan_line *line = scanner->line;
	struct slice text = scanner->text;
	uint64_t any_leads = 0;
	size_t blocks = 0;

	line->chars = (uint32_t)text.len;
	for (size_t at = 0; at < text.len; at += BLOCK, blocks++) {
		struct block block = map_block(text.data + at, text.len - at);

		maps->words[blocks] = block.words;
		maps->leads[blocks] = maps->cuts[blocks] = 0;
		scanner->small_letters |= block.small != 0;
		line->digits += (uint32_t)__builtin_popcountll(block.digits);
		for (uint64_t signs = block.signs; signs; signs &= signs - 1) {
			size_t i = at + (size_t)__builtin_ctzll(signs);
			unsigned kind = byte_kind[(unsigned char)text.data[i]];

			if (kind == BYTE_STOP)
				stop(scanner, i);
			else
				line->signs[kind]++;
		}
		if (block.high) {
			any_leads |= maps->leads[blocks] = find_leads(text.data + at, block.high);
			line->chars -=
				(uint32_t)__builtin_popcountll(block.high ^ maps->leads[blocks]);
		}
	}
	maps->words[blocks] = maps->cuts[blocks] = 0;
	if (!any_leads)
		return;
	for (size_t b = 0; b < blocks; b++)
		for (uint64_t leads = maps->leads[b]; leads; leads &= leads - 1)
			wide(scanner, b * BLOCK + (size_t)__builtin_ctzll(leads), maps);
}

/* Bytes [from, to). */
struct place {
	uint16_t from, to;
};

/* Where the words begin and end; returns how many there are. */
static size_t find_words(const struct maps *maps, size_t len, struct place words[static MOST_WORDS])
{
	struct place *first = words, *last = words;
	uint64_t before = 0;

	for (size_t at = 0; at <= len; at += BLOCK) {
		uint64_t inside = maps->words[at / BLOCK], cuts = maps->cuts[at / BLOCK];
		uint64_t after = inside << 1 | before;
		uint64_t starts = inside & (~after | cuts), ends = after & (~inside | cuts);

		for (; starts; starts &= starts - 1)
			(first++)->from = (uint16_t)(at + (size_t)__builtin_ctzll(starts));
		for (; ends; ends &= ends - 1)
			(last++)->to = (uint16_t)(at + (size_t)__builtin_ctzll(ends));
		before = inside >> (BLOCK - 1);
	}
	return (size_t)(first - words);
}

/* Finds the tokens of words, and counts them. Returns `key`, with their hashes in it. */
static uint64_t hash_words(struct scanner *scanner, const struct place *words, size_t count,
			   uint64_t key, scan_token *tokens)
{
	const char *text = scanner->text.data;
	uint64_t tally = 0;

	for (size_t i = 0; i < count; i++) {
		size_t from = words[i].from, len = words[i].to - from;
		unsigned char first = (unsigned char)text[from];
		uint64_t chunk;

		if (len <= 8 && first > '9' &&
		    !((chunk = hash_chunk(text + from, len)) & HIGH_BITS)) {
			uint32_t hash = hash_end(HASH_PRIME ^ len, chunk);

			tokens[i] = hash << 1 | (len > 3);
			key = (key ^ hash) * HASH_PRIME;
			tally += tally_of(first, len);
		} else {
			struct found word = any_word(scanner, from, from + len);

			tokens[i] = word.token;
			key = (key ^ word.hash) * HASH_PRIME;
			tally += word.tally;
		}
	}
	scanner->tally += tally;
	return key;
}

static uint64_t fold_words(uint64_t folded, const scan_token *tokens, size_t count)
{
	for (size_t i = 0; i < count; i++)
		folded = (folded ^ tokens[i]) * HASH_PRIME;
	return folded;
}

static uint32_t take(uint64_t tally, enum tally count)
{
	return (uint32_t)(tally >> 16 * count & 0xFFFF);
}

static void read_words(struct scanner *scanner, const struct maps *maps)
{
	struct place words[MOST_WORDS];
	scan_token more[SCAN_TOKENS], *tokens = scanner->tokens;
	size_t count = find_words(maps, scanner->text.len, words);
	uint64_t key = 1, folded = 2;

	for (size_t at = 0, some; at < count; at += some, tokens = more) {
		some = count - at < SCAN_TOKENS ? count - at : SCAN_TOKENS;
		key = hash_words(scanner, words + at, some, key, tokens);
		if (count > SCAN_TOKENS || take(scanner->tally, TALLY_NUMBERS) > 0)
			folded = fold_words(folded, tokens, some);
		else
			folded = key;
	}
	scanner->line->words = (uint32_t)count;
	scanner->line->tokens = (uint32_t)(count < SCAN_TOKENS ? count : SCAN_TOKENS);
	scanner->line->stem =
		count < SCAN_STEM ? 0
				  : (uint32_t)(fold_words(3, scanner->tokens, SCAN_STEM) >> 32) | 1;
	scanner->line->key = (uint32_t)(key >> 32) | 1;
	scanner->line->folded = (uint32_t)(folded >> 32) | 1;
}

/* Counts that follow from others. */
static void count_words(struct scanner *scanner)
{
	struct scan_line *line = scanner->line;
	uint64_t tally = scanner->tally;

	line->numbers = take(tally, TALLY_NUMBERS);
	line->capitals = take(tally, TALLY_CAPITALS);
	line->brief = take(tally, TALLY_BRIEF);
	line->heavy_capitals = take(tally, TALLY_HEAVY_CAPITALS);
	line->heavy = line->words - line->numbers - line->brief;
	line->small = line->words - line->singles - line->numbers - line->capitals +
		      scanner->capital_numbers;
	scanner->capital_letters |= line->capitals > 0;
	if (scanner->capital_letters && !scanner->small_letters)
		line->flags |= SCAN_UPPER;
}

/* Counts of a line that was read only in part, scaled up to the whole of it. */
static void scale(struct scan_line *line, size_t whole, size_t part)
{
	uint64_t times = whole / part;

	line->words = (uint32_t)(line->words * times);
	line->chars = (uint32_t)(line->chars * times);
	line->sentences = (uint32_t)(line->sentences * times);
}

static struct slice beginning(struct slice text)
{
	size_t len = SCAN_BYTES;

	if (text.len <= len)
		return text;
	while (((unsigned char)text.data[len] & 0xC0) == 0x80)
		len--;
	return slice_sub(text, 0, len);
}

static void read_line(struct scanner *scanner)
{
	struct scan_line *line = scanner->line;
	struct maps maps;

	read_bytes(scanner, &maps);
	read_words(scanner, &maps);
	count_words(scanner);
	if (line->signs[SIGN_SLASH] >= 2 &&
	    slice_find(scanner->text, 0, SLICE("://")) < scanner->text.len)
		line->signs[SIGN_LINK]++;
	if (line->signs[SIGN_PAREN] &&
	    slice_find(scanner->text, 0, SLICE("(c)")) < scanner->text.len)
		line->flags |= SCAN_RIGHTS;
}

void scan_line(struct slice text, size_t room, struct scan_line *line,
	       scan_token tokens[static SCAN_TOKENS])
{
	char copy[SCAN_BYTES + SPARE];
	struct slice part = beginning(text);
	struct scanner scanner = {.text = part, .line = line, .tokens = tokens};

	if (room < part.len + SPARE) {
		memcpy(copy, part.data, part.len);
		memset(copy + part.len, 0, SPARE);
		scanner.text.data = copy;
	}
	line->digits = line->singles = line->sentences = 0;
	memset(line->signs, 0, sizeof(line->signs));
	line->flags = scan_ends(text);
	read_line(&scanner);
	if (line->words == 0)
		line->key = line->folded =
			scan_mix((uint32_t)text.len, (unsigned char)text.data[0]) | 1;
	if (text.len > part.len)
		scale(line, text.len, part.len);
}
