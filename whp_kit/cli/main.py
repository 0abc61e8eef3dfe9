"""The command line: `whp-kit run`, `doctor`, `bench`, `ablate`, `sweep`, `anchors`, `probes`, `judge`, `texts`, `share`, `figures`,
`badges`, `report`.

Starts without torch: a run with nothing to do ends at once.
"""

import argparse
import sys
from pathlib import Path

from whp_kit import __version__
from whp_kit.cli import actions
from whp_kit.errors import WhpError
from whp_kit.paths import require_data
from whp_kit.settings import preset_names


def main(words: list[str] | None = None) -> int:
    """Runs one command; returns the exit status: 0, 1 for an error that was told or a fault that was found, 130 for Ctrl-C."""
    arguments = _parser().parse_args(words)
    try:
        require_data()
        return arguments.call(arguments) or 0
    except WhpError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nstopped; the steps that were finished are kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="whp-kit", description="Approximate unlearning, step by step.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"whp-kit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser(
        "run",
        help="execute the notebooks in order; steps whose inputs have not changed are skipped",
        allow_abbrev=False,
    )
    run.add_argument(
        "--preset",
        default="tiny",
        help=f"one of {', '.join(preset_names())}, or the absolute path of a .toml file",
    )
    run.add_argument("--run", default="demo", help="the run's name: results go to runs/<name>/")
    run.add_argument("--seed", type=int, default=0, help="the seed of every notebook")
    run.add_argument("--force", action="store_true", help="execute all of them again")
    run.add_argument(
        "--from", dest="start", metavar="NN", help="execute again from this notebook on, such as 04"
    )
    run.add_argument("--to", dest="end", metavar="NN", help="stop after this notebook, such as 03")
    run.add_argument(
        "--only",
        action="append",
        metavar="NN",
        help="this notebook alone, such as 09, which is not run otherwise",
    )
    run.add_argument(
        "-p",
        dest="overrides",
        action="append",
        default=[],
        metavar="NN.name=value",
        help="a parameter, such as 05.steps=60",
    )
    run.set_defaults(call=actions.run)

    doctor = commands.add_parser(
        "doctor",
        help="this machine, and which presets it can run; nothing is downloaded",
        allow_abbrev=False,
    )
    doctor.add_argument("--preset", help="this one alone; status 1 unless it fits")
    doctor.set_defaults(call=actions.doctor)

    bench = commands.add_parser(
        "bench", help="measure, into runs/bench/bench.json", allow_abbrev=False
    )
    bench.add_argument("--preset", default="tiny")
    bench.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="this part alone: 'run', or a file of tests/bench without 'bench_'",
    )
    bench.set_defaults(call=actions.bench)

    ablate = commands.add_parser(
        "ablate",
        help="what each rule of the labels is good for; a run must have come to 03",
        allow_abbrev=False,
    )
    ablate.add_argument("--preset", default="tiny")
    ablate.add_argument("--run", default="demo")
    ablate.add_argument("--seed", type=int, default=0)
    ablate.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="this variant alone, such as 'anchors only'; the others are kept",
    )
    ablate.set_defaults(call=actions.ablate)

    sweep = commands.add_parser(
        "sweep",
        help="the fine-tune with other settings, side by side: forgotten against kept",
        allow_abbrev=False,
    )
    sweep.add_argument("--preset", default="tiny")
    sweep.add_argument(
        "--run",
        default="demo",
        help="the base run: its steps up to 05 must be there, and are left as they are",
    )
    sweep.add_argument(
        "--name",
        default="sweep",
        help="results go to runs/<name>/, each point to runs/<name>-<point>/",
    )
    sweep.add_argument(
        "--points",
        type=Path,
        metavar="FILE",
        help="a TOML file with [[point]]s or a [grid], as data/sweeps/tiny.toml",
    )
    sweep.add_argument(
        "-p",
        dest="texts",
        action="append",
        default=[],
        metavar="name=value,...",
        help="a point: retain_weight=5,steps=300",
    )
    sweep.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[],
        metavar="N",
        help="each point with each of these seeds",
    )
    sweep.add_argument(
        "--twins",
        action="store_true",
        help="on the never-knew model too, what has several seeds: seeds against seeds",
    )
    sweep.set_defaults(call=actions.sweep)

    anchors = commands.add_parser(
        "anchors",
        help="look at a table of anchors, or bring it into another form",
        allow_abbrev=False,
    )
    kinds = anchors.add_subparsers(required=True, metavar="what")
    check = kinds.add_parser(
        "check",
        help="faults first, then warnings and notes; status 1 if there is a fault",
        allow_abbrev=False,
    )
    check.add_argument("file", help="a .csv, a .json, or a chat model's reply (.txt, .md, .py)")
    check.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="the target: a .txt or a folder; terms it lacks are told",
    )
    check.add_argument(
        "--lexicon",
        type=Path,
        metavar="FILE",
        help="words of the target that no replacement should hold",
    )
    check.add_argument("--json", action="store_true", help="a list of findings for other programs")
    check.set_defaults(call=actions.check_anchors)
    convert = kinds.add_parser(
        "convert", help="from any of these forms to a new .csv or .json", allow_abbrev=False
    )
    convert.add_argument("source")
    convert.add_argument("to")
    convert.set_defaults(call=actions.convert_anchors)
    suggest = kinds.add_parser(
        "suggest",
        help="a table from the text and the deltas alone, to be looked at",
        allow_abbrev=False,
    )
    suggest.add_argument(
        "--preset",
        default="tiny",
        help="its world's books, companion and general text are read; its anchors are not",
    )
    suggest.add_argument(
        "--run", default="demo", help="the run whose logit deltas (02) help, where it has them"
    )
    suggest.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a new .csv or .json"
    )
    suggest.add_argument("--count", type=int, default=700, metavar="N", help="at most so many rows")
    suggest.add_argument("--overwrite", action="store_true", help="write over FILE")
    suggest.add_argument(
        "--chat",
        metavar="MODEL",
        help="ask this chat model as well: a folder, or a name on a hub or at the address",
    )
    suggest.add_argument(
        "--address",
        metavar="URL",
        help="where that model answers, such as http://localhost:8000/v1; a key in WHP_CHAT_KEY",
    )
    suggest.set_defaults(call=actions.suggest_anchors)

    probes = commands.add_parser(
        "probes", help="make the prompts that ask whether a text is known", allow_abbrev=False
    )
    kinds = probes.add_subparsers(required=True, metavar="what")
    suggest = kinds.add_parser(
        "suggest", help="probes from any text and lexicon, to be looked at", allow_abbrev=False
    )
    suggest.add_argument(
        "--preset", help="its world's books, companion and lexicon, instead of --text and --lexicon"
    )
    suggest.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="a .txt or a folder of them; may stand several times",
    )
    suggest.add_argument(
        "--lexicon", type=Path, metavar="FILE", help="a .csv of term and grade, 3 or 2"
    )
    suggest.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a new .jsonl of completion probes"
    )
    suggest.add_argument(
        "--probability",
        type=Path,
        metavar="FILE",
        help="a new .jsonl of probability probes as well",
    )
    suggest.add_argument("--count", type=int, default=300, metavar="N", help="at most so many")
    suggest.add_argument("--seed", type=int, default=0)
    suggest.add_argument("--overwrite", action="store_true", help="write over what is there")
    suggest.set_defaults(call=actions.suggest_probes)

    judge = commands.add_parser(
        "judge",
        help="a chat model's grades of 06's completions beside the rule's",
        allow_abbrev=False,
    )
    judge.add_argument("--run", default="demo")
    judge.add_argument(
        "--chat",
        required=True,
        metavar="MODEL",
        help="a folder, or a name on a hub or at the address",
    )
    judge.add_argument(
        "--address",
        metavar="URL",
        help="where that model answers, such as http://localhost:8000/v1; a key in WHP_CHAT_KEY",
    )
    judge.add_argument(
        "--count",
        type=int,
        metavar="N",
        help="at most so many completions of each role; all where it is left out",
    )
    judge.set_defaults(call=actions.judge)

    figures = commands.add_parser(
        "figures",
        help="the README's pictures and table from the shipped record",
        allow_abbrev=False,
    )
    figures.add_argument("--run", help="make the record anew from this run first")
    figures.add_argument(
        "--sweep",
        metavar="NAME",
        help="take this sweep's record first, in place of the shipped one",
    )
    figures.set_defaults(call=actions.figures)

    badges = commands.add_parser(
        "badges",
        help="Colab's badge and the set-up cell, written into every notebook",
        allow_abbrev=False,
    )
    badges.set_defaults(call=actions.badges)

    share = commands.add_parser(
        "share",
        help="the unlearned model with a card; to the hub only when told twice",
        allow_abbrev=False,
    )
    share.add_argument("--run", default="demo")
    share.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="a new folder, or one that this command made",
    )
    share.add_argument(
        "--adapter", action="store_true", help="the adapter alone instead of a merged model"
    )
    share.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="the target, which must not leave; else the run's books",
    )
    share.add_argument(
        "--push", metavar="NAME", help="list what would leave for the hub's model NAME, and stop"
    )
    share.add_argument("--yes", action="store_true", help="with --push: send it")
    share.set_defaults(call=actions.share)

    texts = commands.add_parser(
        "texts", help="look at text files before anything is trained on them", allow_abbrev=False
    )
    kinds = texts.add_subparsers(required=True, metavar="what")
    look = kinds.add_parser(
        "check",
        help="each file's encoding, words, language, front matter; status 1 for a fault",
        allow_abbrev=False,
    )
    look.add_argument("path", type=Path, help="a .txt or a folder of them")
    look.add_argument("--json", action="store_true", help="a list of reports for other programs")
    look.set_defaults(call=actions.check_texts)

    report = commands.add_parser(
        "report", help="write the report of a run again", allow_abbrev=False
    )
    report.add_argument("--run", default="demo")
    report.set_defaults(call=actions.report)
    return parser
