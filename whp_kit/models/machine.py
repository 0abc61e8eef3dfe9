"""The machine: device and dtype with the reason, speed, seeds, versions, commit, peak memory.

torch is imported inside the functions that need it, because the command line reads this file and must start at once.
"""

import importlib.metadata
import os
import platform
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import SettingsError
from whp_kit.paths import PROJECT_ROOT

DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
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


def measure_speed(device: Device) -> float:
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
