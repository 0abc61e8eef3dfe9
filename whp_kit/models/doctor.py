"""What this machine is and which presets it can run, before anything is loaded: `whp-kit doctor`.

Nothing is downloaded and no weight is read. The hub is asked once whether it answers, for a few seconds at most.
"""

import os
import platform
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence

from whp_kit.errors import WhpError
from whp_kit.models.config import KNOWN_SHAPES, model_config
from whp_kit.models.machine import Device, measure_speed, pick_device, versions
from whp_kit.models.memory import (
    LIBRARIES_BYTES,
    free_memory_bytes,
    larger_finetune,
    parameter_counts,
    require_fit,
)
from whp_kit.paths import is_path
from whp_kit.settings import Preset, load_preset, preset_names

HUB_SECONDS = 3.0
SHARE_OF_SPEED = 0.3  # a LoRA step reaches this share of the speed of a plain product of matrices; within a factor of two


def examine(
    names: Sequence[str] | None = None, hub: str | None = None
) -> tuple[list[list[str]], list[dict[str, str]]]:
    """(what, found) of the machine, and one row per preset: what it needs, whether that fits, how long training takes, what is missing.

    `names`: presets, all that ship unless given. `hub` is the address that is asked, the hub's own unless given. A preset that cannot be
    judged has the reason in its row; an unknown preset is a SettingsError.
    """
    presets = [load_preset(name) for name in names or preset_names()]
    answers, told = ask_hub(hub)
    device = pick_device("auto")
    speed = measure_speed(device)
    return machine_rows(device, speed, told), [
        preset_row(preset, speed, answers) for preset in presets
    ]


def machine_rows(device: Device, speed: float, hub: str) -> list[list[str]]:
    """Pairs of what was looked at and what was found, as text."""
    cpu = Device("cpu", "float32", "")
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    rows = [
        [
            "machine",
            f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        ],
        ["cores", str(cores)],
        ["main memory free", gigabytes(free_memory_bytes(cpu))],
        ["computes on", str(device)],
        ["its speed", f"{speed / 1e9:,.0f} GFLOP/s in a product of matrices"],
    ]
    if device.name != "cpu":
        rows.insert(4, ["GPU memory free", gigabytes(free_memory_bytes(device))])
    packages = ", ".join(
        f"{name} {version}" for name, version in versions().items() if name != "python"
    )
    return [*rows, ["versions", packages], ["the hub", hub]]


def preset_row(
    preset: Preset, speed: float, hub_answers: bool | None, free: int | None = None
) -> dict[str, str]:
    """One preset: its model, the memory of its larger fine-tune against what is free, how long training takes, and what is to be brought.

    `free` in bytes is looked up unless it is given. Never an error: what is wrong stands in the row, under "fits" or "to bring".
    """
    row = {
        "preset": preset.name,
        "model": preset.model.base.rsplit("/", 1)[-1],
        "needs": "?",
        "free": "?",
        "training": "?",
    }
    row |= {"fits": "yes", "to bring": ", ".join(to_bring(preset, hub_answers))}
    try:
        device = pick_device(preset.model.compute_dtype)
        free = free_memory_bytes(device) if free is None else free
        row["free"] = gigabytes(free)
        if (
            hub_answers is False
            and not is_path(preset.model.base)
            and preset.model.base not in KNOWN_SHAPES
        ):
            return row | {
                "fits": "not known: the model's size stands on the hub, which cannot be reached"
            }
        config = model_config(preset.model.base)
        needed, batch_blocks = larger_finetune(preset, config, device)
        row["needs"] = gigabytes(needed.total + LIBRARIES_BYTES)
        row["training"] = duration(training_seconds(config, training_tokens(preset), speed))
        require_fit(needed, device, batch_blocks, free)
    except WhpError as error:
        row["fits"] = f"no: {error.what} ({error.value}). {error.remedy}"
    return row


def to_bring(preset: Preset, hub_answers: bool | None) -> list[str]:
    """What has to be there before a run, and is not: texts, and a model that is still on the hub as far as can be told."""
    found = []
    try:
        preset.world.need_files()
    except WhpError as error:
        found.append(f"{error.what}: {error.value}")
    if not is_path(preset.model.base):
        cannot = "" if hub_answers else ", which does not answer now,"
        found.append(
            f"the model {preset.model.base}, from the hub{cannot} unless it was downloaded before"
        )
    return found


def training_tokens(preset: Preset) -> int:
    """Tokens that 01 and 05 read at most, with the retain term and the control."""
    first, last = preset.reinforce, preset.finetune
    blocks = (
        last.steps
        * last.accumulate
        * (last.batch_blocks + (last.retain_blocks if last.retain_weight else 0))
    )
    control = (
        (last.control_steps or last.steps) * last.accumulate * last.batch_blocks
        if last.control
        else 0
    )
    return (
        first.steps * first.batch_blocks * first.accumulate * first.block_tokens
        + (blocks + control) * preset.labels.block_tokens
    )


def training_seconds(config: dict, tokens: int, operations_per_second: float) -> float:
    """About how long a LoRA fine-tune reads so many tokens: forward, and backward through the frozen weights, at a share of the speed."""
    linear, _ = parameter_counts(config)
    passed = (
        linear + config["vocab_size"] * config["hidden_size"]
    )  # the head, shared with the embeddings or not
    return 4 * passed * tokens / (SHARE_OF_SPEED * operations_per_second)


def ask_hub(address: str | None = None, seconds: float = HUB_SECONDS) -> tuple[bool | None, str]:
    """Whether the hub answers, and that in words; None where it is not to be asked. One try, given up after `seconds`; never an error."""
    if address is None:
        from huggingface_hub import constants

        if constants.HF_HUB_OFFLINE:
            return None, "not asked: HF_HUB_OFFLINE is set"
        address = constants.ENDPOINT
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(
                urllib.request.Request(address, method="HEAD"), timeout=seconds
            ).close()
        except urllib.error.HTTPError:
            pass  # an answer all the same
        except (OSError, ValueError):
            return
        answered.set()

    threading.Thread(
        target=ask, daemon=True
    ).start()  # a name server that is silent keeps no time limit
    if answered.wait(seconds):
        return True, f"{address} answers"
    return (
        False,
        f"{address} does not answer within {seconds:g} s: models must be on this machine already",
    )


def gigabytes(size: int) -> str:
    """ "12.3 GB", of a thousand million bytes each."""
    return f"{size / 1e9:.1f} GB"


def duration(seconds: float) -> str:
    """Roughly how long, for people: "about 40 min", "about 6 h", "about 3 days"."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min"
    return (
        f"about {seconds / 3600:.0f} h"
        if seconds < 172_800
        else f"about {seconds / 86_400:.0f} days"
    )
