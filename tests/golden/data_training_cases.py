"""generated.json and data_trainings.json: made-up data, and trainings from raw rows to the last loss.

The recipes of the made-up data sets are written here once more, with PyTorch's generator; the
trainings prepare their rows as a PyTorch user would, with the columns as a matrix.
"""

import csv
import math
from pathlib import Path

import vectors
import torch

from data_cases import STEPS
from experiments import ARTICLE, hidden, sgd
from training_cases import network, named, train

FILES = Path(__file__).parents[2] / "www" / "data"


class Recipe:
    """What a made-up data set draws from: numbers in double precision, whatever the default is."""

    def __init__(self, options):
        self.options = {"samples": 100, "seed": 0, "classes": 2, **options}
        self.generator = torch.Generator().manual_seed(self.options["seed"])

    def unit(self):
        return torch.rand((), generator=self.generator, dtype=torch.float64).item()

    def uniform(self):
        return 2 * self.unit() - 1

    def noise(self, default):
        return self.options.get("noise", default) * (sum(self.unit() for _ in range(12)) - 6)

    def get(self, name, default):
        return self.options.get(name, default)


def circle(radius, turns):
    return radius * math.cos(2 * math.pi * turns), radius * math.sin(2 * math.pi * turns)


def line(r, row):
    x = r.uniform()
    return [x], r.get("weight", 2) * x + r.get("bias", 1) + r.noise(0.1)


def sine(r, row):
    x = r.uniform()
    return [x], math.sin(r.get("periods", 1) * math.pi * x) + r.noise(0.1)


def quadratic(r, row):
    x = r.uniform()
    return [x], x * x + r.noise(0.1)


def moons(r, row):
    x, y = circle(1, row.along / 2)
    x, y = (x, y) if row.label == 0 else (1 - x, 0.5 - y)
    return [x + r.noise(0.1), y + r.noise(0.1)], row.label


def circles(r, row):
    x, y = circle(1 if row.label == 0 else r.get("factor", 0.5), row.around)
    return [x + r.noise(0.1), y + r.noise(0.1)], row.label


def xor(r, row):
    side = 1 if row.index // 2 % 2 == 0 else -1
    x, y = (side * (0.05 + 0.95 * (r.uniform() + 1) / 2) for _ in range(2))
    return [x + r.noise(0), (y if row.label == 0 else -y) + r.noise(0)], row.label


def gaussians(r, row):
    x, y = circle(1, row.label / r.options["classes"])
    return [x + r.noise(0.3), y + r.noise(0.3)], row.label


def spiral(r, row):
    x, y = circle(row.along, r.get("turns", 1) * row.along + row.label / r.options["classes"])
    return [x + r.noise(0.02), y + r.noise(0.02)], row.label


class Row:
    """Classes take turns; `along` and `around` say how far a row is among those of its class."""

    def __init__(self, index, options):
        self.index, self.label = index, index % options["classes"]
        nth, count = index // options["classes"], -(-(options["samples"] - self.label) // options["classes"])
        self.along, self.around = nth / max(count - 1, 1), nth / count


def rounded(number):
    return math.copysign(math.floor(abs(number) * 1e4 + 0.5), number) / 1e4 + 0.0


RECIPES = {recipe.__name__: recipe for recipe in (line, sine, quadratic, moons, circles, xor, gaussians, spiral)}


def made_up(data):
    """The rows of a made-up set: inputs, and targets or classes."""
    options = {key: value for key, value in data.items() if key not in ("name", "targets")}
    recipe = Recipe(options)
    rows = (RECIPES[data["name"]](recipe, Row(index, recipe.options)) for index in range(recipe.options["samples"]))
    x, y = zip(*rows)
    return [[rounded(cell) for cell in row] for row in x], [rounded(cell) for cell in y]


VARIANTS = {
    "line": [{"weight": -1.5, "bias": 0.25, "noise": 0.0}],
    "sine": [{"periods": 2.5, "noise": 0.02}],
    "quadratic": [{"noise": 1.0}],
    "moons": [{"noise": 0.0}, {"samples": 1}],
    "circles": [{"factor": 0.25, "samples": 33}],
    "xor": [{"noise": 0.2}],
    "gaussians": [{"classes": 5, "noise": 0.1}],
    "spiral": [{"classes": 3, "turns": 1.75, "samples": 31}],
}


def generated():
    for name in RECIPES:
        for options in [{}, {"seed": 7}, {"samples": 17, "seed": 2**32 - 1}, {"samples": 2}, *VARIANTS[name]]:
            data = {"name": name, **options}
            x, y = made_up(data)
            words = ",".join(f"{key}={value}" for key, value in options.items())
            yield {"id": f"{name}/{words or 'default'}", "data": data, "x": x, "y": y}


def measured(file, chosen, target):
    """Columns of a file of www/data as numbers: words as their places among all words in order, gaps as NaN."""
    with (FILES / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    chosen = chosen or [name for name in rows[0] if name != target]
    return torch.tensor([column(rows, name) for name in chosen], dtype=torch.float64).T.tolist(), column(rows, target), chosen


def column(rows, name):
    cells = [row[name] for row in rows]
    try:
        return [float("nan") if cell == "NA" else float(cell) for cell in cells]
    except ValueError:
        words = sorted(set(cells) - {"NA"})
        return [float("nan") if cell == "NA" else float(words.index(cell)) for cell in cells]


def classes(y, form):
    """Class numbers as the loss takes them."""
    y = torch.tensor(y).long().unique(return_inverse=True)[1]
    return {
        "classes": lambda: y.tolist(),
        "zero_one": lambda: [[float(label)] for label in y],
        "plus_minus_one": lambda: [[2.0 * label - 1] for label in y],
        "one_hot": lambda: torch.nn.functional.one_hot(y).double().tolist(),
    }[form]()


def prepare(experiment, x, y, names, dtype):
    """Splits and preprocesses as the experiment says, right after `manual_seed`. The parts as (x, y)."""
    rows = len(x)
    fractions = experiment.get("split") or {"train": 1.0}
    order = list(range(rows))
    parts = {"train": order}
    if experiment.get("split"):
        split = torch.utils.data.random_split(order, list(fractions.values()))
        parts = {part: list(subset.indices) for part, subset in zip(fractions, split)}
    tables = {"x": torch.tensor(x, dtype=torch.float64), "y": torch.tensor(y)}
    for name, options in map(named, experiment.get("preprocess", [])):
        chosen = options.get("columns", "x")
        table = chosen if chosen in ("x", "y") else "x"
        columns = list(tables[table].double().split(1, dim=1))
        indices = range(len(columns)) if chosen in ("x", "y") else [names.index(c) for c in chosen]
        for index in indices:
            columns[index] = torch.tensor(STEPS[name](columns[index].numpy(), parts["train"], options))
        if name == "OneHot":
            widths = [column.shape[1] for column in columns]
            names = [n for n, width in zip(names, widths) for _ in range(width)]
        tables[table] = torch.cat(columns, dim=1)
    floats = vectors.DTYPES[dtype]
    x, y = tables["x"].to(floats), tables["y"]
    y = y if y.dim() == 1 else y.to(floats)
    return {part: (x[indices], y[indices]) for part, indices in parts.items()}


def experiment(data, **changes):
    common = {
        "version": 1, "seed": 0, "data": data, "model": hidden("Tanh"), "loss": "MSELoss",
        "optimizer": sgd(lr=0.1), "batch_size": 16, "shuffle": True, "epochs": 20,
    }  # fmt: skip
    return {**common, **changes}


def outputs(count, units=8):
    return [{"Linear": {"out_features": units}}, "Tanh", {"Linear": {"out_features": count}}]


SPLIT = {"train": 0.6, "validation": 0.2, "test": 0.2}
MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
PENGUINS = {"name": "penguins", "x": [*MEASURES, "island", "sex"]}
FILL = [{"Impute": {"columns": MEASURES}}, {"Impute": {"columns": ["sex"], "strategy": "most_frequent"}}]
ENCODE = [{"OneHot": {"columns": ["island", "sex"]}}, {"Standardize": {"columns": MEASURES}}]

# Each with the form of its classes, none where targets are numbers.
EXPERIMENTS = {
    "article-standardize": (
        experiment({"name": "article"}, model=outputs(1)[2:], optimizer=sgd(lr=0.5), batch_size=None, shuffle=False), None),
    "article-split": (experiment({"name": "article"}, model=outputs(1)[2:], split=SPLIT, optimizer=sgd(lr=0.01), batch_size=4), None),
    "article-split-steps": (
        experiment({"name": "article"}, seed=42, split={"train": 0.7, "test": 0.3}, batch_size=4,
                   preprocess=[{"Standardize": {"columns": "x"}}, {"MinMax": {"columns": "y"}}]), None),
    "line": (experiment({"name": "line"}, model=outputs(1)[2:], split=SPLIT, seed=7), None),
    "sine": (experiment({"name": "sine", "samples": 50, "noise": 0.05}, split=SPLIT), None),
    "quadratic-range": (
        experiment({"name": "quadratic", "seed": 5}, preprocess=[{"MinMax": {"feature_range": [-2.0, 2.0]}}]), None),
    "moons-tanh": (experiment({"name": "moons", "noise": 0.2}, model=[*hidden("Tanh"), "Tanh"], split=SPLIT), "plus_minus_one"),
    "moons-logits": (experiment({"name": "moons"}, loss="BCEWithLogitsLoss", split=SPLIT, seed=9), "zero_one"),
    # Eleven rows are judged: with the statistics of a batch, in PyTorch all at once.
    "moons-batch-statistics": (
        experiment({"name": "moons", "samples": 55}, loss="BCEWithLogitsLoss", split={"train": 0.8, "test": 0.2}, batch_size=10,
                   model=[outputs(1)[0], {"BatchNorm1d": {"track_running_stats": False}}, *outputs(1)[1:]]), "zero_one"),
    "circles": (experiment({"name": "circles", "samples": 70}, loss="BCEWithLogitsLoss"), "zero_one"),
    "xor": (experiment({"name": "xor"}, model=[*hidden("Tanh"), "Tanh"], split={"train": 0.5, "test": 0.5}), "plus_minus_one"),
    "xor-zero-one": (experiment({"name": "xor", "targets": "zero_one"}, model=[*hidden("Tanh"), "Sigmoid"]), "zero_one"),
    "gaussians-one-hot": (experiment({"name": "gaussians", "classes": 3}, model=outputs(3), split=SPLIT), "one_hot"),
    "spiral-classes": (
        experiment({"name": "spiral", "classes": 3}, model=outputs(3), loss="CrossEntropyLoss", split=SPLIT), "classes"),
    "iris": (experiment({"name": "iris"}, model=outputs(3), loss="CrossEntropyLoss", split=SPLIT, preprocess=["Standardize"]), "classes"),
    "wine-min-max": (experiment({"name": "wine"}, model=outputs(3), split=SPLIT, preprocess=["MinMax"]), "one_hot"),
    "digits": (
        experiment({"name": "digits"}, model=outputs(10), loss="CrossEntropyLoss", split={"train": 0.2, "test": 0.8}, epochs=3,
                   preprocess=[{"MinMax": {}}]), "classes"),
    "penguins": (
        experiment(PENGUINS, model=outputs(3), loss="CrossEntropyLoss", split=SPLIT, preprocess=[*FILL, *ENCODE]), "classes"),
    "penguins-embedding": (
        experiment({**PENGUINS, "x": ["island", "sex"]}, loss="CrossEntropyLoss", split=SPLIT,
                   preprocess=[FILL[1], {"LabelEncode": {"columns": ["island", "sex"]}}],
                   model=[{"Embedding": {"num_embeddings": 3, "embedding_dim": 2}}, "Flatten", *outputs(3)]), "classes"),
    "penguins-one-hot": (experiment(PENGUINS, seed=3, model=outputs(3), split=SPLIT, preprocess=[*FILL, *ENCODE]), "one_hot"),
}  # fmt: skip
EXPERIMENTS["article-standardize"][0]["preprocess"] = [{"Standardize": {"columns": "x"}}]


def raw(data, form):
    """The rows before any step, the targets written as the loss takes them, and the names of the columns."""
    name = data["name"]
    if name == "article":
        return [[x] for x, _ in ARTICLE], [[y] for _, y in ARTICLE], ["x"]
    if name in RECIPES:
        (x, y), names = made_up(data), ["x1", "x2"]
    else:
        target = {"penguins": "species", "iris": "species", "wine": "cultivar", "digits": "digit"}[name]
        x, y, names = measured(f"{name}.csv", data.get("x"), target)
    return x, classes(y, form) if form else [[cell] for cell in y], names


def judged(experiment, final, parts, dtype):
    """The loss of every part after the training, in evaluation mode."""
    features = parts["train"][0].shape[1]
    model = network(experiment["model"], features)
    model.load_state_dict({name: torch.tensor(value) for name, value in final.items()})
    words = isinstance(model[0], torch.nn.Embedding)
    criterion = getattr(torch.nn, experiment["loss"])()
    predict = lambda x: model.eval()(x.long() if words else x)  # noqa: E731
    return {part: vectors.number(criterion(predict(x), y).item(), dtype) for part, (x, y) in parts.items()}


def trainings():
    for name, (experiment, form) in EXPERIMENTS.items():
        for dtype in vectors.DTYPES:
            parts = {}

            def prepared():
                parts.update(prepare(experiment, *raw(experiment["data"], form), dtype))
                return parts["train"]

            result = train(experiment, dtype, prepared)
            judgement = judged(experiment, result["final"], parts, dtype)
            yield {"id": f"{name}/{dtype}", "dtype": dtype, "experiment": experiment, **result, "judged": judgement}
