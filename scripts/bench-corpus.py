#!/usr/bin/env python3
"""Makes articles for scripts/bench.sh out of the vocabulary of fixtures/archive, always the same ones.

usage: bench-corpus.py KIND MEGABYTES

KIND: jsonl (records of clean text, with other members), text (paragraphs, clean UTF-8), reposts (records
of which half are told again with small changes and some noise).
"""
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


def main():
    kind, size = sys.argv[1], int(sys.argv[2]) * 1000 * 1000
    rng = random.Random(1)
    languages = sentences()
    # English first: the harbour bridge.
    languages.sort(key=lambda s: not s[0].startswith("Hallenborg"))
    written, number, earlier = 0, 0, []
    out = sys.stdout.buffer
    while written < size:
        number += 1
        if kind == "reposts" and earlier and rng.random() < 0.5:
            text = retold(rng, rng.choice(earlier))
        else:
            text = article(rng, languages)
            if len(earlier) < 5000:
                earlier.append(text)
        if kind == "text":
            line = text + "\n\n"
        else:
            line = json.dumps({"id": "a%d" % number, "url": "https://example.org/%d" % number,
                               "title": text[:40], "date": "2025-11-18", "text": text,
                               "tags": ["one", "two"], "score": 1.5}, ensure_ascii=False) + "\n"
        data = line.encode()
        out.write(data)
        written += len(data)


if __name__ == "__main__":
    main()
