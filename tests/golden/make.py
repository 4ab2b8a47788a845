"""Makes the golden files: numbers that PyTorch computed, for Chalkgrad's tests to agree with.

    python3 -m venv env && env/bin/pip install -r requirements.txt
    env/bin/python make.py            # writes rng.json, ops.json and all the others
    env/bin/python make.py --check    # writes nothing, fails if a file would change

Making them again gives the same bytes on the same processor with the same PyTorch: seeds are fixed, one thread
adds in one order, and every number is printed in its shortest exact form. Each file says what made it; elsewhere
last digits differ, within the tolerances of the tests.
"""

import json
import sys
from pathlib import Path

import vectors
import data_cases
import data_training_cases
import initializer_cases
import activation_cases
import layer_cases
import lbfgs_cases
import loss_cases
import loss_training_cases
import op_cases
import print_cases
import optimizer_cases
import rng_cases
import schedule_cases
import tensor_op_cases
import torch
import training_cases
import window_op_cases

FILES = {
    "splits.json": data_cases.splits,
    "preprocess.json": data_cases.preprocess,
    "generated.json": data_training_cases.generated,
    "data_trainings.json": data_training_cases.trainings,
    "printing.json": print_cases.cases,
    "rng.json": rng_cases.cases,
    "initializers.json": initializer_cases.cases,
    "ops.json": op_cases.cases,
    "tensor_ops.json": tensor_op_cases.cases,
    "window_ops.json": window_op_cases.cases,
    "activations.json": activation_cases.cases,
    "activation_trainings.json": activation_cases.trainings,
    "layers.json": layer_cases.layers,
    "layer_trainings.json": layer_cases.trainings,
    "losses.json": loss_cases.cases,
    "loss_trainings.json": loss_training_cases.cases,
    "training.json": training_cases.cases,
    "optimizers.json": optimizer_cases.cases,
    "lbfgs.json": lbfgs_cases.cases,
    "schedulers.json": schedule_cases.cases,
}


def main(arguments):
    check = arguments == ["--check"]
    if arguments and not check:
        return __doc__
    torch.set_num_threads(1)
    stale = []
    for name, cases in FILES.items():
        path = Path(__file__).with_name(name)
        made = list(cases())
        text = vectors.file_text(made)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {len(made)} cases, {len(text) // 1024} KiB{', changed' if name in stale else ''}")
    if not (check and stale):
        return 0
    made = json.loads(Path(__file__).with_name(stale[0]).read_text(encoding="utf-8"))
    others = [f"{key} {made.get(key)}, here {value}" for key, value in vectors.stamp().items() if made.get(key) != value]
    return f"out of date: {', '.join(stale)}" + (f" (they were made with {'; '.join(others)})" if others else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
