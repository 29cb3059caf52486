#!/usr/bin/env python3
"""Learns when two texts are one story: src/dedup/data/story.forest.

usage: scripts/dedup-train.py TRACER OUT FOLDER [--held-out]

TRACER is a wirewash built with -DDEDUP_TRACE, which writes the features of every pair that it compares to standard error:
    make BUILD=build/trace CFLAGS='-O2 -DDEDUP_TRACE' build/trace/wirewash
FOLDER has the data, JSON Lines packed by gzip: real_c50_dev, real_bbc_dev, real_releases_dev, real_obituaries_dev, real_briefs_dev (id, text) and reposts20k and extractions_dev (id, cluster, text).

How pairs are labelled:
  real_*      by runs of five words: the same when J >= .6 or C >= .9 and nine in ten of the smaller text's numbers are in the larger; different when J < .3 and C < .6, or
              when fewer than six in ten of its numbers are (five at least). Others are left out; of press releases, of which a reader found hardly any pair to be one, they are different.
              Obituaries go by the name in the id.
  reposts20k  by `cluster`; a story and its teaser are left out
  extractions by `cluster`, when J >= .25 or C >= .8
  made here   copies of real records and of items of one form (dedup_forms.py), at the sizes 2, 12, 60 and 200, among real records, and real stories
              on 2, 12 and 60 sites: the same; items of one form, and later news on the
              background of an older story, or with that story below it: different.
--held-out trains on one half of the sources (hosts, authors, forms) and prints, for the other half, the share of pairs taken for one story. Needs numpy and xgboost.
"""
import argparse, collections, gzip, hashlib, json, random, re, subprocess, sys, unicodedata
import numpy as np, xgboost
import dedup_forms, forest

TOKEN = re.compile(r'\w+')
SENTENCE = re.compile(r'(?<=[.!?])\s+')
TREES, DEPTH, RATE, SEED = 100, 5, .2, 5
MOST = 12000   # pairs of one kind

def words(text): return TOKEN.findall(''.join(c for c in unicodedata.normalize('NFKD', text.casefold()) if not unicodedata.combining(c)))
def read(path): return [json.loads(line) for line in gzip.open(path, 'rt', encoding='utf-8')]
def half(source): return hashlib.sha256(source.encode()).digest()[0] & 1

class Oracle:
    def __init__(self): self.known = {}
    def of(self, text):
        if text not in self.known:
            w = words(text)
            self.known[text] = (frozenset(tuple(w[i:i + 5]) for i in range(max(1, len(w) - 4))), frozenset(x for x in w if x[0].isdigit()), len(w))
        return self.known[text]
    def compare(self, a, b):
        (x, m, k), (y, n, l) = sorted((self.of(a), self.of(b)), key=lambda t: t[2])
        shared = len(x & y)
        return shared / len(x | y), shared / min(len(x), len(y)), len(m & n) / len(m) if m else 1., len(m)

def label_real(oracle, a, b, strict):
    if a.get('story') and b.get('story'): return int(a['story'] == b['story'])
    j, c, numbers, count = oracle.compare(a['text'], b['text'])
    if (j >= .6 or (c >= .9 and j >= .35)) and numbers >= .9: return 1
    if c >= .9 and j < .6: return None
    if strict and (j < .6 and c < .9): return 0
    if (j < .3 and c < .6) or (numbers < .6 and count >= 5): return 0
    return None

def label_name(a, b): return int(a['id'].lower().split()[-1] == b['id'].lower().split()[-1]) if not a.get('story') else int(a['story'] == b.get('story', b['id']))
def label_cluster(a, b):
    x, y = a['cluster'], b['cluster']
    return 1 if x == y else None if x.split('.')[0] == y.split('.')[0] else 0

def label_page(oracle, a, b):
    """Pages as different tools extract them: two that have hardly anything in common are not labelled."""
    j, c, _, _ = oracle.compare(a['text'], b['text'])
    return int(a['cluster'] == b['cluster']) if a['cluster'] != b['cluster'] or j >= .25 or c >= .8 else None

def mass(records, copies):
    """Stories that so many sites have, each with changes of its own."""
    out = []
    for r in records:
        out.append({'id': r['id'], 'text': r['text'], 'story': r['id']})
        for i in range(copies):
            text = r['text']
            for _ in range(random.randint(1, 3)): text = dedup_forms.copy(text)
            if random.random() < .3: text += random.choice(ABOVE) + random.choice(records)['text'][:random.randint(50, 400)]
            out.append({'id': f'{r["id"]} {i}', 'text': text, 'story': r['id'], 'from': r['id']})
    return out

def follow_up(old, other):
    """Later news: the end of the old story below the beginning of another one."""
    a, b = SENTENCE.split(old), SENTENCE.split(other)
    if len(a) < 6 or len(b) < 4: return None
    return ' '.join(b[:len(b) * random.randint(30, 60) // 100 + 1]) + ' ' + ' '.join(a[len(a) * random.randint(40, 70) // 100:])

ABOVE = ['\n\nYou may also like\n\n', '\n\nMore stories\n', '\n\n', '\n\nRelated\n\n', '\n']
BELOW = ['', '', '\n\nPrivacy\nContact\nAbout us']

def with_copies(records, share):
    """Some of the records have copies; a few have follow-ups, or stand whole below another story."""
    out, texts = [], [r['text'] for r in records]
    for i, r in enumerate(records):
        out.append(r)
        if random.random() < share:
            r['story'] = r['id']
            out.append({'id': r['id'] + ' copy', 'text': dedup_forms.copy(r['text']), 'story': r['id'], 'from': r['id']})
        elif random.random() < share / 2:
            text = follow_up(r['text'], random.choice(texts))
            if random.random() < .6: text = random.choice(texts) + random.choice(ABOVE) + r['text'] + random.choice(BELOW)
            if text: r['story'] = r['id']; out.append({'id': r['id'] + ' later', 'text': text, 'story': r['id'] + ' later', 'from': r['id']})
    return out

def forms(n, number):
    out, dedup_forms.R = [], random.Random(SEED + number)
    for form in dedup_forms.FORMS:
        for i in range(n):
            text, story = form(), f'{form.__name__}/{i}'
            out.append({'id': story, 'text': text, 'story': story, 'from': form.__name__})
            if dedup_forms.R.random() < (.3 if n < 100 else .1): out.append({'id': story + '.c', 'text': dedup_forms.copy(text), 'story': story, 'from': form.__name__})
    return out

def trace(tracer, records):
    data = ''.join(json.dumps({k: r[k] for k in ('id', 'url', 'text') if k in r}, ensure_ascii=False) + '\n' for r in records)
    run = subprocess.run([tracer, 'dedup', '-j1'], input=data.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    for line in run.stderr.decode().splitlines():
        if line.startswith('pair '):
            v = list(map(int, line.split()[1:]))
            yield records[v[0]], records[v[1]], v[2:]

def source_of(record, kind):
    name = record.get('from', record['id'])
    if kind == 'c50': return name.split('/')[1]
    if kind == 'releases': return name.split('/')[0]
    return name

def sets(folder):
    oracle = Oracle()
    loose, strict = (lambda a, b: label_real(oracle, a, b, False)), (lambda a, b: label_real(oracle, a, b, True))
    real = {kind: read(f'{folder}/real_{kind}_dev.jsonl.gz') for kind in ('c50', 'bbc', 'releases', 'obituaries', 'briefs')}
    for kind, rule in (('c50', loose), ('bbc', loose), ('releases', strict), ('obituaries', label_name), ('briefs', loose)): yield kind, real[kind], rule, 3
    for kind, rule in (('c50', loose), ('bbc', loose), ('releases', strict), ('briefs', loose)):
        yield kind + ' made', with_copies([dict(r) for r in real[kind]], .15), lambda a, b, rule=rule: rule(a, b) if a.get('story') and b.get('story') else None, 1
    for number, n in enumerate((2, 12, 60, 200)):
        items = forms(n, number)
        yield f'forms {n}', items + [r for r in real['bbc'][:400] + real['briefs'][:400]], lambda a, b: int(a['story'] == b['story']) if a.get('story') and b.get('story') else None, 1 if n < 60 else 2
    by_story = lambda a, b: int(a['story'] == b['story']) if a.get('story') and b.get('story') else None
    for copies in (2, 12, 60): yield f'mass {copies}', mass(random.sample(real['bbc'] + real['c50'], 240 if copies == 2 else 40), copies) + real['bbc'][:300] + real['c50'][:300], by_story, 1 if copies == 2 else .5
    pages = read(f'{folder}/extractions_dev.jsonl.gz')
    yield 'pages', [dict(r, **{'from': r['cluster']}) for r in pages], lambda a, b: label_page(oracle, a, b), .7
    yield 'reposts', read(f'{folder}/reposts20k.jsonl.gz'), label_cluster, .5

def main():
    ap = argparse.ArgumentParser(); ap.add_argument('tracer'); ap.add_argument('out'); ap.add_argument('folder'); ap.add_argument('--held-out', action='store_true'); a = ap.parse_args()
    random.seed(SEED)
    X, Y, W, G, H = [], [], [], [], []
    for kind, records, rule, weight in sets(a.folder):
        found = [(x, y, row, label) for x, y, row in trace(a.tracer, records) for label in [rule(x, y)] if label is not None]
        for value in (0, 1):
            some = [f for f in found if f[3] == value]
            if len(some) > MOST: some = random.sample(some, MOST)
            for x, y, row, _ in some:
                sources = half(source_of(x, kind.split()[0])), half(source_of(y, kind.split()[0]))
                X.append(row); Y.append(value); W.append(weight); G.append(f'{kind} {"same" if value else "different"}'); H.append(sources[0] if sources[0] == sources[1] else 2)
    X, Y, W, G, H = np.array(X, dtype=np.float32), np.array(Y), np.array(W, dtype=float), np.array(G), np.array(H)
    print(dict(collections.Counter(G)), file=sys.stderr)
    params = {'objective': 'binary:logistic', 'base_score': .5, 'max_depth': DEPTH, 'eta': RATE, 'min_child_weight': 8, 'subsample': .8, 'colsample_bytree': .6, 'lambda': 2, 'tree_method': 'hist', 'max_bin': 64, 'seed': SEED, 'nthread': 2}
    train = lambda at: xgboost.train(params, xgboost.DMatrix(X[at], label=Y[at], weight=W[at]), TREES)
    if a.held_out:
        model = train(H == 0); p = model.predict(xgboost.DMatrix(X))
        for g in sorted(set(G)):
            at = (G == g) & (H == 1)
            print(f'{g:28s} {at.sum():6d} ' + ' '.join(f'{t}: {100 * (p[at] >= t).mean():6.2f} %' for t in (.3, .5, .7, .9, .95)) if at.any() else g)
    else:
        model = train(H >= 0)
    columns = [line.strip() for line in NAMES.split()]
    gains = model.get_score(importance_type='gain'); print(sorted(((round(v, 1), columns[int(k[1:])]) for k, v in gains.items()), reverse=True)[:16], file=sys.stderr)
    with open(a.out, 'w') as f: f.write(forest.text(model, columns, 'When two texts are one story: boosted trees over the features of src/dedup/pair_features.h.\nMade by scripts/dedup-train.py; see there for the data and for how pairs are labelled.'))

NAMES = """jaccard containment all_jaccard all_containment rare_jaccard rare_smaller rare_larger scarce_jaccard scarce_smaller scarce_larger rare_share shared_rare shared_scarce
numbers_jaccard numbers_fewer names_jaccard names_fewer places number_places lead_smaller lead_larger prose_lead_smaller prose_lead_larger tail_smaller covered_smaller
passage hole_smaller gaps swapped swapped_scarce inserted moved other_scarce_smaller other_scarce_larger other_rare_smaller other_rare_larger
size runs"""
if __name__ == '__main__': main()
