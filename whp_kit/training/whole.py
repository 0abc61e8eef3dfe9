"""Trainings of all weights, without an adapter (11): unlearn, damage, imitate.

A LoRA lies on a base that knows; taken off, or trained against, the base is there again. Here the
base itself changes. The student is loaded without rounding and trained in place.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import torch

from whp_kit.files import making_folder, read_json, write_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.models.adapters import save_merged
from whp_kit.models.digest import base_digest
from whp_kit.models.load import Loaded
from whp_kit.models.roles import Logits
from whp_kit.settings import Preset
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, Progress, Record, train
from whp_kit.training.losses import Objective, learn_labels, stay_near
from whp_kit.training.steps import label_examples, retain_examples

RECORD = "training.json"  # beside a model of `trained_once`


def unlearn_whole(
    student: Loaded,
    baseline: Logits,
    labels: LabelSet,
    preset: Preset,
    seed: int,
    *,
    work: Path | None = None,
    progress: Progress | None = None,
) -> Record:
    """Trains the student on the labels at the alpha of [last].

    `baseline`: the model as it was, for the retain term. With a folder `work` the same call resumes
    after an interruption.
    """
    plan = Plan.of(preset.last, preset.hardware, seed)
    retain = None
    if plan.retain_weight > 0:
        retain = stay_near(baseline, retain_examples(student, preset), labels.target_tokens)
    objective = learn_labels(label_examples(student, labels, preset.last.alpha))
    return _train(student, objective, plan, retain, work, progress)


def imitate(
    student: Loaded,
    teacher: Logits,
    examples: Examples,
    preset: Preset,
    seed: int,
    *,
    work: Path | None = None,
    progress: Progress | None = None,
) -> Record:
    """Trains the student to give the teacher's distribution, KL(teacher || student), on examples.

    Steps, rate and blocks of a step are those of [last].
    """
    plan = Plan.of(preset.last, preset.hardware, seed, retain_weight=0.0)
    return _train(student, stay_near(teacher, examples), plan, None, work, progress)


def damaged(student: Loaded, share: float, seed: int) -> Loaded:
    """The student with noise of its own spread in each matrix, in place: (1 - share) W + share N.

    With share 1 nothing of the matrix is left. Norms and biases stay.
    """
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in student.model.parameters():
            if weight.dim() > 1:
                noise = weight.std() * torch.randn(weight.shape, generator=draw).to(weight)
                weight.mul_(1 - share).add_(noise, alpha=share)
    return student


def trained_once(
    folder: Path, load: Callable[[], Loaded], train_it: Callable[[Loaded], Record]
) -> tuple[Path, Record]:
    """The folder of a model that is trained once, whole or not there, and what the training did."""
    if not folder.is_dir():
        student = load()
        record = train_it(student)
        with making_folder(folder) as new:
            save_merged(student, None, new)
            write_json(new / RECORD, dataclasses.asdict(record))
    return folder, Record(**read_json(folder / RECORD))


def _train(
    student: Loaded,
    objective: Objective,
    plan: Plan,
    retain: Objective | None,
    work: Path | None,
    progress: Progress | None,
) -> Record:
    basis = {"base": base_digest(student), "adapter": "none: all weights"}
    student.model.requires_grad_(True)
    return train(
        student.model,
        objective,
        plan,
        retain,
        state_file=None if work is None else work / "whole.state",
        basis=basis,
        progress=progress,
    )
