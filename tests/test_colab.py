"""The set-up cell on Colab, run on a machine that imitates it: from a clone of this tree, and from
the file that `whp-kit pack` writes of it.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
import types
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tools import badges
from whp_kit import colab
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.paths import PROJECT_ROOT

ADDRESS = "https://github.com/someone/whp-kit"
FETCH, UNPACK = badges.setup_cell(ADDRESS), badges.setup_cell(badges.repository())


@pytest.mark.parametrize("cell", [FETCH, UNPACK], ids=["fetch", "unpack"])
def test_elsewhere_the_cell_does_nothing(monkeypatch, cell):
    def refuse(command):
        raise AssertionError(command)

    monkeypatch.delenv("WHP_RUNS", raising=False)
    monkeypatch.setattr(os, "system", refuse)
    monkeypatch.setattr(colab, "set_up", refuse)
    path = list(sys.path)
    exec(cell, {})
    assert sys.path == path
    assert "WHP_RUNS" not in os.environ


def test_pip_must_not_replace_what_is_imported():
    versions = dict(line.split("==") for line in colab.constraints())
    for name in ("torch", "numpy", "pytest"):
        assert versions[name] == metadata.version(name)


def small_kit(folder, names):
    """A folder that holds these files, each its own name."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


KIT = ["whp_kit/a.py", "whp_kit/b/c.py", "notebooks/01.ipynb", "data/ä.toml"]
KIT += ["pyproject.toml", "README.md", "LICENSE"]


class TestPack:
    def test_the_same_files_give_the_same_bytes_at_another_time_in_another_order(self, tmp_path):
        one = small_kit(tmp_path / "one", KIT)
        other = small_kit(tmp_path / "other", [*reversed(KIT), "whp_kit/__pycache__/a.pyc"])
        small_kit(other, ["notebooks/.ipynb_checkpoints/01.ipynb", "runs/demo/x", ".git/HEAD"])
        for number, path in enumerate(sorted(other.rglob("*"))):
            os.utime(path, (number, number))
        (other / "data/ä.toml").chmod(0o600)
        assert colab.pack(tmp_path / "one.zip", one) == len(KIT)
        assert colab.pack(tmp_path / "other.zip", other) == len(KIT)
        assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
        with zipfile.ZipFile(tmp_path / "one.zip") as archive:
            assert archive.namelist() == sorted(KIT)

    def test_a_part_that_is_missing_leaves_the_old_file(self, tmp_path):
        kit = small_kit(tmp_path / "kit", [name for name in KIT if name != "LICENSE"])
        (tmp_path / "kit.zip").write_text("old")
        with pytest.raises(InputError, match="missing.*LICENSE"):
            colab.pack(tmp_path / "kit.zip", kit)
        assert (tmp_path / "kit.zip").read_text() == "old"

    def test_a_link_is_not_followed(self, tmp_path):
        kit = small_kit(tmp_path / "kit", KIT)
        (kit / "data/books").symlink_to(tmp_path)
        with pytest.raises(InputError, match="link.*data/books"):
            colab.pack(tmp_path / "kit.zip", kit)

    STRANGERS = (
        "data/.env",
        "data/secrets.env",
        "data/credentials.json",
        "data/runs/demo/manifest.json",
        "data/models/mine/checkpoint-500/model.safetensors",
        "data/cache/a.json",
        "data/model.bin",
        "data/dump.sqlite",
        "notebooks/notes.txt",
        "notebooks/.ipynb_checkpoints/01.ipynb",
        "whp_kit/.secret/a.py",
        "whp_kit/key.pem",
        "whp_kit/__pycache__/a.py",
    )

    def test_outside_a_checkout_only_the_kinds_of_the_kit_go(self, tmp_path):
        kit = small_kit(tmp_path / "kit", [*KIT, *self.STRANGERS])
        assert colab.tracked(kit) is None
        colab.pack(tmp_path / "kit.zip", kit)
        with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
            assert archive.namelist() == sorted(KIT)

    def test_in_a_checkout_exactly_what_git_tracks_goes(self, tmp_path):
        kit = small_kit(tmp_path / "kit", [*KIT, "data/own.bin", "tests/a.py"])
        git = ["git", "-C", str(kit)]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        small_kit(kit, [*self.STRANGERS, "data/worlds/mine/book.txt"])
        (kit / "data/books").symlink_to(tmp_path)
        colab.pack(tmp_path / "kit.zip", kit)
        with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
            assert archive.namelist() == sorted([*KIT, "data/own.bin"])
            assert archive.read("data/ä.toml").decode() == "data/ä.toml"

    @pytest.mark.parametrize("where", ["data/one.txt", "data"])
    def test_a_tracked_link_is_refused(self, tmp_path, where):
        kit = small_kit(tmp_path / "kit", [*KIT, "data/one.txt"])
        (kit / where).rename(tmp_path / "elsewhere")
        (kit / where).symlink_to(tmp_path / "elsewhere")
        git = ["git", "-C", str(kit)]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        with pytest.raises(InputError, match="a link is not packed"):
            colab.pack(tmp_path / "kit.zip", kit)

    def test_a_pipe_is_neither_packed_nor_waited_for(self, tmp_path):
        kit = small_kit(tmp_path / "kit", KIT)
        os.mkfifo(kit / "data/pipe.txt")
        assert colab.pack(tmp_path / "kit.zip", kit) == len(KIT)

    def test_a_large_file_is_not_taken_into_memory(self, tmp_path):
        kit = small_kit(tmp_path / "kit", KIT)
        with (kit / "data/model.safetensors").open("wb") as file:
            file.truncate(64 << 20)
        tracemalloc.start()
        colab.pack(tmp_path / "kit.zip", kit)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
        tracemalloc.stop()

    def test_the_command_packs_this_kit(self, tmp_path, capsys):
        file = tmp_path / "whp-kit.zip"
        assert main(["pack", "--out", str(file)]) == 0
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            assert archive.testzip() is None
        assert {"whp_kit/colab.py", "notebooks/01_reinforce.ipynb", "pyproject.toml"} <= names
        assert {name.split("/")[0] for name in names} == set(colab.PACKED)
        printed = capsys.readouterr().out
        assert f"{len(names)} files" in printed and "those that git tracks" in printed
        assert all(name in printed for name in names)
        assert main(["pack", "--out", str(file)]) == 1, "there is a file already"


# The rest runs the cell on a machine that imitates Colab's.

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
    place = pathlib.Path(where)
    if place.is_dir() and any(place.iterdir()) and not (place / "MyDrive").is_dir():
        raise ValueError("Mountpoint must not already contain files")
    (place / "MyDrive").mkdir(parents=True, exist_ok=True)
"""
LOOK = """
import json, mistune, numpy, pathlib, torch
import whp_kit
from whp_kit.paths import resolve, runs_root

work = runs_root() / "demo"
result = {
    "kit": whp_kit.__file__,
    "runs": str(runs_root()),
    "books": str(resolve("~/whp/books")),
    "earlier run": work.exists(),
    "versions": {
        package.__name__: [package.__version__, package.__file__]
        for package in (torch, numpy, mistune)
    },
}
work.mkdir(parents=True, exist_ok=True)
pathlib.Path("result.json").write_text(json.dumps(result))
"""


LEFT_OUT = ("mistune", "whp_kit", "__editable__", "google")  # not preinstalled


def wheel(folder, name, version, files, requires=()):
    """A wheel of {path: bytes}, for pip to find in `folder`."""
    info = f"{name}-{version}.dist-info"
    fields = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    fields += [f"Requires-Dist: {requirement}" for requirement in requires]
    form = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = files | {
        f"{info}/METADATA": ("\n".join(fields) + "\n").encode(),
        f"{info}/WHEEL": form.encode(),
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
    """{path: bytes} of a distribution that is installed here, without its metadata."""
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
    """(make, run): make(name) makes a machine, run(home, *cells) runs cells of a notebook there.

    A machine has the packages of this environment but mistune and the kit. pip finds mistune there
    as it is here, and a newer version that needs another numpy, which it finds as well.
    """
    root = tmp_path_factory.mktemp("colab")
    (root / "wheels").mkdir()
    setuptools = metadata.distribution("setuptools")  # builds the kit
    path = f"setuptools-{setuptools.version}.dist-info/entry_points.txt"
    entry_points = {path: setuptools.read_text("entry_points.txt").encode()}
    wheel(root / "wheels", "setuptools", setuptools.version, files_of("setuptools") | entry_points)
    wheel(root / "wheels", "mistune", metadata.version("mistune"), files_of("mistune"))
    wheel(root / "wheels", "mistune", "3.999", files_of("mistune"), requires=["numpy>=99"])
    wheel(root / "wheels", "numpy", "99.0", {"numpy/__init__.py": b"__version__ = '99.0'\n"})

    origin = root / "origin"  # the source of the clone: the files of this tree, changed or not
    command = ["git", "-C", str(PROJECT_ROOT), "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git clone")
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
        for folder in sys.path:
            for package in Path(folder).glob("*") if folder.endswith("-packages") else ():
                link = preinstalled / package.name
                if not package.name.startswith(LEFT_OUT) and not link.exists():
                    link.symlink_to(package)
        (preinstalled / "google/colab").mkdir(parents=True)
        (preinstalled / "google/colab/__init__.py").touch()
        (preinstalled / "google/colab/drive.py").write_text(DRIVE)
        (site / "preinstalled.pth").write_text(str(preinstalled) + "\n")
        return home

    def run(home, *cells, **more):
        env = {
            "HOME": home,
            "PATH": f"{home}/env/bin:{os.environ['PATH']}",
            "WHP_DRIVE": root / "drive",
            "GIT_CONFIG_COUNT": 1,
            "GIT_CONFIG_KEY_0": f"url.file://{origin}.insteadOf",
            "GIT_CONFIG_VALUE_0": ADDRESS,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": 1,
            "PIP_FIND_LINKS": root / "wheels",
            "OMP_NUM_THREADS": 1,
        }
        env = {name: str(value) for name, value in (env | more).items()}
        command = [home / "env/bin/python", "-c", DRIVER, json.dumps(cells)]
        return subprocess.run(
            command, cwd=home, env=env, capture_output=True, text=True, check=False
        )

    return make, run


def test_the_cell_installs_the_kit_and_the_next_machine_finds_the_runs(machine):
    import numpy
    import torch

    make, run = machine
    home = make("first")
    done = run(home, FETCH, FETCH, LOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("installing") == 1, "the second time installs nothing"
    assert (home / "env/bin/whp-kit").is_file()
    first = json.loads((home / "result.json").read_text())
    for package in (torch, numpy):  # those of the machine stay
        version, file = first["versions"][package.__name__]
        assert version == package.__version__
        assert Path(file).resolve() == Path(package.__file__).resolve()
    version, file = first["versions"]["mistune"]
    assert Path(file).is_relative_to(home / "env")
    assert version == metadata.version("mistune"), "the newer one would replace numpy"
    assert first["kit"] == str(home / "whp-kit/whp_kit/__init__.py")
    drive = home.parent / "drive/MyDrive/whp"
    assert first["runs"] == str(drive / "runs")
    assert first["books"] == str(drive / "books")
    assert not first["earlier run"]

    other = make("second")
    shutil.rmtree(home)
    without_drive = FETCH.replace("drive=True", "drive=False")
    done = run(other, without_drive, LOOK.replace("result.json", "without.json"), FETCH, LOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    without = json.loads((other / "without.json").read_text())
    assert without["runs"] == str(other / "whp-kit/runs")
    assert not without["earlier run"]
    assert "which goes when this machine does" in done.stdout
    with_drive = json.loads((other / "result.json").read_text())
    assert with_drive["runs"] == str(drive / "runs")
    assert with_drive["earlier run"]

    done = run(other, FETCH, REFUSED=1, WHP_DRIVE=home.parent / "none")
    assert done.returncode != 0
    assert "SettingsError: Google Drive was not mounted" in done.stderr
    assert "allow it when you are asked, or write drive=False" in done.stderr

    (home.parent / "taken").mkdir()
    (home.parent / "taken/file").touch()
    done = run(other, FETCH, WHP_DRIVE=home.parent / "taken")
    assert f"rename {home.parent / 'taken'}, which must be empty" in done.stderr


def test_without_an_address_the_cell_takes_the_kit_from_the_drive(machine, tmp_path):
    make, run = machine
    home, drive = make("third"), tmp_path / "drive"
    done = run(home, UNPACK, WHP_DRIVE=drive)
    assert "put whp-kit.zip, made by `whp-kit pack`, into your Drive" in done.stderr
    colab.pack(drive / "MyDrive/whp-kit.zip")
    (home / "whp-kit.new/whp_kit").mkdir(parents=True)  # of a session that was cut off
    done = run(home, UNPACK, UNPACK, LOOK, WHP_DRIVE=drive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("installing") == 1
    result = json.loads((home / "result.json").read_text())
    assert result["kit"] == str(home / "whp-kit/whp_kit/__init__.py")
    assert result["runs"] == str(drive / "MyDrive/whp/runs")
    packed = {path.relative_to(home / "whp-kit") for path in (home / "whp-kit").glob("*")}
    assert {Path(name) for name in colab.PACKED} <= packed


@pytest.fixture
def drive_module(monkeypatch):
    """`google.colab.drive` of this process, whose mount makes a folder."""
    made = types.SimpleNamespace(mount=lambda place: Path(place, "MyDrive").mkdir(parents=True))
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", types.SimpleNamespace(drive=made))


class TestTheFolderOfBooks:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path, monkeypatch, drive_module):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("WHP_RUNS", "")
        return tmp_path

    def test_a_link_that_leads_nowhere_is_replaced(self, home):
        (home / "whp").symlink_to(home / "gone")
        colab._use_drive(home / "drive")
        assert (home / "whp").resolve() == home / "drive/MyDrive/whp"

    def test_a_folder_that_is_there_stays_and_is_told(self, home, capsys):
        (home / "whp/books").mkdir(parents=True)
        colab._use_drive(home / "drive")
        assert not (home / "whp").is_symlink()
        assert f"books: {home / 'whp'}, which was there before" in capsys.readouterr().out
