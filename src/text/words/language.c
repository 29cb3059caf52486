#include "text/words/language.h"

#include <stdlib.h>

#include "base/asset.h"
#include "base/utf8.h"

/* Some 900 words in 2048 slots: most probes end at once. Nine of ten other words end at a bit. */
enum { SLOTS = 2048, BITS = 8192 };

struct languages {
	struct slice code[LANGUAGE_MAX];
	size_t count;
	size_t words;
	uint64_t bits[BITS / 64]; /* of the words' hashes */
	struct language_slot {
		uint64_t hash; /* 0: free */
		language_set set;
	} slots[SLOTS];
};

static unsigned bit_of(uint64_t hash)
{
	return (unsigned)(hash >> 32) % BITS;
}

static bool add_word(struct languages *languages, struct slice word, size_t language)
{
	uint64_t hash = word_hash(word);
	size_t slot = hash % SLOTS;

	if (languages->words >= SLOTS / 4 * 3)
		return false;
	while (languages->slots[slot].hash && languages->slots[slot].hash != hash)
		slot = (slot + 1) % SLOTS;
	languages->bits[bit_of(hash) / 64] |= UINT64_C(1) << bit_of(hash) % 64;
	languages->words += languages->slots[slot].hash == 0;
	languages->slots[slot].hash = hash;
	languages->slots[slot].set |= (language_set)1 << language;
	return true;
}

/* One line of the data file, "xx: word word". */
static bool add_language(struct languages *languages, struct slice line)
{
	size_t colon = slice_find_byte(line, 0, ':');
	size_t at = colon + 1;

	if (colon == line.len || languages->count == LANGUAGE_MAX)
		return false;
	languages->code[languages->count] = slice_sub(line, 0, colon);
	while (at < line.len) {
		size_t end = slice_find_byte(line, at, ' ');

		if (end > at && !add_word(languages, slice_sub(line, at, end), languages->count))
			return false;
		at = end + 1;
	}
	languages->count++;
	return true;
}

struct languages *languages_open(struct err *err)
{
	struct slice rest, line;
	struct languages *languages = calloc(1, sizeof(*languages));

	if (!languages) {
		err_no_memory(err);
		return NULL;
	}
	if (!asset_find("text/stopwords.txt", &rest))
		rest = slice_make(NULL, 0);
	while (slice_next_line(&rest, &line)) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (!add_language(languages, line)) {
			languages->count = 0;
			break;
		}
	}
	if (languages->count == 0) {
		err_set(err, ERR_USAGE, "the built-in list of stop words is broken");
		free(languages);
		return NULL;
	}
	return languages;
}

void languages_close(struct languages *languages)
{
	free(languages);
}

size_t languages_count(const struct languages *languages)
{
	return languages->count;
}

struct slice language_code(const struct languages *languages, int language)
{
	return languages->code[language];
}

int language_find(const struct languages *languages, struct slice tag)
{
	size_t len = 0;
	char code[3];

	while (len < tag.len && tag.data[len] != '-' && tag.data[len] != '_')
		len++;
	if (len == 0 || len > sizeof(code))
		return LANGUAGE_NONE;
	for (size_t i = 0; i < len; i++)
		code[i] = (char)(tag.data[i] >= 'A' && tag.data[i] <= 'Z' ? tag.data[i] + 32
									  : tag.data[i]);
	for (size_t i = 0; i < languages->count; i++)
		if (slice_equal(languages->code[i], slice_make(code, len)))
			return (int)i;
	return LANGUAGE_NONE;
}

language_set language_of_word(const struct languages *languages, uint64_t hash)
{
	size_t slot = hash % SLOTS;

	if (!(languages->bits[bit_of(hash) / 64] >> bit_of(hash) % 64 & 1))
		return 0;
	while (languages->slots[slot].hash) {
		if (languages->slots[slot].hash == hash)
			return languages->slots[slot].set;
		slot = (slot + 1) % SLOTS;
	}
	return 0;
}

static void vote_by_script(struct language_votes *votes, uint32_t c)
{
	if (c >= 0x3040 && c <= 0x30FF)
		votes->kana++;
	else if (c >= 0x3400 && c <= 0x9FFF)
		votes->han++;
	else if (c >= 0xAC00 && c <= 0xD7A3)
		votes->hangul++;
	else if (c >= 0x0E00 && c <= 0x0E7F)
		votes->thai++;
	else if (c >= 0x0590 && c <= 0x05FF)
		votes->hebrew++;
	else if (c >= 0x0370 && c <= 0x03FF)
		votes->greek++;
	else if (c >= 0x0900 && c <= 0x097F)
		votes->devanagari++;
}

void language_votes_add(const struct languages *languages, struct language_votes *votes,
			struct slice text, const struct word *word)
{
	language_set set;

	votes->words++;
	if ((unsigned char)text.data[word->at] >= 0xCD) {
		uint32_t c;

		utf8_next(text, word->at, &c);
		vote_by_script(votes, c);
	}
	for (set = language_of_word(languages, word->hash); set; set &= set - 1)
		votes->by_word[__builtin_ctz(set)]++;
}

static int winner_by_script(const struct languages *languages, const struct language_votes *votes)
{
	uint32_t fifth = votes->words / 5;

	if (votes->kana + votes->han > fifth)
		return language_find(languages, votes->kana > (votes->kana + votes->han) / 10
							? SLICE("ja")
							: SLICE("zh"));
	if (votes->hangul > fifth)
		return language_find(languages, SLICE("ko"));
	if (votes->thai > fifth)
		return language_find(languages, SLICE("th"));
	if (votes->hebrew > fifth)
		return language_find(languages, SLICE("he"));
	if (votes->greek > fifth)
		return language_find(languages, SLICE("el"));
	if (votes->devanagari > fifth)
		return language_find(languages, SLICE("hi"));
	return LANGUAGE_NONE;
}

int language_winner(const struct languages *languages, const struct language_votes *votes)
{
	int best = winner_by_script(languages, votes);
	uint32_t most = 0;

	if (best != LANGUAGE_NONE)
		return best;
	for (size_t i = 0; i < languages->count; i++) {
		if (votes->by_word[i] > most) {
			most = votes->by_word[i];
			best = (int)i;
		}
	}
	return best;
}

int language_certain(const struct languages *languages, const struct language_votes *votes)
{
	uint32_t scripts = votes->kana + votes->han + votes->hangul + votes->thai + votes->hebrew +
			   votes->greek + votes->devanagari;
	int best = language_winner(languages, votes);
	uint32_t second = 0;

	if (best == LANGUAGE_NONE || votes->words < 20)
		return LANGUAGE_NONE;
	if (scripts > votes->words / 5)
		return scripts > votes->words / 2 ? best : LANGUAGE_NONE;
	for (int i = 0; i < (int)languages->count; i++)
		if (i != best && votes->by_word[i] > second)
			second = votes->by_word[i];
	return votes->by_word[best] >= votes->words / 8 && second <= votes->by_word[best] / 3 * 2
		       ? best
		       : LANGUAGE_NONE;
}
