"""Watching a training: the model is asked now and then, and the answers are shown at once.

Asking takes at most a tenth of the training's time. The budget is that of the whole training, as
long as its steps so far promise, and it is spent early, because familiarity falls early. Nothing is
measured for the record here: 06 does that, at the checkpoints. Not done here: what is asked
(evaluation/monitored.py) and how it looks (views/monitor.py).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Answers = TypeVar("Answers")

SHARE = 0.1  # of the training's time, for asking and showing
FRAMES = 40  # at most, beside that of step 0
CROWDING = 3  # the k-th frame comes after the share (k / FRAMES) ** CROWDING of the steps


@dataclass(frozen=True)
class Frame(Generic[Answers]):
    """What the model answered after `step` of `steps`; `loss` is that of the step, None at 0."""

    step: int
    steps: int
    loss: float | None
    answers: Answers


@dataclass
class Monitor(Generic[Answers]):
    """A `progress` of `train` that asks the model and shows what it answers.

    `ask(step)` returns the answers of the model as it is after that step, and for step 0 those of
    the baseline. `show(monitor)` is called after each frame. Step 0, asked at the first call, and
    the last step are always asked; a frame between them is left out where all asking, that of the
    last step included, would exceed its part of the time.
    """

    ask: Callable[[int], Answers]
    show: Callable[["Monitor"], object]
    clock: Callable[[], float] = time.perf_counter
    frames: list[Frame[Answers]] = field(default_factory=list, init=False)
    asking_seconds: float = field(default=0.0, init=False)
    training_seconds: float = field(default=0.0, init=False)  # from the first call, without asking
    first_step: int = field(default=0, init=False)  # of the first call; above 1: it was resumed
    _longest_asking: float = field(default=0.0, init=False)
    _left_at: float = field(default=0.0, init=False)

    def __call__(self, step: int, last: int, loss: float) -> None:
        if self.frames:
            self.training_seconds += self.clock() - self._left_at
        else:
            self.first_step = step
            self._add_frame(0, last, None)
        if step == last or (step in frame_steps(last) and self._is_within_budget(step, last)):
            self._add_frame(step, last, loss)
        self._left_at = self.clock()

    def _add_frame(self, step: int, last: int, loss: float | None) -> None:
        began = self.clock()
        self.frames.append(Frame(step, last, loss, self.ask(step)))
        self.show(self)
        seconds = self.clock() - began
        self.asking_seconds += seconds
        self._longest_asking = max(self._longest_asking, seconds)

    def _is_within_budget(self, step: int, last: int) -> bool:
        """Whether there is time for this frame and for the last.

        The budget grows with the steps as frame_steps crowds them, so that some of it is left for
        the later ones.
        """
        done, in_all = step - self.first_step, last - self.first_step
        if not done:
            return False  # nothing is known of the time of a step
        whole_training = self.training_seconds / done * in_all
        budget = SHARE * whole_training * (done / in_all) ** (1 / CROWDING)
        return self.asking_seconds + 2 * self._longest_asking <= budget


def frame_steps(last: int) -> set[int]:
    """The steps after which to ask, of `last` in all: every one at first, then ever fewer."""
    return {max(1, round(last * (k / FRAMES) ** CROWDING)) for k in range(1, FRAMES + 1)}
