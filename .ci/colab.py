"""The set-up cell and the notebooks on a machine like Google Colab's: python3 .ci/colab.py
[--python python3.12]

Twice: with the oldest transformers that pyproject.toml allows loaded there, and with the newest.
Each environment, below runs/versions/, first gets what Colab has (PREINSTALLED, as far as pip still
finds it), and a `google.colab` that mounts a folder. Then the set-up cell is run in it: with the
oldest as it is where the repository has an address, so that it clones the last commit of this one;
with the newest as it is while there is none, so that it unpacks what `whp-kit pack` writes. HELD
must be there in the same version afterwards, and the notebooks go through on the preset `test`. A
line for each tells all that was exchanged; the status is 1 if anything failed.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import badges  # noqa: E402  (of the standard library alone, as the next)
from whp_kit.colab import pack  # noqa: E402

ADDRESS = "https://github.com/someone/whp-kit"
# What the kit touches, in versions near those that Colab had at the end of 2025: written down from
# memory, not read from its list.
PREINSTALLED = (
    "numpy==2.0.2",
    "torch==2.9.0",
    "ipykernel==6.17.1",
    "ipywidgets==7.7.1",
    "ipython==7.34.0",
    "psutil==5.9.5",
    "matplotlib==3.10.0",
    "pandas==2.2.2",
    "datasets==4.0.0",
    "safetensors==0.7.0",
    "accelerate==1.12.0",
    "scikit-learn==1.6.1",
    "nbclient==0.10.2",
    "nbformat==5.10.4",
    "setuptools==75.2.0",
    "mistune==3.1.4",
)
SETS = ("oldest", "newest")
HELD = ("torch", "numpy", "ipykernel", "ipython", "psutil")  # a running kernel has loaded these
DRIVE = """
import os, pathlib

def mount(where):
    pathlib.Path(where, "MyDrive").mkdir(parents=True, exist_ok=True)
"""
CELL = """
import sys
import google.colab
from IPython.core.interactiveshell import InteractiveShell

InteractiveShell.instance().run_cell(sys.argv[1]).raise_error()
"""


def check(which: str, python: str) -> dict[str, str]:
    """Makes the machine with the oldest or newest transformers, runs the cell and the notebooks;
    the row of the table.
    """
    home = ROOT / "runs/versions" / f"colab-{which}"
    venv = home / "env"
    environment = os.environ | {
        "HOME": str(home),
        "WHP_DRIVE": str(home / "drive"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{ROOT}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
        "PATH": f"{venv}/bin:{os.environ['PATH']}",
    }
    environment.pop("PYTHONPATH", None)
    row = {"transformers": which}
    if not (venv / "bin/python").exists():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([python, "-m", "venv", venv], check=True)
        chosen = f"transformers=={floor('transformers')}" if which == "oldest" else "transformers"
        pip = [
            venv / "bin/python",
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "install",
            "-q",
        ]
        if subprocess.run([*pip, *PREINSTALLED, chosen], check=False).returncode:
            return row | {"made": "no"}
        (site,) = venv.glob("lib/python*/site-packages")
        (site / "google/colab").mkdir(parents=True)
        (site / "google/colab/__init__.py").touch()
        (site / "google/colab/drive.py").write_text(DRIVE, encoding="utf-8")
    before = installed(venv)
    row |= {
        "transformers": before["transformers"],
        "torch": before["torch"],
        "numpy": before["numpy"],
    }
    began = time.monotonic()
    (home / "drive/MyDrive").mkdir(parents=True, exist_ok=True)
    pack(home / "drive/MyDrive/whp-kit.zip")
    cell = badges.FETCH.format(address=ADDRESS) if which == "oldest" else badges.UNPACK
    words = [venv / "bin/python", "-c", CELL, cell]
    done = subprocess.run(words, cwd=home, env=environment, check=False)
    after = installed(venv)
    changed = [
        f"{name} {before[name]} -> {after.get(name)}"
        for name in before
        if after.get(name) != before[name]
    ]
    lost = [name for name in HELD if after.get(name) != before[name]]
    row["cell"] = (
        f"{'failed' if done.returncode or lost else 'passed'}, {time.monotonic() - began:.0f} s"
    )
    row["exchanged"] = ", ".join(changed) or "nothing"
    began = time.monotonic()
    words = [
        venv / "bin/python",
        "-m",
        "whp_kit",
        "run",
        "--preset",
        "test",
        "--run",
        "colab",
        "--force",
    ]
    done = subprocess.run(
        words,
        cwd=home / "whp-kit",
        env=environment | {"WHP_RUNS": str(home / "drive/MyDrive/whp/runs")},
        check=False,
    )
    return row | {
        "notebooks": f"{'failed' if done.returncode else 'passed'}, "
        f"{time.monotonic() - began:.0f} s"
    }


def installed(venv: Path) -> dict[str, str]:
    """name -> version of all that pip has brought."""
    program = (
        "import json, importlib.metadata as m; "
        "print(json.dumps({one.metadata['Name']: one.version for one in m.distributions()}))"
    )
    return json.loads(
        subprocess.run(
            [venv / "bin/python", "-c", program], capture_output=True, text=True, check=True
        ).stdout
    )


def floor(name: str) -> str:
    """The lowest version that pyproject.toml allows."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    return next(found[1] for one in named if (found := re.match(rf"{name}>=([\d.]+)", one)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="set", help=" or ".join(SETS))
    parser.add_argument("--python", default="python3.12", help="Colab's, 3.12")
    arguments = parser.parse_args()
    if unknown := set(arguments.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(unknown)}; there are {', '.join(SETS)}")
    rows = [check(which, arguments.python) for which in arguments.sets or SETS]
    for row in rows:
        print("; ".join(f"{name}: {value}" for name, value in row.items()))
    return int(
        any(
            not row.get(name, "").startswith("passed")
            for row in rows
            for name in ("cell", "notebooks")
        )
    )


if __name__ == "__main__":
    sys.exit(main())
