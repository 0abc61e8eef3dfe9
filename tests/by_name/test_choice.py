"""Which checkpoints are worth a choice, on curves worked out by hand."""

from whp_kit.by_name.choice import Point, points, recommended, unbeaten

CURVE = [
    {"step": 0, "familiarity_completion": 0.9, "benchmark_mean": 0.60},
    {"step": 5, "familiarity_completion": 0.4, "benchmark_mean": None},
    {"step": 50, "familiarity_completion": 0.2, "benchmark_mean": 0.60},
    {"step": 100, "familiarity_completion": 0.1, "benchmark_mean": 0.59},
    {"step": 150, "familiarity_completion": 0.1, "benchmark_mean": 0.58},
    {"step": 200, "familiarity_completion": 0.0, "benchmark_mean": 0.50},
]


def test_a_point_is_beaten_by_one_that_forgets_as_much_and_keeps_more():
    best = unbeaten(points(CURVE))
    assert [one.step for one in best] == [5, 50, 100, 200], "5 has no tasks to compare"


def test_the_recommended_one_forgets_most_of_those_that_keep_nearly_all():
    assert recommended(points(CURVE)).step == 100
    assert recommended(points(CURVE[:3])).step == 50


def test_a_loss_that_may_be_chance_does_not_count():
    """Seven tasks of forty items: the interval of a loss of three points reaches below two."""
    row = {"step": 50, "familiarity_completion": 0.1, "benchmark_mean": 0.57}
    few, many = row | {"benchmark_lost_at_least": -0.01}, row | {"benchmark_lost_at_least": 0.021}
    assert recommended(points([CURVE[0], few])).step == 50
    assert recommended(points([CURVE[0], many])).step == 0


def test_without_tasks_the_familiarity_alone_counts():
    bare = [Point(0, 0.9, None), Point(5, 0.2, None), Point(10, 0.1, None), Point(15, 0.1, None)]
    assert [one.step for one in unbeaten(bare)] == [10, 15]
    assert recommended(bare).step == 10


def test_where_all_points_lose_too_much_nothing_is_recommended_but_the_baseline():
    harmful = [Point(0, 0.9, 0.6), Point(50, 0.0, 0.3)]
    assert recommended(harmful).step == 0
