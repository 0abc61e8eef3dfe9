"""Cells of the notebooks, run without a kernel."""

import torch

from whp_kit.paths import NOTEBOOKS
from whp_kit.runs.notebooks import Notebook
from whp_kit.views import html as views


def run_cells(name, *beginnings):
    """What code cells of a notebook leave behind: those that begin so, or all."""
    names = {"views": views, "torch": torch}
    for source in Notebook(NOTEBOOKS / f"{name}.ipynb").code:
        if not beginnings or source.startswith(beginnings):
            exec(compile(source, name, "exec"), names)
    return names
