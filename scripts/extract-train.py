#!/usr/bin/env python3
"""Trains the model of `wirewash extract` and prints stages/extract/data/extract.model.

usage: extract-train.py [--check K [--only N] | --aside] [--cache FILE] PAGES.jsonl[.gz|.xz]... > extract.model

PAGES are records with `html` and `gold`, the content as a person would copy it; `url` tells the site, `source` a
group to report, `type` the kind of page ("article" and the others of stages/extract/page.h). Those without a gold text may have
`with` and `without`, snippets that are in the content and that are not: the blocks with one are learned from. Needs catboost
(1.2.10 made the model that is there), numpy and lxml. WIREWASH names the program (build/wirewash), which itself
writes the features, so that what is learned is what is asked later. Each article of a record with a `source` is
also shown with parts of other pages around it (page_variants.py).

The model has a section of boosted tables (scripts/tables.py) for each kind, which score a page's signals, and one for
the blocks of pages. A block's features hold the kind of its page: in training as models say that have not seen the site.

--check K prints how well K models do, each on the sites (by registered domain) that it did not see, in place of a
model, and what each kind was taken for; --only N tries the first N of them. A fifth of the sites is left out of that, and of all choices made by
looking at it; --aside trains on the others and checks these. Checks run the program itself on the pages. --cache keeps what the program said
of the pages in a file.

A block is right when half of its 4-grams are in the gold text; it weighs what it costs its page to be wrong about it.
Two measures: words, as the WCXB benchmark has it (means over pages of the F1 of the multisets of words), and the
article-extraction-benchmark's (precision and recall of 4-grams, means over pages, F1 of the means).
"""
import argparse, collections, gzip, hashlib, json, lzma, os, pickle, re, subprocess, sys, tempfile
import numpy as np, catboost
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import page_variants, tables

CJK = '\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f'
TOKEN = re.compile(f'[{CJK}]|[^\\W{CJK}]+')
GRAM = 4
KINDS = ['article', 'documentation', 'service', 'forum', 'product', 'listing', 'collection']
COMMON = dict(loss_function='Logloss', thread_count=2, random_seed=1, verbose=False, allow_writing_files=False)
KIND_TREES = dict(COMMON, iterations=160, depth=4, learning_rate=.08, rsm=.3, l2_leaf_reg=5, border_count=32)
BLOCK_TREES = dict(COMMON, iterations=800, depth=6, learning_rate=.07, rsm=.25, l2_leaf_reg=8, border_count=64, bootstrap_type='Bernoulli', subsample=.7)
INNER = 5           # folds of sites by which the kinds of training pages are found
VARIANTS = (1,)     # seeds: of each page with a source as many variants
LEAST_SHARE = 0.05  # of blocks that weigh nearly nothing so many are learned from
OTHERS = 1.5        # what pages that are no articles weigh: there are fewer
SNIPPET_WEIGHT = .1  # of a block that is known by a snippet: a page's weights add up to 1 or 2
GAP = 200           # tokens of the gold text in which a short block is looked for
MATCH_GAP = 3       # tokens between a short block and what was found before it

def grams(tokens):
    return [tuple(tokens[i:i + GRAM]) for i in range(len(tokens) - GRAM + 1)]

def site(url):
    parts = re.sub(r'^\w+://', '', url).split('/')[0].split(':')[0].lower().split('.')
    second = len(parts) > 2 and parts[-2] in ('co', 'com', 'org', 'net', 'ac', 'gov', 'edu') and len(parts[-1]) == 2
    return '.'.join(parts[-3:] if second else parts[-2:])

# ------------------------------------------------------------------------------------- the labels

def least(tokens):
    """Tokens of a block that is found by its 4-grams. Four characters are no more than two words."""
    return 10 if tokens and re.match(f'[{CJK}]', tokens[0]) else GRAM

def drop_copies(labels, blocks, gold):
    """Of equal blocks only as many are right as the gold text has; those with most of it around them."""
    copies = collections.defaultdict(list)
    for i, tokens in enumerate(blocks):
        if labels[i] >= .5:
            copies[tuple(tokens)].append(i)
    around = lambda i: sum(len(blocks[j]) * labels[j] for j in range(max(0, i - 4), min(len(blocks), i + 5)) if j != i and labels[j] > 0)
    for tokens, places in copies.items():
        wanted = min(gold[gram] for gram in grams(tokens)) or 1
        for i in sorted(places, key=around, reverse=True)[wanted:]:
            labels[i] = 0.

def label_short(labels, blocks, gold, gold_grams, starts, least_of):
    """Short blocks are right where the gold text has them between what the blocks around them are."""
    first = {}
    for i, gram in enumerate(gold_grams):
        first.setdefault(gram, i)
    anchors = []  # of each long block that is right: where the gold text has it
    for i, tokens in enumerate(blocks):
        found = [first[g] for g in grams(tokens) if g in first] if labels[i] >= .5 else []
        anchors.append((found[0], found[-1] + GRAM) if found else None)
    following, nearest = [], len(gold)
    for anchor in reversed(anchors):
        following.append(nearest)
        nearest = anchor[0] if anchor else nearest
    following.reverse()
    at, before = 0, False
    for i, tokens in enumerate(blocks):
        if anchors[i]:
            at, before = anchors[i][1], True
        if labels[i] >= 0 or not tokens:
            before = before and labels[i] >= .5
            continue
        end = following[i] if following[i] > at else at + GAP
        place = next((p for p in range(max(0, at - 1), min(end, at + GAP, len(gold) - len(tokens) + 1))
                      if gold[p:p + len(tokens)] == tokens and (p in starts or (before and p - at <= MATCH_GAP))), None)
        labels[i] = 0. if place is None else 1.
        before = place is not None
        if before:
            at = place + len(tokens)

def label(blocks, gold_text):
    """For each block (its tokens) how much of it is part of the gold text."""
    gold = TOKEN.findall(gold_text.lower())
    gold_grams = grams(gold)
    counts = collections.Counter(gold_grams)
    starts, at = set(), 0
    for line in gold_text.lower().split('\n'):
        starts.add(at)
        at += len(TOKEN.findall(line))
    labels = [sum(gram in counts for gram in grams(t)) / (len(t) - GRAM + 1) if len(t) >= least(t) else -1. for t in blocks]
    drop_copies(labels, blocks, counts)
    label_short(labels, blocks, gold, gold_grams, starts, least)
    return np.maximum(0, np.array(labels, np.float32)), len(gold)

# -------------------------------------------------------------------------------------- the pages

def place(record):
    """A number for the page's site, and whether that is set aside."""
    digest = hashlib.sha256((site(record.get('url') or '') or record['id']).encode()).digest()
    return digest[0], digest[1] % 5 == 0

def folded(text):
    return ' '.join(text.lower().split())

def label_snippets(texts, record):
    """Of each block whether it has a wanted snippet (1), an unwanted one (0), or neither (-1)."""
    wanted, unwanted = ([folded(s) for s in record.get(name) or [] if s.strip()] for name in ('with', 'without'))
    labels = np.full(len(texts), -1.)
    for i, text in enumerate(map(folded, texts)):
        has = any(s in text for s in wanted), any(s in text for s in unwanted)
        if has[0] != has[1]:
            labels[i] = has[0]
    return labels

class Page:
    """A page as the program sees it. `number` is that of its record."""
    def __init__(self, number, record, found):
        self.number, self.source = number, record.get('source')
        self.fold, self.aside = place(record)
        self.kind = KINDS.index(record['type']) if record['gold'].strip() and record.get('type') in KINDS else None
        self.signals = np.array(found['signals']['values'], np.float32)
        self.rows = np.array([block['features'] for block in found['blocks']], np.float32)
        texts = [block['text'] for block in found['blocks']]
        if self.kind is None:
            labels = label_snippets(texts, record)
            known = labels >= 0
            self.rows, self.right = self.rows[known], labels[known] > 0
            self.weights = np.full(len(self.right), SNIPPET_WEIGHT)
            return
        tokens = [TOKEN.findall(text.lower()) for text in texts]
        labels, length = label(tokens, record['gold'])
        words = np.array([len(t) for t in tokens], float)
        self.right = labels >= .5
        self.weights = ((OTHERS if self.kind else 1) * (np.minimum(1, words / max(30, length)) ** .8 + .002)
                        * np.maximum(.2, np.abs(2 * labels - 1)))

def opened(path):
    return (gzip.open if path.endswith('.gz') else lzma.open if path.endswith('.xz') else open)(path, 'rt', encoding='utf-8')

def run(options, records):
    """What the program says of records, one by one."""
    program = os.environ.get('WIREWASH', 'build/wirewash')
    with open('/dev/null' if not sys.stderr.isatty() else '/dev/stderr', 'w') as messages:
        run = subprocess.Popen([program, 'extract', *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=messages)
        if os.fork() == 0:
            for number, record in enumerate(records):
                asked = {'id': str(number), 'url': record.get('url') or None, 'html': record['html']}
                run.stdin.write(json.dumps({k: v for k, v in asked.items() if v}, ensure_ascii=False).encode('utf-8') + b'\n')
            run.stdin.close()
            os._exit(0)
        run.stdin.close()
        for line in run.stdout:
            yield json.loads(line)

def look(records, numbers):
    """Pages of records that have blocks, and the names of signals and features."""
    pages, names = [], None
    for found in run(['--features'], records):
        number = int(found['id'])
        if found['blocks']:
            names = found['signals']['names'], found['feature_names']
            pages.append(Page(numbers[number], records[number], found))
    return pages, names

def read(paths, folds, cache):
    """Records, their pages and these pages' variants, and names. No part of a page is from a site of another fold, or set aside."""
    records = []
    for path in paths:
        with opened(path) as lines:
            records += [json.loads(line) for line in lines]
    records = [record for record in records if record['gold'].strip() or record.get('with')]
    if cache and os.path.exists(cache):
        with open(cache, 'rb') as file:
            return (records, *pickle.load(file))
    pages, names = look(records, range(len(records)))
    sourced = [(number, record) for number, record in enumerate(records) if record.get('source')]
    others = []
    for seed in VARIANTS:
        made = list(page_variants.variants([{**record, 'number': number} for number, record in sourced],
                                           lambda record: (place(record)[0] % folds, place(record)[1]), seed))
        others += look(made, [record['number'] for record in made])[0]
    if cache:
        with open(cache, 'wb') as file:
            pickle.dump((pages, others, names), file, 4)
    return records, pages, others, names

# ------------------------------------------------------------------------------------- the models

def fit_kinds(pages):
    pages = [page for page in pages if page.kind is not None]
    rows = np.vstack([page.signals for page in pages])
    kinds = np.array([page.kind for page in pages])
    return [catboost.CatBoostClassifier(**KIND_TREES).fit(rows, kinds == kind) for kind in range(len(KINDS))]

def kinds_of(models, pages):
    """As stages/extract/kind.c has it, up to rounding."""
    rows = np.vstack([page.signals for page in pages])
    likely = np.column_stack([model.predict_proba(rows)[:, 1] for model in models]) + 2 ** -16
    return np.floor(likely / likely.sum(axis=1, keepdims=True) * 1000)

def find_kinds(pages, others, names):
    """The kinds of pages, each by models that have not seen its site; variants are of their page's kind."""
    first = names.index('kind.' + KINDS[0])
    found = {}
    for inner in range(INNER):
        seen = [page for page in pages if page.fold % 251 % INNER != inner]
        asked = [page for page in pages if page.fold % 251 % INNER == inner]
        if asked:
            for page, kinds in zip(asked, kinds_of(fit_kinds(seen), asked)):
                found[page.number] = kinds
    for page in pages + others:
        if page.number in found:
            page.rows[:, first:first + len(KINDS)] = found[page.number]

def thinned(pages, seed):
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
    return catboost.Pool(np.vstack(rows), np.concatenate(right), weight=weights / weights.mean())

def fit(pages, others, names):
    """The model as text."""
    kinds = fit_kinds(pages)
    find_kinds(pages, others, names[1])
    blocks = catboost.CatBoostClassifier(**BLOCK_TREES).fit(thinned(pages + others, 1))
    parts = ['# The models of `wirewash extract`, made by scripts/extract-train.py from the pages that docs/TRAINING.md names.\n']
    parts += [f'[{name}]\n' + tables.text(model, names[0], columns=True) for name, model in zip(KINDS, kinds)]
    parts.append('[blocks]\n' + tables.text(blocks, names[1], columns=True))
    return ''.join(parts)

# ------------------------------------------------------------------------------------- the checks

def shares(gold, text, split):
    a, b = collections.Counter(split(gold)), collections.Counter(split(text))
    both = sum((a & b).values())
    return (both / sum(b.values()) if b else None, both / sum(a.values()) if a else None)

def split_grams(text):
    tokens = TOKEN.findall(text)
    return grams(tokens) or ([tuple(tokens)] if tokens else [])

def split_words(text):
    return re.findall(r'\w+', text.lower())

def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / max(1, len(values))

def harmonic(p, r):
    return 2 * p * r / (p + r) if p and r else 0.

def groups(record):
    yield 'all'
    source = record.get('source')
    if source is None:
        yield 'type ' + record.get('type', '?')
    if source in ('readability', 'n4k') or (record.get('gold_in_raw') or 1) < .9 or record.get('type') not in (None, 'article'):
        return
    if source in ('aeb', 'naeb', 'fundus'):
        yield 'news'
    if source and record.get('lang') == 'zh':
        yield 'zh'
    if source and record.get('lang') not in (None, 'en', '?'):
        yield 'nonen'

def count_snippets(record, text, counts):
    text = folded(text)
    for name in ('with', 'without'):
        for snippet in record.get(name) or []:
            counts[name, folded(snippet) in text] += bool(snippet.strip())

def report(results):
    """Of (record, text, kind) triples."""
    by, kinds, snippets = collections.defaultdict(list), collections.Counter(), collections.Counter()
    for record, text, kind in results:
        if not record['gold'].strip():
            count_snippets(record, text, snippets)
            continue
        word, gram = shares(record['gold'], text, split_words), shares(record['gold'], text, split_grams)
        for group in groups(record):
            by[group].append((harmonic(*word), *gram))
        kinds[record.get('type'), kind] += record.get('source') is None
    for group, scores in sorted(by.items()):
        p, r = mean(s[1] for s in scores), mean(s[2] for s in scores)
        print('%-20s %4d pages  words F1 %.4f   4-grams P %.4f R %.4f F1 %.4f' % (group, len(scores), mean(s[0] for s in scores), p, r, harmonic(p, r)))
    types = [group for group in by if group.startswith('type ')]
    every = [s[0] for group in types for s in by[group]]
    print('%-20s %4d pages  words F1 %.4f   mean of types %.4f' % ('all types', len(every), mean(every), mean(mean(s[0] for s in by[group]) for group in types)))
    right, missed, wrong = snippets['with', True], snippets['with', False], snippets['without', True]
    if right:
        print('snippets: %.4f of those wanted, %.4f of the others, F %.4f' % (right / (right + missed), wrong / max(1, wrong + snippets['without', False]), 2 * right / (2 * right + missed + wrong)))
    for (kind, taken), count in sorted(kinds.items(), key=str):
        if count and kind != taken:
            print(f'  {kind} taken for {taken}: {count}')

def check(model, records, pages):
    wanted = [records[page.number] for page in pages]
    with tempfile.NamedTemporaryFile('w', suffix='.model') as file:
        file.write(model)
        file.flush()
        for found in run(['--model', file.name], wanted):
            yield wanted[int(found['id'])], found.get('text') or '', found.get('kind')

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', type=int, metavar='K')
    parser.add_argument('--only', type=int, metavar='N')
    parser.add_argument('--aside', action='store_true')
    parser.add_argument('--cache')
    parser.add_argument('pages', nargs='+')
    args = parser.parse_args()
    folds = args.check or 3
    records, pages, others, names = read(args.pages, folds, args.cache)

    def fit_on(wanted):
        return fit([page for page in pages if wanted(page)], [page for page in others if wanted(page)], names)

    if args.check:
        results = []
        for fold in range(args.only or folds):
            model = fit_on(lambda page: not page.aside and page.fold % folds != fold)
            results += check(model, records, [p for p in pages if not p.aside and p.fold % folds == fold])
        report(results)
    elif args.aside:
        report(check(fit_on(lambda page: not page.aside), records, [page for page in pages if page.aside]))
    else:
        sys.stdout.write(fit_on(lambda page: True))

if __name__ == '__main__':
    main()
