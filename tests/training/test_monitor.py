"""The monitor keeps its budget of time, by a clock of the tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.training.loop import all_of
from whp_kit.training.monitor import FRAMES, SHARE, Monitor, frame_steps


class Clock:
    """A clock that stands still unless it is told that something took time."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def take(self, seconds):
        self.now += seconds


def watched(step_seconds, asking_seconds, steps, first=1):
    """A monitor after a training; asking takes half of its time, showing the other half.

    `step_seconds(step)` and `asking_seconds(step)`: how long each takes.
    """
    clock = Clock()

    def ask(step):
        clock.take(asking_seconds(step) / 2)
        return step

    def show(monitor):
        clock.take(asking_seconds(monitor.frames[-1].step) / 2)

    monitor = Monitor(ask, show, clock)
    for step in range(first, steps + 1):
        clock.take(step_seconds(step))
        monitor(step, steps, 1.0)
    return monitor


def asked(monitor):
    return [frame.step for frame in monitor.frames]


def test_with_time_enough_every_early_step_is_asked_and_few_late_ones():
    monitor = watched(lambda _: 10.0, lambda _: 0.01, 200)
    assert asked(monitor) == [0, *sorted(frame_steps(200) - {1})]
    assert asked(monitor)[:8] == [0, 2, 3, 4, 5, 7, 9, 11]
    assert len([step for step in asked(monitor) if step > 100]) < 10
    assert len(monitor.frames) <= FRAMES + 1
    assert monitor.frames[0].loss is None and monitor.frames[1].loss == 1.0


def test_frames_are_left_out_where_asking_is_slow():
    monitor = watched(lambda _: 0.3, lambda _: 0.3, 200)
    assert monitor.asking_seconds == pytest.approx(0.3 * len(monitor.frames))
    assert monitor.asking_seconds <= SHARE * 0.3 * 199
    assert 15 < len(monitor.frames) < len(frame_steps(200))
    assert asked(monitor)[1] < 10, "the budget is spent early"
    assert [step for step in asked(monitor) if 100 < step < 200], "but not all of it"


def test_the_first_and_the_last_step_are_asked_whatever_that_takes():
    assert asked(watched(lambda _: 0.1, lambda _: 60.0, 30)) == [0, 30]


@pytest.mark.parametrize("steps", [1, 2])
def test_a_short_training_has_its_ends(steps):
    assert asked(watched(lambda _: 1.0, lambda _: 0.01, steps)) == [0, steps]


def test_a_resumed_training_begins_with_the_baseline_and_knows_that_it_was_resumed():
    monitor = watched(lambda _: 10.0, lambda _: 0.01, 200, first=101)
    assert asked(monitor)[0] == 0 and asked(monitor)[1] > 101
    assert monitor.first_step == 101
    assert asked(watched(lambda _: 10.0, lambda _: 0.01, 200, first=200)) == [0, 200]


@given(
    steps=st.integers(3, 300),
    step_seconds=st.floats(0.001, 100.0),
    asking_seconds=st.floats(0.001, 100.0),
    slow_start=st.floats(1.0, 50.0),
)
def test_asking_takes_at_most_its_share(steps, step_seconds, asking_seconds, slow_start):
    """Also after a first step that is slower, as on a GPU. The two ends alone may take more."""
    monitor = watched(
        lambda step: step_seconds * (slow_start if step == 1 else 1.0),
        lambda _: asking_seconds,
        steps,
    )
    if len(monitor.frames) > 2:
        trained = step_seconds * (steps - 1)
        assert monitor.training_seconds == pytest.approx(trained)
        assert monitor.asking_seconds <= SHARE * trained * (1 + 1e-6)
    assert asked(monitor) == sorted(set(asked(monitor)))
    assert asked(monitor)[0] == 0 and asked(monitor)[-1] == steps


def test_several_callbacks_are_called_in_order():
    calls = []
    both = all_of(
        lambda *given: calls.append(("first", *given)),
        lambda *given: calls.append(("second", *given)),
    )
    both(3, 9, 0.5)
    assert calls == [("first", 3, 9, 0.5), ("second", 3, 9, 0.5)]
