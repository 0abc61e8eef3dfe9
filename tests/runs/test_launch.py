"""The long steps under torchrun: two processes make what one makes, and the notebooks go on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.tiny_models import TEXT, tiny_anchors
from whp_kit.errors import SettingsError
from whp_kit.files import read_json
from whp_kit.labels.label_set import LabelSet
from whp_kit.runs import headless, launch
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.training import distributed

PRESET = """extends = "test"
[model]
base = "{model}"
unset = ["never_knew"]
[world]
books = "{folder}/book.txt"
general = "{folder}/general.txt"
anchors = "{folder}/anchors.csv"
unset = ["companion", "neighbours", "tasks"]
[reinforce]
steps = 4
block_tokens = 24
[labels]
block_tokens = 24
batch_blocks = 4
[finetune]
steps = 4
learning_rate = 1e-2
checkpoint_every = 2
retain_weight = 1.0
control_steps = 2
"""


@pytest.fixture
def preset(folder, tmp_path):
    """A preset on the random model and a small text, in files."""
    tiny_anchors(tmp_path)
    (tmp_path / "book.txt").write_text(TEXT * 5, encoding="utf-8")
    (tmp_path / "general.txt").write_text(TEXT[104:] * 3, encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(PRESET.format(model=folder, folder=tmp_path), encoding="utf-8")
    return str(path)


def two(step, preset, run):
    """The step in two processes."""
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc_per_node",
        "2",
        "-m",
        "whp_kit.runs.launch",
        step,
    ]
    options = [run, "--preset", preset, "--processes", "2"]
    done = subprocess.run(
        [*command, *options],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def one(step, preset, run):
    """The step in this process."""
    assert launch.main([step, run, "--preset", preset, "--processes", "1"]) == 0


def after_three(run, preset):
    """In place of 02 and 03: the anchors of the world as a step of the run."""
    made = Run(run)
    with made.writing(
        "03_edit_anchors", settings={}, seed=0, reads=[made.read("01_reinforce")]
    ) as out:
        shutil.copy(load_preset(preset).world.anchors, out.path("anchors.csv", editable=True))


@pytest.mark.slow
def test_two_processes_make_the_steps_of_one_and_the_chain_goes_on(runs, preset):
    for make, run in ((one, "alone"), (two, "both")):
        make("reinforce", preset, run)
        after_three(run, preset)
    alone, both = Run("alone"), Run("both")
    first, second = (run.read("01_reinforce").manifest["headline"] for run in (alone, both))
    assert second.pop("processes") == 2 and first.pop("processes") == 1
    assert (
        second == pytest.approx(first, abs=1e-5)
        and first["loss_reinforced"] < first["loss_baseline"]
    )

    shutil.copytree(
        alone.folder / "01_reinforce/adapter",
        both.folder / "01_reinforce/adapter",
        dirs_exist_ok=True,
    )
    manifest = read_json(alone.folder / "01_reinforce/manifest.json") | {"run": "both"}
    headless.write_json(
        both.folder / "01_reinforce/manifest.json", manifest
    )  # labels to the byte need the same two models
    after_three("both", preset)
    for make, run in ((one, "alone"), (two, "both")):
        make("label", preset, run)
        make("finetune", preset, run)
    sets = [
        LabelSet.load(run.read("04_generate_labels").path("labels.safetensors"))
        for run in (alone, both)
    ]
    assert sets[0].digest() == sets[1].digest() and sets[0].blocks > 4
    first, second = (run.read("05_finetune_qlora").manifest for run in (alone, both))
    assert set(first["files"]) == set(second["files"]) and any(
        name.startswith("control/step_00002/") for name in first["files"]
    )
    assert second["headline"] | {"processes": 1} == pytest.approx(first["headline"], abs=1e-5)

    for notebook in find_notebooks():
        if notebook.name in both.steps() and notebook.number != "03":
            folder = both.folder / "notebooks"
            common = headless._common("both", load_preset(preset), 0)
            today = headless._fingerprint(notebook, load_preset(preset), common)
            recorded = read_json(folder / "state.json")[notebook.name]
            assert headless.why_run(both, notebook.name, today, recorded, folder) is None
            other = today | {"preset": today["preset"] | {"world": "another"}}
            assert (
                headless.why_run(both, notebook.name, other, recorded, folder)
                == "the preset changed: [world]"
            )


def test_a_launch_that_made_too_few_processes_is_refused(runs, preset, capsys):
    assert launch.main(["reinforce", "few", "--preset", preset, "--processes", "2"]) == 1
    assert (
        "2 processes were asked for (value: 1 run)" in capsys.readouterr().err and not runs.exists()
    )


def test_a_model_that_is_sharded_is_refused():
    fake = SimpleNamespace(num_processes=2, distributed_type=SimpleNamespace(value="FSDP"))
    with pytest.raises(SettingsError, match="does not shard a model.*FSDP"):
        distributed.check(fake, 2)


class TestErrors:
    """A launched process tells them as the command line does."""

    def told(self, capsys, *words):
        assert launch.main(["reinforce", *words, "--processes", "1"]) == 1
        return capsys.readouterr().err

    def test_nothing_active_reaches_the_terminal(self, runs, capsys):
        for words in (["a\x1b[31m", "--preset", "test"], ["one", "--preset", "te\x1b]0;x\x07st"]):
            told = self.told(capsys, *words)
            assert "process 0: SettingsError" in told
            assert "\\x1b" in told
            assert "\x1b" not in told

    def test_one_that_nobody_foresaw_is_a_line_with_a_log(self, runs, capsys, monkeypatch):
        def fail(_):
            raise KeyError("odd\nkey")

        monkeypatch.setattr(launch, "load_preset", fail)
        told = self.told(capsys, "one", "--preset", "test").strip()
        assert "\n" not in told
        assert told.startswith("process 0: KeyError")
        log = Path(told.rsplit(" ", 1)[1])
        assert "in fail" in log.read_text(encoding="utf-8")
        log.unlink()

    def test_a_preset_by_its_relative_path(self, runs, preset, capsys, monkeypatch):
        monkeypatch.chdir(Path(preset).parent)
        told = self.told(capsys, "a b", "--preset", "mine.toml")  # the preset is read before
        assert "a run's name is not allowed" in told
