#!/usr/bin/env python3
"""Trains the language model of `wirewash mojibake`: model.txt and words.txt in stages/mojibake/data.

usage: mojibake-train.py DIR OUT        DIR as made by mojibake-corpus.sh

The model says how likely a character is behind another one, in any language, as a cost in 1/16 nat:
a table of the frequent pairs that hold a character beyond ASCII, and behind it classes of characters
(interpolated as by Witten and Bell). Language profiles say how the letters of one language differ
from the mean of all. See the comment that this script puts at the head of the file.
"""
import collections, gzip, html, math, os, random, re, struct, sys, unicodedata

UNIT = 16                # costs per nat
PER_LANGUAGE = 600_000   # characters of text taken from each language, at most
PAIRS = 24_000           # pairs kept
KAPPA = 12.0             # weight of the classes against the pairs
FLOOR = 13.0             # nats: no class follows another at a higher cost
RARE_EXTRA = 3.0         # nats for a character of an odd class that the text does not hold

# ------------------------------------------------------------------------------------- the text

def message_catalogue(path):
    """The translations in a .mo file, without the msgid of the header."""
    data = open(path, 'rb').read()
    if data[:4] != b'\xde\x12\x04\x95':
        return []
    count, ids, strings = struct.unpack('<III', data[8:20])
    out = []
    for i in range(count):
        id_len, id_at = struct.unpack_from('<II', data, ids + 8 * i)
        length, at = struct.unpack_from('<II', data, strings + 8 * i)
        if not id_len or data[id_at:id_at + id_len] == data[at:at + length]:
            continue
        try:
            text = data[at:at + length].decode('utf-8')
        except UnicodeDecodeError:
            return []
        text = re.sub(r'<[^<>]{1,80}>', '', text)
        text = re.sub(r'(?<=\w)[~_&]|[~_&](?=\w)', '', text)
        out += re.split(r'[\0\n]', text)
    return out

def manual(path):
    try:
        source = gzip.open(path, 'rt', encoding='utf-8').read()
    except (UnicodeDecodeError, OSError):
        return []
    out = []
    for line in source.split('\n'):
        if line[:3] in ('.B ', '.I ', '.SH', '.SS', '.BR', '.IR', '.RB', '.RI'):
            line = line[3:].strip().strip('"')
        elif line[:1] in ".'":
            continue
        line = re.sub(r'\\f(\[[A-Z]*\]|\([A-Z]{2}|.)', '', line)
        for escape, text in (('\\-', '-'), ('\\(aq', "'"), ('\\(bu', '•'), ('\\(em', '—'), ('\\(en', '–'),
                             ('\\(lq', '“'), ('\\(rq', '”'), ('\\&', ''), ('\\ ', ' '), ('\\~', ' '), ('\\:', ''), ('\\e', '/')):
            line = line.replace(escape, text)
        if '\\' not in line:
            out.append(line)
    return out

def page(path):
    try:
        source = open(path, encoding='utf-8').read()
    except UnicodeDecodeError:
        return []
    source = re.sub(r'(?s)<(script|style|pre|head)\b.*?</\1>', ' ', source)
    source = re.sub(r'(?s)<(/?(p|div|li|td|th|tr|h\d|dt|dd|br|ul|ol|table))\b[^>]*>', '\n', source)
    return [' '.join(line.split(' ')) for line in html.unescape(re.sub(r'(?s)<[^>]+>', '', source)).split('\n')]

# Left out: what is not the language's usual script, or hardly translated.
SKIPPED = {'en@shaw', 'ca@valencia', 'ang', 'ang@latin', 'racv', 'gu@latin', 'sr@ijekavian', 'sr@ijekavianlatin', 'ru_UA'}

def language_of(path):
    m = (re.search(r'/(?:locale|resource)/([^/]+)/LC_MESSAGES/', path) or re.search(r'/man/([a-z]{2}(?:_[A-Z]{2})?)/man', path)
         or re.search(r'/installation-guide-[^/]+/([a-z]{2}(?:_[A-Z]{2})?)/', path) or re.search(r'/debian-(?:reference|faq)/.*\.([a-z]{2}(?:-[a-z]{2})?)\.html$', path))
    if not m or m[1] in SKIPPED:
        return None
    code = m[1].replace('-', '_')
    head, _, region = code.partition('_')
    if head == 'zh':
        return 'zh_TW' if region.upper() in ('TW', 'HK') else 'zh'
    return code if '@' in code else head

def gather(root):
    files = collections.defaultdict(list)
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            language = language_of(path)
            if not language or os.path.islink(path):
                continue
            if name.endswith('.mo'):
                files[language].append((message_catalogue, path))
            elif name.endswith('.gz'):
                files[language].append((manual, path))
            elif name.endswith('.html'):
                files[language].append((page, path))
    for language in sorted(files):
        lines, seen, dice = [], set(), random.Random(language)
        for read, path in files[language]:
            for line in read(path):
                line = line.strip()
                if len(line) > 2 and line not in seen and '\ufffd' not in line:
                    seen.add(line)
                    lines.append(line)
        # a language that is mostly English there is not translated
        dice.shuffle(lines)
        total, kept = 0, []
        for line in lines:
            total += len(line)
            kept.append(line)
            if total > PER_LANGUAGE:
                break
        if total > 20_000:
            yield language, kept, lines, dice

# How each language quotes; others as English.
QUOTES = {'de': '„“', 'cs': '„“', 'sk': '„“', 'sl': '„“', 'bg': '„“', 'lt': '„“', 'is': '„“', 'et': '„“', 'hr': '„”', 'pl': '„”',
          'ro': '„”', 'hu': '„”', 'sr': '„”', 'nl': '“”', 'fr': '«»', 'ru': '«»', 'uk': '«»', 'be': '«»', 'el': '«»', 'it': '«»', 'es': '«»',
          'ca': '«»', 'nb': '«»', 'nn': '«»', 'sv': '””', 'fi': '””', 'da': '»«', 'fa': '«»', 'tr': '“”', 'lv': '“”', 'zh': '“”'}
EMOJI = '😀😁😂🤣😊😍🙏👍👏🔥🎉🚀💡📝📧📌📢🔔🎁💰📈🤔😎😢💪🧵👉👇✅❌⚠️❤️✨⭐☀☎✔✓★♥♫→←•'

def dress(line, language, dice):
    """Typography that careful writers use and these sources mostly lack."""
    throw = dice.random()
    if throw < .4:
        line = re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", '’', line)
        a, b = QUOTES.get(language, '“”')
        if language == 'fr':
            a, b = '« ', ' »'
        line = re.sub(r'(^|[\s(])"([^"]+)"', lambda m: m[1] + a + m[2] + b, line)
        line = line.replace('...', '…').replace(' - ', dice.choice([' – ', ' — ', '—'])).replace('--', '—')
    if language == 'fr' and throw < .2:
        line = re.sub(r'(?<=\w) (?=[:;!?»])', '\u00a0', line)
    if throw > .995:
        emoji = dice.choice(EMOJI)
        line = dice.choice([emoji + ' ' + line, line + ' ' + emoji, line + emoji])
    return line

# ---------------------------------------------------------------------------------- the classes

def classify(cp):
    c = chr(cp)
    if c in ' \t\n\r':
        return 'space'
    if cp < 0x80:
        return ('lower' if c.islower() else 'upper' if c.isupper() else 'digit' if c.isdigit() else 'quote' if c in '\'"'
                else 'open' if c in '([{<' else 'stop' if c in '.,;:!?)]}>' else 'control' if cp < 32 or cp == 127 else 'ascii')
    for name, members in (('nbsp', '\u00a0'), ('replacement', '\ufffd'), ('quote-open', '“„‚«‹'), ('quote-close', '”’»›‘'), ('dash', '–—'),
                          ('ellipsis', '…'), ('inverted', '¡¿'), ('ordinal', 'ªº°'), ('superscript', '¹²³¼½¾'), ('bullet', '•·§¶†‡'),
                          ('mark', '©®™№'), ('diacritic', '¨´¯¸ˆˇ˘˙˚˛˜˝ƒ¦¤¬')):
        if c in members:
            return name
    if cp < 0xa0:
        return 'c1'
    category = unicodedata.category(c)
    if category == 'Cn':
        return 'unassigned'
    if category in ('Co', 'Cs'):
        return 'private'
    if category == 'Sc':
        return 'currency'
    if category == 'Cc':
        return 'control'
    if cp in (0x200b, 0x200c, 0x200d, 0xfe0f, 0x200e, 0x200f, 0x2060, 0xfeff, 0xad):
        return 'joiner'
    if 0x250 <= cp < 0x300:
        return 'ipa'
    if cp < 0x250 or 0x1e00 <= cp < 0x1f00:
        return 'latin' if c.islower() else 'LATIN' if c.isupper() or category == 'Lt' else 'latin-odd'
    if 0x300 <= cp < 0x370:
        return 'combining'
    if 0x37e <= cp < 0x3d0:
        return 'greek' if c.islower() else 'GREEK' if c.isupper() else 'greek-odd'
    if 0x370 <= cp < 0x400:
        return 'greek-odd'
    if 0x400 <= cp < 0x460 or cp in (0x490, 0x491):
        return 'cyrillic' if c.islower() else 'CYRILLIC'
    if 0x900 <= cp < 0xe00:
        return 'indic-%x' % ((cp - 0x900) >> 7)
    for first, end, name in ((0x460, 0x530, 'cyrillic-odd'), (0x530, 0x590, 'armenian'), (0x590, 0x600, 'hebrew'), (0x600, 0x700, 'arabic'),
                             (0x700, 0x900, 'rare'), (0xe00, 0xe80, 'thai'), (0xe80, 0x10a0, 'sea'), (0x10a0, 0x1100, 'georgian'),
                             (0x1100, 0x1200, 'hangul'), (0x1200, 0x1380, 'ethiopic'), (0x1780, 0x1800, 'khmer'), (0x1380, 0x1f00, 'rare')):
        if first <= cp < end:
            if name in ('hebrew', 'arabic') and category[0] != 'L':
                return name + '-odd'
            return name
    if 0x1f00 <= cp < 0x2000:
        return 'greek' if c.islower() else 'greek-odd'
    for first, end, name in ((0x2000, 0x2070, 'punctuation-odd'), (0x2070, 0x20a0, 'superscript-odd'), (0x20a0, 0x2100, 'rare'),
                             (0x2100, 0x2190, 'letterlike'), (0x2190, 0x2200, 'arrow'), (0x2200, 0x2300, 'math'), (0x2300, 0x2500, 'symbol'),
                             (0x2500, 0x25a0, 'box'), (0x25a0, 0x27c0, 'symbol'), (0x2b00, 0x2c00, 'symbol'), (0x3000, 0x3040, 'cjk-mark'),
                             (0xff00, 0xff66, 'cjk-mark'), (0x3040, 0x3100, 'kana'), (0x4e00, 0xa000, 'han'), (0xac00, 0xd7b0, 'hangul'),
                             (0x1f1e6, 0x1f200, 'emoji'), (0x1f300, 0x1f700, 'emoji'), (0x1f900, 0x1fb00, 'emoji'), (0xfb00, 0xfb07, 'ligature'), (0xfb50, 0xff00, 'arabic-odd')):
        if first <= cp < end:
            return name
    return 'rare'

# What the guards of the stage must know about a class.
FLAGS = {
    'never': 'control private unassigned replacement',
    'odd': 'c1 rare joiner ipa cyrillic-odd greek-odd letterlike latin-odd hebrew-odd arabic-odd superscript-odd punctuation-odd combining',
    'letter': 'lower upper latin LATIN LATINCAPS latin-odd ipa greek GREEK greek-odd cyrillic CYRILLIC cyrillic-odd armenian hebrew arabic '
              'georgian hangul thai sea ethiopic khmer kana han ' + ' '.join('indic-%x' % i for i in range(10)),
    'neutral': 'quote-open quote-close dash ellipsis nbsp mark bullet currency',
    'latin': 'latin LATIN LATINCAPS',
    'symbol': 'symbol arrow math box mark bullet diacritic currency superscript ordinal ligature letterlike superscript-odd',
}

# --------------------------------------------------------------------------------------- counts

CAPS = 0xF0000  # added to an accented capital behind a capital: the class LATINCAPS, told apart while counting

def mark_caps(text):
    capital = mark_caps.capital
    return capital.sub(lambda m: chr(ord(m[0]) + CAPS), text)

# --------------------------------------------------------------------------------------- words

WORDS = 3000        # most frequent words taken from each language, at most
DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
WORD = re.compile('[^\\W\\d_]*[^\\W\\d_\x00-\x7f][^\\W\\d_]*(?:[\u0300-\u036f\u0900-\u0dff]+[^\\W\\d_]*)*')

def count_words(lines):
    """How often the words that hold a letter beyond ASCII stand in the lines, in lower case."""
    found = collections.Counter()
    for line in lines:
        found.update(WORD.findall(line.lower()))
    return found

def word_hash(word):
    """As word_add in words.h: FNV-1a (RFC draft-eastlake-fnv) by code points, and a last stir."""
    h = 0x811C9DC5
    for c in word:
        h = (h ^ ord(c)) * 0x01000193 & 0xFFFFFFFF
    h ^= h >> 15
    h = h * 0x2C1B3C6D & 0xFFFFFFFF
    return h ^ h >> 12

def word_table(words):
    """30 bits of each word's hash and 2 that say how frequent it is, ascending; each as digits of base 64 that say how
    much more it is than the one before, five bits a digit, the lowest first, and a sixth where more follow."""
    best = {}
    for language, found in words:
        total = sum(found.values())
        for word, n in found.most_common(WORDS):
            if n < 3 or len(word) > 24:
                break
            share = n / total
            rank = 3 if share > 2e-3 else 2 if share > 3e-4 else 1
            h = word_hash(word) >> 2
            best[h] = max(best.get(h, 0), rank)
    print(len(best), 'words', file=sys.stderr)
    out = ['# Frequent words with letters beyond ASCII, made by scripts/mojibake-train.py from the text that model.txt names:',
           '# %d words of %d languages, as hashes and ranks (words.c).' % (len(best), len(words))]
    row, before = '', 0
    for value in sorted(h << 2 | rank for h, rank in best.items()):
        more, before = value - before, value
        digits = ''
        while more >= 32:
            digits += DIGITS[32 | more & 31]
            more >>= 5
        digits += DIGITS[more]
        if len(row) + len(digits) > 100:
            out.append(row)
            row = ''
        row += digits
    return out + [row]

def main():
    class_of, names = {'unassigned': 0}, ['unassigned']
    sizes = collections.Counter()
    ranges = collections.defaultdict(list)
    for cp in range(0x110000):
        name = classify(cp)
        if name not in class_of:
            class_of[name] = len(names)
            names.append(name)
        sizes[name] += 1
        spans = ranges[name]
        if spans and spans[-1][1] == cp - 1:
            spans[-1][1] = cp
        else:
            spans.append([cp, cp])
    class_of['LATINCAPS'] = len(names)
    names.append('LATINCAPS')
    capitals = ''.join(chr(cp) for a, b in ranges['LATIN'] for cp in range(a, b + 1))
    mark_caps.capital = re.compile('(?<=[A-Z%s])[%s]' % (capitals, capitals))
    memo = {}

    def klass(c):
        if c not in memo:
            memo[c] = class_of['LATINCAPS'] if ord(c) >= CAPS and ord(c) - CAPS < 0x2000 else class_of[classify(ord(c))]
        return memo[c]

    base = lambda c: chr(ord(c) - CAPS) if CAPS <= ord(c) < CAPS + 0x2000 else c
    one, two, profiles, used, words = collections.Counter(), collections.Counter(), {}, [], []
    for language, lines, all_lines, dice in gather(sys.argv[1]):
        words.append((language, count_words(all_lines)))
        plain = ' '.join(lines)
        text = ' ' + ' '.join(dress(line, language, dice) for line in lines) + ' '
        used.append((language, len(text)))
        # a language with little text speaks as loud as one with half of a full share
        weight = max(1.0, min(4.0, PER_LANGUAGE / 2 / len(text)))
        text = text.replace('\t', ' ')
        for share, part in ((weight, text), (weight * .3, ' '.join(l for l in lines if dice.random() < .1).upper())):
            part = mark_caps(part)
            for pair, n in collections.Counter(zip(part, part[1:])).items():
                two[pair] += n * share
            for c, n in collections.Counter(part).items():
                one[c] += n * share
        letters = collections.Counter(c for c in plain.lower() if c.isalpha())
        total = sum(letters.values())
        profiles[language] = {c: n / total for c, n in letters.items() if n / total > 2e-5}
        print(language, len(text), file=sys.stderr)

    count = len(names)
    # pairs of classes
    big = [[0.0] * count for _ in range(count)]
    for (p, c), n in two.items():
        big[klass(p)][klass(c)] += n
    scale = sum(map(sum, big)) / 2.0e6  # the constants below are meant for two million characters
    for row in big:
        for i in range(count):
            row[i] /= scale
    def add(a, b, n):
        big[class_of[a]][class_of[b]] += n
    # scripts that the text lacks or holds little of behave like any script
    for name in ['arabic', 'hebrew', 'armenian', 'georgian', 'thai', 'sea', 'ethiopic', 'khmer', 'cyrillic', 'greek', 'kana', 'han', 'hangul'] + [n for n in names if n.startswith('indic')]:
        add(name, name, 400), add(name, 'space', 80), add('space', name, 80), add(name, 'stop', 10)
    for name in ('emoji', 'symbol', 'arrow', 'math', 'currency', 'mark', 'bullet', 'dash', 'quote-close', 'quote-open', 'ellipsis'):
        add('space', name, 5), add(name, 'space', 5), add(name, name, 2)
    rows = [sum(row) for row in big]
    columns = [sum(big[a][b] for a in range(count)) for b in range(count)]
    total = sum(columns)
    cost = [[0.0] * count for _ in range(count)]
    for a in range(count):
        for b in range(count):
            unigram = (columns[b] + .5) / (total + .5 * count)
            cost[a][b] = min(FLOOR, -math.log((big[a][b] + 3 * unigram) / (rows[a] + 3)))
    # Rare in this text, common in the world: headings in capitals with marks and quotes, tables, formulas.
    def cap(befores, behinds, nats):
        for a in befores.split():
            for b in behinds.split():
                cost[class_of[a]][class_of[b]] = min(cost[class_of[a]][class_of[b]], nats)
    marks = 'quote-close quote-open mark ellipsis superscript ordinal dash bullet currency nbsp'
    cap('LATINCAPS upper CYRILLIC GREEK digit', marks, 4)
    cap('stop', marks, 5)
    cap(marks, 'upper LATINCAPS LATIN CYRILLIC GREEK digit space stop', 3.5)
    cap('upper LATINCAPS', 'LATINCAPS', 2.5)
    cap('LATINCAPS', 'upper LATINCAPS stop space', 2)
    cap('box', 'box', .7), cap('box', 'space', 1.5), cap('space', 'box', 4), cap('stop', 'box', 6)
    cap('space digit ascii stop', 'math greek arrow symbol', 5)
    cap('math', 'space math greek digit ascii open stop', 3)
    cap('greek GREEK', 'space math ascii', 4)
    cap('quote-close quote-open dash ellipsis', 'quote-close quote-open dash ellipsis', 4)
    cap('CYRILLIC', 'CYRILLIC cyrillic', 2.5), cap('GREEK', 'GREEK greek', 2.5), cap('dash', 'math digit', 4)
    for a in range(count):
        if names[a] not in ('upper', 'LATINCAPS'):
            cost[a][class_of['LATINCAPS']] = FLOOR

    # a character within its class
    single = collections.Counter()
    for c, n in one.items():
        single[base(c)] += n / scale
    mass = [0.0] * count
    for c, n in single.items():
        mass[klass(c)] += n
    known = {c: n for c, n in single.items() if n * scale >= 4}
    fallback, within = [0.0] * count, {}
    odd = set(FLAGS['never'].split() + FLAGS['odd'].split())
    for k, name in enumerate(names):
        size = min(sizes[name] or sizes['LATIN'], 2000)
        fallback[k] = -math.log(.3 / (mass[k] + .3 * size)) + (RARE_EXTRA if name in odd else 0)
    fallback[class_of['LATINCAPS']] = fallback[class_of['LATIN']]
    for c, n in known.items():
        k = klass(c)
        within[c] = -math.log((n + .3) / (mass[k] + .3 * min(sizes[names[k]], 2000)))

    # pairs of characters
    pairs = {}
    before = collections.Counter()
    for (p, c), n in two.items():
        before[base(p)] += n / scale
    merged = collections.defaultdict(float)
    by_class = collections.defaultdict(float)
    for (p, c), n in two.items():
        key = base(p) + base(c)
        if (p < '\x80' and c < '\x80') or base(p) not in known or base(c) not in known:
            continue
        merged[key] += n / scale
        by_class[key] += n / scale * math.exp(-cost[klass(p)][klass(c)])
    gains = []
    for key, n in merged.items():
        p, c = key
        if max(p, c) >= '\u3100' or (max(p, c) >= '\u2e80' and names[klass(c)] != 'kana'):
            continue
        prior = by_class[key] / n * math.exp(-within[c])
        nats = -math.log((n + KAPPA * prior) / (before[p] + KAPPA))
        without = -math.log(prior) + min(1.5, math.log((before[p] + KAPPA) / KAPPA))
        if abs(without - nats) * UNIT >= 4:
            gains.append((n * abs(without - nats), key, nats))
    gains.sort(reverse=True)
    for _, key, nats in gains[:PAIRS]:
        pairs.setdefault(key[0], []).append((key[1], nats))

    as_int = lambda nats: max(0, min(255, round(nats * UNIT)))
    hexa = lambda c: '%X' % ord(c)
    out = []
    out.append('# The language model of `wirewash mojibake`, made by scripts/mojibake-train.py from the text that')
    out.append('# scripts/mojibake-corpus.sh fetches (Debian packages: translated manuals, installation guide, Debian')
    out.append('# Reference and FAQ, message catalogues of LibreOffice, iso-codes and Battle for Wesnoth). Characters taken:')
    line = '#'
    for language, n in used:
        piece = ' %s %dk' % (language, n // 1000)
        if len(line) + len(piece) > 100:
            out.append(line)
            line = '#'
        line += piece
    out.append(line)
    out.append('# All costs are in 1/16 nat, all code points in hexadecimal.')
    out.append('# class NAME COST FLAGS: COST is that of a member that is not listed; then its ranges.')
    out.append('# All else is of the first class.')
    flags = collections.defaultdict(list)
    for flag, members in FLAGS.items():
        for name in members.split():
            flags[name].append(flag)
    for k, name in enumerate(names):
        out.append(' '.join(['class', name, str(as_int(fallback[k]))] + flags[name]))
        row = ''
        for a, b in ranges[name] if name != 'unassigned' else []:
            piece = ' %X' % a if a == b else ' %X-%X' % (a, b)
            if len(row) + len(piece) > 100:
                out.append(row)
                row = ''
            row += piece
        if row:
            out.append(row)
    out.append('# follow NAME: what each class costs behind this one, in the order above.')
    for k, name in enumerate(names):
        out.append('follow ' + name + ' ' + ' '.join(str(as_int(x)) for x in cost[k]))
    out.append('# chars: CODE=COST,BACKOFF: within its class; added behind it when the pair is not listed.')
    row = 'chars'
    for c in sorted(within):
        # pairs of ideographs and syllables are not listed: not finding one says nothing
        backoff = 0 if c >= '\u2e80' and names[klass(c)] != 'kana' else min(1.5, math.log((before[c] + KAPPA) / KAPPA))
        piece = ' %s=%d,%d' % (hexa(c), as_int(within[c]), as_int(backoff))
        if len(row) + len(piece) > 100:
            out.append(row)
            row = 'chars'
        row += piece
    out.append(row)
    out.append('# after CODE: CODE=COST of each listed pair.')
    for p in sorted(pairs):
        row = 'after ' + hexa(p)
        for c, nats in sorted(pairs[p]):
            piece = ' %s=%d' % (hexa(c), as_int(nats))
            if len(row) + len(piece) > 100:
                out.append(row)
                row = 'after ' + hexa(p)
            row += piece
        out.append(row)
    # language profiles: how much likelier a letter is in this language than in the mean of all
    mean = collections.Counter()
    for profile in profiles.values():
        for c, share in profile.items():
            mean[c] += share / len(profiles)
    # other scripts are hardly shared by languages
    kept = sorted(c for c, share in mean.items() if (c < '\u0980' or '\u1e00' <= c < '\u1f00') and (c < '\x80' or share > 1e-6))
    tenth = lambda share, c: max(-127, min(127, round(UNIT * math.log((share + 2e-4) / (mean[c] + 2e-4)))))
    out.append('# letters CODE=N or CODE/CAPITAL=N: how much likelier (1/16 nat, negative) each is in a language that')
    out.append('# does not use it.')
    row = 'letters'
    for c in kept:
        capital = '/' + hexa(c.upper()) if len(c.upper()) == 1 and c.upper() != c else ''
        piece = ' %s%s=%d' % (hexa(c), capital, tenth(0, c))
        if len(row) + len(piece) > 100:
            out.append(row)
            row = 'letters'
        row += piece
    out.append(row)
    out.append('# language NAME CODE=N: the same in a language that does.')
    for language in sorted(profiles):
        profile = profiles[language]
        row = 'language ' + language
        for c in kept:
            if c in profile:
                piece = ' %s=%d' % (hexa(c), tenth(profile[c], c))
                if len(row) + len(piece) > 100:
                    out.append(row)
                    row = 'language ' + language
                row += piece
        out.append(row)
    with open(os.path.join(sys.argv[2], 'model.txt'), 'w', encoding='utf-8') as f:
        print('\n'.join(out), file=f)
    with open(os.path.join(sys.argv[2], 'words.txt'), 'w', encoding='utf-8') as f:
        print('\n'.join(word_table(words)), file=f)

if __name__ == '__main__':
    main()
