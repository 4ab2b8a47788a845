"""lbfgs.json: what L-BFGS makes of Rosenbrock's valley and of a small fit, step by step, in f64.

In f32 the last bit decides where a line search stops, and no two programs agree for long.
"""

import vectors
import torch

from experiments import ARTICLE

SETTINGS = {
    "default": {},
    "small-lr": {"lr": 0.1},
    "few": {"lr": 0.5, "max_iter": 4},
    "short-memory": {"lr": 0.2, "history_size": 2, "max_iter": 10},
    "few-evaluations": {"lr": 0.3, "max_iter": 10, "max_eval": 5},
    "strong-wolfe": {"line_search_fn": "strong_wolfe"},
    "strong-wolfe-few": {"line_search_fn": "strong_wolfe", "max_iter": 3},
    "strong-wolfe-short-memory": {"line_search_fn": "strong_wolfe", "history_size": 3, "max_iter": 8},
    "strong-wolfe-large": {"line_search_fn": "strong_wolfe", "lr": 5.0, "max_iter": 6},
    "tolerant": {"line_search_fn": "strong_wolfe", "tolerance_grad": 0.1, "tolerance_change": 1e-3},
}


def rosenbrock(parameters):
    """(1 - a)² + 100·(b - a²)²"""
    a, b = parameters
    return (1.0 - a).square() + (b - a.square()).square() * 100.0


def line(parameters):
    """The squared error of a line through the article's points."""
    w, b = parameters
    x, y = (torch.tensor(column) for column in zip(*ARTICLE))
    return (x * w + b - y).square().mean()


def hill(parameters):
    """The same valley turned over, for those who go up."""
    return -line(parameters)


def kink(parameters):
    """|a − 0.3| + 2·|b − a²|: at its kinks no slope is small, and a search ends in a narrow bracket."""
    a, b = parameters
    return (a - 0.3).abs() + (b - a.square()).abs() * 2.0


PROBLEMS = {
    "rosenbrock": (rosenbrock, [-1.2, 1.0]), "line": (line, [0.0, 0.0]), "hill": (hill, [0.0, 0.0]),
    "kink": (kink, [-1.2, 1.0]),
}  # fmt: skip
STEPS = {"rosenbrock": 6, "line": 4, "hill": 4, "kink": 4}
# For the hill.
UP = {"up": {"maximize": True}, "up-strong-wolfe": {"maximize": True, "line_search_fn": "strong_wolfe"}}
# The bracket's own limit stays where the tolerance is smaller.
NARROW = {"narrow": {"line_search_fn": "strong_wolfe", "max_iter": 1, "max_eval": 100, "tolerance_change": 0.0}}
OPTIONS = {"hill": UP, "kink": NARROW}


def case(problem, name, options, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    function, start = PROBLEMS[problem]
    parameters = [torch.tensor(value, requires_grad=True) for value in start]
    optimizer = torch.optim.LBFGS(parameters, **options)
    evaluations = 0

    def closure():
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        loss = function(parameters)
        loss.backward()
        return loss

    losses, path = [], []
    for _ in range(STEPS[problem]):
        losses.append(vectors.number(optimizer.step(closure).item(), dtype))
        path.append([vectors.number(parameter.item(), dtype) for parameter in parameters])
    return {
        "id": f"{problem}/{name}/{dtype}", "dtype": dtype, "problem": problem, "start": start, "options": options,
        "losses": losses, "path": path, "evaluations": evaluations,
    }  # fmt: skip


def cases():
    for problem in PROBLEMS:
        for name, options in OPTIONS.get(problem, SETTINGS).items():
            yield case(problem, name, options, "f64")
