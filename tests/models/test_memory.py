"""What a fine-tune needs, what fits, and what the error proposes where it does not."""

import psutil
import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from whp_kit.errors import SettingsError
from whp_kit.models import memory
from whp_kit.models.config import ModelShape, read_shape
from whp_kit.models.machine import Device
from whp_kit.models.memory import (
    LIBRARIES_BYTES,
    blocks_that_fit,
    changes_that_fit,
    estimate_finetune,
    free_memory_bytes,
    larger_finetune,
    require_fit,
    require_preset_fits,
    weight_bytes,
)
from whp_kit.settings import load_preset

CPU = Device("cpu", "float32", "")
T4 = Device("cuda:0", "float16", "")
GB = 1_000_000_000
SHAPE = ModelShape(
    hidden=64,
    inner=128,
    layers=2,
    heads=4,
    key_value_heads=4,
    head_width=16,
    vocabulary=512,
    linear_parameters=2 * (4 * 64 * 64 + 3 * 64 * 128),
    other_parameters=512 * 64 + 5 * 64,
)


def estimate(device=CPU, *, blocks=4, checkpointing=False, quantisation="nf4"):
    """A fine-tune of SHAPE with rank 4 on `blocks` blocks of 32 tokens."""
    preset = load_preset("tiny").override("model", quantisation=quantisation)
    preset = preset.override("reinforce", lora_rank=4, batch_blocks=blocks, block_tokens=32)
    preset = preset.override("hardware", gradient_checkpointing=checkpointing)
    return estimate_finetune(preset, "reinforce", SHAPE, device)


def test_adapters_and_optimiser_are_two_numbers_of_four_bytes_for_each_parameter():
    from peft import LoraConfig, get_peft_model

    config = AutoConfig.for_model(
        "llama",
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        vocab_size=512,
    )
    lora = LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(AutoModelForCausalLM.from_config(config), lora)
    trainable, _ = model.get_nb_trainable_parameters()
    assert estimate().adapters == estimate().optimiser == 8 * trainable


def test_weights_of_a_model_that_is_not_quantised_take_the_bytes_of_their_dtype():
    parameters = SHAPE.linear_parameters + SHAPE.other_parameters
    assert weight_bytes(SHAPE, "none", "float32") == 4 * parameters
    assert weight_bytes(SHAPE, "none", "float16") == 2 * parameters


def test_four_bits_take_less_than_half_of_half_precision():
    shape = read_shape("meta-llama/Llama-2-7b-chat-hf")
    assert weight_bytes(shape, "nf4", "float16") < weight_bytes(shape, "none", "float16") / 2


def test_the_parts_add_up():
    *parts, total = estimate().rows()
    assert total == ("total", estimate().total)
    assert sum(size for _, size in parts) == estimate().total


def test_half_precision_counts_the_copies_that_adapters_keep():
    single, half = estimate(CPU), estimate(T4)
    inputs = 5 * 64 + 64 + 128  # q k v gate up, o, down
    assert half.activations == single.activations // 2 + 2 * 4 * inputs * 4 * 32


def test_gradient_checkpointing_counts_the_input_of_each_layer_and_one_layer_in_full():
    full, checkpointed = estimate(), estimate(checkpointing=True)
    inputs = 2 * 64 * 4 * 4 * 32  # layers, width, bytes, blocks, tokens
    assert checkpointed.activations == full.activations // 2 + inputs
    assert checkpointed.total - checkpointed.activations == full.total - full.activations


def test_what_fits_raises_nothing():
    needed = estimate()
    require_fit(needed, CPU, free=needed.total + LIBRARIES_BYTES)


@pytest.mark.parametrize(
    ("lacking", "remedy"),
    [
        (lambda needed: 1, "batch_blocks to 3 or less"),
        (lambda needed: needed.batch * 3 // 4, "batch_blocks to 1 or less"),
        (lambda needed: needed.batch, "halve block_tokens"),
        (lambda needed: needed.total + LIBRARIES_BYTES - 1000, r"smaller model.*0\.6 GB free"),
    ],
)
def test_what_does_not_fit_says_what_would(lacking, remedy):
    needed = estimate()
    with pytest.raises(SettingsError, match=remedy):
        require_fit(needed, CPU, free=needed.total + LIBRARIES_BYTES - lacking(needed))


@pytest.mark.parametrize("blocks", [1, 2, 3, 4])
def test_the_blocks_that_fit_are_those_whose_own_estimate_fits(blocks):
    needed = estimate()
    free = estimate(blocks=blocks).total + LIBRARIES_BYTES
    assert blocks_that_fit(needed, free) == blocks


@pytest.mark.parametrize(
    ("name", "fits"), [("colab-t4", True), ("colab-t4-wonderland", True), ("llama2-7b", False)]
)
def test_the_colab_presets_fit_into_a_t4_and_llama_does_not(name, fits):
    preset = load_preset(name)
    needed = larger_finetune(preset, read_shape(preset.model.base), T4)
    assert (blocks_that_fit(needed, 15 * GB) == needed.blocks) is fits
    assert blocks_that_fit(needed, 24 * GB) == needed.blocks


def test_gradient_checkpointing_lets_more_blocks_of_a_7b_model_fit():
    preset, card = load_preset("llama2-7b"), Device("cuda:0", "bfloat16", "")
    shape = read_shape(preset.model.base)
    plain, saving = (
        larger_finetune(preset.override("hardware", gradient_checkpointing=given), shape, card)
        for given in (False, True)
    )
    assert blocks_that_fit(plain, 15 * GB) < plain.blocks
    assert blocks_that_fit(saving, 15 * GB) == saving.blocks


def test_the_preset_of_the_papers_model_has_its_steps():
    preset = load_preset("llama2-7b")
    for section in (preset.reinforce, preset.finetune):
        assert section.batch_blocks * section.accumulate == 128
    assert 120 <= preset.finetune.steps <= 150
    assert preset.finetune.checkpoint_every == 20
    assert preset.labels.alpha == 5.0


def test_the_larger_of_the_two_finetunes_counts():
    preset = load_preset("tiny")
    shape = read_shape(preset.model.base)
    small = larger_finetune(preset, shape, CPU)
    large = larger_finetune(preset.override("finetune", batch_blocks=500), shape, CPU)
    assert large.blocks == 500
    assert large.batch > small.batch


def test_a_preset_that_does_not_fit_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: GB)
    preset = load_preset("tiny")
    require_preset_fits(preset)
    with pytest.raises(SettingsError, match="does not fit"):
        require_preset_fits(preset.override("finetune", batch_blocks=500))


def test_free_memory_is_no_more_than_the_machine_has():
    assert 0 < free_memory_bytes(CPU) <= psutil.virtual_memory().total


def test_of_a_containers_limit_what_is_used_is_not_free(tmp_path):
    for name, text in {
        "max": "8000\n",
        "current": "7000\n",
        "stat": "anon 5000\nfile 2000\ninactive_file 1500\n",
    }.items():
        (tmp_path / f"memory.{name}").write_text(text)
    assert memory.container_memory_bytes(tmp_path) == 2500
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.container_memory_bytes(tmp_path) > 2**60
    assert memory.container_memory_bytes(tmp_path / "none") > 2**60


def test_on_a_gpu_what_torch_keeps_for_reuse_is_free(monkeypatch):
    for name, value in (("memory_reserved", 7), ("memory_allocated", 5)):
        monkeypatch.setattr(torch.cuda, name, lambda device, value=value: value)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (100, 200))
    assert free_memory_bytes(T4) == 102


class TestChangesThatFit:
    def preset(self, **finetune):
        preset = load_preset("tiny").override(
            "reinforce", batch_blocks=8, accumulate=2, block_tokens=64
        )
        return preset.override("finetune", batch_blocks=6, accumulate=1, **finetune)

    def room_for(self, preset, step, blocks, checkpointing=False):
        """Bytes in which exactly so many blocks of the step fit."""
        tried = preset.override("hardware", gradient_checkpointing=checkpointing)
        needed = estimate_finetune(tried, step, SHAPE, CPU)
        return LIBRARIES_BYTES + needed.fixed + blocks * -(-needed.batch // needed.blocks)

    def test_nothing_is_changed_where_all_fits(self):
        assert changes_that_fit(self.preset(), SHAPE, CPU, 100 * GB) == {}

    def test_a_step_keeps_its_blocks_in_smaller_batches(self):
        preset = self.preset(retain_weight=0.0)
        free = self.room_for(preset, "reinforce", 5)
        changes = changes_that_fit(preset, SHAPE, CPU, free)
        assert changes["reinforce"] == {"batch_blocks": 4, "accumulate": 4}, "a divisor of 16"
        made = preset
        for section, values in changes.items():
            made = made.override(section, **values)
        for step in ("reinforce", "finetune"):
            require_fit(estimate_finetune(made, step, SHAPE, CPU), CPU, free)
            before, after = getattr(preset, step), getattr(made, step)
            assert before.batch_blocks * before.accumulate == after.batch_blocks * after.accumulate

    def test_the_retain_blocks_go_down_too(self):
        preset = self.preset(retain_weight=1.0, retain_blocks=6)
        free = self.room_for(preset, "finetune", 2)
        assert changes_that_fit(preset, SHAPE, CPU, free)["finetune"] == {
            "batch_blocks": 2,
            "accumulate": 3,
            "retain_blocks": 2,
        }

    def test_where_one_block_does_not_fit_activations_are_computed_again(self):
        preset = self.preset(retain_weight=0.0)
        free = max(self.room_for(preset, step, 1, True) for step in ("reinforce", "finetune"))
        changes = changes_that_fit(preset, SHAPE, CPU, free)
        assert changes["hardware"] == {"gradient_checkpointing": True}
        assert 1 in (changes["reinforce"]["batch_blocks"], changes["finetune"]["batch_blocks"])

    def test_a_model_that_is_too_large_is_refused(self):
        with pytest.raises(SettingsError, match="does not fit"):
            changes_that_fit(self.preset(), SHAPE, CPU, LIBRARIES_BYTES)
