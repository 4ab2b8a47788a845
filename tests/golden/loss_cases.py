"""losses.json: the value of each loss, and its gradient for every input that has one.

A case has the arguments as an experiment would write them, the inputs in order, the value, and the gradients of the
value's sum; `null` where an input has none, because it is a class or a sign.
"""

import math

import vectors
import torch

from vectors import wave


def numbers(shape, data):
    """An input with a gradient."""
    return shape, data, True


def fixed(shape, data):
    """An input without one: classes are whole numbers."""
    return shape, data, False


def pair(shape, data, target):
    return [numbers(shape, data), numbers(shape, target)]


def to_classes(shape, data, classes):
    return [numbers(shape, data), fixed(shape[:-1], classes)]


def to_fixed(shape, data, target):
    """A target without a gradient: signs, counts."""
    return [numbers(shape, data), fixed(shape, target)]


def logarithms(shape, phase):
    """Logarithms of probabilities, row by row."""
    scores = torch.tensor(wave(shape, phase), dtype=torch.float64).reshape(shape)
    return [round(x, 4) for x in torch.log_softmax(scores, -1).flatten().tolist()]


def shares(shape, phase):
    """Probabilities, row by row."""
    return [round(math.exp(x), 4) for x in logarithms(shape, phase)]


def between(shape, phase, low=0.05, high=0.95):
    return [round(low + (high - low) * (x + 1) / 2, 3) for x in wave(shape, phase, 1.0)]


def one_or_minus_one(count):
    return [1.0 if i % 3 else -1.0 for i in range(count)]


DISTANCE = {
    "demo": ({}, pair((15, 1), wave((15, 1), 0.1, 3.0), wave((15, 1), 0.8, 3.0))),
    "one": ({}, pair((1, 1), [0.5], [2.0])),
    "scalar": ({}, pair((), [-1.5], [0.25])),
    "vector": ({}, pair((6,), wave((6,), 0.2), wave((6,), 1.2))),
    "two-outputs": ({}, pair((4, 2), wave((4, 2), 0.3), wave((4, 2), 1.4))),
    "block": ({}, pair((2, 3, 2), wave((2, 3, 2), 0.4), wave((2, 3, 2), 1.6))),
    "all-right": ({}, pair((3, 1), [1.0, -2.0, 0.5], [1.0, -2.0, 0.5])),
    "some-right": ({}, pair((4, 1), [1.0, 2.0, 3.0, -0.0], [1.0, 2.5, 2.5, 0.0])),
    "far": ({}, pair((3, 1), [1e6, -1e6, 3e7], [0.0, 1e6, -1.0])),
    "near": ({}, pair((3, 1), [1.000001, 0.5, -2.0], [1.0, 0.500001, -2.00001])),
    "uneven": ({}, pair((4,), [1e5, 1e-5, -1e-3, 10.0], [0.0, 0.0, 0.0, 0.0])),
    "long": ({}, pair((100, 1), wave((100, 1), 0.5, 5.0), wave((100, 1), 1.5, 5.0))),
    "thousands": ({}, pair((2, 2), [1000.0, -1000.0, 1000.0, -1000.0], [1.0, 0.0, 0.0, 1.0])),
}
ROUNDED = {
    **DISTANCE,
    "kink": ({}, pair((5,), [1.0, -1.0, 0.5, -0.5, 0.0], [0.0] * 5)),
}
SMOOTH_L1 = {
    **ROUNDED,
    "beta": ({"beta": 0.3}, pair((6,), wave((6,), 0.2), wave((6,), 1.2))),
    "beta-0": ({"beta": 0.0}, pair((6,), wave((6,), 0.2), wave((6,), 1.2))),
    "beta-kink": ({"beta": 2.0}, pair((3,), [2.0, -2.0, 0.0], [0.0] * 3)),
}
HUBER = {
    **ROUNDED,
    "delta": ({"delta": 0.3}, pair((6,), wave((6,), 0.2), wave((6,), 1.2))),
    "delta-2": ({"delta": 2.5}, pair((4, 2), wave((4, 2), 0.3), wave((4, 2), 1.4))),
    "delta-kink": ({"delta": 2.0}, pair((3,), [2.0, -2.0, 0.0], [0.0] * 3)),
}
BITS = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]
LOGITS = {
    "one": ({}, pair((1, 1), [0.5], [1.0])),
    "scalar": ({}, pair((), [-1.5], [0.0])),
    "vector": ({}, pair((6,), wave((6,), 0.2, 3.0), BITS[:6])),
    "column": ({}, pair((5, 1), wave((5, 1), 0.6, 4.0), BITS[:5])),
    "two-outputs": ({}, pair((4, 2), wave((4, 2), 0.3, 2.0), BITS)),
    "all-true": ({}, pair((3, 1), wave((3, 1), 0.9), [1.0, 1.0, 1.0])),
    "all-false": ({}, pair((3, 1), wave((3, 1), 0.9), [0.0, 0.0, 0.0])),
    "soft-targets": ({}, pair((4, 1), wave((4, 1), 1.1), [0.1, 0.9, 0.5, 0.25])),
    "undecided": ({}, pair((3, 1), [0.0, 0.0, -0.0], [0.0, 1.0, 0.5])),
    "sure-and-right": ({}, pair((4, 1), [1000.0, -1000.0, 100.0, -100.0], [1.0, 0.0, 1.0, 0.0])),
    "sure-and-wrong": ({}, pair((4, 1), [1000.0, -1000.0, 90.0, -90.0], [0.0, 1.0, 0.0, 1.0])),
    "long": ({}, pair((100, 1), wave((100, 1), 0.5, 6.0), [float(i % 3 == 0) for i in range(100)])),
    "weight": ({"weight": [0.5, 3.0]}, pair((4, 2), wave((4, 2), 0.3, 2.0), BITS)),
    "pos-weight": ({"pos_weight": [0.5, 3.0]}, pair((4, 2), wave((4, 2), 0.7, 2.0), BITS)),
    "pos-weight-one": ({"pos_weight": [4.0]}, pair((5, 1), wave((5, 1), 0.6, 4.0), BITS[:5])),
    "pos-weight-soft": ({"pos_weight": [2.5]}, pair((4, 1), wave((4, 1), 1.1), [0.1, 0.9, 0.5, 0.25])),
    "pos-weight-sure": ({"pos_weight": [2.5]}, pair((4, 1), [1000.0, -1000.0, 1000.0, -1000.0], BITS[:4])),
    "both-weights": ({"weight": [0.5, 3.0], "pos_weight": [2.0, 0.25]}, pair((4, 2), wave((4, 2), 1.3), BITS)),
}
PROBABILITIES = {
    "one": ({}, pair((1, 1), [0.3], [1.0])),
    "column": ({}, pair((5, 1), between((5, 1), 0.6), BITS[:5])),
    "vector": ({}, pair((6,), between((6,), 0.2), BITS[:6])),
    "two-outputs": ({}, pair((4, 2), between((4, 2), 0.3), BITS)),
    "soft-targets": ({}, pair((4, 1), between((4, 1), 1.1), [0.1, 0.9, 0.5, 0.25])),
    "sure-and-right": ({}, pair((2, 1), [1.0, 0.0], [1.0, 0.0])),
    "sure-and-wrong": ({}, pair((2, 1), [1.0, 0.0], [0.0, 1.0])),
    "nearly-sure": ({}, pair((3, 1), [1e-7, 0.9999, 1e-30], [1.0, 0.0, 1.0])),
    "weight": ({"weight": [0.5, 3.0]}, pair((4, 2), between((4, 2), 0.3), BITS)),
    "weight-one": ({"weight": [0.25]}, pair((5, 1), between((5, 1), 0.6), BITS[:5])),
}
W3 = [0.5, 2.0, 1.25]
NLL = {
    "rows": ({}, to_classes((4, 3), logarithms((4, 3), 0.3), [0, 2, 1, 1])),
    "one-row": ({}, to_classes((1, 3), logarithms((1, 3), 0.5), [2])),
    "no-rows": ({}, to_classes((3,), logarithms((3,), 0.9), 1)),
    "ten-classes": ({}, to_classes((5, 10), logarithms((5, 10), 0.2), [9, 0, 4, 4, 7])),
    "any-numbers": ({}, to_classes((3, 2), wave((3, 2), 0.4, 3.0), [1, 1, 0])),
    "weight": ({"weight": W3}, to_classes((4, 3), logarithms((4, 3), 0.7), [0, 2, 1, 1])),
    "ignored": ({}, to_classes((4, 3), logarithms((4, 3), 0.3), [0, -100, 1, -100])),
    "ignore-index": ({"ignore_index": 1}, to_classes((4, 3), logarithms((4, 3), 0.3), [0, 2, 1, 1])),
    "ignore-negative": ({"ignore_index": -1}, to_classes((4, 3), logarithms((4, 3), 0.3), [0, -1, 1, 2])),
    "weight-and-ignored": (
        {"weight": W3, "ignore_index": 2}, to_classes((4, 3), logarithms((4, 3), 1.3), [0, 2, 1, 0])
    ),
    "weight-0": ({"weight": [0.0, 1.0, 2.0]}, to_classes((3, 3), logarithms((3, 3), 1.3), [0, 1, 2])),
}  # fmt: skip
SURE = [1000.0, -1000.0, 0.0, -1000.0, 1000.0, 1000.0]
CROSS_ENTROPY = {
    **NLL,
    "sure": ({}, to_classes((2, 3), SURE, [0, 2])),
    "sure-and-wrong": ({}, to_classes((2, 3), SURE, [1, 0])),
    "sure-smoothed": ({"label_smoothing": 0.1}, to_classes((2, 3), SURE, [1, 1])),
    "smoothed": ({"label_smoothing": 0.1}, to_classes((4, 3), wave((4, 3), 0.3), [0, 2, 1, 1])),
    "smoothed-all": ({"label_smoothing": 1.0}, to_classes((4, 3), wave((4, 3), 0.3), [0, 2, 1, 1])),
    "smoothed-weight": ({"label_smoothing": 0.2, "weight": W3}, to_classes((4, 3), wave((4, 3), 0.8), [0, 2, 1, 1])),
    "smoothed-ignored": (
        {"label_smoothing": 0.2, "weight": W3, "ignore_index": 1}, to_classes((4, 3), wave((4, 3), 0.8), [0, 2, 1, 1])
    ),
    "probabilities": ({}, pair((4, 3), wave((4, 3), 0.3), shares((4, 3), 1.1))),
    "probabilities-one-row": ({}, pair((3,), wave((3,), 0.3), [0.2, 0.5, 0.3])),
    "probabilities-sure": ({}, pair((2, 3), SURE, [1.0, 0.0, 0.0, 0.0, 0.5, 0.5])),
    "probabilities-weight": ({"weight": W3}, pair((4, 3), wave((4, 3), 0.6), shares((4, 3), 1.1))),
    "probabilities-smoothed": (
        {"label_smoothing": 0.1, "weight": W3}, pair((4, 3), wave((4, 3), 0.6), shares((4, 3), 1.1))
    ),
}  # fmt: skip
MULTI_MARGIN = {
    "rows": ({}, to_classes((4, 3), wave((4, 3), 0.3), [0, 2, 1, 1])),
    "one-row": ({}, to_classes((1, 4), [0.5, 1.0, -2.0, 0.25], [1])),
    "no-rows": ({}, to_classes((3,), wave((3,), 0.9), 1)),
    "squared": ({"p": 2}, to_classes((4, 3), wave((4, 3), 0.3), [0, 2, 1, 1])),
    "margin": ({"margin": 0.25}, to_classes((4, 3), wave((4, 3), 1.3), [0, 2, 1, 1])),
    "weight": ({"weight": W3}, to_classes((4, 3), wave((4, 3), 1.3), [0, 2, 1, 1])),
    "everything": ({"weight": W3, "p": 2, "margin": 2.0}, to_classes((4, 3), wave((4, 3), 0.1), [2, 2, 1, 0])),
    "kink": ({}, to_classes((2, 2), [2.0, 1.0, 0.5, 0.5], [0, 1])),
    "sure": ({}, to_classes((2, 3), SURE, [0, 0])),
}
KL = {
    "rows": ({}, pair((4, 3), logarithms((4, 3), 0.3), shares((4, 3), 1.1))),
    "vector": ({}, pair((5,), logarithms((5,), 0.3), shares((5,), 1.1))),
    "equal": ({}, pair((2, 2), [round(math.log(0.5), 6)] * 4, [0.5] * 4)),
    "zero-target": ({}, [numbers((2, 2), logarithms((2, 2), 0.4)), fixed((2, 2), [1.0, 0.0, 0.25, 0.75])]),
    "log-target": ({"log_target": True}, pair((4, 3), logarithms((4, 3), 0.3), logarithms((4, 3), 1.1))),
    "log-target-sure": ({"log_target": True}, pair((1, 2), [0.0, -1000.0], [-1000.0, 0.0])),
}
COUNTS = [0.0, 1.0, 2.0, 5.0, 1.5, 12.0]
POISSON = {
    "logarithms": ({}, pair((6, 1), wave((6, 1), 0.3), COUNTS)),
    "vector": ({}, pair((4,), wave((4,), 0.8), COUNTS[:4])),
    "one": ({}, pair((1, 1), [0.5], [3.0])),
    "full": ({"full": True}, to_fixed((6, 1), wave((6, 1), 0.3), COUNTS)),
    "counts": ({"log_input": False}, pair((6, 1), between((6, 1), 0.3, 0.5, 6.0), COUNTS)),
    "counts-full": ({"log_input": False, "full": True}, to_fixed((6, 1), between((6, 1), 0.9, 0.5, 6.0), COUNTS)),
    "eps": ({"log_input": False, "eps": 0.01}, pair((3, 1), [0.0, 0.5, 3.0], COUNTS[:3])),
    "low": ({}, pair((2, 1), [-1000.0, -50.0], [1.0, 0.0])),
}
HINGE = {
    "column": ({}, to_fixed((6, 1), wave((6, 1), 0.3), one_or_minus_one(6))),
    "vector": ({}, to_fixed((4,), wave((4,), 0.8), one_or_minus_one(4))),
    "margin": ({"margin": 0.4}, to_fixed((6, 1), wave((6, 1), 0.3), one_or_minus_one(6))),
    "kink": ({}, to_fixed((3,), [1.0, 1.0, 0.0], [-1.0, 1.0, -1.0])),
    "thousands": ({}, to_fixed((4,), [1000.0, -1000.0, 1000.0, -1000.0], [1.0, 1.0, -1.0, -1.0])),
}
SOFT_MARGIN = {
    "column": ({}, to_fixed((6, 1), wave((6, 1), 0.3), one_or_minus_one(6))),
    "vector": ({}, to_fixed((4,), wave((4,), 0.8, 5.0), one_or_minus_one(4))),
    "one": ({}, to_fixed((1, 1), [0.5], [-1.0])),
    "sure-and-right": ({}, to_fixed((4,), [1000.0, -1000.0, 60.0, -80.0], [1.0, -1.0, 1.0, -1.0])),
    "wrong": ({}, to_fixed((2,), [60.0, -80.0], [-1.0, 1.0])),
}
GAUSSIAN = {
    "column": ({}, [*pair((5, 1), wave((5, 1), 0.3), wave((5, 1), 1.3)), numbers((5, 1), between((5, 1), 0.4))]),
    "vector": ({}, [*pair((4,), wave((4,), 0.9), wave((4,), 1.8)), numbers((4,), between((4,), 0.4, 0.5, 3.0))]),
    "full": ({"full": True}, [*pair((5, 1), wave((5, 1), 0.3), wave((5, 1), 1.3)), numbers((5, 1), between((5, 1), 1.4))]),
    "no-variance": ({}, [*pair((2,), [1.0, 1.001], [1.0, 1.0]), numbers((2,), [0.0, 1e-9])]),
    "eps": ({"eps": 0.5}, [*pair((4,), wave((4,), 0.9), wave((4,), 1.8)), numbers((4,), between((4,), 0.4))]),
}  # fmt: skip
RANKING = {
    "vector": ({}, [*pair((6,), wave((6,), 0.3), wave((6,), 1.3)), fixed((6,), one_or_minus_one(6))]),
    "column": ({}, [*pair((4, 1), wave((4, 1), 0.9), wave((4, 1), 1.8)), fixed((4, 1), one_or_minus_one(4))]),
    "margin": ({"margin": 0.7}, [*pair((6,), wave((6,), 0.3), wave((6,), 1.3)), fixed((6,), one_or_minus_one(6))]),
    "kink": ({}, [*pair((2,), [1.0, 2.0], [1.0, 2.0]), fixed((2,), [1.0, -1.0])]),
}
COSINE = {
    "rows": ({}, [*pair((4, 3), wave((4, 3), 0.3), wave((4, 3), 1.1)), fixed((4,), one_or_minus_one(4))]),
    "no-rows": ({}, [*pair((3,), wave((3,), 0.3), wave((3,), 1.1)), fixed((), [1.0])]),
    "margin": ({"margin": 0.3}, [*pair((4, 3), wave((4, 3), 0.6), wave((4, 3), 1.0)), fixed((4,), [-1.0] * 4)]),
    "zero-vector": ({}, [*pair((2, 2), [0.0, 0.0, 1.0, 2.0], [1.0, 1.0, 2.0, 4.0]), fixed((2,), [1.0, -1.0])]),
}


def triplet(shape):
    return [numbers(shape, wave(shape, phase)) for phase in (0.3, 1.1, 1.9)]


TRIPLET = {
    "rows": ({}, triplet((4, 3))),
    "no-rows": ({}, triplet((3,))),
    "margin": ({"margin": 5.0}, triplet((4, 3))),
    "sizes": ({"p": 1.0}, triplet((4, 3))),
    "cubes": ({"p": 3.0}, triplet((4, 3))),
    "swap": ({"swap": True, "margin": 3.0}, triplet((5, 2))),
    "eps": ({"eps": 0.1}, triplet((4, 3))),
}
EXAMPLES = {
    "MSELoss": DISTANCE,
    "L1Loss": DISTANCE,
    "BCEWithLogitsLoss": LOGITS,
    "SmoothL1Loss": SMOOTH_L1,
    "HuberLoss": HUBER,
    "BCELoss": PROBABILITIES,
    "NLLLoss": NLL,
    "CrossEntropyLoss": CROSS_ENTROPY,
    "MultiMarginLoss": MULTI_MARGIN,
    "KLDivLoss": KL,
    "PoissonNLLLoss": POISSON,
    "HingeEmbeddingLoss": HINGE,
    "SoftMarginLoss": SOFT_MARGIN,
    "GaussianNLLLoss": GAUSSIAN,
    "MarginRankingLoss": RANKING,
    "CosineEmbeddingLoss": COSINE,
    "TripletMarginLoss": TRIPLET,
}


def as_tensors(options):
    """Lists among the arguments are weights."""
    return {name: torch.tensor(value) if isinstance(value, list) else value for name, value in options.items()}


def case(loss, name, options, inputs, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    tensors = [torch.tensor(data).reshape(shape).requires_grad_(wanted) for shape, data, wanted in inputs]
    value = getattr(torch.nn, loss)(**as_tensors(options))(*tensors)
    value.sum().backward()
    return {
        "id": f"{loss}/{name}/{options.get('reduction', 'mean')}/{dtype}",
        "loss": loss,
        "options": options,
        "dtype": dtype,
        "inputs": [vectors.packed(tensor, dtype) for tensor in tensors],
        "value": vectors.packed(value, dtype),
        "grads": [vectors.numbers(tensor.grad, dtype) if tensor.requires_grad else None for tensor in tensors],
    }


def cases():
    for loss, examples in EXAMPLES.items():
        reductions = ["mean", "sum", "none"] + (["batchmean"] if loss == "KLDivLoss" else [])
        for name, (options, inputs) in examples.items():
            for reduction in reductions:
                for dtype in vectors.DTYPES:
                    chosen = options if reduction == "mean" else {**options, "reduction": reduction}
                    yield case(loss, name, chosen, inputs, dtype)
