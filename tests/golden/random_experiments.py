"""Makes up experiments that are valid: a model, a loss, an optimizer, a scheduler and data that fit together.

Every choice is drawn, but so that each name of the vocabulary has its turn: experiment number `n` has the
`n`-th loss, the `n`-th optimizer and so on, each list going round at its own pace. Settings are calm ones, with
which a training ends near where it began when a last digit changes; `check_random.py` judges the others.
"""

import random
from math import sin

LOSSES = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCELoss", "BCEWithLogitsLoss", "NLLLoss", "CrossEntropyLoss",
          "MultiMarginLoss", "KLDivLoss", "PoissonNLLLoss", "HingeEmbeddingLoss", "SoftMarginLoss"]  # fmt: skip
SCHEDULERS = [None, "StepLR", "MultiStepLR", "ExponentialLR", "LinearLR", "PolynomialLR", "CosineAnnealingLR",
              "CosineAnnealingWarmRestarts", "CyclicLR", "OneCycleLR", "ReduceLROnPlateau"]  # fmt: skip
# A learning rate that suits each optimizer.
OPTIMIZERS = {"SGD": 0.05, "Adagrad": 0.05, "RMSprop": 0.005, "Adadelta": 0.5, "Adam": 0.01, "AdamW": 0.01,
              "Adamax": 0.01, "NAdam": 0.01, "RAdam": 0.01, "Rprop": 0.01, "ASGD": 0.05}  # fmt: skip
ACTIVATIONS = ["Identity", "ReLU", "LeakyReLU", "PReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Sigmoid",
               "Tanh", "LogSigmoid", "Softplus", "Softsign", "ReLU6", "Hardtanh", "Hardsigmoid", "Hardswish", "Threshold",
               "Tanhshrink", "Softshrink", "Hardshrink", "Softmax", "LogSoftmax", "Softmin", "GLU", "Maxout"]  # fmt: skip
# What stands before the first Linear layer, or between two.
BODIES = ["plain", "BatchNorm1d", "LayerNorm", "Dropout", "Embedding", "Conv2d", "MaxPool2d", "AvgPool2d", "nested"]
CYCLES = {"SGD", "RMSprop", "Adam", "AdamW", "Adamax", "NAdam", "RAdam"}


class Maker:
    """Draws one experiment; `number` says whose turn it is."""

    def __init__(self, number):
        self.number = number
        self.dice = random.Random(number)
        self.loss = LOSSES[number % len(LOSSES)]
        self.optimizer = list(OPTIMIZERS)[number % len(OPTIMIZERS)]
        self.scheduler = SCHEDULERS[(number * 3 + number // 11) % len(SCHEDULERS)]
        self.body = BODIES[(number * 2 + number // 9) % len(BODIES)]
        self.activation = ACTIVATIONS[number % len(ACTIVATIONS)]

    def chance(self, share):
        return self.dice.random() < share

    def pick(self, *items):
        return self.dice.choice(items)

    def some(self, **options):
        """Each option in half of the cases."""
        return {name: value for name, value in options.items() if self.chance(0.5)}

    def choice(self, name, options):
        """A plain string where no option is written, in most cases."""
        return name if not options and self.chance(0.7) else {name: options}

    def experiment(self):
        columns, outputs = self.pick(1, 2, 3), self.outputs()
        rows = self.pick(9, 14, 23, 40)
        data, columns, outputs, more = self.data(rows, columns, outputs)
        batch_size = self.pick(None, 4, 5, 8, 16)
        if self.body == "BatchNorm1d":
            # One row alone has no variance, and two make the smallest difference large.
            count = self.training_rows(data, more.get("split"))
            batch_size = self.pick(None, *[size for size in (5, 6, 7, 8) if count % size not in (1, 2)])
        epochs = self.pick(6, 12, 20) if batch_size else self.pick(30, 60)
        made = {
            "version": 1, "seed": self.dice.randrange(2**32), "data": data, **more,
            "model": self.model(columns, outputs), "loss": self.choice(self.loss, self.loss_options(outputs)),
            "optimizer": self.choice(self.optimizer, self.optimizer_options()), "epochs": epochs,
            "batch_size": batch_size, "shuffle": self.chance(0.7),
        }  # fmt: skip
        if self.scheduler:
            made["scheduler"] = {self.scheduler: self.scheduler_options(epochs)}
        if self.chance(0.2):
            made["penalty"] = self.pick({"l1": 0.001}, {"l2": 0.01}, {"l1": 0.002, "l2": 0.001})
        if self.chance(0.2):
            made["clip_grad"] = self.pick({"norm": 0.5}, {"value": 0.1})
        if self.chance(0.05):
            made["zero_grad"] = False
        return made

    @staticmethod
    def training_rows(data, split):
        """How many rows `random_split` leaves for the training: what is left over goes to the first parts."""
        rows = len(data["x"]) if "x" in data else {"article": 15, "iris": 150, "wine": 178}.get(data["name"], data.get("samples"))
        parts = [int(rows * share) for share in (split or {"train": 1.0}).values()]
        return parts[0] + (sum(parts) < rows)

    def outputs(self):
        """How many columns the prediction has."""
        return self.pick(2, 3, 4) if self.loss in ("NLLLoss", "CrossEntropyLoss", "MultiMarginLoss", "KLDivLoss") else self.pick(1, 1, 2)

    def data(self, rows, columns, outputs):
        """The key `data`, its columns, the outputs that it needs, and the keys that belong to it."""
        classes = self.loss in ("NLLLoss", "CrossEntropyLoss", "MultiMarginLoss")
        images = self.body in ("Conv2d", "MaxPool2d", "AvgPool2d")
        split = {"split": self.pick({"train": 0.6, "validation": 0.2, "test": 0.2}, {"train": 0.8, "test": 0.2})}
        split = split if self.chance(0.3) else {}
        if images:
            columns = 25
        elif self.body == "Embedding":
            columns = 3
        elif classes and self.chance(0.4):
            name = self.pick("iris", "wine", "gaussians", "spiral", "moons")
            if name in ("iris", "wine"):
                return {"name": name}, 4 if name == "iris" else 13, 3, {"preprocess": [self.pick("Standardize", "MinMax")], "split": {"train": 0.3, "test": 0.7}}
            data = {"name": name, "samples": rows + 5, "seed": self.dice.randrange(99)}
            return (data if name == "moons" else {**data, "classes": outputs}), 2, 2 if name == "moons" else outputs, split
        elif self.loss in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss") and self.chance(0.4):
            name = self.pick("article", "line", "sine", "quadratic")
            steps = self.pick([{"Standardize": {"columns": "x"}}], [{"MinMax": {"columns": "x"}}, {"Standardize": {"columns": "y"}}])
            data = {"name": name} if name == "article" else {"name": name, "samples": rows, "noise": 0.2}
            return data, 1, 1, {"preprocess": steps, **split}
        phase = self.dice.random()
        x = [[round(1.5 * sin(1.7 * (i * columns + j) + phase + 0.3 * j * j), 3) for j in range(columns)] for i in range(rows)]
        if self.body == "Embedding":
            x = [[(3 * i + j * j + i // 4) % 7 for j in range(columns)] for i in range(rows)]
        return {"x": x, "y": [self.target(row, i, outputs) for i, row in enumerate(x)]}, columns, outputs, split

    def target(self, row, i, outputs):
        """What the loss takes as the target of a row."""
        z = sum(row[: 3]) + 0.3 * sin(2.3 * i)
        if self.loss in ("NLLLoss", "CrossEntropyLoss", "MultiMarginLoss"):
            return int(abs(z * 2)) % outputs
        if self.loss == "KLDivLoss":
            shares = [1.0 + abs(round(z, 2)) * (j + 1) for j in range(outputs)]
            return [round(share / sum(shares), 4) for share in shares]
        numbers = [z - 0.7 * j for j in range(outputs)]
        if self.loss in ("BCELoss", "BCEWithLogitsLoss"):
            return [float(number > 0) for number in numbers]
        if self.loss in ("HingeEmbeddingLoss", "SoftMarginLoss"):
            return [1.0 if number > 0 else -1.0 for number in numbers]
        if self.loss == "PoissonNLLLoss":
            return [float(round(abs(number))) for number in numbers]
        return [round(number, 3) for number in numbers]

    def model(self, columns, outputs):
        units = self.pick(4, 6, 8)
        layers = self.front(columns)
        if self.body == "nested":
            layers = [{"Sequential": [{"Linear": {"out_features": units}}, self.act(units)]}, {"Sequential": [{"Linear": {"out_features": units}}, self.pick("Tanh", "Sigmoid")]}]
        else:
            layers += [{"Linear": {"out_features": units, **self.bias()}}, *self.norm(), self.act(units)]
            if self.chance(0.4):
                layers += [{"Linear": {"out_features": units, **self.bias()}}, *self.norm(), self.act(units, self.pick(*ACTIVATIONS))]
        layers.append({"Linear": {"out_features": outputs}})
        return layers + self.last()

    def front(self, columns):
        if self.body == "Embedding":
            options = {"num_embeddings": 7, "embedding_dim": self.pick(2, 3), **self.some(padding_idx=2)}
            return [{"Embedding": options}, "Flatten"]
        if self.body not in ("Conv2d", "MaxPool2d", "AvgPool2d"):
            return []
        image = {"Unflatten": {"dim": 1, "unflattened_size": [1, 5, 5]}}
        padding = self.pick(0, 1, [1, 0], "same", "valid")
        stride = {} if padding == "same" else self.some(stride=self.pick(1, 2, [2, 1]))
        mode = self.some(padding_mode=self.pick("zeros", "reflect", "replicate", "circular"))
        options = {"out_channels": 2, "kernel_size": self.pick(2, 3, [2, 3]), "padding": padding, **stride, **mode}
        layers = [image, {"Conv2d": {**options, **self.some(bias=False)}}, self.pick("Tanh", "ReLU", "SiLU")]
        if self.body == "MaxPool2d":
            layers.append({"MaxPool2d": {"kernel_size": 2, **self.some(stride=1, padding=1, ceil_mode=True)}})
        if self.body == "AvgPool2d":
            more = self.some(stride=1, padding=1, ceil_mode=True, count_include_pad=False, divisor_override=3)
            layers.append({"AvgPool2d": {"kernel_size": 2, **more}})
        return [*layers, "Flatten"]

    def bias(self):
        """A bias before a batch norm changes nothing: its gradient is what rounding leaves, and its path chance."""
        return {"bias": False} if self.body == "BatchNorm1d" else self.some(bias=self.chance(0.5))

    def norm(self):
        if self.body == "BatchNorm1d":
            return [{"BatchNorm1d": self.some(eps=0.1, momentum=self.pick(0.3, None), affine=False, track_running_stats=False, bias=False)}]
        if self.body == "LayerNorm":
            return [{"LayerNorm": self.some(eps=0.1, elementwise_affine=self.chance(0.5), bias=False)}]
        # Dropout's mask is the one draw that is not PyTorch's.
        return [{"Dropout": {"p": 0.0}}] if self.body == "Dropout" else []

    def act(self, units, name=None):
        name = name or self.activation
        options = {
            "LeakyReLU": self.some(negative_slope=0.2),
            "PReLU": self.some(num_parameters=units, init=0.1),
            "RReLU": self.some(lower=0.1, upper=0.5),
            "ELU": self.some(alpha=0.7),
            "CELU": self.some(alpha=1.5),
            "GELU": self.some(approximate="tanh"),
            "Softplus": self.some(beta=2.0, threshold=5.0),
            "Hardtanh": self.some(min_val=-0.5, max_val=2.0),
            "Threshold": {"threshold": -0.5, "value": -0.5},
            "Softshrink": self.some(lambd=0.2),
            "Hardshrink": self.some(lambd=0.1),
            "Softmax": self.some(dim=1),
            "LogSoftmax": self.some(dim=-1),
            "Softmin": self.some(dim=1),
            "GLU": self.some(dim=1),
            "Maxout": self.some(num_pieces=2),
        }.get(name, {})
        return self.choice(name, options)

    def last(self):
        """What the loss wants its predictions to have gone through."""
        if self.loss == "BCELoss":
            return ["Sigmoid"]
        if self.loss in ("NLLLoss", "KLDivLoss"):
            return [{"LogSoftmax": {"dim": 1}}]
        if self.loss == "HingeEmbeddingLoss":
            return ["Softplus"]
        self.rate = self.loss == "PoissonNLLLoss" and self.chance(0.3)
        return ["Softplus"] if self.rate else []

    def loss_options(self, outputs):
        weight = [round(0.5 + 0.4 * j, 1) for j in range(outputs)]
        reduction = self.pick("mean", "mean", "sum")
        # Added up, losses have gradients as many times as large: rates that suit one suit the other no more.
        options = self.some(reduction=reduction if self.optimizer not in ("SGD", "ASGD") else "mean")
        return {**options, **{
            "SmoothL1Loss": self.some(beta=self.pick(0.3, 0.0)),
            "HuberLoss": self.some(delta=0.4),
            "BCELoss": self.some(weight=weight),
            "BCEWithLogitsLoss": self.some(weight=weight, pos_weight=weight),
            "NLLLoss": self.some(weight=weight, ignore_index=1),
            "CrossEntropyLoss": self.some(weight=weight, ignore_index=1, label_smoothing=0.1),
            "MultiMarginLoss": self.some(weight=weight, margin=0.5, p=2),
            "KLDivLoss": self.some(reduction="batchmean"),
            "PoissonNLLLoss": {**({"log_input": False} if getattr(self, "rate", False) else {}), **self.some(full=True, eps=1e-6)},
            "HingeEmbeddingLoss": self.some(margin=1.5),
        }.get(self.loss, {})}  # fmt: skip

    def optimizer_options(self):
        lr = OPTIMIZERS[self.optimizer] * self.pick(0.5, 1.0, 1.0, 2.0)
        beta = self.some(betas=[0.8, 0.99], eps=1e-6, weight_decay=0.01)
        own = {
            "SGD": self.some(momentum=0.9, weight_decay=0.01) if self.chance(0.5) else {"momentum": 0.5, "nesterov": True},
            "Adagrad": self.some(lr_decay=0.01, weight_decay=0.01, initial_accumulator_value=0.1, eps=1e-6),
            "RMSprop": self.some(alpha=0.9, eps=1e-4, weight_decay=0.01, momentum=0.5, centered=True),
            "Adadelta": self.some(rho=0.8, eps=1e-4, weight_decay=0.01),
            "Adam": {**beta, **self.some(amsgrad=True, decoupled_weight_decay=True)},
            "AdamW": {**beta, **self.some(amsgrad=True)},
            "Adamax": beta,
            "NAdam": {**beta, **self.some(momentum_decay=0.01, decoupled_weight_decay=True)},
            "RAdam": {**beta, **self.some(decoupled_weight_decay=True)},
            "Rprop": self.some(etas=[0.6, 1.1], step_sizes=[1e-5, 0.1]),
            "ASGD": self.some(lambd=1e-3, alpha=0.5, t0=5.0, weight_decay=0.01),
        }[self.optimizer]
        # Up the gradient, but not far: most losses have no top.
        uphill = {"lr": round(lr / 20, 6), "maximize": True} if self.chance(0.08) else {}
        return {"lr": round(lr, 6), **own, **uphill}

    def scheduler_options(self, epochs):
        lr = OPTIMIZERS[self.optimizer]
        turn = {} if self.optimizer in CYCLES and self.chance(0.7) else {"cycle_momentum": False}
        return {
            "StepLR": {"step_size": self.pick(1, 3, 7), **self.some(gamma=0.7)},
            "MultiStepLR": {"milestones": [2, 5, 5, 9], **self.some(gamma=0.5)},
            "ExponentialLR": {"gamma": self.pick(0.9, 0.98)},
            "LinearLR": self.some(start_factor=0.5, end_factor=0.8, total_iters=4),
            "PolynomialLR": {"total_iters": self.pick(3, 100), **self.some(power=2.0)},
            "CosineAnnealingLR": {"T_max": self.pick(5, 20), **self.some(eta_min=lr / 10)},
            "CosineAnnealingWarmRestarts": {"T_0": self.pick(3, 5), **self.some(T_mult=2, eta_min=lr / 10)},
            "CyclicLR": {"base_lr": lr / 5, "max_lr": lr, "step_size_up": self.pick(2, 5), **turn,
                         **self.some(step_size_down=3, mode=self.pick("triangular2", "exp_range"), gamma=0.95)},
            "OneCycleLR": {"max_lr": lr, "total_steps": epochs + 1, **turn,
                           **self.some(anneal_strategy="linear", pct_start=0.4, div_factor=10.0, three_phase=True)},
            "ReduceLROnPlateau": self.some(factor=0.5, patience=self.pick(0, 2), threshold=0.01, cooldown=1, threshold_mode="abs"),
        }[self.scheduler]  # fmt: skip


def experiment(number):
    return Maker(number).experiment()
