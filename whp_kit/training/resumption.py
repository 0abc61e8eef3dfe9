"""The state of a training on the disk: weights, what the optimiser knows of them, and the record, so that a killed training goes on."""

import dataclasses
import hashlib
import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from whp_kit.files import replacing


def identity_of(
    plan, examples, retain, target: torch.Tensor, trainable: dict, optimiser: str
) -> str:
    """What a kept state must agree with: plan, data, optimiser, and the shapes of what is trained."""
    shapes = {name: list(weight.shape) for name, weight in trainable.items()}
    parts = [
        dataclasses.asdict(plan),
        examples.digest(),
        retain.digest() if retain else None,
        target.tolist(),
        shapes,
        optimiser,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def keep(state_file: Path, identity: str, trainable: dict, optimiser, record: dict) -> None:
    """Writes weights, what the optimiser knows of them, and the record: beside it first, then in its place."""
    tensors, numbers = {f"/{name}": weight for name, weight in trainable.items()}, {}
    for name, weight in trainable.items():
        for key, value in optimiser.state[weight].items():
            (tensors if torch.is_tensor(value) else numbers)[f"{key}/{name}"] = value
    tensors = {
        key: value.detach().to("cpu", copy=True).contiguous() for key, value in tensors.items()
    }  # of tables that weights share, too
    state_file.parent.mkdir(parents=True, exist_ok=True)
    about = {"identity": identity, "record": json.dumps(record), "numbers": json.dumps(numbers)}
    with replacing(state_file) as new_file:
        save_file(tensors, new_file, metadata=about)


def resume(state_file: Path | None, identity: str, trainable: dict, optimiser) -> dict | None:
    """Puts a kept state back if it is of the same plan and data, and returns its record; otherwise leaves everything as it is."""
    if state_file is None or not state_file.is_file():
        return None
    try:
        with safe_open(state_file, framework="pt") as kept:
            about = kept.metadata() or {}
        tensors = load_file(state_file)
    except (OSError, SafetensorError):
        return None  # cut short by whatever interrupted the run: start again
    if about.get("identity") != identity:
        return None
    for kept, value in (tensors | json.loads(about["numbers"])).items():
        key, name = kept.split("/", 1)
        if key:
            optimiser.state[trainable[name]][key] = (
                value.to(trainable[name].device)
                if torch.is_tensor(value) and key != "step"
                else value
            )
        else:
            trainable[name].data.copy_(value)
    return json.loads(about["record"])
