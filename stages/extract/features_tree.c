/* The features of where a block is in the tree of the page. */
#include "features.h"

#include <string.h>

enum {
	LOST = 99,          /* a distance to what there is not */
	SIBLING_LEVELS = 9, /* how far up a repeated ancestor is looked for */
	SIBLING_WORDS = 15, /* and how many words it has at least */
	REPEAT_LEVELS = 12, /* how far up a group of siblings is looked for */
	REPEATS_LEAST = 3,  /* and how many they are at least */
};

static void write_hints(const struct place *place, int32_t *row)
{
	/* clang-format off */
	static const unsigned char bad[] = {
		HINT_NAV, HINT_RELATED, HINT_SHARE, HINT_COMMENT, HINT_PROMO,
		HINT_NEWSLETTER, HINT_FOOTER, HINT_SIDEBAR, HINT_AUTHOR, HINT_POPUP,
		HINT_HIDDEN,
	};
	/* clang-format on */
	int32_t nearest = DIST_MAX, near = 0, far = 0,
		item = place->item ? place->item - 1 : DIST_MAX;

	for (unsigned n = 0; n < HINT_COUNT; n++)
		row[F_HINTS + n] = place->hint[n];
	for (unsigned n = 0; n < NEAR_COUNT; n++)
		row[F_TAGS + n] = place->tag[n];
	for (unsigned n = 0; n < COUNT_OF(bad); n++) {
		int32_t levels = place->hint[bad[n]];

		nearest = levels < nearest ? levels : nearest;
		near += levels <= 4;
		far += levels <= 8;
	}
	row[F_hidden] = place->hidden;
	row[F_item] = place->item;
	row[F_articles_up] = place->articles;
	row[F_hints] = place->hint_count;
	row[F_nearest_bad] = nearest;
	row[F_bad_near] = near;
	row[F_bad_far] = far;
	row[F_nearest_good] = item < place->hint[HINT_ARTBODY] ? item : place->hint[HINT_ARTBODY];
}

static void write_candidates(const struct page *page, const struct page_context *context,
			     uint32_t i, int32_t *row)
{
	uint32_t element = page->blocks[i].element;

	for (unsigned g = 0; g < CANDIDATE_COUNT; g++, row += CANDIDATE_WIDTH) {
		uint32_t first = context->first_in[g], last = context->last_in[g];

		row[0] = levels_up(page->html, element, page->candidate[g]);
		row[1] = i < first ? 0 : i > last ? 2 : 1;
		row[2] = (int32_t)i - (int32_t)first;
		row[3] = (int32_t)last - (int32_t)i;
	}
}

static void write_containers(const struct page *page, uint32_t element, int32_t *row)
{
	bool above = false; /* the body */

	for (unsigned n = 0; n < CONTAINERS; n++, row += CONTAINER_WIDTH) {
		const struct place *place = &page->places[element];

		if (above) {
			memset(row, 0, CONTAINER_WIDTH * sizeof(*row));
			continue;
		}
		row[0] = feature_limit(place->words);
		row[1] = feature_share(place->words, page->words);
		row[2] = feature_share(place->link_words, place->words);
		row[3] = feature_share(place->prose, page->prose);
		row[4] = feature_share(place->prose, place->words);
		row[5] = feature_limit(place->blocks);
		row[6] = feature_limit(place->paragraphs);
		row[7] = feature_share(place->words, place->blocks) / 10;
		row[8] = feature_overlap(place->keywords, page->keywords.title);
		row[9] = feature_overlap(place->keywords, page->places[page->body].keywords);
		row[10] = feature_share(place->boilerplate, place->words);
		above = element == page->body;
		element = page->html->nodes[element].parent;
	}
}

static void write_group(const struct page *page, const struct page_context *context, uint32_t i,
			int32_t *row)
{
	const struct group *group = &context->groups[context->group[i]];
	uint32_t element = page->blocks[i].element;
	uint32_t child = context->child[element];
	const struct place *place = &page->places[child];
	const hint_set good = HINT(ARTBODY) | HINT(ARTICLE) | HINT(CONTENT);
	const hint_set bad = HINT(NAV) | HINT(RELATED) | HINT(SHARE) | HINT(COMMENT) | HINT(PROMO) |
			     HINT(NEWSLETTER) | HINT(CAPTION) | HINT(FOOTER) | HINT(SIDEBAR) |
			     HINT(AUTHOR) | HINT(META) | HINT(TAGS) | HINT(TEASER) | HINT(POPUP) |
			     HINT(HIDDEN) | HINT(VIDEO) | HINT(LIVE) | HINT(JUMP);

	row[F_group_count] = feature_limit(group->count);
	row[F_group_words] = feature_share(group->words, page->words);
	row[F_group_linked] = feature_share(group->link_words, group->words);
	row[F_group_prose] = feature_share(group->prose, page->prose);
	row[F_group_mean] = feature_limit(group->words * UINT64_C(10) / group->count);
	row[F_group_ended] = feature_share(group->ended, group->count);
	row[F_siblings] =
		element == page->body
			? 0
			: feature_limit(page->places[page->html->nodes[element].parent].blocks);
	if (!child)
		return;
	row[F_child_words] = feature_limit(place->words);
	row[F_child_linked] = feature_share(place->link_words, place->words);
	row[F_child_pure] = feature_share(place->prose, place->words);
	row[F_child_blocks] = feature_limit(place->blocks);
	row[F_child_bad] = __builtin_popcount(place->own & bad);
	row[F_child_overlap] = feature_overlap(place->keywords, page->places[page->body].keywords);
	row[F_child_boilerplate] = feature_share(place->boilerplate, place->words);
	row[F_child_good] = (place->own & good) != 0;
}

/* The nearest ancestor that is one of several of its tag and class. */
static void write_class_siblings(const struct page *page, uint32_t element, int32_t *row)
{
	row[F_class_sibling_words] = row[F_class_sibling_prose] = row[F_class_sibling_levels] = -1;
	for (int32_t level = 0; level < SIBLING_LEVELS && element != page->body; level++) {
		const struct place *place = &page->places[element];
		unsigned tag = page->html->nodes[element].tag;

		if (tag != HTML_P && !html_is_heading(tag) && tag != HTML_LI && tag != HTML_TD &&
		    tag != HTML_TR && tag != HTML_SPAN && place->words >= SIBLING_WORDS &&
		    page->sibling_groups[place->siblings].count >= 2) {
			row[F_class_siblings] =
				feature_limit(page->sibling_groups[place->siblings].count);
			row[F_class_sibling_number] = feature_limit(place->class_sibling_index);
			row[F_class_sibling_words] = feature_limit(place->words);
			row[F_class_sibling_prose] = feature_share(place->prose, page->prose);
			row[F_class_sibling_levels] = level;
			row[F_class_sibling_overlap] =
				feature_overlap(place->keywords, page->places[page->body].keywords);
			return;
		}
		element = page->html->nodes[element].parent;
	}
}

/* The group of alike siblings with the most words that an element or one of its ancestors is of:
 * the cards of a list, the posts of a thread, the rows of a table. */
static void write_repeats(const struct page *page, uint32_t element, int32_t *row)
{
	const struct sibling_group *best = NULL;

	row[F_repeat_levels] = -1;
	for (int32_t level = 0; level < REPEAT_LEVELS && element != page->body; level++) {
		const struct place *place = &page->places[element];
		const struct sibling_group *group = &page->sibling_groups[place->siblings];
		unsigned tag = page->html->nodes[element].tag;

		element = page->html->nodes[element].parent;
		if (group->count < REPEATS_LEAST || tag == HTML_P || html_is_heading(tag) ||
		    (best && group->words <= best->words))
			continue;
		best = group;
		row[F_repeats] = feature_limit(group->count);
		row[F_repeat_levels] = level;
		row[F_repeat_number] = feature_limit(place->class_sibling_index);
		row[F_repeat_item] = feature_limit(place->words);
		row[F_repeat_words] = feature_share(group->words, page->words);
		row[F_repeat_mean] = feature_limit(UINT64_C(10) * group->words / group->count);
		row[F_repeat_linked] = feature_share(group->link_words, group->words);
		row[F_repeat_prose] = feature_share(group->prose, page->prose);
		row[F_repeat_prices] = feature_share(group->prices, group->count);
		row[F_repeat_headings] = feature_share(group->headings, group->count);
	}
}

static void write_article(const struct page *page, const struct page_context *context,
			  uint32_t element, int32_t *row)
{
	uint32_t article = page->places[element].article;

	row[F_articles] = feature_limit(context->articles);
	row[F_article_number] = row[F_article_size] = row[F_article_prose] = -1;
	if (!article)
		return;
	row[F_article_number] = feature_limit(context->article[article]) - 1;
	row[F_article_titled] =
		context->title != NO_BLOCK &&
		html_holds(page->html, article, page->blocks[context->title].element);
	row[F_article_size] = feature_share(page->places[article].prose, context->largest_article);
	row[F_article_prose] = feature_share(page->places[article].prose, page->prose);
	row[F_article_overlap] =
		feature_overlap(page->places[article].keywords, page->places[page->body].keywords);
}

/* The way in the tree from a block to another: levels up, then down, and what the turning point
 * holds. */
static void write_way(const struct page *page, uint32_t i, uint32_t other, int32_t way[static 3])
{
	const struct html *html = page->html;
	uint32_t at = page->blocks[i].element, to;
	int32_t up = 0;

	way[0] = way[1] = DIST_MAX;
	way[2] = -1;
	if (other == NO_BLOCK)
		return;
	to = page->blocks[other].element;
	while (!html_holds(html, at, to) && up < DIST_MAX) {
		at = html->nodes[at].parent;
		up++;
	}
	if (up == DIST_MAX)
		return;
	way[0] = up;
	way[1] = (int32_t)html->nodes[to].depth - (int32_t)html->nodes[at].depth;
	way[2] = feature_share(page->places[at].prose, page->prose);
}

static void write_ways(const struct page *page, const struct page_context *context, uint32_t i,
		       int32_t *row)
{
	uint32_t before = context->prose_before[i], after = context->prose_after[i];
	int32_t way[3];

	write_way(page, i, context->title, way);
	row[F_title_up] = way[0];
	row[F_title_down] = way[1];
	row[F_title_prose] = way[2];
	row[F_prose_since_title] = row[F_headings_since_title] = row[F_titles_since_title] = -1;
	row[F_words_since_title] = -1;
	row[F_since_title] = -999;
	if (context->title != NO_BLOCK) {
		uint32_t title = context->title;

		if (i >= title) {
			row[F_headings_since_title] =
				feature_limit(context->headings[i] - context->headings[title]);
			row[F_titles_since_title] =
				feature_limit(context->titles[i] - context->titles[title]);
			row[F_words_since_title] =
				feature_limit(context->words[i] - context->words[title]);
		}
		row[F_since_title] = (int32_t)i - (int32_t)context->title;
		if (i >= context->title)
			row[F_prose_since_title] = feature_share(
				context->prose[i] - context->prose[context->title], page->prose);
	}
	write_way(page, i, before, way);
	row[F_before_up] = way[0];
	row[F_before_down] = way[1];
	row[F_before_prose] = way[2];
	row[F_before_gap] = before == NO_BLOCK ? LOST : feature_limit(i - before);
	write_way(page, i, after, way);
	row[F_after_up] = way[0];
	row[F_after_down] = way[1];
	row[F_after_prose] = way[2];
	row[F_after_gap] = after == NO_BLOCK ? LOST : feature_limit(after - i);
}

void tree_features_write(const struct page *page, const struct page_context *context, uint32_t i,
			 int32_t *row)
{
	uint32_t element = page->blocks[i].element;

	write_hints(&page->places[element], row);
	write_candidates(page, context, i, row + F_CANDIDATES);
	write_containers(page, element, row + F_CONTAINERS);
	write_group(page, context, i, row);
	write_class_siblings(page, element, row);
	write_repeats(page, element, row);
	row[F_parent_prices] =
		feature_limit(page->places[page->html->nodes[element].parent].prices);
	row[F_most_prices] = feature_limit(page->places[page->body].prices);
	write_article(page, context, element, row);
	write_ways(page, context, i, row);
}
