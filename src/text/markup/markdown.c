#include "text/markup/markdown.h"

#include <cmark.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "text/markup/markdown_cost.h"
#include "text/markup/markdown_html.h"

enum {
	MAX_STEPS_PER_BYTE = 256,
	FREE_STEPS = 64 * 1024 * 1024, /* what any text may take */
	FREE_MEMORY = 8 * 1024 * 1024,
	MAX_MARKER = 16,
};

/*
 * The parser's memory. libcmark's own allocator ends the program when memory is short, and hands
 * no context to one that takes its place: so the arena is in a variable of the thread while
 * the parser works. Nothing is freed piece by piece. When memory or the budget runs out, control
 * leaves the parser by longjmp; all it had is in the arena.
 */
struct heap {
	struct arena *arena;
	size_t budget;
	bool out_of_memory;
	jmp_buf give_up;
};

static _Thread_local struct heap *heap;

/* Before each piece, its size, for realloc; as long as the strictest alignment. */
enum { HEADER = 16 };

static void *heap_alloc(size_t size)
{
	char *bytes;

	if (size > heap->budget)
		longjmp(heap->give_up, 1);
	heap->budget -= size;
	bytes = arena_alloc(heap->arena, size + HEADER);
	if (!bytes) {
		heap->out_of_memory = true;
		longjmp(heap->give_up, 1);
	}
	memcpy(bytes, &size, sizeof(size));
	return bytes + HEADER;
}

static void *heap_calloc(size_t count, size_t size)
{
	void *bytes;

	if (size && count > SIZE_MAX / size)
		longjmp(heap->give_up, 1);
	bytes = heap_alloc(count * size);
	memset(bytes, 0, count * size);
	return bytes;
}

static void *heap_realloc(void *old, size_t size)
{
	size_t had = 0;
	void *bytes = heap_alloc(size);

	if (old) {
		memcpy(&had, (char *)old - HEADER, sizeof(had));
		memcpy(bytes, old, had < size ? had : size);
	}
	return bytes;
}

static void heap_free(void *bytes)
{
	(void)bytes;
}

/*
 * Writing. Blocks say how many line ends must come before what is next; nothing is written
 * before there is something to write.
 */

/* A list and the item of it that we are in. */
struct markdown_list {
	int next; /* number of the next item; negative: bullets */
	char delimiter;
	bool tight; /* no empty lines between its items */
	char marker[MAX_MARKER];
	size_t width;
	bool written; /* the marker is; what follows is indented instead */
};

struct markdown_writer {
	struct buf *out;
	struct buf scratch;
	struct markdown_list lists[MARKDOWN_MAX_DEPTH + 1]; /* outermost first */
	unsigned depth;
	unsigned gap;     /* line ends owed */
	unsigned images;  /* that we are in */
	bool after_image; /* one was left out since the last text */
};

static void break_line(struct markdown_writer *writer)
{
	struct buf *out = writer->out;

	while (out->len && out->data[out->len - 1] == ' ')
		out->len--;
	buf_push(out, '\n');
}

static void start_line(struct markdown_writer *writer)
{
	static const char spaces[MAX_MARKER + 1] = "                ";

	for (unsigned i = 0; i < writer->depth; i++) {
		struct markdown_list *list = &writer->lists[i];

		buf_append(writer->out,
			   slice_make(list->written ? spaces : list->marker, list->width));
		list->written = true;
	}
}

/* Before any text: pays the line ends that are owed. */
static void open_line(struct markdown_writer *writer)
{
	if (writer->out->len == 0) {
		start_line(writer);
	} else if (writer->gap) {
		while (writer->gap--)
			break_line(writer);
		start_line(writer);
	}
	writer->gap = 0;
}

static void owe(struct markdown_writer *writer)
{
	unsigned gap = writer->depth && writer->lists[writer->depth - 1].tight ? 1 : 2;

	if (gap > writer->gap)
		writer->gap = gap;
}

static bool at_blank(const struct markdown_writer *writer)
{
	const struct buf *out = writer->out;

	return out->len == 0 || writer->gap || out->data[out->len - 1] == ' ' ||
	       out->data[out->len - 1] == '\n';
}

static void write_text(struct markdown_writer *writer, struct slice text)
{
	if (writer->images || text.len == 0)
		return;
	if (writer->after_image && at_blank(writer) && text.data[0] == ' ')
		text = slice_from(text, 1);
	writer->after_image = false;
	if (text.len == 0)
		return;
	open_line(writer);
	buf_append(writer->out, text);
}

static void write_break(struct markdown_writer *writer)
{
	if (!writer->images && !writer->gap && writer->out->len)
		writer->gap = 1;
}

/* The lines of a block, unchanged. */
static void write_lines(struct markdown_writer *writer, struct slice text)
{
	bool first = true;
	struct slice line;

	while (slice_next_line(&text, &line)) {
		if (first)
			open_line(writer);
		else
			buf_push(writer->out, '\n');
		if (!first && line.len)
			start_line(writer);
		buf_append(writer->out, line);
		first = false;
	}
}

static void write_html(struct markdown_writer *writer, struct slice html)
{
	buf_clear(&writer->scratch);
	markdown_html_text(html, &writer->scratch);
	writer->out->failed |= buf_failed(&writer->scratch);
	write_lines(writer, buf_slice(&writer->scratch));
}

static void open_list(struct markdown_writer *writer, cmark_node *node)
{
	bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;

	writer->lists[writer->depth++] = (struct markdown_list){
		.next = ordered ? cmark_node_get_list_start(node) : -1,
		.delimiter = cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM ? ')' : '.',
		.tight = cmark_node_get_list_tight(node),
		.written = true,
	};
}

static void open_item(struct markdown_list *list)
{
	int width = list->next < 0 ? snprintf(list->marker, MAX_MARKER, "- ")
				   : snprintf(list->marker, MAX_MARKER, "%d%c ", list->next++,
					      list->delimiter);

	list->width = (size_t)width;
	list->written = false;
}

/* An item without any text leaves nothing, not even its marker. */
static void close_item(struct markdown_writer *writer, struct markdown_list *list)
{
	if (list->written)
		owe(writer);
	list->written = true;
	list->width = 0;
}

static struct slice literal(cmark_node *node)
{
	return slice_of(cmark_node_get_literal(node));
}

static void enter(struct markdown_writer *writer, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		open_list(writer, node);
		break;
	case CMARK_NODE_ITEM:
		open_item(&writer->lists[writer->depth - 1]);
		break;
	case CMARK_NODE_CODE_BLOCK:
		write_lines(writer, literal(node));
		owe(writer);
		break;
	case CMARK_NODE_HTML_BLOCK:
		write_html(writer, literal(node));
		owe(writer);
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		write_text(writer, literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		write_break(writer);
		break;
	case CMARK_NODE_HTML_INLINE:
		if (markdown_html_is_break(literal(node)))
			write_break(writer);
		break;
	case CMARK_NODE_IMAGE:
		writer->images++;
		break;
	default:
		break;
	}
}

static void leave(struct markdown_writer *writer, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_LIST:
		writer->depth--;
		owe(writer);
		break;
	case CMARK_NODE_ITEM:
		close_item(writer, &writer->lists[writer->depth - 1]);
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		owe(writer);
		break;
	case CMARK_NODE_IMAGE:
		writer->images--;
		writer->after_image = true;
		break;
	default:
		break;
	}
}

/* False when lists are nested deeper than was measured. */
static bool write_all(struct markdown_writer *writer, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (writer->depth > MARKDOWN_MAX_DEPTH)
			return false;
		if (event == CMARK_EVENT_ENTER)
			enter(writer, cmark_iter_get_node(iter));
		else
			leave(writer, cmark_iter_get_node(iter));
	}
	return true;
}

static bool parse_and_write(struct markdown_writer *writer, struct slice text)
{
	cmark_mem memory = {heap_calloc, heap_realloc, heap_free};
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);

	cmark_parser_feed(parser, text.data, text.len);
	return write_all(writer, cmark_parser_finish(parser));
}

/* False when the heap gave up, or the text is too deep. */
static bool convert(struct markdown_writer *writer, struct slice text, struct heap *own)
{
	bool good = false;

	heap = own;
	if (setjmp(own->give_up) == 0)
		good = parse_and_write(writer, text);
	heap = NULL;
	return good;
}

static bool within_limits(struct slice text)
{
	struct markdown_cost cost;

	if (text.len > MARKDOWN_MAX_BYTES)
		return false;
	cost = markdown_measure(text);
	return cost.depth <= MARKDOWN_MAX_DEPTH &&
	       cost.steps <= FREE_STEPS + MAX_STEPS_PER_BYTE * (uint64_t)text.len;
}

/* The text's last line has a line end if it had one before. */
static bool take_result(struct markdown *markdown, struct slice text, struct arena *arena,
			struct slice *plain)
{
	struct buf *out = &markdown->out;

	while (out->len && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\n'))
		out->len--;
	if (out->len && text.data[text.len - 1] == '\n')
		buf_push(out, '\n');
	return !buf_failed(out) && arena_copy(arena, buf_slice(out), plain);
}

enum markdown_result markdown_to_plain(struct markdown *markdown, struct slice text,
				       struct arena *arena, struct slice *plain, struct err *err)
{
	struct markdown_writer writer = {.out = &markdown->out};
	struct heap own = {.arena = &markdown->memory,
			   .budget = FREE_MEMORY + MARKDOWN_MAX_MEMORY * text.len};
	bool done;

	*plain = text;
	if (text.len == 0 || !within_limits(text))
		return text.len ? MARKDOWN_SKIPPED : MARKDOWN_DONE;
	buf_clear(&markdown->out);
	done = convert(&writer, text, &own);
	buf_free(&writer.scratch);
	arena_reset(&markdown->memory);
	if (own.out_of_memory || (done && !take_result(markdown, text, arena, plain))) {
		err_no_memory(err);
		return MARKDOWN_FAILED;
	}
	return done ? MARKDOWN_DONE : MARKDOWN_SKIPPED;
}

void markdown_free(struct markdown *markdown)
{
	arena_free(&markdown->memory);
	buf_free(&markdown->out);
}
