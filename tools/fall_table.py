"""The numbers in a run's picture of the fall, `fall.csv`, as the picture takes them."""

import csv
from pathlib import Path


def read_fall(path: Path) -> dict[str, list[dict]]:
    """Training -> its rows, by step, each with its intervals as pairs of ends."""
    curves: dict[str, list[dict]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        training = row.pop("run")
        values = {name: float(value) if value else None for name, value in row.items()}
        curves.setdefault(training, []).append(_point(values))
    return curves


def _point(row: dict) -> dict:
    """A row with each pair of ends as one interval. The tasks of a checkpoint at which they were
    not evaluated are None, without an interval."""
    ends = {
        name.removesuffix("_low")
        for name, value in row.items()
        if name.endswith("_low") and value is not None
    }
    plain = {name: value for name, value in row.items() if not name.endswith(("_low", "_high"))}
    intervals = {name: (row[f"{name}_low"], row[f"{name}_high"]) for name in sorted(ends)}
    return plain | {"step": int(row["step"])} | intervals
