"""Where things are: the project's root, its `data/`, the runs. The one place that knows, so that no path is relative.

A path in a preset is written either from the root of the disk (`/mnt/books`, `~/books`) or, with the prefix
`data:`, from the project's `data/` folder. What starts with neither is not a path: for a model it is the name of one on a hub.
"""

import os
from pathlib import Path

from whp_kit.errors import SettingsError

DATA_PREFIX = "data:"


def find_project_root() -> Path:
    """The folder that holds `data/presets` and `notebooks/`: $WHP_ROOT, or the folder above this package."""
    named = os.environ.get("WHP_ROOT")
    root = Path(named).expanduser().resolve() if named else Path(__file__).resolve().parents[1]
    if not (root / "data" / "presets").is_dir():
        raise SettingsError(
            "the kit's data folder was not found beside the package"
            if not named
            else "WHP_ROOT has no data/presets folder",
            value=str(root),
            remedy="install from a clone with 'pip install -e .', or set WHP_ROOT to the folder of the clone",
        )
    return root


PROJECT_ROOT = find_project_root()
DATA = PROJECT_ROOT / "data"
PRESETS = DATA / "presets"
RECORDS = DATA / "records"
NOTEBOOKS = PROJECT_ROOT / "notebooks"


def runs_root() -> Path:
    """Where runs are kept: $WHP_RUNS, or `runs/` of the project. Asked each time, so that a test may move it."""
    named = os.environ.get("WHP_RUNS")
    return Path(named).expanduser().resolve() if named else PROJECT_ROOT / "runs"


def is_path(text: str) -> bool:
    """Whether `text` is a path (`data:...`, `/...`, `~...`) rather than a name on a hub."""
    return text.startswith((DATA_PREFIX, "~")) or Path(text).is_absolute()


def resolve(text: str | Path) -> Path:
    """`data:x` -> `<project>/data/x`; an absolute path or `~` -> itself, made whole. Anything else: SettingsError."""
    text = str(text)
    if text.startswith(DATA_PREFIX):
        return (DATA / text.removeprefix(DATA_PREFIX)).resolve()
    if not is_path(text):
        raise SettingsError(
            "a relative path would mean another file in each working directory",
            value=text,
            remedy="write it from the root of the disk, or as 'data:...' from the project's data folder",
        )
    return Path(text).expanduser().resolve()


def portable(path: str | Path) -> str:
    """The form of a path that means the same on another machine where there is one: `data:...` below `data/`."""
    path = Path(path).expanduser().resolve()
    return (
        DATA_PREFIX + path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else str(path)
    )
