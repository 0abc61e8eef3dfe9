"""A crowd of networks is trained as each of them would be alone."""

import math

import pytest
import torch

from whp_kit.beyond.crowd import Crowd, accuracy, confidence, imitates, says, train


@pytest.fixture
def pictures():
    draw = torch.Generator().manual_seed(5)
    images = torch.rand(24, 6, generator=draw)
    return images, (images.argmax(1) % 3)


def test_each_network_is_trained_as_it_would_be_alone(pictures, monkeypatch):
    """Beside a plain torch network in a plain loop, from the same start, in the same order."""
    images, digits = pictures
    crowd = Crowd.fresh(3, 0, (6, 8, 3))
    orders = torch.rand(2, 3, 24, generator=torch.Generator().manual_seed(9)).argsort(-1)
    plain = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3))
    with torch.no_grad():
        for layer, (weight, bias) in zip((plain[0], plain[2]), crowd.layers, strict=True):
            layer.weight.copy_(weight[1].T)
            layer.bias.copy_(bias[1, 0])
    optimiser = torch.optim.Adam(plain.parameters(), lr=0.05, weight_decay=0.01)
    for step, rows in enumerate(order for epoch in orders[:, 1] for order in epoch.split(8)):
        for group in optimiser.param_groups:
            group["lr"] = 0.05 * (1 - step / 6)
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(plain(images[rows]), digits[rows]).backward()
        optimiser.step()
    train(crowd, says(images, digits), 24, epochs=2, rate=0.05, seed=9, batch=8, decay=0.01)
    torch.testing.assert_close(crowd(images)[1], plain(images).detach(), rtol=1e-4, atol=1e-5)


def test_it_learns_digits_of_its_own_and_leaves_its_teacher(pictures):
    images, digits = pictures
    own = torch.stack([digits, (digits + 1) % 3])
    crowd = train(Crowd.fresh(2, 0, (6, 32, 3)), says(images, own), 24, 60, 0.03, 0)
    assert (crowd(images).argmax(-1) == own).float().mean() > 0.9
    before = [tensor.clone() for tensor in crowd.weights]
    pupil = train(Crowd.fresh(2, 7, (6, 32, 3)), imitates(images, crowd), 24, 60, 0.03, 1)
    assert accuracy(pupil, images, digits)[0] > 0.8 > accuracy(pupil, images, digits)[1]
    assert all(map(torch.equal, before, crowd.weights))
    copied = crowd.copy()
    train(copied, says(images, digits), 24, 1, 0.03, 0)
    assert all(map(torch.equal, before, crowd.weights)), "a copy has weights of its own"


def test_confidence_is_the_log_of_the_odds():
    weight = torch.tensor([[[math.log(6.0), math.log(3.0), 0.0]]])  # shares .6, .3, .1
    crowd = Crowd([(weight, torch.zeros(1, 1, 3))])
    found = confidence(crowd, torch.ones(2, 1), torch.tensor([0, 2]))
    assert found.tolist() == [pytest.approx([math.log(0.6 / 0.4), math.log(0.1 / 0.9)])]
