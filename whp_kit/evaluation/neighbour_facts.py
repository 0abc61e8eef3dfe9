"""What a model knows of neighbouring fictions, by measures that still move where recall does not.

Exact recall of facts that a model has read hundreds of times stands at 1 before and after, and
hides what was lost. So the same fictions are also asked in words that their texts hold seldom
(`ProbeSet.harder`), and each answer is measured in three ways:

- *recall*: does the greedy completion begin with the answer?
- *probability*: P(answer)^(1/tokens), the probability of an average token of the answer, in [0, 1]
  (TOFU, arXiv 2401.06121);
- *truth ratio*: mean of that over wrong answers, divided by it. Wrong answers are those to other
  questions about the same fiction, so that the fact counts and not the fiction's names.

No model is loaded or changed here.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.evaluation import metrics
from whp_kit.evaluation.evaluate import ProbeSet, Role, neighbour_recall
from whp_kit.evaluation.intervals import bootstrap_ci95, resampled_ci95
from whp_kit.evaluation.probes import NeighbourProbe
from whp_kit.models.roles import token_log_probabilities
from whp_kit.text.words import comparable_words, separator

FACT_METRIC_VERSION = 1
WRONG_ANSWERS = 3  # to a question, at most
GROUPS = {  # group -> (is in the retain text, is asked in seldom words)
    "in_retain": (True, False),
    "held_out": (False, False),
    "in_retain, harder": (True, True),
    "held_out, harder": (False, True),
}
MEASURES: dict[str, Callable[..., float]] = {
    "recall": np.mean,
    "probability": np.mean,
    "truth ratio": np.median,
}


@dataclass(frozen=True)
class Fact:
    """One question about a neighbouring fiction and what a role made of it."""

    neighbour: str
    group: str
    recall: float
    probability: float
    truth_ratio: float | None  # None where the world has no other answer

    @property
    def in_retain(self) -> bool:
        """Whether the fiction is part of the retain text."""
        return GROUPS[self.group][0]


def evaluate_facts(
    roles: Mapping[str, Role], probe_set: ProbeSet, batch: int, seed: int = 0
) -> dict[str, list[Fact]]:
    """role -> each fact of the neighbours; the same facts in the same order for every role."""
    return {name: facts_of(role, probe_set, batch, seed) for name, role in roles.items()}


def facts_of(role: Role, probe_set: ProbeSet, batch: int, seed: int = 0) -> list[Fact]:
    """The facts of one role; [] for a world without neighbours. `batch` texts at a time."""
    probes = [*probe_set.neighbours, *probe_set.harder]
    if not probes:
        return []
    recalled = [row["recalled"] for row in neighbour_recall(role, probes, batch).rows]
    wrong = wrong_answers(probes, seed)
    pairs = [
        (probe.prompt, separator(probe.prompt, answer) + answer)
        for probe, others in zip(probes, wrong, strict=True)
        for answer in (probe.answer, *others)
    ]
    token_values = token_log_probabilities(role.loaded, role.adapter, pairs, batch)
    means = iter([float(values.mean()) for values, _ in token_values])
    facts = []
    for place, (probe, others) in enumerate(zip(probes, wrong, strict=True)):
        true, false = next(means), [next(means) for _ in others]
        group = (probe.in_retain, place >= len(probe_set.neighbours))
        facts.append(
            Fact(
                neighbour=probe.neighbour,
                group=next(name for name, kind in GROUPS.items() if kind == group),
                recall=float(recalled[place]),
                probability=math.exp(true),
                truth_ratio=metrics.truth_ratio(true, false) if others else None,
            )
        )
    return facts


def wrong_answers(probes: Sequence[NeighbourProbe], seed: int = 0) -> list[tuple[str, ...]]:
    """For each probe up to WRONG_ANSWERS answers that are not its own, drawn from those to other
    questions about its fiction, by preference of as many words."""
    by_neighbour: dict[str, dict[str, str]] = {}  # fiction -> comparable words -> the answer
    for probe in probes:
        key = " ".join(comparable_words(probe.answer))
        by_neighbour.setdefault(probe.neighbour, {}).setdefault(key, probe.answer)
    drawn = []
    for probe in probes:
        own = " ".join(comparable_words(probe.answer))
        others = [answer for key, answer in by_neighbour[probe.neighbour].items() if key != own]
        as_long = [answer for answer in others if len(answer.split()) == len(probe.answer.split())]
        candidates = as_long or others
        draw = random.Random(f"{seed} {probe.neighbour} {probe.prompt}")
        drawn.append(tuple(draw.sample(candidates, min(WRONG_ANSWERS, len(candidates)))))
    return drawn


def values_of(facts: Sequence[Fact], group: str, measure: str) -> np.ndarray:
    """One number for each fact of the group; empty where the measure or the group has none."""
    values = [getattr(fact, measure.replace(" ", "_")) for fact in facts if fact.group == group]
    return np.array([value for value in values if value is not None], dtype=np.float64)


def fact_table(facts: Mapping[str, Sequence[Fact]], seed: int = 0) -> list[dict]:
    """One row for each group and measure: each role's figure with its interval, and n."""
    rows = []
    first = next(iter(facts.values()))
    for group in GROUPS:
        for measure, statistic in MEASURES.items():
            count = len(values_of(first, group, measure))
            if not count:
                continue
            row: dict = {"neighbours": group, "measure": measure}
            for name, of_role in facts.items():
                values = values_of(of_role, group, measure)
                row[name] = float(statistic(values))
                row[f"{name}, 95 %"] = (
                    bootstrap_ci95(values, seed)
                    if statistic is np.mean
                    else resampled_ci95(statistic, [values], seed)
                )
            rows.append(row | {"n": count})
    return rows
