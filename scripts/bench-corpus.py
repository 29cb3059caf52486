#!/usr/bin/env python3
"""Makes articles for scripts/bench.sh out of the vocabulary of fixtures/archive, always the same ones.

usage: bench-corpus.py KIND MEGABYTES

KIND: jsonl (records of clean text, with other members), text (paragraphs, clean UTF-8), reposts (records
of which half are told again with small changes and some noise), warc (a web archive of pages around such
texts, each record a gzip member; MEGABYTES counts them decompressed), ascii (records of English), multilingual
(records of many languages), garbled (the same, read in a wrong charset), dump (records of whole pages as text:
menus, teasers and footers around an article, some 64 bytes a line); and what might try dedup: unique (records
that share nothing), copies (one text again and again), disclaimer (records that share 200 words).
"""
import gzip
import glob
import json
import os
import random
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
NOISE = ["Share this article: Facebook | X | Email", "Subscribe to our newsletter and never miss a story.",
         "Read more: Ten plants for your balcony"]


def sentences():
    """Sentences of the clean fixtures, by language, so that paragraphs keep to one."""
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "fixtures/archive/good-*.txt"))):
        with open(path, encoding="utf-8") as file:
            found.append([s for s in re.split(r"(?<=[.!?。])\s*", file.read()) if s.strip()])
    return found


def many_languages():
    """The lines of a test of `mojibake`: clean text, a language each."""
    with open(os.path.join(ROOT, "tests/stages/mojibake/clean-many-languages.in.txt"), encoding="utf-8") as file:
        return [[line.strip()] for line in file if line.strip()]


def garbled(text, number):
    """The text's UTF-8 read in one of some single-byte charsets."""
    charset = ("cp1252", "latin-1", "mac_roman", "cp1251", "koi8_r")[number % 5]
    return "".join(bytes([b]).decode(charset, "ignore") or chr(b) for b in text.encode())


def article(rng, languages):
    """A clean article of 300 to 700 words, with words and numbers of its own."""
    # Weighted as the web is: mostly English.
    language = languages[0] if rng.random() < 0.7 else rng.choice(languages)
    name = "".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(3)).capitalize()
    paragraphs = []
    for _ in range(rng.randint(6, 14)):
        chosen = [rng.choice(language) for _ in range(rng.randint(2, 4))]
        words = " ".join(chosen).split(" ")
        rng.shuffle(words)
        words.insert(rng.randrange(len(words)), "%s %d" % (name, rng.randint(2, 9999)))
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs)


def retold(rng, text):
    words = text.split(" ")
    for _ in range(len(words) // 60):
        words[rng.randrange(len(words))] = "however"
    return " ".join(words) + "\n\n" + rng.choice(NOISE)


def strange(rng, count):
    """Words that hardly ever come twice in a row, in sentences."""
    words = ["".join(rng.choice("aeioubdfgklmnprstv") for _ in range(rng.randint(3, 8))) for _ in range(count)]
    return " ".join(w.capitalize() if i % 15 == 0 else w + "." if i % 15 == 14 else w for i, w in enumerate(words))


def trial(rng, kind, shared):
    if kind == "copies":
        return shared + " " + shared
    return strange(rng, 200) + "\n\n" + (shared if kind == "disclaimer" else strange(rng, 200))


def link(rng, words, name):
    slug = [rng.choice(words) for _ in range(rng.randint(3, 8))]
    return ('<li class="%s__item"><a class="%s__link" href="/news/%d/%s.html" data-track="%08x">%s</a></li>\n'
            % (name, name, rng.randint(10000, 99999), "-".join(slug), rng.getrandbits(32), " ".join(slug)))


def page(rng, words, text):
    """What a news site puts around an article: some 40 KB, mostly navigation, scripts and teasers."""
    scripts = "".join('window.dataLayer.push({"event":"slot","id":"ad-%d","sizes":[[%d,%d]],"key":"%016x"});\n'
                      % (i, rng.choice([300, 728, 970]), rng.choice([90, 250, 600]), rng.getrandbits(64))
                      for i in range(30))
    lists = ["<ul class=\"%s\">\n%s</ul>\n" % (name, "".join(link(rng, words, name) for _ in range(count)))
             for name, count in [("main-navigation", 40), ("related-articles", 30), ("most-read", 30),
                                 ("page-footer", 50)]]
    paragraphs = "".join('<p class="article-body__paragraph">%s</p>\n' % p for p in text.split("\n\n"))
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>%s</title>\n<script>\n%s'
            '</script>\n</head>\n<body>\n%s<article class="article-body">\n<h1>%s</h1>\n%s</article>\n%s'
            '</body>\n</html>\n' % (text[:40], scripts, lists[0], text[:40], paragraphs, "".join(lists[1:])))


def dump(rng, words, text):
    """The same as lines of text: what is left of a page when its markup is gone."""
    def title(least, most):
        return " ".join(rng.choice(words) for _ in range(rng.randint(least, most))).capitalize()

    def menu(count):
        return [title(1, 3) for _ in range(count)]

    def teasers(count):
        lines = []
        for _ in range(count):
            lines += [title(5, 11), "%d November 2025" % rng.randint(1, 30), title(12, 24) + "."]
        return lines
    return "\n".join(menu(20) + [text[:40]] + text.split("\n\n") + NOISE + teasers(10) + menu(15))


def warc_record(number, body):
    message = ("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
               "Cache-Control: max-age=60\r\n\r\n" % len(body)).encode() + body
    return ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08d>\r\n"
            "WARC-Target-URI: https://example.org/news/%d.html\r\nWARC-Date: 2025-11-18T00:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
            % (number, number, len(message))).encode() + message + b"\r\n\r\n"


def main():
    kind, size = sys.argv[1], int(sys.argv[2]) * 1000 * 1000
    rng = random.Random(1)
    languages = many_languages() if kind in ("multilingual", "garbled") else sentences()
    # English first: the harbour bridge.
    languages.sort(key=lambda s: not s[0].startswith("Hallenborg"))
    words = sorted({w.lower() for s in languages[0] for w in re.findall("[A-Za-z]{3,}", s)})
    written, number, earlier = 0, 0, []
    out = sys.stdout.buffer
    shared = strange(rng, 200)
    while written < size:
        number += 1
        if kind == "reposts" and earlier and rng.random() < 0.5:
            text = retold(rng, rng.choice(earlier))
        elif kind in ("unique", "copies", "disclaimer"):
            text = trial(rng, kind, shared)
        else:
            text = article(rng, languages)
            if kind == "ascii":
                text = "".join(c for c in text if c < "\x80")
            if len(earlier) < 5000:
                earlier.append(text)
        if kind == "dump":
            text = dump(rng, words, text)
        if kind == "warc":
            record = warc_record(number, page(rng, words, text).encode())
            written += len(record)
            out.write(gzip.compress(record, 6, mtime=0))
            continue
        title = text[:40]
        if kind == "garbled":
            title, text = garbled(title, number), garbled(text, number)
        if kind == "text":
            line = text + "\n\n"
        else:
            line = json.dumps({"id": "a%d" % number, "url": "https://example.org/%d" % number,
                               "title": title, "date": "2025-11-18", "text": text,
                               "tags": ["one", "two"], "score": 1.5}, ensure_ascii=False) + "\n"
        data = line.encode()
        out.write(data)
        written += len(data)


if __name__ == "__main__":
    main()
