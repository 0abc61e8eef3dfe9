"""The table of anchor terms: load, save, refuse what is faulty, and translate a text with a map of what went where (METHOD 3).

A row is `term -> replacement(s)`. The text of a row is the reader's own: it is never changed on the way in or out. In the file a cell that
a spreadsheet would take for a formula has an apostrophe before it, and loses it again when it is read. A row whose status is "rejected"
stays in the file and takes no part in anything; one that is "suggested" takes part until somebody rejects it.

Not done here: no article is fixed before a replacement ("an owl" may become "an bird"; write replacements that fit), no lower-case forms;
what is doubtful but no fault is for `validation`.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from whp_kit.anchors.matching import Match, Matcher, find_each, folded, in_form
from whp_kit.errors import InputError

COLUMNS = FIELDS = ("term", "category", "replacements")
OPTIONAL = ("note", "status")
BAR = "|"  # between replacements; one that is part of a replacement is written \|
SUGGESTED, ACCEPTED, REJECTED, EDITED, CONFLICT = STATUSES = (
    "suggested",
    "accepted",
    "rejected",
    "edited",
    "conflict",
)
FORMULA = re.compile(
    r"'*[=+\-@\t\r\n＝＋－＠]"
)  # how a cell begins that a spreadsheet would run, or that `_guarded` has made safe
MARK = "\ufeff"  # by which some spreadsheets know UTF-8; a file that has it keeps it


@dataclass(frozen=True)
class Anchor:
    """One row: a term of the target, its category (person, place, ...), and what may stand in its place.

    `status`: one of STATUSES, or empty for a row that nobody has judged yet; any other word of the reader's own is kept.
    """

    term: str
    category: str
    replacements: tuple[str, ...]
    note: str = ""
    status: str = ""
    extra: tuple[str, ...] = ()  # the cells of columns that are the reader's own, kept as they are

    @property
    def standing(self) -> str:
        """The status without regard to case and spaces, as a spreadsheet's user may have typed it."""
        return self.status.strip().casefold()


@dataclass(frozen=True)
class Fix:
    """A remedy that can be carried out by itself: cells to write, (row, field, value) as in the file, then rows to take out."""

    label: str
    cells: tuple[tuple[int, str, str], ...] = ()
    remove: tuple[int, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that validation found. `row` counts from 1, as in the file below its heading; 0 is the whole table.

    `severity` is "error", "warning" or "note". `fix`: what one click could do, where there is such a thing (AnchorDesk.apply).
    """

    row: int
    term: str
    kind: str
    severity: str
    reason: str
    remedy: str
    fix: Fix | None = None


class Span(NamedTuple):
    """Characters [start, end) of the original became [to_start, to_end) of the translation: row `row`'s `replacement`, shown as `shown`."""

    start: int
    end: int
    to_start: int
    to_end: int
    row: int
    term: str
    replacement: str
    shown: str


@dataclass(frozen=True)
class Translation:
    """The translated text and its spans, from left to right. What lies between spans is the original's, to the character."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class AnchorTable:
    """Rows in the order of the file. May hold faulty rows (for a panel that edits); `load`, `check` and `translate` refuse them."""

    rows: tuple[Anchor, ...]
    extra_columns: tuple[str, ...] = ()
    source: str = "the anchor table"
    marked: bool = False  # whether the file begins with MARK

    @classmethod
    def load(cls, path: str | Path) -> "AnchorTable":
        """Read the CSV file and refuse what is an error (InputError names file, row, value and remedy)."""
        return cls.read(path).check()

    @classmethod
    def read(cls, path: str | Path) -> "AnchorTable":
        """Read without judging the rows: for an editor that shows the faults."""
        path = Path(path)
        if not path.is_file():
            raise InputError(
                "the anchor file is missing",
                value=str(path),
                remedy="name a CSV file with the columns " + ", ".join(COLUMNS),
            )
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                "the anchor file is not UTF-8",
                value=f"{path}, byte {error.start}",
                remedy="save it again as UTF-8",
            ) from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, source: str = "the anchor table") -> "AnchorTable":
        """The same from the text of the file."""
        marked, text = text.startswith(MARK), text.removeprefix(MARK)
        try:
            lines = [
                [_unguarded(cell) for cell in line]
                for line in csv.reader(io.StringIO(text, newline=""), strict=True)
                if line
            ]
        except csv.Error as error:
            raise InputError(
                "the anchor file is not CSV",
                value=f"{source}: {error}",
                remedy="look for a quote that is not closed",
            ) from None
        heading = [name.strip() for name in lines[0]] if lines else []
        missing = [name for name in COLUMNS if name not in heading]
        if missing:
            remedy = f"the first line must name {', '.join(COLUMNS)}; it names {', '.join(heading) or 'nothing'}"
            raise InputError(
                "the anchor file lacks a column",
                value=f"{source}: {', '.join(missing)}",
                remedy=remedy,
            )
        if len(set(heading)) < len(heading):
            raise InputError(
                "a column stands twice in the anchor file",
                value=f"{source}: {heading}",
                remedy="remove one of the two",
            )
        extra = tuple(name for name in heading if name not in COLUMNS + OPTIONAL)
        rows = []
        for number, line in enumerate(lines[1:], 1):
            if len(line) != len(heading):
                found = f"{source}, row {number}: {len(line)} cells, {len(heading)} columns"
                raise InputError(
                    "a row of the anchor file has another number of cells",
                    value=found,
                    remedy="put quotes around cells that hold a comma",
                )
            cell = dict(zip(heading, line, strict=True))
            rows.append(
                Anchor(
                    cell["term"].strip(),
                    cell["category"].strip(),
                    split_replacements(cell["replacements"]),
                    cell.get("note", ""),
                    cell.get("status", ""),
                    tuple(cell[name] for name in extra),
                )
            )
        return cls(tuple(rows), extra, source, marked)

    def dump(self) -> str:
        """The text of the CSV file; `parse` gives back the same rows, whatever commas, quotes and line ends the cells hold."""
        lines = [[*COLUMNS, *OPTIONAL, *self.extra_columns]]
        for row in self.rows:
            cells = [
                row.term,
                row.category,
                join_replacements(row.replacements),
                row.note,
                row.status,
                *row.extra,
            ]
            lines.append(cells + [""] * (len(lines[0]) - len(cells)))
        return MARK * self.marked + "".join(
            ",".join(_quoted(_guarded(cell)) for cell in line) + "\n" for line in lines
        )

    def save(self, path: str | Path) -> None:
        """Write the CSV file beside its place and then put it there, so that a full disk leaves the old one."""
        path = Path(path)
        beside = path.with_name(path.name + ".new")
        try:
            beside.write_text(self.dump(), encoding="utf-8", newline="")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def check(self) -> "AnchorTable":
        """The table itself, or InputError for its first fault."""
        for finding in faults(self):
            found = (
                f"{self.source}, row {finding.row}: {finding.term!r}"
                if finding.row
                else self.source
            )
            raise InputError(finding.reason, value=found, remedy=finding.remedy)
        return self

    @cached_property
    def dropped(self) -> dict[int, str]:
        """Rows (counted from 0) that take no part in translation, with the reason: rejected, or their parts are terms themselves."""
        out = {number: REJECTED for number, row in enumerate(self.rows) if row.standing == REJECTED}
        terms = {folded(row.term) for number, row in enumerate(self.rows) if number not in out}
        for number, row in enumerate(self.rows):
            term = folded(row.term)
            owner = term.removesuffix("'s")
            words = [word.removesuffix("'s") for word in term.replace("-", " ").split()]
            if number in out:
                continue
            if owner != term and owner in terms:
                out[number] = f"possessive of {owner!r}, which is a term itself"
            elif len(words) > 1 and all(word in terms for word in words):
                out[number] = "every word of it is a term itself: " + ", ".join(words)
        return out

    @cached_property
    def matcher(self) -> Matcher:
        """The automaton over the rows that take part."""
        return _matcher(tuple(row.term for row in self.rows), tuple(self.dropped))


@lru_cache(maxsize=4)
def _matcher(terms: tuple[str, ...], skip: tuple[int, ...]) -> Matcher:
    """Tables with the same terms share one: an edited replacement builds nothing."""
    return Matcher(terms, skip)


def split_replacements(cell: str) -> tuple[str, ...]:
    r"""The replacements in one cell: parted by "|", a "|" of their own written "\|", spaces around them left out, empty ones too."""
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
    return tuple(p.strip() for p in parts if p.strip())


def _quoted(cell: str) -> str:
    """A cell of the file, quoted where it must be. Python's csv leaves a carriage return bare, and its reader then ends the row there."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_unguarded` gives it back."""
    return "'" + cell if FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def join_replacements(replacements: Iterable[str], bar: str = BAR) -> str:
    """One cell that holds them all; `split_replacements` takes them apart again. `bar`: BAR, with spaces around it or without."""
    return bar.join(part.replace("\\", "\\\\").replace(BAR, "\\" + BAR) for part in replacements)


def faults(table: AnchorTable) -> list[Finding]:
    """What makes a table unusable: an empty term, no replacement or one equal to the term, a term that stands twice with different ones,
    a conflict that nobody has settled. Rejected rows have no faults."""
    out, seen = [], {}
    for number, row in enumerate(table.rows, 1):
        if row.standing == REJECTED:
            continue
        term = folded(row.term)
        remove = Fix("remove the row", remove=(number,))

        def fault(kind, reason, remedy, fix=None, row=row, number=number):
            out.append(Finding(number, row.term, kind, "error", reason, remedy, fix))

        if row.standing == CONFLICT:
            fault(
                "conflict",
                "two people have changed this row",
                "choose one of the two, or write what it should be",
            )
        if not term.strip():
            fault(
                "empty-term", "a row has an empty term", "write the term or remove the row", remove
            )
            continue
        if not row.replacements:
            fault(
                "no-replacement",
                "a term has no replacement",
                "write at least one, parted by | where there are several",
                remove,
            )
        others = [r for r in row.replacements if folded(r).casefold() != term.casefold()]
        if len(others) < len(row.replacements):
            fix = (
                Fix("keep the others", ((number, "replacements", join_replacements(others)),))
                if others
                else remove
            )
            fault(
                "same-as-term",
                "a term is equal to its replacement",
                "write something generic that is not the term",
                fix,
            )
        before = seen.setdefault(term, (number, row.replacements))
        if before[1] != row.replacements:
            both = join_replacements(dict.fromkeys(before[1] + row.replacements))
            reason = f"a term stands twice with different replacements, in row {before[0]} too"
            remedy = "keep one of the two rows, or put both replacements into one, parted by |"
            fault(
                "repeated-differently",
                reason,
                remedy,
                Fix("put both into one row", ((before[0], "replacements", both),), (number,)),
            )
    return out


def find_matches(text: str, table: AnchorTable) -> list[Match]:
    """The anchors in a text: leftmost-longest, whole words, from left to right; `row` counts from 0."""
    return table.matcher.find(text)


def choose(replacements: Sequence[str], seed: int, key: str, term: str) -> str:
    """One of the replacements, by a draw that depends on seed, key (which block) and term alone: an edit elsewhere leaves it as it is."""
    if len(replacements) == 1:
        return replacements[0]
    drawn = hashlib.blake2b(
        f"{seed}\0{key}\0{term}".encode("utf-8", "surrogatepass"), digest_size=8
    ).digest()
    return replacements[int.from_bytes(drawn, "big") % len(replacements)]


def translate(
    text: str,
    table: AnchorTable,
    seed: int = 0,
    key: str = "",
    matches: Iterable[Match] | None = None,
) -> Translation:
    """The text with every match replaced, one replacement per term throughout (so `text` is one block, or a passage to look at).

    `key` names the block in the draw. `matches`: where they are known already, in characters of `text`.
    """
    matches = find_matches(text, table) if matches is None else matches
    pieces, spans, chosen = [], [], {}
    at = length = 0
    for match in matches:
        row = table.rows[match.row]
        if match.row not in chosen:
            chosen[match.row] = choose(row.replacements, seed, key, row.term)
        replacement = chosen[match.row]
        shown = in_form(replacement, match.form)
        if "\u2019" in text[match.start : match.end]:
            shown = shown.replace("'", "\u2019")
        pieces += [text[at : match.start], shown]
        start = length + match.start - at
        length = start + len(shown)
        spans.append(
            Span(match.start, match.end, start, length, match.row, row.term, replacement, shown)
        )
        at = match.end
    pieces.append(text[at:])
    return Translation("".join(pieces), tuple(spans))


def example_sentence(text: str, table: AnchorTable, longest: int = 160) -> str:
    """The sentence of at most `longest` characters that holds the most different terms, the first of those that do: for looking at."""
    sentences = [s.strip() for s in re.findall(r"[^.!?\n]+[.!?]", text) if len(s) <= longest] or [
        text[:longest]
    ]
    found = find_each(table.matcher, sentences)
    return max(
        zip(sentences, found, strict=True), key=lambda pair: len({match.row for match in pair[1]})
    )[0]
