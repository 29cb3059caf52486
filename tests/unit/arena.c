/* Arenas: alignment, trimming, overflow, reuse. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/arena.h"

/* Pieces of many sizes do not overlap: each is filled, and all are looked at in the end. */
static void pieces_do_not_overlap(void **state)
{
	enum { COUNT = 3000 };
	struct arena arena = {0};
	struct slice pieces[COUNT];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = i % 500 == 499 ? 100000 : i * 7 % 301;
		char *p = i % 2 ? arena_bytes(&arena, size) : arena_alloc(&arena, size);

		assert_non_null(p);
		if (i % 2 == 0)
			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		memset(p, (int)(i & 0xFF), size);
		pieces[i] = slice_make(p, size);
	}
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t k = 0; k < pieces[i].len; k++)
			assert_int_equal((unsigned char)pieces[i].data[k], i & 0xFF);
	}
	arena_free(&arena);
	assert_null(arena.chunks);
}

static void empty_pieces_are_no_failure(void **state)
{
	struct arena arena = {0};
	struct slice copy;

	(void)state;
	assert_non_null(arena_bytes(&arena, 0));
	assert_non_null(arena_alloc(&arena, 0));
	assert_non_null(arena_zalloc(&arena, 0, 8));
	assert_non_null(arena_zalloc(&arena, 8, 0));
	assert_true(arena_copy(&arena, slice_make(NULL, 0), &copy));
	assert_int_equal(copy.len, 0);
	arena_free(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
	struct arena arena = {0};
	char *before;

	(void)state;
	assert_null(arena_bytes(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 8));
	assert_null(arena_zalloc(&arena, SIZE_MAX / 2, 3));
	assert_null(arena_zalloc(&arena, 3, SIZE_MAX / 2));
	/* A failure takes nothing away. */
	before = arena_bytes(&arena, 4);
	assert_non_null(before);
	memcpy(before, "abcd", 4);
	assert_null(arena_bytes(&arena, SIZE_MAX - 8));
	assert_memory_equal(before, "abcd", 4);
	assert_non_null(arena_bytes(&arena, 4));
	arena_free(&arena);
}

static void zeroed_memory_is_zero(void **state)
{
	struct arena arena = {0};
	char *p;

	(void)state;
	p = arena_bytes(&arena, 1000);
	memset(p, 'x', 1000);
	arena_reset(&arena);
	p = arena_zalloc(&arena, 100, 10);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
	arena_free(&arena);
}

static void trimming_gives_back_the_newest_only(void **state)
{
	struct arena arena = {0};
	char *a, *b;

	(void)state;
	a = arena_bytes(&arena, 100);
	arena_trim(&arena, a, 100, 10);
	b = arena_bytes(&arena, 100);
	assert_ptr_equal(b, a + 10);
	arena_trim(&arena, a, 10, 0);
	assert_ptr_equal(arena_bytes(&arena, 1), b + 100);
	arena_free(&arena);
}

static void reset_keeps_a_chunk(void **state)
{
	struct arena arena = {0};
	char *first;

	(void)state;
	arena_reset(&arena);
	assert_null(arena.chunks);
	first = arena_bytes(&arena, 10);
	arena_reset(&arena);
	assert_ptr_equal(arena_bytes(&arena, 10), first);
	/* What one huge record needed is not kept for all the others. */
	assert_non_null(arena_bytes(&arena, (size_t)16 << 20));
	arena_reset(&arena);
	assert_null(arena.chunks);
	assert_non_null(arena_bytes(&arena, 10));
	arena_free(&arena);
}

static void copies_are_copies(void **state)
{
	char text[] = "abc";
	struct arena arena = {0};
	struct slice copy;

	(void)state;
	assert_true(arena_copy(&arena, slice_of(text), &copy));
	text[0] = 'x';
	assert_true(slice_equal(copy, SLICE("abc")));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(empty_pieces_are_no_failure),
		cmocka_unit_test(sizes_that_overflow_are_refused),
		cmocka_unit_test(zeroed_memory_is_zero),
		cmocka_unit_test(trimming_gives_back_the_newest_only),
		cmocka_unit_test(reset_keeps_a_chunk),
		cmocka_unit_test(copies_are_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
