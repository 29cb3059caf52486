#!/usr/bin/env python3
"""Prints stages/mojibake/data/entities.txt: the named character references of HTML that end in ';'."""
import html.entities
print("# Made by scripts/mojibake-entities.py: the named character references of the HTML standard.")
print('# NAME CODE...')
for name, text in sorted(html.entities.html5.items()):
    if name.endswith(';'):
        print(name[:-1], *('%X' % ord(c) for c in text))
