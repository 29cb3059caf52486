#include "title.h"

#include <string.h>

#include "base/compiler.h"
#include "page.h"

enum { ALIKE = 500 }; /* thousandths of words that two titles of one page share */

/* The last of the separators that sites put between a title and their name; title.len: none. */
static size_t last_separator(struct slice title, size_t *after)
{
	/* clang-format off */
	static const struct slice separators[] = {
		SLICE_INIT(" - "), SLICE_INIT(" | "), SLICE_INIT(" \xE2\x80\x93 "),
		SLICE_INIT(" \xE2\x80\x94 "), SLICE_INIT(" :: "), SLICE_INIT(" \xC2\xB7 "),
		SLICE_INIT(" \xC2\xBB "), SLICE_INIT(" \xE2\x80\xA2 "), SLICE_INIT("_"),
		SLICE_INIT("|"), SLICE_INIT("-"),
	};
	/* clang-format on */
	size_t last = title.len;

	*after = title.len;
	for (size_t s = 0; s < COUNT_OF(separators) && (s < 8 || last == title.len); s++) {
		for (size_t at = slice_find(title, 0, separators[s]); at < title.len;
		     at = slice_find(title, at + 1, separators[s])) {
			if (last < title.len && at <= last)
				continue;
			last = at;
			*after = at + separators[s].len;
		}
	}
	return last;
}

/* Letters and digits in lower case, at most `max`; for comparing names. */
static size_t squash(struct slice text, char *out, size_t max)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < max; i++) {
		char c = text.data[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
			out[len++] = c;
	}
	return len;
}

/* Whether two texts have the same letters, or one those of the other and a few more. */
static bool same_name(struct slice a, struct slice b)
{
	char left[100], right[100];
	size_t left_len = squash(a, left, sizeof(left)),
	       right_len = squash(b, right, sizeof(right));
	size_t shorter = left_len < right_len ? left_len : right_len;

	return shorter >= 3 && (slice_find(slice_make(left, left_len), 0,
					   slice_make(right, right_len)) < left_len ||
				slice_find(slice_make(right, right_len), 0,
					   slice_make(left, left_len)) < right_len);
}

/* Whether two texts have the same letters. */
static bool equal_name(struct slice a, struct slice b)
{
	char left[100], right[100];
	size_t left_len = squash(a, left, sizeof(left)),
	       right_len = squash(b, right, sizeof(right));

	return left_len >= 3 && left_len == right_len && memcmp(left, right, left_len) == 0;
}

/* The name within an address: "example" of https://www.example.co.uk/. */
static struct slice domain_name(struct slice url)
{
	size_t from = slice_find(url, 0, SLICE("://"));
	struct slice host;
	size_t dot;

	if (from == url.len)
		return slice_make(NULL, 0);
	host = slice_from(url, from + 3);
	host = slice_sub(host, 0, slice_find_byte(host, 0, '/'));
	if (slice_starts(host, SLICE("www.")))
		host = slice_from(host, 4);
	dot = host.len;
	while (dot > 0 && host.data[dot - 1] != '.')
		dot--;
	return slice_sub(host, 0, dot ? dot - 1 : 0);
}

/* The title without the site's name before it, when three words and more are left. */
static struct slice without_site_before(struct slice title, struct slice site, struct slice domain)
{
	/* clang-format off */
	static const struct slice separators[] = {
		SLICE_INIT(": "), SLICE_INIT(" | "), SLICE_INIT(" - "),
		SLICE_INIT(" \xE2\x80\x93 "), SLICE_INIT(" \xE2\x80\x94 "),
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(separators); i++) {
		size_t at = slice_find(title, 0, separators[i]);
		struct slice head = slice_sub(title, 0, at);
		struct word_list tail;

		if (at == title.len || !(equal_name(head, site) || equal_name(head, domain)))
			continue;
		word_list_read(&tail, slice_from(title, at));
		if (tail.count >= 3)
			return slice_trim(slice_from(title, at + separators[i].len));
	}
	return title;
}

/*
 * The title without the site's name after it. `any` also takes off what merely looks like one: a
 * few words after a separator.
 */
static struct slice without_site(struct slice title, struct slice site, struct slice domain,
				 bool any)
{
	size_t after, at = last_separator(title, &after);
	struct slice tail = slice_from(title, after), head = slice_sub(title, 0, at);
	struct word_list tail_words, head_words;

	if (at == title.len || slice_trim(head).len == 0)
		return title;
	word_list_read(&tail_words, tail);
	word_list_read(&head_words, head);
	if (same_name(tail, site) || same_name(tail, domain) ||
	    (any && tail_words.count <= 4 && head_words.count >= 3 && title.data[at] == ' '))
		return slice_trim(head);
	return title;
}

static bool holds_words(struct slice outer, struct slice inner)
{
	struct word_list outside, inside;

	word_list_read(&outside, outer);
	word_list_read(&inside, inner);
	if (inside.count == 0)
		return false;
	for (size_t from = 0; from + inside.count <= outside.count; from++)
		if (memcmp(outside.hash + from, inside.hash, inside.count * sizeof(*inside.hash)) ==
		    0)
			return true;
	return false;
}

/* Thousandths of the words of the shorter text that the other has too, in any order. */
static unsigned shared_words(struct slice a, struct slice b)
{
	struct word_list left, right;
	size_t both = 0;

	word_list_read(&left, a);
	word_list_read(&right, b);
	for (size_t i = 0; i < left.count; i++) {
		size_t k = 0;

		while (k < right.count && right.hash[k] != left.hash[i])
			k++;
		both += k < right.count;
	}
	left.count = left.count < right.count ? left.count : right.count;
	return left.count ? (unsigned)(both * 1000 / left.count) : 0;
}

/* Without all that bars cut off, where a site puts its name and its sections there. */
static struct slice before_bar(struct slice title)
{
	size_t at = slice_find(title, 0, SLICE(" | "));
	struct word_list head;

	word_list_read(&head, slice_sub(title, 0, at));
	return head.count >= 3 ? slice_trim(slice_sub(title, 0, at)) : title;
}

bool title_is_close(const struct titles *titles, struct slice heading)
{
	const struct slice given[] = {titles->og, titles->twitter, titles->html};

	for (size_t i = 0; i < COUNT_OF(given); i++)
		if (given[i].len &&
		    (holds_words(given[i], heading) || holds_words(heading, given[i]) ||
		     shared_words(heading, given[i]) >= ALIKE))
			return true;
	return false;
}

bool title_begins_with(const struct titles *titles, struct slice heading)
{
	enum { WORDS_LEAST = 3 };
	const struct slice given[] = {titles->og, titles->twitter, titles->html};
	struct word_list inside, outside;

	word_list_read(&inside, heading);
	for (size_t i = 0; i < COUNT_OF(given) && inside.count >= WORDS_LEAST; i++) {
		word_list_read(&outside, given[i]);
		if (inside.count <= outside.count &&
		    memcmp(outside.hash, inside.hash, inside.count * sizeof(*inside.hash)) == 0)
			return true;
	}
	return false;
}

static struct slice choose(const struct titles *titles, struct slice site, struct slice url)
{
	struct slice given = titles->og, h1 = titles->h1, headline = titles->json_ld;
	struct slice domain = domain_name(url);
	bool h1_is_site = same_name(h1, site) && h1.len < site.len + 10;

	if (!given.len)
		given = headline;
	if (!given.len)
		given = titles->twitter;
	if (!given.len)
		given = titles->html;
	/* The headline as printed, when it is the page's title or close to it. */
	if (h1.len && !h1_is_site && title_is_close(titles, h1))
		return without_site(h1, site, domain, false);
	if (headline.len && holds_words(titles->og, headline))
		return without_site(headline, site, domain, false);
	if (given.len && given.data != titles->html.data)
		return before_bar(without_site(given, site, domain, false));
	if (h1.len && !h1_is_site && titles->h1_count == 1)
		return h1;
	return given.len ? before_bar(without_site(given, site, domain, true)) : h1;
}

struct slice title_choose(const struct titles *titles, struct slice site, struct slice url)
{
	return without_site_before(choose(titles, site, url), site, domain_name(url));
}
