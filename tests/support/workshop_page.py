"""The workshop in a page: a notebook that opens it on 1,500 anchors, and how to find and time its
parts. For the tests and the bench.
"""

import random
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import write_notebook
from whp_kit.anchors.table import Anchor, AnchorTable

ROWS = 1500
TEXT_WORDS = 60_000
CELL = """from pathlib import Path
from whp_kit.views.panels.anchor_workshop import anchor_panel
suggestion = {
    "term": "lantern",
    "category": "object",
    "replacements": ["candle", "torch"],
    "note": "rises by 6.1 logits; 41 times",
}
text = Path("book.txt").read_text(encoding="utf-8")
panel = anchor_panel("anchors.csv", text, ["Quidd"], suggest=lambda: [suggestion])
panel"""
PANEL = ".whp-workshop:not([data-old])"  # not one of those that `open_again` has replaced


def write_workshop(folder: Path, first: list[Anchor]) -> str:
    """A table whose first rows are `first`, a book that holds many of its terms, and the notebook;
    returns the notebook's name.
    """
    drawn = random.Random(0)
    words = ["".join(drawn.choices("aeioulnrstdkmbp", k=drawn.randint(2, 9))) for _ in range(4000)]
    names = list(dict.fromkeys(word.capitalize() for word in words if len(word) > 4))[
        : ROWS - len(first)
    ]
    rows = [
        *first,
        *(Anchor(name, "person", (f"Name{number}",)) for number, name in enumerate(names)),
    ]
    AnchorTable(tuple(rows)).save(folder / "anchors.csv")
    known = [row.term for row in first] + names
    pages = [
        " ".join(
            drawn.choice(known) if drawn.random() < 0.1 else drawn.choice(words) for _ in range(200)
        )
        for _ in range(TEXT_WORDS // 200)
    ]
    (folder / "book.txt").write_text(
        "\n\n".join(["The lantern of " + term + " shone." for term in known[:40]] + pages),
        encoding="utf-8",
    )
    return write_notebook(folder, "workshop", CELL)


def line(page: Page, place: int):
    """The line of the table at this place, from 0."""
    return page.locator(".whp-workshop .whp-line:not(.whp-head):not(.whp-new):visible").nth(place)


def cell(page: Page, place: int, column: str):
    """The text box of a column in a line."""
    return (
        line(page, place).locator("input").nth(("term", "category", "replacements").index(column))
    )


def button(page: Page, name: str):
    """A button of the panel by its words."""
    return page.locator(".whp-workshop").get_by_role("button", name=name, exact=True)


def wait_for_words(page: Page, words: str) -> None:
    """Waits until the panel shows these words."""
    page.wait_for_function(
        "words => document.querySelector('.whp-workshop')?.textContent.includes(words)",
        arg=words,
        timeout=90_000,
    )


def search(page: Page, words: str, count: int) -> None:
    """Searches, and waits until the panel shows `count` rows."""
    page.get_by_placeholder("search: words in any column").fill(words)
    page.keyboard.press("Enter")
    wait_for_rows(page, count)


def wait_for_rows(page: Page, count: int) -> None:
    """Waits until the panel shows `count` rows."""
    page.wait_for_function(
        f"start => document.querySelector('{PANEL} .whp-count')"
        "?.textContent.trim().startsWith(start)",
        arg=f"{count} of ",
        timeout=90_000,
    )


def write(page: Page, place: int, column: str, value: str) -> float:
    """Writes into a cell as a person does; the seconds from Enter to the panel's message."""
    cell(page, place, column).fill(value)
    begun = time.perf_counter()
    cell(page, place, column).press("Enter")
    page.wait_for_function(
        "value => document.querySelector('.whp-message')?.textContent.includes(value)",
        arg=f"is {value!r}",
        timeout=90_000,
    )
    return time.perf_counter() - begun


def open_again(page: Page) -> float:
    """Runs the notebook again; the seconds until the new panel shows its rows."""
    page.evaluate(
        "document.querySelectorAll('.whp-workshop')"
        ".forEach(panel => panel.setAttribute('data-old', ''))"
    )
    begun = time.perf_counter()
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        f"document.querySelector('{PANEL} .whp-line .whp-hits')?.textContent.trim()",
        timeout=90_000,
    )
    return time.perf_counter() - begun
