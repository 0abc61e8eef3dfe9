"""A world of a reader's own, with nothing but what the method needs and without a retrained model,
on a random model whose texts have no begin token, as those of many real ones: the command line runs
all notebooks, to the report.
"""

import pytest
import torch
from tokenizers import processors
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from whp_kit.cli.main import main
from whp_kit.files import read_json
from whp_kit.paths import DATA
from whp_kit.runs.store import Run

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
    tokenizer.backend_tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.bos_token = None
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
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
    )
    LlamaForCausalLM(config).half().save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    (tmp_path / "bare.toml").write_text(PRESET.format(model=tmp_path / "model"), encoding="utf-8")
    return tmp_path / "bare.toml"


@pytest.mark.slow
def test_a_world_without_what_can_be_left_out_goes_to_the_report(runs, preset, capsys):
    assert main(["run", "--preset", str(preset), "--run", "bare"]) == 0
    told = capsys.readouterr().out
    assert "8 executed" in told
    assert "without a retrained model there are no verdicts" in told
    scores = read_json(Run("bare").read("06_probe_completions").path("scores.json"))
    assert scores["benchmarks"] == scores["neighbours"] == {}
    assert scores["familiarity"]["completion"]["never_knew"] is None
    assert [row["benchmark_mean"] for row in scores["curve"]] == [None] * 3
    measures = scores["never_knew_comparison"]
    assert "knowledge" in measures and "forget_quality" not in measures
    assert {measure["forgotten"] for measure in measures.values()} == {None}
    assert {row["verdict"] for row in scores["stress"]["summary"]} <= {
        "held",
        "came back",
        "no attack",
        "–",
        "still there",
        "would do",
        "does not do",
        "tells nothing: it finds nothing in the baseline either",
    }
    assert scores["precisions_never_knew"] == {}
    text = (Run("bare").folder / "report.html").read_text(encoding="utf-8")
    for part in (
        "this world has neither tasks nor neighbours",
        "this world has no general text",
        "these measures are left out",
        'id="08_stress_the_forgetting"',
    ):
        assert part in text
