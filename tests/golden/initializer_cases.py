"""initializers.json: what torch.nn.init makes of an empty tensor, draw for draw.

Each case fills two tensors of the same shape one after the other, so that it also shows where
the first one leaves the generator. Below sixteen cells normal numbers are made one by one, from
sixteen on in blocks: the sizes lie around these borders.
"""

import vectors
import torch
from torch.nn import init

SIZES = [(1, 1), (3, 5), (15,), (4, 4), (17, 1), (33,), (10, 10), (4, 3, 3, 2)]

# name: (the call, whether a vector has enough dimensions for it)
CALLS = {
    "uniform_": (lambda tensor: init.uniform_(tensor, -0.25, 1.5), True),
    "normal_": (lambda tensor: init.normal_(tensor, 0.5, 2.0), True),
    "constant_": (lambda tensor: init.constant_(tensor, 0.3), True),
    "zeros_": (init.zeros_, True),
    "ones_": (init.ones_, True),
    "xavier_uniform_": (init.xavier_uniform_, False),
    "xavier_uniform_/tanh": (lambda tensor: init.xavier_uniform_(tensor, init.calculate_gain("tanh")), False),
    "xavier_normal_": (init.xavier_normal_, False),
    "xavier_normal_/relu": (lambda tensor: init.xavier_normal_(tensor, init.calculate_gain("relu")), False),
    "kaiming_uniform_": (init.kaiming_uniform_, False),
    "kaiming_uniform_/linear-layer": (lambda tensor: init.kaiming_uniform_(tensor, a=5**0.5), False),
    "kaiming_uniform_/fan_out-relu": (
        lambda tensor: init.kaiming_uniform_(tensor, mode="fan_out", nonlinearity="relu"),
        False,
    ),
    "kaiming_normal_": (init.kaiming_normal_, False),
    "kaiming_normal_/fan_out-selu": (
        lambda tensor: init.kaiming_normal_(tensor, mode="fan_out", nonlinearity="selu"),
        False,
    ),
}


def case(name, call, shape, seed, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    torch.manual_seed(seed)
    tensors = [call(torch.empty(shape)) for _ in range(2)]
    return {
        "id": f"{name}/{'x'.join(map(str, shape))}/seed-{seed}/{dtype}",
        "init": name,
        "dtype": dtype,
        "seed": seed,
        "shape": list(shape),
        "values": [vectors.numbers(tensor, dtype) for tensor in tensors],
    }


def cases():
    for name, (call, vector_fits) in CALLS.items():
        for seed, shape in enumerate(SIZES):
            if vector_fits or len(shape) > 1:
                for dtype in vectors.DTYPES:
                    yield case(name, call, shape, seed, dtype)
