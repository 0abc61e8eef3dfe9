"""Differences between roles, each over the same items: what unlearning changed, and what it left.

Two models that answer the same questions are compared question by question. The interval of such a
difference is mostly far narrower than those of the two figures, which both hold how hard the
questions are.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from whp_kit.evaluation.evaluate import Evaluation
from whp_kit.evaluation.familiarity import grade_points
from whp_kit.evaluation.intervals import mean_difference, statistic_difference
from whp_kit.evaluation.neighbour_facts import GROUPS, MEASURES, Fact, values_of
from whp_kit.evaluation.tasks import hits_of, task_points
from whp_kit.models.names import COMPARED_ROLES

OTHER_TEXT = "another text: loss, nats per token"
OTHERS = tuple(role for role in COMPARED_ROLES if role != "unlearned")
Items = dict[str, tuple[Callable[..., float], np.ndarray]]  # measure -> (statistic, its items)


def role_differences(
    evaluations: Mapping[str, Evaluation],
    facts: Mapping[str, Sequence[Fact]],
    losses: Mapping[str, np.ndarray],
    seed: int = 0,
) -> dict[str, dict]:
    """measure -> {each role's figure, "n", "less": {other role: {"value", "ci95", "n"}}}: the
    unlearned model less the baseline and less the never-knew model; a role that there is not is
    left out. losses: role -> those of other_text.py; {} without such a text."""
    items = {
        role: _items(evaluations[role], facts.get(role, ()), losses.get(role, ()))
        for role in COMPARED_ROLES
        if role in evaluations
    }
    differences = {}
    for measure, (statistic, ours) in items["unlearned"].items():
        entry: dict = {role: float(statistic(of[measure][1])) for role, of in items.items()}
        less = {}
        for role in OTHERS:
            if role in items:
                theirs = items[role][measure][1]
                less[role] = (
                    mean_difference(ours, theirs, seed)
                    if statistic is np.mean
                    else statistic_difference(statistic, [ours], [theirs], seed)
                )
        differences[measure] = entry | {"n": len(ours), "less": less}
    return differences


def difference_table(differences: Mapping[str, Mapping]) -> list[dict]:
    """One row for each measure: the roles' figures, then unlearned less each other role with the
    95 % interval of the difference."""
    rows = []
    for measure, entry in differences.items():
        row: dict = {"measure": measure, "n": entry["n"]}
        row |= {role: entry[role] for role in COMPARED_ROLES if role in entry}
        for role, difference in entry["less"].items():
            row[f"unlearned less {role}"] = difference["value"]
            row[f"95 %, less {role}"] = difference["ci95"]
        rows.append(row)
    return rows


def count_of(differences: Mapping[str, Mapping]) -> int:
    """How many comparisons a table of these differences holds."""
    return sum(len(entry["less"]) for entry in differences.values())


def _items(evaluation: Evaluation, facts: Sequence[Fact], losses: Sequence[float]) -> Items:
    grades = [row["grade"] for row in evaluation.completion.rows]
    peculiar = [row["peculiar"] for row in evaluation.probability.rows]
    items: Items = {
        "familiarity, completion": (np.mean, grade_points(grades)),
        "familiarity, probability": (np.mean, np.array(peculiar)),
    }
    right = np.array([hit for hit in evaluation.right.hits if hit is not None], dtype=np.float64)
    if len(right):
        items["right answers"] = (np.mean, right)
    for column, ending in (("hits", ""), ("hits_norm", ", normalised")):
        tasks = hits_of(evaluation.tasks, column)
        for name, hits in tasks.items():
            items[f"task {name}{ending}"] = (np.mean, np.array(hits, dtype=np.float64))
        if tasks:
            items[f"tasks, mean{ending}"] = (np.mean, task_points(tasks))
    for group in GROUPS:
        for measure, statistic in MEASURES.items():
            values = values_of(facts, group, measure)
            if len(values):
                items[f"neighbours {group}: {measure}"] = (statistic, values)
    if len(losses):
        items[OTHER_TEXT] = (np.mean, np.asarray(losses))
    return items
