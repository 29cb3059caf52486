/* The words of a line; text/words/lines.h and text/words/word_sieve.h are the contract. */
#include "base/simd.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"
#include "text/words/lines.h"
#include "text/words/word_sieve.h"

/* A word's hash takes the bytes of its lower case eight at a time, zeros after the last. */
#define HASH_START UINT64_C(0x9E3779B97F4A7C15)
#define HASH_PRIME UINT64_C(0xFF51AFD7ED558CCD)

/* Setting bit 5 makes ASCII letters small and leaves digits and the apostrophe alone. */
#define LOWER_BITS UINT64_C(0x2020202020202020)

enum { BLOCK = 8, BLOCK_BYTES = 64, ROOM = BLOCK_BYTES + BLOCK };

static inline uint64_t hash_block(uint64_t hash, uint64_t block)
{
	hash = (hash ^ block) * HASH_PRIME;
	return hash ^ hash >> 29;
}

/* Eight bytes, the first one lowest; `len` of them are there to be read. */
static inline uint64_t load_block(const char *p, size_t len)
{
	uint64_t block = 0;

	for (size_t i = 0; i < (len < BLOCK ? len : BLOCK); i++)
		block |= (uint64_t)(unsigned char)p[i] << 8 * i;
	return block;
}

static inline uint64_t load_whole_block(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* What continues with ASCII bytes; `room` of them, `len` or more, can be read. */
static inline uint64_t hash_more(uint64_t hash, const char *bytes, size_t len, size_t room)
{
	uint64_t block;

	for (; len > BLOCK; bytes += BLOCK, len -= BLOCK, room -= BLOCK)
		hash = hash_block(hash, load_whole_block(bytes) | LOWER_BITS);
	block = room >= BLOCK ? load_whole_block(bytes) : load_block(bytes, len);
	return hash_block(hash, (block | LOWER_BITS) & ~UINT64_C(0) >> 8 * (BLOCK - len));
}

/* A word on its way into its hash. */
struct line_word_hash {
	uint64_t hash, block;
	unsigned fill;  /* bytes of `block` */
	uint64_t first; /* the first block's, 0 before that is full */
};

/* Up to four bytes, the first one lowest. */
static inline void hash_bytes(struct line_word_hash *state, uint64_t bytes, unsigned len)
{
	state->block |= bytes << 8 * state->fill;
	state->fill += len;
	if (state->fill < BLOCK)
		return;
	state->hash = hash_block(state->hash, state->block);
	if (state->first == 0)
		state->first = state->hash;
	state->fill -= BLOCK;
	state->block = bytes >> 8 * (len - state->fill);
}

static inline void hash_char(struct line_word_hash *state, uint32_t lower)
{
	char bytes[4];
	size_t len;

	if (lower < 0x80) {
		hash_bytes(state, lower, 1);
	} else if (lower < 0x800) {
		hash_bytes(state, 0xC0 | lower >> 6 | (0x80 | (lower & 0x3F)) << 8, 2);
	} else {
		len = utf8_encode(lower, bytes);
		hash_bytes(state, load_block(bytes, len), (unsigned)len);
	}
}

static uint64_t hash_so_far(const struct line_word_hash *state)
{
	return state->fill ? hash_block(state->hash, state->block) : state->hash;
}

/* Whether the apostrophe at `at` joins two letters of one word. */
static bool joins(struct slice text, size_t at, uint32_t c)
{
	uint32_t next;

	if ((c != '\'' && c != 0x2019) || at >= text.len)
		return false;
	utf8_next(text, at, &next);
	return letter_kind(next) == LETTER_ALPHA;
}

/* Whether a byte is an ASCII letter or digit. */
/* clang-format off */
static const bool ascii_word[256] = {
	['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
	['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
	['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
	['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
	['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
	['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
	['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};
/* clang-format on */

/* Of 16 bytes, which are ASCII letters or digits: the first byte's bit is the lowest. */
static inline unsigned word_bits(bytes16 v)
{
	bytes16 letters = (v | 0x20) - (uint8_t)'a', digits = v - (uint8_t)'0';

	return simd_top_bits((bytes16)(letters <= 25) | (bytes16)(digits <= 9));
}

/* A block's bytes that are a word's, by the word's length. */
#define BYTES(n) ~UINT64_C(0) >> 8 * (BLOCK - (n))
#define EIGHT \
	~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), \
		~UINT64_C(0), ~UINT64_C(0)
/* clang-format off */
static const uint64_t bytes_of_length[BLOCK_BYTES + 1] = {
	0, BYTES(1), BYTES(2), BYTES(3), BYTES(4), BYTES(5), BYTES(6), BYTES(7), BYTES(8),
	EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT, EIGHT,
};
/* clang-format on */

/* Of a word of `len` ASCII bytes, no more than a look has, that begins with this block. */
static inline uint64_t first_block_hash(uint64_t block, unsigned len)
{
	return hash_block(HASH_START, block & bytes_of_length[len]);
}

static inline uint64_t prefix_hash(uint64_t block)
{
	return hash_block(HASH_START, block & 0xFFFFFF);
}

static inline uint32_t word_key(uint64_t first)
{
	return (uint32_t)(first >> 32);
}

/*
 * A word of ASCII letters, digits and apostrophes alone. BLOCK bytes after its first and after
 * any other of its bytes can be read.
 */
static inline void read_ascii(const char *bytes, unsigned len, uint32_t at, struct word *word)
{
	uint64_t block = load_whole_block(bytes) | LOWER_BITS;
	uint64_t first = first_block_hash(block, len);

	word->prefix = len >= WORD_PREFIX ? prefix_hash(block) : 0;
	word->hash = len <= BLOCK ? first : hash_more(first, bytes + BLOCK, len - BLOCK, len);
	word->at = at;
	word->len = len;
	word->chars = (uint16_t)len;
	word->flags = (uint16_t)((bytes[0] <= '9') * WORD_DIGITS |
				 ((bytes[0] & 0x60) == 0x40) * WORD_CAPITAL);
	word->key = word_key(first);
}

/* The lower case of an ASCII letter, digit or apostrophe. */
static inline unsigned char small(unsigned char byte)
{
	return byte | 0x20;
}

/* Whether the two bytes from here on are one of the letters that most words beyond ASCII are made
 * of. */
static inline bool is_cyrillic_lead(unsigned char byte)
{
	return byte == 0xD0 || byte == 0xD1;
}

/* Any word. Returns its end; what the word is is written to *word, unless that is NULL. */
static inline size_t walk_word(struct slice text, size_t from, struct word *word)
{
	struct line_word_hash state = {.hash = HASH_START};
	uint32_t c, chars = 0;
	size_t at = from;
	bool single = false;

	while (at < text.len && !single) {
		unsigned char byte = (unsigned char)text.data[at];

		if (!word && is_cyrillic_lead(byte)) {
			at += 2;
		} else if (ascii_word[byte]) {
			if (word && chars == 0 && byte >= 'A' && byte <= 'Z')
				word->flags = WORD_CAPITAL;
			if (word)
				hash_bytes(&state, small(byte), 1);
			at++;
		} else {
			size_t next = utf8_next(text, at, &c);
			enum letter_kind kind =
				is_cyrillic_lead(byte) ? LETTER_ALPHA : letter_kind(c);
			uint32_t lower;

			if (kind < LETTER_DIGIT && !(chars && joins(text, next, c)))
				break;
			if (kind == LETTER_SINGLE && chars)
				break;
			single = kind == LETTER_SINGLE;
			at = next;
			if (word) {
				lower = letter_lower(c);
				if (chars == 0 && lower != c)
					word->flags = WORD_CAPITAL;
				hash_char(&state, lower);
			}
		}
		if (++chars == WORD_PREFIX && word)
			word->prefix = hash_so_far(&state);
	}
	if (!word)
		return at;
	word->hash = hash_so_far(&state);
	word->key = word_key(state.first ? state.first : word->hash);
	word->len = (uint32_t)(at - from);
	word->chars = (uint16_t)(chars < UINT16_MAX ? chars : UINT16_MAX);
	word->flags |= (text.data[from] >= '0' && text.data[from] <= '9' ? WORD_DIGITS : 0) |
		       (single ? WORD_SINGLE : 0);
	return at;
}

static size_t read_other(struct slice text, size_t from, struct word *word)
{
	*word = (struct word){.at = (uint32_t)from};
	return walk_word(text, from, word);
}

/* Quotation marks, dashes and the like, which are in most texts. */
static inline bool is_punctuation(uint32_t c)
{
	return c >= 0x2010 && c <= 0x2027;
}

/* Moves over what belongs to no word. */
static inline size_t skip_gap(struct slice text, size_t at)
{
	while (at < text.len) {
		unsigned char byte = (unsigned char)text.data[at];
		uint32_t c;
		size_t next;

		if (byte < 0x80) {
			if (ascii_word[byte])
				break;
			at++;
			continue;
		}
		if (is_cyrillic_lead(byte))
			break;
		next = utf8_next(text, at, &c);
		if (!is_punctuation(c) && letter_kind(c) >= LETTER_DIGIT)
			break;
		at = next;
	}
	return at;
}

/*
 * Where the words of up to BLOCK_BYTES bytes are: a bit for each byte, the first one lowest.
 * Words that begin at or after `sure` may go on differently than it looks.
 */
struct word_map {
	uint64_t inside; /* letters, digits and apostrophes that join letters */
	unsigned sure;
};

/* Which of BLOCK_BYTES bytes have their top bit set, or are apostrophes. Few texts have either. */
static void map_signs(const char *bytes, uint64_t *high, uint64_t *apostrophes)
{
	*high = *apostrophes = 0;
	for (unsigned i = 0; i < BLOCK_BYTES; i += SIMD_WIDTH) {
		bytes16 v = simd_load(bytes + i);

		*high |= (uint64_t)simd_top_bits(v) << i;
		*apostrophes |= (uint64_t)simd_top_bits((bytes16)(v == (uint8_t)'\'')) << i;
	}
}

/* Where a map with such signs is sure no more, and where they are inside a word. */
static void mind_signs(const char *bytes, struct word_map *map)
{
	uint64_t high, joining;

	map_signs(bytes, &high, &joining);
	joining &= map->inside << 1;
	high |= joining & high >> 1;
	for (joining &= map->inside >> 1; joining; joining &= joining - 1) {
		unsigned at = (unsigned)__builtin_ctzll(joining);

		if ((unsigned char)bytes[at + 1] > '9')
			map->inside |= UINT64_C(1) << at;
	}
	if (high && (unsigned)__builtin_ctzll(high) < map->sure)
		map->sure = (unsigned)__builtin_ctzll(high);
}

/* Which of BLOCK_BYTES bytes are ASCII letters and digits, and whether any of them is such a sign.
 */
static inline bool map_ascii(const char *bytes, uint64_t *inside)
{
	bytes16 signs = {0};

	*inside = 0;
	for (unsigned i = 0; i < BLOCK_BYTES; i += SIMD_WIDTH) {
		bytes16 v = simd_load(bytes + i);

		*inside |= (uint64_t)word_bits(v) << i;
		signs |= v | (bytes16)(v == (uint8_t)'\'');
	}
	return simd_top_bits(signs) != 0;
}

/* Where the text `ends` among them, zeros are after it. */
static inline struct word_map map_words(const char *bytes, bool ends)
{
	/* What is after an apostrophe at the very end is not known, nor whether a word ends with
	 * the block. */
	struct word_map map = {.sure = ends ? BLOCK_BYTES : BLOCK_BYTES - 1};

	if (map_ascii(bytes, &map.inside))
		mind_signs(bytes, &map);
	return map;
}

/* How far one look at the text got: to where a word begins that it did not see the end of, or to
 * its end. */
static size_t seen(const struct word_map *map, uint64_t starts, size_t left)
{
	if (starts && (unsigned)__builtin_ctzll(starts) < map->sure)
		return (unsigned)__builtin_ctzll(starts);
	return left < map->sure ? left : map->sure;
}

/* The bytes of the text from `at` on, or a copy of the last few: ROOM bytes can be read. */
static const char *look(struct slice text, size_t at, char copy[static ROOM])
{
	size_t left = text.len - at;

	if (left >= ROOM)
		return text.data + at;
	memset(copy, 0, ROOM);
	memcpy(copy, text.data + at, left < BLOCK_BYTES ? left : BLOCK_BYTES);
	return copy;
}

/*
 * Which of the words that begin at these bits end before the map is sure no more. *after are the
 * others.
 */
static inline uint64_t whole_words(const struct word_map *map, uint64_t *done_to)
{
	uint64_t starts = map->inside & ~(map->inside << 1), ends = ~map->inside & map->inside << 1;

	if (map->sure < BLOCK_BYTES)
		ends &= (UINT64_C(1) << map->sure) - 1;
	*done_to = ends ? starts & ~UINT64_C(0) << (63 - (unsigned)__builtin_clzll(ends)) : starts;
	return starts & ~*done_to;
}

/* The length of the word that begins at a bit. */
static inline unsigned word_length(const struct word_map *map, unsigned start)
{
	return (unsigned)__builtin_ctzll(~(map->inside >> start));
}

/* Reads words of ASCII alone as far as one look reaches. *at is where a word begins. */
static size_t read_block(struct slice text, size_t *at, struct word *words, size_t max)
{
	char copy[ROOM];
	size_t from = *at, left = text.len - from;
	const char *bytes = look(text, from, copy);
	struct word_map map = map_words(bytes, left < BLOCK_BYTES);
	uint64_t done_to, whole = whole_words(&map, &done_to);
	size_t count = 0;

	for (; whole && count < max; whole &= whole - 1) {
		unsigned start = (unsigned)__builtin_ctzll(whole);

		read_ascii(bytes + start, word_length(&map, start), (uint32_t)(from + start),
			   &words[count++]);
	}
	*at = count < max ? from + seen(&map, done_to, left)
			  : words[max - 1].at + words[max - 1].len;
	return count;
}

/* The same, when the words are only counted. */
static size_t count_block(struct slice text, size_t *at)
{
	char copy[ROOM];
	size_t left = text.len - *at;
	struct word_map map = map_words(look(text, *at, copy), left < BLOCK_BYTES);
	uint64_t done_to, whole = whole_words(&map, &done_to);

	*at += seen(&map, done_to, left);
	return (size_t)__builtin_popcountll(whole);
}

/*
 * The same of as many blocks as there are without apostrophes, and of ASCII alone. *at moves to the
 * last word's beginning when that may go on, and it is not counted then.
 */
static size_t count_plain(struct slice text, size_t *at)
{
	size_t count = 0, from = *at, last = from;
	uint64_t inside, before = 0;

	for (; text.len - from >= BLOCK_BYTES && !map_ascii(text.data + from, &inside);
	     from += BLOCK_BYTES) {
		uint64_t starts = inside & ~(inside << 1 | before);

		if (starts)
			last = from + 63 - (unsigned)__builtin_clzll(starts);
		count += (size_t)__builtin_popcountll(starts);
		before = inside >> 63;
	}
	*at = before ? last : from;
	return count - before;
}

size_t words_read(struct slice text, size_t *at, struct word *words, size_t max)
{
	size_t count = 0, from = *at;

	while (count < max) {
		size_t read = 0;

		from = skip_gap(text, from);
		if (from == text.len)
			break;
		if ((unsigned char)text.data[from] < 0x80)
			read = read_block(text, &from, words + count, max - count);
		if (read == 0)
			from = read_other(text, from, &words[count++]);
		count += read;
	}
	*at = from;
	return count;
}

size_t words_count(struct slice text, size_t at)
{
	size_t count = 0;

	for (at = skip_gap(text, at); at < text.len; at = skip_gap(text, at)) {
		size_t some = 0;

		if ((unsigned char)text.data[at] < 0x80) {
			some = count_plain(text, &at);
			some += count_block(text, &at);
		}
		if (some == 0) {
			at = walk_word(text, at, NULL);
			some = 1;
		}
		count += some;
	}
	return count;
}

/* A text on its way through a sieve. */
struct sifting {
	const struct word_sieve *sieve;
	size_t passed;   /* words */
	uint64_t before; /* what word_key makes the last one's key of */
	size_t before_at;
	unsigned pair; /* it is one that may be the first of two */
};

/*
 * Whether a word passes, or the one before it as the first of two; *at is then where that begins,
 * and what was passed are the words before that.
 */
static bool stops(struct sifting *sifting, uint64_t first, unsigned kind, size_t from, size_t *at)
{
	bool pair = sifting->pair || (kind & SIEVE_PAIR && sifting->passed > 0);

	if (pair && sieve_pair(sifting->sieve, word_key(sifting->before), word_key(first))) {
		sifting->passed--;
		*at = sifting->before_at;
		return true;
	}
	sifting->pair = kind & SIEVE_PAIR;
	*at = from;
	return kind & SIEVE_ALONE;
}

/* Whether a word of ASCII that begins with this block passes as a number, or by its stem; in sum a
 * short one. */
static inline unsigned rare_kind(const struct word_sieve *sieve, uint64_t block)
{
	unsigned kind = 0;

	if (sieve->has_stems && sieve_bit(sieve->stems, sieve_stem_slot(prefix_hash(block))))
		kind = SIEVE_ALONE;
	if (sieve->numbers && (block & 0xFF) <= '9')
		kind = SIEVE_ALONE;
	return kind;
}

/*
 * Sifts the words of ASCII alone as far as one look reaches. *at is where a word begins.
 * Returns whether one passes; *none says that the first word there continues after that. `rare` is
 * a constant: most sieves have words alone.
 */
static inline bool sift_block(struct sifting *sifting, struct slice text, size_t *at, bool *none,
			      bool rare)
{
	char copy[ROOM];
	size_t from = *at, left = text.len - from;
	const char *bytes = look(text, from, copy);
	struct word_map map = map_words(bytes, left < BLOCK_BYTES);
	uint64_t done_to, words = whole_words(&map, &done_to);
	const struct word_sieve *sieve = sifting->sieve;

	*none = words == 0;
	for (; words; words &= words - 1) {
		unsigned start = (unsigned)__builtin_ctzll(words);
		uint64_t block = load_whole_block(bytes + start) | LOWER_BITS;
		uint64_t first = first_block_hash(block, word_length(&map, start));
		unsigned kind =
			sieve_word(sieve, word_key(first)) | (rare ? rare_kind(sieve, block) : 0);

		if ((kind | sifting->pair) && stops(sifting, first, kind, from + start, at))
			return true;
		sifting->passed++;
		sifting->before = first;
		sifting->before_at = from + start;
	}
	*at = from + seen(&map, done_to, left);
	return false;
}

/* The same of one word of any kind. */
static bool sift_word(struct sifting *sifting, struct slice text, size_t *at)
{
	size_t from = *at, end;
	struct word word;

	end = read_other(text, from, &word);
	if (stops(sifting, (uint64_t)word.key << 32, sieve_kind(sifting->sieve, &word), from, at))
		return true;
	sifting->passed++;
	sifting->before = (uint64_t)word.key << 32;
	sifting->before_at = from;
	*at = end;
	return false;
}

static inline size_t sift(struct slice text, size_t *at, const struct word_sieve *sieve, bool rare)
{
	struct sifting sifting = {.sieve = sieve};

	for (*at = skip_gap(text, *at); *at < text.len; *at = skip_gap(text, *at)) {
		bool none = true;

		if ((unsigned char)text.data[*at] < 0x80 &&
		    sift_block(&sifting, text, at, &none, rare))
			break;
		if (none && sift_word(&sifting, text, at))
			break;
	}
	return sifting.passed;
}

size_t words_sift(struct slice text, size_t *at, const struct word_sieve *sieve)
{
	return sieve->has_stems || sieve->numbers ? sift(text, at, sieve, true)
						  : sift(text, at, sieve, false);
}

uint64_t word_hash(struct slice word)
{
	struct line_word_hash state = {.hash = HASH_START};
	size_t at = 0;
	uint32_t c;

	while (at < word.len) {
		at = utf8_next(word, at, &c);
		hash_char(&state, letter_lower(c));
	}
	return hash_so_far(&state);
}

uint64_t word_prefix(struct slice text, const struct word *word, unsigned chars)
{
	struct line_word_hash state = {.hash = HASH_START};
	size_t at = word->at;
	uint32_t c;

	if (word->chars == word->len)
		return hash_more(HASH_START, text.data + at, chars, text.len - at);
	while (chars--) {
		at = utf8_next(text, at, &c);
		hash_char(&state, letter_lower(c));
	}
	return hash_so_far(&state);
}
