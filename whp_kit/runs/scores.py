"""Publishes `scores.json`: the scores of 06 together with the figures of 07 and 08.

The file is in 06's folder, where readers look. 06 writes it; 07 and 08 save their figures in a
`figures.json` of their own and publish again, so the order in which they run does not matter. Where
a step was not run, or is out of date, its keys are None.
"""

from pathlib import Path

from whp_kit.errors import MissingArtifact, StaleArtifact
from whp_kit.files import read_json
from whp_kit.runs.step_names import COMPARE, PROBE, STRESS
from whp_kit.runs.store import Run, staleness

FILE = "scores.json"
FIGURES = "figures.json"
KEYS_OF_STEPS = {
    COMPARE: ("never_knew_comparison",),
    STRESS: (
        "precisions",
        "precisions_never_knew",
        "precisions_merged",
        "stress",
    ),
}


def publish(run: Run) -> Path | None:
    """Writes `scores.json` again, with the figures of all steps and what each has cost so far.

    Returns its path; None where 06 was not run. 06 will then take the figures up itself.
    """
    try:
        path = run.peek(PROBE).path(FILE)
    except MissingArtifact:
        return None
    if not isinstance(scores := read_json(path), dict):
        raise StaleArtifact(
            f"{PROBE}/{FILE} holds no scores", value=str(path), remedy=f"run {PROBE} again"
        )
    return run.amend(PROBE, FILE, with_figures_of_steps(run, scores) | run.costs())


def with_figures_of_steps(run: Run, scores: dict) -> dict:
    """`scores` of 06 with the keys that other steps add; None where a step has none to give."""
    complete = dict(scores)
    for step, keys in KEYS_OF_STEPS.items():
        figures = _current_figures(run, step)
        for key in keys:
            complete[key] = figures.get(key)
    return complete


def _current_figures(run: Run, step: str) -> dict:
    """The step's figures; {} if it was not run or is out of date."""
    try:
        artifact = run.peek(step)
        return {} if staleness(artifact) else read_json(artifact.path(FIGURES))
    except MissingArtifact:
        return {}
