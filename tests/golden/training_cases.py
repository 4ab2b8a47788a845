"""training.json: whole experiments, and what PyTorch computes from them.

`train` is the loop of a first PyTorch lesson. The order of its random draws is part of the
result: the seed, then the parameters layer by layer, then one permutation per shuffled epoch.
"""

import vectors
import torch

from experiments import ARTICLE, EXPERIMENTS
from loss_cases import as_tensors
from own_layers import layer


def rows(data):
    """The training data as two tensors, one row per example."""
    if data == {"name": "article"}:
        data = {"x": [[x] for x, _ in ARTICLE], "y": [[y] for _, y in ARTICLE]}
    return torch.tensor(data["x"]), torch.tensor(data["y"])


def named(choice):
    """A plain string, or {"Name": {options}}: the two ways an experiment writes a choice."""
    return (choice, {}) if isinstance(choice, str) else next(iter(choice.items()))


# The first argument of a layer, where it follows from the shape that the layer before gives.
FOLLOWS = {
    "Linear": ("in_features", -1),
    "BatchNorm1d": ("num_features", 1),
    "LayerNorm": ("normalized_shape", -1),
    "Conv2d": ("in_channels", 1),
}


def network(layers, features):
    """The layers as `nn.Sequential`; two rows of zeros tell what each gives to the next."""
    return sequential(layers, torch.zeros(2, features))[0]


def sequential(layers, x):
    """The layers, one after the other, and what they make of `x`."""
    modules = []
    for name, options in map(named, layers):
        if name == "Sequential":
            within, x = sequential(options, x)
            modules.append(within)
            continue
        if name in FOLLOWS:
            argument, dim = FOLLOWS[name]
            options = {argument: x.shape[dim], **options}
        modules.append(layer(name, options))
        # Evaluation: nothing is drawn, no statistics move.
        x = modules[-1].eval()(x.long() if name == "Embedding" else x)
        modules[-1].train()
    return torch.nn.Sequential(*modules), x


def parameters(model, dtype):
    return {name: vectors.nested(tensor, dtype) for name, tensor in model.state_dict().items()}


def penalty(experiment, model):
    """What an experiment adds to the loss for large parameters."""
    factors = experiment.get("penalty", {})
    terms = []
    if factors.get("l1"):
        terms.append(factors["l1"] * sum(p.abs().sum() for p in model.parameters()))
    if factors.get("l2"):
        terms.append(factors["l2"] * sum(p.square().sum() for p in model.parameters()))
    return sum(terms)


def clip(experiment, model):
    """Makes gradients smaller, where an experiment asks for it."""
    limits = experiment.get("clip_grad", {})
    if "norm" in limits:
        torch.nn.utils.clip_grad_norm_(model.parameters(), limits["norm"])
    if "value" in limits:
        torch.nn.utils.clip_grad_value_(model.parameters(), limits["value"])


def schedule(experiment, optimizer):
    """The scheduler, and whether it is given the loss; none where there is none."""
    if not experiment.get("scheduler"):
        return None, False
    name, options = named(experiment["scheduler"])
    return getattr(torch.optim.lr_scheduler, name)(optimizer, **options), name == "ReduceLROnPlateau"


def train(experiment, dtype, prepared=None):
    """Runs an experiment and returns everything that a program could print about it.

    `prepared` gives the training rows where they are drawn or computed after the seed is set.
    """
    torch.set_default_dtype(vectors.DTYPES[dtype])
    torch.manual_seed(experiment["seed"])
    x, y = prepared() if prepared else rows(experiment["data"])
    model = network(experiment["model"], x.shape[1])
    x = x.long() if isinstance(model[0], torch.nn.Embedding) else x
    given = experiment.get("parameters", {})
    model.load_state_dict({name: torch.tensor(value) for name, value in given.items()}, strict=False)
    loss_name, loss_options = named(experiment["loss"])
    criterion = getattr(torch.nn, loss_name)(**as_tensors(loss_options))
    optimizer_name, optimizer_options = named(experiment["optimizer"])
    optimizer = getattr(torch.optim, optimizer_name)(model.parameters(), **optimizer_options)
    scheduler, takes_loss = schedule(experiment, optimizer)

    epochs = experiment["epochs"]
    batch_size = experiment.get("batch_size") or len(x)
    initial, losses, log, rates = parameters(model, dtype), [], [], []
    for epoch in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        order = torch.randperm(len(x)) if experiment.get("shuffle") else torch.arange(len(x))
        for batch in order.split(batch_size):
            loss = criterion(model(x[batch]), y[batch])
            if experiment.get("penalty"):
                loss = loss + penalty(experiment, model)
            if experiment.get("zero_grad", True):
                optimizer.zero_grad()
            loss.backward()
            clip(experiment, model)
            optimizer.step()
            losses.append(vectors.number(loss.item(), dtype))
        if scheduler:
            scheduler.step(*[loss.item()] * takes_loss)
        log.append(f"[{epoch + 1}/{epochs}] loss:{loss.item():.4f}")
    result = {"initial": initial, "losses": losses, "final": parameters(model, dtype), "log": log}
    return {**result, "lrs": rates} if scheduler else result


def cases():
    for name, experiment in EXPERIMENTS.items():
        for dtype in vectors.DTYPES:
            yield {"id": f"{name}/{dtype}", "dtype": dtype, "experiment": experiment, **train(experiment, dtype)}
