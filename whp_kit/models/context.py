"""How many tokens a model reads and how many a text has, from the model's folder alone: no weight
is read, and neither torch nor transformers is imported.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tokenizers import Tokenizer

from whp_kit.errors import InputError, is_failure
from whp_kit.files import read_json
from whp_kit.models.gguf import is_gguf
from whp_kit.models.merged import base_of, is_adapter
from whp_kit.models.packages import folder_if_there, is_package
from whp_kit.paths import is_path, resolve
from whp_kit.text.prefix import SAMPLE, prefix_of

if TYPE_CHECKING:
    from whp_kit.models.load import Loaded

CONFIG, TOKENIZER = "config.json", "tokenizer.json"
# The names that families of models give to the most tokens that they read.
SIZES = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")


@dataclass(frozen=True)
class Context:
    """The most tokens that a model reads at once, and how many a text has, with those that begin
    it."""

    tokens: int
    count: Callable[[str], int]


def context_of(loaded: "Loaded") -> Context | None:
    """The context of a model in memory; None where its configuration names none."""
    tokens = most_tokens(loaded.model.config.to_dict())
    if tokens is None:
        return None
    return Context(tokens, lambda text: len(loaded.tokenizer(text)["input_ids"]))


def context_at_hand(name: str | Path) -> Context | None:
    """The context of a model's name; None where the folder is not on this machine, or does not say
    how much the model reads.

    Not at hand is a GGUF file, also one that was converted.
    """
    folder = _folder(str(name))
    if folder is None or not all((folder / file).is_file() for file in (CONFIG, TOKENIZER)):
        return None
    tokens = most_tokens(read_json(folder / CONFIG))
    if tokens is None:
        return None
    with _tokenizer_errors(folder / TOKENIZER):
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_truncation()  # as some files ask for, so that no text would be too long
        tokenizer.no_padding()
        own = tokenizer.encode(SAMPLE, add_special_tokens=False)
        whole = tokenizer.encode(SAMPLE)
    prefix = prefix_of(own.ids, whole.ids)

    def count(text: str) -> int:
        with _tokenizer_errors(folder / TOKENIZER):
            return len(prefix) + len(tokenizer.encode(text, add_special_tokens=False).ids)

    return Context(tokens, count)


@contextmanager
def _tokenizer_errors(path: Path) -> Iterator[None]:
    """InputError for whatever the library raises on a damaged file, a panic included."""
    try:
        yield
    except BaseException as error:
        if not is_failure(error):
            raise
        raise InputError(
            "the tokenizer cannot be read, or fails at a text",
            value=f"{path}: {error}",
            remedy="download the model again, or save its tokenizer again with save_pretrained",
        ) from error


def most_tokens(config: object) -> int | None:
    """The most tokens that a model reads, as its configuration names them; None if it does not."""
    if not isinstance(config, Mapping):
        return None
    sizes = config.get("text_config") or config
    if not isinstance(sizes, Mapping):
        return None
    numbers = (sizes.get(name) for name in SIZES)
    return next((size for size in numbers if isinstance(size, int) and size > 0), None)


def _folder(name: str) -> Path | None:
    """The folder of a model on this machine: its own, its package's or that of a download."""
    if is_package(name):
        return folder_if_there(name)
    if is_gguf(name):
        return None
    if is_path(name):
        folder = Path(resolve(name))
        return _folder(base_of(folder)) if is_adapter(folder) else folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        downloaded = try_to_load_from_cache(name, CONFIG)
    except HFValidationError:
        raise InputError(
            "this is no model's folder, and no name that a hub has",
            value=name,
            remedy="give a folder from the root of the disk, or a name such as owner/model",
        ) from None
    return Path(downloaded).parent if isinstance(downloaded, str) else None
