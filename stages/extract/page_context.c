#include "page_context.h"

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
	struct map *map = &page->sibling_map;

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

static uint64_t tag_class_key(const struct page *page, const struct block *block)
{
	uint64_t key = 1;
	uint32_t at = block->element;

	for (unsigned level = 0; level < 3; level++) {
		key = (key ^ page->places[at].tag_class_hash) * UINT64_C(0x9E3779B97F4A7C15);
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

static bool find_groups(struct page *page, struct page_context *context)
{
	uint32_t count;

	if (!number_keys(page, tag_class_key, context->group, &count))
		return false;
	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		struct group *group = &context->groups[context->group[i]];

		group->count++;
		group->words += block->words;
		group->link_words +=
			(uint32_t)((uint64_t)block->words * block->link_bytes / block->len);
		group->prose += block->prose;
		group->ended += block->ended;
	}
	return true;
}

static void find_order(const struct page *page, struct page_context *context)
{
	uint32_t heading = NO_BLOCK, prose = NO_BLOCK, h1 = NO_BLOCK;

	context->title = context->first_prose = context->last_prose = NO_BLOCK;
	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];

		context->words[i + 1] = context->words[i] + block->words;
		context->prose[i + 1] = context->prose[i] + block->prose;
		unsigned tag = page->html->nodes[block->element].tag;

		context->headings[i] = (i ? context->headings[i - 1] : 0) + html_is_heading(tag);
		context->titles[i] = (i ? context->titles[i - 1] : 0) + (tag == HTML_H1);
		if (is_heading(page, block))
			heading = i;
		context->heading[i] = heading;
		context->prose_before[i] = prose;
		if (block->prose) {
			context->first_prose = prose == NO_BLOCK ? i : context->first_prose;
			context->last_prose = prose = i;
		}
		if (block->title && block->words >= 3 && context->title == NO_BLOCK &&
		    (block->title == 2 || block->chars > 15))
			context->title = i;
		if (h1 == NO_BLOCK && page->html->nodes[block->element].tag == HTML_H1)
			h1 = i;
	}
	if (context->title == NO_BLOCK)
		context->title = h1;
	prose = NO_BLOCK;
	for (uint32_t i = page->count; i-- > 0;) {
		context->prose_after[i] = prose;
		if (page->blocks[i].prose)
			prose = i;
	}
}

static void find_spans(const struct page *page, struct page_context *context)
{
	for (unsigned g = 0; g < CANDIDATE_COUNT; g++) {
		context->first_in[g] = NO_BLOCK;
		for (uint32_t i = 0; i < page->count; i++) {
			if (!html_holds(page->html, page->candidate[g], page->blocks[i].element))
				continue;
			if (context->first_in[g] == NO_BLOCK)
				context->first_in[g] = i;
			context->last_in[g] = i;
		}
		if (context->first_in[g] == NO_BLOCK) {
			context->first_in[g] = 0;
			context->last_in[g] = page->count - 1;
		}
	}
}

static void find_ancestors(const struct page *page, struct page_context *context)
{
	const struct html *html = page->html;
	uint32_t many = page->candidate[CANDIDATE_MANY];

	for (uint32_t i = page->body; i < html->nodes[page->body].end; i++) {
		const struct html_node *node = &html->nodes[i];
		const struct place *place = &page->places[i];

		if (node->tag == HTML_TEXT || place->blocks == 0)
			continue;
		if (i > many && i < html->nodes[many].end)
			context->child[i] = node->parent == many ? i : context->child[node->parent];
		if (node->tag == HTML_ARTICLE) {
			context->article[i] = ++context->articles;
			if (place->prose > context->largest_article)
				context->largest_article = place->prose;
		}
	}
	context->child[many] = many;
}

struct page_context *page_context_make(struct page *page)
{
	struct arena *arena = &page->arena;
	size_t blocks = (size_t)page->count + 1, nodes = page->html->node_count;
	struct page_context *context = arena_zalloc(arena, 1, sizeof(*context));

	if (!context)
		return NULL;
	context->words = arena_zalloc(arena, blocks, sizeof(*context->words));
	context->prose = arena_zalloc(arena, blocks, sizeof(*context->prose));
	context->prose_before = arena_zalloc(arena, 9 * blocks, sizeof(uint32_t));
	context->groups = arena_zalloc(arena, blocks, sizeof(*context->groups));
	context->child = arena_zalloc(arena, 2 * nodes, sizeof(uint32_t));
	if (!context->words || !context->prose || !context->prose_before || !context->groups ||
	    !context->child)
		return NULL;
	context->prose_after = context->prose_before + blocks;
	context->group = context->prose_before + 2 * blocks;
	context->copies = context->prose_before + 3 * blocks;
	context->openings = context->prose_before + 4 * blocks;
	context->heading = context->prose_before + 5 * blocks;
	context->copy_number = context->prose_before + 6 * blocks;
	context->headings = context->prose_before + 7 * blocks;
	context->titles = context->prose_before + 8 * blocks;
	context->article = context->child + nodes;
	find_order(page, context);
	find_spans(page, context);
	find_ancestors(page, context);
	if (!find_groups(page, context) ||
	    !count_equals(page, words_key, context->copies, context->copy_number) ||
	    !count_equals(page, opening_key, context->openings, NULL))
		return NULL;
	return context;
}
