"""page_variants: web pages as they might have been, made of others.

For training scripts. What a few hundred sites have around their articles is little of what there is: a
model learns their cookie notices by heart. So each page is given parts of other pages (notices, comments,
teasers, footers: whatever has nothing of their articles in it) before, in and after its article, and loses
some of its own. The article stays as it was. Needs lxml.
"""
import copy, random, re
from lxml import etree, html

HOLDERS = {'div', 'section', 'aside', 'ul', 'ol', 'footer', 'nav', 'form', 'figure', 'article', 'table', 'header'}
UNSEEN = {'script', 'style', 'noscript', 'template', 'svg'}
PARAGRAPHS = ('p', 'div', 'h2', 'h3', 'li', 'blockquote')
WORD = re.compile(r'\w+')
GRAM = 4
MOST = 1500     # words of a part
WHOLE = 150     # words of a part that has no parts
SOME = 8        # 4-grams, at least

def _grams(text):
    words = WORD.findall(text)
    return [tuple(words[i:i + GRAM]) for i in range(len(words) - GRAM + 1)]

def _is_seen(element):
    return isinstance(element.tag, str) and element.tag not in UNSEEN

def _text(element):
    """All text in an element that is seen."""
    if not _is_seen(element):
        return ''
    return ' '.join([element.text or ''] + [_text(child) + ' ' + (child.tail or '') for child in element])

def _body(source):
    tree = html.document_fromstring(source.encode('utf-8'), parser=html.HTMLParser(encoding='utf-8', huge_tree=True))
    return tree, tree.find('.//body')

def _parts(element, gold, found):
    """The elements below with no part of the article in them, from large to small."""
    for child in element:
        if not _is_seen(child):
            continue
        if child.tag in HOLDERS:
            grams = _grams(_text(child))
            if not grams:
                continue
            if SOME <= len(grams) <= MOST and sum(gram in gold for gram in grams) <= min(2, .02 * len(grams)):
                found.append(child)
                if len(grams) < WHOLE:
                    continue
        _parts(child, gold, found)
    return found

def _linked(element):
    words = len(WORD.findall(_text(element)))
    return sum(len(WORD.findall(_text(link))) for link in element.iter('a')) / max(1, words)

def _paragraphs(body, gold):
    for element in body.iter(*PARAGRAPHS):
        if len(element) <= 3:
            grams = _grams(_text(element))
            if grams and sum(gram in gold for gram in grams) > .7 * len(grams):
                yield element

def _remove(element):
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ''
    if before is not None:
        before.tail = (before.tail or '') + tail
    else:
        parent.text = (parent.text or '') + tail
    parent.remove(element)

def _above(element, levels):
    while levels and element.getparent().tag != 'body':
        element, levels = element.getparent(), levels - 1
    return element

def _graft(body, article, part, rng):
    where = rng.random()
    if not article or where < .45:
        body.insert(len(body) if where > .1 else rng.randrange(min(4, len(body) + 1)), part)
    elif where < .7:
        after = _above(article[-1], rng.choice([0, 0, 1, 1, 2, 3]))
        part.tail, after.tail = after.tail, None
        after.addnext(part)
    elif where < .8:
        inside = rng.choice(article)
        part.tail, inside.tail = inside.tail, None
        inside.addnext(part)
    else:
        _above(article[0], rng.choice([1, 1, 2, 3])).addprevious(part)

class _Source:
    def __init__(self, record):
        self.record, self.gold = record, set(_grams(record['gold']))
        self.tree, body = _body(record['html'])
        self.parts = [(part, _linked(part)) for part in _parts(body, self.gold, [])] if body is not None else []

def _variant(source, donors, rng):
    tree = copy.deepcopy(source.tree)
    body = tree.find('.//body')
    article = list(_paragraphs(body, source.gold))
    if rng.random() < .5:
        for part in _parts(body, source.gold, []):
            if rng.random() < .3 and part.getparent() is not None:
                _remove(part)
    if rng.random() < .4:
        for script in list(tree.iter('script')):
            if 'ld+json' in (script.get('type') or ''):
                _remove(script)
    for _ in range(rng.choice([1, 2, 2, 3, 4])):
        donor = rng.choice(donors)
        texts = [part for part, linked in donor.parts if linked < .4]
        if donor is source or not donor.parts:
            continue
        part = copy.deepcopy(rng.choice(texts if texts and rng.random() < .8 else [part for part, _ in donor.parts]))
        part.tail = None
        _graft(body, article, part, rng)
    return etree.tostring(tree, encoding='unicode', method='html')

def variants(records, group, seed=1):
    """For each record (html, gold) one with another page. Parts come from records of the same group(record) alone."""
    rng = random.Random(seed)
    groups = {}
    for record in records:
        try:
            source = _Source(record)
        except etree.ParserError:  # nothing but comments, or nothing
            continue
        if source.tree.find('.//body') is not None:
            groups.setdefault(group(record), []).append(source)
    for sources in groups.values():
        for source in sources:
            yield {**source.record, 'html': _variant(source, sources, rng)}
