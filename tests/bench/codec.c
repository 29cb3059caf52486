/* MB/s of the record codec. usage: codec FILE.jsonl [set]: parse and write; set: a text too. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "record/record.h"

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Appends what lines become; returns how many were rejected. */
static size_t run(struct slice lines, const struct schema *schema, struct arena *arena, bool set,
		  struct buf *out)
{
	struct record record;
	struct slice line;
	size_t rejected = 0;

	while (slice_next_line(&lines, &line)) {
		arena_reset(arena);
		if (record_parse(&record, schema, line, arena) != REJECT_NONE) {
			rejected++;
			continue;
		}
		if (set)
			record_set_text(&record,
					slice_trim(slice_sub(record_text(&record), 0,
							     record_text(&record).len / 2)));
		if (out->len > 1 << 18)
			buf_clear(out);
		record_write(&record, out);
	}
	return rejected;
}

int main(int argc, char **argv)
{
	struct buf in = {0}, out = {0};
	struct arena arena = {0};
	struct schema schema;
	size_t got, rejected = 0;
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;

	if (!file)
		return 2;
	do {
		if (!buf_reserve(&in, 1 << 20))
			return 5;
		got = fread(in.data + in.len, 1, 1 << 20, file);
		in.len += got;
	} while (got > 0);
	fclose(file);
	schema_default(&schema);
	for (int round = 0; round < 5; round++) {
		double start = seconds();

		for (int i = 0; i < 10; i++)
			rejected += run(buf_slice(&in), &schema, &arena, argc > 2, &out);
		printf("%.0f MB/s\n", (double)in.len * 10 / 1e6 / (seconds() - start));
	}
	printf("%zu rejected\n", rejected);
	buf_free(&in);
	buf_free(&out);
	arena_free(&arena);
	return 0;
}
