"""losses.json: the value of each loss with mean reduction, and its gradient for the input."""

import vectors
import torch

from vectors import wave

LOSSES = {"MSELoss": torch.nn.MSELoss, "L1Loss": torch.nn.L1Loss, "BCEWithLogitsLoss": torch.nn.BCEWithLogitsLoss}

# Shape, predictions, targets.
DISTANCE = {
    "demo": ((15, 1), wave((15, 1), 0.1, 3.0), wave((15, 1), 0.8, 3.0)),
    "one": ((1, 1), [0.5], [2.0]),
    "scalar": ((), [-1.5], [0.25]),
    "vector": ((6,), wave((6,), 0.2), wave((6,), 1.2)),
    "two-outputs": ((4, 2), wave((4, 2), 0.3), wave((4, 2), 1.4)),
    "block": ((2, 3, 2), wave((2, 3, 2), 0.4), wave((2, 3, 2), 1.6)),
    "all-right": ((3, 1), [1.0, -2.0, 0.5], [1.0, -2.0, 0.5]),
    "some-right": ((4, 1), [1.0, 2.0, 3.0, -0.0], [1.0, 2.5, 2.5, 0.0]),
    "far": ((3, 1), [1e6, -1e6, 3e7], [0.0, 1e6, -1.0]),
    "near": ((3, 1), [1.000001, 0.5, -2.0], [1.0, 0.500001, -2.00001]),
    "uneven": ((4,), [1e5, 1e-5, -1e-3, 10.0], [0.0, 0.0, 0.0, 0.0]),
    "long": ((100, 1), wave((100, 1), 0.5, 5.0), wave((100, 1), 1.5, 5.0)),
}
LOGITS = {
    "one": ((1, 1), [0.5], [1.0]),
    "scalar": ((), [-1.5], [0.0]),
    "vector": ((6,), wave((6,), 0.2, 3.0), [0.0, 1.0, 1.0, 0.0, 1.0, 0.0]),
    "column": ((5, 1), wave((5, 1), 0.6, 4.0), [1.0, 0.0, 1.0, 1.0, 0.0]),
    "two-outputs": ((4, 2), wave((4, 2), 0.3, 2.0), [1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0]),
    "all-true": ((3, 1), wave((3, 1), 0.9), [1.0, 1.0, 1.0]),
    "all-false": ((3, 1), wave((3, 1), 0.9), [0.0, 0.0, 0.0]),
    "soft-targets": ((4, 1), wave((4, 1), 1.1), [0.1, 0.9, 0.5, 0.25]),
    "undecided": ((3, 1), [0.0, 0.0, -0.0], [0.0, 1.0, 0.5]),
    "sure-and-right": ((4, 1), [1000.0, -1000.0, 100.0, -100.0], [1.0, 0.0, 1.0, 0.0]),
    "sure-and-wrong": ((4, 1), [1000.0, -1000.0, 90.0, -90.0], [0.0, 1.0, 0.0, 1.0]),
    "long": ((100, 1), wave((100, 1), 0.5, 6.0), [float(i % 3 == 0) for i in range(100)]),
}
EXAMPLES = {"MSELoss": DISTANCE, "L1Loss": DISTANCE, "BCEWithLogitsLoss": LOGITS}


def case(loss, name, example, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    shape, data, wanted = example
    prediction = torch.tensor(data).reshape(shape).requires_grad_()
    target = torch.tensor(wanted).reshape(shape)
    value = LOSSES[loss]()(prediction, target)
    value.backward()
    return {
        "id": f"{loss}/{name}/{dtype}",
        "loss": loss,
        "dtype": dtype,
        "input": vectors.packed(prediction, dtype),
        "target": vectors.packed(target, dtype),
        "value": vectors.number(value.item(), dtype),
        "grad": vectors.numbers(prediction.grad, dtype),
    }


def cases():
    for loss in LOSSES:
        for name, example in EXAMPLES[loss].items():
            for dtype in vectors.DTYPES:
                yield case(loss, name, example, dtype)
