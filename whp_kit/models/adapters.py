"""LoRA adapters on the base: attach a fresh one, save, load, keep one for each checkpoint.

Only safetensors are read. Not done here: answering as an adapter (`models.role`), training one (training.py).
"""

import copy
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch

from whp_kit.errors import InputError
from whp_kit.models.load import Loaded
from whp_kit.models.roles import BASELINE


def add_adapter(
    loaded: Loaded, name: str, rank: int, alpha: int, seed: int = 0, *, head: bool = False
) -> None:
    """Attaches a fresh LoRA adapter on all linear layers and makes it the active, trainable one.

    The head (the layer that gives the logits) is left out, as QLoRA does, unless `head`; one that shares its weight with the embeddings
    then gets a copy of its own, so that the embeddings stay as they are. A fresh adapter changes nothing: its second factor is zero. Base
    weights are left unchanged and frozen.
    """
    from peft import LoraConfig, get_peft_model

    if name == BASELINE or name in loaded.adapters:
        raise InputError("the adapter's name is taken", value=name, remedy="choose another name")
    if loaded.dequantised:
        raise InputError(
            "a dequantised copy is for evaluation",
            value=loaded.name,
            remedy="load the base without dequantised=True to train",
        )
    if head:
        _untie(loaded)
    layers = _linear_layers(loaded) if head else "all-linear"
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=0.0, target_modules=layers, task_type="CAUSAL_LM"
    )
    torch.manual_seed(seed)
    if loaded.adapters:
        loaded.model.add_adapter(name, config)
    else:
        loaded.model = get_peft_model(loaded.model, config, adapter_name=name)
    loaded.adapters[name] = {"rank": rank, "alpha": alpha}
    activate(loaded, name)


def activate(loaded: Loaded, name: str) -> None:
    """Makes adapter `name` the active and only trainable one."""
    loaded.require_adapter(name)
    loaded.model.set_adapter(name)
    for key, weight in loaded.model.named_parameters():
        weight.requires_grad_(f".{name}." in key)


def _linear_layers(loaded: Loaded) -> list[str]:
    """The last names of all linear layers, the head's among them, as peft wants them."""
    from transformers.pytorch_utils import Conv1D

    found = set()
    for path, layer in loaded.model.named_modules():
        if isinstance(layer, torch.nn.Linear | Conv1D) and ".lora_" not in path:
            found.add(path.removesuffix(".base_layer").rsplit(".", 1)[-1])
    return sorted(found)


def _bare(loaded: Loaded):
    """The model below the adapters."""
    return loaded.model.get_base_model() if loaded.adapters else loaded.model


def _head_name(loaded: Loaded) -> str:
    head = _bare(loaded).get_output_embeddings()
    return next(
        path.rsplit(".", 1)[-1] for path, layer in _bare(loaded).named_modules() if layer is head
    )


def _untie(loaded: Loaded) -> None:
    """A head that shares its weight with the embeddings gets a copy of it; its logits stay what they were."""
    base = _bare(loaded)
    head = base.get_output_embeddings()
    if head.weight is base.get_input_embeddings().weight:
        head.weight = torch.nn.Parameter(head.weight.detach().clone(), requires_grad=False)
        base.config.tie_word_embeddings = False


def save_adapter(loaded: Loaded, name: str, folder: Path) -> None:
    """Writes the adapter's weights and configuration to `folder`, as safetensors; the base is not written."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    loaded.require_adapter(name)
    folder.mkdir(parents=True, exist_ok=True)
    state = get_peft_model_state_dict(loaded.model, adapter_name=name, save_embedding_layers=False)
    save_file(
        {key: value.detach().to("cpu", torch.float32).contiguous() for key, value in state.items()},
        folder / "adapter_model.safetensors",
    )
    config = loaded.model.peft_config[name]
    inference, config.inference_mode = config.inference_mode, True
    base, config.base_model_name_or_path = (
        config.base_model_name_or_path,
        loaded.name,
    )  # a name, not a path of this machine
    config.save_pretrained(str(folder))
    config.inference_mode, config.base_model_name_or_path = inference, base


def load_adapter(loaded: Loaded, name: str, folder: Path) -> None:
    """Attaches a saved adapter under `name`, frozen; the active role stays what it was. The base is left unchanged."""
    from peft import PeftModel

    if not (folder / "adapter_model.safetensors").is_file():
        raise InputError(
            "there is no adapter in safetensors here",
            value=str(folder),
            remedy="give a folder that save_adapter wrote",
        )
    if name == BASELINE or name in loaded.adapters:
        raise InputError("the adapter's name is taken", value=name, remedy="choose another name")
    adapted = (
        json.loads((folder / "adapter_config.json").read_text(encoding="utf-8")).get(
            "target_modules"
        )
        or ()
    )
    if _head_name(loaded) in adapted:
        _untie(loaded)
    if loaded.adapters:
        loaded.model.load_adapter(str(folder), adapter_name=name)
    else:
        loaded.model = PeftModel.from_pretrained(loaded.model, str(folder), adapter_name=name)
    config = loaded.model.peft_config[name]
    loaded.adapters[name] = {"rank": config.r, "alpha": config.lora_alpha}
    loaded.model.requires_grad_(False).eval()


def save_merged(loaded: Loaded, name: str | None, folder: Path) -> Path:
    """Writes the model as adapter `name` (None: as the base alone) made one with it, with its tokenizer, to `folder`; returns the folder.

    An ordinary model in safetensors, at the dtype of the passes: a 4-bit base must have been loaded `dequantised`, since adding to 4-bit
    weights would round them again. The adapter that is on is taken off; the base is left unchanged.
    """
    if loaded.quantisation != "none" and not loaded.dequantised:
        raise InputError(
            "packed weights cannot take an adapter in",
            value=loaded.name,
            remedy="load the base with dequantised=True",
        )
    model = copy.deepcopy(loaded.model)
    if loaded.adapters:
        if name is not None:
            loaded.require_adapter(name)
        model = model.unload() if name is None else model.merge_and_unload(adapter_names=[name])
    model.save_pretrained(folder)
    loaded.tokenizer.save_pretrained(folder)
    return folder


@dataclass(frozen=True)
class Checkpoints:
    """Called with a step, saves adapter `name` to `folder/step_NNNN`: for `on_checkpoint` of training.

    `steps` are those that the plan will save; what another plan left in the folder is removed when this is made.
    """

    loaded: Loaded
    name: str
    folder: Path
    steps: tuple[int, ...]

    def __post_init__(self):
        wanted = {checkpoint_name(step) for step in self.steps}
        for other in self.folder.glob("step_*"):
            if other.name not in wanted:
                shutil.rmtree(other)

    def __call__(self, step: int) -> None:
        save_adapter(self.loaded, self.name, self.folder / checkpoint_name(step))


def checkpoint_name(step: int) -> str:
    """The folder of the adapter after `step` optimiser steps; names sort as steps do."""
    return f"step_{step:05d}"


def load_checkpoints(loaded: Loaded, name: str, folder: Path) -> dict[int, str]:
    """Attaches every checkpoint below `folder`, frozen: step -> the adapter's name, in the order of steps. {} where there are none."""
    found = {}
    for path in sorted(folder.glob("step_*")):
        step = int(path.name.removeprefix("step_"))
        found[step] = f"{name}_{step:05d}"
        load_adapter(loaded, found[step], path)
    return found
