"""Each measure against numbers worked by hand, scikit-learn, or a slow and obvious way."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ks_2samp
from sklearn.metrics import roc_auc_score

from whp_kit.errors import InputError
from whp_kit.evaluation import metrics

VALUES = st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=25)  # few values: many ties


def test_truth_ratio_by_hand():
    # the true answer has 0.5 a token, the wrong ones 0.25 and 0.125: (0.25 + 0.125) / 2 / 0.5
    assert metrics.truth_ratio(math.log(0.5), [math.log(0.25), math.log(0.125)]) == pytest.approx(
        0.375
    )
    assert metrics.truth_ratio(-2.0, [-2.0]) == 1.0
    with pytest.raises(InputError, match="wrong answer"):
        metrics.truth_ratio(-1.0, [])


def test_ks_by_hand():
    # of the six orders of two and two, two keep the samples apart: p = 2/6
    assert metrics.ks_test([1, 2], [3, 4]) == (1.0, pytest.approx(1 / 3))
    assert metrics.ks_test([1, 2, 3], [1, 2, 3]) == (0.0, 1.0)
    assert metrics.ks_distance([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5


@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 3), (2, 5), (5, 3)])
def test_the_p_value_is_the_share_of_splits_that_lie_as_far_apart(n, m):
    numbers = set(range(n + m))
    splits = [
        (sorted(part), sorted(numbers - set(part))) for part in itertools.combinations(numbers, n)
    ]
    distances = [ks_2samp(*split).statistic for split in splits]
    for split, distance in zip(splits, distances, strict=True):
        share = np.mean([other >= distance - 1e-9 for other in distances])
        assert metrics.ks_test(*split) == (pytest.approx(distance), pytest.approx(share))


def test_the_p_value_of_samples_that_lie_apart_is_not_rounded_to_zero():
    first = np.random.default_rng(0).normal(size=300)
    p_value = metrics.ks_test(first, first + 100)[1]
    assert p_value == pytest.approx(2 / math.comb(600, 300))
    assert p_value > 0


@settings(max_examples=100, deadline=None)
@given(VALUES, VALUES)
def test_auc_is_scikit_learns(positives, negatives):
    wanted = roc_auc_score([1] * len(positives) + [0] * len(negatives), positives + negatives)
    assert metrics.auc(positives, negatives) == pytest.approx(wanted)


def test_min_k_and_privleak_by_hand():
    assert metrics.min_k([-1.0, -5.0, -3.0, -0.5, -2.0]) == -4.0  # two of five: -5 and -3
    assert metrics.min_k([-7.0]) == -7.0
    assert metrics.privleak(0.5, 0.5) == 0.0
    assert metrics.privleak(0.75, 0.5) == -50.0  # non-members: 0.25 where it should be 0.5
    assert metrics.privleak(0.25, 0.5) == 50.0
    with pytest.raises(InputError):
        metrics.privleak(0.5, 1.0)


def test_rouge_by_hand():
    # four of "the cat sat on the mat" are there in order: recall 4/6, precision 4/5
    assert metrics.rouge_l("The cat sat on the mat.", "the cat on a mat") == (
        pytest.approx(4 / 6),
        pytest.approx(8 / 11),
    )
    assert metrics.rouge_l("Old-fashioned", "old fashioned!") == (1.0, 1.0)
    assert metrics.rouge_l("the lion's den", "the lion’s DEN") == (1.0, 1.0)
    # nine of ten characters are there in order
    assert metrics.rouge_l("林黛玉笑道你又来了吗", "林黛玉哭道你又来了吗") == (
        0.9,
        pytest.approx(0.9),
    )
    assert metrics.rouge_l("a b", "c d") == metrics.rouge_l("a b", "...") == (0.0, 0.0)


@pytest.mark.parametrize(
    ("reference", "answer", "share"),
    [
        ("the gate was shut", "the gate was shut and then she went home", 1.0),
        ("the gate was shut", "the gate", 2 / 3),  # recall 1/2, precision 1
        ("well-known “gate”", "Well-known gate, it was", 1.0),
        ("the gate", "", 0.0),
    ],
)
def test_who_knows_a_text_by_heart_has_1_however_much_follows(reference, answer, share):
    assert metrics.verbatim(reference, answer) == pytest.approx(share)


def test_rouge_knows_letters_of_other_scripts():
    assert metrics.rouge_l("Žofie šla domů", "žofie domů") == (
        pytest.approx(2 / 3),
        pytest.approx(4 / 5),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=7),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=7),
)
def test_rouge_counts_the_longest_common_subsequence(first, second):
    def subsequences(words):
        return {part for k in range(len(words) + 1) for part in itertools.combinations(words, k)}

    longest = max(map(len, subsequences(first) & subsequences(second)))
    recall, f1 = metrics.rouge_l(" ".join(first), " ".join(second))
    assert recall == pytest.approx(longest / len(first)) and f1 == pytest.approx(
        2 * longest / (len(first) + len(second))
    )


def test_extraction_strength_and_exact_memorisation_by_hand():
    assert metrics.extraction_strength([True, True]) == 1.0
    assert metrics.extraction_strength([True, False, True, True]) == 0.5  # two must be given
    assert metrics.extraction_strength([True, True, False]) == 0.0
    assert metrics.exact_memorisation([True, False, True, True]) == 0.75
    for measure in (metrics.extraction_strength, metrics.exact_memorisation):
        with pytest.raises(InputError):
            measure([])


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_extraction_strength_is_its_definition(hits):
    fewest = next(k for k in range(len(hits) + 1) if all(hits[k:]))
    assert metrics.extraction_strength(hits) == pytest.approx(1 - fewest / len(hits))


def test_epsilon_by_hand():
    # Apart: no error, infinity, the last bin.
    # Alternating: the cut behind 1 has FNR 1/2 and FPR 0; behind 2 both are 1/2.
    apart, epsilons = metrics.epsilon_score(np.array([[3.0], [4.0]]), np.array([[1.0], [2.0]]))
    assert math.isinf(epsilons[0]) and apart == 2 / 2**13
    mixed, epsilons = metrics.epsilon_score(
        np.array([[1.0], [3.0]]), np.array([[2.0], [4.0]]), delta=0.0
    )
    assert epsilons[0] == 0.0 and mixed == 1.0
    # Three of four on the right side of the one useful cut: log((1 - 1/4) / (1/4)) = log 3.
    ours, theirs = np.array([[1.0], [2.0], [3.0], [6.0]]), np.array([[0.0], [5.0], [7.0], [8.0]])
    score, epsilons = metrics.epsilon_score(ours, theirs, delta=0.0)
    assert epsilons[0] == pytest.approx(math.log(3)) and score == 2 / 2**3
    assert metrics.epsilon_score(np.hstack([ours, ours]), np.hstack([theirs, ours]))[
        0
    ] == pytest.approx((2 / 8 + 1) / 2)


def test_epsilon_needs_seeds():
    with pytest.raises(InputError, match="several seeds"):
        metrics.epsilon_score(np.ones((1, 3)), np.ones((4, 3)))
    with pytest.raises(InputError, match="several seeds"):
        metrics.epsilon_score(np.ones((4, 2)), np.ones((4, 3)))


def test_numbers_that_are_none_are_refused():
    for values in ([], [float("nan")], [float("inf"), 1.0]):
        with pytest.raises(InputError, match="finite"):
            metrics.auc(values, [1.0])
