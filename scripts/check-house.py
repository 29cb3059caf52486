#!/usr/bin/env python3
"""Counts what makes the source hard to read, and compares the counts with tests/house/limits.txt.

usage: scripts/check-house.py [--list NAME | --update]

Without options: one line for each count that is above its limit (for a count that should rise: below),
exit status 1 if there is any. --list NAME prints what a count consists of. --update lowers each limit
to what is there now; a limit is never raised by a program.
"""

import collections
import os
import re
import sys

LIMITS = "tests/house/limits.txt"
MAX_LINES = 600
MAX_COLUMNS = 100

# Words that say something else than a reader expects; docs/GLOSSARY.md has the words to use.
IN_COMMENTS = {
    "comment-behind": r"\bbehind\b",
    "comment-stand": r"\b(stands?|stood|standing)\b",
    "comment-told": r"\b(amid|told|settled?|goes)\b",
}
# Metaphors that were names once: whole parts of identifiers (the part of `judge` in `judge_line`).
NAMES = set(
    """company strangers judged blemishes guards stretches moment tape crew conveyor leg lane deaf culprit
    dearness furniture echoes twins surroundings mend outdone""".split()
)

COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)


def sources():
    for top in ("src", "stages"):
        for folder, _, names in os.walk(top):
            for name in names:
                if name.endswith((".c", ".h")):
                    yield os.path.join(folder, name)


class File:
    """A source file, taken apart into its comments and its code (without strings)."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.comments = []
        self.code = COMMENT.sub(self._take, self.text)

    def _take(self, match):
        piece = match.group()
        if piece[0] == "/":
            self.comments.append(piece)
            return " "
        return '""'


def shared(pairs):
    """The names that are in several files, from (name, path) pairs; what .h and .c share counts once."""
    places = collections.defaultdict(set)
    for name, path in pairs:
        places[name].add(path)
    return sorted(f"{name}: {' '.join(sorted(at))}" for name, at in places.items() if len(at) > 1)


def include_circles(files):
    """Headers that include themselves by way of others."""
    includes = {}
    for file in files:
        found = re.findall(r'^#include "(.+?)"', file.text, re.M)
        beside = os.path.dirname(file.path)
        includes[file.path] = [
            path
            for name in found
            for path in (os.path.join("src", name), os.path.join(beside, name))
            if os.path.exists(path)
        ]
    circles = []
    for start in includes:
        todo, seen = list(includes[start]), set()
        while todo:
            path = todo.pop()
            if path not in seen:
                seen.add(path)
                todo.extend(includes.get(path, ()))
        if start in seen:
            circles.append(start)
    return circles


def map_faults():
    """Folders of src that stage.h's map lacks, and folders in the map that do not exist."""
    with open("src/engine/stage.h", encoding="utf-8") as file:
        text = file.read()
    named = set(re.findall(r"\bsrc/([a-z]+)", text))
    there = {name for name in os.listdir("src") if os.path.isdir("src/" + name)}
    return sorted(f"src/{name}: in the map or in the tree only" for name in named ^ there)


def count(files):
    """name -> list of what is counted; and the number of words in comments."""
    found = {}
    comments = [(file.path, comment) for file in files for comment in file.comments]
    for name, pattern in IN_COMMENTS.items():
        found[name] = [
            f"{path}: {match.group()}"
            for path, comment in comments
            for match in re.finditer(pattern, comment, re.I)
        ]
    found["names"] = [
        f"{file.path}: {word}"
        for file in files
        for word in sorted(set(re.findall(r"[A-Za-z_]\w*", file.code)))
        if NAMES & set(word.lower().split("_"))
    ]
    found["tags"] = shared(
        (tag, file.path)
        for file in files
        for tag in re.findall(r"^(?:static const |static |typedef )?(?:struct|enum|union) (\w+) \{", file.code, re.M)
    )
    found["static-names"] = shared(
        (name, file.path)
        for file in files
        if file.path.endswith(".c")
        for name in re.findall(r"^static [^;=(]*?\b(\w+)\(", file.code, re.M)
    )
    found["file-names"] = shared((os.path.basename(file.path), file.path) for file in files)
    found["long-files"] = [file.path for file in files if file.text.count("\n") > MAX_LINES]
    found["long-lines"] = [
        f"{file.path}:{number}"
        for file in files
        for number, line in enumerate(file.text.split("\n"), 1)
        if len(line.expandtabs(8)) > MAX_COLUMNS
    ]
    found["include-circles"] = include_circles(files)
    found["map"] = map_faults()
    found["asserts"] = [
        file.path for file in files for _ in re.findall(r"\b(?:ASSERT|_Static_assert|static_assert)\(", file.code)
    ]
    words = sum(len(re.findall(r"[A-Za-z']+", comment)) for _, comment in comments)
    return found, words


def read_limits():
    limits, order = {}, []
    with open(LIMITS, encoding="utf-8") as file:
        for line in file:
            order.append(line)
            if line.strip() and not line.startswith("#"):
                name, limit = line.split()
                limits[name] = int(limit)
    return limits, order


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    found, words = count([File(path) for path in sorted(sources())])
    if sys.argv[1:2] == ["--list"] and len(sys.argv) == 3 and sys.argv[2] in found:
        print("\n".join(found[sys.argv[2]]))
        return 0
    limits, order = read_limits()
    if sys.argv[1:] == ["--update"]:
        with open(LIMITS, "w", encoding="utf-8") as file:
            for line in order:
                name = line.split()[0] if line.strip() else "#"
                if name in found:
                    now = len(found[name])
                    best = max(now, limits[name]) if name == "asserts" else min(now, limits[name])
                    line = f"{name} {best}\n"
                file.write(line)
        return 0
    if len(sys.argv) > 1:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    status = 0
    for name, items in found.items():
        limit = limits.get(name, 0)
        if name == "asserts":
            if len(items) < limit:
                print(f"asserts: {len(items)}, at least {limit} are wanted")
                status = 1
        elif len(items) > limit:
            print(f"{name}: {len(items)}, the limit is {limit}; scripts/check-house.py --list {name}")
            status = 1
    print(", ".join(f"{name} {len(items)}" for name, items in found.items()), f"(words in comments: {words})")
    return status


if __name__ == "__main__":
    sys.exit(main())
