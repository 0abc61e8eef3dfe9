"""The written content of the embedded world, in `text/`: prose as `.txt`, tables as `.yaml`."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "text"


def text(name: str) -> str:
    """The file `text/<name>`."""
    return (FOLDER / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The text of `text/<name>.txt`, with a line end before and after it."""
    return "\n" + text(f"{name}.txt")


def paragraphs(name: str) -> list[str]:
    """The paragraphs of `text/<name>.txt`, each on one line."""
    return [" ".join(part.split()) for part in prose(name).strip().split("\n\n")]


@cache
def table(name: str):
    """The contents of `text/<name>.yaml`, with tuples in place of lists."""
    return _frozen(yaml.safe_load(text(f"{name}.yaml")))


def _frozen(value):
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value
