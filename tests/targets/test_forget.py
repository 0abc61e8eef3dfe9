"""A target is forgotten in one call, once; requests in a row rest on each other."""

import pytest
import torch

from whp_kit.errors import InputError
from whp_kit.models.roles import logits_of
from whp_kit.settings import load_preset
from whp_kit.targets.forget import forget, one_after_another
from whp_kit.text.documents import read_documents

PRESET = """extends = "test"
[model]
base = "{model}"
quantisation = "none"
[world]
world = "persons"
books = "data:worlds/persons/books/01_gribbleton.txt"
anchors = "data:worlds/persons/anchors.csv"
probes = "data:worlds/persons/probes.jsonl"
probability = "data:worlds/persons/probability.jsonl"
lexicon = "data:worlds/persons/lexicon.csv"
general = "data:worlds/persons/books/02_ottershaw.txt"
"""
IDS = torch.arange(3, 19)[None]


def logits(role):
    return logits_of(role.loaded, role.adapter)(IDS, torch.ones_like(IDS))


@pytest.fixture
def preset(folder, tmp_path):
    (tmp_path / "small.toml").write_text(PRESET.format(model=folder), encoding="utf-8")
    return load_preset(str(tmp_path / "small.toml"))


def test_a_second_call_trains_nothing(preset, tmp_path, monkeypatch):
    done = forget(preset, 0, tmp_path / "made")
    roles = {name: logits(role) for name, role in done.roles.items()}
    assert set(roles) == {"baseline", "unlearned"} and done.labels > 0 and done.epochs > 0
    assert not torch.equal(roles["baseline"], roles["unlearned"])
    monkeypatch.setattr("whp_kit.targets.forget.load_from_settings", None)
    again = forget(preset, 0, tmp_path / "made")
    assert torch.equal(logits(again.roles["unlearned"]), roles["unlearned"])
    assert again.seconds == done.seconds


def test_a_request_for_nothing_is_refused(preset, tmp_path):
    with pytest.raises(InputError, match="nothing is asked"):
        forget(preset, 0, tmp_path / "made", [])
    assert not (tmp_path / "made").exists()


def test_each_request_begins_where_the_one_before_ended(preset, tmp_path):
    documents = read_documents(preset.world.books.parent)
    models = list(one_after_another(preset, [documents[:1], documents[1:2]], 0, tmp_path / "row"))
    before, first, second = [role for role, _ in models]
    assert [seconds > 0 for _, seconds in models] == [False, True, True]
    alone = forget(preset, 0, tmp_path / "alone", documents[:1])
    assert torch.allclose(logits(first), logits(alone.roles["unlearned"]), atol=1e-5)
    base_of_second = type(before)(second.loaded)  # without its adapter
    assert torch.allclose(logits(base_of_second), logits(first), atol=1e-4)
    assert not torch.allclose(logits(second), logits(first), atol=1e-4)
