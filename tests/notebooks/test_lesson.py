"""The path of the ninety minutes (docs/teaching.md): 00, 02, 03 with one edit, 04, 06 from the
shipped record; no step over two minutes.
"""

import re

import pytest

from tests.support.cells import run_cells
from tests.support.tiny_models import TEXT
from tools import readme_figures as figures
from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.models.roles import logits_of
from whp_kit.paths import PROJECT_ROOT
from whp_kit.settings import LabelSettings, load_preset
from whp_kit.text.documents import Document, read_all
from whp_kit.views.figures import Picture
from whp_kit.views.html import View
from whp_kit.views.panels import labels as inspector

PAGE = (PROJECT_ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
MOST = 120  # seconds of a step


def test_00_needs_no_model_and_no_run(runs):
    names = run_cells("00_start_here")
    assert (
        names["words"][names["generic"].argmax()] != names["words"][names["b"].argmax()]
        and not runs.exists()
    )


def test_an_edit_in_03_is_seen_at_04s_slider(tmp_path, loaded):
    """A replacement is changed in the editor, saved, and labels of the new table show it in the
    inspector at once, at every alpha.
    """
    path = tmp_path / "anchors.csv"
    AnchorTable.parse("term,category,replacements\nMirel,person,Anna\n").save(path)
    editor = AnchorEditor(path)
    editor.edit(1, "replacements", "little Jane")
    editor.save()
    documents, table = [Document("a page", TEXT)], AnchorTable.load(path)
    read = logits_of(loaded, None)
    pair = ModelPair(read, read, loaded.tokenizer)
    made = make_labels(pair, documents, table, LabelSettings(5.0, 48, 8))
    panel = inspector.label_inspector(made, documents, table, loaded.tokenizer)
    for alpha in (0.0, 10.0, 5.0):
        panel.alpha.value = alpha
        shown = re.sub(r"<[^>]*>", "", panel.view.value)
        assert (
            f"alpha = {alpha:g}" in shown
            and "Jane" in shown.replace("␣", "")
            and "Anna" not in shown.split("From above")[0]
        )


def test_06_is_read_from_the_shipped_record_as_the_page_says():
    cells = re.findall(
        r"```python\n(.*?)```",
        PAGE.split("### 06 from the record")[1].split("\n\nIn 45 minutes")[0],
        flags=re.DOTALL,
    )
    names, shown = {}, []
    for cell in cells:
        *before, last = cell.strip().split("\n")
        exec("\n".join(before), names)
        shown.append(eval(last, names))
    fall, table = shown
    assert isinstance(fall, Picture) and isinstance(table, View) and fall.png()[:4] == b"\x89PNG"
    assert "familiarity, completion" in table.text and {row["run"] for row in fall.data} == set(
        names["record"]["curves"]
    )
    assert {"curve", "stress"} <= set(names["record"]["scores"]) and "commit" in names["record"][
        "origin"
    ]


@pytest.mark.parametrize(
    "step", ["02_inspect_logit_deltas", "03_edit_anchors", "04_generate_labels"]
)
def test_no_step_takes_two_minutes(step):
    """By the shipped record. Of 04's whole text a class labels the part that the preset `lesson`
    names.
    """
    seconds, share = figures.load_record()["scores"]["seconds"][step], 1.0
    if step.startswith("04"):
        letters = [
            sum(len(one.text) for one in read_all(world.books, world.companion))
            for world in (load_preset(name).world for name in ("lesson", "tiny"))
        ]
        share = letters[0] / letters[1]
        assert 'preset: str = "lesson"' in PAGE
    assert seconds * share < MOST


def test_the_presets_lesson_and_tiny_differ_in_their_texts_alone():
    lesson, tiny = (load_preset(name).as_dict() for name in ("lesson", "tiny"))
    assert {key for key in tiny["world"] if tiny["world"][key] != lesson["world"][key]} == {
        "books",
        "companion",
    }
    assert {name for name in tiny if tiny[name] != lesson[name]} == {"world"}
