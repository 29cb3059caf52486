#include "surroundings.h"

enum { HEADING_WORDS = 8 }; /* a label this short is a heading */

static bool is_heading(const struct page *page, const struct block *block)
{
	return html_is_heading(page->html->nodes[block->element].tag) ||
	       (block->words <= HEADING_WORDS && !block->ended &&
		block->topics.most == TOPIC_WHOLE);
}

/* Numbers equal keys: `first` gets, by block, the number of its key; returns how many there are. */
static bool number_keys(struct page *page,
			uint64_t (*key)(const struct page *, const struct block *),
			uint32_t *numbers, uint32_t *count)
{
	struct map *map = &page->twin_map;

	map_clear(map, page->count);
	*count = 0;
	for (uint32_t i = 0; i < page->count; i++) {
		uint64_t hash = key(page, &page->blocks[i]);
		uint32_t *number = map_put(map, hash | 1);

		if (!number)
			return false;
		if (*number == 0)
			*number = ++*count;
		numbers[i] = *number - 1;
	}
	return true;
}

static uint64_t look_key(const struct page *page, const struct block *block)
{
	uint64_t key = 1;
	uint32_t at = block->element;

	for (unsigned level = 0; level < 3; level++) {
		key = (key ^ page->places[at].look) * UINT64_C(0x9E3779B97F4A7C15);
		key ^= key >> 31;
		if (at == page->body)
			break;
		at = page->html->nodes[at].parent;
	}
	return key;
}

static uint64_t words_key(const struct page *page, const struct block *block)
{
	(void)page;
	return block->hash;
}

static uint64_t opening_key(const struct page *page, const struct block *block)
{
	(void)page;
	return block->opening;
}

/* How many blocks have the same key, for each of them; and, where asked, how many before it. */
static bool count_equals(struct page *page,
			 uint64_t (*key)(const struct page *, const struct block *),
			 uint32_t *numbers, uint32_t *before)
{
	uint32_t count, *counts = arena_zalloc(&page->arena, page->count + 1, sizeof(*counts));

	if (!counts || !number_keys(page, key, numbers, &count))
		return false;
	for (uint32_t i = 0; i < page->count; i++) {
		if (before)
			before[i] = counts[numbers[i]];
		counts[numbers[i]]++;
	}
	for (uint32_t i = 0; i < page->count; i++)
		numbers[i] = counts[numbers[i]];
	return true;
}

static bool find_groups(struct page *page, struct surroundings *around)
{
	uint32_t count;

	if (!number_keys(page, look_key, around->group, &count))
		return false;
	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		struct group *group = &around->groups[around->group[i]];

		group->count++;
		group->words += block->words;
		group->link_words +=
			(uint32_t)((uint64_t)block->words * block->link_bytes / block->len);
		group->prose += block->prose;
		group->ended += block->ended;
	}
	return true;
}

static void find_order(const struct page *page, struct surroundings *around)
{
	uint32_t heading = NOWHERE, prose = NOWHERE, h1 = NOWHERE;

	around->title = around->first_prose = around->last_prose = NOWHERE;
	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];

		around->words[i + 1] = around->words[i] + block->words;
		around->prose[i + 1] = around->prose[i] + block->prose;
		unsigned tag = page->html->nodes[block->element].tag;

		around->headings[i] = (i ? around->headings[i - 1] : 0) + html_is_heading(tag);
		around->titles[i] = (i ? around->titles[i - 1] : 0) + (tag == HTML_H1);
		if (is_heading(page, block))
			heading = i;
		around->heading[i] = heading;
		around->prose_before[i] = prose;
		if (block->prose) {
			around->first_prose = prose == NOWHERE ? i : around->first_prose;
			around->last_prose = prose = i;
		}
		if (block->title && block->words >= 3 && around->title == NOWHERE &&
		    (block->title == 2 || block->chars > 15))
			around->title = i;
		if (h1 == NOWHERE && page->html->nodes[block->element].tag == HTML_H1)
			h1 = i;
	}
	if (around->title == NOWHERE)
		around->title = h1;
	prose = NOWHERE;
	for (uint32_t i = page->count; i-- > 0;) {
		around->prose_after[i] = prose;
		if (page->blocks[i].prose)
			prose = i;
	}
}

static void find_spans(const struct page *page, struct surroundings *around)
{
	for (unsigned g = 0; g < GUESS_COUNT; g++) {
		around->first_in[g] = NOWHERE;
		for (uint32_t i = 0; i < page->count; i++) {
			if (!html_holds(page->html, page->guess[g], page->blocks[i].element))
				continue;
			if (around->first_in[g] == NOWHERE)
				around->first_in[g] = i;
			around->last_in[g] = i;
		}
		if (around->first_in[g] == NOWHERE) {
			around->first_in[g] = 0;
			around->last_in[g] = page->count - 1;
		}
	}
}

static void find_ancestors(const struct page *page, struct surroundings *around)
{
	const struct html *html = page->html;
	uint32_t many = page->guess[GUESS_MANY];

	for (uint32_t i = page->body; i < html->nodes[page->body].end; i++) {
		const struct html_node *node = &html->nodes[i];
		const struct place *place = &page->places[i];

		if (node->tag == HTML_TEXT || place->blocks == 0)
			continue;
		if (i > many && i < html->nodes[many].end)
			around->child[i] = node->parent == many ? i : around->child[node->parent];
		if (node->tag == HTML_ARTICLE) {
			around->article[i] = ++around->articles;
			if (place->prose > around->largest_article)
				around->largest_article = place->prose;
		}
	}
	around->child[many] = many;
}

struct surroundings *surroundings_make(struct page *page)
{
	struct arena *arena = &page->arena;
	size_t blocks = (size_t)page->count + 1, nodes = page->html->node_count;
	struct surroundings *around = arena_zalloc(arena, 1, sizeof(*around));

	if (!around)
		return NULL;
	around->words = arena_zalloc(arena, blocks, sizeof(*around->words));
	around->prose = arena_zalloc(arena, blocks, sizeof(*around->prose));
	around->prose_before = arena_zalloc(arena, 9 * blocks, sizeof(uint32_t));
	around->groups = arena_zalloc(arena, blocks, sizeof(*around->groups));
	around->child = arena_zalloc(arena, 2 * nodes, sizeof(uint32_t));
	if (!around->words || !around->prose || !around->prose_before || !around->groups ||
	    !around->child)
		return NULL;
	around->prose_after = around->prose_before + blocks;
	around->group = around->prose_before + 2 * blocks;
	around->copies = around->prose_before + 3 * blocks;
	around->openings = around->prose_before + 4 * blocks;
	around->heading = around->prose_before + 5 * blocks;
	around->copy_number = around->prose_before + 6 * blocks;
	around->headings = around->prose_before + 7 * blocks;
	around->titles = around->prose_before + 8 * blocks;
	around->article = around->child + nodes;
	find_order(page, around);
	find_spans(page, around);
	find_ancestors(page, around);
	if (!find_groups(page, around) ||
	    !count_equals(page, words_key, around->copies, around->copy_number) ||
	    !count_equals(page, opening_key, around->openings, NULL))
		return NULL;
	return around;
}
