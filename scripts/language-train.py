#!/usr/bin/env python3
"""Make src/text/data/languages.ngrams, the table by which texts are told apart by language.

usage: language-train.py LINGUA GNOME > src/text/data/languages.ngrams

LINGUA  the folder language-models of the wheel lingua-language-detector 1.3.5 (PyPI, Apache-2.0):
        frequencies of letter n-grams in news of 75 languages, from the Leipzig Corpora Collection
GNOME   the folder usr/share/help of Debian's package gnome-user-docs 43 (CC-BY-SA-3.0), for Galician,
        which the former lacks. Serbian in Latin script is made from Serbian in Cyrillic.

Each n-gram has for each language that knows it a weight: 4 * log2(probability), counted from FLOOR.
Chosen are the n-grams that are frequent in a language and rare in others, and more of them for pairs
of languages that are close. Needs the Python module brotli.
"""
import collections, glob, json, math, os, re, sys
from fractions import Fraction
import brotli

LATIN = 'af sq az eu ca hr cs da nl en eo et fi fr de hu is id ga it la lv lt ms nb nn pl pt ro sk sl so es sw sv tl tr vi cy'.split()
CYRILLIC = 'be bg kk mk mn ru sr uk'.split()
ARABIC = 'ar fa ur'.split()
DEVANAGARI = 'hi mr'.split()
GROUPS = [LATIN + ['gl', 'sr-Latn'], CYRILLIC, ARABIC, DEVANAGARI]
CLOSE = [('nb', 'da'), ('nb', 'nn'), ('nn', 'da'), ('nb', 'sv'), ('hr', 'sr-Latn'), ('id', 'ms'), ('pt', 'gl'),
         ('es', 'gl'), ('es', 'ca'), ('cs', 'sk'), ('bg', 'mk'), ('uk', 'ru'), ('be', 'ru'), ('uk', 'be'), ('sl', 'hr'), ('af', 'nl'),
         ('es', 'pt'), ('ca', 'gl'), ('mk', 'sr'), ('lv', 'lt'), ('et', 'fi'), ('it', 'la'), ('tr', 'az'), ('kk', 'ru'), ('hi', 'mr'), ('bg', 'ru'),
         ('fa', 'ar'), ('ur', 'fa'), ('es', 'it'), ('de', 'nl'), ('it', 'es'), ('fr', 'ca')]
FILES = ['unigrams', 'bigrams', 'trigrams', 'quadrigrams']
ORDERS = range(1, len(FILES) + 1)
FLOOR = {1: -18, 2: -19, 3: -20, 4: -21}   # log2 of what counts as never seen
TOP = {1: 80, 2: 300, 3: 700, 4: 700}      # n-grams for each language
CLOSE_TOP = {3: 300, 4: 700}               # ... and for each side of a close pair
STEPS = 4
DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

def lingua(folder, code):
    """{n: {gram: probability}}; the files have the probability of the last letter after the others."""
    code = {'sr-Latn': 'sr'}.get(code, code)
    given = {'': 1.0}
    out = {}
    for n, name in enumerate(FILES, 1):
        data = json.loads(brotli.decompress(open(f'{folder}/{code}/{name}.json.br', 'rb').read()))
        joint = {}
        for fraction, grams in data['ngrams'].items():
            p = float(Fraction(fraction))
            for g in grams.split(' '):
                before = given.get(g[:-1])
                if before:
                    joint[g] = p * before
        total = sum(joint.values())
        out[n] = given = {g: p / total for g, p in joint.items()}
    return out

CYR = dict(zip('абвгдђежзијклљмнњопрстћуфхцчџш',
               'a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š'.split()))

def latin_serbian(cyrillic):
    """Its n-grams by way of transliterated 5-grams, and of shorter words where they end one."""
    out = {n: collections.Counter() for n in ORDERS}
    for n in ORDERS:
        for g, p in cyrillic[n].items():
            latin = ''.join(CYR.get(c, c) for c in g)
            for i in range(len(latin) - n + 1):
                out[n][latin[i:i + n]] += p / (len(latin) - n + 1)
    return {n: dict(c) for n, c in out.items()}

def paragraphs(folder):
    for path in sorted(glob.glob(folder + '/**/*.page', recursive=True)):
        for body in re.findall(r'<p>(.*?)</p>', open(path, encoding='utf-8').read(), re.S):
            yield ' '.join(re.sub(r'<[^>]*>', ' ', body).split()).lower()

def from_pages(folder, english):
    """From Mallard pages, less what is not translated."""
    known = set(paragraphs(english))
    words = collections.Counter()
    for text in set(paragraphs(folder)) - known:
        words.update(re.findall(r'[^\W\d_]+', text))
    out = {n: collections.Counter() for n in ORDERS}
    for word, count in words.items():
        for n in out:
            for i in range(len(word) - n + 1):
                out[n][word[i:i + n]] += count ** .8
    return {n: {g: k / sum(c.values()) for g, k in c.items()} for n, c in out.items()}

def weight(p, n):
    return min(len(DIGITS) - 1, max(0, round(STEPS * (math.log2(p) - FLOOR[n]))))

def choose(models, group):
    chosen = set()
    for n in ORDERS:
        floor = 2.0 ** FLOOR[n]
        mean = collections.Counter()
        for code in group:
            for g, p in models[code][n].items():
                mean[g] += p / len(group)
        for code in group:
            gain = {g: p * math.log2(p / mean[g]) for g, p in models[code][n].items() if p > floor * 2}
            chosen.update(sorted(gain, key=lambda g: (-gain[g], g))[:TOP[n]])
            if n <= 2:
                chosen.update(sorted(models[code][n], key=lambda g: (-models[code][n][g], g))[:TOP[n] // 2])
        for a, b in CLOSE:
            if a not in group or b not in group or n not in CLOSE_TOP:
                continue
            for x, y in ((a, b), (b, a)):
                gain = {g: p * math.log2(p / max(models[y][n].get(g, 0), floor)) for g, p in models[x][n].items() if p > floor * 2}
                chosen.update(sorted(gain, key=lambda g: (-gain[g], g))[:CLOSE_TOP[n]])
    return chosen

def main():
    folder, gnome = sys.argv[1:]
    print('# n-grams of letters and how often languages have them: see text/words/identify.h.')
    print('# Made by scripts/language-train.py from the n-gram frequencies of lingua-language-detector 1.3.5 (Apache-2.0; counted in')
    print('# the Leipzig Corpora Collection) and, for Galician, from gnome-user-docs 43 (CC-BY-SA-3.0). Do not edit.')
    print('# A line @ lists the languages that follow. n-gram, then for each language that has it two digits of base64: which of')
    print('# the list, and 4 * log2(probability / probability of the never seen).')
    for group in GROUPS:
        models = {}
        for code in group:
            models[code] = from_pages(gnome + '/gl', gnome + '/C') if code == 'gl' else lingua(folder, code)
            if code == 'sr-Latn':
                models[code] = latin_serbian(models[code])
        print('@' + ' '.join(code.replace('nb', 'no') for code in group))
        for g in sorted(choose(models, group)):
            n = len(g)
            entry = [(i, weight(models[code][n][g], n)) for i, code in enumerate(group) if g in models[code][n]]
            entry = [DIGITS[i] + DIGITS[w] for i, w in entry if w > 0]
            if entry:
                print(g, ''.join(entry))

if __name__ == '__main__':
    main()
