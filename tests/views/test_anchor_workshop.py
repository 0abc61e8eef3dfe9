"""The workshop's panel, worked without a screen: by setting `.value` and pressing buttons, and what
it leaves on disk.
"""

import numpy as np
import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.views.panels.anchor_workshop import TABS, anchor_panel

NASTY = [
    '<script>alert(1)</script>"=1+1,',
    "=1+1",
    "'=1+1",
    "@SUM(A1)",
    "-2+3",
    "a|b\\c",
    "one\r\ntwo\n",
    'say "hi", you',
    "شجرة عالية",
    "👩‍👩‍👧 🙂",
    "\t+x",
]
NASTY += ["<img src=x onerror=alert(1)>", "$x^2$ **b**", "{{7*7}}"]


@pytest.fixture
def path(tmp_path):
    return tiny_anchors(tmp_path)


@pytest.fixture
def panel(path):
    rows = [
        {"term": "gate", "replacements": ["door"], "note": "41 times"},
        Anchor("lamp", "", ("candle",)),
    ]
    return anchor_panel(
        path, TEXT + " Mirel's lamp.", ["Tavin", "ghost"], page_rows=2, suggest=lambda: rows
    )


def press(panel, name):
    panel.buttons[name].click()


def shown(panel):
    return [line.number for line in panel._lines if line.number]


def test_it_pages(panel):
    assert panel.count.value.startswith("3 of 3 rows, page 1 of 2")
    assert shown(panel) == [1, 2]
    panel.turn["▶"].click()
    assert shown(panel) == [3]
    assert panel._lines[1].layout.display == "none"
    panel.size.value = 12
    assert shown(panel) == [1, 2, 3]


def test_it_searches_and_filters(panel):
    panel.turn["▶"].click()
    panel.search.value = "tom"
    assert panel.page.value == 1
    assert shown(panel) == [2]
    panel.search.value = ""
    panel.only.value = "never-found"
    assert shown(panel) == [3]


def test_it_sorts_by_the_heads(panel):
    panel.size.value = 12
    panel.head["term"].click()
    assert shown(panel) == [1, 3, 2]
    assert panel.head["term"].description == "term ▲"
    panel.head["term"].click()
    assert shown(panel) == [2, 3, 1]
    assert panel.head["term"].description == "term ▼"
    panel.head["hits"].click()
    assert shown(panel)[0] == 1, "hits begin with the most"


def test_a_cell_is_edited_undone_and_redone(panel):
    line = panel._lines[1]
    assert line.cells["replacements"].value == "Tom | Old Ben"
    line.cells["replacements"].value = "Tom|Ghost"
    assert panel.editor.anchor(2).replacements == ("Tom", "Ghost")
    assert "not saved" in panel.count.value
    assert "peculiar" in line.flags.value
    assert "edited" in line.status.value
    press(panel, "undo")
    assert line.cells["replacements"].value == "Tom | Old Ben"
    press(panel, "redo")
    assert panel.editor.anchor(2).replacements == ("Tom", "Ghost")
    press(panel, "redo")
    assert "nothing to redo" in panel.message.value


def test_hits_are_shown(panel):
    assert panel._lines[0].hits.value == "2"


def test_a_row_is_added(panel):
    press(panel, "add")
    assert "write a term first" in panel.message.value
    cells = {"term": "gate", "category": "place", "replacements": "door | fence"}
    for name, value in cells.items():
        panel.new[name].value = value
    press(panel, "add")
    assert panel.editor.anchor(4).replacements == ("door", "fence")
    assert panel.new["term"].value == ""
    assert shown(panel) == [3, 4]


def test_a_row_is_deleted_and_the_next_one_is_looked_at(panel):
    panel._lines[0].row.click()
    panel.row_buttons["delete"].click()
    assert [row.term for row in panel.editor.table.rows] == ["Tavin", "Orlan"]
    assert "Tavin" in panel.title.value


def test_it_saves_and_says_what_is_wrong(panel, path):
    panel._lines[0].cells["category"].value = "hero"
    press(panel, "save")
    assert "0001.csv" in panel.message.value
    saved = AnchorTable.load(path)
    assert saved.rows[0].category == "hero"
    panel._lines[0].cells["term"].value = "  "
    press(panel, "save")
    assert "Not done" in panel.message.value
    assert AnchorTable.load(path) == saved


def test_a_row_shows_where_it_stands(panel):
    panel._lines[1].row.click()
    assert "Tavin" in panel.title.value
    assert "Old <mark>Tavin</mark> sat" in panel.places.value
    replaced = [f"Old <mark>{name}</mark> sat" in panel.places.value for name in ("Tom", "Old Ben")]
    assert any(replaced)
    panel.note.value = "an old man"
    assert panel.editor.anchor(2).note == "an old man"


def test_a_remedy_is_one_click(panel):
    panel._lines[0].cells["replacements"].value = "Anna|the Tavin"
    assert "holds the term" in panel.reasons.value
    assert panel.fixes[0].description == "leave out 'the Tavin'"
    panel.fixes[0].click()
    assert panel.editor.anchor(1).replacements == ("Anna",)
    assert panel.fixes[0].layout.display == "none"


def test_one_click_adds_inflected_forms_to_the_rows_below(tmp_path):
    path = tmp_path / "anchors.csv"
    path.write_text("term,category,replacements\nWickfold,person,Carter\n", encoding="utf-8")
    panel = anchor_panel(path, "The Wickfolds came to Wickfold.")
    panel.fixes[0].click()
    assert [line.cells["term"].value for line in panel._lines if line.number] == [
        "Wickfold",
        "Wickfolds",
    ]
    assert "1 suggestion added" in panel.message.value


def test_suggestions_are_accepted_and_rejected_one_by_one_and_all_together(panel, path):
    press(panel, "suggest")
    assert panel.status.value == "suggested"
    assert shown(panel) == [4, 5]
    assert "41 times" in panel.note.value
    line = panel._lines[0]
    assert [button.description for button in line.verdict.children] == ["accept", "reject"]
    line.verdict.children[1].click()
    assert panel.editor.anchor(4).status == "rejected"
    assert shown(panel) == [4, 5], "it stays where it was, to be taken back"
    assert "whp-off" in line._dom_classes
    assert line.verdict.children == ()
    assert panel.buttons["accept all"].description == "accept all 1 shown"
    press(panel, "accept all")
    assert panel.buttons["accept all"].disabled
    press(panel, "suggest")
    assert "no suggestion" in panel.message.value
    press(panel, "save")
    assert [row.status for row in AnchorTable.load(path).rows[3:]] == ["rejected", "accepted"]


@pytest.fixture
def refused(panel, path):
    """A panel whose save was refused: another has saved "Emma", this one has "Mary"."""
    other = anchor_panel(path)
    other._lines[0].cells["replacements"].value = "Emma"
    press(other, "save")
    panel._lines[0].cells["replacements"].value = "Mary"
    assert panel.conflict_bar.layout.display == "flex", "told before anything is saved"
    press(panel, "save")
    return panel


def test_the_second_of_two_who_save_is_told_and_sees_the_difference(refused, path):
    assert "changed by somebody else" in refused.message.value
    assert refused.tabs.selected_index == TABS.index("history")
    assert "Emma → Mary" in refused.difference.value
    assert AnchorTable.load(path).rows[0].replacements == ("Emma",)
    assert AnchorTable.load(path.with_name("anchors.mine-1.csv")).rows[0].replacements == ("Mary",)


def test_their_version_is_taken(refused):
    refused.settle["take theirs"].click()
    assert refused.editor.anchor(1).replacements == ("Emma",)
    assert not refused.editor.unsaved
    assert refused.conflict_bar.layout.display == "none"
    press(refused, "undo")
    assert refused.editor.anchor(1).replacements == ("Mary",)


def test_my_version_is_kept_and_theirs_is_in_the_history(refused, path):
    refused.settle["keep mine"].click()
    assert refused.conflict_bar.layout.display == "none"
    press(refused, "save")
    assert AnchorTable.load(path).rows[0].replacements == ("Mary",)
    refused.version.value = 2
    assert "Emma → Mary" in refused.difference.value


def test_a_file_that_is_gone_is_told_and_nothing_is_lost(panel, path):
    panel._lines[0].cells["replacements"].value = "Mary"
    path.unlink()
    press(panel, "save")
    assert "changed by somebody else" in panel.message.value
    assert AnchorTable.load(path.with_name("anchors.mine-1.csv")).rows[0].replacements == ("Mary",)


def test_the_preview_counts_labels_with_a_labeller(panel):
    panel.labeller = lambda table, texts: [
        np.arange(9) + 5 * ("Emma" in str(table)) * (np.arange(9) < 3) for _ in texts
    ]
    panel._lines[0].cells["replacements"].value = "Emma"
    press(panel, "preview")
    assert "1 of 1" in panel.outcome.value
    assert "<mark>Emma</mark>" in panel.outcome.value
    assert "33.3% of 9" in panel.outcome.value
    panel.labeller = None
    assert panel.preview().sample is None
    assert "no labeller" in panel.outcome.value


def test_the_history_compares_and_restores(panel):
    panel._lines[0].cells["replacements"].value = "Emma"
    press(panel, "save")
    assert [value for _, value in panel.version.options] == [0, 1]
    panel.version.value = 1
    assert "0 added, 0 removed, 1 changed" in panel.difference.value
    assert "Anna → Emma" in panel.difference.value
    panel.restore.click()
    assert panel.editor.anchor(1).replacements == ("Anna",)
    assert panel.editor.unsaved


def test_what_looks_like_code_is_shown_as_text_and_comes_back_as_it_was(panel, path):
    rows = tuple(Anchor(text.strip(), "x", (text.strip() + "!",), note=text) for text in NASTY)
    AnchorTable(rows).save(path)
    text = path.read_text(encoding="utf-8")
    starts = [cell.strip('"')[:1] for line in text.splitlines() for cell in line.split(",") if cell]
    assert not set(starts) & set("=+-@"), "no cell that a spreadsheet would run"
    assert AnchorTable.load(path).rows == rows
    panel = anchor_panel(path, " ".join(NASTY), page_rows=25)
    for line in panel._lines[: len(NASTY)]:
        line.row.click()
        for view in (panel.title, panel.reasons, panel.places, line.flags, line.status):
            assert "<script" not in view.value
            assert "<img" not in view.value
        line.cells["category"].value = f"y{line.number}"
        line.cells["term"].value = line.cells["term"].value + "2"
    panel.check(), panel.preview(), panel.compare()
    for view in (panel.report, panel.outcome, panel.difference, panel.message):
        assert "<script" not in view.value
        assert "<img" not in view.value
    assert "<script" not in panel.static().html
    assert NASTY[0] in panel.static().text
    press(panel, "save")
    saved = AnchorTable.load(path).rows
    assert [row.term for row in saved] == [text.strip() + "2" for text in NASTY]
    assert [row.replacements for row in saved] == [(text.strip() + "!",) for text in NASTY]
    assert [row.note for row in saved] == NASTY


def test_it_opens_on_many_rows_with_few_lines(path):
    rows = "".join(f"Term{number},thing,word{number}\n" for number in range(1500))
    path.write_text("term,category,replacements\n" + rows, encoding="utf-8")
    panel = anchor_panel(path)
    assert len(panel._lines) == 12
    assert "page 1 of 125" in panel.count.value
    panel.page.value = 125
    assert panel._lines[-1].number == 1500
    panel.size.value = 50
    assert len(shown(panel)) == 50
    assert panel.page.max == 30


def test_the_same_is_said_without_a_screen(panel):
    static = panel.static()
    assert "Mirel" in static.html
    assert "never stands in the text" in static.text
    assert "1 warning, 1 note" in panel.check().text
