"""The panels in VS Code's own renderers of widgets: .venv/bin/python .ci/renderers.py

The browser tests of the panels, with the two bundles that VS Code's Jupyter extension shows widgets
by in place of JupyterLab: that for ipywidgets 8, with the ipywidgets of this environment, and that
for 7, with the one that `.ci/colab.py` takes for Colab's. Bundles come by `npm pack`, the older
ipywidgets by pip, both into runs/renderers/. Pictures go to runs/screenshots-vscode/. The status is
1 if anything failed.
"""

import importlib.metadata
import os
import runpy
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUNDLES = {"8": "@vscode/jupyter-ipywidgets8@1.0.9", "7": "@vscode/jupyter-ipywidgets7@2.0.4"}
OLDER = [
    one
    for one in runpy.run_path(str(ROOT / ".ci/colab.py"))["PREINSTALLED"]
    if one.startswith("ipywidgets==")
]
TESTS = ("tests/browser/test_anchor_workshop.py", "tests/views/test_panels.py")


def fetch(package: str, folder: Path) -> Path:
    """The script of the bundle, fetched into the folder unless it is there."""
    script = folder / "package/dist/ipywidgets.js"
    if not script.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "pack", "--silent", package],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        (packed,) = folder.glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
    return script


def check(major: str) -> tuple[str, bool]:
    """(line of the table, whether all went well) of the tests with one bundle."""
    folder = ROOT / "runs/renderers" / major
    script, environment, version = (
        fetch(BUNDLES[major], folder),
        dict(os.environ),
        importlib.metadata.version("ipywidgets"),
    )
    if major == "7":
        older, version = folder / "site", OLDER[0].partition("==")[2]
        if not (older / "ipywidgets").is_dir():
            pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", older]
            subprocess.run([*pip, *OLDER, "ipython_genutils"], check=True)
        environment["PYTHONPATH"] = str(older)
    began = time.monotonic()
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    done = subprocess.run(
        words, cwd=ROOT, env=environment | {"WHP_RENDERER": str(script)}, check=False
    )
    outcome = "failed" if done.returncode else "passed"
    return (
        f"{BUNDLES[major]}, ipywidgets {version}: {outcome}, {time.monotonic() - began:.0f} s",
        not done.returncode,
    )


def main() -> int:
    if not shutil.which("npm"):
        print(
            "npm is not on this machine, and the bundles come by it: install Node.js, and run "
            "this again",
            file=sys.stderr,
        )
        return 1
    told = [check(major) for major in BUNDLES]
    print(*(line for line, _ in told), sep="\n")
    return int(not all(well for _, well in told))


if __name__ == "__main__":
    sys.exit(main())
