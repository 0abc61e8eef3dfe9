"""An anchor table while it is being edited: search, edit, add, delete, undo, check, save. What the panel of 03 shows, without the panel.

The file is the record; nothing is written before `save`. Saving keeps the version that it replaces, numbered, in a folder beside the file,
and refuses to overwrite what somebody else has written since it was read. Not done here: suggestions, and anything on a screen.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from whp_kit.anchors import Anchor, AnchorTable, Finding, find_matches, split_replacements, validate
from whp_kit.errors import InputError
from whp_kit.storage import file_digest, storage_errors

FIELDS = ("term", "category", "replacements")


class AnchorDesk:
    """One anchor file being edited. `text`: the target, to count hits in. `lexicon`: words that no replacement should hold.

    Rows are counted from 1, as findings count them. Each change is one step that `undo` takes back; a row may be faulty in between,
    but a table with errors is not saved.
    """

    def __init__(self, path: str | Path, text: str | None = None, lexicon: Iterable[str] = ()):
        self.path = Path(path)
        self.text = text
        self.lexicon = tuple(lexicon)
        self._past: list[AnchorTable] = []
        self._future: list[AnchorTable] = []
        self._counted: tuple[str, ...] | None = None
        self.hits: dict[int, int] = {}  # row -> occurrences in the text; empty without a text
        self.reload()

    def reload(self) -> None:
        """Reads the file again; unsaved changes are given up, `undo` brings them back."""
        table = AnchorTable.read(self.path)
        self._read = file_digest(self.path, fresh=True)
        if hasattr(self, "table") and self.table.rows != table.rows:
            self._past.append(self.table)
        self.table = table
        self._saved = table
        self._derive()

    @property
    def unsaved(self) -> bool:
        """Whether the table differs from what was last read or saved."""
        return self.table.rows != self._saved.rows

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the table from being saved."""
        return [finding for finding in self.findings if finding.severity == "error"]

    def check(self) -> list[Finding]:
        """Every finding, those that need the text too."""
        return validate(self.table, self.text, self.lexicon)

    def search(self, words: str = "", only: str = "all") -> list[int]:
        """Numbers of the rows that hold each of the words somewhere, in any case. `only`: "findings" or "unused" narrows it further."""
        wanted = words.casefold().split()
        rows = []
        for number, row in enumerate(self.table.rows, 1):
            held = " ".join((row.term, row.category, *row.replacements, row.note)).casefold()
            fits = only == "all" or (only == "findings" and number in self.flags) or (only == "unused" and self.hits.get(number) == 0)
            if fits and all(word in held for word in wanted):
                rows.append(number)
        return rows

    def edit(self, number: int, field: str, value: str) -> None:
        """Sets one cell. Replacements are written as in the file, parted by "|"."""
        if field not in FIELDS:
            raise InputError("An anchor has no such field", value=field, remedy=f"give one of {', '.join(FIELDS)}")
        row = self._row(number)
        changed = replace(row, **{field: split_replacements(value) if field == "replacements" else value.strip()})
        if changed != row:
            self._change(self.table.rows[: number - 1] + (changed,) + self.table.rows[number:])

    def add(self, term: str, category: str = "", replacements: str = "") -> int:
        """Appends a row and returns its number."""
        blank = ("",) * len(self.table.extra_columns)
        row = Anchor(term.strip(), category.strip(), split_replacements(replacements), extra=blank)
        self._change((*self.table.rows, row))
        return len(self.table.rows)

    def delete(self, number: int) -> None:
        """Takes a row out; those after it move up."""
        self._row(number)
        self._change(self.table.rows[: number - 1] + self.table.rows[number:])

    def undo(self) -> bool:
        """Takes the last change back; False if there is none."""
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        """Does again what was undone; False if there is nothing."""
        return self._step(self._future, self._past)

    def save(self) -> Path | None:
        """Writes the file and returns the path at which the version before it is kept; None where nothing had changed.

        InputError, and nothing written: the table has errors, or the file has been written by somebody else since it was read.
        """
        if not self.unsaved:
            return None
        self.table.check()
        if not self.path.is_file() or file_digest(self.path, fresh=True) != self._read:
            raise InputError("The anchor file has been changed by somebody else since it was read here", value=str(self.path),
                             remedy="copy your changes, reload, and make them again")  # fmt: skip
        folder = self.path.with_name(f"{self.path.stem}.history")
        with storage_errors("the anchor file could not be saved", self.path.parent):
            folder.mkdir(exist_ok=True)
            numbers = [int(m.group(1)) for kept in folder.iterdir() if (m := re.fullmatch(r"(\d{4,})\.csv", kept.name))]
            kept = folder / f"{max(numbers, default=0) + 1:04d}.csv"
            kept.write_bytes(self.path.read_bytes())
            self.table.save(self.path)
        self._read = file_digest(self.path, fresh=True)
        self._saved = self.table
        return kept

    def rows(self, numbers: Iterable[int] | None = None) -> list[dict]:
        """Plain rows for a table: number, the three cells, hits in the text, and what was found about the row."""
        chosen = range(1, len(self.table.rows) + 1) if numbers is None else numbers
        return [
            {"row": n, **dict(zip(FIELDS, self.cells(n), strict=True)), "hits": self.hits.get(n), "findings": self.flags.get(n, "")}
            for n in chosen
        ]

    def cells(self, number: int) -> tuple[str, str, str]:
        """Term, category and replacements of a row as they are written in the file."""
        row = self._row(number)
        return row.term, row.category, "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in row.replacements)

    def _row(self, number: int) -> Anchor:
        if not 1 <= number <= len(self.table.rows):
            raise InputError("There is no such row", value=number, remedy=f"give 1 to {len(self.table.rows)}")
        return self.table.rows[number - 1]

    def _change(self, rows: tuple[Anchor, ...]) -> None:
        self._past.append(self.table)
        self._future.clear()
        self.table = replace(self.table, rows=rows)
        self._derive()

    def _step(self, source: list[AnchorTable], target: list[AnchorTable]) -> bool:
        if not source:
            return False
        target.append(self.table)
        self.table = source.pop()
        self._derive()
        return True

    def _derive(self) -> None:
        """What follows from the rows: findings and flags by row; hits too where a term has changed, since counting reads the whole text."""
        self.findings = validate(self.table, None, self.lexicon)
        terms = tuple(row.term for row in self.table.rows)
        if self.text is not None and terms != self._counted:
            found = Counter(match.row + 1 for match in find_matches(self.text, self.table))
            self.hits = {number: found.get(number, 0) for number in range(1, len(terms) + 1)}
            self._counted = terms
        flags: dict[int, list[str]] = {}
        for finding in self.findings:
            flags.setdefault(finding.row, []).append(f"{finding.severity}: {finding.kind.replace('-', ' ')}")
        for number, hits in self.hits.items():
            if not hits and number - 1 not in self.table.dropped:
                flags.setdefault(number, []).append("never found")
        self.flags = {number: "; ".join(kinds) for number, kinds in flags.items()}
