"""Differences between roles, item by item, from evaluations of a tiny model."""

import json

import numpy as np
import pytest

from whp_kit.evaluation.differences import (
    OTHER_TEXT,
    count_of,
    difference_table,
    role_differences,
)
from whp_kit.evaluation.neighbour_facts import Fact
from whp_kit.evaluation.tasks import task_points


def facts(*probabilities):
    return [Fact("mill", "held_out", 1.0, p, 0.5) for p in probabilities]


@pytest.fixture(scope="module")
def differences(evaluated):
    known = {"baseline": facts(0.2, 0.9), "unlearned": facts(0.1, 0.8), "never_knew": facts(0, 1)}
    losses = {"baseline": [2.0, 4.0], "unlearned": [2.5, 4.5], "never_knew": [3.0, 3.0]}
    return role_differences(evaluated[2], known, losses)


def test_each_figure_is_the_role_s_own(differences, evaluated):
    for kind in ("completion", "probability"):
        entry = differences[f"familiarity, {kind}"]
        for role in ("baseline", "unlearned", "never_knew"):
            assert entry[role] == pytest.approx(getattr(evaluated[2][role], kind).score)
        value = entry["unlearned"] - entry["baseline"]
        assert entry["less"]["baseline"]["value"] == pytest.approx(value)


def test_a_difference_is_paired(differences):
    entry = differences["neighbours held_out: probability"]
    assert entry["less"]["baseline"]["ci95"] == pytest.approx([-0.1, -0.1])
    assert entry["less"]["never_knew"]["ci95"] == pytest.approx([-0.2, 0.1])
    assert entry["n"] == 2


def test_the_loss_on_another_text_is_compared_block_by_block(differences):
    entry = differences[OTHER_TEXT]
    assert entry["unlearned"] == 3.5 and entry["n"] == 2
    assert entry["less"]["baseline"]["ci95"] == pytest.approx([0.5, 0.5])
    assert entry["less"]["never_knew"]["value"] == pytest.approx(0.5)


def test_all_are_plain_and_counted(differences):
    assert json.loads(json.dumps(differences)) == differences
    rows = difference_table(differences)
    assert len(rows) == len(differences)
    assert count_of(differences) == 2 * len(differences)
    assert rows[0]["unlearned less never_knew"] is not None


def test_a_role_that_there_is_not_is_left_out(evaluated):
    two = {name: evaluated[2][name] for name in ("baseline", "unlearned")}
    for entry in role_differences(two, {}, {}).values():
        assert set(entry["less"]) == {"baseline"}


def test_tasks_weigh_the_same_whatever_their_length():
    points = task_points({"short": [1, 1], "long": [0, 0, 0, 0, 0, 1]})
    assert points.mean() == pytest.approx((1 + 1 / 6) / 2)
    assert np.count_nonzero(points) == 3
