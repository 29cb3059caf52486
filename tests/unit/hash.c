/* Hashes are XXH3's, for ever: ids of records depend on them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/hash.h"

static void fill(char bytes[static 1000])
{
	for (int i = 0; i < 1000; i++)
		bytes[i] = (char)(i * 31 + 7);
}

/* Computed with libxxhash 0.8.1, whose output is frozen; a length for each of its ways. */
static void vectors(void **state)
{
	static const struct {
		size_t len;
		uint64_t hash64, high, low;
		/* clang-format off */
	} cases[] = {
		{0, 0x2d06800538d394c2, 0x99aa06d3014798d8, 0x6001c324468d497f},
		{1, 0x4c5cca45d0f4811f, 0x495b62073ef70ca4, 0x4c5cca45d0f4811f},
		{3, 0x15f7093b173d005c, 0x46f66cb935381565, 0x15f7093b173d005c},
		{4, 0xdca012f95811b6b9, 0x7fefeeffb4d0eab3, 0xb987ca5d9241572a},
		{8, 0xdec6a9a43575982e, 0x803c675a846cc6c2, 0x56bb836ceb6d4baa},
		{9, 0xcbe393399f17ffbd, 0xd46556872d230f22, 0x4376673580310154},
		{16, 0x7e484c18d74895d0, 0x650fe308c566747d, 0xf853dd94614dfa07},
		{17, 0x208bde5ee2bed407, 0x18217300b5132d5a, 0x78c349fe81b2f26c},
		{128, 0xf92b70eaa21a6288, 0xb4f87b99d2db8a51, 0x1e04fad9f0cacb4d},
		{129, 0xf8f76713f2bb60fa, 0x6881633650cd8924, 0xc51bc887976aef63},
		{240, 0xccc7375172c41f03, 0xde57aab31e77a2ff, 0x93e173833f75ab66},
		{241, 0x0b3b630948ce4a00, 0x92b991a7192f3f08, 0x0b3b630948ce4a00},
		{1000, 0x989765d0ea7a5ecd, 0xf534f51e82a81d29, 0x989765d0ea7a5ecd},
	};
	/* clang-format on */
	char bytes[1000];

	(void)state;
	fill(bytes);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct slice part = slice_make(bytes, cases[i].len);

		assert_int_equal(hash64(part), cases[i].hash64);
		assert_int_equal(hash128(part).high, cases[i].high);
		assert_int_equal(hash128(part).low, cases[i].low);
	}
	assert_int_equal(hash64_seeded(slice_make(bytes, 1000), 42), 0x210176ac002574ad);
	assert_int_equal(hash64_seeded(slice_make(bytes, 1000), 0),
			 hash64(slice_make(bytes, 1000)));
	assert_int_equal(hash64(slice_make(NULL, 0)), cases[0].hash64);
}

static void joining_is_hashing_the_whole(void **state)
{
	char bytes[1000];

	(void)state;
	fill(bytes);
	for (size_t cut = 0; cut <= 1000; cut += 37) {
		struct slice parts[] = {
			slice_make(bytes, cut), {NULL, 0}, slice_make(bytes + cut, 1000 - cut)};
		struct hash128 joined = hash128_joined(parts, COUNT_OF(parts));

		assert_int_equal(joined.high, 0xf534f51e82a81d29);
		assert_int_equal(joined.low, 0x989765d0ea7a5ecd);
	}
	assert_int_equal(hash128_joined(NULL, 0).high, 0x99aa06d3014798d8);
}

static void hex_is_what_xxh128sum_prints(void **state)
{
	char hex[HASH128_HEX];

	(void)state;
	hash128_hex(hash128(SLICE("abc")), hex);
	assert_memory_equal(hex, "06b05ab6733a618578af5f94892f3950", HASH128_HEX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(joining_is_hashing_the_whole),
		cmocka_unit_test(hex_is_what_xxh128sum_prints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
