/*
 * ascii: classes of ASCII bytes, each with one meaning for the whole project. No locale. A byte of
 * 0x80 and up is in no class. Classes of code points beyond ASCII are in text/unicode/letters.h.
 */
#ifndef WIREWASH_ASCII_H
#define WIREWASH_ASCII_H

#include <stdbool.h>

/* Space or tab: what separates within a line. */
static inline bool ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* White space of the C locale: space, \t \n \v \f \r. */
static inline bool ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* White space of JSON (RFC 8259): space, \t \n \r. */
static inline bool ascii_is_json_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Space or control character, 0 to 0x20. */
static inline bool ascii_is_space_or_control(char c)
{
	return (unsigned char)c <= ' ';
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_letter(char c)
{
	return ascii_is_upper(c) || ascii_is_lower(c);
}

/* An upper-case letter as its lower-case one; every other byte as it is. */
static inline char ascii_lower(char c)
{
	return ascii_is_upper(c) ? (char)(c | 0x20) : c;
}

/* The value of a hexadecimal digit, 0 to 15; -1 for any other byte. */
static inline int ascii_hex_value(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
