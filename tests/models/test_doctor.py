"""What fits, what does not and what would; the hub that is silent; and that nothing is read where memory is short."""

import http.server
import socket
import subprocess
import sys
import threading

import pytest
import torch
from transformers import CONFIG_MAPPING, AutoConfig, AutoModelForCausalLM

from whp_kit.errors import InputError, SettingsError
from whp_kit.models import doctor, load, memory
from whp_kit.models.config import KNOWN_SHAPES, model_config
from whp_kit.models.doctor import training_seconds
from whp_kit.models.load import count_parameters, load_for_inference, load_from_settings
from whp_kit.models.machine import Device, measure_speed
from whp_kit.models.memory import (
    LIBRARIES_BYTES,
    blocks_that_fit,
    estimate_memory,
    free_memory_bytes,
    larger_finetune,
    require_fit,
    require_preset_fits,
    weight_bytes,
)
from whp_kit.settings import ModelSettings, load_preset

CPU = Device("cpu", "float32", "")
T4 = Device("cuda:0", "float16", "")
SMALL = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 512,
}  # fmt: skip


def estimate(config, device=CPU, blocks=4, tokens=32):
    return estimate_memory(
        config,
        quantisation="nf4",
        dtype=device.dtype,
        lora_rank=4,
        batch_blocks=blocks,
        block_tokens=tokens,
    )


@pytest.mark.parametrize(
    ("name", "billions"),
    [("HuggingFaceTB/SmolLM2-1.7B-Instruct", 1.711), ("meta-llama/Llama-2-7b-chat-hf", 6.738)],
)
def test_known_shapes_have_the_published_numbers_of_parameters(name, billions):
    config = model_config(name)
    in_half = weight_bytes(config, quantisation="none", dtype="float16")
    assert in_half / 2e9 == pytest.approx(billions, abs=0.001)
    assert weight_bytes(config, quantisation="nf4", dtype="float16") < in_half / 2


def test_known_shapes_are_those_of_the_presets():
    named = {
        load_preset(name).model.base
        for name in ("colab-t4", "colab-t4-wonderland", "llama2-7b", "llama2-70b")
    }
    assert named == set(KNOWN_SHAPES)


def test_half_precision_counts_the_copies_that_adapters_keep():
    single, half = estimate(SMALL, CPU), estimate(SMALL, T4)
    inputs = 5 * 64 + 64 + 128  # q k v gate up, o, down
    assert half.activations == single.activations // 2 + 2 * 4 * inputs * 4 * 32


def test_gradient_checkpointing_counts_what_goes_into_each_layer_and_one_layer_whole():
    tall = SMALL | {"num_hidden_layers": 10}
    given = {
        "quantisation": "nf4",
        "dtype": "float32",
        "lora_rank": 4,
        "batch_blocks": 4,
        "block_tokens": 32,
    }
    kept, again = (
        estimate_memory(tall, **given, gradient_checkpointing=on) for on in (False, True)
    )
    into_each = 10 * 64 * 4 * 4 * 32  # layers, width, bytes, blocks, tokens
    assert again.activations == kept.activations // 10 + into_each
    assert again.total - again.activations == kept.total - kept.activations


def test_what_fits_is_let_through_and_what_does_not_says_what_would():
    needed = estimate(SMALL)
    enough = needed.total + LIBRARIES_BYTES
    require_fit(needed, CPU, 4, free=enough)
    with pytest.raises(SettingsError, match="batch_blocks to 3 or less"):
        require_fit(needed, CPU, 4, free=enough - 1)
    with pytest.raises(SettingsError, match="batch_blocks to 1 or less"):
        require_fit(needed, CPU, 4, free=enough - needed.batch * 3 // 4)
    with pytest.raises(SettingsError, match="halve block_tokens"):
        require_fit(needed, CPU, 4, free=enough - needed.batch)
    with pytest.raises(SettingsError, match=r"smaller model.*0\.6 GB free"):
        require_fit(needed, CPU, 4, free=1000)
    for blocks in (1, 2, 3, 4):
        assert (
            blocks_that_fit(needed, 4, enough - needed.batch + estimate(SMALL, blocks=blocks).batch)
            == blocks
        )


def test_the_colab_presets_fit_into_a_t4_and_llama_does_not():
    for name, fits in (("colab-t4", True), ("colab-t4-wonderland", True), ("llama2-7b", False)):
        preset = load_preset(name)
        needed, blocks = larger_finetune(preset, model_config(preset.model.base), T4)
        assert (blocks_that_fit(needed, blocks, 15_000_000_000) == blocks) is fits, name
        assert blocks_that_fit(needed, blocks, 24_000_000_000) == blocks, name
    llama = load_preset("llama2-7b")
    assert (
        llama.finetune.batch_blocks * llama.finetune.accumulate
        == 128
        == llama.reinforce.batch_blocks * llama.reinforce.accumulate
    )
    assert (
        120 <= llama.finetune.steps <= 150
        and llama.finetune.checkpoint_every == 20
        and llama.labels.alpha == 5.0
    )


def test_the_largest_llama_fits_whole_onto_a_gpu_of_48_gb_and_not_without_gradient_checkpointing():
    preset, card = load_preset("llama2-70b"), Device("cuda:0", "bfloat16", "")
    needed, blocks = larger_finetune(preset, model_config(preset.model.base), card)
    kept, _ = larger_finetune(
        preset.override("hardware", gradient_checkpointing=False),
        model_config(preset.model.base),
        card,
    )
    assert [blocks_that_fit(estimate, blocks, 48_000_000_000) for estimate in (needed, kept)] == [
        1,
        0,
    ] and blocks == 1
    assert (
        preset.finetune.batch_blocks * preset.finetune.accumulate
        == 128
        == preset.reinforce.batch_blocks * preset.reinforce.accumulate
    )


def test_the_larger_of_two_steps_counts(monkeypatch):
    preset = load_preset("tiny")
    config = model_config(preset.model.base)
    small, _ = larger_finetune(preset, config, CPU)
    large, blocks = larger_finetune(preset.override("finetune", batch_blocks=500), config, CPU)
    assert blocks == 500 and large.batch > small.batch
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: 1_000_000_000)
    require_preset_fits(preset)
    with pytest.raises(SettingsError, match="does not fit"):
        require_preset_fits(preset.override("finetune", batch_blocks=500))


@pytest.fixture
def no_weights(monkeypatch):
    """Any attempt to read a model fails the test."""

    def touched(*args, **kwargs):
        raise AssertionError("weights or tokenizer were touched")

    monkeypatch.setattr(load.AutoModelForCausalLM, "from_pretrained", touched)
    monkeypatch.setattr(load.AutoTokenizer, "from_pretrained", touched)


@pytest.mark.parametrize("which", ["hub", "folder"])
def test_what_cannot_fit_is_refused_before_any_weight_is_touched(
    which, folder, no_weights, monkeypatch
):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: 400_000_000)
    base = "meta-llama/Llama-2-7b-chat-hf" if which == "hub" else str(folder)
    with pytest.raises(
        SettingsError,
        match=r"does not fit into memory, and nothing was loaded.*0\.4 GB free on cpu",
    ):
        load_from_settings(ModelSettings(base=base))


def test_a_dequantised_copy_needs_more(no_weights, monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    monkeypatch.setattr(memory, "free_memory_bytes", lambda device: 6_000_000_000)
    settings = ModelSettings(base="HuggingFaceTB/SmolLM2-1.7B-Instruct")
    with pytest.raises(SettingsError, match="does not fit"):
        load_for_inference(settings)
    with pytest.raises(AssertionError, match="touched"):
        load_from_settings(settings)


def test_what_fits_is_loaded(folder, monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    assert count_parameters(load_from_settings(ModelSettings(base=str(folder))).model) > 0


def test_a_configuration_that_cannot_be_had_is_told(monkeypatch):
    with pytest.raises(InputError, match="configuration could not be read.*some/model"):
        model_config("some/model")


def test_free_memory_is_no_more_than_there_is():
    import psutil

    assert 0 < free_memory_bytes(CPU) <= psutil.virtual_memory().total


def test_on_a_gpu_what_torch_keeps_is_free(monkeypatch):
    for name, value in (("memory_reserved", 7), ("memory_allocated", 5)):
        monkeypatch.setattr(torch.cuda, name, lambda device, value=value: value)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (100, 200))
    assert free_memory_bytes(T4) == 102


def test_training_time_is_four_operations_a_parameter():
    linear = 2 * (4 * 64 * 64 + 3 * 64 * 128)
    assert training_seconds(SMALL, 1000, 1e9) == pytest.approx(
        4 * (linear + 64 * 512) * 1000 / 0.3e9
    )
    assert measure_speed(CPU) > 1e8
    assert [doctor.duration(s) for s in (0.2, 600, 7200, 260_000)] == [
        "about 1 s",
        "about 10 min",
        "about 2 h",
        "about 3 days",
    ]


def test_tokens_are_those_of_both_trainings():
    tiny = load_preset("tiny").override("finetune", control=False)
    first, last = tiny.reinforce, tiny.finetune
    expected = first.steps * first.batch_blocks * first.block_tokens
    expected += last.steps * (last.batch_blocks + last.retain_blocks) * tiny.labels.block_tokens
    assert doctor.training_tokens(tiny) == expected
    with_control = tiny.override("finetune", control=True, control_steps=10)
    assert (
        doctor.training_tokens(with_control)
        == expected + 10 * last.batch_blocks * tiny.labels.block_tokens
    )


def test_rows_say_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    preset = load_preset("colab-t4-wonderland")
    row = doctor.preset_row(preset, 1e12, False, free=15_000_000_000)
    assert (
        row["fits"] == "yes"
        and str(tmp_path / "whp/books/wonderland") in row["to bring"]
        and "does not answer" in row["to bring"]
    )
    (tmp_path / "whp/books/wonderland").mkdir(parents=True)
    assert "whp/books" not in doctor.preset_row(preset, 1e12, True, free=15_000_000_000)["to bring"]
    assert doctor.preset_row(preset, 1e12, True, free=2_000_000_000)["fits"].startswith(
        "no: this does not fit"
    )
    tiny = doctor.preset_row(load_preset("tiny"), 1e12, None, free=15_000_000_000)
    assert (tiny["fits"], tiny["to bring"]) == ("yes", "")


def test_a_model_unknown_here_is_not_asked_for_where_the_hub_is_silent(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tiny"\n[model]\nbase = "some/model"\n')
    assert "not known" in doctor.preset_row(load_preset(str(path)), 1e12, False)["fits"]


def test_the_hub_is_asked_once_and_never_for_long(monkeypatch):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        answers, told = doctor.ask_hub(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.3)
    assert answers is False and "does not answer within 0.3 s" in told
    assert doctor.ask_hub("no address", seconds=0.2)[0] is False
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert doctor.ask_hub() == (None, "not asked: HF_HUB_OFFLINE is set")


@pytest.mark.parametrize("status", [200, 404])
def test_any_answer_of_the_hub_is_one(status):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert doctor.ask_hub(f"http://127.0.0.1:{server.server_port}", seconds=5.0)[0] is True


def test_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "whp_kit", "doctor", "--preset", "tiny"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for part in (
        "cores: ",
        "main memory free: ",
        "computes on: ",
        "versions: ",
        "the hub: not asked",
        "tiny: fits: yes",
    ):
        assert part in done.stdout
    bad = subprocess.run(
        [sys.executable, "-m", "whp_kit", "doctor", "--preset", "tinny"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (
        bad.returncode == 1
        and "did you mean 'tiny'" in bad.stderr
        and "Traceback" not in bad.stderr
    )


def test_a_run_without_its_books_ends_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WHP_RUNS", str(tmp_path / "runs"))
    done = subprocess.run(
        [sys.executable, "-m", "whp_kit", "run", "--preset", "colab-t4-wonderland"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (
        done.returncode == 1
        and "books of the world 'wonderland' are not there" in done.stderr
        and "Traceback" not in done.stderr
    )
    assert (
        str(tmp_path / "whp/books/wonderland") in done.stderr and not (tmp_path / "runs").exists()
    )


@pytest.mark.parametrize("family", ["gpt2", "opt", "llama", "gpt_neox", "gemma2"])
def test_a_familys_own_names_for_sizes_are_understood(tmp_path, family):
    CONFIG_MAPPING[family]().save_pretrained(tmp_path)
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).touch()
    config = model_config(tmp_path)
    parameters = weight_bytes(config, quantisation="none", dtype="float16") / 2
    with torch.device("meta"):
        made = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(tmp_path))
    assert sum(weight.numel() for weight in made.parameters()) == pytest.approx(
        parameters, rel=0.35
    )  # others have no gate
