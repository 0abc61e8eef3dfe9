"""models: real bitsandbytes on the CPU, real peft, tiny random weights."""

import shutil

import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.errors import InputError, TrainingError
from whp_kit.models import adapters
from whp_kit.models.load import load_base
from whp_kit.models.roles import generate, logits_of, next_token_probabilities
from whp_kit.training import loop as training


def test_the_linear_layers_are_really_four_bit_and_the_rest_is_not(loaded):
    import bitsandbytes

    four_bit = [m for m in loaded.model.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]
    assert len(four_bit) == 2 * 7
    assert all(
        m.weight.dtype == torch.uint8 and m.weight.quant_state.quant_type == "nf4" for m in four_bit
    )
    assert loaded.model.get_input_embeddings().weight.dtype == torch.float32
    assert loaded.precision == "nf4"


def test_a_dequantised_copy_has_the_logits_of_the_four_bit_model_and_not_of_the_full_one(
    folder, loaded
):
    ids, attention = batch(loaded)
    nf4 = logits_of(loaded, None)(ids, attention)
    copy = load_base(folder, dequantised=True)
    full = load_base(folder, quantisation="none")
    assert torch.allclose(logits_of(copy, None)(ids, attention), nf4, atol=1e-5)
    assert (logits_of(full, None)(ids, attention) - nf4).abs().max() > 1e-2
    assert copy.precision == "nf4" and full.precision == "float32"


def gradients(loaded, name):
    ids, attention = batch(loaded)
    adapters.activate(loaded, name)
    loaded.model.train()
    loaded.model.zero_grad()
    loaded.model(input_ids=ids, attention_mask=attention, labels=ids).loss.backward()
    return {
        key: weight.grad.clone()
        for key, weight in loaded.model.named_parameters()
        if weight.grad is not None
    }


def difference(first, second):
    return max(float((first[key] - second[key]).abs().max()) for key in first)


def test_gradients_are_the_same_after_an_evaluation_as_before(loaded):
    adapters.add_adapter(loaded, "one", rank=4, alpha=8)
    with torch.no_grad():  # so that gradients also flow through the first factors
        for key, weight in loaded.model.named_parameters():
            if "lora_B" in key:
                weight.normal_()
    before = gradients(loaded, "one")
    assert len(before) == 2 * 2 * 7
    ids, attention = batch(loaded)
    logits_of(loaded, "one")(ids, attention)
    generate(loaded, "one", ["Anna took"], 4, 1)
    assert difference(before, gradients(loaded, "one")) == 0.0


def test_that_check_would_notice_the_fault_where_the_processor_has_it(folder, monkeypatch):
    import bitsandbytes

    if not torch.cpu._is_avx512_bf16_supported():
        pytest.skip(
            "this processor has no AVX512-BF16, so the fault cannot show here; it is checked where it can"
        )
    loaded = load_base(folder)
    monkeypatch.setattr(bitsandbytes.nn.modules, "has_avx512bf16", lambda: True)
    for module in loaded.model.modules():
        if isinstance(module, bitsandbytes.nn.Linear4bit):
            module.support_avx512bf16_for_cpu = True
    adapters.add_adapter(loaded, "one", rank=4, alpha=8)
    before = gradients(loaded, "one")
    ids, attention = batch(loaded)
    logits_of(loaded, "one")(ids, attention)
    assert difference(before, gradients(loaded, "one")) > 1e-6


def test_roles_switch_and_come_back(loaded):
    ids, attention = batch(loaded)
    bare = logits_of(loaded, None)(ids, attention)
    adapters.add_adapter(loaded, "one", rank=4, alpha=8, seed=1)
    adapters.add_adapter(loaded, "two", rank=4, alpha=8, seed=2)
    assert torch.equal(logits_of(loaded, "one")(ids, attention), bare), (
        "a fresh adapter changes nothing"
    )
    examples = training.Examples.next_token(ids, attention)
    training.train(
        loaded.model, examples, training.Plan(steps=3, learning_rate=1e-2, batch_blocks=4)
    )
    trainable = {key for key, weight in loaded.model.named_parameters() if weight.requires_grad}
    assert trainable and all(".two." in key for key in trainable)
    assert torch.equal(logits_of(loaded, "baseline")(ids, attention), bare)
    assert torch.equal(logits_of(loaded, "one")(ids, attention), bare)
    assert not torch.allclose(logits_of(loaded, "two")(ids, attention), bare)
    assert {
        key for key, weight in loaded.model.named_parameters() if weight.requires_grad
    } == trainable
    with pytest.raises(TrainingError, match="three"):
        logits_of(loaded, "three")(ids, attention)


def test_generation_is_the_plain_greedy_one_whatever_the_batch(loaded):
    prompts = ["Anna took", "The gate was shut. Old", "A"]
    for name in (None,):
        together = generate(loaded, name, prompts, 6, 3)
        assert together == generate(loaded, name, prompts, 6, 1)
    ids = loaded.tokenizer(prompts[0], return_tensors="pt").input_ids
    for _ in range(6):
        nxt = loaded.model(input_ids=ids).logits[0, -1].argmax()
        ids = torch.cat([ids, nxt.view(1, 1)], 1)
        if nxt == loaded.tokenizer.eos_token_id:
            break
    assert loaded.tokenizer.decode(ids[0], skip_special_tokens=True) == prompts[0] + together[0]


def test_next_token_probabilities_are_those_of_the_prompt_alone(loaded):
    prompts = ["Anna took the", "Old"]
    found = next_token_probabilities(loaded, None, prompts, 2)  # (2, V)
    assert found.sum(-1) == pytest.approx(torch.ones(2))
    alone = (
        loaded.model(**loaded.tokenizer(prompts[1], return_tensors="pt")).logits[0, -1].softmax(-1)
    )
    assert torch.allclose(found[1], alone, atol=1e-5)


def test_a_folder_without_a_tokenizer_a_pickle_and_no_folder_are_refused(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (bare / name).unlink()
    with pytest.raises(InputError, match="no tokenizer.*Remedy"):
        load_base(bare)
    pickled = shutil.copytree(folder, tmp_path / "pickled")
    (pickled / "model.safetensors").unlink()
    (pickled / "pytorch_model.bin").write_bytes(b"not to be read")
    with pytest.raises(InputError, match="pickle.*pytorch_model.bin.*safetensors"):
        load_base(pickled)
    with pytest.raises(InputError, match="no model folder"):
        load_base(tmp_path / "nowhere")
