/* charset: what the bytes are, and when nobody can say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/ucnv.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/charset/charset.h"
#include "text/charset/converter.h"

/* The bytes of a UTF-8 text in another charset. */
static void encode(const char *charset, const char *text, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len;

	buf_clear(out);
	assert_true(buf_reserve(out, 4 * strlen(text) + 16));
	len = ucnv_convert(charset, "UTF-8", out->data, (int32_t)(4 * strlen(text) + 16), text, -1,
			   &status);
	assert_true(U_SUCCESS(status));
	out->len = (size_t)len;
}

struct outcome {
	enum decoding decoding;
	const char *name;
	enum charset_how how;
	uint64_t replaced;
	char text[20000];
};

static void decode(struct slice bytes, const char *forced, struct outcome *outcome)
{
	struct arena arena = {0};
	struct err err;
	struct charset *charset = charset_open(&err);
	struct charset_request request = {.forced = forced, .most_replaced = 100};
	struct charset_result result;
	struct slice text;

	assert_non_null(charset);
	outcome->decoding = charset_decode(charset, bytes, &request, &arena, &result);
	text = result.text;
	outcome->name = result.name;
	outcome->how = result.how;
	outcome->replaced = result.replaced;
	if (outcome->decoding == DECODED) {
		assert_true(utf8_valid(text));
		assert_true(text.len < sizeof(outcome->text));
		if (text.len)
			memcpy(outcome->text, text.data, text.len);
		outcome->text[text.len] = '\0';
	}
	arena_free(&arena);
	charset_close(charset);
}

static void assert_text(struct slice bytes, const char *name, const char *text)
{
	struct outcome outcome;

	decode(bytes, NULL, &outcome);
	assert_int_equal(outcome.decoding, DECODED);
	assert_string_equal(outcome.text, text);
	assert_string_equal(outcome.name, name);
}

static void assert_not(struct slice bytes, enum decoding decoding)
{
	struct outcome outcome;

	decode(bytes, NULL, &outcome);
	assert_int_equal(outcome.decoding, decoding);
}

/* The text, with as many characters replaced by U+FFFD. */
static void assert_replaced(struct slice bytes, const char *name, const char *text, unsigned count)
{
	struct outcome outcome;

	decode(bytes, NULL, &outcome);
	assert_int_equal(outcome.decoding, DECODED);
	assert_string_equal(outcome.text, text);
	assert_string_equal(outcome.name, name);
	assert_int_equal(outcome.replaced, count);
}

static void test_utf8(void **state)
{
	(void)state;
	assert_text(SLICE(""), "UTF-8", "");
	assert_text(SLICE("plain\n"), "UTF-8", "plain\n");
	assert_text(SLICE("gr\xC3\xBC\xC3\x9F"), "UTF-8", "grüß");
	assert_text(SLICE("\x1B[1mbold\x1B[0m"), "UTF-8", "\x1B[1mbold\x1B[0m");
}

static void test_marks(void **state)
{
	(void)state;
	assert_text(SLICE("\xEF\xBB\xBFmark"), "UTF-8", "mark");
	assert_text(SLICE("\xEF\xBB\xBF"), "UTF-8", "");
	assert_text(SLICE("\xFF\xFEh\0\xE4\0"), "UTF-16LE", "hä");
	assert_text(SLICE("\xFE\xFF\0h\xD8\x3D\xDE\x00"), "UTF-16BE", "h😀");
	assert_text(SLICE("\xFF\xFE\0\0h\0\0\0"), "UTF-32LE", "h");
	assert_text(SLICE("\0\0\xFE\xFF\0\0\0h"), "UTF-32BE", "h");
	assert_replaced(SLICE("\xEF\xBB\xBF"
			      "a\xFF"),
			"UTF-8", "a\uFFFD", 1);
	assert_replaced(SLICE("\xFF\xFEh\0\x00\xD8"), "UTF-16LE", "h\uFFFD", 1);
	assert_replaced(SLICE("\xFF\xFEh\0i"), "UTF-16LE", "h\uFFFD", 1);
}

static void test_utf16_without_mark(void **state)
{
	struct buf bytes = {0};

	(void)state;
	assert_text(SLICE("H\0e\0l\0l\0o\0"), "UTF-16LE", "Hello");
	assert_text(SLICE("\0H\0e\0l\0l\0o"), "UTF-16BE", "Hello");
	encode("UTF-16BE", "Короткий текст, в котором есть пробелы.\n", &bytes);
	assert_text(buf_slice(&bytes), "UTF-16BE", "Короткий текст, в котором есть пробелы.\n");
	buf_free(&bytes);
}

static void test_binary(void **state)
{
	struct buf noise = {0};

	(void)state;
	assert_not(SLICE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), DECODING_BINARY);
	assert_not(SLICE("\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01"), DECODING_BINARY);
	assert_not(SLICE("\x7F"
			 "ELF\x02\x01\x01\0\0\0\0\0"),
		   DECODING_BINARY);
	assert_not(SLICE("%PDF-1.7\n1 0 obj << /Type /Catalog >>\n"), DECODING_BINARY);
	assert_replaced(SLICE("text with one \0 in it"), "UTF-8", "text with one \uFFFD in it", 1);
	for (unsigned i = 0, x = 1; i < 3000; i++) {
		x = x * 1103515245 + 12345;
		buf_push(&noise, (char)((x >> 16) % 255 + 1));
	}
	assert_not(buf_slice(&noise), DECODING_BINARY);
	buf_free(&noise);
}

/* Broken UTF-8 is never read as something else: each broken character is replaced. */
static void test_broken_utf8(void **state)
{
	struct buf bytes = {0};
	struct outcome outcome;

	(void)state;
	assert_replaced(SLICE("gr\xC3\xBC\xC3\x9F"
			      "e aus K\xC3\xB6ln \xFF"),
			"UTF-8", "grüße aus Köln \uFFFD", 1);
	assert_replaced(SLICE("schon am Ende abgeschnitten: \xC3\xA4\xC3\xB6\xC3"), "UTF-8",
			"schon am Ende abgeschnitten: äö\uFFFD", 1);
	/* The maximal parts of what is no character, as browsers count them. */
	assert_replaced(SLICE("\xC3\xA4\xC3\xA4 \xF0\x9F\x98 \xE0\x80 \xC3\xA4"), "UTF-8",
			"ää \uFFFD \uFFFD\uFFFD ä", 3);
	/* Too much of it is no text. */
	for (int i = 0; i < 100; i++)
		buf_append(&bytes, SLICE("\xC3\xA4\xFF"));
	decode(buf_slice(&bytes), NULL, &outcome);
	assert_int_equal(outcome.decoding, DECODING_UNKNOWN);
	buf_free(&bytes);
}

/* English with no other marks than one kind is windows-1252, however many there are. */
static void test_few_marks(void **state)
{
	static const char *const marks[] = {"\x92s",
					    "\x97",
					    "\xA3"
					    "20",
					    "\x80"
					    "5",
					    "\xA9 2019",
					    "\xBD cup",
					    "\xA0 then"};
	static const char *const meant[] = {"\u2019s",     "\u2014",     "\u00A320",   "\u20AC5",
					    "\u00A9 2019", "\u00BD cup", "\u00A0 then"};
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		for (int times = 1; times < 200; times *= 3) {
			struct buf bytes = {0}, text = {0};
			const char *gap = i == 0 ? "" : " ";

			for (int n = 0; n < times; n++) {
				buf_printf(&bytes,
					   "It was the end of the day at the mayor%s%s and "
					   "they had not been told that this is how it was.\n",
					   gap, marks[i]);
				buf_printf(&text,
					   "It was the end of the day at the mayor%s%s and "
					   "they had not been told that this is how it was.\n",
					   gap, meant[i]);
			}
			decode(buf_slice(&bytes), NULL, &outcome);
			buf_push(&text, '\0');
			assert_int_equal(outcome.decoding, DECODED);
			assert_string_equal(outcome.text, text.data);
			buf_free(&bytes);
			buf_free(&text);
		}
	}
}

static void test_declared(void **state)
{
	(void)state;
	assert_text(SLICE("<meta charset=\"windows-1251\">\xC4\xE0"), "windows-1251",
		    "<meta charset=\"windows-1251\">Да");
	assert_text(SLICE("<?xml version='1.0' encoding='ISO-8859-2'?>\xB1"), "ISO-8859-2",
		    "<?xml version='1.0' encoding='ISO-8859-2'?>ą");
	assert_text(SLICE("# -*- coding: koi8-r -*-\n\xE4\xC1"), "KOI8-R",
		    "# -*- coding: koi8-r -*-\nДа");
	assert_text(SLICE("vim: set fileencoding=latin1 :\n\xE9"), "windows-1252",
		    "vim: set fileencoding=latin1 :\né");
	/* What it says first but nobody knows does not hide what it says next. */
	assert_text(SLICE("encoding: strong; charset=cp866\n\x84\xA0"), "IBM866",
		    "encoding: strong; charset=cp866\nДа");
}

static void test_declared_wrongly(void **state)
{
	(void)state;
	/* 0xD2 is undefined there, and nothing else is sure: it is as the text says. */
	assert_replaced(SLICE("charset=windows-1253 \xD2 \xFF"), "windows-1253",
			"charset=windows-1253 \uFFFD \uFFFD", 2);
	/* What is read as ASCII cannot be UTF-16; the declaration does not count. */
	assert_text(SLICE("charset=UTF-16 only"), "UTF-8", "charset=UTF-16 only");
	/* It says UTF-8, which it is not; its own letters tell. */
	assert_text(SLICE("charset=utf-8; Stra\xDF"
			  "e und Gr\xFC\xDF"
			  "e an die M\xE4nner in K\xF6ln"),
		    "windows-1252", "charset=utf-8; Straße und Grüße an die Männer in Köln");
}

static void test_forced(void **state)
{
	struct outcome outcome;

	(void)state;
	decode(SLICE("\xC4\xE0"), charset_name("cp1251"), &outcome);
	assert_int_equal(outcome.decoding, DECODED);
	assert_string_equal(outcome.text, "Да");
	/* A mark tells more than the user knows. */
	decode(SLICE("\xEF\xBB\xBF\xC3\xA4"), charset_name("cp1251"), &outcome);
	assert_string_equal(outcome.text, "ä");
	/* What the charset does not define is replaced. */
	decode(SLICE("a\x81"), charset_name("windows-1252"), &outcome);
	assert_string_equal(outcome.text, "a\uFFFD");
	decode(SLICE("a\xFF"), charset_name("utf8"), &outcome);
	assert_string_equal(outcome.text, "a\uFFFD");
}

/* Texts of some lines, each in all charsets that its language is met in. */
static const struct {
	const char *text;
	const char *charsets[4];
	/* clang-format off */
} texts[] = {
	{"Der Fährmann öffnete früh am Morgen das große Tor; über dem Fluß lag noch Nebel. „Grüß "
	 "Gott“, rief er hinüber, „heute wird es schön.“",
	 {"windows-1252", "macintosh"}},
	{"La fenêtre était restée ouverte toute la nuit. Où étaient passés les élèves ? Le maître "
	 "n’en savait rien, mais il espérait qu’ils reviendraient après la fête de l’été à Besançon.",
	 {"windows-1252", "macintosh"}},
	{"El señor Muñoz volvió mañana tras mañana al café de la esquina; allí leía el periódico y "
	 "tomaba un té. «¿Qué más podría pedir?», decía.",
	 {"windows-1252", "macintosh"}},
	{"Här står en gammal båt på stranden. Fiskaren målar den varje vår, fast ingen längre åker ut "
	 "på sjön när det blåser från öster.",
	 {"windows-1252", "macintosh"}},
	{"Žluťoučký kůň stál u řeky a čekal, až převozník přijede. Večer už byl chladný, ale ještě "
	 "svítilo slunce a děti běžely domů.",
	 {"windows-1250", "ISO-8859-2"}},
	{"Łódź stała przy brzegu, a rybak próbował naprawić sieć. Wieczór był chłodny, więc dzieci "
	 "poszły już spać. Jeszcze żaden statek nie przypłynął.",
	 {"windows-1250", "ISO-8859-2"}},
	{"A révész minden reggel átvitte az embereket a folyón. Az idős asszony hűvös őszi időben is "
	 "jött, kosarában friss túrót és gyümölcsöt hozott.",
	 {"windows-1250", "ISO-8859-2"}},
	{"Паромщик каждое утро перевозил людей через реку. Осенью туман стоял над водой до полудня, и "
	 "он звонил в колокол, чтобы его услышали на другом берегу.",
	 {"windows-1251", "KOI8-R", "ISO-8859-5", "IBM866"}},
	{"Поромник щоранку перевозив людей через річку. Її води були спокійні, і діти їхали до школи "
	 "разом із ним, співаючи пісень.",
	 {"windows-1251", "ISO-8859-5"}},
	{"Ο βαρκάρης περνούσε κάθε πρωί τους ανθρώπους από το ποτάμι. Το φθινόπωρο η ομίχλη έμενε πάνω "
	 "από το νερό μέχρι το μεσημέρι.",
	 {"windows-1253", "ISO-8859-7"}},
	{"Kayıkçı her sabah insanları nehrin öbür yakasına geçirirdi. Güz gelince sis öğleye kadar "
	 "suyun üstünden kalkmaz, çocuklar şarkı söylerdi.",
	 {"windows-1254"}},
	{"Keltininkas kas rytą perkeldavo žmones per upę. Rudenį rūkas virš vandens laikydavosi iki "
	 "vidurdienio, o vaikai dainuodavo ir žaisdavo ant kranto.",
	 {"windows-1257"}},
	{"המעבוראי העביר את האנשים בכל בוקר אל הגדה השנייה של הנהר, והילדים שרו.", {"windows-1255"}},
	{"كان صاحب القارب ينقل الناس كل صباح إلى الضفة الأخرى من النهر، وكان الأطفال يغنون معه.",
	 {"windows-1256"}},
	{"คนพายเรือพาผู้คนข้ามแม่น้ำทุกเช้า และเด็กๆ ก็ร้องเพลงไปกับเขา", {"windows-874"}},
	{"渡し守は毎朝、人々を向こう岸へ運んだ。秋になると霧が昼まで川の上に残り、彼は鐘を鳴らした。"
	 "こどもたちはいっしょに歌をうたった。",
	 {"Shift_JIS", "EUC-JP", "ISO-2022-JP"}},
	{"뱃사공은 아침마다 사람들을 강 건너편으로 날랐다. 가을이면 안개가 한낮까지 물 위에 머물렀고 "
	 "그는 종을 울렸다.",
	 {"EUC-KR"}},
	{"船夫每天早上都把人们渡到河对岸。到了秋天，雾气一直留在水面上，他就敲钟让对岸的人听见。",
	 {"GB18030", "GBK"}},
	{"船夫每天早上都把人們渡到河對岸。到了秋天，霧氣一直留在水面上，他就敲鐘讓對岸的人聽見。",
	 {"Big5"}},
};
/* clang-format on */

static void test_detected(void **state)
{
	struct buf bytes = {0};
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		for (size_t k = 0; k < 4 && texts[i].charsets[k]; k++) {
			encode(texts[i].charsets[k], texts[i].text, &bytes);
			decode(buf_slice(&bytes), NULL, &outcome);
			if (outcome.decoding != DECODED || strcmp(outcome.text, texts[i].text) != 0)
				fail_msg("%s in %s: %d, %s", texts[i].text, texts[i].charsets[k],
					 outcome.decoding, outcome.name ? outcome.name : "-");
		}
	}
	buf_free(&bytes);
}

/* However short the text is cut: mostly right, never wrong without a word when it is long. */
static void test_cut_short(void **state)
{
	struct buf bytes = {0};
	struct outcome outcome;
	unsigned right = 0, wrong = 0, guessed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		for (size_t len = 2; len < strlen(texts[i].text); len += 3) {
			struct slice cut = slice_make(texts[i].text, len);
			char text[1000];
			bool same;

			cut.len = utf8_valid_prefix(cut);
			snprintf(text, sizeof(text), "%.*s", (int)cut.len, cut.data);
			if (ascii_prefix(cut) == cut.len)
				continue;
			encode(texts[i].charsets[0], text, &bytes);
			decode(buf_slice(&bytes), NULL, &outcome);
			assert_int_equal(outcome.decoding, DECODED);
			same = strcmp(outcome.text, text) == 0;
			right += same;
			wrong += !same && outcome.how == CHARSET_DETECTED;
			guessed += !same && outcome.how != CHARSET_DETECTED;
			if (len > 100)
				assert_string_equal(outcome.text, text);
		}
	}
	print_message("%u right, %u wrong guesses, %u wrong\n", right, guessed, wrong);
	assert_true(right > 8 * guessed);
	assert_true(wrong * 50 < right);
	buf_free(&bytes);
}

static void test_smart_quotes_only(void **state)
{
	(void)state;
	assert_text(SLICE("\x93Well,\x94 she said, \x93it\x92s late \x96 let\x92s go.\x94"),
		    "windows-1252", "“Well,” she said, “it’s late – let’s go.”");
	assert_text(SLICE("\xD2Well,\xD3 she said, \xD2it\xD5s late \xD0 let\xD5s go.\xD3"),
		    "macintosh", "“Well,” she said, “it’s late – let’s go.”");
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(charset_name("latin1"), "windows-1252");
	assert_string_equal(charset_name("UTF8"), "UTF-8");
	assert_string_equal(charset_name("cp1251"), "windows-1251");
	assert_string_equal(charset_name("sjis"), "windows-31j");
	assert_null(charset_name("no such charset"));
	assert_null(charset_name(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_utf16_without_mark),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_broken_utf8),
		cmocka_unit_test(test_declared),
		cmocka_unit_test(test_declared_wrongly),
		cmocka_unit_test(test_forced),
		cmocka_unit_test(test_detected),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_few_marks),
		cmocka_unit_test(test_smart_quotes_only),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
