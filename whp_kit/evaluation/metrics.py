"""The measures of forgetting of later papers, as functions of plain numbers and texts.

No model is called here: memorisation.py collects the numbers from the models and says for each
measure what it means. Where a paper and its code differ, the docstring says which is computed.
Letters: N items, S seeds.
"""

import math
from collections.abc import Sequence

import numpy as np

from whp_kit.errors import InputError
from whp_kit.text.words import find_words, require_served

# Of all below; 2: names of wrong answers are balanced (wrong_answers.py); 3: a continuation is cut
# at the length of what it is compared with.
METRIC_VERSION = 3
MIN_K = 0.4  # share of the least likely tokens that MUSE reads


def truth_ratio(true: float, wrong: Sequence[float]) -> float:
    """TOFU's ratio for one question, in (0, inf): mean over the wrong answers of P^(1/tokens), over
    that of the true answer.

    All arguments are mean log-probabilities per token, in nats. As in the paper's formula the mean
    over the wrong answers is arithmetic (its code takes the geometric one). TOFU's true answer is a
    paraphrase; here it is the world's own sentence.
    """
    if not len(wrong):
        raise InputError("There is no wrong answer to compare with", remedy="give at least one")
    return float(np.mean(np.exp(np.asarray(wrong, dtype=np.float64) - true)))


def ks_test(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Two-sample, two-sided Kolmogorov-Smirnov test: (statistic D in [0, 1], p-value).

    The p-value is exact up to 10,000 items.
    """
    from scipy.stats import ks_2samp

    result = ks_2samp(_numbers(first, "the first sample"), _numbers(second, "the second sample"))
    return float(result.statistic), float(result.pvalue)


def ks_distance(first: Sequence[float], second: Sequence[float]) -> float:
    """The statistic D alone."""
    return ks_test(first, second)[0]


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a positive scores above a negative, a tie counted
    half."""
    # Not sklearn's roc_auc_score, which a test compares with: 2.4 ms instead of 0.02 ms a call, and
    # the intervals of notebooks 07 and 08 call it some ten thousand times.
    high = _numbers(positives, "the positives")
    low = np.sort(_numbers(negatives, "the negatives"))
    below = np.searchsorted(low, high, side="left")
    below_or_equal = np.searchsorted(low, high, side="right")
    return float((below + below_or_equal).mean() / (2 * len(low)))


def min_k(log_probabilities: Sequence[float], share: float = MIN_K) -> float:
    """Min-K%: mean log-probability, in nats, of the `share` of a text's tokens that are least
    likely, at least one. Higher: more like a text from the training data (a member)."""
    values = np.sort(_numbers(log_probabilities, "the text's tokens"))
    return float(values[: max(1, int(share * len(values)))].mean())


def privleak(unlearned: float, never_knew: float) -> float:
    """MUSE's PrivLeak in percent, from two AUCs of members over non-members.

    MUSE takes A = 1 - AUC. Negative: members are still recognised. Positive: they are less likely
    than they were to a model that never read them.
    """
    if never_knew >= 1:
        raise InputError(
            "The retrained model tells all members from non-members",
            value=never_knew,
            remedy="take other non-members",
        )
    return 100 * (never_knew - unlearned) / (1 - never_knew)


def rouge_l(reference: str, answer: str) -> tuple[float, float]:
    """ROUGE-L (recall, F1): the longest common subsequence of folded words (text/words.py).

    Hyphens and apostrophes separate words; in scripts without spaces each character is a word.
    InputError: a reference in a script that is not served.
    """
    from rouge_score.rouge_scorer import RougeScorer

    require_served(reference, "the reference")
    scorer = RougeScorer(["rougeL"], tokenizer=_PlainWords())
    score = scorer.score(reference, answer)["rougeL"]
    return score.recall, score.fmeasure


def verbatim(reference: str, answer: str) -> float:
    """ROUGE-L (F1) of an answer's beginning, as many words as the reference has: who knows a text
    by heart has 1, however much follows."""
    words = _PlainWords().tokenize
    return rouge_l(reference, " ".join(words(answer)[: len(words(reference))]))[1]


class _PlainWords:
    """For rouge-score, whose own tokenizer keeps nothing but a-z and 0-9."""

    def tokenize(self, text: str) -> list[str]:
        return [part for word in find_words(text) for part in word.text.split("'")]


def extraction_strength(hits: Sequence[bool]) -> float:
    """1 - k/tokens in [0, 1], where k is the smallest number of the continuation's tokens after
    which all that follow are the likeliest ones.

    `hits[t]`: whether token t is the likeliest after the true text before it. For the tokens after
    k that is the same as greedy decoding.
    """
    hits = _hits(hits)
    misses = np.flatnonzero(~hits)
    given = int(misses[-1]) + 1 if len(misses) else 0
    return 1.0 - given / len(hits)


def exact_memorisation(hits: Sequence[bool]) -> float:
    """Share of the continuation's tokens that are the likeliest ones, in [0, 1]; `hits` as in
    `extraction_strength`."""
    return float(_hits(hits).mean())


def epsilon_score(
    unlearned: np.ndarray, never_knew: np.ndarray, delta: float = 1e-5
) -> tuple[float, np.ndarray]:
    """The NeurIPS challenge's forgetting quality F in (0, 1], and each item's epsilon (N,).

    Both arguments (S, N): one number for each model and item (such as the truth ratio), models of S
    seeds. An attack cuts the numbers of one item at one place and calls one side unlearned. With
    its rates of false positives and negatives, epsilon is the largest log((1 - delta - FPR) / FNR),
    or with both exchanged. An attack without any error gives infinity; one with a single zero is no
    evidence. F is the mean of 2 / 2^bin over thirteen bins of width 0.5. (The challenge multiplies
    F by the utility that is left.)
    """
    ours, theirs = np.asarray(unlearned, dtype=np.float64), np.asarray(never_knew, dtype=np.float64)
    comparable = ours.ndim == theirs.ndim == 2 and ours.shape[1] == theirs.shape[1]
    if not comparable or min(len(ours), len(theirs)) < 2:
        raise InputError(
            "The score needs (S, N) numbers of several seeds",
            value=f"{ours.shape} and {theirs.shape}",
            remedy="give two seeds or more, the same items",
        )
    epsilons = _epsilons(ours, theirs, delta)
    bins = np.digitize(epsilons, np.arange(13) * 0.5)
    return float(np.mean(2.0 / 2.0**bins)), epsilons


def _epsilons(ours: np.ndarray, theirs: np.ndarray, delta: float) -> np.ndarray:
    """The epsilon of the best attack on each item, (N,); both arguments (S, N)."""
    cuts = np.concatenate([ours, theirs])[:, None]  # (cuts, 1, N)
    ours_above, theirs_above = (ours > cuts).mean(axis=1), (theirs > cuts).mean(axis=1)
    # Above the cut is called unlearned, then below it.
    false_negatives = np.concatenate([1 - ours_above, ours_above])
    false_positives = np.concatenate([theirs_above, 1 - theirs_above])
    is_perfect = (false_negatives == 0) & (false_positives == 0)
    is_evidence = (false_negatives > 0) & (false_positives > 0)
    best = np.zeros(cuts.shape[-1])
    for rate, other in (
        (false_positives, false_negatives),
        (false_negatives, false_positives),
    ):
        is_counted = is_evidence & (1 - delta - rate > 0)
        ratio = np.where(is_counted, 1 - delta - rate, 1) / np.where(is_counted, other, 1)
        best = np.maximum(best, np.log(ratio).max(axis=0))
    return np.where(is_perfect.any(axis=0), math.inf, best)


def _hits(hits: Sequence[bool]) -> np.ndarray:
    hits = np.asarray(hits, dtype=bool)
    if not len(hits):
        raise InputError("The continuation has no token", remedy="give a longer passage")
    return hits


def _numbers(values: Sequence[float], what: str) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not len(values) or not np.isfinite(values).all():
        raise InputError(
            f"{what} must be finite numbers, at least one",
            value=values.shape,
            remedy="leave out what was not measured",
        )
    return values
