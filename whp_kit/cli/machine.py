"""`doctor`: what this machine is, and which presets it can run."""

import argparse

from whp_kit.settings import load_preset
from whp_kit.views.tables import text_table


def add_commands(commands) -> None:
    """Adds the command to argparse's subparsers."""
    parser = commands.add_parser(
        "doctor",
        help="this machine, and which presets it can run; nothing is downloaded",
        allow_abbrev=False,
    )
    parser.add_argument("--preset", help="this one alone; status 1 unless it fits")
    parser.set_defaults(call=doctor)


def doctor(arguments: argparse.Namespace) -> int:
    """Prints the machine and a table of presets; returns 1 if the one of --preset does not fit."""
    if arguments.preset:
        load_preset(arguments.preset)  # an unknown name is an error before torch is imported
    from whp_kit.models.doctor import examine

    machine, presets = examine([arguments.preset] if arguments.preset else None)
    print("\n".join(f"{name}: {value}" for name, value in machine))
    long = ("fits", "to bring")  # sentences, below the table
    print()
    print(text_table([{k: v for k, v in row.items() if k not in long} for row in presets]))
    for row in presets:
        print(f"\n{row['preset']}: fits: {row['fits']}")
        if row["to bring"]:
            print(f"  to bring: {row['to bring']}")
    print(
        "\nTraining is that of 01 and 05, guessed to within a factor of two or so; "
        "04 and 06 come on top."
    )
    return int(bool(arguments.preset) and presets[0]["fits"] != "yes")
