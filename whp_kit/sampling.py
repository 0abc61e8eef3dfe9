"""Evenly spaced samples: a few of many, the same ones every time, and none picked by its result."""

from collections.abc import Sequence

import numpy as np


def evenly_spaced(total: int, count: int) -> list[int]:
    """At most `count` of the places 0, 1, ..., total - 1, evenly spaced, both ends included."""
    return _rounded(np.linspace(0, total - 1, min(count, total)))


def evenly_spaced_inside(total: int, count: int) -> list[int]:
    """At most `count` places, evenly spaced, at equal distances from each other and both ends."""
    return _rounded(np.linspace(0, total - 1, min(count, total) + 2)[1:-1])


def sample_evenly(items: Sequence, count: int) -> list:
    """At most `count` of the items, evenly spaced, the first and the last included."""
    return [items[place] for place in evenly_spaced(len(items), count)]


def _rounded(places: np.ndarray) -> list[int]:
    return np.unique(places.round().astype(int)).tolist()
