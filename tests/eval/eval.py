#!/usr/bin/env python3
"""Measures the stages on the small gold set beside this file, and fails below the floors in floors.txt.

usage: tests/eval/eval.py [PROGRAM]     (build/wirewash)

All texts were written for this project. Each figure is in thousandths, more is better; figures of harm say what share of
clean text is left alone. Prints TAP; a figure above its floor is a reason to raise the floor.
"""
import difflib, json, os, random, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/wirewash")


def run(stage, records, *options):
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    done = subprocess.run([PROGRAM, stage, *options], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if not line.startswith("#")]


def documents(name):
    return [part.strip("\n") for part in re.split(r"^%$", "\n".join(rows(name)), flags=re.M) if part.strip()]


def share(part, whole):
    return part * 1000 // whole


def invented(text, gold, given):
    """The characters of a text that are neither the true ones at their place nor among those that were given."""
    same = difflib.SequenceMatcher(None, text, gold, autojunk=False).get_opcodes()
    return {char for op, start, end, _, _ in same if op != "equal" for char in text[start:end]} - set(given)


# What scrapers do to the bytes that some program took for invisible or for none.
DAMAGE = {
    "soft hyphens dropped": lambda text: text.replace("\u00ad", ""),
    "no-break spaces made blanks": lambda text: text.replace("\u00a0", " "),
    "controls dropped": lambda text: re.sub("[\u0080-\u009f]", "", text),
    "controls replaced": lambda text: re.sub("[\u0080-\u009f\u00a0\u00ad]", "\ufffd", text),
}


def damaged():
    """Garbled text that lost bytes: the share of texts into which no character came that is not the true one."""
    texts = []
    for sentence in [row.split("\t")[1] for row in rows("sentences.tsv")]:
        for damage in DAMAGE.values():
            text = damage(sentence.encode().decode("latin-1"))
            texts.append({"id": str(len(texts)), "text": text, "gold": sentence})
    given = {text["id"]: text["text"] for text in texts}
    done = run("mojibake", texts)
    fair = sum(not invented(record["text"], record["gold"], given[record["id"]]) for record in done)
    yield "mojibake-nothing-invented", share(fair, len(texts))


def charsets():
    """Files without a declared charset: the share that is read right."""
    names = {"en": "cp1252", "de": "cp1252", "fr": "cp1252", "es": "cp1252", "pt": "cp1252", "pl": "cp1250", "cs": "cp1250",
             "ru": "cp1251", "uk": "cp1251", "bg": "cp1251", "tr": "cp1254", "el": "cp1253", "ja": "shift_jis", "zh": "gbk",
             "he": "cp1255", "ar": "cp1256"}
    right = asked = 0
    for language, sentence in (row.split("\t") for row in rows("sentences.tsv")):
        if language not in names or not can_encode(sentence, names[language]):
            continue
        asked += 1
        done = subprocess.run([PROGRAM, "ingest", "--text"], input=sentence.encode(names[language]), stdout=subprocess.PIPE)
        right += done.stdout.decode().strip() == sentence
    yield "ingest-charset-read", share(right, asked)


def can_encode(text, charset):
    try:
        return bool(text.encode(charset))
    except UnicodeEncodeError:
        return False


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
    texts, marks = [], []
    for number, document in enumerate(documents("noise.txt")):
        lines = document.split("\n")
        texts.append({"id": str(number), "text": "\n".join(line[1:] for line in lines)})
        marks += [(str(number), line[0], line[1:]) for line in lines]
    left = {record["id"]: set(record["text"].split("\n")) for record in run("boilerplate", texts)}
    for name, mark, wanted in (("removed", "-", False), ("kept", "=", True)):
        of_mark = [line in left.get(number, ()) for number, sign, line in marks if sign == mark]
        yield "boilerplate-" + name, share(sum(stays == wanted for stays in of_mark), len(of_mark))
    clean = [{"id": str(number), "text": text} for number, text in enumerate(documents("clean.txt"))]
    left = {record["id"]: record["text"] for record in run("boilerplate", clean)}
    yield "boilerplate-clean-untouched", share(sum(left.get(text["id"]) == text["text"] for text in clean), len(clean))


def fill(template, choose):
    def slot(match):
        choices = match[1].split("|")
        numbers = re.fullmatch(r"n:(\d+):(\d+)", match[1])
        return str(choose.randint(int(numbers[1]), int(numbers[2]))) if numbers else choose.choice(choices)

    return re.sub(r"\{([^}]*)\}", slot, template)


def dedup():
    stories = [json.loads(row) for row in rows("stories.jsonl")]
    left = [record["story"] for record in run("dedup", stories)]
    all_stories = {record["story"] for record in stories}
    copies = len(stories) - len(all_stories)
    yield "dedup-copies-dropped", share(copies - (len(left) - len(set(left))), copies)
    yield "dedup-stories-kept", share(len(set(left)), len(all_stories))

    choose = random.Random(1)
    notices = [fill(template, choose) for template in documents("forms.txt") for _ in range(150)]
    notices = [{"id": str(number), "text": text} for number, text in enumerate(sorted(set(notices)))]
    yield "dedup-forms-kept", share(len(run("dedup", notices)), len(notices))


def events():
    """A small archive of texts about different things: the share of them that is an event of its own."""
    texts = [{"id": str(number), "text": text} for number, text in enumerate(documents("clean.txt"))]
    alone = sum(record["event"]["size"] == 1 for record in run("events", texts))
    yield "events-kept-apart", share(alone, len(texts))


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


PARTS = (mojibake, damaged, charsets, boilerplate, dedup, events, extract)


def main():
    floors = {name: int(floor) for name, floor in (row.split() for row in rows("floors.txt") if row)}
    figures = {}
    for part in PARTS:
        try:
            figures.update(part())
        except subprocess.CalledProcessError as error:
            print(f"# {part.__name__}: {error}")
    print(f"1..{len(floors)}")
    for number, (name, floor) in enumerate(floors.items(), 1):
        value = figures.pop(name, None)
        print(f"{'ok' if value is not None and value >= floor else 'not ok'} {number} {name} {value}, floor {floor}")
    assert not figures, f"no floor for {', '.join(figures)}"


if __name__ == "__main__":
    main()
