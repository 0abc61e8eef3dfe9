"""Changes of a model's own weights, without an adapter (11): reset, unlearn, damage, imitate.

A LoRA lies on a base that knows; taken off, or trained against, the base is there again. Here the
base itself changes. The student is loaded without rounding and changed in place.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from whp_kit.files import making_folder, read_json, write_json
from whp_kit.labels.generic import IGNORE
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
OFTEN = 20  # times in the target, at which a token is worth a reset


def own_rows(labels: LabelSet, general: Examples) -> list[int]:
    """The tokens (K,) that are the target's own, stand OFTEN in it, and are not in general text.

    Empty where the labels were made without `target_words`, or where the tokenizer cuts the names
    into common pieces.
    """
    found, counts = np.unique(labels.columns["input_ids"], return_counts=True)
    frequent = set(found[counts >= OFTEN].tolist())
    ordinary = set(general.input_ids[general.attention_mask.bool()].tolist())
    return sorted(frequent.intersection(labels.target_tokens) - ordinary)


def reset_rows(student: Loaded, tokens: Sequence[int], noise: float, seed: int) -> Loaded:
    """The student with new rows for the tokens, in its embeddings and its head, in place.

    A new row is the mean of all other rows, and noise of `noise` times their spread: the row that
    libraries give to a token that is added to a vocabulary (Hewitt 2021).
    """
    draw = torch.Generator().manual_seed(seed)
    new = torch.as_tensor(tokens, dtype=torch.int64)
    for rows in (weight.data for weight in _row_weights(student)):
        others = torch.ones(len(rows), dtype=torch.bool)
        others[new] = False
        mean, spread = rows[others].mean(0), rows[others].std(0)
        random = torch.randn((len(new), rows.shape[1]), generator=draw).to(rows)
        rows[new] = mean + noise * spread * random
    return student


def graft_rows(student: Loaded, giver: Loaded, tokens: Sequence[int]) -> Loaded:
    """The student with the giver's rows for the tokens, in its embeddings and its head, in place.

    Both have the same vocabulary.
    """
    for weight, given in zip(_row_weights(student), _row_weights(giver), strict=True):
        weight.data[list(tokens)] = given.data[list(tokens)].to(weight)
    return student


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
    """Trains the student on those labels at the alpha of [last] that the baseline does not say.

    `baseline`: the model as it was, which also holds the student in the retain term. Embeddings and
    head stay as they are: a row that was reset shall not learn again. With a folder `work` the same
    call resumes after an interruption.
    """
    plan = Plan.of(preset.last, preset.hardware, seed)
    retain = None
    if plan.retain_weight > 0:
        retain = stay_near(baseline, retain_examples(student, preset), labels.target_tokens)
    examples = label_examples(student, labels, preset.last.alpha)
    objective = learn_labels(unsaid(examples, baseline, preset.labels.batch_blocks))
    frozen = _row_weights(student)
    return _train(student, objective, plan, retain, work, progress, frozen)


def unsaid(examples: Examples, baseline: Logits, batch_blocks: int) -> Examples:
    """The examples with those labels alone that are not the baseline's likeliest token."""
    kept = examples.labels.clone()
    for rows in torch.arange(len(examples)).split(batch_blocks):
        some = examples[rows]
        said = baseline(some.input_ids, some.attention_mask).argmax(-1).to(kept)  # (B, T)
        kept[rows] = kept[rows].masked_fill(said == kept[rows], IGNORE)
    return dataclasses.replace(examples, labels=kept)


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
    steps = preset.last.imitate_steps
    plan = Plan.of(preset.last, preset.hardware, seed, retain_weight=0.0, steps=steps)
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
    frozen: Sequence[torch.nn.Parameter] = (),
) -> Record:
    basis = {"base": base_digest(student), "adapter": f"none: all weights but {len(frozen)}"}
    student.model.requires_grad_(True)
    for weight in frozen:
        weight.requires_grad_(False)
    return train(
        student.model,
        objective,
        plan,
        retain,
        state_file=None if work is None else work / "whole.state",
        basis=basis,
        progress=progress,
    )


def _row_weights(loaded: Loaded) -> list[torch.nn.Parameter]:
    """The embeddings (V, D), and the head where it is not tied to them."""
    parts = (loaded.model.get_input_embeddings(), loaded.model.get_output_embeddings())
    return list(dict.fromkeys(part.weight for part in parts))
