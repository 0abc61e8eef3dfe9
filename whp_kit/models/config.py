"""A model folder or hub name, and the model's shape, before any weight is read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whp_kit.errors import InputError
from whp_kit.files import is_lfs_pointer
from whp_kit.models.gguf import converted, is_gguf
from whp_kit.models.merged import base_of, is_adapter, merged
from whp_kit.models.packages import is_package, package_folder, without_version
from whp_kit.paths import DATA, is_path, resolve

if TYPE_CHECKING:
    from transformers import PretrainedConfig

# The sizes that config.json gives on the hub for each model that a shipped preset names: `doctor`
# answers without the hub, and before a licence is accepted.
SHIPPED_CONFIGS = DATA / "models" / "configs.json"
# The names that families of models give to the width inside a block.
INNER_SIZES = ("intermediate_size", "n_inner", "ffn_dim")


@dataclass(frozen=True)
class ModelShape:
    """The sizes of a causal language model, and its parameters, which are counted.

    `linear_parameters`: of all linear layers but the head, which `quantisation` packs;
    `other_parameters`: embeddings, head, norms, and experts that are no linear layers.
    """

    hidden: int
    inner: int
    layers: int
    heads: int
    key_value_heads: int
    head_width: int
    vocabulary: int
    linear_parameters: int
    other_parameters: int

    @classmethod
    def of_config(cls, config: "PretrainedConfig") -> "ModelShape":
        """Reads the sizes of a configuration, under the names that its family gives them, and
        counts the parameters of the model without making any."""
        linear, others = _count_parameters(config)
        inner = next((size for name in INNER_SIZES if (size := getattr(config, name, None))), None)
        heads = getattr(config, "num_attention_heads", None) or 1  # some have no attention
        return cls(
            hidden=config.hidden_size,
            inner=inner or 4 * config.hidden_size,
            layers=config.num_hidden_layers,
            heads=heads,
            key_value_heads=getattr(config, "num_key_value_heads", None) or heads,
            head_width=getattr(config, "head_dim", None) or config.hidden_size // heads,
            vocabulary=config.vocab_size,
            linear_parameters=linear,
            other_parameters=others,
        )

    @property
    def keys(self) -> int:
        """Width of the keys of all heads, and of the values."""
        return self.key_value_heads * self.head_width

    @property
    def linear_layers(self) -> list[tuple[int, int]]:
        """(inputs, outputs) of the seven linear layers of one block."""
        queries = self.heads * self.head_width
        attention = [
            (self.hidden, queries),
            (self.hidden, self.keys),
            (self.hidden, self.keys),
            (queries, self.hidden),
        ]
        gate_up_down = [
            (self.hidden, self.inner),
            (self.hidden, self.inner),
            (self.inner, self.hidden),
        ]
        return attention + gate_up_down


def _count_parameters(config: "PretrainedConfig") -> tuple[int, int]:
    """The parameters in linear layers but the head, and all others."""
    import torch
    from transformers.pytorch_utils import Conv1D

    from whp_kit.models import pretrained

    model = pretrained.without_weights(config)
    head = model.get_output_embeddings()
    linear = sum(
        layer.weight.numel()
        for layer in model.modules()
        if isinstance(layer, torch.nn.Linear | Conv1D) and layer is not head
    )
    return linear, sum(weight.numel() for weight in model.parameters()) - linear


def shipped_configs() -> dict[str, dict]:
    """Returns the configurations that ship with the kit: hub name -> sizes."""
    return json.loads(SHIPPED_CONFIGS.read_text(encoding="utf-8"))


def read_shape(name: str | Path) -> ModelShape:
    """Reads the shape of a model folder or hub name; InputError where there is no configuration."""
    from transformers import AutoConfig  # here, so that the command line starts without it

    from whp_kit.models import pretrained

    if is_adapter(name):
        return read_shape(_model_name(base_of(name)))
    shipped = shipped_configs().get(without_version(name))
    if shipped is not None:
        return ModelShape.of_config(AutoConfig.for_model("llama", **shipped))
    source = check_source(name)
    with pretrained.loading_errors(
        "the model's configuration could not be read",
        source,
        "look at the name, your network and, for a model behind a licence, your access; or give "
        "the folder of a download",
    ):
        return ModelShape.of_config(pretrained.load_config(source).get_text_config())


def is_on_hub(name: str) -> bool:
    """Whether a model's name is one on the hub: no path, no file, no package."""
    return not (is_path(name) or is_package(name) or is_gguf(name))


def _model_name(name: str) -> str:
    """A model's name as a preset or an adapter writes it, with `data:` and `~` resolved."""
    return str(resolve(name)) if is_path(name) else name


def check_source(name: str | Path) -> str:
    """The folder or the hub name that transformers loads for a model's name.

    A folder must hold configuration, safetensors and tokenizer. A GGUF file is converted once
    (gguf.py), a package must have been downloaded (packages.py), an adapter is merged into its base
    once (merged.py). InputError where something is missing. Any other name counts as a name on the
    hub, unchecked.
    """
    if is_package(name):
        return str(package_folder(name))
    if is_gguf(name):
        return str(converted(name))
    if is_adapter(name):
        return str(merged(name, check_source(_model_name(base_of(name)))))
    folder = Path(name)
    if folder.is_dir():
        _require_whole_folder(folder)
        return str(folder)
    if folder.is_absolute() or str(name).startswith("."):
        raise InputError(
            "there is no model folder",
            value=str(name),
            remedy="give the folder that holds config.json and the safetensors",
        )
    return str(name)


def _require_whole_folder(folder: Path) -> None:
    """InputError for a folder without configuration, safetensors or tokenizer, or with pointers of
    git LFS in the place of files."""
    files = {path.name for path in folder.iterdir()}
    if "config.json" not in files:
        raise InputError(
            "the model folder has no config.json",
            value=str(folder),
            remedy="save the model there with save_pretrained",
        )
    if not any(file.endswith(".safetensors") for file in files):
        pickles = sorted(file for file in files if file.endswith((".bin", ".pt", ".pth", ".ckpt")))
        raise InputError(
            "the model is stored as a pickle, which can run code when it is read"
            if pickles
            else "the model folder has no weights",
            value=f"{folder}: {', '.join(pickles) or 'no .safetensors file'}",
            remedy="save it again as safetensors",
        )
    if not files & {"tokenizer.json", "tokenizer.model", "vocab.json"}:
        raise InputError(
            "the model folder has no tokenizer",
            value=str(folder),
            remedy="save its tokenizer there with save_pretrained",
        )
    for path in filter(is_lfs_pointer, folder.iterdir()):
        raise InputError(
            "a file is a pointer of git LFS, not the file itself",
            value=str(path),
            remedy="git lfs pull, or download it again",
        )
