/* Blocks of a page that say what others have said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../stages/extract/duplicate_blocks.h"
#include "base/compiler.h"

#define BELL \
	"The bell of Holm rang four times on Sunday, though nobody had pulled the rope since " \
	"spring."
#define KEEPER \
	"Its keeper says that the wind has learned how, and that he would rather not go up and " \
	"ask it."

static void which_stay(const char *const *texts, size_t count, bool *kept)
{
	struct block blocks[8] = {{.at = 0}};
	struct place places[1] = {{.hidden = false}}; /* all blocks are in the root element */
	struct page page = {.blocks = blocks, .count = (uint32_t)count, .places = places};
	struct map grams = {0};

	assert_true(count <= COUNT_OF(blocks));
	for (size_t i = 0; i < count; i++) {
		blocks[i].at = (uint32_t)page.text.len;
		blocks[i].len = (uint32_t)slice_of(texts[i]).len;
		blocks[i].words = (uint32_t)words_count(slice_of(texts[i]), 0);
		buf_append(&page.text, slice_of(texts[i]));
	}
	assert_true(duplicate_blocks_drop(&page, &grams, kept));
	map_free(&grams);
	buf_free(&page.text);
}

static void second_copies_go(void **state)
{
	static const char *const texts[] = {BELL, KEEPER, BELL " " KEEPER, BELL};
	bool kept[] = {true, true, true, true};

	(void)state;
	which_stay(texts, COUNT_OF(texts), kept);
	assert_true(kept[0] && kept[1]);
	assert_true(!kept[2] && !kept[3]);
}

static void what_was_not_kept_has_no_copies(void **state)
{
	static const char *const texts[] = {BELL, KEEPER, BELL};
	bool kept[] = {false, true, true};

	(void)state;
	which_stay(texts, COUNT_OF(texts), kept);
	assert_true(!kept[0] && kept[1] && kept[2]);
}

static void more_than_a_copy_stays(void **state)
{
	static const char *const texts[] = {BELL, BELL " " KEEPER};
	bool kept[] = {true, true};

	(void)state;
	which_stay(texts, COUNT_OF(texts), kept);
	assert_true(kept[0] && kept[1]);
}

static void refrains_stay(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"Ring, bell, ring", KEEPER, "Ring, bell, ring",
		"ring, bell, ring, bell, ring, bell, ring, bell, ring, bell, ring, bell, ring, bell, ring",
	};
	/* clang-format on */
	bool kept[] = {true, true, true, true};

	(void)state;
	which_stay(texts, COUNT_OF(texts), kept);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_true(kept[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(second_copies_go),
		cmocka_unit_test(what_was_not_kept_has_no_copies),
		cmocka_unit_test(more_than_a_copy_stays),
		cmocka_unit_test(refrains_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
