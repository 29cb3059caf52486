#include "numbers.h"

/* A number in decimal digits, as start, value and the spans have it; `missing` when it is none. */
static uint32_t read_number(struct slice digits, uint32_t most, uint32_t missing)
{
	uint64_t number = 0;

	digits = slice_trim(digits);
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return missing;
		if (number <= most)
			number = 10 * number + (uint64_t)(digits.data[i] - '0');
	}
	if (digits.len == 0)
		return missing;
	return number < most ? (uint32_t)number : most;
}

static bool is_cell(unsigned tag)
{
	return tag == HTML_TD || tag == HTML_TH;
}

/* Items that are directly in a list. */
static void count_items(const struct html *html, uint32_t list, uint32_t *numbers)
{
	const struct html_node *nodes = html->nodes;
	bool reversed = html_get(html, &nodes[list], HTML_AT_REVERSED).data != NULL;
	uint32_t items = 0, next;

	for (uint32_t i = list + 1; reversed && i < nodes[list].end; i = nodes[i].end)
		items += nodes[i].tag == HTML_LI;
	next = read_number(html_get(html, &nodes[list], HTML_AT_START), NUMBER_MAX,
			   reversed ? items : 1);
	for (uint32_t i = list + 1; i < nodes[list].end; i = nodes[i].end) {
		if (nodes[i].tag != HTML_LI)
			continue;
		numbers[i] =
			read_number(html_get(html, &nodes[i], HTML_AT_VALUE), NUMBER_MAX, next);
		if (reversed)
			next = numbers[i] > 0 ? numbers[i] - 1 : 0;
		else
			next = numbers[i] < NUMBER_MAX ? numbers[i] + 1 : NUMBER_MAX;
	}
}

/* A table that is being laid out: of each column the rows that are taken, from the current one on.
 */
struct grid {
	uint32_t taken[COLUMNS_MAX];
	uint32_t at; /* the column that comes next */
	uint32_t width;
};

static void place_cell(const struct html *html, uint32_t cell, struct grid *grid, uint32_t *numbers)
{
	const struct html_node *node = &html->nodes[cell];
	uint32_t columns = read_number(html_get(html, node, HTML_AT_COLSPAN), COLUMNS_MAX, 1);
	uint32_t rows = read_number(html_get(html, node, HTML_AT_ROWSPAN), UINT16_MAX, 1);

	while (grid->at < COLUMNS_MAX && grid->taken[grid->at] > 0)
		grid->at++;
	numbers[cell] = grid->at < COLUMNS_MAX ? grid->at : COLUMNS_MAX - 1;
	if (columns == 0)
		columns = 1;
	if (rows == 0) /* all rows there are */
		rows = UINT16_MAX;
	for (; columns > 0 && grid->at < COLUMNS_MAX; columns--)
		grid->taken[grid->at++] = rows;
	if (grid->at > grid->width)
		grid->width = grid->at;
}

/* What is on the table itself: a table in one of its cells is looked at by itself. */
static void count_columns(const struct html *html, uint32_t table, uint32_t *numbers)
{
	const struct html_node *nodes = html->nodes;
	struct grid grid = {.at = 0};

	for (uint32_t i = table + 1; i < nodes[table].end;) {
		unsigned tag = nodes[i].tag;

		if (tag == HTML_THEAD || tag == HTML_TBODY || tag == HTML_TFOOT) {
			/* No cell reaches down into the next part. */
			for (unsigned n = 0; n < COLUMNS_MAX; n++)
				grid.taken[n] = 0;
		} else if (tag == HTML_TR) {
			grid.at = 0;
			for (unsigned n = 0; n < COLUMNS_MAX; n++)
				grid.taken[n] -= grid.taken[n] > 0;
		} else if (is_cell(tag)) {
			place_cell(html, i, &grid, numbers);
		}
		i = tag == HTML_TABLE ? nodes[i].end : i + 1;
	}
	numbers[table] = grid.width;
}

void numbers_count(const struct html *html, uint32_t *numbers)
{
	for (uint32_t i = 1; i < html->node_count; i++) {
		if (html->nodes[i].tag == HTML_OL)
			count_items(html, i, numbers);
		else if (html->nodes[i].tag == HTML_TABLE)
			count_columns(html, i, numbers);
	}
}
