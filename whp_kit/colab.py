"""What set-up does on Google Colab, where a notebook opened by its badge finds nothing of ours. Elsewhere none of this is called.

Starts with the standard library alone: nothing else is installed yet.
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

KEPT = (
    "torch",
    "torchvision",
    "torchaudio",
    "triton",
    "numpy",
)  # of the machine: never replaced, imported or not
DRIVE = "/content/drive"  # where Drive is mounted; $WHP_DRIVE names another place


def set_up(drive: bool) -> None:
    """Installs what is missing into this kernel's environment; with `drive`, keeps results and books in the reader's Drive.

    What the machine has stays as it is (`constraints`); a second call installs nothing. With `drive`, `WHP_RUNS` becomes the folder
    `whp/runs` of the Drive and `~/whp` the folder `whp`, so that a machine that Colab takes back leaves its runs behind:
    the same cells on another machine find them, and an interrupted training goes on from its last checkpoint.
    """
    if not _installed():
        _install()
    if drive:
        _use_drive(Path(os.environ.get("WHP_DRIVE", DRIVE)))
    kept = os.environ.get("WHP_RUNS")
    print(
        f"results: {kept}"
        if kept
        else f"results: {PROJECT_ROOT / 'runs'}, which goes when this machine does"
    )


def constraints() -> list[str]:
    """'name==version' of what must not be exchanged: KEPT, and every distribution that this process has imported something of.

    A package that is exchanged under a running kernel is half the old one, half the new.
    """
    owners = metadata.packages_distributions()
    loaded = {module.partition(".")[0] for module in tuple(sys.modules)}
    names = {name for top in loaded for name in owners.get(top, ())} | set(KEPT)
    found = {name: _version(name) for name in names}
    return sorted(f"{name}=={version}" for name, version in found.items() if version)


def _install() -> None:
    """pip, quietly, on the clone that this file stands in; the harness comes with it, JupyterLab does not."""
    print("installing what is missing (a minute or two, once for each machine)")
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "constraints.txt"
        held.write_text("\n".join(constraints()) + "\n", encoding="utf-8")
        words = [
            "install",
            "-q",
            "--disable-pip-version-check",
            "--no-input",
            "-c",
            str(held),
            "-e",
            f"{PROJECT_ROOT}[eval]",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SettingsError(
            "pip could not install what is missing without exchanging what is loaded",
            value=done.stderr.strip()[-600:],
            remedy="choose 'Restart session' in the menu 'Runtime' and run this cell before any other",
        )
    importlib.invalidate_caches()


def _use_drive(mounted: Path) -> None:
    from google.colab import drive  # Colab's own; asks the reader

    try:
        drive.mount(str(mounted))
    except Exception as error:  # refused or cut off: Colab has several kinds for it
        remedy = "allow it when you are asked, or write drive=False in this cell: results then go when Colab takes this machine back"
        raise SettingsError("Google Drive was not mounted", value=error, remedy=remedy) from error
    ours = mounted / "MyDrive" / "whp"
    (ours / "runs").mkdir(parents=True, exist_ok=True)
    os.environ["WHP_RUNS"] = str(ours / "runs")
    home = Path.home() / "whp"  # where the presets look for a reader's books
    if not home.exists():
        home.symlink_to(ours)


def _installed() -> bool:
    """Whether pip has brought this clone to its end before: it writes the kit itself last."""
    return _version("whp-kit") is not None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
