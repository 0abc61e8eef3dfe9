"""Faults: places in a text that are not the text itself, with what they should be, and lines.

The modules that look for faults (encodings.py, characters.py, apparatus.py) all give `Fault`s;
check.py tells them and clean.py mends them, so that both always speak of the same places.
"""

from bisect import bisect_right
from dataclasses import dataclass

import regex

LINE_END = regex.compile(r"\r\n|[\n\r\u2028\u2029]")  # those that an editor counts


@dataclass(frozen=True)
class Fault:
    """Characters [start, end) of a text are of the kind `kind`.

    `right` is what they should be, "" if they are to be cut out, None where that is not certain.
    """

    kind: str
    start: int
    end: int
    right: str | None


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
