"""A model's logits of one batch of blocks after another, in room that is taken once: what memory grows by are the labels, not the logits.

A model is shown blocks padded on the right under a mask of ones: a causal model's real positions never see what comes after them. The
padded length depends on the block alone (the next multiple of PAD_TO), so that a block's logits do not depend on which blocks share its
batch, and a block that is asked about again comes out as it did.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from whp_kit.corpus import pad_rows
from whp_kit.errors import InputError

Logits = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]  # input_ids (B, T), attention_mask (B, T) -> logits (B, T, V)

PAD_TO = 8  # tokens; see above
PARTS = 2  # in which a batch goes through a model on the CPU, so that what lives within a pass is a half


def padded(rows: Sequence[np.ndarray]) -> int:
    """The tokens to which the longest of these rows is padded."""
    return _up(max(len(row) for row in rows))


def full_batch(tokens: int, batch_blocks: int, block_tokens: int) -> int:
    """How many rows of so many tokens make a full batch: batch_blocks, and fewer where a row is longer than a block."""
    return max(1, min(batch_blocks, batch_blocks * _up(block_tokens) // tokens))


class Forward:
    """Asks one model, which is left as it is, about batches of at most `batch_blocks` rows of some `block_tokens` tokens.

    InputError: logits of another shape than (B, T, V).
    """

    def __init__(self, model: Logits | None, batch_blocks: int, block_tokens: int):
        self.model = model
        self.most = batch_blocks * _up(block_tokens)  # tokens in a batch
        self.room = torch.empty(0)
        self.off_the_cpu = False

    def __call__(self, rows: Sequence[np.ndarray], full: int) -> torch.Tensor:
        """Logits (B, T, V) of rows of ids, good until the next call. `full`: the rows of a full batch of this length."""
        input_ids, _ = pad_rows(rows, 0, padded(rows))
        if self.off_the_cpu:  # kernels there depend on the shape: a batch that is not full is filled up
            return self._pass(input_ids[torch.arange(full) % len(rows)])[: len(rows)]
        part, kept = -(-full // PARTS), None
        for first in range(0, len(rows), part):
            logits = self._pass(input_ids[first : first + part])
            if logits.device.type != "cpu":
                self.off_the_cpu = True
                return self(rows, full)
            kept = self._take(*input_ids.shape, logits) if kept is None else kept
            kept[first : first + part] = logits
        return kept

    @torch.no_grad()
    def _pass(self, input_ids: torch.Tensor) -> torch.Tensor:
        logits = self.model(input_ids, torch.ones_like(input_ids))
        if logits.ndim != 3 or tuple(logits.shape[:2]) != tuple(input_ids.shape):
            remedy = "give a callable that returns logits (B, T, V) for input_ids (B, T)"
            raise InputError("the model's logits have another shape than its input", value=tuple(logits.shape), remedy=remedy)
        return logits

    def _take(self, blocks: int, tokens: int, like: torch.Tensor) -> torch.Tensor:
        elements = blocks * tokens * like.shape[2]
        if self.room.numel() < elements or self.room.dtype != like.dtype:
            self.room = like.new_empty(max(elements, self.most * like.shape[2]))
        return self.room[:elements].view(blocks, tokens, -1)


def _up(tokens: int) -> int:
    return -(-max(tokens, 1) // PAD_TO) * PAD_TO
