"""Google's unlearning challenge of 2023 on digits: forget some training pictures, and be judged
against networks that never saw them.

The score is F, times the ratio of the accuracy on what is kept, times the ratio on new pictures
(Triantafillou et al. 2024, arXiv 2406.09073). F compares many unlearned with many retrained
networks, picture by picture (evaluation/metrics.epsilon_score). It depends on how many there are.
Here a network is trained in milliseconds, so that there can be many. As in the challenge, a way to
forget may take a fifth of the epochs of a retraining.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from whp_kit.beyond.crowd import Crowd, accuracy, confidence, imitates, says, train
from whp_kit.beyond.digits import Digits, parts, shuffled
from whp_kit.evaluation.metrics import epsilon_score
from whp_kit.labels.generic import generic_logits, level

TRAINED, FORGOTTEN = 400, 40  # pictures; so few that a network knows them better than new ones
EPOCHS, RATE = 100, 3e-3  # of a training from the beginning
DECAY = 3e-3  # of the weights: else a network grows the surer the longer it is trained, on anything
BUDGET = EPOCHS // 5  # epochs of a way to forget
REPAIR_RATE = 1e-2  # of a training that mends what was broken
NOISE = 0.4  # of a matrix's own spread
ALPHA = 5.0


@dataclass(frozen=True)
class Problem:
    """What a network was trained on, the part of it to forget, and new pictures."""

    forget: Digits
    rest: Digits
    new: Digits
    seed: int

    @classmethod
    def draw(cls, seed: int) -> "Problem":
        """A problem whose pictures are drawn by the seed."""
        forget, rest, new = parts(shuffled(seed), FORGOTTEN, TRAINED - FORGOTTEN)
        return cls(forget, rest, new, seed)

    def train(self, models: int, seed: int, with_forgotten: bool = False) -> Crowd:
        """Networks trained from the beginning, on the rest or on all."""
        pictures = self.rest + self.forget if with_forgotten else self.rest
        crowd = Crowd.fresh(models, seed)
        return _on(crowd, pictures, EPOCHS, seed)


Way = Callable[[Crowd, Problem, int], Crowd]  # the trained networks are left as they were


def nothing(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """The networks as they are."""
    return trained.copy()


def fine_tune(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """More training on the rest: what is not repeated fades."""
    return _on(trained.copy(), problem.rest, BUDGET, seed)


def generic_answers(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """The method of this kit: answers without what reinforcing raises (Equation 1), with the rest
    to hold on to."""
    forget, epochs = problem.forget, BUDGET // 2
    reinforced = _on(trained.copy(), forget, epochs, seed)
    r = reinforced(forget.images)  # (M, N, C)
    b = level(trained(forget.images), r)
    answers = generic_logits(b, r, ALPHA).argmax(-1)  # (M, N)
    images = torch.cat([forget.images, problem.rest.images])
    kept = problem.rest.digits.expand(len(trained), -1)
    loss = says(images, torch.cat([answers, kept], dim=1))
    return train(trained.copy(), loss, len(images), BUDGET - epochs, RATE, seed, decay=DECAY)


def reset(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """The last layer anew, then training on the rest."""
    new = Crowd.fresh(len(trained), seed)
    return _on(
        Crowd([*trained.layers[:-1], new.layers[-1]]), problem.rest, BUDGET, seed, REPAIR_RATE
    )


def noise(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """Noise in the weights, then training on the rest."""
    return _on(_noisy(trained, seed), problem.rest, BUDGET, seed, REPAIR_RATE)


def distil(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """Noise in the weights, then imitating the trained networks on the rest."""
    # without decay: what they imitate was held small already
    loss = imitates(problem.rest.images, trained)
    return train(_noisy(trained, seed), loss, len(problem.rest), BUDGET, REPAIR_RATE, seed)


def retrain(trained: Crowd, problem: Problem, seed: int) -> Crowd:
    """Other networks, trained on the rest from the beginning: as good as it gets."""
    return problem.train(len(trained), seed)


WAYS: dict[str, Way] = {
    "nothing is done": nothing,
    "fine-tuned on the rest": fine_tune,
    "generic answers": generic_answers,
    "last layer reset": reset,
    "noise, fine-tuned": noise,
    "noise, distilled": distil,
    "retrained": retrain,
}


@dataclass(frozen=True)
class Score:
    """The parts of the challenge's score, and the share of forgotten pictures that are named."""

    forgetting: float
    kept_ratio: float
    new_ratio: float
    forgotten_accuracy: float

    @property
    def total(self) -> float:
        """F times both ratios."""
        return self.forgetting * self.kept_ratio * self.new_ratio


def score(crowd: Crowd, retrained: Crowd, problem: Problem) -> Score:
    """The score of networks beside retrained ones. There must be two of each or more."""
    forget = problem.forget
    pair = [confidence(one, forget.images, forget.digits).numpy() for one in (crowd, retrained)]
    ratios = []
    for pictures in (problem.rest, problem.new):
        ours, theirs = (_accuracy(one, pictures) for one in (crowd, retrained))
        ratios.append(ours / theirs)
    return Score(epsilon_score(*pair)[0], *ratios, _accuracy(crowd, forget))


def compare(
    models: int, seeds: Sequence[int], report: Callable[[str], None] = print
) -> dict[str, list[Score]]:
    """way -> its score for each problem; a problem for each seed, with `models` networks."""
    scores: dict[str, list[Score]] = {name: [] for name in WAYS}
    for seed in seeds:
        problem = Problem.draw(seed)
        trained = problem.train(models, seed, with_forgotten=True)
        retrained = problem.train(models, seed + 1_000)
        for number, (name, way) in enumerate(WAYS.items()):
            scores[name].append(
                score(way(trained, problem, seed + 2_000 + number), retrained, problem)
            )
        report(f"problem {seed}: " + ", ".join(f"{n} {s[-1].total:.3f}" for n, s in scores.items()))
    return scores


def means(scores: Mapping[str, Sequence[Score]]) -> dict[str, dict[str, float]]:
    """way -> means over the problems, and of the score its lowest and highest figure."""
    found = {}
    for name, of_way in scores.items():
        totals = [one.total for one in of_way]
        found[name] = {
            "score": float(np.mean(totals)),
            "lowest": min(totals),
            "highest": max(totals),
            "F": float(np.mean([one.forgetting for one in of_way])),
            "kept, ratio": float(np.mean([one.kept_ratio for one in of_way])),
            "new, ratio": float(np.mean([one.new_ratio for one in of_way])),
            "forgotten, accuracy": float(np.mean([one.forgotten_accuracy for one in of_way])),
        }
    return found


def rows(scores: Mapping[str, Sequence[Score]]) -> list[dict]:
    """The table of `means`, with what each way does."""
    return [
        {"way": name} | one | {"what it does": " ".join((WAYS[name].__doc__ or "").split())}
        for name, one in means(scores).items()
    ]


def _on(crowd: Crowd, pictures: Digits, epochs: int, seed: int, rate: float = RATE) -> Crowd:
    loss = says(pictures.images, pictures.digits)
    return train(crowd, loss, len(pictures), epochs, rate, seed, decay=DECAY)


def _noisy(trained: Crowd, seed: int) -> Crowd:
    """A copy with noise in each matrix: (1 - NOISE) W + NOISE N, N of W's spread."""
    draw, layers = torch.Generator().manual_seed(seed), []
    for weight, bias in trained.layers:
        spread = weight.std(dim=(1, 2), keepdim=True)
        mixed = (1 - NOISE) * weight + NOISE * spread * torch.randn(weight.shape, generator=draw)
        layers.append((mixed, bias))
    return Crowd(layers)


def _accuracy(crowd: Crowd, pictures: Digits) -> float:
    return float(accuracy(crowd, pictures.images, pictures.digits).mean())
