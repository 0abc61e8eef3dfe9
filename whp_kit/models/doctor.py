"""Examine this machine and the presets: what fits, how long training takes, what is missing.

Behind `whp-kit doctor`. No weight is read and nothing is downloaded but a model's configuration.
"""

import os
import platform
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence

from whp_kit.errors import WhpError
from whp_kit.models.config import ModelShape, is_on_hub, read_shape, shipped_configs
from whp_kit.models.machine import Device, measure_speed, pick_device, versions
from whp_kit.models.memory import (
    LIBRARIES_BYTES,
    free_memory_bytes,
    larger_finetune,
    require_fit,
)
from whp_kit.models.packages import is_package, package_folder
from whp_kit.settings import Preset, load_preset, preset_names
from whp_kit.text.documents import require_texts

HUB_SECONDS = 3.0
# A LoRA step reaches about this share of the speed of a product of matrices (bench_training,
# bench_gpu), to within a factor of two.
SHARE_OF_SPEED = 0.3


def examine(
    names: Sequence[str] | None = None, hub: str | None = None
) -> tuple[list[list[str]], list[dict[str, str]]]:
    """Returns pairs (property, value) of the machine, and one row of `preset_row` per preset.

    `names` are the presets, by default all that ship; `hub` is the address of the hub, by default
    that of huggingface_hub. SettingsError for an unknown preset; whatever else is wrong with one
    stands in its row.
    """
    presets = [load_preset(name) for name in names or preset_names()]
    hub_answers, message = ask_hub(hub)
    device = pick_device("auto")
    speed = measure_speed(device)
    machine = machine_rows(device, speed, message)
    return machine, [preset_row(preset, speed, hub_answers) for preset in presets]


def machine_rows(device: Device, speed: float, hub: str) -> list[list[str]]:
    """Pairs (property, value) of this machine, as text."""
    # the cores that this process may use, where the system says so: a container may have few
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    cpu = Device("cpu", "float32", "")
    rows = [
        ["machine", system],
        ["cores", str(cores)],
        ["main memory free", gigabytes(free_memory_bytes(cpu))],
        ["computes on", str(device)],
    ]
    if device.name != "cpu":
        rows.append(["GPU memory free", gigabytes(free_memory_bytes(device))])
    packages = [f"{name} {version}" for name, version in versions().items() if name != "python"]
    return [
        *rows,
        ["its speed", f"{speed / 1e9:,.0f} GFLOP/s in a product of matrices"],
        ["versions", ", ".join(packages)],
        ["the hub", hub],
    ]


def preset_row(
    preset: Preset, speed: float, hub_answers: bool | None, free: int | None = None
) -> dict[str, str]:
    """One preset: its model, memory needed and free, training time, fit, and what is missing.

    `free` in bytes is looked up unless it is given. Raises nothing: an error stands in the row.
    """
    row = {
        "preset": preset.name,
        "model": preset.model.base.rsplit("/", 1)[-1],
        "needs": "?",
        "free": "?",
        "training": "?",
        "fits": "yes",
        "to bring": ", ".join(missing(preset, hub_answers)),
    }
    base = preset.model.base
    try:
        device = pick_device(preset.model.compute_dtype)
        free = free_memory_bytes(device) if free is None else free
        row["free"] = gigabytes(free)
        if hub_answers is False and is_on_hub(base) and base not in shipped_configs():
            row["fits"] = "not known: the model's size stands on the hub, which cannot be reached"
            return row
        shape = read_shape(base)
        needed = larger_finetune(preset, shape, device)
        row["needs"] = gigabytes(needed.total + LIBRARIES_BYTES)
        row["training"] = duration(training_seconds(shape, training_tokens(preset), speed))
        require_fit(needed, device, free)
    except WhpError as error:
        row["fits"] = f"no: {error.what} ({error.value}). {error.remedy}"
    return row


def missing(preset: Preset, hub_answers: bool | None) -> list[str]:
    """What a run of the preset needs and does not find: texts, and a model that is on the hub."""
    items = []
    try:
        require_texts(preset.world)
    except WhpError as error:
        items.append(f"{error.what}: {error.value}")
    base = preset.model.base
    if is_package(base):
        try:
            package_folder(base)
        except WhpError as error:
            items.append(f"the model {base}: {error.remedy}")
    elif is_on_hub(base):
        silent = "" if hub_answers else ", which does not answer now,"
        items.append(f"the model {base}, from the hub{silent} unless it was downloaded before")
    return items


def training_time(preset: Preset) -> str:
    """About how long the trainings of 01 and 05 take on this machine, within a factor of two."""
    speed = measure_speed(pick_device(preset.model.compute_dtype))
    shape = read_shape(preset.model.base)
    return duration(training_seconds(shape, training_tokens(preset), speed))


def training_tokens(preset: Preset) -> int:
    """The tokens that 01 and 05 read at most, with the retain term and the control."""
    first, last = preset.reinforce, preset.finetune
    retain_blocks = last.retain_blocks if last.retain_weight else 0
    blocks = last.steps * last.accumulate * (last.batch_blocks + retain_blocks)
    if last.control:
        blocks += (last.control_steps or last.steps) * last.accumulate * last.batch_blocks
    first_blocks = first.steps * first.accumulate * first.batch_blocks
    return first_blocks * first.block_tokens + blocks * preset.labels.block_tokens


def training_seconds(shape: ModelShape, tokens: int, operations_per_second: float) -> float:
    """About how long a LoRA fine-tune takes to read `tokens` tokens.

    Two operations per parameter and token forward, two backward to the activations; the frozen
    weights get no gradient.
    """
    parameters = shape.linear_parameters + shape.vocabulary * shape.hidden  # with the head
    return 4 * parameters * tokens / (SHARE_OF_SPEED * operations_per_second)


def ask_hub(address: str | None = None, seconds: float = HUB_SECONDS) -> tuple[bool | None, str]:
    """Whether the hub answers within `seconds`, and a message; None where it must not be asked."""
    if address is None:
        from huggingface_hub import constants

        if constants.HF_HUB_OFFLINE:
            return None, "not asked: HF_HUB_OFFLINE is set"
        address = constants.ENDPOINT
    answered = threading.Event()

    def ask() -> None:
        try:
            request = urllib.request.Request(address, method="HEAD")
            urllib.request.urlopen(request, timeout=seconds).close()
        except urllib.error.HTTPError:
            pass  # an error status is an answer
        except (OSError, ValueError):
            return
        answered.set()

    # A thread, because no timeout covers the look-up of the name: with a silent name server and a
    # timeout of 3 s, urllib gave up after 10 s and HfApi().model_info after 20 s.
    threading.Thread(target=ask, daemon=True).start()
    if answered.wait(seconds):
        return True, f"{address} answers"
    return (
        False,
        f"{address} does not answer within {seconds:g} s: models must be on this machine already",
    )


def gigabytes(size: int) -> str:
    """Formats bytes as "12.3 GB", of 10^9 bytes each."""
    return f"{size / 1e9:.1f} GB"


def duration(seconds: float) -> str:
    """Formats a rough time: "about 40 min", "about 6 h", "about 3 days"."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"about {seconds / 3600:.0f} h"
    return f"about {seconds / 86_400:.0f} days"
