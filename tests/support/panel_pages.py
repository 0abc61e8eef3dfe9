"""The panels of 02, 04 and 06 in a page: a notebook that opens them on the models that the kit
ships, and how to work and time them.
"""

import time
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import write_notebook

LOAD = """from whp_kit.text.documents import Document, read_documents
from whp_kit.labels import deltas
from whp_kit.views.panels import labels as inspector
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.evaluation.evaluate import Role, completers
from whp_kit.models.load import load_for_inference
from whp_kit.models.roles import logits_of
from whp_kit.views.panels import deltas as viewer
from whp_kit.views.panels.prompt_box import prompt_box
from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.probes import load_lexicon
from whp_kit.settings import LabelSettings, load_preset
settings = load_preset("tiny")
world, table = settings.world, AnchorTable.load(settings.world.anchors)
loaded, twin = load_for_inference(settings.model), load_for_inference(settings.model, "never_knew")
knows, knew_not = logits_of(loaded, "baseline"), logits_of(twin, "baseline")
documents = read_documents(world.books)[:1]
tokenizer = loaded.tokenizer"""
# The twin that never read the books stands for the baseline, and the model that did for the
# reinforced one: no training is needed.
READ = """plain = dict(add_special_tokens=False)
edges = tokenizer(documents[0].text, **plain, return_offsets_mapping=True)["offset_mapping"]
text = documents[0].text[:edges[511][1]]
watch = [tokenizer(name, **plain)["input_ids"][0] for name in (" Ketta", " Dovrin", " the")]
read = deltas.text_deltas(knew_not, knows, tokenizer, text, 10, 192, watch)
short = [Document("the first pages", documents[0].text[:1500])]
pair = ModelPair(knew_not, knows, tokenizer)
made = make_labels(pair, short, table, LabelSettings(5.0, 64, 8))
answerers = completers({"baseline": Role(loaded), "never_knew": Role(twin)}, settings.probes)"""
PANELS = (
    "viewer.delta_viewer(read, table, 'suggested_anchors.csv')",
    "inspector.label_inspector(made, short, table, tokenizer, knew_not, knows)",
    "prompt_box(answerers, list(load_lexicon(world.lexicon).grades), world.question)",
)
KEY_CODES = {"PageUp": 33, "End": 35, "Home": 36, "ArrowRight": 39}
CELL = 2  # of the notebook's cells, from 0, the one that opens the viewer


def write_panels(folder: Path) -> str:
    """Writes the notebook, a cell for each panel; returns its name."""
    return write_notebook(folder, "panels", LOAD, READ, *PANELS)


def seconds_until(page: Page, act: str, shown: str) -> float:
    """Wall seconds, as the page measures them, from a deed until the page shows it and has drawn
    it. Both are scripts; `shown` is a test.

    Evaluation within the page, so that the test's own polling does not count.
    """
    return page.evaluate(
        """([act, shown]) => new Promise((done, late) => {
            const begun = performance.now(), seen = new Function('return ' + shown)
            const look = () => {
                if (seen()) requestAnimationFrame(
                    () => setTimeout(() => done((performance.now() - begun) / 1000)))
                else if (performance.now() - begun > 60000) late(new Error('never: ' + shown))
                else setTimeout(look, 2)
            }
            new Function(act)()
            look()
        })""",
        [act, shown],
    )


def click_token(page: Page, position: int) -> float:
    """Clicks a token in the passage; seconds until its card stands there."""
    act = (
        f"document.querySelectorAll('.whp-viewer button.widget-toggle-button')[{position}].click()"
    )
    return seconds_until(
        page,
        act,
        f"document.querySelector('.whp-card')?.textContent.trim().startsWith('{position}:')",
    )


def open_viewer_again(page: Page) -> float:
    """Runs the viewer's cell again; seconds until a new one is there in place of the old."""
    page.evaluate(
        f"() => {{ window.jupyterapp.shell.currentWidget.content.activeCellIndex = {CELL} }}"
    )
    page.evaluate(
        "document.querySelectorAll('.whp-viewer').forEach(one => one.setAttribute('data-old', ''))"
    )
    ready = (
        "document.querySelectorAll('.whp-viewer:not([data-old]) "
        "button.widget-toggle-button').length === 512"
    )
    ready += " && document.querySelector('.whp-viewer:not([data-old]) .whp-card table')"
    return seconds_until(page, "window.jupyterapp.commands.execute('notebook:run-cell')", ready)


def press(page: Page, slider: str, key: str, shown: str) -> float:
    """Presses a key on the handle of the slider of this name; seconds until `shown`.

    The handle of ipywidgets 7 is another one and goes by the key's code.
    """
    named = (
        f"[...document.querySelectorAll('.widget-slider')].find(one => "
        f"one.textContent.includes('{slider}'))"
    )
    pressed = (
        f"new KeyboardEvent('keydown', {{key: '{key}', keyCode: {KEY_CODES[key]}, bubbles: true}})"
    )
    return seconds_until(
        page,
        f"{named}.querySelector('.noUi-handle, .ui-slider-handle').dispatchEvent({pressed})",
        shown,
    )


def alpha_shown(alpha: float) -> str:
    """A test, as a script, that the inspector shows the labels of this alpha."""
    return (
        f"document.querySelector('.whp-inspector "
        f".widget-html-content').textContent.includes('alpha = {alpha:g}.')"
    )


def ask(page: Page, prompt: str, roles: int) -> float:
    """Types a prompt and Enter; seconds until every role has answered."""
    box = page.locator(".whp-prompts input[type=text]")
    box.fill(prompt)
    begun = time.perf_counter()
    box.press("Enter")
    done = """([prompt, roles]) => {
        const first = document.querySelector('.whp-prompts [role=log] > div');
        return first && first.textContent.includes(prompt)
            && first.querySelectorAll('tr').length === roles
            && !first.textContent.includes('…') }"""
    page.wait_for_function(done, arg=[prompt, roles], timeout=240_000)
    return time.perf_counter() - begun
