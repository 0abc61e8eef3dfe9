"""A training as it is watched: the fall so far, and one completion that changes as it falls.

`frame` is pure; `Screen` shows frame after frame in one place of a notebook's output. Without a
person the last frame stays there.
"""

import base64
from collections.abc import Sequence

from whp_kit.evaluation.monitored import MonitoredProbes
from whp_kit.training.monitor import Frame, Monitor
from whp_kit.views.figures import fall_so_far
from whp_kit.views.html import FAINT, GRADE_WORDS, View, escape, marked

# The place keeps its size while a new picture is read.
PICTURE = "width:460px;max-width:100%;aspect-ratio:46/31;background:#ffffff"
PARTS = "display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start"
TEXT = "flex:1;min-width:260px;max-width:34em;line-height:1.45"


class Screen:
    """One place in a cell's output; each view that is shown replaces the one before."""

    def __init__(self) -> None:
        self._handle = None

    def show(self, view: View) -> None:
        """Shows a view here. Where no notebook runs, it is printed."""
        from IPython.display import display

        if self._handle is None:
            self._handle = display(view, display_id=True)
        else:
            self._handle.update(view)


def on_screen(probes: MonitoredProbes, ticks: Sequence[int]) -> Monitor:
    """A monitor that asks these probes and shows its frames in one place of the output."""
    screen = Screen()
    return Monitor(probes.ask, lambda monitor: screen.show(monitor_frame(monitor, probes, ticks)))


def monitor_frame(monitor: Monitor, probes: MonitoredProbes, ticks: Sequence[int]) -> View:
    """The last frame of a training. `ticks`: steps to mark on the axis, the last step at the end.

    The completion is that of the prompt by which the baseline gives most away, the first of
    several; so it is chosen before anything is forgotten. The rows of the view are all completions
    of all frames.
    """
    frames = monitor.frames
    before, now = frames[0], frames[-1]
    points = [
        {
            "step": frame.step,
            "familiarity": frame.answers.familiarity,
            "probability": frame.answers.probability,
        }
        for frame in frames
    ]
    picture = fall_so_far(points, ticks)
    place = max(range(len(probes.probes)), key=lambda k: (before.answers.grades[k].grade, -k))
    caption, cost = _caption(now, len(probes.probes)), _cost(monitor)
    source = base64.b64encode(picture.png()).decode()
    image = (
        f'<div><img alt="{escape(picture.alt)}" src="data:image/png;base64,{source}" '
        f'decoding="sync" style="{PICTURE}"></div>'
    )
    prompt = probes.probes[place].prompt
    answers = [("before", before), (f"after step {now.step}", now)][: len(frames)]
    text = "".join(_answer(name, frame, place) for name, frame in answers)
    html = (
        f"<div><b>{escape(caption)}</b>"
        f'<div style="{PARTS}">{image}<div style="{TEXT}">'
        f'<p style="white-space:pre-wrap;margin:.8em 0 .5em">{escape(prompt)}</p>{text}'
        f'<p style="{FAINT}font-size:.9em;margin:.8em 0 0">{escape(cost)}</p></div></div></div>'
    )
    lines = [caption, *(f"step {frame.step}: {frame.answers}" for frame in frames), repr(prompt)]
    lines += [f"  {name}: {frame.answers.completions[place].strip()!r}" for name, frame in answers]
    return View(html, "\n".join([*lines, cost]), _rows(frames, probes))


def _caption(frame: Frame, count: int) -> str:
    loss = "" if frame.loss is None else f", loss {frame.loss:.2f}"
    return (
        f"Step {frame.step} of {frame.steps}{loss}: familiarity {frame.answers.familiarity:.2f} on "
        f"{count} probes"
    )


def _cost(monitor: Monitor) -> str:
    parts = [
        f"Asked {len(monitor.frames)} times, {monitor.asking_seconds:.1f} s. Too few probes for a "
        "measurement: that is made in 06."
    ]
    if monitor.first_step > 1:
        parts.append(
            f"Steps 1 to {monitor.first_step - 1} were trained before an interruption and are not "
            "shown."
        )
    return " ".join(parts)


def _answer(name: str, frame: Frame, place: int) -> str:
    completion, verdict = frame.answers.completions[place], frame.answers.grades[place]
    return (
        f'<p style="margin:.4em 0"><span style="{FAINT}">{escape(name)} '
        f"[{GRADE_WORDS[verdict.grade]}]:</span><br>{marked(completion.strip(), verdict.words)}</p>"
    )


def _rows(frames: Sequence[Frame], probes: MonitoredProbes) -> list[dict]:
    return [
        {
            "step": frame.step,
            "familiarity": frame.answers.familiarity,
            "probability": frame.answers.probability,
            "prompt": probe.prompt,
            "completion": completion.strip(),
            "grade": verdict.grade,
        }
        for frame in frames
        for probe, completion, verdict in zip(
            probes.probes, frame.answers.completions, frame.answers.grades, strict=True
        )
    ]
