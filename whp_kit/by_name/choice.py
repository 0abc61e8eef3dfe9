"""The checkpoints between which nobody need choose blindly: forgotten against kept.

A checkpoint is *beaten* where another one forgets as much and keeps as much, and one of the two
more. The recommended one forgets most among those of which it is not sure that they lose too much:
the tasks at a checkpoint are few items, and a point or two of their mean is chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KEPT = 0.02  # of the tasks' mean that the recommended one may surely lose


@dataclass(frozen=True)
class Point:
    """One checkpoint: its step, completion familiarity, and the tasks' mean if it was measured.

    lost_at_least: the lower end of the interval of what that mean has lost since step 0.
    """

    step: int
    familiarity: float
    tasks: float | None = None
    lost_at_least: float | None = None


def points(curve: Sequence[Mapping]) -> list[Point]:
    """The points of `curve` in scores.json, the baseline first."""
    return [
        Point(
            row["step"],
            row["familiarity_completion"],
            row.get("benchmark_mean"),
            row.get("benchmark_lost_at_least"),
        )
        for row in curve
    ]


def unbeaten(all_points: Sequence[Point]) -> list[Point]:
    """The points that no other beats. Without tasks the familiarity alone counts."""
    return [one for one in all_points if not any(_beats(other, one) for other in all_points)]


def recommended(all_points: Sequence[Point]) -> Point:
    """Of the points that do not surely lose more than KEPT of the first one's tasks, the one with
    the least familiarity; of equal ones the earliest. Where tasks were measured, only points that
    have them count."""
    first = all_points[0]
    kept = [
        one
        for one in all_points
        if first.tasks is None or one.tasks is not None and _surely_lost(first, one) <= KEPT
    ]
    return min(kept, key=lambda one: (one.familiarity, one.step))


def _surely_lost(first: Point, one: Point) -> float:
    """What is lost at least; the loss itself where no interval was measured."""
    return first.tasks - one.tasks if one.lost_at_least is None else one.lost_at_least


def _beats(other: Point, one: Point) -> bool:
    if (other.tasks is None) != (one.tasks is None):
        return False
    kept, own = (0.0, 0.0) if one.tasks is None else (other.tasks, one.tasks)
    no_worse = other.familiarity <= one.familiarity and kept >= own
    return no_worse and (other.familiarity < one.familiarity or kept > own)
