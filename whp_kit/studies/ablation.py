"""What each rule of the labels is for: the same unlearning with one part of the labels changed.

Each variant makes labels with the reinforced adapter and the anchors of a run, trains a fresh
adapter on them with the preset's fine-tune, and is measured as in notebook 06. Everything but the
labels is the same: data order, first weights, steps, retain term. Two variants take other anchors:
the run's names without its phrases, and what the kit suggests from the text and the logit deltas.
"""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from whp_kit.anchors.candidates import PHRASE
from whp_kit.anchors.suggest import as_rows, suggest_anchors
from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.evaluate import TASK_CACHE, Evaluation, Role, evaluate_role, load_probe_set
from whp_kit.files import read_json, write_json
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.machine import seed_everything
from whp_kit.paths import DATA, runs_root
from whp_kit.runs.store import Artifact, Run
from whp_kit.settings import Preset, load_preset, unknown_name
from whp_kit.text.documents import read_all, whole_text
from whp_kit.training import steps

FILE = "ablation.json"
SHIPPED = DATA / "records" / FILE  # of the preset tiny
SECTIONS = ("model", "world", "reinforce", "labels", "finetune", "probes")  # what a row depends on
VARIANTS: dict[str, dict] = {  # name -> options of the label maker, and which anchors
    "both signals, all rules": {},
    "reinforcement only": {"signal": "reinforcement"},
    "anchors only": {"signal": "anchors"},
    "no forbidden rule": {"forbidden": False},
    "no repeat rule": {"repeats": False},
    "the target's words allowed": {"target_words": False},
    "paired by index": {"alignment": "index"},
    "names alone as anchors": {"anchors": "names"},
    "suggested anchors": {"anchors": "suggested"},
}


def run_ablation(
    run_name: str,
    preset_name: str,
    seed: int = 0,
    only: list[str] | None = None,
    report: Callable[[str], None] = print,
) -> Path:
    """Makes every variant (or `only` these) on a run that has steps 01 to 03.

    Writes `runs/<run>/ablation.json` and returns its path. With `only`, rows of other variants stay
    in the file if they were made from the same steps, settings and seed. Raises SettingsError for a
    variant that does not exist, MissingArtifact or StaleArtifact for steps that must be run first.
    """
    for name in only or []:
        if name not in VARIANTS:
            raise unknown_name("ablation", name, VARIANTS, "--only")
    preset, run = load_preset(preset_name), Run(run_name)
    reinforced, inspected, edited = (
        run.read(step) for step in ("01_reinforce", "02_inspect_logit_deltas", "03_edit_anchors")
    )
    table = AnchorTable.load(edited.path("anchors.csv"))
    deltas = read_json(inspected.path("deltas.json"))
    origin = _origin(preset, seed, (reinforced, inspected, edited))
    path = run.folder / FILE
    rows = _earlier_rows(path, origin) if only else {}

    seed_everything(seed)
    inference, trained = load_for_inference(preset.model), load_from_settings(preset.model)
    adapters.load_adapter(inference, "reinforced", reinforced.path("adapter"))
    questions = load_probe_set(preset.world, preset.probes, runs_root() / TASK_CACHE)
    documents = read_all(preset.world.books, preset.world.companion)
    base = evaluate_role(Role(inference), questions, preset.probes, seed)
    rows["the base"] = _row("the base", base)
    for number, (name, variant) in enumerate(VARIANTS.items()):
        if only and name not in only:
            continue
        began = time.monotonic()
        options = dict(variant)
        anchors = _anchors(options.pop("anchors", "edited"), table, preset, deltas)
        labels = steps.make_labels(inference, documents, anchors, preset, seed, **options)
        role = _unlearned(inference, trained, labels, preset, seed, f"ablated_{number}")
        rows[name] = row = _row(name, evaluate_role(role, questions, preset.probes, seed))
        record = {"origin": origin, "precision": inference.precision, "rows": list(rows.values())}
        write_json(path, record)
        tasks = "none" if row["tasks"] is None else f"{row['tasks']:.3f}"
        seconds = time.monotonic() - began
        report(f"{name}: completion {row['completion']:.3f}, tasks {tasks}, {seconds:.0f} s")
    return path


def ablation_rows(run: Run) -> tuple[list[dict], str]:
    """The rows for a table, this run's own or else the shipped ones, and where they come from."""
    path, source = run.folder / FILE, f"this run, by `whp-kit ablate --run {run.name}`"
    if not path.is_file():
        path, source = SHIPPED, "the record that the kit ships"
    record = read_json(path)
    preset, seed = record["origin"]["preset"], record["origin"]["seed"]
    return (
        record["rows"],
        f"{source}: preset {preset}, seed {seed}, measured in {record['precision']}",
    )


def _origin(preset: Preset, seed: int, artifacts: tuple[Artifact, ...]) -> dict:
    """What the rows depend on, as plain values."""
    settings = preset.as_dict()
    return {
        "preset": preset.name,
        "settings": {section: settings[section] for section in SECTIONS},
        "seed": seed,
        "steps": {artifact.step: artifact.digests() for artifact in artifacts},
    }


def _earlier_rows(path: Path, origin: Mapping) -> dict[str, dict]:
    """The rows of the file by name, if they have the same origin."""
    record = read_json(path) if path.is_file() else {}
    if record.get("origin") != json.loads(json.dumps(origin)):
        return {}
    return {row["labels"]: row for row in record["rows"]}


def _anchors(which: str, table: AnchorTable, preset: Preset, deltas: dict) -> AnchorTable:
    """ "edited": the table; "names": its rows that are no phrases; "suggested": the suggestions."""
    if which == "names":
        return AnchorTable(tuple(row for row in table.rows if row.category != PHRASE))
    if which == "suggested":
        text = whole_text(read_all(preset.world.books, preset.world.companion))
        general = whole_text(read_all(preset.world.general))
        return AnchorTable(tuple(as_rows(suggest_anchors(text, general, deltas))))
    return table


def _unlearned(
    inference: Loaded, trained: Loaded, labels, preset: Preset, seed: int, adapter: str
) -> Role:
    """The role of a fresh adapter that is trained on the labels."""
    with tempfile.TemporaryDirectory() as folder:
        steps.unlearn(trained, labels, preset, seed)
        adapters.save_adapter(trained, "unlearned", Path(folder))
        adapters.load_adapter(inference, adapter, Path(folder))
    return Role(inference, adapter)


def _row(name: str, measured: Evaluation) -> dict:
    """One row of the table: shares, with the 95 % interval of the completion familiarity."""
    groups = measured.neighbours.groups if measured.neighbours else {}
    return {
        "labels": name,
        "completion": measured.completion.score,
        "95 % interval": list(measured.completion.ci95),
        "probability": measured.probability.score,
        "tasks": measured.tasks["mean"]["acc"] if measured.tasks else None,
        **{f"neighbours, {group}": row["recall"] for group, row in groups.items()},
        "stuck on a name": measured.repetition.stuck,
        "repeated trigrams": measured.repetition.trigrams,
    }
