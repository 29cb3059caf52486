#!/usr/bin/env python3
"""Prints stages/mojibake/data/charsets.txt: the 27 single-byte charsets that text is misread in.

The tables are those of Python's codecs, which are generated from the Unicode Consortium's mapping
files (MAPPINGS/VENDORS, MAPPINGS/ISO8859). Usage: mojibake-charsets.py > charsets.txt
"""

# name; codec; how rare it is as a wrong guess, in 1/16 nat; whether damaged sequences are tried
CHARSETS = [
    ('windows-1252', 'cp1252', 0, True),
    ('iso-8859-1', 'latin-1', 5, True),
    ('macintosh', 'mac_roman', 16, True),
    ('windows-1251', 'cp1251', 8, True),
    ('windows-1250', 'cp1250', 16, True),
    ('windows-1254', 'cp1254', 19, True),
    ('windows-1253', 'cp1253', 16, True),
    ('windows-1257', 'cp1257', 19, True),
    ('cp437', 'cp437', 19, False),
    ('cp850', 'cp850', 19, False),
    ('koi8-r', 'koi8-r', 19, True),
    ('iso-8859-2', 'iso8859-2', 48, False),
    ('iso-8859-9', 'iso8859-9', 40, False),
    ('iso-8859-15', 'iso8859-15', 40, False),
    ('iso-8859-5', 'iso8859-5', 32, False),
    ('iso-8859-7', 'iso8859-7', 32, False),
    ('cp866', 'cp866', 32, False),
    ('cp852', 'cp852', 48, False),
    ('koi8-u', 'koi8-u', 32, False),
    ('windows-1255', 'cp1255', 48, False),
    ('windows-1256', 'cp1256', 48, False),
    ('windows-1258', 'cp1258', 48, False),
    ('mac-centraleurope', 'mac_latin2', 48, False),
    ('mac-cyrillic', 'mac_cyrillic', 48, False),
    ('windows-874', 'cp874', 32, False),
    ('cp737', 'cp737', 48, False),
    ('cp775', 'cp775', 48, False),
]

print('# Made by scripts/mojibake-charsets.py: what bytes 80-FF mean in each charset.')
print('# charset NAME RARITY (1/16 nat) [damage: sequences with lost bytes are tried]')
print('# then 128 code points; -- is undefined.')
for name, codec, rarity, damage in CHARSETS:
    print('charset', name, rarity, *(['damage'] if damage else []))
    for row in range(0x80, 0x100, 16):
        cells = []
        for byte in range(row, row + 16):
            try:
                cells.append('%04X' % ord(bytes([byte]).decode(codec)))
            except UnicodeDecodeError:
                cells.append('--')
        print(' '.join(cells))
