"""layers.json and layer_trainings.json: layers by themselves, and networks that have them.

A case of layers.json builds one layer after a seed, gives it rows in training mode, several
batches one after the other, and once more in evaluation mode. The first parameters, each
output, the gradients of the last batch and the `state_dict` at the end are kept.
"""

import vectors
import torch

from experiments import CLASSES, PLANE, experiment
from training_cases import network, train
from vectors import wave

# Whole numbers that stand for words, and the two-dimensional digits of a very small display.
WORDS = [[(3 * i + j * j) % 7 for j in range(4)] for i in range(13)]
PICTURES = [[round(((i * 7 + j * 5 + i * j) % 11) / 10.0, 1) for j in range(16)] for i in range(14)]
TARGETS = [[round(((5 * i) % 9) / 4.0 - 1.0, 2)] for i in range(14)]
IMAGE = {"Unflatten": {"dim": 1, "unflattened_size": [1, 4, 4]}}


def image(channels, height, width):
    return {"Unflatten": {"dim": 1, "unflattened_size": [channels, height, width]}}


def batch(rows, columns, number, words=None):
    """Batch `number` of a case: rows that differ from batch to batch."""
    if words:
        return torch.tensor([[(3 * i + j * j + number) % words for j in range(columns)] for i in range(rows)])
    return torch.tensor(wave((rows, columns), 0.3 + number, 1.0 + number)).reshape(rows, columns)


# name: (layers, columns of x, what differs from the rule of two batches of four rows)
LAYERS = {
    "Linear": ([{"Linear": {"out_features": 3}}], 5, {}),
    "Linear/no-bias": ([{"Linear": {"out_features": 2, "bias": False}}], 3, {}),
    "Linear/of-images": ([image(2, 3, 2), {"Linear": {"out_features": 4}}], 12, {}),
    "Dropout/nothing": ([{"Dropout": {"p": 0.0}}], 3, {}),
    "Dropout/evaluation": ([{"Dropout": {"p": 0.5}}], 3, {"batches": 0}),
    "BatchNorm1d": ([{"BatchNorm1d": {}}], 3, {}),
    "BatchNorm1d/one-feature": ([{"BatchNorm1d": {}}], 1, {"rows": 9, "batches": 4}),
    "BatchNorm1d/two-rows": ([{"BatchNorm1d": {"momentum": 0.3}}], 4, {"rows": 2, "batches": 3}),
    "BatchNorm1d/average": ([{"BatchNorm1d": {"momentum": None}}], 3, {"batches": 4}),
    "BatchNorm1d/eps": ([{"BatchNorm1d": {"eps": 0.5, "momentum": 1.0}}], 3, {}),
    "BatchNorm1d/not-affine": ([{"BatchNorm1d": {"affine": False}}], 3, {}),
    "BatchNorm1d/no-statistics": ([{"BatchNorm1d": {"track_running_stats": False}}], 3, {}),
    "BatchNorm1d/no-bias": ([{"BatchNorm1d": {"bias": False}}], 3, {}),
    "BatchNorm1d/channels": (
        [{"Unflatten": {"dim": 1, "unflattened_size": [3, 2]}}, {"BatchNorm1d": {}}],
        6,
        {"rows": 3},
    ),
    "LayerNorm": ([{"LayerNorm": {}}], 5, {}),
    "LayerNorm/eps": ([{"LayerNorm": {"eps": 0.25}}], 4, {}),
    "LayerNorm/no-bias": ([{"LayerNorm": {"bias": False}}], 4, {}),
    "LayerNorm/not-affine": ([{"LayerNorm": {"elementwise_affine": False}}], 4, {}),
    "LayerNorm/images": ([image(2, 2, 3), {"LayerNorm": {"normalized_shape": [2, 3]}}], 12, {}),
    "LayerNorm/one-row": ([{"LayerNorm": {}}], 6, {"rows": 1}),
    "Embedding": ([{"Embedding": {"num_embeddings": 5, "embedding_dim": 3}}], 2, {"words": 5}),
    "Embedding/large": ([{"Embedding": {"num_embeddings": 30, "embedding_dim": 7}}], 3, {"words": 30}),
    "Embedding/padding": (
        [{"Embedding": {"num_embeddings": 6, "embedding_dim": 2, "padding_idx": 1}}],
        4,
        {"words": 6},
    ),
    "Flatten": ([image(2, 2, 2), "Flatten"], 8, {}),
    "Flatten/last-two": ([image(2, 2, 2), {"Flatten": {"start_dim": 2}}], 8, {}),
    "Flatten/first-two": ([image(2, 3, 2), {"Flatten": {"start_dim": 1, "end_dim": -2}}], 12, {}),
    "Unflatten/last": ([{"Unflatten": {"dim": -1, "unflattened_size": [3, 2]}}], 6, {}),
    "Conv2d": ([image(1, 4, 4), {"Conv2d": {"out_channels": 2, "kernel_size": 3}}], 16, {}),
    "Conv2d/options": (
        [image(2, 5, 4), {"Conv2d": {"out_channels": 4, "kernel_size": [2, 3], "stride": [2, 1], "padding": 1}}],
        40,
        {},
    ),
    "Conv2d/groups": (
        [image(4, 3, 3), {"Conv2d": {"out_channels": 4, "kernel_size": 2, "groups": 2, "bias": False}}],
        36,
        {},
    ),
    "Conv2d/dilation": (
        [image(1, 5, 5), {"Conv2d": {"out_channels": 1, "kernel_size": 2, "dilation": [3, 2]}}],
        25,
        {},
    ),
    "Conv2d/same": ([image(2, 3, 4), {"Conv2d": {"out_channels": 3, "kernel_size": 3, "padding": "same"}}], 24, {}),
    "Conv2d/same-uneven": (
        [image(1, 4, 4), {"Conv2d": {"out_channels": 2, "kernel_size": [2, 4], "padding": "same", "dilation": [3, 1]}}],
        16,
        {},
    ),
    "Conv2d/valid": ([image(1, 4, 4), {"Conv2d": {"out_channels": 2, "kernel_size": 3, "padding": "valid"}}], 16, {}),
    "Conv2d/reflect": (
        [image(1, 4, 4), {"Conv2d": {"out_channels": 2, "kernel_size": 3, "padding": [2, 1], "padding_mode": "reflect"}}],
        16,
        {},
    ),
    "Conv2d/replicate": (
        [image(2, 3, 3), {"Conv2d": {"out_channels": 2, "kernel_size": 2, "padding": 1, "stride": 2, "padding_mode": "replicate"}}],
        18,
        {},
    ),
    "Conv2d/circular": (
        [image(1, 4, 4), {"Conv2d": {"out_channels": 2, "kernel_size": 2, "padding": "same", "padding_mode": "circular"}}],
        16,
        {},
    ),
    "MaxPool2d": ([image(1, 4, 4), {"MaxPool2d": {"kernel_size": 2}}], 16, {}),
    "MaxPool2d/options": (
        [image(2, 5, 5), {"MaxPool2d": {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}}],
        50,
        {},
    ),
    "MaxPool2d/dilation": ([image(1, 5, 4), {"MaxPool2d": {"kernel_size": 2, "stride": 1, "dilation": 2}}], 20, {}),
    "AvgPool2d": ([image(1, 4, 4), {"AvgPool2d": {"kernel_size": 2}}], 16, {}),
    "AvgPool2d/options": (
        [image(1, 5, 5), {"AvgPool2d": {"kernel_size": [3, 2], "stride": 2, "padding": 1, "ceil_mode": True}}],
        25,
        {},
    ),
    "AvgPool2d/divisor": (
        [image(1, 4, 4), {"AvgPool2d": {"kernel_size": [2, 3], "stride": 1, "padding": [0, 1], "divisor_override": 2}}],
        16,
        {},
    ),
    "AvgPool2d/uncounted": (
        [image(1, 4, 4), {"AvgPool2d": {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}}],
        16,
        {},
    ),
}


def state(model, dtype):
    return {name: vectors.numbers(tensor, dtype) for name, tensor in model.state_dict().items()}


def case(name, layers, columns, dtype, rows=4, batches=2, words=None):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    torch.manual_seed(len(name))
    model = network(layers, columns)
    initial = state(model, dtype)
    # Ones and zeros would hide what weights and biases do.
    given = {name: wave(tensor.shape, 0.7, 1.5) for name, tensor in model.named_parameters()}
    with torch.no_grad():
        for parameter, (_, cells) in zip(model.parameters(), given.items()):
            parameter.copy_(torch.tensor(cells).reshape(parameter.shape))
    made, grads, x = [], {}, None
    for number in range(batches + 1):
        model.train(number < batches)
        x = batch(rows, columns, number, words)
        x = x if words else x.requires_grad_()
        y = model(x)
        made.append({"x": vectors.packed(x, dtype), "y": vectors.packed(y, dtype)})
        if number == max(batches - 1, 0):
            upstream = torch.tensor(wave(y.shape, 2.2, 1.5)).reshape(y.shape)
            wanted = [*model.named_parameters(), *([] if words else [("x", x)])]
            found = torch.autograd.grad(y, [tensor for _, tensor in wanted], upstream)
            grads = {name: vectors.numbers(grad, dtype) for (name, _), grad in zip(wanted, found)}
            upstream = vectors.numbers(upstream, dtype)
            made[-1]["upstream"] = upstream
    return {
        "id": f"{name}/{dtype}",
        "layer": name.split("/")[0],
        "dtype": dtype,
        "seed": len(name),
        "model": layers,
        "initial": initial,
        "given": given,
        "batches": made,
        "grads": grads,
        "final": state(model, dtype),
    }


def layers():
    for name, (modules, columns, rule) in LAYERS.items():
        for dtype in vectors.DTYPES:
            yield case(name, modules, columns, dtype, **rule)


LAST = {"Linear": {"out_features": 1}}


def plane(model, **changes):
    """Forty points in shuffled batches of nine: the last one has four."""
    data = {"x": PLANE, "y": CLASSES}
    common = {"data": data, "model": model, "batch_size": 9, "shuffle": True, "epochs": 20, "loss": "BCEWithLogitsLoss"}
    return experiment(**{**common, "optimizer": {"SGD": {"lr": 0.1}}, **changes})


def pictures(model, **changes):
    """Fourteen pictures of 4 × 4 in shuffled batches of four: the last one has two."""
    data = {"x": PICTURES, "y": TARGETS}
    common = {"data": data, "model": [IMAGE, *model, "Flatten", LAST], "batch_size": 4, "shuffle": True, "epochs": 25}
    return experiment(**{**common, "optimizer": {"SGD": {"lr": 0.02}}, **changes})


def words(model, **changes):
    """Thirteen rows of four words in shuffled batches of five: the last one has three."""
    data = {"x": WORDS, "y": TARGETS[:13]}
    common = {"data": data, "model": [*model, "Flatten", LAST], "batch_size": 5, "shuffle": True, "epochs": 25}
    return experiment(**{**common, "optimizer": {"SGD": {"lr": 0.05}}, **changes})


def wide(units):
    return {"Linear": {"out_features": units}}


def conv(channels, size, **options):
    return {"Conv2d": {"out_channels": channels, "kernel_size": size, **options}}


TRAININGS = {
    "batch-norm": plane([wide(6), {"BatchNorm1d": {}}, "ReLU", LAST], seed=12),
    "batch-norm-no-bias": plane([wide(6), {"BatchNorm1d": {"bias": False}}, "Tanh", LAST], seed=2),
    "nested": plane(
        [{"Sequential": [wide(6), "Tanh"]}, {"Sequential": [wide(4), {"Sequential": [{"LayerNorm": {}}, "SiLU"]}]}, LAST],
        seed=3, parameters={"1.0.bias": [0.5, -0.5, 0.25, 0.0], "1.1.0.weight": [1.0, 0.5, 2.0, 1.5]},
    ),
    "batch-norm-first": plane([{"BatchNorm1d": {}}, wide(4), "Tanh", LAST], seed=3),
    "batch-norm-average": plane([wide(5), {"BatchNorm1d": {"momentum": None}}, "Tanh", LAST], seed=42),
    "batch-norm-plain": plane(
        [wide(5), {"BatchNorm1d": {"affine": False, "track_running_stats": False}}, "Tanh", LAST], seed=1
    ),
    "batch-norm-momentum": plane(
        [wide(6), {"BatchNorm1d": {"momentum": 0.5, "eps": 0.001}}, "ReLU", wide(4), {"BatchNorm1d": {}}, "Tanh", LAST],
        optimizer={"SGD": {"lr": 0.02, "momentum": 0.9}}, epochs=10,
    ),
    "batch-norm-one-batch": plane([wide(4), {"BatchNorm1d": {}}, "Tanh", LAST], batch_size=None, shuffle=False),
    "batch-norm-given": plane(
        [wide(2), {"BatchNorm1d": {}}, LAST],
        parameters={"1.weight": [0.5, 2.0], "1.running_mean": [1.0, -1.0], "1.running_var": [4.0, 0.25]},
    ),
    "layer-norm": plane([wide(6), {"LayerNorm": {}}, "ReLU", LAST]),
    "layer-norm-plain": plane([wide(6), {"LayerNorm": {"elementwise_affine": False}}, "Tanh", LAST], seed=9),
    "layer-norm-images": pictures([{"LayerNorm": {"normalized_shape": [4, 4]}}, "Flatten", wide(5), "Tanh"]),
    "dropout-nothing": plane([wide(6), {"Dropout": {"p": 0.0}}, "Tanh", LAST]),
    "embedding": words([{"Embedding": {"num_embeddings": 7, "embedding_dim": 3}}]),
    "embedding-hidden": words(
        [{"Embedding": {"num_embeddings": 7, "embedding_dim": 2}}, "Flatten", wide(6), "Tanh"], seed=5
    ),
    "embedding-padding": words([{"Embedding": {"num_embeddings": 8, "embedding_dim": 4, "padding_idx": 0}}], seed=7),
    "embedding-linear": words([{"Embedding": {"num_embeddings": 7, "embedding_dim": 3}}, wide(2), "Tanh"], seed=2),
    "convolution": pictures([conv(3, 3), "ReLU"]),
    "convolution-padding": pictures([conv(2, 3, padding=1, stride=2), "Tanh"], seed=4),
    "convolution-groups": pictures([conv(4, 2), "Tanh", conv(4, 2, groups=2, bias=False), "ReLU"], seed=8),
    "convolution-same": pictures([conv(3, 2, padding="same"), "Tanh"], seed=3),
    "convolution-reflect": pictures([conv(2, 3, padding=1, padding_mode="reflect"), "Tanh"], seed=5),
    "convolution-replicate": pictures([conv(2, 3, padding=[1, 2], stride=2, padding_mode="replicate"), "SiLU"], seed=7),
    "convolution-circular": pictures([conv(2, 3, padding="same", padding_mode="circular"), "Tanh"], seed=9),
    "average-pool-divisor": pictures(
        [conv(2, 3, padding=1), "Tanh", {"AvgPool2d": {"kernel_size": 2, "divisor_override": 3}}], seed=10
    ),
    "max-pool": pictures([conv(3, 3, padding=1), "ReLU", {"MaxPool2d": {"kernel_size": 2}}]),
    "max-pool-overlap": pictures([conv(2, 2), "Tanh", {"MaxPool2d": {"kernel_size": 2, "stride": 1}}], seed=6),
    "average-pool": pictures([conv(3, 3, padding=1), "ReLU", {"AvgPool2d": {"kernel_size": 2}}], seed=2),
    "average-pool-padding": pictures(
        [conv(2, 3, padding=[1, 0]), "Tanh", {"AvgPool2d": {"kernel_size": [3, 2], "stride": 1, "padding": [1, 0]}}], seed=11
    ),
    "everything": pictures(
        [conv(4, 3, padding=1), "ReLU", {"MaxPool2d": {"kernel_size": 2}}, "Flatten", wide(6), {"BatchNorm1d": {}}, "Tanh",
         {"Dropout": {"p": 0.0}}, {"LayerNorm": {}}],
        # Batches of five and four: between two rows alone a batch norm makes the smallest difference large.
        batch_size=5, epochs=12, optimizer={"SGD": {"lr": 0.01, "weight_decay": 0.01}},
    ),
}  # fmt: skip


def trainings():
    for name, chosen in TRAININGS.items():
        for dtype in vectors.DTYPES:
            yield {"id": f"{name}/{dtype}", "dtype": dtype, "experiment": chosen, **train(chosen, dtype)}
