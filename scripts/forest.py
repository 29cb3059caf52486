"""forest: writes boosted trees, as xgboost learned them, in the format of src/article/trees/forest.h.

For training scripts. Features must be integers below 2^24 (xgboost keeps them as 32-bit floats), the
objective binary:logistic with base_score 0.5.
"""
import json, math

ONE = 4096  # FOREST_ONE in forest.h

def _nodes(tree):
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        if 'leaf' not in node:
            children = {child['nodeid']: child for child in node['children']}
            node['lower'], node['upper'] = children[node['yes']], children[node['no']]
            stack += [node['upper'], node['lower']]

def _words(tree, columns, share):
    """The tree's nodes, depth first. A value below the split goes to the lower branch."""
    for node in _nodes(tree):
        if 'leaf' in node:
            yield f'={round(node["leaf"] * share * ONE)}'
        else:
            number, thresholds = columns[node['split']]
            yield f'{number}:{thresholds[math.ceil(node["split_condition"])]}'

def text(boosters, names, comment='', base=0.0):
    """The file's content, for one booster or the mean of a list of them.

    `names` are the features, in the order of the training matrix's columns. `base` is added to every
    margin, such as the logit of a threshold, with its sign changed.
    """
    boosters = boosters if isinstance(boosters, (list, tuple)) else [boosters]
    trees = []
    for booster in boosters:
        booster.feature_names = list(names)
        trees += [json.loads(dump) for dump in booster.get_dump(dump_format='json')]
    used = {}
    for tree in trees:
        for node in _nodes(tree):
            if 'split' in node:
                used.setdefault(node['split'], set()).add(math.ceil(node['split_condition']))
    order = [name for name in names if name in used]
    columns = {name: (number, {value: n for n, value in enumerate(sorted(used[name]), 1)})
               for number, name in enumerate(order)}
    lines = ['# ' + line for line in comment.splitlines()]
    lines.append(f'forest {len(order)} {len(trees)} {round(base * ONE)}')
    lines += [' '.join(['column', name, *map(str, sorted(used[name]))]) for name in order]
    lines += [' '.join(['tree', *_words(tree, columns, 1 / len(boosters))]) for tree in trees]
    return '\n'.join(lines) + '\n'
