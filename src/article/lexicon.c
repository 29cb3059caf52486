#include "article/lexicon.h"

#include <stdlib.h>

enum {
	NUMBER_WORD = 1,  /* the word number of '#' */
	STEM_MAX = 24,    /* characters */
	PHRASE_MAX = 32,  /* words */
	NODE_MAX = 1 << 20,
};

static uint64_t step_key(uint32_t node, uint32_t word)
{
	return ((uint64_t)node << 32 | word) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static bool grow_array(void **items, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 1024;
	void *grown = realloc(*items, more * size);

	if (!grown)
		return false;
	*items = grown;
	*cap = more;
	return true;
}

static uint32_t new_node(struct lexicon *lexicon)
{
	void *items = lexicon->nodes;

	if (lexicon->node_count == lexicon->node_cap) {
		if (!grow_array(&items, &lexicon->node_cap, sizeof(*lexicon->nodes)))
			return 0;
		lexicon->nodes = items;
	}
	lexicon->nodes[lexicon->node_count] = (struct lexicon_node){0};
	return (uint32_t)lexicon->node_count++;
}

static bool add_member(struct lexicon *lexicon, uint32_t node, unsigned class,
		       language_set languages)
{
	void *items = lexicon->members;

	if (lexicon->member_count == lexicon->member_cap) {
		if (!grow_array(&items, &lexicon->member_cap, sizeof(*lexicon->members)))
			return false;
		lexicon->members = items;
	}
	if (lexicon->member_count == 0)
		lexicon->member_count = 1;
	lexicon->members[lexicon->member_count] = (struct lexicon_member){
		.languages = languages,
		.class = class,
		.next = lexicon->nodes[node].members,
	};
	lexicon->nodes[node].members = (uint32_t)lexicon->member_count++;
	return true;
}

/* The number of a word or stem, made when it is new; 0 when memory is short. */
static uint32_t number_of(struct lexicon *lexicon, struct map *map, uint64_t hash)
{
	uint32_t *number = map_put(map, hash);

	if (!number)
		return 0;
	if (*number == 0) {
		if (lexicon->word_count < NUMBER_WORD)
			lexicon->word_count = NUMBER_WORD;
		*number = ++lexicon->word_count;
	}
	return *number;
}

static unsigned stem_bit(uint64_t prefix)
{
	return (unsigned)(prefix ^ prefix >> 32) % 4096;
}

static unsigned word_bit(uint64_t hash)
{
	return (unsigned)(hash >> 16 ^ hash >> 40) % 65536;
}

static uint32_t word_number(struct lexicon *lexicon, const struct word *word)
{
	unsigned bit = word_bit(word->hash);

	lexicon->word_bits[bit / 64] |= UINT64_C(1) << bit % 64;
	return number_of(lexicon, &lexicon->words, word->hash);
}

static uint32_t stem_number(struct lexicon *lexicon, const struct word *word, struct err *err)
{
	unsigned bit = stem_bit(word->prefix);

	if (word->prefix == 0 || word->chars > STEM_MAX) {
		err_set(err, ERR_USAGE, "a stem must have %d to %d characters", WORD_PREFIX, STEM_MAX);
		return 0;
	}
	lexicon->stem_starts[bit / 64] |= UINT64_C(1) << bit % 64;
	return number_of(lexicon, &lexicon->stems, word->hash);
}

/* The number of the phrase's next word. 0: err says why. */
static uint32_t phrase_word(struct lexicon *lexicon, struct slice phrase, const struct word *word,
			    struct err *err)
{
	size_t end = word->at + word->len;
	uint32_t number;

	err->code = ERR_NONE;
	if (end < phrase.len && phrase.data[end] == '*')
		number = stem_number(lexicon, word, err);
	else
		number = word_number(lexicon, word);
	if (number == 0 && err->code == ERR_NONE)
		err_no_memory(err);
	return number;
}

static uint32_t step(struct lexicon *lexicon, uint32_t node, uint32_t word)
{
	uint32_t *next = map_put(&lexicon->steps, step_key(node, word));

	if (!next || lexicon->node_count > NODE_MAX)
		return 0;
	if (*next == 0) {
		uint32_t made = new_node(lexicon);

		*next = made;
		lexicon->nodes[node].leads_on = true;
		return made;
	}
	return *next;
}

static bool note_beginning(struct lexicon *lexicon, uint32_t word, language_set languages)
{
	while (word >= lexicon->begins_cap) {
		size_t had = lexicon->begins_cap;
		void *items = lexicon->begins;

		if (!grow_array(&items, &lexicon->begins_cap, sizeof(*lexicon->begins)))
			return false;
		lexicon->begins = items;
		memset(lexicon->begins + had, 0, (lexicon->begins_cap - had) * sizeof(*lexicon->begins));
	}
	lexicon->begins[word] |= languages;
	return true;
}

static bool keep_beginning(struct lexicon *lexicon, unsigned class, struct slice phrase)
{
	void *items = lexicon->beginnings;

	if (lexicon->beginning_count == lexicon->beginning_cap) {
		if (!grow_array(&items, &lexicon->beginning_cap, sizeof(*lexicon->beginnings)))
			return false;
		lexicon->beginnings = items;
	}
	if (phrase.len > 0 && phrase.data[phrase.len - 1] == '*')
		phrase.len--;
	lexicon->beginnings[lexicon->beginning_count++] = (struct lexicon_beginning){class, phrase};
	return true;
}

bool lexicon_add(struct lexicon *lexicon, unsigned class, language_set languages,
		 struct slice phrase, struct err *err)
{
	struct word words[PHRASE_MAX];
	uint32_t node = 0;
	size_t at = 0, count;

	if (lexicon->node_count == 0) {
		void *items = NULL;

		if (!grow_array(&items, &lexicon->node_cap, sizeof(*lexicon->nodes)))
			return err_no_memory(err);
		lexicon->nodes = items;
		new_node(lexicon);
	}
	if (phrase.len > 1 && phrase.data[0] == '#') {
		node = step(lexicon, 0, NUMBER_WORD);
		if (node == 0 || !note_beginning(lexicon, NUMBER_WORD, languages))
			return err_no_memory(err);
		at = 1;
	}
	count = words_read(phrase, &at, words, PHRASE_MAX);
	if (count == 0)
		return err_set(err, ERR_USAGE, "a class member without a word (%.*s)",
			       (int)(phrase.len < 100 ? phrase.len : 100), phrase.data);
	if (count == PHRASE_MAX)
		return err_set(err, ERR_USAGE, "a phrase of %d words or more", PHRASE_MAX);
	for (size_t i = 0; i < count; i++) {
		uint32_t word = phrase_word(lexicon, phrase, &words[i], err);

		if (word == 0)
			return false;
		if (node == 0 && !note_beginning(lexicon, word, languages))
			return err_no_memory(err);
		node = step(lexicon, node, word);
		if (node == 0)
			return err_no_memory(err);
	}
	return (add_member(lexicon, node, class, languages) &&
		keep_beginning(lexicon, class, phrase)) ||
	       err_no_memory(err);
}

void lexicon_glance(const struct lexicon *lexicon, const struct class_set *classes,
		    struct glance *glance)
{
	for (size_t i = 0; i < lexicon->beginning_count; i++)
		if (class_set_has(classes, lexicon->beginnings[i].class))
			glance_add(glance, lexicon->beginnings[i].phrase);
}

void lexicon_free(struct lexicon *lexicon)
{
	map_free(&lexicon->words);
	map_free(&lexicon->stems);
	map_free(&lexicon->steps);
	free(lexicon->nodes);
	free(lexicon->members);
	free(lexicon->begins);
	free(lexicon->beginnings);
	*lexicon = (struct lexicon){0};
}

/* The longest stem that the word begins with. */
static uint32_t find_stem(const struct lexicon *lexicon, struct slice text, const struct word *word)
{
	uint64_t hashes[STEM_MAX];
	size_t count = word_prefix_hashes(slice_sub(text, word->at, word->at + word->len), hashes,
					  STEM_MAX);

	while (count >= WORD_PREFIX) {
		uint32_t number = map_get(&lexicon->stems, hashes[--count]);

		if (number)
			return number;
	}
	return 0;
}

bool lexicon_find(const struct lexicon *lexicon, struct slice text, const struct word *word,
		  struct lexicon_hit *hit)
{
	unsigned bit = stem_bit(word->prefix);

	unsigned short_hash = word_bit(word->hash);

	hit->word = hit->stem = 0;
	if (lexicon->word_bits[short_hash / 64] >> short_hash % 64 & 1)
		hit->word = map_get(&lexicon->words, word->hash);
	if (word->flags & WORD_DIGITS)
		hit->stem = NUMBER_WORD;
	else if (word->prefix && lexicon->stem_starts[bit / 64] >> bit % 64 & 1)
		hit->stem = find_stem(lexicon, text, word);
	return hit->word | hit->stem;
}

static void node_classes(const struct lexicon *lexicon, uint32_t node, language_set languages,
			 struct class_set *classes)
{
	uint32_t at = lexicon->nodes[node].members;

	*classes = (struct class_set){0};
	for (; at; at = lexicon->members[at].next)
		if (lexicon->members[at].languages & languages)
			class_set_add(classes, lexicon->members[at].class);
}

static bool class_set_empty(const struct class_set *set)
{
	uint64_t all = 0;

	for (size_t i = 0; i < CLASS_WORDS; i++)
		all |= set->bits[i];
	return all == 0;
}

static uint32_t follow(const struct lexicon *lexicon, uint32_t node, uint32_t word)
{
	return word ? map_get(&lexicon->steps, step_key(node, word)) : 0;
}

/* Walks from `node` over hits[1..], exact words before stems, and notes each member on the way. */
static size_t walk(const struct lexicon *lexicon, language_set languages, uint32_t node,
		   const struct lexicon_hit *hits, size_t count, struct lexicon_match *matches,
		   size_t max)
{
	size_t used = 1, found = 0;

	while (node && found < max) {
		node_classes(lexicon, node, languages, &matches[found].classes);
		if (!class_set_empty(&matches[found].classes)) {
			matches[found].from = hits[0].at;
			matches[found].to = hits[0].at + (uint32_t)used;
			found++;
		}
		if (!lexicon->nodes[node].leads_on || used == count ||
		    hits[used].at != hits[0].at + used)
			break;
		{
			uint32_t next = follow(lexicon, node, hits[used].word);

			node = next ? next : follow(lexicon, node, hits[used].stem);
		}
		used++;
	}
	return found;
}

/* The node of a word as the beginning of something in these languages; 0 when there is nothing. */
static uint32_t begin(const struct lexicon *lexicon, language_set languages, uint32_t word)
{
	if (word == 0 || word >= lexicon->begins_cap || !(lexicon->begins[word] & languages))
		return 0;
	return follow(lexicon, 0, word);
}

size_t lexicon_match(const struct lexicon *lexicon, language_set languages,
		     const struct lexicon_hit *hits, size_t count, struct lexicon_match *matches,
		     size_t max)
{
	uint32_t word = begin(lexicon, languages, hits[0].word);
	uint32_t stem = begin(lexicon, languages, hits[0].stem);
	size_t found = word ? walk(lexicon, languages, word, hits, count, matches, max) : 0;

	if (stem)
		found += walk(lexicon, languages, stem, hits, count, matches + found, max - found);
	return found;
}
