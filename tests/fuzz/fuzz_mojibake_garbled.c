/*
 * Text garbled through a charset, once or several times, of which some lines are right: what comes
 * back is the original, or is left alone line by line; never a third thing. (Where the charset
 * changes from layer to layer there are texts that two ways lead to.)
 *
 * The input's bytes choose the layers and the charset, then lines, each garbled or right.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lib/machine.h"
#include "base/asset.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHARSETS = 24, LAYERS = 4, LINES = 6 };

static const char *const lines[] = {
	"Der Bäcker öffnet heute später, weil der Ofen über Nacht ausgekühlt war.",
	"La rivière a débordé hier ; l’école restera fermée jusqu’à vendredi, dit le préfet.",
	"“We’re not closing,” she said – and nobody believed it… “Not today.”",
	"Зимой озеро замерзает, и дети ходят в школу прямо по льду.",
	"Взимку озеро замерзає, і діти ходять до школи просто по кризі.",
	"Η γέφυρα άνοιξε ξανά μετά από τρεις μήνες εργασιών.",
	"Wczoraj późnym wieczorem spadł pierwszy śnieg tej zimy, a dziś już go nie ma.",
	"El tren llegó con retraso porque la vía estaba dañada, según la compañía.",
	"新しい橋は来年の春に完成する予定です。",
	"새 다리는 내년 봄에 완공될 예정입니다.",
	"Cây cầu mới sẽ được hoàn thành vào mùa xuân năm sau.",
	"Yeni köprü gelecek yılın ilkbaharında tamamlanacak, dedi müdür.",
	"Nový most bude dokončen příští rok na jaře, řekl včera starosta města.",
	"سيكتمل الجسر الجديد في ربيع العام المقبل.",
	"A plain line without any letter beyond the common ones.",
};

static struct world {
	struct machine machine;
	uint32_t upper[CHARSETS][128];
	unsigned charsets;
} world;

/* The upper halves, read from the data file with nothing of the code under test. */
static void read_charsets(void)
{
	struct slice rest, line;
	unsigned cell = 128;

	assert(asset_find("mojibake/charsets.txt", &rest));
	while (slice_next_line(&rest, &line)) {
		if (slice_starts(line, SLICE("charset "))) {
			assert(cell == 128 && world.charsets < CHARSETS);
			world.charsets++;
			cell = 0;
			continue;
		}
		for (size_t at = 0; cell < 128 && at < line.len; cell++) {
			world.upper[world.charsets - 1][cell] =
				line.data[at] == '-' ? 128 + cell
						     : (uint32_t)strtoul(line.data + at, NULL, 16);
			at = slice_find_byte(line, at, ' ') + 1;
		}
	}
	assert(world.charsets == CHARSETS);
}

static void garble(struct buf *text, unsigned charset)
{
	struct buf out = {0};

	for (size_t i = 0; i < text->len; i++) {
		unsigned char byte = (unsigned char)text->data[i];
		char bytes[4];

		buf_append(
			&out,
			slice_make(bytes,
				   utf8_encode(byte < 128 ? byte : world.upper[charset][byte - 128],
					       bytes)));
	}
	buf_free(text);
	*text = out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf clean = {0}, garbled = {0}, got = {0};
	struct slice rest[3], line[3];
	unsigned layers;

	if (size < 3)
		return 0;
	if (!world.machine.stage) {
		machine_choose(&world.machine, "mojibake");
		machine_open(&world.machine);
		read_charsets();
	}
	layers = 1 + *data % LAYERS;
	for (size_t i = 2; i < size && i < 2 + LINES; i++) {
		const char *original = lines[data[i] % COUNT_OF(lines)];
		struct buf one = {0};

		buf_printf(&clean, "%s\n", original);
		buf_append(&one, slice_of(original));
		for (unsigned n = 0; data[i] & 0x80 && n < layers; n++)
			garble(&one, data[1] % CHARSETS);
		buf_append(&garbled, buf_slice(&one));
		buf_push(&garbled, '\n');
		buf_free(&one);
	}
	machine_apply_text(&world.machine, buf_slice(&garbled), false, &got);
	rest[0] = buf_slice(&clean);
	rest[1] = buf_slice(&garbled);
	rest[2] = buf_slice(&got);
	while (slice_next_line(&rest[0], &line[0])) {
		assert(slice_next_line(&rest[1], &line[1]) && slice_next_line(&rest[2], &line[2]));
		if (!slice_equal(line[2], line[0]) && !slice_equal(line[2], line[1])) {
			fprintf(stderr, "want %.*s\ngot  %.*s\nfrom %.*s\n", (int)line[0].len,
				line[0].data, (int)line[2].len, line[2].data, (int)line[1].len,
				line[1].data);
			abort();
		}
	}
	buf_free(&clean);
	buf_free(&garbled);
	buf_free(&got);
	return 0;
}
