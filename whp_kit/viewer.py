"""Panels over what was computed once: frames along a slider. No model is asked when a control moves, and each panel has a static form."""

from collections.abc import Iterable, Mapping

import ipywidgets as W

from whp_kit.errors import InputError
from whp_kit.views import View


class FrameSlider(W.VBox):
    """Pictures made beforehand, one for each value of a slider. See `frame_slider`."""

    def __init__(self, frames: Mapping[float, View], start: float, name: str):
        if start not in frames:
            raise InputError(f"There is no picture at this {name}", value=start, remedy=f"begin at one of {', '.join(map(str, frames))}")
        self.frames = dict(frames)
        options = [(f"{value:g}", value) for value in self.frames]
        self.slider = W.SelectionSlider(options=options, value=start, description=name, layout=W.Layout(width="28em"))
        self.view = W.HTML()
        super().__init__([self.slider, self.view])
        self.slider.observe(lambda _: self.show(), "value")
        self.show()

    def show(self) -> View:
        """The picture at the slider's value, shown and returned."""
        view = self.frames[self.slider.value]
        self.view.value = view.html
        return view

    def static(self, values: Iterable[float]) -> View:
        """The pictures at some values, one below the other."""
        views = [self.frames[value] for value in values]
        return View("".join(view.html for view in views), "\n\n".join(view.text for view in views))


def frame_slider(frames: Mapping[float, View], start: float, name: str = "alpha") -> FrameSlider:
    """A slider over pictures made beforehand. `frames`: value -> picture, in the slider's order; `start`: the value that it begins at."""
    return FrameSlider(frames, start, name)
