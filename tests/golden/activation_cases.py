"""activations.json: each activation as a layer, with its settings: what comes out, and the gradient of the input
and of the layer's parameter. activation_trainings.json: a small training through each of them."""

import experiments
import training_cases
import vectors
import torch

from own_layers import layer
from vectors import wave

# Where activations bend, and far beyond.
KINKS = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 3.0, -3.0, 6.0, -6.0]
LARGE = [1000.0, -1000.0, 100.0, -100.0, 85.0, -85.0, 20.0, -20.0, 20.5, -20.5]
TINY = [1e-6, -1e-6, 1e-12, -1e-12, 1e-20, -1e-20]
BEYOND = [float("inf"), float("-inf"), float("nan"), 1.0]
INPUTS = {
    "matrix": ((3, 4), wave((3, 4), 0.3, 2.5)),
    "block": ((2, 4, 2), wave((2, 4, 2), 0.8)),
    "kinks": ((1, 10), KINKS),
    "large": ((5, 2), LARGE),
    "tiny": ((3, 2), TINY),
    "beyond": ((2, 2), BEYOND),
    "empty": ((0, 4), []),
}

# Of each layer: the operation that it must record, and its settings.
LAYERS = [
    ("ReLU", "relu", {}),
    ("Sigmoid", "sigmoid", {}),
    ("Tanh", "tanh", {}),
    ("LeakyReLU", "leaky_relu", {}, {"negative_slope": 0.2}, {"negative_slope": -0.5}),
    ("PReLU", "prelu", {}, {"init": 0.1}, {"num_parameters": 4, "init": -0.3}, {"num_parameters": 8}),
    ("RReLU", "leaky_relu", {}, {"lower": 0.1, "upper": 0.5}),
    ("ELU", "elu", {}, {"alpha": 0.5}, {"alpha": -1.0}),
    ("SELU", "selu", {}),
    ("CELU", "celu", {}, {"alpha": 0.5}, {"alpha": 3.0}),
    ("GELU", "gelu", {}),
    ("GELU", "gelu_tanh", {"approximate": "tanh"}),
    ("SiLU", "silu", {}),
    ("Mish", "mish", {}),
    ("LogSigmoid", "logsigmoid", {}),
    ("Softplus", "softplus", {}, {"beta": 2.0}, {"beta": 0.5, "threshold": 1.0}),
    ("Softsign", "softsign", {}),
    ("ReLU6", "relu6", {}),
    ("Hardtanh", "hardtanh", {}, {"min_val": -2.0, "max_val": 0.5}),
    ("Hardsigmoid", "hardsigmoid", {}),
    ("Hardswish", "hardswish", {}),
    ("Threshold", "threshold", {"threshold": 0.5, "value": -1.0}, {"threshold": 0.0, "value": 0.0}),
    ("Tanhshrink", "tanhshrink", {}),
    ("Softshrink", "softshrink", {}, {"lambd": 0.0}, {"lambd": 1.0}),
    ("Hardshrink", "hardshrink", {}, {"lambd": 0.0}, {"lambd": 1.0}),
    ("Softmax", "softmax", {"dim": -1}, {"dim": 1}, {"dim": 0}),
    ("LogSoftmax", "log_softmax", {"dim": -1}, {"dim": 1}, {"dim": 0}),
    ("Softmin", "softmax", {"dim": -1}, {"dim": 1}, {"dim": 0}),
    ("GLU", "mul", {}, {"dim": 1}),
    ("Maxout", "amax", {}, {"num_pieces": 1}),
    ("Identity", None, {}),
]


def case(name, op, options, shape_name, dtype):
    torch.set_default_dtype(vectors.DTYPES[dtype])
    shape, data = INPUTS[shape_name]
    x = torch.tensor(data).reshape(shape).requires_grad_()
    module = layer(name, options)
    output = module(x)
    upstream = torch.tensor(wave(output.shape, 2.2, 1.5)).reshape(output.shape)
    wanted = [x, *module.parameters()]
    settings = "".join(f",{key}={value}" for key, value in options.items())
    return {
        "id": f"{name}{settings}/{shape_name}/{dtype}",
        "layer": name,
        "options": options,
        "op": op,
        "dtype": dtype,
        "input": vectors.packed(x, dtype),
        "upstream": vectors.numbers(upstream, dtype),
        "output": vectors.packed(output, dtype),
        "grads": [vectors.numbers(grad, dtype) for grad in torch.autograd.grad(output, wanted, upstream)],
    }


def fits(name, options, shape):
    """A slope for each channel needs as many channels, and nothing can be chosen from nothing."""
    if name == "GELU" and shape == (2, 2):
        return False  # Of infinity PyTorch makes NaN in f32 and infinity in f64.
    if name == "PReLU" and options.get("num_parameters", 1) > 1:
        return shape[1] == options["num_parameters"]
    if name in ("GLU", "Maxout"):
        parts = options.get("num_pieces", 2)
        return shape[1 if "dim" in options else -1] % parts == 0 and shape != (0, 4)
    return True


def cases():
    for name, op, *choices in LAYERS:
        for options in choices:
            for shape_name, (shape, _) in INPUTS.items():
                if fits(name, options, shape):
                    for dtype in vectors.DTYPES:
                        yield case(name, op, options, shape_name, dtype)


def experiment(name, options):
    """Forty points in batches of sixteen, the last one smaller, through two layers of eight and the activation."""
    activation = {name: options} if options else name
    if name in ("Softmax", "LogSoftmax", "Softmin") and options["dim"] == 0:
        return None  # Over the rows of a batch: a gradient check, but no training that anybody wants.
    # Calm enough that the last digit decides nothing.
    lr = {"LogSoftmax": 0.002, "PReLU": 0.02}.get(name, 0.05)
    return experiments.plane(
        seed={"Mish": 13}.get(name, 11), model=experiments.hidden(activation), optimizer=experiments.sgd(lr=lr), batch_size=16, epochs=34
    )


def trainings():
    for name, _, *choices in LAYERS:
        for options in choices:
            made = experiment(name, options)
            settings = "".join(f",{key}={value}" for key, value in options.items())
            if made and options.get("num_parameters", 8) == 8:
                for dtype in vectors.DTYPES:
                    trained = training_cases.train(made, dtype)
                    yield {"id": f"{name}{settings}/{dtype}", "dtype": dtype, "experiment": made, **trained}
