"""`scores.json`, the machine's view of a run's result, put together from the steps that measure.

Readers look in 06's folder. 06 writes the file; 07 and 08 keep their figures in `figures.json` of their own and then have the file put
together anew. So the order in which they run does not matter, and figures of a step that is out of date are not shown: their keys hold
None, as where a step was not run.
"""

from pathlib import Path

from whp_kit.errors import MissingArtifact
from whp_kit.files import read_json
from whp_kit.runs.store import Run, staleness

STEP, FILE, PART = "06_probe_completions", "scores.json", "figures.json"
PARTS = {  # step -> the keys that it adds
    "07_compare_with_never_knew": ("never_knew_comparison",),
    "08_stress_the_forgetting": (
        "precisions",
        "precisions_never_knew",
        "precisions_merged",
        "stress",
    ),
}


def with_parts(run: Run, scores: dict) -> dict:
    """`scores` of 06 with the keys of PARTS, each from its step where that is in order."""
    found = dict(scores)
    for step, keys in PARTS.items():
        figures = _figures(run, step)
        found |= {key: figures.get(key) for key in keys}
    return found


def publish(run: Run) -> Path | None:
    """Puts `scores.json` together anew, with what each step has cost by now; None where 06 was not run, which will then do it itself."""
    try:
        probed = run.peek(STEP)
        scores = read_json(probed.path(FILE))
    except MissingArtifact:
        return None
    return run.amend(STEP, FILE, with_parts(run, scores) | run.costs())


def _figures(run: Run, step: str) -> dict:
    try:
        made = run.peek(step)
        return {} if staleness(made) else read_json(made.path(PART))
    except MissingArtifact:
        return {}
