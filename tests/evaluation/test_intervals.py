"""Intervals: how often they hold the truth, and the edges."""

import numpy as np
import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import (
    bootstrap_ci95,
    comparisons_note,
    mean_difference,
    resampled_ci95,
    statistic_difference,
    t_ci95,
    wilson_ci95,
)


def test_intervals_hold_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(3)
    held = [
        low <= 0.3 <= high
        for low, high in (bootstrap_ci95(rng.random(200) < 0.3, seed) for seed in range(300))
    ]
    assert 0.90 <= np.mean(held) <= 0.99
    held = [
        low <= 0.3 <= high
        for low, high in (wilson_ci95(int(rng.binomial(200, 0.3)), 200) for _ in range(2000))
    ]
    assert 0.93 <= np.mean(held) <= 0.97


def test_nothing_found_is_no_proof_of_nothing():
    low, high = bootstrap_ci95(np.zeros(300))
    assert low == 0 and high == pytest.approx(1 - 0.025 ** (1 / 300)) and 0.005 < high < 0.02
    assert bootstrap_ci95(np.ones(300)) == (pytest.approx(1 - high), 1.0)


def test_the_mean_bootstrap_is_percentiles_over_seeded_resamples():
    values = np.random.default_rng(0).random(37)
    draws = np.random.default_rng(5).integers(0, 37, size=(2000, 37))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    assert bootstrap_ci95(values, seed=5) == (low, high)


def test_samples_of_the_same_items_are_resampled_together():
    first = np.random.default_rng(0).random(40)
    low, high = resampled_ci95(lambda a, b: float((a - b).mean()), [first, first + 1])
    assert (low, high) == (pytest.approx(-1.0), pytest.approx(-1.0))


def test_resamples_without_a_number_are_left_out():
    values = np.array([0.0] * 10 + [1.0] * 10)

    def mean_of_ones(sample):
        return float("nan") if sample.mean() > 0.6 else 1.0

    assert resampled_ci95(mean_of_ones, [values]) == (1.0, 1.0)


def test_a_single_item_has_an_interval_without_width():
    assert resampled_ci95(np.median, [np.array([0.3])]) == (0.3, 0.3)
    assert bootstrap_ci95(np.array([0.3])) == (0.3, 0.3)


def test_samples_of_other_items_are_refused():
    with pytest.raises(InputError, match="same items"):
        resampled_ci95(lambda a, b: 0.0, [np.zeros(3), np.zeros(4)])


def test_wilson_has_a_width_at_both_ends():
    assert wilson_ci95(0, 300)[0] == pytest.approx(0.0, abs=1e-12)
    assert 0.01 < wilson_ci95(0, 300)[1] < 0.02
    assert wilson_ci95(300, 300)[1] == 1.0
    assert wilson_ci95(0, 0) == (0.0, 1.0)


def test_a_difference_is_of_the_items_and_not_of_the_means():
    """Items that are hard for both models make both means uncertain, and their difference not."""
    draw = np.random.default_rng(0)
    hardness = draw.random(50)
    better = hardness + 0.1 + draw.normal(0, 0.01, 50)
    found = mean_difference(better, hardness)
    assert found["value"] == pytest.approx(0.1, abs=0.005) and found["n"] == 50
    low, high = found["ci95"]
    assert 0.09 < low < high < 0.11
    own_low, own_high = bootstrap_ci95(hardness)
    assert own_high - own_low > 10 * (high - low)


def test_a_difference_by_hand():
    """Of two items one differs by 1: the resamples have none, one or both of it."""
    assert mean_difference([1, 0], [0, 0]) == {"value": 0.5, "ci95": [0.0, 1.0], "n": 2}


def test_intervals_of_differences_hold_the_truth_about_95_times_in_100():
    draw = np.random.default_rng(1)
    held = []
    for seed in range(300):
        first = draw.random(100) < 0.9
        second = np.where(draw.random(100) < 0.2, draw.random(100) < 0.5, first)
        truth = 0.9 - (0.8 * 0.9 + 0.2 * 0.5)
        low, high = mean_difference(first, second, seed)["ci95"]
        held.append(low <= truth <= high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_no_difference_found_is_no_proof_of_none():
    found = mean_difference(np.ones(96), np.ones(96))
    assert found["value"] == 0
    assert found["ci95"] == pytest.approx([-0.0377, 0.0377], abs=1e-4)


def test_a_difference_of_medians_is_resampled_on_the_same_items():
    values = np.random.default_rng(0).random(40)
    found = statistic_difference(np.median, [values + 2], [values])
    assert found["value"] == pytest.approx(2)
    assert found["ci95"] == pytest.approx([2, 2])


@pytest.mark.parametrize("second", [[0.0], [0.0, 1.0, 0.0]])
def test_differences_of_other_items_are_refused(second):
    with pytest.raises(InputError, match="same items"):
        mean_difference([0.0, 1.0], second)


def test_the_interval_over_seeds_is_student_s():
    """By hand for 1, 2, 3: the mean 2, the deviation 1, t of two degrees 4.3027."""
    half = 4.3027 / 3**0.5
    assert t_ci95([1, 2, 3]) == pytest.approx((2 - half, 2 + half), abs=1e-3)
    with pytest.raises(InputError, match="two values or more"):
        t_ci95([0.5])


def test_of_six_values_student_s_interval_is_as_wide_as_it_says_and_percentiles_are_not():
    samples = np.random.default_rng(0).normal(size=(600, 6))

    def missed(interval):
        return np.mean([not low <= 0 <= high for low, high in map(interval, samples)])

    assert 0.03 < missed(t_ci95) < 0.07
    assert 0.12 < missed(bootstrap_ci95) < 0.17, "14 cases of 100, as the docstring says"


def test_the_note_of_a_table_counts():
    assert comparisons_note(40).startswith("40 comparisons")
    assert "2.0 of them" in comparisons_note(40)
