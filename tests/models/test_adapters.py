"""Adapters: real peft on real 4-bit weights, with and without the head."""

import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.errors import InputError, TrainingError
from whp_kit.evaluation.tasks import evaluate_tasks
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import in_role, logits_of
from whp_kit.paths import DATA
from whp_kit.training.examples import Examples
from whp_kit.training.loop import Plan, train
from whp_kit.training.losses import learn_labels


def trained(loaded, name="one", head=False):
    """Trains a new adapter for three steps; returns its logits (B, T, V)."""
    ids, attention = batch(loaded)
    adapters.add_adapter(loaded, name, rank=4, alpha=8, head=head)
    examples = Examples.next_token(ids, attention)
    plan = Plan(steps=3, learning_rate=1e-2, batch_blocks=4)
    train(loaded.model, learn_labels(examples), plan)
    return logits_of(loaded, name)(ids, attention)


@pytest.mark.parametrize("head", [False, True])
@pytest.mark.parametrize("dequantised", [False, True])
def test_a_saved_adapter_has_the_same_logits_on_a_fresh_base(
    folder, loaded, tmp_path, head, dequantised
):
    wanted = trained(loaded, head=head)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    other = load_base(folder, dequantised=dequantised)
    adapters.load_adapter(other, "again", tmp_path / "one")
    assert torch.allclose(logits_of(other, "again")(*batch(loaded)), wanted, atol=1e-5)


def test_a_saved_adapter_holds_its_factors_and_no_path(folder, loaded, tmp_path):
    trained(loaded, head=True)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    weights, config = tmp_path / "one" / adapters.WEIGHTS, tmp_path / "one/adapter_config.json"
    assert set((tmp_path / "one").iterdir()) == {weights, config}
    assert str(folder) not in config.read_text()
    assert weights.stat().st_size < 100_000, "no weight of the base"


def test_saving_leaves_the_configuration_of_the_adapter(loaded, tmp_path):
    trained(loaded)
    before = loaded.model.peft_config["one"].to_dict()
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    assert loaded.model.peft_config["one"].to_dict() == before


def test_a_tied_head_is_adapted_and_the_embeddings_are_not(loaded):
    ids, attention = batch(loaded)
    bare = logits_of(loaded, None)(ids, attention)
    embeddings = loaded.model.get_input_embeddings().weight
    assert loaded.model.get_output_embeddings().weight is embeddings, "the head is tied"
    before = embeddings.clone()
    assert not torch.allclose(trained(loaded, head=True), bare)
    after = loaded.model.get_base_model().get_input_embeddings().weight
    assert torch.equal(after, before)
    assert torch.equal(logits_of(loaded, "baseline")(ids, attention), bare)


@pytest.mark.parametrize("head", [False, True])
def test_all_linear_layers_are_adapted(loaded, head):
    adapters.add_adapter(loaded, "one", rank=4, alpha=8, head=head)
    adapted = {
        name.split(".lora_")[0].rsplit(".", 1)[-1]
        for name, weight in loaded.model.named_parameters()
        if weight.requires_grad
    }
    layers = {f"{name}_proj" for name in ("q", "k", "v", "o", "gate", "up", "down")}
    assert adapted == layers | ({"lm_head"} if head else set())


def test_an_adapter_of_the_head_leaves_the_others_alone(loaded):
    without = trained(loaded, "without")
    trained(loaded, "with", head=True)
    assert torch.equal(logits_of(loaded, "without")(*batch(loaded)), without)
    names = [name for name, _ in loaded.model.named_parameters() if ".without." in name]
    assert not any("lm_head" in name for name in names)


def test_the_harness_measures_an_adapted_head(folder, loaded, tmp_path):
    trained(loaded, head=True)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    other = load_base(folder, dequantised=True)
    adapters.load_adapter(other, "one", tmp_path / "one")
    wanted = logits_of(other, "one")(*batch(loaded))
    with in_role(other, "one") as model:
        scores = evaluate_tasks(model, other.tokenizer, DATA / "tasks", limit=2)
    assert 0 <= scores["mean"]["acc"] <= 1
    after = logits_of(other, "one")(*batch(loaded))
    assert torch.equal(after, wanted), "the harness ties the head again"


def test_a_dequantised_copy_cannot_be_trained(folder):
    with pytest.raises(InputError, match="for evaluation"):
        adapters.add_adapter(load_base(folder, dequantised=True), "one", rank=4, alpha=8)


@pytest.mark.parametrize("name", ["baseline", "one"])
def test_a_name_that_is_taken_is_refused(loaded, name):
    adapters.add_adapter(loaded, "one", rank=4, alpha=8)
    with pytest.raises(InputError, match="name is taken"):
        adapters.add_adapter(loaded, name, rank=4, alpha=8)


def test_an_adapter_that_is_not_attached_cannot_be_saved(loaded, tmp_path):
    with pytest.raises(TrainingError, match="no such adapter"):
        adapters.save_adapter(loaded, "one", tmp_path)


def test_a_folder_without_an_adapter_is_refused(loaded, tmp_path):
    with pytest.raises(InputError, match="no adapter in safetensors"):
        adapters.load_adapter(loaded, "one", tmp_path)


def test_a_merged_model_has_the_logits_of_its_adapter(folder, loaded, tmp_path):
    wanted = trained(loaded, head=True)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    copy = load_base(folder, dequantised=True)
    adapters.load_adapter(copy, "one", tmp_path / "one")
    bare = logits_of(copy, "baseline")(*batch(copy))
    merged = load_base(adapters.save_merged(copy, "one", tmp_path / "merged"), "none")
    assert torch.allclose(logits_of(merged, None)(*batch(merged)), wanted, atol=1e-4)
    assert torch.equal(logits_of(copy, "baseline")(*batch(copy)), bare), "the base is unchanged"


def test_packed_weights_cannot_be_merged(loaded, tmp_path):
    with pytest.raises(InputError, match="dequantised=True"):
        adapters.save_merged(loaded, None, tmp_path)


def test_checkpoints_are_loaded_in_the_order_of_their_steps(folder, loaded, tmp_path):
    adapters.add_adapter(loaded, "one", rank=4, alpha=8)
    save = adapters.checkpoint_saver(loaded, "one", tmp_path)
    for step in (20, 3, 100):
        save(step)
    names = adapters.load_checkpoints(load_base(folder), "one", tmp_path)
    assert list(names.items()) == [(3, "one_00003"), (20, "one_00020"), (100, "one_00100")]


def test_checkpoints_of_other_steps_are_removed(tmp_path):
    for step in (1, 2, 3):
        (tmp_path / adapters.checkpoint_name(step)).mkdir()
    adapters.remove_other_checkpoints(tmp_path, [2, 4])
    assert [path.name for path in tmp_path.iterdir()] == [adapters.checkpoint_name(2)]
