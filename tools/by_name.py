"""`python -m tools.by_name --run by-name --books demo`: the world of a name beside the
real books, on the probes, neighbours and tasks of the preset, which `whp-kit forget` never saw.

Both runs have 05; the last checkpoint of each is taken. Writes data/records/by_name.json.
"""

import argparse
from collections.abc import Sequence

from whp_kit.evaluation.evaluate import TASK_CACHE, Role, evaluate_role, load_probe_set
from whp_kit.evaluation.familiarity import RecallScore
from whp_kit.files import read_json, write_json
from whp_kit.models.adapters import checkpoint_name, checkpoint_steps, load_adapter
from whp_kit.models.load import load_for_inference
from whp_kit.models.machine import measure_speed
from whp_kit.paths import RECORDS, runs_root
from whp_kit.runs.step_names import BY_NAME, FINETUNE, PROBE
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset
from whp_kit.views.tables import text_table

RECORD = RECORDS / "by_name.json"


def main(words: Sequence[str] | None = None) -> None:
    """Measures both runs and writes the preset's part of the record."""
    parser = argparse.ArgumentParser(prog="python -m tools.by_name", description=__doc__)
    parser.add_argument("--run", default="by-name")
    parser.add_argument("--books", default="demo", metavar="RUN", help="of the preset itself")
    parser.add_argument("--preset", default="tiny")
    arguments = parser.parse_args(words)
    preset = load_preset(arguments.preset)
    figures = measure(preset, Run(arguments.run), Run(arguments.books))
    print(text_table([{"": name, "value": value} for name, value in figures.items()]))
    record = read_json(RECORD) if RECORD.is_file() else {}
    write_json(RECORD, record | {preset.name: figures})
    print(RECORD)


def measure(preset: Preset, by_name: Run, books: Run) -> dict:
    """The figures of one preset; drops are shares of the baseline's less those of the unlearned."""
    loaded = load_for_inference(preset.model)
    probes = load_probe_set(preset.world, preset.probes, runs_root() / TASK_CACHE)
    roles = {"baseline": Role(loaded)}
    for name, run in (("by_name", by_name), ("books", books)):
        kept = run.peek(FINETUNE).folder / "unlearned"
        load_adapter(loaded, name, kept / checkpoint_name(checkpoint_steps(kept)[-1]))
        roles[name] = Role(loaded, name)
    found = {name: evaluate_role(role, probes, preset.probes) for name, role in roles.items()}
    seconds = by_name.costs()["seconds"]
    figures = {"completion_before": found["baseline"].completion.score}
    for name, ending in (("by_name", ""), ("books", "_with_books")):
        figures[f"completion{ending}"] = found[name].completion.score
        figures[f"completion{ending}_ci95"] = list(found[name].completion.ci95)
        figures[f"probability{ending}"] = found[name].probability.score
        for what, drop in drops(found, name).items():
            figures[f"{what}_drop{ending}"] = drop
    steps = [step for step in seconds if step == BY_NAME or step <= PROBE]
    figures["seconds"] = round(sum(seconds[step] for step in steps))
    figures["gflops"] = round(measure_speed(loaded.device) / 1e9)
    return figures


def drops(found: dict, name: str) -> dict[str, float]:
    """What the role lost beside the baseline: of the tasks' mean, and of the neighbours' facts."""
    lost = {}
    before, after = found["baseline"], found[name]
    if before.tasks:
        lost["tasks"] = before.tasks["mean"]["acc"] - after.tasks["mean"]["acc"]
    if before.neighbours:
        lost["neighbours"] = recall(before.neighbours) - recall(after.neighbours)
    return lost


def recall(score: RecallScore) -> float:
    """The share of all facts that are recalled."""
    groups = [group for group in score.groups.values() if group["n"]]
    return sum(group["recall"] * group["n"] for group in groups) / sum(g["n"] for g in groups)


if __name__ == "__main__":
    main()
