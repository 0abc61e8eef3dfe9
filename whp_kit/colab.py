"""Set-up on Google Colab, where a notebook opened by its badge finds nothing of the kit.

Elsewhere nothing calls it. It imports only the standard library, `errors` and `paths`, because
nothing else is installed yet.
"""

import importlib
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from whp_kit.errors import SettingsError
from whp_kit.paths import PROJECT_ROOT

# Packages of Colab's machine that pip must never replace, imported or not.
PREINSTALLED = ("torch", "torchvision", "torchaudio", "triton", "numpy")
DRIVE = "/content/drive"  # where Drive is mounted; $WHP_DRIVE names another place


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
        command = [sys.executable, "-m", "pip", "install", *options, "-e", f"{PROJECT_ROOT}[eval]"]
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
            remedy="allow it when you are asked, or write drive=False in this cell: results then "
            "go when Colab takes this machine back",
        ) from error
    folder = mounted / "MyDrive" / "whp"
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    os.environ["WHP_RUNS"] = str(folder / "runs")
    home = Path.home() / "whp"  # where the presets look for a reader's books
    if not home.exists():
        home.symlink_to(folder)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
