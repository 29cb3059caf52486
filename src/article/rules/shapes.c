#include "article/rules/shapes.h"

#include "article/lines/evidence.h"
#include "base/simd.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"

const char *const shape_names[SHAPE_COUNT] = {
	[SHAPE_ENDED] = "ended",       [SHAPE_COLON] = "colon",
	[SHAPE_QUESTION] = "question", [SHAPE_EXCLAIM] = "exclaim",
	[SHAPE_EMOJI] = "emoji",       [SHAPE_EMOJI_END] = "emoji-end",
	[SHAPE_LINK] = "link",         [SHAPE_LOCAL] = "local",
	[SHAPE_URL] = "url",           [SHAPE_HANDLE] = "handle",
	[SHAPE_HASHTAGS] = "hashtags", [SHAPE_BULLET] = "bullet",
	[SHAPE_HEADING] = "heading",   [SHAPE_BARS] = "bars",
	[SHAPE_DIGITS] = "digits",     [SHAPE_DATE] = "date",
	[SHAPE_UPPER] = "upper",       [SHAPE_WRAPPED] = "wrapped",
	[SHAPE_QUOTED] = "quoted",     [SHAPE_SPEECH] = "speech",
	[SHAPE_BARE] = "bare",         [SHAPE_RULE] = "rule",
	[SHAPE_RIGHTS] = "rights",     [SHAPE_MONEY] = "money",
	[SHAPE_CODE] = "code",         [SHAPE_BRACKETED] = "bracketed",
	[SHAPE_COMMAS] = "commas",     [SHAPE_LABEL] = "label",
	[SHAPE_TOP] = "top",           [SHAPE_TAIL] = "tail",
	[SHAPE_TEASER] = "teaser",     [SHAPE_OFF_TOPIC] = "off-topic",
};

static bool is_quote(uint32_t c)
{
	return c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) ||
	       (c >= 0x300C && c <= 0x300F);
}

/* Pictographs that point, shout or decorate; ticks, stars and flags are in honest lists too. */
static bool is_emoji(uint32_t c)
{
	if (letter_kind(c) != LETTER_SYMBOL)
		return false;
	if (c >= 0x1F000)
		return !(c >= 0x1F1E6 && c <= 0x1F1FF);
	switch (c) {
	case 0x2190:
	case 0x2191:
	case 0x2192:
	case 0x2193:
	case 0x2713:
	case 0x2714:
	case 0x2715:
	case 0x2716:
	case 0x2717:
	case 0x2718:
	case 0x2705:
	case 0x274C:
	case 0x274E:
	case 0x2605:
	case 0x2606:
	case 0x2611:
	case 0x2610:
	case 0x2612:
	case 0x25CF:
	case 0x25CB:
	case 0x25A0:
	case 0x25A1:
	case 0x25AA:
	case 0x25AB:
	case 0x25E6:
	case 0x25C6:
	case 0x25C7:
		return false;
	default:
		return c >= 0x2300 && c < 0x2C00 && !(c >= 0x2500 && c <= 0x259F) &&
		       !(c >= 0x2460 && c <= 0x24FF) && !(c >= 0x2776 && c <= 0x2793);
	}
}

static bool is_markup(uint32_t c)
{
	switch (c) {
	case '#':
	case '>':
	case '*':
	case '_':
	case '~':
	case '`':
	case '-':
	case '|':
	case '[':
	case '(':
	case '!':
	case ':':
	case '.':
	case 0xB7:
	case 0x2022:
	case 0x2013:
	case 0x2014:
	case 0xBB:
	case 0x203A:
	case 0x25CF:
	case 0x25AA:
	case 0x3010:
	case 0x300A:
	case 0x25BA:
	case 0x25B6:
	case 0x25CB:
	case 0x25A0:
	case 0x30FB:
	case '"':
	case 0x201C:
	case '+':
	case '=':
		return true;
	default:
		return letter_kind(c) == LETTER_SPACE;
	}
}

struct slice shape_body(struct slice text)
{
	size_t at = 0, next;
	uint32_t c;

	while (at < text.len) {
		next = utf8_next(text, at, &c);
		if (!is_markup(c) && letter_kind(c) != LETTER_SYMBOL)
			break;
		at = next;
	}
	return slice_from(text, at);
}

size_t shape_label_colon(struct slice text)
{
	size_t limit = text.len < 120 ? text.len : 120;

	for (size_t at = 0; at < limit; at++) {
		char c = text.data[at];

		if (c == ':' &&
		    (at + 1 == text.len || text.data[at + 1] == ' ' || text.data[at + 1] == '*' ||
		     text.data[at + 1] == '\t' || (unsigned char)text.data[at + 1] >= 0x80))
			return at;
		if (limit - at >= 3 && memcmp(text.data + at, "\xEF\xBC\x9A", 3) == 0)
			return at;
	}
	return text.len;
}

/* Where the first visible character after markup is an emoji; and whether the last one is. */
static uint32_t emoji_shapes(struct slice text)
{
	size_t at = 0, to = text.len, next;
	uint32_t shapes = 0, c;

	while (at < text.len) {
		next = utf8_next(text, at, &c);
		if (is_emoji(c)) {
			shapes |= SHAPE(EMOJI);
			break;
		}
		if (!is_markup(c))
			break;
		at = next;
	}
	while (to > 0) {
		next = utf8_before(text, to);
		utf8_next(text, next, &c);
		if (letter_kind(c) != LETTER_SPACE && c != '*' && c != '_')
			return is_emoji(c) ? shapes | SHAPE(EMOJI_END) : shapes;
		to = next;
	}
	return shapes;
}

static bool wraps(struct slice text, char open, char close)
{
	return text.len > 2 && text.data[0] == open && text.data[text.len - 1] == close;
}

static uint32_t frame_shapes(struct slice text)
{
	uint32_t shapes = 0;

	if (wraps(text, '_', '_') || wraps(text, '*', '*') || wraps(text, '(', ')') ||
	    wraps(text, '[', ']'))
		shapes |= SHAPE(WRAPPED);
	if (wraps(text, '{', '}') || wraps(text, '[', ']') || wraps(text, '<', '>'))
		shapes |= SHAPE(BRACKETED);
	if (text.data[0] == '#') {
		size_t hashes = 0;

		while (hashes < text.len && text.data[hashes] == '#')
			hashes++;
		if (hashes <= 6 && hashes < text.len && text.data[hashes] == ' ')
			shapes |= SHAPE(HEADING);
	}
	if ((text.data[0] == '-' || text.data[0] == '*' || text.data[0] == '+') && text.len > 1 &&
	    text.data[1] == ' ')
		shapes |= SHAPE(BULLET);
	if (text.len > 3 &&
	    (slice_starts(text, SLICE("\xE2\x80\xA2")) || slice_starts(text, SLICE("\xC2\xB7"))))
		shapes |= SHAPE(BULLET);
	if (slice_starts(text, SLICE("\xE2\x80\x93")) || slice_starts(text, SLICE("\xE2\x80\x94")))
		shapes |= SHAPE(SPEECH);
	if (slice_ends(text, SLICE(":")) || slice_ends(text, SLICE(":**")) ||
	    slice_ends(text, SLICE("\xEF\xBC\x9A")))
		shapes |= SHAPE(COLON);
	if (slice_ends(text, SLICE("...")) || slice_ends(text, SLICE("\xE2\x80\xA6")))
		shapes |= SHAPE(TEASER);
	return shapes;
}

/* What is counted while going over a line's characters. */
enum sign {
	SIGN_OTHER,
	SIGN_SMALL, /* a letter */
	SIGN_CAPITAL,
	SIGN_DIGIT,
	SIGN_QUESTION,
	SIGN_EXCLAIM,
	SIGN_COMMA,
	SIGN_AT,
	SIGN_MONEY,
	SIGN_CODE,
	SIGN_ANGLE, /* > is a separator in crumb trails */
	SIGN_BAR,
	SIGN_HASH,
	SIGN_QUOTE,
	SIGN_RULE,
	SIGN_BRACKET,
	SIGN_PAREN,
	SIGN_SLASH,
	SIGN_RIGHTS,
	SIGN_COUNT
};

/* clang-format off */
static const unsigned char ascii_sign[128] = {
	['a'] = SIGN_SMALL, ['b'] = SIGN_SMALL, ['c'] = SIGN_SMALL, ['d'] = SIGN_SMALL,
	['e'] = SIGN_SMALL, ['f'] = SIGN_SMALL, ['g'] = SIGN_SMALL, ['h'] = SIGN_SMALL,
	['i'] = SIGN_SMALL, ['j'] = SIGN_SMALL, ['k'] = SIGN_SMALL, ['l'] = SIGN_SMALL,
	['m'] = SIGN_SMALL, ['n'] = SIGN_SMALL, ['o'] = SIGN_SMALL, ['p'] = SIGN_SMALL,
	['q'] = SIGN_SMALL, ['r'] = SIGN_SMALL, ['s'] = SIGN_SMALL, ['t'] = SIGN_SMALL,
	['u'] = SIGN_SMALL, ['v'] = SIGN_SMALL, ['w'] = SIGN_SMALL, ['x'] = SIGN_SMALL,
	['y'] = SIGN_SMALL, ['z'] = SIGN_SMALL,
	['A'] = SIGN_CAPITAL, ['B'] = SIGN_CAPITAL, ['C'] = SIGN_CAPITAL, ['D'] = SIGN_CAPITAL,
	['E'] = SIGN_CAPITAL, ['F'] = SIGN_CAPITAL, ['G'] = SIGN_CAPITAL, ['H'] = SIGN_CAPITAL,
	['I'] = SIGN_CAPITAL, ['J'] = SIGN_CAPITAL, ['K'] = SIGN_CAPITAL, ['L'] = SIGN_CAPITAL,
	['M'] = SIGN_CAPITAL, ['N'] = SIGN_CAPITAL, ['O'] = SIGN_CAPITAL, ['P'] = SIGN_CAPITAL,
	['Q'] = SIGN_CAPITAL, ['R'] = SIGN_CAPITAL, ['S'] = SIGN_CAPITAL, ['T'] = SIGN_CAPITAL,
	['U'] = SIGN_CAPITAL, ['V'] = SIGN_CAPITAL, ['W'] = SIGN_CAPITAL, ['X'] = SIGN_CAPITAL,
	['Y'] = SIGN_CAPITAL, ['Z'] = SIGN_CAPITAL,
	['0'] = SIGN_DIGIT, ['1'] = SIGN_DIGIT, ['2'] = SIGN_DIGIT, ['3'] = SIGN_DIGIT,
	['4'] = SIGN_DIGIT, ['5'] = SIGN_DIGIT, ['6'] = SIGN_DIGIT, ['7'] = SIGN_DIGIT,
	['8'] = SIGN_DIGIT, ['9'] = SIGN_DIGIT,
	['?'] = SIGN_QUESTION, ['!'] = SIGN_EXCLAIM, [','] = SIGN_COMMA, ['@'] = SIGN_AT,
	['$'] = SIGN_MONEY, ['='] = SIGN_CODE, ['<'] = SIGN_CODE, ['{'] = SIGN_CODE,
	['}'] = SIGN_CODE, [';'] = SIGN_CODE, ['\\'] = SIGN_CODE, ['>'] = SIGN_ANGLE,
	['|'] = SIGN_BAR, ['#'] = SIGN_HASH, ['"'] = SIGN_QUOTE, ['-'] = SIGN_RULE,
	['*'] = SIGN_RULE, ['_'] = SIGN_RULE, [']'] = SIGN_BRACKET, ['('] = SIGN_PAREN,
	['/'] = SIGN_SLASH,
};
/* clang-format on */

static enum sign wide_sign(uint32_t c)
{
	enum letter_kind kind = letter_kind(c);

	if (kind >= LETTER_ALPHA)
		return letter_lower(c) != c ? SIGN_CAPITAL : SIGN_SMALL;
	if (kind == LETTER_DIGIT)
		return SIGN_DIGIT;
	if (is_quote(c))
		return SIGN_QUOTE;
	switch (c) {
	case 0xB7:
	case 0x2022:
	case 0x203A:
	case 0x2023:
	case 0x25B8:
	case 0x2192:
	case 0xFF5C:
	case 0x30FB:
		return SIGN_BAR;
	case 0xA9:
		return SIGN_RIGHTS;
	case 0xFF1F:
	case 0x61F:
		return SIGN_QUESTION;
	case 0xFF01:
		return SIGN_EXCLAIM;
	case 0x3001:
	case 0xFF0C:
	case 0x60C:
		return SIGN_COMMA;
	default:
		return (c >= 0x20A0 && c <= 0x20CF) || c == 0xA3 || c == 0xA5 ? SIGN_MONEY
									      : SIGN_OTHER;
	}
}

/* Counts one character. Returns the next one's offset. */
static inline size_t count_sign(struct slice text, size_t at, uint32_t count[static SIGN_COUNT])
{
	unsigned char byte = (unsigned char)text.data[at];
	uint32_t c;

	if (byte < 0x80) {
		count[ascii_sign[byte]]++;
		return at + 1;
	}
	at = utf8_next(text, at, &c);
	count[wide_sign(c)]++;
	count[SIGN_BAR] += c == 0xBB;
	return at;
}

/* Of small letters only whether there are any: most of a text is those and blanks. */
static void count_signs(struct slice text, uint32_t count[static SIGN_COUNT])
{
	size_t at = 0;

	while (text.len - at >= SIMD_WIDTH) {
		bytes16 v = simd_load(text.data + at), small = (bytes16)(v - (uint8_t)'a' <= 25);
		unsigned others = ~simd_top_bits(small | (bytes16)(v == (uint8_t)' ')) & 0xFFFF;
		size_t end = at + SIMD_WIDTH, next = at;

		count[SIGN_SMALL] |= simd_top_bits(small) != 0;
		for (; others; others &= others - 1) {
			at = end - SIMD_WIDTH + (unsigned)__builtin_ctz(others);
			if (at >= next)
				next = count_sign(text, at, count);
		}
		at = next > end ? next : end;
	}
	while (at < text.len)
		at = count_sign(text, at, count);
}

static bool has(struct slice text, struct slice part)
{
	return slice_find(text, 0, part) < text.len;
}

static uint32_t link_shapes(struct slice text, const uint32_t *count)
{
	uint32_t shapes = 0;
	bool brackets = count[SIGN_BRACKET] && count[SIGN_PAREN];

	for (size_t at = brackets ? slice_find(text, 0, SLICE("](")) : text.len; at < text.len;
	     at = slice_find(text, at + 2, SLICE("]("))) {
		shapes |= SHAPE(LINK);
		if (at + 2 < text.len && (text.data[at + 2] == '/' || text.data[at + 2] == '#'))
			shapes |= SHAPE(LOCAL);
	}
	if ((count[SIGN_SLASH] && has(text, SLICE("://"))) ||
	    (count[SIGN_SLASH] && has(text, SLICE("www."))))
		shapes |= SHAPE(URL);
	if (count[SIGN_PAREN] && (has(text, SLICE("(c)")) || has(text, SLICE("(C)"))))
		shapes |= SHAPE(RIGHTS);
	return shapes;
}

static uint32_t sign_shapes(struct slice text, uint32_t words)
{
	static const uint32_t simple[SIGN_COUNT] = {
		[SIGN_DIGIT] = SHAPE(DIGITS),    [SIGN_QUESTION] = SHAPE(QUESTION),
		[SIGN_EXCLAIM] = SHAPE(EXCLAIM), [SIGN_COMMA] = SHAPE(COMMAS),
		[SIGN_AT] = SHAPE(HANDLE),       [SIGN_MONEY] = SHAPE(MONEY),
		[SIGN_CODE] = SHAPE(CODE),       [SIGN_RIGHTS] = SHAPE(RIGHTS),
	};
	uint32_t count[SIGN_COUNT] = {0}, shapes = 0;

	count_signs(text, count);
	for (size_t i = 0; i < SIGN_COUNT; i++)
		shapes |= count[i] ? simple[i] : 0;
	if (count[SIGN_BAR] + count[SIGN_ANGLE] >= 2 && words >= 3)
		shapes |= SHAPE(BARS);
	if (count[SIGN_HASH] >= 1 && count[SIGN_HASH] == words)
		shapes |= SHAPE(HASHTAGS);
	if (count[SIGN_QUOTE] >= 2)
		shapes |= SHAPE(QUOTED);
	if (count[SIGN_CAPITAL] >= 2 && count[SIGN_SMALL] == 0)
		shapes |= SHAPE(UPPER);
	if (words == 0 && count[SIGN_RULE] >= 3 && count[SIGN_RULE] >= text.len / 2)
		shapes |= SHAPE(RULE);
	return shapes | link_shapes(text, count);
}

uint32_t shapes_of_ends(struct slice text)
{
	uint32_t c;

	if (text.len == 0)
		return SHAPE(BARE);
	utf8_next(text, 0, &c);
	return frame_shapes(text) | emoji_shapes(text) | (is_quote(c) ? SHAPE(QUOTED) : 0);
}

uint32_t shapes_of(struct slice text, uint32_t words)
{
	uint32_t shapes = shapes_of_ends(text) | (words == 0 ? SHAPE(BARE) : 0);

	return text.len == 0 || text.len > SHAPE_BYTES ? shapes : shapes | sign_shapes(text, words);
}
