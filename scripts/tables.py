"""tables: writes boosted oblivious trees, as CatBoost learned them, in the format of src/article/trees/tables.h.

For training scripts. Features must be integers from 0 to 255.
"""
import json, math, os, tempfile

ONE = 4096  # FOREST_ONE in forest.h
MOST = 32767

def text(model, names, comment='', base=0.0):
    """The file's content. `names` are the features, in the order of the training matrix's columns.

    `base` is added to every score, such as the logit of a threshold, with its sign changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'model.json')
        model.save_model(path, format='json')
        trees = json.load(open(path))
    scale, bias = trees['scale_and_bias']
    lines = ['# ' + line for line in comment.splitlines()]
    lines.append(f'tables {len(trees["oblivious_trees"])} {round((bias[0] + base) * ONE)}')
    number = {f['flat_feature_index']: names[f['flat_feature_index']] for f in trees['features_info']['float_features']}
    for tree in trees['oblivious_trees']:
        # CatBoost's first split gives the lowest bit of a leaf's number.
        asks = [f'{number[split["float_feature_index"]]} {math.floor(split["border"]) + 1}' for split in reversed(tree['splits'])]
        leaves = [max(-MOST, min(MOST, round(leaf * scale * ONE))) for leaf in tree['leaf_values']]
        lines.append(' '.join(['table', *asks, '=', *map(str, leaves)]))
    return '\n'.join(lines) + '\n'
