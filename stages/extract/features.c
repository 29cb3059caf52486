#include "features.h"

#include "base/buf.h"
#include "base/compiler.h"

enum {
	WINDOW = 5,   /* blocks on each side that are summed up */
	LOST = 99,    /* a distance to what there is not */
	SECTION = 40, /* blocks that a heading's topics reach */
};

const char *feature_name(struct arena *arena, const char *first, const char *second, int number)
{
	struct buf buf = {0};
	struct slice copy;

	buf_printf(&buf, "%s", first);
	if (number)
		buf_printf(&buf, "%s%d", number > 0 ? "+" : "", number);
	buf_printf(&buf, "%s%s", *second ? "." : "", second);
	buf_push(&buf, '\0');
	if (buf_failed(&buf) || !arena_copy(arena, buf_slice(&buf), &copy))
		copy.data = NULL;
	buf_free(&buf);
	return copy.data;
}

static const char *const flat_names[] = {
#define X(name) #name,
	OWN_FEATURES(X) PLACE_FEATURES(X)
#undef X
};

static const char *const candidate_features[] = {
#define X(name) #name,
	CANDIDATE_FEATURES(X)
#undef X
};

static const char *const container_features[] = {
#define X(name) #name,
	CONTAINER_FEATURES(X)
#undef X
};

static const char *const neighbour_features[] = {
#define X(name) #name,
	NEIGHBOUR_FEATURES(X)
#undef X
};

const char *const *block_feature_names(struct arena *arena)
{
	static const char *const candidates[] = {"readable", "most", "many", "cluster"};
	static const char *const levels[] = {"element", "parent", "grandparent", "ancestor"};
	const char **names = arena_zalloc(arena, FEATURE_COUNT, sizeof(*names));
	unsigned at = 0;

	if (!names)
		return NULL;
	for (unsigned i = 0; i < COUNT_OF(flat_names); i++)
		names[at++] = flat_names[i];
	for (unsigned i = 0; i < HINT_COUNT; i++)
		names[at++] = feature_name(arena, "hint", hint_names[i], 0);
	for (unsigned i = 0; i < NEAR_COUNT; i++)
		names[at++] = feature_name(arena, "tag", near_names[i], 0);
	for (unsigned i = 0; i < TOPIC_COUNT; i++)
		names[at++] = feature_name(arena, "topic", topic_names[i], 0);
	for (unsigned i = 0; i < TOPIC_COUNT; i++)
		names[at++] = feature_name(arena, "words", topic_names[i], 0);
	for (unsigned i = 0; i < TOPIC_COUNT; i++)
		names[at++] = feature_name(arena, "section", topic_names[i], 0);
	for (unsigned i = 0; i < KIND_COUNT; i++)
		names[at++] = feature_name(arena, "kind", kind_names[i], 0);
	for (unsigned i = 0; i < CANDIDATE_COUNT; i++)
		for (unsigned n = 0; n < CANDIDATE_WIDTH; n++)
			names[at++] = feature_name(arena, candidates[i], candidate_features[n], 0);
	for (unsigned i = 0; i < CONTAINERS; i++)
		for (unsigned n = 0; n < CONTAINER_WIDTH; n++)
			names[at++] = feature_name(arena, levels[i], container_features[n], 0);
	for (int i = 1; i <= NEIGHBOURS; i++)
		for (int side = -1; side <= 1; side += 2)
			for (unsigned n = 0; n < (i == 1 ? NEIGHBOUR_WIDTH : FAR_NEIGHBOUR); n++)
				names[at++] = feature_name(arena, "block", neighbour_features[n],
							   side * i);
	for (unsigned i = 0; i < FEATURE_COUNT; i++)
		if (!names[i])
			return NULL;
	return names;
}

/* How much of it is links. */
static int32_t linked(const struct block *block)
{
	return feature_share(block->link_bytes, block->len);
}

/* The tags that blocks mostly have, in an order that puts likes together; else 25. */
static int32_t tag_number(unsigned tag)
{
	/* clang-format off */
	static const unsigned char order[] = {
		HTML_P,  HTML_DIV, HTML_LI, HTML_H1, HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6,
		HTML_TD, HTML_TH, HTML_FIGCAPTION, HTML_BLOCKQUOTE, HTML_PRE, HTML_DT, HTML_DD,
		HTML_SECTION, HTML_ARTICLE, HTML_HEADER, HTML_FOOTER, HTML_BUTTON, HTML_LABEL,
		HTML_ASIDE, HTML_BODY, HTML_CAPTION,
	};
	/* clang-format on */
	int32_t number = 0;

	while (number < (int32_t)COUNT_OF(order) && order[number] != tag)
		number++;
	return number;
}

static void write_own(const struct page *page, const struct page_context *context, uint32_t i,
		      int32_t *row)
{
	const struct block *block = &page->blocks[i];
	static const struct {
		enum feature feature;
		uint32_t sign;
		/* clang-format off */
	} signs[] = {
		{F_question, SIGN_QUESTION}, {F_colon, SIGN_COLON},   {F_more, SIGN_MORE},
		{F_exclaim, SIGN_EXCLAIM},   {F_rights, SIGN_RIGHTS}, {F_bar, SIGN_BAR},
		{F_date, SIGN_DATE},         {F_quote, SIGN_QUOTE},   {F_dash, SIGN_DASH},
		{F_star, SIGN_STAR},         {F_address, SIGN_ADDRESS}, {F_lower, SIGN_LOWER},
		{F_price, SIGN_PRICE},
	};
	/* clang-format on */

	row[F_tag] = tag_number(page->html->nodes[block->element].tag);
	row[F_words] = feature_limit(block->words);
	row[F_chars] = feature_limit(block->chars);
	row[F_linked] = linked(block);
	row[F_links] = block->links;
	row[F_links_per_word] = feature_share(block->links, block->words);
	row[F_breaks] = block->breaks;
	row[F_bold] = feature_share(block->bold_bytes, block->len);
	row[F_italic] = feature_share(block->italic_bytes, block->len);
	row[F_in_time] = (block->styles & STYLE_TIME) != 0;
	row[F_in_span] = (block->styles & STYLE_SPAN) != 0;
	row[F_ended] = block->ended;
	row[F_commas] = feature_limit(block->commas);
	row[F_commas_per_word] = feature_share(block->commas, block->words);
	row[F_sentences] = feature_limit(block->sentences);
	row[F_stop_words] = feature_share(block->stop_words, block->words);
	row[F_digits] = feature_share(block->digits, block->chars);
	row[F_uppers] = feature_share(block->uppers, block->letters);
	row[F_ideographs] = feature_share(block->ideographs, block->chars);
	row[F_word_length] = feature_share(block->chars, block->words);
	row[F_capitals] = feature_share(block->capitals, block->words);
	for (unsigned n = 0; n < COUNT_OF(signs); n++)
		row[signs[n].feature] = (block->signs & signs[n].sign) != 0;
	row[F_title] = block->title;
	row[F_summary] = block->summary;
	row[F_copies] = context->copies[i] < 9 ? (int32_t)context->copies[i] : 9;
	row[F_openings] = block->opening ? feature_limit(context->openings[i]) : 0;
	row[F_json] = block->json;
	row[F_prose] = feature_limit(block->prose);
	row[F_topic] = block->topics.most;
	row[F_keywords] = feature_share(block->keyword_count, block->words);
	row[F_title_overlap] = feature_overlap(block->keywords, page->keywords.title);
	row[F_keyword_overlap] =
		feature_overlap(block->keywords, page->places[page->body].keywords);
	row[F_boilerplate] = feature_share(block->boilerplate, block->words);
	for (unsigned n = 0; n < TOPIC_COUNT; n++) {
		row[F_TOPICS + n] = block->topics.by[n];
		row[F_TOPIC_WORDS + n] = feature_share(block->topic_words[n], block->words);
	}
	row[F_copy_number] = feature_limit(context->copy_number[i]);
	for (unsigned n = 0; n < KIND_COUNT; n++)
		row[F_KINDS + n] = page->kind[n];
}

static void write_order(const struct page *page, const struct page_context *context, uint32_t i,
			int32_t *row)
{
	uint32_t heading = context->heading[i];
	uint32_t first = context->first_prose, last = context->last_prose;

	row[F_page_prose] = feature_limit(page->prose);
	row[F_page_blocks] = feature_limit(page->count);
	row[F_title_keywords] = __builtin_popcountll(page->keywords.title);
	for (unsigned g = 0; g < CANDIDATE_COUNT; g++)
		row[F_candidates] +=
			html_holds(page->html, page->candidate[g], page->blocks[i].element);
	row[F_depth] = page->html->nodes[page->blocks[i].element].depth;
	row[F_blocks_before] = feature_share(i, page->count);
	row[F_words_before] = feature_share(context->words[i], page->words);
	row[F_prose_before] = feature_share(context->prose[i], page->prose);
	row[F_number] = feature_limit(i);
	row[F_number_back] = feature_limit(page->count - i);
	row[F_since_prose] = (int32_t)i - (first == NO_BLOCK ? 0 : (int32_t)first);
	row[F_until_prose] =
		(last == NO_BLOCK ? (int32_t)page->count - 1 : (int32_t)last) - (int32_t)i;
	row[F_since_heading] = LOST;
	if (heading == NO_BLOCK)
		return;
	row[F_since_heading] = i - heading < LOST ? (int32_t)(i - heading) : LOST;
	if (i - heading < SECTION)
		for (unsigned n = 0; n < TOPIC_COUNT; n++)
			row[F_SECTION + n] = page->blocks[heading].topics.by[n];
}

static void write_neighbour(const struct page *page, const struct page_context *context, uint32_t i,
			    int64_t j, bool next, int32_t *row)
{
	const struct block *block, *own = &page->blocks[i];
	const struct html_node *nodes = page->html->nodes;
	unsigned width = next ? NEIGHBOUR_WIDTH : FAR_NEIGHBOUR;

	if (j < 0 || j >= (int64_t)page->count) {
		for (unsigned n = 0; n < width; n++)
			row[n] = -1;
		return;
	}
	block = &page->blocks[j];
	row[0] = feature_limit(block->words);
	row[1] = linked(block);
	row[2] = block->ended;
	row[3] = tag_number(nodes[block->element].tag);
	row[4] = feature_limit(block->prose);
	if (!next)
		return;
	row[5] = block->topics.most;
	row[6] = feature_share(block->commas, block->words);
	row[7] = feature_share(block->stop_words, block->words);
	row[8] = block->title;
	row[9] = context->group[i] == context->group[j];
	row[10] = nodes[block->element].parent == nodes[own->element].parent;
}

static void write_neighbours(const struct page *page, const struct page_context *context,
			     uint32_t i, int32_t *row)
{
	for (int64_t distance = 1; distance <= NEIGHBOURS; distance++) {
		for (int64_t side = -1; side <= 1; side += 2) {
			write_neighbour(page, context, i, (int64_t)i + side * distance,
					distance == 1, row);
			row += distance == 1 ? NEIGHBOUR_WIDTH : FAR_NEIGHBOUR;
		}
	}
}

/* What the blocks [from, to) say of the headline, and of what no article has. */
static void write_overlaps(const struct page *page, uint32_t from, uint32_t to,
			   int32_t *title_overlap, int32_t *all_overlap, int32_t *boilerplate)
{
	keyword_set set = 0;
	uint64_t words = 0, bad = 0;

	for (uint32_t j = from; j < to; j++) {
		const struct block *block = &page->blocks[j];

		set |= block->prose ? block->keywords : 0;
		words += block->words;
		bad += block->boilerplate;
	}
	*title_overlap = feature_overlap(set, page->keywords.title);
	*all_overlap = feature_overlap(set, page->places[page->body].keywords);
	*boilerplate = feature_share(bad, words);
}

static void write_windows(const struct page *page, const struct page_context *context, uint32_t i,
			  int32_t *row)
{
	uint32_t from = i < WINDOW ? 0 : i - WINDOW;
	uint32_t to = page->count - i <= WINDOW ? page->count : i + 1 + WINDOW;
	const struct block *before = i ? &page->blocks[i - 1] : NULL;

	row[F_near_before] = feature_limit(context->prose[i] - context->prose[from]);
	row[F_near_after] = feature_limit(context->prose[to] - context->prose[i + 1]);
	write_overlaps(page, from, i, row + F_title_overlap_before, row + F_keyword_overlap_before,
		       row + F_boilerplate_before);
	write_overlaps(page, i + 1, to, row + F_title_overlap_after, row + F_keyword_overlap_after,
		       row + F_boilerplate_after);
	for (uint32_t j = from; j < i; j++)
		row[F_linked_before] += linked(&page->blocks[j]) / WINDOW;
	for (uint32_t j = i + 1; j < to; j++)
		row[F_linked_after] += linked(&page->blocks[j]) / WINDOW;
	row[F_teased] = before && before->words >= 4 && linked(before) > 800 &&
			page->html->nodes[before->element].parent ==
				page->html->nodes[page->blocks[i].element].parent;
}

void block_features_write(const struct page *page, const struct page_context *context,
			  uint32_t from, uint32_t count, int32_t *rows)
{
	memset(rows, 0, (size_t)count * FEATURE_COUNT * sizeof(*rows));
	for (uint32_t i = from; i < from + count; i++, rows += FEATURE_COUNT) {
		write_own(page, context, i, rows);
		tree_features_write(page, context, i, rows);
		write_order(page, context, i, rows);
		write_neighbours(page, context, i, rows + F_NEIGHBOURS);
		write_windows(page, context, i, rows);
	}
}
