"""The optimiser that a preset names: AdamW, or bitsandbytes' AdamW in 8 bits, paged or not."""

import warnings

import torch


def make_optimiser(
    kind: str, weights: list[torch.nn.Parameter], learning_rate: float
) -> torch.optim.Optimizer:
    """Returns "adamw", "adamw8bit" or "paged_adamw8bit" on the weights, without weight decay.

    8 bits store each of Adam's two moments in a byte; a paged optimiser spills to the host's memory
    when that of the GPU runs short. On a CPU there is nothing to spill, so the unpaged one is
    returned there, with a warning.
    """
    if kind == "adamw":
        return torch.optim.AdamW(weights, lr=learning_rate, weight_decay=0.0)
    import bitsandbytes

    kinds = {
        "adamw8bit": bitsandbytes.optim.AdamW8bit,
        "paged_adamw8bit": bitsandbytes.optim.PagedAdamW8bit,
    }
    if kind == "paged_adamw8bit" and weights[0].device.type == "cpu":
        warnings.warn("a paged optimiser needs a GPU: on this CPU it is not paged", stacklevel=2)
        kind = "adamw8bit"
    return kinds[kind](weights, lr=learning_rate, weight_decay=0.0)
