"""The command `whp-kit`: reads the words of a command and runs it."""

import argparse
from collections.abc import Sequence

from whp_kit import __version__
from whp_kit.cli import anchors, developer, forget, machine, run, studies, texts
from whp_kit.paths import require_data
from whp_kit.views.terminal import exit_status

GROUPS = (run, forget, machine, texts, anchors, studies, developer)


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0, 1 for an error or a fault that was found or
    for output that nobody reads to its end, 130 for Ctrl-C.
    """
    return exit_status(lambda: _call(words))


def _call(words: Sequence[str] | None) -> int | None:
    parser = argparse.ArgumentParser(
        prog="whp-kit", description="Approximate unlearning, step by step.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"whp-kit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    for group in GROUPS:
        group.add_commands(commands)
    arguments = parser.parse_args(words)
    require_data()
    return arguments.call(arguments)
