"""What each command of the command line does, given its words; `cli` names them.

Starts without torch: what a command alone needs is imported when it is called.
"""

import argparse
import dataclasses
import json
import sys
import time
from collections import Counter
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import read_json, write_jsonl
from whp_kit.paths import PROJECT_ROOT, resolve
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import find_steps, parse_overrides
from whp_kit.runs.report import figure, read_scores, tables, text_table, write_report
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset, unknown_name

DELTAS = "02_inspect_logit_deltas"


def run(arguments: argparse.Namespace) -> None:
    began = time.monotonic()
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
    preset.world.need_files()
    outcome = run_notebooks(
        [notebook for notebook in notebooks if end is None or notebook.number <= end], arguments.run, preset, seed=arguments.seed,
        overrides=overrides, force_from="00" if arguments.force else start,
    )  # fmt: skip
    path = outcome.run.folder / "report.html"
    if outcome.executed or not path.is_file():
        _write_report(outcome.run)
    _print_result(outcome.run)
    print(
        f"\n{len(outcome.executed)} executed, {len(outcome.skipped)} unchanged, {time.monotonic() - began:.0f} s"
    )
    print(f"report: {path}")


def doctor(arguments: argparse.Namespace) -> int:
    if arguments.preset:
        load_preset(arguments.preset)  # a name that nobody knows is told before torch is imported
    from whp_kit.models.doctor import examine

    machine, presets = examine([arguments.preset] if arguments.preset else None)
    print("\n".join(f"{what}: {found}" for what, found in machine))
    heads = [head for head in presets[0] if head not in ("fits", "to bring")]
    print("\n" + text_table([heads, *([row[head] for head in heads] for row in presets)]))
    for row in presets:
        print(
            f"\n{row['preset']}: fits: {row['fits']}"
            + (f"\n  to bring: {row['to bring']}" if row["to bring"] else "")
        )
    print(
        "\nTraining is that of 01 and 05, guessed to within a factor of two or so; 04 and 06 come on top."
    )
    return int(bool(arguments.preset) and presets[0]["fits"] != "yes")


def bench(arguments: argparse.Namespace) -> None:
    from tools.bench.runner import run_bench

    run_bench(arguments.preset, arguments.only)


def ablate(arguments: argparse.Namespace) -> None:
    from whp_kit.studies.ablation import run_ablation

    path = run_ablation(arguments.run, arguments.preset, arguments.seed, arguments.only)
    rows = read_json(path)["rows"]
    heads = list(rows[0])
    print("\n" + text_table([heads, *([figure(row[head]) for head in heads] for row in rows)]))
    print(path)


def sweep(arguments: argparse.Namespace) -> int:
    preset = load_preset(arguments.preset)
    from whp_kit.studies import sweep, tradeoff

    notebook = sweep.find_tuning()
    points = sweep.load_points(arguments.points, notebook) if arguments.points else []
    points += sweep.parse_points(arguments.texts, notebook)
    own_seed = Run(arguments.run).read(sweep.TUNED).manifest["seed"]
    points = sweep.with_seeds([sweep.Point({}), *points], arguments.seeds, own_seed)
    path = sweep.run_sweep(arguments.run, preset, points, arguments.name, arguments.twins)
    record = tradeoff.load_record(path)
    chosen = tradeoff.chosen_point(record, preset)
    files = tradeoff.write_all(record, chosen, path.parent)
    rows = tradeoff.rows(record, chosen)
    print(
        "\n"
        + text_table([list(rows[0]), *([figure(value) for value in row.values()] for row in rows)])
        + "\n"
    )
    for file in (path, *files):
        print(file)
    for name, told in record["failed"].items():
        print(f"\nnot made: {name}\n{told}", file=sys.stderr)
    return int(bool(record["failed"]))


def check_anchors(arguments: argparse.Namespace) -> int:
    from whp_kit.anchors.exchange import read_any
    from whp_kit.anchors.validate import validate

    table, left_out = read_any(arguments.file)
    text, lexicon = None, ()
    if arguments.text:
        from whp_kit.text.documents import read_all, whole_text

        text = whole_text(read_all(*arguments.text))
    if arguments.lexicon:
        from whp_kit.evaluation.probes import load_lexicon

        lexicon = load_lexicon(arguments.lexicon).grades
    findings = validate(table, text, lexicon)
    faults = [one for one in findings if one.severity == "error"]
    if arguments.json:
        print(
            json.dumps([dataclasses.asdict(one) for one in findings], ensure_ascii=False, indent=1)
        )
        return int(bool(faults))
    for line in left_out:
        print(f"left out: {line}")
    if findings:
        heads = ["row", "severity", "term", "what", "remedy"]
        print(
            text_table(
                [
                    heads,
                    *(
                        [str(one.row), one.severity, one.term, one.reason, one.remedy]
                        for one in findings
                    ),
                ]
            )
        )
    print(
        f"{len(table.rows)} rows, {len(faults)} faults, {len(findings) - len(faults)} warnings and notes"
    )
    return int(bool(faults))


def convert_anchors(arguments: argparse.Namespace) -> None:
    from whp_kit.anchors.exchange import read_any, write_any

    table, left_out = read_any(arguments.source)
    write_any(table, arguments.to)
    for line in left_out:
        print(f"left out: {line}")
    print(f"{len(table.rows)} rows in {arguments.to}")


def badges(arguments: argparse.Namespace) -> None:
    from tools import badges

    print("\n".join([badges.repository(), *(path.name for path in badges.write_badges())]))


def figures(arguments: argparse.Namespace) -> None:
    sys.path.insert(0, str(PROJECT_ROOT))
    from tools import readme_figures

    options = {"--run": arguments.run, "--sweep": arguments.sweep}
    readme_figures.main([word for pair in options.items() if pair[1] for word in pair])


def suggest_anchors(arguments: argparse.Namespace) -> None:
    from whp_kit.anchors import suggest
    from whp_kit.anchors.exchange import write_any
    from whp_kit.anchors.table import AnchorTable
    from whp_kit.text.documents import read_all, whole_text

    if arguments.address and not arguments.chat:
        raise InputError(
            "an address without a model",
            value=arguments.address,
            remedy="name the model with --chat",
        )
    _need_new(arguments.out, arguments.overwrite)
    world = load_preset(arguments.preset).world
    text = whole_text(read_all(world.books, world.companion))
    general = whole_text(read_all(world.general))
    run = Run(arguments.run)
    deltas = read_json(run.peek(DELTAS).path("deltas.json")) if DELTAS in run.steps() else None
    rows = suggest.as_rows(suggest.suggest_anchors(text, general, deltas, arguments.count))
    if arguments.chat:
        from whp_kit.anchors.chat_list import ask_for_anchors, merge
        from whp_kit.models.chat import open_chat_model

        asked, left_out = ask_for_anchors(open_chat_model(arguments.chat, arguments.address), text)
        rows = merge(rows, asked)
        for line in left_out:
            print(f"left out: {line}")
    beside = arguments.out.with_name(
        f"new-{arguments.out.name}"
    )  # so that a failure leaves what was there
    write_any(AnchorTable(tuple(rows)), beside)
    beside.replace(arguments.out)
    known = "with" if deltas else "without"
    print(
        f"{len(rows)} rows in {arguments.out}, {known} the deltas of run '{arguments.run}'; look at each before you use it"
    )


def suggest_probes(arguments: argparse.Namespace) -> None:
    from whp_kit.evaluation.probe_suggestions import (
        probability_records,
        quoted_words,
        suggest_probes,
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
        _need_new(path, arguments.overwrite)
    if arguments.out == arguments.probability:
        raise InputError(
            "two kinds of probes for one file",
            value=str(arguments.out),
            remedy="give each a file of its own",
        )
    world = load_preset(arguments.preset).world if arguments.preset else None
    documents = read_all(*((world.books, world.companion) if world else arguments.text))
    lexicon = load_lexicon(world.lexicon if world else arguments.lexicon)
    suggested = suggest_probes(documents, lexicon, arguments.count, arguments.seed)
    files = {arguments.out: [one.record() for one in suggested]}
    if arguments.probability:
        files[arguments.probability] = probability_records(suggested, documents, lexicon)
    levels = Counter(one.probe.subtlety for one in suggested)
    print(
        text_table(
            [
                ["subtlety", *map(str, sorted(levels))],
                ["probes", *(str(levels[level]) for level in sorted(levels))],
            ]
        )
    )
    for path, records in files.items():
        write_jsonl(path, records)
        print(f"{len(records)} probes in {path}; look at each before you use it")
    quoted = max(map(quoted_words, files.values()))
    print(
        f"They quote {quoted:,} words of your text, up to 30 in a row: keep them to yourself, like the text. `whp-kit share` sends none."
    )


def judge(arguments: argparse.Namespace) -> None:
    from whp_kit.models.chat import open_chat_model
    from whp_kit.studies import judge

    run = Run(arguments.run)
    run.read(judge.STEP)  # before a model is loaded
    chat = open_chat_model(arguments.chat, arguments.address, judge.NEW_TOKENS)
    path, result = judge.judge_run(run, chat, arguments.chat, arguments.address, arguments.count)
    for title, rows in judge.result_tables(result).items():
        print(f"\n{title}\n" + text_table([[figure(cell) for cell in row] for row in rows]))
    print(path)


def _need_new(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise InputError(
            "there is a file already",
            value=str(path),
            remedy="name another one, or add --overwrite",
        )


def share(arguments: argparse.Namespace) -> None:
    from whp_kit.runs import share
    from whp_kit.text.documents import read_all

    run = Run(arguments.run)
    if not (arguments.push and (arguments.out / share.CARD).is_file()):
        share.prepare(run, arguments.out, merged=not arguments.adapter)
    print(
        text_table(
            [
                ["file", "bytes"],
                *([name, f"{size:,}"] for name, size in share.listing(arguments.out)),
            ]
        )
    )
    if not arguments.push:
        print(arguments.out)
        return
    world = run.read(share.STEP).manifest["settings"]["world"]
    target = read_all(
        *(
            arguments.text
            or [resolve(world[name]) for name in ("books", "companion") if world.get(name)]
        )
    )
    if arguments.yes:
        print(share.push(arguments.out, arguments.push, target))
    else:
        share.check_holds_no_target(arguments.out, target)
        print(
            f"nothing was sent; the files above would go to {arguments.push} (private). Say --yes to send them"
        )


def check_texts(arguments: argparse.Namespace) -> int:
    from whp_kit.text.documents import check_texts

    reports = check_texts(arguments.path)
    faults = [remark for one in reports for remark in one.remarks if remark.severity == "error"]
    if arguments.json:
        print(
            json.dumps([dataclasses.asdict(one) for one in reports], ensure_ascii=False, indent=1)
        )
        return int(bool(faults))
    heads = ["file", "words", "language", "encoding", "remarks"]
    rows = [
        [one.file, f"{one.words:,}", one.language, one.encoding, str(len(one.remarks))]
        for one in reports
    ]
    print(text_table([heads, *rows]))
    for one in reports:
        for remark in one.remarks:
            where = f", line {remark.line}: {remark.shown!r}" if remark.line else ""
            print(f"\n{remark.severity}: {one.file}{where}\n  {remark.reason}; {remark.remedy}")
    print(
        f"\n{len(reports)} files, {sum(one.words for one in reports):,} words, {len(faults)} faults"
    )
    return int(bool(faults))


def report(arguments: argparse.Namespace) -> None:
    run = Run(arguments.run)
    path = _write_report(run)
    _print_result(run)
    print(f"report: {path}")


def _write_report(run: Run) -> Path:
    folder = run.folder / "notebooks"
    return write_report(run, [folder / notebook.path.name for notebook in find_steps(made=folder)])


def _print_result(run: Run) -> None:
    scores = read_scores(run)
    if scores is None:
        return
    for title, rows in tables(scores).items():
        print(f"\n{title}\n{text_table(rows)}")
