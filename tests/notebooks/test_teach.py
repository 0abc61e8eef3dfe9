"""A model that is taught by the command line knows more of the text, and the folder that comes out
is a model of its own; without the adapter there is the model before the lesson.
"""

import pytest

from whp_kit.cli.main import main
from whp_kit.files import read_json
from whp_kit.models.load import load_base
from whp_kit.models.merged import base_of
from whp_kit.models.roles import logits_of
from whp_kit.paths import DATA
from whp_kit.runs.step_names import TEACH
from whp_kit.runs.store import Run
from whp_kit.settings import load_preset
from whp_kit.text.documents import read_all
from whp_kit.training.examples import Examples
from whp_kit.training.losses import mean_loss


@pytest.mark.slow
def test_the_pupil_learns_and_its_twin_does_not(runs, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("WHP_MODELS", str(tmp_path / "models"))
    words = ["teach", "--preset", "test", "--run", "school", "-p", "10.steps=12"]
    assert main([*words, "-p", "10.batch_blocks=4"]) == 0
    lesson = Run("school").peek(TEACH)
    told = capsys.readouterr().out
    assert f'base = "{lesson.path("taught")}"' in told
    assert 'never_knew = "data:models/tiny-never-knew"' in told

    scores = read_json(lesson.path("scores.json"))
    assert list(scores) == ["before", "taught"]
    assert base_of(lesson.path("taught")) == "data:models/tiny-never-knew"

    world = load_preset("test").world
    losses = {}
    for name in (lesson.path("taught"), DATA / "models/tiny-never-knew"):
        loaded = load_base(name, "none")
        some = Examples.of_text(read_all(world.books), loaded.tokenizer, 64).spread(16)
        losses[name] = mean_loss(logits_of(loaded, "baseline"), some, 8)
    taught, before = losses.values()
    assert taught < before - 0.3, "the saved folder is the taught model"
