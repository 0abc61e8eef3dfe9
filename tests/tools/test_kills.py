"""A killed run and one that was left alone are compared byte by byte, but for times and memory."""

import shutil

import pytest

from tools.kills import compare
from whp_kit.files import write_json
from whp_kit.runs.scores import FILE as SCORES
from whp_kit.runs.store import MANIFEST

STEP = "06_probe_completions"


@pytest.fixture
def runs(tmp_path):
    """(the run that was left alone, a copy of it)"""
    step = tmp_path / "whole" / STEP
    step.mkdir(parents=True)
    files = {SCORES: {"digest": "a"}, "answers.csv": {"digest": "b"}}
    write_json(step / MANIFEST, {"seed": 0, "seconds": 1.0, "reads": [], "files": files})
    write_json(step / SCORES, {"familiarity": 0.5, "seconds": {STEP: 1.0}})
    (step / "answers.csv").write_text("a,b")
    shutil.copytree(tmp_path / "whole", tmp_path / "killed")
    return tmp_path / "whole", tmp_path / "killed"


def test_equal_runs_differ_in_nothing(runs):
    assert list(compare(*runs)) == []


def test_times_may_differ(runs):
    step = runs[1] / STEP
    files = {SCORES: {"digest": "other"}, "answers.csv": {"digest": "b"}}
    write_json(step / MANIFEST, {"seed": 0, "seconds": 9.0, "reads": [], "files": files})
    write_json(step / SCORES, {"familiarity": 0.5, "seconds": {STEP: 9.0}})
    assert list(compare(*runs)) == []


def test_each_other_difference_is_told(runs):
    step = runs[1] / STEP
    write_json(step / SCORES, {"familiarity": 0.4, "seconds": {STEP: 1.0}})
    (step / "answers.csv").unlink()
    (step / "rest").mkdir()
    (step / "new.txt").write_text("")
    assert list(compare(*runs)) == [
        f"{STEP}/answers.csv is missing",
        f"{STEP}/new.txt is left over",
        f"{STEP}/{SCORES} differs",
        f"{STEP}/rest/ is left over",
    ]


def test_a_digest_of_another_file_is_no_time(runs):
    files = {SCORES: {"digest": "a"}, "answers.csv": {"digest": "other"}}
    write_json(runs[1] / STEP / MANIFEST, {"seed": 0, "reads": [], "files": files})
    assert list(compare(*runs)) == [f"{STEP}/{MANIFEST} differs"]
