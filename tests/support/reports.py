"""A run with scores, and notebooks as papermill leaves them, for the tests of the report."""

import base64

import nbformat

from whp_kit.files import write_json
from whp_kit.runs.store import Run

PIXEL = base64.b64encode(b"\x89PNG not really").decode()
SCORES = {
    "schema": 2,
    "preset": "tiny",
    "precision": "nf4",
    "familiarity": {
        "completion": {
            "baseline": 0.9,
            "unlearned": 0.0,
            "never_knew": None,
            "n": 300,
            "ci95": {"baseline": [0.87, 0.92], "unlearned": [0, 0.01]},
        },
        "probability": {
            "baseline": 0.8,
            "unlearned": 0.01,
            "never_knew": 0.02,
            "n": 60,
            "ci95": {},
        },
    },
    "benchmarks": {
        "tiny_piqa": {
            "baseline": 0.8,
            "unlearned": 0.79,
            "never_knew": None,
            "n": 200,
            "ci95": {"baseline": [0.74, 0.85], "unlearned": [0.73, 0.84], "never_knew": None},
        },
        "mean": {"baseline": 0.8, "unlearned": 0.79},
    },
    "neighbours": {},
    "curve": [
        {"step": 0, "familiarity_completion": 0.9},
        {"step": 10, "familiarity_completion": 0.0},
    ],
}


def run_with_scores() -> Run:
    """The run "demo" with a 06 that holds SCORES."""
    run = Run("demo")
    with run.writing("06_probe_completions", settings={}, seed=0) as out:
        write_json(out.path("scores.json"), SCORES)
    return run


def executed(folder, outputs, markdown="# Title <script>alert(1)</script>"):
    cell = nbformat.v4.new_code_cell(
        "x < 1  # <b>", outputs=[nbformat.from_dict(output) for output in outputs]
    )
    path = folder / "06_probe_completions.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown), cell]), path
    )
    return path


def display(**data):
    names = {
        "javascript": "application/javascript",
        "html": "text/html",
        "png": "image/png",
        "plain": "text/plain",
        "svg": "image/svg+xml",
    }
    data = {
        names.get(name, "application/vnd.jupyter.widget-view+json"): value
        for name, value in data.items()
    }
    return {"output_type": "display_data", "metadata": {}, "data": data}
