"""`figures`, `bench`, `badges`: names that old commands had; the tools stand beside the package."""

import argparse
import importlib
import sys

from whp_kit.errors import InputError
from whp_kit.paths import PROJECT_ROOT

TOOLS = {
    "figures": ("tools.readme_figures", "the README's pictures and tables"),
    "bench": ("tools.bench", "measure, into runs/bench/bench.json"),
    "badges": ("tools.badges", "Colab's badge and the set-up cell of every notebook"),
}


def add_commands(commands) -> None:
    """Adds the three commands to argparse's subparsers; the tool reads the options."""
    for name, (module, purpose) in TOOLS.items():
        # No option of its own: every word goes to the tool.
        parser = commands.add_parser(
            name, help=f"{purpose}; now python -m {module}", add_help=False, prefix_chars="\0"
        )
        parser.add_argument("words", nargs="*")
        parser.set_defaults(call=forward, module=module)


def forward(arguments: argparse.Namespace) -> int:
    """Runs the tool's `main` with the same words."""
    print(f"now: python -m {arguments.module}", file=sys.stderr)
    if str(PROJECT_ROOT) not in sys.path:
        sys.path.insert(0, str(PROJECT_ROOT))
    try:
        module = importlib.import_module(arguments.module)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("tools"):
            raise
        raise InputError(
            "the tools are not beside the package",
            value=str(PROJECT_ROOT),
            remedy="run the command in a whole clone, or set WHP_ROOT to one",
        ) from error
    if not hasattr(module, "main"):  # a folder that runs by its __main__
        module = importlib.import_module(f"{arguments.module}.runner")
    return module.main(arguments.words) or 0
