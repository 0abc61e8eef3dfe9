"""Scikit-learn's handwritten digits: 1,797 pictures of 8 by 8 greys, which need no download."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

SIDE = 8  # pixels
PIXELS = SIDE * SIDE


@dataclass(frozen=True)
class Digits:
    """Pictures (N, 64), greys in [0, 1], and which digit each shows (N,)."""

    images: torch.Tensor
    digits: torch.Tensor

    def __len__(self) -> int:
        return len(self.digits)

    def __getitem__(self, rows: Sequence[int] | torch.Tensor | slice) -> "Digits":
        """Some of the pictures."""
        return Digits(self.images[rows], self.digits[rows])

    def showing(self, digits: Sequence[int], others: bool = False) -> "Digits":
        """The pictures of these digits, or of all others."""
        return self[torch.isin(self.digits, torch.tensor(list(digits)), invert=others)]

    def __add__(self, more: "Digits") -> "Digits":
        images = torch.cat([self.images, more.images])
        return Digits(images, torch.cat([self.digits, more.digits]))


def shuffled(seed: int) -> Digits:
    """All pictures, in an order drawn by the seed."""
    from sklearn.datasets import load_digits

    found = load_digits()
    order = np.random.default_rng(seed).permutation(len(found.target))
    images = torch.from_numpy(found.data[order] / 16.0).float()
    return Digits(images, torch.from_numpy(found.target[order]).long())


def parts(digits: Digits, *sizes: int) -> list[Digits]:
    """Consecutive parts of these sizes, and what is left."""
    ends = np.cumsum(sizes).tolist()
    starts = [0, *ends]
    return [digits[slice(start, end)] for start, end in zip(starts, [*ends, None], strict=True)]
