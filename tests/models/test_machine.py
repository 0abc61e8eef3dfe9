"""Device and dtype with the reason, seeds, and an estimate that agrees with a model counted otherwise."""

import numpy
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from whp_kit.errors import InputError, SettingsError
from whp_kit.models.machine import (
    code_state,
    peak_device_memory_bytes,
    peak_memory_bytes,
    pick_device,
    seed_everything,
    versions,
)
from whp_kit.models.memory import estimate_memory


@pytest.fixture
def gpu(monkeypatch):
    """pick_device as on a machine whose one GPU has the compute capability given."""

    def make(major, minor):
        monkeypatch.delenv("WHP_DEVICE", raising=False)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (major, minor))
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "a GPU")

    return make


def test_the_cpu_takes_float32(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    device = pick_device()
    assert (device.name, device.dtype, device.torch_dtype) == (
        "cpu",
        "float32",
        torch.float32,
    ) and device.reason
    assert "asked for" in pick_device("bfloat16").reason


@pytest.mark.parametrize(
    ("capability", "dtype"), [((7, 5), "float16"), ((8, 0), "bfloat16"), ((9, 0), "bfloat16")]
)
def test_half_precision_goes_by_compute_capability(gpu, capability, dtype):
    gpu(*capability)
    device = pick_device()
    assert (device.name, device.dtype) == ("cuda:0", dtype) and "{}.{}".format(
        *capability
    ) in device.reason


def test_unknown_devices_and_dtypes_are_refused(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "tpu")
    with pytest.raises(SettingsError, match="WHP_DEVICE.*tpu"):
        pick_device()
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    with pytest.raises(SettingsError, match="int8"):
        pick_device("int8")


def test_seeds():
    def draw():
        return torch.rand(1).item(), numpy.random.rand()

    assert seed_everything(5) == 5
    first = draw()
    seed_everything(5)
    assert draw() == first
    for seed in (-1, 2**32, 1.0, None):
        with pytest.raises(SettingsError, match="seed"):
            seed_everything(seed)


def test_versions_code_state_and_memory():
    assert {"python", "torch", "transformers"} <= set(versions())
    state = code_state()
    assert set(state) == {"commit", "dirty"}
    held = peak_memory_bytes()
    assert 10e6 < held < 100e9
    block = numpy.ones(30_000_000)
    assert peak_memory_bytes() >= held and block.any()
    assert peak_device_memory_bytes() >= 0


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("key_heads", [4, 2])
def test_the_estimate_counts_the_weights(tied, key_heads):
    config = LlamaConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=key_heads, vocab_size=100,
        tie_word_embeddings=tied,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    norms = sum(parameter.numel() for name, parameter in model.named_parameters() if "norm" in name)
    estimate = estimate_memory(
        config.to_dict(),
        quantisation="none",
        dtype="float32",
        lora_rank=2,
        batch_blocks=1,
        block_tokens=8,
    )
    assert estimate.weights == 4 * (
        sum(parameter.numel() for parameter in model.parameters()) - norms
    )
    linear = [
        module
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and name != "lm_head"
    ]
    assert estimate.adapters == 8 * 2 * sum(
        module.in_features + module.out_features for module in linear
    )
    packed = estimate_memory(
        config.to_dict(),
        quantisation="nf4",
        dtype="float32",
        lora_rank=2,
        batch_blocks=1,
        block_tokens=8,
    )
    assert packed.weights < estimate.weights and packed.rows()[-1] == ("total", packed.total)


def test_the_estimate_needs_a_config(tmp_path):
    with pytest.raises(InputError, match="config.json"):
        estimate_memory(
            tmp_path,
            quantisation="none",
            dtype="float32",
            lora_rank=2,
            batch_blocks=1,
            block_tokens=8,
        )
