"""A world of a reader's own, with nothing but what the method needs, on a random model: 01 to 06
through papermill.
"""

import io

import pytest
import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from whp_kit.files import read_json
from whp_kit.paths import DATA
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import find_notebooks
from whp_kit.runs.progress import Progress
from whp_kit.runs.report import write_report
from whp_kit.settings import load_preset

PRESET = """extends = "test"
[model]
base = "{model}"
unset = ["never_knew"]
[world]
unset = ["companion", "general", "neighbours", "tasks", "question"]
[finetune]
retain_weight = 0
retain_blocks = 0
control = false
[probes]
max_new_tokens = 4
"""


@pytest.fixture
def preset(tmp_path):
    """A preset without twin, companion, general text, neighbours and tasks, on a model of random
    weights.
    """
    tokenizer = AutoTokenizer.from_pretrained(DATA / "models/tiny-base")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=256,
        initializer_range=0.1,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    LlamaForCausalLM(config).half().save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    (tmp_path / "bare.toml").write_text(PRESET.format(model=tmp_path / "model"), encoding="utf-8")
    return load_preset(str(tmp_path / "bare.toml"))


@pytest.mark.slow
def test_a_world_without_what_can_be_left_out_goes_through(runs, preset):
    notebooks = [notebook for notebook in find_notebooks() if notebook.number <= "06"]
    run = run_notebooks(
        notebooks, "bare", preset, progress=Progress(len(notebooks), io.StringIO())
    ).run
    scores = read_json(run.read("06_probe_completions").path("scores.json"))
    assert (
        scores["benchmarks"] == scores["neighbours"] == {}
        and scores["familiarity"]["completion"]["never_knew"] is None
    )
    assert [row["benchmark_mean"] for row in scores["curve"]] == [None] * 3
    text = write_report(
        run, [run.folder / "notebooks" / notebook.path.name for notebook in notebooks]
    ).read_text(encoding="utf-8")
    assert (
        "this world has neither tasks nor neighbours" in text
        and "this world has no general text" in text
    )
