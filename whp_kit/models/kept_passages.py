"""The passages worth keeping of those that a model writes (passages.py), kept in a file so that
writing goes on where it was stopped.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from whp_kit.errors import WhpError
from whp_kit.files import read_json, write_json
from whp_kit.models.passages import BATCH, Passage
from whp_kit.text.documents import is_unserved
from whp_kit.text.overlap import SHINGLE, shingles_of
from whp_kit.text.sentences import EMPTY_LINE, EMPTY_LINES
from whp_kit.text.words import find_words

BETWEEN = EMPTY_LINE + "\n"  # two empty lines between passages; inside a passage stands one at most
MOST = 4  # times the passages that are wanted: so many are written at most
FEWEST_WORDS = 2 * SHINGLE  # of a passage
ALIKE = 0.5  # share of its shingles in passages before it from which a passage is left out
SHOWN_TERMS = 5

Batches = Callable[[int], Iterator[list[Passage]]]  # the number of the first batch -> all from it


class Sieve:
    """Keeps passages that a person could read and in which `unfit` finds nothing: it gives what
    makes a passage unfit, such as the first term of the target.

    `text`: what the passages are together; `because`: why unfit ones are left out. `varied`: short
    ones and those like one before are left out too.
    """

    def __init__(
        self,
        unfit: Callable[[str], str | None],
        text: str = "general text",
        because: str = "with a term of the target",
        varied: bool = True,
    ):
        self.unfit, self.text, self.because, self.varied = unfit, text, because, varied
        self.kept: list[str] = []
        self.looked_at = 0
        self.found: Counter[str] = Counter()  # what made passages unfit
        self.others: Counter[str] = Counter()  # why other passages are left out
        self._shingles: set[int] = set()

    def look_at(self, passage: Passage) -> None:
        """Keeps the passage or counts why not."""
        self.looked_at += 1
        text = EMPTY_LINES.sub(EMPTY_LINE, passage.text.strip())
        words = [word.text for word in find_words(text, joined=True)]
        if found := self.unfit(text):
            self.found[found] += 1
        elif "\0" in text or is_unserved(text) or not words:
            self.others["no readable text"] += 1
        elif not self.varied:
            self.kept.append(text)
        elif len(words) < FEWEST_WORDS:
            self.others["too short"] += 1
        else:
            shingles = set(np.unique(shingles_of(words)).tolist())
            if len(shingles & self._shingles) >= ALIKE * len(shingles):
                self.others["like another"] += 1
            else:
                self._shingles |= shingles
                self.kept.append(text)

    def summary(self) -> str:
        """One line: how many were kept, and why the others were not."""
        because = self.because
        if self.found:
            because += f" (most often {self.most_frequent()})"
        reasons = {because: self.found.total()} | self.others
        left_out = ", ".join(f"{count} {reason}" for reason, count in reasons.items() if count)
        kept = f"{len(self.kept)} of {self.looked_at} passages kept"
        return f"{self.text}: {kept}; left out: {left_out or 'none'}"

    def most_frequent(self) -> str:
        """What made most passages unfit, with counts."""
        return most_frequent(self.found)


def collect(
    batches: Batches, wanted: int, sieve: Sieve, origin: dict, record: Path, *others: Path
) -> dict:
    """Has passages written until the sieve holds `wanted` of them, or MOST times as many were
    written; returns all that were written with their origin, as plain values.

    origin: all that the passages depend on. record: where they are kept while they are written;
    they are taken up from there, or from one of the others, where the origin is the same.
    """
    written = _written_before(origin, record, *others)
    more = batches(len(written) // BATCH)
    for number in range(MOST * wanted):
        if len(sieve.kept) == wanted:
            break
        if number == len(written):
            written += next(more)
            record.parent.mkdir(parents=True, exist_ok=True)
            write_json(record, _as_record(origin, written))
        sieve.look_at(written[number])
        if sieve.looked_at % max(2 * BATCH, wanted // 10) == 0:
            print(f"{sieve.looked_at} passages written, {len(sieve.kept)} of {wanted} kept")
    print(sieve.summary())
    return _as_record(origin, written)


def most_frequent(found: Counter[str]) -> str:
    """The first few, with counts, in one line."""
    return ", ".join(f"{term!r} {count}" for term, count in found.most_common(SHOWN_TERMS))


def _as_record(origin: dict, written: list[Passage]) -> dict:
    return {"origin": origin, "passages": [dataclasses.asdict(passage) for passage in written]}


def _as_passage(opening: str, text: str) -> Passage:
    if not isinstance(opening, str) or not isinstance(text, str):
        raise TypeError("a passage is no text")
    return Passage(opening, text)


def _written_before(origin: dict, *places: Path) -> list[Passage]:
    """The passages of the same origin in the first of the files that holds any."""
    for place in places:
        try:
            record = read_json(place) if place.is_file() else None
        except WhpError:  # a damaged file: its passages are written again
            continue
        if isinstance(record, dict) and record.get("origin") == origin:
            with suppress(KeyError, TypeError):  # of another shape: written again as well
                return [_as_passage(**passage) for passage in record["passages"]]
    return []
