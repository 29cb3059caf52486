#!/usr/bin/env python3
"""Makes src/text/unicode/unicode-kinds.txt from the Unicode Character Database.

usage: scripts/unicode-kinds.py UCD-DIRECTORY > src/text/unicode/unicode-kinds.txt

The directory is the database as Unicode publishes it (Debian: unicode-data, /usr/share/unicode),
with the emoji data in emoji/. What each flag means stands in src/text/unicode/unicode.h;
scripts/unicode-table.sh makes the tables of the program.
"""
import re
import sys

LIMIT = 0x110000
FLAGS = ["SCRUB", "COMBINES", "QUOTE", "WIDTH", "LIGATURE", "SPACE", "BLANK", "MAYBE", "RTL", "JOINS",
         "EMOJI", "PICTOGRAPH", "SKIN_TONE", "IDEOGRAPH", "VARIES", "MONGOLIAN", "SOUTHEAST", "WORD",
         "MARK", "ALTERS"]
BIT = {name: 1 << number for number, name in enumerate(FLAGS)}

# General punctuation that is no content wherever it stands, or only in the company normal.c knows.
SCRUBBED = [(0x00, 0x08), (0x0A, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C),
            (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F),
            (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC), (0xFDD0, 0xFDEF), (0xE0000, 0xE0FFF)]
CURLY_QUOTES = (0x2018, 0x201F)
LIGATURES = [(0xFB00, 0xFB06), (0xFB13, 0xFB17)]
OGHAM_SPACE = 0x1680


def entries(path):
    """Yields (first, last, [field...]) for each line of a file of the database."""
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if not line:
            continue
        points, *fields = [field.strip() for field in line.split(";")]
        first, _, last = points.partition("..")
        if re.fullmatch("[0-9A-F]+", first):
            yield int(first, 16), int(last or first, 16), fields


def main(ucd):
    flags = [0] * LIMIT
    ccc = [0] * LIMIT
    category = ["Cn"] * LIMIT
    decomposition = {}

    def mark(first, last, name):
        for point in range(first, last + 1):
            flags[point] |= BIT[name]

    first = None
    for line in open(ucd + "/UnicodeData.txt", encoding="utf-8"):
        field = line.split(";")
        point = int(field[0], 16)
        if field[1].endswith("First>"):
            first = point
            continue
        for each in range(first if first is not None else point, point + 1):
            category[each] = field[2]
            ccc[each] = int(field[3])
        first = None
        if field[5] and not field[5].startswith("<"):
            decomposition[point] = [int(part, 16) for part in field[5].split()]
        if field[5].startswith(("<wide>", "<narrow>")):
            mark(point, point, "WIDTH")

    for start, end in SCRUBBED:
        mark(start, end, "SCRUB")
    for plane in range(0, LIMIT, 0x10000):
        mark(plane + 0xFFFE, plane + 0xFFFF, "SCRUB")
    mark(*CURLY_QUOTES, "QUOTE")
    for start, end in LIGATURES:
        mark(start, end, "LIGATURE")

    for start, end, field in entries(ucd + "/DerivedNormalizationProps.txt"):
        if field[0] == "NFC_QC":
            mark(start, end, "COMBINES")
            if field[1] == "M":
                mark(start, end, "MAYBE")
            else:
                mark(start, end, "ALTERS")
    tail = ccc[:]
    for point in decomposition:
        part = point
        while part in decomposition:
            part = decomposition[part][-1]
        tail[point] = ccc[part]
    for point in range(LIMIT):
        kind = category[point]
        if ccc[point]:
            flags[point] |= BIT["COMBINES"]
        if kind[0] in "LMN":
            flags[point] |= BIT["WORD"]
        if kind[0] == "M":
            flags[point] |= BIT["MARK"]
        if kind == "Zs":
            flags[point] |= BIT["BLANK"]
            if point > 0x7F and point != OGHAM_SPACE:
                flags[point] |= BIT["SPACE"]
    mark(0x09, 0x09, "BLANK")

    joining = scripts_that_join(ucd)
    for start, end, field in entries(ucd + "/extracted/DerivedBidiClass.txt"):
        if field[0] in ("R", "AL"):
            for point in range(start, end + 1):
                if category[point][0] in "LMNPS":
                    flags[point] |= BIT["RTL"]
    for start, end, field in entries(ucd + "/PropList.txt"):
        if field[0] == "Ideographic":
            mark(start, end, "IDEOGRAPH")
    for line in open(ucd + "/StandardizedVariants.txt", encoding="utf-8"):
        match = re.match("([0-9A-F]+) FE0[0-9A-D];", line)
        if match:
            mark(int(match[1], 16), int(match[1], 16), "VARIES")
    for start, end, field in entries(ucd + "/LineBreak.txt"):
        if field[0] == "SA":
            mark(start, end, "SOUTHEAST")
    for start, end, field in entries(ucd + "/emoji/emoji-data.txt"):
        name = {"Emoji": "EMOJI", "Extended_Pictographic": "PICTOGRAPH",
                "Emoji_Modifier": "SKIN_TONE"}.get(field[0])
        if name:
            mark(start, end, name)
    for start, end, scripts in script_extensions(ucd):
        for point in range(start, end + 1):
            if category[point][0] in "LM" and scripts & joining:
                flags[point] |= BIT["JOINS"]
            if category[point][0] in "LM" and "Mongolian" in scripts:
                flags[point] |= BIT["MONGOLIAN"]

    # Default ignorables have no content of their own: they are nobody's context.
    for point in range(LIMIT):
        if flags[point] & BIT["SCRUB"]:
            flags[point] = BIT["SCRUB"]
    write(flags, ccc, tail)


def short_names(ucd):
    """Maps script codes such as Arab to names such as Arabic."""
    names = {}
    for line in open(ucd + "/PropertyValueAliases.txt", encoding="utf-8"):
        field = [part.strip() for part in line.split("#")[0].split(";")]
        if field[0] == "sc":
            names[field[1]] = field[2]
    return names


def script_extensions(ucd):
    """Yields (first, last, set of script names), Scripts.txt first, ScriptExtensions.txt after it."""
    names = short_names(ucd)
    for start, end, field in entries(ucd + "/Scripts.txt"):
        yield start, end, {field[0]}
    for start, end, field in entries(ucd + "/ScriptExtensions.txt"):
        yield start, end, {names[code] for code in field[0].split()}


def scripts_that_join(ucd):
    """The scripts where ZWJ and ZWNJ are spelling: those with cursive joining or with a virama."""
    script = {}
    for start, end, field in entries(ucd + "/Scripts.txt"):
        for point in range(start, end + 1):
            script[point] = field[0]
    joining = set()
    for start, end, field in entries(ucd + "/extracted/DerivedJoiningType.txt"):
        if field[0] in "DRL":
            joining |= {script[point] for point in range(start, end + 1)}
    for start, end, field in entries(ucd + "/IndicSyllabicCategory.txt"):
        if field[0] in ("Virama", "Invisible_Stacker"):
            joining |= {script[point] for point in range(start, end + 1)}
    return joining - {"Common", "Inherited"}


def write(flags, ccc, tail):
    """One line for each run of code points of one kind; those of no kind at all are left out."""
    print("# Made by scripts/unicode-kinds.py from the Unicode Character Database, version 15.0.")
    print("# first last flags (of src/text/unicode/unicode.h) ccc tail-ccc; code points that are not here: 0 0 0")
    kinds = list(zip(flags, ccc, tail))
    first = 0
    for point in range(1, LIMIT + 1):
        if point == LIMIT or kinds[point] != kinds[first]:
            if any(kinds[first]):
                print("%X %X" % (first, point - 1), "%X %d %d" % kinds[first])
            first = point


if __name__ == "__main__":
    main(sys.argv[1])
