"""`texts check`, `probes suggest`, `probes check`: a text of one's own, and questions about it."""

import argparse
import dataclasses
import json
import os
import stat
import sys
from collections import Counter
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import write_jsonl
from whp_kit.settings import SELF, load_preset
from whp_kit.views.tables import text_table

SHOWN_TERMS = 8  # of a lexicon, for which there is no probe


def add_commands(commands) -> None:
    """Adds the three commands to argparse's subparsers."""
    texts = commands.add_parser(
        "texts", help="look at text files before anything is trained on them", allow_abbrev=False
    )
    parser = texts.add_subparsers(required=True, metavar="what").add_parser(
        "check",
        help="what would be learnt with a text, and what cannot be read; status 1 for a fault",
        allow_abbrev=False,
    )
    parser.add_argument("path", type=Path, nargs="?", help="a .txt or a folder of them")
    parser.add_argument("--preset", help="its world's books and general text, instead of a path")
    parser.add_argument(
        "--against",
        action="append",
        type=Path,
        default=[],
        metavar="PATH",
        help="general text that is to be retained: tells what it shares with the texts",
    )
    parser.add_argument(
        "--language", default="English", metavar="NAME", help="of the model, such as German"
    )
    parser.add_argument(
        "--fix", type=Path, metavar="FOLDER", help="a new folder for cleaned copies of the texts"
    )
    parser.add_argument("--json", action="store_true", help="a list of reports for other programs")
    parser.set_defaults(call=check_texts)

    probes = commands.add_parser(
        "probes",
        help="make and check the prompts that ask whether a text is known",
        allow_abbrev=False,
    ).add_subparsers(required=True, metavar="what")
    parser = probes.add_parser(
        "check",
        help="would the judge see each probe's own answer, does the model read each prompt to its "
        "end; status 1 if no answer is seen",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--preset", help="its world's probes and lexicon, and its model, instead of files"
    )
    parser.add_argument("--probes", type=Path, metavar="FILE", help="a .jsonl of completion probes")
    parser.add_argument(
        "--lexicon", type=Path, metavar="FILE", help="a .csv of term and grade, 3 or 2"
    )
    parser.add_argument(
        "--model", metavar="NAME", help="whose tokens are counted, with --probes: a folder, a name"
    )
    parser.add_argument("--json", action="store_true", help="a list of probes for other programs")
    parser.set_defaults(call=check_probes)

    parser = probes.add_parser(
        "suggest", help="probes from any text and lexicon, to be looked at", allow_abbrev=False
    )
    parser.add_argument(
        "--preset", help="its world's books, companion and lexicon, instead of --text and --lexicon"
    )
    parser.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="PATH",
        help="a .txt or a folder of them; may stand several times",
    )
    parser.add_argument(
        "--lexicon", type=Path, metavar="FILE", help="a .csv of term and grade, 3 or 2"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a new .jsonl of completion probes"
    )
    parser.add_argument(
        "--probability",
        type=Path,
        metavar="FILE",
        help="a new .jsonl of probability probes as well",
    )
    parser.add_argument("--count", type=int, default=300, metavar="N", help="the most probes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--overwrite", action="store_true", help="write over what is there")
    parser.set_defaults(call=suggest_probes)


def check_texts(arguments: argparse.Namespace) -> int:
    """Prints a report of each file; returns 1 if one has a fault, or with --fix if one is left.

    With --fix the cleaned copies are written as well, and what was done and left is printed.
    """
    from whp_kit.text.check import check_texts
    from whp_kit.text.clean import clean_texts
    from whp_kit.text.documents import read_all

    paths, general = _texts_to_check(arguments)
    reports = check_texts(paths, read_all(*general), arguments.language)
    cleaned = clean_texts(paths, arguments.fix) if arguments.fix else []
    remarks = [text.left for text in cleaned] or [report.remarks for report in reports]
    faults = sum(remark.severity == "error" for one in remarks for remark in one)
    if arguments.json:
        values = [dataclasses.asdict(report) for report in reports]
        for value, text in zip(values, cleaned, strict=False):
            value["mended"] = text.mended
            value["left"] = [dataclasses.asdict(remark) for remark in text.left]
        print(json.dumps(values, indent=1))  # in ASCII, so that any console shows all of it
        return int(bool(faults))
    print(
        text_table(
            [
                {
                    "file": report.file,
                    "words": f"{report.words:,}",
                    "language": report.language,
                    "encoding": report.encoding,
                    "remarks": len(report.remarks),
                }
                for report in reports
            ]
        )
    )
    for report in reports:
        for remark in report.remarks:
            print("\n" + _remark_text(report.file, remark))
    for text in cleaned:
        mended = ", ".join(f"{kind} {count:,}" for kind, count in sorted(text.mended.items()))
        left = ", ".join(f"{remark.kind} {remark.places:,}" for remark in text.left)
        print(f"\n{arguments.fix / text.file}\n  mended: {mended or 'nothing'}")
        print(f"  left for you to look at: {left or 'nothing'}")
    words = sum(report.words for report in reports)
    print(f"\n{len(reports)} files, {words:,} words, {faults} faults")
    return int(bool(faults))


def _texts_to_check(arguments: argparse.Namespace) -> tuple[list[Path], list[Path | None]]:
    """(the texts, the general text), by a path or by a preset."""
    from whp_kit.text.documents import neighbour_texts

    if bool(arguments.preset) == bool(arguments.path):
        raise InputError(
            "it is not clear which text is meant",
            remedy="give either a path or --preset",
        )
    if not arguments.preset:
        return [arguments.path], arguments.against
    world = load_preset(arguments.preset).world
    if SELF in world.general:
        print(
            "what the model writes as general text of this preset (02) is not compared here",
            file=sys.stderr,
        )
    texts = [path for path in (world.books, world.companion) if path is not None]
    return texts, [*world.general_files, neighbour_texts(world.neighbours), *arguments.against]


def _remark_text(file: str, remark) -> str:
    where = f", line {remark.line}: {remark.shown!r}" if remark.line else ""
    return f"{remark.severity}: {file}{where}\n  {remark.reason}; {remark.remedy}"


def check_probes(arguments: argparse.Namespace) -> int:
    """Prints how the judge grades each probe's own answer; returns 1 if it sees none."""
    from whp_kit.evaluation import probe_check
    from whp_kit.evaluation.probes import load_lexicon, load_probes
    from whp_kit.models.context import context_at_hand

    own = (arguments.probes, arguments.lexicon)
    if (
        bool(arguments.preset) == any((*own, arguments.model))
        or not arguments.preset
        and not all(own)
    ):
        raise InputError(
            "it is not clear which probes are meant",
            remedy="give either --preset, or both --probes and --lexicon",
        )
    preset = load_preset(arguments.preset) if arguments.preset else None
    files = (preset.world.probes, preset.world.lexicon) if preset else own
    model = preset.model.base if preset else arguments.model
    if model and Path(model).is_dir():
        model = str(Path(model).resolve())
    probes, lexicon = load_probes(files[0]), load_lexicon(files[1])
    context = context_at_hand(model) if model else None
    checks = probe_check.check_probes(probes, lexicon, context)
    if preset:
        long = probe_check.world_long_prompts(preset, probes, context)
    else:
        long = probe_check.long_prompts([(one.id, one.prompt) for one in probes], context, 1)
    seen = any(check.grade >= 2 for check in checks)
    if arguments.json:
        print(json.dumps([dataclasses.asdict(check) for check in checks], indent=1))
        return int(not seen)
    print(text_table(probe_check.check_rows(checks)))
    lines = [probe_check.unseen_answers(checks), probe_check.too_long(long, context)]
    if preset:
        lines.append(probe_check.target_in_general(preset.world, lexicon))
    for line in lines:
        if line:
            print(f"\nwarning: {line}")
    counts = Counter(check.grade for check in checks)
    grades = ", ".join(f"{counts[value]} graded {value}" for value in (3, 2, 1, 0))
    print(f"\n{len(checks)} probes, their own answers: {grades}")
    probe_check.require_seen(checks)
    return 0


def suggest_probes(arguments: argparse.Namespace) -> None:
    """Writes completion probes, and probability probes if asked, made from a text and a lexicon."""
    from whp_kit.evaluation.probe_suggestions import (
        probability_records,
        prompt_words,
        suggest_probes,
        terms_without_probe,
    )
    from whp_kit.evaluation.probes import load_lexicon
    from whp_kit.text.documents import read_all

    own = (arguments.text, arguments.lexicon)
    if bool(arguments.preset) == any(own) or not arguments.preset and not all(own):
        raise InputError(
            "it is not clear which text is meant",
            remedy="give either --preset, or both --text and --lexicon",
        )
    for path in filter(None, (arguments.out, arguments.probability)):
        need_new(path, arguments.overwrite)
    if arguments.out == arguments.probability:
        raise InputError(
            "two kinds of probes for one file",
            value=str(arguments.out),
            remedy="give each its own file",
        )
    world = load_preset(arguments.preset).world if arguments.preset else None
    documents = read_all(*((world.books, world.companion) if world else arguments.text))
    lexicon = load_lexicon(world.lexicon if world else arguments.lexicon)
    probes = suggest_probes(documents, lexicon, arguments.count, arguments.seed)
    files = {arguments.out: [probe.record() for probe in probes]}
    if arguments.probability:
        files[arguments.probability] = probability_records(probes, documents, lexicon)
    levels = Counter(suggestion.probe.subtlety for suggestion in probes)
    counts = {str(level): levels[level] for level in sorted(levels)}
    print(text_table([{"subtlety": "probes", **counts}]))
    for path, records in files.items():
        write_jsonl(path, records)
        print(f"{len(records)} probes in {path}; look at each before you use it")
    if len(probes) < arguments.count:
        print("There are no more: each sentence with a term late in it gives one.")
    if terms := terms_without_probe(probes, documents, lexicon):
        shown = [f"{term} ({count} in the text)" for term, count in terms[:SHOWN_TERMS]]
        others = f" and {len(terms) - len(shown)} others" if len(terms) > len(shown) else ""
        print(
            f"No probe asks for {len(terms)} of {len(lexicon.grades)} terms: "
            f"{', '.join(shown)}{others}."
        )
    counts = max((prompt_words(records) for records in files.values()), key=sum)
    print(
        f"They quote {sum(counts):,} words of your text, up to {max(counts)} in a row: keep them "
        "to yourself, like the text. `whp-kit share` sends none."
    )


def need_new(path: Path, overwrite: bool) -> None:
    """InputError if no file can be made there, or if one must not be written over."""
    is_there = os.path.lexists(path)  # a link that leads nowhere too
    if is_there and not stat.S_ISREG(path.lstat().st_mode):
        raise InputError(
            "this is a folder" if path.is_dir() else "this is a link, a pipe or a device, no file",
            value=str(path),
            remedy="name a file in a folder that is there",
        )
    if not path.parent.is_dir():
        raise InputError(
            "there is no folder for the new file",
            value=str(path),
            remedy="name a file in a folder that is there",
        )
    if is_there and not overwrite:
        raise InputError(
            "there is a file already",
            value=str(path),
            remedy="name another one, or add --overwrite",
        )
