"""Many small networks of one shape, trained side by side as one: M networks in the first axis.

The loss is a sum over the networks, and Adam's steps are taken weight by weight, so that each
network is trained exactly as it would be alone, from its own start and in its own order of the
data.

Letters: M networks, B pictures of a batch, I and O units of a layer, C classes.
"""

from collections.abc import Callable, Sequence

import torch
from torch.nn import functional

Loss = Callable[["Crowd", torch.Tensor], torch.Tensor]  # of pictures (M, B) by number -> (M,)
WIDTHS = (64, 64, 10)  # units of the layers, pixels first


class Crowd:
    """The networks: `layers` of weights (M, I, O) and biases (M, 1, O), ReLU between them."""

    def __init__(self, layers: Sequence[tuple[torch.Tensor, torch.Tensor]]):
        self.layers = [tuple(tensor.detach().clone() for tensor in layer) for layer in layers]

    @classmethod
    def fresh(cls, models: int, seed: int, widths: Sequence[int] = WIDTHS) -> "Crowd":
        """Networks with random weights, He's spread."""
        draw = torch.Generator().manual_seed(seed)
        layers = []
        for inner, outer in zip(widths[:-1], widths[1:], strict=True):
            weight = torch.randn(models, inner, outer, generator=draw) * (2 / inner) ** 0.5
            layers.append((weight, torch.zeros(models, 1, outer)))
        return cls(layers)

    def __len__(self) -> int:
        return len(self.layers[0][0])

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (M, B, C) of pictures (B, I), or of each network's own (M, B, I)."""
        *_, (weight, bias) = self.layers
        return self.features(images) @ weight + bias

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """The units before the last layer, (M, B, O)."""
        units = images
        for weight, bias in self.layers[:-1]:
            units = torch.relu(units @ weight + bias)
        return units

    def copy(self) -> "Crowd":
        """The same networks again."""
        return Crowd(self.layers)

    @property
    def weights(self) -> list[torch.Tensor]:
        """All tensors, each (M, ...)."""
        return [tensor for layer in self.layers for tensor in layer]


def train(
    crowd: Crowd,
    loss: Loss,
    examples: int,
    epochs: int,
    rate: float,
    seed: int,
    batch: int = 32,
    decay: float = 0.0,
) -> Crowd:
    """Trains the crowd in place with Adam, the rate falling to 0, and returns it.

    decay / 2 |w|^2 is added to the loss of each network.
    """
    draw = torch.Generator().manual_seed(seed)
    for tensor in crowd.weights:
        tensor.requires_grad_(True)
    optimiser = torch.optim.Adam(crowd.weights, lr=rate, weight_decay=decay)
    steps = epochs * -(-examples // batch)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, steps)
    for _ in range(epochs):
        order = torch.rand(len(crowd), examples, generator=draw).argsort(dim=1)  # (M, N)
        for rows in order.split(batch, dim=1):
            optimiser.zero_grad()
            loss(crowd, rows).sum().backward()
            optimiser.step()
            schedule.step()
    for tensor in crowd.weights:
        tensor.requires_grad_(False)
    return crowd


def says(images: torch.Tensor, digits: torch.Tensor) -> Loss:
    """Cross-entropy with the digits: (N,), or (M, N) where each network has its own."""

    def loss(crowd: Crowd, rows: torch.Tensor) -> torch.Tensor:
        wanted = digits[rows] if digits.dim() == 1 else digits.gather(1, rows)  # (M, B)
        given = crowd(images[rows]).transpose(1, 2)  # (M, C, B)
        return functional.cross_entropy(given, wanted, reduction="none").mean(1)

    return loss


def imitates(images: torch.Tensor, teacher: Crowd) -> Loss:
    """KL(teacher || crowd), network by network."""

    def loss(crowd: Crowd, rows: torch.Tensor) -> torch.Tensor:
        some = images[rows]
        wanted, given = teacher(some).log_softmax(-1), crowd(some).log_softmax(-1)
        return functional.kl_div(given, wanted, reduction="none", log_target=True).sum(-1).mean(1)

    return loss


def accuracy(crowd: Crowd, images: torch.Tensor, digits: torch.Tensor) -> torch.Tensor:
    """The share of right answers of each network, (M,)."""
    return (crowd(images).argmax(-1) == digits).float().mean(1)


def confidence(crowd: Crowd, images: torch.Tensor, digits: torch.Tensor) -> torch.Tensor:
    """log(p / (1 - p)) of the right digit, (M, N): the number that the challenge's attacks cut."""
    logits = crowd(images)  # (M, N, C)
    right = functional.one_hot(digits, logits.shape[-1]).bool().expand_as(logits)
    others = logits.masked_fill(right, -torch.inf).logsumexp(-1)
    return logits[right].view(others.shape) - others
