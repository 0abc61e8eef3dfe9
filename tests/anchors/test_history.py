"""Versions compared and merged: by hand, and what must hold for any two people."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.history import Entry, compare, merge
from whp_kit.anchors.table import Anchor, AnchorTable


def table(*rows):
    return AnchorTable(
        tuple(
            Anchor(term, "", tuple(words.split("|")))
            for term, words in (row.split("=") for row in rows)
        )
    )


def entries(rows):
    return [Entry(number, row) for number, row in enumerate(rows.rows)]


def merged(base, mine, theirs):
    """As texts: "Ron=Tom" for a row, "Ron: mine/theirs" for a conflict."""

    def said(row):
        return "gone" if row is None else "|".join(row.replacements)

    made = merge(base, entries(mine), theirs, 100)
    assert len({one.key for one in made}) == len(made)
    return [
        f"{one.anchor.term}: {said(one.sides.mine)}/{said(one.sides.theirs)}"
        if one.sides
        else f"{one.anchor.term}={said(one.anchor)}"
        for one in made
    ]


def test_a_difference_by_hand():
    old, new = (
        table("Ron=Tom", "Harry=Jon", "Zog=cat", "Mill=barn"),
        table("Mill=barn", "Ron=Tim", "Harold=Jon", "Osk=owl"),
    )
    told = sorted(
        (change.kind, change.before_row or 0, change.after_row or 0) for change in compare(old, new)
    )
    assert told == [("added", 0, 4), ("changed", 1, 2), ("changed", 2, 3), ("removed", 3, 0)], (
        "Mill only moved"
    )
    assert compare(old, old) == []


def test_an_empty_column_more_is_no_difference():
    old = AnchorTable((Anchor("Ron", "", ("Tom",), extra=("a",)),), ("mine",))
    wide = AnchorTable((Anchor("Ron", "", ("Tom",), extra=("", "a")),), ("new", "mine"))
    assert (
        compare(old, wide) == []
        and len(compare(old, replace(wide, extra_columns=("mine", "new")))) == 1
    )


def test_merges_by_hand():
    base = table("Ron=Tom", "Harry=Jon", "Zog=cat", "Mill=barn")
    mine = table(
        "Ron=Tim", "Harry=Jon", "Mill=shed", "Osk=owl"
    )  # Ron changed, Zog out, Mill changed, Osk new
    theirs = table(
        "Ron=Ted", "Dorn=Max", "Harry=Bob", "Zog=dog", "Osk=bat"
    )  # Ron, Harry, Zog changed, Mill out, Dorn and Osk new
    assert merged(base, mine, theirs) == [
        "Ron: Tim/Ted",
        "Dorn=Max",
        "Harry=Bob",
        "Zog: gone/dog",
        "Mill: shed/gone",
        "Osk: owl/bat",
    ]
    assert merged(base, base, base) == ["Ron=Tom", "Harry=Jon", "Zog=cat", "Mill=barn"]


rows = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("tuvwxyz")),
    max_size=4,
    unique_by=lambda row: row[0],
)
tables = rows.map(lambda drawn: table(*("=".join(row) for row in drawn)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tables, tables)
def test_who_changed_nothing_gets_the_others_rows(base, other):
    as_texts = sorted(f"{row.term}={row.replacements[0]}" for row in other.rows)
    assert sorted(merged(base, base, other)) == as_texts
    assert sorted(merged(base, other, base)) == as_texts
    assert sorted(merged(base, other, other)) == as_texts


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tables, tables, tables)
def test_nothing_that_one_of_them_wrote_is_lost_silently(base, mine, theirs):
    made = merge(base, entries(mine), theirs, 100)
    there = [row for one in made for row in (one.sides or (one.anchor,)) if row]
    for own in (mine, theirs):
        for name in ("term", "replacements"):
            new = {getattr(row, name) for row in own.rows} - {
                getattr(row, name) for row in base.rows
            }
            assert new <= {getattr(row, name) for row in there}
