#include "write.h"

#include <stdlib.h>

#include "numbers.h"

enum {
	LEVELS = 64,     /* ancestors that are looked at for lists and tables */
	ROW_WORDS = 100, /* a row with more is no row of a table, but a page's columns */
	LISTS = 8,       /* lists in lists that are indented */
};

/* What a block is to the reader. */
struct shape {
	unsigned heading; /* its level, 0: none */
	unsigned lists;   /* lists that it is in */
	unsigned indent;  /* columns that the marks of all but the nearest take */
	uint32_t item;    /* the nearest list's item, 0: none */
	uint32_t row;     /* the table's row, 0: none */
	uint32_t cell;
	bool quote, code;
};

/* The text that is being written. */
struct writing {
	const struct page *page;
	const struct form *form;
	struct buf *out;
	uint32_t *numbers;   /* by node, see numbers.h; NULL: they do not count */
	struct shape before; /* of the block before, zeros at the start */
	bool any;            /* there was one */
	uint32_t table;      /* whose rows are being written */
	unsigned column;     /* in which the last cell is */
	bool ruled;          /* the line below its first row is written */
};

static bool is_numbered(const struct page *page, uint32_t item)
{
	return page->html->nodes[page->html->nodes[item].parent].tag == HTML_OL;
}

/* Columns of the mark before an item: "- " or, in Markdown, "12. ". */
static unsigned mark_width(const struct writing *writing, uint32_t item)
{
	unsigned width = 2;

	if (!writing->numbers || !is_numbered(writing->page, item))
		return width;
	for (uint32_t number = writing->numbers[item]; number > 9; number /= 10)
		width++;
	return width + 1;
}

static void look_at(const struct writing *writing, uint32_t at, struct shape *shape)
{
	const struct page *page = writing->page;
	unsigned tag = page->html->nodes[at].tag;

	if (tag == HTML_PRE) {
		shape->code = true;
	} else if (tag == HTML_BLOCKQUOTE) {
		shape->quote = true;
	} else if (tag == HTML_LI) {
		if (!shape->item)
			shape->item = at;
		else if (shape->lists < LISTS)
			shape->indent += mark_width(writing, at);
		shape->lists++;
	} else if (tag == HTML_TD || tag == HTML_TH) {
		shape->cell = shape->cell ? shape->cell : at;
	} else if (tag == HTML_TR && shape->cell && !shape->row &&
		   page->places[at].words <= ROW_WORDS) {
		shape->row = at;
	}
}

static struct shape shape_of(const struct writing *writing, const struct block *block)
{
	const struct page *page = writing->page;
	const struct html_node *nodes = page->html->nodes;
	uint32_t at = block->element;
	struct shape shape = {.heading = 0};

	if (html_is_heading(nodes[at].tag))
		shape.heading = nodes[at].tag - HTML_H1 + 1u;
	for (unsigned level = 0; level < LEVELS && at != page->body; level++) {
		look_at(writing, at, &shape);
		at = nodes[at].parent;
	}
	if (shape.heading)
		shape.item = shape.row = 0;
	if (!shape.row)
		shape.cell = 0;
	else
		shape.item = 0;
	if (!shape.item)
		shape.indent = 0;
	return shape;
}

/* Code as it is, without the line ends at both ends. */
static struct slice code_of(const struct page *page, const struct block *block, struct buf *out)
{
	const struct html_node *nodes = page->html->nodes;
	size_t from = out->len;
	struct slice code;

	for (uint32_t at = block->first; at <= block->last; at++) {
		if (nodes[at].tag == HTML_BR)
			buf_push(out, '\n');
		else if (nodes[at].tag == HTML_TEXT)
			buf_append(out, html_text(page->html, &nodes[at]));
	}
	code = slice_from(buf_slice(out), from);
	while (code.len && (code.data[code.len - 1] == '\n' || code.data[code.len - 1] == ' ' ||
			    code.data[code.len - 1] == '\r'))
		code.len--;
	return code;
}

static void write_code(struct writing *writing, const struct block *block)
{
	struct buf *out = writing->out;
	const char *fence = "```";
	size_t from;

	if (!writing->form->markdown) {
		struct slice code = code_of(writing->page, block, out);

		out->len = buf_failed(out) ? out->len : (size_t)(code.data + code.len - out->data);
		return;
	}
	if (slice_find(block_text(writing->page, block), 0, SLICE("```")) < block->len)
		fence = "~~~";
	buf_printf(out, "%s\n", fence);
	from = out->len;
	{
		struct slice code = code_of(writing->page, block, out);

		if (!buf_failed(out))
			out->len = from + code.len;
	}
	buf_printf(out, "\n%s", fence);
}

/* Ends a row of Markdown. Its first one must have all columns, and a line below it that makes it a
 * table. */
static void end_row(struct writing *writing)
{
	struct buf *out = writing->out;
	uint32_t columns = writing->numbers[writing->table];

	buf_append(out, SLICE(" |"));
	if (writing->ruled)
		return;
	for (uint32_t i = writing->column + 1; i < columns; i++)
		buf_append(out, SLICE(" |"));
	buf_push(out, '\n');
	for (uint32_t i = 0; i <= writing->column || i < columns; i++)
		buf_append(out, SLICE("| --- "));
	buf_push(out, '|');
	writing->ruled = true;
}

/* The bars before a cell: one more for each column that is empty, or the lower part of a cell
 * above. */
static void begin_cell(struct writing *writing, const struct shape *shape, bool first)
{
	struct buf *out = writing->out;
	uint32_t column = writing->numbers[shape->cell];
	uint32_t last = first ? 0 : writing->column + 1;

	buf_append(out, first ? SLICE("| ") : SLICE(" | "));
	for (; last < column; last++)
		buf_append(out, SLICE("| "));
	writing->column = last;
}

static uint32_t table_of(const struct page *page, uint32_t row)
{
	const struct html_node *nodes = page->html->nodes;
	uint32_t at = row;

	for (unsigned level = 0; level < 3 && at != page->body; level++) {
		at = nodes[at].parent;
		if (nodes[at].tag == HTML_TABLE)
			return at;
	}
	return row;
}

/* The bars between two cells of a row, and one for each cell between them that has no text. */
static void join_cells(struct writing *writing, uint32_t before, uint32_t cell)
{
	const struct html_node *nodes = writing->page->html->nodes;

	buf_append(writing->out, SLICE(" | "));
	for (uint32_t i = nodes[before].end; i < cell; i = nodes[i].end)
		if (nodes[i].tag == HTML_TD || nodes[i].tag == HTML_TH)
			buf_append(writing->out, SLICE(" | "));
}

/* What is between two blocks. */
static void separate(struct writing *writing, const struct shape *shape)
{
	struct buf *out = writing->out;
	const struct shape *before = &writing->before;
	bool markdown = writing->form->markdown;

	if (shape->row && shape->row == before->row && writing->any) {
		if (shape->cell == before->cell)
			buf_push(out, ' ');
		else if (markdown)
			begin_cell(writing, shape, false);
		else
			join_cells(writing, before->cell, shape->cell);
		return;
	}
	if (markdown && writing->any && before->row)
		end_row(writing);
	if (writing->any) {
		bool tight = (shape->item && before->item) ||
			     (shape->row && before->row &&
			      table_of(writing->page, shape->row) == writing->table);

		buf_append(out, markdown && !tight ? SLICE("\n\n") : SLICE("\n"));
	}
	if (!shape->row) {
		writing->table = 0;
		return;
	}
	if (table_of(writing->page, shape->row) != writing->table) {
		writing->table = table_of(writing->page, shape->row);
		writing->ruled = false;
	}
	if (markdown)
		begin_cell(writing, shape, true);
}

/* The mark of an item, or the room below it. */
static void write_mark(struct writing *writing, uint32_t item)
{
	struct buf *out = writing->out;

	if (item == writing->before.item)
		buf_printf(out, "%*s", (int)mark_width(writing, item), "");
	else if (writing->numbers && is_numbered(writing->page, item))
		buf_printf(out, "%u. ", writing->numbers[item]);
	else
		buf_append(out, SLICE("- "));
}

/* What is before the block's text. */
static void lead_in(struct writing *writing, const struct shape *shape)
{
	struct buf *out = writing->out;
	bool markdown = writing->form->markdown;

	if (markdown && shape->quote && !shape->row)
		buf_append(out, SLICE("> "));
	buf_printf(out, "%*s", (int)shape->indent, "");
	if (shape->item)
		write_mark(writing, shape->item);
	if (markdown && shape->heading) {
		for (unsigned i = 0; i < shape->heading; i++)
			buf_push(out, '#');
		buf_push(out, ' ');
	}
}

static void write_block(struct writing *writing, const struct block *block)
{
	struct shape shape = shape_of(writing, block);
	struct buf *out = writing->out;
	size_t from;

	separate(writing, &shape);
	lead_in(writing, &shape);
	from = out->len;
	if (shape.code && !shape.row)
		write_code(writing, block);
	else if (writing->form->markdown || writing->form->links)
		write_inline(writing->page, block, writing->form, out);
	else
		buf_append(out, block_text(writing->page, block));
	/* A row is one line. */
	if (shape.row && !buf_failed(out))
		for (size_t i = from; i < out->len; i++)
			out->data[i] = out->data[i] == '\n' ? ' ' : out->data[i];
	writing->before = shape;
	writing->any = true;
}

bool write_article(const struct page *page, const bool *kept, const struct form *form,
		   struct buf *out)
{
	struct writing writing = {.page = page, .form = form, .out = out};

	if (form->markdown) {
		writing.numbers = calloc(page->html->node_count, sizeof(*writing.numbers));
		if (!writing.numbers)
			return false;
		numbers_count(page->html, writing.numbers);
	}
	for (uint32_t i = 0; i < page->count; i++)
		if (kept[i])
			write_block(&writing, &page->blocks[i]);
	if (form->markdown && writing.before.row)
		end_row(&writing);
	free(writing.numbers);
	return !buf_failed(out);
}
