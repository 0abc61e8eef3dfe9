"""The command `whp-kit`: runs one command and tells an error in one paragraph."""

import argparse
import os
import sys
from collections.abc import Sequence

from whp_kit import __version__
from whp_kit.cli import anchors, developer, machine, run, studies, texts
from whp_kit.errors import WhpError
from whp_kit.paths import require_data

GROUPS = (run, machine, texts, anchors, studies, developer)


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0, 1 for an error or a fault that was found or
    for output that nobody reads to its end, 130 for Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter that the encoding lacks is no error
            stream.reconfigure(errors="replace")
    try:
        try:
            return _call(words)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the output was piped to a program that ended, such as head
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
    except KeyboardInterrupt:
        print(
            "\nstopped: finished steps are kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130
