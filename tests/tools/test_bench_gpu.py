"""The script for a GPU's figures, at toy size on the CPU: the lines work, the arithmetic is right,
and nothing is written here.
"""

import runpy

import pytest

from whp_kit.files import read_json
from whp_kit.models.load import load_base
from whp_kit.models.machine import Device
from whp_kit.paths import PROJECT_ROOT

GPU = runpy.run_path(str(PROJECT_ROOT / "tools/bench/bench_gpu.py"))


def test_the_whole_script_on_a_toy(monkeypatch):
    monkeypatch.setenv("WHP_DEVICE", "cpu")
    before = sorted(GPU["FOLDER"].glob("*")) if GPU["FOLDER"].exists() else []
    found = GPU["bench"]()
    names = {
        f"{stage}_{what}"
        for stage in ("reinforce", "label", "unlearn")
        for what in ("tokens_per_second", "share_of_matrix_rate")
    }
    names |= {"matrix_flops", "peak_memory_bytes", "peak_memory_bytes_one_block", "hours"}
    assert set(found) == {f"gpu_toy_{name}" for name in names} and all(
        value > 0 for value in found.values()
    )
    assert all(
        found[f"gpu_toy_{stage}_share_of_matrix_rate"] < 1
        for stage in ("reinforce", "label", "unlearn")
    )
    assert before == (sorted(GPU["FOLDER"].glob("*")) if GPU["FOLDER"].exists() else [])


def test_the_paper_is_a_step_of_128_blocks_of_512_tokens():
    size = GPU["paper"]()
    assert (
        size.batch_blocks * size.accumulate == 128
        and size.block_tokens == 512
        and size.config["hidden_size"] == 4096
    )


def test_a_share_and_the_hours_by_hand():
    # 100 weights, 50 tokens in 2 s: 2 operations x 2 passes x 100 x 50 / 2 = 10,000 a second, of
    # 40,000.
    assert GPU["stage"]("label", 50, 2.0, 100, 40_000.0) == {
        "label_tokens_per_second": 25.0,
        "label_share_of_matrix_rate": 0.25,
    }
    speeds = {
        "reinforce_tokens_per_second": 1000.0,
        "label_tokens_per_second": 500.0,
        "unlearn_tokens_per_second": 2000.0,
    }
    assert GPU["hours"](speeds, GPU["paper"]()) == pytest.approx(
        (9300 + 6200 + 150 * 65536 / 2000) / 3600
    )


def test_the_weights_that_a_token_meets(folder):
    loaded = load_base(folder, "none", Device("cpu", "float32", ""))
    layer = (
        4 * 64 * 64 + 3 * 64 * 128 + 2 * 64
    )  # attention, the part within, two norms; its head is its table of embeddings
    assert GPU["passed_weights"](loaded) == 2 * layer + 64 + 64 * len(loaded.tokenizer)


def test_what_is_written(tmp_path):
    path = GPU["write"]({"hours": 0.5}, "NVIDIA A100-SXM4-40GB", "2030-01-02", tmp_path / "bench")
    assert path.name == "nvidia-a100-sxm4-40gb-2030-01-02.json"
    written = read_json(path)
    assert (
        written["figures"] == {"hours": 0.5}
        and written["card"] == "NVIDIA A100-SXM4-40GB"
        and "torch" in written["versions"]
    )
