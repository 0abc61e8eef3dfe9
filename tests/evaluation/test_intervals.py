"""Intervals: how often they hold the truth, and the edges."""

import numpy as np
import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation.intervals import bootstrap_ci95, resampled_ci95, wilson_ci95


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
