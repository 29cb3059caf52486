/* What a block's text is like, and which other texts of the page it repeats. */
#include "page.h"

#include "base/utf8.h"
#include "text/unicode/letters.h"

enum {
	CHUNK = TITLE_WORDS, /* words read at once */
	OPENING = 8,         /* words that make two blocks begin alike */
	GRAM = 4,            /* words that make a piece of text findable */
	DATE_WORDS = 30,     /* longer blocks are no dates */
	SUMMARY_WORDS = 10,
	PRICE_CHARS = 60, /* a sign of currency so early is a price's */
	SINGLES = 2,      /* characters of a script without spaces that are as much as a word */
	PROSE_LEAST = 12, /* words of a sentence that is prose */
	PROSE_SURE = 25,  /* words of what is prose, sentence or not */
};

void word_list_read(struct word_list *list, struct slice text)
{
	struct word words[TITLE_WORDS];
	size_t at = 0;

	list->count = words_read(text, &at, words, TITLE_WORDS);
	for (size_t i = 0; i < list->count; i++)
		list->hash[i] = words[i].hash;
}

/* Whether the words are in the list, one after the other. */
static bool is_in(const struct word_list *list, const struct word *words, size_t count)
{
	for (size_t from = 0; from + count <= list->count; from++) {
		size_t i = 0;

		while (i < count && list->hash[from + i] == words[i].hash)
			i++;
		if (i == count)
			return true;
	}
	return false;
}

static size_t common_start(const struct word_list *list, const struct word *words, size_t count)
{
	size_t i = 0;

	while (i < count && i < list->count && list->hash[i] == words[i].hash)
		i++;
	return i;
}

/* Whether a short block is the page's title or its description, or a part of them. */
static void compare_titles(const struct page *page, struct block *block, const struct word *words,
			   size_t count)
{
	size_t same, unit = count && words[0].flags & WORD_SINGLE ? SINGLES : 1;

	if (count == page->og_title.count && is_in(&page->og_title, words, count))
		block->title = 2;
	else if (count >= 3 * unit &&
		 (is_in(&page->title, words, count) || is_in(&page->og_title, words, count)))
		block->title = 1;
	if (count < 5 * unit || page->summary.count < 5 * unit)
		return;
	same = common_start(&page->summary, words, count);
	if (same == count && count == page->summary.count)
		block->summary = 2;
	else if (same == count || same == page->summary.count || same >= SUMMARY_WORDS * unit)
		block->summary = 1;
}

/* The words of a block as they are read, a chunk at a time. */
struct word_scan {
	uint64_t gram[GRAM]; /* hashes of the last words */
	uint64_t before;     /* of the last word in a script without spaces; 0: it is in another */
	uint32_t words, singles;
	uint32_t grams, known_grams;
};

/* A word, or a pair of characters, that the headline has too. */
static void scan_keyword(const struct page *page, struct block *block, struct word_scan *scan,
			 const struct word *word)
{
	uint64_t key = keyword_key(word, scan->before);
	keyword_set set = key ? keyword_find(&page->keywords, key) : 0;

	block->keywords |= set;
	block->keyword_count += set != 0;
	scan->before = word->flags & WORD_SINGLE ? word->hash : 0;
	scan->singles += scan->before != 0;
}

/* Reads the first of `count` words. */
static void scan_word(const struct page *page, struct block *block, struct word_scan *scan,
		      struct slice text, const struct word *word, size_t count)
{
	uint64_t gram = 0;

	scan->words++;
	scan_keyword(page, block, scan, word);
	block->hash = words_mix(block->hash, word->hash);
	if (scan->words == OPENING)
		block->opening = block->hash;
	block->capitals += word->flags & WORD_CAPITAL ? 1 : 0;
	block->stop_words += language_of_word(page->config->languages, word->hash) ? 1 : 0;
	phrases_count(page->config->phrases, text, word, count, block->topic_words);
	if (word->flags & WORD_DIGITS && word->len == 4 &&
	    (slice_starts(slice_from(text, word->at), SLICE("19")) ||
	     slice_starts(slice_from(text, word->at), SLICE("20"))))
		block->signs |= SIGN_DATE;
	if (page->grams.count == 0)
		return;
	scan->gram[scan->words % GRAM] = word->hash;
	if (scan->words < GRAM)
		return;
	for (unsigned i = 1; i <= GRAM; i++)
		gram = words_mix(gram, scan->gram[(scan->words + i) % GRAM]);
	scan->grams++;
	scan->known_grams += map_get(&page->grams, gram | 1) ? 1 : 0;
}

static void scan_words(struct page *page, struct block *block, struct slice text)
{
	struct word words[CHUNK];
	struct word_scan scan = {.words = 0};
	size_t at = 0, count, known; /* read, with those ahead; scanned */

	do {
		bool first = scan.words == 0;

		count = words_read(text, &at, words, CHUNK);
		known = count < CHUNK ? count : CHUNK - PHRASES_AHEAD;
		for (size_t i = 0; i < known; i++)
			scan_word(page, block, &scan, text, &words[i], count - i);
		if (known < count)
			at = words[known].at;
		if (!first)
			continue;
		if (count < CHUNK)
			compare_titles(page, block, words, count);
		if (count <= PHRASES_WORDS)
			phrases_find(page->config->phrases, text, words, count, &block->topics);
	} while (count == CHUNK);
	block->words = scan.words - scan.singles + (scan.singles + 1) / SINGLES;
	if (page->grams.count == 0)
		block->json = -1000;
	else if (scan.grams == 0)
		block->json = -500;
	else
		block->json = (int16_t)((uint64_t)scan.known_grams * 1000 / scan.grams);
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_sentence_end(uint32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 ||
	       c == 0xFF1F;
}

static bool is_ideograph(uint32_t c)
{
	return c >= 0x3040 && (c <= 0x30FF || (c >= 0x3400 && c <= 0x9FFF));
}

/* Whether most sentences of Chinese or Japanese have it, whatever they speak of: their stop words.
 */
static bool is_particle(uint32_t c)
{
	switch (c) {
	/* で と に の は も を が */
	case 0x3067:
	case 0x3068:
	case 0x306B:
	case 0x306E:
	case 0x306F:
	case 0x3082:
	case 0x3092:
	case 0x304C:
	/* 一 不 个 也 了 为 以 到 和 在 对 */
	case 0x4E00:
	case 0x4E0D:
	case 0x4E2A:
	case 0x4E5F:
	case 0x4E86:
	case 0x4E3A:
	case 0x4EE5:
	case 0x5230:
	case 0x548C:
	case 0x5728:
	case 0x5BF9:
	/* 就 是 有 来 的 而 这 這 為 對 */
	case 0x5C31:
	case 0x662F:
	case 0x6709:
	case 0x6765:
	case 0x7684:
	case 0x800C:
	case 0x8FD9:
	case 0x9019:
	case 0x70BA:
	case 0x5C0D:
		return true;
	default:
		return false;
	}
}

/* Between two digits these make a date or a time of them. */
static bool joins_date(uint32_t c)
{
	return c == '.' || c == '/' || c == '-' || c == ':';
}

static void scan_letter(struct block *block, uint32_t c)
{
	switch (letter_kind(c)) {
	case LETTER_DIGIT:
		block->digits++;
		break;
	case LETTER_ALPHA:
		block->letters++;
		block->uppers += letter_lower(c) != c ? 1 : 0;
		break;
	case LETTER_SINGLE:
		block->letters++;
		block->ideographs += is_ideograph(c) ? 1 : 0;
		block->stop_words += is_particle(c) ? 1 : 0;
		break;
	default:
		break;
	}
}

static void scan_sign(struct block *block, uint32_t c)
{
	switch (c) {
	case ',':
	case 0xFF0C:
	case 0x3001:
		block->commas++;
		break;
	case '!':
		block->signs |= SIGN_EXCLAIM;
		break;
	case 0xA9:
		block->signs |= SIGN_RIGHTS;
		break;
	case '|':
	case 0x2022:
	case 0xB7:
		block->signs |= SIGN_BAR;
		break;
	case '$':
	case 0xA3:   /* pound */
	case 0xA5:   /* yen */
	case 0x20AC: /* euro */
	case 0x20B9: /* rupee */
		block->signs |= block->digits || block->chars < PRICE_CHARS ? SIGN_PRICE : 0;
		break;
	case '@':
		block->signs |= SIGN_ADDRESS;
		break;
	default:
		break;
	}
}

static void scan_chars(struct block *block, struct slice text)
{
	uint32_t before[3] = {0, 0, 0}, c;

	for (size_t at = 0; at < text.len; block->chars++) {
		at = utf8_next(text, at, &c);
		if (c >= 'a' && c <= 'z') {
			block->letters++;
		} else if (c != ' ') {
			scan_letter(block, c);
			scan_sign(block, c);
			if (is_digit(c) && joins_date(before[0]) && is_digit(before[1]))
				block->signs |= SIGN_DATE;
		}
		/* A sentence ends where space follows, or in a script that sets none. */
		if (is_sentence_end(before[0]) && (c <= ' ' || is_ideograph(before[1])))
			block->sentences++;
		before[1] = before[0];
		before[0] = c;
	}
	block->sentences += is_sentence_end(before[0]) ? 1 : 0;
}

static uint32_t last_char(struct slice text)
{
	uint32_t c;

	utf8_next(text, utf8_before(text, text.len), &c);
	return c;
}

static void scan_ends(struct block *block, struct slice text)
{
	uint32_t first, last = last_char(text);

	utf8_next(text, 0, &first);
	if (last == '?' || last == 0xFF1F)
		block->signs |= SIGN_QUESTION;
	if (last == ':' || last == 0xFF1A)
		block->signs |= SIGN_COLON;
	if (last == 0x2026 || last == 0xBB || last == 0x203A || last == 0x2192 || last == '>' ||
	    slice_ends(text, SLICE("...")))
		block->signs |= SIGN_MORE;
	if (first == '"' || first == '\'' || first == 0xAB || first == 0xBB ||
	    (first >= 0x2018 && first <= 0x201E) || first == 0x300C)
		block->signs |= SIGN_QUOTE;
	if (first == '-' || first == 0x2013 || first == 0x2014 || first == 0x2022 ||
	    first == 0xB7 || first == '*')
		block->signs |= SIGN_DASH;
	if (first == '*' || first == '[' || first == '(' || first == 0x2020)
		block->signs |= SIGN_STAR;
	if (letter_kind(first) == LETTER_ALPHA && letter_lower(first) == first)
		block->signs |= SIGN_LOWER;
}

/* Words that are neither links nor boilerplate: what containers are measured by. */
static uint32_t prose_of(const struct block *block)
{
	uint64_t links = (uint64_t)block->words * block->link_bytes / block->len;

	if (!(block->words >= PROSE_LEAST && block->ended) && block->words < PROSE_SURE)
		return 0;
	return block->words - (uint32_t)links;
}

void block_scan(struct page *page, struct block *block)
{
	struct slice text = block_text(page, block);

	if (block->link_bytes > block->len)
		block->link_bytes = block->len;
	scan_words(page, block, text);
	scan_chars(block, text);
	scan_ends(block, text);
	if (block->words >= DATE_WORDS)
		block->signs &= ~(uint32_t)SIGN_DATE;
	if (slice_find(text, 0, SLICE("http")) < text.len)
		block->signs |= SIGN_ADDRESS;
	block->ended = line_ends_sentence(text);
	for (unsigned n = 0; n < TOPIC_COUNT; n++)
		block->boilerplate += n == TOPIC_author ? 0 : block->topic_words[n];
	block->prose = prose_of(block);
}
