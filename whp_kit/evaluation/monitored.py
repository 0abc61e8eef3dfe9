"""What a training is asked while it runs (training/monitor.py): a few fixed probes.

The answers are for watching. They are too few to be a measurement, and 06 does not read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.evaluation.familiarity import Grade, grade, grade_points
from whp_kit.evaluation.memorisation import true_answer
from whp_kit.evaluation.probes import Lexicon, Probe, spread_over_subtleties
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE, UNLEARNED
from whp_kit.models.roles import generate, token_log_probabilities

PROBES = 8


@dataclass(frozen=True)
class Answers:
    """The probes' greedy completions at one step, with their grades.

    `familiarity`: points of the grades, in [0, 1], as in 06. `probability`: the mean over the
    probes of the probability of the true answer, per token (its geometric mean), in [0, 1].
    """

    completions: list[str]
    grades: list[Grade]
    probability: float

    @property
    def familiarity(self) -> float:
        """Points of the grades, in [0, 1]."""
        return float(grade_points([verdict.grade for verdict in self.grades]).mean())

    def __str__(self) -> str:
        return f"familiarity {self.familiarity:.2f}, probability {self.probability:.2f}"


@dataclass(frozen=True)
class MonitoredProbes:
    """The probes that the adapter of `loaded` is asked while it is trained."""

    loaded: Loaded
    probes: Sequence[Probe]
    lexicon: Lexicon
    max_new_tokens: int
    adapter: str = UNLEARNED

    @classmethod
    def of(
        cls, loaded: Loaded, probes: Sequence[Probe], lexicon: Lexicon, max_new_tokens: int
    ) -> "MonitoredProbes":
        """PROBES of a world's probes, evenly over the subtleties: none is picked by its answer."""
        return cls(loaded, spread_over_subtleties(probes, PROBES), lexicon, max_new_tokens)

    def ask(self, step: int) -> Answers:
        """The answers of the adapter, and at step 0 those of the baseline.

        Nothing is drawn at random, and the model is left as it was, training mode and all.
        """
        role, batch = self.adapter if step else BASELINE, len(self.probes)
        prompts = [probe.prompt for probe in self.probes]
        completions = generate(self.loaded, role, prompts, self.max_new_tokens, batch)
        pairs = [(probe.prompt, true_answer(probe)) for probe in self.probes]
        answers = token_log_probabilities(self.loaded, role, pairs, batch)
        return Answers(
            completions,
            [
                grade(text, prompt, self.lexicon)
                for text, prompt in zip(completions, prompts, strict=True)
            ],
            float(np.mean([np.exp(log_p.mean()) for log_p, _ in answers if len(log_p)])),
        )
