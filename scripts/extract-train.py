#!/usr/bin/env python3
"""Trains the forest of `wirewash extract` and prints stages/extract/data/forest.txt.

usage: extract-train.py [--check K [--without N]] [--aside] PAGES.jsonl[.gz|.xz] > forest.txt

PAGES are records with `html` and `gold`, the article's text as a person would copy it; `url` tells the site,
`source` a group to report. Needs xgboost (1.7.4 made the forest that is there), numpy and lxml. WIREWASH
names the program (build/wirewash), which itself writes the features, so that what is learned is what is
asked later. Each page is also shown with parts of others around its article (page_variants.py).

--check K prints how well K models do, each on the sites (by registered domain) that it did not see, instead
of a forest. A fifth of the sites is left out of that, and of all choices made by looking at it; --aside trains on
the others and checks these.

A block is part of the article when half of its 4-grams are; it weighs what it costs its page to be wrong
about it. The measure is that of the article-extraction-benchmark: precision and recall of 4-grams, each
page's counts as shares, means over pages, F1 of the means.
"""
import argparse, collections, gzip, hashlib, json, lzma, os, re, subprocess, sys
import numpy as np, xgboost as xgb
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import forest, page_variants

CJK = '\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f'
TOKEN = re.compile(f'[{CJK}]|[^\\W{CJK}]+')
GRAM = 4
PARAMETERS = dict(objective='binary:logistic', base_score=0.5, tree_method='hist', max_depth=6, eta=0.12,
                  colsample_bytree=0.35, colsample_bynode=0.7, subsample=0.7, min_child_weight=15, reg_lambda=10, max_bin=64,
                  nthread=1, seed=1)
ROUNDS = 110
SEEDS = (1, 2)      # the mean of as many models
VARIANTS = (1,)     # seeds: of each page as many variants
LEAST_SHARE = 0.02  # of blocks that weigh nearly nothing so many are learned from
LEAST = 0.2         # LIKELIHOOD_LEAST in stages/extract/threshold.h
DUPLICATE_WORDS, DUPLICATE_SHARE = 12, .9  # as in stages/extract/duplicate_blocks.c

def grams(tokens):
    return [tuple(tokens[i:i + GRAM]) for i in range(len(tokens) - GRAM + 1)]

def site(url):
    parts = re.sub(r'^\w+://', '', url).split('/')[0].split(':')[0].lower().split('.')
    second = len(parts) > 2 and parts[-2] in ('co', 'com', 'org', 'net', 'ac', 'gov', 'edu') and len(parts[-1]) == 2
    return '.'.join(parts[-3:] if second else parts[-2:])

# ------------------------------------------------------------------------------------- the labels

def near(labels, i, by):
    return any(labels[j] >= .5 for j in range(max(0, i - by), i)), any(labels[j] >= .5 for j in range(i + 1, min(len(labels), i + 1 + by)))

def least(tokens):
    """Tokens of a block that is found by its 4-grams. Four characters are no more than two words."""
    return 10 if tokens and re.match(f'[{CJK}]', tokens[0]) else GRAM

def drop_copies(labels, blocks, gold):
    """Of equal blocks only as many are right as the article has; those with most of it around them."""
    copies = collections.defaultdict(list)
    for i, tokens in enumerate(blocks):
        if labels[i] >= .5:
            copies[tuple(tokens)].append(i)
    around = lambda i: sum(len(blocks[j]) * labels[j] for j in range(max(0, i - 4), min(len(blocks), i + 5)) if j != i and labels[j] > 0)
    for tokens, places in copies.items():
        wanted = min(gold[gram] for gram in grams(tokens)) or 1
        for i in sorted(places, key=around, reverse=True)[wanted:]:
            labels[i] = 0.

def label(blocks, gold_text):
    """For each block (its tokens) how much of it is part of the article."""
    gold_tokens = TOKEN.findall(gold_text)
    gold = collections.Counter(grams(gold_tokens))
    lines = {tuple(TOKEN.findall(line)) for line in gold_text.split('\n')}
    whole = '\0' + '\0'.join(gold_tokens) + '\0'
    labels = [sum(gram in gold for gram in grams(t)) / (len(t) - GRAM + 1) if len(t) >= least(t) else -1. for t in blocks]
    drop_copies(labels, blocks, gold)
    for i, tokens in enumerate(blocks):
        if labels[i] < 0:
            before, after = near(labels, i, 3)
            line = tuple(tokens) in lines and (before or after)
            inside = before and after and '\0' + '\0'.join(tokens) + '\0' in whole
            labels[i] = 1. if tokens and (line or inside) else 0.
    return np.array(labels, np.float32), len(gold_tokens)

# -------------------------------------------------------------------------------------- the pages

def place(record):
    """A number for the page's site, and whether that is set aside."""
    digest = hashlib.sha256((site(record.get('url') or '') or record['id']).encode()).digest()
    return digest[0], digest[1] % 5 == 0

class Page:
    def __init__(self, record):
        self.id, self.gold, self.source = record['id'], record['gold'], record.get('source', '')
        self.record = {k: record.get(k) for k in ('lang', 'type', 'gold_in_raw')}
        self.fold, self.aside = place(record)
        self.texts = [block['text'] for block in record['blocks']]
        self.rows = np.array([block['features'] for block in record['blocks']], np.float32)
        tokens = [TOKEN.findall(text) for text in self.texts]
        labels, length = label(tokens, self.gold)
        self.words = np.array([len(t) for t in tokens], float)
        self.right = labels >= .5
        self.weights = (np.minimum(1, self.words / max(30, length)) ** .8 + .002) * np.maximum(.2, np.abs(2 * labels - 1))

def opened(path):
    return (gzip.open if path.endswith('.gz') else lzma.open if path.endswith('.xz') else open)(path, 'rt', encoding='utf-8')

def ask(records):
    """What the program says of records: their pages, and the features' names."""
    program = os.environ.get('WIREWASH', 'build/wirewash')
    with open('/dev/null' if not sys.stderr.isatty() else '/dev/stderr', 'w') as messages:
        run = subprocess.Popen([program, 'extract', '--features'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=messages)
        if os.fork() == 0:
            for record in records:
                run.stdin.write(json.dumps(record, ensure_ascii=False).encode('utf-8') + b'\n')
            run.stdin.close()
            os._exit(0)
        run.stdin.close()
        pages, names = [], []
        for line in run.stdout:
            record = json.loads(line)
            if record['blocks']:
                names = record['feature_names']
                pages.append(Page(record))
        return pages, names

def read(path, folds):
    """Pages, their variants, and the features' names. No part in a page is from a site of another fold, or set aside."""
    with opened(path) as lines:
        records = [json.loads(line) for line in lines]
    pages, names = ask(records)
    others = []
    for seed in VARIANTS:
        others += ask(page_variants.variants(records, lambda record: (place(record)[0] % folds, place(record)[1]), seed))[0]
    return pages, others, names

# ------------------------------------------------------------------------------------- the models

def thinned(pages, names, seed):
    """Of blocks that hardly matter to their pages a few represent all."""
    mean, random = np.mean(np.concatenate([page.weights for page in pages])), np.random.RandomState(seed)
    rows, right, weights = [], [], []
    for page in pages:
        share = np.clip(page.weights / mean, LEAST_SHARE, 1)
        taken = random.rand(len(share)) < share
        rows.append(page.rows[taken])
        right.append(page.right[taken])
        weights.append(page.weights[taken] / share[taken])
    weights = np.concatenate(weights)
    return xgb.DMatrix(np.vstack(rows), np.concatenate(right), weight=weights / weights.mean(), feature_names=names, nthread=1)

def train(pages, names, rounds=ROUNDS):
    return [xgb.train({**PARAMETERS, 'seed': seed}, thinned(pages, names, seed), rounds) for seed in SEEDS]

def margins(models, page, names):
    data = xgb.DMatrix(page.rows, feature_names=names, nthread=1)
    return np.mean([model.predict(data, output_margin=True) for model in models], axis=0)

def threshold(words, likely):
    """As stages/extract/threshold.c: half of the best F1 that is to be expected."""
    order = np.argsort(-likely)
    right, kept = np.cumsum((likely * words)[order]), np.cumsum(words[order])
    return max(LEAST, (right / (kept + right[-1])).max()) if right[-1] > 0 else LEAST

def drop_duplicates(page, keep):
    """As stages/extract/duplicate_blocks.c."""
    known = set()
    for i in np.flatnonzero(keep & (page.words >= DUPLICATE_WORDS)):
        runs = grams(TOKEN.findall(page.texts[i]))
        keep[i] = sum(run in known for run in runs) < DUPLICATE_SHARE * len(runs)
        known.update(runs)
    return keep

def chosen(page, margin):
    likely = 1 / (1 + np.exp(-margin))
    keep = likely >= threshold(page.words, likely)
    return drop_duplicates(page, keep if keep.any() else margin >= margin.max() - .5)

def score(gold, text):
    a, b = (collections.Counter(grams(t) or ([tuple(t)] if t else [])) for t in (TOKEN.findall(gold), TOKEN.findall(text)))
    both = sum((a & b).values())
    return (both / sum(b.values()) if b else None, both / sum(a.values()) if a else None)

def summary(scores):
    mean = lambda values: sum(values) / max(1, len(values))
    p, r = mean([s[0] for s in scores if s[0] is not None]), mean([s[1] for s in scores if s[1] is not None])
    return p, r, 2 * p * r / max(1e-9, p + r)

def groups(page):
    yield 'all'
    r = page.record
    if page.source in ('readability', 'n4k') or (r['gold_in_raw'] or 1) < .9 or r['type'] not in (None, 'article'):
        return
    if page.source in ('aeb', 'naeb', 'fundus'):
        yield 'news'
    yield page.source
    if r['lang'] == 'zh':
        yield 'zh'
    if r['lang'] not in (None, 'en', '?'):
        yield 'nonen'

def report(results, file=sys.stdout):
    by = collections.defaultdict(list)
    for page, result in results:
        for group in groups(page):
            by[group].append(result)
    for group, scores in sorted(by.items()):
        print('%-8s %4d pages  P %.4f  R %.4f  F1 %.4f' % (group, len(scores), *summary(scores)), file=file)

def check(model, pages, names):
    out = []
    for page in pages:
        keep = chosen(page, margins(model, page, names))
        out.append((page, score(page.gold, '\n'.join(t for t, k in zip(page.texts, keep) if k))))
    return out

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', type=int, metavar='K')
    parser.add_argument('--aside', action='store_true')
    parser.add_argument('--rounds', type=int, default=ROUNDS)
    parser.add_argument('pages')
    parser.add_argument('--without', type=int, metavar='N', help='print the forest that --check K tries on fold N, from 0')
    args = parser.parse_args()
    folds = args.check or 4
    pages, variants, names = read(args.pages, folds)

    def fit(wanted):
        return train([page for page in pages + variants if wanted(page)], names, args.rounds)

    def write(models):
        sys.stdout.write(forest.text(models, names, 'The block model of `wirewash extract`, made by scripts/extract-train.py.'))

    if args.without is not None:
        write(fit(lambda page: page.fold % folds != args.without))
    elif args.check:
        results = []
        for fold in range(folds):
            models = fit(lambda page: not page.aside and page.fold % folds != fold)
            results += check(models, [p for p in pages if not p.aside and p.fold % folds == fold], names)
        report(results)
    elif args.aside:
        report(check(fit(lambda page: not page.aside), [page for page in pages if page.aside], names))
    else:
        write(fit(lambda page: True))

if __name__ == '__main__':
    main()
