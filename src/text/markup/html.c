#include "text/markup/html_parts.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { RESERVE = 32 * 1024, HEADER = 16 };

/* A page that is being read. */
struct building {
	struct html *html;
	htmlParserCtxtPtr parser;
	const struct html_limits *limits;
	uint32_t open; /* the innermost open element */
	uint32_t at;   /* in the page: the last start tag */
	enum html_result result;
	size_t reserve_used;
	_Alignas(16) char reserve[RESERVE]; /* for what libxml2 still wants when memory is short */
};

/*
 * libxml2 asks for memory without saying for which parser, and when it gets none, some of its loops
 * wait for ever for an end of the input that they no longer move to. So the page that this thread
 * reads is kept here; the allocator itself ends its input, and has a reserve for what is asked for
 * until the parser notices.
 */
static _Thread_local struct building *reading;

static void end_input(htmlParserCtxtPtr parser)
{
	xmlParserInput *input = parser->input;
	char *rest;

	parser->instate = XML_PARSER_EOF;
	parser->disableSAX = 1;
	if (!input || !input->cur || input->cur >= input->end)
		return;
	memcpy(&rest, &input->cur, sizeof(rest)); /* libxml2's own copy of the page */
	memset(rest, 0, (size_t)(input->end - input->cur));
	input->cur = input->end;
}

/* Memory from the reserve, with its size before it; or NULL. */
static void *reserved(size_t size)
{
	char *memory;

	if (!reading)
		return NULL;
	reading->result = HTML_NO_MEMORY;
	if (reading->parser)
		end_input(reading->parser);
	if (size > RESERVE - HEADER || RESERVE - HEADER - size < reading->reserve_used)
		return NULL;
	memory = reading->reserve + reading->reserve_used + HEADER;
	memcpy(memory - HEADER, &size, sizeof(size));
	reading->reserve_used += (HEADER + size + HEADER - 1) / HEADER * HEADER;
	return memory;
}

static bool is_reserved(const char *memory)
{
	return reading && memory >= reading->reserve && memory < reading->reserve + RESERVE;
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);

	return memory ? memory : reserved(size);
}

static void *reallocate(void *old, size_t size)
{
	size_t had;
	void *memory;

	if (!is_reserved(old)) {
		memory = realloc(old, size);
		/* What does not grow stays as it is: its size is not known here. */
		if (memory)
			return memory;
		memory = reserved(size);
		return old ? NULL : memory;
	}
	memory = reserved(size);
	memcpy(&had, (char *)old - HEADER, sizeof(had));
	if (memory)
		memcpy(memory, old, had < size ? had : size);
	return memory;
}

static void release(void *memory)
{
	if (!is_reserved(memory))
		free(memory);
}

static char *duplicate(const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = allocate(size);

	if (copy)
		memcpy(copy, string, size);
	return copy;
}

static void start_library(void)
{
	xmlMemSetup(release, allocate, reallocate, duplicate);
	xmlInitParser();
}

static void ignore_error(void *unused, xmlErrorPtr error)
{
	(void)unused;
	(void)error;
}

struct html *html_open(struct err *err)
{
	static pthread_once_t started = PTHREAD_ONCE_INIT;
	struct html *html = calloc(1, sizeof(*html));

	if (html)
		html->lookup = html_lookup_make();
	if (!html || !html->lookup) {
		html_close(html);
		err_no_memory(err);
		return NULL;
	}
	pthread_once(&started, start_library);
	return html;
}

void html_close(struct html *html)
{
	if (!html)
		return;
	free(html->nodes);
	free(html->attributes);
	free(html->json_ld);
	free(html->starts);
	free(html->lookup);
	buf_free(&html->text);
	buf_free(&html->values);
	buf_free(&html->plain);
	buf_free(&html->source);
	free(html);
}

static void stop(struct building *building, enum html_result why)
{
	if (building->result != HTML_DONE)
		return;
	building->result = why;
	xmlStopParser(building->parser);
}

bool html_grow(void *items, uint32_t count, uint32_t *cap, size_t size)
{
	uint32_t more = *cap ? *cap * 2 : 1024;
	void *old, *new;

	if (count < *cap)
		return true;
	memcpy(&old, items, sizeof(old));
	new = more > *cap ? realloc(old, more * size) : NULL;
	if (!new)
		return false;
	memcpy(items, &new, sizeof(new));
	*cap = more;
	return true;
}

static struct html_node *add_node(struct building *building, unsigned tag)
{
	struct html *html = building->html;
	struct html_node *node;

	if (html->node_count >= building->limits->nodes) {
		stop(building, HTML_LIMIT);
		return NULL;
	}
	if (!html_grow(&html->nodes, html->node_count, &html->node_cap, sizeof(*html->nodes))) {
		stop(building, HTML_NO_MEMORY);
		return NULL;
	}
	node = &html->nodes[html->node_count];
	*node = (struct html_node){
		.parent = building->open,
		.end = ++html->node_count,
		.tag = (uint16_t)tag,
	};
	if (html->node_count > 1)
		node->depth = (uint16_t)(html->nodes[building->open].depth + 1);
	return node;
}

bool html_append(struct buf *out, struct slice bytes)
{
	/* clang-format off */
	static const uint16_t windows_1252[32] = {
		0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
		0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
		0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
	};
	/* clang-format on */
	size_t from = 0;

	for (size_t at = slice_find_byte(bytes, 0, '\xC2'); at + 1 < bytes.len;
	     at = slice_find_byte(bytes, at + 1, '\xC2')) {
		unsigned low = (unsigned char)bytes.data[at + 1];
		char spelled[4];

		if (low >= 0xA0)
			continue;
		buf_append(out, slice_sub(bytes, from, at));
		buf_append(out,
			   slice_make(spelled, utf8_encode(windows_1252[low - 0x80], spelled)));
		from = at + 2;
	}
	return buf_append(out, slice_from(bytes, from));
}

uint32_t html_entity(struct slice name)
{
	xmlChar text[16];
	const htmlEntityDesc *known;

	if (name.len >= sizeof(text))
		return 0;
	memcpy(text, name.data, name.len);
	text[name.len] = '\0';
	known = htmlEntityLookup(text);
	return known ? known->value : 0;
}

/* Gives a new element the attributes of its tag, which html_strip numbered. */
static void find_start(struct building *building, struct html_node *node, const xmlChar *number)
{
	const struct html *html = building->html;
	uint32_t i = 0;

	for (; *number >= '0' && *number <= '9' && i < html->start_count; number++)
		i = 10 * i + (uint32_t)(*number - '0');
	if (i >= html->start_count)
		return;
	node->from = html->starts[i].from;
	node->count = html->starts[i].count;
	building->at = html->starts[i].at;
}

static void on_start(void *opaque, const xmlChar *name, const xmlChar **attributes)
{
	struct building *building = opaque;
	struct html *html = building->html;
	struct html_node *node;

	if (building->result != HTML_DONE)
		return;
	node = add_node(building, html_tag_of(html->lookup, (const char *)name));
	if (!node)
		return;
	if (node->depth > building->limits->depth) {
		stop(building, HTML_LIMIT);
		return;
	}
	building->open = html->node_count - 1;
	if (attributes && attributes[0] && attributes[1])
		find_start(building, node, attributes[1]);
	node->at = building->at;
}

static void on_end(void *opaque, const xmlChar *name)
{
	struct building *building = opaque;
	struct html_node *nodes = building->html->nodes;

	(void)name; /* libxml2 closes in order */
	if (building->result != HTML_DONE || building->open == 0)
		return;
	nodes[building->open].end = building->html->node_count;
	building->open = nodes[building->open].parent;
}

static void on_text(void *opaque, const xmlChar *bytes, int len)
{
	struct building *building = opaque;
	struct html *html = building->html;
	struct html_node *node;

	if (building->result != HTML_DONE || len <= 0)
		return;
	node = html->node_count ? &html->nodes[html->node_count - 1] : NULL;
	if (!node || node->tag != HTML_TEXT || node->parent != building->open) {
		node = add_node(building, HTML_TEXT);
		if (!node)
			return;
		node->from = (uint32_t)html->text.len;
	}
	if (!html_append(&html->text, slice_make((const char *)bytes, (size_t)len)))
		stop(building, HTML_NO_MEMORY);
	node->count = (uint32_t)html->text.len - node->from;
}

static void listen(struct building *building)
{
	xmlSAXHandler *sax = building->parser->sax;

	memset(sax, 0, sizeof(*sax));
	sax->startElement = on_start;
	sax->endElement = on_end;
	sax->characters = on_text;
	sax->ignorableWhitespace = on_text;
	sax->cdataBlock = on_text;
	sax->initialized = 1;
	building->parser->userData = building;
}

/* What is still open ends with the page. */
static void close_all(struct building *building)
{
	struct html *html = building->html;

	for (; building->open > 0; building->open = html->nodes[building->open].parent)
		html->nodes[building->open].end = html->node_count;
	html->nodes[0].end = html->node_count;
}

static void clear(struct html *html)
{
	html->node_count = html->attribute_count = html->json_ld_count = html->start_count = 0;
	buf_clear(&html->text);
	buf_clear(&html->values);
	buf_clear(&html->plain);
	buf_clear(&html->source);
}

/* What libxml2 is to read. */
static bool prepare(struct html *html, struct slice page, const struct html_limits *limits)
{
	bool places = limits->places;

	if (slice_find_byte(page, 0, '\0') < page.len) {
		places = false;
		for (size_t from = 0, at; from < page.len; from = at + 1) {
			at = slice_find_byte(page, from, '\0');
			buf_append(&html->plain, slice_sub(page, from, at));
		}
		page = buf_slice(&html->plain);
	}
	if (buf_failed(&html->plain) || !html_strip(html, page, places, &html->source))
		return false;
	return html->source.len > 0 || buf_push(&html->source, '\n'); /* libxml2 wants something */
}

/* Fills the tree from html->source. */
static void parse(struct building *building)
{
	struct html *html = building->html;

	building->parser = htmlCreateMemoryParserCtxt(html->source.data, (int)html->source.len);
	if (!building->parser) {
		building->result = HTML_NO_MEMORY;
		return;
	}
	htmlCtxtUseOptions(building->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
						     HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
						     HTML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(building->parser, XML_CHAR_ENCODING_UTF8);
	listen(building);
	if (building->result == HTML_DONE && add_node(building, HTML_OTHER))
		htmlParseDocument(building->parser);
	htmlFreeParserCtxt(building->parser);
}

enum html_result html_parse(struct html *html, struct slice page, const struct html_limits *limits)
{
	struct building building;

	building.html = html;
	building.limits = limits;
	building.parser = NULL;
	building.open = 0;
	building.at = 0;
	building.result = HTML_DONE;
	building.reserve_used = 0;
	clear(html);
	if (page.len > HTML_MAX_BYTES)
		return HTML_LIMIT;
	if (!prepare(html, page, limits))
		return HTML_NO_MEMORY;
	xmlSetStructuredErrorFunc(NULL, ignore_error); /* of this thread */
	reading = &building;
	parse(&building);
	reading = NULL;
	if (building.result == HTML_DONE)
		close_all(&building);
	return building.result;
}

struct slice html_get(const struct html *html, const struct html_node *element,
		      enum html_attribute_name name)
{
	if (element->tag == HTML_TEXT)
		return slice_make(NULL, 0);
	for (uint32_t i = element->from; i < element->from + element->count; i++)
		if (html->attributes[i].name == name)
			return html_value(html, &html->attributes[i]);
	return slice_make(NULL, 0);
}
