"""Loading: real bitsandbytes on the CPU, tiny random weights."""

import json
import shutil

import bitsandbytes
import pytest
import torch

from tests.support.tiny_models import batch
from whp_kit.errors import InputError, SettingsError
from whp_kit.models import adapters, memory, pretrained
from whp_kit.models.load import load_at_precision, load_base, load_for_inference, load_from_settings
from whp_kit.models.roles import generate, logits_of
from whp_kit.settings import ModelSettings


def four_bit_layers(loaded):
    return [m for m in loaded.model.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]


def test_the_linear_layers_are_four_bit_and_the_rest_is_not(loaded):
    layers = four_bit_layers(loaded)
    assert len(layers) == 2 * 7
    assert {layer.weight.dtype for layer in layers} == {torch.uint8}
    assert {layer.weight.quant_state.quant_type for layer in layers} == {"nf4"}
    assert loaded.model.get_input_embeddings().weight.dtype == torch.float32
    assert loaded.precision == "nf4"


def test_a_dequantised_copy_has_the_logits_of_the_four_bit_model(folder, loaded):
    ids, attention = batch(loaded)
    copy = load_base(folder, dequantised=True)
    nf4 = logits_of(loaded, None)(ids, attention)
    assert torch.allclose(logits_of(copy, None)(ids, attention), nf4, atol=1e-5)
    assert copy.precision == "nf4"


def test_a_model_that_is_not_quantised_has_other_logits(folder, loaded):
    ids, attention = batch(loaded)
    full = load_base(folder, "none")
    nf4 = logits_of(loaded, None)(ids, attention)
    assert (logits_of(full, None)(ids, attention) - nf4).abs().max() > 1e-2
    assert full.precision == "float32"


def test_packed_weights_count_in_full(folder, loaded):
    assert loaded.parameters == load_base(folder, "none").parameters


def test_an_unknown_quantisation_is_refused(folder):
    with pytest.raises(InputError, match="nf3"):
        load_base(folder, "nf3")


def test_an_unknown_precision_is_refused(folder):
    with pytest.raises(InputError, match="int3.*nf4, int8, bf16, fp32"):
        load_at_precision(ModelSettings(str(folder)), "int3", folder)


def gradients(loaded):
    """The gradients of the one adapter, by name of weight."""
    ids, attention = batch(loaded)
    loaded.model.train()
    loaded.model.zero_grad()
    loaded.model(input_ids=ids, attention_mask=attention, labels=ids).loss.backward()
    weights = loaded.model.named_parameters()
    return {name: weight.grad.clone() for name, weight in weights if weight.grad is not None}


def add_random_adapter(loaded):
    """An adapter whose second factors are not zero, so that the first ones get gradients too."""
    adapters.add_adapter(loaded, "one", rank=4, alpha=8)
    with torch.no_grad():
        for name, weight in loaded.model.named_parameters():
            if "lora_B" in name:
                weight.normal_()


def largest_difference(first, second):
    return max(float((first[name] - second[name]).abs().max()) for name in first)


def test_gradients_after_an_evaluation_are_those_before(loaded):
    add_random_adapter(loaded)
    before = gradients(loaded)
    assert len(before) == 2 * 2 * 7
    logits_of(loaded, "one")(*batch(loaded))
    generate(loaded, "one", ["Anna took"], 4, 1)
    assert largest_difference(before, gradients(loaded)) == 0.0


@pytest.mark.skipif(
    not torch.cpu._is_avx512_bf16_supported(), reason="only AVX512-BF16 shows the fault"
)
def test_without_the_guard_an_evaluation_changes_gradients(loaded):
    for layer in four_bit_layers(loaded):
        layer.support_avx512bf16_for_cpu = True
    add_random_adapter(loaded)
    before = gradients(loaded)
    logits_of(loaded, "one")(*batch(loaded))
    assert largest_difference(before, gradients(loaded)) > 1e-6


@pytest.fixture
def no_weights(monkeypatch):
    """On a CPU; any attempt to read a model fails the test."""

    def read(*args, **kwargs):
        pytest.fail("weights or tokenizer were read")

    monkeypatch.setenv("WHP_DEVICE", "cpu")
    monkeypatch.setattr(pretrained.AutoModelForCausalLM, "from_pretrained", read)
    monkeypatch.setattr(pretrained.AutoTokenizer, "from_pretrained", read)


@pytest.mark.parametrize("source", ["hub", "folder"])
def test_what_cannot_fit_is_refused_before_any_weight_is_read(
    source, folder, no_weights, monkeypatch
):
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: 400_000_000)
    base = "meta-llama/Llama-2-7b-chat-hf" if source == "hub" else str(folder)
    with pytest.raises(SettingsError, match=r"nothing was loaded.*0\.4 GB free on cpu"):
        load_from_settings(ModelSettings(base=base))


def test_a_dequantised_copy_needs_more(no_weights, monkeypatch):
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: 6_000_000_000)
    settings = ModelSettings(base="HuggingFaceTB/SmolLM2-1.7B-Instruct")
    with pytest.raises(SettingsError, match="does not fit"):
        load_for_inference(settings)
    with pytest.raises(pytest.fail.Exception, match="were read"):
        load_from_settings(settings)


def test_what_fits_is_loaded(folder, monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    assert load_from_settings(ModelSettings(base=str(folder))).parameters > 0


def test_a_model_that_the_preset_lacks_is_refused(folder):
    with pytest.raises(InputError, match="never_knew"):
        load_from_settings(ModelSettings(base=str(folder)), "never_knew")


def test_half_a_download_is_told_before_anything_is_loaded(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(InputError, match="not readable as safetensors") as caught:
        load_base(copy, "none")
    assert caught.value.remedy == "download it again"


def changed_config(**values):
    def change(folder):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | values))

    return change


def replaced(name, text):
    return lambda folder: (folder / name).write_text(text)


def in_shards(index):
    def change(folder):
        (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
        (folder / "model.safetensors.index.json").write_text(index)

    return change


SHARD = json.dumps({"metadata": {}, "weight_map": {"x": "model-00002-of-00002.safetensors"}})
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"
DAMAGED = {
    "an empty configuration": replaced("config.json", ""),
    "a configuration that is null": replaced("config.json", "null"),
    "a configuration without end": replaced("config.json", "[" * 100_000),
    "a pointer for a configuration": replaced("config.json", POINTER),
    "a pointer for a tokenizer": replaced("tokenizer.json", POINTER),
    "a pointer for weights": replaced("model.safetensors", POINTER),
    "no weights in the file": replaced("model.safetensors", ""),
    "a text for a size": changed_config(hidden_size="64"),
    "no heads": changed_config(num_attention_heads=0),
    "fewer words": changed_config(vocab_size=-1),
    "an unknown dtype": changed_config(dtype="float99"),
    "an unknown activation": changed_config(hidden_act="none"),
    "an unknown rotation": changed_config(rope_scaling={"type": "none"}),
    "a list of quantisations": changed_config(quantization_config=[1]),
    "GPTQ": changed_config(quantization_config={"quant_method": "gptq", "bits": 4}),
    "padding outside": changed_config(pad_token_id=10**6),
    "an empty index": in_shards(""),
    "an index without a map": in_shards("{}"),
    "a shard that is missing": in_shards(SHARD),
}


@pytest.mark.parametrize("change", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_folder_is_one_error_that_names_it(folder, tmp_path, change):
    copy = shutil.copytree(folder, tmp_path / "copy")
    change(copy)
    with pytest.raises(InputError) as caught:
        load_from_settings(ModelSettings(str(copy), quantisation="none"))
    assert str(copy) in str(caught.value)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_pointer_of_git_lfs_is_told_for_what_it_is(folder, tmp_path, name):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / name).write_text(POINTER)
    with pytest.raises(InputError, match=f"pointer of git LFS.*{name}"):
        load_base(copy, "none")
