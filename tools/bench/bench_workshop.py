"""How quickly the workshop opens on 1,500 anchors and takes an edit, in JupyterLab in a real
browser: medians, in wall seconds.
"""

import statistics
import tempfile
from pathlib import Path

from tests.support.browser import CHROMIUM, browser, lab, open_notebook, run_all
from tests.support.workshop_page import open_again, wait_for_rows, write, write_workshop

ROUNDS = 5


def bench() -> dict[str, float]:
    """From running the cell to rows on the screen; from Enter to the panel's answer. Nothing where
    there is no Chromium, and it says so.
    """
    if CHROMIUM is None:
        print("workshop: not measured, there is no Chromium on this machine")
        return {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        name = write_workshop(folder, [])
        with lab(folder) as address, browser() as chromium:
            page = open_notebook(chromium, address, name)
            run_all(page)
            wait_for_rows(page, 1500)
            opened = [open_again(page) for _ in range(ROUNDS)]
            written = [
                write(page, place, "replacements", f"Other{place}") for place in range(ROUNDS)
            ]
    return {
        "workshop_open_seconds_1500_terms": statistics.median(opened),
        "workshop_edit_seconds_1500_terms": statistics.median(written),
    }


if __name__ == "__main__":
    print(bench())
