/* A block's text once more, from the tree: with what the words look like and where they lead. */
#include "write.h"

enum { MARK_LINK = 1, MARK_BOLD = 2, MARK_ITALIC = 4, MARK_CODE = 8 };

/* A text as it is written. */
struct inline_text {
	const struct page *page;
	const struct form *form;
	struct buf *out;
	size_t start;   /* of the block in out */
	unsigned marks; /* open ones */
	uint32_t link;  /* the open link's element */
	bool space, line_break;
};

/* What an element that a text is in does to it, up to the block's own element. */
static unsigned marks_of(const struct page *page, const struct form *form, uint32_t block,
			 uint32_t element, uint32_t *link)
{
	const struct html_node *nodes = page->html->nodes;
	unsigned marks = 0;

	*link = 0;
	for (; element > block; element = nodes[element].parent) {
		switch (nodes[element].tag) {
		case HTML_A:
			*link = element;
			break;
		case HTML_B:
		case HTML_STRONG:
			marks |= MARK_BOLD;
			break;
		case HTML_I:
		case HTML_EM:
			marks |= MARK_ITALIC;
			break;
		case HTML_CODE:
		case HTML_KBD:
		case HTML_SAMP:
		case HTML_TT:
			marks |= MARK_CODE;
			break;
		default:
			break;
		}
	}
	if (!form->markdown || html_is_heading(nodes[block].tag))
		marks = 0;
	return marks;
}

static bool is_worth_a_link(struct slice href)
{
	return href.len > 0 && href.data[0] != '#' && !slice_starts(href, SLICE("javascript:"));
}

static void write_target(struct buf *out, struct slice href)
{
	bool plain = true;

	for (size_t i = 0; i < href.len; i++)
		plain &= href.data[i] > ' ' && href.data[i] != '(' && href.data[i] != ')' &&
			 href.data[i] != '<';
	buf_append(out, plain ? SLICE("](") : SLICE("](<"));
	for (size_t i = 0; i < href.len; i++) {
		char c = href.data[i];

		if (c == '<' || c == '>' || c == '\\')
			buf_push(out, '\\');
		buf_push(out, c == '\n' || c == '\r' ? ' ' : c);
	}
	buf_append(out, plain ? SLICE(")") : SLICE(">)"));
}

/* Closes what is open, but for the link, if what follows is in it too. */
static void close_marks(struct inline_text *line, uint32_t link)
{
	const struct html *html = line->page->html;

	if (line->marks & MARK_CODE)
		buf_push(line->out, '`');
	if (line->marks & MARK_ITALIC)
		buf_push(line->out, '*');
	if (line->marks & MARK_BOLD)
		buf_append(line->out, SLICE("**"));
	line->marks = 0;
	if (!line->link || line->link == link)
		return;
	write_target(line->out, html_get(html, &html->nodes[line->link], HTML_AT_HREF));
	line->link = 0;
}

static void open_marks(struct inline_text *line, unsigned marks, uint32_t link)
{
	if (link && !line->link) {
		buf_push(line->out, '[');
		line->link = link;
	}
	if (marks & MARK_BOLD)
		buf_append(line->out, SLICE("**"));
	if (marks & MARK_ITALIC)
		buf_push(line->out, '*');
	if (marks & MARK_CODE)
		buf_push(line->out, '`');
	line->marks = marks;
}

static bool is_word_byte(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
	       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Whether the character would mean something to a reader of Markdown. */
static bool is_markup(struct slice run, size_t at, bool starts_line)
{
	char c = run.data[at];

	switch (c) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
	case '<':
		return true;
	case '_':
		return at == 0 || at + 1 == run.len || !is_word_byte(run.data[at - 1]) ||
		       !is_word_byte(run.data[at + 1]);
	case '#':
	case '>':
		return starts_line && at == 0;
	case '-':
	case '+':
		return starts_line && at == 0 && run.len == 1;
	default:
		return false;
	}
}

static void write_run(struct inline_text *line, struct slice run, bool starts_line)
{
	bool escape = line->form->markdown && !(line->marks & MARK_CODE);

	for (size_t i = 0; i < run.len; i++) {
		if (escape && is_markup(run, i, starts_line))
			buf_push(line->out, '\\');
		buf_push(line->out, run.data[i]);
	}
}

/* One word, or whatever is between two white spaces. */
static void add_run(struct inline_text *line, struct slice run, unsigned marks, uint32_t link)
{
	bool starts_line = line->out->len == line->start || line->line_break;

	if (line->marks != marks || line->link != link)
		close_marks(line, link);
	if (line->line_break && line->out->len > line->start)
		buf_append(line->out, line->form->markdown ? SLICE("\\\n") : SLICE("\n"));
	else if (line->space && line->out->len > line->start)
		buf_push(line->out, ' ');
	line->space = line->line_break = false;
	if (line->marks != marks || line->link != link)
		open_marks(line, marks, link);
	write_run(line, run, starts_line);
}

static void add_text(struct inline_text *line, const struct block *block, uint32_t at)
{
	const struct html *html = line->page->html;
	struct slice text = html_text(html, &html->nodes[at]);
	uint32_t link;
	unsigned marks =
		marks_of(line->page, line->form, block->element, html->nodes[at].parent, &link);

	if (link && (!line->form->links ||
		     !is_worth_a_link(html_get(html, &html->nodes[link], HTML_AT_HREF))))
		link = 0;
	for (size_t i = 0, from; i < text.len;) {
		size_t space = space_at(text, i);

		if (space) {
			line->space = true;
			i += space;
			continue;
		}
		for (from = i; i < text.len && !space_at(text, i);)
			i++;
		add_run(line, slice_sub(text, from, i), marks, link);
	}
}

void write_inline(const struct page *page, const struct block *block, const struct form *form,
		  struct buf *out)
{
	const struct html_node *nodes = page->html->nodes;
	struct inline_text line = {.page = page, .form = form, .out = out, .start = out->len};

	for (uint32_t at = block->first; at <= block->last;) {
		if (nodes[at].tag == HTML_TEXT)
			add_text(&line, block, at);
		else if (nodes[at].tag == HTML_BR)
			line.line_break = true;
		at = nodes[at].tag != HTML_TEXT && html_is_unseen(nodes[at].tag) ? nodes[at].end
										 : at + 1;
	}
	close_marks(&line, 0);
}
