"""What a command prints: only text, and an error in one paragraph.

A control character that came with data, a file's name or a model's reply is shown as its number, so
that it moves no cursor, hides no line and sets no title. What the kit's own errors do not foresee
is one line as well, and its traceback is kept in a file.
"""

import contextlib
import os
import re
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from typing import TextIO

from whp_kit.errors import InputError, StorageError, WhpError, is_failure, shorten
from whp_kit.files import DISK_FULL
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


def exit_status(call: Callable[[], int | None], who: str = "") -> int:
    """Calls; returns the exit status: the call's own, 1 for an error or for output that nobody
    reads to its end, 130 for Ctrl-C, after which another one is ignored: the process is about to
    end. `who` stands before each error.
    """
    try:
        with text_alone():
            try:
                return _status(call, who)
            finally:
                sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # the disk that the output goes to is full
            print(f"\nthe output could not be written: {error.strerror}", file=sys.stderr)
        # else the output was piped to a program that ended, such as head
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):  # for the flush at exit
            os.dup2(nowhere, stream.fileno())
        return 1


def _status(call: Callable[[], int | None], who: str) -> int:
    try:
        return call() or 0
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would come out as a traceback
        print(
            f"\n{who}stopped: finished steps are kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130
    except BaseException as error:
        if not is_failure(error) or _concerns_output(error):
            raise
        print(f"\n{who}{_told(error)}", file=sys.stderr)
        return 1


def _told(error: BaseException) -> str:
    known = error if isinstance(error, WhpError) else _known(error)
    return f"{type(known).__name__}: {known}" if known else _unknown(error)


def _concerns_output(error: BaseException) -> bool:
    """Whether the output itself could not be written: its reader ended, or its disk is full."""
    full = isinstance(error, OSError) and error.filename is None and error.errno in DISK_FULL
    return full or isinstance(error, BrokenPipeError)


def _known(error: BaseException) -> WhpError | None:
    """The kit's error for what a disk or a path does to any command; None for any other error."""
    is_nameless = isinstance(error, FileNotFoundError) and error.filename is None
    if not isinstance(error, OSError) or error.filename is None and not is_nameless:
        return None
    value = f"{error.filename or 'the working folder'}: {error.strerror}"
    if error.errno in DISK_FULL:
        remedy = "free some space there; what was there before is untouched"
        return StorageError("the disk is full", value=value, remedy=remedy)
    remedy = "look at the path, and at who may read and write there"
    return InputError("a file or a folder cannot be used", value=value, remedy=remedy)


def _unknown(error: BaseException) -> str:
    """One line about an error that nobody foresaw, with the file that keeps its traceback."""
    line = shorten(" ".join(str(error).split()) or "no message")
    trace = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="whp-kit-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
        ) as log:
            log.write(trace)
    except OSError:  # nowhere to write: better on the screen than lost
        return trace
    return (
        f"{type(error).__name__}: {line}. The kit did not foresee this; its traceback is in "
        f"{log.name}"
    )
