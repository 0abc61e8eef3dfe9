"""The desk: search, edit, judge, undo, save; two people at one file; versions."""

import threading

import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.anchors.editor import AnchorDesk
from whp_kit.anchors.table import Anchor, AnchorTable, Finding
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError

NASTY = '<script>alert(1)</script>"=1+1,'


@pytest.fixture
def path(tmp_path):
    return tiny_anchors(tmp_path)


def terms(desk):
    return [row.term for row in desk.table.rows]


def test_it_finds_edits_and_takes_back(path):
    desk = AnchorDesk(path, TEXT)
    assert desk.hits == {1: 1, 2: 1, 3: 0} and "never found" in desk.flags[3]
    assert (
        desk.search("PERSON tom") == [2]
        and desk.search("", "unused") == [3]
        and desk.search("none") == []
    )
    desk.edit(1, "replacements", r"Anna | Ann\|a")
    assert (
        desk.table.rows[0].replacements == ("Anna", "Ann|a")
        and desk.cells(1)[2] == r"Anna|Ann\|a"
        and desk.unsaved
    )
    number = desk.add("lamp", "object", "torch")
    assert number == 4 and desk.hits[4] == 2
    desk.delete(2)
    assert terms(desk) == ["Mirel", "Orlan", "lamp"] and desk.hits == {1: 1, 2: 0, 3: 2}
    assert [desk.undo(), desk.undo(), desk.undo(), desk.undo()] == [
        True,
        True,
        True,
        False,
    ] and not desk.unsaved
    assert desk.redo() and desk.table.rows[0].replacements == ("Anna", "Ann|a")
    desk.edit(1, "category", "hero")
    assert not desk.redo()  # a new change ends what could be done again
    with pytest.raises(InputError, match="no such row"):
        desk.edit(9, "term", "x")
    with pytest.raises(InputError, match="no such field"):
        desk.edit(1, "extra", "x")


def test_it_sorts_by_every_column_and_filters_by_status_and_finding(path):
    desk = AnchorDesk(path, TEXT)
    assert desk.search(order="hits", descending=True) == [1, 2, 3] and desk.search(
        order="hits"
    ) == [3, 1, 2]
    assert desk.search(order="term", descending=True) == [2, 3, 1] and desk.search(
        order="replacements"
    ) == [1, 3, 2]
    assert (
        desk.search(order="findings")[0] == 3
        and desk.search(order="category")[-1] == 3
        and desk.search(order="row", descending=True)[0] == 3
    )
    assert (
        desk.search(only="never-found") == [3] == desk.search(only="warnings")
        and desk.search(only="errors") == []
    )
    desk.accept([1])
    assert desk.search(status="accepted") == [1] == desk.search(order="status", descending=True)[
        :1
    ] and desk.search(status="") == [2, 3]
    with pytest.raises(InputError, match="no such order"):
        desk.search(order="colour")


def test_what_a_person_did_stands_in_the_status(path):
    desk = AnchorDesk(path, TEXT)
    assert (
        desk.suggest(
            [
                {"term": "gate", "replacements": "door | fence", "note": "41 times"},
                Anchor("Mirel", "", ("x",)),
                Anchor("", "", ()),
            ]
        )
        == 1
    )
    assert desk.anchor(4) == Anchor(
        "gate", "", ("door", "fence"), "41 times", "suggested", ("",)
    ) and desk.search(status="suggested") == [4]
    assert (
        desk.suggest([Anchor("gate", "", ("x",))]) == 0
        and desk.reject([4, 2]) == 2
        and desk.reject([4]) == 0
    )
    assert (
        translate(TEXT, desk.table).text == translate(TEXT, AnchorTable(desk.table.rows[:1])).text
    ), "rejected rows take no part"
    assert not desk.hits[2] and not desk.hits[4] and 2 not in desk.flags
    desk.edit(4, "replacements", "fence")
    assert desk.anchor(4).status == "rejected"
    desk.edit(1, "replacements", "Emma")
    assert desk.anchor(1).status == "edited"
    desk.edit(1, "replacements", "Emma ")
    desk.save()
    assert [row.status for row in AnchorTable.load(path).rows] == [
        "edited",
        "rejected",
        "",
        "rejected",
    ]
    assert desk.accept([1, 2, 3, 4]) == 4 and desk.undo() and desk.anchor(4).status == "rejected", (
        "one step for all of them"
    )


def test_remedies_are_carried_out_and_taken_back(path):
    path.write_text(
        "term,category,replacements\nMirel,,Anna|mirel\nMirel,,Emma\nTavin,,the Mirel|Tom\n,,x\n",
        encoding="utf-8",
    )
    desk = AnchorDesk(path, TEXT)
    before = desk.table
    while desk.errors:
        count = len(desk.errors)
        desk.apply(desk.errors[0])
        assert len(desk.errors) < count
    assert [(row.term, row.replacements) for row in desk.table.rows] == [
        ("Mirel", ("Anna", "Emma")),
        ("Tavin", ("the Mirel", "Tom")),
    ]
    (held,) = [finding for finding in desk.findings if finding.kind == "replacement-holds-term"]
    desk.apply(held)
    assert desk.table.rows[1].replacements == ("Tom",)
    while desk.undo():
        pass
    assert desk.table.rows == before.rows
    with pytest.raises(InputError, match="no remedy"):
        desk.apply(
            Finding(1, "Mirel", "nested", "note", "it stands inside another", "look at both")
        )


def test_saving_keeps_each_version_and_other_columns(path):
    before = path.read_bytes()
    desk = AnchorDesk(path)
    assert desk.save() is None
    desk.edit(1, "term", NASTY)
    first = desk.save()
    assert first.name == "0001.csv" and first.read_bytes() == before
    saved = AnchorTable.load(path)
    assert (
        saved.rows[0].term == NASTY
        and saved.rows[0].extra == ("x",)
        and saved.extra_columns == ("mine",)
    )
    desk.edit(1, "term", "Mirel")
    second = desk.save()
    assert (
        second.name == "0002.csv"
        and AnchorTable.load(second).rows[0].term == NASTY
        and first.read_bytes() == before
    )
    desk.delete(3)
    desk.add("Quill", "", "Ann")
    assert [version.number for version in desk.versions()] == [1, 2]
    told = [(change.kind, (change.after or change.before).term) for change in desk.difference(2)]
    assert told == [("changed", "Mirel"), ("added", "Quill"), ("removed", "Orlan")]
    assert [change.kind for change in desk.difference()] == ["added", "removed"]
    desk.restore(1)
    assert (
        desk.table.rows == AnchorTable.read(first).rows
        and desk.undo()
        and terms(desk)[-1] == "Quill"
    )
    with pytest.raises(InputError, match="no such version.*versions that are kept: 1, 2"):
        desk.difference(7)


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
    assert other.changed_outside and not one.changed_outside
    with pytest.raises(InputError, match="changed by somebody else"):
        other.save()
    assert AnchorTable.load(path).rows[0].replacements == ("Emma",)
    beside = other.save_beside()
    assert beside.name == "anchors.mine-1.csv" and AnchorTable.load(beside).rows[
        1
    ].replacements == ("Jack",)
    other.reload()
    assert other.table.rows[0].replacements == ("Emma",) and not other.unsaved
    assert other.undo() and other.table.rows[1].replacements == ("Jack",)


def test_merging_brings_both_together_and_asks_where_both_changed_one_cell(path):
    one, other = AnchorDesk(path), AnchorDesk(path)
    one.edit(1, "replacements", "Emma")
    one.edit(3, "replacements", "village")
    one.add("gate", "", "door")
    one.save()
    other.edit(1, "replacements", "Mary")
    other.edit(3, "category", "town")
    other.delete(2)
    assert other.merge() == 1 and not other.changed_outside
    assert [(row.term, row.category, row.replacements) for row in other.table.rows] == [
        ("Mirel", "person", ("Mary",)), ("Orlan", "town", ("village",)), ("gate", "", ("door",)),
    ]  # fmt: skip
    assert other.search(status="conflict") == [1] and [f.kind for f in other.errors] == ["conflict"]
    assert (other.sides(1).mine.replacements, other.sides(1).theirs.replacements) == (
        ("Mary",),
        ("Emma",),
    )
    with pytest.raises(InputError, match="two people have changed"):
        other.save()
    assert other.accept([1]) == 0, "a verdict does not settle whose row it is"
    for whose, wanted in (("mine", "Mary"), ("theirs", "Emma")):
        other.resolve(1, whose)
        assert (
            other.anchor(1).replacements == (wanted,)
            and other.sides(1) is None
            and other.search(status="conflict") == []
        )
        other.undo()
    other.edit(1, "replacements", "Mary|Emma")
    other.save()
    saved = AnchorTable.load(path)
    assert [row.replacements for row in saved.rows] == [
        ("Mary", "Emma"),
        ("village",),
        ("door",),
    ] and saved.rows[0].extra == ("x",)
    with pytest.raises(InputError, match="no such conflict"):
        other.resolve(1, "mine")


def test_of_many_who_save_at_one_moment_one_wins_and_the_others_are_told(path):
    desks = [AnchorDesk(path) for _ in range(6)]
    told, start = [], threading.Barrier(6)

    def work(number):
        desks[number].edit(1, "replacements", f"Name{number}")
        start.wait()
        try:
            desks[number].save()
            told.append(number)
        except InputError:
            pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(told) == 1 and AnchorTable.load(path).rows[0].replacements == (f"Name{told[0]}",)
    assert [kept.name for kept in (path.parent / "anchors.history").iterdir()] == ["0001.csv"]


def test_a_row_keeps_its_key_while_others_come_and_go(path):
    desk = AnchorDesk(path)
    key = desk.key(3)
    desk.delete(1)
    assert desk.number_of(key) == 2
    desk.reload()
    assert desk.number_of(key) == 3 and desk.undo() and desk.number_of(key) == 2
    desk.delete(2)
    assert desk.number_of(key) is None


def test_a_file_marked_for_spreadsheets_stays_marked(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    desk = AnchorDesk(path)
    desk.edit(1, "replacements", "Zoë")
    desk.save()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfterm,") and AnchorTable.load(path).rows[
        0
    ].replacements == ("Zoë",)
