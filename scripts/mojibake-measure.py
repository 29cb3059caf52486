#!/usr/bin/env python3
"""Measures `wirewash mojibake` on text that its model was not trained on.

usage: mojibake-measure.py make DIR [N [SEED]] > cases.jsonl    garble lines of the packages unpacked in DIR
       mojibake-measure.py score CASES COMMAND...              how many come back, by kind
       mojibake-measure.py clean DIR COMMAND...                list every change to the clean text in DIR

Cases: each charset, one to four layers (of one charset or of several), a line, one sentence in a line, or some lines
of a document; whole, or damaged: no-break spaces turned to spaces (and runs of spaces collapsed), bytes that the
charset lacks dropped or turned to U+FFFD, the apple of Mac Roman dropped.
"""
import collections, gzip, html, importlib.util, json, os, random, re, subprocess, sys, tempfile

spec = importlib.util.spec_from_file_location('train', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'mojibake-train.py'))
train = importlib.util.module_from_spec(spec)
spec.loader.exec_module(train)

CHARSETS = {'windows-125%d' % i: 'cp125%d' % i for i in range(9)}
CHARSETS.update({'iso-8859-%d' % i: 'iso8859-%d' % i for i in (1, 2, 5, 7, 9, 15)})
CHARSETS.update({'macintosh': 'mac_roman', 'mac-central-europe': 'mac_latin2', 'mac-cyrillic': 'mac_cyrillic', 'koi8-r': 'koi8-r', 'koi8-u': 'koi8-u'})
CHARSETS.update({'cp%d' % i: 'cp%d' % i for i in (437, 850, 852, 866)})

EMOJI = '😀 🙏 👍 🔥 🎉 🚀 💡 📝 📧 🎁 📈 🤔 😎 👉 ✅ ❤️ ⭐ 🇩🇪 🧵 🐙 🏠 🌍'.split()

# Languages that much news is written in.
NEWS = 'ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ka ko lt lv mk nb nl pl pt ro ru sk sl sq sr sv ta th tr uk ur vi zh'.split()

def language_of(path):
    m = re.search(r'/(?:locale|resource)/([a-z]{2,3}(?:[_@][A-Za-z]+)?)/LC_MESSAGES/|/help/([a-z]{2}(?:_[A-Z]{2})?)/|/html/([a-z]{2}(?:[-_][A-Za-z]{2})?)/'
                  r'|/man/([a-z]{2}(?:_[A-Z]{2})?)/man|\.([a-z]{2}(?:-[a-zA-Z]{2})?)\.html$|/([a-z]{2}(?:-[A-Z]{2})?)/[^/]*\.html$', path)
    return next((g for g in m.groups() if g), None) if m else None

def plain_lines(path):
    try:
        text = gzip.open(path, 'rt', encoding='utf-8').read() if path.endswith('.gz') else open(path, encoding='utf-8').read()
    except (UnicodeDecodeError, OSError, EOFError):
        return []
    if path.endswith('.xml'):
        text = html.unescape(re.sub(r'<[^>]+>', ' ', text))
    return text.split('\n')

PLAIN = ('.txt', '.el', '.agda', '.py', '.xml', '.texi', '.org', '.rst', '.md', '.h', '.c', '.js', '.json', '.po', '.svg', '.tex')

def documents(root, everything):
    """(path, lines) of what holds text; `everything` also takes source code and data."""
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            if name.endswith('.mo'):
                lines = train.message_catalogue(path)
            elif name.endswith(('.html', '.xhtml', '.page')):
                lines = train.page(path)
            elif '/man/' in path and name.endswith('.gz'):
                lines = train.manual(path)
            elif everything and name.removesuffix('.gz').endswith(PLAIN):
                lines = plain_lines(path)
            else:
                continue
            lines = [line for line in (line.strip('\r\n') for line in lines) if line.strip()]
            if lines:
                yield path, lines

# ---------------------------------------------------------------------------------------- cases

def garble(text, codec):
    out = []
    for byte in text.encode():
        try:
            out.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return ''.join(out)

def lost(codec):
    """What the bytes that a charset lacks show as."""
    if codec.startswith('iso'):
        return {chr(b) for b in range(0x80, 0xa0)}
    return {c for c in (garble_byte(b, codec) for b in range(0x80, 0xc0)) if '\x80' <= c < '\xa0'}

def garble_byte(byte, codec):
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)

DAMAGE = {
    'a0_space': lambda text, gone: text.replace('\xa0', ' '),
    'a0_collapse': lambda text, gone: re.sub(' +', ' ', text.replace('\xa0', ' ')),
    'undef_drop': lambda text, gone: ''.join(c for c in text if c not in gone),
    'undef_fffd': lambda text, gone: ''.join('\ufffd' if c in gone else c for c in text),
    'f8ff_drop': lambda text, gone: text.replace('\uf8ff', ''),
}

def one_case(dice, by_language, languages):
    language = dice.choice(languages)
    pick = lambda: train.dress(dice.choice(by_language[language]), language, dice)
    names = [dice.choice(list(CHARSETS))] * dice.choices((1, 2, 3, 4), (55, 25, 12, 8))[0]
    if len(names) > 1 and dice.random() < .2:
        names = [dice.choice(list(CHARSETS)) for _ in names]
    damage = dice.choice(list(DAMAGE)) if len(names) < 3 and dice.random() < .3 else 'none'
    if damage == 'f8ff_drop':
        names = ['macintosh']
    def spoil(s):
        for name in names:
            s = garble(s, CHARSETS[name])
        return DAMAGE[damage](s, lost(CHARSETS[names[-1]])) if damage != 'none' else s
    scope = dice.choices(('line', 'span', 'docmix', 'doc'), (35, 30, 15, 20))[0]
    text = pick()
    if damage == 'f8ff_drop' or dice.random() < .02:
        text += ' ' + dice.choice(EMOJI)
    if text.isascii():
        return None
    if damage.startswith('a0_') and re.sub(' +', ' ', text.replace('\xa0', ' ')) != text:
        return None
    bad, good = spoil(text), text
    if bad == text:
        return None
    if damage != 'none':
        whole = text
        for name in names:
            whole = garble(whole, CHARSETS[name])
        if whole == bad:
            damage = 'none'
    if scope == 'span':
        other = pick()
        if other.isascii():
            return None
        bad, good = (bad + ' ' + other, good + ' ' + other) if dice.random() < .5 else (other + ' ' + bad, other + ' ' + good)
    elif scope != 'line':
        for _ in range(dice.randint(2, 5)):
            other = pick()
            if damage.startswith('a0_') and re.sub(' +', ' ', other.replace('\xa0', ' ')) != other:
                continue
            worse = spoil(other) if scope == 'doc' or dice.random() < .5 else other
            bad, good = bad + '\n' + worse, good + '\n' + other
    return dict(kind='garbled', lang=language, encoding='+'.join(names) if len(set(names)) > 1 else names[0], times=len(names), scope=scope, lossy=damage,
                garbled=bad, clean=good)

def make(root, count, seed):
    dice = random.Random(seed)
    by_language = collections.defaultdict(list)
    for path, lines in documents(root, False):
        language = language_of(path)
        if language and language.replace('-', '_').partition('_')[0] in NEWS:
            by_language[language.replace('-', '_').partition('_')[0]] += [' '.join(line.split(' ')) for line in lines if 25 < len(line) < 400 and not line.isascii() and '\ufffd' not in line]
    languages = sorted(l for l in by_language if len(set(by_language[l])) > 150)
    for language in languages:
        by_language[language] = dice.sample(sorted(set(by_language[language])), min(3000, len(set(by_language[language]))))
    print(len(languages), 'languages:', ' '.join(languages), file=sys.stderr)
    made = 0
    while made < count:
        case = one_case(dice, by_language, languages)
        if case:
            case['id'] = 'u%05d' % made
            print(json.dumps(case, ensure_ascii=False))
            made += 1

def run(command, records):
    feed = ''.join(json.dumps(r, ensure_ascii=False) + '\n' for r in records).encode()
    with tempfile.TemporaryFile() as f:
        f.write(feed)
        f.seek(0)
        out = subprocess.run(command, stdin=f, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.decode().split('\n') if line]

def score(path, command):
    cases = [json.loads(line) for line in open(path, encoding='utf-8')]
    got = run(command, [{'id': c['id'], 'text': c['garbled']} for c in cases])
    tallies = collections.defaultdict(lambda: [0, 0, 0])
    with open(path + '.misses', 'w', encoding='utf-8') as misses:
        for case, record in zip(cases, got, strict=True):
            assert case['id'] == record['id']
            good, left = record['text'] == case['clean'], record['text'] == case['garbled']
            whole = 'lossless' if case['lossy'] == 'none' else 'lossy'
            keys = ['all', whole, whole + ' times ' + str(case['times']), whole + ' ' + case['scope'], 'damage ' + case['lossy']]
            if whole == 'lossless':
                keys.append('lossless ' + (case['encoding'] if '+' not in case['encoding'] else 'mixed'))
            for key in keys:
                tally = tallies[key]
                tally[0] += 1
                tally[1] += good
                tally[2] += left and not good
            if not good:
                print(json.dumps(dict(tags=case, text=case['garbled'], got=record['text'], want=case['clean']), ensure_ascii=False), file=misses)
    for key, (n, good, left) in sorted(tallies.items()):
        print('%-28s n=%5d  right %6.2f %%  left alone %6.2f %%  wrong %6.2f %%' % (key, n, 100 * good / n, 100 * left / n, 100 * (n - good - left) / n))

def clean(root, command):
    """Reads documents in pieces of 40 lines, as articles are long, and prints each edit."""
    total = changed = 0
    batch = []
    def flush():
        nonlocal changed
        for record in run(command + ['--explain'], batch):
            for edit in record.get('_wirewash', {}).get('edits', ()):
                text = texts[record['id']]
                at, end = edit['at'], edit['at'] + edit['len']
                print(json.dumps([record['id'], edit['rule'], text[max(0, at - 20):at], edit['removed'], edit.get('added', ''), text[end:end + 20]], ensure_ascii=False))
                changed += 1
        batch.clear()
        texts.clear()
    texts = {}
    for path, lines in documents(root, True):
        for at in range(0, len(lines), 40):
            text = '\n'.join(lines[at:at + 40])
            total += len(text.encode())
            if not text.isascii():
                batch.append({'id': '%s:%d' % (path, at), 'text': text})
                texts[batch[-1]['id']] = text
        if len(batch) > 20000:
            flush()
    flush()
    print('%.1f MB of clean text, %d edits' % (total / 1e6, changed))

if __name__ == '__main__':
    if len(sys.argv) > 2 and sys.argv[1] == 'make':
        make(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 6000, sys.argv[4] if len(sys.argv) > 4 else '1')
    elif len(sys.argv) > 3 and sys.argv[1] == 'score':
        score(sys.argv[2], sys.argv[3:])
    elif len(sys.argv) > 3 and sys.argv[1] == 'clean':
        clean(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(__doc__)
