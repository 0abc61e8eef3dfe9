"""What is left of a target, of what there was to forget (13): fiction beside non-fiction.

Two targets differ in how well they are known and in what a model without them would guess. So each
figure is put on one scale: 0 for the retrained model, 1 for the model before. The intervals are the
bootstrap's over the items, the same ones for all three models; where every item has the same value
after, the bootstrap sees no spread, and the ends are those of the score's own interval.

The familiarity by probability is not among the figures: it counts first tokens. Those of a field's
coined words are pieces that begin ordinary words as well, and its terms hold ordinary words.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from whp_kit.evaluation.evaluate import Evaluation, Role
from whp_kit.evaluation.familiarity import grade_points
from whp_kit.evaluation.intervals import bootstrap_ci95, resampled_ci95
from whp_kit.evaluation.probes import ProbabilityProbe
from whp_kit.models.names import BASELINE, COMPARED_ROLES, UNLEARNED
from whp_kit.models.roles import token_log_probabilities
from whp_kit.text.words import comparable_words, separator


def answer_probabilities(
    roles: Mapping[str, Role], probes: Sequence[ProbabilityProbe], batch: int
) -> dict[str, np.ndarray]:
    """role -> (N,): the probability of each prompt's right word, which stands first among its
    peculiar ones, with all of its tokens."""
    answers = [(probe.prompt, probe.peculiar[0]) for probe in probes]
    pairs = [(prompt, separator(prompt, answer) + answer) for prompt, answer in answers]
    found = {}
    for name, role in roles.items():
        values = token_log_probabilities(role.loaded, role.adapter, pairs, batch)
        found[name] = np.array([math.exp(of_tokens.sum()) for of_tokens, _ in values])
    return found


def figures(
    evaluations: Mapping[str, Evaluation], answers: Mapping[str, np.ndarray], seed: int = 0
) -> dict[str, dict]:
    """measure -> {role: {"value", "ci95"}, "remains": {"value", "ci95"}, "n"}, of the three
    compared roles. answers: of `answer_probabilities`.

    `remains` is (after - never) / (before - never); None where there was nothing to forget.
    """
    points = {
        name: grade_points([row["grade"] for row in evaluations[name].completion.rows])
        for name in COMPARED_ROLES
    }
    completion = {name: evaluations[name].completion.ci95 for name in COMPARED_ROLES}
    answer = {name: bootstrap_ci95(answers[name], seed) for name in COMPARED_ROLES}
    return {
        "completion": _figure(points, completion, seed),
        "answer": _figure(answers, answer, seed),
    }


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
            points = grade_points([row["grade"] for row in evaluations[name].completion.rows])
            line[name] = float(points[places].mean()) if places else None
        table.append(line)
    return table


def _figure(
    values: Mapping[str, np.ndarray], intervals: Mapping[str, Sequence[float]], seed: int
) -> dict:
    """One measure of `figures`; values: role -> (N,)."""
    samples = [values[name] for name in COMPARED_ROLES]
    left = None
    if np.isfinite(_left(*samples)):
        before, after, never = samples
        if np.ptp(after):
            interval = resampled_ci95(_left, samples, seed)
        else:
            interval = [_left(before, end, never) for end in intervals[UNLEARNED]]
        left = {"value": _left(*samples), "ci95": [float(end) for end in interval]}
    scores = {
        name: {"value": float(values[name].mean()), "ci95": [float(end) for end in intervals[name]]}
        for name in COMPARED_ROLES
    }
    return scores | {"remains": left, "n": len(samples[0])}


def _left(before: np.ndarray, after: np.ndarray | float, never: np.ndarray) -> float:
    to_forget = before.mean() - never.mean()
    return float((np.mean(after) - never.mean()) / to_forget) if to_forget > 0 else float("nan")
