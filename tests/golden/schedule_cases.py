"""schedulers.json: 100 training steps with every scheduler, and its learning rate in every epoch.

Each scheduler has at least four settings, long enough to come round, with plain SGD, with momentum
and with Adam: two of them turn the momentum as well.
"""

import vectors
import training_cases

from experiments import PLANE, SIGNS, experiment
from optimizer_cases import TANH

SETTINGS = {
    "StepLR": [
        {"step_size": 30},
        {"step_size": 1, "gamma": 0.97},
        {"step_size": 7, "gamma": 0.5},
        {"step_size": 10, "gamma": 1.05},
    ],
    "MultiStepLR": [
        {"milestones": [30, 80]},
        {"milestones": [10, 20, 40, 80], "gamma": 0.5},
        {"milestones": [0, 5, 5, 50], "gamma": 0.7},
        {"milestones": [99], "gamma": 0.0},
    ],
    "ExponentialLR": [{"gamma": 0.95}, {"gamma": 0.99}, {"gamma": 1.0}, {"gamma": 1.003}],
    "LinearLR": [
        {},
        {"start_factor": 0.1, "total_iters": 20},
        {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 60},
        {"start_factor": 0.5, "end_factor": 0.9, "total_iters": 1},
    ],
    "PolynomialLR": [
        {},
        {"total_iters": 100},
        {"total_iters": 50, "power": 2.0},
        {"total_iters": 120, "power": 0.5},
    ],
    "CosineAnnealingLR": [
        {"T_max": 100},
        {"T_max": 20},
        {"T_max": 13, "eta_min": 0.001},
        {"T_max": 1, "eta_min": 0.002},
    ],
    "CosineAnnealingWarmRestarts": [
        {"T_0": 10},
        {"T_0": 5, "T_mult": 2},
        {"T_0": 7, "T_mult": 3, "eta_min": 0.001},
        {"T_0": 1, "eta_min": 0.001},
    ],
    "CyclicLR": [
        {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 10},
        {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 5, "step_size_down": 12, "mode": "triangular2"},
        {"base_lr": 0.002, "max_lr": 0.008, "step_size_up": 8, "mode": "exp_range", "gamma": 0.98},
        {"base_lr": 0.001, "max_lr": 0.005, "step_size_up": 3, "base_momentum": 0.5, "max_momentum": 0.95},
        {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 4, "cycle_momentum": False},
    ],
    "OneCycleLR": [
        {"max_lr": 0.01, "total_steps": 100},
        {"max_lr": 0.01, "epochs": 100, "steps_per_epoch": 2, "anneal_strategy": "linear"},
        {"max_lr": 0.008, "total_steps": 101, "pct_start": 0.45, "three_phase": True, "div_factor": 10.0},
        {"max_lr": 0.01, "total_steps": 120, "cycle_momentum": False, "final_div_factor": 100.0},
        {"max_lr": 0.01, "total_steps": 100, "base_momentum": 0.5, "max_momentum": 0.8},
    ],
    "ReduceLROnPlateau": [
        {},
        {"factor": 0.5, "patience": 2},
        {"factor": 0.5, "patience": 1, "threshold": 0.01, "cooldown": 3, "min_lr": 0.001},
        {"factor": 0.3, "patience": 0, "threshold": 0.001, "threshold_mode": "abs"},
        {"mode": "max", "factor": 0.9, "patience": 5},
    ],
}

# The optimizers that each setting is tried with, in turn.
OPTIMIZERS = [
    {"SGD": {"lr": 0.01}},
    {"Adam": {"lr": 0.05, "amsgrad": True}},
    {"SGD": {"lr": 0.005, "momentum": 0.9}},
    {"RMSprop": {"lr": 0.02}},
    {"NAdam": {"lr": 0.01}},
]
# Rules that look at the learning rate of the update before, or take it as their first step.
MORE = {
    "ASGD": {"optimizer": {"ASGD": {"lr": 0.01, "lambd": 0.01}}, "scheduler": {"StepLR": {"step_size": 5, "gamma": 0.8}}},
    "Rprop": {"optimizer": "Rprop", "scheduler": {"LinearLR": {}}},
    "AdamW": {"optimizer": {"AdamW": {"lr": 0.05}}, "scheduler": {"OneCycleLR": {"max_lr": 0.1, "total_steps": 100}}},
    "RMSprop-cycles": {
        "optimizer": {"RMSprop": {"lr": 0.01}},
        "scheduler": {"CyclicLR": {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 10}},
    },
    "SGD-trough": {
        "optimizer": {"SGD": {"lr": 0.01}},
        "scheduler": {"CyclicLR": {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 4, "base_momentum": 0.0}},
    },
}

NETWORK = {"data": {"x": PLANE, "y": SIGNS}, "model": TANH, "batch_size": 16, "shuffle": True, "epochs": 34}


def experiments():
    for scheduler, settings in SETTINGS.items():
        for number, options in enumerate(settings, start=1):
            optimizer = OPTIMIZERS[(number - 1) % len(OPTIMIZERS)]
            yield f"{scheduler}/{number}", experiment(optimizer=optimizer, scheduler={scheduler: options})
        yield f"{scheduler}/batches", experiment(
            optimizer=OPTIMIZERS[2], scheduler={scheduler: settings[1]}, clip_grad={"norm": 1.0}, **NETWORK
        )
    for name, changes in MORE.items():
        yield name, experiment(**changes)


def cases():
    for name, made in experiments():
        for dtype in vectors.DTYPES:
            yield {"id": f"{name}/{dtype}", "dtype": dtype, "experiment": made, **training_cases.train(made, dtype)}
