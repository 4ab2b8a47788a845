"""ops.json: each operation's value and, for a given upstream gradient, the gradient of each input.

The upstream gradient is what flows into an operation from the loss above it. It differs from
element to element here, because a gradient of ones would hide a mixed-up index.
"""

import vectors
import torch
import torch.nn.functional as F

from vectors import wave

OPS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "neg": torch.neg,
    "matmul": torch.matmul,
    "linear": F.linear,
    "transpose": lambda x: x.t(),
    "sum": torch.sum,
    "mean": torch.mean,
    "square": torch.square,
    "abs": torch.abs,
    "exp": torch.exp,
    "log": torch.log,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "binary_cross_entropy_with_logits": lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
}

# Inputs are (shape, data). What two shapes become when they meet is half of an operation.
PAIRS = {
    "same": [((2, 3), wave((2, 3))), ((2, 3), wave((2, 3), 0.5))],
    "vector": [((5,), wave((5,), 0.1)), ((5,), wave((5,), 0.9))],
    "column-row": [((3, 1), wave((3, 1), 1.0)), ((1, 4), wave((1, 4), 2.0))],
    "vector-block": [((4,), wave((4,), 0.3)), ((2, 3, 4), wave((2, 3, 4), 0.4))],
    "bias": [((4, 3), wave((4, 3), 0.2)), ((3,), wave((3,), 1.2))],
    "scalar-scalar": [((), [1.25]), ((), [-0.75])],
    "matrix-scalar": [((2, 2), wave((2, 2), 1.1)), ((), [0.6])],
    "scalar-matrix": [((), [-1.4]), ((2, 2), wave((2, 2), 0.7))],
    "one-vector": [((1,), [2.5]), ((3,), wave((3,), 0.8))],
    "middle": [((2, 1, 3), wave((2, 1, 3), 0.6)), ((4, 1), wave((4, 1), 1.6))],
    "empty": [((0, 3), []), ((3,), wave((3,), 0.5))],
    "large-small": [((4,), [1e15, -3e20, 1e-12, 2e-20]), ((4,), [1.0, 2e10, 3e-12, -4e-10])],
}
SINGLES = {
    "matrix": [((2, 3), wave((2, 3), 0.3))],
    "vector": [((7,), wave((7,), 0.6, 3.0))],
    "block": [((2, 2, 2), wave((2, 2, 2), 0.8))],
    "scalar": [((), [0.4])],
    "one-by-one": [((1, 1), [-1.3])],
    "zeros": [((3,), [0.0, -0.0, 0.5])],
    "empty": [((0, 2), [])],
    "large": [((6,), [1000.0, -1000.0, 85.0, -85.0, 20.0, -20.0])],
    "tiny": [((4,), [1e-6, -1e-6, 1e-12, -1e-20])],
}
MATRICES = {
    "square": [((2, 2), wave((2, 2))), ((2, 2), wave((2, 2), 0.5))],
    "oblong": [((3, 4), wave((3, 4), 0.2)), ((4, 2), wave((4, 2), 0.7))],
    "row-column": [((1, 5), wave((1, 5), 0.4)), ((5, 1), wave((5, 1), 0.9))],
    "column-row": [((4, 1), wave((4, 1), 0.1)), ((1, 3), wave((1, 3), 1.3))],
    "one-by-one": [((1, 1), [1.5]), ((1, 1), [-2.0])],
    "no-rows": [((0, 3), []), ((3, 2), wave((3, 2), 0.6))],
    "nothing-to-sum": [((2, 0), []), ((0, 3), [])],
    "long": [((3, 64), wave((3, 64), 0.5)), ((64, 5), wave((64, 5), 1.5))],
}
# F.linear takes the weight as rows of outputs: y = x·Wᵀ.
LINEAR = {name: [x, ((w[0][1], w[0][0]), w[1])] for name, (x, w) in MATRICES.items()}
LINEAR["demo"] = [((15, 1), wave((15, 1), 0.2, 5.0)), ((1, 1), [-0.0075])]
TRANSPOSED = {
    "square": [((2, 2), wave((2, 2), 0.3))],
    "oblong": [((2, 3), wave((2, 3), 0.6))],
    "tall": [((5, 2), wave((5, 2), 0.9))],
    "row": [((1, 4), wave((1, 4), 1.2))],
    "column": [((4, 1), wave((4, 1), 1.5))],
    "one-by-one": [((1, 1), [3.25])],
    "empty": [((0, 3), [])],
}
LONG_SUM = {"long": [((200,), [round(5.0 + x, 3) for x in wave((200,), 0.4, 7.0)])]}
OVERFLOW = {"overflow": [((3,), [1e20, -1e20, 1e30])]}
LOG = {
    "matrix": [((2, 3), [0.1, 0.5, 1.0, 2.0, 3.5, 10.0])],
    "vector": [((5,), [1e-30, 1e-6, 0.999, 1.001, 1e30])],
    "block": [((2, 1, 2), [0.25, 0.75, 1.25, 4.0])],
    "scalar": [((), [2.718])],
    "one-by-one": [((1, 1), [0.3])],
    "empty": [((0, 2), [])],
    "zero": [((3,), [0.0, -0.0, 1.0])],
    "negative": [((2,), [-1.0, 2.0])],
}
DIVISION = {
    **{name: pair for name, pair in PAIRS.items() if name != "large-small"},
    "by-zero": [((4,), [1.0, -1.0, 0.0, 3.0]), ((4,), [0.0, 0.0, 0.0, 1.5])],
    "large-small": [((3,), [1e15, 1e-15, 3e20]), ((3,), [1e-10, 1e10, 7e5])],
}
LOGITS = {
    "vector": [((4,), wave((4,), 0.3)), ((4,), [0.0, 1.0, 1.0, 0.0])],
    "column": [((5, 1), wave((5, 1), 0.6, 4.0)), ((5, 1), [1.0, 0.0, 1.0, 1.0, 0.0])],
    "matrix": [((2, 3), wave((2, 3), 0.9, 3.0)), ((2, 3), [1.0, 0.0, 0.0, 1.0, 1.0, 0.0])],
    "soft-targets": [((4,), wave((4,), 1.2, 2.5)), ((4,), [0.1, 0.9, 0.5, 0.25])],
    "zeros": [((3,), [0.0, -0.0, 0.0]), ((3,), [0.0, 1.0, 0.5])],
    "large-right": [((4,), [1000.0, -1000.0, 100.0, -100.0]), ((4,), [1.0, 0.0, 1.0, 0.0])],
    "large-wrong": [((4,), [1000.0, -1000.0, 90.0, -90.0]), ((4,), [0.0, 1.0, 0.0, 1.0])],
    "scalar": [((), [0.7]), ((), [1.0])],
}

INPUTS = {
    "div": DIVISION,
    "matmul": MATRICES,
    "linear": LINEAR,
    "transpose": TRANSPOSED,
    "sum": {**SINGLES, **LONG_SUM},
    "mean": {**SINGLES, **LONG_SUM},
    "square": {**SINGLES, **OVERFLOW},
    "log": LOG,
    "binary_cross_entropy_with_logits": LOGITS,
    **{name: PAIRS for name in ("add", "sub", "mul")},
    **{name: SINGLES for name in ("neg", "abs", "exp", "relu", "sigmoid", "tanh")},
}


def case(op, name, inputs, dtype, function=None):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    tensors = [torch.tensor(data).reshape(shape).requires_grad_() for shape, data in inputs]
    output = (function or OPS[op])(*tensors)
    upstream = torch.tensor(wave(output.shape, 2.2, 1.5)).reshape(output.shape)
    # Where PyTorch has no gradient, for a condition or an index, it is the same as one of zeros.
    if output.requires_grad:
        grads = torch.autograd.grad(output, tensors, upstream, materialize_grads=True)
    else:
        grads = [torch.zeros_like(tensor) for tensor in tensors]
    return {
        "id": f"{op}/{name}/{dtype}",
        "op": op,
        "dtype": dtype,
        "inputs": [vectors.packed(tensor, dtype) for tensor in tensors],
        "upstream": vectors.numbers(upstream, dtype),
        "output": vectors.packed(output, dtype),
        "grads": [vectors.numbers(grad, dtype) for grad in grads],
    }


def cases():
    for op in OPS:
        for name, inputs in INPUTS[op].items():
            for dtype in vectors.DTYPES:
                yield case(op, name, inputs, dtype)
