#!/usr/bin/env python3
"""Measures the stages on the small gold set beside this file, and fails below the floors in floors.txt.

usage: tests/eval/eval.py [PROGRAM]     (build/wirewash)

All texts were written for this project. Each figure is in thousandths, more is better; figures of harm say what share of
clean text is left alone. Prints TAP; a figure above its floor is a reason to raise the floor.
"""
import json, os, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/wirewash")


def run(stage, records, *options):
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    done = subprocess.run([PROGRAM, stage, *options], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if not line.startswith("#")]


def share(part, whole):
    return part * 1000 // whole


def mojibake():
    sentences = [row.split("\t")[1] for row in rows("sentences.tsv")]
    garbled = []
    for sentence in sentences:
        for charset in ("cp1252", "latin-1", "cp1250", "cp1251", "mac_roman"):
            for layers in (1, 2):
                text = sentence
                try:
                    for _ in range(layers):
                        text = text.encode().decode(charset)
                except UnicodeDecodeError:
                    continue
                garbled.append({"id": str(len(garbled)), "text": text, "gold": sentence})
    right = sum(record["text"] == record["gold"] for record in run("mojibake", garbled))
    clean = run("mojibake", [{"id": sentence, "text": sentence} for sentence in sentences])
    yield "mojibake-repaired", share(right, len(garbled))
    yield "mojibake-clean", share(sum(record["text"] == record["id"] for record in clean), len(clean))


def boilerplate():
    documents = [part.strip("\n").split("\n") for part in "\n".join(rows("noise.txt")).split("%") if part.strip()]
    texts = [{"id": str(n), "text": "\n".join(line[1:] for line in lines)} for n, lines in enumerate(documents)]
    left = {record["id"]: set(record["text"].split("\n")) for record in run("boilerplate", texts)}
    marked = [(line[0], line[1:] in left.get(str(n), ())) for n, lines in enumerate(documents) for line in lines]
    for name, mark, wanted in (("removed", "-", False), ("kept", "=", True)):
        of_mark = [stays for sign, stays in marked if sign == mark]
        yield "boilerplate-" + name, share(sum(stays == wanted for stays in of_mark), len(of_mark))


def dedup():
    stories = [json.loads(row) for row in rows("stories.jsonl")]
    left = [record["story"] for record in run("dedup", stories)]
    all_stories = {record["story"] for record in stories}
    copies = len(stories) - len(all_stories)
    yield "dedup-copies-dropped", share(copies - (len(left) - len(set(left))), copies)
    yield "dedup-stories-kept", share(len(set(left)), len(all_stories))


def extract():
    pages = [json.loads(row) for row in rows("pages.jsonl")]
    frame = ("About us", "Privacy", "Terms of use", "All rights reserved", "Add to cart", "Ferry prices")
    asked = [{"id": str(n), "html": page["html"]} for n, page in enumerate(pages)]
    texts = {record["id"]: record.get("text", "") for record in run("extract", asked)}
    pairs = [(page, texts.get(str(n), "")) for n, page in enumerate(pages)]
    gold = [sentence in text for page, text in pairs for sentence in page["gold"]]
    noise = [words not in text for page, text in pairs for words in frame if words in page["html"]]
    yield "extract-found", share(sum(gold), len(gold))
    yield "extract-frame-left-out", share(sum(noise), len(noise))


def main():
    floors = dict(row.split() for row in rows("floors.txt") if row)
    figures = [figure for part in (mojibake, boilerplate, dedup, extract) for figure in part()]
    print(f"1..{len(figures)}")
    failed = 0
    for number, (name, value) in enumerate(figures, 1):
        floor = int(floors[name])
        failed += value < floor
        print(f"{'ok' if value >= floor else 'not ok'} {number} {name} {value}, floor {floor}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
