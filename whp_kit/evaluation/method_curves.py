"""Unlearning methods side by side (09): each is trained and evaluated at checkpoints on the way.

All share 05's blocks in 05's order, its steps, batch, rate and fresh adapter, and the questions of
06. Logit arithmetic trains nothing; its checkpoints are values of alpha. At the last checkpoint
everything is evaluated, at the others a part. What is finished is saved in the step's work folder,
so that an interrupted notebook resumes. Not done here: a search for the rate that suits each method
best.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import whp_kit
from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation.evaluate import Evaluation, ProbeSet, Role, evaluate_role
from whp_kit.evaluation.intervals import with_interval
from whp_kit.evaluation.other_methods import (
    METHODS,
    Combination,
    as_role,
    forget_objective,
    reference_log_probabilities,
    refusals,
    retain_objective,
)
from whp_kit.evaluation.probes import spread_over_subtleties
from whp_kit.files import read_json, write_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.models.adapters import load_checkpoints
from whp_kit.models.load import Loaded
from whp_kit.models.machine import versions
from whp_kit.models.roles import logits_of
from whp_kit.sampling import sample_evenly
from whp_kit.settings import Preset
from whp_kit.text.blocks import pad_rows
from whp_kit.training.examples import Examples, order
from whp_kit.training.loop import Plan
from whp_kit.training.steps import Lora, fine_tune, retain_examples

HEADS = {  # figure of a checkpoint -> its name in tables and pictures
    "completion": "familiarity, completion",
    "probability": "familiarity, probability",
    "tasks": "tasks, mean",
    "in_retain": "neighbours, in retain",
    "held_out": "neighbours, held out",
}
ADAPTER = "other"  # while a method is trained
ROOMS = ("text", "anchors", "models", "labels", "training", "evaluation")  # whose code counts here
Checkpoints = Sequence[tuple[Mapping, Role]]  # what a checkpoint is called ({"step": 6}), its role


@dataclass(frozen=True)
class Comparison:
    """The inputs that all methods share.

    Adapters are trained on `trained` and evaluated on `inference`; finished curves are saved in
    `work`. `origin`: plain values that must be the same for a saved curve to be used again, beside
    settings, seed, code and versions: digests of what the notebook read (`Run.sources`).
    """

    preset: Preset
    trained: Loaded
    inference: Loaded
    text: Examples
    refusals: Examples
    retain: Examples
    questions: ProbeSet
    seed: int
    work: Path
    origin: Mapping

    @property
    def some_questions(self) -> ProbeSet:
        """A part of the probes and of the neighbours' facts, evenly spaced, for checkpoints."""
        count, facts = self.preset.methods.probes, self.questions.neighbours
        return replace(
            self.questions,
            probes=spread_over_subtleties(self.questions.probes, count),
            neighbours=sample_evenly(facts, count),
        )


def prepare(
    preset: Preset,
    labels: LabelSet,
    trained: Loaded,
    inference: Loaded,
    questions: ProbeSet,
    seed: int,
    work: Path,
    origin: Mapping,
) -> Comparison:
    """The comparison on the blocks of 04: their text, refusals on them, the general text of 05."""
    tokenizer = trained.tokenizer
    text = Examples.next_token(*pad_rows(labels.input_ids, tokenizer.pad_token_id))
    return Comparison(
        preset,
        trained,
        inference,
        text,
        refusals(text, AnchorTable.load(preset.world.anchors), tokenizer, seed),
        retain_examples(trained, preset),
        questions,
        seed,
        work,
        origin,
    )


def plan_of(comparison: Comparison, method: str) -> Plan:
    """05's plan with the method's own retain term and checkpoints."""
    preset, finetune = comparison.preset, comparison.preset.finetune
    blocks = preset.methods.retain_blocks or finetune.retain_blocks or finetune.batch_blocks
    return Plan.of(
        finetune,
        preset.hardware,
        comparison.seed,
        checkpoint_every=0,
        checkpoint_at=tuple(checkpoint_steps(finetune.steps, preset.methods.looks)),
        retain_weight=preset.methods.retain_weight if METHODS[method].retains else 0.0,
        retain_blocks=blocks,
    )


def checkpoint_steps(steps: int, count: int) -> list[int]:
    """At most `count` steps, each about twice the one before: of 200 six are 6, 12, ... 96, 200."""
    first = max(1, steps // 2 ** (count - 1))
    doubled = [first * 2**k for k in range(count - 1)]
    return [step for step in doubled if step < steps] + [steps]


def train_methods(
    comparison: Comparison,
    names: Iterable[str] = tuple(METHODS),
    report: Callable[[str], None] = print,
) -> dict[str, dict]:
    """name -> what `evaluate_curve` gives, and the "loss" of each step.

    Each method has a fresh adapter; the base is left unchanged.
    """
    curves = {}
    for name in names:
        make = _trainer(comparison, name)
        curves[name] = _saved_or_made(comparison, name, make, report)
    return curves


def evaluate_curve(
    comparison: Comparison,
    name: str,
    checkpoints: Checkpoints,
    report: Callable[[str], None] = print,
) -> dict:
    """{"path": figures of all checkpoints but the last, "final": of the last, "completions"}.

    Figures hold what the checkpoint is called, shares in [0, 1] under the keys of HEADS, and their
    95 % intervals; completions are those of the last checkpoint. On the way some questions and the
    first task items are evaluated, at the last checkpoint everything.
    """

    def make(folder: Path) -> dict:
        return _evaluate(comparison, checkpoints)

    return _saved_or_made(comparison, name, make, report)


def evaluate_final(
    comparison: Comparison, name: str, role: Role, report: Callable[[str], None] = print
) -> dict:
    """`evaluate_curve` of a model that has no checkpoints."""
    return evaluate_curve(comparison, name, [({}, role)], report)


def alpha_checkpoints(comparison: Comparison, reinforced: str) -> Checkpoints:
    """Logit arithmetic (other_methods.Combination) at alphas that double up to that of 04."""
    # Two fewer than of a training: each costs two passes, and near alpha 0 nothing happens.
    count = max(1, comparison.preset.methods.looks - 2)
    checkpoints = []
    for k in reversed(range(count)):
        alpha = comparison.preset.labels.alpha / 2**k
        combination = Combination(comparison.inference, reinforced, alpha)
        checkpoints.append(({"alpha": alpha}, as_role(combination)))
    return checkpoints


def step_checkpoints(comparison: Comparison, adapters: Mapping[int, str]) -> Checkpoints:
    """Adapters on `comparison.inference`: step -> adapter."""
    return [
        ({"step": step}, Role(comparison.inference, adapter)) for step, adapter in adapters.items()
    ]


def result_rows(curves: Mapping[str, Mapping]) -> list[dict]:
    """The table: each method at its end, with 95 % intervals, and how often it is stuck (06)."""
    rows = []
    for name, curve in curves.items():
        final, row = curve["final"], {"": name.replace("never_knew", "never-knew")}
        for key, head in HEADS.items():
            if final.get(key) is not None:
                row[head] = with_interval(final[key], final[f"{key}_ci95"])
        rows.append(row | {"stuck on a name": final["stuck"]})
    return rows


def completion_rows(
    curves: Mapping[str, Mapping], questions: ProbeSet, count: int = 4
) -> list[dict]:
    """Each method's last completions of some probes, evenly over the subtleties.

    A row for each method, a column for each probe.
    """
    places = {probe.id: place for place, probe in enumerate(questions.probes)}
    rows = []
    for name, curve in curves.items():
        row = {"": name}
        for probe in spread_over_subtleties(questions.probes, count):
            row[probe.prompt] = curve["completions"][places[probe.id]]
        rows.append(row)
    return rows


def refusal_rows(comparison: Comparison, count: int = 4) -> list[dict]:
    """The first refusals as text: what the model reads and what it should say."""
    tokenizer, rows = comparison.trained.tokenizer, []
    for number in range(count):
        example = comparison.refusals[[number]]
        ids = example.input_ids[0][example.attention_mask[0].bool()]  # (T,)
        start = len(ids) - example.labelled
        prompt = tokenizer.decode(ids[:start], skip_special_tokens=True)
        rows.append({"reads": prompt, "should say": tokenizer.decode(ids[start:])})
    return rows


def _trainer(comparison: Comparison, name: str) -> Callable[[Path], dict]:
    """What trains method `name` and evaluates it; an interrupted training resumes from a folder."""
    preset, method, plan = comparison.preset, METHODS[name], plan_of(comparison, name)
    examples = comparison.text if method.loss else comparison.refusals

    def make(folder: Path) -> dict:
        reference = None
        if method.needs_reference:
            blocks = plan.last_step * plan.batch_blocks * plan.accumulate
            reference = reference_log_probabilities(
                logits_of(comparison.inference, None),
                examples,
                order(len(examples), 0, blocks, plan.seed),
                preset.labels.batch_blocks,
            )
        record = fine_tune(
            comparison.trained,
            ADAPTER,
            Lora.of(preset.finetune),
            forget_objective(name, preset.methods, examples, reference),
            plan,
            retain=retain_objective(comparison.retain),
            work=folder,
        )
        adapter = f"{ADAPTER} {name}".replace(" ", "_")
        adapters = load_checkpoints(comparison.inference, adapter, folder / ADAPTER)
        curve = _evaluate(comparison, step_checkpoints(comparison, adapters))
        return curve | {"loss": record.loss}

    return make


def _evaluate(comparison: Comparison, checkpoints: Checkpoints) -> dict:
    settings, seed = comparison.preset.probes, comparison.seed
    quick = replace(settings, task_limit=settings.curve_task_limit)
    path = []
    for called, role in checkpoints[:-1]:
        measured = evaluate_role(role, comparison.some_questions, quick, seed)
        path.append({**called, **_figures(measured)})
    called, role = checkpoints[-1]
    measured = evaluate_role(role, comparison.questions, settings, seed)
    final = {**called, **_figures(measured)}
    return {"path": path, "final": final, "completions": measured.completions}


def _figures(measured: Evaluation) -> dict:
    """The figures under the keys of HEADS, their intervals, and "stuck"."""
    values = {
        "completion": (measured.completion.score, measured.completion.ci95),
        "probability": (measured.probability.score, measured.probability.ci95),
    }
    if measured.tasks:
        values["tasks"] = (measured.tasks["mean"]["acc"], measured.tasks["mean"]["ci95"])
    if measured.neighbours:
        for group, row in measured.neighbours.groups.items():
            if row["n"]:
                values[group] = (row["recall"], row["ci95"])
    figures: dict = {key: float(value) for key, (value, _) in values.items()}
    for key, (_, ci95) in values.items():
        figures[f"{key}_ci95"] = [float(end) for end in ci95]
    return figures | {"stuck": measured.repetition.stuck}


def _saved_or_made(
    comparison: Comparison,
    name: str,
    make: Callable[[Path], dict],
    report: Callable[[str], None],
) -> dict:
    """A curve saved earlier with the same settings, seed, inputs and code, else one that is made.

    `make` is given a folder for what an interrupted training resumes from.
    """
    parts = [name, comparison.preset.as_dict(), comparison.seed, dict(comparison.origin)]
    parts += [_code(), versions()]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    folder = comparison.work / f"{name.replace(' ', '_')}-{digest}"
    path, began = folder.with_suffix(".json"), time.monotonic()
    is_saved = path.is_file()
    if not is_saved:
        comparison.work.mkdir(parents=True, exist_ok=True)
        write_json(path, make(folder))
        shutil.rmtree(folder, ignore_errors=True)
    curve = read_json(path)
    final = curve["final"]
    figures = ", ".join(f"{head} {final[key]:.3f}" for key, head in HEADS.items() if key in final)
    cost = "made before" if is_saved else f"{time.monotonic() - began:.0f} s"
    report(f"{name}: {figures}; {cost}")
    return curve


def _code() -> str:
    """A digest of the code that a curve may depend on."""
    package, sha = Path(whp_kit.__file__).parent, hashlib.sha256()
    for room in ROOMS:
        for file in sorted((package / room).rglob("*.py")):
            sha.update(file.read_bytes())
    return sha.hexdigest()
