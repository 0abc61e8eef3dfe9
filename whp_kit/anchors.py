"""The table of anchor terms: load, save, validate, and translate a text with a map of what went where (METHOD 3).

A row is `term -> replacement(s)`. The text of a row is the reader's own: it is never changed on the way in or out.

Not done here: no article is fixed before a replacement ("an owl" may become "an bird"; write replacements that fit), no lower-case forms.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from whp_kit.errors import InputError
from whp_kit.matching import Match, Matcher, fold, in_form

COLUMNS = ("term", "category", "replacements")
OPTIONAL = ("note", "status")
BAR = "|"  # between replacements; one that is part of a replacement is written \|
COMMON_WORDS = frozenset(  # what a replacement of several words had better not begin with; see `validate`
    ("a", "an", "and", "any", "at", "by", "for", "from", "her", "his", "in", "its", "my", "no", "of", "on", "one", "or", "our", "some")
    + ("that", "the", "their", "this", "to", "two", "with", "your")
)


@dataclass(frozen=True)
class Anchor:
    """One row: a term of the target, its category (person, place, ...), and what may stand in its place."""

    term: str
    category: str
    replacements: tuple[str, ...]
    note: str = ""
    status: str = ""
    extra: tuple[str, ...] = ()  # the cells of columns that are the reader's own, kept as they are


@dataclass(frozen=True)
class Finding:
    """One thing that validation found. `row` counts from 1, as in the file below its heading; 0 is the whole table.

    `severity` is "error", "warning" or "note".
    """

    row: int
    term: str
    kind: str
    severity: str
    reason: str
    remedy: str


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

    @classmethod
    def load(cls, path: str | Path) -> "AnchorTable":
        """Read the CSV file and refuse what is an error (InputError names file, row, value and remedy)."""
        return cls.read(path).check()

    @classmethod
    def read(cls, path: str | Path) -> "AnchorTable":
        """Read without judging the rows: for an editor that shows the faults."""
        path = Path(path)
        if not path.is_file():
            raise InputError("the anchor file is missing", value=str(path), remedy="name a CSV file with the columns " + ", ".join(COLUMNS))
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("the anchor file is not UTF-8", value=f"{path}, byte {error.start}", remedy="save it again as UTF-8") from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, source: str = "the anchor table") -> "AnchorTable":
        """The same from the text of the file."""
        try:
            lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
        except csv.Error as error:
            raise InputError(
                "the anchor file is not CSV", value=f"{source}: {error}", remedy="look for a quote that is not closed"
            ) from None
        heading = [name.strip() for name in lines[0]] if lines else []
        missing = [name for name in COLUMNS if name not in heading]
        if missing:
            remedy = f"the first line must name {', '.join(COLUMNS)}; it names {', '.join(heading) or 'nothing'}"
            raise InputError("the anchor file lacks a column", value=f"{source}: {', '.join(missing)}", remedy=remedy)
        if len(set(heading)) < len(heading):
            raise InputError("a column stands twice in the anchor file", value=f"{source}: {heading}", remedy="remove one of the two")
        extra = tuple(name for name in heading if name not in COLUMNS + OPTIONAL)
        rows = []
        for number, line in enumerate(lines[1:], 1):
            if len(line) != len(heading):
                found = f"{source}, row {number}: {len(line)} cells, {len(heading)} columns"
                raise InputError(
                    "a row of the anchor file has another number of cells", value=found, remedy="put quotes around cells that hold a comma"
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
        return cls(tuple(rows), extra, source)

    def dump(self) -> str:
        """The text of the CSV file; `parse` gives back the same rows, whatever commas, quotes and line ends the cells hold."""
        lines = [[*COLUMNS, *OPTIONAL, *self.extra_columns]]
        for row in self.rows:
            cells = [row.term, row.category, BAR.join(_escape(r) for r in row.replacements), row.note, row.status, *row.extra]
            lines.append(cells + [""] * (len(lines[0]) - len(cells)))
        return "".join(",".join(_quoted(cell) for cell in line) + "\n" for line in lines)

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
            found = f"{self.source}, row {finding.row}: {finding.term!r}" if finding.row else self.source
            raise InputError(finding.reason, value=found, remedy=finding.remedy)
        return self

    @cached_property
    def dropped(self) -> dict[int, str]:
        """Rows (counted from 0) that take no part in translation, with the reason: their parts are terms themselves."""
        terms = {fold(row.term)[0] for row in self.rows}
        out = {}
        for number, row in enumerate(self.rows):
            term = fold(row.term)[0]
            owner = term.removesuffix("'s")
            words = [word.removesuffix("'s") for word in term.replace("-", " ").split()]
            if owner != term and owner in terms:
                out[number] = f"possessive of {owner!r}, which is a term itself"
            elif len(words) > 1 and all(word in terms for word in words):
                out[number] = "every word of it is a term itself: " + ", ".join(words)
        return out

    @cached_property
    def matcher(self) -> Matcher:
        """The automaton over the rows that take part."""
        return Matcher([row.term for row in self.rows], skip=tuple(self.dropped))


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
    """A cell of the file. Python's csv leaves a carriage return bare, and its reader then ends the row there."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def _escape(replacement: str) -> str:
    return replacement.replace("\\", "\\\\").replace(BAR, "\\" + BAR)


def faults(table: AnchorTable) -> list[Finding]:
    """What makes a table unusable: an empty term, no replacement or one equal to the term, a term that stands twice with different ones."""
    out, seen = [], {}
    for number, row in enumerate(table.rows, 1):

        def fault(kind, reason, remedy, row=row, number=number):
            out.append(Finding(number, row.term, kind, "error", reason, remedy))

        if not row.term.strip():
            fault("empty-term", "a row has an empty term", "write the term or remove the row")
            continue
        if not row.replacements:
            fault("no-replacement", "a term has no replacement", "write at least one, parted by | where there are several")
        if any(fold(r)[0].casefold() == fold(row.term)[0].casefold() for r in row.replacements):
            fault("same-as-term", "a term is equal to its replacement", "write something generic that is not the term")
        before = seen.setdefault(fold(row.term)[0], (number, row.replacements))
        if before[1] != row.replacements:
            reason = f"a term stands twice with different replacements, in row {before[0]} too"
            fault("repeated-differently", reason, "keep one of the two rows, or put both replacements into one, parted by |")
    return out


def find_matches(text: str, table: AnchorTable) -> list[Match]:
    """The anchors in a text: leftmost-longest, whole words, from left to right; `row` counts from 0."""
    return table.matcher.find(text)


def choose(replacements: Sequence[str], seed: int, key: str, term: str) -> str:
    """One of the replacements, by a draw that depends on seed, key (which block) and term alone: an edit elsewhere leaves it as it is."""
    if len(replacements) == 1:
        return replacements[0]
    drawn = hashlib.blake2b(f"{seed}\0{key}\0{term}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return replacements[int.from_bytes(drawn, "big") % len(replacements)]


def translate(text: str, table: AnchorTable, seed: int = 0, key: str = "", matches: Iterable[Match] | None = None) -> Translation:
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
        spans.append(Span(match.start, match.end, start, length, match.row, row.term, replacement, shown))
        at = match.end
    pieces.append(text[at:])
    return Translation("".join(pieces), tuple(spans))


def example_sentence(text: str, table: AnchorTable, longest: int = 160) -> str:
    """The sentence of at most `longest` characters that holds the most different terms, the first of those that do: for looking at."""
    sentences = [s.strip() for s in re.findall(r"[^.!?\n]+[.!?]", text) if len(s) <= longest] or [text[:longest]]
    return max(sentences, key=lambda sentence: len({match.row for match in find_matches(sentence, table)}))


def validate(table: AnchorTable, text: str | None = None, lexicon: Iterable[str] | None = None) -> list[Finding]:
    """Everything worth knowing about a table, as data: errors first (those that `check` refuses), then warnings, then notes, each by row.

    text: the target, to tell which terms never stand in it. lexicon: words peculiar to the target, which no replacement should hold. The
    table is left unchanged; with errors in it the other checks still run over the rows that have a term.
    """
    out = faults(table)
    out += _repeated(table) + _replacements(table, lexicon or ())
    for number, reason in table.dropped.items():
        remedy = "nothing to do; remove the row if the list should show what is used"
        out.append(Finding(number + 1, table.rows[number].term, "dropped", "note", reason, remedy))
    if text is not None:
        found = {fold(match.term)[0] for match in find_matches(text, table)}
        for number, row in enumerate(table.rows):
            if row.term and fold(row.term)[0] not in found and number not in table.dropped:
                reason = "the term never stands in the text as a whole word, or only inside longer terms"
                out.append(Finding(number + 1, row.term, "never-found", "warning", reason, "look at its spelling, or remove the row"))
    order = ("error", "warning", "note")
    return sorted(out, key=lambda finding: (order.index(finding.severity), finding.row))


def _repeated(table: AnchorTable) -> list[Finding]:
    """Rows that say again what an earlier row says, and terms that share a replacement."""
    out, seen, owners = [], {}, {}
    for number, row in enumerate(table.rows, 1):
        before = seen.setdefault(fold(row.term)[0], number)
        if before != number:
            out.append(
                Finding(number, row.term, "repeated", "warning", f"the term stands in row {before} already", "remove one of the two")
            )
            continue
        for replacement in row.replacements:
            owner = owners.setdefault(replacement, row.term)
            if owner != row.term:
                reason = f"its replacement {replacement!r} is that of {owner!r} too: two become one in the translation"
                out.append(
                    Finding(number, row.term, "shared-replacement", "note", reason, "give one of them another where that would confuse")
                )
    return out


def _replacements(table: AnchorTable, lexicon: Iterable[str]) -> list[Finding]:
    """Replacements that bring the target back, or that the forbidden rule would make costly."""
    out = []
    peculiar = Matcher([word for word in lexicon if word.strip()])
    for number, row in enumerate(table.rows, 1):

        def warn(kind, reason, remedy, row=row, number=number):
            out.append(Finding(number, row.term, kind, "warning", reason, remedy))

        for replacement in row.replacements:
            terms = [match.term for match in table.matcher.find(replacement)]
            words = [match.term for match in peculiar.find(replacement) if match.term not in terms]
            if terms:
                warn(
                    "replacement-holds-term",
                    f"its replacement {replacement!r} holds the term {terms[0]!r}",
                    "write one that is generic throughout",
                )
            if words:
                warn(
                    "replacement-is-peculiar",
                    f"its replacement {replacement!r} holds {words[0]!r}, peculiar to the target",
                    "write one that is generic",
                )
            first, *rest = replacement.split() or [""]
            if rest and first.lower() in COMMON_WORDS:
                reason = f"its replacement {replacement!r} begins with {first!r}, which the forbidden rule keeps from later labels"
                warn("common-first-word", reason, "begin it with a word of its own, or put the common word into the term")
    return out
