"""Set-up, with a pip that only writes down what it is asked: what is installed, what is left alone,
and that a second call does nothing.
"""

import importlib.util
import os
import runpy
import shutil
import subprocess
import sys
import tomllib

import pytest

from tools.badges import repository
from whp_kit.paths import PROJECT_ROOT

FAKE = """#!/bin/sh
# Stands for the Python of an environment: notes every pip call, "has" torch when a file says so.
here=$(dirname "$0")
case "$*" in
  *"sys.version_info"*) exec {python} "$@" ;;
  *'version("torch")'*) cat "$here/torch" 2>/dev/null ;;
  *"pip"*"index versions torch"*) cat "$here/index" ;;
  *"pip"*"install"*)
    echo "$*" >> "$here/calls"
    case "$*" in *torch==*) echo "$*" | sed 's/.*torch==//' > "$here/torch" ;; esac ;;
esac
"""


@pytest.fixture
def environment(tmp_path):
    """A folder with a stand-in for the environment and a copy of what set-up reads."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT_ROOT / name, tmp_path / name)
    shutil.copytree(PROJECT_ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "env/bin").mkdir(parents=True)
    fake = tmp_path / "env/bin/python"
    fake.write_text(FAKE.format(python=sys.executable))
    fake.chmod(0o755)
    (tmp_path / "env/bin/index").write_text(
        "torch (2.15.0)\nAvailable versions: 2.15.0, 2.14.1+cpu, 2.14.1, 2.13.0+cpu\n"
    )
    (tmp_path / "tools").mkdir()  # a PATH on which a test can put an nvidia-smi
    return tmp_path


def setup(folder):
    env = os.environ | {"WHP_VENV": "env", "PATH": f"{folder / 'tools'}:{os.environ['PATH']}"}
    env = {name: value for name, value in env.items() if not name.startswith("MAKE")}
    subprocess.run(
        ["make", "-s", "setup"],
        cwd=folder,
        env=env,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    calls = folder / "env/bin/calls"
    return calls.read_text().splitlines() if calls.is_file() else []


def nvidia_smi(folder, status):
    path = folder / "tools/nvidia-smi"
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the plain torch has no CUDA; on Linux this runs"
)
def test_without_a_gpu_the_cpu_build_is_taken_once(environment):
    nvidia_smi(environment, 9)
    calls = setup(environment)
    assert (
        len(calls) == 2
        and calls[0].endswith("torch==2.14.1+cpu")
        and calls[1].endswith("-e .[lab,test]")
    )
    assert (
        environment / "env/.whp-constraints"
    ).read_text() == "torch==2.14.1+cpu\n" and ".whp-constraints" in calls[1]
    assert setup(environment) == calls
    with (environment / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert len(setup(environment)) == 3


def test_with_a_gpu_pip_chooses(environment):
    nvidia_smi(environment, 0)
    (call,) = setup(environment)
    assert "torch==" not in call


def test_a_torch_that_is_there_is_left_alone(environment):
    nvidia_smi(environment, 9)
    (environment / "env/bin/torch").write_text("2.7.0+cu126\n")
    (call,) = setup(environment)
    assert (
        "torch==" not in call
        and (environment / "env/.whp-constraints").read_text() == "torch==2.7.0+cu126\n"
    )


def test_an_old_python_is_refused(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        ["sh", str(PROJECT_ROOT / ".ci/setup"), str(tmp_path / "env")],
        env=os.environ | {"PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "No Python 3.11 or newer" in done.stderr


def test_no_registry_is_named():
    for name in ("Makefile", ".ci/setup", ".ci/run", "pyproject.toml", "environment.yml"):
        text = (PROJECT_ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text.replace(repository(), ""), name


def test_environment_yml_points_at_the_package():
    extras = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]["optional-dependencies"]
    assert f"- -e .[{','.join(extras)}]" in (PROJECT_ROOT / "environment.yml").read_text(
        encoding="utf-8"
    )


def test_constraints_are_handed_on(environment, monkeypatch):
    nvidia_smi(environment, 0)
    monkeypatch.setenv("CONSTRAINTS", str(environment / "floors.txt"))
    (call,) = setup(environment)
    assert call.count("-c ") == 2 and f"-c {environment / 'floors.txt'}" in call


def test_the_oldest_set_holds_everything_that_the_package_needs_at_its_lowest_version():
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    needed = project["dependencies"]
    floors = runpy.run_path(str(PROJECT_ROOT / ".ci/versions.py"))["floors"]()
    assert [line.split("==")[0] for line in floors] == [line.split(">=")[0] for line in needed]
    assert "transformers==5" in floors and all(
        line.count("==") == 1 and "<" not in line for line in floors
    )


@pytest.mark.parametrize("script", ["versions", "colab"])
def test_both_sets_are_checked_where_none_is_named_and_an_unknown_one_is_refused(
    script, monkeypatch, capsys
):
    spec = importlib.util.spec_from_file_location(f"ci_{script}", PROJECT_ROOT / f".ci/{script}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    asked = []
    row = {"cell": "passed", **dict.fromkeys(("notebooks", "families", "panels"), "passed")}
    monkeypatch.setattr(
        module, "check", lambda which, python: asked.append(which) or row | {"set": which}
    )
    monkeypatch.setattr(sys, "argv", [script])
    assert module.main() == 0 and asked == ["oldest", "newest"]
    monkeypatch.setattr(sys, "argv", [script, "newest"])
    assert module.main() == 0 and asked[2:] == ["newest"]
    row["notebooks"] = "failed"
    assert module.main() == 1
    monkeypatch.setattr(sys, "argv", [script, "latest"])
    with pytest.raises(SystemExit):
        module.main()
    assert "no such set: latest; there are oldest, newest" in capsys.readouterr().err


def test_the_check_of_renderers_says_what_it_needs(tmp_path):
    done = subprocess.run(
        [sys.executable, PROJECT_ROOT / ".ci/renderers.py"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "install Node.js" in done.stderr and not done.stdout
