"""Files as the kit reads and writes them: JSON, safetensors, digests; and a full disk told as what it is.

Tensors are kept as safetensors only: nothing here reads or writes a pickle. torch is imported by the two functions for tensors.
"""

import errno
import hashlib
import json
import math
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whp_kit.errors import ArtifactError, InputError, StorageError
from whp_kit.paths import portable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}
SETTLED_SECONDS = 2.0  # a file younger than this may change again without its time stamp showing it

_known: dict[tuple, str] = {}  # (path, inode, size, times) -> digest


@contextmanager
def storage_errors(what: str, where: Path) -> Iterator[None]:
    """Turns a full, read-only or forbidden disk below `where` into StorageError; every other error passes as it is."""
    try:
        yield
    except Exception as error:
        number = _disk_errno(error)
        if (
            number in FULL
            or number in FORBIDDEN
            and _is_below(getattr(error, "filename", None), where)
        ):
            raise StorageError(
                f"{what}: {os.strerror(number)}",
                value=f"{where}, {_free(where)} free",
                remedy=_remedy(number),
            ) from error
        raise


def file_digest(path: Path, *, fresh: bool = False) -> str:
    """SHA-256 of the file, as hex. What was computed before is taken again while size and times stay, unless `fresh`."""
    path = Path(path)
    try:
        state = path.stat()
        key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        if not fresh and key in _known:
            return _known[key]
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            "a file cannot be read",
            value=f"{path}: {error.strerror}",
            remedy="give the path of a readable file",
        ) from error
    if time.time() - max(state.st_mtime, state.st_ctime) > SETTLED_SECONDS:
        _known[key] = digest
    return digest


def tree_digests(path: Path, *, fresh: bool = False) -> dict[str, str]:
    """{relative name: digest} of the files below a folder, hidden ones and caches left out; {"": digest} of a single file."""
    path = Path(path)
    if path.is_file():
        return {"": file_digest(path, fresh=fresh)}
    found = {}
    for folder, below, names in os.walk(path):
        below[:] = sorted(
            name for name in below if name not in SKIPPED_FOLDERS and not name.startswith(".")
        )
        for name in names:
            if not name.startswith("."):
                whole = Path(folder) / name
                found[whole.relative_to(path).as_posix()] = file_digest(whole, fresh=fresh)
    return dict(sorted(found.items()))


def write_json(path: Path, value: object) -> Path:
    """Writes `value` with sorted indentation-2 text, whole or not at all. A figure that is not finite is refused."""
    path = Path(path)
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=_plain)
    except (ValueError, TypeError) as error:
        where = _first_bad(value) or str(error)
        raise ArtifactError(
            f"{path.name} would hold what JSON cannot",
            value=where,
            remedy="give finite numbers, texts, lists and dicts",
        ) from error
    return _write_text(path, text + "\n")


def write_jsonl(path: Path, values: Sequence[object]) -> Path:
    """Writes JSON Lines, one value to a line, whole or not at all; reading and checking them is for `records`."""
    return _write_text(
        Path(path),
        "".join(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n" for value in values),
    )


def read_json(path: Path) -> object:
    """The value in a JSON file; InputError naming the file where it is missing or damaged."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "a file cannot be read",
            value=f"{path}: {error.strerror}",
            remedy="give the path of a readable file",
        ) from error
    except ValueError as error:
        raise InputError(
            "a file is not JSON",
            value=f"{path}: {error}",
            remedy="make the file again with the step that wrote it",
        ) from error


def save_tensors(path: Path, tensors: dict, metadata: dict | None = None) -> Path:
    """Writes {name: tensor} as safetensors, the same bytes for the same values. `metadata` is plain values, kept as one JSON text."""
    from safetensors.torch import save_file

    path = Path(path)
    ready = {name: tensor.detach().contiguous().cpu() for name, tensor in sorted(tensors.items())}
    # One key alone: the order of several is not fixed by the format's writer.
    header = (
        None
        if metadata is None
        else {"json": json.dumps(metadata, sort_keys=True, ensure_ascii=False, default=_plain)}
    )
    with storage_errors(f"{path.name} could not be written", path.parent):
        save_file(ready, str(path), metadata=header)
    return path


def load_tensors(path: Path) -> dict:
    """{name: tensor} from a safetensors file, on the CPU."""
    with _opened(path) as file:
        return {name: file.get_tensor(name) for name in sorted(file.keys())}


def load_metadata(path: Path) -> dict:
    """What `save_tensors` was given as metadata; {} where there was none."""
    with _opened(path) as file:
        return json.loads((file.metadata() or {}).get("json", "{}"))


def sync_file(path: Path) -> None:
    """Waits until the file is on the disk; a full disk may show itself only here."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(path: Path) -> Iterator:
    from safetensors import SafetensorError, safe_open

    try:
        opened = safe_open(str(path), framework="pt")
    except (OSError, SafetensorError) as error:
        raise InputError(
            "a file is not readable as safetensors",
            value=f"{path}: {error}",
            remedy="make the file again with the step that wrote it",
        ) from error
    with opened as file:
        yield file


def _disk_errno(error: BaseException | None) -> int | None:
    """The errno behind an error, also where safetensors (written in Rust) has turned it into text."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL | FORBIDDEN:
            return error.errno
        told = (
            re.search(r"\(os error (\d+)\)", str(error))
            if type(error).__name__ == "SafetensorError"
            else None
        )
        if told:
            return int(told.group(1))
        error = error.__cause__ or error.__context__
    return None


def _write_text(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with storage_errors(f"{path.name} could not be written", path.parent):
        try:
            temporary.write_text(text, encoding="utf-8")
            sync_file(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return path


def _is_below(name: object, where: Path) -> bool:
    """An unreadable input is not a storage error: only what lies in the folder that is written, or one above it, is."""
    if not isinstance(name, str | Path):
        return True
    path = Path(name)
    return path.is_relative_to(where.parent) or where.is_relative_to(path)


def _free(where: Path) -> str:
    while not where.exists():
        where = where.parent
    return f"{shutil.disk_usage(where).free / 1e6:.1f} MB"


def _remedy(number: int) -> str:
    if number in FULL:
        return "free some space, or set WHP_RUNS to a folder on a larger disk, and run the step again; what was there before is untouched"
    return "make the folder writable, or set WHP_RUNS to one that is; what was there before is untouched"


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return portable(value)
    if hasattr(value, "item"):  # numpy and torch scalars
        return value.item()
    raise TypeError(f"{type(value).__name__} {value!r}")


def _first_bad(value: object, where: str = "") -> str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return f"{where or '(top)'} = {value}"
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list | tuple)
        else ()
    )
    return next(
        (bad for key, below in pairs if (bad := _first_bad(below, f"{where}.{key}".lstrip(".")))),
        None,
    )
