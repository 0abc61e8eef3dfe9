"""95 % intervals for means and shares, so that no figure stands alone."""

from collections.abc import Callable, Sequence

import numpy as np

from whp_kit.errors import InputError

BOOTSTRAP_RESAMPLES = 2000
STATISTIC_RESAMPLES = 500


def bootstrap_ci95(values: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean of `values` in [0, 1]: percentiles of 2000 seeded resamples.

    Where all are 0 or all are 1, resampling says nothing (0 of 300 is no proof of 0): the exact binomial bound is given.
    """
    values = np.asarray(values, dtype=np.float64)
    n = len(values)
    if np.all(values == values[0]) and values[0] in (0.0, 1.0):
        reach = 1 - 0.025 ** (1 / n)
        return (0.0, float(reach)) if values[0] == 0 else (float(1 - reach), 1.0)
    draws = np.random.default_rng(seed).integers(0, n, size=(BOOTSTRAP_RESAMPLES, n))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def wilson_ci95(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share, `hits` of `n`, by Wilson; honest at 0 and at n, where the normal interval has no width."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.959964, hits / n
    middle, half = (
        (p + z * z / (2 * n)) / (1 + z * z / n),
        z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5,
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def resampled_ci95(
    statistic: Callable[..., float],
    samples: Sequence[np.ndarray],
    seed: int = 0,
    resamples: int = STATISTIC_RESAMPLES,
) -> tuple[float, float]:
    """95 % interval of any `statistic(*samples)`: percentiles over seeded resamples of the items.

    Samples are of the same items (two models, a passage and its twin) and are drawn together. Draws of which the statistic is no number
    are left out.
    """
    if len({len(sample) for sample in samples}) != 1:
        raise InputError(
            "The samples are not of the same items",
            value=[*map(len, samples)],
            remedy="give one value per item",
        )
    draws = np.random.default_rng(seed).integers(
        0, len(samples[0]), size=(resamples, len(samples[0]))
    )
    low, high = np.nanpercentile(
        [statistic(*(np.asarray(sample)[draw] for sample in samples)) for draw in draws],
        [2.5, 97.5],
    )
    return float(low), float(high)
