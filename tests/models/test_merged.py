"""A folder with an adapter is a model: its base with the adapter merged, made once."""

import json

import pytest
import torch

from tests.models.test_adapters import trained
from tests.support.tiny_models import batch
from whp_kit.errors import InputError
from whp_kit.files import load_tensors, save_tensors
from whp_kit.models import adapters
from whp_kit.models.config import check_source, read_shape
from whp_kit.models.context import context_at_hand
from whp_kit.models.load import load_base
from whp_kit.models.merged import CONFIG
from whp_kit.models.roles import logits_of


@pytest.fixture(autouse=True)
def models(monkeypatch, tmp_path):
    monkeypatch.setenv("WHP_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def named(adapter, base):
    """Writes the name of the base into the adapter's configuration."""
    config = json.loads((adapter / CONFIG).read_text())
    (adapter / CONFIG).write_text(json.dumps(config | {"base_model_name_or_path": str(base)}))
    return adapter


@pytest.fixture(params=[False, True], ids=["", "with an adapted head"])
def made(request, folder, tmp_path):
    """The base in full precision with a trained adapter, and the saved adapter's folder. Its head
    and embeddings share their weights."""
    loaded = load_base(folder, "none")
    trained(loaded, head=request.param)
    adapters.save_adapter(loaded, "one", tmp_path / "taught")
    return loaded, named(tmp_path / "taught", folder)


def test_a_folder_with_an_adapter_gives_the_logits_of_base_and_adapter(made):
    loaded, adapter = made
    ids, attention = batch(loaded)
    wanted = logits_of(loaded, "one")(ids, attention)
    found = logits_of(load_base(adapter, "none"), None)(ids, attention)
    torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-4)
    assert (wanted - logits_of(loaded, None)(ids, attention)).abs().max() > 0.1


def test_it_is_merged_once_and_again_after_a_change(made, folder, capsys):
    _, adapter = made
    first = check_source(adapter)
    assert check_source(adapter) == first
    assert capsys.readouterr().out.count("merging") == 1
    config = json.loads((adapter / CONFIG).read_text())
    (adapter / CONFIG).write_text(json.dumps(config | {"lora_alpha": 1}))
    assert check_source(adapter) != first


def test_its_shape_is_that_of_its_base_and_merges_nothing(made, folder, models):
    assert read_shape(made[1]) == read_shape(folder)
    assert not models.exists()


def test_an_adapter_of_another_base_is_refused(made, tmp_path):
    weights = tmp_path / "taught" / "adapter_model.safetensors"
    cut = {name: value[:, :-1] for name, value in load_tensors(weights).items()}
    save_tensors(weights, cut)
    with pytest.raises(InputError, match="does not fit its base"):
        check_source(made[1])


def test_an_adapter_on_itself_is_one_error(made):
    for read in (check_source, read_shape, context_at_hand):
        with pytest.raises(InputError, match="without end"):
            read(named(made[1], made[1]))


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_base_whose_name_no_model_has_is_one_error(made, name):
    for read in (check_source, read_shape, context_at_hand):
        with pytest.raises(InputError, match="does not name its base"):
            read(named(made[1], name))


def test_an_adapter_that_names_no_base_is_refused(made):
    with pytest.raises(InputError, match="does not name its base"):
        check_source(named(made[1], ""))
