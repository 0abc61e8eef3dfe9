"""What each rule of the labels is for: the same unlearning with one part of the labels changed.

Each variant makes labels with the reinforced adapter and the anchors of a run, trains a fresh
adapter on them with the preset's fine-tune, and is measured as in notebook 06. Everything but the
labels is the same: data order, first weights, steps, retain term. Two variants take other anchors:
the run's names without its phrases, and what the kit suggests from the text and the logit deltas.

Each variant is made with several seeds, for the draws of the labels, the first weights and the
order of the data; the reinforced adapter is the run's own. A row gives the mean over the seeds and
the range from the lowest to the highest.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from whp_kit.anchors.suggest import LogitDeltas, as_rows, suggest_anchors
from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.evaluate import TASK_CACHE, Evaluation, Role, evaluate_role, load_probe_set
from whp_kit.files import read_json, write_json
from whp_kit.labels.prepare import AUTHORS_WAY
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.machine import seed_everything
from whp_kit.paths import DATA, runs_root
from whp_kit.runs.general_text import with_general_text
from whp_kit.runs.step_names import DELTAS
from whp_kit.runs.store import Artifact, Run
from whp_kit.settings import Preset, load_preset, unknown_name
from whp_kit.text.documents import read_all, whole_text
from whp_kit.training import steps

FILE = "ablation.json"
SHIPPED = DATA / "records" / FILE  # of the preset tiny
SECTIONS = ("model", "world", "reinforce", "labels", "finetune", "probes")  # what a row depends on
SEEDS = (0, 1, 2)
UNLEARNED = "unlearned"  # the adapter's name
BASE, METHOD = "the base", "both signals, all rules"
VARIANTS: dict[str, dict] = {  # name -> options of the label maker, and which anchors
    METHOD: {},
    "reinforcement only": {"signal": "reinforcement"},
    "anchors only": {"signal": "anchors"},
    "no forbidden rule": {"forbidden": False},
    "first tokens forbidden": {"forbidden_tokens": "first"},
    "drift kept": {"drift": "kept"},
    "the authors' rules": AUTHORS_WAY,
    "no repeat rule": {"repeats": False},
    "the target's words allowed": {"target_words": False},
    "paired by index": {"alignment": "index"},
    "names alone as anchors": {"anchors": "names"},
    "suggested anchors": {"anchors": "suggested"},
}


def run_ablation(
    run_name: str,
    preset_name: str,
    seeds: Sequence[int] = SEEDS,
    only: list[str] | None = None,
    report: Callable[[str], None] = print,
) -> Path:
    """Makes every variant (or `only` these) with each seed, on a run that has steps 01 to 03.

    Writes `runs/<run>/ablation.json` and returns its path. What the file has already from the same
    steps and settings stays and is not made again, so that an interrupted ablation goes on. Raises
    SettingsError for a variant that does not exist, MissingArtifact or StaleArtifact for steps that
    must be run first.
    """
    for name in only or []:
        if name not in VARIANTS:
            raise unknown_name("ablation", name, VARIANTS, "--only")
    preset, run = load_preset(preset_name), Run(run_name)
    reinforced, inspected, edited = (
        run.read(step) for step in ("01_reinforce", "02_inspect_logit_deltas", "03_edit_anchors")
    )
    table = AnchorTable.load(edited.path("anchors.csv"))
    deltas = inspected.read_json("deltas.json", LogitDeltas)
    origin = _origin(preset, (reinforced, inspected, edited))
    preset = with_general_text(preset, run, DELTAS)
    path = run.folder / FILE
    made = _made_before(path, origin)
    wanted = [
        (name, seed)
        for seed in dict.fromkeys(seeds)
        for name in VARIANTS
        if (not only or name in only) and (name, seed) not in made
    ]
    if not wanted:
        return path

    inference, trained = load_for_inference(preset.model), load_from_settings(preset.model)
    adapters.load_adapter(inference, "reinforced", reinforced.path("adapter"))
    questions = load_probe_set(preset.world, preset.probes, runs_root() / TASK_CACHE)
    documents = read_all(preset.world.books, preset.world.companion)
    for name, seed in wanted:
        began = time.monotonic()
        seed_everything(seed)
        if (BASE, seed) not in made:
            base = evaluate_role(Role(inference), questions, preset.probes, seed)
            made[BASE, seed] = _row(BASE, seed, base)
        options = dict(VARIANTS[name])
        anchors = _anchors(options.pop("anchors", "edited"), table, preset, deltas)
        labels = steps.make_labels(inference, documents, anchors, preset, seed, **options)
        role = _unlearned(inference, trained, labels, preset, seed)
        measured = evaluate_role(role, questions, preset.probes, seed)
        adapters.remove_adapter(inference, UNLEARNED)
        made[name, seed] = row = _row(name, seed, measured)
        write_json(path, _record(origin, inference.precision, made))
        tasks = "none" if row["tasks"] is None else f"{row['tasks']:.3f}"
        seconds = time.monotonic() - began
        report(
            f"{name}, seed {seed}: completion {row['completion']:.3f}, tasks {tasks}, "
            f"{seconds:.0f} s"
        )
    return path


def ablation_rows(run: Run) -> tuple[list[dict], str]:
    """The rows for a table, this run's own or else the shipped ones, and where they come from.

    A cell holds the mean over the seeds and, in brackets, the range.
    """
    path, source = run.folder / FILE, f"this run, by `whp-kit ablate --run {run.name}`"
    if not path.is_file():
        path, source = SHIPPED, "the record that the kit ships"
    record = read_json(path)
    seeds = ", ".join(str(seed) for seed in record["seeds"])
    return (
        table_rows(record),
        f"{source}: preset {record['origin']['preset']}, seeds {seeds}, "
        f"measured in {record['precision']}; mean over the seeds (lowest to highest)",
    )


def table_rows(record: Mapping) -> list[dict]:
    """The rows of a record for a table: one text for a mean and its range, and the measures in
    which a row's range lies wholly apart from that of the method.
    """
    method = next((row for row in record["rows"] if row["labels"] == METHOD), None)
    return [
        {
            key: _mean_and_range(cell) if isinstance(cell, Mapping) else cell
            for key, cell in row.items()
        }
        | ({"apart from the method in": ", ".join(_apart(row, method)) or "–"} if method else {})
        for row in record["rows"]
    ]


def _mean_and_range(cell: Mapping) -> str:
    mean, low, high = (f"{value:.3f}" for value in (cell["mean"], *cell["range"]))
    return mean if low == high else f"{mean} ({low} to {high})"


def _apart(row: Mapping, method: Mapping) -> list[str]:
    """The measures in which the ranges of the two rows have no value in common."""
    return [
        key
        for key, cell in row.items()
        if isinstance(cell, Mapping)
        and isinstance(method[key], Mapping)
        and (
            cell["range"][0] > method[key]["range"][1] or cell["range"][1] < method[key]["range"][0]
        )
    ]


def _record(origin: dict, precision: str, made: Mapping[tuple[str, int], dict]) -> dict:
    """The file: `rows` with mean and range over the seeds that each variant has, and `by_seed`."""
    names = [name for name in (BASE, *VARIANTS) if any(name == one for one, _ in made)]
    of_name = {name: [row for (one, _), row in made.items() if one == name] for name in names}
    return {
        "origin": origin,
        "precision": precision,
        "seeds": sorted({seed for _, seed in made}),
        "rows": [_over_seeds(name, rows) for name, rows in of_name.items()],
        "by_seed": list(made.values()),
    }


def _over_seeds(name: str, rows: Sequence[Mapping]) -> dict:
    """One variant: mean and range of each measure; None where the preset does not have it."""
    summary: dict = {"labels": name, "seeds": len(rows)}
    for key in rows[0]:
        values = [row[key] for row in rows]
        if key in ("labels", "seed"):
            continue
        if None in values:
            summary[key] = None
        else:
            mean = sum(values) / len(values)
            summary[key] = {"mean": mean, "range": [min(values), max(values)]}
    return summary


def _origin(preset: Preset, artifacts: tuple[Artifact, ...]) -> dict:
    """What the rows depend on, as plain values."""
    settings = preset.as_dict()
    return {
        "preset": preset.name,
        "settings": {section: settings[section] for section in SECTIONS},
        "steps": {artifact.step: artifact.digests() for artifact in artifacts},
    }


def _made_before(path: Path, origin: Mapping) -> dict[tuple[str, int], dict]:
    """(variant, seed) -> its row in the file, if the file has the same origin."""
    record = read_json(path) if path.is_file() else {}
    with suppress(AttributeError, KeyError, TypeError):  # of another shape: made again as well
        if record["origin"] == json.loads(json.dumps(origin)):
            return {(row["labels"], row["seed"]): row for row in record["by_seed"]}
    return {}


def _anchors(which: str, table: AnchorTable, preset: Preset, deltas: dict) -> AnchorTable:
    """ "edited": the table; "names": its rows that are no phrases; "suggested": the suggestions."""
    if which == "names":
        return table.names_only()
    if which == "suggested":
        text = whole_text(read_all(preset.world.books, preset.world.companion))
        general = whole_text(read_all(*preset.world.general))
        return AnchorTable(tuple(as_rows(suggest_anchors(text, general, deltas))))
    return table


def _unlearned(inference: Loaded, trained: Loaded, labels, preset: Preset, seed: int) -> Role:
    """The role of a fresh adapter that is trained on the labels."""
    with tempfile.TemporaryDirectory() as folder:
        steps.unlearn(trained, labels, preset, seed)
        adapters.save_adapter(trained, UNLEARNED, Path(folder))
        adapters.load_adapter(inference, UNLEARNED, Path(folder))
    return Role(inference, UNLEARNED)


def _row(name: str, seed: int, measured: Evaluation) -> dict:
    """One variant with one seed: shares."""
    groups = measured.neighbours.groups if measured.neighbours else {}
    return {
        "labels": name,
        "seed": seed,
        "completion": measured.completion.score,
        "probability": measured.probability.score,
        "tasks": measured.tasks["mean"]["acc"] if measured.tasks else None,
        **{f"neighbours, {group}": row["recall"] for group, row in groups.items()},
        "stuck on a name": measured.repetition.stuck,
        "repeated trigrams": measured.repetition.trigrams,
    }
