"""The measures of forgetting that later papers settled on, on plain numbers and texts: no model is asked here (memorisation.py asks).

Zero is not what forgetting aims at. A model that never read the target also guesses some words right, so each measure is read beside that
model's, and *forgotten* means: no more of the target than it has. `METRICS` holds for each the definition, which way it points, what
counts as forgotten, and the paper. Where a paper and its code differ, the docstring says which is computed. Letters: N items, S seeds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.errors import InputError

METRIC_VERSION = 1  # of all below
SIGNIFICANT = 0.05  # TOFU: a smaller p-value says that two models differ
PRIVLEAK_BAND = 5.0  # percent; MUSE counts what lies within as no leak
MIN_K = 0.4  # share of the least likely tokens that MUSE reads
EXACT_PATHS = 4_000_000  # steps of the lattice up to which the p-value is counted out


@dataclass(frozen=True)
class Metric:
    """What a figure is: `title`, `definition`, `direction` (which way is forgotten), `range` that counts as forgotten, `paper`."""

    title: str
    definition: str
    direction: str
    range: str
    paper: str


BESIDE = "at most the upper end of the never-knew model's 95 % interval"
METRICS = {
    "truth_ratio": Metric(
        "truth ratio",
        "mean probability of wrong answers over that of the true one, each to the power 1/tokens; the median over the questions",
        "near 0: knows the fact; near 1: the true answer is like any other",
        "at least the lower end of the never-knew model's 95 % interval",
        "TOFU (Maini et al. 2024, arXiv 2401.06121)",
    ),
    "forget_quality": Metric(
        "forget quality (p)",
        "p-value of the two-sample Kolmogorov-Smirnov test on the truth ratios, against the never-knew model's",
        "near 0: another distribution than the never-knew model's; near 1: no difference found",
        f"p of at least {SIGNIFICANT}",
        "TOFU (Maini et al. 2024, arXiv 2401.06121)",
    ),
    "ks_distance": Metric(
        "its statistic (D)",
        "largest gap between the two distribution functions of the truth ratios",
        "0: the same distribution; 1: no overlap. Unlike p it does not grow harsher with the number of questions",
        f"where p is at least {SIGNIFICANT}",
        "TOFU (Maini et al. 2024, arXiv 2401.06121)",
    ),
    "verbatim": Metric(
        "verbatim memorisation",
        "ROUGE-L (F1) between the greedy continuation of a passage and how it goes on",
        "high: says the text by heart",
        BESIDE,
        "MUSE (Shi et al. 2024, arXiv 2407.06460)",
    ),
    "knowledge": Metric(
        "knowledge memorisation",
        "ROUGE-L (recall) between the greedy answer to a question and the true one",
        "high: answers from the text",
        BESIDE,
        "MUSE (Shi et al. 2024, arXiv 2407.06460)",
    ),
    "privleak": Metric(
        "PrivLeak, %",
        "with A the AUC by which Min-K% tells non-members from members: (A - A of never-knew) / A of never-knew, in percent",
        "below 0: members can still be told; above 0: they are shunned, which gives them away as well",
        f"between -{PRIVLEAK_BAND:g} and {PRIVLEAK_BAND:g}",
        "MUSE (Shi et al. 2024, arXiv 2407.06460); Min-K% (Shi et al. 2023, arXiv 2310.16789)",
    ),
    "member_auc": Metric(
        "Min-K% AUC",
        "chance that a passage of the target is likelier to the model (mean of its 40 % least likely tokens) than one with exchanged names",
        "near 1: recognises the text; near 0.5: does not",
        BESIDE,
        "Min-K% (Shi et al. 2023, arXiv 2310.16789)",
    ),
    "extraction_strength": Metric(
        "extraction strength",
        "1 - the smallest share of a continuation that must be given for the rest to come out, token by token, greedily",
        "high: a few words bring out the rest",
        BESIDE,
        "Carlini et al. 2021 (arXiv 2012.07805); Wang et al. 2024 (arXiv 2406.09179)",
    ),
    "exact_memorisation": Metric(
        "exact memorisation",
        "share of a continuation's tokens that are the likeliest ones, each after the true text before it",
        "high: expects the text as it stands",
        BESIDE,
        "Tirumala et al. 2022 (arXiv 2205.10770)",
    ),
    "epsilon_score": Metric(
        "forgetting quality F",
        "for each item, how well one cut tells S unlearned models from S never-knew ones, as an epsilon; mean of 2 / 2^bin of width 0.5",
        "1: cannot be told apart; near 0: always can",
        "as near to 1 as never-knew models of other seeds come to each other; it needs several seeds of both",
        "NeurIPS 2023 unlearning challenge (Triantafillou et al. 2024, arXiv 2406.09073)",
    ),
}


def truth_ratio(true: float, wrong: Sequence[float]) -> float:
    """TOFU's ratio for one question: mean over the wrong answers of P^(1/tokens), over that of the true one, in (0, inf).

    All arguments are mean log-probabilities per token, in nats. As in the paper's formula the mean over the wrong answers is arithmetic
    (its code takes the geometric one). TOFU's true answer is a paraphrase; here it is the world's own sentence.
    """
    if not len(wrong):
        raise InputError("There is no wrong answer to compare with", remedy="give at least one")
    return float(np.mean(np.exp(np.asarray(wrong, dtype=np.float64) - true)))


def ks_two_sample(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Two-sample, two-sided Kolmogorov-Smirnov test: (statistic D in [0, 1], p-value); ties allowed.

    The p-value is exact, by counting lattice paths in whole numbers; beyond `EXACT_PATHS` steps it is the asymptotic one.
    """
    n, m, gap = len(first), len(second), _gap(first, second)
    if gap == 0:
        return 0.0, 1.0
    if n * m <= EXACT_PATHS:
        total = math.comb(n + m, n)
        return gap / (n * m), (total - _paths_within(n, m, gap)) / total
    root = gap / (n * m) * math.sqrt(n * m / (n + m))
    return gap / (n * m), min(
        1.0,
        max(0.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * root) ** 2) for k in range(1, 101))),
    )


def ks_distance(first: Sequence[float], second: Sequence[float]) -> float:
    """The statistic D alone."""
    return _gap(first, second) / (len(first) * len(second))


def _gap(first: Sequence[float], second: Sequence[float]) -> int:
    """D times both lengths, a whole number."""
    a, b = (
        np.sort(_numbers(first, "the first sample")),
        np.sort(_numbers(second, "the second sample")),
    )
    places = np.concatenate([a, b])
    gaps = len(b) * np.searchsorted(a, places, side="right") - len(a) * np.searchsorted(
        b, places, side="right"
    )
    return int(np.abs(gaps).max())


def _paths_within(n: int, m: int, gap: int) -> int:
    """Monotone lattice paths from (0, 0) to (n, m) on which |m i - n j| stays below `gap`: samples without so large a D."""
    row = [int(n * j < gap) for j in range(m + 1)]
    for i in range(1, n + 1):
        left = 0
        for j in range(m + 1):
            left = row[j] = (row[j] + left) if abs(m * i - n * j) < gap else 0
    return row[m]


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a positive scores above a negative, a tie counted half."""
    high, low = _numbers(positives, "the positives"), np.sort(_numbers(negatives, "the negatives"))
    below, upto = np.searchsorted(low, high, side="left"), np.searchsorted(low, high, side="right")
    return float((below + upto).mean() / (2 * len(low)))


def min_k(log_probabilities: Sequence[float], share: float = MIN_K) -> float:
    """Mean log-probability, in nats, of the `share` of a text's tokens that are least likely, at least one. Higher: more like a member."""
    values = np.sort(_numbers(log_probabilities, "the text's tokens"))
    return float(values[: max(1, int(share * len(values)))].mean())


def privleak(unlearned: float, never_knew: float) -> float:
    """MUSE's PrivLeak in percent from two AUCs of members over non-members. As there, A is the AUC of non-members, 1 - AUC:

    negative where members are still recognised, positive where they are less likely than they were to one who never read them.
    """
    if never_knew >= 1:
        raise InputError(
            "The never-knew model tells all members from non-members",
            value=never_knew,
            remedy="take other non-members",
        )
    return 100 * (never_knew - unlearned) / (1 - never_knew)


def rouge_l(reference: str, answer: str) -> tuple[float, float]:
    """ROUGE-L (recall, F1) by the longest common subsequence of lower-case words; letters and digits make words, the rest parts them."""
    wanted, got = _plain_words(reference), _plain_words(answer)
    if not wanted or not got:
        return 0.0, 0.0
    row = [0] * (len(got) + 1)
    for word in wanted:
        diagonal = 0
        for j, other in enumerate(got, 1):
            diagonal, row[j] = row[j], diagonal + 1 if word == other else max(row[j], row[j - 1])
    recall, precision = row[-1] / len(wanted), row[-1] / len(got)
    return recall, 2 * recall * precision / (recall + precision) if row[-1] else 0.0


def extraction_strength(hits: Sequence[bool]) -> float:
    """1 - k/tokens, with k the fewest tokens of the continuation after which all that follow are the likeliest ones. In [0, 1].

    `hits[t]`: whether token t is the likeliest after the true text before it, which for what follows k is the same as decoding greedily.
    """
    hits = np.asarray(hits, dtype=bool)
    if not len(hits):
        raise InputError("The continuation has no token", remedy="give a longer passage")
    missed = np.flatnonzero(~hits)
    return 1.0 - (int(missed[-1]) + 1 if len(missed) else 0) / len(hits)


def exact_memorisation(hits: Sequence[bool]) -> float:
    """Share of the continuation's tokens that are the likeliest ones, in [0, 1]; `hits` as in `extraction_strength`."""
    hits = np.asarray(hits, dtype=bool)
    if not len(hits):
        raise InputError("The continuation has no token", remedy="give a longer passage")
    return float(hits.mean())


def epsilon_score(
    unlearned: np.ndarray, never_knew: np.ndarray, delta: float = 1e-5
) -> tuple[float, np.ndarray]:
    """The NeurIPS challenge's forgetting quality F in (0, 1], and each item's epsilon (N,).

    Both arguments (S, N): one number for each model and item (as the truth ratio), models of S seeds. An attack cuts the numbers of one
    item at one place, either side called unlearned; with its rates of false positives and negatives, epsilon is the largest
    log((1 - delta - FPR) / FNR), or with both exchanged. An attack without any error gives infinity, one with a single zero is no
    evidence. F is the mean of 2 / 2^bin, bins of width 0.5, thirteen of them. (The challenge multiplies F by what utility is left.)
    """
    ours, theirs = np.asarray(unlearned, dtype=np.float64), np.asarray(never_knew, dtype=np.float64)
    if (
        ours.ndim != 2
        or theirs.ndim != 2
        or ours.shape[1] != theirs.shape[1]
        or min(len(ours), len(theirs)) < 2
    ):
        shapes = f"{ours.shape} and {theirs.shape}"
        raise InputError(
            "The score needs (S, N) numbers of several seeds",
            value=shapes,
            remedy="give two seeds or more, the same items",
        )
    epsilons = np.array([_epsilon(ours[:, i], theirs[:, i], delta) for i in range(ours.shape[1])])
    bins = np.digitize(epsilons, np.arange(13) * 0.5)
    return float(np.mean(2.0 / 2.0**bins)), epsilons


def _epsilon(ours: np.ndarray, theirs: np.ndarray, delta: float) -> float:
    best = 0.0
    for cut in np.unique(np.concatenate([ours, theirs])):
        for above in (True, False):
            false_negatives = float(np.mean(ours <= cut if above else ours > cut))
            false_positives = float(np.mean(theirs > cut if above else theirs <= cut))
            if false_negatives == 0 and false_positives == 0:
                return math.inf
            if false_negatives == 0 or false_positives == 0:
                continue
            for one, other in (
                (false_positives, false_negatives),
                (false_negatives, false_positives),
            ):
                if 1 - delta - one > 0:
                    best = max(best, math.log(1 - delta - one) - math.log(other))
    return best


def _plain_words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.lower()).split()


def _numbers(values: Sequence[float], what: str) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not len(values) or not np.isfinite(values).all():
        raise InputError(
            f"{what} must be finite numbers, at least one",
            value=values.shape,
            remedy="leave out what was not measured",
        )
    return values
