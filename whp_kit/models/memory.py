"""How much memory a fine-tune needs, and whether it fits, before anything is loaded.

Weights are counted; activations and adapters are estimated as of Llama's layers, and the tests
compare the estimate with models of several families.
"""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from whp_kit.errors import SettingsError
from whp_kit.models.config import ModelShape, read_shape
from whp_kit.models.machine import DTYPE_BYTES, Device, pick_device
from whp_kit.settings import Preset

STEPS = ("reinforce", "finetune")  # the two LoRA fine-tunes of a preset, by their settings
# What torch and its kernels hold beside the parts of an estimate.
LIBRARIES_BYTES = 600_000_000
# Per weight: 4 bits, one 8-bit scale per 64 weights, one 32-bit scale per 256 of those scales.
NF4_BYTES = 0.5 + 1 / 64 + 4 / (64 * 256)
# Of (B, T, V) in float32: the logits, and the softmax and the gradient that the loss keeps.
LOGIT_COPIES = 3


@dataclass(frozen=True)
class MemoryEstimate:
    """The memory that a fine-tune needs, in bytes by part; libraries need LIBRARIES_BYTES more."""

    weights: int
    adapters: int = 0
    optimiser: int = 0
    activations: int = 0
    logits: int = 0
    blocks: int = 0  # per batch, to which activations and logits are in proportion

    @property
    def total(self) -> int:
        """All parts together, in bytes."""
        return self.fixed + self.batch

    @property
    def fixed(self) -> int:
        """The parts that do not depend on the batch, in bytes."""
        return self.weights + self.adapters + self.optimiser

    @property
    def batch(self) -> int:
        """The parts that grow with the batch, in bytes."""
        return self.activations + self.logits

    def rows(self) -> list[tuple[str, int]]:
        """(part, bytes), the total last."""
        parts = asdict(self)
        del parts["blocks"]
        return [*parts.items(), ("total", self.total)]


def weight_bytes(shape: ModelShape, quantisation: str, dtype: str) -> int:
    """Bytes of the base: linear layers as `quantisation` stores them, all else in `dtype`."""
    per_weight = NF4_BYTES if quantisation == "nf4" else DTYPE_BYTES[dtype]
    return int(shape.linear_parameters * per_weight) + shape.other_parameters * DTYPE_BYTES[dtype]


def estimate_finetune(
    preset: Preset, step: Literal["reinforce", "finetune"], shape: ModelShape, device: Device
) -> MemoryEstimate:
    """Estimates the memory of one of the preset's two LoRA fine-tunes.

    Activations are those that the backward pass needs; in half precision each adapter also keeps a
    float32 copy of its input. With gradient checkpointing, the input of every layer and the
    activations of one layer are kept. Blocks of the retain term pass by themselves, after the
    others.
    """
    settings = getattr(preset, step)
    blocks, block_tokens = settings.batch_blocks, preset.reinforce.block_tokens
    if step == "finetune":
        block_tokens = preset.labels.block_tokens
        if settings.retain_weight:
            blocks = max(blocks, settings.retain_blocks)
    tokens, size = blocks * block_tokens, DTYPE_BYTES[device.dtype]
    adapters = shape.layers * settings.lora_rank * sum(map(sum, shape.linear_layers))
    copies = 4 * sum(inputs for inputs, _ in shape.linear_layers) if size < 4 else 0
    layer = (6 * shape.hidden + 2 * shape.keys + 4 * shape.inner) * size + copies  # per token
    if preset.hardware.gradient_checkpointing:
        activations = layer + shape.layers * shape.hidden * size
    else:
        activations = shape.layers * layer
    return MemoryEstimate(
        weights=weight_bytes(shape, preset.model.quantisation, device.dtype),
        adapters=2 * 4 * adapters,  # float32, and the gradient
        optimiser=2 * 4 * adapters,  # Adam's two moments
        activations=activations * tokens,
        logits=LOGIT_COPIES * 4 * tokens * shape.vocabulary,
        blocks=blocks,
    )


def larger_finetune(preset: Preset, shape: ModelShape, device: Device) -> MemoryEstimate:
    """The estimate of the reinforcement (01) or the unlearning (05), whichever needs more."""
    estimates = [estimate_finetune(preset, step, shape, device) for step in STEPS]
    return max(estimates, key=lambda estimate: estimate.total)


def free_memory_bytes(device: Device) -> int:
    """Free memory where `device` computes; on a GPU also what torch keeps there for reuse."""
    if device.name == "cpu":
        import psutil

        return min(psutil.virtual_memory().available, container_memory_bytes())
    import torch

    reusable = torch.cuda.memory_reserved(device.name) - torch.cuda.memory_allocated(device.name)
    return torch.cuda.mem_get_info(device.name)[0] + reusable


def container_memory_bytes(folder: Path = Path("/sys/fs/cgroup")) -> int:
    """What is left of a container's limit: what it uses counts but for files that can be let go."""
    try:
        limit, used = ((folder / f"memory.{name}").read_text() for name in ("max", "current"))
        files = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
        return int(limit) - int(used) + int(files["inactive_file"])
    except (OSError, ValueError, KeyError):  # no container, or "max": no limit
        return sys.maxsize


def blocks_that_fit(needed: MemoryEstimate, free: int) -> int:
    """The most blocks per batch, up to those of the estimate, that fit into `free` bytes."""
    left = free - LIBRARIES_BYTES - needed.fixed
    return max(0, min(needed.blocks, left * needed.blocks // max(1, needed.batch)))


def changes_that_fit(
    preset: Preset, shape: ModelShape, device: Device, free: int
) -> dict[str, dict[str, object]]:
    """What to set, by section, so that both fine-tunes of the preset fit into `free` bytes; {}
    where they do.

    A step has as many blocks as before, in smaller batches; where one block does not fit,
    activations are computed again. SettingsError where nothing of this helps.
    """
    blocks = {}
    for checkpointing in sorted({preset.hardware.gradient_checkpointing, True}):
        tried = preset.override("hardware", gradient_checkpointing=checkpointing)
        for step in STEPS:
            blocks[step] = blocks_that_fit(estimate_finetune(tried, step, shape, device), free)
        if all(blocks.values()):
            break
    else:
        require_fit(larger_finetune(tried, shape, device), device, free)
    changes: dict[str, dict[str, object]] = {}
    if checkpointing != preset.hardware.gradient_checkpointing:
        changes["hardware"] = {"gradient_checkpointing": True}
    for step in STEPS:
        settings = getattr(preset, step)
        if blocks[step] < settings.batch_blocks:
            of_step = settings.batch_blocks * settings.accumulate
            batch = max(n for n in range(1, blocks[step] + 1) if of_step % n == 0)
            changes[step] = {"batch_blocks": batch, "accumulate": of_step // batch}
        if step == "finetune" and settings.retain_weight and blocks[step] < settings.retain_blocks:
            changes.setdefault(step, {})["retain_blocks"] = blocks[step]
    return changes


def require_fit(needed: MemoryEstimate, device: Device, free: int | None = None) -> None:
    """SettingsError where `needed` is more than is free; the error says what would fit.

    `free` in bytes is looked up unless it is given.
    """
    free = free_memory_bytes(device) if free is None else free
    total = needed.total + LIBRARIES_BYTES
    if total <= free:
        return
    blocks = blocks_that_fit(needed, free)
    if blocks:
        remedy = (
            f"set batch_blocks to {blocks} or less, and raise accumulate so that their product "
            "stays the same"
        )
    elif needed.fixed + LIBRARIES_BYTES <= free:
        remedy = (
            "set batch_blocks to 1 and halve block_tokens, set gradient_checkpointing below "
            "[hardware], or take a smaller model"
        )
    else:
        remedy = (
            f"take a smaller model, quantisation 'nf4', or a machine with {total / 1e9:.1f} GB free"
        )
    raise SettingsError(
        "this does not fit into memory, and nothing was loaded",
        value=f"about {total / 1e9:.1f} GB needed, {free / 1e9:.1f} GB free on {device.name}",
        remedy=remedy,
    )


def require_preset_fits(preset: Preset) -> None:
    """SettingsError, before anything is loaded, where a fine-tune of the preset does not fit."""
    device = pick_device(preset.model.compute_dtype)
    require_fit(larger_finetune(preset, read_shape(preset.model.base), device), device)
