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
    """Runs one command and returns the exit status: 0, 1 for an error or a fault that was found,
    130 for Ctrl-C.
    """
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
        status = arguments.call(arguments) or 0
        sys.stdout.flush()
        return status
    except WhpError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nstopped: finished steps are kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:  # the output was piped to a program that ended, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 1
