"""`run`, `teach`, `report`, `share`: what a person does with one run."""

import argparse
import time
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.models.machine import require_seed
from whp_kit.paths import resolve
from whp_kit.runs import limits
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import Notebook, find_steps, parse_overrides
from whp_kit.runs.report import read_scores, stale_lines, tables, write_report
from whp_kit.runs.step_names import ANCHORS, TEACH
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset, preset_names, unknown_name
from whp_kit.views.tables import text_table

EVALUATES = ("06", "07", "08", "09")  # notebooks that ask the probes


def add_commands(commands) -> None:
    """Adds the commands to argparse's subparsers."""
    parser = commands.add_parser(
        "run",
        help="execute the notebooks in order; steps whose inputs have not changed are skipped",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--preset",
        default="tiny",
        help=f"one of {', '.join(preset_names())}, or the path of a .toml file",
    )
    parser.add_argument("--run", default="demo", help="the run's name: results go to runs/<name>/")
    parser.add_argument("--seed", type=int, default=0, help="the seed of every notebook")
    parser.add_argument("--force", action="store_true", help="execute all of them again")
    parser.add_argument(
        "--from", dest="start", metavar="NN", help="execute again from this notebook on, such as 04"
    )
    parser.add_argument(
        "--to", dest="end", metavar="NN", help="stop after this notebook, such as 03"
    )
    parser.add_argument(
        "--only",
        action="append",
        metavar="NN",
        help="this notebook alone, such as 09, which is not run otherwise",
    )
    parser.add_argument(
        "-p",
        dest="overrides",
        action="append",
        default=[],
        metavar="NN.name=value",
        help="a parameter, such as 05.steps=60",
    )
    parser.set_defaults(call=run)

    parser = commands.add_parser(
        "teach",
        help="teach a model the target, so that it has something to forget (notebook 10)",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--preset",
        required=True,
        help=f"one of {', '.join(preset_names())}, or the path of a .toml file; its "
        "never_knew is taught, or its base",
    )
    parser.add_argument("--run", default="taught", help="results go to runs/<name>/")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "-p",
        dest="overrides",
        action="append",
        default=[],
        metavar="10.name=value",
        help="a parameter, such as 10.steps=60",
    )
    parser.set_defaults(call=teach)

    parser = commands.add_parser(
        "report", help="write the report of a run again", allow_abbrev=False
    )
    parser.add_argument("--run", default="demo")
    parser.set_defaults(call=report)

    parser = commands.add_parser(
        "share",
        help="the unlearned model with a card; sent to the hub only with --push and --yes",
        allow_abbrev=False,
    )
    parser.add_argument("--run", default="demo")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="a new folder, or one that this command made",
    )
    parser.add_argument(
        "--adapter", action="store_true", help="the adapter alone instead of a merged model"
    )
    parser.add_argument(
        "--step", type=int, metavar="N", help="of the checkpoint; by default the last"
    )
    parser.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="the target, which must not be sent; by default the run's books",
    )
    parser.add_argument(
        "--push", metavar="NAME", help="list what would go to the hub's model NAME, and stop"
    )
    parser.add_argument("--yes", action="store_true", help="with --push: send it")
    parser.set_defaults(call=share)


def run(arguments: argparse.Namespace) -> None:
    """Executes the notebooks; the report is written after each step, also after one that fails."""
    from whp_kit.evaluation.probe_check import check_world
    from whp_kit.text.documents import require_texts

    began = time.monotonic()
    require_seed(arguments.seed)
    preset = load_preset(arguments.preset)
    notebooks = find_steps(arguments.only)
    overrides = parse_overrides(arguments.overrides, notebooks)
    numbers = [notebook.number for notebook in notebooks]
    start, end = (
        number.zfill(2) if number else None for number in (arguments.start, arguments.end)
    )
    for option, number in (("--from", start), ("--to", end)):
        if number is not None and number not in numbers:
            raise unknown_name("notebook", number, numbers, option)
    require_texts(preset.world)
    notebooks = [notebook for notebook in notebooks if end is None or notebook.number <= end]
    project = Run(arguments.run)
    for notebook in notebooks:
        _check_settings(notebook, preset, overrides.get(notebook.name, {}), project)
    if any(notebook.number in EVALUATES for notebook in notebooks):
        for line in check_world(preset):
            print(f"warning: {line}; see `whp-kit probes check --preset {arguments.preset}`")
    outcome = run_notebooks(
        notebooks,
        arguments.run,
        preset,
        seed=arguments.seed,
        overrides=overrides,
        force_from="00" if arguments.force else start,
        after_step=lambda: write_report(project),
    )
    path = project.folder / "report.html"
    if not path.is_file():
        write_report(project)
    _print_scores(project)
    executed, skipped = len(outcome.executed), len(outcome.skipped)
    print(f"\n{executed} executed, {skipped} unchanged, {time.monotonic() - began:.0f} s")
    print(f"report: {path}")


def teach(arguments: argparse.Namespace) -> None:
    """Executes notebook 10 and prints what it measured and the lines for a preset."""
    from whp_kit.files import read_json
    from whp_kit.text.documents import require_texts

    preset = load_preset(arguments.preset)
    notebooks = find_steps([TEACH[:2]])
    overrides = parse_overrides(arguments.overrides, notebooks)
    require_texts(preset.world)
    require_seed(arguments.seed)
    project = Run(arguments.run)
    run_notebooks(notebooks, arguments.run, preset, seed=arguments.seed, overrides=overrides)
    lesson = project.peek(TEACH)
    rows = [
        {"model": name} | scores for name, scores in read_json(lesson.path("scores.json")).items()
    ]
    print(text_table(rows))
    before = lesson.manifest["settings"]["model"]["base"]
    print(
        f'\nfor a preset:\n[model]\nbase = "{lesson.path("taught")}"\nnever_knew = "{before}"\n'
        f'[general]  # where the world has general = "self"\nmodel = "{before}"'
    )


def _check_settings(notebook: Notebook, preset: Preset, given: dict, project: Run) -> None:
    """An error for a parameter out of range, and for a missing or damaged table of anchors, before
    the first notebook runs for hours."""
    from whp_kit.anchors.table import AnchorTable

    settings = notebook.settings(preset, given)
    if notebook.name == ANCHORS:
        settings.world.need_files()
        own = project.folder / ANCHORS / "anchors.csv"
        AnchorTable.load(own if given.get("anchors") == "run" else settings.world.anchors)


def report(arguments: argparse.Namespace) -> None:
    """Writes the report of a run again."""
    project = _made_run(arguments.run)
    path = write_report(project)
    _print_scores(project)
    print(f"report: {path}")


def share(arguments: argparse.Namespace) -> None:
    """Prepares the unlearned model for sharing, lists its files, and sends them if told twice."""
    from whp_kit.runs import share
    from whp_kit.runs.step_names import FINETUNE
    from whp_kit.text.documents import read_all

    project = Run(arguments.run)
    if arguments.push and share.list_of(arguments.out).is_file() and arguments.out.exists():
        if arguments.step is not None or arguments.adapter:
            raise InputError(
                "the folder was made before, so --step and --adapter change nothing",
                value=str(arguments.out),
                remedy="leave them out to send what is in it, or name a new folder with --out",
            )
        share.require_made_from(project, arguments.out)
    else:
        share.prepare(project, arguments.out, merged=not arguments.adapter, step=arguments.step)
    files = share.listing(arguments.out)
    print(text_table([{"file": name, "bytes": f"{size:,}"} for name, size in files]))
    print(f"{len(files)} files, {sum(size for _, size in files):,} bytes")
    if not arguments.push:
        print(arguments.out)
        return
    trained = project.read(FINETUNE)
    named = [trained.setting("world", name, kind=str | None) for name in ("books", "companion")]
    books = [resolve(one) for one in named if one]
    target = read_all(*(arguments.text or books))
    if arguments.yes:
        print(share.push(arguments.out, arguments.push, target))
    else:
        share.check_holds_no_target(arguments.out, target)
        print(
            f"nothing was sent; the files above would go to {arguments.push} (private). "
            "Say --yes to send them"
        )


def _made_run(name: str) -> Run:
    """The run; SettingsError where nothing was ever made under that name."""
    project = Run(name)
    if not project.folder.is_dir():
        root = project.folder.parent
        names = sorted(path.name for path in root.glob("[!.]*") if path.is_dir())
        raise unknown_name("run", name, names, str(root))
    return project


def _print_scores(project: Run) -> None:
    scores = read_scores(project)
    if scores is None:
        return
    for title, rows in tables(scores).items():
        print(f"\n{title}\n{text_table(rows)}")
    for line in stale_lines(project.problems()):
        print(f"\n{line}")
    if little := limits.on_baseline(scores):
        print(f"\n{little}")
    print(f"\n{limits.TITLE}\n{limits.on_trials(scores)}")
    failed = limits.failed_trials(scores)
    if failed:
        print(text_table(failed))
    print(limits.on_measures(scores))
