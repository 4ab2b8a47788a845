"""Trains made-up experiments twice: `chalkgrad train --trace`, and PyTorch with the program that Chalkgrad exports.

    env/bin/python check_random.py ../../target/release/chalkgrad [how many] [first number]

Compared are the first parameters, the loss of every training step, and the last parameters: rtol 1e-3, as
everywhere for f32. Where they differ PyTorch trains some more times: in double precision from the same numbers in
the same order, and in single precision from first parameters whose last digit is changed. Where these leave its own
training as far as Chalkgrad's does, the experiment magnifies roundings, and two correct programs differ: it is
counted as chaotic, not as wrong.
"""

import collections
import io
import json
import math
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import vectors
import random_experiments
import torch

# Where a difference counts: absolute for numbers near 0, relative for all others.
ATOL, RTOL = 1e-5, 1e-3
# How many times farther than PyTorch's trainings are from each other a chaotic one may be from them.
CHAOS = 10.0
# How many trainings there are with a last digit changed.
NUDGES = 6


def instrumented(program):
    """The exported program, changed so that it keeps what it computes."""
    start = "for epoch in range("
    assert program.count(f"\n{start}") == 1 and program.count("optimizer.step()") == 1
    program = program.replace(f"\n{start}", f"\nbegin(model, globals())\n{start}")
    return program.replace("optimizer.step()", "optimizer.step(); losses.append(loss.item())")


class Run:
    """One run of an exported program; `like` gives an earlier one to repeat, in double precision or nudged."""

    def __init__(self, program, like=None, nudge=0):
        self.like, self.nudge, self.losses = like, nudge, []
        text = io.StringIO()
        torch.set_default_dtype(torch.float32)
        names = {"begin": self.begin, "losses": self.losses}
        with redirect_stdout(text):
            exec(compile(instrumented(program), "program.py", "exec"), names)
        self.log = text.getvalue().splitlines()
        self.last = self.state(names["model"])

    def begin(self, model, names):
        """Before the first epoch: the first parameters, or those of the run to repeat."""
        if self.nudge:
            nudges = torch.Generator().manual_seed(self.nudge)
            with torch.no_grad():
                for parameter in model.parameters():
                    sign = torch.randint(-1, 2, parameter.shape, generator=nudges)
                    parameter.copy_(parameter.double() * (1 + 6e-8 * sign))
            torch.set_rng_state(self.like.generator)
        elif self.like:
            model.double()
            for name in [name for name in names if name.split("_")[0] in ("x", "y")]:
                if names[name].is_floating_point():
                    names[name] = names[name].double()
            criterion = names["loss_fn"]
            if hasattr(criterion, "double"):
                criterion.double()
            torch.set_rng_state(self.like.generator)
        else:
            self.generator = torch.get_rng_state()
            self.first = self.state(model)

    @staticmethod
    def state(model):
        # A bare layer is shown as such, but its names in an experiment are those of a Sequential.
        bare = "" if isinstance(model, torch.nn.Sequential) else "0."
        return {bare + name: tensor.detach().double().flatten().tolist() for name, tensor in model.state_dict().items()}


def flat(nested):
    if isinstance(nested, list):
        return [number for part in nested for number in flat(part)]
    return [float(nested)]


def farthest(ours, theirs):
    """The largest difference of two lists, in units of what is allowed."""
    if len(ours) != len(theirs):
        return math.inf
    apart = [abs(a - b) / (ATOL + RTOL * abs(b)) for a, b in zip(ours, theirs) if not a == b and not (math.isnan(a) and math.isnan(b))]
    return max([math.inf if math.isnan(one) else one for one in apart], default=0.0)


def distance(losses, last, run):
    """How far a training is from another, from its losses and its last parameters."""
    if last.keys() != run.last.keys():
        return math.inf
    return max(farthest(losses, run.losses), *(farthest(last[name], run.last[name]) for name in last))


def chalkgrad(binary, folder, experiment):
    """The exported program, and what `--trace` printed: parameters before and after, losses, complaint."""
    file = folder / "experiment.json"
    file.write_text(json.dumps(experiment), encoding="utf-8")
    export = subprocess.run([binary, "export", str(file)], capture_output=True, text=True, timeout=60)
    trace = subprocess.run([binary, "train", str(file), "--trace"], capture_output=True, text=True, timeout=300)
    rows = [json.loads(line) for line in trace.stdout.splitlines()]
    states = [{name: flat(value) for name, value in row["parameters"].items()} for row in rows if "parameters" in row]
    return export, states, [float(row["loss"]) for row in rows if "loss" in row], trace.stderr.strip()


def verdict(binary, experiment):
    """`equal`, `chaotic`, `stopped` (where PyTorch has no finite numbers either), or what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        export, states, losses, complaint = chalkgrad(binary, Path(folder), experiment)
    if export.returncode != 0:
        return f"refused: {export.stderr.strip()}"
    run = Run(export.stdout)
    first = {name: farthest(cells, run.first.get(name, [])) for name, cells in states[0].items()}
    if states[0].keys() != run.first.keys() or max(first.values()) > 1:
        return f"first parameters differ: {first}"
    if complaint:
        later = [*run.losses[len(losses) :], *(cell for cells in run.last.values() for cell in cells)]
        same = farthest(losses, run.losses[: len(losses)]) <= 1
        return "stopped" if same and not all(map(math.isfinite, later)) else f"stopped alone: {complaint}"
    apart = distance(losses, states[1], run)
    if apart <= 1:
        return "equal"
    others = [Run(export.stdout, like=run), *(Run(export.stdout, like=run, nudge=1 + nudge) for nudge in range(NUDGES))]
    theirs = max(distance(run.losses, run.last, other) for other in others)
    said = f"{apart:.3g} times what is allowed apart, and PyTorch {theirs:.3g} times from itself"
    return f"chaotic: {said}" if theirs > 1 and apart <= CHAOS * theirs else f"DIFFERS: {said}"


def main(arguments):
    if len(arguments) not in (1, 2, 3):
        return __doc__
    torch.set_num_threads(1)
    binary = str(Path(arguments[0]).resolve())
    count = int(arguments[1]) if len(arguments) > 1 else 150
    first = int(arguments[2]) if len(arguments) > 2 else 0
    found, seen = collections.Counter(), collections.Counter()
    for number in range(first, first + count):
        experiment = random_experiments.experiment(number)
        said = verdict(binary, experiment)
        kind = said.split(":")[0]
        found[kind] += 1
        seen.update(names(experiment))
        if kind != "equal":
            print(f"{number} {said}", flush=True)
        if kind not in ("equal", "chaotic", "stopped"):
            print(f"    {json.dumps({**experiment, 'data': '…'})}", flush=True)
    print(f"{count} experiments with {len(seen)} names of the vocabulary, each at least {min(seen.values())} times: {dict(found)}")
    return 0 if set(found) <= {"equal", "chaotic", "stopped"} else 1


def names(experiment):
    """The losses, optimizers, schedulers and layers that an experiment has."""
    choices = [experiment["loss"], experiment["optimizer"], experiment.get("scheduler"), *experiment["model"]]
    return {choice if isinstance(choice, str) else next(iter(choice)) for choice in choices if choice}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
