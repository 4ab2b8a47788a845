"""Makes the real data sets of www/data from the packages that publish them.

    python3 -m venv data && data/bin/pip install scikit-learn==1.9.1
    data/bin/pip install --no-deps palmerpenguins==0.1.6
    data/bin/python data_files.py

Numbers are written as they are published; only the columns get names that are easy to write in an
experiment. www/data/LICENSES.txt says where each set comes from and what its licence asks for.
"""

import csv
from importlib.util import find_spec
from pathlib import Path

from sklearn import datasets

FOLDER = Path(__file__).parents[2] / "www" / "data"
WINE = {"od280/od315_of_diluted_wines": "od280_od315"}


def write(name, header, rows):
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}.csv: {len(rows)} rows, {len(header)} columns")


def short(number):
    """12.0 as 12: a file that a learner reads."""
    return int(number) if number == int(number) else float(number)


def measured(name, columns, target, label):
    """One of scikit-learn's sets; `label` says how a class is written."""
    data = getattr(datasets, f"load_{name}")()
    rows = [[*map(short, row), label(data, index)] for row, index in zip(data.data, data.target)]
    write(name, [*map(columns, data.feature_names), target], rows)


def penguins():
    """The published file as it is: the file of the package, no data frame that guesses at types."""
    source = Path(find_spec("palmerpenguins").origin).with_name("data") / "penguins.csv"
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    write("penguins", header, rows)


if __name__ == "__main__":
    penguins()
    measured("iris", lambda name: name.removesuffix(" (cm)").replace(" ", "_") + "_cm", "species",
             lambda data, index: data.target_names[index])
    measured("wine", lambda name: WINE.get(name, name), "cultivar", lambda data, index: int(index) + 1)
    measured("digits", lambda name: name, "digit", lambda data, index: int(index))
