"""What is left of a target, of what there was to forget (13): fiction beside non-fiction.

Two targets differ in how well they are known and in what a model without them would guess. So each
figure is put on one scale: 0 for the retrained model, 1 for the model before. The intervals are the
bootstrap's over the items, the same ones for all three models; where every item has the same value
after, the bootstrap sees no spread, and the ends are those of the score's own interval.
"""

from collections.abc import Callable, Mapping

import numpy as np

from whp_kit.evaluation.evaluate import Evaluation
from whp_kit.evaluation.familiarity import grade_points
from whp_kit.evaluation.intervals import resampled_ci95
from whp_kit.models.names import BASELINE, COMPARED_ROLES, UNLEARNED
from whp_kit.text.words import comparable_words

MEASURES: dict[str, Callable[[Evaluation], np.ndarray]] = {  # -> (N,), a value for each item
    "completion": lambda one: grade_points([row["grade"] for row in one.completion.rows]),
    "probability": lambda one: np.array([row["peculiar"] for row in one.probability.rows]),
}


def figures(evaluations: Mapping[str, Evaluation], seed: int = 0) -> dict[str, dict]:
    """measure -> {role: {"value", "ci95"}, "remains": {"value", "ci95"}, "n"}, of the three
    compared roles.

    `remains` is (after - never) / (before - never); None where there was nothing to forget.
    """
    found = {}
    for measure, items in MEASURES.items():
        samples = [items(evaluations[name]) for name in COMPARED_ROLES]
        scores = {name: getattr(evaluations[name], measure) for name in COMPARED_ROLES}
        left = None
        if np.isfinite(_left(*samples)):
            before, after, never = samples
            if np.ptp(after):
                interval = resampled_ci95(_left, samples, seed)
            else:
                interval = [_left(before, end, never) for end in scores[UNLEARNED].ci95]
            left = {"value": _left(*samples), "ci95": [float(end) for end in interval]}
        found[measure] = {
            name: {"value": score.score, "ci95": list(score.ci95)} for name, score in scores.items()
        } | {"remains": left, "n": len(samples[0])}
    return found


def compared(fiction: Mapping[str, dict], other: Mapping[str, dict]) -> dict[str, str]:
    """measure -> "easier" or "harder", of the fiction, where the intervals of what is left lie
    apart, and else what keeps from saying so. Figures as `figures` gives them.
    """
    verdicts = {}
    for measure in fiction:
        ours, theirs = (one[measure]["remains"] for one in (fiction, other))
        if ours is None or theirs is None:
            verdicts[measure] = "not compared: one of them was not known"
        elif ours["ci95"][1] < theirs["ci95"][0]:
            verdicts[measure] = "easier"
        elif theirs["ci95"][1] < ours["ci95"][0]:
            verdicts[measure] = "harder"
        else:
            verdicts[measure] = "no easier and no harder, as far as the intervals show"
    return verdicts


def by_words(evaluations: Mapping[str, Evaluation], general: str) -> list[dict]:
    """Familiarity by completion of each role, apart for probes that the baseline answered with
    coined words and those that it answered with words of the general text.

    Probes to which it said no term are left out.
    """
    known = set(comparable_words(general))
    kinds: dict[str, list[int]] = {"coined words": [], "words of everybody": []}
    for place, row in enumerate(evaluations[BASELINE].completion.rows):
        words = set(comparable_words(" ".join(row["words"])))
        if words:
            kinds["words of everybody" if words <= known else "coined words"].append(place)
    table = []
    for kind, places in kinds.items():
        line: dict[str, object] = {"answered before with": kind, "n": len(places)}
        for name in COMPARED_ROLES:
            points = MEASURES["completion"](evaluations[name])
            line[name] = float(points[places].mean()) if places else None
        table.append(line)
    return table


def _left(before: np.ndarray, after: np.ndarray | float, never: np.ndarray) -> float:
    to_forget = before.mean() - never.mean()
    return float((np.mean(after) - never.mean()) / to_forget) if to_forget > 0 else float("nan")
