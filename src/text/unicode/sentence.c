#include "text/unicode/sentence.h"

#include <unicode/uchar.h>

bool sentence_terminal_of_any(uint32_t code_point)
{
	return code_point == 0x2026 || u_hasBinaryProperty((UChar32)code_point, UCHAR_S_TERM);
}
