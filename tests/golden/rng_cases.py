"""rng.json: what PyTorch's generator draws after a seed, call by call.

A case is a seed, a dtype and calls in order; each call carries what it drew. The order
matters, because every call leaves the generator somewhere else for the next one.
"""

import vectors
import torch

SEEDS = [0, 1, 7, 42, 12345, 2**31, 2**32 - 1]

# One list of calls per case; every list runs for every seed and dtype it is given.
DRAWS = {
    "rand": [("rand", 8)],
    "uniform": [
        ("uniform", 6, -1.0, 1.0),
        ("uniform", 4, 0.0, 10.0),
        ("uniform", 3, -0.35355339059327373, 0.35355339059327373),
    ],
    "linear-1-1": [("linear", 1, 1), ("randperm", 15)],
    "linear-2-8-8-1": [("linear", 2, 8), ("linear", 8, 8), ("linear", 8, 1), ("randperm", 40), ("randperm", 40)],
    "linear-1-1-2-8": [("linear", 1, 1), ("linear", 2, 8), ("randperm", 8)],
    "linear-wide": [("linear", 13, 3), ("linear", 3, 1), ("rand", 2)],
    "normal-small": [("normal", 3), ("normal", 4), ("rand", 2), ("normal", 1), ("normal", 15)],
    "normal-large": [("normal", 16), ("normal", 17), ("normal", 40), ("rand", 2)],
    "normal-mixed": [("normal", 3), ("normal", 16), ("normal", 2), ("randperm", 5)],
}
PERMUTATIONS = {
    "randperm": [("randperm", n) for n in (8, 0, 1, 2, 3, 15, 40)],
    "randperm-100": [("randperm", 100)],
    "rand-randperm": [("rand", 5), ("randperm", 10), ("rand", 1), ("randperm", 4)],
}
# Long enough to pass the end of the generator's 624-number state more than once.
LONG = {"randperm-1500": [("randperm", 1500), ("rand", 3)]}


def drawn(call, dtype):
    """Makes one call and records its arguments and its result."""
    name, *arguments = call
    if name == "rand":
        return {"call": name, "n": arguments[0], "values": vectors.numbers(torch.rand(arguments[0]), dtype)}
    if name == "uniform":
        n, low, high = arguments
        values = vectors.numbers(torch.empty(n).uniform_(low, high), dtype)
        return {"call": name, "n": n, "low": low, "high": high, "values": values}
    if name == "normal":
        return {"call": name, "n": arguments[0], "values": vectors.numbers(torch.empty(arguments[0]).normal_(), dtype)}
    if name == "randperm":
        return {"call": name, "n": arguments[0], "values": torch.randperm(arguments[0]).tolist()}
    if name == "linear":
        inputs, outputs = arguments
        layer = torch.nn.Linear(inputs, outputs)
        return {
            "call": name,
            "in_features": inputs,
            "out_features": outputs,
            "weight": vectors.numbers(layer.weight, dtype),
            "bias": vectors.numbers(layer.bias, dtype),
        }
    raise ValueError(name)


def case(name, seed, calls, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    torch.manual_seed(seed)
    made = [drawn(call, dtype) for call in calls]
    return {"id": f"{name}/seed-{seed}/{dtype}", "seed": seed, "dtype": dtype, "calls": made}


def cases():
    for seed in SEEDS:
        for dtype in vectors.DTYPES:
            for name, calls in DRAWS.items():
                yield case(name, seed, calls, dtype)
        for name, calls in PERMUTATIONS.items():
            yield case(name, seed, calls, "f32")
    for name, calls in LONG.items():
        yield case(name, 3, calls, "f32")
