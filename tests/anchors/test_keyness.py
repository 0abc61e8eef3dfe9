"""keyness: log-likelihood worked out by hand and by SciPy, frequency ratio, entropy."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from whp_kit.anchors.keyness import Corpora, entropy, frequency_ratio, log_likelihood
from whp_kit.errors import InputError


def test_log_likelihood_by_hand():
    """10 of 100 words here, 10 of 900 there: at one rate for both, 2 and 18 are expected."""
    by_hand = 2 * (10 * math.log(5) + 10 * math.log(10 / 18))
    assert log_likelihood(10, 100, 10, 900) == pytest.approx(by_hand)


def test_a_term_that_is_rarer_here_has_negative_keyness():
    assert log_likelihood(10, 900, 10, 100) == pytest.approx(-log_likelihood(10, 100, 10, 900))


def test_the_same_rate_has_no_keyness():
    assert log_likelihood(5, 50, 10, 100) == pytest.approx(0.0, abs=1e-9)


counts = st.integers(0, 1000)


@given(counts, counts, st.integers(1000, 10**6), st.integers(1000, 10**6))
def test_log_likelihood_is_scipys(count, general_count, size, general_size):
    rate = (count + general_count) / (size + general_size)
    if rate == 0:
        assert log_likelihood(count, size, general_count, general_size) == 0
        return
    theirs = stats.power_divergence(
        [count, general_count],
        [size * rate, general_size * rate],
        lambda_="log-likelihood",
    ).statistic
    ours = log_likelihood(count, size, general_count, general_size)
    assert abs(ours) == pytest.approx(theirs, abs=1e-8)


def test_frequency_ratio_by_hand():
    assert frequency_ratio(6, 100, 1, 300) == pytest.approx((6 / 100) / (1.5 / 300))


@pytest.mark.parametrize("letters", ["aabb", "aaab", "a"])
def test_entropy_is_scipys(letters):
    letter_counts = Counter(letters)
    assert entropy(letter_counts) == pytest.approx(stats.entropy([*letter_counts.values()]))


def test_nothing_has_no_entropy():
    assert entropy(Counter()) == 0


@pytest.mark.parametrize(("text", "general"), [("", "a b"), (" ... \n", "a b"), ("a b", "?!")])
def test_a_text_without_words_is_refused(text, general):
    with pytest.raises(InputError, match="holds no word"):
        Corpora.read(text, general)
