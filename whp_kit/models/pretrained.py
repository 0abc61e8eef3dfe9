"""The one place that loads configurations, tokenizers, models and adapters by transformers and
peft.

Code that comes with a model is never run and never asked about, only safetensors are read, and the
libraries' loading reports are read too: a weight that the file lacks would be drawn at random, and
one that the model lacks be left out, both without a word. What a damaged folder makes a library
raise becomes an InputError.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel, get_peft_model_state_dict
from peft.tuners.tuners_utils import BaseTunerLayer
from peft.utils.other import AuxiliaryTrainingWrapper
from safetensors import safe_open
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import SAFE_WEIGHTS_INDEX_NAME, cached_file
from transformers.utils.peft_utils import find_adapter_config_file

from whp_kit.errors import InputError, WhpError, is_failure, shorten
from whp_kit.files import read_json, read_tensor_header
from whp_kit.models.config_values import LARGEST, require_possible
from whp_kit.models.merged import CONFIG as ADAPTER_CONFIG
from whp_kit.models.merged import WEIGHTS as ADAPTER_WEIGHTS

SHOWN = 5  # names of weights in an error
SAFETENSORS = ".safetensors"
OWN_CODE = "trust_remote_code"  # stands in the library's refusal to run a model's code
LAYER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def load_config(source: str) -> PreTrainedConfig:
    """The configuration of a model's folder or hub name, with possible values."""
    _require_possible_config(source)
    return AutoConfig.from_pretrained(source, trust_remote_code=False)


def load_tokenizer(source: str, **options: Any) -> PreTrainedTokenizerBase:
    """The tokenizer of a model's folder or hub name. transformers reads the configuration for it
    too, where there is one.
    """
    if "gguf_file" not in options:
        with suppress(OSError):
            _require_possible_config(source)
    return AutoTokenizer.from_pretrained(source, trust_remote_code=False, **options)


def load_model(source: str, **options: Any) -> PreTrainedModel:
    """The causal language model of a folder or hub name, with every weight from its file.

    `options`: those of from_pretrained. InputError for a configuration that is no model's, and
    where weights are missing, left over or of another shape.
    """
    if "gguf_file" not in options:
        load_config(source)
        _require_no_adapter(source)
        _require_own_weights(source)
    model, report = AutoModelForCausalLM.from_pretrained(
        source,
        trust_remote_code=False,
        use_safetensors=True,
        output_loading_info=True,
        **options,
    )
    of_other_shape = {name for name, *_ in report["mismatched_keys"]}
    _require_no_fault(
        f"model {source}",
        "download it again, or save it whole with save_pretrained",
        missing=report["missing_keys"],
        left_over=report["unexpected_keys"],
        of_other_shape=of_other_shape | _packed_in_another_shape(model),
    )
    return model


def without_weights(config: PreTrainedConfig) -> PreTrainedModel:
    """The model of a configuration, of which nothing but the shapes of its weights is made."""
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config, trust_remote_code=False)


def attach_adapter(model: Any, folder: Path, name: str) -> PeftModel:
    """The model with the adapter of a folder attached, every tensor from its file.

    InputError for an adapter that is no plain LoRA, and where tensors are missing or belong to
    another model. On any error `model` is as before.
    """
    config = read_json_object(folder / ADAPTER_CONFIG)
    require_possible(config, str(folder))
    _require_plain_lora(config, folder)
    base = model.get_base_model() if isinstance(model, PeftModel) else model
    with _tied_again_on_error(base), _taken_out_on_error(model, name):
        if _head_name(base) in (config.get("target_modules") or ()):
            untie_head(base)
        _require_base_values(model, folder, config.get("modules_to_save") or ())
        if isinstance(model, PeftModel):
            model.load_adapter(str(folder), adapter_name=name, use_safetensors=True)
            adapted = model
        else:
            adapted = PeftModel.from_pretrained(
                model, str(folder), adapter_name=name, use_safetensors=True
            )
        needed, allowed = (
            set(get_peft_model_state_dict(adapted, adapter_name=name, save_embedding_layers=one))
            for one in (False, True)
        )
        there = set(read_tensor_header(folder / ADAPTER_WEIGHTS)[0])
        _require_no_fault(
            f"adapter {folder}",
            "give an adapter of this model, saved whole",
            missing=needed - there,
            left_over=there - allowed,
        )
    return adapted


def untie_head(model: PreTrainedModel) -> None:
    """Gives a head that shares its weight with the embeddings its own copy; no logit changes. What
    an adapter adds to the head must not be added to the embeddings too."""
    head = model.get_output_embeddings()
    if head.weight is model.get_input_embeddings().weight:
        head.weight = torch.nn.Parameter(head.weight.detach().clone(), requires_grad=False)
        model.config.tie_word_embeddings = False


def _head_name(model: PreTrainedModel) -> str:
    head = model.get_output_embeddings()
    path = next(path for path, layer in model.named_modules() if layer is head)
    return path.rsplit(".", 1)[-1]


@contextmanager
def _tied_again_on_error(model: PreTrainedModel) -> Iterator[None]:
    """On an error gives the head the weight that it had."""
    head = model.get_output_embeddings()
    weight, is_tied = head.weight, model.config.tie_word_embeddings
    try:
        yield
    except BaseException:
        head.weight, model.config.tie_word_embeddings = weight, is_tied
        raise


def _require_plain_lora(config: dict, folder: Path) -> None:
    """InputError unless it is a LoRA that names its layers and leaves the base as it is.

    peft takes a text in place of names as a regular expression, which may never end; other kinds
    of adapters and of first values write into the base, or import a module.
    """
    for name, is_plain in PLAIN_LORA.items():
        value = config.get(name)
        if value is not None and not is_plain(value) or value is None and name in REQUIRED:
            raise InputError(
                f"the adapter is no plain LoRA: {name} is not one that the kit reads",
                value=f"{shorten(repr(value))} in {folder}",
                remedy="take a LoRA adapter that lists its layers by name and leaves the base as "
                "it is",
            )


def _are_names(value: object) -> bool:
    return isinstance(value, list | dict) and all(
        isinstance(one, str) and LAYER_NAME.fullmatch(one) for one in value
    )


def _are_patterns(value: object) -> bool:
    """Ranks or alphas by name, also behind the ".*\\." that peft puts before fused experts."""
    return (
        isinstance(value, dict)
        and _are_names([key.removeprefix(".*\\.") for key in value])
        and all(isinstance(one, int | float) and 0 < one <= LARGEST["r"] for one in value.values())
    )


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


REQUIRED = ("peft_type", "target_modules")
PLAIN_LORA = {  # field of an adapter's configuration -> whether a value of it is plain
    "peft_type": lambda value: value == "LORA",
    "target_modules": lambda value: value == "all-linear" or bool(value) and _are_names(value),
    "exclude_modules": _are_names,
    "layers_pattern": _are_names,
    "modules_to_save": _are_names,
    "target_parameters": _are_names,
    "rank_pattern": _are_patterns,
    "alpha_pattern": _are_patterns,
    "init_lora_weights": lambda value: value in (True, False, "gaussian", "eva", "orthogonal"),
    "use_rslora": _is_flag,
    "fan_in_fan_out": _is_flag,
    "bias": lambda value: value == "none",
    "layer_replication": lambda value: not value,
    "megatron_config": lambda value: not value,
}


def _require_base_values(model: Any, folder: Path, own: Collection[str]) -> None:
    """InputError where the file of an adapter would replace weights of the base, which its
    embeddings may do. `own`: layers that the adapter has for itself.
    """
    base = model.get_base_model() if isinstance(model, PeftModel) else model
    weights = {key.replace(".base_layer.", "."): one for key, one in base.state_dict().items()}
    changed = []
    with safe_open(str(folder / ADAPTER_WEIGHTS), framework="pt") as file:
        for key in file.keys():  # noqa: SIM118, as it is no dict
            weight = weights.get(key.removeprefix("base_model.model.").replace(".base_layer.", "."))
            if weight is not None and key.split(".")[-2] not in own:
                there = file.get_tensor(key).to(weight)
                if there.shape != weight.shape or not torch.equal(there, weight):
                    changed.append(key)
    _require_no_fault(
        f"adapter {folder}",
        "give the adapter without the weights of the base",
        of_the_base_with_other_values=changed,
    )


@contextmanager
def _taken_out_on_error(model: Any, name: str) -> Iterator[None]:
    """On any error takes out of the model what peft has attached under `name` by then."""
    before = set(model.modules())
    try:
        yield
    except BaseException:
        for path, layer in list(model.named_modules()):
            if not isinstance(layer, BaseTunerLayer | AuxiliaryTrainingWrapper):
                continue
            if layer in before:
                layer.delete_adapter(name)
            else:
                parent, _, child = path.rpartition(".")
                is_layer = isinstance(layer, BaseTunerLayer)
                former = layer.get_base_layer() if is_layer else layer.original_module
                setattr(model.get_submodule(parent), child, former)
        if isinstance(model, PeftModel):
            model.peft_config.pop(name, None)
        elif hasattr(model, "peft_config"):
            del model.peft_config
        raise


def read_json_object(path: Path) -> dict:
    """The object in a JSON file; InputError for another value."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise InputError(
            "a configuration is no JSON object", value=str(path), remedy="download it again"
        )
    return value


@contextmanager
def loading_errors(what: str, value: str, remedy: str) -> Iterator[None]:
    """Turns what transformers and peft raise on a damaged folder into InputError; a lack of memory
    and the kit's own errors pass.
    """
    try:
        yield
    except (WhpError, MemoryError, torch.OutOfMemoryError):
        raise
    except BaseException as error:  # the libraries raise errors of any kind on damaged files
        if not is_failure(error):
            raise
        if OWN_CODE in str(error):
            raise InputError(
                f"{what}: it needs code of its own, which the kit never runs",
                value=value,
                remedy="take a model of an architecture that transformers has",
            ) from None
        raise InputError(
            f"{what}: {shorten(str(error) or type(error).__name__)}", value=value, remedy=remedy
        ) from error


def _require_possible_config(source: str) -> None:
    config, _ = PreTrainedConfig.get_config_dict(source)
    require_possible(config, source)


def _require_own_weights(source: str) -> None:
    """InputError where the index of a model in several files names another file than safetensors
    of its own: transformers would read it, a pickle or one outside of the folder.
    """
    index = cached_file(
        source, SAFE_WEIGHTS_INDEX_NAME, _raise_exceptions_for_missing_entries=False
    )
    if index is None:
        return
    named = read_json_object(Path(index)).get("weight_map")
    for name in set(named.values()) if isinstance(named, dict) else {named}:
        is_name = isinstance(name, str) and Path(name).name == name and "\\" not in name
        if not is_name or not name.endswith(SAFETENSORS):
            raise InputError(
                "the index of the weights names a file that is no safetensors of the model's own",
                value=f"{shorten(repr(name))} in {index}",
                remedy="download the model again, or save it whole with save_pretrained",
            )


def _require_no_adapter(source: str) -> None:
    """InputError where an adapter stands beside the model: transformers would load the base that
    it names, whatever that is, and attach it.
    """
    if find_adapter_config_file(source) is not None:
        raise InputError(
            f"there is an adapter beside the model: {ADAPTER_CONFIG}",
            value=source,
            remedy="name a folder with a model alone, or one with an adapter alone",
        )


def _packed_in_another_shape(model: PreTrainedModel) -> set[str]:
    """The weights of 4-bit and 8-bit layers whose shape is not the layer's: bitsandbytes packs
    whatever it is given, and the report does not name it.
    """
    names = set()
    for name, layer in model.named_modules():
        if isinstance(layer, torch.nn.Linear):
            packed = getattr(layer.weight, "quant_state", None)
            shape = layer.weight.shape if packed is None else packed.shape
            if tuple(shape) != (layer.out_features, layer.in_features):
                names.add(f"{name}.weight")
    return names


def _require_no_fault(where: str, remedy: str, **faults: Collection[str]) -> None:
    """InputError that names the weights of the first fault which has any."""
    for fault, names in faults.items():
        if names:
            shown = ", ".join(sorted(names)[:SHOWN])
            raise InputError(
                f"{len(names)} weights of the {where} are {fault.replace('_', ' ')}",
                value=f"{shown}, ..." if len(names) > SHOWN else shown,
                remedy=remedy,
            )
