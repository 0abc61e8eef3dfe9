"""How much memory a fine-tune needs, and whether it fits, before anything is loaded."""

import json
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.models.config import model_config
from whp_kit.models.machine import DTYPE_BYTES, Device, pick_device
from whp_kit.settings import Preset

# What torch and its kernels hold beside the parts of an estimate.
LIBRARIES_BYTES = 600_000_000
# Per weight: 4 bits, one 8-bit scale per 64 weights, one 32-bit scale per 256 of those scales.
NF4_BYTES = 0.5 + 1 / 64 + 4 / (64 * 256)


@dataclass(frozen=True)
class MemoryEstimate:
    """What a fine-tune is expected to hold, in bytes by part; libraries (about half a gigabyte) come on top."""

    weights: int
    adapters: int
    optimiser: int
    activations: int
    logits: int

    @property
    def total(self) -> int:
        """All parts together, in bytes."""
        return self.weights + self.adapters + self.optimiser + self.activations + self.logits

    @property
    def batch(self) -> int:
        """What grows with the batch, in bytes."""
        return self.activations + self.logits

    def rows(self) -> list[tuple[str, int]]:
        """(part, bytes), the total last."""
        parts = [
            (name, getattr(self, name))
            for name in ("weights", "adapters", "optimiser", "activations", "logits")
        ]
        return [*parts, ("total", self.total)]


def estimate_memory(
    model: Path | dict,
    *,
    quantisation: str,
    dtype: str,
    lora_rank: int,
    batch_blocks: int,
    block_tokens: int,
    gradient_checkpointing: bool = False,
    logit_copies: int = 3,
) -> MemoryEstimate:
    """The memory of one LoRA fine-tune of a Llama-like model, before anything is loaded.

    `model` is a model folder or its config.json as a dict. Activations are those kept for the backward pass, and in half precision also
    the single-precision inputs that adapters keep for themselves; with `gradient_checkpointing` those of one layer, and of the others what
    goes in. Logits are float32 (B, T, V), `logit_copies` of them (the loss holds a softmax and a gradient beside them).
    """
    config = model if isinstance(model, dict) else _read_config(Path(model))
    hidden, inner, keys, shapes = _shapes(config)
    layers, tokens, size = (
        config["num_hidden_layers"],
        batch_blocks * block_tokens,
        DTYPE_BYTES[dtype],
    )
    adapters = layers * lora_rank * sum(rows + columns for rows, columns in shapes)
    copies = (
        4 * sum(rows for rows, _ in shapes) if size < 4 else 0
    )  # bytes; of each adapter its own copy of what it reads
    layer = (6 * hidden + 2 * keys + 4 * inner) * size + copies  # bytes per token
    return MemoryEstimate(
        weights=weight_bytes(config, quantisation=quantisation, dtype=dtype),
        adapters=2 * 4 * adapters,  # float32 and its gradient
        optimiser=2 * 4 * adapters,  # the two moments of Adam
        activations=(layer + layers * hidden * size if gradient_checkpointing else layers * layer)
        * tokens,
        logits=logit_copies * 4 * tokens * config["vocab_size"],
    )


def weight_bytes(config: dict, *, quantisation: str, dtype: str) -> int:
    """The base's weights in memory: linear layers at the quantisation, embeddings and head at the dtype."""
    linear, embedding = parameter_counts(config)
    return (
        int(linear * (NF4_BYTES if quantisation == "nf4" else DTYPE_BYTES[dtype]))
        + embedding * DTYPE_BYTES[dtype]
    )


def free_memory_bytes(device: Device) -> int:
    """What can still be had where `device` computes: on a GPU what is free or kept by torch for reuse, else main memory."""
    if device.name == "cpu":
        import psutil

        limit = Path("/sys/fs/cgroup/memory.max")  # a container's own
        capped = limit.read_text().strip() if limit.is_file() else "max"
        return min(psutil.virtual_memory().available, int(capped) if capped.isdigit() else 2**63)
    import torch

    kept = torch.cuda.memory_reserved(device.name) - torch.cuda.memory_allocated(device.name)
    return torch.cuda.mem_get_info(device.name)[0] + kept


def blocks_that_fit(needed: MemoryEstimate, batch_blocks: int, free: int) -> int:
    """The most blocks per batch that fit into `free` bytes, at most `batch_blocks`; 0 where not even one does."""
    left = free - LIBRARIES_BYTES - (needed.total - needed.batch)
    return max(0, min(batch_blocks, left * batch_blocks // max(1, needed.batch)))


def require_fit(
    needed: MemoryEstimate | int, device: Device, batch_blocks: int = 1, free: int | None = None
) -> None:
    """SettingsError where `needed` (a fine-tune with that many blocks per batch, or the bytes of weights alone) is more than is free.

    The error says what would fit. `free` in bytes is looked up unless it is given. Nothing is loaded or changed.
    """
    free = free_memory_bytes(device) if free is None else free
    total = needed if isinstance(needed, int) else needed.total
    if total + LIBRARIES_BYTES <= free:
        return
    fewer = 0 if isinstance(needed, int) else blocks_that_fit(needed, batch_blocks, free)
    fixed = total if isinstance(needed, int) else needed.total - needed.batch
    if fewer:
        remedy = f"set batch_blocks to {fewer} or less, and accumulate so much higher that their product stays"
    elif fixed + LIBRARIES_BYTES <= free:
        remedy = "set batch_blocks to 1 and halve block_tokens, set gradient_checkpointing below [hardware], or take a smaller model"
    else:
        remedy = f"take a smaller model, quantisation 'nf4', or a machine with {(total + LIBRARIES_BYTES) / 1e9:.1f} GB free"
    found = f"about {(total + LIBRARIES_BYTES) / 1e9:.1f} GB needed, {free / 1e9:.1f} GB free on {device.name}"
    raise SettingsError(
        "this does not fit into memory, and nothing was loaded", value=found, remedy=remedy
    )


def require_preset_fits(preset: Preset) -> None:
    """SettingsError, before anything is loaded, where the preset's larger fine-tune does not fit into the memory that is free."""
    device = pick_device(preset.model.compute_dtype)
    needed, batch_blocks = larger_finetune(preset, model_config(preset.model.base), device)
    require_fit(needed, device, batch_blocks)


def larger_finetune(preset: Preset, config: dict, device: Device) -> tuple[MemoryEstimate, int]:
    """The estimate of 01's or 05's fine-tune, whichever holds more, and its blocks per batch.

    Blocks of the retain term pass by themselves, after the others.
    """
    retain = preset.finetune.retain_blocks if preset.finetune.retain_weight else 0
    steps = [
        (preset.reinforce.lora_rank, preset.reinforce.batch_blocks, preset.reinforce.block_tokens),
        (
            preset.finetune.lora_rank,
            max(preset.finetune.batch_blocks, retain),
            preset.labels.block_tokens,
        ),
    ]
    found = [
        (
            estimate_memory(
                config,
                quantisation=preset.model.quantisation,
                dtype=device.dtype,
                lora_rank=rank,
                batch_blocks=blocks,
                block_tokens=tokens,
                gradient_checkpointing=preset.hardware.gradient_checkpointing,
            ),  # fmt: skip
            blocks,
        )
        for rank, blocks, tokens in steps
    ]
    return max(found, key=lambda pair: pair[0].total)


def parameter_counts(config: dict) -> tuple[int, int]:
    """Numbers in the linear layers of all blocks, and in embeddings and head."""
    hidden, _, _, shapes = _shapes(config)
    embedding = config["vocab_size"] * hidden * (1 if config.get("tie_word_embeddings") else 2)
    return config["num_hidden_layers"] * sum(rows * columns for rows, columns in shapes), embedding


def _shapes(config: dict) -> tuple[int, int, int, list[tuple[int, int]]]:
    """hidden size, inner size, width of the keys, and (rows in, columns out) of the seven linear layers of one block."""
    hidden, inner, heads = (
        config["hidden_size"],
        config["intermediate_size"],
        config["num_attention_heads"],
    )
    head = config.get("head_dim") or hidden // heads
    keys = (config.get("num_key_value_heads") or heads) * head
    attention = [(hidden, heads * head), (hidden, keys), (hidden, keys), (heads * head, hidden)]
    return hidden, inner, keys, [*attention, (hidden, inner), (hidden, inner), (inner, hidden)]


def _read_config(folder: Path) -> dict:
    path = folder / "config.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            "the model folder has no readable config.json",
            value=str(path),
            remedy="give a folder that save_pretrained wrote",
        ) from error
