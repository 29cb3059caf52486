#!/usr/bin/env python3
"""Trains the model with which `wirewash boilerplate` finds the article in the text of a page.

usage: page-train.py [--program build/wirewash] [--check] [--clean FILE]... PAGES... > page.model

PAGES are JSON Lines (gzip or not): {"text": a page's text, one block a line, "gold": the article in it,
"host": its site (or "url"); "groups" may name the groups that it counts for in reports}. --clean names JSON Lines whose "text" is an article that was never a page, noise
or not, to tell the two apart; the gold texts count as such too. --check trains nothing to keep: it says how
good models are for sites that they were not trained on (means over documents of the precision and recall of
runs of four words, and the harmonic mean of these means), for three folds of sites: the model of lines alone, and
the whole program with the models of that fold. Of texts that are no pages (the "gold" of --clean, if there, is what
should be left of them, and "host" their site) it says how many lines are lost.

Needs numpy, scipy, catboost and xgboost. The features are worked out by the program itself (--features), so training and use can never differ.
Three steps, each for sites that the step before has not seen: weights of hashed words; tables over the lines' features;
trees that tell pages from articles.
"""
import argparse, collections, gzip, json, os, re, subprocess, sys, tempfile, urllib.parse, zlib
import catboost, numpy as np, scipy.optimize, scipy.sparse as sp, xgboost as xgb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import forest, tables

FOLDS = 3
BUCKETS, SCORE_ONE, REACH = 1 << 15, 16, 3
NEAR = {  # what is asked of the neighbours
    1: ['words', 'chars', 'ended', 'sentences', 'smallest', 'capital', 'heavy_capital', 'brief', 'digits', 'numbers', 'punct', 'bars', 'colon', 'asks', 'symbol', 'upper', 'quoted', 'year', 'same', 'folded', 'topic', 'topic_before', 'heads_next', 'headed', 'score', 'before_after', 'halves', 'adjacent'],
    2: ['words', 'ended', 'sentences', 'smallest', 'heavy_capital', 'year', 'folded', 'topic', 'score', 'before_after'],
    3: ['words', 'ended', 'score', 'before_after'],
}
TABLES = dict(iterations=400, depth=6, learning_rate=.06, rsm=.3, l2_leaf_reg=3, border_count=128, thread_count=1, random_seed=1,
              verbose=False, allow_writing_files=False)
TREES = dict(objective='binary:logistic', base_score=.5, eta=.15, max_depth=3, min_child_weight=8, subsample=.8, colsample_bytree=.6,
             reg_lambda=3, tree_method='hist', nthread=1, verbosity=0, seed=1)
THRESHOLD = .48
PAGES_OF_ARTICLES = .12, .0008  # which share of the articles' lines may be taken for a page's: at the first look, at the second

TOKEN = re.compile(r'[぀-ヿ㐀-鿿豈-﫿฀-๿က-႟]|[^\W぀-ヿ㐀-鿿豈-﫿฀-๿က-႟]+')

# ------------------------------------------------------------------------------------- the data

def open_text(path):
    return (gzip.open if path.endswith('.gz') else open)(path, 'rt', encoding='utf-8')

def grams(tokens):
    return collections.Counter(tuple(tokens[i:i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else collections.Counter()

def fold_of(record, stand_in):
    """The same for all texts of a site; `stand_in` is what the site is told by if it has no name."""
    host = record.get('host') or urllib.parse.urlsplit(record.get('url', '')).hostname or stand_in
    return zlib.crc32(host.encode()) % FOLDS

def fold_of_clean(record):
    return fold_of(record, record['text'][-200:])

class Page:
    def __init__(self, record):
        self.text, self.gold = record['text'], record['gold']
        self.tags = record
        self.fold = fold_of(record, self.text[:40])

    def take(self, found):
        """What the program found in the text."""
        source = self.text.split('\n')
        self.lines = [source[line['line']] for line in found['lines']]
        self.tokens = [TOKEN.findall(line) for line in self.lines]
        self.marks = [line['words'] for line in found['lines']]
        self.asked = found['text']
        gold = TOKEN.findall(self.gold)
        self.gold_grams = grams(gold)
        whole = set(tuple(TOKEN.findall(line)) for line in self.gold.split('\n'))
        self.label = np.array([self.part(tokens, whole) for tokens in self.tokens]) >= .5
        length = np.array([min(max(1, len(tokens)), 60) for tokens in self.tokens], float)
        self.weight = .5 * length / length.sum() + .5 / len(length)
        self.take_rows(found)

    def take_rows(self, found):
        self.rows = np.array([line['row'] for line in found['lines']], np.uint8)
        self.score = np.array([line['score'] for line in found['lines']])

    def part(self, tokens, whole):
        if not tokens:
            return 0.
        if tuple(tokens) in whole:
            return 1.
        return sum(gram in self.gold_grams for gram in grams(tokens)) / max(1, len(tokens) - 3)

    def quality(self, keep):
        """Precision and recall of the kept lines."""
        seen, tokens = set(), []
        for line, words, k in zip(self.lines, self.tokens, keep):
            if k and not (len(line) > 80 and line in seen):
                tokens += words
            seen.add(line)
        return self.quality_of(tokens)

    def quality_of(self, tokens):
        got = grams(tokens)
        hits = sum((got & self.gold_grams).values())
        return hits / max(1, sum(got.values())), hits / max(1, sum(self.gold_grams.values()))

def run_program(program, texts, model=None):
    feed = ''.join(json.dumps({'id': str(i), 'text': text}, ensure_ascii=False) + '\n' for i, text in enumerate(texts))
    command = [program, 'boilerplate', '--features'] + (['--model=' + model] if model else [])
    out = subprocess.run(command, input=feed.encode(), stdout=subprocess.PIPE, check=True).stdout
    for line in out.decode().split('\n'):
        if line:
            yield json.loads(line)['_features']

def left_by(program, texts, model):
    """The texts as the whole program leaves them, with a model, which is a file's content."""
    feed = ''.join(json.dumps({'id': str(i), 'text': text}, ensure_ascii=False) + '\n' for i, text in enumerate(texts))
    with tempfile.NamedTemporaryFile('w', suffix='.model') as file:
        file.write(model)
        file.flush()
        out = subprocess.run([program, 'boilerplate', '--model=' + file.name], input=feed.encode(), stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line)['text'] for line in out.decode().split('\n') if line]

def read_pages(paths, program):
    pages = [Page(record) for path in paths for record in map(json.loads, open_text(path)) if record.get('gold', '').strip() and record['text'].strip()]
    with tempfile.NamedTemporaryFile('w', suffix='.model') as blank:
        for page, found in zip(pages, run_program(program, [page.text for page in pages], blank.name)):
            names = found['row_names']
            page.take(found)
    return pages, names

# ------------------------------------------------------------------------------------- the words

def matrix(marks):
    """One row a line; a line of n marks has each of them with 1/sqrt(n), n being at least four."""
    ends = np.cumsum([0] + [len(m) for m in marks])
    values = np.concatenate([np.full(len(m), 1 / np.sqrt(max(4, len(m)))) for m in marks])
    return sp.csr_matrix((values, np.concatenate([np.array(m, np.int32) for m in marks]), ends), shape=(len(marks), BUCKETS))

def logistic(x, y, weight, penalty, rounds):
    """Weights of a logistic regression without a constant, by L-BFGS."""
    sign = np.where(y, 1., -1.)
    weight = weight / weight.mean()
    turned = x.T.tocsr()

    def loss(w):
        margin = sign * (x @ w)
        value = weight @ np.logaddexp(0, -margin) + penalty / 2 * w @ w
        slope = -sign * weight / (1 + np.exp(margin))
        return value, turned @ slope + penalty * w
    return scipy.optimize.minimize(loss, np.zeros(BUCKETS), jac=True, method='L-BFGS-B', options={'maxiter': rounds}).x

def fit_words(pages):
    """Two tables: is the line the article's; if not, does it stand behind the article or before it?"""
    marks, label, weight = [], [], []
    outer, side, outer_weight = [], [], []
    for page in pages:
        marks += page.marks
        label.append(page.label)
        weight.append(page.weight)
        inside = np.flatnonzero(page.label)
        for i in range(len(page.marks)) if len(inside) else ():
            if i < inside[0] or i > inside[-1]:
                outer.append(page.marks[i])
                side.append(i > inside[-1])
                outer_weight.append(1 / len(page.marks))
    return (logistic(matrix(marks), np.concatenate(label), np.concatenate(weight), 2., 60),
            logistic(matrix(outer), np.array(side), np.array(outer_weight), 2., 60))

def words_text(tables):
    scales, lines = [], []
    for table in tables:
        unit = np.quantile(np.abs(table), .999) / 46
        scales.append(max(1, round(SCORE_ONE * 256 * unit)))
        numbers = np.clip(np.round(table / (scales[-1] / (SCORE_ONE * 256))), -47, 46).astype(int) + ord('P')
        lines += [''.join(map(chr, numbers[at:at + 128])) for at in range(0, BUCKETS, 128)]
    return '\n'.join(['[words]', f'words {BUCKETS} {scales[0]} {scales[1]}'] + lines) + '\n'

def with_words(pages, tables, program):
    """Works the features out again, now that words say something."""
    with tempfile.NamedTemporaryFile('w', suffix='.model') as model:
        model.write(words_text(tables))
        model.flush()
        for page, found in zip(pages, run_program(program, [page.text for page in pages], model.name)):
            page.take_rows(found)

def out_of_fold(pages, work):
    """work(pages of other folds, pages of this one), for each fold."""
    for number in range(FOLDS):
        work([page for page in pages if page.fold != number], [page for page in pages if page.fold == number])

# ------------------------------------------------------------------------------------- the lines

def columns(names):
    at = {name: i for i, name in enumerate(names)}
    out = [(0, i, name) for name, i in at.items()]
    for far, near in NEAR.items():
        for step in (-far, far):
            out += [(step, at[name], f'{name}@{step}') for name in near]
    return out

def spread(page, cols):
    padded = np.zeros((len(page.rows) + 2 * REACH, page.rows.shape[1]), np.uint8)
    padded[REACH:-REACH] = page.rows
    return np.stack([padded[REACH + step:len(padded) - REACH + step, i] for step, i, _ in cols], 1)

def fit_lines(pages, cols, rounds=TABLES['iterations']):
    x = np.concatenate([spread(page, cols) for page in pages]).astype(np.float32)
    y = np.concatenate([page.label for page in pages]).astype(int)
    weight = np.concatenate([page.weight for page in pages])
    model = catboost.CatBoostClassifier(**dict(TABLES, iterations=rounds))
    return model.fit(catboost.Pool(x, y, weight=weight / weight.mean()))

def apply_lines(model, pages, cols):
    for page in pages:
        page.p = model.predict_proba(spread(page, cols).astype(np.float32))[:, 1]

def lines_text(model, cols):
    return '[lines]\n' + tables.text(model, [name for _, _, name in cols], base=-np.log(THRESHOLD / (1 - THRESHOLD)))

def is_stub(page):
    """Much of what the first model is sure of is missing in the gold: that is not the whole article."""
    length = np.array([min(len(tokens), 60) for tokens in page.tokens])
    sure = page.p > .6
    kept = length[sure].sum()
    return kept > 150 and length[sure & page.label].sum() < .35 * kept

# ------------------------------------------------------------------------------------- the text

class Asked:
    """What is asked of texts as wholes: articles, and pages."""
    def __init__(self):
        self.rows, self.label, self.weight, self.fold, self.names = [], [], [], [], None

    def add(self, texts, label, fold, program, model):
        with tempfile.NamedTemporaryFile('w', suffix='.model') as file:
            file.write(model)
            file.flush()
            for text, found in zip(texts, run_program(program, texts, file.name)):
                self.names = found['text_names']
                self.rows.append(found['text'])
                self.label.append(label)
                self.fold.append(fold)
                self.weight.append(1 if label else min(40, found['text'][0]))

    def fit(self, names, rounds):
        """Trees that tell pages from articles; an article weighs as much as it has lines to lose.

        Those that have not seen a fold are in `without`.
        """
        x = np.array(self.rows, np.float32)[:, [self.names.index(name) for name in names]]
        y, weight = np.array(self.label), np.array(self.weight, float)
        for label in (0, 1):
            weight[y == label] /= weight[y == label].sum()
        make = lambda some: xgb.train(TREES, xgb.DMatrix(x[some], label=y[some], weight=weight[some] / weight[some].mean()), rounds)
        self.without = [make(np.array(self.fold) != number) for number in range(FOLDS)]
        margin, part = np.zeros(len(y)), np.random.RandomState(1).randint(5, size=len(y))
        for k in range(5):
            margin[part == k] = make(part != k).predict(xgb.DMatrix(x[part == k]), output_margin=True)
        return make(part >= 0), margin

    def threshold(self, margin, lost):
        """The least margin above which no more than this share of the articles' lines is."""
        lines, y = np.array([row[0] for row in self.rows]), np.array(self.label)
        order = np.argsort(-margin[y == 0])
        taken = np.cumsum(lines[y == 0][order]) / lines[y == 0].sum()
        at = margin[y == 0][order][np.searchsorted(taken, lost)]
        print(f'at {at:.2f}: {100 * lost:.2f} % of the articles\' lines taken for pages, {100 * (margin[y == 1] <= at).mean():.1f} % of pages not', file=sys.stderr)
        return at

# ------------------------------------------------------------------------------------- the whole

def report(pages, keep, name):
    """F1 at several thresholds."""
    best = max(((f1(pages, keep(t)), t) for t in (.4, .44, .48, .52, .56)), key=lambda x: x[0][2])
    print(f'{name:14s} n={len(pages):4d} P={best[0][0]:.4f} R={best[0][1]:.4f} F1={best[0][2]:.4f} at {best[1]}', file=sys.stderr)

def f1(pages, keep):
    rows = np.array([page.quality(keep(page)) for page in pages])
    p, r = rows.mean(0)
    return p, r, 2 * p * r / (p + r)

def keep_above(t):
    return lambda page: page.p > t if (page.p > t).any() else page.p >= page.p.max()

def groups(pages):
    out = collections.defaultdict(list)
    for page in pages:
        out['all'].append(page)
        for group in page.tags.get('groups', ()):
            out[group].append(page)
    return out

def lines_of(text):
    return collections.Counter(line.strip() for line in text.split('\n') if line.strip())

def report_lost(name, golds, outs):
    """Which share of the lines that should be left is not."""
    lost = sum(sum((lines_of(gold) - lines_of(out)).values()) for gold, out in zip(golds, outs))
    there = sum(sum(lines_of(gold).values()) for gold in golds)
    print(f'{name:14s} n={len(golds):4d} lines lost {100 * lost / max(1, there):.3f} %', file=sys.stderr)

def report_program(program, pages, clean, models):
    """The whole program, with the models of each fold."""
    def left(texts, folds):
        outs = [iter(left_by(program, [text for text, fold in zip(texts, folds) if fold == number], model)) for number, model in enumerate(models)]
        return [next(outs[fold]) for fold in folds]
    folds, golds = [page.fold for page in pages], [page.gold for page in pages]
    for page, out in zip(pages, left([page.text for page in pages], folds)):
        page.result = page.quality_of(TOKEN.findall(out))
    for name, some in sorted(groups(pages).items()):
        p, r = np.array([page.result for page in some]).mean(0)
        print(f'{name:14s} n={len(some):4d} P={p:.4f} R={r:.4f} F1={2 * p * r / (p + r):.4f} by the whole program', file=sys.stderr)
    report_lost('gold texts', golds, left(golds, folds))
    report_lost('clean texts', [record.get('gold', record['text']) for record in clean],
                left([record['text'] for record in clean], [fold_of_clean(record) for record in clean]))

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--program', default='build/wirewash')
    parser.add_argument('--check', action='store_true')
    parser.add_argument('--clean', action='append', default=[])
    parser.add_argument('pages', nargs='+')
    args = parser.parse_args()
    pages, names = read_pages(args.pages, args.program)
    cols = columns(names)
    print(len(pages), 'pages,', sum(len(page.lines) for page in pages), 'lines', file=sys.stderr)

    out_of_fold(pages, lambda others, these: with_words(these, fit_words(others), args.program))
    out_of_fold(pages, lambda others, these: apply_lines(fit_lines(others, cols, 150), these, cols))
    for page in pages:
        page.stub = is_stub(page)
    print('left out as stubs:', sum(page.stub for page in pages), file=sys.stderr)
    clean = [record for path in args.clean for record in map(json.loads, open_text(path))]
    asked, models = Asked(), []

    def fold(others, these):
        good = [page for page in others if not page.stub]
        lines = fit_lines(good, cols)
        apply_lines(lines, these, cols)
        models.append((words_text(fit_words(others)), lines_text(lines, cols)))
        ask = lambda texts, label: asked.add(texts, label, these[0].fold, args.program, ''.join(models[-1]))
        ask([page.text for page in these], 1)
        ask([page.gold for page in these], 0)
        ask([record['text'] for record in clean if fold_of_clean(record) == these[0].fold], 0)
    out_of_fold(pages, fold)
    for name, some in sorted(groups(pages).items()):
        report(some, keep_above, name)
    number = asked.names.index('dropped')
    text_trees, margin = asked.fit(asked.names[:number], 30)
    may_be, text_without = asked.threshold(margin, PAGES_OF_ARTICLES[0]), asked.without
    page_trees, margin = asked.fit(asked.names, 60)
    is_one, page_without = asked.threshold(margin, PAGES_OF_ARTICLES[1]), asked.without

    def whole(words, text, page, lines):
        return (words + '[text]\n' + forest.text(text, asked.names[:number], base=-may_be) +
                '[page]\n' + forest.text(page, asked.names, base=-is_one) + lines)
    if args.check:
        report_program(args.program, pages, clean,
                       [whole(words, text, page, lines) for (words, lines), text, page in zip(models, text_without, page_without)])
        return
    lines = fit_lines([page for page in pages if not page.stub], cols)
    sys.stdout.write(whole(words_text(fit_words(pages)), text_trees, page_trees, lines_text(lines, cols)))

if __name__ == '__main__':
    main()
