/*
 * html_names: the elements and attributes of HTML that mean something here.
 */
#ifndef WIREWASH_HTML_NAMES_H
#define WIREWASH_HTML_NAMES_H

#include <stdbool.h>

#include "base/slice.h"

enum html_kind {
	HTML_INLINE = 0,
	HTML_BLOCK = 1,  /* breaks the line before and after it */
	HTML_UNSEEN = 2, /* its content is not part of the page's text */
};

/* Name in C, name in HTML, kind. */
/* clang-format off */
#define HTML_TAGS(X) \
	X(A, "a", INLINE) X(ABBR, "abbr", INLINE) X(ADDRESS, "address", BLOCK) \
	X(AMP_AD, "amp-ad", BLOCK) X(APPLET, "applet", UNSEEN) X(ARTICLE, "article", BLOCK) \
	X(ASIDE, "aside", BLOCK) X(AUDIO, "audio", UNSEEN) X(B, "b", INLINE) \
	X(BASE, "base", INLINE) \
	X(BLOCKQUOTE, "blockquote", BLOCK) X(BODY, "body", BLOCK) X(BR, "br", INLINE) \
	X(BUTTON, "button", BLOCK) X(CANVAS, "canvas", UNSEEN) X(CAPTION, "caption", BLOCK) \
	X(CENTER, "center", BLOCK) X(CITE, "cite", INLINE) X(CODE, "code", INLINE) \
	X(DATALIST, "datalist", UNSEEN) X(DD, "dd", BLOCK) X(DEL, "del", INLINE) \
	X(DETAILS, "details", BLOCK) X(DIR, "dir", BLOCK) X(DIV, "div", BLOCK) X(DL, "dl", BLOCK) \
	X(DT, "dt", BLOCK) X(EM, "em", INLINE) X(EMBED, "embed", UNSEEN) \
	X(FIELDSET, "fieldset", BLOCK) X(FIGCAPTION, "figcaption", BLOCK) \
	X(FIGURE, "figure", BLOCK) X(FOOTER, "footer", BLOCK) X(FORM, "form", BLOCK) \
	X(FRAME, "frame", UNSEEN) X(FRAMESET, "frameset", BLOCK) X(H1, "h1", BLOCK) \
	X(H2, "h2", BLOCK) X(H3, "h3", BLOCK) X(H4, "h4", BLOCK) X(H5, "h5", BLOCK) \
	X(H6, "h6", BLOCK) X(HEAD, "head", UNSEEN) X(HEADER, "header", BLOCK) \
	X(HGROUP, "hgroup", BLOCK) X(HR, "hr", BLOCK) X(HTML, "html", BLOCK) X(I, "i", INLINE) \
	X(IFRAME, "iframe", UNSEEN) X(IMG, "img", INLINE) X(INPUT, "input", UNSEEN) \
	X(KBD, "kbd", INLINE) X(LABEL, "label", BLOCK) X(LEGEND, "legend", BLOCK) \
	X(LI, "li", BLOCK) X(LINK, "link", INLINE) X(MAIN, "main", BLOCK) X(MAP, "map", UNSEEN) \
	X(MARQUEE, "marquee", BLOCK) X(MATH, "math", UNSEEN) X(MENU, "menu", BLOCK) \
	X(META, "meta", INLINE) X(NAV, "nav", BLOCK) X(NOFRAMES, "noframes", UNSEEN) \
	X(NOSCRIPT, "noscript", UNSEEN) X(OBJECT, "object", UNSEEN) X(OL, "ol", BLOCK) \
	X(OPTION, "option", UNSEEN) X(P, "p", BLOCK) X(PRE, "pre", BLOCK) X(Q, "q", INLINE) \
	X(RP, "rp", UNSEEN) X(RT, "rt", UNSEEN) X(S, "s", INLINE) X(SAMP, "samp", INLINE) \
	X(SCRIPT, "script", UNSEEN) X(SECTION, "section", BLOCK) X(SELECT, "select", UNSEEN) \
	X(SPAN, "span", INLINE) X(STRONG, "strong", INLINE) X(STYLE, "style", UNSEEN) \
	X(SUB, "sub", INLINE) X(SUMMARY, "summary", BLOCK) X(SUP, "sup", INLINE) \
	X(SVG, "svg", UNSEEN) X(TABLE, "table", BLOCK) X(TBODY, "tbody", BLOCK) \
	X(TD, "td", BLOCK) \
	X(TEMPLATE, "template", UNSEEN) X(TEXTAREA, "textarea", UNSEEN) X(TFOOT, "tfoot", BLOCK) \
	X(TH, "th", BLOCK) X(THEAD, "thead", BLOCK) X(TIME, "time", INLINE) \
	X(TITLE, "title", BLOCK) X(TR, "tr", BLOCK) X(TT, "tt", INLINE) X(UL, "ul", BLOCK) \
	X(VIDEO, "video", UNSEEN)
/* clang-format on */

/* clang-format off */
#define HTML_ATTRIBUTES(X) \
	X(ARIA_HIDDEN, "aria-hidden") X(ARIA_LABEL, "aria-label") X(CLASS, "class") \
	X(COLSPAN, "colspan") X(CONTENT, "content") X(DATA_COMPONENT, "data-component") \
	X(DATA_TESTID, "data-testid") X(DATA_TYPE, "data-type") X(DATETIME, "datetime") \
	X(HIDDEN, "hidden") X(HREF, "href") X(HTTP_EQUIV, "http-equiv") X(ID, "id") \
	X(ITEMPROP, "itemprop") X(ITEMTYPE, "itemtype") X(LANG, "lang") X(NAME, "name") \
	X(PROPERTY, "property") \
	X(REL, "rel") X(REVERSED, "reversed") X(ROLE, "role") X(ROWSPAN, "rowspan") \
	X(SRCDOC, "srcdoc") X(START, "start") X(STYLE, "style") X(VALUE, "value") \
	X(XML_LANG, "xml:lang")
/* clang-format on */

enum html_tag {
	HTML_OTHER, /* an element of another name: inline */
	HTML_TEXT,  /* no element at all */
#define X(name, spelled, kind) HTML_##name,
	HTML_TAGS(X)
#undef X
		HTML_TAG_COUNT
};

enum html_attribute_name {
	HTML_AT_OTHER,
#define X(name, spelled) HTML_AT_##name,
	HTML_ATTRIBUTES(X)
#undef X
		HTML_ATTRIBUTE_COUNT
};

extern const unsigned char html_kinds[HTML_TAG_COUNT]; /* enum html_kind */

static inline bool html_is_block(unsigned tag)
{
	return html_kinds[tag] == HTML_BLOCK;
}

static inline bool html_is_unseen(unsigned tag)
{
	return html_kinds[tag] == HTML_UNSEEN;
}

static inline bool html_is_heading(unsigned tag)
{
	return tag >= HTML_H1 && tag <= HTML_H6;
}

/* Finds names in lower case: a table over both lists. */
struct html_lookup;

/* NULL when memory is short; freed with free(). */
struct html_lookup *html_lookup_make(void);
enum html_tag html_tag_of(const struct html_lookup *lookup, const char *name);
enum html_attribute_name html_attribute_of(const struct html_lookup *lookup, const char *name);

/* As spelled in HTML; "" for HTML_OTHER and HTML_TEXT. Static. */
const char *html_tag_name(unsigned tag);

#endif
