"""Panels over what was computed once: they show what they were given, react at once, and have a form that needs no kernel."""

import pytest

from whp_kit import viewer
from whp_kit.errors import InputError
from whp_kit.views import View

FRAMES = {value: View(f"<p>{value:g}</p>", f"{value:g}") for value in (0.0, 0.25, 5.0)}


def test_the_slider_shows_the_picture_of_its_value():
    panel = viewer.frame_slider(FRAMES, start=5.0)
    assert panel.view.value == "<p>5</p>"
    panel.slider.value = 0.25
    assert panel.view.value == "<p>0.25</p>"
    assert [label for label, _ in panel.slider.options] == ["0", "0.25", "5"]
    assert panel.static([0.0, 5.0]).html == "<p>0</p><p>5</p>" and panel.static([0.0, 5.0]).text == "0\n\n5"


def test_a_start_without_a_picture_is_refused():
    with pytest.raises(InputError, match="0.25"):
        viewer.frame_slider(FRAMES, start=1.0)
