"""`python -m tools.by_name --run by-name --books demo`: the world of a name beside the
real books, on the probes, neighbours and tasks of the preset, which `whp-kit forget` never saw;
then both, and the retrained model, are fine-tuned on the first pages of the first book (08).

Both runs have 05; the last checkpoint of each is taken. Without --books the preset's shipped record
tells what the books did. Writes data/records/by_name.json, from which `make figures` makes the
tables of docs/by-name.md.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.page_parts import fill
from whp_kit.errors import InputError
from whp_kit.evaluation.attacks import Judge, relearn
from whp_kit.evaluation.evaluate import TASK_CACHE, ProbeSet, Role, evaluate_role, load_probe_set
from whp_kit.evaluation.familiarity import RecallScore
from whp_kit.evaluation.intervals import with_interval
from whp_kit.evaluation.probes import spread_over_subtleties
from whp_kit.files import read_json, write_json
from whp_kit.models.adapters import (
    checkpoint_name,
    checkpoint_steps,
    load_adapter,
    save_merged,
)
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.machine import measure_speed
from whp_kit.models.names import NEVER_KNEW
from whp_kit.paths import PROJECT_ROOT, RECORDS, runs_root
from whp_kit.runs.step_names import BY_NAME, FINETUNE, PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset
from whp_kit.text.documents import read_documents
from whp_kit.views.tables import markdown_table, text_table

RECORD, PAGE = RECORDS / "by_name.json", PROJECT_ROOT / "docs" / "by-name.md"
TEXTS = {"by name": "", "with the books": "_with_books"}  # -> the ending of its figures
TAUGHT = {"by name": "by_name", "with the books": "books", "retrained": NEVER_KNEW}


def main(words: Sequence[str] | None = None) -> None:
    """Measures both runs and writes the preset's part of the record."""
    parser = argparse.ArgumentParser(prog="python -m tools.by_name", description=__doc__)
    parser.add_argument("--run", default="by-name")
    parser.add_argument("--books", metavar="RUN", help="of the preset itself")
    parser.add_argument("--preset", default="tiny")
    arguments = parser.parse_args(words)
    preset = load_preset(arguments.preset)
    if arguments.books is None:
        shipped(preset, "")  # before minutes of measuring
    figures = measure(preset, Run(arguments.run), arguments.books and Run(arguments.books))
    print(text_table([{"": name, "value": str(value)} for name, value in figures.items()]))
    record = read_json(RECORD) if RECORD.is_file() else {}
    write_json(RECORD, record | {preset.name: figures})
    print(RECORD)


def measure(preset: Preset, by_name: Run, books: Run | None) -> dict:
    """The figures of one preset; drops are shares of the baseline's less those of the unlearned."""
    loaded = load_for_inference(preset.model)
    probes = load_probe_set(preset.world, preset.probes, runs_root() / TASK_CACHE)
    evaluations = {"baseline": evaluate_role(Role(loaded), probes, preset.probes)}
    figures = {"completion_before": evaluations["baseline"].completion.score}
    runs = {"by_name": (by_name, ""), "books": (books, "_with_books")}
    for name, (run, ending) in runs.items():
        if run is None:
            figures |= shipped(preset, ending)
            continue
        kept = run.peek(FINETUNE).folder / "unlearned"
        load_adapter(loaded, name, kept / checkpoint_name(checkpoint_steps(kept)[-1]))
        evaluation = evaluate_role(Role(loaded, name), probes, preset.probes)
        evaluations[name] = evaluation
        figures[f"completion{ending}"] = evaluation.completion.score
        figures[f"completion{ending}_ci95"] = list(evaluation.completion.ci95)
        figures[f"probability{ending}"] = evaluation.probability.score
        for what, drop in drops(evaluations, name).items():
            figures[f"{what}_drop{ending}"] = drop
    figures["relearnt"] = relearnt(
        loaded, [name for name in evaluations if name != "baseline"], preset, probes
    )
    own = read_json(by_name.peek(PROBE).path("scores.json"))["familiarity"]["completion"]
    figures["completion_own_probes"] = own["unlearned"]
    seconds = by_name.costs()["seconds"]
    steps = [step for step in seconds if step == BY_NAME or step <= PROBE]
    figures["seconds"] = round(sum(seconds[step] for step in steps))
    figures["gflops"] = round(measure_speed(loaded.device) / 1e9)
    return figures


def shipped(preset: Preset, ending: str) -> dict:
    """The figures of the preset's record, for a run with the books that is not there; InputError
    where the preset has none."""
    path = RECORDS / preset.name / "scores.json"
    if not path.is_file():
        raise InputError(
            "no record tells what the books did",
            value=preset.name,
            remedy="name a run of this preset with --books",
        )
    scores = read_json(path)
    familiarity, tasks = scores["familiarity"], scores["benchmarks"]["mean"]
    groups = [group for group in scores["neighbours"].values() if group["n"]]
    lost = [group["n"] * (group["baseline"] - group["unlearned"]) for group in groups]
    return {
        f"completion{ending}": familiarity["completion"]["unlearned"],
        f"completion{ending}_ci95": familiarity["completion"]["ci95"]["unlearned"],
        f"probability{ending}": familiarity["probability"]["unlearned"],
        f"tasks_drop{ending}": tasks["baseline"] - tasks["unlearned"],
        f"neighbours_drop{ending}": sum(lost) / sum(group["n"] for group in groups),
    }


def relearnt(
    loaded: Loaded, adapters: Sequence[str], preset: Preset, probes: ProbeSet
) -> dict[str, dict[str, Mapping]]:
    """What was taught -> role -> its completion familiarity after the last step of 08's
    fine-tuning on the first pages of the first book, with its interval."""
    few = spread_over_subtleties(probes.probes, preset.stress.probes)
    judge = Judge(probes.lexicon, preset.probes)
    first_book = {"the first pages": read_documents(preset.world.books)[:1]}
    with tempfile.TemporaryDirectory() as folder:
        merged = {name: save_merged(loaded, name, Path(folder) / name) for name in adapters}
        if preset.model.never_knew:
            twin = load_for_inference(preset.model, NEVER_KNEW)
            merged[NEVER_KNEW] = save_merged(twin, None, Path(folder) / NEVER_KNEW)
        trials = relearn(merged, first_book, preset, few, judge)
    return {
        trial.kind: {
            name: {"score": score.score, "ci95": list(score.ci95)}
            for name, score in trial.scores.items()
        }
        for trial in trials
        if trial.step == preset.stress.relearn_steps
    }


def drops(evaluations: dict, name: str) -> dict[str, float]:
    """What the role lost beside the baseline: of the tasks' mean, and of the neighbours' facts."""
    lost = {}
    before, after = evaluations["baseline"], evaluations[name]
    if before.tasks:
        lost["tasks"] = before.tasks["mean"]["acc"] - after.tasks["mean"]["acc"]
    if before.neighbours:
        lost["neighbours"] = recall(before.neighbours) - recall(after.neighbours)
    return lost


def recall(score: RecallScore) -> float:
    """The share of all facts that are recalled."""
    groups = [group for group in score.groups.values() if group["n"]]
    return sum(group["recall"] * group["n"] for group in groups) / sum(g["n"] for g in groups)


def filled(page: Path = PAGE) -> str:
    """The page's text with its parts made from the record and all else unchanged."""
    record = read_json(RECORD)
    parts = {"by name": forgotten_table(record), "relearnt": relearnt_table(record)}
    return fill(page.read_text(encoding="utf-8"), parts)


def forgotten_table(record: Mapping[str, dict]) -> str:
    """For each model what is left by name, and with the books."""
    rows = []
    for preset, figures in record.items():
        base = load_preset(preset).model.base.rsplit("/", 1)[-1]
        seconds = figures["seconds"]
        for text, ending in TEXTS.items():
            low, high = figures[f"completion{ending}_ci95"]
            rows.append(
                {
                    "model": base,
                    "text": text,
                    "familiarity, completion, before": figures["completion_before"],
                    "after": figures[f"completion{ending}"],
                    "after, 95 %": [low, high],
                    "after, by its own probes": None
                    if ending
                    else figures["completion_own_probes"],
                    "probability, after": figures[f"probability{ending}"],
                    "tasks, points lost": f"{100 * figures[f'tasks_drop{ending}']:.1f}",
                    "neighbours, points lost": f"{100 * figures[f'neighbours_drop{ending}']:.1f}",
                    "seconds": None if ending else f"{seconds:,} at {figures['gflops']} GFLOP/s",
                }
            )
    return markdown_table(rows)


def relearnt_table(record: Mapping[str, dict]) -> str:
    """For each model the familiarity after a little fine-tuning on the first pages."""
    rows = []
    for preset, figures in record.items():
        for kind, by_role in figures["relearnt"].items():
            row = {"preset": preset, "attack": kind}
            for head, role in TAUGHT.items():
                one = by_role.get(role)
                row[head] = with_interval(one["score"], one["ci95"]) if one else None
            rows.append(row)
    return markdown_table(rows)


if __name__ == "__main__":
    main()
