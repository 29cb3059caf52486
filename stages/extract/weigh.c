/* What is in each element, and which of them the article may be. */
#include "page.h"

/* A block adds to the score of what it is in, the more the nearer (as Arc90's Readability
 * does). */
static void add_readability(struct page *page, const struct block *block)
{
	static const uint32_t share[] = {0, 12, 6, 2, 2, 1}; /* by levels up, of 12 */
	const struct html *html = page->html;
	uint32_t element = block->element;
	uint64_t points;

	if (block->chars < 25 || block->prose == 0)
		return;
	points = 100 + 100 * (uint64_t)block->commas + (block->chars < 300 ? block->chars : 300);
	points -= points * block->link_bytes / block->len;
	for (unsigned level = 0; level < 6; level++) {
		struct place *place = &page->places[element];
		uint64_t sum = place->readability + points * share[level] / 12;

		place->readability = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
		if (element == page->body)
			break;
		element = html->nodes[element].parent;
	}
}

static void add_to_group(struct sibling_group *group, const struct place *place)
{
	group->words += place->words;
	group->link_words += place->link_words;
	group->prose += place->prose;
	group->prices += place->prices;
	group->headings += place->headings;
}

/* Sums in each element what its blocks have. Children come after their parents. */
static void add_up(struct page *page)
{
	const struct html *html = page->html;

	page->words = page->prose = 0;
	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		struct place *place = &page->places[block->element];

		place->words += block->words;
		place->link_words +=
			(uint32_t)((uint64_t)block->words * block->link_bytes / block->len);
		place->prose += block->prose;
		place->blocks++;
		place->prices += (block->signs & SIGN_PRICE) != 0;
		place->headings += html_is_heading(html->nodes[block->element].tag);
		place->paragraphs += html->nodes[block->element].tag == HTML_P;
		place->boilerplate += block->boilerplate;
		place->keywords |= block->prose ? block->keywords : 0;
		page->words += block->words;
		page->prose += block->prose;
		add_readability(page, block);
	}
	for (uint32_t i = html->nodes[page->body].end; --i > page->body;) {
		const struct place *place = &page->places[i];
		struct place *above = &page->places[html->nodes[i].parent];

		if (html->nodes[i].tag == HTML_TEXT || place->blocks == 0)
			continue;
		add_to_group(&page->sibling_groups[place->siblings], place);
		above->words += place->words;
		above->link_words += place->link_words;
		above->prose += place->prose;
		above->blocks += place->blocks;
		above->prices += place->prices;
		above->headings += place->headings;
		above->paragraphs += place->paragraphs;
		above->boilerplate += place->boilerplate;
		above->keywords |= place->keywords;
	}
}

static uint64_t readability(const struct page *page, uint32_t element)
{
	const struct place *place = &page->places[element];
	uint64_t score = place->readability;

	if (place->words == 0)
		return 0;
	score = score * (place->words - place->link_words) / place->words;
	if (place->own & (HINT(ARTBODY) | HINT(ARTICLE)))
		score += score / 4;
	if (place->own & (HINT(NAV) | HINT(RELATED) | HINT(COMMENT) | HINT(FOOTER) | HINT(SIDEBAR)))
		score /= 2;
	if (place->item == 1)
		score *= 2;
	if (page->html->nodes[element].tag == HTML_ARTICLE)
		score += score / 5;
	return score;
}

/* The deepest element that holds so many thousandths of all prose. */
static uint32_t deepest(const struct page *page, uint64_t thousandths)
{
	const struct html *html = page->html;
	uint32_t element = page->body;

	for (uint32_t i = page->body + 1; i < html->nodes[element].end;) {
		bool holds = html->nodes[i].tag != HTML_TEXT &&
			     page->places[i].prose * 1000 >= page->prose * thousandths;

		if (holds && page->prose > 0) {
			element = i;
			i++;
		} else {
			i = html->nodes[i].end;
		}
	}
	return element;
}

/* The element that a block's paragraph is in: a <div> may be one or hold many. */
static uint32_t cluster_of(const struct page *page, const struct block *block)
{
	const struct html_node *node = &page->html->nodes[block->element];

	return node->tag == HTML_DIV || node->tag == HTML_TD || block->element == page->body
		       ? block->element
		       : node->parent;
}

static bool find_candidates(struct page *page)
{
	const struct html *html = page->html;
	uint32_t *clusters = arena_zalloc(&page->arena, html->node_count, sizeof(*clusters));
	uint32_t best = page->body, cluster = page->body;
	uint64_t most = 0;

	if (!clusters)
		return false;
	for (uint32_t i = page->body; i < html->nodes[page->body].end; i++) {
		uint64_t score;

		if (html->nodes[i].tag == HTML_TEXT || page->places[i].blocks == 0)
			continue;
		score = readability(page, i);
		if (score > most) {
			most = score;
			best = i;
		}
	}
	for (uint32_t i = 0; i < page->count; i++)
		clusters[cluster_of(page, &page->blocks[i])] += page->blocks[i].prose;
	for (uint32_t i = page->body; i < html->nodes[page->body].end; i++)
		if (clusters[i] > clusters[cluster])
			cluster = i;
	page->candidate[CANDIDATE_READABILITY] = best;
	page->candidate[CANDIDATE_MOST] = deepest(page, 700);
	page->candidate[CANDIDATE_MANY] = deepest(page, 400);
	page->candidate[CANDIDATE_CLUSTER] = cluster;
	return true;
}

bool page_weigh(struct page *page)
{
	add_up(page);
	return find_candidates(page);
}
