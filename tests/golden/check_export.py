"""Runs the PyTorch programs that Chalkgrad exports and compares what they print.

    env/bin/python check_export.py ../../target/release/chalkgrad [part of an experiment's id]

Each experiment of the golden files that has a log goes through `chalkgrad export FILE`; the program that comes
out is run on its own, and every line it prints must equal the line in the golden file.
Programs compute in f32, PyTorch's default, so the f64 cases have none.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# The code path that made the golden files, see vectors.py.
ENVIRONMENT = {**os.environ, "ATEN_CPU_CAPABILITY": "avx2", "MKL_CBWR": "AVX2", "OMP_NUM_THREADS": "1"}


def run(command):
    """The lines a command prints, or the end of what it complained about."""
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=300)
    if done.returncode != 0:
        return None, f"{Path(command[0]).name} exited with {done.returncode}: {done.stderr.strip()[-800:]}"
    return done.stdout, None


def problem(binary, case, folder):
    """What is wrong with one experiment's exported program; None if nothing is."""
    experiment = folder / "experiment.json"
    experiment.write_text(json.dumps(case["experiment"]), encoding="utf-8")
    text, error = run([binary, "export", str(experiment)])
    if error:
        return error
    program = folder / "program.py"
    program.write_text(text, encoding="utf-8")
    printed, error = run([sys.executable, str(program)])
    if error:
        return f"{error}\n{text}"
    lines = printed.splitlines()
    for number, (line, wanted) in enumerate(zip(lines, case["log"]), start=1):
        if line != wanted:
            return f"line {number} is {line!r}, PyTorch's is {wanted!r}"
    if len(lines) != len(case["log"]):
        return f"{len(lines)} lines, not {len(case['log'])}"
    return None


def main(arguments):
    if len(arguments) not in (1, 2):
        return __doc__
    binary, part = str(Path(arguments[0]).resolve()), "".join(arguments[1:])
    files = sorted(Path(__file__).parent.glob("*.json"))
    cases = [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))["cases"] if "log" in case]
    chosen = [case for case in cases if case["dtype"] == "f32" and part in case["id"]]
    failed = 0
    for case in chosen:
        with tempfile.TemporaryDirectory() as folder:
            wrong = problem(binary, case, Path(folder))
        failed += wrong is not None
        print(f"{'FAILED' if wrong else 'ok'} {case['id']}{': ' + wrong if wrong else ''}", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} exported programs print PyTorch's log")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
