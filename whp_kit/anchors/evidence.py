"""What the texts say about the terms of a table: where each stands, what stands before it, how common it is elsewhere.

A text is read once, cut at empty lines (no term goes over one); after an edit only the parts that hold a changed term are read again, so
that a table stays quick to edit over a text of many megabytes. Not done here: any judgement (validation).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from whp_kit.anchors.matching import Match
from whp_kit.anchors.table import AnchorTable
from whp_kit.text.words import APOSTROPHES, DETERMINERS, folded

PART_CHARACTERS = (
    8_000  # parts are at least so long: many small ones would cost more than they save
)
EMPTY_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n\s*|\r\r\s*")
LEAD = 12  # characters before a match that are looked at


class Place(NamedTuple):
    """An occurrence in its surroundings: characters [start, end) of the text, and the text around it, cut between words."""

    start: int
    end: int
    before: str
    held: str
    after: str


@dataclass
class Counts:
    """By term, in a text of so many `characters`. `hits`: occurrences; `after_a`, `after_an`: those right after that article; `bare`: those
    in the middle of a sentence that follow no determiner ("the", "his"), where a common noun could not stand alone."""

    characters: int = 0
    hits: Counter = field(default_factory=Counter)
    after_a: Counter = field(default_factory=Counter)
    after_an: Counter = field(default_factory=Counter)
    bare: Counter = field(default_factory=Counter)


class Reader:
    """One text under a table that changes. `read(table)` brings `counts` up to date; `matches` are by part, in characters of the part."""

    def __init__(self, text: str):
        self.text = text
        self._terms: Counter | None = None
        self._cut(whole=False)

    def read(self, table: AnchorTable) -> Counts:
        """Counts of the terms that take part. Reads only where a term has come or gone since the last call."""
        terms = Counter(
            row.term for number, row in enumerate(table.rows) if number not in table.dropped
        )
        if self._terms == terms:
            return self.counts
        if any("\n" in folded(term) for term in terms) and len(self._parts) > 1:
            self._cut(whole=True)  # a term with an empty line in it could stand over a cut
        changed = set(terms) ^ set(self._terms) if self._terms is not None else None
        for number in self._holding(changed):
            part = self._parts[number]
            self._tally(number, -1)
            self._matches[number] = table.matcher.find(part)
            self._tally(number, +1)
        self._terms = terms
        return self.counts

    def places(self, term: str, count: int = 5, around: int = 160) -> list[Place]:
        """The first `count` occurrences of a term, each with about `around` characters on either side."""
        found = []
        for number, matches in enumerate(self._matches):
            for match in matches:
                if match.term == term:
                    found.append(
                        self._place(
                            self._starts[number] + match.start,
                            self._starts[number] + match.end,
                            around,
                        )
                    )
                    if len(found) == count:
                        return found
        return found

    def _place(self, start: int, end: int, around: int) -> Place:
        low, high = max(0, start - around), min(len(self.text), end + around)
        before, after = self.text[low:start], self.text[end:high]
        if low and " " in before:
            before = before[before.index(" ") + 1 :]
        if high < len(self.text) and " " in after:
            after = after[: after.rindex(" ")]
        return Place(start, end, before, self.text[start:end], after)

    def _cut(self, whole: bool) -> None:
        edges = [0]
        for found in () if whole else EMPTY_LINE.finditer(self.text):
            if found.end() - edges[-1] >= PART_CHARACTERS:
                edges.append(found.end())
        self._starts = edges
        self._parts = [
            self.text[low:high]
            for low, high in zip(edges, [*edges[1:], len(self.text)], strict=True)
        ]
        self._compared: list[str] | None = None
        self._matches: list[list[Match]] = [[] for _ in self._parts]
        self._terms = None
        self.counts = Counts(len(self.text))

    def _holding(self, terms: set[str] | None) -> Iterator[int]:
        """Numbers of the parts in which one of the terms may stand, in any form; all of them for None."""
        if terms is None:
            yield from range(len(self._parts))
            return
        if self._compared is None:
            self._compared = [_compared(part) for part in self._parts]
        wanted = [form for term in terms for form in _forms(term)]
        yield from (
            number
            for number, part in enumerate(self._compared)
            if any(form in part for form in wanted)
        )

    def _tally(self, number: int, sign: int) -> None:
        part, counts = self._parts[number], self.counts
        for match in self._matches[number]:
            term = match.term
            counts.hits[term] += sign
            lead = part[max(0, match.start - LEAD) : match.start]
            before = lead.split()[-1].lower() if lead[-1:].isspace() and not lead.isspace() else ""
            if before == "a":
                counts.after_a[term] += sign
            elif before == "an":
                counts.after_an[term] += sign
            elif before[-1:].isalpha() and before not in DETERMINERS:
                counts.bare[term] += sign


def _compared(text: str) -> str:
    """Cheaper than `folded`, and equal wherever that is: one that is found here too often is only read again."""
    for code in APOSTROPHES:
        text = text.replace(chr(code), "'")
    return " ".join(text.casefold().split())


def _forms(term: str) -> set[str]:
    return {
        _compared(form)
        for form in (term, unicodedata.normalize("NFC", term), unicodedata.normalize("NFD", term))
    }
