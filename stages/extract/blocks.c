/* The walk over a page's elements: blocks, and what elements hand down to what is in them. */
#include "page.h"

#include "base/hash.h"
#include "base/utf8.h"

const char *const near_names[NEAR_COUNT] = {
#define X(name, spelled) spelled,
	NEAR_TAGS(X)
#undef X
};

enum { BODY_DEPTH = 8 }; /* no body is looked for deeper */

/* The walk, and the block that is being gathered. */
struct walk {
	struct page *page;
	struct block block;
	bool pending;    /* white space came since the last character */
	bool line_break; /* a <br> did */
	unsigned breaks; /* <br> since the last character */
};

static uint8_t near_number(unsigned tag)
{
	switch (tag) {
	case HTML_H2:
	case HTML_H3:
	case HTML_H4:
	case HTML_H5:
	case HTML_H6:
		return NEAR_H1;
#define X(name, spelled) \
	case HTML_##name: \
		return NEAR_##name;
		NEAR_TAGS(X)
#undef X
	default:
		return NEAR_COUNT;
	}
}

static bool hints_of_value(struct page *page, struct slice value, bool classes, hint_set *set)
{
	uint64_t hash = hash64_seeded(value, classes) | 1;
	uint32_t *known = map_put(&page->names, hash);

	if (!known)
		return false;
	/* One more than the set, so that 0 is: not looked at yet. */
	if (*known == 0)
		*known = (classes ? class_hints_of(page->config->hints, value)
				  : class_id_hints_of(page->config->hints, value)) +
			 1;
	*set |= *known - 1;
	return true;
}

static bool value_is_hiding(struct slice style)
{
	size_t at = slice_find(style, 0, SLICE("display"));

	for (at += 7; at < style.len && (style.data[at] == ' ' || style.data[at] == ':'); at++)
		;
	return at < style.len && slice_starts(slice_from(style, at), SLICE("none"));
}

/* What the element's attributes say. */
static bool read_attributes(struct page *page, const struct html_node *node, struct place *place)
{
	const struct html *html = page->html;
	struct slice class = {0};

	for (uint32_t i = node->from; i < node->from + node->count; i++) {
		struct slice value = html_value(html, &html->attributes[i]);

		switch (html->attributes[i].name) {
		case HTML_AT_CLASS:
			class = value;
			if (!hints_of_value(page, value, true, &place->own))
				return false;
			break;
		case HTML_AT_ID:
		case HTML_AT_ROLE:
		case HTML_AT_DATA_TESTID:
		case HTML_AT_DATA_COMPONENT:
		case HTML_AT_DATA_TYPE:
		case HTML_AT_ARIA_LABEL:
			if (!hints_of_value(page, value, false, &place->own))
				return false;
			break;
		case HTML_AT_ITEMPROP:
			if (!hints_of_value(page, value, false, &place->own))
				return false;
			if (slice_equal(value, SLICE("articleBody")) ||
			    slice_equal(value, SLICE("reviewBody")))
				place->item = 1;
			break;
		case HTML_AT_ITEMTYPE:
			page->kind_hints[FROM_SCHEMA] |=
				class_id_hints_of(page->config->kind_hints, value);
			break;
		case HTML_AT_STYLE:
			place->hidden |= value_is_hiding(value);
			break;
		case HTML_AT_HIDDEN:
			place->hidden = true;
			break;
		case HTML_AT_ARIA_HIDDEN:
			place->hidden |= slice_equal(value, SLICE("true"));
			break;
		default:
			break;
		}
	}
	place->tag_class_hash = (uint32_t)hash64_seeded(class, node->tag);
	return true;
}

/* Counts the siblings of one tag and class: `place` is the next of them. */
static bool count_class_siblings(struct page *page, const struct html_node *node,
				 struct place *place)
{
	uint64_t key = ((uint64_t)node->parent << 32 | place->tag_class_hash) *
		       UINT64_C(0x9E3779B97F4A7C15);
	uint32_t *slot = map_put(&page->sibling_map, key | 1);

	if (!slot)
		return false;
	if (*slot == 0)
		*slot = (uint32_t)(node - page->html->nodes);
	place->siblings = *slot;
	place->class_sibling_index = page->sibling_groups[*slot].count++;
	return true;
}

static void farther(uint8_t near[static 32])
{
	for (unsigned i = 0; i < 32; i++)
		near[i] = (uint8_t)(near[i] + (near[i] < DIST_MAX));
}

static unsigned style_of(unsigned tag)
{
	switch (tag) {
	case HTML_A:
		return STYLE_LINK;
	case HTML_B:
	case HTML_STRONG:
		return STYLE_BOLD;
	case HTML_I:
	case HTML_EM:
	case HTML_CITE:
		return STYLE_ITALIC;
	case HTML_TIME:
		return STYLE_TIME;
	case HTML_SPAN:
		return STYLE_SPAN;
	default:
		return 0;
	}
}

/* What the names of a page's outermost elements hint at. */
static void add_kind_hints(struct page *page, const struct html_node *node)
{
	const struct class_id_hints *hints = page->config->kind_hints;

	page->kind_hints[FROM_BODY] |=
		class_id_hints_of(hints, html_get(page->html, node, HTML_AT_CLASS)) |
		class_id_hints_of(hints, html_get(page->html, node, HTML_AT_ID));
}

/* Fills an element's place from its parent's. */
static bool inherit(struct page *page, uint32_t at)
{
	const struct html_node *node = &page->html->nodes[at];
	struct place *place = &page->places[at];
	const struct place *above = &page->places[node->parent];
	unsigned tag = node->tag, near = near_number(tag);

	*place = *above;
	place->words = place->link_words = place->prose = place->blocks = 0;
	place->paragraphs = place->readability = place->boilerplate = 0;
	place->prices = place->headings = 0;
	place->keywords = 0;
	farther(place->hint);
	farther(place->tag);
	place->own = 0;
	place->item = (uint8_t)(above->item ? above->item + (above->item < DIST_MAX) : 0);
	if (!read_attributes(page, node, place))
		return false;
	if (tag == HTML_BODY || tag == HTML_HTML) {
		place->own = 0;
		add_kind_hints(page, node);
	}
	for (hint_set left = place->own; left; left &= left - 1) {
		place->hint[__builtin_ctz(left)] = 0;
		page->hint_elements[__builtin_ctz(left)]++;
	}
	place->hint_count = (uint16_t)(above->hint_count + __builtin_popcount(place->own));
	if (near < NEAR_COUNT)
		place->tag[near] = 0;
	if (tag == HTML_ARTICLE) {
		place->article = at;
		place->articles++;
	}
	if (html_is_block(tag)) {
		place->block = at;
		place->styles &= STYLE_LINK | STYLE_BOLD | STYLE_ITALIC;
	}
	place->styles |= (uint8_t)style_of(tag);
	return count_class_siblings(page, node, place);
}

static void flush(struct walk *walk)
{
	struct page *page = walk->page;
	struct block *block = &walk->block;

	block->len = (uint32_t)page->text.len - block->at;
	if (block->len > 0) {
		block_scan(page, block);
		page->blocks[page->count++] = *block;
	}
	*block = (struct block){.at = (uint32_t)page->text.len};
	walk->pending = walk->line_break = false;
	walk->breaks = 0;
}

/* A byte that no white space begins with. */
static bool is_plain(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte > ' ' && byte != 0xC2 && byte != 0xE2 && byte != 0xE3 && byte != 0xEF;
}

/* Appends a text with its white space folded; returns how many bytes it came to. */
static size_t fold(struct walk *walk, struct slice text)
{
	struct buf *out = &walk->page->text;
	size_t before = out->len;

	if (!buf_reserve(out, text.len + 1))
		return 0;
	for (size_t at = 0, from; at < text.len;) {
		size_t space = space_at(text, at);

		if (space) {
			walk->pending = true;
			at += space;
			continue;
		}
		if (out->len > walk->block.at && (walk->pending || walk->line_break))
			out->data[out->len++] = walk->line_break ? '\n' : ' ';
		walk->pending = walk->line_break = false;
		for (from = at++;
		     at < text.len && (is_plain(text.data[at]) || !space_at(text, at));)
			at++;
		memcpy(out->data + out->len, text.data + from, at - from);
		out->len += at - from;
	}
	return out->len - before;
}

static bool is_blank(struct slice text)
{
	size_t space;

	for (size_t at = 0; at < text.len; at += space) {
		space = space_at(text, at);
		if (!space)
			return false;
	}
	return true;
}

static void add_text(struct walk *walk, uint32_t at)
{
	struct page *page = walk->page;
	const struct html_node *node = &page->html->nodes[at];
	const struct place *place = &page->places[node->parent];
	struct slice text = html_text(page->html, node);
	struct block *block = &walk->block;
	uint32_t len;

	if (is_blank(text)) {
		walk->pending = true;
		return;
	}
	if (walk->breaks >= 2)
		flush(walk);
	walk->breaks = 0;
	if (page->text.len == block->at) {
		block->element = place->block;
		block->first = at;
	}
	block->last = at;
	len = (uint32_t)fold(walk, text);
	block->link_bytes += place->styles & STYLE_LINK ? len : 0;
	block->bold_bytes += place->styles & STYLE_BOLD ? len : 0;
	block->italic_bytes += place->styles & STYLE_ITALIC ? len : 0;
	block->styles |= place->styles;
}

static void count_up(uint16_t *count)
{
	*count = (uint16_t)(*count + (*count < UINT16_MAX));
}

static bool enter(struct walk *walk, uint32_t at)
{
	struct page *page = walk->page;
	unsigned tag = page->html->nodes[at].tag;

	if (!inherit(page, at))
		return false;
	if (tag == HTML_BR) {
		walk->breaks++;
		walk->line_break = true;
		count_up(&walk->block.breaks);
	} else if (html_is_block(tag)) {
		flush(walk);
	} else if (tag == HTML_A) {
		count_up(&walk->block.links);
	}
	return true;
}

/* Whether a head holds what belongs into a body: elements that HTML 4 does not know do not end it.
 */
static bool is_overfull(const struct html *html, uint32_t head)
{
	for (uint32_t i = head + 1; i < html->nodes[head].end; i = html->nodes[i].end)
		if (html_is_block(html->nodes[i].tag) && html->nodes[i].tag != HTML_TITLE)
			return true;
	return false;
}

/* The element that holds all that is to be seen. */
static uint32_t find_body(const struct html *html)
{
	for (uint32_t i = 1; i < html->node_count; i++) {
		if (html->nodes[i].depth > BODY_DEPTH)
			continue;
		if (html->nodes[i].tag == HTML_BODY)
			return i;
		if (html->nodes[i].tag == HTML_HEAD && is_overfull(html, i))
			return 0;
	}
	return 0;
}

static bool is_passed_over(const struct html *html, const struct html_node *node)
{
	if (node->tag == HTML_HEAD)
		return !is_overfull(html, (uint32_t)(node - html->nodes));
	return html_is_unseen(node->tag) || page_is_title(html, (uint32_t)(node - html->nodes));
}

/* The places of what is around the body. */
static bool inherit_above(struct page *page)
{
	uint32_t chain[BODY_DEPTH], count = 0;
	struct place *root = &page->places[0];

	memset(root->hint, DIST_MAX, sizeof(root->hint));
	memset(root->tag, DIST_MAX, sizeof(root->tag));
	for (uint32_t at = page->body; at != 0; at = page->html->nodes[at].parent)
		chain[count++] = at;
	while (count-- > 0)
		if (!inherit(page, chain[count]))
			return false;
	return true;
}

bool page_find_blocks(struct page *page)
{
	const struct html *html = page->html;
	struct walk walk = {.page = page};
	uint32_t open, end;

	page->body = find_body(html);
	page->count = 0;
	buf_clear(&page->text);
	if (!inherit_above(page))
		return false;
	open = page->body;
	end = html->nodes[page->body].end;
	for (uint32_t at = page->body + 1; at < end;) {
		const struct html_node *node = &html->nodes[at];

		while (at >= html->nodes[open].end) {
			if (html_is_block(html->nodes[open].tag))
				flush(&walk);
			open = html->nodes[open].parent;
		}
		if (node->tag == HTML_TEXT) {
			add_text(&walk, at++);
		} else if (is_passed_over(html, node)) {
			at = node->end;
		} else {
			if (!enter(&walk, at))
				return false;
			open = at++;
		}
	}
	flush(&walk);
	return !buf_failed(&page->text);
}
