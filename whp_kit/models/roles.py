"""The base model in one copy and three roles: baseline (adapters off), reinforced, unlearned (each an adapter).

The only file that knows bitsandbytes. Only safetensors are read, and code that comes with a model is never run.
Not done here: making and keeping adapters (adapters.py), training (training.py), anything about a text (the other rows).
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from whp_kit.errors import InputError, TrainingError
from whp_kit.models.machine import Device, pick_device, require_fit, weight_bytes
from whp_kit.paths import is_path, resolve
from whp_kit.settings import ModelSettings

logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(
    logging.ERROR
)  # it reports the absence of an optional kernel
logging.getLogger("bitsandbytes.autograd._functions").setLevel(
    logging.ERROR
)  # int8 rounds inputs to half, told at each layer
transformers_logging.disable_progress_bar()
transformers_logging.set_verbosity_error()  # it tells at each load that a copy was dequantised; what is wrong is raised

BASELINE = "baseline"
PRECISIONS = {
    "nf4": ("nf4", None),
    "int8": ("int8", None),
    "bf16": ("none", "bfloat16"),
    "fp32": ("none", "float32"),
}  # how to load each
INNER = (
    "intermediate_size",
    "n_inner",
    "ffn_dim",
)  # names that families give to the width inside a block
KNOWN_SHAPES = {  # of the presets' models, from the config.json that each has on the hub
    "HuggingFaceTB/SmolLM2-1.7B-Instruct": {
        "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 24, "num_attention_heads": 32, "num_key_value_heads": 32,
        "vocab_size": 49152, "tie_word_embeddings": True,
    },
    "meta-llama/Llama-2-7b-chat-hf": {
        "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
        "vocab_size": 32000, "tie_word_embeddings": False,
    },
    "meta-llama/Llama-2-70b-chat-hf": {
        "hidden_size": 8192, "intermediate_size": 28672, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
        "vocab_size": 32000, "tie_word_embeddings": False,
    },
}  # fmt: skip
Logits = Callable[
    [torch.Tensor, torch.Tensor], torch.Tensor
]  # ids (B, T), attention (B, T) -> logits (B, T, V)


@dataclass
class Loaded:
    """A model in memory with its tokenizer. `model` becomes a peft model when the first adapter is attached."""

    model: Any
    tokenizer: PreTrainedTokenizerBase
    name: str
    quantisation: str  # "nf4", "int8" or "none"
    device: Device
    dequantised: bool = False
    adapters: dict[str, dict] = field(default_factory=dict)  # name -> {"rank", "alpha"}
    base_digest: str | None = None  # once taskcache.py has worked it out

    @property
    def precision(self) -> str:
        """The precision that the values of the base weights have: "nf4", "int8", or the dtype where nothing is quantised."""
        return self.quantisation if self.quantisation != "none" else self.device.dtype

    def __str__(self) -> str:
        stored = (
            f"{self.precision} values held in {self.device.dtype}"
            if self.dequantised
            else self.precision
        )
        return f"{self.name}: {count_parameters(self.model):,} parameters, {stored}, on {self.device.name}"


def load_base(
    name: str | Path,
    quantisation: str = "nf4",
    device: Device | None = None,
    *,
    double_quant: bool = True,
    dequantised: bool = False,
) -> Loaded:
    """Loads a causal language model and its tokenizer; adapters come later.

    `name` is a folder or a name on a hub. With `quantisation="nf4"` linear layers are held in 4-bit NormalFloat, on the CPU
    too, with "int8" in LLM.int8 (eight bits, and so is what is multiplied with them); `dequantised=True` is for NF4: it writes
    the 4-bit values back into ordinary weights: the logits stay those of the 4-bit model while passes get faster, but such a copy is for
    evaluation and cannot be made 4-bit again without loss.
    Raises InputError for a folder without tokenizer, configuration or safetensors.
    """
    device = device or pick_device()
    source = _check_source(name)
    options: dict[str, Any] = {"dtype": device.torch_dtype, "use_safetensors": True}
    if quantisation == "nf4":
        options["quantization_config"] = _nf4(device, double_quant)
        options["device_map"] = {"": device.name}
    elif quantisation == "int8":
        options["quantization_config"] = _int8()
        options["device_map"] = {"": device.name}
    elif quantisation != "none":
        raise InputError(
            "unknown quantisation", value=quantisation, remedy="give 'nf4', 'int8' or 'none'"
        )
    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
        model = AutoModelForCausalLM.from_pretrained(source, **options)
    except (OSError, ValueError) as error:
        raise InputError(
            f"the model could not be loaded: {error}",
            value=source,
            remedy="give a folder with config.json, safetensors and a fast tokenizer, or a name that the hub has",
        ) from error
    if not tokenizer.is_fast:
        raise InputError(
            "the tokenizer gives no character offsets",
            value=type(tokenizer).__name__,
            remedy="use a model with a fast tokenizer",
        )
    if quantisation == "nf4" and dequantised:
        model = model.dequantize(dtype=device.torch_dtype)
    elif quantisation == "none":
        model.to(device.name)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    model.requires_grad_(False)
    return Loaded(
        model.eval(),
        tokenizer,
        Path(source).name,
        quantisation,
        device,
        dequantised and quantisation == "nf4",
    )


def load_from_settings(
    settings: ModelSettings, which: str = "base", *, dequantised: bool = False
) -> Loaded:
    """The preset's base model or, with `which="never_knew"`, its twin, at the preset's precision.

    SettingsError, before any weight is read, where the weights alone are more than the memory that is free.
    """
    name = getattr(settings, which)
    if name is None:
        raise InputError(
            f"the preset names no {which} model", remedy=f"set {which} in its [model] section"
        )
    name, device = resolve(name) if is_path(name) else name, pick_device(settings.compute_dtype)
    held = "none" if dequantised else settings.quantisation
    require_fit(weight_bytes(model_config(name), quantisation=held, dtype=device.dtype), device)
    return load_base(
        name,
        settings.quantisation,
        device,
        double_quant=settings.double_quant,
        dequantised=dequantised,
    )


def load_for_passes(settings: ModelSettings, which: str = "base") -> Loaded:
    """The model for forward passes and adapters that are trained already, at the values of the preset's precision.

    On a CPU unpacking 4-bit weights at each pass costs most of the time, so a dequantised copy is taken there, whose logits are those
    of the 4-bit model; elsewhere memory is dearer and the weights stay packed. For training use `load_from_settings`.
    """
    return load_from_settings(
        settings, which, dequantised=pick_device(settings.compute_dtype).name == "cpu"
    )


def load_at(settings: ModelSettings, precision: str, name: str | Path) -> Loaded:
    """The model in folder `name` (or of that name on a hub) at one of `PRECISIONS`, for forward passes; NF4 dequantised on a CPU."""
    if precision not in PRECISIONS:
        raise InputError(
            "unknown precision", value=precision, remedy=f"give one of {', '.join(PRECISIONS)}"
        )
    quantisation, dtype = PRECISIONS[precision]
    device = pick_device(dtype or settings.compute_dtype)
    source = resolve(name) if is_path(str(name)) else name
    packed = quantisation == "nf4" and device.name != "cpu"
    return load_base(
        source,
        quantisation,
        device,
        double_quant=settings.double_quant,
        dequantised=quantisation == "nf4" and not packed,
    )


def _check_source(name: str | Path) -> str:
    """A folder is checked file by file; anything else is taken as a name on a hub."""
    folder = Path(name)
    if not folder.is_dir():
        if folder.is_absolute() or str(name).startswith("."):
            raise InputError(
                "there is no model folder",
                value=str(name),
                remedy="give the folder that holds config.json and the safetensors",
            )
        return str(name)
    files = {path.name for path in folder.iterdir()}
    if "config.json" not in files:
        raise InputError(
            "the model folder has no config.json",
            value=str(folder),
            remedy="save the model there with save_pretrained",
        )
    if not any(file.endswith(".safetensors") for file in files):
        pickled = sorted(file for file in files if file.endswith((".bin", ".pt", ".pth", ".ckpt")))
        what = (
            "the model is stored as a pickle, which can run code when it is read"
            if pickled
            else "the model folder has no weights"
        )
        raise InputError(
            what,
            value=f"{folder}: {', '.join(pickled) or 'no .safetensors file'}",
            remedy="save it again as safetensors",
        )
    if not files & {"tokenizer.json", "tokenizer.model", "vocab.json"}:
        raise InputError(
            "the model folder has no tokenizer",
            value=str(folder),
            remedy="save its tokenizer there with save_pretrained",
        )
    return str(folder)


def _nf4(device: Device, double_quant: bool):
    """The NF4 settings, and on a CPU a guard for gradients.

    On processors with AVX512-BF16, bitsandbytes 0.50 repacks a 4-bit weight in place at the first pass in eval mode without
    gradients; from then on the layer gives no gradient to what lies before it. Saying that the instruction is not there
    keeps the ordinary path (tests/test_models.py compares the gradients before and after an evaluation).
    """
    import bitsandbytes
    from transformers import BitsAndBytesConfig

    if device.name == "cpu":
        bitsandbytes.nn.modules.has_avx512bf16 = lambda: False
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=double_quant,
        bnb_4bit_compute_dtype=device.torch_dtype,
    )


def _int8():
    """LLM.int8."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_8bit=True)


def optimiser(
    kind: str, device: Device, tell: Callable[[str], None] = print
) -> Callable[..., torch.optim.Optimizer]:
    """What makes the optimiser of that name ("adamw", "adamw8bit", "paged_adamw8bit") from parameters, `lr` and `weight_decay`.

    8 bits keep Adam's two moments in a byte each; a paged one spills to the host's memory when the GPU's is short. On a CPU there is
    nothing to spill from: the same in 8 bits is taken there, and that is told.
    """
    if kind == "adamw":
        return torch.optim.AdamW
    import bitsandbytes

    paged = kind == "paged_adamw8bit" and device.name != "cpu"
    if kind == "paged_adamw8bit" and not paged:
        tell("a paged optimiser needs a GPU: on this CPU it is the same in 8 bits, not paged")
    return bitsandbytes.optim.PagedAdamW8bit if paged else bitsandbytes.optim.AdamW8bit


def activate(loaded: Loaded, name: str) -> None:
    """Makes adapter `name` the active and only trainable one."""
    need_adapter(loaded, name)
    loaded.model.set_adapter(name)
    for key, weight in loaded.model.named_parameters():
        weight.requires_grad_(f".{name}." in key)


@contextmanager
def role(loaded: Loaded, name: str | None) -> Iterator[PreTrainedModel]:
    """Inside, the model answers as `name`: "baseline" (or None) with adapters off, otherwise with that adapter alone.

    The active adapter, what is trainable, and train or eval mode are restored on leaving.
    """
    name = name or BASELINE
    if not loaded.adapters:
        if name != BASELINE:
            need_adapter(loaded, name)
        switch = nullcontext()
    elif name == BASELINE:
        switch = loaded.model.disable_adapter()
    else:
        need_adapter(loaded, name)
        switch = nullcontext()
    was_training = loaded.model.training
    active = loaded.model.active_adapter if loaded.adapters else None
    trainable = [weight for weight in loaded.model.parameters() if weight.requires_grad]
    if name in loaded.adapters:
        loaded.model.set_adapter(name)
    loaded.model.eval()
    try:
        with switch:
            yield loaded.model
    finally:
        if active is not None:
            loaded.model.set_adapter(active)
        loaded.model.requires_grad_(False)
        for weight in trainable:
            weight.requires_grad_(True)
        loaded.model.train(was_training)


def logits_of(loaded: Loaded, name: str | None) -> Logits:
    """A function from ids (B, T) and attention (B, T) to that role's logits (B, T, V), without gradients."""

    def forward(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        with role(loaded, name) as model, torch.no_grad():
            device = loaded.device.name
            return model(
                input_ids=input_ids.to(device), attention_mask=attention_mask.to(device)
            ).logits

    return forward


def generate(
    loaded: Loaded,
    name: str | None,
    prompts: Sequence[str],
    max_new_tokens: int,
    batch: int,
    temperature: float = 0.0,
    seed: int = 0,
) -> list[str]:
    """Completions of the prompts (without the prompts), in their order, answered as role `name`.

    Greedy at `temperature` 0; above it drawn from the whole distribution, by a generator of `seed`, torch's own state left as it was.
    """
    tokenizer, out = loaded.tokenizer, [""] * len(prompts)
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    drawing = (
        {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}
        if temperature
        else {"do_sample": False}
    )
    with (
        role(loaded, name) as model,
        torch.no_grad(),
        _drawn(seed) if temperature else nullcontext(),
    ):
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            ids, attention = left_padded(
                tokenizer, [prompts[i] for i in rows], loaded.device.name
            )  # (B, T) each
            done = model.generate(
                input_ids=ids,
                attention_mask=attention,
                **drawing,
                max_new_tokens=max_new_tokens,
                pad_token_id=tokenizer.pad_token_id,
                use_cache=True,
            )
            for i, text in zip(
                rows,
                tokenizer.batch_decode(done[:, ids.shape[1] :], skip_special_tokens=True),
                strict=True,
            ):
                out[i] = text
    return out


def next_token_probabilities(
    loaded: Loaded, name: str | None, prompts: Sequence[str], batch: int
) -> torch.Tensor:
    """Probabilities of the token after each prompt, (N, V) in float32, answered as role `name`."""
    rows = []
    with role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(prompts), batch):
            ids, attention = left_padded(
                loaded.tokenizer, prompts[at : at + batch], loaded.device.name
            )
            positions = (attention.cumsum(-1) - 1).clamp(min=0)
            logits = model(input_ids=ids, attention_mask=attention, position_ids=positions).logits[
                :, -1
            ]  # (B, V)
            rows.append(logits.float().softmax(-1).cpu())
    return torch.cat(rows)


def token_log_probabilities(
    loaded: Loaded, name: str | None, pairs: Sequence[tuple[str, str]], batch: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each (prompt, text after it): the log-probabilities (T,) in nats of the text's tokens, each after all true ones before it, and
    whether each was the likeliest (T,) bool; answered as role `name`. A token that reaches back into the prompt counts to the text.
    """
    tokenizer, encoded = loaded.tokenizer, []
    for prompt, text in pairs:
        before, ids = tokenizer(prompt)["input_ids"], tokenizer(prompt + text)["input_ids"]
        shared = next(
            (i for i, (a, b) in enumerate(zip(before, ids, strict=False)) if a != b),
            min(len(before), len(ids)),
        )
        encoded.append((max(1, shared), ids))  # nothing stands before the first token
    out: list = [None] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i][1]))
    with role(loaded, name) as model, torch.no_grad():
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            width = max(len(encoded[i][1]) for i in rows)
            ids = torch.full((len(rows), width), tokenizer.pad_token_id)  # (B, T)
            attention = torch.zeros_like(ids)
            for row, i in enumerate(rows):
                ids[row, : len(encoded[i][1])] = torch.tensor(encoded[i][1])
                attention[row, : len(encoded[i][1])] = 1
            logits = model(
                input_ids=ids.to(loaded.device.name),
                attention_mask=attention.to(loaded.device.name),
            ).logits  # (B, T, V)
            for row, i in enumerate(rows):
                start, tokens = encoded[i]
                found = (
                    logits[row, start - 1 : len(tokens) - 1].float().log_softmax(-1).cpu()
                )  # (T, V)
                wanted = torch.tensor(tokens[start:])
                own = found.gather(1, wanted[:, None])[:, 0]
                out[i] = (own.double().numpy(), (found.argmax(-1) == wanted).numpy())
    return out


@contextmanager
def _drawn(seed: int) -> Iterator[None]:
    """Inside, torch draws from `seed`; its generators are as before on leaving."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def left_padded(tokenizer, texts: Sequence[str], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """ids (B, T) and attention (B, T), padded on the left so that every last position is a real one."""
    encoded = [tokenizer(text)["input_ids"] for text in texts]
    width = max(map(len, encoded))
    ids = torch.full((len(encoded), width), tokenizer.pad_token_id)
    attention = torch.zeros_like(ids)
    for row, tokens in enumerate(encoded):
        ids[row, width - len(tokens) :] = torch.tensor(tokens)
        attention[row, width - len(tokens) :] = 1
    return ids.to(device), attention.to(device)


def count_parameters(model) -> int:
    """Parameters of the base, a 4-bit weight counted as the numbers that it holds; adapters are not counted."""
    total = 0
    for key, weight in model.named_parameters():
        if "lora_" not in key:
            state = getattr(weight, "quant_state", None)
            total += state.shape.numel() if state is not None else weight.numel()
    return total


def need_adapter(loaded: Loaded, name: str) -> None:
    """TrainingError unless adapter `name` is attached."""
    if name not in loaded.adapters:
        raise TrainingError(
            "the model has no such adapter",
            value=name,
            remedy=f"attach it first; attached: {sorted(loaded.adapters) or 'none'}",
        )


def model_config(name: str | Path) -> dict:
    """The model's configuration as a dict, without loading any weight; a family's own names for sizes stand under Llama's too.

    Models that presets name are known without asking the hub. InputError where there is no configuration to be had.
    """
    if str(name) in KNOWN_SHAPES:
        return dict(KNOWN_SHAPES[str(name)])
    source = _check_source(name)
    try:
        config = AutoConfig.from_pretrained(source).get_text_config()
    except (OSError, ValueError) as error:
        remedy = "look at the name, your network and, for a model behind a licence, your access; or give the folder of a download"
        raise InputError(
            "the model's configuration could not be read", value=source, remedy=remedy
        ) from error
    sizes = {
        size: getattr(config, size)
        for size in ("hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size")
    }
    inner = next(
        (found for size in INNER if (found := getattr(config, size, None))), 4 * config.hidden_size
    )
    return config.to_dict() | sizes | {"intermediate_size": inner}
