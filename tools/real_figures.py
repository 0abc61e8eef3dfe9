"""What the README and `docs/real-models.md` show of real models, from the records of their runs,
`data/records/NAME/`: the run's `scores.json` and `fall.csv`, and in `costs.json` what its steps
took, and on which machine.
"""

import shutil
from pathlib import Path

from tools.fall_table import read_fall
from tools.page_parts import fill
from whp_kit.evaluation.differences import OTHER_TEXT
from whp_kit.files import read_json, write_json
from whp_kit.models.machine import measure_speed, pick_device
from whp_kit.paths import PROJECT_ROOT, RECORDS
from whp_kit.runs.step_names import PROBE
from whp_kit.runs.store import Run
from whp_kit.views import tables
from whp_kit.views.figures import Picture, the_fall

RECORD, WONDERLAND = RECORDS / "smollm2-135m", RECORDS / "smollm2-135m-wonderland"
PAGE, PAPER = PROJECT_ROOT / "docs" / "real-models.md", RECORDS / "paper.json"
SCORES, COSTS, FALL = "scores.json", "costs.json", "fall.csv"
MEASURES = {  # name in the table -> in "differences" of scores.json
    "familiarity, completion": "familiarity, completion",
    "familiarity, probability": "familiarity, probability",
    "right answers": "right answers",
    "tasks, mean of seven": "tasks, mean",
    "the same, normalised by length": "tasks, mean, normalised",
    "real fiction: answers recalled": "neighbours held_out: recall",
    "real fiction: probability of answers": "neighbours held_out: probability",
    "Alice: loss, nats per token": OTHER_TEXT,
}


def take(run: Run, folder: Path = RECORD) -> None:
    """Writes the record of a run: its scores, and what the steps cost. The speed is measured now,
    on the machine that is asked; the run is one of this machine."""
    probed = run.peek(PROBE)
    manifest = probed.manifest
    facts = {key: manifest[key] for key in ("commit", "device", "dtype", "versions")}
    speed = measure_speed(pick_device()) / 1e9
    folder.mkdir(parents=True, exist_ok=True)
    for name in (SCORES, FALL):
        shutil.copyfile(probed.path(name), folder / name)
    write_json(folder / COSTS, run.costs() | {"gflops": round(speed)} | facts)


def write_all() -> list[Path]:
    """Draws the falls of both records with their numbers, and fills the page; returns the paths."""
    paths = []
    for folder in (RECORD, WONDERLAND):
        if folder.is_dir():
            paths += fall(folder).save(folder / "fall")
    if PAGE.is_file():
        PAGE.write_text(filled(), encoding="utf-8", newline="")
        paths.append(PAGE)
    return paths


def filled() -> str:
    """The page's text with its part made from the record and all else unchanged."""
    return fill(PAGE.read_text(encoding="utf-8"), {"wonderland": part(WONDERLAND, "../")})


def part(folder: Path = RECORD, root: str = "") -> str:
    """The part in Markdown: picture, table, the seven tasks one by one, costs. Empty while there is
    no record. root: the way from the page to the project's root."""
    if not (folder / SCORES).is_file():
        return ""
    scores, costs = read_json(folder / SCORES), read_json(folder / COSTS)
    picture, seconds = fall(folder), costs["seconds"]
    alt = picture.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
    memory = costs["peak_memory_bytes"]
    method = [step for step in seconds if step[:2] <= "06"]
    told = [_cost("01 to 06", sum(seconds[k] for k in method), max(memory[k] for k in method))]
    told += [_cost(k[:2], seconds[k], memory[k]) for k in seconds if k not in method]
    return "\n\n".join(
        [
            f"![{alt}]({root}data/records/{folder.name}/fall.png)",
            tables.markdown_table(_rows(scores)),
            tables.markdown_table(_task_rows(scores)),
            f"{'; '.join(told)}; on a machine that does {costs['gflops']} GFLOP/s in a product of "
            "matrices (`whp-kit doctor`).",
        ]
    )


def _cost(steps: str, seconds: float, memory: float) -> str:
    return f"{steps}: {seconds / 60:.0f} minutes and {memory / 1e9:.1f} GB"


def fall(folder: Path = RECORD) -> Picture:
    """Familiarity and tasks over the steps, with the level of the model before the lesson."""
    scores = read_json(folder / SCORES)
    level = {
        f"familiarity_{name}": entry["never_knew"] for name, entry in scores["familiarity"].items()
    }
    curves = read_fall(folder / FALL)
    return the_fall(curves, level, max(row["step"] for row in curves["unlearned"]))


def _rows(scores: dict) -> list[dict]:
    paper = read_json(PAPER)
    known = {f"familiarity, {kind}": row for kind, row in paper["familiarity"].items()}
    columns = zip(*paper["benchmarks"].values(), strict=True)
    known["tasks, mean of seven"] = [sum(column) / len(column) for column in columns]
    differences = scores["differences"]
    return [
        _row(name, known.get(name), differences[measure])
        for name, measure in MEASURES.items()
        if measure in differences
    ]


def _task_rows(scores: dict) -> list[dict]:
    paper, differences = read_json(PAPER)["benchmarks"], scores["differences"]
    rows = []
    for measure, entry in differences.items():
        task = measure.removeprefix("task ").removeprefix("real_")
        if task in paper:
            normalised = differences[f"{measure}, normalised"]
            row = _row(task, paper[task], entry)
            rows.append(
                row
                | {"normalised, before": normalised["baseline"], "after": normalised["unlearned"]}
            )
    return rows


def _row(name: str, paper: list[float] | None, entry: dict) -> dict:
    change = entry["less"]["baseline"]
    return {
        "": name,
        "paper, before": paper and paper[0],
        "paper, after": paper and paper[-1],
        "here, before": entry["baseline"],
        "here, after": entry["unlearned"],
        "change, 95 %": f"{change['value']:+.3f} {tables.format_value(change['ci95'])}",
        "before the lesson": entry.get("never_knew"),
        "n": entry["n"],
    }
