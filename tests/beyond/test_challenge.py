"""The challenge on few networks: the budget holds, the trained ones stay, retraining is the top."""

import pytest
import torch

from whp_kit.beyond import challenge
from whp_kit.beyond.challenge import WAYS, Problem, Score, rows, score


@pytest.fixture(scope="module")
def trained():
    problem = Problem.draw(0)
    return problem, problem.train(8, 0, with_forgotten=True)


def test_a_problem_parts_the_pictures(trained):
    problem, crowd = trained
    assert (len(problem.forget), len(problem.rest)) == (40, 360)
    assert len(problem.new) == 1797 - 400
    assert problem.new.images.shape[0] == len(problem.new)
    right = (crowd(problem.forget.images).argmax(-1) == problem.forget.digits).float().mean()
    assert right > 0.98, "what was trained on is known"


@pytest.mark.parametrize("name", [name for name in WAYS if name != "retrained"])
def test_a_way_keeps_to_its_budget_and_leaves_the_trained_networks(name, trained, monkeypatch):
    problem, crowd = trained
    spent = []

    def count(crowd, loss, examples, epochs, rate, seed, **others):
        spent.append(epochs)
        return crowd

    monkeypatch.setattr(challenge, "train", count)
    before = [tensor.clone() for tensor in crowd.weights]
    WAYS[name](crowd, problem, 1)
    assert sum(spent) <= challenge.EPOCHS / 5
    assert all(map(torch.equal, before, crowd.weights))


def test_networks_that_never_saw_the_pictures_score_best(trained):
    problem, crowd = trained
    retrained = problem.train(8, 1_000)
    again, untouched = (score(one, retrained, problem) for one in (problem.train(8, 2_000), crowd))
    assert again.total > 1.5 * untouched.total
    assert untouched.forgotten_accuracy > again.forgotten_accuracy
    assert again.kept_ratio == pytest.approx(1, abs=0.01)
    itself = score(retrained, retrained, problem)
    assert itself.kept_ratio == itself.new_ratio == 1


def test_the_score_is_a_product_and_the_table_its_mean():
    assert Score(0.5, 0.8, 0.5, 0.1).total == pytest.approx(0.2)
    (row,) = rows({"nothing is done": [Score(0.5, 1.0, 1.0, 1.0), Score(0.1, 1.0, 1.0, 0.8)]})
    assert [row["score"], row["lowest"], row["highest"]] == pytest.approx([0.3, 0.1, 0.5])
    assert row["forgotten, accuracy"] == pytest.approx(0.9)
    assert row["what it does"] == "The networks as they are."
