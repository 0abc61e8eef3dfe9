"""Two versions of a table compared, by hand."""

from dataclasses import replace

from whp_kit.anchors.history import compare
from whp_kit.anchors.table import Anchor, AnchorTable


def table(*rows):
    return AnchorTable(
        tuple(
            Anchor(term, "", tuple(words.split("|")))
            for term, words in (row.split("=") for row in rows)
        )
    )


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
    assert compare(old, wide) == []
    assert len(compare(old, replace(wide, extra_columns=("mine", "new")))) == 1
