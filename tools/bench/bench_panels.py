"""How quickly the viewer of 02 opens on 512 tokens and takes a click, and the inspector of 04 takes
an alpha, in JupyterLab in a real browser: medians, in wall seconds, from the deed until the page
has drawn the answer.
"""

import statistics
import tempfile
from pathlib import Path

from tests.support.browser import CHROMIUM, browser, lab, open_notebook, run_all
from tests.support.panel_pages import (
    alpha_shown,
    click_token,
    open_viewer_again,
    press,
    write_panels,
)

ROUNDS = 7


def bench() -> dict[str, float]:
    """Nothing where there is no Chromium, and it says so."""
    if CHROMIUM is None:
        print("panels: not measured, there is no Chromium on this machine")
        return {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        name = write_panels(folder)
        with lab(folder) as address, browser() as chromium:
            page = open_notebook(chromium, address, name)
            run_all(page)
            clicked = [click_token(page, 40 + 60 * k) for k in range(ROUNDS)]
            moved = [
                press(page, "alpha", *(("Home", alpha_shown(0)), ("End", alpha_shown(10)))[k % 2])
                for k in range(ROUNDS)
            ]
            opened = [open_viewer_again(page) for _ in range(ROUNDS)]
    return {
        "viewer_open_wall_seconds_512_tokens": statistics.median(opened),
        "viewer_click_wall_seconds_512_tokens": statistics.median(clicked),
        "inspector_alpha_wall_seconds": statistics.median(moved),
    }


if __name__ == "__main__":
    print(bench())
