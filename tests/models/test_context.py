"""The tokens that a model reads, from its folder or from memory."""

import json
import shutil
import subprocess
import sys

import pytest
from transformers import AutoTokenizer

from whp_kit.errors import InputError
from whp_kit.models.context import context_at_hand, context_of, most_tokens
from whp_kit.paths import DATA

BASE = DATA / "models/tiny-base"
TEXT = "Ketta’s aunt counted the candles, every night."


@pytest.fixture
def copy(tmp_path):
    """A folder with the configuration and the tokenizer of the tiny model, without weights."""
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BASE / name, tmp_path / name)
    return tmp_path


def test_a_folder_says_what_its_tokenizer_does(copy):
    context = context_at_hand(copy)
    assert context.tokens == 256
    assert context.count(TEXT) == len(AutoTokenizer.from_pretrained(BASE)(TEXT)["input_ids"])


def test_a_tokenizer_that_cuts_texts_hides_no_long_one(copy):
    file = copy / "tokenizer.json"
    parts = json.loads(file.read_text(encoding="utf-8"))
    parts["truncation"] = {
        "direction": "Right",
        "max_length": 8,
        "strategy": "LongestFirst",
        "stride": 0,
    }
    file.write_text(json.dumps(parts), encoding="utf-8")
    assert context_at_hand(copy).count(TEXT) > 8


def test_a_model_in_memory_has_the_same(loaded):
    context = context_of(loaded)
    assert context.tokens == loaded.model.config.max_position_embeddings
    assert context.count("Old Tavin") == len(loaded.tokenizer("Old Tavin")["input_ids"])


@pytest.mark.parametrize(
    ("config", "tokens"),
    [
        ({"max_position_embeddings": 8}, 8),
        ({"n_positions": 9}, 9),
        ({"text_config": {"max_position_embeddings": 10}}, 10),
        ({"max_position_embeddings": None}, None),
        ({}, None),
    ],
)
def test_families_name_it_differently(config, tokens):
    assert most_tokens(config) == tokens


def test_an_adapter_reads_what_its_base_reads(tmp_path):
    config = {"base_model_name_or_path": str(BASE)}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    assert context_at_hand(tmp_path).tokens == 256


@pytest.mark.parametrize("name", ["nobody/no-such-model", "/no/such/folder", "a.gguf", "pypi:none"])
def test_what_is_not_at_hand_is_none(name, tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_MODELS", str(tmp_path))
    assert context_at_hand(name) is None


def test_neither_torch_nor_transformers_is_imported():
    code = f"""import sys
from whp_kit.models.context import context_at_hand
assert context_at_hand({str(BASE)!r}).tokens == 256
assert not {{"torch", "transformers"}} & set(sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_tokenizer_that_fails_at_a_later_text_is_one_error(copy):
    path = copy / "tokenizer.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    words = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "none"}
    rules |= {"model": words, "pre_tokenizer": {"type": "Whitespace"}}
    rules |= {"added_tokens": [], "post_processor": None}
    path.write_text(json.dumps(rules), encoding="utf-8")
    context = context_at_hand(copy)
    with pytest.raises(InputError, match="fails at a text"):
        context.count("The gate was shut.")


@pytest.mark.parametrize("name", ["./nosuch", "my model", "a/b/c"])
def test_a_name_that_no_hub_has_is_one_error(name):
    with pytest.raises(InputError, match="no name that a hub has"):
        context_at_hand(name)


@pytest.mark.parametrize(
    "change",
    [
        {"pre_tokenizer": {"type": "FixedLength", "length": 0}},
        {"normalizer": {"type": "Replace", "pattern": {"Regex": ""}, "content": "x" * 1000}},
        {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAAA"}},
        {"model": {"type": "WordLevel", "vocab": 7, "unk_token": "none"}},
    ],
)
def test_a_tokenizer_that_fails_at_a_text_is_one_error(copy, change):
    path = copy / "tokenizer.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(rules | change), encoding="utf-8")
    with pytest.raises(InputError, match="the tokenizer cannot be read"):
        context_at_hand(copy)
