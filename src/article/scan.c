#include "article/scan.h"

#include "base/simd.h"
#include "base/utf8.h"
#include "text/letters.h"
#include "text/lines.h"

#define HASH_PRIME UINT64_C(0x9FB21C651E98DF25)
#define LOWER_CASE UINT64_C(0x2020202020202020)

/* What a byte is to the scanner: a word's, the first of several, or a sign. */
enum { BYTE_WORD = SIGN_COUNT, BYTE_DIGIT, BYTE_WIDE, BYTE_STOP };

#define W BYTE_WORD
#define D BYTE_DIGIT
#define H BYTE_WIDE
#define O SIGN_OTHER
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
#undef W
#undef D
#undef H
#undef O

struct scanner {
	struct slice text;
	size_t at;
	struct scan_line *line;
	scan_token *tokens;
	uint32_t key, folded;
	bool small_letters, capital_letters;
};

static uint64_t load(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

static uint64_t load_part(const char *bytes, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
	return word;
}

/* Hash of bytes whose ASCII letters count as small. `room` bytes may be read. */
static uint32_t hash_word(const char *bytes, size_t len, size_t room)
{
	uint64_t hash = HASH_PRIME ^ len;

	for (; len > 8; bytes += 8, len -= 8, room -= 8)
		hash = (hash ^ (load(bytes) | LOWER_CASE)) * HASH_PRIME, hash ^= hash >> 29;
	if (room >= 8)
		hash ^= (load(bytes) | LOWER_CASE) & UINT64_MAX >> (8 - len) * 8;
	else
		hash ^= load_part(bytes, len) | (LOWER_CASE & UINT64_MAX >> (8 - len) * 8);
	hash *= HASH_PRIME;
	return (uint32_t)(hash >> 33);
}

/* Enters a word. */
static void put(struct scanner *scanner, uint32_t hash, uint32_t chars, bool capital, bool digit,
		bool single)
{
	struct scan_line *line = scanner->line;
	bool heavy = chars > 3 || single;
	uint32_t token = digit ? SCAN_NUMBER : hash << 1 | heavy;

	if (line->tokens < SCAN_TOKENS)
		scanner->tokens[line->tokens++] = token;
	line->words++;
	line->numbers += digit;
	line->singles += single;
	line->capitals += capital;
	line->small += !capital && !digit && !single;
	line->brief += chars <= 3 && !digit && !single;
	line->heavy += heavy && !digit;
	line->heavy_capitals += heavy && capital;
	scanner->key = scan_mix(scanner->key, hash);
	scanner->folded = scan_mix(scanner->folded, token);
}

/* Whether a letter that is not ASCII stands at `at`. */
static bool wide_letter(struct slice text, size_t at)
{
	uint32_t c;
	enum letter_kind kind;

	if (at >= text.len || (unsigned char)text.data[at] < 0x80)
		return false;
	utf8_next(text, at, &c);
	kind = letter_kind(c);
	return kind == LETTER_ALPHA || kind == LETTER_DIGIT;
}

/* A word with letters beyond ASCII, from `start` on. */
static void wide_word(struct scanner *scanner, size_t start)
{
	enum { MOST = 48 };
	char folded[MOST + 8] = {0};
	size_t len = 0, at = start;
	uint32_t chars = 0, first = 0;
	bool capital = false;

	while (at < scanner->text.len) {
		uint32_t c, lower;
		enum letter_kind kind;
		size_t next = utf8_next(scanner->text, at, &c);

		kind = letter_kind(c);
		if (kind != LETTER_ALPHA && kind != LETTER_DIGIT)
			break;
		lower = letter_lower(c);
		if (chars++ == 0) {
			first = c;
			capital = lower != c;
		}
		if (lower != c)
			scanner->capital_letters = true;
		else
			scanner->small_letters = true;
		if (len + 4 <= MOST)
			len += utf8_encode(lower, folded + len);
		at = next;
	}
	scanner->line->chars += chars;
	scanner->at = at;
	put(scanner, hash_word(folded, len, sizeof(folded)), chars, capital,
	    letter_kind(first) == LETTER_DIGIT, false);
}

static bool is_year(const char *digits, size_t len)
{
	return len == 4 && ((digits[0] == '1' && digits[1] == '9') ||
			    (digits[0] == '2' && digits[1] == '0'));
}

static bool is_digit(struct slice text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

/* What ASCII letters and digits in a row are. */
struct letters {
	size_t end;
	uint32_t digits;
	bool small; /* some of them are small letters */
};

/* The first of them, up to SIMD_WIDTH, where so many bytes are there. */
static struct letters first_letters(struct slice text, size_t at)
{
	bytes16 v = simd_load(text.data + at), small = (bytes16)(v - (uint8_t)'a' <= 25);
	bytes16 digit = (bytes16)(v - (uint8_t)'0' <= 9);
	bytes16 letter = (bytes16)((v | 0x20) - (uint8_t)'a' <= 25);
	unsigned others = ~simd_top_bits(letter | digit) & 0xFFFF;
	unsigned len = others ? (unsigned)__builtin_ctz(others) : SIMD_WIDTH, inside = (1u << len) - 1;
	struct letters letters = {at + len, 0, (simd_top_bits(small) & inside) != 0};

	for (unsigned bits = simd_top_bits(digit) & inside; bits; bits &= bits - 1)
		letters.digits++;
	return letters;
}

static struct letters find_letters(struct slice text, size_t at)
{
	struct letters letters = {.end = at};

	if (text.len - at >= SIMD_WIDTH)
		letters = first_letters(text, at);
	for (; letters.end < text.len; letters.end++) {
		unsigned char byte = (unsigned char)text.data[letters.end];

		if (byte_kind[byte] == BYTE_DIGIT)
			letters.digits++;
		else if (byte_kind[byte] == BYTE_WORD)
			letters.small |= (byte & 0x20) != 0;
		else
			break;
	}
	return letters;
}

/* A word that begins with an ASCII letter or digit. */
static void word(struct scanner *scanner)
{
	struct slice text = scanner->text;
	size_t start = scanner->at, len;
	unsigned char first = (unsigned char)text.data[start];
	bool digit = byte_kind[first] == BYTE_DIGIT, capital = first >= 'A' && first <= 'Z';
	struct letters letters = find_letters(text, start);
	size_t at = letters.end;
	uint32_t digits = letters.digits;

	scanner->line->digits += digits;
	if (wide_letter(text, at)) {
		wide_word(scanner, start);
		return;
	}
	len = at - start;
	if (digits == len && is_year(text.data + start, len))
		scanner->line->flags |= SCAN_YEAR;
	if (digit && at < text.len && text.data[at] == ':' && is_digit(text, at + 1) &&
	    is_digit(text, at + 2))
		scanner->line->flags |= SCAN_TIME;
	scanner->small_letters |= letters.small;
	scanner->capital_letters |= capital;
	scanner->line->chars += (uint32_t)len;
	scanner->at = at;
	put(scanner, hash_word(text.data + start, len, text.len - start), (uint32_t)len, capital, digit,
	    false);
}

static enum scan_sign wide_sign(uint32_t c, enum letter_kind kind)
{
	switch (c) {
	case 0x3001: case 0xFF0C: case 0xFF1B: case 0x60C: case 0x61B:
		return SIGN_COMMA;
	case 0x201C: case 0x201D: case 0x201E: case 0xAB: case 0x300C: case 0x300D: case 0x300E: case 0x300F:
		return SIGN_QUOTE;
	case 0xBB: case 0xB7: case 0x2022: case 0x203A: case 0xFF5C: case 0x30FB: case 0x2192: case 0x25B8:
		return SIGN_BAR;
	case 0xFF08:
		return SIGN_PAREN;
	case 0xFF01:
		return SIGN_EXCLAIM;
	case 0xFF1F: case 0x61F:
		return SIGN_QUESTION;
	case 0x20AC: case 0xA3: case 0xA5: case 0x20B9:
		return SIGN_MONEY;
	default:
		break;
	}
	return kind == LETTER_SPACE ? SIGN_NONE : kind == LETTER_SYMBOL ? SIGN_SYMBOL : SIGN_OTHER;
}

static bool ends_sentence(uint32_t c)
{
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x61F || c == 0x964 || c == 0x6D4;
}

/* What begins with a byte beyond ASCII. */
static void wide(struct scanner *scanner)
{
	uint32_t c;
	size_t next = utf8_next(scanner->text, scanner->at, &c);
	enum letter_kind kind = letter_kind(c);

	if (kind == LETTER_ALPHA || kind == LETTER_DIGIT) {
		wide_word(scanner, scanner->at);
		return;
	}
	scanner->at = next;
	scanner->line->chars++;
	if (kind == LETTER_SINGLE) {
		scanner->small_letters = true;
		put(scanner, scan_mix(c, 1) >> 1, 1, false, false, true);
		return;
	}
	scanner->line->signs[wide_sign(c, kind)]++;
	scanner->line->sentences += ends_sentence(c);
	if (c == 0xA9 || c == 0xAE)
		scanner->line->flags |= SCAN_RIGHTS;
}

/* A full stop, question mark or exclamation mark: does a sentence begin behind it? */
static void stop(struct scanner *scanner)
{
	struct slice text = scanner->text;
	size_t at = scanner->at++;
	char sign = text.data[at];

	scanner->line->chars++;
	scanner->line->signs[sign == '!' ? SIGN_EXCLAIM : sign == '?' ? SIGN_QUESTION : SIGN_OTHER]++;
	if (at + 1 < text.len && text.data[at + 1] == '"')
		at++;
	if (at + 2 < text.len && text.data[at + 1] == ' ') {
		unsigned char next = (unsigned char)text.data[at + 2];

		scanner->line->sentences += (next >= 'A' && next <= 'Z') || next >= 0x80 ||
					    next == '"' || byte_kind[next] == BYTE_DIGIT;
	}
}

static uint32_t first_flags(struct slice text)
{
	uint32_t flags = 0, c;
	size_t at = utf8_next(text, 0, &c);
	enum letter_kind kind = letter_kind(c);

	if (c == '"' || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x300C || c == 0x300E)
		flags |= SCAN_QUOTED;
	if (c == 0x2013 || c == 0x2014 || c == '-')
		flags |= SCAN_DASH;
	if (c == 0x2022 || c == 0xB7 || c == '*' || c == 0x25CF || c == 0x25AA || c == 0x25BA)
		flags |= SCAN_BULLET;
	if (kind == LETTER_DIGIT && at < text.len && (text.data[at] == '.' || text.data[at] == ')'))
		flags |= SCAN_BULLET;
	if ((c >= 'a' && c <= 'z') ||
	    (c >= 0xDF && c < 0x530 && kind == LETTER_ALPHA && letter_lower(c) == c))
		flags |= SCAN_SMALL;
	for (int i = 0; i < 3; i++) {
		if (kind == LETTER_SYMBOL)
			flags |= SCAN_SYMBOL;
		if (at >= text.len)
			break;
		at = utf8_next(text, at, &c);
		kind = letter_kind(c);
	}
	return flags;
}

static uint32_t last_flags(struct slice text)
{
	uint32_t flags = line_ends_sentence(text) ? SCAN_ENDED : 0, c;

	utf8_next(text, utf8_before(text, text.len), &c);
	if (c == '"' || c == 0x201D || c == 0x2019 || c == 0xBB || c == ')' || c == ']' || c == 0x300D)
		flags |= SCAN_QUOTED_END;
	if (c == ',' || c == ';' || c == '-' || c == 0x2013 || c == 0x2014 || c == 0xFF0C || c == 0xFF1B)
		flags |= SCAN_SOFT_END;
	if (c == ':' || c == 0xFF1A)
		flags |= SCAN_COLON_END;
	if (c == '?' || c == 0xFF1F || c == 0x61F)
		flags |= SCAN_ASKS;
	if (c == 0x2026 || slice_ends(text, SLICE("...")))
		flags |= SCAN_ELLIPSIS;
	return flags;
}

static void scan_signs(struct scanner *scanner)
{
	struct slice text = scanner->text;

	while (scanner->at < text.len) {
		unsigned char byte = (unsigned char)text.data[scanner->at];
		unsigned kind = byte_kind[byte];

		if (kind < SIGN_COUNT) {
			scanner->line->signs[kind]++;
			scanner->line->chars++;
			scanner->at++;
		} else if (kind <= BYTE_DIGIT) {
			word(scanner);
		} else if (kind == BYTE_WIDE) {
			wide(scanner);
		} else {
			stop(scanner);
		}
	}
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

void scan_line(struct slice text, struct scan_line *line, scan_token tokens[static SCAN_TOKENS])
{
	struct scanner scanner = {.text = beginning(text), .line = line, .tokens = tokens,
				  .key = 1, .folded = 2};

	*line = (struct scan_line){0};
	line->flags = first_flags(text) | last_flags(text);
	scan_signs(&scanner);
	if (scanner.capital_letters && !scanner.small_letters)
		line->flags |= SCAN_UPPER;
	if (line->signs[SIGN_SLASH] >= 2 && slice_find(scanner.text, 0, SLICE("://")) < scanner.text.len)
		line->signs[SIGN_LINK]++;
	if (line->signs[SIGN_PAREN] && slice_find(scanner.text, 0, SLICE("(c)")) < scanner.text.len)
		line->flags |= SCAN_RIGHTS;
	if (line->words == 0)
		scanner.key = scanner.folded = scan_mix((uint32_t)text.len, (unsigned char)text.data[0]);
	line->key = scanner.key | 1;
	line->folded = scanner.folded | 1;
	if (text.len > scanner.text.len)
		scale(line, text.len, scanner.text.len);
}
