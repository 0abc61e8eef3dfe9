"""Keyness: which words a text uses more often than general text does, and how surely.

The measure is the log-likelihood ratio of Dunning (1993), as corpus linguistics uses it.
"""

import math
from collections import Counter
from dataclasses import dataclass

from whp_kit.anchors.word_index import WordIndex
from whp_kit.errors import InputError

SIGNIFICANT = 6.63  # log-likelihood: chi-squared with one degree of freedom, 1 in 100
# A key term is this many times as frequent as in general text. 5 and 20 lose 1 of the 46 points of
# recall on the shipped world (tools/bench/bench_suggest).
RATIO = 10


@dataclass(frozen=True)
class Corpora:
    """The two texts that keyness compares: the target and general text, the reference corpus.

    `names`: folded common names, such as Emma. In general text they are somebody else's, and say
    nothing against the target's Emma.
    """

    target: WordIndex
    general: WordIndex
    names: frozenset[str] = frozenset()

    @classmethod
    def read(cls, target: str, general: str, names: frozenset[str] = frozenset()) -> "Corpora":
        """Indexes both; InputError where one of them holds no word."""
        corpora = cls(WordIndex.read(target), WordIndex.read(general), names)
        for index, name in ((corpora.target, "the text"), (corpora.general, "the general text")):
            if not len(index):
                raise InputError(
                    f"{name} holds no word",
                    value=index.text[:40],
                    remedy="give a text of some pages",
                )
        return corpora

    def keyness(self, count: int, general_count: int) -> float:
        """The log-likelihood of a term with these counts in the two texts."""
        return log_likelihood(count, len(self.target), general_count, len(self.general))

    def ratio(self, count: int, general_count: int) -> float:
        """How many times as frequent as in general text it is."""
        return frequency_ratio(count, len(self.target), general_count, len(self.general))

    def is_key(self, count: int, general_count: int) -> bool:
        """Whether a term is significantly, and many times, more frequent in the target."""
        return (
            self.keyness(count, general_count) > SIGNIFICANT
            and self.ratio(count, general_count) > RATIO
        )


def log_likelihood(count: int, size: int, general_count: int, general_size: int) -> float:
    """Dunning's G2 of `count` in `size` words against `general_count` in `general_size` words.

    2 * (O1 ln(O1 / E1) + O2 ln(O2 / E2)), where E are the counts expected at one common rate;
    negative where the term is rarer here. Says how surely the rates differ, not by how much.
    Written out: scipy.stats.power_divergence takes 100 times as long for two numbers.
    """
    rate = (count + general_count) / max(size + general_size, 1)
    pairs = ((count, size * rate), (general_count, general_size * rate))
    total = 2 * sum(seen * math.log(seen / expected) for seen, expected in pairs if seen)
    return math.copysign(total, count * general_size - general_count * size)


def frequency_ratio(count: int, size: int, general_count: int, general_size: int) -> float:
    """The rate here by the rate in general text, with half a count added there against zeros."""
    return (count / max(size, 1)) / ((general_count + 0.5) / max(general_size, 1))


def entropy(counts: Counter) -> float:
    """The entropy in nats of a distribution given as counts; 0 where everything is the same."""
    total = sum(counts.values())
    return -sum(count / total * math.log(count / total) for count in counts.values())
