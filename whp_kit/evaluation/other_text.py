"""How well a model still reads a text that nobody asked it to forget: its loss, block by block.

Small models are near chance in most multiple-choice tasks, so those cannot show what unlearning
damaged; the loss on ordinary prose can. Two models are compared over the same blocks. The
exponential of a loss is the perplexity.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch.nn import functional

from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.intervals import resampled_ci95
from whp_kit.labels.generic import IGNORE
from whp_kit.models.context import context_of
from whp_kit.models.roles import logits_of
from whp_kit.text.documents import Document
from whp_kit.training.examples import Examples

BLOCKS, BLOCK_TOKENS = 100, 256  # read of the text, evenly spaced
BATCH = 4  # blocks: the logits of more would take gigabytes where the vocabulary is large


def block_losses(role: Role, documents: Sequence[Document]) -> np.ndarray:
    """The role's mean loss over each block of the text, in nats per token (B,)."""
    context = context_of(role.loaded)
    length = min(BLOCK_TOKENS, context.tokens if context else BLOCK_TOKENS)
    examples = Examples.of_text(documents, role.loaded.tokenizer, length).spread(BLOCKS)
    logits_for, losses = logits_of(role.loaded, role.adapter), []
    for rows in torch.arange(len(examples)).split(BATCH):
        batch = examples[rows]
        logits = logits_for(batch.input_ids, batch.attention_mask).float().cpu()  # (B, T, V)
        nats = functional.cross_entropy(
            logits.transpose(1, 2), batch.labels, ignore_index=IGNORE, reduction="none"
        )  # (B, T), 0 where there is no label
        losses.append(nats.sum(1) / (batch.labels != IGNORE).sum(1).clamp(min=1))
    return torch.cat(losses).double().numpy()


def loss_table(losses: Mapping[str, np.ndarray], seed: int = 0) -> list[dict]:
    """One row for each role: its mean loss with a 95 % interval over the blocks, the perplexity,
    and how many blocks were read."""
    return [
        {
            "role": role,
            "loss, nats per token": float(of_role.mean()),
            "95 % interval": resampled_ci95(np.mean, [of_role], seed),
            "perplexity": float(np.exp(of_role.mean())),
            "n": len(of_role),
        }
        for role, of_role in losses.items()
    ]
