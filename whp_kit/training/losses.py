"""The losses of the method: cross-entropy on labels, and KL to the baseline on general text.

A loss is a function `loss(model, batch, rows)`: it passes the batch through the model and returns
the loss *summed* over the batch (a scalar, in nats); `rows` are the batch's places among all
examples, for losses that know something of each. The loop divides the sum by the `unit` of the
`Objective`. Other unlearning methods bring losses of this form (evaluation/other_methods.py).
Letters: B blocks, T tokens, V vocabulary.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch.nn import functional

from whp_kit.labels.generic import IGNORE
from whp_kit.models.roles import Logits
from whp_kit.training.examples import Examples

Loss = Callable[[torch.nn.Module, Examples, Sequence[int]], torch.Tensor]


@dataclass(frozen=True)
class Objective:
    """A loss and the examples that it is taken on. The step's loss is a mean over the `unit`.

    `name` tells objectives apart: a training is resumed only with the same one.
    """

    name: str
    examples: Examples
    loss: Loss
    unit: Literal["label", "token", "block"]

    def size(self, rows: Sequence[int]) -> int:
        """How many units the blocks `rows` hold."""
        batch = self.examples[rows]
        return {"label": batch.labelled, "token": batch.tokens, "block": len(batch)}[self.unit]


def learn_labels(examples: Examples) -> Objective:
    """Cross-entropy on the examples' labels, in nats per label."""
    return Objective("cross-entropy", examples, _cross_entropy, "label")


def stay_near(baseline: Logits, general: Examples, target_tokens: Sequence[int] = ()) -> Objective:
    """The retain term: KL(baseline || model) on general text, in nats per token.

    `target_tokens` are given no probability in the baseline's distribution but where the general
    text itself goes on with one, and the rest is renormalised. Otherwise the term would keep the
    model predicting the target's names on general text (after "Aunt" the aunt of the books).
    """
    removed = torch.tensor(sorted(set(target_tokens)), dtype=torch.int64)  # (K,)

    def divergence(model: torch.nn.Module, batch: Examples, rows: Sequence[int]) -> torch.Tensor:
        ids, attention = batch.input_ids, batch.attention_mask
        following = ids.roll(-1, dims=1).unsqueeze(-1)  # (B, T, 1); after a block's end any token
        with torch.no_grad():
            wanted = baseline(ids, attention).float()  # (B, T, V)
            of_text = wanted.gather(-1, following)
            # Large and negative instead of -inf: in kl_div 0 * -inf is not a number.
            wanted[..., removed.to(wanted.device)] = torch.finfo(torch.float32).min / 2
            wanted = wanted.scatter_(-1, following, of_text).log_softmax(-1)
        logits = model(input_ids=ids, attention_mask=attention).logits  # (B, T, V)
        given, real = logits.float().log_softmax(-1), attention.bool()
        return functional.kl_div(given[real], wanted[real], reduction="sum", log_target=True)

    return Objective(f"KL without {removed.tolist()}", general, divergence, "token")


def mean_loss(logits: Logits, examples: Examples, batch_blocks: int) -> float:
    """Mean cross-entropy in nats per label; its exponential is the perplexity."""
    total_nats = 0.0
    for start in range(0, len(examples), batch_blocks):
        batch = examples[range(start, min(start + batch_blocks, len(examples)))]
        given = logits(batch.input_ids, batch.attention_mask).cpu()  # (B, T, V)
        real = batch.labels != IGNORE
        total_nats += float(
            functional.cross_entropy(given[real].float(), batch.labels[real], reduction="sum")
        )
    return total_nats / examples.labelled


def _cross_entropy(model: torch.nn.Module, batch: Examples, rows: Sequence[int]) -> torch.Tensor:
    logits = model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits
    return functional.cross_entropy(  # over all positions: picking out the labelled would copy them
        logits.float().flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE, reduction="sum"
    )
