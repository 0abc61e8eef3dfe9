"""Faults: places in a text that are not the text itself, with what they should be; and its lines.

The modules that look for faults (encodings.py, characters.py, front_matter.py, notes.py, pages.py)
all give `Fault`s; check.py tells them and clean.py mends them, so that both always speak of the
same places.
"""

from bisect import bisect_right
from dataclasses import dataclass

import regex

from whp_kit.text.sentences import ends_as_sentence
from whp_kit.text.words import ALPHABETIC

LINE_END = regex.compile(r"\r\n|[\n\r\u2028\u2029]")  # those that an editor counts
SIGN = rf"[^{ALPHABETIC}]"  # what stands between words
LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
WRAPPED_LINE = 40  # characters from which a line may end because the page does
GOES_ON = regex.compile(r"[,;\p{Ll}\p{Lo}-]$")


@dataclass(frozen=True)
class Fault:
    """Characters [start, end) of a text are of the kind `kind`.

    `right` is what they should be, "" if they are to be cut out, None where that is not certain.
    """

    kind: str
    start: int
    end: int
    right: str | None = None


def cut_if(is_certain: object) -> str | None:
    """What a place should be that is to be cut out, if that is certain."""
    return "" if is_certain else None


@dataclass(frozen=True)
class Line:
    """Characters [start, end) of a text are a line; its end of line goes up to `next_start`."""

    start: int
    end: int
    next_start: int
    text: str  # without the space around it


class Lines(list[Line]):
    """The lines of a text."""

    def __init__(self, text: str):
        start = 0
        for match in LINE_END.finditer(text):
            self.append(
                Line(start, match.start(), match.end(), text[start : match.start()].strip())
            )
            start = match.end()
        if start < len(text):
            self.append(Line(start, len(text), len(text), text[start:].strip()))
        self.starts = [line.start for line in self]

    def index_of(self, position: int) -> int:
        """The index of the line that holds this character."""
        return max(0, bisect_right(self.starts, position) - 1)

    def begins_anew(self, index: int) -> bool:
        """Whether a line may be a heading: it does not go on with a sentence of the line above."""
        above = self[index - 1].text if index else ""
        first = LETTER_OR_DIGIT.search(self[index].text)
        is_small = first is not None and first.group().islower()
        return not above or (ends_as_sentence(above) and not is_small)


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on from the end of a text to the beginning of the next one."""
    if not before or not after or ends_as_sentence(before):
        return False
    first = LETTER_OR_DIGIT.search(after[:3])
    return bool(first and first.group().islower()) or (
        len(before) >= WRAPPED_LINE and GOES_ON.search(before) is not None
    )
