"""The shape of a model, from a configuration alone, agrees with the model that is made of it."""

import shutil

import pytest
import torch
from transformers import CONFIG_MAPPING, AutoConfig, AutoModelForCausalLM

from whp_kit.errors import InputError
from whp_kit.models.config import ModelShape, check_source, is_on_hub, read_shape, shipped_configs
from whp_kit.settings import load_preset, preset_names


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("key_heads", [4, 2])
def test_a_shape_counts_the_parameters_of_a_llama(tied, key_heads):
    config = AutoConfig.for_model(
        "llama",
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=key_heads,
        vocab_size=100,
        tie_word_embeddings=tied,
    )
    shape = ModelShape.of_config(config)
    parameters = dict(AutoModelForCausalLM.from_config(config).named_parameters())
    linear = sum(p.numel() for name, p in parameters.items() if "_proj" in name)
    assert shape.linear_parameters == linear
    assert shape.other_parameters == sum(p.numel() for p in parameters.values()) - linear


@pytest.mark.parametrize(
    "family", ["gpt2", "opt", "llama", "gpt_neox", "gemma2", "mixtral", "mamba"]
)
def test_the_sizes_of_each_family_are_read_under_its_own_names(tmp_path, family):
    CONFIG_MAPPING[family]().save_pretrained(tmp_path)
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).touch()
    shape = read_shape(tmp_path)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(tmp_path))
    assert model.num_parameters() == shape.linear_parameters + shape.other_parameters
    if family == "mixtral":
        assert shape.other_parameters > 40e9, "its experts are no linear layers: nothing packs them"


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("HuggingFaceTB/SmolLM2-1.7B-Instruct", 1.711),
        ("meta-llama/Llama-2-7b-chat-hf", 6.738),
    ],
)
def test_shipped_configs_have_the_published_number_of_parameters(name, billions):
    shape = read_shape(name)
    counted = shape.linear_parameters + shape.other_parameters
    assert counted / 1e9 == pytest.approx(billions, abs=0.002)


def test_every_hub_model_of_a_preset_has_a_shipped_config():
    bases = {load_preset(name).model.base for name in preset_names()}
    configs = {name for name in shipped_configs() if is_on_hub(name)}
    assert {base for base in bases if is_on_hub(base)} == configs


def test_a_configuration_that_cannot_be_read_is_an_error():
    with pytest.raises(InputError, match="configuration could not be read.*some/model"):
        read_shape("some/model")


def test_a_folder_without_a_tokenizer_is_refused(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (bare / name).unlink()
    with pytest.raises(InputError, match="no tokenizer.*Remedy"):
        check_source(bare)


def test_a_pickle_is_refused(folder, tmp_path):
    pickled = shutil.copytree(folder, tmp_path / "pickled")
    (pickled / "model.safetensors").unlink()
    (pickled / "pytorch_model.bin").write_bytes(b"not to be read")
    with pytest.raises(InputError, match="pickle.*pytorch_model.bin.*safetensors"):
        check_source(pickled)


def test_a_path_without_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no model folder"):
        check_source(tmp_path / "nowhere")


def test_a_folder_without_a_configuration_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no config\.json"):
        check_source(tmp_path)
