"""The Unlearning Depth Score: how deep in the layers the knowledge is gone (Lee, Kim and Jo 2026,
arXiv 2605.24614).

The model that knows reads a question with its true answer, but at one layer the states from which
the answer's tokens are predicted come from another model. How far the answer's log-probability
falls says what that model's layer lacks:

    fall_l(source) = mean over the answer's tokens of  log p(knows) - log p(knows, patched at l)

The states of a model that never knew say in which layers the knowledge is; those of the unlearned
model, how much of it is missing there:

    score = sum over l of  min(max(fall_l(unlearned), 0), fall_l(never knew))
            / sum over l of  fall_l(never knew),      over the layers where that exceeds 0.05 nats

1: gone as deep as if it had never been there; 0: whole, whatever the model says. Forward passes
only. Letters: N questions, L layers, P positions of all answers, H width, V vocabulary.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch

from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.intervals import bootstrap_ci95, with_interval
from whp_kit.evaluation.memorisation import Question
from whp_kit.models.inner_layers import decoder_layers
from whp_kit.models.roles import answer_positions, in_role

LEAST_FALL = 0.05  # nats: below it a layer does not hold the knowledge; the authors' threshold


@dataclass(frozen=True)
class DepthScore:
    """The score, with a 95 % interval over the questions that some layer holds (`n`; None where no
    layer holds any), and the mean fall of each layer in nats, (L,) each."""

    value: float | None
    ci95: tuple[float, float] | None
    n: int
    never_knew: tuple[float, ...]
    unlearned: tuple[float, ...]

    def __str__(self) -> str:
        if self.value is None:
            return "no layer of the baseline holds the answers: there is no depth score"
        return f"depth score {with_interval(self.value, self.ci95)}, n = {self.n}"

    def rows(self) -> list[dict]:
        """One row for each layer: how far the answers fall with its states, in nats."""
        falls = zip(self.never_knew, self.unlearned, strict=True)
        return [
            {"layer": layer, "never-knew's states": theirs, "unlearned's states": ours}
            for layer, (theirs, ours) in enumerate(falls, start=1)
        ]


def depth_score(
    knows: Role,
    never_knew: Role,
    unlearned: Role,
    questions: Sequence[Question],
    batch: int,
    seed: int = 0,
) -> DepthScore:
    """The score of `unlearned`. InputError for models of another shape."""
    reads = list(_batches(knows, questions, batch))
    falls = [_falls(knows, source, reads) for source in (never_knew, unlearned)]  # (L, N) each
    theirs, ours = falls
    holds = theirs > LEAST_FALL
    asked = holds.any(axis=0)  # (N,)
    means = tuple(theirs.mean(1).tolist()), tuple(ours.mean(1).tolist())
    if not asked.any():
        return DepthScore(None, None, 0, *means)
    theirs_held = np.where(holds, theirs, 0.0)
    missing = np.minimum(np.clip(ours, 0.0, None), theirs_held)
    scores = (missing.sum(0)[asked] / theirs_held.sum(0)[asked]).astype(float)
    return DepthScore(
        float(scores.mean()),
        bootstrap_ci95(scores, seed),
        len(scores),
        *means,
    )


@dataclass(frozen=True)
class _Read:
    """A padded batch of questions with their answers: ids and mask (B, T); row, position and token
    of each answer's token (P,): the state at `position` predicts `token`; which question it is."""

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    rows: torch.Tensor
    positions: torch.Tensor
    tokens: torch.Tensor


def _batches(role: Role, questions: Sequence[Question], batch: int) -> Iterator[_Read]:
    tokenizer, device = role.loaded.tokenizer, role.loaded.device.name
    pairs = [(question.prompt, question.answer) for question in questions]
    for start in range(0, len(pairs), batch):
        sequences, starts = answer_positions(tokenizer, pairs[start : start + batch])
        padded = tokenizer.pad(
            {"input_ids": sequences}, padding_side="right", return_tensors="pt"
        ).to(device)
        places = [
            (row, position - 1, ids[position])
            for row, (ids, first) in enumerate(zip(sequences, starts, strict=True))
            for position in range(first, len(ids))
        ]
        rows, positions, tokens = torch.tensor(places, device=device).T
        yield _Read(padded["input_ids"], padded["attention_mask"], rows, positions, tokens)


def _falls(knows: Role, source: Role, reads: Sequence[_Read]) -> np.ndarray:
    """How far each question's answer falls when a layer's states come from `source`, (L, N)."""
    columns = []
    for read in reads:
        with _layers_of(source) as (model, layers), torch.no_grad():
            states = _states(model, layers, read)  # (L, P, H)
        with _layers_of(knows) as (model, layers), torch.no_grad():
            if len(layers) != len(states):
                raise InputError(
                    "the models have unlike numbers of layers",
                    value=f"{len(layers)} and {len(states)}",
                    remedy="compare a model with its own twin",
                )
            whole = _answers(model, read)  # (B,)
            patched = []
            for layer, state in zip(layers, states, strict=True):
                with _patched(layer, read, state):
                    patched.append(_answers(model, read))
        columns.append(whole - torch.stack(patched))  # (L, B)
    return torch.cat(columns, dim=1).double().numpy()


def _answers(model, read: _Read) -> torch.Tensor:
    """The mean log-probability of each answer's tokens, in nats (B,)."""
    logits = model(input_ids=read.input_ids, attention_mask=read.attention_mask).logits
    log_p = logits[read.rows, read.positions].float().log_softmax(-1)  # (P, V)
    true = log_p.gather(1, read.tokens[:, None])[:, 0]
    sums = torch.zeros(len(read.input_ids), device=true.device).index_add_(0, read.rows, true)
    return (sums / read.rows.bincount(minlength=len(read.input_ids))).cpu()


def _states(model, layers: Sequence[torch.nn.Module], read: _Read) -> torch.Tensor:
    """What each layer gives where an answer's tokens are predicted, (L, P, H)."""
    kept: list[torch.Tensor] = []

    def keep(module, inputs, output):
        kept.append(_hidden(output)[read.rows, read.positions])

    handles = [layer.register_forward_hook(keep) for layer in layers]
    try:
        model(input_ids=read.input_ids, attention_mask=read.attention_mask)
    finally:
        for handle in handles:
            handle.remove()
    return torch.stack(kept)


@contextmanager
def _patched(layer: torch.nn.Module, read: _Read, state: torch.Tensor) -> Iterator[None]:
    """Inside, the layer gives `state` (P, H) where the answers' tokens are predicted."""

    def replace(module, inputs, output):
        hidden = _hidden(output).clone()
        if hidden.shape[-1] != state.shape[-1]:
            raise InputError(
                "the models have unlike widths",
                value=f"{hidden.shape[-1]} and {state.shape[-1]}",
                remedy="compare a model with its own twin",
            )
        hidden[read.rows, read.positions] = state.to(hidden)
        return (hidden, *output[1:]) if isinstance(output, tuple) else hidden

    handle = layer.register_forward_hook(replace)
    try:
        yield
    finally:
        handle.remove()


def _hidden(output: torch.Tensor | tuple) -> torch.Tensor:
    return output[0] if isinstance(output, tuple) else output


@contextmanager
def _layers_of(role: Role) -> Iterator[tuple]:
    """The role's model, and its decoder layers in order."""
    with in_role(role.loaded, role.adapter) as model:
        yield model, decoder_layers(role.loaded)
