/* The model of pages: what is read from a line, what is asked of it, and models that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "article/model/page.h"
#include "base/asset.h"
#include "base/buf.h"

static struct scan_line scan(const char *text, scan_token *tokens)
{
	struct scan_line line;

	scan_line(slice_of(text), strlen(text), &line, tokens);
	return line;
}

static void a_line_is_counted(void **state)
{
	scan_token tokens[SCAN_TOKENS];
	struct scan_line line =
		scan("The ferry left at 12:30, in 1998. Nobody had 3 tickets!", tokens);

	(void)state;
	assert_int_equal(line.words, 12);
	assert_int_equal(line.tokens, 12);
	assert_int_equal(line.chars, 55);
	assert_int_equal(line.numbers, 4);
	assert_int_equal(line.digits, 9);
	assert_int_equal(line.capitals, 2);
	assert_int_equal(line.sentences, 1);
	assert_int_equal(line.signs[SIGN_COMMA], 1);
	assert_int_equal(line.signs[SIGN_EXCLAIM], 1);
	assert_int_equal(line.flags, SCAN_ENDED | SCAN_YEAR | SCAN_TIME);
	assert_int_equal(tokens[4], SCAN_NUMBER);
}

static void ends_and_beginnings_are_seen(void **state)
{
	static const struct {
		const char *text;
		uint32_t flags;
	} cases[] = {
		{"Menu", 0},
		{"MENU", SCAN_UPPER},
		{"menu", SCAN_SMALL},
		{"Read more...", SCAN_ENDED | SCAN_ELLIPSIS},
		{"Read more…", SCAN_ENDED | SCAN_ELLIPSIS},
		{"“Go!”", SCAN_ENDED | SCAN_QUOTED | SCAN_QUOTED_END},
		{"Tags:", SCAN_COLON_END},
		{"标签：", SCAN_COLON_END},
		{"- item", SCAN_DASH},
		{"3. item", SCAN_BULLET},
		{"★ Best of", SCAN_SYMBOL},
		{"© Example", SCAN_RIGHTS},
		{"(c) Example", SCAN_RIGHTS},
		{"Wer?", SCAN_ENDED | SCAN_ASKS},
		{"ändern", SCAN_SMALL},
		{"ÄNDERN", SCAN_UPPER},
	};
	scan_token tokens[SCAN_TOKENS];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(scan(cases[i].text, tokens).flags, cases[i].flags);
}

static void words_are_equal_whatever_their_case(void **state)
{
	scan_token a[SCAN_TOKENS], b[SCAN_TOKENS];

	(void)state;
	scan("Straße ZUR Übersicht 1990 extraordinarily", a);
	scan("straße zur übersicht 7 EXTRAORDINARILY", b);
	assert_memory_equal(a, b, 5 * sizeof(*a));
	assert_int_not_equal(scan("a b", a).key, scan("b a", a).key);
	assert_int_equal(scan("Page 1 of 20", a).folded, scan("page 2 of 31", a).folded);
	assert_int_not_equal(scan("Page 1 of 20", a).key, scan("page 2 of 31", a).key);
}

static void a_character_is_a_word_where_no_spaces_are(void **state)
{
	scan_token tokens[SCAN_TOKENS];
	struct scan_line line = scan("今天下雨。明天晴。", tokens);

	(void)state;
	assert_int_equal(line.words, 7);
	assert_int_equal(line.singles, 7);
	assert_int_equal(line.sentences, 2);
	assert_int_equal(line.flags, SCAN_ENDED);
}

/* The word may end where the bytes end, at any distance. */
static void words_at_the_end_of_memory(void **state)
{
	scan_token a[SCAN_TOKENS], b[SCAN_TOKENS];

	(void)state;
	for (size_t len = 1; len <= 20; len++) {
		char *exact = malloc(len), roomy[64] = "abcdefghijklmnopqrstuvwxyz .......";
		struct scan_line line;

		assert_non_null(exact);
		memcpy(exact, roomy, len);
		scan_line(slice_make(exact, len), len, &line, a);
		scan_line(slice_make(roomy, len), sizeof(roomy), &line, b);
		assert_int_equal(a[0], b[0]);
		free(exact);
	}
}

static void a_long_line_is_judged_by_its_beginning(void **state)
{
	struct buf text = {0};
	scan_token tokens[SCAN_TOKENS];
	struct scan_line line;

	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_append(&text, SLICE("ten bytes "));
	scan_line(slice_trim(buf_slice(&text)), text.len, &line, tokens);
	assert_in_range(line.words, 19000, 21000);
	assert_int_equal(line.tokens, SCAN_TOKENS);
	buf_free(&text);
}

static void work_out(struct features *features, const char *text)
{
	struct text_lines lines = {0};
	struct err err;

	assert_true(text_split(&lines, slice_of(text), &err));
	assert_true(features_scan(features, &lines, &err));
	assert_true(features_work_out(features, NULL, &err));
	text_lines_free(&lines);
}

static const char small_page[] = "Home\n\nNews\nHome\nPage 1\nPage 2\n"
				 "The harbour of the small town has been dredged three times since "
				 "the storm took away most of the outer wall.\n"
				 "The outer wall of the harbour will be built again next spring, "
				 "the mayor told a crowd that had come to ask.\n"
				 "Trains\nTrains to the coast are full\n"
				 "Trains to the coast are full again and nobody at the station "
				 "knows when there will be more of them\n"
				 "Share\n";

static void repeats_and_places_are_told(void **state)
{
	struct features features = {0};

	(void)state;
	for (int again = 0; again < 2; again++) {
		work_out(&features, small_page);
		assert_int_equal(features.count, 11);
		assert_int_equal(features.line[1], 2);
		assert_int_equal(feature_of(&features, 0, FEATURE_same), 1);
		assert_int_equal(feature_of(&features, 1, FEATURE_same), 0);
		assert_int_equal(feature_of(&features, 3, FEATURE_same), 0);
		assert_int_equal(feature_of(&features, 3, FEATURE_folded), 1);
		assert_int_equal(feature_of(&features, 8, FEATURE_heads_next), 1);
		assert_int_equal(feature_of(&features, 9, FEATURE_headed), 1);
		assert_int_equal(feature_of(&features, 4, FEATURE_prose_back), 200);
		assert_int_equal(feature_of(&features, 4, FEATURE_prose_ahead), 1);
		assert_int_equal(feature_of(&features, 10, FEATURE_prose_back), 4);
		assert_int_equal(feature_of(&features, 5, FEATURE_in_run), 1);
		assert_int_equal(feature_of(&features, 0, FEATURE_in_run), 0);
		assert_int_equal(feature_of(&features, 5, FEATURE_topic_before), 1);
		assert_in_range(feature_of(&features, 6, FEATURE_topic_before), 50, 254);
		assert_int_equal(feature_of(&features, 0, FEATURE_from_end), 10);
		assert_int_equal(feature_of(&features, 10, FEATURE_from_top), 10);
	}
	features_free(&features);
}

static void neighbours_are_the_rows_around(void **state)
{
	struct features features = {0};
	const uint8_t *columns[FEATURE_NAMES];

	(void)state;
	work_out(&features, small_page);
	features_columns(&features, columns);
	assert_string_equal(feature_names[FEATURE_REACH * FEATURE_COUNT], "words");
	assert_string_equal(feature_names[0], "words@-3");
	assert_string_equal(feature_names[4 * FEATURE_COUNT + FEATURE_chars], "chars@1");
	assert_int_equal(columns[FEATURE_chars][0], 0);
	assert_int_equal(columns[FEATURE_chars][2], 0);
	assert_int_equal(columns[FEATURE_chars][3], 4);
	assert_int_equal(columns[FEATURE_REACH * FEATURE_COUNT + FEATURE_chars][0], 4);
	assert_int_equal(columns[6 * FEATURE_COUNT + FEATURE_chars][0], 6);
	assert_int_equal(columns[6 * FEATURE_COUNT + FEATURE_chars][8], 0);
	features_free(&features);
}

/*
 * A model that keeps lines of ten words and more, gives those of five `doubtful`, and takes every
 * text of three lines for a page.
 */
static void put_model_of(struct buf *model, int32_t doubtful)
{
	buf_append(model, SLICE("[words]\nwords 32768 100 100\n"));
	for (int i = 0; i < 512; i++) {
		for (int k = 0; k < 128; k++)
			buf_push(model, 'P');
		buf_push(model, '\n');
	}
	buf_append(model, SLICE("[text]\nforest 1 1 0\ncolumn lines 3\ntree 0:1 =-5 =5\n"
				"[page]\nforest 1 1 0\ncolumn dropped 900\ntree 0:1 =-5 "
				"=5\n[lines]\ntables 2 0\n"));
	buf_printf(model, "table words 10 = 0 20000\ntable words 5 = -20000 %d\n", (int)doubtful);
}

static void put_model(struct buf *model)
{
	put_model_of(model, -5000);
}

static bool read_model(struct page_model *model, struct slice data)
{
	struct err err = {0};
	bool read = page_model_read(model, data, "m", &err);

	assert_int_equal(read, err.code == ERR_NONE);
	return read;
}

static size_t left_of(const struct page_model *model, const char *text)
{
	struct evidence evidence = {0};
	struct page page = {0};
	struct err err;
	size_t left = 0;

	assert_true(evidence_split(&evidence, slice_of(text), &err));
	assert_true(page_score(&page, model, &evidence.lines, &err));
	assert_true(page_remove(&page, 0, &evidence, &err));
	for (size_t i = 0; i < evidence.lines.count; i++)
		left += !evidence.notes[i].removed;
	evidence_free(&evidence);
	page_free(&page);
	return left;
}

static const char twice[] = "The ferries will stay in the dock until the pumps have come from the "
			    "yard across the bay.\n"
			    "Nobody knows yet who is going to pay for them, the harbour office "
			    "said on Tuesday evening.\n";

static void an_article_that_stands_twice_stays_once(void **state)
{
	struct buf model_text = {0}, text = {0};
	struct page_model model = {0};

	(void)state;
	put_model(&model_text);
	assert_true(read_model(&model, buf_slice(&model_text)));
	buf_printf(&text, "Menu\n%sShare\n%s", twice, twice);
	assert_int_equal(left_of(&model, text.data), 2);

	/* Broken elsewhere. */
	buf_clear(&text);
	buf_printf(&text, "%.*s %s%s", (int)(strchr(twice, '\n') - twice), twice,
		   strchr(twice, '\n') + 1, twice);
	assert_int_equal(left_of(&model, text.data), 1);

	/* What is said again among much else is meant. */
	buf_clear(&text);
	buf_printf(&text, "%s", twice);
	for (int i = 0; i < 9; i++)
		buf_printf(
			&text,
			"Line %c has words of its own%s and more than ten of them, so it stays.\n",
			'a' + i, i % 2 ? ", which differ," : "");
	buf_printf(&text, "%.*s\n", (int)(strchr(twice, '\n') - twice), twice);
	assert_int_equal(left_of(&model, text.data), 12);
	buf_free(&text);
	buf_free(&model_text);
	page_model_free(&model);
}

/* A line of words that no other line has. */
static void put_words(struct buf *text, int line, int count)
{
	buf_append(text, SLICE("So"));
	for (int i = 1; i < count; i++)
		buf_printf(text, " w%c%c%c", 'a' + i, 'a' + line % 26, 'a' + line / 26);
	buf_append(text, SLICE(".\n"));
}

/* How many lines are left of a page with `sure` lines that are certain, and six doubtful ones. */
static size_t left_beside(const struct page_model *model, int sure)
{
	struct buf text = {0};
	size_t left;

	for (int i = 0; i < sure; i++)
		put_words(&text, i, 12);
	for (int i = 0; i < 6; i++)
		put_words(&text, 600 + i, 7);
	buf_append(&text, SLICE("Menu\nShare"));
	buf_push(&text, '\0');
	left = left_of(model, text.data);
	buf_free(&text);
	return left;
}

static void doubtful_lines_stay_where_little_is_certain(void **state)
{
	struct buf doubted = {0}, believed = {0};
	struct page_model model = {0};

	(void)state;
	put_model_of(&doubted, -1000);
	assert_true(read_model(&model, buf_slice(&doubted)));
	assert_int_equal(left_beside(&model, 0), 6);
	assert_int_equal(left_beside(&model, 1), 7);
	assert_int_equal(left_beside(&model, 10), 10);
	page_model_free(&model);

	/* More likely the article's than not, and yet not worth it. */
	put_model_of(&believed, 200);
	assert_true(read_model(&model, buf_slice(&believed)));
	assert_int_equal(left_beside(&model, 1), 7);
	assert_int_equal(left_beside(&model, 100), 100);
	page_model_free(&model);
	buf_free(&doubted);
	buf_free(&believed);
}

static void a_model_decides(void **state)
{
	struct buf data = {0};
	struct page_model model = {0};
	struct text_lines lines = {0};
	struct page page = {0};
	struct err err;

	(void)state;
	put_model(&data);
	assert_true(read_model(&model, buf_slice(&data)));
	assert_int_equal(
		left_of(&model, "a\nb\none two three four five six seven eight nine ten\n"), 1);
	assert_int_equal(left_of(&model, "a\nb\nc"), 1); /* never none */
	assert_int_equal(left_of(&model, ""), 0);
	assert_true(text_split(&lines, SLICE("a\nb"), &err));
	assert_false(page_may_be(&model, &lines));
	assert_true(text_split(&lines, SLICE("a\nb\nc"), &err));
	assert_true(page_may_be(&model, &lines));
	assert_true(page_score(&page, &model, &lines, &err));
	assert_true(page_is_one(&page, &model, &lines));
	assert_true(text_split(
		&lines, SLICE("a\nb\none two three four five six seven eight nine ten"), &err));
	assert_true(page_score(&page, &model, &lines, &err));
	assert_false(page_is_one(&page, &model, &lines));
	text_lines_free(&lines);
	page_free(&page);
	page_model_free(&model);
	buf_free(&data);
}

/* The model says of two lines, with little conviction, that they are no page. */
static void less_is_asked_of_pages_from_east_asia(void **state)
{
	static const struct {
		const char *text;
		bool is_page;
		/* clang-format off */
	} cases[] = {
		{"首页\n分享", true}, {"ホーム\n共有", true}, {"홈\n공유", true},
		{"首页\nShare", false}, {"Меню\nПоделиться", false}, {"Menu\nShare", false},
	};
	/* clang-format on */
	struct buf data = {0};
	struct page_model model = {0};
	struct text_lines lines = {0};
	struct err err;

	(void)state;
	put_model(&data);
	assert_true(read_model(&model, buf_slice(&data)));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(text_split(&lines, slice_of(cases[i].text), &err));
		assert_int_equal(page_may_be(&model, &lines), cases[i].is_page);
	}
	text_lines_free(&lines);
	page_model_free(&model);
	buf_free(&data);
}

static void broken_models_are_refused(void **state)
{
	/* clang-format off */
	static const char *const broken[] = {
		"words\n", "[words]\n", "[words]\nwords 5 1 1\n", "[text]\n", "[other]\n", "[words",
		"[lines]\ntables 1 0\ntable nonsense 10 = -5 5\n",
		"[text]\nforest 1 0 0\ncolumn lines 3\n[text]\nforest 1 0 0\ncolumn lines 3\n",
	};
	/* clang-format on */
	struct buf data = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		struct page_model model = {0};

		assert_false(read_model(&model, slice_of(broken[i])));
		page_model_free(&model);
	}
	put_model(&data);
	for (size_t len = 1; len < data.len - 1; len += len < 66000 && len > 40 ? 997 : 1) {
		struct page_model model = {0};

		read_model(&model, slice_make(data.data, len));
		page_model_free(&model);
	}
	data.data[100] = '\x7F';
	assert_false(read_model(&(struct page_model){0}, buf_slice(&data)));
	buf_free(&data);
}

static void the_reason_names_what_spoke(void **state)
{
	struct buf data = {0};
	struct page_model model = {0};
	struct page page = {0};
	struct text_lines lines = {0};
	struct err err;
	char reason[PAGE_REASON_MAX];
	size_t len;

	(void)state;
	put_model(&data);
	assert_true(read_model(&model, buf_slice(&data)));
	assert_true(text_split(&lines, SLICE("a\nb"), &err));
	assert_true(page_score(&page, &model, &lines, &err));
	len = page_explain(&page, &model, 1, reason);
	assert_true(slice_equal(slice_make(reason, len), SLICE("0.01 words")));
	page_free(&page);
	text_lines_free(&lines);
	page_model_free(&model);
	buf_free(&data);
}

static void words_add_up(void **state)
{
	struct word_scores *words = calloc(1, sizeof(*words));
	scan_token tokens[SCAN_TOKENS];
	uint16_t marks[WORD_SCORE_MARKS];
	int32_t score, side;
	struct scan_line line = scan("Share this story now", tokens);
	size_t count = word_marks(tokens, line.tokens, marks);

	(void)state;
	assert_non_null(words);
	assert_int_equal(count, 4 + 3 + 3 + 1);
	words->scale[0] = words->scale[1] = 4096;
	word_score(words, tokens, line.tokens, &score, &side);
	assert_int_equal(score, 0);
	for (size_t i = 0; i < count; i++)
		words->weights[marks[i]] = -2;
	words->weights[marks[0]] += 46 * WORD_SECOND;
	word_score(words, tokens, line.tokens, &score, &side);
	assert_int_equal(score, -100); /* -22 * 16 / sqrt(11), limited */
	assert_in_range(side, 95, 100);
	word_score(words, tokens, 0, &score, &side);
	assert_int_equal(score, 0);
	free(words);
}

static void the_built_in_model_is_whole(void **state)
{
	struct page_model model = {0};
	struct slice data;

	(void)state;
	if (!asset_find("boilerplate/page.model", &data))
		skip();
	assert_true(read_model(&model, data));
	assert_non_null(model.text);
	assert_non_null(model.lines);
	page_model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_counted),
		cmocka_unit_test(ends_and_beginnings_are_seen),
		cmocka_unit_test(words_are_equal_whatever_their_case),
		cmocka_unit_test(a_character_is_a_word_where_no_spaces_are),
		cmocka_unit_test(words_at_the_end_of_memory),
		cmocka_unit_test(a_long_line_is_judged_by_its_beginning),
		cmocka_unit_test(repeats_and_places_are_told),
		cmocka_unit_test(neighbours_are_the_rows_around),
		cmocka_unit_test(a_model_decides),
		cmocka_unit_test(less_is_asked_of_pages_from_east_asia),
		cmocka_unit_test(doubtful_lines_stay_where_little_is_certain),
		cmocka_unit_test(an_article_that_stands_twice_stays_once),
		cmocka_unit_test(broken_models_are_refused),
		cmocka_unit_test(the_reason_names_what_spoke),
		cmocka_unit_test(words_add_up),
		cmocka_unit_test(the_built_in_model_is_whole),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
