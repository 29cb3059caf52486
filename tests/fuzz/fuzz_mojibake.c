/*
 * Repair of any text: the output is valid UTF-8, all in range, and stays as it is the second time.
 *
 * The input is a byte of choices and text, which is cut at its first invalid byte, or read as a
 * legacy charset's bytes when the choice says so: then it is full of sequences.
 */
#include <assert.h>
#include <stdint.h>

#include "../lib/machine.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct machine machine;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0}, once = {0}, twice = {0};
	unsigned choice;

	if (size < 1)
		return 0;
	if (!machine.stage) {
		machine_choose(&machine, "mojibake");
		machine_open(&machine);
	}
	choice = *data++;
	size--;
	if (choice & 1) {
		for (size_t i = 0; i < size; i++) {
			char bytes[4];

			buf_append(&text, slice_make(bytes, utf8_encode(data[i], bytes)));
		}
	} else {
		struct slice all = {(const char *)data, size};

		buf_append(&text, slice_sub(all, 0, utf8_valid_prefix(all)));
	}
	machine_apply_text(&machine, buf_slice(&text), choice & 2, &once);
	assert(utf8_valid(buf_slice(&once)));
	machine_apply_text(&machine, buf_slice(&once), choice & 2, &twice);
	assert(slice_equal(buf_slice(&once), buf_slice(&twice)));
	buf_free(&text);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
