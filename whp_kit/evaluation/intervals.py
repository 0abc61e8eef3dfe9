"""95 % intervals for means, shares and any other statistic, so that no figure stands alone."""

from collections.abc import Callable, Sequence

import numpy as np

from whp_kit.errors import InputError

MEAN_RESAMPLES = 2000
STATISTIC_RESAMPLES = 500
NORMAL_QUANTILE = 1.959964  # of 97.5 %


def bootstrap_ci95(values: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean of `values` in [0, 1]: percentiles of 2000 seeded resamples.

    Where all values are 0 or all are 1, resampling says nothing (0 of 300 is no proof of 0): the
    exact binomial bound is returned.
    """
    values = np.asarray(values, dtype=np.float64)
    if np.all(values == values[0]) and values[0] in (0.0, 1.0):
        width = float(1 - 0.025 ** (1 / len(values)))
        return (0.0, width) if values[0] == 0 else (1 - width, 1.0)
    return _percentiles(np.mean, [values], seed, MEAN_RESAMPLES, vectorized=True)


def resampled_ci95(
    statistic: Callable[..., float],
    samples: Sequence[np.ndarray],
    seed: int = 0,
    resamples: int = STATISTIC_RESAMPLES,
) -> tuple[float, float]:
    """95 % interval of any `statistic(*samples)`: percentiles over seeded resamples of the items.

    The samples are of the same items (two models; a passage and its counterpart) and are drawn
    together. Resamples on which the statistic is NaN are left out.
    """
    lengths = [len(sample) for sample in samples]
    if len(set(lengths)) != 1:
        raise InputError(
            "The samples are not of the same items",
            value=lengths,
            remedy="give one value per item",
        )
    samples = [np.asarray(sample) for sample in samples]
    return _percentiles(statistic, samples, seed, resamples, vectorized=False)


def mean_difference(
    first: Sequence[float], second: Sequence[float], seed: int = 0
) -> dict[str, object]:
    """Mean of `first` less mean of `second`, of the same items: {"value", "ci95", "n"}.

    The interval is the bootstrap's over the items' differences: what makes an item easy or hard for
    both is not counted as chance. Where no item differs, or each by 1, resampling says nothing: as
    in `bootstrap_ci95`, the bound is the binomial one on the share of items unlike these.
    """
    differences = _differences(first, second)
    value = float(differences.mean())
    if np.all(differences == differences[0]) and value in (-1.0, 0.0, 1.0):
        width = float(1 - 0.025 ** (1 / len(differences)))
        low, high = max(-1.0, value - width), min(1.0, value + width)
    else:
        low, high = _percentiles(np.mean, [differences], seed, MEAN_RESAMPLES, vectorized=True)
    return {"value": value, "ci95": [low, high], "n": len(differences)}


def statistic_difference(
    statistic: Callable[..., float],
    first: Sequence[np.ndarray],
    second: Sequence[np.ndarray],
    seed: int = 0,
) -> dict[str, object]:
    """`statistic(*first) - statistic(*second)` with its interval over the items, which all samples
    share: {"value", "ci95", "n"}."""
    count = len(first)

    def difference(*samples: np.ndarray) -> float:
        return float(statistic(*samples[:count]) - statistic(*samples[count:]))

    samples = [*first, *second]
    interval = resampled_ci95(difference, samples, seed)
    return {"value": difference(*samples), "ci95": list(interval), "n": len(samples[0])}


def with_interval(value: float, ci95: Sequence[float]) -> str:
    """A figure with its interval, for a table: 0.109 [0.031, 0.188]."""
    return f"{value:.3f} [{ci95[0]:.3f}, {ci95[1]:.3f}]"


def comparisons_note(count: int) -> str:
    """What a table of `count` comparisons must say."""
    return (
        f"{count} comparisons in this table. Each has a 95 % interval of its own, not adjusted for "
        f"their number: where nothing differed, {0.05 * count:.1f} of them on average would leave "
        "out 0 by chance."
    )


def t_ci95(values: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean of a few values, such as one of each seed, by Student's t.

    It takes them as independent draws of one kind; of two or three it is wide. Resampling so few
    gives too narrow an interval: of six it leaves out the true mean in 14 cases of 100.
    """
    from scipy.stats import t

    if len(values) < 2:
        raise InputError(
            "An interval needs two values or more",
            value=len(values),
            remedy="run other seeds, or measure more",
        )
    values = np.asarray(values, dtype=np.float64)
    half = float(t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5)
    return float(values.mean()) - half, float(values.mean()) + half


def wilson_ci95(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of the share `hits` / `n` by Wilson.

    It has a width at 0 and at n too, where the normal interval has none.
    """
    # Not SciPy's binomtest: it takes the quantile to sixteen digits, which would change the eighth
    # digit of every published interval.
    if n == 0:
        return 0.0, 1.0
    z, share = NORMAL_QUANTILE, hits / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _differences(first: Sequence[float], second: Sequence[float]) -> np.ndarray:
    first, second = (np.asarray(values, dtype=np.float64) for values in (first, second))
    if first.shape != second.shape or not len(first):
        raise InputError(
            "The two samples are not of the same items",
            value=f"{first.shape} and {second.shape}",
            remedy="give one value per item, in the same order",
        )
    return first - second


def _percentiles(
    statistic: Callable, samples: list[np.ndarray], seed: int, resamples: int, vectorized: bool
) -> tuple[float, float]:
    """Percentiles 2.5 and 97.5 of the statistic over paired resamples."""
    from scipy.stats import bootstrap

    if len(samples[0]) == 1:  # SciPy refuses a single item; every resample equals the sample
        value = float(statistic(*samples))
        return value, value
    distribution = bootstrap(
        samples,
        statistic,
        paired=len(samples) > 1,
        vectorized=vectorized,
        n_resamples=resamples,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).bootstrap_distribution
    low, high = np.nanpercentile(distribution, [2.5, 97.5])
    return float(low), float(high)
