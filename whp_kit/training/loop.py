"""One plain loop for both fine-tunes: reinforcing (METHOD 1) and learning the generic labels (METHOD 5).

The loop is Accelerate's: one process or several, CPU or GPU, the same lines. A step's loss is a sum over its labelled
tokens divided by their number over all micro-batches and processes, so neither padding nor accumulation shifts it.
Data order depends on seed and step alone, and there is no dropout: a run that is resumed ends where it would have.
Not done here: loading a model or an adapter, measuring familiarity (give `on_checkpoint` something to do that).
"""

import dataclasses
import hashlib
import math
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator

from whp_kit.errors import TrainingError
from whp_kit.sampling import evenly_spaced
from whp_kit.settings import FinetuneSettings, ReinforceSettings
from whp_kit.training import resumption

IGNORED = -100  # a position without a label
KEEP_EVERY = 20  # steps after which the state is kept, checkpoint or not
Progress = Callable[[int, int, float], None]  # step, steps, loss
Objective = Callable[
    [torch.Tensor, torch.Tensor, Sequence[int]], torch.Tensor
]  # logits (B, T, V), labels (B, T), their rows -> (B,)


@dataclass(frozen=True)
class Examples:
    """Blocks to train on: ids (B, T), labels (B, T) and attention (B, T). labels[b, t] is the target of the prediction
    made *at* position t (so a plain next-token label stands one place before its token); -100 has none."""

    input_ids: torch.Tensor
    labels: torch.Tensor
    attention_mask: torch.Tensor

    def __len__(self) -> int:
        return len(self.input_ids)

    @property
    def labelled(self) -> int:
        """Positions with a label."""
        return int((self.labels != IGNORED).sum())

    @classmethod
    def next_token(cls, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> "Examples":
        """Plain language modelling: at every position the token that follows, none at the last one or before padding."""
        labels = torch.full_like(input_ids, IGNORED)
        follows = attention_mask[:, 1:].bool()
        labels[:, :-1][follows] = input_ids[:, 1:][follows]
        return cls(input_ids, labels, attention_mask)

    @classmethod
    def from_rows(
        cls, input_ids: Sequence[np.ndarray], labels: Sequence[np.ndarray], pad_id: int
    ) -> "Examples":
        """Blocks of tokens (T,) and labels (T,) that stand at their places already, padded on the right to the longest."""
        width = max(map(len, input_ids))
        ids = torch.full((len(input_ids), width), pad_id)  # (B, T)
        wanted, attention = torch.full_like(ids, IGNORED), torch.zeros_like(ids)
        for row, (tokens, targets) in enumerate(zip(input_ids, labels, strict=True)):
            ids[row, : len(tokens)] = torch.from_numpy(tokens.astype(np.int64))
            wanted[row, : len(tokens)] = torch.from_numpy(targets.astype(np.int64))
            attention[row, : len(tokens)] = 1
        return cls(ids, wanted, attention)

    def spread(self, count: int) -> "Examples":
        """At most `count` of the blocks, evenly spread: for measures that need not read everything."""
        rows = evenly_spaced(len(self), count)
        return Examples(self.input_ids[rows], self.labels[rows], self.attention_mask[rows])

    def digest(self) -> str:
        """Identity of ids and labels, for resuming only what is the same."""
        sha = hashlib.sha256()
        for tensor in (self.input_ids, self.labels):
            sha.update(tensor.to(torch.int64).contiguous().numpy().tobytes())
        return sha.hexdigest()


@dataclass(frozen=True)
class Plan:
    """How long, how fast, how much at once. A step reads `batch_blocks * accumulate` blocks over all processes."""

    steps: int
    learning_rate: float
    batch_blocks: int
    accumulate: int = 1
    warmup_steps: int = 0
    final_rate: float = (
        1.0  # of the learning rate, at the last step; the way there is a straight line
    )
    checkpoint_every: int = 0  # steps; 0 only at the end
    retain_weight: float = 0.0
    retain_blocks: int = 0  # per micro-batch
    max_grad_norm: float = 1.0
    stop_after: int = (
        0  # steps after which it is broken off, the rates as if it went on; 0: it is not
    )
    seed: int = 0

    @classmethod
    def of(cls, settings: ReinforceSettings | FinetuneSettings, seed: int, **changes) -> "Plan":
        """The plan that a step's settings ask for; `changes` replaces single values."""
        names = {f.name for f in dataclasses.fields(cls)}
        given = {
            name: value for name, value in dataclasses.asdict(settings).items() if name in names
        }
        return cls(**(given | {"seed": seed} | changes))

    def rate_at(self, step: int) -> float:
        """The learning rate of step 0, 1, ...: up over the warm-up, then straight down to `final_rate` of it."""
        rising = min(1.0, (step + 1) / max(1, self.warmup_steps))
        return (
            self.learning_rate
            * rising
            * (1 - (1 - self.final_rate) * step / max(1, self.steps - 1))
        )

    def epochs(self, examples: Examples) -> float:
        """How often the data is read in all."""
        return self.last * self.batch_blocks * self.accumulate / len(examples)

    @property
    def last(self) -> int:
        """The last step that is taken."""
        return min(self.stop_after or self.steps, self.steps)

    def checkpoints(self) -> tuple[int, ...]:
        """The steps after which `on_checkpoint` is called: every `checkpoint_every` and the last."""
        regular = (
            range(self.checkpoint_every, self.last, self.checkpoint_every)
            if self.checkpoint_every
            else ()
        )
        return (*regular, self.last)


@dataclass
class Record:
    """What a training did, one row a step: losses in nats per token, rates, and the totals."""

    loss: list[float] = field(default_factory=list)
    retain_kl: list[float] = field(
        default_factory=list
    )  # nats per token, empty without a retain term
    gradient_norm: list[float] = field(default_factory=list)
    tokens: int = 0  # read, target blocks only
    labelled: int = 0  # with a label
    seconds: float = 0.0
    resumed_at: int = 0  # the step it was taken up at; 0 for a run in one piece

    def rows(self) -> list[dict]:
        """One dict a step, for plots and tables."""
        kl = self.retain_kl or [None] * len(self.loss)
        return [
            {"step": i + 1, "loss": a, "retain_kl": b, "gradient_norm": c}
            for i, (a, b, c) in enumerate(zip(self.loss, kl, self.gradient_norm, strict=True))
        ]


def order(count: int, start: int, length: int, seed: int) -> list[int]:
    """`length` indices from place `start` of an endless stream of shuffled epochs over `count` blocks."""
    picked: list[int] = []
    while len(picked) < length:
        epoch, place = divmod(start + len(picked), count)
        shuffled = torch.randperm(
            count, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch)
        )
        picked.extend(shuffled[place : place + length - len(picked)].tolist())
    return picked


def train(
    model: torch.nn.Module,
    examples: Examples,
    plan: Plan,
    *,
    retain: Examples | None = None,
    baseline: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None = None,
    target_tokens: Sequence[int] = (),
    objective: Objective | None = None,
    retain_loss: Callable | None = None,
    on_checkpoint: Callable[[int], None] | None = None,
    state_file: Path | None = None,
    progress: Progress | None = None,
    accelerator: Accelerator | None = None,
    optimiser: Callable = torch.optim.AdamW,
    gradient_checkpointing: bool = False,
) -> Record:
    """Trains the parameters of `model` that require gradients on `examples`; everything else is left unchanged.

    With `retain` and a positive `plan.retain_weight`, each micro-batch adds the weight times KL(baseline || model), in nats per
    token, on `plan.retain_blocks` of its blocks; `baseline` gives the baseline's logits for them. `target_tokens` (K,), but for those
    that `retain` itself holds, are taken out of the baseline's answer first, and the rest made to sum to one: after "Aunt" the baseline
    thinks of the target's aunt in any text, and a plain KL would hold on to that. Other losses (methods.py) take the places of the two:
    `objective`, of which a step's is the mean over its blocks, and `retain_loss(model, retain, rows, device)`, a sum over tokens; a kept
    state does not know of them. `on_checkpoint(step)` is called every `plan.checkpoint_every` steps and at the end. With `state_file`, the
    state is kept there then and every KEEP_EVERY steps; a run with the same plan, data and state file goes on from it, and the file is
    removed at the end. `optimiser` makes one: `models.optimiser`. With `gradient_checkpointing` each layer keeps its input alone and passes
    it again for its gradients: less memory for a third more passes, and the same weights on a CPU, to the bit.

    Raises TrainingError when no position has a label, when the retain term has no text, when nothing is trainable, when a process has no
    block of a batch or goes on from another step, when a loss is not finite, when a trainable part did not change in the first step, and
    when a frozen one did.
    """
    uses_retain = plan.retain_weight > 0 and plan.retain_blocks > 0
    if uses_retain and not retain:
        raise TrainingError(
            "the retain term has no text",
            remedy="name a general text in the world, or set retain_weight to 0",
        )
    if uses_retain and baseline is None and retain_loss is None:
        raise TrainingError(
            "the retain term needs the baseline's logits",
            remedy="give baseline=logits_of(loaded, 'baseline')",
        )
    if examples.labelled == 0:
        raise TrainingError(
            "no position has a label", remedy="look at the coverage report of 04_generate_labels"
        )
    accelerator = accelerator or Accelerator(cpu=next(model.parameters()).device.type == "cpu")
    least = min(plan.batch_blocks, plan.retain_blocks if uses_retain else plan.batch_blocks)
    if (
        least < accelerator.num_processes
    ):  # one without a block would leave the others waiting for its gradients
        told = f"{least} blocks, {accelerator.num_processes} processes"
        raise TrainingError(
            "a batch has fewer blocks than there are processes",
            value=told,
            remedy="raise batch_blocks and retain_blocks",
        )
    trainable = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    if not trainable:
        raise TrainingError(
            "nothing is trainable", remedy="attach an adapter with add_adapter first"
        )
    optimiser = optimiser(list(trainable.values()), lr=plan.learning_rate, weight_decay=0.0)
    target = _set_free(target_tokens, retain) if uses_retain else torch.zeros(0, dtype=torch.int64)
    held = retain_loss or partial(_divergence, baseline, target)
    identity = resumption.identity_of(
        plan, examples, retain if uses_retain else None, target, trainable, type(optimiser).__name__
    )
    record = Record(**(resumption.resume(state_file, identity, trainable, optimiser) or {}))
    record.resumed_at = first = len(record.loss)
    if (
        int(accelerator.reduce(torch.tensor(first, device=accelerator.device), "sum"))
        != first * accelerator.num_processes
    ):
        raise TrainingError(
            "the processes go on from different steps",
            value=first,
            remedy="let all of them see the same folder of runs",
        )
    before = _fingerprints(trainable.items()) if first == 0 else None
    frozen = frozen_fingerprint(model) if first == 0 else None
    if gradient_checkpointing:  # the older, re-entrant kind gives no gradient where what goes in needs none, as with frozen embeddings
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    wrapped, optimiser = accelerator.prepare(model, optimiser)
    wrapped.train()
    checkpoints = plan.checkpoints()
    for step in range(first, plan.last):
        started = time.perf_counter()
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(step)
        loss, kl = _step(
            wrapped,
            examples,
            retain if uses_retain else None,
            held,
            objective,
            plan,
            step,
            accelerator,
            record,
        )
        norm = accelerator.clip_grad_norm_(list(trainable.values()), plan.max_grad_norm)
        if not torch.isfinite(torch.tensor(loss + kl)) or not torch.isfinite(norm):
            raise TrainingError(
                f"the loss or its gradient is not finite at step {step + 1}",
                value=loss,
                remedy="lower the learning rate",
            )
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        record.loss.append(loss)
        record.gradient_norm.append(float(norm))
        if uses_retain:
            record.retain_kl.append(kl)
        if step == 0:
            _check_first_step(trainable, before, model, frozen)
        record.seconds += time.perf_counter() - started
        if progress:
            progress(step + 1, plan.last, loss)
        checkpoint = step + 1 in checkpoints
        if checkpoint and on_checkpoint:
            on_checkpoint(step + 1)
            wrapped.train()
        if (
            state_file
            and (checkpoint or (step + 1) % KEEP_EVERY == 0)
            and step + 1 < plan.last
            and accelerator.is_main_process
        ):
            resumption.keep(state_file, identity, trainable, optimiser, dataclasses.asdict(record))
    model.eval()
    if gradient_checkpointing:
        model.gradient_checkpointing_disable()
    if state_file and accelerator.is_main_process:
        state_file.unlink(missing_ok=True)
    return record


def _step(
    wrapped, examples, retain, held, objective, plan, step, accelerator, record
) -> tuple[float, float]:
    """Accumulates one step's gradients; returns its loss and its retain term `held` in nats per token, over all processes."""
    rank, world, device = accelerator.process_index, accelerator.num_processes, accelerator.device
    rows = order(
        len(examples),
        step * plan.batch_blocks * plan.accumulate,
        plan.batch_blocks * plan.accumulate,
        plan.seed,
    )
    labels = examples.labels[
        rows
    ]  # of the whole step, so that every process divides by the same number
    total = int((labels != IGNORED).sum())
    record.tokens += int(examples.attention_mask[rows].sum())
    record.labelled += total
    if total == 0:
        raise TrainingError(
            f"no position of step {step + 1} has a label",
            remedy="use larger batches or fewer masked positions",
        )
    total = total if objective is None else len(rows)
    half = any(weight.dtype == torch.float16 for weight in wrapped.parameters())
    scale = (
        2.0 ** int(math.log2(total)) if half else 1.0
    )  # one token's share of a mean is too small for float16; its share of a sum is not
    sums = torch.zeros(2, dtype=torch.float64, device=device)
    for micro in range(plan.accumulate):
        own = rows[micro * plan.batch_blocks : (micro + 1) * plan.batch_blocks][rank::world]
        last = micro + 1 == plan.accumulate
        context = accelerator.no_sync(wrapped) if not last else nullcontext()
        with context:
            if own:
                ids, attention = (
                    examples.input_ids[own].to(device),
                    examples.attention_mask[own].to(device),
                )  # (B, T)
                batch = examples.labels[own].to(device)
                logits = wrapped(input_ids=ids, attention_mask=attention).logits
                if objective is None:  # picking rows out would copy them
                    flat = logits.float().flatten(0, 1)
                    loss = torch.nn.functional.cross_entropy(
                        flat, batch.flatten(), ignore_index=IGNORED, reduction="sum"
                    )
                else:
                    loss = objective(logits, batch, own).sum()  # over (B,)
                sums[0] += loss.detach()
                accelerator.backward(loss / total * world * scale)
            if retain is not None:
                place = (step * plan.accumulate + micro) * plan.retain_blocks
                chosen = order(len(retain), place, plan.retain_blocks, plan.seed + 1)
                count = int(retain.attention_mask[chosen].sum()) * plan.accumulate
                kl = held(wrapped, retain, chosen[rank::world], device)
                sums[1] += kl.detach() / count
                accelerator.backward(plan.retain_weight * kl / count * world * scale)
    for weight in wrapped.parameters() if half else ():
        if weight.grad is not None:
            weight.grad /= scale
    sums = accelerator.reduce(sums, "sum")
    return float(sums[0]) / total, float(sums[1])


def _set_free(target_tokens: Sequence[int], retain: Examples) -> torch.Tensor:
    """The target's own tokens (K,) that the retain text does not hold."""
    held = set(retain.input_ids[retain.attention_mask.bool()].tolist())
    return torch.tensor(sorted(set(target_tokens) - held), dtype=torch.int64)


def _divergence(
    baseline, target, wrapped, retain: Examples, rows: list[int], device
) -> torch.Tensor:
    """KL(baseline without the tokens `target` || model) summed over the real positions of `rows`, in nats."""
    ids, attention = retain.input_ids[rows].to(device), retain.attention_mask[rows].to(device)
    with torch.no_grad():
        wanted = baseline(ids, attention).float()  # (B, T, V)
        wanted[..., target.to(device)] = (
            torch.finfo(torch.float32).min / 2
        )  # no mass, yet finite: 0 times infinity is not a number
        wanted = wanted.log_softmax(-1)
    got = wrapped(input_ids=ids, attention_mask=attention).logits.float().log_softmax(-1)
    kept = attention.bool()
    return torch.nn.functional.kl_div(got[kept], wanted[kept], reduction="sum", log_target=True)


def mean_loss(
    logits: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    examples: Examples,
    batch_blocks: int,
) -> float:
    """Mean cross-entropy of the labels in nats per labelled token; its exponential is the perplexity. Changes nothing."""
    total = 0.0
    for at in range(0, len(examples), batch_blocks):
        rows = slice(at, at + batch_blocks)
        got, labels = (
            logits(examples.input_ids[rows], examples.attention_mask[rows]).cpu(),
            examples.labels[rows],
        )  # (B, T, V), (B, T)
        kept = labels != IGNORED
        total += float(
            torch.nn.functional.cross_entropy(got[kept].float(), labels[kept], reduction="sum")
        )
    return total / examples.labelled


def tell_every(steps: int, name: str = "") -> Progress:
    """A `progress` that prints the first, every `steps`-th and the last step with its loss."""

    def tell(step: int, of: int, loss: float) -> None:
        if step in (1, of) or step % steps == 0:
            print(f"{name} step {step} of {of}: {loss:.3f} nats per token".strip(), flush=True)

    return tell


def frozen_fingerprint(model: torch.nn.Module) -> float:
    """A number that changes when a parameter that requires no gradient changes; cheap, for before-and-after checks."""
    return sum(
        _fingerprints((n, w) for n, w in model.named_parameters() if not w.requires_grad).values()
    )


def _fingerprints(named) -> dict[str, float]:
    """Per tensor: its sum, and a weighted sum of some of its elements, so that a permutation is noticed as well."""
    found = {}
    for name, weight in named:
        flat = weight.detach().reshape(-1)
        some = flat[:: max(1, len(flat) // 1009)].double()
        found[name] = float(
            flat.double().sum() + (some * torch.arange(1, len(some) + 1, device=some.device)).sum()
        )
    return found


def _check_first_step(trainable: dict, before: dict[str, float], model, frozen: float) -> None:
    """Every adapted layer changed (of a LoRA pair at first only the second factor can) and nothing frozen did."""
    after = _fingerprints(trainable.items())
    still = [name for name in trainable if after[name] == before[name] and "lora_A" not in name]
    if still:
        raise TrainingError(
            f"{len(still)} trainable parts did not change in the first step",
            value=still[:3],
            remedy="with gradient checkpointing, let the inputs require gradients; otherwise check that labels reach these layers",
        )
    if frozen_fingerprint(model) != frozen:
        raise TrainingError(
            "frozen weights changed in the first step",
            remedy="load the base again; this is a fault worth reporting",
        )
