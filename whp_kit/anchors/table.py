"""The table of anchor terms (section 2.2) as a CSV file: its rows, and faults that bar its use.

A row is `term -> replacement(s)`. The text of a row belongs to the reader: reading and writing
change nothing in it. In the file a cell that a spreadsheet would take for a formula begins with an
apostrophe, which reading takes away again. A file keeps its separator, encoding, mark and line ends
when it is saved again (text.tables); its columns then stand in the order of COLUMNS, OPTIONAL and
the reader's own. A row with the status "rejected" stays in the file but
is not used; one with the status "suggested" is used until somebody rejects it.

Not done here: doubts that do not make a table unusable (validate), translation (translate).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from whp_kit.anchors.matching import Matcher
from whp_kit.errors import InputError
from whp_kit.files import read_marked_text, write_text
from whp_kit.text.tables import TableForm, dump_table, parse_table
from whp_kit.text.words import find_words, folded, folded_with_case

COLUMNS = ("term", "category", "replacements")  # a file must have these
PHRASE = "phrase"  # the category of turns of speech
OPTIONAL = ("note", "status")
BAR = "|"  # between replacements; one that is part of a replacement is written \|
LONGEST_TERM = 300  # characters: to look for one takes memory for each of its letters
MOST_REPLACEMENTS = 200  # of one term
MOST_WORDS = 20  # of a term that is looked for as a part of another
PARTING = " -·・"  # between the words of a term; the dots are those of Chinese and Japanese
STATUSES = SUGGESTED, ACCEPTED, REJECTED, EDITED = ("suggested", "accepted", "rejected", "edited")
FORMULA_SIGNS = "=+-@＝＋－＠"  # with which a formula begins in a spreadsheet
# The beginning of a cell that a spreadsheet would run as one, or that `_guarded` has made safe.
FORMULA = re.compile(rf"'*[\t\r\n{re.escape(FORMULA_SIGNS)}]")


@dataclass(frozen=True)
class Anchor:
    """One row: a term of the target, its category (person, place, ...), and its replacements.

    `status` is one of STATUSES, empty where nobody has judged the row yet, or a word of the
    reader's choice. `extra` holds the cells of columns that only the reader knows.
    """

    term: str
    category: str
    replacements: tuple[str, ...]
    note: str = ""
    status: str = ""
    extra: tuple[str, ...] = ()

    def cell(self, column: str) -> str:
        """The text of one cell, as in the file."""
        if column == "replacements":
            return join_replacements(self.replacements)
        return getattr(self, column)

    @property
    def folded_status(self) -> str:
        """The status in small letters and without spaces around it, as a spreadsheet's user may
        have typed it otherwise.
        """
        return folded(self.status)

    @property
    def is_rejected(self) -> bool:
        """Whether the row is not to be used."""
        return self.folded_status == REJECTED


@dataclass(frozen=True)
class Fix:
    """A remedy that a click can carry out: cells to write, (row, column, value) as in the file,
    then rows to remove and rows to add at the end.
    """

    label: str
    cells: tuple[tuple[int, str, str], ...] = ()
    remove: tuple[int, ...] = ()
    add: tuple[Anchor, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful about a table.

    `row` counts from 1, as in the file below its heading.

    `severity` is "error", "warning" or "note". `fix` is there where one click can do it
    (AnchorEditor.apply).
    """

    row: int
    term: str
    kind: str
    severity: str
    reason: str
    remedy: str
    fix: Fix | None = None


@dataclass(frozen=True)
class AnchorTable:
    """Rows in the order of the file.

    It may hold faulty rows, for an editor; `load` and `check` refuse them.
    """

    rows: tuple[Anchor, ...]
    extra_columns: tuple[str, ...] = ()
    source: str = "the anchor table"
    form: TableForm = field(default_factory=TableForm)  # of the file

    @classmethod
    def load(cls, path: str | Path) -> "AnchorTable":
        """Reads the CSV file and refuses errors (InputError names file, row, value and remedy)."""
        return cls.read(path).check()

    @classmethod
    def read(cls, path: str | Path) -> "AnchorTable":
        """Reads the CSV file with its faulty rows, for an editor that shows the faults."""
        remedy = "name a CSV file with the columns " + ", ".join(COLUMNS)
        text, encoding = read_marked_text(path, "anchor file", if_missing=remedy)
        return cls.parse(text, str(path), encoding)

    @classmethod
    def parse(
        cls, text: str, source: str = "the anchor table", encoding: str = "utf-8"
    ) -> "AnchorTable":
        """Reads the text of a CSV file; `source` names it in errors, `encoding` is for saving."""
        table = parse_table(text, COLUMNS, OPTIONAL, "anchor file", source, encoding)
        extra_columns = tuple(name for name in table.columns if name not in COLUMNS + OPTIONAL)
        rows = []
        for row in table.rows:
            cells = {name: _unguarded(cell) for name, cell in row.cells.items()}
            anchor = Anchor(
                term=cells["term"].strip(),
                category=cells["category"].strip(),
                replacements=split_replacements(cells["replacements"]),
                note=cells.get("note", ""),
                status=cells.get("status", ""),
                extra=tuple(cells[name] for name in extra_columns),
            )
            rows.append(anchor)
        return cls(tuple(rows), extra_columns, source, table.form)

    def dump(self) -> str:
        """The text of the CSV file; `parse` gives back the same rows, whatever commas, quotes and
        line ends the cells hold.
        """
        heading = [*COLUMNS, *OPTIONAL, *self.extra_columns]
        lines = [heading]
        for row in self.rows:
            cells = [*map(row.cell, (*COLUMNS, *OPTIONAL)), *row.extra]
            lines.append(cells + [""] * (len(heading) - len(cells)))
        return dump_table(([_guarded(cell) for cell in line] for line in lines), self.form)

    def save(self, path: str | Path) -> None:
        """Writes the CSV file, whole or not at all."""
        write_text(path, self.dump(), self.form.encoding)

    def names_only(self) -> "AnchorTable":
        """The rows that name something, without turns of speech."""
        rows = tuple(row for row in self.rows if row.category != PHRASE)
        return replace(self, rows=rows)

    def check(self) -> "AnchorTable":
        """The table itself, or InputError for its first fault."""
        for finding in faults(self):
            place = f"{self.source}, row {finding.row}: {finding.term!r}"
            raise InputError(finding.reason, value=place, remedy=finding.remedy)
        return self

    @cached_property
    def dropped(self) -> dict[int, str]:
        """Row (counted from 0) -> why translation does not use it: it is rejected, or its parts are
        terms themselves.
        """
        reasons = {number: REJECTED for number, row in enumerate(self.rows) if row.is_rejected}
        terms = {
            folded_with_case(row.term)
            for number, row in enumerate(self.rows)
            if number not in reasons
        }
        for number, row in enumerate(self.rows):
            if number in reasons:
                continue
            term = folded_with_case(row.term)
            owner = term.removesuffix("'s")
            parts = _terms_in_a_row(term, terms)
            if owner != term and owner in terms:
                reasons[number] = f"possessive of {owner!r}, which is a term itself"
            elif parts:
                reasons[number] = "every part of it is a term itself: " + ", ".join(parts)
        return reasons

    @cached_property
    def matcher(self) -> Matcher:
        """The automaton over the rows that translation uses."""
        return Matcher([row.term for row in self.rows], tuple(self.dropped))


def split_replacements(cell: str) -> tuple[str, ...]:
    r"""The replacements in one cell, parted by "|"; "\|" is part of one. Leaves empty ones out."""
    parts, part, escaped = [], "", False
    for character in cell:
        if escaped:
            part += character if character in (BAR, "\\") else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == BAR:
            parts.append(part)
            part = ""
        else:
            part += character
    parts.append(part + "\\" * escaped)
    return tuple(part.strip() for part in parts if part.strip())


def join_replacements(replacements: Iterable[str], bar: str = BAR) -> str:
    """One cell that holds them all, for `split_replacements` to take apart.

    `bar` may have spaces around it.
    """
    return bar.join(part.replace("\\", "\\\\").replace(BAR, "\\" + BAR) for part in replacements)


def _terms_in_a_row(term: str, terms: Collection[str]) -> list[str]:
    """The fewest other terms that make up the whole term, parted by spaces, hyphens or nothing (in
    scripts without spaces); [] where there are none. A part may be a possessive.
    """
    marks = [(place, place + 1) for place, char in enumerate(term) if char in PARTING]
    words = find_words(term)
    marks += [(one.end, one.end) for one, after in pairwise(words) if one.end == after.start]
    edges = [(0, 0), *sorted(marks), (len(term), len(term))]
    parts_before: dict[int, list[str]] = {0: []}  # edge -> the terms that end there
    for last in range(1, len(edges)):
        ways = []
        for first in range(max(0, last - MOST_WORDS), last):
            if first in parts_before:
                part = term[edges[first][1] : edges[last][0]].removesuffix("'s")
                if part != term and part in terms:
                    ways.append([*parts_before[first], part])
        if ways:
            parts_before[last] = min(ways, key=len)
    parts = parts_before.get(len(edges) - 1, [])
    return parts if len(parts) > 1 else []


def faults(table: AnchorTable) -> list[Finding]:
    """The errors of a table, by row: an empty term, no replacement, a replacement equal to the
    term, a term twice with different ones.

    Rejected rows have no faults.
    """
    findings: list[Finding] = []
    first_rows: dict[str, int] = {}  # folded term -> the first row that has it
    for number, row in enumerate(table.rows, 1):
        if row.is_rejected:
            continue
        findings += _faults_of_row(number, row)
        if not row.term.strip():
            continue
        first = first_rows.setdefault(folded_with_case(row.term), number)
        earlier = table.rows[first - 1].replacements
        if earlier != row.replacements:
            together = join_replacements(dict.fromkeys(earlier + row.replacements))
            finding = Finding(
                number,
                row.term,
                "repeated-differently",
                "error",
                f"a term stands twice with different replacements, in row {first} too",
                "keep one of the two rows, or put both replacements into one, parted by |",
                Fix("put both into one row", ((first, "replacements", together),), (number,)),
            )
            findings.append(finding)
    return findings


def _faults_of_row(number: int, row: Anchor) -> list[Finding]:
    """The errors that a row has without regard to the others."""
    findings = []

    def add(kind: str, reason: str, remedy: str, fix: Fix) -> None:
        findings.append(Finding(number, row.term, kind, "error", reason, remedy, fix))

    remove = Fix("remove the row", remove=(number,))
    term = folded_with_case(row.term)
    if len(term) > LONGEST_TERM:
        reason = f"a term of {len(term):,} characters: a stray quote may have joined many lines"
        add("too-long", reason, "take the quote out, or shorten the term", remove)
        return findings
    if len(row.replacements) > MOST_REPLACEMENTS:
        reason = f"a term has {len(row.replacements):,} replacements"
        remedy = f"write at most {MOST_REPLACEMENTS}"
        kept = join_replacements(row.replacements[:MOST_REPLACEMENTS])
        fix = Fix("keep the first ones", ((number, "replacements", kept),))
        add("too-many", reason, remedy, fix)
        return findings
    if not term.strip():
        add("empty-term", "a row has an empty term", "write the term or remove the row", remove)
        return findings
    if not row.replacements:
        remedy = "write at least one, parted by | where there are several"
        add("no-replacement", "a term has no replacement", remedy, remove)
    others = [part for part in row.replacements if folded(part) != folded(term)]
    if len(others) < len(row.replacements):
        cells = ((number, "replacements", join_replacements(others)),)
        fix = Fix("keep the others", cells) if others else remove
        remedy = "write something generic that is not the term"
        add("same-as-term", "a term is equal to its replacement", remedy, fix)
    return findings


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_unguarded` gives it back."""
    return "'" + cell if FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
