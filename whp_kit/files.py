"""The one place that reads and writes files: text, JSON, JSON Lines, safetensors, and digests.

Writing is atomic: a new file is written beside the old one and then takes its place, so that a full
disk or a killed process leaves the old file whole. A full or read-only disk is a StorageError.
Reading raises InputError with the file, the line, the value and the remedy.

Tensors are kept as safetensors only: nothing here reads or writes a pickle. torch is imported by
the functions for tensors alone. Not done here: guessing an encoding (see text/encodings), the cells
of a table (see text/tables).
"""

import codecs
import errno
import hashlib
import json
import math
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from whp_kit.errors import ArtifactError, InputError, StorageError
from whp_kit.paths import portable

DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}
MARKS = (  # byte order mark -> encoding; that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DIGEST = re.compile(r"[0-9a-f]{64}")
LFS_POINTER = b"version https://git-lfs"  # the first bytes of what git LFS leaves
WORKBOOK = b"PK\x03\x04"  # the first bytes of a .zip, such as .xlsx and .ods
SETTLED_SECONDS = 2.0  # a younger file may change again without a change of its time stamp
MOST_TEXT_BYTES = 2 << 30  # of one file that is taken into memory
MOST_JSON_BYTES = 64 << 20  # the kit's own files hold a few million; parsed they take 30 times that
# Of what digests are taken of: more than the largest model, and than the files of any corpus.
MOST_FILES = 1_000_000
MOST_BYTES = 512 << 30
HOLES_BYTES = 1 << 30  # from this size on a file of holes is refused
MOST_STRETCHES = 1000  # of data in a file that are counted
IN_WORLD = "check the path in the preset's [world] section, or copy the file there"

FieldType = type | tuple[type, ...]


# Text


def read_text(
    path: str | Path, what: str = "file", *, if_missing: str = "give the path of a readable file"
) -> str:
    """The whole file as UTF-8, with its line ends as they are and without a byte order mark.

    `what` names the file in errors ("probe file"), `if_missing` is the remedy for a missing file.
    InputError: missing, unreadable or not UTF-8.
    """
    raw = _read_bytes(path, what, if_missing)
    return _decode(raw.removeprefix(codecs.BOM_UTF8), "utf-8", path, what)


def read_marked_text(
    path: str | Path, what: str = "file", *, if_missing: str = "give the path of a readable file"
) -> tuple[str, str]:
    """The whole file and its encoding: the one that its byte order mark names, or else UTF-8.

    The mark stays, as the first character. InputError as for `read_text`, and for a workbook, and
    for NUL characters, which are all that tells of UTF-16 without a mark.
    """
    raw = _read_bytes(path, what, if_missing)
    if raw.startswith(WORKBOOK):
        raise InputError(
            f"the {what} is a workbook or another archive",
            value=str(path),
            remedy="save the table from there as CSV UTF-8",
        )
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    text = _decode(raw, encoding, path, what)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(
            f"the {what} holds NUL characters from line {line}, as UTF-16 without a mark does",
            value=str(path),
            remedy="save it again as UTF-8",
        )
    return text, encoding


def require_regular(path: str | Path, what: str = "file") -> None:
    """InputError for what is there and is neither a file nor a link to one: a pipe gives no end to
    read, a device has none.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe, a socket or a device"
        raise InputError(
            f"the {what} is {kind}", value=str(path), remedy="give the path of an ordinary file"
        )


def read_bytes(path: str | Path, what: str = "file", most_bytes: int = MOST_TEXT_BYTES) -> bytes:
    """The bytes of a regular file; InputError where there is none that can be read, or a larger
    one."""
    return _read_bytes(path, what, "give the path of a readable file", most_bytes)


def _read_bytes(
    path: str | Path, what: str, if_missing: str, most_bytes: int = MOST_TEXT_BYTES
) -> bytes:
    path = Path(path)
    try:
        if not path.is_dir():  # the system says that it is a folder
            require_regular(path, what)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > most_bytes:
                raise InputError(
                    f"the {what} is larger than any that the kit reads",
                    value=f"{path}: {size / 1e6:,.0f} MB, and at most {most_bytes / 1e6:,.0f}",
                    remedy="split it, or make it again with the step that wrote it",
                )
            return file.read(size)  # a file of the system, of size 0, may have no end
    except OSError as error:
        problem = "cannot be read" if path.exists() else "is missing"
        value = f"{path}: {error.strerror}" if path.exists() else str(path)
        raise InputError(f"the {what} {problem}", value=value, remedy=if_missing) from error


def _decode(raw: bytes, encoding: str, path: str | Path, what: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"the {what} is not {encoding.upper()} at line {line}",
            value=f"{path}: {error.object[error.start : error.start + 4]!r}",
            remedy="save it again as UTF-8 (a spreadsheet calls it CSV UTF-8)",
        ) from None


def write_text(path: str | Path, text: str, encoding: str = "utf-8") -> Path:
    """Writes the text, whole or not at all, with its line ends as they are."""
    with replacing(path) as new_file:
        new_file.write_text(text, encoding=encoding, newline="")
    return Path(path)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yields a path beside `path`; what the block writes there replaces `path` when it succeeds.

    A folder, a pipe or a device is never replaced (InputError).
    """
    path = Path(path)
    require_regular(path, "place of a new file")
    # Not the process number: on a shared disk two machines may have the same.
    new_file = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with storage_errors(f"{path.name} could not be written", path.parent):
        if not path.parent.is_dir():
            raise InputError(
                "there is no folder for the new file",
                value=str(path),
                remedy="make the folder, or name a file in one that is there",
            )
        try:
            yield new_file
            sync_file(new_file)
            new_file.replace(path)
        finally:
            new_file.unlink(missing_ok=True)


@contextmanager
def making_folder(path: str | Path) -> Iterator[Path]:
    """Yields an empty folder beside `path`, which takes that name when the block succeeds.

    A folder that another process has made there meanwhile stays.
    """
    path = Path(path)
    with storage_errors(f"{path.name} could not be written", path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        new_folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            yield new_folder
            if not path.is_dir():
                new_folder.chmod(0o755)
                new_folder.rename(path)
        finally:
            shutil.rmtree(new_folder, ignore_errors=True)


@contextmanager
def replacing_folder(path: str | Path) -> Iterator[Path]:
    """Yields an empty folder beside `path`, which replaces it when the block succeeds.

    Its files are on the disk by then: the folder is whole, or not there.
    """
    path = Path(path)
    with making_folder(path) as new_folder:
        yield new_folder
        for file in new_folder.rglob("*"):
            if file.is_file():
                sync_file(file)
        if path.is_dir():
            shutil.rmtree(path)


def sync_file(path: Path) -> None:
    """Waits until the file is on the disk; a full disk may show itself only here."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# JSON, JSON Lines


def parse_json(text: str, writable: bool = False) -> object:
    """The value of a JSON text; ValueError also for one that is nested too deeply to be read.

    `writable`: ValueError for what `write_json` would refuse as well: NaN, half a character.
    """
    try:
        value = json.loads(text, parse_constant=_refuse if writable else None)
        if writable and "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def read_json(path: str | Path, writable: bool = False) -> object:
    """The value in a JSON file; InputError where the file is missing, damaged or larger than
    MOST_JSON_BYTES. `writable`: as `parse_json`."""
    try:
        return parse_json(read_small_text(path), writable)
    except ValueError as error:
        raise InputError(
            "a file is not JSON",
            value=f"{path}: {error}",
            remedy="make the file again with the step that wrote it",
        ) from error


def read_small_text(
    path: str | Path,
    what: str = "file",
    if_missing: str = "give the path of a readable file",
    errors: str = "strict",
) -> str:
    """As `read_text`, of at most MOST_JSON_BYTES; `errors` as for `bytes.decode`."""
    raw = _read_bytes(path, what, if_missing, MOST_JSON_BYTES).removeprefix(codecs.BOM_UTF8)
    if errors != "strict":
        return raw.decode("utf-8", errors)
    return _decode(raw, "utf-8", path, what)


def write_json(path: str | Path, value: object) -> Path:
    """Writes `value` as JSON, indented by 2. ArtifactError: a number that is not finite."""
    path = Path(path)
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=_plain)
        text.encode()
    except (ValueError, TypeError) as error:
        raise ArtifactError(
            f"{path.name} would hold what JSON cannot",
            value=_not_finite(value) or str(error),
            remedy="give finite numbers, texts, lists and dicts",
        ) from error
    return write_text(path, text + "\n")


def read_jsonl(
    path: str | Path, what: str, fields: Mapping[str, FieldType]
) -> list[tuple[str, dict]]:
    """(where, record) of each line; `where` is "<what> <path>, line <n>", for later errors.

    Each record must have `fields` (name -> type) and may have others; blank lines are left out.
    InputError: a line that is not a JSON object, a missing or empty field, a field of another type
    (a bool is never an int), no record at all.
    """
    records = []
    text = read_small_text(path, what, if_missing=IN_WORLD)
    for number, line in enumerate(text.split("\n"), start=1):  # a string may hold U+2028
        if not line.strip():
            continue
        where = f"{what} {path}, line {number}"
        try:
            record = parse_json(line, writable=True)
        except ValueError as error:
            raise InputError(
                f"Not JSON in {where}: {getattr(error, 'msg', error)}",
                value=line.strip(),
                remedy="write one JSON object on each line",
            ) from error
        if not isinstance(record, dict):
            raise InputError(
                f"Not a JSON object in {where}", value=record, remedy='write {"name": value, ...}'
            )
        for name, field_type in fields.items():
            _check_field(record, name, field_type, where)
        records.append((where, record))
    if not records:
        raise InputError(
            f"The {what} holds no record",
            value=str(path),
            remedy="write at least one JSON object, one on each line",
        )
    return records


def write_jsonl(path: str | Path, records: Iterable[object]) -> Path:
    """Writes one value on each line, as JSON."""
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return write_text(path, "".join(line + "\n" for line in lines))


def require_unique(records: Sequence[tuple[str, Mapping]], name: str) -> None:
    """InputError if two records have the same value in the field `name`."""
    seen = set()
    for where, record in records:
        if record[name] in seen:
            raise InputError(
                f"The {name} of {where} stands on an earlier line too",
                value=record[name],
                remedy=f"give each line its own {name}",
            )
        seen.add(record[name])


def _check_field(record: dict, name: str, field_type: FieldType, where: str) -> None:
    if name not in record:
        raise InputError(
            f"The field {name!r} is missing in {where}",
            value=sorted(record),
            remedy=f"add {name!r} to that line",
        )
    value = record[name]
    types = field_type if isinstance(field_type, tuple) else (field_type,)
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        names = " or ".join(kind.__name__ for kind in types)
        raise InputError(
            f"The field {name!r} is not of type {names} in {where}",
            value=value,
            remedy=f"write it as {names}",
        )
    if isinstance(value, str) and not value.strip():
        raise InputError(
            f"The field {name!r} is empty in {where}",
            value=value,
            remedy="fill it in or delete the line",
        )


def _plain(value: object) -> object:
    """A path, or a scalar of numpy or torch, as a value that JSON knows."""
    if isinstance(value, Path):
        return portable(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} {value!r}")


def _not_finite(value: object, where: str = "") -> str | None:
    """The place and the value of the first number that is not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{where or '(top)'} = {value}"
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    else:
        items = ()
    for key, below in items:
        if bad := _not_finite(below, f"{where}.{key}".lstrip(".")):
            return bad
    return None


# Tensors


def save_tensors(path: str | Path, tensors: Mapping, metadata: Mapping | None = None) -> Path:
    """Writes {name: tensor} as safetensors; the same values give the same bytes.

    `metadata`: plain values, kept as one JSON text (the format does not fix the order of several).
    """
    from safetensors.torch import save_file

    on_cpu = {name: tensor.detach().contiguous().cpu() for name, tensor in sorted(tensors.items())}
    header = None
    if metadata is not None:
        text = json.dumps(metadata, sort_keys=True, ensure_ascii=False, default=_plain)
        header = {"json": text}
    with replacing(path) as new_file:
        save_file(on_cpu, str(new_file), metadata=header)
    return Path(path)


def load_tensors(path: str | Path) -> dict:
    """{name: tensor} from a safetensors file, on the CPU."""
    with _open_tensors(path) as file:
        return {name: file.get_tensor(name) for name in sorted(file.keys())}


def read_tensor_header(path: str | Path) -> tuple[dict[str, str], dict[str, str]]:
    """{name: dtype} of the tensors in a safetensors file ("F32", "I64") and its metadata;
    no tensor is read."""
    with _open_tensors(path) as file:
        dtypes = {name: str(file.get_slice(name).get_dtype()) for name in sorted(file.keys())}
        return dtypes, file.metadata() or {}


def load_metadata(path: str | Path) -> dict:
    """The metadata that `save_tensors` wrote; {} where there is none."""
    with _open_tensors(path) as file:
        text = (file.metadata() or {}).get("json", "{}")
    try:
        values = parse_json(text)
    except ValueError as error:
        values = error
    if not isinstance(values, dict):
        raise InputError(
            "the settings inside a file are damaged",
            value=f"{path}: {values}",
            remedy="make the file again with the step that wrote it",
        )
    return values


def require_whole_tensors(path: str | Path) -> None:
    """InputError unless the file is safetensors to its end: half a download is not, nor is the
    pointer that git LFS leaves where a file was not fetched.
    """
    with _open_tensors(path, remedy="download it again"):
        pass


@contextmanager
def _open_tensors(
    path: str | Path, remedy: str = "make the file again with the step that wrote it"
) -> Iterator:
    from safetensors import SafetensorError, safe_open

    require_regular(path)
    try:
        opened = safe_open(str(path), framework="pt")
    except (OSError, SafetensorError) as error:
        what = "a file is not readable as safetensors"
        if is_lfs_pointer(path):
            what, remedy = "a file is a pointer of git LFS, not the weights", "git lfs pull"
        raise InputError(what, value=f"{path}: {error}", remedy=remedy) from error
    with opened as file:
        yield file


def is_lfs_pointer(path: str | Path) -> bool:
    """Whether git LFS left this in the place of the file itself."""
    if not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        return file.read(len(LFS_POINTER)) == LFS_POINTER


# Digests


def file_digest(path: str | Path) -> str:
    """SHA-256 of the file, as hex."""
    require_regular(path)
    try:
        with Path(path).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:  # such a one of the system may have no end
                return hashlib.sha256().hexdigest()
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            "a file cannot be read",
            value=f"{path}: {error.strerror}",
            remedy="give the path of a readable file",
        ) from error


def json_digest(value: object) -> str:
    """SHA-256 of `value` as JSON with sorted keys, as hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


class DigestCache:
    """Digests of files, computed again only when a file's size or times have changed.

    For whoever checks the same large files (the weights of a model) several times over.
    """

    def __init__(self):
        self._digests: dict[tuple, str] = {}

    def file_digest(self, path: str | Path) -> str:
        """The same as the function `file_digest`."""
        path = Path(path)
        try:
            state = path.stat()
        except OSError:
            return file_digest(path)  # raises the error that says what is wrong
        key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        digest = self._digests.get(key) or file_digest(path)
        if time.time() - max(state.st_mtime, state.st_ctime) > SETTLED_SECONDS:
            self._digests[key] = digest
        return digest


def tree_digests(path: str | Path, cache: DigestCache | None = None) -> dict[str, str]:
    """{relative name: digest} of the files below a folder; {"": digest} of a single file.

    Hidden files and caches are left out. `cache`: takes the digests of unchanged files from there.
    InputError for more than MOST_FILES or MOST_BYTES, and for what is no regular file.
    """
    files = dict(_files_below(Path(path)))
    require_digestible(files.values())
    digest_of = file_digest if cache is None else cache.file_digest
    return {name: digest_of(file) for name, file in sorted(files.items())}


def first_change(
    path: str | Path, recorded: Mapping[str, str], cache: DigestCache | None = None
) -> tuple[str, str] | None:
    """(name, "is new", "has changed" or "was deleted") of a file that differs from what
    `tree_digests` has given; None where none does.

    Reads no more than it must: no file that is not recorded, and the smallest first. So a record
    that somebody made up costs little, whatever it names. InputError as for `tree_digests`.
    """
    path, files = Path(path), {}
    try:
        if os.path.lexists(path):
            for name, file in _files_below(path):
                if name not in recorded:
                    return name, "is new"
                files[name] = file
        for name in sorted(recorded):
            if name not in files:
                return name, "was deleted"
        require_digestible(files.values())
        digest_of = file_digest if cache is None else cache.file_digest
        for name, file in sorted(files.items(), key=lambda one: one[1].stat().st_size):
            if not DIGEST.fullmatch(recorded[name]) or digest_of(file) != recorded[name]:
                return name, "has changed"
    except OSError as error:
        raise InputError(
            "a file or a folder cannot be read",
            value=f"{path}: {error.strerror}",
            remedy="look at the path, and at who may read there",
        ) from error
    return None


def require_digestible(files: Iterable[Path]) -> None:
    """InputError where the files are no regular ones, or larger than anything that a step reads."""
    total = 0
    for file in files:
        require_regular(file)
        try:
            size = file.stat().st_size
            is_hollow = size >= HOLES_BYTES and _is_hollow(file, size)
        except OSError:
            continue  # `file_digest` says what is wrong
        total += size
        if is_hollow or total > MOST_BYTES:
            raise InputError(
                "a file is all holes, with hardly any data"
                if is_hollow
                else f"the files take more than {MOST_BYTES >> 30} GiB",
                value=str(file),
                remedy="give the file or the folder of a text or a model",
            )


def _is_hollow(file: Path, size: int) -> bool:
    """Whether not one byte in a hundred was ever written."""
    if not hasattr(os, "SEEK_DATA"):
        return False
    written = place = 0
    with file.open("rb") as opened:
        for _ in range(MOST_STRETCHES):
            try:
                start = os.lseek(opened.fileno(), place, os.SEEK_DATA)
            except OSError as error:
                if error.errno != errno.ENXIO:  # there is no more data
                    raise
                break
            place = os.lseek(opened.fileno(), start, os.SEEK_HOLE)
            written += place - start
        else:
            return False
    return 100 * written < size


def _files_below(path: Path) -> Iterator[tuple[str, Path]]:
    """(relative name, path) of each file below a folder, without hidden ones and caches; ("", path)
    of what is no folder.
    """
    if not path.is_dir():
        yield "", path
        return
    seen = 0
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(
            name for name in subfolders if name not in SKIPPED_FOLDERS and not name.startswith(".")
        )
        seen += 1 + len(names)
        if seen > MOST_FILES:
            raise InputError(
                f"a folder holds more than {MOST_FILES:,} files and folders",
                value=str(path),
                remedy="give the folder of a text or a model",
            )
        for name in sorted(names):
            if not name.startswith("."):
                file = Path(folder) / name
                yield file.relative_to(path).as_posix(), file


# Disks


@contextmanager
def storage_errors(what: str, where: Path) -> Iterator[None]:
    """Turns a full or read-only disk at `where` into StorageError; other errors pass unchanged."""
    try:
        yield
    except Exception as error:
        number = _disk_errno(error)
        concerns_us = _is_near(getattr(error, "filename", None), where)
        if number in DISK_FULL or (number in NOT_WRITABLE and concerns_us):
            raise StorageError(
                f"{what}: {os.strerror(number)}",
                value=f"{where}, {_free_space(where)} free",
                remedy=_storage_remedy(number),
            ) from error
        raise


def _disk_errno(error: BaseException | None) -> int | None:
    """The errno behind an error, also where safetensors (written in Rust) has made it text."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in DISK_FULL | NOT_WRITABLE:
            return error.errno
        if type(error).__name__ == "SafetensorError":
            match = re.search(r"\(os error (\d+)\)", str(error))
            if match:
                return int(match.group(1))
        error = error.__cause__ or error.__context__
    return None


def _is_near(name: object, where: Path) -> bool:
    """Whether `name` is in the folder that is written or above it; else it is an input."""
    if not isinstance(name, str | Path):
        return True
    path = Path(name)
    return path.is_relative_to(where.parent) or where.is_relative_to(path)


def _free_space(where: Path) -> str:
    while not where.exists():
        where = where.parent
    return f"{shutil.disk_usage(where).free / 1e6:.1f} MB"


def _storage_remedy(number: int) -> str:
    if number in DISK_FULL:
        return (
            "free some space, or set WHP_RUNS to a folder on a larger disk, and run the step "
            "again; what was there before is untouched"
        )
    return (
        "make the folder writable, or set WHP_RUNS to one that is; "
        "what was there before is untouched"
    )
