/* map: keys are found until they are forgotten, however often that was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "article/model/map.h"

static uint64_t key_of(uint32_t i)
{
	return (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

static void fill(struct map *map, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t *value = map_put(map, key_of(i));

		assert_non_null(value);
		assert_int_equal(*value, 0);
		*value = i + 1;
	}
	for (uint32_t i = 0; i < 2 * count; i++)
		assert_int_equal(map_get(map, key_of(i)), i < count ? i + 1 : 0);
	assert_int_equal(map->count, count);
}

static void keys_are_forgotten(void **state)
{
	static const uint32_t counts[] = {1000, 10, 900, 40, 3000, 0, 500};
	struct map map = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		fill(&map, counts[i]);
		map_clear(&map, counts[(i + 1) % (sizeof(counts) / sizeof(counts[0]))]);
		assert_int_equal(map.count, 0);
		assert_int_equal(map_get(&map, key_of(0)), 0);
	}
	map_free(&map);
}

static void ages_come_round(void **state)
{
	struct map map = {0};

	(void)state;
	fill(&map, 20);
	map_clear(&map, 20);
	map.age = UINT32_MAX;
	fill(&map, 10);
	map_clear(&map, 20);
	assert_int_equal(map.age, 1);
	assert_int_equal(map_get(&map, key_of(15)), 0);
	fill(&map, 20);
	map_free(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_forgotten),
		cmocka_unit_test(ages_come_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
