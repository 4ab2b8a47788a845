"""optimizers.json: 100 training steps with every optimizer, clipping and penalties among them.

Each optimizer trains with its defaults and with several settings, on the demo (one weight, one
bias, all points at once) and on a small network with shuffled batches, the last of them smaller.
"""

import vectors
import training_cases

from experiments import PLANE, SIGNS, experiment

# Options to try beside the defaults.
SETTINGS = {
    "SGD": {"momentum": {"lr": 0.01, "momentum": 0.9}, "decay": {"lr": 0.01, "weight_decay": 0.1}},
    "Adagrad": {
        "large": {"lr": 0.5},
        "lr-decay": {"lr": 0.3, "lr_decay": 0.05},
        "decay": {"lr": 0.2, "weight_decay": 0.05, "initial_accumulator_value": 0.1, "eps": 1e-6},
    },
    "RMSprop": {
        "alpha": {"lr": 0.004, "alpha": 0.9},
        "momentum": {"lr": 0.005, "momentum": 0.9},
        "centered": {"lr": 0.01, "centered": True, "eps": 1e-4},
        "all": {"lr": 0.005, "alpha": 0.95, "momentum": 0.5, "centered": True, "weight_decay": 0.01, "eps": 1e-3},
    },
    "Adadelta": {
        "rho": {"rho": 0.5},
        "eps": {"lr": 0.2, "rho": 0.95, "eps": 1e-3},
        "decay": {"lr": 1.5, "weight_decay": 0.1},
    },
    "Adam": {
        "fast": {"lr": 0.05},
        "betas": {"lr": 0.02, "betas": [0.7, 0.9], "eps": 1e-4},
        "decay": {"lr": 0.05, "weight_decay": 0.1},
        "amsgrad": {"lr": 0.1, "amsgrad": True},
    },
    "AdamW": {
        "fast": {"lr": 0.05, "weight_decay": 0.2},
        "no-decay": {"lr": 0.05, "weight_decay": 0.0},
        "amsgrad": {"lr": 0.1, "betas": [0.8, 0.95], "amsgrad": True},
    },
    "Adamax": {
        "fast": {"lr": 0.05},
        "betas": {"lr": 0.03, "betas": [0.8, 0.95], "eps": 1e-4},
        "decay": {"lr": 0.05, "weight_decay": 0.1},
    },
    "NAdam": {
        "fast": {"lr": 0.05},
        "betas": {"lr": 0.02, "betas": [0.8, 0.99], "momentum_decay": 0.1},
        "decay": {"lr": 0.05, "weight_decay": 0.1},
        "decoupled": {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
    },
    "RAdam": {
        "fast": {"lr": 0.01},
        "betas": {"lr": 0.02, "betas": [0.8, 0.9], "eps": 1e-4},
        "decay": {"lr": 0.01, "weight_decay": 0.1},
        "decoupled": {"lr": 0.01, "weight_decay": 0.1, "decoupled_weight_decay": True},
    },
    "Rprop": {
        "small": {"lr": 0.001},
        "etas": {"lr": 0.02, "etas": [0.3, 1.5]},
        "limits": {"etas": [0.6, 1.1], "step_sizes": [1e-3, 0.05]},
    },
    "ASGD": {
        "fast": {"lr": 0.02, "lambd": 0.01},
        "early": {"t0": 10, "alpha": 0.5},
        "decay": {"lr": 0.015, "lambd": 0.1, "weight_decay": 0.05, "t0": 0},
    },
}

# Up the gradient, so slowly that the numbers stay small.
for name, lr in {
    "SGD": 2e-4, "Adagrad": 1e-3, "RMSprop": 1e-4, "Adadelta": 0.1, "Adam": 1e-3, "AdamW": 1e-3, "Adamax": 8e-4,
    "NAdam": 1e-3, "RAdam": 1e-3, "Rprop": 1e-4, "ASGD": 2e-4,
}.items():  # fmt: skip
    SETTINGS[name]["uphill"] = {"lr": lr, "maximize": True, **({"step_sizes": [1e-6, 1e-3]} if name == "Rprop" else {})}
SETTINGS["Adam"]["decoupled"] = {"lr": 0.01, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": False}

# Clipping and penalties, each with an optimizer for which they make a difference.
OTHERS = {
    "clip-norm": {"clip_grad": {"norm": 1.0}},
    "clip-norm-small": {"clip_grad": {"norm": 0.04}, "optimizer": {"Adam": {"lr": 0.01}}},
    "clip-norm-loose": {"clip_grad": {"norm": 1000.0}},
    "clip-value": {"clip_grad": {"value": 0.5}},
    "clip-value-adam": {"clip_grad": {"value": 0.01}, "optimizer": {"Adam": {"lr": 0.05}}},
    "l1": {"penalty": {"l1": 0.05}},
    "l2": {"penalty": {"l2": 0.01}},
    "l1-l2": {"penalty": {"l1": 0.01, "l2": 0.1}},
    "l2-clip": {"penalty": {"l2": 0.1}, "clip_grad": {"norm": 0.5}, "optimizer": {"SGD": {"lr": 0.01, "momentum": 0.5}}},
    "l2-no-zero-grad": {"penalty": {"l2": 0.1}, "zero_grad": False, "optimizer": {"SGD": {"lr": 0.001}}},
}

TANH = [{"Linear": {"out_features": 6}}, "Tanh", {"Linear": {"out_features": 1}}]
# What is trained: the demo; and forty points in batches of 12, 12, 12 and 4, for 25 epochs of 4 steps.
TRAININGS = {
    "demo": {},
    "tanh": {"data": {"x": PLANE, "y": SIGNS}, "model": TANH, "batch_size": 12, "shuffle": True, "epochs": 25},
}


def experiments():
    for training, common in TRAININGS.items():
        for optimizer, settings in SETTINGS.items():
            for name, options in {"default": {}, **settings}.items():
                yield f"{optimizer}/{name}/{training}", experiment(optimizer={optimizer: options}, **common)
        for name, changes in OTHERS.items():
            yield f"{name}/{training}", experiment(**common, **changes)


def cases():
    for name, made in experiments():
        for dtype in vectors.DTYPES:
            yield {"id": f"{name}/{dtype}", "dtype": dtype, "experiment": made, **training_cases.train(made, dtype)}
