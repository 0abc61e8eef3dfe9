"""`anchors check`, `anchors convert`, `anchors suggest`: a table of anchors outside a notebook."""

import argparse
import dataclasses
import json
import shutil
import sys
import tempfile
from pathlib import Path

from whp_kit.cli.texts import need_new
from whp_kit.errors import InputError
from whp_kit.files import replacing
from whp_kit.runs.step_names import DELTAS
from whp_kit.runs.store import Artifact, Run
from whp_kit.settings import SELF, WorldSettings, load_preset
from whp_kit.views.tables import text_table


def add_commands(commands) -> None:
    """Adds the three commands to argparse's subparsers."""
    anchors = commands.add_parser(
        "anchors",
        help="check, convert or suggest a table of anchors",
        allow_abbrev=False,
    )
    kinds = anchors.add_subparsers(required=True, metavar="what")

    parser = kinds.add_parser(
        "check",
        help="faults first, then warnings and notes; status 1 if there is a fault",
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", help="a .csv, a .json or .jsonl, or a chat model's reply (.txt, .md, .py)"
    )
    parser.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="the target: a .txt or a folder; terms that are not in it are reported",
    )
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="FILE",
        help="words of the target that no replacement should hold",
    )
    parser.add_argument(
        "--add-inflections",
        type=Path,
        metavar="FILE",
        help="with --text: write the table with a suggested row for each inflected form of a term",
    )
    parser.add_argument(
        "--tokenizer",
        metavar="MODEL",
        help="a folder, or a name on a hub: looks at tokens as well, where replacements begin with"
        " a common one and where terms cannot be separated",
    )
    parser.add_argument("--json", action="store_true", help="a list of findings for other programs")
    parser.set_defaults(call=check)

    parser = kinds.add_parser(
        "convert", help="from any of these forms to a new .csv or .json", allow_abbrev=False
    )
    parser.add_argument("source")
    parser.add_argument("to")
    parser.set_defaults(call=convert)

    parser = kinds.add_parser(
        "suggest",
        help="a table from the text and the deltas alone, to be looked at",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--preset",
        default="tiny",
        help="its world's books, companion and general text are read; its anchors are not",
    )
    parser.add_argument(
        "--run", default="demo", help="the run whose logit deltas (02) help, where it has them"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a new .csv or .json"
    )
    parser.add_argument("--count", type=int, default=700, metavar="N", help="the most rows")
    parser.add_argument("--overwrite", action="store_true", help="write over FILE")
    parser.add_argument(
        "--chat",
        metavar="MODEL",
        help="ask this chat model as well: a folder, or a name on a hub or at the address",
    )
    parser.add_argument(
        "--address",
        metavar="URL",
        help="where that model answers, such as http://localhost:8000/v1; a key in WHP_CHAT_KEY",
    )
    parser.set_defaults(call=suggest)


def check(arguments: argparse.Namespace) -> int:
    """Prints the findings about a table; returns 1 if there is a fault."""
    from whp_kit.anchors.exchange import read_any, write_any
    from whp_kit.anchors.inflection import INFLECTED
    from whp_kit.anchors.validate import validate

    if arguments.add_inflections:
        if not arguments.text:
            raise InputError(
                "inflected forms are looked for in a text, and none is named",
                value=f"--add-inflections {arguments.add_inflections}",
                remedy="name the target with --text",
            )
        need_new(arguments.add_inflections, overwrite=False)
    table, left_out = read_any(arguments.file)
    text, lexicon = None, ()
    if arguments.text:
        from whp_kit.text.documents import read_all, whole_text

        text = whole_text(read_all(*arguments.text))
    if arguments.lexicon:
        from whp_kit.evaluation.probes import load_lexicon

        lexicon = load_lexicon(arguments.lexicon).grades
    tokenizer = None
    if arguments.tokenizer:
        from whp_kit.models.load import load_tokenizer

        tokenizer = load_tokenizer(arguments.tokenizer)
    findings = validate(table, text, lexicon, tokenizer=tokenizer)
    faults = sum(finding.severity == "error" for finding in findings)
    told = [f"left out: {line}" for line in left_out]
    if arguments.add_inflections:
        new = [row for one in findings if one.kind == INFLECTED for row in one.fix.add]
        write_any(dataclasses.replace(table, rows=(*table.rows, *new)), arguments.add_inflections)
        told.append(f"{len(new)} suggested rows are added in {arguments.add_inflections}")
    for line in told:
        print(line, file=sys.stderr if arguments.json else sys.stdout)
    if arguments.json:
        values = [dataclasses.asdict(finding) for finding in findings]
        print(json.dumps(values, indent=1))  # in ASCII, so that any console shows all of it
        return int(bool(faults))
    if findings:
        rows = [
            {
                "row": finding.row,
                "severity": finding.severity,
                "term": finding.term,
                "what": finding.reason,
                "remedy": finding.remedy,
            }
            for finding in findings
        ]
        print(text_table(rows))
    others = len(findings) - faults
    print(f"{len(table.rows)} rows, {faults} faults, {others} warnings and notes")
    return int(bool(faults))


def convert(arguments: argparse.Namespace) -> None:
    """Writes a table in another form."""
    from whp_kit.anchors.exchange import read_any, write_any

    table, left_out = read_any(arguments.source)
    write_any(table, arguments.to)
    for line in left_out:
        print(f"left out: {line}")
    summary = f"{len(table.rows)} rows in {arguments.to}"
    print(f"{summary}; {len(left_out)} entries left out" if left_out else summary)


def _inspected(run: Run, world: WorldSettings) -> Artifact | None:
    """Step 02 of the run, if it is there and of this world."""
    if DELTAS not in run.steps():
        return None
    step = run.peek(DELTAS)
    has_world = "world" in step.manifest["settings"]  # a step may be made without a preset
    is_other = has_world and step.setting("world", "world") != world.world
    return None if is_other else step


def _general_text(world: WorldSettings, step: Artifact | None) -> str:
    """The world's general text, or the one that the base wrote in 02; "" without one."""
    from whp_kit.text.documents import read_all, whole_text

    written = step and step.folder / "general.txt"
    if SELF in world.general and written and written.is_file():
        return whole_text(read_all(*world.general_files, written))
    if world.general == (SELF,):
        print(
            "the model has written no general text yet: the kit's everyday text stands in its place"
        )
    return whole_text(read_all(*world.general_files))


def suggest(arguments: argparse.Namespace) -> None:
    """Writes a suggested table, from the text, the deltas of a run, and a chat model if named."""
    from whp_kit.anchors import suggest
    from whp_kit.anchors.exchange import require_ending, write_any
    from whp_kit.anchors.table import AnchorTable
    from whp_kit.text.documents import read_all, whole_text
    from whp_kit.text.english import may_be_english

    if arguments.address and not arguments.chat:
        raise InputError("an address without a model", remedy="name the model with --chat")
    need_new(arguments.out, arguments.overwrite)
    world = load_preset(arguments.preset).world
    require_ending(arguments.out)
    text = whole_text(read_all(world.books, world.companion))
    run = Run(arguments.run)
    inspected = _inspected(run, world)
    general = _general_text(world, inspected)
    deltas = inspected and inspected.read_json("deltas.json", suggest.LogitDeltas)
    rows = suggest.as_rows(suggest.suggest_anchors(text, general, deltas, arguments.count))
    if arguments.chat:
        from whp_kit.anchors.chat_list import ask_for_anchors, merge
        from whp_kit.models.chat import open_chat_model

        chat_model = open_chat_model(arguments.chat, arguments.address)
        chat_rows, left_out = ask_for_anchors(chat_model, text)
        rows = merge(rows, chat_rows)
        for line in left_out:
            print(f"left out: {line}")
    with tempfile.TemporaryDirectory() as folder, replacing(arguments.out) as new_file:
        unfinished = Path(folder) / f"anchors{arguments.out.suffix}"
        write_any(AnchorTable(tuple(rows)), unfinished)  # a failure leaves the old file
        shutil.copyfile(unfinished, new_file)
    known = "with" if deltas else "without"
    print(
        f"{len(rows)} rows in {arguments.out}, {known} the deltas of run '{arguments.run}'; "
        "look at each before you use it"
    )
    if not may_be_english(text):
        print(
            "The text is not English: categories and replacements are guessed from English words. "
            "Write each replacement yourself."
        )
