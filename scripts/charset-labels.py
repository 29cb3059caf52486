#!/usr/bin/env python3
"""Prints src/text/data/charset-labels.tsv: what web pages mean by the names of charsets.

usage: charset-labels.py > src/text/data/charset-labels.tsv

The labels are those of the WHATWG Encoding standard, as the Python package webencodings (0.5.1 made the
file that is there) has them. The second column is the name under which the converters know the charset; a
label of what must not be decoded (the standard's "replacement") or what no document uses on purpose
(x-user-defined) has none.
"""
import webencodings.labels

NAMES = {
    'big5': 'Big5-HKSCS', 'euc-jp': 'EUC-JP', 'euc-kr': 'windows-949', 'gb18030': 'GB18030', 'gbk': 'GB18030',
    'ibm866': 'IBM866', 'iso-2022-jp': 'ISO-2022-JP', 'iso-8859-8-i': 'ISO-8859-8', 'koi8-r': 'KOI8-R', 'koi8-u': 'KOI8-U',
    'macintosh': 'macintosh', 'shift_jis': 'windows-31j', 'utf-16be': 'UTF-16BE', 'utf-16le': 'UTF-16LE', 'utf-8': 'UTF-8',
    'x-mac-cyrillic': 'x-mac-cyrillic', 'replacement': '-', 'x-user-defined': '-',
}

# The standard's "replacement" labels, which the package does not have.
REPLACEMENT = ('csiso2022kr', 'hz-gb-2312', 'iso-2022-cn', 'iso-2022-cn-ext', 'iso-2022-kr', 'replacement')


def name_of(encoding):
    if encoding.startswith('iso-8859-') and encoding not in NAMES:
        return encoding.upper()
    return NAMES.get(encoding, encoding)


def main():
    print('# What web pages mean by the names of charsets: label, charset; "-" is a label of none.')
    print('# Made by scripts/charset-labels.py from the table of the WHATWG Encoding standard.')
    rows = {label: name_of(encoding) for label, encoding in webencodings.labels.LABELS.items()}
    rows.update({label: '-' for label in REPLACEMENT})
    for label in sorted(rows):
        print(f'{label}\t{rows[label]}')


if __name__ == '__main__':
    main()
