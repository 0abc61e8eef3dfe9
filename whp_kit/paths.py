"""Where things are: the project's root, its `data/`, the runs. No path depends on the folder that
a command is started in.

A path in a preset is absolute (`/mnt/books`, `~/books`) or lies in the project's `data/` folder
(`data:worlds/mine`). Any other text is a name, for a model the one that it has on a hub.
"""

import os
from pathlib import Path

from whp_kit.errors import SettingsError

DATA_PREFIX = "data:"
ROOT_VARIABLE, RUNS_VARIABLE, MODELS_VARIABLE = "WHP_ROOT", "WHP_RUNS", "WHP_MODELS"


def absolute(path: str | Path) -> Path:
    """The path from the root of the disk, with links followed; `~nobody`, and a link that leads
    to itself, stay as they are."""
    return Path(os.path.realpath(os.path.expanduser(path)))


def _from_environment(variable: str, otherwise: Path) -> Path:
    value = os.environ.get(variable)
    return absolute(value) if value else otherwise


PROJECT_ROOT = _from_environment(ROOT_VARIABLE, Path(__file__).resolve().parents[1])
DATA = PROJECT_ROOT / "data"
PRESETS = DATA / "presets"
RECORDS = DATA / "records"
NOTEBOOKS = PROJECT_ROOT / "notebooks"


def require_data() -> None:
    """SettingsError unless the project's root holds `data/presets`."""
    if PRESETS.is_dir():
        return
    what = "the kit's data folder was not found beside the package"
    if os.environ.get(ROOT_VARIABLE):
        what = f"{ROOT_VARIABLE} has no data/presets folder"
    raise SettingsError(
        what,
        value=str(PROJECT_ROOT),
        remedy="install from a clone with 'pip install -e .', "
        f"or set {ROOT_VARIABLE} to the folder of the clone",
    )


def runs_root() -> Path:
    """The folder of all runs: $WHP_RUNS, or `runs/` of the project."""
    return _from_environment(RUNS_VARIABLE, PROJECT_ROOT / "runs")


def models_root() -> Path:
    """The folder of converted and downloaded models: $WHP_MODELS, or `whp-kit/models` in the
    user's cache.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return _from_environment(MODELS_VARIABLE, absolute(cache) / "whp-kit" / "models")


def is_path(text: str) -> bool:
    """Whether `text` is a path (`data:...`, `/...`, `~...`) and not a name on a hub."""
    return text.startswith((DATA_PREFIX, "~")) or Path(text).is_absolute()


def resolve(text: str | Path) -> Path:
    """The absolute path for `data:...`, `/...` or `~...`; SettingsError for anything else."""
    text = str(text)
    if text.startswith(DATA_PREFIX):
        return absolute(DATA / text.removeprefix(DATA_PREFIX))
    if not is_path(text):
        raise SettingsError(
            "a relative path would mean another file in each working directory",
            value=text,
            remedy="write it from the root of the disk, "
            f"or as '{DATA_PREFIX}...' from the project's data folder",
        )
    return absolute(text)


def portable(path: str | Path) -> str:
    """A path as `data:...` where it lies below `data/`: that holds on other machines too."""
    path = absolute(path)
    if path.is_relative_to(DATA):
        return DATA_PREFIX + path.relative_to(DATA).as_posix()
    return str(path)
