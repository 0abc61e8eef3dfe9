"""What the panels have in common: controls that the code may set without its being taken for a
change by a person.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import ipywidgets as W


class Controls:
    """A part of a panel. `on_change` hears of a person's changes; `with self.setting():` sets
    controls in silence.
    """

    _is_setting = False

    @contextmanager
    def setting(self) -> Iterator[None]:
        """Inside, no control calls what `on_change` has tied to it."""
        before, self._is_setting = self._is_setting, True
        try:
            yield
        finally:
            self._is_setting = before

    def on_change(self, control: W.Widget, act: Callable[[object], object]) -> None:
        """Calls `act(value)` whenever a person changes the control."""

        def heard(change: dict) -> None:
            if not self._is_setting:
                act(change["new"])

        control.observe(heard, "value")


def wrapped(*controls: W.Widget) -> W.HBox:
    """Controls side by side, in several lines on a narrow screen."""
    return W.HBox(controls, layout=W.Layout(flex_flow="row wrap"))


def with_classes(widget: W.Widget, *names: str) -> W.Widget:
    """The widget, with classes of a style sheet."""
    for name in names:
        widget.add_class(name)
    return widget
