"""`ablate`, `sweep`, `judge`: studies on top of a run."""

import argparse
import sys
from pathlib import Path

from whp_kit.files import read_json
from whp_kit.models.machine import require_seed
from whp_kit.runs.step_names import PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.views.tables import text_table


def add_commands(commands) -> None:
    """Adds the three commands to argparse's subparsers."""
    parser = commands.add_parser(
        "ablate",
        help="what each rule of the labels is good for; a run must have come to 03",
        allow_abbrev=False,
    )
    parser.add_argument("--preset", default="tiny")
    parser.add_argument("--run", default="demo")
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[0, 1, 2],
        metavar="N",
        help="each variant with each of these seeds (default: 0 1 2)",
    )
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="this variant alone, such as 'anchors only'; the others are kept",
    )
    parser.set_defaults(call=ablate)

    parser = commands.add_parser(
        "sweep",
        help="the fine-tune with other settings, side by side: forgotten against kept",
        allow_abbrev=False,
    )
    parser.add_argument("--preset", default="tiny")
    parser.add_argument(
        "--run",
        default="demo",
        help="the base run: its steps up to 05 must be there, and are not changed",
    )
    parser.add_argument(
        "--name",
        default="sweep",
        help="results go to runs/<name>/, each point to runs/<name>-<point>/",
    )
    parser.add_argument(
        "--points",
        type=Path,
        metavar="FILE",
        help="a TOML file with [[point]]s or a [grid], as data/sweeps/tiny.toml",
    )
    parser.add_argument(
        "-p",
        dest="texts",
        action="append",
        default=[],
        metavar="name=value,...",
        help="a point: retain_weight=5,steps=300",
    )
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[],
        metavar="N",
        help="each point with each of these seeds",
    )
    parser.add_argument(
        "--twins",
        action="store_true",
        help="points with several seeds on the retrained model too: seeds against seeds",
    )
    parser.set_defaults(call=sweep)

    parser = commands.add_parser(
        "judge",
        help="a chat model's grades of 06's completions beside the rule's",
        allow_abbrev=False,
    )
    parser.add_argument("--run", default="demo")
    parser.add_argument(
        "--chat",
        required=True,
        metavar="MODEL",
        help="a folder, or a name on a hub or at the address",
    )
    parser.add_argument(
        "--address",
        metavar="URL",
        help="where that model answers, such as http://localhost:8000/v1; a key in WHP_CHAT_KEY",
    )
    parser.add_argument(
        "--count", type=int, metavar="N", help="the most completions of each role; by default all"
    )
    parser.set_defaults(call=judge)


def ablate(arguments: argparse.Namespace) -> None:
    """Runs the ablation of label rules and prints its table."""
    for seed in arguments.seeds:
        require_seed(seed)
    load_preset(arguments.preset)  # an unknown name is an error before torch is imported
    from whp_kit.studies.ablation import run_ablation, table_rows

    with Run(arguments.run).locked("whp-kit ablate"):
        path = run_ablation(arguments.run, arguments.preset, arguments.seeds, arguments.only)
    print(f"\n{text_table(table_rows(read_json(path)))}")
    print(path)


def sweep(arguments: argparse.Namespace) -> int:
    """Runs the sweep and prints its table; returns 1 if a point failed."""
    preset = load_preset(arguments.preset)  # an unknown name is an error before torch is imported
    from whp_kit.studies import sweep, tradeoff

    notebook = sweep.find_tuning()
    points = sweep.load_points(arguments.points, notebook) if arguments.points else []
    points += sweep.parse_points(arguments.texts, notebook)
    for point in points:
        notebook.settings(preset, point.given)  # a value out of range is an error
    for seed in arguments.seeds:
        require_seed(seed)
    own_seed = Run(arguments.run).read(sweep.TUNED).manifest["seed"]
    points = sweep.with_seeds([sweep.Point({}), *points], arguments.seeds, own_seed)
    path = sweep.run_sweep(arguments.run, preset, points, arguments.name, arguments.twins)
    record = tradeoff.load_record(path)
    chosen = tradeoff.chosen_point(record, preset)
    files = tradeoff.write_all(record, chosen, path.parent)
    print(f"\n{text_table(tradeoff.rows(record, chosen))}\n")
    for file in (path, *files):
        print(file)
    for name, reason in record["failed"].items():
        print(f"\nnot made: {name}\n{reason}", file=sys.stderr)
    return int(bool(record["failed"]))


def judge(arguments: argparse.Namespace) -> None:
    """Asks a chat model for grades and prints how far it agrees with the rule."""
    from whp_kit.models.chat import open_chat_model
    from whp_kit.studies import judge

    run = Run(arguments.run)
    run.read(PROBE)  # an error before a model is loaded
    chat = open_chat_model(arguments.chat, arguments.address, judge.NEW_TOKENS)
    with run.locked("whp-kit judge"):
        path, result = judge.judge_run(
            run, chat, arguments.chat, arguments.address, arguments.count
        )
    for title, (heads, *lines) in judge.result_tables(result).items():
        rows = [dict(zip(heads, line, strict=True)) for line in lines]
        print(f"\n{title}\n{text_table(rows)}")
    print(path)
