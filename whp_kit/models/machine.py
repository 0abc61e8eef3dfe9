"""The machine: device and dtype with the reason, speed, seeds, versions, commit, peak memory.

torch is imported in the functions that need it, because the command line imports this file and must
start at once.
"""

import os
import platform
import random
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from whp_kit.errors import SettingsError
from whp_kit.paths import PROJECT_ROOT

DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
PACKAGES = (  # those whose version may change a result
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
    """Where the arithmetic runs: `name` and `dtype` as torch names them, and why these."""

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
    """Picks the first CUDA device, or the CPU; $WHP_DEVICE ("cpu", "cuda:1") overrides.

    bfloat16 needs compute capability 8.0: torch's own `is_bf16_supported` also says yes where it is
    emulated (a T4). On the CPU float32 is the fastest dtype. A `compute_dtype` other than "auto" is
    used as it is. SettingsError for a device that this machine lacks.
    """
    import torch

    has_cuda = torch.cuda.is_available()
    name = os.environ.get("WHP_DEVICE", "").strip() or (
        f"cuda:{torch.cuda.current_device()}" if has_cuda else "cpu"
    )
    kind = name.split(":")[0]
    if kind not in ("cpu", "cuda") or (kind == "cuda" and not has_cuda):
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
    if kind == "cpu":
        best, reason = "float32", "on a CPU, half precision is slower than single"
    else:
        major, minor = torch.cuda.get_device_capability(name)
        card = f"{torch.cuda.get_device_name(name)} has compute capability {major}.{minor}"
        if major >= 8:
            best, reason = "bfloat16", f"{card}, at least 8.0"
        else:
            best, reason = "float16", f"{card}; bfloat16 needs 8.0"
    if compute_dtype in ("auto", best):
        return Device(name, best, reason)
    return Device(
        name, compute_dtype, f"asked for in the settings; auto would be {best} ({reason})"
    )


def require_seed(seed: int) -> None:
    """SettingsError for a seed that numpy does not take."""
    if type(seed) is not int or not 0 <= seed < 2**32:
        raise SettingsError(
            "seed is not allowed", value=seed, remedy=f"give a whole number from 0 to {2**32 - 1}"
        )


def seed_everything(seed: int) -> int:
    """Seeds Python, numpy and torch on all devices; returns the seed."""
    require_seed(seed)
    import numpy
    import torch

    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    return seed


def measure_speed(device: Device) -> float:
    """Measures a product of matrices in the device's dtype, in operations per second."""
    import torch
    from torch.utils.benchmark import Timer

    side = 768 if device.name == "cpu" else 4096
    matrix = torch.ones(side, side, dtype=device.torch_dtype, device=device.name)
    threads = torch.get_num_threads()
    timer = Timer("matrix @ matrix", globals={"matrix": matrix}, num_threads=threads)
    timer.timeit(1)  # the first product also loads its kernels
    return 2 * side**3 / timer.timeit(5).mean


def versions() -> dict[str, str]:
    """Versions of Python, of the kit ("source" where it is not installed), and of PACKAGES."""
    installed = {name: _version(name) for name in PACKAGES}
    return {
        "python": platform.python_version(),
        "whp-kit": _version("whp-kit") or "source",
    } | {name: version for name, version in installed.items() if version}


def code_state() -> dict[str, object]:
    """{"commit": hash, "dirty": bool} of the project's clone; None for both without git."""
    try:
        commit = _git("rev-parse", "HEAD")
        changes = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "dirty": None}
    return {"commit": commit, "dirty": bool(changes)}


def peak_memory_bytes() -> int:
    """The most main memory (resident set) that this process has used so far, in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss would also count what the parent used when it started this
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
    """The most memory that torch has allocated on its GPUs, in bytes; 0 without torch or GPU."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available() or not torch.cuda.is_initialized():
        return 0
    devices = range(torch.cuda.device_count())
    return sum(torch.cuda.max_memory_allocated(device) for device in devices)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _git(*words: str) -> str:
    command = ["git", "-C", str(PROJECT_ROOT), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.strip()
