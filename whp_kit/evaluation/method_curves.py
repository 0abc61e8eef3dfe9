"""Each method walked: trained, or put together, further and further; asked a part on its way, everything at its end (09).

All stand on the same ground: 05's blocks in 05's order, its steps, batch, rate and fresh adapter, and the questions of 06. What is finished
is kept in the step's work folder, so that an interrupted notebook goes on from there. Not done here: a search for the rate and the weights
that suit each method best.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whp_kit.anchors.table import AnchorTable
from whp_kit.evaluation import other_methods as methods
from whp_kit.evaluation.evaluate import Evaluation, ProbeSet, Role, evaluate_role
from whp_kit.evaluation.other_methods import METHODS, Method
from whp_kit.evaluation.probes import spread_over_subtleties
from whp_kit.files import file_digest, read_json, write_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.models import adapters
from whp_kit.models.load import Loaded
from whp_kit.models.roles import logits_of
from whp_kit.sampling import sample_evenly
from whp_kit.settings import Preset
from whp_kit.text.blocks import cut_blocks, pad_blocks, pad_rows
from whp_kit.text.documents import read_all
from whp_kit.training.loop import Examples, Plan, order, train

HEADS = {  # figure of a point -> its name in tables and pictures
    "completion": "familiarity, completion", "probability": "familiarity, probability", "tasks": "tasks, mean",
    "in_retain": "neighbours, in retain", "held_out": "neighbours, held out",
}  # fmt: skip
Stops = Sequence[tuple[Mapping, Role]]  # what to call a point of a walk, and who answers there


@dataclass(frozen=True)
class Ground:
    """What all methods stand on. Adapters are trained on `trained` and asked on `passes`; finished walks are kept in `work`.

    `origin`: plain values that must be as they were for a finished walk to be taken up again, beside settings, seed and code.
    """

    preset: Preset
    trained: Loaded
    passes: Loaded
    text: Examples
    refusals: Examples
    retain: Examples
    questions: ProbeSet
    seed: int
    work: Path
    origin: Mapping

    @property
    def few(self) -> ProbeSet:
        """What is asked on the way: a part of the probes and of the neighbours' facts, evenly."""
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
    passes: Loaded,
    questions: ProbeSet,
    seed: int,
    work: Path,
    origin: Mapping,
) -> Ground:
    """The ground of a run: the blocks of 04, of which every method reads what 05 read; refusals on them; the general text of 05."""
    tokenizer = trained.tokenizer
    text = Examples.next_token(*pad_rows(labels.input_ids, tokenizer.pad_token_id))
    general = cut_blocks(read_all(preset.world.general), tokenizer, preset.labels.block_tokens)
    retain = Examples.next_token(*pad_blocks(general, tokenizer.pad_token_id))
    refused = methods.refusals(text, AnchorTable.load(preset.world.anchors), tokenizer, seed)
    return Ground(preset, trained, passes, text, refused, retain, questions, seed, work, origin)


def plan_of(ground: Ground, method: Method) -> Plan:
    """05's plan, with checkpoints for the walk and the method's own retain term."""
    tune, settings = ground.preset.finetune, ground.preset.methods
    weight = settings.retain_weight if method.retains else 0.0
    blocks = settings.retain_blocks or tune.retain_blocks or tune.batch_blocks
    every = stops(tune.steps, settings.looks)[0]
    return Plan.of(
        tune, ground.seed, checkpoint_every=every, retain_weight=weight, retain_blocks=blocks
    )


def stops(steps: int, looks: int) -> list[int]:
    """At most `looks` steps, each about twice the one before, the last of them `steps`: of 200 in six 6, 12, 24, 48, 96, 200."""
    first = max(1, steps // 2 ** (looks - 1))
    return [step for step in (first * 2**k for k in range(looks - 1)) if step < steps] + [steps]


def train_methods(
    ground: Ground, names: Iterable[str] = tuple(METHODS), tell: Callable[[str], None] = print
) -> dict[str, dict]:
    """name -> what `walk` finds, and the "loss" of each step. Each method has a fresh adapter; the base is left unchanged."""
    return {
        name: _kept(ground, name, lambda place, name=name: _train(ground, name, place), tell)
        for name in names
    }


def walk(ground: Ground, name: str, way: Stops, tell: Callable[[str], None] = print) -> dict:
    """{"path": points, "final": the last point, "completions": what was said there}.

    On the way the ground's `few` are asked, and of the tasks what the curve of 06 asks; at the last stop everything. A point holds what it
    is called, shares in [0, 1] under the keys of HEADS, and their 95 % intervals.
    """
    return _kept(ground, name, lambda _: _walk(ground, way), tell)


def along_alpha(ground: Ground, reinforced: str) -> Stops:
    """Stops for logits put together (methods.Combination): alpha doubles at each, up to that of 04. Nothing is trained."""
    looks = max(
        1, ground.preset.methods.looks - 2
    )  # each is asked twice over, and near alpha 0 nothing is to be seen
    alphas = [ground.preset.labels.alpha / 2**k for k in reversed(range(looks))]
    return [
        ({"alpha": one}, methods.as_role(methods.Combination(ground.passes, reinforced, one)))
        for one in alphas
    ]


def along_steps(ground: Ground, checkpoints: Mapping[int, str]) -> Stops:
    """Stops for adapters on `ground.passes`: step -> adapter."""
    return [({"step": step}, Role(ground.passes, adapter)) for step, adapter in checkpoints.items()]


def result_rows(results: Mapping[str, Mapping]) -> list[dict]:
    """The table: each at its end, with 95 % intervals; and in what share of its completions it is stuck on a name (06)."""
    rows = []
    for name, found in results.items():
        end, row = found["final"], {"": name.replace("never_knew", "never-knew")}
        for key, head in HEADS.items():
            if end.get(key) is not None:
                low, high = end[f"{key}_ci95"]
                row[head] = f"{end[key]:.3f} [{low:.3f}, {high:.3f}]"
        rows.append(row | {"stuck on a name": f"{end['stuck']:.3f}"})
    return rows


def said(results: Mapping[str, Mapping], questions: ProbeSet, count: int = 4) -> list[dict]:
    """What each says at its end to some of the probes, evenly over the subtleties: a row for each method, a column for each probe."""
    places = {probe.id: k for k, probe in enumerate(questions.probes)}
    asked = spread_over_subtleties(questions.probes, count)
    return [
        {"": name} | {one.prompt: found["completions"][places[one.id]] for one in asked}
        for name, found in results.items()
    ]


def _train(ground: Ground, name: str, place: Path) -> dict:
    """One method from its fresh adapter to its figures; `place` is a folder for what an interrupted training needs to go on."""
    method, tune, plan = METHODS[name], ground.preset.finetune, plan_of(ground, METHODS[name])
    examples, reference = (ground.text if method.loss else ground.refusals), None
    if method.refers:
        read = order(len(examples), 0, plan.last * plan.batch_blocks * plan.accumulate, plan.seed)
        baseline = logits_of(ground.passes, None)
        reference = methods.reference_log_probabilities(
            baseline, examples, read, ground.preset.labels.batch_blocks
        )
    objective = methods.objective(method, ground.preset.methods, reference)
    adapter, wanted = (
        f"other {name}".replace(" ", "_"),
        stops(plan.steps, ground.preset.methods.looks),
    )
    adapters.add_adapter(
        ground.trained, adapter, tune.lora_rank, tune.lora_alpha, ground.seed, head=tune.adapt_head
    )
    adapters.remove_other_checkpoints(place, wanted)
    save = adapters.checkpoint_saver(ground.trained, adapter, place)
    record = train(
        ground.trained.model, examples, plan, retain=ground.retain, objective=objective, retain_loss=methods.by_labels,
        on_checkpoint=lambda step: save(step) if step in wanted else None, state_file=place / "state.safetensors",
    )  # fmt: skip
    steps = adapters.load_checkpoints(ground.passes, adapter, place)
    return _walk(ground, along_steps(ground, steps)) | {"loss": record.loss}


def _walk(ground: Ground, way: Stops) -> dict:
    probing = ground.preset.probes
    quick = replace(probing, task_limit=probing.curve_task_limit)
    path = [
        {**called, **_figures(evaluate_role(role, ground.few, quick, ground.seed))}
        for called, role in way[:-1]
    ]
    called, role = way[-1]
    whole = evaluate_role(role, ground.questions, probing, ground.seed)
    return {"path": path, "final": {**called, **_figures(whole)}, "completions": whole.completions}


def _figures(found: Evaluation) -> dict:
    given = {
        key: (one.score, one.ci95)
        for key, one in (("completion", found.completion), ("probability", found.probability))
    }
    if found.tasks:
        given["tasks"] = (found.tasks["mean"]["acc"], found.tasks["mean"]["ci95"])
    if found.neighbours:
        given |= {
            group: (row["recall"], row["ci95"])
            for group, row in found.neighbours.groups.items()
            if row["n"]
        }
    point = {key: float(value) for key, (value, _) in given.items()}
    return (
        point
        | {f"{key}_ci95": [float(end) for end in ci95] for key, (_, ci95) in given.items()}
        | {"stuck": found.repetition.stuck}
    )


def _kept(
    ground: Ground, name: str, make: Callable[[Path], dict], tell: Callable[[str], None]
) -> dict:
    """What was made before of the same settings, seed, inputs and code; else what is made now, with a folder of its own, and kept."""
    code = [file_digest(Path(module.__file__)) for module in (methods, adapters)] + [
        file_digest(Path(__file__))
    ]
    about = json.dumps(
        [name, ground.preset.as_dict(), ground.seed, dict(ground.origin), code], sort_keys=True
    )
    place = (
        ground.work / f"{name.replace(' ', '_')}-{hashlib.sha256(about.encode()).hexdigest()[:16]}"
    )
    path, began = place.with_suffix(".json"), time.monotonic()
    known = path.is_file()
    if not known:
        ground.work.mkdir(parents=True, exist_ok=True)
        write_json(path, make(place))
        shutil.rmtree(place, ignore_errors=True)
    found = read_json(path)
    figures = ", ".join(
        f"{head} {found['final'][key]:.3f}" for key, head in HEADS.items() if key in found["final"]
    )
    tell(f"{name}: {figures}; " + ("made before" if known else f"{time.monotonic() - began:.0f} s"))
    return found
