"""tables: writes boosted oblivious trees, as CatBoost learned them, in the format of src/article/trees/tables.h.

For training scripts. Features must be integers: from 0 to 255, or with `columns` any below 2^24.
"""
import json, math, os, tempfile

ONE = 4096  # TABLES_ONE in tables.h
MOST = 32767

def text(model, names, comment='', base=0.0, columns=False):
    """The file's content. `names` are the features, in the order of the training matrix's columns.

    `base` is added to every score, such as the logit of a threshold, with its sign changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'model.json')
        model.save_model(path, format='json')
        trees = json.load(open(path))
    scale, bias = trees['scale_and_bias']
    name = {f['flat_feature_index']: names[f['flat_feature_index']] for f in trees['features_info']['float_features']}
    # CatBoost's first split gives the lowest bit of a leaf's number.
    asks = [[(name[split['float_feature_index']], math.floor(split['border']) + 1) for split in reversed(tree['splits'])]
            for tree in trees['oblivious_trees']]
    borders = {}
    for feature, border in (ask for tree in asks for ask in tree):
        borders.setdefault(feature, set()).add(border)
    order = [feature for feature in names if feature in borders]
    lines = ['# ' + line for line in comment.splitlines()]
    head = f'tables {len(asks)} {round((bias[0] + base) * ONE)}'
    lines.append(head + (f' {len(order)}' if columns and order else ''))
    if columns:
        lines += [' '.join(['column', feature, *map(str, sorted(borders[feature]))]) for feature in order]
        rank = {feature: {border: n for n, border in enumerate(sorted(borders[feature]), 1)} for feature in order}
        asks = [[(feature, rank[feature][border]) for feature, border in tree] for tree in asks]
    for tree, questions in zip(trees['oblivious_trees'], asks):
        leaves = [max(-MOST, min(MOST, round(leaf * scale * ONE))) for leaf in tree['leaf_values']]
        lines.append(' '.join(['table', *(f'{feature} {least}' for feature, least in questions), '=', *map(str, leaves)]))
    return '\n'.join(lines) + '\n'
