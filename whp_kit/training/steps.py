"""The steps that train or label: reinforce (01), make the labels (04), unlearn (05), teach (10).

Notebooks, the launch on several processes, the studies, the other methods and the relearning trials
all come through here, so that every fine-tune has the adapter, the order of the data and the
hardware settings of its preset. Not done here: reading or writing a run.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelerate import Accelerator

from whp_kit.anchors.table import AnchorTable
from whp_kit.labels import make
from whp_kit.labels.label_set import LabelSet
from whp_kit.labels.prepare import Rules
from whp_kit.models.adapters import (
    add_adapter,
    checkpoint_saver,
    missing_checkpoints,
    remove_adapter,
    remove_other_checkpoints,
    whole_checkpoints,
)
from whp_kit.models.digest import base_digest
from whp_kit.models.load import Loaded
from whp_kit.models.names import BASELINE, CONTROL, REINFORCED, TAUGHT, UNLEARNED
from whp_kit.models.roles import logits_of
from whp_kit.settings import Preset, TrainSettings
from whp_kit.text.documents import Document, read_all
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, Progress, Record, saved_steps, train
from whp_kit.training.losses import Objective, learn_labels, stay_near


@dataclass(frozen=True)
class Lora:
    """A fresh adapter: its rank, its scale (over the rank), and whether it adapts the head too."""

    rank: int
    alpha: int
    head: bool = False

    @classmethod
    def of(cls, settings: TrainSettings) -> "Lora":
        """The adapter that a step's settings ask for."""
        head = getattr(settings, "adapt_head", False)
        return cls(settings.lora_rank, settings.lora_alpha, head)


def reinforce(
    loaded: Loaded,
    examples: Examples,
    preset: Preset,
    seed: int,
    *,
    work: Path | None = None,
    progress: Progress | None = None,
    accelerator: Accelerator | None = None,
) -> Record:
    """Trains a fresh adapter "reinforced" on the target's own next tokens (section 2.1)."""
    return fine_tune(
        loaded,
        REINFORCED,
        Lora.of(preset.reinforce),
        learn_labels(examples),
        reinforce_plan(preset, seed),
        work=work,
        progress=progress,
        accelerator=accelerator,
    )


def reinforce_plan(preset: Preset, seed: int) -> Plan:
    """The plan of `reinforce`."""
    return Plan.of(preset.reinforce, preset.hardware, seed)


def teach(
    loaded: Loaded,
    examples: Examples,
    preset: Preset,
    seed: int,
    *,
    work: Path | None = None,
    progress: Progress | None = None,
) -> Record:
    """Trains a fresh adapter "taught" on the target's own next tokens, until the model knows it."""
    plan = teach_plan(preset, seed)
    return fine_tune(
        loaded,
        TAUGHT,
        Lora.of(preset.teach),
        learn_labels(examples),
        plan,
        work=work,
        progress=progress,
    )


def teach_plan(preset: Preset, seed: int) -> Plan:
    """The plan of `teach`."""
    return Plan.of(preset.teach, preset.hardware, seed)


def make_labels(
    loaded: Loaded,
    documents: Sequence[Document],
    table: AnchorTable,
    preset: Preset,
    seed: int,
    *,
    previous: LabelSet | None = None,
    progress: Callable[[int, int], None] | None = None,
    accelerator: Accelerator | None = None,
    **changes,
) -> LabelSet:
    """The generic labels of the documents, by the adapter "reinforced" (sections 2.1 to 2.3).

    previous: labels of an earlier time; only blocks that differ since then are computed, and the
    result is the same with and without. `changes` replace single rules of labels/prepare.Rules, for
    the ablation.
    """
    return make.make_labels(
        make.ModelPair.of(loaded),
        documents,
        table,
        Rules.of(preset.labels, **changes),
        seed,
        previous=previous,
        progress=progress,
        accelerator=accelerator,
    )


def unlearn(
    loaded: Loaded,
    labels: LabelSet,
    preset: Preset,
    seed: int,
    *,
    adapter: str = UNLEARNED,
    plan: Plan | None = None,
    alpha: float | None = None,
    work: Path | None = None,
    progress: Progress | None = None,
    accelerator: Accelerator | None = None,
) -> Record:
    """Trains a fresh adapter on the labels at `alpha` (None: that of the labels); section 3.

    The preset's retain term holds the model to the baseline on general text. `plan`: by default
    `unlearn_plan`.
    """
    plan = plan or unlearn_plan(preset, seed)
    retain = None
    if plan.retain_weight > 0:
        general = retain_examples(loaded, preset)
        retain = stay_near(logits_of(loaded, BASELINE), general, labels.target_tokens)
    return fine_tune(
        loaded,
        adapter,
        Lora.of(preset.finetune),
        learn_labels(label_examples(loaded, labels, alpha)),
        plan,
        retain=retain,
        work=work,
        progress=progress,
        accelerator=accelerator,
    )


def unlearn_plan(preset: Preset, seed: int) -> Plan:
    """The plan of `unlearn`."""
    return Plan.of(preset.finetune, preset.hardware, seed)


def unlearn_control(
    loaded: Loaded, labels: LabelSet, preset: Preset, seed: int, **options
) -> Record:
    """The control of `unlearn`: an adapter "control", trained without the retain term.

    It stops after the preset's `control_steps`. `options`: those of `unlearn`.
    """
    plan = control_plan(preset, seed)
    return unlearn(loaded, labels, preset, seed, adapter=CONTROL, plan=plan, **options)


def control_plan(preset: Preset, seed: int) -> Plan:
    """The plan of `unlearn_control`."""
    step = preset.finetune
    return Plan.of(step, preset.hardware, seed, retain_weight=0.0, stop_after=step.control_steps)


def label_examples(loaded: Loaded, labels: LabelSet, alpha: float | None = None) -> Examples:
    """The blocks of the original text with their generic labels at `alpha`."""
    at_alpha = labels.at(labels.alpha if alpha is None else alpha)
    return Examples.from_rows(labels.input_ids, at_alpha, loaded.tokenizer.pad_token_id)


def retain_examples(loaded: Loaded, preset: Preset) -> Examples:
    """The blocks of the world's general text."""
    general = read_all(*preset.world.general)
    return Examples.of_text(general, loaded.tokenizer, preset.labels.block_tokens)


def fine_tune(
    loaded: Loaded,
    adapter: str,
    lora: Lora,
    objective: Objective,
    plan: Plan,
    *,
    retain: Objective | None = None,
    work: Path | None = None,
    on_checkpoint: Callable[[int], None] | None = None,
    progress: Progress | None = None,
    accelerator: Accelerator | None = None,
) -> Record:
    """Trains a fresh adapter of the base; one that already has the name is replaced.

    With a folder `work`, checkpoints go to `work/<adapter>/step_NNNNN`, unless `on_checkpoint` is
    given, and the state goes to `work/<adapter>.state`: after an interruption the same call
    resumes, if base and adapter are the same to the byte. With an `accelerator`, only its main
    process writes.
    """
    if adapter in loaded.adapters:
        remove_adapter(loaded, adapter)
    add_adapter(loaded, adapter, lora.rank, lora.alpha, plan.seed, head=lora.head)
    writes = work is not None and (accelerator is None or accelerator.is_main_process)
    state_file, basis = None, {}
    if work is not None:
        state_file = work / f"{adapter}.state"
        basis = {"base": base_digest(loaded), "adapter": dataclasses.asdict(lora)}
    saves_checkpoints = on_checkpoint is None and writes
    if saves_checkpoints:
        remove_other_checkpoints(work / adapter, plan.checkpoints())
        _forget_state_without_checkpoints(state_file, work / adapter, plan)
        on_checkpoint = checkpoint_saver(loaded, adapter, work / adapter)
    if accelerator is not None:
        accelerator.wait_for_everyone()  # all read the state that the main process has left
    record = train(
        loaded.model,
        objective,
        plan,
        retain,
        on_checkpoint=on_checkpoint,
        state_file=state_file,
        basis=basis,
        progress=progress,
        accelerator=accelerator,
    )
    if saves_checkpoints:
        whole_checkpoints(work / adapter, plan.checkpoints())
    return record


def _forget_state_without_checkpoints(state_file: Path, folder: Path, plan: Plan) -> None:
    """A resumed training would not make again the checkpoints of the steps before."""
    done = saved_steps(state_file)
    missing = missing_checkpoints(folder, [step for step in plan.checkpoints() if step <= done])
    if missing:
        print(f"checkpoints after steps {missing} are missing, so the training begins anew")
        state_file.unlink()
