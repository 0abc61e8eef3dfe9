"""Kernels of a headless run on machines with kernels of other environments."""

import json
import os
import sys

import pytest

from whp_kit.runs.headless import NotebookError, run_notebooks
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.settings import load_preset

CELL = """import sys
from whp_kit.runs.store import Run
with Run(run).writing("01_first", settings={}, seed=seed) as out:
    out.path("python.txt").write_text(sys.executable)"""
OTHERS = {
    "of an environment that is gone": ["/gone/bin/python"],
    "that dies at once": [sys.executable, "-c", "raise SystemExit(1)"],
}


@pytest.mark.parametrize("command", OTHERS.values(), ids=OTHERS)
def test_the_kernel_is_the_python_that_runs_the_kit(
    runs, make_notebook, tmp_path, monkeypatch, command
):
    folder = tmp_path / "jupyter/kernels/python3"
    folder.mkdir(parents=True)
    kernel = {"argv": [*command, "-f", "{connection_file}"], "display_name": "x", "language": "x"}
    (folder / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    path = make_notebook("01_first", CELL)
    outcome = run_notebooks(find_notebooks(path.parent), "demo", load_preset("test"))
    assert outcome.run.read("01_first").path("python.txt").read_text() == sys.executable


def test_a_kernel_that_does_not_start_is_one_error(runs, make_notebook, tmp_path, monkeypatch):
    (tmp_path / "path").mkdir()
    (tmp_path / "path/ipykernel_launcher.py").write_text("raise SystemExit('broken')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'path'}{os.pathsep}{os.environ['PYTHONPATH']}")
    path = make_notebook("01_first", CELL)
    with pytest.raises(NotebookError, match="kernel of 01_first did not start"):
        run_notebooks(find_notebooks(path.parent), "demo", load_preset("test"))
