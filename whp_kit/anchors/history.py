"""Versions of an anchor file: which are kept, how two of them differ, and how two people's changes to one version come together.

Versions lie in a folder beside the file, numbered from 1; each is the file as it was before a save. Rows of two versions belong together
when they have the same term, or, between such rows, the same replacements (a term that was rewritten). Not done here: writing the file.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from whp_kit.anchors.table import CONFLICT, Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.files import storage_errors
from whp_kit.text.words import folded

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


class Version(NamedTuple):
    """A kept version: number `number`, replaced at `until` (the clock of the machine that saved)."""

    number: int
    path: Path
    until: datetime


class Change(NamedTuple):
    """One row that differs: its numbers (from 1) and contents before and after; None where there is no such row."""

    kind: str
    before: Anchor | None
    after: Anchor | None
    before_row: int | None
    after_row: int | None


class Sides(NamedTuple):
    """What two people made of one row; None where one of them took it out."""

    mine: Anchor | None
    theirs: Anchor | None


@dataclass(frozen=True)
class Entry:
    """A row under edit: `key` stays with it while it is edited or moved, `sides` is there while a conflict is not settled."""

    key: int
    anchor: Anchor
    sides: Sides | None = None


def folder_of(path: Path) -> Path:
    """Where the versions of a file are kept."""
    return path.with_name(f"{path.stem}.history")


def versions(path: Path) -> list[Version]:
    """The kept versions of a file, oldest first."""
    folder = folder_of(path)
    kept = [
        (int(m.group(1)), file)
        for file in folder.glob("*.csv")
        if (m := re.fullmatch(r"(\d{4,})\.csv", file.name))
    ]
    return [
        Version(number, file, datetime.fromtimestamp(file.stat().st_mtime))
        for number, file in sorted(kept)
    ]


def keep(path: Path, number: int) -> Path:
    """Keeps the file as version `number`, which nobody has taken yet: of two who save at the same moment one gets a FileExistsError."""
    folder = folder_of(path)
    with storage_errors("the version before could not be kept", path.parent):
        folder.mkdir(exist_ok=True)
        kept = folder / f"{number:04d}.csv"
        with kept.open("xb") as file:
            file.write(path.read_bytes())
    return kept


def read_version(path: Path, number: int) -> AnchorTable:
    """A kept version of a file; InputError where there is none of that number."""
    for version in versions(path):
        if version.number == number:
            return AnchorTable.read(version.path)
    known = ", ".join(str(version.number) for version in versions(path)) or "none"
    raise InputError(
        "there is no such version", value=number, remedy=f"versions that are kept: {known}"
    )


def compare(before: AnchorTable, after: AnchorTable) -> list[Change]:
    """Rows that were added, removed or changed between two versions, in the order of the later one, removed ones where they stood.

    Rows that only moved are not told.
    """
    partner = pair(before.rows, after.rows)
    of_before = {old: new for new, old in partner.items()}
    out = []
    gone = (number for number in range(len(before.rows)) if number not in of_before)
    waiting = next(gone, None)
    for new, row in enumerate(after.rows):
        old = partner.get(new)
        while waiting is not None and old is not None and waiting < old:
            out.append(Change(REMOVED, before.rows[waiting], None, waiting + 1, None))
            waiting = next(gone, None)
        if old is None:
            out.append(Change(ADDED, None, row, None, new + 1))
        elif cells_of(before, old) != cells_of(after, new):
            out.append(Change(CHANGED, before.rows[old], row, old + 1, new + 1))
    while waiting is not None:
        out.append(Change(REMOVED, before.rows[waiting], None, waiting + 1, None))
        waiting = next(gone, None)
    return out


def with_columns(table: AnchorTable, columns: tuple[str, ...]) -> AnchorTable:
    """The table with these columns of the reader's own, in this order; cells that it has none of are empty."""
    cells = [dict(zip(table.extra_columns, row.extra, strict=False)) for row in table.rows]
    rows = (
        replace(row, extra=tuple(own.get(name, "") for name in columns))
        for row, own in zip(table.rows, cells, strict=True)
    )
    return replace(table, rows=tuple(rows), extra_columns=columns)


def cells_of(table: AnchorTable, number: int) -> tuple:
    """What a row says, columns of the reader's own by name and empty ones left out: an added empty column changes no row."""
    row = table.rows[number]
    extra = frozenset(
        (name, cell) for name, cell in zip(table.extra_columns, row.extra, strict=False) if cell
    )
    return replace(row, extra=()), extra


def pair(before: tuple[Anchor, ...], after: tuple[Anchor, ...]) -> dict[int, int]:
    """row of `after` -> the row of `before` that it was (both from 0): by term, then by what is left of the row when its term changed."""
    partner: dict[int, int] = {}
    for key in (lambda row: folded(row.term), lambda row: (row.replacements, row.category)):
        waiting = defaultdict(list)
        taken = set(partner.values())
        for old, row in enumerate(before):
            if old not in taken:
                waiting[key(row)].append(old)
        for new, row in enumerate(after):
            if new not in partner and waiting[key(row)]:
                partner[new] = waiting[key(row)].pop(0)
    return partner


def merge(
    base: AnchorTable, mine: Sequence[Entry], theirs: AnchorTable, next_key: int
) -> list[Entry]:
    """Both people's changes to `base`, cell by cell; a row of which both changed the same cell differently is a conflict.

    A conflict shows my cells under the status "conflict" and keeps both sides. Rows that only they added stand after the row that they
    stand after in their file. `mine` keeps its keys; rows of theirs get keys from `next_key` on.
    """
    rows = tuple(entry.anchor for entry in mine)
    base_of_mine, base_of_theirs = pair(base.rows, rows), pair(base.rows, theirs.rows)
    theirs_of_base = {old: new for new, old in base_of_theirs.items()}
    by_term = {
        folded(theirs.rows[new].term): new
        for new in range(len(theirs.rows))
        if new not in base_of_theirs
    }
    out: list[Entry] = []
    place: dict[int, Entry] = {}  # row of theirs -> the entry that it became
    for number, entry in enumerate(mine):
        old = base_of_mine.get(number)
        new = by_term.get(folded(entry.anchor.term)) if old is None else theirs_of_base.get(old)
        was = base.rows[old] if old is not None else None
        made = _together(was, entry, theirs.rows[new] if new is not None else None)
        if made is not None:
            out.append(made)
            if new is not None:
                place[new] = made
    kept = set(base_of_mine.values())
    for new, row in enumerate(theirs.rows):
        old = base_of_theirs.get(new)
        if new in place or (old is not None and (old in kept or row == base.rows[old])):
            continue  # there already, or taken out by me and left as it was by them
        sides = None if old is None else Sides(None, row)
        made = Entry(next_key, row if sides is None else replace(row, status=CONFLICT), sides)
        next_key += 1
        before = next((place[k] for k in range(new - 1, -1, -1) if k in place), None)
        out.insert(out.index(before) + 1 if before is not None else 0, made)
        place[new] = made
    return out


def _together(was: Anchor | None, entry: Entry, theirs: Anchor | None) -> Entry | None:
    """One row of mine with the same row of theirs: None where they took out what I left as it was."""
    mine = entry.anchor
    if theirs == was:
        return entry
    if theirs is None:
        return (
            None
            if mine == was
            else replace(entry, anchor=replace(mine, status=CONFLICT), sides=Sides(mine, None))
        )
    cells = {}
    for field in fields(Anchor):
        a, b = getattr(mine, field.name), getattr(theirs, field.name)
        start = getattr(was, field.name) if was is not None else None
        if a == b or b == start:
            cells[field.name] = a
        elif a == start:
            cells[field.name] = b
        elif field.name == "status":
            cells[field.name] = (
                a  # whose word it is does not matter while the rest agrees; a verdict does
            )
            if {a, b} & {"rejected"}:
                return replace(
                    entry, anchor=replace(mine, status=CONFLICT), sides=Sides(mine, theirs)
                )
        else:
            return replace(entry, anchor=replace(mine, status=CONFLICT), sides=Sides(mine, theirs))
    return replace(entry, anchor=Anchor(**cells), sides=None)
