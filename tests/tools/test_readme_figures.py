"""The README shows what the shipped record holds, to the digit; a changed record or a stale picture
is found here.
"""

import copy
import shutil
import subprocess
import sys

import pytest
from PIL import Image

from tools import readme_figures as figures
from tools import real_figures
from whp_kit.errors import InputError
from whp_kit.files import read_json, write_json
from whp_kit.paths import PRESETS, RECORDS
from whp_kit.runs.store import Run

PAGE = """# Mine

<!-- begin results (make figures) -->
<!-- end results -->

<!-- begin limits (make figures) -->
<!-- end limits -->

<!-- begin real model (make figures) -->
<!-- end real model -->

The end.
"""


@pytest.fixture(scope="module")
def record():
    return figures.load_record()


def test_the_readme_shows_the_record(record):
    text = figures.README.read_text(encoding="utf-8")
    assert figures.filled(text, record) == text, "run `make figures`"


def test_the_page_of_real_models_shows_the_record():
    text = real_figures.PAGE.read_text(encoding="utf-8")
    assert real_figures.filled() == text, "run `make figures`"


def test_the_limits_name_each_trial_that_did_not_hold_with_its_figures(record):
    part = figures.limits(record)
    for row in record["scores"]["stress"]["summary"]:
        shown = f"| {row['trial']} | {row.get('unlearned') or '–'} |"
        assert (shown in part) == (row["verdict"] in ("came back", "still there", "lost")), row


@pytest.mark.parametrize(("name", "draw"), [("fall", figures.fall), ("viewer", figures.passage)])
def test_the_pictures_show_the_record(record, name, draw):
    picture = draw(record)
    assert (RECORDS / f"{name}.csv").read_text(encoding="utf-8") == picture.csv(), (
        "run `make figures`"
    )
    with Image.open(RECORDS / f"{name}.png") as image:
        assert image.text["Description"] == picture.alt and image.width > 800
    assert (RECORDS / f"{name}.png").stat().st_size < 200_000


def test_another_number_is_noticed(record):
    other = copy.deepcopy(record)
    other["scores"]["familiarity"]["completion"]["unlearned"] += 0.001
    text = figures.README.read_text(encoding="utf-8")
    assert figures.filled(text, other) != text
    assert figures.fall(record).alt in figures.results(record)


def test_the_curve_ends_where_the_table_does(record):
    scores, ends = record["scores"], record["curves"]["unlearned"]
    assert [ends[0]["familiarity_completion"], ends[-1]["familiarity_completion"]] == [
        scores["familiarity"]["completion"][role] for role in ("baseline", "unlearned")
    ]
    assert [{k: v for k, v in row.items() if not k.endswith("_ci95")} for row in ends] == scores[
        "curve"
    ]
    for row in ends:
        for name in ("familiarity_completion", "familiarity_probability", "benchmark_mean"):
            if row[name] is None:
                assert name == "benchmark_mean", "tasks are not evaluated at every checkpoint"
                continue
            low, high = row[f"{name}_ci95"]
            assert 0 <= low <= row[name] <= high <= 1


def test_the_papers_mean_is_that_of_its_seven_tasks(record):
    task = figures.result_rows(record)[-1]
    assert task["paper, before"] == pytest.approx(
        (0.440 + 0.744 + 0.807 + 0.577 + 0.338 + 0.767 + 0.663) / 7
    )
    assert task["paper, before"] - task["paper, after"] == pytest.approx(
        0.014, abs=0.0005
    )  # "1.4 points"
    assert [row["paper, before"] for row in figures.result_rows(record)[:2]] == [0.290, 0.244]


@pytest.mark.parametrize("tasks_everywhere", [True, False])
def test_a_record_is_taken_from_a_run(runs, record, tasks_everywhere):
    """From a run that holds the record's own numbers comes the record."""
    record = copy.deepcopy(record)
    if not tasks_everywhere:
        row = record["curves"]["unlearned"][1]
        row["benchmark_mean"] = None
        row.pop("benchmark_mean_ci95", None)
    run = Run("demo")
    with run.writing("02_inspect_logit_deltas", settings={}, seed=0, reads=[]) as out:
        write_json(out.path("deltas.json"), {"passages": [record["passage"]]})
    with run.writing(
        "06_probe_completions", settings=record["origin"]["settings"], seed=0, reads=[]
    ) as out:
        write_json(out.path("scores.json"), record["scores"])
        figures.fall(record).save(out.folder / "fall")
    found = figures.make_record(run)
    write_json(runs / "found.json", found)
    found = read_json(runs / "found.json")
    assert {name: found[name] for name in ("scores", "curves", "passage")} == {
        n: record[n] for n in ("scores", "curves", "passage")
    }


@pytest.mark.parametrize(
    "benchmarks", [None, {"mean": {"baseline": 0.7, "unlearned": 0.7, "n": 3}}]
)
def test_a_run_without_tasks_or_their_intervals_makes_no_record(runs, record, benchmarks):
    run = Run("mine")
    with run.writing("02_inspect_logit_deltas", settings={}, seed=0, reads=[]) as step:
        write_json(step.path("deltas.json"), {"passages": [record["passage"]]})
    with run.writing("06_probe_completions", settings={}, seed=0, reads=[]) as step:
        write_json(step.path("scores.json"), record["scores"] | {"benchmarks": benchmarks})
    with pytest.raises(InputError, match="--from 06"):
        figures.make_record(run)


def test_the_command_fills_the_readme_and_a_second_call_changes_nothing(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(PRESETS, tmp_path / "data" / "presets")
    (tmp_path / "data" / "records").mkdir()
    for name in ("demo.json", "paper.json"):
        shutil.copy(RECORDS / name, tmp_path / "data" / "records")
    monkeypatch.setenv("WHP_ROOT", str(tmp_path))
    readme, command = tmp_path / "README.md", [sys.executable, "-m", "whp_kit", "figures"]
    readme.write_text(PAGE, encoding="utf-8")
    states = []
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "fall.png" in done.stdout, done.stderr
        states.append(
            [
                readme.read_bytes(),
                *(path.read_bytes() for path in sorted((tmp_path / "data" / "records").iterdir())),
            ]
        )
    assert states[0] == states[1] and len(states[0]) == 7
    text = readme.read_text(encoding="utf-8")
    assert (
        text.startswith("# Mine\n")
        and text.endswith("The end.\n")
        and "familiarity, completion" in text
    )
    readme.write_text("# Mine\n", encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no place" in done.stderr and "Traceback" not in done.stderr


def test_a_readme_without_a_place_and_a_file_that_is_no_record_are_errors(record, tmp_path):
    with pytest.raises(InputError, match="no place"):
        figures.filled("# title", record)
    with pytest.raises(InputError, match="scores"):
        figures.load_record(write_json(tmp_path / "x.json", {"origin": 1}))
