"""The autoencoder: the hidden half is hidden, only the encoder moves, the distance is Frechet's."""

import numpy as np
import pytest
import torch

from whp_kit.beyond import completion
from whp_kit.beyond.completion import Judge, Problem, frechet_distance, left_half, right_half


def test_the_right_half_is_not_seen():
    images = torch.arange(128.0).view(2, 64)
    assert left_half(images).view(2, 8, 8)[:, :, 4:].abs().sum() == 0
    assert torch.equal(left_half(images).view(2, 8, 8)[:, :, :4], images.view(2, 8, 8)[:, :, :4])
    assert right_half(images)[0].tolist()[:5] == [4, 5, 6, 7, 12]
    model = completion.Autoencoder()
    other = images.clone()
    other.view(2, 8, 8)[:, :, 4:] = 0.5
    assert torch.equal(model(images), model(other))


def test_a_problem_keeps_what_is_to_be_forgotten_apart():
    problem = Problem.draw([3], 0)
    assert set(problem.forget.digits.tolist()) == set(problem.new_forget.digits.tolist()) == {3}
    assert not {3} & {*problem.keep.digits.tolist(), *problem.new_keep.digits.tolist()}
    assert len(problem.keep) + len(problem.forget) == completion.TRAINED


def test_only_the_encoder_is_trained_and_the_digits_are_drawn_no_more(monkeypatch):
    monkeypatch.setattr(completion, "EPOCHS", 60)
    monkeypatch.setattr(completion, "FORGET_EPOCHS", 80)
    problem = Problem.draw([3, 8], 0)
    everything = problem.keep + problem.forget
    model = completion.learn(everything, 0)
    weights = {name: weight.clone() for name, weight in model.named_parameters()}
    unlearned = completion.forget(model, problem, 0)
    assert all(torch.equal(weight, weights[name]) for name, weight in model.named_parameters())
    moved = {n for n, w in unlearned.named_parameters() if not torch.equal(w, weights[n])}
    assert moved == {name for name in weights if name.startswith("encoder")}
    judge = Judge.learn(everything, 0)
    assert judge.accuracy(problem.new_keep.images, problem.new_keep.digits) > 0.8
    before, after = (completion.figures(one, problem, judge) for one in (model, unlearned))
    assert before["forgotten_accuracy"] > after["forgotten_accuracy"] + 0.3
    assert after["kept_accuracy"] > before["kept_accuracy"] - 0.1
    pictures = completion.drawn(unlearned, problem.new_keep[:4])
    true = completion.true_pictures(problem.new_keep[:4])
    assert pictures.shape == (4, 8, 8) and np.array_equal(pictures[:, :, :4], true[:, :, :4])
    assert not np.array_equal(pictures, true)


def test_the_frechet_distance_by_hand():
    """In one direction it is (m1 - m2)^2 + (s1 - s2)^2; equal sets are at 0."""
    draw = np.random.default_rng(0)
    points = draw.normal(size=(50, 3))
    assert frechet_distance(points, points) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(points, points + [2, 0, 1]) == pytest.approx(5)
    line, wider = np.array([[-1.0], [1.0]]), np.array([[-2.0], [4.0]])
    spread = np.sqrt(2.0)  # of the first; three times that of the second
    as_rows = [np.hstack([one, 0 * one]) for one in (line, wider)]
    assert frechet_distance(*as_rows) == pytest.approx(1 + (2 * spread) ** 2)
