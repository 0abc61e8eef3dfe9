"""Small trainings: a model with a fresh adapter, random examples, and what the adapter's weights
are.
"""

import torch

from whp_kit.labels.generic import IGNORE
from whp_kit.models.adapters import add_adapter
from whp_kit.models.load import Loaded, load_base
from whp_kit.training.examples import Examples


def fresh(folder, rank: int = 4) -> Loaded:
    """The tiny model with a fresh adapter "one"."""
    loaded = load_base(folder)
    add_adapter(loaded, "one", rank=rank, alpha=8, seed=3)
    return loaded


def examples(count: int = 7, length: int = 20, seed: int = 0) -> Examples:
    """Random next-token examples; the first block is short, every fifth position has no label."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, 300, (count, length), generator=generator)
    attention = torch.ones_like(ids)
    attention[0, length // 2 :] = 0
    made = Examples.next_token(ids, attention)
    made.labels[:, ::5] = IGNORE
    return made


def weights(loaded: Loaded) -> dict[str, torch.Tensor]:
    """A copy of the trainable weights."""
    return {
        name: weight.detach().clone()
        for name, weight in loaded.model.named_parameters()
        if weight.requires_grad
    }
