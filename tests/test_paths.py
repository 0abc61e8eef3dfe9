"""Paths mean the same in every working directory."""

from pathlib import Path

import pytest

from whp_kit import paths
from whp_kit.errors import SettingsError


def test_a_path_below_data_has_a_form_for_every_machine():
    path = paths.resolve("data:worlds/mine")
    assert path == paths.DATA / "worlds" / "mine"
    assert paths.portable(path) == "data:worlds/mine"


def test_other_paths_are_absolute():
    assert paths.resolve("/books/../texts") == Path("/texts")
    assert paths.portable("/texts") == "/texts"
    assert paths.resolve("~/books").is_absolute()


def test_no_path_fails(tmp_path, monkeypatch):
    """Of nobody, and of a link to itself: what uses it says that it is not there."""
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for text in ("~nosuch/x", str(tmp_path / "circle")):
        assert paths.portable(text) and paths.resolve(text)
        for variable in (paths.RUNS_VARIABLE, paths.MODELS_VARIABLE):
            monkeypatch.setenv(variable, text)
        assert paths.runs_root() == paths.models_root()


def test_a_relative_path_is_refused():
    with pytest.raises(SettingsError, match="relative path"):
        paths.resolve("books")


@pytest.mark.parametrize(
    ("text", "expected"), [("data:x", True), ("~/x", True), ("/x", True), ("owner/model", False)]
)
def test_paths_and_names_are_told_apart(text, expected):
    assert paths.is_path(text) == expected


def test_a_root_without_data_is_an_error_with_a_remedy(tmp_path, monkeypatch):
    paths.require_data()
    monkeypatch.setattr(paths, "PRESETS", tmp_path)
    paths.require_data()
    monkeypatch.setattr(paths, "PRESETS", tmp_path / "none")
    with pytest.raises(SettingsError, match="data folder was not found.*install from a clone"):
        paths.require_data()


def test_runs_lie_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_RUNS", str(tmp_path))
    assert paths.runs_root() == tmp_path
    monkeypatch.delenv("WHP_RUNS")
    assert paths.runs_root() == paths.PROJECT_ROOT / "runs"
