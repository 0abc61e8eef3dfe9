"""Badges and set-up on Google Colab: the cell itself, run in a fresh environment that imitates Colab's, from a clone of these files."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tools import badges
from whp_kit import colab
from whp_kit.cli.main import main
from whp_kit.errors import InputError, SettingsError
from whp_kit.paths import NOTEBOOKS, PROJECT_ROOT

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))


def code(path):
    return [
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


class TestBadges:
    def test_all_agree_with_the_one_address(self):
        address = badges.repository()
        for path in PATHS:
            assert code(path)[0] == badges.SETUP.format(address=address), (
                f"{path.name}: run whp-kit badges"
            )
            (found,) = badges.BADGE.findall(path.read_text(encoding="utf-8"))
            assert found == badges.badge(path.stem, address) and found.endswith(
                f"notebooks/{path.name})"
            )

    def test_a_changed_address_is_written_into_all_and_nothing_else_is(self, tmp_path):
        for path in PATHS:
            shutil.copy(path, tmp_path)
        assert badges.write_badges(tmp_path) == []
        changed = badges.write_badges(tmp_path, "https://github.com/someone/forgetting")
        assert [path.name for path in changed] == [path.name for path in PATHS]
        for path in PATHS:
            old, new = (
                path.read_text(encoding="utf-8"),
                (tmp_path / path.name).read_text(encoding="utf-8"),
            )
            assert (
                new
                == old.replace(
                    badges.repository().removeprefix("https://github.com/"), "someone/forgetting"
                )
                != old
            )

    def test_a_notebook_without_a_badge_gets_one(self, tmp_path, make_notebook):
        path = make_notebook("09_mine", "1 + 1")
        with pytest.raises(InputError, match="title"):
            badges.write_badges(path.parent)
        notebook = json.loads(PATHS[1].read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = ["# Mine\n", "Text."]
        path.write_text(json.dumps(notebook), encoding="utf-8")
        assert badges.write_badges(path.parent) == [path]
        first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        assert first == f"# Mine\n\n{badges.badge('09_mine', badges.repository())}\n\nText."

    @pytest.mark.parametrize(
        "address", ["", "github.com/a/b", "https://github.com/a", "https://example.org/a/b"]
    )
    def test_an_address_that_colab_cannot_open_is_refused(self, tmp_path, address):
        file = tmp_path / "pyproject.toml"
        file.write_text(f'[project]\nname = "x"\n[project.urls]\nRepository = "{address}"\n')
        with pytest.raises(SettingsError, match="Repository"):
            badges.repository(file)

    def test_the_command(self, capsys):
        assert main(["badges"]) == 0 and capsys.readouterr().out.split() == [badges.repository()]


def test_elsewhere_the_cell_does_nothing(monkeypatch):
    """The branch is not entered, so neither a clone nor a package nor Drive is asked for, and no time is spent."""
    monkeypatch.delenv("WHP_RUNS", raising=False)
    source = badges.SETUP.format(address=badges.repository())
    (guarded,) = re.findall(r"^if (.*?):.*\n((?:    .*\n)+)", source, flags=re.MULTILINE)
    assert not eval(guarded[0]) and "git clone" in guarded[1] and "set_up" in guarded[1]
    exec(source.replace(guarded[1], "    raise AssertionError\n"), {})
    assert "WHP_RUNS" not in os.environ


def test_what_is_loaded_is_held():
    held = dict(line.split("==") for line in colab.constraints())
    assert held["torch"] == metadata.version("torch") and held["numpy"] == metadata.version("numpy")
    assert held["pytest"] == metadata.version("pytest"), "this process has imported it"
    assert "papermill" not in held or "papermill" in sys.modules


# --- the cell, on a machine that imitates Colab's -----------------------------------------------------------------------------------

DRIVER = """
import google.colab, json, os, sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for source in json.loads(sys.argv[1]):
    shell.run_cell(source).raise_error()
"""
DRIVE = """
import os, pathlib

def mount(where):
    if os.environ.get("REFUSED"):
        raise ValueError("mount failed")
    pathlib.Path(where, "MyDrive").mkdir(parents=True, exist_ok=True)
"""
LOOK = """
import json, mistune, numpy, torch
import whp_kit
from whp_kit import paths

pathlib = __import__("pathlib")
work = Run("demo").work("05_finetune_qlora")
found = work.exists()
work.mkdir(parents=True, exist_ok=True)
versions = {one.__name__: [one.__version__, one.__file__] for one in (torch, numpy, mistune)}
told = {"kit": whp_kit.__file__, "runs": str(paths.runs_root()), "books": str(paths.resolve("~/whp/books"))}
pathlib.Path("told.json").write_text(json.dumps(told | {"found": found, "versions": versions}))
"""


LEFT_OUT = ("mistune", "whp_kit", "__editable__", "google")  # of what this environment has


def wheel(folder, name, version, files, requires=()):
    """A wheel of {path: bytes}, for pip to find in `folder`."""
    info = f"{name}-{version}.dist-info"
    about = [
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
        *(f"Requires-Dist: {one}" for one in requires),
    ]
    files = files | {
        f"{info}/METADATA": ("\n".join(about) + "\n").encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        path: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        for path, data in files.items()
    }
    rows = [f"{path},sha256={digests[path]},{len(data)}" for path, data in files.items()]
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]) + "\n")


def files_of(name):
    """{path: bytes} of a distribution that is installed here, without what is said about it."""
    files = [
        path
        for path in metadata.distribution(name).files
        if path.suffix != ".pyc" and path.parts[0] != ".."
    ]
    return {
        str(path): path.locate().read_bytes() for path in files if ".dist-info" not in path.parts[0]
    }


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A function that makes a fresh machine: an environment with torch, numpy and all else of this one but mistune; nothing of ours.

    pip finds there mistune as it is here, and a newer one that asks for another numpy, which can be had too.
    """
    root = tmp_path_factory.mktemp("colab")
    (root / "wheels").mkdir()
    setuptools = metadata.distribution("setuptools")  # builds the kit
    said = {
        f"setuptools-{setuptools.version}.dist-info/entry_points.txt": setuptools.read_text(
            "entry_points.txt"
        ).encode()
    }
    wheel(root / "wheels", "setuptools", setuptools.version, files_of("setuptools") | said)
    wheel(root / "wheels", "mistune", metadata.version("mistune"), files_of("mistune"))
    wheel(root / "wheels", "mistune", "3.999", files_of("mistune"), requires=["numpy>=99"])
    wheel(root / "wheels", "numpy", "99.0", {"numpy/__init__.py": b"__version__ = '99.0'\n"})

    origin = root / "origin"  # what the clone is made of: these files, changed or not
    listed = [
        "git",
        "-C",
        str(PROJECT_ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    done = subprocess.run(listed, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone: the cell is run where there is one")
    for name in filter(None, done.stdout.split("\0")):
        if (PROJECT_ROOT / name).is_file():
            (origin / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_ROOT / name, origin / name)
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(origin), *words], check=True, capture_output=True)

    def make(name):
        home = root / name
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(home / "env")], check=True
        )
        (site,) = (home / "env").glob("lib/python*/site-packages")
        preinstalled = home / "preinstalled"
        preinstalled.mkdir()
        for path in sys.path:  # of this environment, each package by a link
            for one in Path(path).glob("*") if path.endswith("-packages") else ():
                if not one.name.startswith(LEFT_OUT) and not (preinstalled / one.name).exists():
                    (preinstalled / one.name).symlink_to(one)
        (preinstalled / "google/colab").mkdir(parents=True)
        (preinstalled / "google/colab/__init__.py").touch()
        (preinstalled / "google/colab/drive.py").write_text(DRIVE)
        (site / "preinstalled.pth").write_text(str(preinstalled) + "\n")
        return home

    def run(home, *sources, **more):
        env = {
            "HOME": home, "PATH": f"{home}/env/bin:{os.environ['PATH']}", "WHP_DRIVE": root / "drive",
            "GIT_CONFIG_COUNT": 1, "GIT_CONFIG_KEY_0": f"url.file://{origin}.insteadOf", "GIT_CONFIG_VALUE_0": badges.repository(),
            "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": 1, "PIP_FIND_LINKS": root / "wheels",
            "OMP_NUM_THREADS": 1,
        } | more  # fmt: skip
        words = [home / "env/bin/python", "-c", DRIVER, json.dumps(sources)]
        return subprocess.run(
            words,
            cwd=home,
            env={k: str(v) for k, v in env.items()},
            capture_output=True,
            text=True,
            check=False,
        )

    return make, run


def test_the_cell_brings_everything_and_leaves_torch_and_numpy(machine, tmp_path):
    import numpy
    import torch

    make, run = machine
    cell = code(PATHS[0])[0]
    home = make("first")
    done = run(home, cell, cell, LOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((home / "told.json").read_text())
    for package in (torch, numpy):
        version, file = told["versions"][package.__name__]
        assert (
            version == package.__version__
            and Path(file).resolve() == Path(package.__file__).resolve()
        )
    version, file = told["versions"]["mistune"]
    assert Path(file).is_relative_to(home / "env"), "installed"
    assert version == metadata.version("mistune"), "but not the one that would exchange numpy"
    assert told["kit"] == str(home / "whp-kit/whp_kit/__init__.py") and not told["found"]
    drive = home.parent / "drive/MyDrive/whp"
    assert told["runs"] == str(drive / "runs") and told["books"] == str(drive / "books")
    assert (home / "env/bin/whp-kit").is_file() and done.stdout.count("installing") == 1, (
        "the cell twice installs once"
    )

    other = make("second")  # the first machine is gone; what it left in Drive is found
    shutil.rmtree(home)
    done = run(
        other,
        cell.replace("drive=True", "drive=False"),
        LOOK,
        cell,
        LOOK.replace("told.json", "drive.json"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    without, told = (json.loads((other / name).read_text()) for name in ("told.json", "drive.json"))
    assert (
        without["runs"] == str(other / "whp-kit/runs")
        and "which goes when this machine does" in done.stdout
        and not without["found"]
    )
    assert told["runs"] == str(drive / "runs") and told["found"]

    done = run(other, cell, REFUSED=1)
    assert (
        done.returncode
        and "SettingsError: Google Drive was not mounted" in done.stderr
        and "drive=False" in done.stderr
    )
