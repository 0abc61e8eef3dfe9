"""LoRA adapters: attach, train one at a time, save, load, merge.

Only safetensors are read. Not done here: running the model with an adapter (`roles.in_role`).
"""

import copy
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import torch

from whp_kit.errors import InputError, MissingArtifact
from whp_kit.files import replacing_folder, require_whole_tensors
from whp_kit.models import pretrained
from whp_kit.models.load import Loaded
from whp_kit.models.merged import WEIGHTS
from whp_kit.models.names import BASELINE


def add_adapter(
    loaded: Loaded, name: str, rank: int, alpha: int, seed: int = 0, *, head: bool = False
) -> None:
    """Attaches a fresh LoRA adapter on all linear layers and makes it the active, trainable one.

    The head (the layer that gives the logits) is left out, as in QLoRA, unless `head`; a head that
    shares its weight with the embeddings then gets its own copy, so that the embeddings do not
    change. A fresh adapter changes no logit, because its second factor is zero. Base weights stay
    as they are, frozen.
    """
    from peft import LoraConfig, get_peft_model

    _require_free_name(loaded, name)
    if loaded.dequantised:
        raise InputError(
            "a dequantised copy is for evaluation",
            value=loaded.name,
            remedy="load the base without dequantised=True to train",
        )
    config = LoraConfig(
        r=rank,
        lora_alpha=alpha,
        lora_dropout=0.0,
        target_modules=_linear_layers(loaded, head),
        task_type="CAUSAL_LM",
    )
    if head:
        pretrained.untie_head(_base_model(loaded))
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


def remove_adapter(loaded: Loaded, name: str) -> None:
    """Detaches an adapter; the base and the other adapters stay as they are, frozen."""
    loaded.require_adapter(name)
    others = [other for other in loaded.adapters if other != name]
    if others:
        loaded.model.set_adapter(others[0])  # peft warns where the active adapter is deleted
        loaded.model.delete_adapter(name)
    else:
        loaded.model = loaded.model.unload()
    loaded.model.requires_grad_(False)
    del loaded.adapters[name]


def save_adapter(
    loaded: Loaded,
    name: str,
    folder: Path,
    *,
    dtype: torch.dtype = torch.float32,
    base: str | None = None,
) -> None:
    """Writes the weights and the configuration of adapter `name` to `folder`.

    `base`: how the configuration names the base; with a name from which the base can be loaded
    elsewhere, the folder is a model of its own (merged.py). The folder is whole, or as it was
    before: a full disk is a StorageError.
    """
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    loaded.require_adapter(name)
    state = get_peft_model_state_dict(loaded.model, adapter_name=name, save_embedding_layers=False)
    weights = {key: value.detach().to("cpu", dtype) for key, value in state.items()}
    config = copy.deepcopy(loaded.model.peft_config[name])
    config.inference_mode = True
    config.base_model_name_or_path = base or loaded.name  # a name, not a path of this machine
    with replacing_folder(folder) as new:
        save_file({key: value.contiguous() for key, value in weights.items()}, new / WEIGHTS)
        config.save_pretrained(str(new))


def load_adapter(loaded: Loaded, name: str, folder: Path) -> None:
    """Attaches a saved adapter under `name`, frozen; the active adapter stays active."""
    if not (folder / WEIGHTS).is_file():
        raise InputError(
            "there is no adapter in safetensors here",
            value=str(folder),
            remedy="give a folder that save_adapter wrote",
        )
    require_whole_tensors(folder / WEIGHTS)
    _require_free_name(loaded, name)
    with pretrained.loading_errors(
        "the adapter does not fit the model",
        f"{folder}, on {loaded.name}",
        "give an adapter that was trained on this model",
    ):
        loaded.model = pretrained.attach_adapter(loaded.model, folder, name)
    config = loaded.model.peft_config[name]
    loaded.adapters[name] = {"rank": config.r, "alpha": config.lora_alpha}
    loaded.model.requires_grad_(False).eval()


def save_merged(loaded: Loaded, name: str | None, folder: Path) -> Path:
    """Writes the base merged with adapter `name` (None: the base alone) as an ordinary model.

    Safetensors at the dtype of the passes, with the tokenizer; returns `folder`. A 4-bit base must
    have been loaded dequantised: adding to packed weights would round them again.
    """
    if loaded.quantisation != "none" and not loaded.dequantised:
        raise InputError(
            "an adapter cannot be merged into packed weights",
            value=loaded.name,
            remedy="load the base with dequantised=True",
        )
    # A copy: after merging and unmerging in place, the base would differ in its last bits.
    model = copy.deepcopy(loaded.model)
    if loaded.adapters:
        if name is not None:
            loaded.require_adapter(name)
        model = model.unload() if name is None else model.merge_and_unload(adapter_names=[name])
    model.save_pretrained(folder)
    loaded.tokenizer.save_pretrained(folder)
    return folder


def checkpoint_name(step: int) -> str:
    """The folder of the adapter after `step` optimiser steps."""
    return f"step_{step:05d}"


def checkpoint_steps(folder: Path) -> list[int]:
    """The steps whose checkpoints `folder` holds, in order."""
    names = (path.parent.name for path in folder.glob(f"step_*/{WEIGHTS}"))
    numbers = (name.removeprefix("step_") for name in names)
    return sorted(int(number) for number in numbers if number.isdecimal())


def checkpoint_saver(loaded: Loaded, name: str, folder: Path) -> Callable[[int], None]:
    """Returns the function that saves adapter `name` below `folder` after a given step."""

    def save(step: int) -> None:
        save_adapter(loaded, name, folder / checkpoint_name(step))

    return save


def remove_other_checkpoints(folder: Path, steps: Collection[int]) -> None:
    """Removes from `folder` all but the checkpoints of these steps: an earlier plan may have left
    others, a killed process one that it had not finished."""
    names = {checkpoint_name(step) for step in steps}
    for path in folder.glob("*"):
        if path.is_dir() and path.name not in names:
            shutil.rmtree(path)


def missing_checkpoints(folder: Path, steps: Collection[int]) -> list[int]:
    """Those of the steps that have no checkpoint in `folder`."""
    return [step for step in steps if not (folder / checkpoint_name(step) / WEIGHTS).is_file()]


def whole_checkpoints(folder: Path, steps: Collection[int]) -> Path:
    """The folder, after a check that it holds the checkpoint of each step that was planned."""
    missing = missing_checkpoints(folder, steps)
    if missing:
        raise MissingArtifact(
            f"the checkpoints of {folder.name} are not all there",
            value=f"none after steps {missing} in {folder}",
            remedy="train again, with nothing else at work on this run",
        )
    return folder


def load_checkpoints(loaded: Loaded, name: str, folder: Path) -> dict[int, str]:
    """Attaches every checkpoint below `folder`, frozen: step -> adapter name, in order of steps."""
    adapters = {}
    for step in checkpoint_steps(folder):
        adapters[step] = f"{name}_{step:05d}"
        load_adapter(loaded, adapters[step], folder / checkpoint_name(step))
    return adapters


def _require_free_name(loaded: Loaded, name: str) -> None:
    if name == BASELINE or name in loaded.adapters:
        raise InputError("the adapter's name is taken", value=name, remedy="choose another name")


def _linear_layers(loaded: Loaded, head: bool) -> list[str] | str:
    """All linear layers of the decoder, and the head, in the form of `target_modules`: by their
    last names, or by whole paths in a model that has other parts, such as one that sees pictures.
    """
    from transformers.pytorch_utils import Conv1D

    base = _base_model(loaded)
    decoder = base.get_decoder() if hasattr(base.config, "text_config") else None
    if decoder is None and not head:
        return "all-linear"
    if head and any(weight.ndim == 3 for weight in (decoder or base).parameters()):
        raise InputError(
            "an adapter on the head would leave out the experts, which are no linear layers",
            value=loaded.name,
            remedy="set adapt_head = false below [finetune] in the preset",
        )
    of_head = set(base.get_output_embeddings().modules())
    adapted = set((decoder or base).modules()) - of_head | (of_head if head else set())
    names = set()
    for path, layer in base.named_modules():
        is_linear = isinstance(layer, torch.nn.Linear | Conv1D) and ".lora_" not in path
        if is_linear and layer in adapted:
            path = path.removesuffix(".base_layer")
            names.add(path.rsplit(".", 1)[-1] if decoder is None else path)
    return sorted(names)


def _base_model(loaded: Loaded):
    return loaded.model.get_base_model() if loaded.adapters else loaded.model
