"""A model's logits of one batch of blocks after another.

A model is shown blocks padded on the right under a mask of ones: a causal model's real positions never see what comes after them. The
padded length depends on the block alone (the next multiple of PAD_TO), so that a block's logits do not depend on which blocks share its
batch, and a block that is asked about again comes out as it did.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from whp_kit.errors import InputError
from whp_kit.text.blocks import pad_rows

Logits = Callable[
    [torch.Tensor, torch.Tensor], torch.Tensor
]  # input_ids (B, T), attention_mask (B, T) -> logits (B, T, V)

PAD_TO = 8  # tokens; see above


def padded(rows: Sequence[np.ndarray]) -> int:
    """The tokens to which the longest of these rows is padded."""
    return _up(max(len(row) for row in rows))


def full_batch(tokens: int, batch_blocks: int, block_tokens: int) -> int:
    """How many rows of so many tokens make a full batch: batch_blocks, and fewer where a row is longer than a block."""
    return max(1, min(batch_blocks, batch_blocks * _up(block_tokens) // tokens))


class Forward:
    """Asks one model, which is left as it is, about batches of rows of ids.

    InputError: logits of another shape than (B, T, V).
    """

    def __init__(self, model: Logits | None):
        self.model = model
        self.off_the_cpu = False

    @torch.no_grad()
    def __call__(self, rows: Sequence[np.ndarray], full: int) -> torch.Tensor:
        """Logits (B, T, V) of rows of ids. `full`: the rows of a full batch of this length."""
        input_ids, _ = pad_rows(rows, 0, padded(rows))
        if (
            self.off_the_cpu
        ):  # kernels there depend on the shape: a batch that is not full is filled up
            input_ids = input_ids[torch.arange(full) % len(rows)]
        logits = self.model(input_ids, torch.ones_like(input_ids))
        if logits.ndim != 3 or tuple(logits.shape[:2]) != tuple(input_ids.shape):
            remedy = "give a callable that returns logits (B, T, V) for input_ids (B, T)"
            raise InputError(
                "the model's logits have another shape than its input",
                value=tuple(logits.shape),
                remedy=remedy,
            )
        if logits.device.type != "cpu" and not self.off_the_cpu:
            self.off_the_cpu = True
            return self(rows, full)
        return logits[: len(rows)]


def _up(tokens: int) -> int:
    return -(-max(tokens, 1) // PAD_TO) * PAD_TO
