"""The workshop as a person meets it: JupyterLab in a real browser.

Pictures of it go to runs/screenshots.
"""

import json
import statistics
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.support.browser import (
    PICTURES,
    THEMES,
    browser,
    lab,
    needs_browser,
    open_notebook,
    picture,
    run_all,
    wait_for_kernel,
)
from tests.support.workshop_page import (
    button,
    cell,
    line,
    open_again,
    search,
    wait_for_rows,
    wait_for_words,
    write,
    write_workshop,
)
from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.table import Anchor, AnchorTable

pytestmark = [needs_browser, pytest.mark.slow]
NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '=1+1,"two"',
    "شجرة عالية",
    "👩‍👩‍👧 🙂",
    "$x^2$",
]
FIRST = [Anchor(text, "x", (text + "!",), note=text) for text in NASTY] + [
    Anchor("Mirel", "person", ("Anna",)),
    Anchor("Tavin", "person", ("Tom",)),
]
MIREL, TAVIN = len(NASTY), len(NASTY) + 1  # places, from 0

SPILL = """[...document.querySelectorAll('.whp-workshop, .whp-workshop .whp-line')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"""
LEFTS = """[...document.querySelectorAll('.whp-line')].filter(one => one.offsetParent)
    .map(one => Math.round(one.children[3].getBoundingClientRect().left))"""


@pytest.fixture(scope="module")
def desktop(tmp_path_factory):
    """(page, folder): the workshop, open on 1,500 anchors."""
    folder = tmp_path_factory.mktemp("lab")
    name = write_workshop(folder, FIRST)
    with lab(folder) as address, browser() as chromium:
        page = open_notebook(chromium, address, name)
        run_all(page)
        wait_for_rows(page, 1500)
        yield page, folder


def test_what_looks_like_code_is_shown_as_text_and_runs_nothing(desktop):
    page, folder = desktop
    for place, text in enumerate(NASTY):
        assert cell(page, place, "term").input_value() == text
        line(page, place).locator("button").first.click()
        wait_for_words(page, f"row {place + 1}")
        page.wait_for_function(
            "text => document.querySelector('.whp-beside b bdi')?.textContent === text", arg=text
        )
    button(page, "check").click()
    wait_for_words(page, "Findings:")
    page.get_by_role("tab", name="row", exact=True).click()
    assert (
        page.locator(".whp-workshop script, .whp-workshop img, .whp-workshop mjx-container").count()
        == 0
        and page.told == []
    )


def test_search_edit_undo_conflict_save_reload(desktop):
    page, folder = desktop
    path = folder / "anchors.csv"
    before = AnchorTable.load(path)
    search(page, "mirel", 1)
    write(page, 0, "replacements", "Emma | Mary")
    button(page, "undo").click()
    wait_for_words(page, "undone")
    expect(cell(page, 0, "replacements")).to_have_value("Anna")
    write(page, 0, "replacements", "Emma | Mary")
    cell(page, 0, "term").focus()
    for column in ("category", "replacements"):
        page.keyboard.press("Tab")
        assert cell(page, 0, column).evaluate("one => one === document.activeElement"), (
            f"Tab leads to {column}"
        )

    elsewhere = AnchorEditor(path)  # somebody else, at the same file
    elsewhere.edit(MIREL + 1, "replacements", "Jane")
    elsewhere.edit(TAVIN + 1, "replacements", "Ben")
    elsewhere.save()
    button(page, "save").click()
    wait_for_words(page, "Somebody else has changed the file")
    wait_for_words(page, "anchors.mine-1.csv")
    assert AnchorTable.load(path).rows == elsewhere.table.rows, "nothing is overwritten"
    assert AnchorTable.load(folder / "anchors.mine-1.csv").rows[MIREL].replacements == (
        "Emma",
        "Mary",
    )
    expect(page.locator(".whp-beside").first).to_contain_text("Jane → Emma|Mary")
    expect(page.locator(".whp-outside")).to_be_visible()
    expect(page.locator(".whp-beside select option:checked")).to_have_text("the file as it is")
    picture(page, "workshop-conflict")
    button(page, "keep mine").click()
    wait_for_words(page, "theirs, which is kept as a version")
    button(page, "save").click()
    wait_for_words(page, "saved; the version before is kept as anchors.history/0002.csv")

    page.reload()
    wait_for_kernel(page)
    run_all(page)
    wait_for_rows(page, 1500)
    search(page, "mirel", 1)
    expect(cell(page, 0, "replacements")).to_have_value("Emma | Mary")
    wanted = list(before.rows)
    wanted[MIREL] = replace(wanted[MIREL], replacements=("Emma", "Mary"), status="edited")
    assert AnchorTable.load(path).rows == tuple(wanted), "exactly the edits"
    assert AnchorTable.load(folder / "anchors.history/0002.csv").rows == elsewhere.table.rows
    assert page.told == []


def test_a_new_row_is_written_with_the_keyboard_alone(desktop):
    page, folder = desktop
    search(page, "", 1500)
    page.get_by_placeholder("new term").focus()
    for words in ("Quillon", "place", "the Mill | Hilltop"):
        page.keyboard.type(words)
        page.keyboard.press("Tab" if words != "the Mill | Hilltop" else "Enter")
    wait_for_words(page, "row 1501 added")
    expect(page.get_by_placeholder("new term")).to_have_value("")
    expect(page.locator(".whp-beside b bdi").first).to_have_text("Quillon")
    held = """words => [...document.querySelectorAll('.whp-workshop input')]
        .map(input => input.value).join().includes(words)"""
    page.wait_for_function(
        held, arg="Quillon,place,the Mill | Hilltop", timeout=30_000
    )  # whole, however fast it was typed
    button(page, "undo").click()
    wait_for_words(page, "undone")
    wait_for_rows(page, 1500)


def test_it_looks_right_small_and_large_light_and_dark(desktop):
    page, folder = desktop
    search(page, "", 1500)
    button(page, "suggest").click()
    wait_for_words(page, "1 suggestion added")
    wait_for_rows(page, 1)  # the panel sets its status filter by itself, after the message
    page.locator(".whp-workshop select").first.select_option("any status")
    wait_for_rows(page, 1501)
    button(page, "# ▲").click()
    expect(cell(page, 0, "term")).to_have_value("lantern")
    for width, height in ((1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for name, theme in THEMES.items():
            page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
                theme,
            )
            page.wait_for_function(
                "theme => document.body.dataset.jpThemeName === theme", arg=theme
            )
            page.locator(".whp-workshop").evaluate("one => one.scrollIntoView({block: 'start'})")
            page.wait_for_timeout(300)  # colours fade
            picture(page, f"workshop-{width}-{name}")
        wide = page.evaluate(SPILL)
        assert wide == [], f"wider than their place at {width}"
        assert len(set(page.evaluate(LEFTS))) == 1, (
            f"columns do not stand under their heads at {width}"
        )
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        THEMES["light"],
    )


def test_it_answers_at_once(desktop, capsys):
    """The medians that bench_workshop measures; here only that nothing takes many times longer."""
    page, folder = desktop
    opened = [open_again(page) for _ in range(3)]
    written = [write(page, place, "replacements", f"Other{place}") for place in range(5)]
    medians = {
        "workshop_open_seconds_1500_terms": statistics.median(opened),
        "workshop_edit_seconds_1500_terms": statistics.median(written),
    }
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "workshop-seconds.json").write_text(json.dumps(medians))
    with capsys.disabled():
        print("\n", medians)
    assert (
        medians["workshop_open_seconds_1500_terms"] < 10
        and medians["workshop_edit_seconds_1500_terms"] < 2
    )
