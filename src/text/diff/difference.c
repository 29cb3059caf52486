#include "text/diff/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* The trace takes a megabyte for 500 differences, and four times that for twice as many. */
enum { MOST_DIFFERENCES = 3000 };

/* The part of both sides between their common beginning and their common end. */
struct middle {
	const uint64_t *a, *b;
	bool *same_a, *same_b;
	long a_count, b_count;
};

/*
 * How far along `a` each diagonal has come; a diagonal is the place in a less that in b. `rows`
 * keeps, for each number of differences d, the state before its step: diagonals -d-1 to d+1.
 */
struct trace {
	int32_t *furthest; /* by diagonal, from `zero` on */
	long zero;
	int32_t **rows;
	long count;
};

static bool steps_down(const int32_t *furthest, long d, long k)
{
	return k == -d || (k != d && furthest[k - 1] < furthest[k + 1]);
}

static bool keep_row(struct trace *trace, long d)
{
	size_t count = (size_t)(2 * d + 3);
	int32_t *row = array_new(count, sizeof(*row));

	if (!row)
		return false;
	memcpy(row, trace->furthest + trace->zero - d - 1, count * sizeof(*row));
	trace->rows[trace->count++] = row;
	return true;
}

/* Marks the partners on the way that the trace tells, from the end back. */
static void walk_back(const struct middle *m, const struct trace *trace, long d)
{
	long x = m->a_count, y = m->b_count;

	for (; d >= 0; d--) {
		const int32_t *row = trace->rows[d] + d + 1;
		long k = x - y;
		bool down = d > 0 && steps_down(row, d, k);
		long from = d == 0 ? 0 : down ? row[k + 1] : row[k - 1] + 1;

		while (x > from && y > from - k) {
			m->same_a[--x] = true;
			m->same_b[--y] = true;
		}
		if (d > 0) {
			x = down ? from : from - 1;
			y = down ? from - k - 1 : from - k;
		}
	}
}

/* One step: all diagonals with d differences. *end is set when the end of both was reached. */
static void step(const struct middle *m, struct trace *trace, long d, bool *end)
{
	int32_t *furthest = trace->furthest + trace->zero;

	for (long k = -d; k <= d && !*end; k += 2) {
		long x = steps_down(furthest, d, k) ? furthest[k + 1] : furthest[k - 1] + 1;
		long y = x - k;

		while (x < m->a_count && y < m->b_count && y >= 0 && m->a[x] == m->b[y]) {
			x++;
			y++;
		}
		furthest[k] = (int32_t)x;
		*end = x >= m->a_count && y >= m->b_count;
	}
}

static bool find_middle(const struct middle *m)
{
	long limit = m->a_count + m->b_count < MOST_DIFFERENCES ? m->a_count + m->b_count
								: MOST_DIFFERENCES;
	struct trace trace = {.zero = limit + 1};
	bool fine, end = false;

	trace.furthest = array_new_zeroed((size_t)(2 * limit + 3), sizeof(*trace.furthest));
	trace.rows = array_new_zeroed((size_t)limit + 1, sizeof(*trace.rows));
	fine = trace.furthest && trace.rows;
	for (long d = 0; fine && !end && d <= limit; d++) {
		fine = keep_row(&trace, d);
		if (!fine)
			break;
		step(m, &trace, d, &end);
		if (end)
			walk_back(m, &trace, d);
	}
	for (long i = 0; i < trace.count; i++)
		free(trace.rows[i]);
	free(trace.rows);
	free(trace.furthest);
	return fine;
}

bool difference_find(struct difference_side *a, struct difference_side *b)
{
	size_t begin = 0, end = 0, shorter = a->count < b->count ? a->count : b->count;

	memset(a->same, 0, a->count * sizeof(*a->same));
	memset(b->same, 0, b->count * sizeof(*b->same));
	while (begin < shorter && a->elements[begin] == b->elements[begin])
		a->same[begin] = b->same[begin] = true, begin++;
	while (end < shorter - begin &&
	       a->elements[a->count - end - 1] == b->elements[b->count - end - 1]) {
		end++;
		a->same[a->count - end] = b->same[b->count - end] = true;
	}
	return find_middle(&(struct middle){
		.a = a->elements + begin,
		.b = b->elements + begin,
		.same_a = a->same + begin,
		.same_b = b->same + begin,
		.a_count = (long)(a->count - begin - end),
		.b_count = (long)(b->count - begin - end),
	});
}
