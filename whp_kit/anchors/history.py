"""Versions of an anchor file: each save keeps a copy of the file before it, and two versions can be
compared row by row.

Versions lie in a folder beside the file, numbered from 1. Not done here: writing the file itself
(editor).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.files import storage_errors
from whp_kit.text.words import folded_with_case

ADDED, REMOVED, CHANGED = CHANGES = ("added", "removed", "changed")


class Version(NamedTuple):
    """A copy of the file; `until` is when a save replaced it, by the clock of the machine that
    saved.
    """

    number: int
    path: Path
    until: datetime


class Change(NamedTuple):
    """One row that differs: its contents and numbers (from 1) before and after; None where there is
    no such row.
    """

    kind: str
    before: Anchor | None
    after: Anchor | None
    before_row: int | None
    after_row: int | None


def folder_of(path: Path) -> Path:
    """Where the versions of a file are."""
    return path.with_name(f"{path.stem}.history")


def versions(path: Path) -> list[Version]:
    """The versions of a file, oldest first."""
    numbered = [
        (int(match.group(1)), file)
        for file in folder_of(path).glob("*.csv")
        if (match := re.fullmatch(r"(\d{4,})\.csv", file.name))
    ]
    return [
        Version(number, file, datetime.fromtimestamp(file.stat().st_mtime))
        for number, file in sorted(numbered)
    ]


def latest(path: Path) -> int:
    """The number of the last version of a file; 0 where there is none."""
    return max((version.number for version in versions(path)), default=0)


def keep(path: Path, number: int) -> Path:
    """Copies the file as version `number`.

    Atomic: of two concurrent saves one raises FileExistsError.
    """
    folder = folder_of(path)
    with storage_errors("the version before could not be kept", path.parent):
        folder.mkdir(exist_ok=True)
        copy = folder / f"{number:04d}.csv"
        with copy.open("xb") as file:
            file.write(path.read_bytes())
    return copy


def read_version(path: Path, number: int) -> AnchorTable:
    """The table of one version of a file; InputError where there is none of that number."""
    known = versions(path)
    for version in known:
        if version.number == number:
            return AnchorTable.read(version.path)
    numbers = ", ".join(str(version.number) for version in known) or "none"
    raise InputError(
        "there is no such version", value=number, remedy=f"versions that are kept: {numbers}"
    )


def compare(before: AnchorTable, after: AnchorTable) -> list[Change]:
    """Rows that were added, removed or changed, in the order of the later version; removed ones
    come where they stood.

    Rows that only moved are left out.
    """
    before_of = pair_rows(before.rows, after.rows)
    removed = [number for number in range(len(before.rows)) if number not in before_of.values()]
    changes = []
    for new, row in enumerate(after.rows):
        old = before_of.get(new)
        if old is None:
            changes.append(Change(ADDED, None, row, None, new + 1))
            continue
        while removed and removed[0] < old:
            number = removed.pop(0)
            changes.append(Change(REMOVED, before.rows[number], None, number + 1, None))
        if _contents(before, old) != _contents(after, new):
            changes.append(Change(CHANGED, before.rows[old], row, old + 1, new + 1))
    changes += [Change(REMOVED, before.rows[n], None, n + 1, None) for n in removed]
    return changes


def pair_rows(before: Sequence[Anchor], after: Sequence[Anchor]) -> dict[int, int]:
    """Row of `after` -> the row of `before` that it was (from 0).

    Rows with the same term belong together; of the others, rows with the same replacements and
    category (their term was rewritten).
    """
    before_of: dict[int, int] = {}
    for key in (
        lambda row: folded_with_case(row.term),
        lambda row: (row.replacements, row.category),
    ):
        paired = set(before_of.values())
        candidates = defaultdict(list)
        for old, row in enumerate(before):
            if old not in paired:
                candidates[key(row)].append(old)
        for new, row in enumerate(after):
            if new not in before_of and candidates[key(row)]:
                before_of[new] = candidates[key(row)].pop(0)
    return before_of


def _contents(table: AnchorTable, number: int) -> tuple[Anchor, dict[str, str]]:
    """A row's cells, those of the reader's columns by name and without empty ones: a new empty
    column changes no row.
    """
    row = table.rows[number]
    extra = dict(zip(table.extra_columns, row.extra, strict=False))
    return replace(row, extra=()), {name: cell for name, cell in extra.items() if cell}
