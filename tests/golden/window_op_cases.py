"""window_ops.json: convolution, pooling and looking up. As ops.json, plus the settings as `args`."""

import op_cases
import torch.nn.functional as F

from vectors import wave


def images(*shape, phase=0.4):
    return (shape, wave(shape, phase))


def convolution(name, x, w, **args):
    return name, "conv2d", [images(*x), images(*w, phase=1.1)], args


def pooling(name, *shape, **args):
    yield f"{name}", "max_pool2d", [images(*shape)], args
    # Only max pooling knows windows with gaps.
    if "dilation" not in args:
        for counted in (True, False):
            named = "" if counted else "-uncounted"
            yield f"{name}{named}", "avg_pool2d", [images(*shape)], {**args, "count_include_pad": counted}


def looking_up(name, places, table, **args):
    shape = (len(places), len(places[0])) if isinstance(places[0], list) else (len(places),)
    flat = [float(place) for row in places for place in (row if isinstance(row, list) else [row])]
    return name, "embedding", [(shape, flat), images(*table)], args


def margin(name, x, pad, mode):
    return f"{name}-{mode}", "pad", [images(*x)], {"pad": pad, "mode": mode}


CASES = [
    convolution("one-cell", (1, 1, 1, 1), (1, 1, 1, 1)),
    convolution("plain", (2, 1, 5, 5), (3, 1, 3, 3)),
    convolution("channels", (2, 3, 5, 4), (2, 3, 2, 3)),
    convolution("pointwise", (2, 3, 4, 4), (4, 3, 1, 1)),
    convolution("whole-image", (3, 2, 4, 4), (2, 2, 4, 4)),
    convolution("stride", (1, 2, 7, 6), (2, 2, 3, 3), stride=[2, 3]),
    convolution("padding", (2, 1, 4, 4), (2, 1, 3, 3), padding=[1, 1]),
    convolution("wide-padding", (1, 1, 2, 2), (1, 1, 3, 3), padding=[3, 2]),
    convolution("dilation", (1, 2, 8, 7), (2, 2, 3, 3), dilation=[2, 3]),
    convolution("all", (2, 2, 9, 8), (2, 2, 3, 2), stride=[2, 1], padding=[1, 2], dilation=[2, 2]),
    convolution("groups", (2, 4, 5, 5), (6, 2, 3, 3), groups=2),
    convolution("depthwise", (2, 3, 4, 5), (6, 1, 2, 2), groups=3, padding=[1, 0]),
    convolution("digits", (4, 1, 8, 8), (8, 1, 3, 3), padding=[1, 1]),
    convolution("no-rows", (0, 2, 4, 4), (3, 2, 2, 2)),
    *pooling("plain", 2, 1, 4, 4, kernel_size=[2, 2], stride=[2, 2]),
    *pooling("leftover", 1, 2, 5, 7, kernel_size=[2, 3], stride=[2, 3]),
    *pooling("overlap", 2, 2, 5, 5, kernel_size=[3, 3], stride=[1, 2]),
    *pooling("padding", 1, 2, 5, 6, kernel_size=[3, 3], stride=[2, 2], padding=[1, 1]),
    *pooling("ceil", 1, 1, 6, 7, kernel_size=[3, 2], stride=[2, 3], ceil_mode=True),
    *pooling("ceil-padding", 2, 1, 6, 6, kernel_size=[3, 3], stride=[2, 2], padding=[1, 1], ceil_mode=True),
    *pooling("ceil-beyond", 1, 1, 5, 4, kernel_size=[2, 2], stride=[3, 3], padding=[1, 1], ceil_mode=True),
    *pooling("dilation", 1, 2, 7, 7, kernel_size=[2, 3], stride=[2, 1], dilation=[2, 2]),
    *pooling("whole-image", 3, 2, 3, 4, kernel_size=[3, 4], stride=[3, 4]),
    ("ties", "max_pool2d", [((1, 1, 2, 4), [2.0, 2.0, -1.0, 0.0, 2.0, 1.0, 0.0, -0.0])], {"kernel_size": [2, 2], "stride": [2, 2]}),
    ("nan", "max_pool2d", [((1, 1, 2, 4), [2.0, float("nan"), 1.0, float("inf"), 3.0, 1.0, float("-inf"), 0.0])], {"kernel_size": [2, 2], "stride": [2, 2]}),
    ("divisor", "avg_pool2d", [images(2, 1, 4, 5)], {"kernel_size": [2, 3], "stride": [2, 1], "padding": [1, 1], "divisor_override": 4}),
    ("divisor-one", "avg_pool2d", [images(1, 2, 3, 3)], {"kernel_size": [2, 2], "stride": [1, 1], "divisor_override": 1}),
    *(
        margin(name, x, pad, mode)
        for mode in ("constant", "reflect", "replicate", "circular")
        for name, x, pad in [
            ("even", (2, 1, 3, 4), [1, 1, 2, 2]),
            ("uneven", (1, 2, 4, 5), [0, 3, 3, 1]),
            ("one-side", (2, 2, 2, 3), [2, 0, 0, 0]),
        ]
    ),
    looking_up("one", [0], (1, 1)),
    looking_up("vector", [2, 0, 1, 2], (3, 2)),
    looking_up("matrix", [[0, 3], [3, 3], [1, 0]], (4, 3)),
    looking_up("repeated", [1] * 7, (2, 2)),
    looking_up("unused-rows", [5, 2], (9, 4)),
    looking_up("padding", [[0, 2], [2, 1]], (3, 2), padding_idx=2),
    looking_up("first-is-padding", [0, 0, 4], (5, 1), padding_idx=0),
]  # fmt: skip

FUNCTIONS = {
    "conv2d": F.conv2d,
    "max_pool2d": F.max_pool2d,
    "avg_pool2d": F.avg_pool2d,
    "pad": F.pad,
    # Places have no gradient; the sum gives them one of zeros, as the core does.
    "embedding": lambda x, w, **args: F.embedding(x.long(), w, **args) + 0.0 * x.sum(),
}


def cases():
    for name, op, inputs, args in CASES:
        for dtype in op_cases.vectors.DTYPES:
            function = FUNCTIONS[op]
            yield {**op_cases.case(op, name, inputs, dtype, lambda *x: function(*x, **args)), "args": args}
