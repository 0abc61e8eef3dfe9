"""An anchor table while it is being edited: search, edit, judge, undo, check, save. What the workshop of 03 shows, without a screen.

The file is the record; nothing is written before `save`. Saving keeps the version that it replaces (history), and refuses to overwrite what
somebody else has written since it was read: `reload`, `merge` or `save_beside` then. Not done here: making suggestions, and anything on a
screen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from whp_kit.anchors import history
from whp_kit.anchors.evidence import Counts, Place, Reader
from whp_kit.anchors.history import Change, Entry, Sides, Version
from whp_kit.anchors.table import (
    ACCEPTED,
    COLUMNS,
    CONFLICT,
    EDITED,
    REJECTED,
    SUGGESTED,
    Anchor,
    AnchorTable,
    Finding,
    join_replacements,
    split_replacements,
)
from whp_kit.anchors.validate import in_order, inseparable, judge
from whp_kit.errors import InputError
from whp_kit.files import file_digest, storage_errors
from whp_kit.text.words import folded

EDITABLE = (*COLUMNS, "note", "status")
ORDERS = ("row", *COLUMNS, "hits", "status", "findings")
ONLY = ("all", "findings", "errors", "warnings", "unused")
SEVERITY_OF = {"errors": ("error",), "warnings": ("error", "warning")}


State = tuple[tuple[Entry, ...], tuple[str, ...]]  # rows, and the names of the reader's own columns


class AnchorDesk:
    """One anchor file being edited. `text`: the target. `lexicon`: words that no replacement should hold. `general`: everyday text.
    `tokenizer`: a fast one; with it `check` tells terms that it cannot separate.

    Rows are counted from 1, as findings count them. Each change is one step that `undo` takes back; a row may be faulty in between,
    but a table with errors is not saved. A row that a person changes gets the status "edited".
    """

    def __init__(
        self,
        path: str | Path,
        text: str | None = None,
        lexicon: Iterable[str] = (),
        general: str | None = None,
        tokenizer=None,
    ):
        self.path = Path(path)
        self.text = text
        self.lexicon = tuple(lexicon)
        self.tokenizer = tokenizer
        self.reader = None if text is None else Reader(text)
        self._general = None if general is None else Reader(general)
        self._entries: tuple[Entry, ...] = ()
        self._past: list[State] = []
        self._future: list[State] = []
        self._keys = 0
        self.hits: dict[int, int] = {}  # row -> occurrences in the text; empty without a text
        self.table = self.saved = AnchorTable(())
        self.reload()
        self._past.clear()

    # ---- what there is ---------------------------------------------------------------------------------------------------------------

    @property
    def unsaved(self) -> bool:
        """Whether the table differs from what was last read or saved."""
        return self.table.rows != self.saved.rows

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the table from being saved."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def changed_outside(self) -> bool:
        """Whether somebody else has written the file, or removed it, since it was read here."""
        return not self.path.is_file() or file_digest(self.path) != self._read

    def check(self) -> list[Finding]:
        """Every finding, those of the tokenizer too."""
        split = (
            [] if self.tokenizer is None else inseparable(self.table, self.tokenizer, self.reader)
        )
        return in_order(self.findings + split)

    def search(
        self,
        words: str = "",
        only: str = "all",
        status: str = "all",
        order: str = "row",
        descending: bool = False,
    ) -> list[int]:
        """Numbers of the rows that hold each of the words somewhere, in any case.

        `only`: one of ONLY, or the kind of a finding. `status`: "all", one of STATUSES, or "" for rows without one. `order`: one of ORDERS.
        """
        if order not in ORDERS:
            raise InputError(
                "The table has no such order",
                value=order,
                remedy=f"give one of {', '.join(ORDERS)}",
            )
        wanted = words.casefold().split()
        rows = []
        for number, row in enumerate(self.table.rows, 1):
            held = " ".join((row.term, row.category, *row.replacements, row.note)).casefold()
            if (
                all(word in held for word in wanted)
                and status in ("all", row.folded_status)
                and self._fits(number, only)
            ):
                rows.append(number)
        keys: dict[str, Callable] = {
            "row": lambda number: number,
            "hits": lambda number: self.hits.get(number, 0),
            "findings": lambda number: (self._weight(number), self.flags.get(number, "")),
            "status": lambda number: self.table.rows[number - 1].folded_status,
            **{
                field: lambda number, k=k: self.cells(number)[k].casefold()
                for k, field in enumerate(COLUMNS)
            },
        }
        return sorted(rows, key=keys[order], reverse=descending)

    def rows(self, numbers: Iterable[int] | None = None) -> list[dict]:
        """Plain rows for a table: number, the three cells, hits in the text, status, and what was found about the row."""
        chosen = range(1, len(self.table.rows) + 1) if numbers is None else numbers
        return [
            {
                "row": n,
                **dict(zip(COLUMNS, self.cells(n), strict=True)),
                "hits": self.hits.get(n),
                "status": self.anchor(n).status,
            }
            | {"findings": self.flags.get(n, "")}
            for n in chosen
        ]

    def cells(self, number: int) -> tuple[str, str, str]:
        """Term, category and replacements of a row as they are written in the file."""
        row = self.anchor(number)
        return row.term, row.category, join_replacements(row.replacements)

    def anchor(self, number: int) -> Anchor:
        """The row."""
        return self._entry(number).anchor

    def sides(self, number: int) -> Sides | None:
        """What two people made of the row, while it is in conflict."""
        return self._entry(number).sides

    def key(self, number: int) -> int:
        """What stays with a row while others are added and deleted; `number_of` gives the row back."""
        return self._entry(number).key

    def number_of(self, key: int) -> int | None:
        """The number of the row with this key; None when it is no longer there."""
        return self._numbers.get(key)

    def places(self, number: int, count: int = 5) -> list[Place]:
        """The first occurrences of the row's term in the text."""
        return [] if self.reader is None else self.reader.places(self.anchor(number).term, count)

    # ---- changes ---------------------------------------------------------------------------------------------------------------------

    def edit(self, number: int, field: str, value: str) -> None:
        """Sets one cell. Replacements are written as in the file, parted by "|". A conflict in the row is settled by that."""
        if field not in EDITABLE:
            raise InputError(
                "An anchor has no such field",
                value=field,
                remedy=f"give one of {', '.join(EDITABLE)}",
            )
        changed = self._with_cell(self._entry(number), field, value)
        if changed.anchor != self.anchor(number):
            self._put({number: changed})

    def add(self, term: str, category: str = "", replacements: str = "") -> int:
        """Appends a row and returns its number."""
        self._append(
            [
                Anchor(
                    term.strip(), category.strip(), split_replacements(replacements), status=EDITED
                )
            ]
        )
        return len(self.table.rows)

    def delete(self, number: int) -> None:
        """Takes a row out; those after it move up."""
        self._put({number: None})

    def accept(self, numbers: Iterable[int]) -> int:
        """Gives rows the status "accepted", in one step; returns how many were not so before. Rows in conflict are left as they are."""
        return self._judge(numbers, ACCEPTED)

    def reject(self, numbers: Iterable[int]) -> int:
        """Gives rows the status "rejected": they stay in the file and take no part in the translation."""
        return self._judge(numbers, REJECTED)

    def resolve(self, number: int, whose: str) -> None:
        """Settles a conflict: `whose` is "mine" or "theirs"; a row that that person took out goes."""
        sides = self._entry(number).sides or Sides(self.anchor(number), self.anchor(number))
        if self.anchor(number).folded_status != CONFLICT or whose not in sides._fields:
            remedy = "give a row in conflict, and mine or theirs"
            raise InputError(
                "There is no such conflict", value=f"row {number}, {whose}", remedy=remedy
            )
        chosen = getattr(sides, whose)
        if chosen is not None and chosen.folded_status == CONFLICT:
            chosen = replace(chosen, status=EDITED)
        self._put({number: chosen and replace(self._entry(number), anchor=chosen, sides=None)})

    def apply(self, finding: Finding) -> None:
        """Carries out what a finding's `fix` says, in one step."""
        if finding.fix is None:
            raise InputError(
                "There is no remedy that could be carried out",
                value=finding.kind,
                remedy=finding.remedy,
            )
        made: dict[int, Entry | None] = {}
        for number, field, value in finding.fix.cells:
            made[number] = self._with_cell(made.get(number) or self._entry(number), field, value)
        self._put(made | dict.fromkeys(finding.fix.remove))

    def suggest(self, rows: Iterable[Anchor | Mapping]) -> int:
        """Appends rows with the status "suggested", in one step; those whose term is in the table already (rejected ones too) are left out.

        A row is an Anchor, or a mapping with "term", "replacements" (a text or several) and perhaps "category" and "note".
        """
        known, new = {folded(row.term) for row in self.table.rows}, []
        for row in rows:
            anchor = row if isinstance(row, Anchor) else _anchor(row)
            if anchor.term.strip() and folded(anchor.term) not in known:
                known.add(folded(anchor.term))
                new.append(replace(anchor, status=SUGGESTED))
        if new:
            self._append(new)
        return len(new)

    def undo(self) -> bool:
        """Takes the last change back; False if there is none."""
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        """Does again what was undone; False if there is nothing."""
        return self._step(self._future, self._past)

    # ---- the file --------------------------------------------------------------------------------------------------------------------

    def save(self) -> Path | None:
        """Writes the file and returns the path at which the version before it is kept; None where nothing had changed.

        InputError, and nothing written: the table has errors, or the file has been written by somebody else since it was read.
        """
        if not self.unsaved:
            return None
        self.table.check()
        taken = self.changed_outside
        if not taken:
            try:
                kept = history.keep(self.path, self._version + 1)
            except FileExistsError:
                taken = True  # somebody saves at this very moment
        if taken:
            remedy = "merge their changes with yours, reload theirs, or save yours beside it"
            what = "The anchor file has been changed by somebody else since it was read here"
            raise InputError(what, value=str(self.path), remedy=remedy)
        with storage_errors("the anchor file could not be saved", self.path.parent):
            self.table.save(self.path)
        self._read, self._version = file_digest(self.path), self._version + 1
        self.saved = self.table
        return kept

    def save_beside(self) -> Path:
        """Writes the table to a new file beside the other, errors and all, and returns its path; the desk stays with the old one."""
        count = 1
        while (path := self.path.with_name(f"{self.path.stem}.mine-{count}.csv")).exists():
            count += 1
        with storage_errors("the anchor file could not be saved", self.path.parent):
            self.table.save(path)
        return path

    def reload(self) -> None:
        """Reads the file again; unsaved changes are given up, `undo` brings them back."""
        theirs = self._read_file()
        self._change(self._keyed(theirs.rows), theirs.extra_columns)

    def merge(self) -> int:
        """Reads the file again and puts the unsaved changes into it, as one step; returns how many rows both have changed differently.

        Those stand there with the status "conflict", until `resolve`, `edit` or `delete` settles each; before that nothing is saved.
        """
        base, theirs = self.saved, self._read_file()
        columns = tuple(dict.fromkeys(theirs.extra_columns + self.table.extra_columns))
        mine = history.with_columns(self.table, columns).rows
        entries = [
            replace(entry, anchor=row) for entry, row in zip(self._entries, mine, strict=True)
        ]
        wide = [history.with_columns(table, columns) for table in (base, theirs)]
        merged = tuple(history.merge(wide[0], entries, wide[1], self._keys))
        self._keys += len(theirs.rows)
        self._change(merged, columns)
        return sum(entry.sides is not None for entry in merged)

    def versions(self) -> list[Version]:
        """The versions that are kept, oldest first."""
        return history.versions(self.path)

    def difference(self, number: int | None = None) -> list[Change]:
        """Rows that were added, removed or changed between a kept version (None: the file as it was read or saved last) and now."""
        return history.compare(
            self.saved if number is None else history.read_version(self.path, number), self.table
        )

    def restore(self, number: int) -> None:
        """Puts the rows of a kept version in place of the present ones, as one step."""
        kept = history.read_version(self.path, number)
        self._change(self._keyed(kept.rows), kept.extra_columns)

    # ---- inside ----------------------------------------------------------------------------------------------------------------------

    def _fits(self, number: int, only: str) -> bool:
        if only == "unused":
            return self.hits.get(number) == 0
        wanted = SEVERITY_OF.get(only)
        found = self.found.get(number, [])
        return only == "all" or (
            bool(found)
            if only == "findings"
            else any(f.severity in (wanted or ()) or f.kind == only for f in found)
        )

    def _weight(self, number: int) -> int:
        return min(
            (
                ("error", "warning", "note").index(one.severity)
                for one in self.found.get(number, [])
            ),
            default=3,
        )

    def _entry(self, number: int) -> Entry:
        if not 1 <= number <= len(self._entries):
            raise InputError(
                "There is no such row", value=number, remedy=f"give 1 to {len(self._entries)}"
            )
        return self._entries[number - 1]

    def _with_cell(self, entry: Entry, field: str, value: str) -> Entry:
        """One cell set; whatever a person writes into a row makes it "edited", but a rejected row stays so."""
        made = replace(
            entry.anchor,
            **{field: split_replacements(value) if field == "replacements" else value.strip()},
        )
        if made == entry.anchor:
            return entry
        if field != "status" and made.folded_status != REJECTED:
            made = replace(made, status=EDITED)
        return replace(entry, anchor=made, sides=None)

    def _judge(self, numbers: Iterable[int], status: str) -> int:
        entries = {number: self._entry(number) for number in numbers}
        made = {
            number: replace(entry, anchor=replace(entry.anchor, status=status))
            for number, entry in entries.items()
            if entry.anchor.folded_status not in (status, CONFLICT)
        }
        if made:
            self._put(made)
        return len(made)

    def _put(self, made: Mapping[int, Entry | None]) -> None:
        for number in made:
            self._entry(number)
        now = (made.get(number, entry) for number, entry in enumerate(self._entries, 1))
        self._change(tuple(entry for entry in now if entry is not None))

    def _append(self, rows: list[Anchor]) -> None:
        blank = ("",) * len(self.table.extra_columns)
        new = tuple(
            Entry(self._keys + place, replace(row, extra=blank)) for place, row in enumerate(rows)
        )
        self._keys += len(new)
        self._change(self._entries + new)

    def _keyed(self, rows: tuple[Anchor, ...]) -> tuple[Entry, ...]:
        """Rows of another version under the keys that the same rows have now."""
        old = history.pair(tuple(entry.anchor for entry in self._entries), rows)
        keys = [
            self._entries[old[place]].key if place in old else self._keys + place
            for place in range(len(rows))
        ]
        self._keys += len(rows)
        return tuple(Entry(key, row) for key, row in zip(keys, rows, strict=True))

    def _read_file(self) -> AnchorTable:
        """What the file holds now. The digest is taken on both sides of reading, and the number of the version before it: whoever saves in
        between is noticed here or at `save`."""
        while True:
            version = max((kept.number for kept in self.versions()), default=0)
            digest = file_digest(self.path) if self.path.is_file() else ""
            table = AnchorTable.read(self.path)
            if file_digest(self.path) == digest:
                self.saved, self._read, self._version = table, digest, version
                return table

    def _change(self, entries: tuple[Entry, ...], columns: tuple[str, ...] | None = None) -> None:
        columns = self.table.extra_columns if columns is None else columns
        if (entries, columns) != self._state:
            self._past.append(self._state)
            self._future.clear()
        self._show((entries, columns))

    @property
    def _state(self) -> State:
        return self._entries, self.table.extra_columns

    def _step(self, source: list[State], target: list[State]) -> bool:
        if not source:
            return False
        target.append(self._state)
        self._show(source.pop())
        return True

    def _show(self, state: State) -> None:
        """What follows from the rows: the table, and by row its key, hits, findings, and these in words."""
        entries, columns = state
        self._entries = entries
        self._numbers = {entry.key: number for number, entry in enumerate(entries, 1)}
        rows = tuple(entry.anchor for entry in entries)
        self.table = AnchorTable(rows, columns, str(self.path), self.saved.has_mark)
        counts: Counts | None = None if self.reader is None else self.reader.read(self.table)
        elsewhere = None if self._general is None else self._general.read(self.table)
        if counts is not None:
            self.hits = {
                number: counts.hits[row.term] for number, row in enumerate(self.table.rows, 1)
            }
        self.findings = judge(self.table, self.lexicon, counts, elsewhere)
        self.found: dict[int, list[Finding]] = {}
        for finding in self.findings:
            self.found.setdefault(finding.row, []).append(finding)
        self.flags = {
            number: "; ".join(
                dict.fromkeys(f"{one.severity}: {one.kind.replace('-', ' ')}" for one in found)
            )
            for number, found in self.found.items()
        }


def _anchor(row: Mapping) -> Anchor:
    words = row["replacements"]
    replacements = split_replacements(words) if isinstance(words, str) else tuple(words)
    return Anchor(row["term"].strip(), row.get("category", ""), replacements, row.get("note", ""))
