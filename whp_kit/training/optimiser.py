"""The optimiser that a preset names: AdamW, or bitsandbytes' AdamW in 8 bits, paged or not."""

from collections.abc import Callable

import torch

from whp_kit.models.machine import Device


def optimiser_class(
    kind: str, device: Device, tell: Callable[[str], None] = print
) -> type[torch.optim.Optimizer]:
    """Returns the class for "adamw", "adamw8bit" or "paged_adamw8bit".

    8 bits store each of Adam's two moments in a byte; a paged optimiser spills to the host's memory
    when that of the GPU runs short. On a CPU there is nothing to spill, so the unpaged one is
    returned there and a message says so.
    """
    if kind == "adamw":
        return torch.optim.AdamW
    import bitsandbytes

    if kind == "adamw8bit":
        return bitsandbytes.optim.AdamW8bit
    if device.name == "cpu":
        tell("a paged optimiser needs a GPU: on this CPU it is the same in 8 bits, not paged")
        return bitsandbytes.optim.AdamW8bit
    return bitsandbytes.optim.PagedAdamW8bit
