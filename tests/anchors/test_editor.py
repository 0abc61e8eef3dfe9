"""The editor: search, edit, judge, undo, save; two people at one file; versions."""

import threading

import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.anchors import history
from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.table import Anchor, AnchorTable, Finding
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError

NASTY = '<script>alert(1)</script>"=1+1,'


@pytest.fixture
def path(tmp_path):
    return tiny_anchors(tmp_path)


@pytest.fixture
def editor(path):
    return AnchorEditor(path, TEXT)


def terms(editor):
    return [row.term for row in editor.table.rows]


def hits(editor):
    return [editor.hits(number) for number in range(1, len(editor.table.rows) + 1)]


def test_hits_and_flags_are_those_of_the_text(editor):
    assert hits(editor) == [1, 1, 0]
    assert "never found" in editor.flags(3)
    editor.add("lamp", "object", "torch")
    assert hits(editor) == [1, 1, 0, 2]


def test_search_takes_words_in_any_column(editor):
    assert editor.search("PERSON tom") == [2]
    assert editor.search("none") == []


def test_search_filters_by_severity_kind_and_status(editor):
    assert editor.search(only="never-found") == [3]
    assert editor.search(only="warning") == [3]
    assert editor.search(only="error") == []
    assert editor.search(only="findings") == [3]
    editor.set_status([1], "accepted")
    assert editor.search(status="accepted") == [1]
    assert editor.search(status="") == [2, 3]


@pytest.mark.parametrize(
    ("order", "descending", "first"),
    [
        ("hits", True, 1),
        ("hits", False, 3),
        ("term", True, 2),
        ("replacements", False, 1),
        ("findings", False, 3),
        ("category", True, 3),
        ("row", True, 3),
    ],
)
def test_search_sorts_by_every_column(editor, order, descending, first):
    numbers = editor.search(order=order, descending=descending)
    assert sorted(numbers) == [1, 2, 3]
    assert numbers[0] == first


def test_an_unknown_order_row_or_column_is_refused(editor):
    with pytest.raises(InputError, match="no such order"):
        editor.search(order="colour")
    with pytest.raises(InputError, match="no such row"):
        editor.edit(9, "term", "x")
    with pytest.raises(InputError, match="no such column"):
        editor.edit(1, "extra", "x")


def test_edits_are_taken_back_and_done_again(editor):
    editor.edit(1, "replacements", r"Anna | Ann\|a")
    assert editor.anchor(1).replacements == ("Anna", "Ann|a")
    assert editor.unsaved
    editor.add("lamp", "object", "torch")
    editor.delete(2)
    assert terms(editor) == ["Mirel", "Orlan", "lamp"]
    assert [editor.undo() for _ in range(4)] == [True, True, True, False]
    assert not editor.unsaved
    assert editor.redo()
    assert editor.anchor(1).replacements == ("Anna", "Ann|a")
    editor.edit(1, "category", "hero")
    assert not editor.redo(), "a new change ends what could be done again"


def test_hits_follow_a_changed_term(editor):
    editor.edit(3, "term", "lamp")
    assert hits(editor) == [1, 1, 2]
    editor.undo()
    assert hits(editor) == [1, 1, 0]


def test_suggestions_are_added_once(editor):
    gate = {"term": "gate", "replacements": "door | fence", "note": "41 times"}
    assert editor.suggest([gate, Anchor("Mirel", "", ("x",)), Anchor("", "", ())]) == 1
    assert editor.anchor(4) == Anchor("gate", "", ("door", "fence"), "41 times", "suggested", ("",))
    assert editor.suggest([Anchor("gate", "", ("x",))]) == 0
    editor.set_status([4], "rejected")
    assert editor.suggest([gate]) == 0, "a rejected term does not come back"


def test_rejected_rows_are_not_used(editor):
    assert editor.set_status([2], "rejected") == 1
    assert editor.set_status([2], "rejected") == 0
    without = AnchorTable((editor.anchor(1), editor.anchor(3)))
    assert translate(TEXT, editor.table).text == translate(TEXT, without).text
    assert editor.hits(2) == 0
    assert editor.findings_of(2) == []


def test_an_edited_row_gets_the_status_edited_but_a_rejected_one_stays_so(editor, path):
    editor.set_status([2], "rejected")
    editor.edit(2, "replacements", "fence")
    assert editor.anchor(2).status == "rejected"
    editor.edit(1, "replacements", "Emma")
    assert editor.anchor(1).status == "edited"
    editor.save()
    assert [row.status for row in AnchorTable.load(path).rows] == ["edited", "rejected", ""]


def test_the_status_of_many_rows_is_one_step(editor):
    assert editor.set_status([1, 2, 3], "accepted") == 3
    assert editor.undo()
    assert [row.status for row in editor.table.rows] == ["", "", ""]


def test_remedies_are_carried_out_and_taken_back(path):
    path.write_text(
        "term,category,replacements\nMirel,,Anna|mirel\nMirel,,Emma\nTavin,,the Mirel|Tom\n,,x\n",
        encoding="utf-8",
    )
    editor = AnchorEditor(path, TEXT)
    before = editor.table
    while editor.errors:
        count = len(editor.errors)
        editor.apply(editor.errors[0])
        assert len(editor.errors) < count
    assert [(row.term, row.replacements) for row in editor.table.rows] == [
        ("Mirel", ("Anna", "Emma")),
        ("Tavin", ("the Mirel", "Tom")),
    ]
    (finding,) = [one for one in editor.findings if one.kind == "replacement-holds-term"]
    editor.apply(finding)
    assert editor.anchor(2).replacements == ("Tom",)
    while editor.undo():
        pass
    assert editor.table.rows == before.rows


def test_a_finding_without_a_remedy_is_refused(editor):
    with pytest.raises(InputError, match="no remedy"):
        editor.apply(Finding(1, "Mirel", "nested", "note", "it stands inside another", "look"))


def test_saving_keeps_each_version_and_other_columns(editor, path):
    before = path.read_bytes()
    assert editor.save() is None
    editor.edit(1, "term", NASTY)
    first = editor.save()
    assert first.name == "0001.csv"
    assert first.read_bytes() == before
    saved = AnchorTable.load(path)
    assert saved.rows[0].term == NASTY
    assert saved.rows[0].extra == ("x",)
    assert saved.extra_columns == ("mine",)
    editor.edit(1, "term", "Mirel")
    second = editor.save()
    assert second.name == "0002.csv"
    assert AnchorTable.load(second).rows[0].term == NASTY
    assert [version.number for version in history.versions(path)] == [1, 2]


def test_versions_are_compared_and_restored(editor):
    before = editor.table.rows
    editor.edit(1, "category", "hero")
    editor.save()
    editor.delete(3)
    editor.add("Quill", "", "Ann")
    changes = [
        (change.kind, (change.after or change.before).term) for change in editor.difference(1)
    ]
    assert changes == [("changed", "Mirel"), ("added", "Quill"), ("removed", "Orlan")]
    assert [change.kind for change in editor.difference()] == ["added", "removed"]
    editor.restore(1)
    assert editor.table.rows == before
    assert editor.undo()
    assert terms(editor)[-1] == "Quill"
    with pytest.raises(InputError, match="no such version.*versions that are kept: 1"):
        editor.difference(7)


def test_what_cannot_be_saved_leaves_the_file_as_it_was(editor, path):
    before = path.read_bytes()
    editor.edit(1, "replacements", "mirel")
    assert [finding.kind for finding in editor.errors] == ["same-as-term"]
    with pytest.raises(InputError, match="equal to its replacement"):
        editor.save()
    assert path.read_bytes() == before
    assert not history.folder_of(path).exists()


@pytest.fixture
def refused(path):
    """An editor whose save was refused: another had saved "Emma", this one has "Mary"."""
    other, mine = AnchorEditor(path), AnchorEditor(path)
    other.edit(1, "replacements", "Emma")
    other.save()
    mine.edit(1, "replacements", "Mary")
    assert mine.changed_outside
    assert not other.changed_outside
    with pytest.raises(InputError, match="changed by somebody else.*anchors.mine-1.csv"):
        mine.save()
    return mine


def test_of_two_who_save_the_second_is_told_and_both_versions_are_on_the_disk(refused, path):
    assert AnchorTable.load(path).rows[0].replacements == ("Emma",)
    beside = path.with_name("anchors.mine-1.csv")
    assert AnchorTable.load(beside).rows == refused.table.rows
    with pytest.raises(InputError, match="mine-1"):
        refused.save()
    assert len(list(path.parent.glob("anchors.mine-*.csv"))) == 1, "the same table is saved once"


def test_the_difference_after_a_refused_save_is_theirs_to_mine(refused):
    (change,) = refused.difference()
    assert change.before.replacements == ("Emma",)
    assert change.after.replacements == ("Mary",)


def test_their_version_can_be_taken(refused):
    refused.reload()
    assert refused.anchor(1).replacements == ("Emma",)
    assert not refused.unsaved
    assert refused.undo()
    assert refused.anchor(1).replacements == ("Mary",)


def test_mine_can_be_kept_and_theirs_becomes_a_version(refused, path):
    refused.keep_mine()
    assert refused.unsaved
    version = refused.save()
    assert AnchorTable.load(path).rows[0].replacements == ("Mary",)
    assert AnchorTable.load(version).rows[0].replacements == ("Emma",)


def test_of_many_who_save_at_one_moment_one_wins_and_the_others_are_told(path):
    editors = [AnchorEditor(path) for _ in range(6)]
    winners, start = [], threading.Barrier(6)

    def work(number):
        editors[number].edit(1, "replacements", f"Name{number}")
        start.wait()
        try:
            editors[number].save()
            winners.append(number)
        except InputError:
            pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    (winner,) = winners
    assert AnchorTable.load(path).rows[0].replacements == (f"Name{winner}",)
    assert [version.number for version in history.versions(path)] == [1]


def test_a_row_keeps_its_key_while_others_come_and_go(editor):
    key = editor.key(3)
    editor.delete(1)
    assert editor.number_of(key) == 2
    editor.reload()
    assert editor.number_of(key) == 3
    assert editor.undo()
    assert editor.number_of(key) == 2
    editor.delete(2)
    assert editor.number_of(key) is None


def test_a_file_marked_for_spreadsheets_stays_marked(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    editor = AnchorEditor(path)
    editor.edit(1, "replacements", "Zoë")
    editor.save()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfterm,")
    assert AnchorTable.load(path).rows[0].replacements == ("Zoë",)
