"""printing.json: tensors, and the text that `print(tensor)` shows."""

import itertools
import math

import vectors
import torch

INFINITE = [math.inf, -math.inf, math.nan]
# (shape, numbers); numbers are repeated until the shape is full.
TENSORS = {
    "scalar": ([], [3.14159265]),
    "scalar-whole": ([], [3.0]),
    "scalar-zero": ([], [0.0]),
    "scalar-large": ([], [123456789.0]),
    "scalar-small": ([], [1e-5]),
    "scalar-inf": ([], [math.inf]),
    "scalar-nan": ([], [math.nan]),
    "row": ([3], [1.5, -2.25, 0.125]),
    "row-whole": ([4], [1.0, 20.0, -300.0, 0.0]),
    "row-zeros": ([3], [0.0]),
    "row-minus-zero": ([2], [-0.0, 0.0]),
    "row-wide-range": ([3], [0.001, 1.0, 1234.5]),
    "row-whole-wide-range": ([2], [1.0, 2000.0]),
    "row-whole-large": ([2], [2e8, 3e8]),
    "row-tiny": ([3], [1e-10, 2e-10, -3e-12]),
    "row-huge": ([2], [1e38, -2.5e37]),
    "row-just-not-scientific": ([2], [0.5, 500.0]),
    "row-limit": ([2], [0.0001, 0.05]),
    "row-infinite": ([4], [1.5, *INFINITE]),
    "row-infinite-whole": ([4], [7.0, *INFINITE]),
    "row-infinite-scientific": ([4], [7e-9, *INFINITE]),
    "row-only-infinite": ([3], INFINITE),
    "row-two-lines": ([15], [3.3, 4.4, 5.5, 6.71, 10.791]),
    "row-long": ([100], [0.5, -12.25]),
    "row-longest": ([1000], [0.5, 2.0]),
    "row-shortened": ([1001], [0.5, 2.0, 3.0]),
    "row-rounding": ([4], [0.00005, 0.12345, 2.675, 1.00005]),
    "matrix": ([2, 2], [1.0, 2.5, -3.0, 4.0]),
    "matrix-whole": ([2, 3], [1.0, 2.0, 30.0]),
    "matrix-one-row": ([1, 5], [0.1, 0.2]),
    "column": ([15, 1], [3.3, 4.4, 5.5, 6.71]),
    "matrix-wide": ([2, 12], [1.25, -100.5]),
    "matrix-shortened": ([40, 40], [1.0, 2.5, 3.0, -7.0]),
    "matrix-many-rows": ([600, 2], [1.0, 2.0]),
    "matrix-many-columns": ([2, 600], [0.25, 0.5, 1e-7]),
    "cube": ([2, 2, 3], [1.0, 2.0, 3.5]),
    "cube-shortened": ([8, 12, 11], [1.0, 2.0]),
    "four": ([2, 1, 2, 2], [0.5]),
    "five": ([1, 2, 1, 1, 2], [3.0, 0.1]),
    "empty": ([0], []),
    "empty-rows": ([0, 3], []),
    "empty-columns": ([2, 0], []),
    "hidden-large": ([1100], [1.0] * 500 + [1e9] * 100 + [1.0] * 500),
}  # fmt: skip


def cases():
    for (name, (shape, numbers)), dtype in itertools.product(TENSORS.items(), vectors.DTYPES):
        torch.set_default_dtype(torch.float32)
        count = math.prod(shape)
        cells = list(itertools.islice(itertools.cycle(numbers or [0.0]), count))
        tensor = torch.tensor(cells, dtype=vectors.DTYPES[dtype]).reshape(shape)
        yield {"id": f"{name}/{dtype}", "dtype": dtype, "tensor": vectors.packed(tensor, dtype), "text": str(tensor)}
