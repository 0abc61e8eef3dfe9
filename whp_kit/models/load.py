"""Load a base model in 4 bits, 8 bits (both by bitsandbytes) or neither.

Only safetensors are read, and code that comes with a model is never run.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transformers import BitsAndBytesConfig, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging as transformers_logging

from whp_kit.errors import InputError, TrainingError
from whp_kit.files import require_whole_tensors
from whp_kit.models import pretrained
from whp_kit.models.config import check_source, read_shape
from whp_kit.models.machine import Device, pick_device
from whp_kit.models.memory import MemoryEstimate, require_fit, weight_bytes
from whp_kit.models.tokenizer import ready, require_rows
from whp_kit.paths import is_path, resolve
from whp_kit.settings import ModelSettings

PRECISIONS = {  # name -> (quantisation, compute dtype; None takes that of the settings)
    "nf4": ("nf4", None),
    "int8": ("int8", None),
    "bf16": ("none", "bfloat16"),
    "fp32": ("none", "float32"),
}


READ_PADDING = ("rwkv", "recurrent_gemma")  # families in which padding changes what follows


@dataclass
class Loaded:
    """A model in memory with its tokenizer and its adapters.

    `model` becomes a peft model when the first adapter is attached.
    """

    model: Any
    tokenizer: PreTrainedTokenizerBase
    name: str
    quantisation: str  # "nf4", "int8" or "none"
    device: Device
    parameters: int  # of the base; a packed 4-bit weight counts in full
    dequantised: bool = False  # the values are those of `quantisation`, in ordinary weights
    adapters: dict[str, dict] = field(default_factory=dict)  # name -> {"rank", "alpha"}

    @property
    def precision(self) -> str:
        """The precision of the base weights' values: "nf4", "int8" or a dtype."""
        return self.quantisation if self.quantisation != "none" else self.device.dtype

    def require_adapter(self, name: str) -> None:
        """TrainingError unless adapter `name` is attached."""
        if name not in self.adapters:
            raise TrainingError(
                "the model has no such adapter",
                value=name,
                remedy=f"attach it first; attached: {sorted(self.adapters) or 'none'}",
            )

    def __str__(self) -> str:
        stored = self.precision
        if self.dequantised:
            stored = f"{self.precision} values stored in {self.device.dtype}"
        return f"{self.name}: {self.parameters:,} parameters, {stored}, on {self.device.name}"


def load_tokenizer(name: str | Path) -> PreTrainedTokenizerBase:
    """The tokenizer of a folder or of a model on the hub, without the model.

    Raises InputError where there is none, or one that tokenizer.py refuses.
    """
    with pretrained.loading_errors(
        "the tokenizer could not be loaded",
        str(name),
        "give a folder with tokenizer.json, or a name that the hub has",
    ):
        return ready(pretrained.load_tokenizer(str(name)), str(name))


def load_base(
    name: str | Path,
    quantisation: str = "nf4",
    device: Device | None = None,
    *,
    double_quant: bool = True,
    dequantised: bool = False,
) -> Loaded:
    """Loads a causal language model and its tokenizer from a folder or from the hub.

    `quantisation` "nf4" stores linear layers in 4-bit NormalFloat, on the CPU too; "int8" stores
    and multiplies them in LLM.int8; "none" leaves them. `dequantised=True` writes NF4 values back
    into ordinary weights: the logits stay those of the 4-bit model and passes get faster, but such
    a copy is for evaluation. InputError for a folder without tokenizer, configuration or
    safetensors, and for weights that are not those of the configuration.
    """
    _silence_libraries()
    device = device or pick_device()
    source = check_source(name)
    for file in sorted(Path(source).glob("*.safetensors")):
        require_whole_tensors(file)
    options: dict[str, Any] = {"dtype": device.torch_dtype}
    if quantisation != "none":
        options["quantization_config"] = _quantisation_config(quantisation, device, double_quant)
        options["device_map"] = {"": device.name}
    tokenizer = load_tokenizer(source)
    with pretrained.loading_errors(
        "the model could not be loaded",
        source,
        "give a folder with config.json and safetensors, or a name that the hub has",
    ):
        model = pretrained.load_model(source, **options)
    require_rows(tokenizer, model.get_input_embeddings().num_embeddings, source)
    if model.config.model_type in READ_PADDING:
        raise InputError(
            "models of this family read padding as text, so that a batch changes what they answer",
            value=f"{source}: {model.config.model_type}",
            remedy="take a transformer, or a Mamba model",
        )
    dequantised = dequantised and quantisation == "nf4"
    if dequantised:
        model = model.dequantize(dtype=device.torch_dtype)
    elif quantisation == "nf4" and device.name == "cpu":
        _keep_gradients(model)
    elif quantisation == "none":
        model.to(device.name)
    model.requires_grad_(False).eval()
    return Loaded(
        model=model,
        tokenizer=tokenizer,
        name=Path(source).name,
        quantisation=quantisation,
        device=device,
        parameters=model.num_parameters(),
        dequantised=dequantised,
    )


def load_from_settings(
    settings: ModelSettings, which: str = "base", *, dequantised: bool = False
) -> Loaded:
    """Loads the preset's base model, or with `which="never_knew"` its retrained model.

    SettingsError, before any weight is read, where the weights alone need more memory than is free.
    """
    name = getattr(settings, which)
    if name is None:
        raise InputError(
            f"the preset names no {which} model", remedy=f"set {which} in its [model] section"
        )
    name, device = resolve(name) if is_path(name) else name, pick_device(settings.compute_dtype)
    stored = "none" if dequantised else settings.quantisation
    needed = weight_bytes(read_shape(name), stored, device.dtype)
    require_fit(MemoryEstimate(weights=needed), device)
    return load_base(
        name,
        settings.quantisation,
        device,
        double_quant=settings.double_quant,
        dequantised=dequantised,
    )


def load_for_inference(settings: ModelSettings, which: str = "base") -> Loaded:
    """Loads the model for forward passes, with the logits of the preset's precision.

    On a CPU most of the time of a 4-bit pass goes into unpacking weights, so the weights are
    dequantised there once; on a GPU memory is scarcer and they stay packed. To train, use
    `load_from_settings`.
    """
    on_cpu = pick_device(settings.compute_dtype).name == "cpu"
    return load_from_settings(settings, which, dequantised=on_cpu)


def load_at_precision(settings: ModelSettings, precision: str, name: str | Path) -> Loaded:
    """Loads model `name` (a folder or a name on the hub) for forward passes at one of PRECISIONS.

    NF4 is dequantised on a CPU.
    """
    if precision not in PRECISIONS:
        raise InputError(
            "unknown precision", value=precision, remedy=f"give one of {', '.join(PRECISIONS)}"
        )
    quantisation, dtype = PRECISIONS[precision]
    device = pick_device(dtype or settings.compute_dtype)
    return load_base(
        resolve(name) if is_path(str(name)) else name,
        quantisation,
        device,
        double_quant=settings.double_quant,
        dequantised=quantisation == "nf4" and device.name == "cpu",
    )


def _quantisation_config(
    quantisation: str, device: Device, double_quant: bool
) -> BitsAndBytesConfig:
    if quantisation == "nf4":
        return BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=double_quant,
            bnb_4bit_compute_dtype=device.torch_dtype,
        )
    if quantisation == "int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    raise InputError(
        "unknown quantisation", value=quantisation, remedy="give 'nf4', 'int8' or 'none'"
    )


def _silence_libraries() -> None:
    """Turns off progress bars and warnings that say nothing to act on; errors are still raised.

    transformers reports at each load that a copy was dequantised, bitsandbytes for each int8 layer
    that its input is rounded to half precision.
    """
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)


def _keep_gradients(model: PreTrainedModel) -> None:
    """Keeps gradients flowing through 4-bit layers on CPUs with AVX512-BF16.

    There bitsandbytes 0.50 repacks a 4-bit weight in place at the first pass in eval mode without
    gradients; from then on the layer gives no gradient to what lies before it, and no error.
    Without this flag a layer takes the ordinary path.
    """
    for layer in model.modules():
        if hasattr(layer, "support_avx512bf16_for_cpu"):
            layer.support_avx512bf16_for_cpu = False
