"""The training loop of every fine-tune: one process or several, CPU or GPU, by Accelerate.

The loss of a step is a mean over all its labels, over micro-batches and processes, so neither
padding nor accumulation shifts it. The data order depends on seed and step alone and there is no
dropout: a training that is killed and started again ends with the same weights, to the bit.
Not done here: attaching an adapter (steps.py), losses (losses.py), measuring anything.
"""

import dataclasses
import math
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import torch
from accelerate import Accelerator

from whp_kit.errors import InputError, TrainingError
from whp_kit.files import json_digest, load_metadata, load_tensors, save_tensors
from whp_kit.settings import HardwareSettings, TrainSettings
from whp_kit.training.examples import Examples, order
from whp_kit.training.losses import Objective
from whp_kit.training.optimiser import make_optimiser

SAVE_EVERY = 20  # steps after which the state is saved, checkpoint or not
Progress = Callable[[int, int, float], None]  # step, steps, loss


@dataclass(frozen=True)
class Plan:
    """How long, how fast, how much at once, and with which optimiser.

    A step reads `batch_blocks * accumulate` blocks over all processes.
    """

    steps: int
    learning_rate: float
    batch_blocks: int
    accumulate: int = 1
    warmup_steps: int = 0
    final_rate: float = 1.0  # share of the learning rate at the last step; linear on the way
    checkpoint_every: int = 0  # steps; 0: only at the end
    checkpoint_at: tuple[int, ...] = ()  # and after these steps
    retain_weight: float = 0.0
    retain_blocks: int = 0  # per micro-batch
    max_grad_norm: float = 1.0
    stop_after: int = 0  # steps; the rates are as if it went on to `steps`. 0: do not stop early
    seed: int = 0
    optimiser: str = "adamw"
    gradient_checkpointing: bool = False

    @classmethod
    def of(
        cls,
        settings: TrainSettings,
        hardware: HardwareSettings,
        seed: int,
        **changes,
    ) -> "Plan":
        """The plan of a step's settings and the preset's hardware; `changes` replace values."""
        known = {f.name for f in dataclasses.fields(cls)}
        values = dataclasses.asdict(settings) | dataclasses.asdict(hardware) | {"seed": seed}
        return cls(**{name: value for name, value in values.items() if name in known} | changes)

    def rate_at(self, step: int) -> float:
        """The learning rate of step 0, 1, ...: up over the warm-up, and straight down to the end.

        By hand: transformers' schedules begin with a step at rate 0 and decay from the end of the
        warm-up, which are other rates than those of the shipped records.
        """
        warmup = min(1.0, (step + 1) / max(1, self.warmup_steps))
        decay = 1 - (1 - self.final_rate) * step / max(1, self.steps - 1)
        return self.learning_rate * warmup * decay

    @property
    def last_step(self) -> int:
        """The last step that is taken."""
        return min(self.stop_after or self.steps, self.steps)

    def checkpoints(self) -> tuple[int, ...]:
        """The steps after which `on_checkpoint` is called; the last step is always among them."""
        last, every = self.last_step, self.checkpoint_every
        regular = range(every, last, every) if every else ()
        return tuple(sorted({*regular, *(at for at in self.checkpoint_at if 0 < at < last), last}))

    def epochs(self, examples: Examples) -> float:
        """How often the training reads the examples."""
        return self.last_step * self.batch_blocks * self.accumulate / len(examples)


@dataclass
class Record:
    """What a training did: one value a step for losses and gradient norms, and the totals."""

    loss: list[float] = field(default_factory=list)  # nats per unit of the objective
    retain_kl: list[float] = field(default_factory=list)  # nats per token; empty without retain
    gradient_norm: list[float] = field(default_factory=list)
    tokens: int = 0  # read; without the retain text
    labelled: int = 0  # positions with a label
    seconds: float = 0.0
    resumed_at: int = 0  # the step at which it was resumed; 0 for a training in one piece


def train(
    model: torch.nn.Module,
    objective: Objective,
    plan: Plan,
    retain: Objective | None = None,
    *,
    on_checkpoint: Callable[[int], None] | None = None,
    state_file: Path | None = None,
    basis: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    accelerator: Accelerator | None = None,
) -> Record:
    """Trains the parameters of `model` that require gradients; all others are left unchanged.

    With a positive `plan.retain_weight` each micro-batch adds that weight times the mean of
    `retain` over `plan.retain_blocks` of its blocks. `on_checkpoint(step)` is called after the
    steps `plan.checkpoints()`. `progress` is called after each step, in the main process alone; it
    may ask the model (monitor.py) if it leaves the model as it was. With `state_file` the state of
    the training is saved there; the same call then resumes from it, and the file is removed at the
    end. `basis`: plain values by name ("base", "adapter") of what else the training rests on; a
    state of another plan, other examples or another basis is not used, and a line says so.

    Raises TrainingError when there is nothing to learn or to train, when a process would have no
    block of a batch or resumes from another step than the others, when a loss is not finite, and
    when after the first step a trainable part did not change or a frozen one did.
    """
    if plan.retain_weight == 0 or plan.retain_blocks == 0:
        retain = None
    elif retain is None or len(retain.examples) == 0:
        remedy = "name a general text in the world, or set retain_weight to 0"
        raise TrainingError("the retain term has no text", remedy=remedy)
    if objective.examples.labelled == 0:
        remedy = "look at the coverage report of 04_generate_labels"
        raise TrainingError("no position has a label", remedy=remedy)
    trainable = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    if not trainable:
        remedy = "attach an adapter with add_adapter first"
        raise TrainingError("nothing is trainable", remedy=remedy)
    weights = list(trainable.values())
    accelerator = accelerator or Accelerator(cpu=weights[0].device.type == "cpu")
    _check_batches(plan, retain, accelerator.num_processes)

    optimiser = make_optimiser(plan.optimiser, weights, plan.learning_rate)
    identity = _identity(plan, objective, retain, trainable, basis or {})
    report = print if accelerator.is_main_process else lambda line: None
    record = load_state(state_file, identity, trainable, optimiser, report) or Record()
    record.resumed_at = first = len(record.loss)
    _check_same_step(first, accelerator)
    if first == 0:
        before, frozen = fingerprints(trainable), fingerprints(_frozen(model))
    if plan.gradient_checkpointing:
        # The re-entrant kind gives no gradient below frozen embeddings.
        options = {"use_reentrant": False}
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs=options)
    wrapped, optimiser = accelerator.prepare(model, optimiser)
    wrapped.train()
    for step in range(first, plan.last_step):
        started = time.perf_counter()
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(step)
        loss, retain_loss = _gradients(wrapped, objective, retain, plan, step, accelerator)
        norm = float(accelerator.clip_grad_norm_(weights, plan.max_grad_norm))
        if not math.isfinite(loss + retain_loss + norm):
            what = f"the loss or its gradient is not finite at step {step + 1}"
            raise TrainingError(what, value=loss, remedy="lower the learning rate")
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if step == 0:
            _check_first_step(trainable, before, _frozen(model), frozen)

        batch = objective.examples[_blocks_of(plan, step, len(objective.examples))]
        record.tokens += batch.tokens
        record.labelled += batch.labelled
        record.loss.append(loss)
        record.gradient_norm.append(norm)
        if retain is not None:
            record.retain_kl.append(retain_loss)
        record.seconds += time.perf_counter() - started
        if progress and accelerator.is_main_process:
            progress(step + 1, plan.last_step, loss)
        is_checkpoint = step + 1 in plan.checkpoints()
        if is_checkpoint and on_checkpoint:
            on_checkpoint(step + 1)
            wrapped.train()
        is_due = is_checkpoint or (step + 1) % SAVE_EVERY == 0
        if state_file and is_due and step + 1 < plan.last_step and accelerator.is_main_process:
            save_state(state_file, identity, trainable, optimiser, record)
    model.eval()
    if plan.gradient_checkpointing:
        model.gradient_checkpointing_disable()
    if state_file and accelerator.is_main_process:
        state_file.unlink(missing_ok=True)
    return record


def _blocks_of(plan: Plan, step: int, count: int) -> list[int]:
    """The blocks of a step, of `count` in all."""
    blocks = plan.batch_blocks * plan.accumulate
    return order(count, step * blocks, blocks, plan.seed)


def _gradients(
    model: torch.nn.Module,
    objective: Objective,
    retain: Objective | None,
    plan: Plan,
    step: int,
    accelerator: Accelerator,
) -> tuple[float, float]:
    """Accumulates the gradients of one step; returns its loss and its retain loss, both means.

    Each process takes every `world`-th block. All divide by the units of the *whole* step, and the
    gradients, which Accelerate averages over processes, are multiplied by their number.
    """
    rank, world, device = accelerator.process_index, accelerator.num_processes, accelerator.device
    rows = _blocks_of(plan, step, len(objective.examples))
    total = objective.size(rows)
    if objective.examples[rows].labelled == 0:
        remedy = "use larger batches or fewer masked positions"
        raise TrainingError(f"no position of step {step + 1} has a label", remedy=remedy)
    # In float16 the gradient of one label's share of a mean is too small a number (its error is
    # 0.009 instead of 0.002); of its share of a sum it is not. Accelerate's own scaler wants a GPU,
    # casts the logits to float32, and skips the first steps, which the checks below rely on.
    is_half = any(weight.dtype == torch.float16 for weight in model.parameters())
    scale = 2.0 ** int(math.log2(total)) if is_half else 1.0
    sums = torch.zeros(2, dtype=torch.float64, device=device)
    for micro in range(plan.accumulate):
        own = rows[micro * plan.batch_blocks : (micro + 1) * plan.batch_blocks][rank::world]
        is_last = micro + 1 == plan.accumulate
        with nullcontext() if is_last else accelerator.no_sync(model):
            if own:
                loss = objective.loss(model, objective.examples[own].to(device), own)
                sums[0] += loss.detach()
                accelerator.backward(loss / total * world * scale)
            if retain is not None:
                place = (step * plan.accumulate + micro) * plan.retain_blocks
                chosen = order(len(retain.examples), place, plan.retain_blocks, plan.seed + 1)
                count = retain.size(chosen) * plan.accumulate
                own = chosen[rank::world]
                loss = retain.loss(model, retain.examples[own].to(device), own)
                sums[1] += loss.detach() / count
                accelerator.backward(plan.retain_weight * loss / count * world * scale)
    if is_half:
        for weight in model.parameters():
            if weight.grad is not None:
                weight.grad /= scale
    loss_sum, retain_mean = accelerator.reduce(sums, "sum").tolist()
    return loss_sum / total, retain_mean


def print_every(steps: int, name: str = "") -> Progress:
    """A `progress` that prints the first, every `steps`-th and the last step with its loss."""

    def show(step: int, last: int, loss: float) -> None:
        if step in (1, last) or step % steps == 0:
            print(f"{name} step {step} of {last}: {loss:.3f} nats per token".strip(), flush=True)

    return show


def all_of(*parts: Progress) -> Progress:
    """A `progress` that calls each part, in this order."""

    def call_all(step: int, last: int, loss: float) -> None:
        for part in parts:
            part(step, last, loss)

    return call_all


# Resuming


def _identity(
    plan: Plan,
    objective: Objective,
    retain: Objective | None,
    trainable: Mapping,
    basis: Mapping[str, object],
) -> dict[str, str]:
    """name -> digest of what a saved state must agree with."""
    parts = {
        "plan": dataclasses.asdict(plan) | {"gradient_checkpointing": None},  # changes no weight
        "examples": [(part.name, part.examples.digest()) for part in (objective, retain) if part],
        "shapes of weights": {name: list(weight.shape) for name, weight in trainable.items()},
        **basis,
    }
    return {name: json_digest(part) for name, part in parts.items()}


def save_state(
    path: Path,
    identity: Mapping[str, str],
    trainable: Mapping,
    optimiser: torch.optim.Optimizer,
    record: Record,
) -> None:
    """Writes weights, optimiser and record, whole or not at all.

    Not `Accelerator.save_state`: it writes the frozen base too, and file by file, so that a process
    that is killed leaves half a state.
    """
    tensors, numbers = {}, {}
    for name, weight in trainable.items():
        for moment, value in {"weights": weight, **optimiser.state[weight]}.items():
            if torch.is_tensor(value):  # cloned: 8-bit moments of all weights share their tables
                tensors[f"{moment}/{name}"] = value.detach().clone()
            else:
                numbers[f"{moment}/{name}"] = value
    about = {"identity": dict(identity), "numbers": numbers, "record": dataclasses.asdict(record)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_tensors(path, tensors, about)


def load_state(
    path: Path | None,
    identity: Mapping[str, str],
    trainable: Mapping,
    optimiser: torch.optim.Optimizer,
    report: Callable[[str], object] = print,
) -> Record | None:
    """Puts a saved state back and returns its record; None, and no change, if it is of another
    training or cannot be read, which `report` is told."""
    if path is None or not path.is_file():
        return None
    try:
        tensors, about = load_tensors(path), load_metadata(path)
    except InputError:
        report(f"the saved training cannot be read, so this one begins anew: {path}")
        return None
    saved = about.get("identity")
    saved = saved if isinstance(saved, dict) else {}
    other = [name for name, digest in identity.items() if saved.get(name) != digest]
    if other or len(saved) > len(identity):
        why = ", ".join(other) or "what it rests on"
        report(f"the saved training differs in: {why}. This one begins anew")
        return None
    for key, value in (tensors | about["numbers"]).items():
        moment, name = key.split("/", 1)
        weight = trainable[name]
        if moment == "weights":
            weight.data.copy_(value)
        else:  # AdamW counts its steps on the CPU
            on_device = torch.is_tensor(value) and moment != "step"
            optimiser.state[weight][moment] = value.to(weight.device) if on_device else value
    return Record(**about["record"])


def saved_steps(path: Path) -> int:
    """How many steps the training of a state file has done; 0 where there is none to read."""
    try:
        return len(load_metadata(path)["record"]["loss"])
    except (InputError, KeyError, TypeError):
        return 0


# Checks


def _check_batches(plan: Plan, retain: Objective | None, processes: int) -> None:
    """A process without a block would leave the others waiting for its gradients."""
    fewest = min(plan.batch_blocks, plan.retain_blocks if retain else plan.batch_blocks)
    if fewest < processes:
        raise TrainingError(
            "a batch has fewer blocks than there are processes",
            value=f"{fewest} blocks, {processes} processes",
            remedy="raise batch_blocks and retain_blocks",
        )


def _check_same_step(first: int, accelerator: Accelerator) -> None:
    steps = accelerator.reduce(torch.tensor(first, device=accelerator.device), "sum")
    if int(steps) != first * accelerator.num_processes:
        raise TrainingError(
            "the processes resume from different steps",
            value=first,
            remedy="let all of them see the same folder of runs",
        )


def _frozen(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: weight for name, weight in model.named_parameters() if not weight.requires_grad}


def fingerprints(weights: Mapping[str, torch.Tensor]) -> dict[str, float]:
    """One number for each tensor that changes when it does; cheaper than a copy of all weights.

    The sum, and a weighted sum of some elements, so that a permutation is noticed as well.
    """
    numbers = {}
    for name, weight in weights.items():
        flat = weight.detach().reshape(-1)
        some = flat[:: max(1, len(flat) // 1009)].double()
        places = torch.arange(1, len(some) + 1, device=some.device)
        numbers[name] = float(flat.double().sum() + (some * places).sum())
    return numbers


def _check_first_step(trainable: Mapping, before: dict, frozen: Mapping, frozen_before: dict):
    """Every adapted layer must have changed (of LoRA's pair only B can at first), the base not."""
    after = fingerprints(trainable)
    still = [name for name in trainable if after[name] == before[name] and "lora_A" not in name]
    if still:
        raise TrainingError(
            f"{len(still)} trainable parts did not change in the first step",
            value=still[:3],
            remedy="check that labels reach these layers and that their inputs have gradients",
        )
    if fingerprints(frozen) != frozen_before:
        raise TrainingError(
            "frozen weights changed in the first step",
            remedy="load the base again, and report this: it is a fault of the kit",
        )
