"""The report in a browser, from the disk, with the network cut: nothing is asked for, nothing
complains, light and dark can be read.
"""

import re
import shutil

import pytest

from tests.support.hostile_html import COVERS, HOSTILE
from tests.support.reports import PIXEL, display, executed, run_with_scores
from whp_kit.runs import headless
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.runs.report import write_report
from whp_kit.views import figures
from whp_kit.views import html as views

pytestmark = pytest.mark.slow
LARGEST = 5_000_000  # bytes
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NASTY = (
    "<script src='https://example.org/a.js'></script><img src='https://example.org/b.png' "
    "onerror='fetch(\"https://example.org/c\")'>"
    "<link rel=stylesheet href='https://example.org/d.css'><iframe "
    "src='https://example.org/e'></iframe>"
    "<p style='background:url(https://example.org/f.png)'>kept</p><style>@import "
    "'https://example.org/g.css';</style>"
)
LUMINANCE = """() => {
  const shown = document.querySelectorAll('body, td, th, p, pre, h1, h2, summary');
  return [...shown].map(one => {
    let ground = one;
    const clear = 'rgba(0, 0, 0, 0)';
    while (ground && getComputedStyle(ground).backgroundColor === clear)
      ground = ground.parentElement;
    const under = ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)';
    return [getComputedStyle(one).color, under, one.tagName];
  })
}"""


@pytest.fixture
def run(runs):
    return run_with_scores()


@pytest.fixture
def page(run, tmp_path):
    """A report of the first notebook as papermill leaves it, and of outputs that would like to
    reach out.
    """
    (first,) = find_notebooks(pattern="00_*.ipynb")
    headless.execute(first, tmp_path / first.path.name, {}, lambda *_: None)
    picture = figures.delta_passage(
        [{"token": "<b>", "delta": 4.0}, {"token": " $x_1$", "delta": float("nan")}], "A title", 5.0
    )
    outputs = [
        display(html=NASTY),
        display(png=_base64(picture.png()), plain=repr(picture)),
        display(widget={"model_id": "x"}),
        display(html=views.token_heat([NASTY, " a"], [9.0, -9.0]).html),
    ]
    return write_report(run, [tmp_path / first.path.name, executed(tmp_path, outputs, NASTY)])


@pytest.mark.parametrize("has_policy", [True, False], ids=["policy", "filter alone"])
def test_hostile_notebooks_run_nothing_and_fetch_nothing(run, tmp_path, has_policy):
    """The filter alone is enough: the page's policy is taken out as well."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    outputs = [display(html=payload) for payload in HOSTILE + COVERS]
    outputs += [{**display(), "data": {"text/markdown": payload}} for payload in HOSTILE]
    outputs += [display(**{kind: payload}) for payload in HOSTILE for kind in ("svg", "png")]
    outputs.append(display(png=PIXEL) | {"metadata": {"image/png": {"width": "1 onerror=run()"}}})
    page = write_report(run, [executed(tmp_path, outputs, "\n\n".join(HOSTILE))])
    if not has_policy:
        text, found = re.subn('<meta http-equiv="Content-Security[^>]*>', "", page.read_text())
        assert found == 1
        page.write_text(text)
    calls, asked = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context().new_page()
        tab.expose_function("run", lambda *_: calls.append("run"))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(page.as_uri())
        tab.wait_for_timeout(1000)  # for animations and timers
        fixed = tab.evaluate(
            "() => [...document.querySelectorAll('*')].filter("
            "one => ['fixed', 'sticky'].includes(getComputedStyle(one).position)).length"
        )
        address = tab.url
        browser.close()
    assert calls == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert (fixed, address) == (0, page.as_uri())


def _base64(data):
    import base64

    return base64.b64encode(data).decode()


def contrast(one, other):
    """WCAG contrast of two "rgb(r, g, b)"."""
    lights = []
    for colour in (one, other):
        parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def test_contrast_is_that_of_the_standard():
    assert (
        contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
        and contrast("rgb(9, 9, 9)", "rgb(9, 9, 9)") == 1
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_the_disk_and_asks_for_nothing(page, scheme):
    if CHROMIUM is None:
        pytest.skip(
            "no chromium on this machine: install one (apt-get install chromium) and this test "
            "comes back"
        )
    from playwright.sync_api import sync_playwright

    assert page.stat().st_size <= LARGEST
    asked, said = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            offline=True, color_scheme=scheme, viewport={"width": 1280, "height": 800}
        )
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(page.as_uri())
        tab.wait_for_load_state("networkidle")
        colours = tab.evaluate(LUMINANCE)
        images = tab.evaluate(
            "() => [...document.images].map(one => [one.alt.length, one.naturalWidth])"
        )
        wide = tab.evaluate("() => document.documentElement.scrollWidth")
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == [] and said == []
    assert len(colours) > 100 and [one for one in colours if contrast(one[0], one[1]) < 4.5] == []
    assert any(width > 100 and alt > 20 for alt, width in images) and wide <= 1280
