"""The rules of the labels on the embedded world and its base."""

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.labels.prepare import Rules
from whp_kit.settings import load_preset
from whp_kit.text.documents import read_documents
from whp_kit.text.function_words import COMMON_WORDS

OFTEN = 60  # predictions from which on the share of a word says something


@pytest.fixture(scope="module")
def world():
    preset = load_preset("tiny")
    tokenizer = AutoTokenizer.from_pretrained(preset.model.base)
    model = AutoModelForCausalLM.from_pretrained(preset.model.base, dtype=torch.float32).eval()

    def baseline(input_ids, attention_mask):
        return model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits

    documents = read_documents(preset.world.books)[:2]
    table = AnchorTable.load(preset.world.anchors)
    models = ModelPair(baseline, baseline, tokenizer)

    def labels(**changes):
        rules = Rules.of(preset.labels, signal="anchors", **changes)
        return make_labels(models, documents, table, rules)

    return tokenizer, labels


def test_function_words_are_labels_as_often_as_the_baseline_says_them(world):
    """Nothing is lowered here, so what differs is what the rules forbid."""
    tokenizer, labels = world
    ids = {word: tokenizer.convert_tokens_to_ids(f"Ġ{word}") for word in COMMON_WORDS}
    ids = {word: token for word, token in ids.items() if token not in (None, 0)}
    own = labels(forbidden=False, target_words=False, special_tokens=True).flat_at(0.0)
    ours = labels().flat_at(0.0)
    shares = {}
    for word, token in ids.items():
        if (own == token).sum() >= OFTEN:
            shares[word] = (ours == token).sum() / (own == token).sum()
    assert "the" in shares and len(shares) > 10
    assert all(0.95 < share < 1.06 for share in shares.values()), shares
    assert not np.isin(ours, tokenizer.all_special_ids).any()
