"""adapters: real peft on real 4-bit weights, with and without the head."""

import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.errors import InputError
from whp_kit.evaluation.tasks import evaluate_tasks
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import in_role, logits_of
from whp_kit.paths import PROJECT_ROOT
from whp_kit.training import loop as training


def trained(loaded, name="one", head=False):
    """An adapter after three steps; returns its logits (B, T, V)."""
    ids, attention = batch(loaded)
    adapters.add_adapter(loaded, name, rank=4, alpha=8, head=head)
    training.train(
        loaded.model,
        training.Examples.next_token(ids, attention),
        training.Plan(steps=3, learning_rate=1e-2, batch_blocks=4),
    )
    return logits_of(loaded, name)(ids, attention)


@pytest.mark.parametrize("head", [False, True])
@pytest.mark.parametrize("dequantised", [False, True])
def test_an_adapter_survives_saving_on_a_fresh_base_and_on_a_dequantised_one(
    folder, loaded, tmp_path, head, dequantised
):
    wanted = trained(loaded, head=head)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    assert {p.name for p in (tmp_path / "one").iterdir()} == {
        "adapter_model.safetensors",
        "adapter_config.json",
    }
    assert str(folder) not in (tmp_path / "one" / "adapter_config.json").read_text()
    assert (tmp_path / "one" / "adapter_model.safetensors").stat().st_size < 100_000, (
        "factors alone, no weight of the base"
    )
    other = load_base(folder, dequantised=dequantised)
    adapters.load_adapter(other, "again", tmp_path / "one")
    assert torch.allclose(logits_of(other, "again")(*batch(loaded)), wanted, atol=1e-5)


def test_a_tied_head_is_adapted_alone(loaded):
    ids, attention = batch(loaded)
    bare, embeddings = (
        logits_of(loaded, None)(ids, attention),
        loaded.model.get_input_embeddings().weight,
    )
    assert loaded.model.get_output_embeddings().weight is embeddings, "the case that is meant"
    before = embeddings.clone()
    assert not torch.allclose(trained(loaded, head=True), bare)
    adapted = {
        key.split(".lora_")[0].rsplit(".", 1)[-1]
        for key, weight in loaded.model.named_parameters()
        if weight.requires_grad
    }
    assert adapted == {
        "q_proj",
        "k_proj",
        "v_proj",
        "o_proj",
        "gate_proj",
        "up_proj",
        "down_proj",
        "lm_head",
    }
    assert torch.equal(loaded.model.get_base_model().get_input_embeddings().weight, before)
    assert torch.equal(logits_of(loaded, "baseline")(ids, attention), bare)


def test_adapters_with_and_without_the_head_live_together(loaded):
    ids, attention = batch(loaded)
    without = trained(loaded, "without")
    trained(loaded, "with", head=True)
    assert torch.equal(logits_of(loaded, "without")(ids, attention), without)
    assert not any(
        "lm_head" in key and ".without." in key for key, _ in loaded.model.named_parameters()
    )


def test_the_harness_measures_an_adapted_head(folder, loaded, tmp_path):
    trained(loaded, head=True)
    adapters.save_adapter(loaded, "one", tmp_path / "one")
    other = load_base(folder, dequantised=True)
    adapters.load_adapter(other, "one", tmp_path / "one")
    wanted = logits_of(other, "one")(*batch(loaded))
    with in_role(other, "one") as model:
        assert (
            0
            <= evaluate_tasks(model, other.tokenizer, PROJECT_ROOT / "data" / "tasks", limit=2)[
                "mean"
            ]["acc"]
            <= 1
        )
    assert torch.equal(logits_of(other, "one")(*batch(loaded)), wanted), (
        "measuring ties nothing again"
    )


def test_a_dequantised_copy_cannot_be_trained_by_mistake(folder):
    with pytest.raises(InputError, match="for evaluation"):
        adapters.add_adapter(load_base(folder, dequantised=True), "one", rank=4, alpha=8)
