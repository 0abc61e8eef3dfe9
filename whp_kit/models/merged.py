"""An adapter as a model: its base with the adapter merged into it, made once.

A folder that save_adapter or peft wrote names its base; the two together are an ordinary model
folder, which can be quantised and trained like any other. It is kept under the digests of both.
"""

from collections.abc import Callable
from pathlib import Path

from whp_kit.errors import InputError
from whp_kit.files import (
    json_digest,
    making_folder,
    read_json,
    require_whole_tensors,
    tree_digests,
)
from whp_kit.paths import is_path, models_root, resolve

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
MOST_LINKS = 8  # from an adapter to its base, which may be an adapter on another one
DIGITS = 12  # of the digest, in the name of the folder


def is_adapter(folder: str | Path) -> bool:
    """Whether a folder holds an adapter and no whole model."""
    folder = Path(folder)
    return (folder / CONFIG).is_file() and not (folder / "config.json").is_file()


def base_of(adapter: str | Path) -> str:
    """The model that an adapter was trained on, as its configuration names it."""
    first = base = _named_base(adapter)
    for _ in range(MOST_LINKS):
        folder = resolve(base) if is_path(base) else base
        if not is_adapter(folder):
            return first
        base = _named_base(folder)
    raise InputError(
        "the adapter's base is an adapter, whose base is one, without end",
        value=str(adapter),
        remedy="write the name of the model that it was trained on as base_model_name_or_path",
    )


def _named_base(adapter: str | Path) -> str:
    config = read_json(Path(adapter) / CONFIG)
    base = config.get("base_model_name_or_path") if isinstance(config, dict) else None
    if not isinstance(base, str) or not base.strip() or not base.isprintable():
        raise InputError(
            "the adapter does not name its base model",
            value=str(Path(adapter) / CONFIG),
            remedy="write the base's name there as base_model_name_or_path",
        )
    return base


def merged(adapter: str | Path, base: str, report: Callable[[str], None] = print) -> Path:
    """The model folder of an adapter on the model `base` (a folder, or a name on the hub).

    Makes it, and says so, where it is not there yet. InputError for an adapter that is not whole or
    does not fit its base.
    """
    adapter = Path(adapter)
    require_whole_tensors(adapter / WEIGHTS)
    parts = tree_digests(base) if Path(base).is_dir() else base
    digest = json_digest([tree_digests(adapter), parts])
    folder = models_root() / f"{adapter.name}-{digest[:DIGITS]}"
    if not folder.is_dir():
        report(f"merging the adapter {adapter} into {base}: {folder}, once")
        with making_folder(folder) as new_folder:
            _merge(adapter, base, new_folder)
    return folder


def _merge(adapter: Path, base: str, folder: Path) -> None:
    from whp_kit.models import pretrained  # here, so that the command line starts without torch

    with pretrained.loading_errors(
        "the base model could not be loaded", base, "give the folder of a whole model"
    ):
        model = pretrained.load_model(base, dtype="float32")
        tokenizer = pretrained.load_tokenizer(base)
    with pretrained.loading_errors(
        "the adapter does not fit its base model",
        f"{adapter}, on {base}",
        f"name the model that it was trained on as base_model_name_or_path in its {CONFIG}",
    ):
        model = pretrained.attach_adapter(model, adapter, "default").merge_and_unload()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
