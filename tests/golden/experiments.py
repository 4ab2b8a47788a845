"""The experiments of training.json, exactly as a user would save them in files."""

from math import sin

ARTICLE = [
    (3.3, 1.7), (4.4, 2.76), (5.5, 2.09), (6.71, 3.19), (6.93, 1.694),
    (4.168, 1.573), (9.779, 3.366), (6.182, 2.596), (7.59, 2.53), (2.167, 1.221),
    (7.042, 2.827), (10.791, 3.465), (5.313, 1.65), (7.997, 2.904), (3.1, 1.3),
]  # fmt: skip

# Forty points of a plane; the sign of x0·x1 is what a network has to find.
PLANE = [[round(1.5 * sin(1.7 * i), 3), round(1.2 * sin(0.6 * i + 0.9), 3)] for i in range(40)]
SIGNS = [[1.0 if a * b > 0 else -1.0] for a, b in PLANE]
CLASSES = [[1.0 if a * b > 0 else 0.0] for a, b in PLANE]
# The article's x, and two things to predict from it.
TWO_TARGETS = [[y, round(4.0 - 0.5 * y + 0.01 * x, 4)] for x, y in ARTICLE]

LINE = [{"Linear": {"out_features": 1}}]
FROM_ZERO = {"0.weight": [[0.0]], "0.bias": [0.0]}


def hidden(activation, units=8):
    """Two hidden layers with an activation after each: 2 inputs, 1 output."""
    layer = {"Linear": {"out_features": units}}
    return [layer, activation, layer, activation, *LINE]


def experiment(**changes):
    """The demo, changed in a few places."""
    demo = {
        "version": 1,
        "seed": 0,
        "data": {"name": "article"},
        "model": LINE,
        "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 0.01}},
        "epochs": 100,
    }
    return {**demo, **changes}


def sgd(**options):
    return {"SGD": options}


def plane(**changes):
    """Forty points in batches of ten, four training steps per epoch."""
    common = {"data": {"x": PLANE, "y": SIGNS}, "batch_size": 10, "shuffle": True, "epochs": 30}
    return experiment(**{**common, **changes})


EXPERIMENTS = {
    "demo-seed-0": experiment(),
    "demo-seed-42": experiment(seed=42),
    "demo-seed-7": experiment(seed=7),
    "demo-seed-largest": experiment(seed=2**32 - 1),
    "demo-all-keys": experiment(seed=3, batch_size=None, shuffle=False, zero_grad=True, parameters={}),
    "demo-lr-0.02": experiment(optimizer=sgd(lr=0.02)),
    "demo-default-lr": experiment(optimizer="SGD"),
    "demo-from-zero": experiment(parameters=FROM_ZERO),
    "demo-bias-given": experiment(seed=5, parameters={"0.bias": [2.5]}),
    "no-zero-grad": experiment(parameters=FROM_ZERO, zero_grad=False),
    "momentum": experiment(optimizer=sgd(lr=0.005, momentum=0.9)),
    "dampening": experiment(optimizer=sgd(lr=0.01, momentum=0.9, dampening=0.5)),
    "nesterov": experiment(optimizer=sgd(lr=0.005, momentum=0.8, nesterov=True)),
    "weight-decay": experiment(optimizer=sgd(lr=0.01, weight_decay=0.1)),
    "momentum-weight-decay": experiment(seed=42, optimizer=sgd(lr=0.005, momentum=0.9, dampening=0.1, weight_decay=0.05)),
    "nesterov-weight-decay": experiment(seed=42, optimizer=sgd(lr=0.005, momentum=0.7, weight_decay=0.01, nesterov=True)),
    "batches": experiment(batch_size=4, epochs=40),
    "batches-shuffled": experiment(batch_size=4, shuffle=True, epochs=40),
    "one-by-one-shuffled": experiment(seed=42, batch_size=1, shuffle=True, epochs=10, optimizer=sgd(lr=0.005)),
    "whole-batch-shuffled": experiment(seed=7, shuffle=True),
    "one-batch": experiment(seed=7, batch_size=15),
    "two-outputs": experiment(
        data={"x": [[x] for x, _ in ARTICLE], "y": TWO_TARGETS}, model=[{"Linear": {"out_features": 2}}], batch_size=5
    ),
    "no-bias": experiment(seed=42, model=[{"Linear": {"out_features": 1, "bias": False}}]),
    "tanh": plane(model=hidden("Tanh"), optimizer=sgd(lr=0.1)),
    "tanh-momentum": plane(seed=42, model=hidden("Tanh"), optimizer=sgd(lr=0.05, momentum=0.9)),
    "relu": plane(model=hidden("ReLU"), optimizer=sgd(lr=0.1)),
    "relu-unshuffled": plane(seed=7, model=hidden("ReLU", 5), optimizer=sgd(lr=0.1), shuffle=False, batch_size=16, epochs=40),
    "sigmoid": plane(seed=1, model=hidden("Sigmoid"), optimizer=sgd(lr=0.5, momentum=0.5)),
    "sigmoid-output": plane(
        data={"x": PLANE, "y": CLASSES}, model=[*hidden("Tanh", 4), "Sigmoid"], optimizer=sgd(lr=0.5)
    ),
    "l1-demo": experiment(loss="L1Loss", optimizer=sgd(lr=0.005)),
    "l1-tanh": plane(seed=2, model=hidden("Tanh", 6), loss="L1Loss", optimizer=sgd(lr=0.05)),
    "bce-line": plane(data={"x": PLANE, "y": CLASSES}, model=LINE, loss="BCEWithLogitsLoss", optimizer=sgd(lr=0.5)),
    "bce-tanh": plane(
        seed=42, data={"x": PLANE, "y": CLASSES}, model=hidden("Tanh"), loss="BCEWithLogitsLoss",
        optimizer=sgd(lr=0.2, momentum=0.9),
    ),
}  # fmt: skip
