"""Training examples: blocks of token ids with a label at each position, and their order.

Letters: B blocks, T tokens.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from whp_kit.labels.generic import IGNORE
from whp_kit.sampling import evenly_spaced
from whp_kit.text.blocks import cut_blocks, pad_blocks, pad_rows
from whp_kit.text.documents import Document


@dataclass(frozen=True)
class Examples:
    """Blocks to train on: ids (B, T), labels (B, T) and attention (B, T).

    labels[b, t] is the target of the prediction made *at* position t, so the plain next-token
    label stands one place before its token. IGNORE marks a position without a label.
    """

    input_ids: torch.Tensor
    labels: torch.Tensor
    attention_mask: torch.Tensor

    def __len__(self) -> int:
        return len(self.input_ids)

    def __getitem__(self, rows: Sequence[int] | torch.Tensor) -> "Examples":
        """The blocks `rows`."""
        rows = list(rows) if not torch.is_tensor(rows) else rows
        return Examples(self.input_ids[rows], self.labels[rows], self.attention_mask[rows])

    @property
    def labelled(self) -> int:
        """Number of positions with a label."""
        return int((self.labels != IGNORE).sum())

    @property
    def tokens(self) -> int:
        """Number of positions that are not padding."""
        return int(self.attention_mask.sum())

    @classmethod
    def next_token(cls, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> "Examples":
        """Plain language modelling: the label of a position is the token that follows it.

        The last position of a block has no label.
        """
        labels = torch.full_like(input_ids, IGNORE)
        follows = attention_mask[:, 1:].bool()
        labels[:, :-1][follows] = input_ids[:, 1:][follows]
        return cls(input_ids, labels, attention_mask)

    @classmethod
    def of_text(cls, documents: Sequence[Document], tokenizer, block_tokens: int) -> "Examples":
        """Next-token examples of documents, cut into blocks of at most `block_tokens` tokens."""
        blocks = cut_blocks(documents, tokenizer, block_tokens)
        return cls.next_token(*pad_blocks(blocks, tokenizer.pad_token_id))

    @classmethod
    def from_rows(
        cls, input_ids: Sequence[np.ndarray], labels: Sequence[np.ndarray], pad_id: int
    ) -> "Examples":
        """Blocks of tokens (T,) whose labels (T,) are known, padded on the right to the longest."""
        ids, attention = pad_rows(input_ids, pad_id)  # (B, T) each
        return cls(ids, pad_rows(labels, IGNORE)[0], attention)

    def spread(self, count: int) -> "Examples":
        """At most `count` of the blocks, evenly spaced, for a quick measure."""
        return self[evenly_spaced(len(self), count)]

    def to(self, device: torch.device | str) -> "Examples":
        """The same on another device."""
        return Examples(
            self.input_ids.to(device), self.labels.to(device), self.attention_mask.to(device)
        )

    def digest(self) -> str:
        """SHA-256 of ids and labels: a training is resumed only on the same examples."""
        sha = hashlib.sha256()
        for tensor in (self.input_ids, self.labels):
            sha.update(tensor.to(torch.int64).contiguous().numpy().tobytes())
        return sha.hexdigest()


def order(count: int, start: int, length: int, seed: int) -> list[int]:
    """`length` indices from place `start` of an endless stream of shuffled epochs.

    Each epoch is a permutation of `count` blocks. The stream depends on nothing else, so a
    resumed training reads the same blocks.
    """
    indices: list[int] = []
    while len(indices) < length:
        epoch, place = divmod(start + len(indices), count)
        generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
        shuffled = torch.randperm(count, generator=generator)
        indices.extend(shuffled[place : place + length - len(indices)].tolist())
    return indices
