"""What a text holds oftener than general text does: its words with their places, and how surely a count is more than chance.

A word is a run of letters (accents and all) and digits, as the matcher sees it; a hyphen or an apostrophe stands between words and may be
part of a term. Texts in scripts that put no spaces between words are not served.
Not done here: what is a candidate (candidates), what it is called and what may stand for it (categories, generic).
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from whp_kit.anchors.matching import CAPITALISED, PLAIN, TITLE, UPPER, in_form
from whp_kit.text.words import WORD

INSIDE = re.compile(
    r"[^\S\n]+|[^\S\n]*\n[^\S\n]*|-|['\u2019]"
)  # what may part two words of one term: a line's end, not a paragraph's
STOP = re.compile(r"[.!?:\n\"\u201c\u2018\u201d]")  # after any of these a capital proves nothing


@dataclass(frozen=True)
class Words:
    """The words of a text in order.

    `starts`, `ends`: their characters. `gaps[i]`: what stands before word i, and last after all of them. `joined[i]`: word i and the one
    before it may belong to one term. `opens[i]`: word i begins a sentence, a line or a quotation, where a capital proves nothing.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]
    joined: tuple[bool, ...]
    opens: tuple[bool, ...]

    @classmethod
    def read(cls, text: str) -> "Words":
        """The words of a text with their places."""
        found = list(WORD.finditer(text))
        starts, ends = tuple(one.start() for one in found), tuple(one.end() for one in found)
        gaps = tuple(
            text[end:start] for end, start in zip((0, *ends), (*starts, len(text)), strict=True)
        )
        kinds = {
            gap: (INSIDE.fullmatch(gap) is not None, STOP.search(gap) is not None)
            for gap in set(gaps)
        }
        joined = (False, *(kinds[gap][0] for gap in gaps[1:-1]))[: len(found)]
        opens = (True, *(kinds[gap][1] for gap in gaps[1:-1]))[: len(found)]
        return cls(text, tuple(one.group() for one in found), starts, ends, gaps, joined, opens)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(word.lower() for word in self.words)

    @cached_property
    def counts(self) -> Counter:
        """Each word as it is written, how often."""
        return Counter(self.words)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each word in lower case, and which words of the text it is."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.lower):
            found.setdefault(word, []).append(at)
        return found

    def written(self, first: int, last: int) -> str:
        """Words first..last as they stand, runs of whitespace as one space, apostrophes straight."""
        return " ".join(self.text[self.starts[first] : self.ends[last]].split()).replace(
            "\u2019", "'"
        )

    def find(self, term: str) -> list[int]:
        """Which words begin the term, in any of the forms that the matcher knows; the same places that `Matcher([term])` finds."""
        if term not in self._found:
            self._found[term] = self._find(term)
        return self._found[term]

    @cached_property
    def _found(self) -> dict[str, list[int]]:
        return {}

    def _find(self, term: str) -> list[int]:
        parts = tuple(part.lower() for part in WORD.findall(term))
        if not parts:
            return []
        forms = {in_form(term, form) for form in (PLAIN, CAPITALISED, TITLE, UPPER)}
        rare = min(range(len(parts)), key=lambda i: len(self.places.get(parts[i], ())))
        found = []
        for place in self.places.get(parts[rare], ()):
            first, end = place - rare, place - rare + len(parts)
            if (
                first >= 0
                and self.lower[first:end] == parts
                and all(self.joined[first + 1 : end])
                and self.written(first, end - 1) in forms
            ):
                found.append(first)
        return found


def log_likelihood(count: int, size: int, general: int, general_size: int) -> float:
    """G2 (Dunning 1993) of a term that stands `count` times among `size` words here and `general` times among `general_size` there.

    2 * (O1 ln(O1/E1) + O2 ln(O2/E2)), E being the counts that one common rate would give; negative where the term is rarer here. How surely
    the rates differ, not by how much: 6.63 is the line of chance at 1 in 100.
    """
    rate = (count + general) / max(size + general_size, 1)
    parts = ((count, size * rate), (general, general_size * rate))
    total = 2 * sum(seen * math.log(seen / wanted) for seen, wanted in parts if seen)
    return math.copysign(total, count * general_size - general * size)


def times_as_frequent(count: int, size: int, general: int, general_size: int) -> float:
    """How many times the rate of general text; half a count is added there, so that what never stands in it has a rate too."""
    return (count / max(size, 1)) / ((general + 0.5) / max(general_size, 1))


def entropy(counts: Counter) -> float:
    """Of a distribution given as counts, in nats: 0 where everything is the same."""
    total = sum(counts.values())
    return -sum(count / total * math.log(count / total) for count in counts.values())
