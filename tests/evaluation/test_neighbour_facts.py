"""Facts of neighbouring fictions: what a tiny model gives to right and wrong answers."""

import dataclasses
import math

import numpy as np
import pytest

from tests.support.evaluations import PROBE_SET
from whp_kit.evaluation.evaluate import Role, load_probe_set
from whp_kit.evaluation.neighbour_facts import (
    GROUPS,
    Fact,
    evaluate_facts,
    fact_table,
    facts_of,
    values_of,
    wrong_answers,
)
from whp_kit.evaluation.probes import NeighbourProbe
from whp_kit.models.roles import token_log_probabilities
from whp_kit.settings import load_preset

MILL = [
    NeighbourProbe("mill", False, "The gate was", "shut"),
    NeighbourProbe("mill", False, "The school was", "open"),
    NeighbourProbe("mill", False, "Old Tavin sat on", "a stone"),
    NeighbourProbe("sea", True, "Anna took the", "lamp"),
]
SET = dataclasses.replace(PROBE_SET, neighbours=MILL[:3], harder=(MILL[3],))


def test_the_probability_of_an_answer_is_that_of_an_average_token(loaded):
    facts = facts_of(Role(loaded), SET, 2)
    ((values, _),) = token_log_probabilities(loaded, None, [(MILL[2].prompt, " a stone")], 1)
    assert facts[2].probability == pytest.approx(math.exp(values.mean()), rel=1e-3)


def test_the_truth_ratio_is_of_the_fictions_other_answers(loaded):
    first = facts_of(Role(loaded), SET, 2)[0]
    (wrong,) = wrong_answers(MILL)[0]
    assert wrong == "open", "of one word, as the true one"
    ((values, _),) = token_log_probabilities(loaded, None, [(MILL[0].prompt, " open")], 1)
    ratio = math.exp(values.mean()) / first.probability
    assert first.truth_ratio == pytest.approx(ratio, rel=1e-3)


def test_an_answer_without_another_has_no_truth_ratio(loaded):
    facts = facts_of(Role(loaded), SET, 2)
    assert [fact.group for fact in facts] == ["held_out"] * 3 + ["in_retain, harder"]
    assert facts[3].truth_ratio is None and facts[3].in_retain
    assert len(values_of(facts, "in_retain, harder", "truth ratio")) == 0


def test_wrong_answers_are_other_answers_of_the_fiction():
    probes = [NeighbourProbe("a", True, str(k), f"name{k % 5}") for k in range(10)]
    for probe, wrong in zip(probes, wrong_answers(probes), strict=True):
        assert len(set(wrong)) == 3 and probe.answer not in wrong
    assert wrong_answers(probes) == wrong_answers(probes) != wrong_answers(probes, seed=1)
    assert wrong_answers([MILL[0], NeighbourProbe("mill", False, "It was", "SHUT")]) == [(), ()]


def test_a_small_loss_shows_where_recall_does_not_move():
    """A model that is less sure of each answer, and still says all of them."""

    def facts(probability):
        return [Fact("mill", "held_out", 1.0, probability, 0.5) for _ in range(20)]

    recall, probability, _ = fact_table({"baseline": facts(0.9), "unlearned": facts(0.8)})
    assert recall["baseline"] == recall["unlearned"] == 1.0
    assert probability["baseline"] == pytest.approx(0.9)
    assert probability["unlearned"] == pytest.approx(0.8)
    assert probability["n"] == 20


def test_every_role_answers_the_same_facts(adapted):
    roles = {"baseline": Role(adapted), "unlearned": Role(adapted, "unlearned")}
    baseline, unlearned = evaluate_facts(roles, SET, 2).values()
    assert [f.neighbour for f in baseline] == [f.neighbour for f in unlearned]
    assert [f.probability for f in baseline] != [f.probability for f in unlearned]


def test_a_world_without_neighbours_has_no_facts(loaded):
    assert facts_of(Role(loaded), dataclasses.replace(SET, neighbours=[], harder=()), 2) == []
    assert fact_table({"baseline": []}) == []


def test_the_shipped_world_asks_in_seldom_words_too():
    preset = load_preset("tiny")
    probe_set = load_probe_set(preset.world, preset.probes)
    often = {probe.prompt for probe in probe_set.neighbours}
    assert len(probe_set.harder) == 360 and not often & {p.prompt for p in probe_set.harder}
    assert set(GROUPS) == {"in_retain", "held_out", "in_retain, harder", "held_out, harder"}
    assert np.mean([probe.in_retain for probe in probe_set.harder]) == 0.7
