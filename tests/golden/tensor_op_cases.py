"""tensor_ops.json: operations with settings, such as a dimension. As ops.json, plus the settings as `args`."""

import op_cases
import torch

from vectors import wave

BLOCK = ((2, 3, 4), wave((2, 3, 4), 0.8))
MATRIX = ((3, 4), wave((3, 4), 0.3, 3.0))
VECTOR = ((5,), wave((5,), 0.6))
SCALAR = ((), [0.4])
POSITIVE = ((2, 3), [0.1, 0.5, 1.0, 2.0, 3.5, 1e6])
LARGE = ((2, 4), [1000.0, -1000.0, 999.0, 0.0, -1000.0, -1000.5, -1001.0, -2000.0])
TIES = ((3, 3), [1.0, 2.0, 2.0, -1.0, -1.0, -1.0, 0.0, -0.0, -3.0])
NAN = ((2, 3), [1.0, float("nan"), 2.0, float("inf"), -1.0, float("-inf")])
EMPTY = ((0, 3), [])

# Of each operation: PyTorch's function, and cases: a name, the inputs and the settings.
OPS = {}


def op(name, function, *cases):
    OPS[name] = (function, {case[0]: case[1:] for case in cases})


def over(function):
    """Over some dimensions; none means all, which PyTorch wants said in another way."""
    return lambda x, dims, keepdim: function(x, dim=dims or tuple(range(x.dim())), keepdim=keepdim)


def dims_cases(*more):
    return [
        ("last", [BLOCK], {"dims": [-1], "keepdim": False}),
        ("first", [BLOCK], {"dims": [0], "keepdim": False}),
        ("middle-kept", [BLOCK], {"dims": [1], "keepdim": True}),
        ("outer-two", [BLOCK], {"dims": [0, 2], "keepdim": False}),
        ("last-two-kept", [BLOCK], {"dims": [-1, -2], "keepdim": True}),
        ("all", [BLOCK], {"dims": [], "keepdim": False}),
        ("all-kept", [MATRIX], {"dims": [], "keepdim": True}),
        ("rows", [MATRIX], {"dims": [0], "keepdim": True}),
        ("one-column", [((4, 1), wave((4, 1)))], {"dims": [1], "keepdim": False}),
        ("vector", [VECTOR], {"dims": [0], "keepdim": False}),
        ("scalar", [SCALAR], {"dims": [-1], "keepdim": False}),
        ("no-rows", [EMPTY], {"dims": [1], "keepdim": False}),
        ("long", [((2, 200), wave((2, 200), 0.4, 7.0))], {"dims": [1], "keepdim": False}),
        ("tall", [((90, 3), wave((90, 3), 0.9, 5.0))], {"dims": [0], "keepdim": False}),
        ("not-finite", [NAN], {"dims": [1], "keepdim": False}),
        *more,
    ]


NOTHING = ("of-nothing", [EMPTY], {"dims": [0], "keepdim": False})
op("sum_dim", over(torch.sum), *dims_cases(NOTHING))
op("mean_dim", over(torch.mean), *dims_cases(NOTHING))

SHARES = [
    ("last", [MATRIX], {"dim": -1}),
    ("first", [MATRIX], {"dim": 0}),
    ("middle", [BLOCK], {"dim": 1}),
    ("vector", [VECTOR], {"dim": 0}),
    ("scalar", [SCALAR], {"dim": 0}),
    ("one", [((3, 1), wave((3, 1)))], {"dim": 1}),
    ("empty", [EMPTY], {"dim": 1}),
    ("large", [LARGE], {"dim": 1}),
    ("ties", [TIES], {"dim": 1}),
    ("masked", [((2, 2), [float("-inf"), 1.0, 0.5, float("-inf")])], {"dim": 1}),
    ("not-finite", [NAN], {"dim": 1}),
]
op("softmax", torch.softmax, *SHARES)
op("log_softmax", torch.log_softmax, *SHARES)

ROOTS = [
    ("positive", [POSITIVE], {}),
    ("zero", [((3,), [0.0, 4.0, -0.0])], {}),
    ("negative", [((2,), [-1.0, 2.0])], {}),
    ("scalar", [((), [2.25])], {}),
    ("empty", [EMPTY], {}),
    ("block", [((2, 2, 2), [0.25, 0.3, 1.7, 2.9, 81.0, 1e-8, 1e8, 3.0])], {}),
    ("not-finite", [((2,), [float("inf"), float("nan")])], {}),
]
op("sqrt", torch.sqrt, *ROOTS)
op("rsqrt", torch.rsqrt, *ROOTS)
op("reciprocal", torch.reciprocal, *ROOTS)

op(
    "pow",
    torch.pow,
    ("same", [POSITIVE, ((2, 3), wave((2, 3), 0.5))], {}),
    ("square", [MATRIX, ((), [2.0])], {}),
    ("cube", [BLOCK, ((), [3.0])], {}),
    ("half", [POSITIVE, ((), [0.5])], {}),
    ("inverse", [MATRIX, ((), [-1.0])], {}),
    ("of-two", [((), [2.0]), VECTOR], {}),
    ("column-row", [((2, 1), [0.5, 3.0]), ((1, 3), [-2.0, 0.0, 1.5])], {}),
    ("zero-base", [((4,), [0.0, 0.0, 0.0, -0.0]), ((4,), [0.0, 1.0, 2.5, 2.0])], {}),
    ("zero-power", [((3,), [2.0, -1.0, 0.0]), ((), [0.0])], {}),
    ("negative-base", [((3,), [-2.0, -0.5, -3.0]), ((3,), [3.0, -2.0, 0.5])], {}),
    ("empty", [EMPTY, ((), [2.0])], {}),
)

op(
    "reshape",
    lambda x, shape: x.reshape(shape),
    ("matrix", [BLOCK], {"shape": [6, 4]}),
    ("open", [BLOCK], {"shape": [3, -1]}),
    ("flat", [BLOCK], {"shape": [-1]}),
    ("more", [MATRIX], {"shape": [1, 2, 1, -1]}),
    ("scalar", [((1, 1), [2.5])], {"shape": []}),
    ("from-scalar", [SCALAR], {"shape": [1, 1]}),
    ("empty", [EMPTY], {"shape": [3, 0]}),
    ("empty-open", [EMPTY], {"shape": [3, -1]}),
)
op(
    "permute",
    lambda x, dims: x.permute(dims),
    ("matrix", [MATRIX], {"dims": [1, 0]}),
    ("reverse", [BLOCK], {"dims": [2, 1, 0]}),
    ("rotate", [BLOCK], {"dims": [1, 2, 0]}),
    ("last-two", [BLOCK], {"dims": [0, -1, -2]}),
    ("same", [BLOCK], {"dims": [0, 1, 2]}),
    ("vector", [VECTOR], {"dims": [0]}),
    ("scalar", [SCALAR], {"dims": []}),
    ("empty", [EMPTY], {"dims": [1, 0]}),
)
THIN = ((1, 3, 1), wave((1, 3, 1)))
op(
    "squeeze",
    lambda x, dim: x.squeeze() if dim is None else x.squeeze(dim),
    ("all", [THIN], {"dim": None}),
    ("first", [THIN], {"dim": 0}),
    ("last", [THIN], {"dim": -1}),
    ("too-large", [THIN], {"dim": 1}),
    ("nothing", [MATRIX], {"dim": None}),
    ("scalar", [SCALAR], {"dim": 0}),
    ("empty", [((0, 1), [])], {"dim": 1}),
)
op(
    "unsqueeze",
    lambda x, dim: x.unsqueeze(dim),
    ("first", [MATRIX], {"dim": 0}),
    ("middle", [MATRIX], {"dim": 1}),
    ("last", [MATRIX], {"dim": -1}),
    ("behind", [MATRIX], {"dim": 2}),
    ("first-from-last", [MATRIX], {"dim": -3}),
    ("scalar", [SCALAR], {"dim": 0}),
    ("empty", [EMPTY], {"dim": 1}),
)
op(
    "expand",
    lambda x, shape: x.expand(shape),
    ("row", [VECTOR], {"shape": [3, 5]}),
    ("column", [((3, 1), wave((3, 1)))], {"shape": [3, 4]}),
    ("middle", [((2, 1, 3), wave((2, 1, 3)))], {"shape": [2, 4, 3]}),
    ("scalar", [SCALAR], {"shape": [2, 2]}),
    ("same", [MATRIX], {"shape": [3, 4]}),
    ("both", [((1, 1), [1.5])], {"shape": [2, 3]}),
    ("to-nothing", [((1, 3), wave((1, 3)))], {"shape": [0, 3]}),
)


def part(x, dim, start, end, step):
    places = [slice(None)] * x.dim()
    places[dim] = slice(start, end, step)
    return x[tuple(places)]


op(
    "slice",
    part,
    ("rows", [MATRIX], {"dim": 0, "start": 1, "end": 3, "step": 1}),
    ("columns", [MATRIX], {"dim": 1, "start": 0, "end": 2, "step": 1}),
    ("every-second", [MATRIX], {"dim": -1, "start": 0, "end": 4, "step": 2}),
    ("odd", [BLOCK], {"dim": 2, "start": 1, "end": 4, "step": 2}),
    ("middle", [BLOCK], {"dim": 1, "start": 1, "end": 2, "step": 3}),
    ("third", [VECTOR], {"dim": 0, "start": 0, "end": 5, "step": 3}),
    ("nothing", [VECTOR], {"dim": 0, "start": 2, "end": 2, "step": 1}),
)


MATRIX_PRODUCTS = [
    ("pairs", [((2, 3, 4), wave((2, 3, 4), 0.2)), ((2, 4, 2), wave((2, 4, 2), 0.7))], {}),
    ("one-with-each", [((3, 4), wave((3, 4), 0.2)), ((2, 4, 2), wave((2, 4, 2), 0.7))], {}),
    ("each-with-one", [((2, 3, 4), wave((2, 3, 4), 0.9)), ((4, 5), wave((4, 5), 0.1))], {}),
    ("broadcast", [((2, 1, 2, 3), wave((2, 1, 2, 3), 0.4)), ((3, 3, 2), wave((3, 3, 2), 1.4))], {}),
    ("one-by-one", [((3, 1, 1), wave((3, 1, 1))), ((3, 1, 1), wave((3, 1, 1), 0.5))], {}),
    ("nothing-to-sum", [((2, 2, 0), []), ((2, 0, 3), [])], {}),
    ("no-matrices", [((0, 2, 3), []), ((3, 2), wave((3, 2)))], {}),
    ("long", [((2, 3, 64), wave((2, 3, 64), 0.5)), ((64, 5), wave((64, 5), 1.5))], {}),
]
op("bmm", torch.matmul, *MATRIX_PRODUCTS)

PAIRS = [(name, inputs, {}) for name, inputs in op_cases.PAIRS.items()]
EQUAL = ("ties", [((5,), [1.0, -2.0, 0.0, -0.0, 3.0]), ((5,), [1.0, -2.0, -0.0, 0.0, 2.0])], {})
INFINITE = ("infinite", [((3,), [float("inf"), float("-inf"), 1.0]), ((3,), [1.0, 1.0, float("inf")])], {})
UNKNOWN = ("unknown", [((3,), [float("nan"), 1.0, float("nan")]), ((3,), [1.0, float("nan"), float("nan")])], {})
op("maximum", torch.maximum, *PAIRS, EQUAL, INFINITE, UNKNOWN)
op("minimum", torch.minimum, *PAIRS, EQUAL, INFINITE, UNKNOWN)


def compare(function):
    """A comparison as numbers. PyTorch gives it no gradient, which is the same as one of zeros."""
    return lambda a, b: function(a, b).to(a.dtype) + 0 * a.detach() + 0 * b.detach()


NUMBERS = [pair for pair in PAIRS if pair[0] != "large-small"]
op("gt", compare(torch.gt), *NUMBERS, EQUAL)
op("lt", compare(torch.lt), *NUMBERS, EQUAL)
op("eq", compare(torch.eq), *NUMBERS, EQUAL)

op(
    "where",
    lambda c, a, b: torch.where(c != 0, a, b),
    ("same", [((4,), [1.0, 0.0, -2.0, 0.0]), VECTOR4 := ((4,), wave((4,), 0.2)), ((4,), wave((4,), 0.9))], {}),
    ("scalar", [((4,), [1.0, 0.0, 0.0, 1.0]), VECTOR4, ((), [7.0])], {}),
    ("rows", [((2, 1), [1.0, 0.0]), VECTOR4, ((2, 4), wave((2, 4)))], {}),
    ("one-condition", [((), [1.0]), VECTOR4, ((3, 1), wave((3, 1)))], {}),
    ("minus-zero", [((2,), [-0.0, 0.5]), ((2,), [1.0, 2.0]), ((2,), [3.0, 4.0])], {}),
    ("empty", [((0,), []), ((0,), []), ((), [1.0])], {}),
    ("infinite", [((2,), [1.0, 0.0]), ((2,), [float("inf"), float("nan")]), ((2,), [2.0, 3.0])], {}),
)
op(
    "clamp",
    lambda x, min, max: x.clamp(min, max),
    ("both", [BLOCK], {"min": -1.0, "max": 0.5}),
    ("at-the-limits", [((5,), [-1.0, 1.0, 0.0, -1.5, 2.0])], {"min": -1.0, "max": 1.0}),
    ("min", [MATRIX], {"min": 0.25, "max": None}),
    ("max", [MATRIX], {"min": None, "max": -0.25}),
    ("crossed", [VECTOR], {"min": 1.0, "max": -1.0}),
    ("not-finite", [NAN], {"min": -2.0, "max": 3.0}),
    ("empty", [EMPTY], {"min": 0.0, "max": 1.0}),
)
op(
    "erf",
    torch.erf,
    ("block", [BLOCK], {}),
    ("matrix", [MATRIX], {}),
    ("far", [((8,), [2.4, 2.5, 2.6, 3.5, 5.0, 6.5, -4.0, -1000.0])], {}),
    ("near", [((5,), [0.0, -0.0, 1e-3, -1e-10, 1e-20])], {}),
    ("scalar", [SCALAR], {}),
    ("empty", [EMPTY], {}),
    ("not-finite", [NAN], {}),
)

LARGEST = [
    ("last", [BLOCK], {"dim": -1, "keepdim": False}),
    ("first", [BLOCK], {"dim": 0, "keepdim": False}),
    ("middle-kept", [BLOCK], {"dim": 1, "keepdim": True}),
    ("ties", [TIES], {"dim": 1, "keepdim": False}),
    ("ties-in-columns", [((2, 3), [1.0, 2.0, 3.0, 1.0, 2.0, 0.0])], {"dim": 0, "keepdim": False}),
    ("vector", [VECTOR], {"dim": 0, "keepdim": False}),
    ("scalar", [SCALAR], {"dim": 0, "keepdim": False}),
    ("no-rows", [EMPTY], {"dim": 1, "keepdim": False}),
    ("infinite", [((2, 3), [1.0, float("inf"), 2.0, float("-inf"), -1.0, -2.0])], {"dim": 1, "keepdim": False}),
]
KNOWN = [case for case in LARGEST if case[0] != "no-rows"]
op("amax", lambda x, dim, keepdim: x.amax(dim, keepdim), *LARGEST)
op("max", lambda x, dim, keepdim: x.max(dim, keepdim).values, *LARGEST, ("unknown", [NAN], {"dim": 1, "keepdim": False}))
op(
    "argmax",
    lambda x, dim, keepdim: x.argmax(dim, keepdim).to(x.dtype),
    *LARGEST,
    ("unknown", [NAN], {"dim": 1, "keepdim": False}),
)

op(
    "cat",
    lambda *parts, dim: torch.cat(parts, dim),
    ("rows", [((2, 3), wave((2, 3))), ((1, 3), wave((1, 3), 0.5))], {"dim": 0}),
    ("columns", [((2, 3), wave((2, 3))), ((2, 2), wave((2, 2), 0.5))], {"dim": 1}),
    ("last", [((2, 3), wave((2, 3))), ((2, 1), wave((2, 1), 0.5))], {"dim": -1}),
    ("middle", [BLOCK, ((2, 2, 4), wave((2, 2, 4), 0.5))], {"dim": 1}),
    ("vectors", [VECTOR, ((2,), [1.0, 2.0])], {"dim": 0}),
    ("with-nothing", [((2, 3), wave((2, 3))), ((0, 3), [])], {"dim": 0}),
    ("three", [((2, 3), wave((2, 3))), ((1, 3), wave((1, 3), 0.5)), ((2, 3), wave((2, 3), 0.9))], {"dim": 0}),
    ("four-blocks", [BLOCK, BLOCK, ((2, 1, 4), wave((2, 1, 4), 0.5)), BLOCK], {"dim": -2}),
    ("alone", [BLOCK], {"dim": 1}),
    ("without-columns", [((2, 0), []), ((2, 2), wave((2, 2)))], {"dim": 1}),
)
op(
    "gather",
    lambda x, index, dim: x.gather(dim, index.long()),
    ("columns", [MATRIX, ((3, 2), [3.0, 0.0, 1.0, 1.0, 2.0, 3.0])], {"dim": 1}),
    ("one-each", [MATRIX, ((3, 1), [3.0, 0.0, 2.0])], {"dim": -1}),
    ("rows", [MATRIX, ((2, 4), [2.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0, 1.0])], {"dim": 0}),
    ("fewer-rows", [MATRIX, ((2, 2), [3.0, 0.0, 1.0, 2.0])], {"dim": 1}),
    ("twice", [VECTOR, ((4,), [1.0, 1.0, 1.0, 4.0])], {"dim": 0}),
    ("more", [VECTOR, ((7,), [0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 4.0])], {"dim": 0}),
    ("block", [BLOCK, ((2, 1, 4), [0.0, 2.0, 1.0, 0.0, 2.0, 2.0, 1.0, 0.0])], {"dim": 1}),
    ("nothing", [MATRIX, ((3, 0), [])], {"dim": 1}),
)
op(
    "one_hot",
    lambda x, num_classes: torch.nn.functional.one_hot(x.long(), num_classes).to(x.dtype),
    ("classes", [((4,), [2.0, 0.0, 1.0, 2.0])], {"num_classes": 3}),
    ("more-classes", [((2,), [0.0, 1.0])], {"num_classes": 5}),
    ("matrix", [((2, 2), [0.0, 1.0, 3.0, 2.0])], {"num_classes": 4}),
    ("scalar", [((), [1.0])], {"num_classes": 2}),
    ("one-class", [((3,), [0.0, 0.0, 0.0])], {"num_classes": 1}),
    ("empty", [((0,), [])], {"num_classes": 3}),
)


def cases():
    for name, (function, listed) in OPS.items():
        for case, (inputs, args) in listed.items():
            for dtype in op_cases.vectors.DTYPES:
                made = op_cases.case(name, case, inputs, dtype, lambda *x: function(*x, **args))
                yield {**made, "args": args}
