#include "article/lexicon.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/compiler.h"

enum {
	STEM_MAX = 24,    /* characters; less than 32 */
	PHRASE_MAX = 32,  /* words */
	NODE_MAX = 1 << 20,
	STEM_BIT = 1 << 16,
	NUMBER_BIT = 1 << 17,
};

/* What leads from node to node: a word, by its hash; a stem; any number. */
#define STEM_KEY(hash) ((hash) ^ UINT64_C(0x5851F42D4C957F2D))
#define NUMBER_KEY     UINT64_C(1)

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

static bool add_member(struct lexicon *lexicon, uint32_t at, unsigned class,
		       language_set languages)
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

/* The node behind the phrase's next word. 0: err says why. */
static uint32_t step_on(struct lexicon *lexicon, uint32_t node, struct slice phrase,
			const struct word *word, struct err *err)
{
	uint32_t *stem, next;

	if (!is_stem(phrase, word)) {
		lexicon->nodes[node].next_words |= next_bit(word->hash);
		next = step(lexicon, node, word->hash);
	} else if (word->prefix == 0 || word->chars > STEM_MAX) {
		err_set(err, ERR_USAGE, "a stem must have %d to %d characters", WORD_PREFIX, STEM_MAX);
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

/* Where a view notes the first word of a phrase: its bit among words, stems or numbers. */
static uint32_t beginning_bit(struct slice phrase, const struct word *first)
{
	if (phrase.data[0] == '#')
		return NUMBER_BIT;
	if (is_stem(phrase, first))
		return STEM_BIT | lexicon_stem_bit(first->prefix);
	return lexicon_word_bit(first->hash);
}

static void add_to_view(struct lexicon_view *view, uint32_t bit)
{
	if (bit == NUMBER_BIT)
		view->numbers = WORD_DIGITS;
	else if (bit & STEM_BIT)
		view->stems[(bit ^ STEM_BIT) / 64] |= UINT64_C(1) << bit % 64;
	else
		view->words[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool keep_beginning(struct lexicon *lexicon, unsigned class, language_set languages,
			   uint32_t bit)
{
	if (!ARRAY_RESERVE(lexicon->beginnings, lexicon->beginning_cap, lexicon->beginning_count + 1))
		return false;
	add_to_view(&lexicon->view, bit);
	lexicon->beginnings[lexicon->beginning_count++] =
		(struct lexicon_beginning){class, languages, bit};
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
		keep_beginning(lexicon, class, languages, beginning_bit(phrase, &words[0]))) ||
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

static void join_view(struct lexicon_view *view, const struct lexicon_view *other)
{
	for (size_t i = 0; i < COUNT_OF(view->words); i++)
		view->words[i] |= other->words[i];
	for (size_t i = 0; i < COUNT_OF(view->stems); i++)
		view->stems[i] |= other->stems[i];
	view->numbers |= other->numbers;
}

void lexicon_look(const struct lexicon *lexicon, const struct class_set *classes,
		  struct lexicon_view views[static LANGUAGE_MAX + 1])
{
	memset(views, 0, (LANGUAGE_MAX + 1) * sizeof(*views));
	for (size_t i = 0; i < lexicon->beginning_count; i++) {
		const struct lexicon_beginning *beginning = &lexicon->beginnings[i];
		language_set languages = beginning->languages;

		if (classes && !class_set_has(classes, beginning->class) &&
		    !class_set_meets(classes, &lexicon->wider[beginning->class]))
			continue;
		if (languages >> LANGUAGE_ENGLISH & 1)
			languages = (language_set)1 << LANGUAGE_ENGLISH;
		for (; languages; languages &= languages - 1)
			add_to_view(&views[__builtin_ctz(languages) + 1], beginning->bit);
	}
	for (size_t i = 0; i <= LANGUAGE_MAX; i++)
		join_view(&views[i], &views[LANGUAGE_ENGLISH + 1]);
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
 * Walks on from the node behind word `from` and notes each member on the way. Returns how many there
 * are, with those `found` before.
 */
static size_t walk(const struct lexicon_line *line, uint32_t node, size_t from,
		   struct lexicon_match *matches, size_t found, size_t max)
{
	for (size_t to = from + 1; node && found < max; to++) {
		struct lexicon_match *match = &matches[found];

		node_classes(line->lexicon, &line->lexicon->nodes[node], line->languages, &match->classes);
		if (!class_set_empty(&match->classes)) {
			match->from = (uint32_t)from;
			match->to = (uint32_t)to;
			found++;
		}
		if (to == line->count)
			break;
		node = next_node(line, node, &line->words[to]);
	}
	return found;
}

size_t lexicon_match(const struct lexicon_line *line, size_t at, struct lexicon_match *matches,
		     size_t max)
{
	const struct word *word = &line->words[at];
	size_t found = 0;

	if (lexicon_may_be_word(line->view, word))
		found = walk(line, follow(line->lexicon, 0, word->hash), at, matches, 0, max);
	if (lexicon_may_be_stem(line->view, word))
		found = walk(line, follow(line->lexicon, 0, stem_key(line->lexicon, line->text, word)), at,
			     matches, found, max);
	return found;
}
