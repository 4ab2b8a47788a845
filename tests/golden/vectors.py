"""How a golden file is written: tensors as shape and flat data, one case per line.

Import this module before torch: it asks PyTorch and its matrix library for the
AVX2 code that nearly every x86 machine can run, so that a newer processor with
wider registers does not round a sum differently and change the files.
"""

import json
import math
import os
import platform
import re
from pathlib import Path

os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx2")
os.environ.setdefault("MKL_CBWR", "AVX2")

import numpy  # noqa: E402
import torch  # noqa: E402

DTYPES = {"f32": torch.float32, "f64": torch.float64}


def number(value, dtype):
    """The shortest decimal that reads back as `value`, or a string if it is not finite."""
    value = float(value)
    if not math.isfinite(value):
        return str(value)  # "inf", "-inf" or "nan": JSON has no such numbers
    if dtype == "f64":
        return value
    short = float(str(numpy.float32(value)))
    # A reader may well parse to f64 first and then round to f32: that must be safe.
    assert float(numpy.float32(short)) == value, value
    return short


def numbers(tensor, dtype):
    """All elements of a tensor, row after row, as a flat list."""
    return [number(value, dtype) for value in tensor.detach().flatten().tolist()]


def nested(tensor, dtype):
    """A tensor as lists within lists, the way an experiment file gives parameters."""
    if tensor.dim() == 0:
        return number(tensor.item(), dtype)
    return [nested(row, dtype) for row in tensor.detach()]


def packed(tensor, dtype):
    return {"shape": list(tensor.shape), "data": numbers(tensor, dtype)}


def wave(shape, phase=0.0, size=2.0):
    """Numbers without a pattern to the eye, the same on every machine: a rounded sine."""
    count = math.prod(shape)
    return [round(size * math.sin(1.7 * i + phase), 3) for i in range(count)]


def processor():
    """Whose processor this is, and which. PyTorch's matrix library chooses its code by the maker, too."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    said = dict(re.findall(r"^(vendor_id|cpu family|model)\s*: (.*)$", text, re.MULTILINE))
    return " ".join([said.get("vendor_id", platform.machine()), said.get("cpu family", ""), said.get("model", "")]).strip()


def stamp():
    """What the last digits depend on."""
    return {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "mkl": os.environ["MKL_CBWR"],
        "threads": torch.get_num_threads(),
        "processor": processor(),
    }


def file_text(cases):
    """A whole golden file. Equal cases give equal bytes, and a changed case is one changed line."""
    ids = [case["id"] for case in cases]
    assert len(ids) == len(set(ids)), "two cases share an id"
    head = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in stamp().items())
    lines = ",\n".join(json.dumps(case, sort_keys=True, allow_nan=False) for case in cases)
    return "{" + head + ',\n"cases": [\n' + lines + "\n]}\n"
