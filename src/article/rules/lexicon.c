#include "article/rules/lexicon.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/compiler.h"

enum {
	STEM_MAX = 24,   /* characters; less than 32 */
	PHRASE_MAX = 32, /* words */
	NODE_MAX = 1 << 20,
};

/* What leads from node to node: a word, by its hash; a stem; any number. */
#define STEM_KEY(hash) ((hash) ^ UINT64_C(0x5851F42D4C957F2D))
#define NUMBER_KEY UINT64_C(1)

static uint64_t step_key(uint32_t node, uint64_t key)
{
	return (key ^ (uint64_t)node << 32 ^ node) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static uint32_t new_node(struct lexicon *lexicon)
{
	if (!ARRAY_RESERVE(lexicon->nodes, lexicon->node_cap, lexicon->node_count + 1))
		return 0;
	lexicon->nodes[lexicon->node_count] = (struct lexicon_node){0};
	return (uint32_t)lexicon->node_count++;
}

static bool add_member(struct lexicon *lexicon, uint32_t at, unsigned class, language_set languages)
{
	struct lexicon_node *node = &lexicon->nodes[at];

	if (node->languages == 0) {
		node->languages = languages;
		node->class = class;
		return true;
	}
	if (lexicon->member_count == 0)
		lexicon->member_count = 1;
	if (!ARRAY_RESERVE(lexicon->members, lexicon->member_cap, lexicon->member_count + 1))
		return false;
	lexicon->members[lexicon->member_count] =
		(struct lexicon_member){languages, class, node->members};
	node->members = (uint32_t)lexicon->member_count++;
	return true;
}

static unsigned stem_slot(uint64_t prefix)
{
	return (unsigned)(prefix ^ prefix >> 32) % 4096;
}

/* The next node, made when it is new; 0 when memory is short. */
static uint32_t step(struct lexicon *lexicon, uint32_t node, uint64_t key)
{
	uint32_t *next = map_put(&lexicon->steps, step_key(node, key));

	if (!next || lexicon->node_count > NODE_MAX)
		return 0;
	if (*next == 0)
		*next = new_node(lexicon);
	return *next;
}

static inline uint64_t next_bit(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58);
}

static bool is_stem(struct slice phrase, const struct word *word)
{
	size_t end = word->at + word->len;

	return end < phrase.len && phrase.data[end] == '*';
}

/* The node after the phrase's next word. 0: err says why. */
static uint32_t step_on(struct lexicon *lexicon, uint32_t node, struct slice phrase,
			const struct word *word, struct err *err)
{
	uint32_t *stem, next;

	if (!is_stem(phrase, word)) {
		lexicon->nodes[node].next_words |= next_bit(word->hash);
		next = step(lexicon, node, word->hash);
	} else if (word->prefix == 0 || word->chars > STEM_MAX) {
		err_set(err, ERR_USAGE, "a stem must have %d to %d characters", WORD_PREFIX,
			STEM_MAX);
		return 0;
	} else {
		stem = map_put(&lexicon->stems, word->hash);
		if (stem)
			*stem = 1;
		lexicon->stem_lengths[stem_slot(word->prefix)] |= UINT32_C(1) << word->chars;
		lexicon->nodes[node].next_stems |= next_bit(word->prefix);
		next = stem ? step(lexicon, node, STEM_KEY(word->hash)) : 0;
	}
	if (next == 0)
		err_no_memory(err);
	return next;
}

/* How a phrase begins; when that is a number, words[0] is the word after it. */
static struct lexicon_beginning beginning_of(struct slice phrase, const struct word *words,
					     size_t count)
{
	const struct word *longer = &words[0];

	if (phrase.data[0] == '#')
		return (struct lexicon_beginning){.kind = BEGINS_NUMBER};
	if (is_stem(phrase, &words[0]))
		return (struct lexicon_beginning){.kind = BEGINS_STEM,
						  .slot = sieve_stem_slot(words[0].prefix)};
	if (count == 1 || is_stem(phrase, &words[1]))
		return (struct lexicon_beginning){.kind = BEGINS_WORD,
						  .slot = sieve_word_slot(words[0].key)};
	if (words[1].chars > longer->chars)
		longer = &words[1];
	return (struct lexicon_beginning){.kind = BEGINS_PAIR,
					  .slot = sieve_word_slot(longer->key),
					  .pair = sieve_pair_slot(words[0].key, words[1].key)};
}

static void set_bit(uint64_t *bits, uint32_t slot)
{
	bits[slot / 64] |= UINT64_C(1) << slot % 64;
}

static void add_to_sieve(struct word_sieve *sieve, const struct lexicon_beginning *beginning)
{
	switch (beginning->kind) {
	case BEGINS_NUMBER:
		sieve->numbers = WORD_DIGITS;
		break;
	case BEGINS_STEM:
		set_bit(sieve->stems, beginning->slot);
		sieve->has_stems = true;
		break;
	case BEGINS_WORD:
		sieve->words[beginning->slot] |= SIEVE_ALONE;
		break;
	case BEGINS_PAIR:
		sieve->words[beginning->slot] |= SIEVE_PAIR;
		set_bit(sieve->pairs, beginning->pair);
		break;
	}
}

static bool keep_beginning(struct lexicon *lexicon, unsigned class, language_set languages,
			   struct lexicon_beginning beginning)
{
	if (!ARRAY_RESERVE(lexicon->beginnings, lexicon->beginning_cap,
			   lexicon->beginning_count + 1))
		return false;
	beginning.class = class;
	beginning.languages = languages;
	add_to_sieve(&lexicon->sieve, &beginning);
	lexicon->beginnings[lexicon->beginning_count++] = beginning;
	return true;
}

bool lexicon_add(struct lexicon *lexicon, unsigned class, language_set languages,
		 struct slice phrase, struct err *err)
{
	struct word words[PHRASE_MAX];
	uint32_t node = 0;
	size_t at = 0, count;

	if (lexicon->node_count == 0) {
		if (!ARRAY_RESERVE(lexicon->nodes, lexicon->node_cap, 1))
			return err_no_memory(err);
		new_node(lexicon);
	}
	if (phrase.len > 1 && phrase.data[0] == '#') {
		node = step(lexicon, 0, NUMBER_KEY);
		if (node == 0)
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
		node = step_on(lexicon, node, phrase, &words[i], err);
		if (node == 0)
			return false;
	}
	return (add_member(lexicon, node, class, languages) &&
		keep_beginning(lexicon, class, languages, beginning_of(phrase, words, count))) ||
	       err_no_memory(err);
}

void lexicon_widen(struct lexicon *lexicon, unsigned class, unsigned wider)
{
	class_set_add(&lexicon->wider[class], wider);
	class_set_join(&lexicon->wider[class], &lexicon->wider[wider]);
	for (unsigned i = 0; i < CLASS_MAX; i++)
		if (class_set_has(&lexicon->wider[i], class))
			class_set_join(&lexicon->wider[i], &lexicon->wider[class]);
}

static void join_sieve(struct word_sieve *sieve, const struct word_sieve *other)
{
	for (size_t i = 0; i < COUNT_OF(sieve->words); i++)
		sieve->words[i] |= other->words[i];
	for (size_t i = 0; i < COUNT_OF(sieve->pairs); i++)
		sieve->pairs[i] |= other->pairs[i];
	for (size_t i = 0; i < COUNT_OF(sieve->stems); i++)
		sieve->stems[i] |= other->stems[i];
	sieve->has_stems |= other->has_stems;
	sieve->numbers |= other->numbers;
}

void lexicon_look(const struct lexicon *lexicon, const struct class_set *classes,
		  struct word_sieve sieves[static LANGUAGE_MAX + 1])
{
	for (size_t i = 0; i < lexicon->beginning_count; i++) {
		const struct lexicon_beginning *beginning = &lexicon->beginnings[i];
		language_set languages = beginning->languages;

		if (classes && !class_set_has(classes, beginning->class) &&
		    !class_set_meets(classes, &lexicon->wider[beginning->class]))
			continue;
		if (languages >> LANGUAGE_ENGLISH & 1)
			languages = (language_set)1 << LANGUAGE_ENGLISH;
		for (; languages; languages &= languages - 1)
			add_to_sieve(&sieves[__builtin_ctz(languages) + 1], beginning);
	}
	for (size_t i = 0; i <= LANGUAGE_MAX; i++)
		join_sieve(&sieves[i], &sieves[LANGUAGE_ENGLISH + 1]);
}

void lexicon_free(struct lexicon *lexicon)
{
	map_free(&lexicon->stems);
	map_free(&lexicon->steps);
	free(lexicon->nodes);
	free(lexicon->members);
	free(lexicon->beginnings);
	*lexicon = (struct lexicon){0};
}

/* The key of the longest stem that the word begins with; of any number that of numbers; 0 none. */
static uint64_t stem_key(const struct lexicon *lexicon, struct slice text, const struct word *word)
{
	uint32_t lengths;

	if (word->flags & WORD_DIGITS)
		return NUMBER_KEY;
	if (word->prefix == 0)
		return 0;
	lengths = lexicon->stem_lengths[stem_slot(word->prefix)];
	if (word->chars < STEM_MAX)
		lengths &= (UINT32_C(2) << word->chars) - 1;
	while (lengths) {
		unsigned length = 31 - (unsigned)__builtin_clz(lengths);
		uint64_t hash = word_prefix(text, word, length);

		if (map_get(&lexicon->stems, hash))
			return STEM_KEY(hash);
		lengths ^= UINT32_C(1) << length;
	}
	return 0;
}

static void enter_class(const struct lexicon *lexicon, uint32_t class, struct class_set *classes)
{
	class_set_add(classes, class);
	class_set_join(classes, &lexicon->wider[class]);
}

static void node_classes(const struct lexicon *lexicon, const struct lexicon_node *node,
			 language_set languages, struct class_set *classes)
{
	*classes = (struct class_set){0};
	if (node->languages & languages)
		enter_class(lexicon, node->class, classes);
	for (uint32_t at = node->members; at; at = lexicon->members[at].next)
		if (lexicon->members[at].languages & languages)
			enter_class(lexicon, lexicon->members[at].class, classes);
}

static bool class_set_empty(const struct class_set *set)
{
	uint64_t all = 0;

	for (size_t i = 0; i < CLASS_WORDS; i++)
		all |= set->bits[i];
	return all == 0;
}

/* The node that a word leads to, itself or else by its stem; 0 none. */
static uint32_t follow(const struct lexicon *lexicon, uint32_t node, uint64_t key)
{
	return key ? map_get(&lexicon->steps, step_key(node, key)) : 0;
}

static bool goes_on(const struct lexicon_node *node)
{
	return (node->next_words | node->next_stems) != 0;
}

static uint32_t next_node(const struct lexicon_line *line, uint32_t from, const struct word *word)
{
	const struct lexicon_node *node = &line->lexicon->nodes[from];
	uint32_t next = 0;

	if (node->next_words & next_bit(word->hash))
		next = follow(line->lexicon, from, word->hash);
	if (next == 0 && node->next_stems & next_bit(word->prefix))
		next = follow(line->lexicon, from, stem_key(line->lexicon, line->text, word));
	return next;
}

/*
 * Walks on from the node after word `from` and notes each member on the way. Returns how many
 * there are, with those `found` before.
 */
static size_t walk(const struct lexicon_line *line, uint32_t node, size_t from,
		   struct lexicon_match *matches, size_t found, size_t max)
{
	for (size_t to = from + 1; node && found < max; to++) {
		struct lexicon_match *match = &matches[found];

		node_classes(line->lexicon, &line->lexicon->nodes[node], line->languages,
			     &match->classes);
		if (!class_set_empty(&match->classes)) {
			match->from = (uint32_t)from;
			match->to = (uint32_t)to;
			found++;
		}
		if (to == line->count) {
			if (line->cut && goes_on(&line->lexicon->nodes[node]))
				*line->cut = true;
			break;
		}
		node = next_node(line, node, &line->words[to]);
	}
	return found;
}

size_t lexicon_match(const struct lexicon_line *line, size_t at, struct lexicon_match *matches,
		     size_t max)
{
	const struct word *word = &line->words[at];
	size_t found = walk(line, follow(line->lexicon, 0, word->hash), at, matches, 0, max);

	if (sieve_stem(line->sieve, word))
		found = walk(line,
			     follow(line->lexicon, 0, stem_key(line->lexicon, line->text, word)),
			     at, matches, found, max);
	return found;
}
