"""Set-up on Google Colab, where an opened notebook finds nothing of the kit, and the file that
takes the kit there where no repository does.

It imports only the standard library, `errors`, `paths` and `files`, because nothing else is
installed yet.
"""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from whp_kit.errors import InputError, SettingsError
from whp_kit.files import replacing, require_regular, storage_errors
from whp_kit.paths import PROJECT_ROOT

# Packages of Colab's machine that pip must never replace, imported or not.
PREINSTALLED = ("torch", "torchvision", "torchaudio", "triton", "numpy")
DRIVE = "/content/drive"  # where Drive is mounted; $WHP_DRIVE names another place
# What the kit needs on another machine: the package, the notebooks, the data, and what pip reads.
PACKED = ("whp_kit", "notebooks", "data", "pyproject.toml", "README.md", "LICENSE")
# Outside a git checkout: the kinds of files that the kit is made of, and names of what is no part.
KINDS = {
    "whp_kit": {".py"},
    "notebooks": {".ipynb"},
    "data": set(".csv .json .jsonl .md .png .safetensors .toml .txt .yaml".split()),
}
OTHER_FOLDERS = re.compile(
    r"\..*|__pycache__|node_modules|(?:runs?|work|caches?|checkpoints?|step)(?:[-_]?\d+)?",
    re.IGNORECASE,
)
OTHER_FILES = re.compile(r"\..*|.*(?:secret|credential|passw|api.?key).*", re.IGNORECASE)
BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of a .zip: no clock in the bytes


def pack(file: Path, root: Path = PROJECT_ROOT) -> int:
    """Writes the kit as one .zip, which the set-up cell unpacks; returns how many files are in it:
    in a git checkout those that git tracks, elsewhere those of KINDS.

    The same files give the same bytes. InputError where a part of the kit is not in `root`, or is
    a link.
    """
    for part in PACKED:
        _require_plain(root / part, root)
    names = tracked(root)
    if names is None:
        names = sorted(name for part in PACKED for name in _files(root / part, root))
    names = [name for name in names if (root / name).resolve() != file.resolve()]
    for name in names:
        _require_plain(root / name, root)
    with replacing(file) as new_file, zipfile.ZipFile(new_file, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, BEGINNING_OF_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = (root / name).stat().st_size  # tells whether the entry is a large one
            with (root / name).open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    return len(names)


def tracked(root: Path = PROJECT_ROOT) -> list[str] | None:
    """What git tracks of PACKED, in order; None where `root` is not the top of a checkout."""
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "ls-files", "-z", "--", *PACKED]
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(command, capture_output=True, env=elsewhere, check=False)
    except OSError:  # git is not installed
        return None
    names = sorted(os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
    return names if done.returncode == 0 and names else None


def _files(part: Path, root: Path) -> Iterator[str]:
    """Names below `root` of the files of `part` that are of KINDS; `part` itself where it is one.

    InputError for a link.
    """
    if part.is_file():
        yield part.relative_to(root).as_posix()
        return
    for folder, below, names in os.walk(part):
        below[:] = [name for name in below if not OTHER_FOLDERS.fullmatch(name)]
        names = [name for name in names if not OTHER_FILES.fullmatch(name)]
        for path in (Path(folder) / name for name in (*below, *names)):
            if path.is_symlink():
                _require_plain(path, root)
            if path.is_file() and path.suffix.lower() in KINDS[part.name]:
                yield path.relative_to(root).as_posix()


def _require_plain(path: Path, root: Path) -> None:
    """InputError where there is nothing, or where it or a folder above it is a link."""
    above = [path, *path.parents][: len(path.relative_to(root).parts)]
    if any(one.is_symlink() for one in above):
        raise InputError(
            "a link is not packed", value=str(path), remedy="put the file itself there"
        )
    if not path.exists():
        raise InputError(
            "a part of the kit is missing", value=str(path), remedy="pack in a whole clone"
        )
    if not path.is_dir():
        require_regular(path, "part of the kit")


def set_up(drive: bool) -> None:
    """Installs what is missing; with `drive`, keeps results and books in the reader's Drive.

    pip replaces nothing of `constraints`; a second call installs nothing. With `drive`, $WHP_RUNS
    becomes the folder `whp/runs` of the Drive, and `~/whp` its folder `whp`. Runs then outlive the
    machine: on the next one the same cells find them, and an interrupted training goes on from its
    last checkpoint.
    """
    if _version("whp-kit") is None:  # pip installs the kit last, so all else is there as well
        _install()
    if drive:
        _use_drive(Path(os.environ.get("WHP_DRIVE", DRIVE)))
    runs = os.environ.get("WHP_RUNS")
    if runs:
        print(f"results: {runs}")
    else:
        print(f"results: {PROJECT_ROOT / 'runs'}, which goes when this machine does")


def constraints() -> list[str]:
    """Lines "name==version" for pip: PREINSTALLED, and every package that this process imported.

    A package replaced under a running kernel would be half the old one and half the new.
    """
    packages = metadata.packages_distributions()
    imported = {module.partition(".")[0] for module in tuple(sys.modules)}
    names = {name for module in imported for name in packages.get(module, ())} | set(PREINSTALLED)
    versions = {name: _version(name) for name in names}
    return sorted(f"{name}=={version}" for name, version in versions.items() if version)


def _install() -> None:
    """Installs this clone with the evaluation harness by pip, without JupyterLab."""
    print("installing what is missing (a minute or two, once for each machine)")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "constraints.txt"
        file.write_text("\n".join(constraints()) + "\n", encoding="utf-8")
        options = ["-q", "--disable-pip-version-check", "--no-input", "-c", str(file)]
        command = [sys.executable, "-m", "pip", "install", *options, "-e", str(PROJECT_ROOT)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SettingsError(
            "pip could not install what is missing without replacing what is imported",
            value=done.stderr.strip()[-600:],
            remedy="choose 'Restart session' in the menu 'Runtime' and run this cell before any "
            "other",
        )
    importlib.invalidate_caches()


def _use_drive(mounted: Path) -> None:
    """Mounts the reader's Drive at `mounted`, and points runs and `~/whp` to its folder `whp`."""
    from google.colab import drive  # part of Colab; asks the reader for access

    try:
        drive.mount(str(mounted))
    except Exception as error:  # refused or cut off: Colab raises several kinds
        raise SettingsError(
            "Google Drive was not mounted",
            value=error,
            remedy=f"{_remedy(mounted)}, or write drive=False in this cell: results then go when "
            "Colab takes this machine back",
        ) from error
    folder = mounted / "MyDrive" / "whp"
    with storage_errors("the folder 'whp' of your Drive could not be made", folder):
        (folder / "runs").mkdir(parents=True, exist_ok=True)
    os.environ["WHP_RUNS"] = str(folder / "runs")
    home = Path.home() / "whp"  # where the presets look for a reader's books
    if home.is_symlink():
        home.unlink()
    if home.exists():
        print(f"books: {home}, which was there before, and not {folder}")
    else:
        home.symlink_to(folder)


def _remedy(mounted: Path) -> str:
    """What to do where Drive could not be mounted: a place that is taken, or access refused."""
    try:
        taken = not mounted.is_dir() or mounted.is_symlink() or any(mounted.iterdir())
        taken = taken and mounted.exists() and not os.path.ismount(mounted)
    except OSError:
        taken = False
    if taken:
        return f"rename {mounted}, which must be empty or not there, and run this cell again"
    return "allow it when you are asked"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
