"""The workshop's panel, worked without a screen: by setting `.value` and pressing buttons, and what it leaves on disk."""

import numpy as np
import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.anchors.editor import AnchorDesk
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.views.panels.widgets import AnchorPanel, anchor_panel

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


def test_it_pages_searches_sorts_and_edits(panel, path):
    assert panel.count.value.startswith("3 of 3 rows, page 1 of 2") and shown(panel) == [1, 2]
    assert [panel.tabs.get_title(place) for place in range(4)] == [
        "row",
        "findings",
        "consequences",
        "history",
    ]
    assert panel._lines[0].hits.value == "2"
    panel.turn["▶"].click()
    assert shown(panel) == [3] and panel._lines[1].box.layout.display == "none"
    panel.search.value = "tom"
    assert (
        panel.page.value == 1
        and shown(panel) == [2]
        and panel._lines[0].cells["replacements"].value == "Tom | Old Ben"
    )
    panel._lines[0].cells["replacements"].value = "Tom|Ghost"
    assert (
        panel.desk.table.rows[1].replacements == ("Tom", "Ghost")
        and "not saved" in panel.count.value
    )
    assert "peculiar" in panel._lines[0].flags.value and "edited" in panel._lines[0].status.value
    press(panel, "undo")
    assert panel._lines[0].cells["replacements"].value == "Tom | Old Ben"
    press(panel, "redo")
    press(panel, "redo")
    assert (
        panel.desk.table.rows[1].replacements == ("Tom", "Ghost")
        and "nothing to redo" in panel.message.value
    )
    panel.search.value = ""
    panel.only.value = "unused"
    assert shown(panel) == [3]
    panel.only.value = "all"
    panel.size.value = 12
    panel.head["term"].click()
    assert shown(panel) == [1, 3, 2] and panel.head["term"].description == "term ▲"
    panel.head["term"].click()
    assert shown(panel) == [2, 3, 1] and panel.head["term"].description == "term ▼"
    panel.head["hits"].click()
    assert shown(panel)[0] == 1


def test_it_adds_deletes_saves_and_says_what_is_wrong(panel, path):
    press(panel, "add")
    assert "write a term first" in panel.message.value
    for name, value in {
        "term": "gate",
        "category": "place",
        "replacements": "door | fence",
    }.items():
        panel.new[name].value = value
    press(panel, "add")
    assert (
        panel.desk.table.rows[3].replacements == ("door", "fence")
        and panel.new["term"].value == ""
        and shown(panel) == [3, 4]
    )
    panel.page.value = 1
    panel._lines[0].row.click()
    panel.row_buttons["delete"].click()
    assert [row.term for row in panel.desk.table.rows] == [
        "Tavin",
        "Orlan",
        "gate",
    ] and "Tavin" in panel.title.value
    press(panel, "save")
    assert "0001.csv" in panel.message.value and len(AnchorTable.load(path).rows) == 3
    panel._lines[0].cells["term"].value = "  "
    press(panel, "save")
    assert "Not done" in panel.message.value and len(AnchorTable.load(path).rows) == 3


def test_a_row_shows_where_it_stands_and_its_remedies(panel):
    panel._lines[1].row.click()
    assert "Tavin" in panel.title.value and "Old <mark>Tavin</mark> sat" in panel.where.value
    assert (
        "Old <mark>Tom</mark> sat" in panel.where.value
        or "Old <mark>Old Ben</mark> sat" in panel.where.value
    )
    panel.note.value = "an old man"
    assert panel.desk.anchor(2).note == "an old man"
    panel._lines[0].cells["replacements"].value = "Anna|the Tavin"
    assert (
        "holds the term" in panel.told.value
        and panel.fixes[0].description == "leave out 'the Tavin'"
    )
    panel.fixes[0].click()
    assert (
        panel.desk.anchor(1).replacements == ("Anna",) and panel.fixes[0].layout.display == "none"
    )


def test_suggestions_are_accepted_and_rejected_one_by_one_and_all_together(panel, path):
    press(panel, "suggest")
    assert (
        panel.status.value == "suggested"
        and shown(panel) == [4, 5]
        and "41 times" in panel.note.value
    )
    line = panel._lines[0]
    assert [button.description for button in line.verdict.children] == ["accept", "reject"]
    line.verdict.children[1].click()
    assert panel.desk.anchor(4).status == "rejected" and shown(panel) == [4, 5], (
        "it stays where it was, to be taken back"
    )
    assert "whp-off" in line.box._dom_classes and line.verdict.children == ()
    assert panel.buttons["accept all"].description == "accept all 1 shown"
    press(panel, "accept all")
    assert [row.status for row in panel.desk.table.rows[3:]] == [
        "rejected",
        "accepted",
    ] and panel.buttons["accept all"].disabled
    press(panel, "suggest")
    assert "no suggestion" in panel.message.value
    press(panel, "save")
    assert [row.status for row in AnchorTable.load(path).rows[3:]] == ["rejected", "accepted"]


def test_two_panels_on_one_file_settle_their_conflict(panel, path):
    other = anchor_panel(path)
    other._lines[0].cells["replacements"].value = "Emma"
    press(other, "save")
    panel._lines[0].cells["replacements"].value = "Mary"
    assert panel.outside.layout.display == "flex", "told before anything is saved"
    press(panel, "save")
    assert "changed by somebody else" in panel.message.value and AnchorTable.load(path).rows[
        0
    ].replacements == ("Emma",)
    panel.theirs["save mine beside"].click()
    assert AnchorTable.load(path.with_name("anchors.mine-1.csv")).rows[0].replacements == ("Mary",)
    panel.theirs["merge"].click()
    assert (
        panel.status.value == "conflict"
        and shown(panel) == [1]
        and panel.outside.layout.display == "none"
    )
    assert "Mary" in panel.told.value and "Emma" in panel.told.value
    line = panel._lines[0]
    assert [button.description for button in line.verdict.children] == ["mine", "theirs"]
    panel.row_buttons["accept"].click()
    assert "choose mine or theirs" in panel.message.value and panel.desk.sides(1)
    line.verdict.children[1].click()
    assert panel.desk.anchor(1).replacements == ("Emma",) and panel.desk.sides(1) is None
    press(panel, "undo")
    panel.status.value = "conflict"
    panel._lines[0].verdict.children[0].click()
    press(panel, "save")
    assert AnchorTable.load(path).rows[0].replacements == ("Mary",)
    press(other, "undo")
    other.theirs["reload theirs"].click()
    assert other.desk.anchor(1).replacements == ("Mary",) and not other.desk.unsaved


def test_the_consequences_and_the_history_are_told(panel, path):
    panel.labeller = lambda table, texts: [
        np.arange(9) + 5 * ("Emma" in str(table)) * (np.arange(9) < 3) for _ in texts
    ]
    panel._lines[0].cells["replacements"].value = "Emma"
    press(panel, "consequences")
    assert (
        "1 of 1" in panel.outcome.value
        and "<mark>Emma</mark>" in panel.outcome.value
        and "33.3% of 9" in panel.outcome.value
    )
    panel.labeller = None
    assert panel.ask().labels is None and "no labeller" in panel.outcome.value
    press(panel, "save")
    assert [value for _, value in panel.version.options] == [0, 1]
    panel.version.value = 1
    assert (
        "0 added, 0 removed, 1 changed" in panel.difference.value
        and "Anna → Emma" in panel.difference.value
    )
    panel.restore.click()
    assert panel.desk.anchor(1).replacements == ("Anna",) and panel.desk.unsaved


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
        for piece in (panel.title, panel.told, panel.where, line.flags, line.status):
            assert "<script" not in piece.value and "<img" not in piece.value
        number = line.number
        line.cells["category"].value = f"y{number}"
        line.cells["term"].value = line.cells["term"].value + "2"
    panel.check(), panel.ask(), panel.compare()
    for piece in (panel.report, panel.outcome, panel.difference, panel.message):
        assert "<script" not in piece.value and "<img" not in piece.value
    assert "<script" not in panel.static().html and NASTY[0] in panel.static().text
    press(panel, "save")
    assert [row.term for row in AnchorTable.load(path).rows] == [
        text.strip() + "2" for text in NASTY
    ]
    assert [row.replacements + (row.note,) for row in AnchorTable.load(path).rows] == [
        (text.strip() + "!", text) for text in NASTY
    ]


def test_it_opens_on_many_rows_with_few_widgets(path):
    path.write_text(
        "term,category,replacements\n" + "".join(f"Term{i},thing,word{i}\n" for i in range(1500)),
        encoding="utf-8",
    )
    panel = anchor_panel(path)
    assert (
        isinstance(panel, AnchorPanel)
        and len(panel._lines) == 12
        and "page 1 of 125" in panel.count.value
    )
    panel.page.value = 125
    assert panel._lines[-1].number == 1500
    panel.size.value = 50
    assert len(shown(panel)) == 50 and panel.page.max == 30


def test_the_same_is_said_without_a_screen(panel):
    static = panel.static()
    assert "Mirel" in static.html and "never stands in the text" in static.text
    assert isinstance(panel.desk, AnchorDesk) and "2 warnings" in panel.check().text
