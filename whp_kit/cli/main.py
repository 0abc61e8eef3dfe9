"""The command `whp-kit`: runs one command and tells an error in one paragraph.

What the kit's own errors do not foresee is told in one line as well, and its traceback is kept in
a file.
"""

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

from whp_kit import __version__
from whp_kit.cli import anchors, developer, machine, run, studies, texts
from whp_kit.cli.terminal import text_alone
from whp_kit.errors import InputError, StorageError, WhpError, shorten
from whp_kit.files import DISK_FULL
from whp_kit.paths import require_data

GROUPS = (run, machine, texts, anchors, studies, developer)


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0, 1 for an error or a fault that was found or
    for output that nobody reads to its end, 130 for Ctrl-C.
    """
    try:
        with text_alone():
            try:
                return _call(words)
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


def _call(words: Sequence[str] | None) -> int:
    """Reads the words of a command and runs it; errors are told in one paragraph."""
    parser = argparse.ArgumentParser(
        prog="whp-kit", description="Approximate unlearning, step by step.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"whp-kit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    for group in GROUPS:
        group.add_commands(commands)
    arguments = parser.parse_args(words)
    try:
        require_data()
        return arguments.call(arguments) or 0
    except WhpError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        if _concerns_output(error):
            raise
        known = _known(error)
        told = f"{type(known).__name__}: {known}" if known else _unknown(error)
        print(f"\n{told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nstopped: finished steps are kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130


def _concerns_output(error: Exception) -> bool:
    """Whether the output itself could not be written: its reader ended, or its disk is full."""
    full = isinstance(error, OSError) and error.filename is None and error.errno in DISK_FULL
    return full or isinstance(error, BrokenPipeError)


def _known(error: Exception) -> WhpError | None:
    """The kit's error for what a disk or a path does to any command; None for any other error."""
    if not isinstance(error, OSError) or error.filename is None:
        return None
    value = f"{error.filename}: {error.strerror}"
    if error.errno in DISK_FULL:
        remedy = "free some space there; what was there before is untouched"
        return StorageError("the disk is full", value=value, remedy=remedy)
    remedy = "look at the path, and at who may read and write there"
    return InputError("a file or a folder cannot be used", value=value, remedy=remedy)


def _unknown(error: Exception) -> str:
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
