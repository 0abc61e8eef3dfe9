"""Real papermill over small notebooks made here: what runs, what is skipped, how it stops."""

import io
import json
import os
import subprocess
import sys
import time

import pytest

from whp_kit.errors import ArtifactError, InputError, RunInUse, SettingsError
from whp_kit.runs import headless, lock
from whp_kit.runs.headless import (
    STATE,
    NotebookError,
    _read_state,
    cell_titles,
    kernel_environment,
    run_notebooks,
)
from whp_kit.runs.notebooks import Notebook, find_notebooks, parse_overrides, parse_value
from whp_kit.runs.progress import Progress
from whp_kit.runs.store import Run
from whp_kit.settings import SECTIONS, load_preset

FIRST = """from whp_kit.runs.store import Run
with Run(run).writing("01_first", settings={"steps": steps}, seed=seed, reads=[source]) as out:
    out.path("numbers.txt").write_text(open(source).read() * (steps or 1))
    out.path("table.csv", editable=True).write_text("a,b")"""
SECOND = """from whp_kit.runs.store import Run
here = Run(run)
first = here.read("01_first")
with here.writing("02_second", settings={}, seed=seed, reads=[first]) as out:
    out.path("table.csv").write_text(first.path("table.csv").read_text())
    out.headline(size=3)"""


@pytest.fixture
def chain(runs, make_notebook, tmp_path):
    """Two notebooks; call it to run them: chain(**options) -> (Outcome, what was shown)."""
    (tmp_path / "source.txt").write_text("x")
    parameters = f'steps: int | None = None  # times\nsource: str = "{tmp_path / "source.txt"}"'
    make_notebook("01_first", 'print("hello")', FIRST, parameters=parameters)
    make_notebook("02_second", SECOND)

    def run(name="demo", texts=(), **options):
        notebooks = find_notebooks(tmp_path / "notebooks")
        shown = io.StringIO()
        overrides = parse_overrides(list(texts), notebooks)
        progress = Progress(len(notebooks), shown)
        return run_notebooks(
            notebooks, name, load_preset("test"), overrides=overrides, progress=progress, **options
        ), shown.getvalue()

    return run


def test_a_chain_runs_then_is_left_alone_then_follows_changes(chain, tmp_path, make_notebook):
    outcome, shown = chain()
    assert outcome.executed == ["01_first", "02_second"] and outcome.skipped == []
    assert (
        "[1/2] 01_first" in shown
        and "cell 2/3: Part 1" in shown
        and "cell 3/3: Part 2" in shown
        and "peak memory" in shown
    )
    executed = json.loads((outcome.run.folder / "notebooks/01_first.ipynb").read_text())
    assert "hello" in str([cell.get("outputs") for cell in executed["cells"]])
    assert outcome.run.read("02_second").manifest["headline"] == {"size": 3}

    began = time.monotonic()
    outcome, shown = chain()
    assert (
        outcome.executed == []
        and outcome.skipped == ["01_first", "02_second"]
        and "nothing changed" in shown
    )
    assert time.monotonic() - began < 2

    outcome.run.read("01_first").path("table.csv").write_text(
        "edited"
    )  # by hand: kept, and followed
    outcome, shown = chain()
    assert outcome.executed == ["02_second"] and "01_first/table.csv has changed" in shown
    assert outcome.run.read("02_second").path("table.csv").read_text() == "edited"

    outcome, shown = chain(texts=["1.steps=3"])
    assert outcome.executed == ["01_first", "02_second"] and "other parameters" in shown
    assert outcome.run.read("01_first").path("numbers.txt").read_text() == "xxx"
    assert [kept.read_text() for kept in (outcome.run.folder / "kept/01_first").iterdir()] == [
        "edited"
    ]

    (tmp_path / "source.txt").write_text("y")
    assert chain(texts=["01.steps=3"])[0].executed == ["01_first", "02_second"]
    assert chain(texts=["01_first.steps=3"], force_from="02")[0].executed == ["02_second"]

    make_notebook_path = tmp_path / "notebooks/02_second.ipynb"
    make_notebook_path.write_text(make_notebook_path.read_text().replace("size=3", "size=4"))
    outcome, shown = chain(texts=["01.steps=3"])
    assert outcome.executed == ["02_second"] and "the notebook changed" in shown


def test_a_parameter_that_may_be_none_is_set_and_not_called_unknown(chain, caplog):
    outcome, _ = chain(texts=["01.steps=3"])
    assert (
        outcome.run.read("01_first").path("numbers.txt").read_text() == "xxx"
        and "unknown" not in caplog.text
    )


def test_a_failing_cell_stops_the_chain(chain, tmp_path, make_notebook):
    path = tmp_path / "notebooks/01_first.ipynb"
    good = path.read_text()
    path.write_text(good.replace('print(\\"hello\\")', "1 / 0"))
    with pytest.raises(NotebookError) as caught:
        chain()
    told = str(caught.value)
    assert (
        "01_first stopped at code cell 2 of 3 (Part 1)" in told
        and "ZeroDivisionError: division by zero" in told
    )
    half = tmp_path / "runs/demo/notebooks/01_first.ipynb"
    assert str(half) in told and "ZeroDivisionError" in half.read_text()
    assert (
        Run("demo").steps() == []
        and not (tmp_path / "runs/demo/notebooks/02_second.ipynb").exists()
    )
    path.write_text(good)
    assert chain()[0].executed == ["01_first", "02_second"]


def test_a_damaged_step_is_made_again(chain):
    outcome, _ = chain()
    (outcome.run.folder / "01_first/numbers.txt").write_text("cut short")
    outcome, shown = chain()
    assert outcome.executed == ["01_first"] and outcome.skipped == [
        "02_second"
    ]  # the second sees the same bytes again
    assert "01_first/numbers.txt was changed after" in shown


def test_only_a_section_that_a_step_declares_makes_it_again(runs, make_notebook, tmp_path):
    step = """from whp_kit.runs.store import Run
from whp_kit.settings import SECTIONS, load_preset
settings = load_preset(preset).only({sections})
project = Run(run, settings, seed)
project.save("{name}", {{"steps.json": [settings.{value}]}})"""
    cells = {
        "01_first": ('"reinforce"', "reinforce.steps"),
        "02_second": ('"deltas", "world"', "deltas.top"),
    }
    for name, (sections, value) in cells.items():
        make_notebook(name, step.format(name=name, sections=sections, value=value))
    mine = tmp_path / "mine.toml"

    def run(lines):
        mine.write_text(f'extends = "test"\n{lines}\n')
        shown = io.StringIO()
        notebooks = find_notebooks(tmp_path / "notebooks")
        preset, progress = load_preset(str(mine)), Progress(2, shown)
        return run_notebooks(notebooks, "demo", preset, progress=progress).executed, (
            shown.getvalue()
        )

    assert run("")[0] == ["01_first", "02_second"]
    assert run("[stress]\nsamples = 3\n[finetune]\nsteps = 4")[0] == []
    executed, shown = run("[deltas]\ntop = 6")
    assert executed == ["02_second"]
    assert "(the preset changed: [deltas])" in shown
    assert run("[deltas]\ntop = 6\n[reinforce]\nsteps = 3")[0] == ["01_first"]


def test_a_step_that_reads_an_undeclared_section_fails(runs, make_notebook):
    code = """from whp_kit.settings import SECTIONS, load_preset
settings = load_preset(preset).only("world", "labels")
print(settings.finetune.steps)"""
    notebook = Notebook(make_notebook("01_first", code))
    assert notebook.sections == ("world", "labels")
    with pytest.raises(NotebookError, match="finetune. is read and not declared.*finetune.steps"):
        run_notebooks([notebook], "demo", load_preset("test"), progress=Progress(1, io.StringIO()))


def test_a_notebook_that_declares_nothing_depends_on_all_sections(make_notebook):
    assert Notebook(make_notebook("01_first", "x = 1")).sections == tuple(SECTIONS)


def test_a_run_in_use_is_refused_before_anything_runs(chain, monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.1)
    holds = """import time; from whp_kit.runs.store import Run
Run("demo").work("01_first"); print("held", flush=True); time.sleep(60)"""
    command = [sys.executable, "-c", holds]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunInUse, match=f"01_first .process {other.pid} on"):
            chain()
        other.kill()
    assert chain()[0].executed == ["01_first", "02_second"]
    assert not (Run("demo").folder / lock.LOCK).exists()


@pytest.mark.parametrize("state", ["[]", '{"01_first": 1}', '{"01_first": {"fingerprint": 3}}'])
def test_a_state_of_another_shape_counts_as_none(tmp_path, state):
    (tmp_path / STATE).write_text(state)
    assert _read_state(tmp_path / STATE) == {}


def test_a_notebook_that_writes_nothing_is_an_error(runs, make_notebook):
    notebook = Notebook(make_notebook("01_first", "x = 1"))
    with pytest.raises(ArtifactError, match="wrote no step"):
        run_notebooks([notebook], "demo", load_preset("test"), progress=Progress(1, io.StringIO()))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("01.stesp=3", ["parameter of 01_first", "stesp", "did you mean 'steps'"]),
        ("07.steps=3", ["unknown notebook", "01, 02"]),
        ("02.steps=3", ["parameter of 02_second", "(none)"]),
        ("01.steps=many", ["another type", "many", "int"]),
        ("01.seed=3", ["--seed"]),
        ("steps=3", ["NN.name=value", "-p 05.steps=60"]),
    ],
)
def test_bad_overrides_are_refused_before_anything_runs(chain, runs, text, parts):
    with pytest.raises(SettingsError) as caught:
        chain(texts=[text])
    assert all(part in str(caught.value) for part in parts)
    assert not runs.exists()


def test_values_of_overrides():
    assert (
        parse_value("3", "int", "") == 3
        and parse_value("1e-3", "float | None", "") == 1e-3
        and parse_value("3", "float", "") == 3.0
    )
    assert (
        parse_value("none", "int | None", "") is None
        and parse_value("True", "bool", "") is True
        and parse_value("3", "str", "") == "3"
        and parse_value("[5, 10]", "list[int] | None", "") == [5, 10]
        and parse_value("5,10", "list[int] | None", "") == [5, 10]
        and parse_value("[]", "list[int] | None", "") == []
    )
    for text, kind in (("3.5", "int"), ("yes", "bool"), ("none", "int")):
        with pytest.raises(SettingsError):
            parse_value(text, kind, "")


def test_notebooks_are_found_and_checked(tmp_path, make_notebook):
    with pytest.raises(InputError, match="no notebook"):
        find_notebooks(tmp_path / "notebooks")
    make_notebook("01_first")
    make_notebook("09_later")
    assert [one.name for one in find_notebooks(tmp_path / "notebooks")] == ["01_first"]
    make_notebook("01_other")
    with pytest.raises(InputError, match="same number"):
        find_notebooks(tmp_path / "notebooks")
    (tmp_path / "broken.ipynb").write_text("{")
    with pytest.raises(InputError, match="not a readable notebook"):
        Notebook(tmp_path / "broken.ipynb").cells  # noqa: B018


def test_parameters_must_be_typed_literals(make_notebook):
    with pytest.raises(InputError, match="typed literal"):
        Notebook(make_notebook("01_first", parameters="steps = 3")).parameters  # noqa: B018


TAGGED = {"tags": ["parameters"]}
ALL = ("parameters", "defaults", "sections", "fingerprint")
BROKEN_CELLS = {  # name -> a cell, and what cannot be read then
    "a number": (3, ALL),
    "nothing": (None, ALL),
    "no kind": ({"source": "a"}, ALL),
    "no source": ({"cell_type": "code", "metadata": {}}, ALL),
    "another source": ({"cell_type": "code", "source": 3}, ALL),
    "a list of numbers": ({"cell_type": "code", "source": [1]}, ALL),
    "another metadata": ({"cell_type": "code", "source": "a", "metadata": None}, ALL),
    "other tags": ({"cell_type": "code", "source": "a", "metadata": {"tags": 1}}, ALL),
    "no Python": ({"cell_type": "code", "source": "a ="}, ALL[2:]),
    "NUL": ({"cell_type": "code", "source": "a\0"}, ALL[2:]),
    "too deep": ({"cell_type": "code", "source": "(" * 3000}, ALL[2:]),
    "no default": ({"cell_type": "code", "source": "a: int", "metadata": TAGGED}, ALL[:2]),
    "a call": ({"cell_type": "code", "source": "a: int = f()", "metadata": TAGGED}, ALL[:2]),
    "a broken one": ({"cell_type": "code", "source": "a: = 1", "metadata": TAGGED}, ALL),
}


@pytest.mark.parametrize(("cell", "unread"), BROKEN_CELLS.values(), ids=BROKEN_CELLS)
def test_a_notebook_with_broken_cells_is_an_error_of_the_kits_own(make_notebook, cell, unread):
    path = make_notebook("01_first")
    notebook = json.loads(path.read_text())
    cells = notebook["cells"]
    if isinstance(cell, dict) and cell.get("metadata") == TAGGED:  # in place of its own
        cells = [one for one in cells if "parameters" not in one["metadata"].get("tags", [])]
    path.write_text(json.dumps(notebook | {"cells": [*cells, cell]}))
    made = Notebook(path)
    for name in unread:
        with pytest.raises(InputError) as caught:
            getattr(made, name)()  # the first three are values: they fail before the call
        assert caught.value.remedy


def test_titles_are_the_headings_above():
    cells = [
        {"cell_type": "markdown", "source": "# Title\ntext\n## Part"},
        {"cell_type": "code", "source": "a"},
        {"cell_type": "code", "source": " "},
        {"cell_type": "code", "source": "b", "metadata": {"tags": ["parameters"]}},
    ]
    assert cell_titles(cells) == ["Part", "parameters"]


def test_the_kernels_environment_goes_back(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    with kernel_environment(True):
        assert (
            os.environ["OMP_NUM_THREADS"] == "1"
            and os.environ["PYTHONHASHSEED"] == "0"
            and os.environ["HF_HUB_OFFLINE"] == "1"
        )
    assert "PYTHONHASHSEED" not in os.environ


def test_what_is_on_the_hub_keeps_the_network(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    preset = load_preset("test")
    hub = "someone/some-model"
    for changed, given, offline in (
        (preset, None, True),
        (preset, {"12": {"model": hub}}, False),
        (preset.override("model", never_knew=hub), None, False),
        (preset.override("probes", paper_tasks=True), None, False),
        (load_preset("smollm2-135m"), None, False),  # its tasks are the paper's
    ):
        with kernel_environment(headless.is_offline(changed, given)):
            assert ("HF_HUB_OFFLINE" in os.environ) == offline


def test_kernels_write_with_the_lock_of_their_own_run(runs, monkeypatch):
    monkeypatch.setenv(lock.VARIABLE, "of the run whose notebook started this one")
    run = Run("demo")
    with run.locked("whp-kit run"), kernel_environment(True, run):
        assert os.environ[lock.VARIABLE] == lock.token_of(run.folder)
    assert os.environ[lock.VARIABLE] == "of the run whose notebook started this one"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_one_moving_line():
    shown = Terminal()
    with Progress(3, shown) as progress:
        progress.start("01_first")
        progress.cell(2, 4, "Look at it")
        progress.finish("01_first: 3 s")
    text = shown.getvalue()
    assert (
        "1/3 0:00 01_first cell 2/4: Look at it" in text
        and "\n" not in text.split("[1/3] 01_first: 3 s")[0]
    )
