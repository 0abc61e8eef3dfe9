"""What `whp-kit forget` does at its end: which model is saved, and the menu."""

import pytest

from whp_kit.cli import forget
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.files import write_json
from whp_kit.paths import DATA, PROJECT_ROOT
from whp_kit.runs.step_names import BY_NAME
from whp_kit.runs.store import Run

CURVE = [
    {"step": 0, "familiarity_completion": 0.9, "benchmark_mean": 0.60},
    {"step": 50, "familiarity_completion": 0.2, "benchmark_mean": 0.59},
    {"step": 100, "familiarity_completion": 0.1, "benchmark_mean": 0.30},
]


def test_the_table_marks_the_recommended_point(monkeypatch, capsys):
    monkeypatch.setattr(forget, "read_scores", lambda project: {"curve": CURVE})
    assert forget._show_choice(Run("none")) == 50
    table, told = capsys.readouterr().out.split("\n\n")[-2:]
    lines = table.splitlines()
    assert [line.split()[0] for line in lines[-3:]] == ["0", "50", "100"]
    assert [line for line in lines if "recommended" in line] == [lines[-2]]
    assert "in other words" in told


def test_where_nothing_is_recommended_nothing_is_saved(tmp_path):
    with pytest.raises(InputError, match="no checkpoint forgot the name"):
        forget._saved(Run("none"), tmp_path / "out", 0, merged=True)
    assert not (tmp_path / "out").exists()


def test_the_menu_goes_on_until_it_is_told_to_end(monkeypatch, tmp_path, capsys):
    answers = iter(["2", str(tmp_path / "a"), "3", str(tmp_path / "b"), "4", "1", ""])
    monkeypatch.setattr("builtins.input", lambda shown: next(answers))
    asked = []
    monkeypatch.setattr(
        forget, "_saved", lambda project, folder, step, merged: asked.append((folder, step, merged))
    )
    monkeypatch.setattr(forget, "_ask_beside", lambda *given: asked.append("asked"))
    forget._menu(Run("none"), None, 50)
    assert asked == [(tmp_path / "a", 50, False), (tmp_path / "b", 50, True), "asked"]
    assert "make lab" in capsys.readouterr().out


def test_an_error_in_the_menu_is_told_and_the_menu_stays(monkeypatch, capsys):
    answers = iter(["2", "x", ""])
    monkeypatch.setattr("builtins.input", lambda shown: next(answers))
    forget._menu(Run("none"), None, 0)
    assert "no checkpoint forgot the name" in capsys.readouterr().out


def test_an_input_that_ends_is_the_end_of_the_menu(monkeypatch):
    def ended(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    forget._menu(Run("none"), None, 50)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["..."], "the name holds no word"),
        (["สวัสดี"], "script"),
        (["Ketta", "--adapter"], "--adapter says how to save"),
        (["Ketta", "--save", "."], "something at this place"),
        (["Ketta", "--passages", "0"], "passages"),
        (["Ketta", "--passages", "10"], "passages"),
    ],
)
def test_what_cannot_come_to_an_end_is_told_before_anything_is_written(runs, capsys, words, what):
    assert main(["forget", *words, "--model", "data:models/tiny-base"]) == 1
    assert what in capsys.readouterr().err and not runs.exists()


def test_a_run_keeps_to_its_name(runs, capsys):
    run = Run("by-name")
    with run.writing(BY_NAME, settings={}, seed=0, reads=[]) as out:
        write_json(out.path("look.json"), {"name": "Harry Potter"})
    words = ["forget", "Sherlock Holmes", "--model", "data:models/tiny-base"]
    assert main(words) == 1
    assert "forgets another name" in capsys.readouterr().err


def test_a_relative_path_is_the_model_of_its_preset(monkeypatch):
    monkeypatch.chdir(PROJECT_ROOT)
    assert forget.resolved("data/models/tiny-base") == str(DATA / "models" / "tiny-base")
    assert forget.template_for(forget.resolved("./data/models/tiny-base")) == "tiny"
    assert forget.resolved("someone/model") == "someone/model"
    assert forget.resolved("~nosuchperson/x") == "~nosuchperson/x"
