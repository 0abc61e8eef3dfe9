"""Why each rule is there: the same unlearning again and again, each time with one part of the labels changed (METHOD 3, 4).

Takes the reinforced adapter and the anchors of a run; for each variant makes the labels, trains a fresh adapter on them with the preset's
fine-tune, and measures it as notebook 06 does. Everything but the labels is the same: order, start, steps, retain term. Two variants take
other anchors than the run's: its names without its phrases, and what the kit suggests from the text and the run's deltas.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from whp_kit.anchors.candidates import PHRASE
from whp_kit.anchors.suggest import as_rows, suggest_anchors
from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.evaluate import TASK_CACHE, Evaluation, Role, evaluate_role, load_probe_set
from whp_kit.files import read_json, write_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.labels.make import make_labels
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_for_inference, load_from_settings
from whp_kit.models.machine import seed_everything
from whp_kit.models.roles import logits_of
from whp_kit.paths import DATA, runs_root
from whp_kit.runs.store import Run
from whp_kit.settings import Preset, load_preset, unknown_name
from whp_kit.text.blocks import cut_blocks, pad_blocks
from whp_kit.text.documents import read_all, whole_text
from whp_kit.training.loop import Examples, Plan, train

FILE = "ablation.json"
USED = (
    "model",
    "world",
    "reinforce",
    "labels",
    "finetune",
    "probes",
)  # sections of the preset that a row rests on
SHIPPED = (
    DATA / "records" / FILE
)  # of the preset tiny, made by `whp-kit ablate --run demo` and copied there
VARIANTS: dict[str, dict] = {
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
    tell: Callable[[str], None] = print,
) -> Path:
    """Every variant (or `only` these) on a run that has come through 03; writes and returns `runs/<run>/ablation.json`.

    Rows of variants that are not made again stay in the file if they came from the same steps, settings and seed. Raises SettingsError for
    a variant that does not exist, MissingArtifact or StaleArtifact for steps that must be run first.
    """
    for name in only or []:
        if name not in VARIANTS:
            raise unknown_name("ablation", name, VARIANTS, "--only")
    preset, run = load_preset(preset_name), Run(run_name)
    reinforced, inspected, edited = (
        run.read(step) for step in ("01_reinforce", "02_inspect_logit_deltas", "03_edit_anchors")
    )
    table, deltas = (
        AnchorTable.load(edited.path("anchors.csv")),
        read_json(inspected.path("deltas.json")),
    )
    steps = {step.step: step.digests() for step in (reinforced, inspected, edited)}
    origin = {
        "preset": preset.name,
        "settings": {part: preset.as_dict()[part] for part in USED},
        "seed": seed,
        "steps": steps,
    }
    seed_everything(seed)
    passes, trained = load_for_inference(preset.model), load_from_settings(preset.model)
    adapters.load_adapter(passes, "reinforced", reinforced.path("adapter"))
    questions = load_probe_set(preset.world, preset.probes, runs_root() / TASK_CACHE)
    path = run.folder / FILE
    before = read_json(path) if only and path.is_file() else {}
    made = before["rows"] if before.get("origin") == json.loads(json.dumps(origin)) else []
    rows = {row["labels"]: row for row in made} | {
        "the base": _row("the base", evaluate_role(Role(passes), questions, preset.probes, seed))
    }
    for name in only or VARIANTS:
        began = time.monotonic()
        changes = dict(VARIANTS[name])
        anchors = _anchors(changes.pop("anchors", "edited"), table, preset, deltas)
        labels = _labels(passes, anchors, preset, seed, changes)
        adapter = f"ablated_{list(VARIANTS).index(name)}"
        with tempfile.TemporaryDirectory() as folder:
            _unlearn(trained, labels, preset, seed, adapter, Path(folder) / adapter)
            adapters.load_adapter(passes, adapter, Path(folder) / adapter)
        rows[name] = _row(
            name, evaluate_role(Role(passes, adapter), questions, preset.probes, seed)
        )
        write_json(
            path, {"origin": origin, "precision": passes.precision, "rows": list(rows.values())}
        )
        tell(
            f"{name}: completion {rows[name]['completion']:.3f}, tasks {rows[name]['tasks']:.3f}, {time.monotonic() - began:.0f} s"
        )
    return path


def ablation_rows(run: Run) -> tuple[list[dict], str]:
    """The rows for a table, and where they come from: this run's own, or else those that the kit ships."""
    path, whose = run.folder / FILE, f"this run, by `whp-kit ablate --run {run.name}`"
    if not path.is_file():
        path, whose = SHIPPED, "the record that the kit ships"
    record = read_json(path)
    origin = record["origin"]
    return (
        record["rows"],
        f"{whose}: preset {origin['preset']}, seed {origin['seed']}, measured in {record['precision']}",
    )


def _anchors(whose: str, table: AnchorTable, preset: Preset, deltas: dict) -> AnchorTable:
    """The table as it was edited, its rows that are no phrases, or suggestions that nobody has touched."""
    if whose == "names":
        return AnchorTable(tuple(row for row in table.rows if row.category != PHRASE))
    if whose == "suggested":
        text = whole_text(read_all(preset.world.books, preset.world.companion))
        return AnchorTable(
            tuple(
                as_rows(suggest_anchors(text, whole_text(read_all(preset.world.general)), deltas))
            )
        )
    return table


def _labels(
    passes: Loaded, table: AnchorTable, preset: Preset, seed: int, changes: dict
) -> LabelSet:
    step = preset.labels
    given = {
        "alpha": step.alpha,
        "block_tokens": step.block_tokens,
        "batch_blocks": step.batch_blocks,
        "seed": seed,
    }
    given |= {
        "forbidden": step.forbidden,
        "repeats": step.repeats,
        "target_words": step.target_words,
    } | changes
    documents = read_all(preset.world.books, preset.world.companion)
    baseline, reinforced = (
        logits_of(passes, "baseline"),
        logits_of(passes, "reinforced"),
    )
    return make_labels(baseline, reinforced, passes.tokenizer, documents, table, **given)


def _unlearn(
    trained: Loaded, labels: LabelSet, preset: Preset, seed: int, adapter: str, folder: Path
) -> None:
    """A fresh adapter, trained on the labels and saved."""
    pad = trained.tokenizer.pad_token_id
    examples = Examples.from_rows(labels.input_ids, labels.at(labels.alpha), pad)
    blocks = cut_blocks(
        read_all(preset.world.general), trained.tokenizer, preset.labels.block_tokens
    )
    retain = Examples.next_token(*pad_blocks(blocks, pad))
    tune = preset.finetune
    adapters.add_adapter(
        trained, adapter, tune.lora_rank, tune.lora_alpha, seed, head=tune.adapt_head
    )
    plan = Plan.of(tune, seed, checkpoint_every=0)
    baseline = logits_of(trained, "baseline")
    train(
        trained.model,
        examples,
        plan,
        retain=retain,
        baseline=baseline,
        target_tokens=labels.target_tokens,
    )
    adapters.save_adapter(trained, adapter, folder)


def _row(name: str, found: Evaluation) -> dict:
    """One line of the table; shares, with the 95 % interval of the completion familiarity."""
    groups = found.neighbours.groups if found.neighbours else {}
    return {
        "labels": name,
        "completion": found.completion.score,
        "95 % interval": list(found.completion.ci95),
        "probability": found.probability.score,
        "tasks": found.tasks["mean"]["acc"] if found.tasks else None,
        **{f"neighbours, {group}": row["recall"] for group, row in groups.items()},
        "stuck on a name": found.repetition.stuck,
        "repeated trigrams": found.repetition.trigrams,
    }
