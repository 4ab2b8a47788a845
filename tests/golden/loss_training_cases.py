"""loss_trainings.json: a hundred training steps with every loss that takes one prediction and one target.

Each loss trains on all rows at once, and on shuffled batches, of which the last one is smaller.
"""

import vectors

from experiments import CLASSES, PLANE, SIGNS, experiment, sgd
from loss_cases import shares
from training_cases import train

# Which quarter of the plane a point is in: three classes, as two quarters count as one.
QUARTERS = [0 if a > 0 and b > 0 else 1 if a < 0 and b < 0 else 2 for a, b in PLANE]
UNCERTAIN = [[y * 0.8 + 0.1] for (y,) in CLASSES]
SOME_UNKNOWN = [-1 if i % 7 == 3 else quarter for i, quarter in enumerate(QUARTERS)]
COUNTS = [[float(round(3 + a * b))] for a, b in PLANE]
MANY = [shares((3,), 0.1 * i) for i in range(40)]
TWO = [[x, y] for (x,), (y,) in zip(SIGNS, CLASSES)]
# Added up, the losses of forty rows should have four printed decimals that f32 can tell apart.
SMALL = [[0.1 * y] for (y,) in SIGNS]
BITS = [[x, 1.0 - x] for (x,) in CLASSES]


def model(outputs, last=()):
    return [{"Linear": {"out_features": 6}}, "Tanh", {"Linear": {"out_features": outputs}}, *last]


# The loss, its targets, and the model.
TRAININGS = {
    "MSELoss-sum": ({"MSELoss": {"reduction": "sum"}}, SMALL, model(1)),
    "MSELoss": ("MSELoss", TWO, model(2)),
    "L1Loss": ("L1Loss", TWO, model(2)),
    "SmoothL1Loss": ("SmoothL1Loss", SIGNS, model(1)),
    "SmoothL1Loss-beta": ({"SmoothL1Loss": {"beta": 0.25}}, TWO, model(2)),
    "SmoothL1Loss-beta-0": ({"SmoothL1Loss": {"beta": 0.0}}, TWO, model(2)),
    "HuberLoss": ("HuberLoss", SIGNS, model(1)),
    "HuberLoss-delta": ({"HuberLoss": {"delta": 0.5}}, TWO, model(2)),
    "BCELoss": ("BCELoss", CLASSES, model(1, ["Sigmoid"])),
    "BCELoss-weight": ({"BCELoss": {"weight": [0.5, 2.0]}}, BITS, model(2, ["Sigmoid"])),
    "BCEWithLogitsLoss": ("BCEWithLogitsLoss", CLASSES, model(1)),
    "BCEWithLogitsLoss-pos-weight": ({"BCEWithLogitsLoss": {"pos_weight": [3.0]}}, UNCERTAIN, model(1)),
    "BCEWithLogitsLoss-weights": (
        {"BCEWithLogitsLoss": {"weight": [0.05, 0.02], "pos_weight": [3.0, 0.5], "reduction": "sum"}}, BITS, model(2)
    ),
    "NLLLoss": ("NLLLoss", QUARTERS, model(3, [{"LogSoftmax": {"dim": 1}}])),
    "NLLLoss-weight": (
        {"NLLLoss": {"weight": [1.0, 3.0, 0.5]}}, QUARTERS, model(3, [{"LogSoftmax": {"dim": 1}}])
    ),
    "CrossEntropyLoss": ("CrossEntropyLoss", QUARTERS, model(3)),
    "CrossEntropyLoss-weight": ({"CrossEntropyLoss": {"weight": [1.0, 3.0, 0.5]}}, QUARTERS, model(3)),
    "CrossEntropyLoss-smoothed": ({"CrossEntropyLoss": {"label_smoothing": 0.1}}, QUARTERS, model(3)),
    "CrossEntropyLoss-ignore": ({"CrossEntropyLoss": {"ignore_index": -1}}, SOME_UNKNOWN, model(3)),
    "CrossEntropyLoss-everything": (
        {"CrossEntropyLoss": {"weight": [0.03, 0.1, 0.02], "ignore_index": -1, "label_smoothing": 0.2, "reduction": "sum"}},
        SOME_UNKNOWN,
        model(3),
    ),
    "CrossEntropyLoss-probabilities": ("CrossEntropyLoss", MANY, model(3)),
    "CrossEntropyLoss-probabilities-smoothed": (
        {"CrossEntropyLoss": {"weight": [1.0, 3.0, 0.5], "label_smoothing": 0.2}}, MANY, model(3)
    ),
    "MultiMarginLoss": ("MultiMarginLoss", QUARTERS, model(3)),
    "MultiMarginLoss-squared": (
        {"MultiMarginLoss": {"p": 2, "margin": 0.5, "weight": [1.0, 3.0, 0.5]}}, QUARTERS, model(3)
    ),
    "KLDivLoss": ("KLDivLoss", MANY, model(3, [{"LogSoftmax": {"dim": 1}}])),
    "KLDivLoss-batchmean": (
        {"KLDivLoss": {"reduction": "batchmean"}}, MANY, model(3, [{"LogSoftmax": {"dim": 1}}])
    ),
    "KLDivLoss-log-target": (
        {"KLDivLoss": {"log_target": True}},
        [[round(2 * x - 2.5, 4) for x in row] for row in MANY],
        model(3, [{"LogSoftmax": {"dim": 1}}]),
    ),
    "PoissonNLLLoss": ("PoissonNLLLoss", COUNTS, model(1)),
    "PoissonNLLLoss-full": ({"PoissonNLLLoss": {"full": True}}, COUNTS, model(1)),
    "PoissonNLLLoss-counts": (
        {"PoissonNLLLoss": {"log_input": False, "full": True}}, COUNTS, model(1, ["Sigmoid"])
    ),
    "HingeEmbeddingLoss": ("HingeEmbeddingLoss", SIGNS, model(1)),
    "HingeEmbeddingLoss-margin": ({"HingeEmbeddingLoss": {"margin": 0.5}}, SIGNS, model(1, ["Sigmoid"])),
    "SoftMarginLoss": ("SoftMarginLoss", SIGNS, model(1)),
}  # fmt: skip


def cases():
    for name, (loss, targets, layers) in TRAININGS.items():
        common = {"data": {"x": PLANE, "y": targets}, "loss": loss, "model": layers}
        # Added up, the losses of forty rows have a gradient forty times as large.
        lr = 0.005 if name == "MSELoss-sum" else 0.05
        whole = experiment(**common, seed=8, epochs=100, optimizer=sgd(lr=lr))
        batches = experiment(**common, seed=4, epochs=34, batch_size=16, shuffle=True, optimizer=sgd(lr=lr, momentum=0.9))
        for kind, chosen in {"whole": whole, "batches": batches}.items():
            for dtype in vectors.DTYPES:
                yield {"id": f"{name}/{kind}/{dtype}", "dtype": dtype, "experiment": chosen, **train(chosen, dtype)}
