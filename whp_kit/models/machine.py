"""The machine: device, dtype *with the reason*, seeds, versions, memory before and after loading.

torch is imported inside the functions that need it, because the command line reads this file and must start at once.
"""

import importlib.metadata
import json
import os
import platform
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.paths import DATA, NOTEBOOKS, PROJECT_ROOT, portable, resolve, runs_root

__all__ = [
    "DATA", "NOTEBOOKS", "PROJECT_ROOT", "Device", "MemoryEstimate", "code_state", "fit", "free_memory_bytes", "memory_estimate",
    "peak_device_memory_bytes", "peak_memory_bytes", "pick_device", "portable", "require_fit", "resolve", "runs_root", "seed_everything",
    "speed", "training_seconds", "versions", "weight_bytes",
]  # fmt: skip

LIBRARIES_BYTES = 600_000_000  # what torch and its kernels hold beside the parts of an estimate
SHARE_OF_SPEED = 0.3  # of what a plain product of matrices reaches, a LoRA step reaches about this much; within a factor of two
DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
NF4_BYTES = (
    0.5 + 1 / 64 + 4 / (64 * 256)
)  # per weight: 4 bits, one 8-bit scale per 64, one 32-bit scale per 256 of those
VERSIONED = (
    "torch",
    "transformers",
    "peft",
    "bitsandbytes",
    "accelerate",
    "tokenizers",
    "safetensors",
    "numpy",
    "lm-eval",
)


@dataclass(frozen=True)
class Device:
    """Where the arithmetic runs. `name` and `dtype` are torch's names; `reason` says why these, in one sentence."""

    name: str
    dtype: str
    reason: str

    @property
    def torch_dtype(self):
        """The torch.dtype that `dtype` names."""
        import torch

        return getattr(torch, self.dtype)

    def __str__(self) -> str:
        return f"{self.name}, {self.dtype}: {self.reason}"


def pick_device(compute_dtype: str = "auto") -> Device:
    """The first CUDA device if there is one, else the CPU; $WHP_DEVICE ("cpu", "cuda:1") overrides.

    bfloat16 needs compute capability 8.0: torch's own `is_bf16_supported` also says yes where it is emulated (a T4). On the CPU
    float32 is the fastest that was measured. A `compute_dtype` other than "auto" is taken as asked.
    """
    import torch

    wanted = os.environ.get("WHP_DEVICE", "").strip()
    has_cuda = torch.cuda.is_available()
    name = wanted or ("cuda:0" if has_cuda else "cpu")
    if name.split(":")[0] not in ("cpu", "cuda") or (name.startswith("cuda") and not has_cuda):
        raise SettingsError(
            "WHP_DEVICE names a device that is not here",
            value=name,
            remedy="unset WHP_DEVICE, or set it to 'cpu'",
        )
    if compute_dtype not in ("auto", *DTYPE_BYTES):
        raise SettingsError(
            "unknown compute dtype",
            value=compute_dtype,
            remedy=f"give one of auto, {', '.join(DTYPE_BYTES)}",
        )
    if name == "cpu":
        best, reason = "float32", "on a CPU, half precision is slower than single"
    else:
        major, minor = torch.cuda.get_device_capability(name)
        what = f"{torch.cuda.get_device_name(name)} has compute capability {major}.{minor}"
        best, reason = (
            ("bfloat16", f"{what}, at least 8.0")
            if major >= 8
            else ("float16", f"{what}; bfloat16 needs 8.0")
        )
    if compute_dtype in ("auto", best):
        return Device(name, best, reason)
    return Device(
        name, compute_dtype, f"asked for in the settings ({best} would have been taken: {reason})"
    )


def seed_everything(seed: int) -> int:
    """Seeds Python, numpy and torch (all devices); returns the seed. Leaves determinism flags as they are."""
    if type(seed) is not int or not 0 <= seed < 2**32:
        raise SettingsError(
            "seed is not allowed", value=seed, remedy=f"give a whole number from 0 to {2**32 - 1}"
        )
    import numpy
    import torch

    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    return seed


def versions() -> dict[str, str]:
    """Versions of Python and of the packages whose results may differ between versions; those not installed are left out."""
    found = {
        "python": platform.python_version(),
        "whp-kit": importlib.metadata.version("whp-kit") if _installed("whp-kit") else "source",
    }
    return found | {
        name: importlib.metadata.version(name) for name in VERSIONED if _installed(name)
    }


def code_state() -> dict[str, object]:
    """{"commit": hash or None, "dirty": bool or None} of the project's clone; None where there is no git or no clone."""
    try:
        commit = _git("rev-parse", "HEAD")
        return {
            "commit": commit,
            "dirty": bool(_git("status", "--porcelain", "--untracked-files=no")),
        }
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "dirty": None}


def peak_memory_bytes() -> int:
    """The most memory that this process has held so far (resident set), in bytes; the accelerator's is counted apart."""
    status = Path("/proc/self/status")
    if (
        status.is_file()
    ):  # of this program alone: ru_maxrss would also count what the parent held when it started us
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def peak_device_memory_bytes() -> int:
    """The most memory that torch has held on its accelerators, in bytes; 0 where torch or an accelerator is not in use."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available() or not torch.cuda.is_initialized():
        return 0
    return sum(
        torch.cuda.max_memory_allocated(device) for device in range(torch.cuda.device_count())
    )


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


def memory_estimate(
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
    linear, embedding = _weights(config)
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


def fit(needed: MemoryEstimate, batch_blocks: int, free: int) -> int:
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
    fewer = 0 if isinstance(needed, int) else fit(needed, batch_blocks, free)
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


def speed(device: Device) -> float:
    """Floating-point operations per second of a plain product of matrices here, in the device's dtype; takes a moment."""
    import torch

    side = 768 if device.name == "cpu" else 4096
    one = torch.ones(side, side, dtype=device.torch_dtype, device=device.name)
    (one @ one).sum().item()  # waits for an accelerator; the first product also loads its kernels
    began, times = time.perf_counter(), 5
    for _ in range(times):
        other = one @ one
    other.sum().item()
    return 2 * side**3 * times / (time.perf_counter() - began)


def training_seconds(config: dict, tokens: int, operations_per_second: float) -> float:
    """About how long a LoRA fine-tune reads so many tokens: forward, and backward through the frozen weights, at a share of the speed."""
    linear, _ = _weights(config)
    passed = (
        linear + config["vocab_size"] * config["hidden_size"]
    )  # the head, shared with the embeddings or not
    return 4 * passed * tokens / (SHARE_OF_SPEED * operations_per_second)


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


def _weights(config: dict) -> tuple[int, int]:
    """Numbers in the linear layers of all blocks, and in embeddings and head."""
    hidden, _, _, shapes = _shapes(config)
    embedding = config["vocab_size"] * hidden * (1 if config.get("tie_word_embeddings") else 2)
    return config["num_hidden_layers"] * sum(rows * columns for rows, columns in shapes), embedding


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


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(PROJECT_ROOT), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip()
