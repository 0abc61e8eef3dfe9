"""What a command prints: only text. A control character that came with data, a file's name or a
model's reply is shown as its number, so that it moves no cursor, hides no line and sets no title.
"""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

from whp_kit.views.tables import printable

CLEARS = re.compile(r"\r *\r$")  # what a bar of the kit writes to clear its line
BAR = re.compile(r"\r")  # what a bar of a library, on stderr, begins with


class Terminal:
    """A stream that prints nothing active, and for a letter that its encoding lacks a question
    mark. What it has besides is the stream's own.
    """

    def __init__(self, stream: TextIO, moves: re.Pattern):
        self._stream, self._moves = stream, moves
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")

    def write(self, text: str) -> int:
        """Writes what is printable of the text; returns the length of the whole."""
        start = match.end() if (match := self._moves.match(text)) else 0
        self._stream.write(text[:start] + printable(text[start:]))
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        """Writes each line."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextlib.contextmanager
def text_alone() -> Iterator[None]:
    """Inside, what is printed is printable."""
    with (
        open(os.devnull, "w") as nowhere,  # in the place of a stream that the caller closed
        contextlib.redirect_stdout(Terminal(sys.stdout or nowhere, CLEARS)),
        contextlib.redirect_stderr(Terminal(sys.stderr or nowhere, BAR)),
    ):
        yield
