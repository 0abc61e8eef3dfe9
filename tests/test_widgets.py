"""Panels: worked without a screen, by plain calls and by setting `.value` and pressing buttons, and what they leave on disk."""

import numpy as np
import pytest
import torch
from tiny_models import TEXT, tiny_tokenizer

from whp_kit.anchors import AnchorTable
from whp_kit.corpus import Document
from whp_kit.editing import AnchorDesk
from whp_kit.errors import InputError
from whp_kit.labels import make_labels
from whp_kit.widgets import AnchorPanel, alpha_slider, anchor_panel, label_rows, prompt_box, shares_changed

NASTY = '<script>alert(1)</script>"=1+1,'


@pytest.fixture
def path(tmp_path):
    """Mirel twice, Tavin once, Orlan never."""
    file = tmp_path / "anchors.csv"
    file.write_text(
        "term,category,replacements,mine\nMirel,person,Anna,x\nTavin,person,Tom|Old Ben,y\nOrlan,place,the town,z\n", encoding="utf-8"
    )
    return file


@pytest.fixture
def panel(path):
    return anchor_panel(path, TEXT + " Mirel's lamp.", ["Tavin", "ghost"], page_rows=2)


def press(panel, name):
    panel.buttons[name].click()


def test_the_desk_finds_edits_and_takes_back(path):
    desk = AnchorDesk(path, TEXT)
    assert desk.hits == {1: 1, 2: 1, 3: 0} and "never found" in desk.flags[3]
    assert desk.search("PERSON tom") == [2] and desk.search("", "unused") == [3] and desk.search("none") == []
    desk.edit(1, "replacements", r"Anna | Ann\|a")
    assert desk.table.rows[0].replacements == ("Anna", "Ann|a") and desk.cells(1)[2] == r"Anna|Ann\|a" and desk.unsaved
    number = desk.add("lamp", "object", "torch")
    assert number == 4 and desk.hits[4] == 2
    desk.delete(2)
    assert [row.term for row in desk.table.rows] == ["Mirel", "Orlan", "lamp"] and desk.hits == {1: 1, 2: 0, 3: 2}
    assert [desk.undo(), desk.undo(), desk.undo(), desk.undo()] == [True, True, True, False] and not desk.unsaved
    assert desk.redo() and desk.table.rows[0].replacements == ("Anna", "Ann|a")
    desk.edit(1, "category", "hero")
    assert not desk.redo()  # a new change ends what could be done again
    with pytest.raises(InputError, match="no such row"):
        desk.edit(9, "term", "x")
    with pytest.raises(InputError, match="no such field"):
        desk.edit(1, "note", "x")


def test_saving_keeps_each_version_and_other_columns(path):
    before = path.read_bytes()
    desk = AnchorDesk(path)
    assert desk.save() is None
    desk.edit(1, "term", NASTY)
    first = desk.save()
    assert first.name == "0001.csv" and first.read_bytes() == before
    saved = AnchorTable.load(path)
    assert saved.rows[0].term == NASTY and saved.rows[0].extra == ("x",) and saved.extra_columns == ("mine",)
    desk.edit(1, "term", "Mirel")
    second = desk.save()
    assert second.name == "0002.csv" and AnchorTable.load(second).rows[0].term == NASTY and first.read_bytes() == before


def test_what_cannot_be_saved_leaves_the_file_as_it_was(path):
    before = path.read_bytes()
    desk = AnchorDesk(path)
    desk.edit(1, "replacements", "mirel")
    assert [finding.kind for finding in desk.errors] == ["same-as-term"]
    with pytest.raises(InputError, match="equal to its replacement"):
        desk.save()
    assert path.read_bytes() == before and not (path.parent / "anchors.history").exists()


def test_two_desks_on_one_file_do_not_overwrite_each_other(path):
    one, other = AnchorDesk(path), AnchorDesk(path)
    one.edit(1, "replacements", "Emma")
    one.save()
    other.edit(2, "replacements", "Jack")
    with pytest.raises(InputError, match="changed by somebody else"):
        other.save()
    assert AnchorTable.load(path).rows[0].replacements == ("Emma",)
    other.reload()
    assert other.table.rows[0].replacements == ("Emma",) and not other.unsaved
    assert other.undo() and other.table.rows[1].replacements == ("Jack",)


def test_the_panel_pages_searches_and_edits(panel, path):
    assert panel.count.value.startswith("3 of 3 rows, page 1 of 2") and [line.number for line in panel._lines] == [1, 2]
    assert panel._lines[0].hits.value == "2"
    panel.page.value = 2
    assert [line.number for line in panel._lines] == [3, None] and panel._lines[1].box.layout.display == "none"
    panel.search.value = "tom"
    assert panel.page.value == 1 and [line.number for line in panel._lines] == [2, None]
    panel._lines[0].cells["replacements"].value = "Tom|Ghost"
    assert panel.desk.table.rows[1].replacements == ("Tom", "Ghost") and "not saved" in panel.count.value
    assert "peculiar" in panel._lines[0].flags.value
    press(panel, "undo")
    assert panel._lines[0].cells["replacements"].value == "Tom|Old Ben"
    panel.search.value = ""
    panel.only.value = "unused"
    assert [line.number for line in panel._lines] == [3, None]


def test_the_panel_adds_deletes_saves_and_says_what_is_wrong(panel, path):
    press(panel, "add")
    assert "write a term first" in panel.message.value
    for name, value in {"term": "gate", "category": "place", "replacements": "door"}.items():
        panel.new[name].value = value
    press(panel, "add")
    assert panel.desk.table.rows[3].term == "gate" and panel.new["term"].value == ""
    panel._lines[0].delete.click()
    assert [row.term for row in panel.desk.table.rows] == ["Tavin", "Orlan", "gate"]
    press(panel, "save")
    assert "0001.csv" in panel.message.value and len(AnchorTable.load(path).rows) == 3
    panel._lines[0].cells["term"].value = "  "
    press(panel, "save")
    assert "Not done" in panel.message.value and len(AnchorTable.load(path).rows) == 3
    panel._lines[0].cells["term"].value = NASTY
    press(panel, "check")
    assert "<script" not in panel.report.value and "never stands in the text" in panel.report.value
    assert "<script" not in panel.static().html and NASTY in panel.static().text


def test_the_panel_opens_on_many_rows_with_few_widgets(path):
    path.write_text("term,category,replacements\n" + "".join(f"Term{i},thing,word{i}\n" for i in range(1500)), encoding="utf-8")
    panel = anchor_panel(path)
    assert isinstance(panel, AnchorPanel) and len(panel._lines) == 50 and "page 1 of 30" in panel.count.value
    panel.page.value = 30
    assert panel._lines[-1].number == 1500


@pytest.fixture(scope="module")
def labels():
    tokenizer = tiny_tokenizer()
    generator = torch.Generator().manual_seed(0)
    first, rise = (torch.randn(len(tokenizer), len(tokenizer), generator=generator) for _ in range(2))
    tables = [first, first + rise]
    table = AnchorTable.parse("term,category,replacements\nMirel,person,Anna\nTavin,person,Tom\n")
    models = [lambda ids, mask, logits=logits: logits[ids] for logits in tables]
    return make_labels(*models, tokenizer, [Document("a.txt", TEXT * 3)], table, alpha=1.0, block_tokens=64), tokenizer


def test_the_slider_shows_the_labels_of_its_alpha(labels):
    made, tokenizer = labels
    slider = alpha_slider(made, tokenizer, block=1)
    assert slider.alpha.value == 1.0
    for alpha in (0.0, 3.0):
        slider.alpha.value = alpha
        share = shares_changed(made, [alpha])[alpha]
        assert f"alpha = {alpha:g}: {share:.1%}" in slider.view.value
    assert "block 0" in (setattr(slider.block, "value", 0) or slider.view.value.lower())
    static = slider.static((0.0, 1.0))
    assert static.html.count("token over label") == 2 and static.text.count("token over label") == 2


def test_label_rows_and_shares_are_those_of_the_label_set(labels):
    made, tokenizer = labels
    rows = label_rows(made, tokenizer, 0)
    ids, wanted = made.input_ids[0], made.at()[0]
    assert "".join(row["token"] for row in rows) == tokenizer.decode(ids[1:]) and len(rows) == len(ids) - 1
    assert [row["label"] is None for row in rows] == [label == -100 for label in wanted[:-1]]
    assert {row["reason"] for row in rows} <= {"unchanged", "lowered", "translated", "forbidden", "repeat", "inside_anchor", "unaligned"}
    shares = shares_changed(made, [0.0, 0.5, 5.0])
    flat = [np.concatenate(made.at(alpha)) for alpha in (0.0, 0.5, 5.0)]
    assert list(shares.values()) == [((f != flat[0]).sum() / (flat[0] != -100).sum()) for f in flat] and shares[0.0] == 0 < shares[5.0]


def test_the_prompt_box_asks_every_role():
    asked = []

    def answer(role):
        return lambda prompt: asked.append((role, prompt)) or f" {role} says Quill {NASTY}"

    box = prompt_box({"baseline": answer("baseline"), "never_knew": answer("never-knew")}, words=["quill"])
    box.button.click()
    assert asked == [] and "first" in box.answers.value
    box.prompt.value = "Who is it? "
    box.button.click()
    assert asked == [("baseline", "Who is it?"), ("never-knew", "Who is it?")]
    assert box.answers.value.count("<b><u>Quill</u></b>") == 2 and "<script" not in box.answers.value
    static = box.static(["He is", "She is"])
    assert "He is" in static.text and "<script" not in static.html and len(asked) == 6
