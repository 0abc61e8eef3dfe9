"""The viewer of 02, the inspector of 04 and the prompt box of 06 as a person meets them: JupyterLab
in a real browser. Pictures go to runs/screenshots.
"""

import json
import re
import statistics

import pytest

from tests.support.browser import (
    PICTURES,
    THEMES,
    browser,
    lab,
    needs_browser,
    open_notebook,
    picture,
    run_all,
)
from tests.support.panel_pages import (
    alpha_shown,
    ask,
    click_token,
    open_viewer_again,
    press,
    write_panels,
)
from whp_kit.anchors.table import AnchorTable

pytestmark = [needs_browser, pytest.mark.slow]
ROUNDS = 5
NASTY = "<script>alert(1)</script> <img src=x onerror=alert(2)> Who is"
SPILL = """root => ['', ' .widget-hbox', ' .widget-html-content']
    .flatMap(part => [...document.querySelectorAll(root + part)])
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => one.className + ' ' + one.scrollWidth + ' ' + one.clientWidth)"""
CUT = """root => ['button', '.widget-label', 'th', 'td']
    .flatMap(part => [...document.querySelectorAll(root + ' ' + part)])
    .filter(one => one.offsetParent
        && (one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 4)
        && getComputedStyle(one).overflow !== 'visible').map(one => one.textContent.trim())"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The notebook with the three panels, run; `page.complaints`: errors that the browser's console
    tells; `page.folder`: where it lies.
    """
    folder = tmp_path_factory.mktemp("lab")
    name = write_panels(folder)
    with lab(folder) as address, browser() as chromium:
        page = open_notebook(chromium, address, name)
        page.folder, page.complaints = folder, []
        page.on(
            "console",
            lambda message: message.type == "error" and page.complaints.append(message.text),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        run_all(page)
        yield page


@pytest.fixture(scope="module")
def medians():
    """What was measured, kept beside the pictures."""
    found = {}
    yield found
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "panels-seconds.json").write_text(json.dumps(found))


def looks_right(page, root, name):
    """Pictures, small and large, light and dark; nothing is wider than its place and no word is cut
    off.
    """
    for width, height in ((1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for theme, full in THEMES.items():
            page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
                full,
            )
            page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=full)
            page.locator(root).evaluate("one => one.scrollIntoView({block: 'start'})")
            page.wait_for_timeout(300)  # colours fade
            picture(page, f"{name}-{width}-{theme}")
        assert page.evaluate(SPILL, root) == [], f"wider than its place at {width}"
        assert page.evaluate(CUT, root) == [], f"cut off at {width}"
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        THEMES["light"],
    )


def test_the_viewer_is_opened_and_used(page, medians, capsys):
    tokens = page.locator(".whp-viewer button.widget-toggle-button")
    assert tokens.count() == 512
    clicked = [click_token(page, position) for position in (40, 300, 41, 200, 7)]
    card = page.locator(".whp-card")
    assert [table.locator("tbody tr").count() for table in card.locator("table").all()] == [
        10,
        10,
    ], "ten of each model"
    assert (
        page.locator(".whp-viewer select")
        .nth(2)
        .evaluate("one => one.selectedOptions[0].textContent")
        .endswith("(7)")
    )
    framed = (
        "all => all.flatMap((one, i) => getComputedStyle(one).outlineStyle === 'solid' ? [i] : [])"
    )
    assert tokens.evaluate_all(framed) == [7], "the one that was clicked last"
    looks_right(page, ".whp-viewer", "viewer")

    list_ = page.locator(".whp-viewer select").nth(2)
    list_.select_option(index=0)
    page.wait_for_function("document.querySelectorAll('.whp-card table').length === 2")
    least = press(
        page,
        "at least",
        "PageUp",
        "!document.querySelector('.whp-viewer select[size]').textContent.includes('+0.00')",
    )
    page.get_by_placeholder("replacement").fill("Anna")
    page.get_by_placeholder("term", exact=True).fill("Quidd")
    page.get_by_role("button", name="make it an anchor").click()
    page.wait_for_function(
        "document.querySelector('.whp-viewer')?.textContent.includes('Quidd,word,Anna')"
    )
    assert AnchorTable.load(page.folder / "suggested_anchors.csv").rows[0].term == "Quidd"

    seconds = [open_viewer_again(page) for _ in range(ROUNDS)]
    medians["viewer_open_seconds_512_tokens"] = statistics.median(seconds)
    medians["viewer_select_seconds_512_tokens"] = statistics.median(clicked)
    assert page.complaints == [] and page.told == []
    with capsys.disabled():
        print("\n", medians, "filter:", least)
    assert (
        medians["viewer_open_seconds_512_tokens"] < 10
        and medians["viewer_select_seconds_512_tokens"] < 2
    )


def test_the_inspector_flips_labels_as_alpha_moves(page, medians, capsys):
    view = page.locator(".whp-inspector .widget-html-content").first
    assert "alpha = 5" in view.inner_text() and "↓ lowered" in view.inner_text()
    before = view.inner_text()
    seconds = []
    for key, alpha in (("Home", 0), ("End", 10), ("Home", 0), ("End", 10), ("Home", 0)):
        seconds.append(press(page, "alpha", key, alpha_shown(alpha)))
    after = view.inner_text()
    assert "↓ lowered" not in after and re.sub(r"alpha = \d+", "", after) != re.sub(
        r"alpha = \d+", "", before
    ), "labels flip"
    press(
        page,
        "position",
        "ArrowRight",
        "document.querySelector('.whp-inspector').textContent.includes('Position 1:')",
    )
    assert (
        page.locator(".whp-inspector table").count() == 3
        and page.locator(".whp-inspector tbody tr").count() == 30
    )
    press(page, "alpha", "End", alpha_shown(10))
    looks_right(page, ".whp-inspector", "inspector")
    medians["inspector_alpha_seconds"] = statistics.median(seconds)
    assert page.complaints == [] and page.told == []
    with capsys.disabled():
        print("\n", medians)
    assert medians["inspector_alpha_seconds"] < 2


def test_every_role_answers_a_prompt(page, medians, capsys):
    box = page.locator(".whp-prompts input[type=text]")
    assert "⏎Answer:" in box.input_value()
    page.locator(".whp-prompts").get_by_role("button", name="answer").click()
    page.wait_for_function("document.querySelectorAll('.whp-prompts [role=log] tr').length === 2")
    page.wait_for_function(
        "!document.querySelector('.whp-prompts [role=log]').textContent.includes('…')"
    )
    seconds = [
        ask(page, prompt, 2)
        for prompt in ("The girl who heard bells was", "Once there was a", NASTY)
    ]
    log = page.locator(".whp-prompts [role=log]")
    assert (
        log.locator("> div").count() == 4 and "<script>" in log.locator("> div").first.inner_text()
    )
    assert log.locator("script, img").count() == 0
    assert {row.locator("th").inner_text() for row in log.locator("tr").all()} == {
        "baseline",
        "never-knew",
    }
    assert all(row.locator("td").inner_text().strip() for row in log.locator("tr").all()), (
        "everybody has said something"
    )
    assert log.locator("td b").count() > 0, "words of the books are marked"
    looks_right(page, ".whp-prompts", "prompts")
    medians["prompt_box_seconds"] = statistics.median(seconds)
    assert page.complaints == [] and page.told == []
    with capsys.disabled():
        print("\n", medians)
