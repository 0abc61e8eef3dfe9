"""From a name to a model that no longer says it, by the command line, on the tiny base."""

import pytest

from whp_kit.cli.forget import template_for
from whp_kit.cli.main import main
from whp_kit.files import read_json
from whp_kit.runs.step_names import BY_NAME, LABELS, PROBE, REINFORCE
from whp_kit.runs.store import Run

SMALL = """\
extends = "test"
[general]
passages = 40
tokens = 64
[by_name]
passages = 120
tokens = 96
"""


@pytest.fixture
def forget(runs, tmp_path, capsys):
    preset = tmp_path / "small.toml"
    preset.write_text(SMALL, encoding="utf-8")

    def call(name, *more):
        words = ["forget", name, "--model", "data:models/tiny-base", "--preset", str(preset), *more]
        assert main(words) == 0
        return capsys.readouterr().out

    return call


@pytest.mark.slow
def test_the_model_writes_the_world_and_the_notebooks_go_through_it(forget):
    told = forget("Ketta Marrowby")
    run = Run("by-name")
    world = run.peek(BY_NAME).folder / "world"
    assert "familiarity 0." in told and "recommended" in told
    assert run.read(PROBE) and run.read(LABELS).manifest["settings"]["world"]["world"]
    assert "Ketta" in (world / "books" / "elicited.txt").read_text(encoding="utf-8")
    again = forget("Ketta Marrowby")
    assert again.count("nothing changed") == 7


@pytest.mark.slow
def test_of_a_name_that_the_model_does_not_know_nothing_is_trained(forget):
    told = forget("Zuzzi Wexelbrant", "--run", "unknown")
    assert "knows next to nothing of it" in told
    assert not (Run("unknown").folder / REINFORCE).exists()
    assert read_json(Run("unknown").peek(BY_NAME).path("look.json"))["knows_little"]


@pytest.mark.slow
def test_an_everyday_name_is_asked_about(forget, monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "n")
    told = forget("water", "--run", "everyday")
    look = read_json(Run("everyday").peek(BY_NAME).path("look.json"))
    assert look["is_everyday"] and "much else would be forgotten" in told or look["knows_little"]
    assert bool(asked) == (not look["knows_little"])
    assert not (Run("everyday").folder / REINFORCE).exists()


def test_the_settings_are_those_of_the_preset_with_the_model():
    assert template_for("data:models/tiny-base") == "tiny"
    assert template_for("data:models/smollm2-135m-taught") == "smollm2-135m"
    assert template_for("some/other-model") == "smollm2-135m"  # on a CPU
