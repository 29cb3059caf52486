/* The features of where a block stands in the tree of the page. */
#include "features.h"

#include <string.h>

enum {
	LOST = 99,       /* a distance to what there is not */
	TWIN_LEVELS = 9, /* how far up a repeated ancestor is looked for */
	TWIN_WORDS = 15, /* and how many words it has at least */
};

static void write_families(const struct place *place, int32_t *row)
{
	/* clang-format off */
	static const unsigned char bad[] = {
		FAMILY_NAV, FAMILY_RELATED, FAMILY_SHARE, FAMILY_COMMENT, FAMILY_PROMO,
		FAMILY_NEWSLETTER, FAMILY_FOOTER, FAMILY_SIDEBAR, FAMILY_AUTHOR, FAMILY_POPUP,
		FAMILY_HIDDEN,
	};
	/* clang-format on */
	int32_t nearest = FAR, near = 0, far = 0, item = place->item ? place->item - 1 : FAR;

	for (unsigned n = 0; n < FAMILY_COUNT; n++)
		row[F_FAMILIES + n] = place->family[n];
	for (unsigned n = 0; n < NEAR_COUNT; n++)
		row[F_TAGS + n] = place->tag[n];
	for (unsigned n = 0; n < COUNT_OF(bad); n++) {
		int32_t levels = place->family[bad[n]];

		nearest = levels < nearest ? levels : nearest;
		near += levels <= 4;
		far += levels <= 8;
	}
	row[F_hidden] = place->hidden;
	row[F_item] = place->item;
	row[F_articles_up] = place->articles;
	row[F_hints] = place->hints;
	row[F_nearest_bad] = nearest;
	row[F_bad_near] = near;
	row[F_bad_far] = far;
	row[F_nearest_good] =
		item < place->family[FAMILY_ARTBODY] ? item : place->family[FAMILY_ARTBODY];
}

static void write_guesses(const struct page *page, const struct surroundings *around, uint32_t i,
			  int32_t *row)
{
	uint32_t element = page->blocks[i].element;

	for (unsigned g = 0; g < GUESS_COUNT; g++, row += GUESS_WIDTH) {
		uint32_t first = around->first_in[g], last = around->last_in[g];

		row[0] = levels_up(page->html, element, page->guess[g]);
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
		row[8] = feature_said(place->keywords, page->keywords.title);
		row[9] = feature_said(place->keywords, page->places[page->body].keywords);
		row[10] = feature_share(place->furniture, place->words);
		above = element == page->body;
		element = page->html->nodes[element].parent;
	}
}

static void write_group(const struct page *page, const struct surroundings *around, uint32_t i,
			int32_t *row)
{
	const struct group *group = &around->groups[around->group[i]];
	uint32_t element = page->blocks[i].element;
	uint32_t child = around->child[element];
	const struct place *place = &page->places[child];
	const family_set good = FAMILY(ARTBODY) | FAMILY(ARTICLE) | FAMILY(CONTENT);
	const family_set bad = FAMILY(NAV) | FAMILY(RELATED) | FAMILY(SHARE) | FAMILY(COMMENT) |
			       FAMILY(PROMO) | FAMILY(NEWSLETTER) | FAMILY(CAPTION) |
			       FAMILY(FOOTER) | FAMILY(SIDEBAR) | FAMILY(AUTHOR) | FAMILY(META) |
			       FAMILY(TAGS) | FAMILY(TEASER) | FAMILY(POPUP) | FAMILY(HIDDEN) |
			       FAMILY(VIDEO) | FAMILY(LIVE) | FAMILY(JUMP);

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
	row[F_child_said] = feature_said(place->keywords, page->places[page->body].keywords);
	row[F_child_furniture] = feature_share(place->furniture, place->words);
	row[F_child_good] = (place->own & good) != 0;
}

/* The nearest ancestor that is one of several of its look. */
static void write_twins(const struct page *page, uint32_t element, int32_t *row)
{
	row[F_twin_words] = row[F_twin_prose] = row[F_twin_levels] = -1;
	for (int32_t level = 0; level < TWIN_LEVELS && element != page->body; level++) {
		const struct place *place = &page->places[element];
		unsigned tag = page->html->nodes[element].tag;

		if (tag != HTML_P && !html_is_heading(tag) && tag != HTML_LI && tag != HTML_TD &&
		    tag != HTML_TR && tag != HTML_SPAN && place->words >= TWIN_WORDS &&
		    page->twins[place->twins] >= 2) {
			row[F_twins] = feature_limit(page->twins[place->twins]);
			row[F_twin_number] = feature_limit(place->twin_index);
			row[F_twin_words] = feature_limit(place->words);
			row[F_twin_prose] = feature_share(place->prose, page->prose);
			row[F_twin_levels] = level;
			row[F_twin_said] =
				feature_said(place->keywords, page->places[page->body].keywords);
			return;
		}
		element = page->html->nodes[element].parent;
	}
}

static void write_article(const struct page *page, const struct surroundings *around,
			  uint32_t element, int32_t *row)
{
	uint32_t article = page->places[element].article;

	row[F_articles] = feature_limit(around->articles);
	row[F_article_number] = row[F_article_size] = row[F_article_prose] = -1;
	if (!article)
		return;
	row[F_article_number] = feature_limit(around->article[article]) - 1;
	row[F_article_titled] =
		around->title != NOWHERE &&
		html_holds(page->html, article, page->blocks[around->title].element);
	row[F_article_size] = feature_share(page->places[article].prose, around->largest_article);
	row[F_article_prose] = feature_share(page->places[article].prose, page->prose);
	row[F_article_said] =
		feature_said(page->places[article].keywords, page->places[page->body].keywords);
}

/* The way in the tree from a block to another: levels up, then down, and what the turning point
 * holds. */
static void write_way(const struct page *page, uint32_t i, uint32_t other, int32_t way[static 3])
{
	const struct html *html = page->html;
	uint32_t at = page->blocks[i].element, to;
	int32_t up = 0;

	way[0] = way[1] = FAR;
	way[2] = -1;
	if (other == NOWHERE)
		return;
	to = page->blocks[other].element;
	while (!html_holds(html, at, to) && up < FAR) {
		at = html->nodes[at].parent;
		up++;
	}
	if (up == FAR)
		return;
	way[0] = up;
	way[1] = (int32_t)html->nodes[to].depth - (int32_t)html->nodes[at].depth;
	way[2] = feature_share(page->places[at].prose, page->prose);
}

static void write_ways(const struct page *page, const struct surroundings *around, uint32_t i,
		       int32_t *row)
{
	uint32_t before = around->prose_before[i], after = around->prose_after[i];
	int32_t way[3];

	write_way(page, i, around->title, way);
	row[F_title_up] = way[0];
	row[F_title_down] = way[1];
	row[F_title_prose] = way[2];
	row[F_prose_since_title] = row[F_headings_since_title] = row[F_titles_since_title] = -1;
	row[F_words_since_title] = -1;
	row[F_since_title] = -999;
	if (around->title != NOWHERE) {
		uint32_t title = around->title;

		if (i >= title) {
			row[F_headings_since_title] =
				feature_limit(around->headings[i] - around->headings[title]);
			row[F_titles_since_title] =
				feature_limit(around->titles[i] - around->titles[title]);
			row[F_words_since_title] =
				feature_limit(around->words[i] - around->words[title]);
		}
		row[F_since_title] = (int32_t)i - (int32_t)around->title;
		if (i >= around->title)
			row[F_prose_since_title] = feature_share(
				around->prose[i] - around->prose[around->title], page->prose);
	}
	write_way(page, i, before, way);
	row[F_before_up] = way[0];
	row[F_before_down] = way[1];
	row[F_before_prose] = way[2];
	row[F_before_gap] = before == NOWHERE ? LOST : feature_limit(i - before);
	write_way(page, i, after, way);
	row[F_after_up] = way[0];
	row[F_after_down] = way[1];
	row[F_after_prose] = way[2];
	row[F_after_gap] = after == NOWHERE ? LOST : feature_limit(after - i);
}

void tree_features_write(const struct page *page, const struct surroundings *around, uint32_t i,
			 int32_t *row)
{
	uint32_t element = page->blocks[i].element;

	write_families(&page->places[element], row);
	write_guesses(page, around, i, row + F_GUESSES);
	write_containers(page, element, row + F_CONTAINERS);
	write_group(page, around, i, row);
	write_twins(page, element, row);
	write_article(page, around, element, row);
	write_ways(page, around, i, row);
}
