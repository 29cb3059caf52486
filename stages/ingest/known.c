#include "known.h"

#include "base/buf.h"
#include "base/compiler.h"
#include "io/formats/fields.h"

#define TO_TEXT " | wirewash ingest --text"
#define UNPACK "Unpack it, and name the folder"

/* clang-format off */
static const struct signature {
	size_t at;
	struct slice bytes;
	struct known known;
} signatures[] = {
	{0,   {"%PDF-", 5},                {"PDF", "Write: pdftotext @ -" TO_TEXT}},
	{0,   {"filedesc://", 11},         {"ARC", "Write: warcio recompress @ new.warc.gz"}},
	{0,   {"%!PS", 4},                 {"PostScript", "Write: ps2ascii @" TO_TEXT}},
	{0,   {"{\\rtf", 5},               {"RTF", "Write: soffice --headless --convert-to txt @"}},
	{0,   {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8},
	                                   {"an old Office document (.doc, .xls, .ppt)",
	                                    "Write: soffice --headless --convert-to txt @"}},
	{0,   {"PAR1", 4},                 {"Parquet", "Write: duckdb -c \"COPY (FROM '@') TO "
	                                    "'/dev/stdout' (FORMAT json)\" | wirewash ingest"}},
	{0,   {"ARROW1", 6},               {"Arrow", "Write it as JSON Lines, with pyarrow"}},
	{0,   {"FEA1", 4},                 {"Feather", "Write it as JSON Lines, with pyarrow"}},
	{0,   {"Obj\x01", 4},              {"Avro", "Write: avro-tools tojson @ | wirewash ingest"}},
	{0,   {"ORC", 3},                  {"ORC", "Write it as JSON Lines, with pyarrow"}},
	{0,   {"\x89HDF\r\n\x1A\n", 8},    {"HDF5", "Write it as JSON Lines, with h5py"}},
	{0,   {"SQLite format 3", 16},     {"SQLite", "Write: sqlite3 -json @ 'SELECT * FROM TABLE' | "
	                                    "wirewash ingest"}},
	{0,   {"7z\xBC\xAF\x27\x1C", 6},   {"7z", "Write: 7z x @; then name the folder"}},
	{0,   {"Rar!\x1A\x07", 6},         {"RAR", "Write: unrar x @; then name the folder"}},
	{0,   {"!<arch>\n", 8},            {"an ar archive", UNPACK}},
	{0,   {"070701", 6},               {"a cpio archive", UNPACK}},
	{0,   {"MSCF", 4},                 {"a cabinet file", UNPACK}},
	{0,   {"ITSF", 4},                 {"CHM", UNPACK}},
	{0,   {"bplist00", 8},             {"a binary property list (such as .webarchive)",
	                                    "Write: textutil -convert html @"}},
	{60,  {"BOOKMOBI", 8},             {"Mobipocket", "Write: ebook-convert @ book.txt"}},
	{0,   {"AT&TFORM", 8},             {"DjVu", "Write: djvutxt @" TO_TEXT}},
	{0,   {"\x5D\0\0", 3},             {"lzma data", "Write: xz -dc --format=lzma @ | wirewash ingest"}},
	{0,   {"LZIP", 4},                 {"lzip data", "Write: lzip -dc @ | wirewash ingest"}},
	{0,   {"\x1F\x9D", 2},             {"compress data (.Z)", "Write: zcat @ | wirewash ingest"}},
	{0,   {"\x89LZO\0", 5},            {"lzop data", "Write: lzop -dc @ | wirewash ingest"}},
	{0,   {"\xFFsNaPpY", 8},           {"Snappy data", "Write: snzip -dc @ | wirewash ingest"}},
	{0,   {"\x80\x02", 2},             {"a Python pickle", "Write it as JSON Lines, with Python"}},
	{0,   {"\x80\x03", 2},             {"a Python pickle", "Write it as JSON Lines, with Python"}},
	{0,   {"\x80\x04\x95", 3},         {"a Python pickle", "Write it as JSON Lines, with Python"}},
	{0,   {"\x93NUMPY", 6},            {"a NumPy array", "Write it as JSON Lines, with Python"}},
	{0,   {"\x7F" "ELF", 4},           {"a program", NULL}},
	{0,   {"\x89PNG\r\n\x1A\n", 8},    {"a picture", NULL}},
	{0,   {"GIF8", 4},                 {"a picture", NULL}},
	{0,   {"\xFF\xD8\xFF", 3},         {"a picture", NULL}},
	{0,   {"BM", 2},                   {"a picture", NULL}},
	{0,   {"II*\0", 4},                {"a picture", NULL}},
	{0,   {"MM\0*", 4},                {"a picture", NULL}},
	{0,   {"\0\0\1\0", 4},             {"a picture", NULL}},
	{8,   {"WEBP", 4},                 {"a picture", NULL}},
	{8,   {"WAVE", 4},                 {"a sound", NULL}},
	{8,   {"AVI ", 4},                 {"a film", NULL}},
	{4,   {"ftyp", 4},                 {"a film", NULL}},
	{0,   {"\x1A\x45\xDF\xA3", 4},     {"a film", NULL}},
	{0,   {"OggS", 4},                 {"a sound", NULL}},
	{0,   {"ID3", 3},                  {"a sound", NULL}},
	{0,   {"fLaC", 4},                 {"a sound", NULL}},
	{0,   {"wOFF", 4},                 {"a font", NULL}},
	{0,   {"wOF2", 4},                 {"a font", NULL}},
	{0,   {"OTTO", 4},                 {"a font", NULL}},
	{0,   {"\0\1\0\0\0", 5},           {"a font", NULL}},
	{0,   {" CDX ", 5},                {"an index of archives", NULL}},
};

/* By its name's last part; those of text formats, which have no signature. */
static const struct ending {
	const char *ending; /* in lower case */
	struct known known;
} endings[] = {
	{".css",      {"a style sheet", NULL}},       {".js",       {"a script", NULL}},
	{".mjs",      {"a script", NULL}},            {".js.map",   {"a script", NULL}},
	{".css.map",  {"a style sheet", NULL}},       {".svg",      {"a picture", NULL}},
	{".ico",      {"a picture", NULL}},           {".png",      {"a picture", NULL}},
	{".jpg",      {"a picture", NULL}},           {".jpeg",     {"a picture", NULL}},
	{".gif",      {"a picture", NULL}},           {".webp",     {"a picture", NULL}},
	{".avif",     {"a picture", NULL}},           {".eot",      {"a font", NULL}},
	{".cdx",      {"an index of archives", NULL}}, {".cdxj",    {"an index of archives", NULL}},
	{"/robots.txt", {"rules for robots", NULL}},  {"/ads.txt",  {"a list of advertisers", NULL}},
	{".mp3",      {"a sound", NULL}},             {".mp4",      {"a film", NULL}},
};

/* XML, by its outermost element. */
static const struct root {
	const char *name;
	struct known known;
} roots[] = {
	{"urlset",       {"a site map", NULL}},
	{"sitemapindex", {"a site map", NULL}},
	{"svg",          {"a picture", NULL}},
	{"rss",          {"a feed (RSS)", "Convert its items to JSON Lines"}},
	{"rdf",          {"a feed (RSS 1.0)", "Convert its items to JSON Lines"}},
	{"feed",         {"a feed (Atom)", "Convert its items to JSON Lines"}},
	{"mediawiki",    {"a MediaWiki dump", "Convert it, with wikiextractor --json"}},
	{"nitf",         {"NITF", "Convert it to JSON Lines"}},
	{"newsml",       {"NewsML", "Convert it to JSON Lines"}},
	{"newsitem",     {"NewsML", "Convert it to JSON Lines"}},
	{"plist",        {"a property list", "Convert it to JSON Lines"}},
};
/* clang-format on */

static const struct known other_xml = {
	"XML of another kind", "Convert it to JSON Lines, or take it with --input-format=text"};
static const struct known mbox = {"mbox",
				  "Convert its messages to JSON Lines, with Python's mailbox"};
static const struct known mhtml = {"MHTML", "Convert it, with Python's email, and name the page"};
static const struct known epub = {"EPUB", "Write: pandoc -t plain @" TO_TEXT};
static const struct known odt = {"an OpenDocument file", "Write: pandoc -t plain @" TO_TEXT};
static const struct known docx = {"DOCX", "Write: pandoc -t plain @" TO_TEXT};
static const struct known office = {"an Office document (.xlsx, .pptx)",
				    "Write: soffice --headless --convert-to csv @"};

static bool has(struct slice bytes, struct slice part)
{
	return slice_find(bytes, 0, part) < bytes.len;
}

static bool ends_in_any_case(struct slice name, const char *lower)
{
	size_t len = strlen(lower);

	return name.len >= len && field_is(slice_from(name, name.len - len), lower);
}

/* A whole name is the end of a path, too. */
static const struct known *by_name(struct slice name)
{
	name = slice_sub(name, 0, slice_find_byte(name, 0, '?'));
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		const char *ending = endings[i].ending;

		if (ends_in_any_case(name, ending) ||
		    (*ending == '/' && field_is(name, ending + 1)))
			return &endings[i].known;
	}
	return NULL;
}

/* Two bytes are little to go by: then what is text all the same is not meant. */
static const struct known *by_signature(struct slice head)
{
	for (size_t i = 0; i < COUNT_OF(signatures); i++) {
		const struct signature *signature = &signatures[i];

		if (head.len < signature->at ||
		    !slice_starts(slice_from(head, signature->at), signature->bytes))
			continue;
		if (signature->known.advice || signature->bytes.len > 4 ||
		    memchr(head.data, '\0', head.len))
			return &signature->known;
	}
	return NULL;
}

/* Office documents are zip archives; their first members tell (ISO 29500-2, OpenDocument 3, EPUB).
 */
static const struct known *by_members(struct slice head)
{
	if (!slice_starts(head, SLICE("PK\3\4")))
		return NULL;
	head = slice_sub(head, 0, head.len < 4096 ? head.len : 4096);
	if (has(head, SLICE("mimetypeapplication/epub+zip")))
		return &epub;
	if (has(head, SLICE("mimetypeapplication/vnd.oasis.opendocument")))
		return &odt;
	if (!has(head, SLICE("[Content_Types].xml")) && !has(head, SLICE("_rels/.rels")))
		return NULL;
	return has(head, SLICE("xl/")) || has(head, SLICE("ppt/")) ? &office : &docx;
}

/* Cuts off what may be before the outermost element. False when it is cut, or no XML is there. */
static bool skip_to_root(struct slice *rest)
{
	if (slice_starts(*rest, SLICE("\xEF\xBB\xBF")))
		*rest = slice_from(*rest, 3);
	*rest = slice_trim(*rest);
	if (!slice_starts(*rest, SLICE("<?xml")))
		return false;
	for (;;) {
		bool comment = slice_starts(*rest, SLICE("<!--"));
		struct slice close = comment ? SLICE("-->") : SLICE(">");
		size_t end;

		if (!comment && !slice_starts(*rest, SLICE("<?")) &&
		    !slice_starts(*rest, SLICE("<!")))
			return slice_starts(*rest, SLICE("<"));
		if (slice_starts(*rest, SLICE("<!")) && !comment && rest->len > 14 &&
		    field_is(slice_sub(*rest, 2, 14), "doctype html"))
			return false;
		end = slice_find(*rest, 0, close);
		if (end == rest->len)
			return false;
		*rest = slice_trim(slice_from(*rest, end + close.len));
	}
}

static const struct known *by_root(struct slice head)
{
	struct slice name;
	size_t end = 1, colon;

	if (!skip_to_root(&head))
		return NULL;
	while (end < head.len && !memchr(" \t\r\n/>", head.data[end], 6))
		end++;
	name = slice_sub(head, 1, end);
	if (field_is(name, "html"))
		return NULL;
	colon = slice_find_byte(name, 0, ':');
	if (colon < name.len)
		name = slice_from(name, colon + 1);
	for (size_t i = 0; i < COUNT_OF(roots); i++) {
		if (field_is(name, roots[i].name))
			return &roots[i].known;
	}
	return &other_xml;
}

/* Mail: a line "From sender date" with a header after it; or a header with a part that is a page.
 */
static const struct known *by_header(struct slice head)
{
	struct slice rest = head, line;
	bool envelope = slice_starts(head, SLICE("From ")), field = false;

	if (envelope && slice_next_line(&rest, &line) && slice_next_line(&rest, &line)) {
		size_t colon = slice_find_byte(line, 0, ':');

		field = colon > 0 && colon < line.len && colon < slice_find_byte(line, 0, ' ');
	}
	if (field)
		return &mbox;
	if (has(head, SLICE("\nMIME-Version:")) &&
	    (slice_starts(head, SLICE("From: <Saved by ")) ||
	     has(head, SLICE("Content-Type: multipart/related"))))
		return &mhtml;
	return NULL;
}

const struct known *known_file(struct slice name, struct slice head)
{
	const struct known *known = by_signature(head);

	if (!known)
		known = by_members(head);
	if (!known)
		known = by_root(head);
	if (!known)
		known = by_header(head);
	if (!known)
		known = by_name(name);
	/* What was piped in was meant: then it is refused, not skipped. */
	return known && !known->advice && !name.len ? NULL : known;
}

void known_remark(const struct known *known, const char *file, struct err *err)
{
	struct buf text = {0};

	buf_printf(&text, "%s: is %s, which is not read. ", *file ? file : "standard input",
		   known->format);
	for (const char *at = known->advice; *at; at++) {
		if (*at == '@')
			buf_append(&text, *file ? slice_of(file) : SLICE("FILE"));
		else
			buf_push(&text, *at);
	}
	if (buf_push(&text, '\0'))
		err_set(err, ERR_REMARK, "%s.", text.data);
	else
		err_no_memory(err);
	buf_free(&text);
}
