"""splits.json and preprocess.json: how rows are dealt out, and what preprocessing makes of columns.

Splits are those of `torch.utils.data.random_split`. Preprocessing is computed here with numpy from the
textbook's formulas, fitted to the training rows and applied to all rows.
"""

import vectors
import numpy
import torch

SPLITS = {
    "6-2-2": {"train": 0.6, "validation": 0.2, "test": 0.2},
    "8-2": {"train": 0.8, "test": 0.2},
    "7-3": {"train": 0.7, "validation": 0.3},
    "half": {"train": 0.5, "validation": 0.25, "test": 0.25},
    "third": {"train": 0.34, "validation": 0.33, "test": 0.33},
    "all": {"train": 1.0},
    "no-validation": {"train": 0.75, "validation": 0.0, "test": 0.25},
}
COUNTS = [3, 7, 10, 15, 40, 344, 1797]


def splits():
    """Fractions, a number of rows and a seed; the rows of each part."""
    for seed in (0, 42, 2**32 - 1):
        for name, fractions in SPLITS.items():
            for rows in COUNTS:
                torch.manual_seed(seed)
                parts = torch.utils.data.random_split(range(rows), list(fractions.values()))
                indices = {part: list(rows.indices) for part, rows in zip(fractions, parts)}
                yield {"id": f"{name}/{rows}/seed-{seed}", "seed": seed, "rows": rows, "split": fractions, "parts": indices}


def table(rows, gaps=0, repeated=False):
    """Three columns of very different size; `gaps` of the cells are empty."""
    columns = [vectors.wave((rows,), 0.3, 3.0), vectors.wave((rows,), 1.1, 4000.0), vectors.wave((rows,), 2.0, 0.01)]
    cells = [[columns[c][r] for c in range(3)] for r in range(rows)]
    if repeated:
        cells = [[round(row[0]), round(row[1] / 2000), 7.5] for row in cells]
    for gap in range(gaps):
        cells[(5 * gap + 2) % rows][gap % 3] = None
    return cells


def standardize(x, train, options):
    deviation = x[train].std(axis=0)
    return (x - x[train].mean(axis=0)) / numpy.where(deviation == 0, 1, deviation)


def min_max(x, train, options):
    low, high = x[train].min(axis=0), x[train].max(axis=0)
    a, b = options.get("feature_range", [0, 1])
    return (x - low) / numpy.where(high == low, 1, high - low) * (b - a) + a


def most_frequent(column):
    values, counts = numpy.unique(column[~numpy.isnan(column)], return_counts=True)
    return values[counts.argmax()]


def impute(x, train, options):
    strategy = options.get("strategy", "mean")
    fill = {
        "mean": lambda: numpy.nanmean(x[train], axis=0),
        "median": lambda: numpy.nanmedian(x[train], axis=0),
        "most_frequent": lambda: numpy.array([most_frequent(column) for column in x[train].T]),
        "constant": lambda: options.get("fill_value", 0.0),
    }[strategy]()
    return numpy.where(numpy.isnan(x), fill, x)


def one_hot(x, train, options):
    return numpy.hstack([(column[:, None] == numpy.unique(column[train])).astype(float) for column in x.T])


def label_encode(x, train, options):
    return numpy.stack([numpy.searchsorted(numpy.unique(column[train]), column) for column in x.T], axis=1).astype(float)


STEPS = {"Standardize": standardize, "MinMax": min_max, "Impute": impute, "OneHot": one_hot, "LabelEncode": label_encode}

# Steps in order, each with its options; the columns are all of x or those that are named.
RECIPES = {
    "standardize": [("Standardize", {})],
    "standardize-one": [("Standardize", {"columns": ["b"]})],
    "standardize-twice": [("Standardize", {"columns": [0]}), ("Standardize", {"columns": ["c", "a"]})],
    "min-max": [("MinMax", {})],
    "min-max-range": [("MinMax", {"feature_range": [-1.0, 1.0]})],
    "min-max-odd-range": [("MinMax", {"columns": ["a", "c"], "feature_range": [2.0, 2.5]})],
    "standardize-min-max": [("Standardize", {}), ("MinMax", {"feature_range": [0.0, 10.0]})],
}
GAPS = {
    "mean": [("Impute", {})],
    "median": [("Impute", {"strategy": "median"})],
    "most-frequent": [("Impute", {"strategy": "most_frequent"})],
    "constant": [("Impute", {"strategy": "constant", "fill_value": -1.5})],
    "zero": [("Impute", {"strategy": "constant"})],
    "median-standardize": [("Impute", {"strategy": "median"}), ("Standardize", {})],
    "each-its-own": [("Impute", {"columns": ["a"]}), ("Impute", {"columns": ["b", "c"], "strategy": "median"}), ("MinMax", {})],
}
REPEATED = {
    "one-hot": [("OneHot", {"columns": ["a"]})],
    "one-hot-two": [("OneHot", {"columns": ["a", "b"]})],
    "one-hot-all": [("OneHot", {})],
    "label": [("LabelEncode", {"columns": ["a"]})],
    "label-all": [("LabelEncode", {})],
    "label-standardize": [("LabelEncode", {"columns": ["b"]}), ("Standardize", {})],
    "constant-column": [("Standardize", {})],
    "constant-column-min-max": [("MinMax", {"feature_range": [-3.0, 4.0]})],
}


def prepared(cells, recipe, train):
    """The columns after all steps; OneHot puts its columns where the one it replaces was."""
    x = numpy.array([[numpy.nan if cell is None else cell for cell in row] for row in cells])
    for name, options in recipe:
        chosen = options.get("columns")
        indices = range(x.shape[1]) if chosen is None else ["abc".index(c) if isinstance(c, str) else c for c in chosen]
        if chosen is None:
            x = STEPS[name](x, train, options)
            continue
        columns = [x[:, [index]] for index in range(x.shape[1])]
        for index in indices:
            columns[index] = STEPS[name](columns[index], train, options)
        x = numpy.hstack(columns)
    return x


def csv(cells):
    lines = [",".join("" if cell is None else repr(cell) for cell in row) + f",{index}" for index, row in enumerate(cells)]
    return "\n".join(["a,b,c,y", *lines, ""])


def preprocess():
    """A table as CSV text, the steps, the training rows, and what comes out."""
    kinds = [(RECIPES, table(23)), (GAPS, table(23, 5)), (REPEATED, table(40, repeated=True))]
    for recipes, cells in kinds:
        for name, recipe in recipes.items():
            for split in (False, True):
                rows = len(cells)
                torch.manual_seed(1)
                dealt = torch.utils.data.random_split(range(rows), [0.8, 0.2])
                train = list(dealt[0].indices) if split else list(range(rows))
                x = prepared(cells, recipe, train)
                yield {
                    "id": f"{name}/{'split' if split else 'all'}",
                    "experiment": {
                        "version": 1,
                        "seed": 1,
                        "data": {"csv": csv(cells)},
                        "split": {"train": 0.8, "test": 0.2} if split else None,
                        "preprocess": [{step: options} for step, options in recipe],
                        "model": [{"Linear": {"out_features": 1}}],
                        "loss": "MSELoss",
                        "optimizer": "SGD",
                        "epochs": 1,
                    },
                    "train": train,
                    "columns": x.shape[1],
                    "x": [vectors.number(cell, "f64") for cell in x.flatten()],
                }
