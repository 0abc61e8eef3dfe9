"""Turns a GGUF file into a model folder, once: its packed weights become ordinary float32 ones.

transformers reads the file; the folder is kept by the file's digest, so that the same file is never
converted twice, under whatever name or path. Not done here: downloading (packages.py).
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import file_digest, making_folder
from whp_kit.models.config_values import require_possible
from whp_kit.paths import models_root

ENDING = ".gguf"
MAGIC = b"GGUF"  # the first bytes of every such file
DIGITS = 12  # of the digest, in the name of the folder
LAYER = re.compile(r"blk\.(\d+)\.")  # in the name of a layer's weight
AGAIN = "download it again"


def is_gguf(name: str | Path) -> bool:
    """Whether a model's name is that of a GGUF file."""
    return Path(name).suffix.lower() == ENDING


def converted(file: str | Path, report: Callable[[str], None] = print) -> Path:
    """The model folder of a GGUF file; makes it, and says so, where it is not there yet.

    InputError for a file that is missing, is no GGUF file or is not whole, and for an architecture
    that transformers cannot read from one.
    """
    file = Path(file)
    require_whole(file)
    folder = models_root() / f"{file.stem}-{file_digest(file)[:DIGITS]}"
    if not folder.is_dir():
        report(f"converting {file.name} into {folder}, once")
        with making_folder(folder) as new_folder:
            convert(file, new_folder)
    return folder


def require_whole(file: Path) -> None:
    """InputError unless the file is there, is GGUF and holds all the weights that it lists."""
    from gguf import GGUFReader

    from whp_kit.models.gguf_header import require_bounded

    if not file.is_file():
        raise InputError(
            "there is no such model file", value=str(file), remedy="give the path of a .gguf file"
        )
    with file.open("rb") as opened:
        head = opened.read(len(MAGIC))
    if head != MAGIC:
        raise InputError(
            "the model file is no GGUF file",
            value=f"{file}, {file.stat().st_size:,} bytes that begin with {head!r}",
            remedy=f"{AGAIN}; what git LFS leaves in its place is a short text",
        )
    try:
        require_bounded(file)
        tensors = GGUFReader(file).tensors
        end = max(int(tensor.data_offset) + int(tensor.n_bytes) for tensor in tensors)
    except (ValueError, IndexError, KeyError, OverflowError, OSError) as error:
        end, why = None, str(error)
    else:
        why = f"its weights end at byte {end:,}"
    if end is None or end > file.stat().st_size:
        raise InputError(
            "the model file is not whole",
            value=f"{file}, {file.stat().st_size:,} bytes: {why}",
            remedy=AGAIN,
        )


def convert(file: Path, folder: Path) -> None:
    """Saves model, tokenizer and generation settings of the file as a model folder."""
    # here, so that the command line starts without torch
    from transformers import PreTrainedConfig

    from whp_kit.models import pretrained

    with (
        pretrained.loading_errors(
            "the GGUF file cannot be read as a causal language model",
            str(file),
            "take a model of an architecture that transformers reads from GGUF, such as Llama, "
            "Qwen2 or Mistral, or a folder of safetensors",
        ),
        _alone(file) as place,
    ):
        config, _ = PreTrainedConfig.get_config_dict(place, gguf_file=file.name)
        require_possible(config, str(file))
        _require_all_layers(file, config)
        packed = pretrained.load_model(place, gguf_file=file.name)
        tokenizer = pretrained.load_tokenizer(place, gguf_file=file.name)
    # A model that remembers to have been packed refuses to be saved: the same weights in a model
    # made anew from the sizes alone.
    config = type(packed.config)(
        **{
            name: value
            for name, value in packed.config.to_dict().items()
            if name not in ("quantization_config", "_name_or_path", "transformers_version")
        }
    )
    plain = type(packed)(config)
    plain.load_state_dict(packed.state_dict())
    plain.tie_weights()
    plain.generation_config = packed.generation_config
    plain.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@contextmanager
def _alone(file: Path) -> Iterator[str]:
    """A folder in which nothing but the file lies: transformers would also read a tokenizer or an
    adapter beside it.
    """
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / file.name
        try:
            link.symlink_to(file.resolve())
        except OSError:  # Windows allows it to few
            shutil.copyfile(file, link)
        yield folder


def _require_all_layers(file: Path, config: Mapping) -> None:
    """InputError where the file holds the weights of other layers than its configuration names:
    transformers would leave them out without a word.
    """
    from gguf import GGUFReader

    found = {int(m[1]) for tensor in GGUFReader(file).tensors if (m := LAYER.match(tensor.name))}
    named = config.get("num_hidden_layers")
    if named is not None and found != set(range(named)):
        raise InputError(
            "the model file holds other layers than it says",
            value=f"{file}: weights of {len(found)} layers, its configuration names {named}",
            remedy=AGAIN,
        )
