"""An anchor table that is being edited: search, change, undo, check, save.

The workshop of notebook 03 without its screen.

Nothing is written before `save`, which keeps a copy of the file before it (history). A file that
somebody else has written in the meantime is not replaced: `save` then writes this table beside it,
and `reload` or `keep_mine` settles which of the two goes on.

Not done here: making suggestions (suggest), anything on a screen (views.panels.anchor_workshop).
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from whp_kit.anchors import history
from whp_kit.anchors.history import Change
from whp_kit.anchors.table import (
    COLUMNS,
    EDITED,
    OPTIONAL,
    REJECTED,
    SUGGESTED,
    Anchor,
    AnchorTable,
    Finding,
    split_replacements,
)
from whp_kit.anchors.term_counts import Place, TermCounts
from whp_kit.anchors.validate import SEVERITIES, validate_counted
from whp_kit.errors import InputError
from whp_kit.files import file_digest, storage_errors
from whp_kit.text.words import folded, folded_with_case

EDITABLE = (*COLUMNS, *OPTIONAL)
ORDERS = ("row", *COLUMNS, "hits", "status", "findings")

# The rows by key, in order, and the names of the reader's columns. A row keeps its key while it is
# edited or others come and go.
State = tuple[dict[int, Anchor], tuple[str, ...]]


class AnchorEditor:
    """One anchor file under edit.

    path: the file.
    text: the target, to count its terms.
    lexicon: words that no replacement should hold.
    general: everyday text.
    tokenizer: a fast one, for `check`.

    Rows are counted from 1, as in findings. Each change is one step for `undo`. Rows may be faulty
    in between, but a table with errors is not saved. A row that a person changes gets the status
    "edited".
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
        self.text, self.general = text, general
        self.lexicon = tuple(lexicon)
        self.tokenizer = tokenizer
        self._past: list[State] = []
        self._future: list[State] = []
        self._rows: dict[int, Anchor] = {}
        self._next_key = 0
        self._counted_terms: tuple[str, ...] | None = None
        self._counts: TermCounts | None = None
        self._general_counts: TermCounts | None = None
        self._read_file()
        self._show((self._with_keys(self.saved.rows), self.saved.extra_columns))

    # Reading

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
        """Whether somebody else has written or removed the file since it was read here."""
        return self._digest_of_file() != self._digest

    def anchor(self, number: int) -> Anchor:
        """One row."""
        return self._rows[self.key(number)]

    def key(self, number: int) -> int:
        """What stays with a row while others come and go."""
        if not 1 <= number <= len(self._keys):
            raise InputError(
                "There is no such row", value=number, remedy=f"give 1 to {len(self._keys)}"
            )
        return self._keys[number - 1]

    def number_of(self, key: int | None) -> int | None:
        """The row that has this key now; None where there is none any more."""
        return self._numbers.get(key)

    def findings_of(self, number: int) -> list[Finding]:
        """What is wrong or doubtful about one row."""
        return self._findings_by_row.get(number, [])

    def flags(self, number: int) -> str:
        """The findings of a row in few words."""
        words = (
            f"{one.severity}: {one.kind.replace('-', ' ')}" for one in self.findings_of(number)
        )
        return "; ".join(dict.fromkeys(words))

    def hits(self, number: int) -> int | None:
        """Occurrences of a row's term in the text; None without a text."""
        return None if self._counts is None else self._counts.hits[self.anchor(number).term]

    def places(self, number: int, count: int = 5) -> list[Place]:
        """The first occurrences of a row's term in the text."""
        return [] if self._counts is None else self._counts.places(self.anchor(number).term, count)

    def check(self) -> list[Finding]:
        """Every finding, those of the tokenizer too."""
        return validate_counted(
            self.table, self.lexicon, self._counts, self._general_counts, self.tokenizer
        )

    def search(
        self,
        words: str = "",
        only: str = "all",
        status: str = "all",
        order: str = "row",
        descending: bool = False,
    ) -> list[int]:
        """Numbers of the rows that hold each of the words somewhere, in any case.

        only: "all"; "findings" for rows with one; or the severity or the kind that one of them must
        have.
        status: "all", one of STATUSES, or "" for rows without one. order: one of ORDERS.
        """
        if order not in ORDERS:
            raise InputError(
                "The table has no such order",
                value=order,
                remedy=f"give one of {', '.join(ORDERS)}",
            )
        numbers = []
        for number, row in enumerate(self.table.rows, 1):
            text = folded(" ".join((row.term, row.category, *row.replacements, row.note)))
            has_finding = any(
                only in ("findings", finding.severity, finding.kind)
                for finding in self.findings_of(number)
            )
            if (
                all(word in text for word in folded(words).split())
                and status in ("all", row.folded_status)
                and (only == "all" or has_finding)
            ):
                numbers.append(number)
        return sorted(numbers, key=self._sort_key(order), reverse=descending)

    def rows(self, numbers: Iterable[int] | None = None) -> list[dict]:
        """Rows for a table: number, cells, hits in the text, status and findings; all of them where
        no numbers are given.
        """
        chosen = range(1, len(self._keys) + 1) if numbers is None else numbers
        table_rows = []
        for number in chosen:
            anchor = self.anchor(number)
            table_row = {"row": number}
            table_row |= {column: anchor.cell(column) for column in COLUMNS}
            table_row |= {"hits": self.hits(number), "status": anchor.status}
            table_row |= {"findings": self.flags(number)}
            table_rows.append(table_row)
        return table_rows

    # Changes

    def edit(self, number: int, column: str, value: str) -> None:
        """Sets one cell. Replacements are written as in the file, parted by "|"."""
        if column not in EDITABLE:
            raise InputError(
                "An anchor has no such column",
                value=column,
                remedy=f"give one of {', '.join(EDITABLE)}",
            )
        self._put({self.key(number): _with_cell(self.anchor(number), column, value)})

    def add(self, term: str, category: str = "", replacements: str = "") -> int:
        """Appends a row and returns its number."""
        parts = split_replacements(replacements)
        self._put({}, [Anchor(term.strip(), category.strip(), parts, status=EDITED)])
        return len(self._keys)

    def delete(self, number: int) -> None:
        """Takes a row out; those after it move up."""
        self._put({self.key(number): None})

    def set_status(self, numbers: Iterable[int], status: str) -> int:
        """Gives rows a status, in one step, and returns how many had another.

        Rows with the status "rejected" stay in the file, but translation does not use them.
        """
        changed = {
            self.key(number): replace(self.anchor(number), status=status)
            for number in numbers
            if self.anchor(number).folded_status != status
        }
        self._put(changed)
        return len(changed)

    def suggest(self, suggestions: Iterable[Anchor | Mapping]) -> int:
        """Appends rows with the status "suggested", in one step; returns how many.

        Terms that the table has are left out.

        A suggestion is an Anchor, or a mapping with "term", "replacements" (a text or several) and
        perhaps "category" and "note".
        """
        known = {folded_with_case(row.term) for row in self.table.rows}
        new = []
        for suggestion in suggestions:
            is_anchor = isinstance(suggestion, Anchor)
            anchor = suggestion if is_anchor else _anchor_of(suggestion)
            if anchor.term.strip() and folded_with_case(anchor.term) not in known:
                known.add(folded_with_case(anchor.term))
                new.append(replace(anchor, status=SUGGESTED))
        self._put({}, new)
        return len(new)

    def apply(self, finding: Finding) -> None:
        """Carries out the `fix` of a finding, in one step."""
        if finding.fix is None:
            raise InputError(
                "There is no remedy that could be carried out",
                value=finding.kind,
                remedy=finding.remedy,
            )
        changed: dict[int, Anchor | None] = {}
        for number, column, value in finding.fix.cells:
            key = self.key(number)
            changed[key] = _with_cell(changed.get(key) or self.anchor(number), column, value)
        for number in finding.fix.remove:
            changed[self.key(number)] = None
        self._put(changed, finding.fix.add)

    def undo(self) -> bool:
        """Takes the last change back; False if there is none."""
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        """Does again what was undone; False if there is nothing."""
        return self._step(self._future, self._past)

    # The file

    def save(self) -> Path | None:
        """Writes the file and returns the path of the version before it; None where nothing has
        changed.

        InputError, and the file is left as it is: the table has errors, or somebody else has
        written the file since it was read. In the second case the table is saved beside the file,
        so that both versions are on the disk.
        """
        if not self.unsaved:
            return None
        self.table.check()
        try:
            copy = None if self.changed_outside else history.keep(self.path, self._version + 1)
        except FileExistsError:  # somebody saves at this very moment
            copy = None
        if copy is None:
            raise InputError(
                "The anchor file has been changed by somebody else since it was read here",
                value=f"{self.path}; yours is saved as {self._save_beside().name}",
                remedy="look at the difference, then take theirs, or keep yours and save again",
            )
        with storage_errors("the anchor file could not be saved", self.path.parent):
            self.table.save(self.path)
        self._digest, self._version = self._digest_of_file(), self._version + 1
        self.saved = self.table
        return copy

    def reload(self) -> None:
        """Reads the file again. Unsaved changes go, and `undo` brings them back."""
        self._read_file()
        self._change(self._with_keys(self.saved.rows), self.saved.extra_columns)

    def keep_mine(self) -> None:
        """Reads the file again but leaves the rows here as they are: the next `save` replaces
        theirs and keeps it as a version.
        """
        self._read_file()

    def difference(self, number: int | None = None) -> list[Change]:
        """Rows added, removed or changed between a version (None: the file as it is on the disk)
        and the table here.
        """
        if number is None:
            before = AnchorTable.read(self.path)
        else:
            before = history.read_version(self.path, number)
        return history.compare(before, self.table)

    def restore(self, number: int) -> None:
        """Takes the rows of a version back, as one step; the file changes with the next `save`."""
        version = history.read_version(self.path, number)
        self._change(self._with_keys(version.rows), version.extra_columns)

    # Inside

    def _sort_key(self, order: str) -> Callable[[int], object]:
        def by_findings(number: int) -> tuple[int, str]:
            severities = [SEVERITIES.index(one.severity) for one in self.findings_of(number)]
            return min(severities, default=len(SEVERITIES)), self.flags(number)

        keys: dict[str, Callable[[int], object]] = {
            "row": lambda number: number,
            "hits": lambda number: self.hits(number) or 0,
            "status": lambda number: self.anchor(number).folded_status,
            "findings": by_findings,
        }
        return keys.get(order, lambda number: folded(self.anchor(number).cell(order)))

    def _digest_of_file(self) -> str:
        return file_digest(self.path) if self.path.is_file() else ""

    def _read_file(self) -> None:
        """Version and digest are taken before the rows: whoever saves in between is noticed by
        `save`.
        """
        self._version = history.latest(self.path)
        self._digest = self._digest_of_file()
        self.saved = AnchorTable.read(self.path)

    def _save_beside(self) -> Path:
        """The table in a new file beside the other; the same table is saved once."""
        content = self.table.dump().encode(self.table.form.encoding)
        with storage_errors("the anchor file could not be saved", self.path.parent):
            for count in itertools.count(1):
                path = self.path.with_name(f"{self.path.stem}.mine-{count}.csv")
                try:
                    with path.open("xb") as file:
                        file.write(content)
                    return path
                except FileExistsError:
                    if path.read_bytes() == content:
                        return path

    def _put(self, changed: Mapping[int, Anchor | None], new: Iterable[Anchor] = ()) -> None:
        """Rows by key, of which None takes one out, and new rows at the end."""
        rows = {key: changed.get(key, row) for key, row in self._rows.items()}
        kept = {key: row for key, row in rows.items() if row is not None}
        blank = ("",) * len(self.table.extra_columns)
        kept |= {self._new_key(): replace(anchor, extra=blank) for anchor in new}
        self._change(kept, self.table.extra_columns)

    def _new_key(self) -> int:
        self._next_key += 1
        return self._next_key

    def _with_keys(self, rows: tuple[Anchor, ...]) -> dict[int, Anchor]:
        """Rows of another version, under the keys that the same rows have here."""
        keys = list(self._rows)
        same = history.pair_rows(list(self._rows.values()), rows)
        return {
            keys[same[place]] if place in same else self._new_key(): row
            for place, row in enumerate(rows)
        }

    def _change(self, rows: dict[int, Anchor], extra_columns: tuple[str, ...]) -> None:
        before = (self._rows, self.table.extra_columns)
        if (list(rows.items()), extra_columns) == (list(before[0].items()), before[1]):
            return
        self._past.append(before)
        self._future.clear()
        self._show((rows, extra_columns))

    def _step(self, source: list[State], target: list[State]) -> bool:
        if not source:
            return False
        target.append((self._rows, self.table.extra_columns))
        self._show(source.pop())
        return True

    def _show(self, state: State) -> None:
        """Everything that follows from the rows: the table, the counts, the findings."""
        self._rows, extra_columns = state
        self._keys = list(self._rows)
        self._numbers = {key: number for number, key in enumerate(self._keys, 1)}
        rows = tuple(self._rows.values())
        self.table = AnchorTable(rows, extra_columns, str(self.path), self.saved.form)
        self._count()
        self.findings = validate_counted(
            self.table, self.lexicon, self._counts, self._general_counts
        )
        self._findings_by_row: dict[int, list[Finding]] = {}
        for finding in self.findings:
            self._findings_by_row.setdefault(finding.row, []).append(finding)

    def _count(self) -> None:
        """Counts the terms again where an edit has changed one; most edits change replacements
        alone.
        """
        table = self.table
        terms = tuple(row.term for n, row in enumerate(table.rows) if n not in table.dropped)
        if terms == self._counted_terms:
            return
        self._counted_terms = terms
        if self.text is not None:
            self._counts = TermCounts(self.text, table)
        if self.general is not None:
            self._general_counts = TermCounts(self.general, table)


def _with_cell(anchor: Anchor, column: str, value: str) -> Anchor:
    """One cell changed by a person, which makes the row "edited"; a rejected row stays rejected."""
    cell = split_replacements(value) if column == "replacements" else value.strip()
    changed = replace(anchor, **{column: cell})
    if changed == anchor or column == "status" or changed.folded_status == REJECTED:
        return changed
    return replace(changed, status=EDITED)


def _anchor_of(suggestion: Mapping) -> Anchor:
    replacements = suggestion["replacements"]
    if isinstance(replacements, str):
        replacements = split_replacements(replacements)
    category, note = suggestion.get("category", ""), suggestion.get("note", "")
    return Anchor(suggestion["term"].strip(), category, tuple(replacements), note)
