"""The form of scores.json, and the tables of notebook 06."""

import dataclasses
import json

import pytest

from tests.support.evaluations import PROBE_SET, SETTINGS
from whp_kit.evaluation.evaluate import evaluate_checkpoints
from whp_kit.evaluation.intervals import wilson_ci95
from whp_kit.evaluation.scores import (
    familiarity_table,
    make_scores,
    neighbour_table,
    subtlety_table,
    task_curves,
    task_table,
)
from whp_kit.models.names import COMPARED_ROLES

TASKS = {
    "easy": {"acc": 0.75, "acc_norm": 0.5, "ci95": (0.3, 0.95), "n": 4, "chance": 0.5},
    "mean": {"acc": 0.75, "acc_norm": 0.75, "ci95": (0.33, 1.0), "n": 4, "chance": 0.5},
}


@pytest.fixture(scope="module")
def curves(evaluated):
    base, checkpoints, evaluations = evaluated
    return evaluate_checkpoints(base, {"unlearned": checkpoints}, evaluations, PROBE_SET, SETTINGS)


@pytest.fixture(scope="module")
def scores(evaluated, curves):
    made = make_scores("mine", "nf4", evaluated[2], curves)
    assert json.loads(json.dumps(made))["schema"] == 2, "plain values"
    return made


def with_tasks(evaluations):
    return {
        role: dataclasses.replace(evaluation, tasks=TASKS)
        for role, evaluation in evaluations.items()
    }


def test_scores_name_their_origin(scores):
    assert (scores["schema"], scores["preset"], scores["precision"]) == (2, "mine", "nf4")
    assert scores["metric_versions"] == {
        "completion": 2,
        "probability": 2,
        "right_answers": 2,
        "repetition": 1,
        "recall": 1,
        "facts": 1,
        "memorisation": 3,
    }


@pytest.mark.parametrize("kind", ["completion", "probability"])
def test_familiarity_has_every_role_with_its_interval(scores, evaluated, kind):
    entry = scores["familiarity"][kind]
    assert set(entry) == {*COMPARED_ROLES, "n", "ci95"}
    for role in COMPARED_ROLES:
        score = getattr(evaluated[2][role], kind)
        assert entry[role] == score.score
        assert entry["ci95"][role] == list(score.ci95)
        assert entry["n"] == score.n


def test_neighbours_have_wilson_intervals(scores, evaluated):
    assert set(scores["neighbours"]) == {"in_retain", "held_out"}
    entry = scores["neighbours"]["held_out"]
    assert entry["n"] == 1
    assert entry["ci95"]["baseline"] == list(wilson_ci95(int(entry["baseline"]), 1))


def test_the_curve_is_plain(scores):
    keys = {"step", "familiarity_completion", "familiarity_probability", "benchmark_mean"}
    keys.add("benchmark_lost_at_least")
    assert [set(row) for row in scores["curve"]] == [keys] * 3


def test_without_tasks_and_next_words_their_keys_are_empty(scores):
    assert scores["benchmarks"] == {}
    assert scores["task_curves"] == {}
    assert scores["next_words"] is None


def test_the_other_form_of_the_score_and_the_subtleties_come_under_extra(scores, evaluated):
    completion = evaluated[2]["baseline"].completion
    extra = scores["extra"]
    assert extra["completion_times_five"]["baseline"] == pytest.approx(5 * completion.score)
    level = {"score": completion.by_subtlety[9][0], "n": 1}
    assert extra["by_subtlety"]["baseline"]["9"] == level


def test_a_further_role_and_training_come_under_extra(evaluated, curves):
    evaluations = with_tasks(evaluated[2])
    evaluations["control"] = evaluations["unlearned"]
    both = {"unlearned": curves["unlearned"], "control": curves["unlearned"]}
    extra = make_scores("mine", "nf4", evaluations, both)["extra"]
    assert list(extra["roles"]) == ["control"]
    assert extra["roles"]["control"]["benchmarks"]["easy"] == {
        "acc": 0.75,
        "ci95": [0.3, 0.95],
        "n": 4,
    }
    assert list(extra["curves"]) == ["control"]


def test_tasks_have_their_intervals_beside_them(evaluated, curves):
    scores = make_scores("mine", "float32", with_tasks(evaluated[2]), curves)
    assert scores["benchmarks"]["mean"] == {
        **dict.fromkeys(COMPARED_ROLES, 0.75),
        "n": 4,
        "ci95": dict.fromkeys(COMPARED_ROLES, [0.33, 1.0]),
    }
    assert scores["benchmarks_normalised"]["easy"] == {
        **dict.fromkeys(COMPARED_ROLES, 0.5),
        "n": 4,
    }


def test_without_a_retrained_model_its_places_are_none(evaluated, curves):
    two = {name: evaluated[2][name] for name in ("baseline", "unlearned")}
    scores = make_scores("mine", "nf4", two, curves)
    for entry in (scores["familiarity"]["completion"], scores["neighbours"]["in_retain"]):
        assert entry["never_knew"] is None
        assert entry["ci95"]["never_knew"] is None


def test_task_curves_have_one_row_a_step_and_no_mean():
    row = {"easy": TASKS["easy"], "hard": TASKS["easy"] | {"acc": 0.25}, "mean": TASKS["mean"]}
    curves = {
        "unlearned": [{"step": 0, "tasks": row}, {"step": 5, "tasks": row}],
        "control": [{"step": 0, "tasks": row}],
    }
    by_task = task_curves(curves)
    assert list(by_task) == ["easy", "hard"]
    assert by_task["hard"]["unlearned"][1] == {
        "step": 5,
        "value": 0.25,
        "ci95": [0.3, 0.95],
        "n": 4,
    }
    assert len(by_task["easy"]["control"]) == 1


def test_tables_have_a_row_for_each_role_level_group_and_task(evaluated):
    evaluations = evaluated[2]
    assert [row["role"] for row in familiarity_table(evaluations)] == list(evaluations)
    assert [(row["subtlety"], row["n"]) for row in subtlety_table(evaluations)] == [(1, 1), (9, 1)]
    groups = [row["task"] for row in neighbour_table(evaluations)]
    assert groups == ["neighbours, in_retain", "neighbours, held_out"]
    assert task_table(evaluations) == []
    rows = task_table(with_tasks(evaluations))
    assert [row["task"] for row in rows] == ["easy", "mean", "easy, normalised"]
