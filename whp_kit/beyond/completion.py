"""An autoencoder that draws a digit from its left half, and forgets how some digits go on.

The method of Li, Hsu, Chen and Marculescu (ICLR 2024, arXiv 2402.00351): only the encoder is
trained. The code of a picture to keep stays where it was; the code of one to forget goes where the
code of noise was, with the mean and the spread of the batch and the same half hidden:

    loss = |E(x_keep) - E0(x_keep)|^2 + FORGET * |E(x_forget) - E0(noise)|^2

How well a half is drawn is judged by a classifier that sees right halves alone: its accuracy on the
drawn halves, and the Frechet distance between its features of drawn and of true halves.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from whp_kit.beyond.crowd import Crowd, accuracy, says, train
from whp_kit.beyond.digits import PIXELS, SIDE, Digits, parts, shuffled

TRAINED = 1200  # pictures; the others are new
CODE, WIDTH = 24, 256  # units of a code, and of the layers before and after it
EPOCHS, RATE, BATCH = 100, 1e-3, 64  # of an autoencoder
FORGET_EPOCHS = 300
FORGET = 0.2  # weight of what is forgotten; the authors' figure
JUDGE = (PIXELS // 2, 64, 10)  # units of the classifier's layers
JUDGE_EPOCHS, JUDGE_RATE = 60, 3e-3


@dataclass(frozen=True)
class Problem:
    """Pictures to train on and new ones, each in those to keep and those to forget."""

    keep: Digits
    forget: Digits
    new_keep: Digits
    new_forget: Digits

    @classmethod
    def draw(cls, forgotten: Sequence[int], seed: int) -> "Problem":
        """The pictures in an order drawn by the seed; `forgotten`: which digits."""
        train_on, new = parts(shuffled(seed), TRAINED)
        return cls(
            train_on.showing(forgotten, others=True),
            train_on.showing(forgotten),
            new.showing(forgotten, others=True),
            new.showing(forgotten),
        )


class Autoencoder(nn.Module):
    """Pictures with the right half hidden (B, 64) -> codes (B, CODE) -> whole pictures (B, 64)."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(PIXELS, WIDTH), nn.GELU(), nn.Linear(WIDTH, CODE))
        self.decoder = nn.Sequential(
            nn.Linear(CODE, WIDTH), nn.GELU(), nn.Linear(WIDTH, PIXELS), nn.Sigmoid()
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """What it draws of the left halves of whole pictures (B, 64)."""
        return self.decoder(self.encoder(left_half(images)))


def left_half(images: torch.Tensor) -> torch.Tensor:
    """The pictures with their right half black."""
    hidden = images.view(-1, SIDE, SIDE).clone()
    hidden[:, :, SIDE // 2 :] = 0
    return hidden.view(images.shape)


def right_half(images: torch.Tensor) -> torch.Tensor:
    """The right halves alone, (B, 32)."""
    return images.view(-1, SIDE, SIDE)[:, :, SIDE // 2 :].reshape(len(images), PIXELS // 2)


def learn(pictures: Digits, seed: int) -> Autoencoder:
    """An autoencoder that was trained on the pictures."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Autoencoder()

    def loss(rows: torch.Tensor) -> torch.Tensor:
        whole = pictures.images[rows]
        return functional.mse_loss(model(whole), whole)

    _descend(list(model.parameters()), loss, len(pictures), EPOCHS, seed)
    return model


def forget(model: Autoencoder, problem: Problem, seed: int) -> Autoencoder:
    """A copy whose encoder sends the pictures to forget where it sent noise; its decoder stays."""
    unlearned, former = copy.deepcopy(model), model.encoder
    draw = torch.Generator().manual_seed(seed)
    count = len(problem.forget)

    def loss(rows: torch.Tensor) -> torch.Tensor:
        kept = left_half(problem.keep.images[rows])
        gone = problem.forget.images[torch.randint(count, (len(rows),), generator=draw)]
        noise = gone.mean() + gone.std() * torch.randn(gone.shape, generator=draw)
        with torch.no_grad():
            stay, go = former(kept), former(left_half(noise))
        encoder = unlearned.encoder
        held = functional.mse_loss(encoder(kept), stay)
        return held + FORGET * functional.mse_loss(encoder(left_half(gone)), go)

    weights = list(unlearned.encoder.parameters())
    _descend(weights, loss, len(problem.keep), FORGET_EPOCHS, seed)
    return unlearned


@dataclass(frozen=True)
class Judge:
    """A classifier of right halves."""

    network: Crowd

    @classmethod
    def learn(cls, pictures: Digits, seed: int) -> "Judge":
        """Trained on the true right halves of the pictures."""
        loss = says(right_half(pictures.images), pictures.digits)
        crowd = Crowd.fresh(1, seed, JUDGE)
        return cls(train(crowd, loss, len(pictures), JUDGE_EPOCHS, JUDGE_RATE, seed))

    def accuracy(self, images: torch.Tensor, digits: torch.Tensor) -> float:
        """The share of pictures whose right half shows the digit."""
        return float(accuracy(self.network, right_half(images), digits))

    def frechet(self, images: torch.Tensor, true: torch.Tensor) -> float:
        """The Frechet distance between the features of two sets of right halves."""
        first, second = (
            self.network.features(right_half(some))[0].double().numpy() for some in (images, true)
        )
        return frechet_distance(first, second)


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Between two sets of points (N, D), as normal distributions: |m1 - m2|^2 and the trace of
    C1 + C2 - 2 (C1 C2)^(1/2)."""
    means = first.mean(0) - second.mean(0)
    spreads = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    values, vectors = np.linalg.eigh(spreads[0])
    root = vectors * np.sqrt(values.clip(min=0)) @ vectors.T  # of the first
    both = np.sqrt(np.linalg.eigvalsh(root @ spreads[1] @ root).clip(min=0)).sum()
    return float(means @ means + np.trace(spreads[0] + spreads[1]) - 2 * both)


@torch.no_grad()
def figures(model: Autoencoder, problem: Problem, judge: Judge) -> dict[str, float]:
    """How well the model draws the new pictures to forget and those to keep."""
    found = {}
    for name, pictures in (("forgotten", problem.new_forget), ("kept", problem.new_keep)):
        drawn = model(pictures.images)
        found[f"{name}_accuracy"] = judge.accuracy(drawn, pictures.digits)
        found[f"{name}_frechet"] = judge.frechet(drawn, pictures.images)
    return found


def true_pictures(pictures: Digits) -> np.ndarray:
    """(N, 8, 8)."""
    return pictures.images.view(-1, SIDE, SIDE).numpy()


@torch.no_grad()
def drawn(model: Autoencoder, pictures: Digits) -> np.ndarray:
    """(N, 8, 8): the true left halves, each with the right half that the model draws."""
    whole = pictures.images.view(-1, SIDE, SIDE).clone()
    whole[:, :, SIDE // 2 :] = model(pictures.images).view(-1, SIDE, SIDE)[:, :, SIDE // 2 :]
    return whole.numpy()


def _descend(weights, loss, examples: int, epochs: int, seed: int) -> None:
    """Adam over the examples in an order drawn by the seed, the rate falling to 0."""
    draw = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(weights, lr=RATE)
    steps = epochs * -(-examples // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, steps)
    for _ in range(epochs):
        for rows in torch.randperm(examples, generator=draw).split(BATCH):
            optimiser.zero_grad()
            loss(rows).backward()
            optimiser.step()
            schedule.step()
