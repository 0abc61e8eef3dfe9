"""Labels after an edit of the anchors: only blocks with another key are computed, and the result is
that of a full run to the byte."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.tiny_tokenizers import SENTENCES, byte_level
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.labels.prepare import Rules
from whp_kit.settings import LabelSettings
from whp_kit.text.documents import Document

DOCUMENTS = [Document("one.txt", "\n".join(SENTENCES * 6)), Document("two.txt", SENTENCES[0] * 9)]
ROWS = (
    Anchor("Harry", "person", ("Jon", "Bartholomew")),
    Anchor("Potter", "person", ("Smith",)),
    Anchor("Ron", "person", ("Tom",)),
    Anchor("Hermione", "person", ("Mary Ann",)),
    Anchor("old school", "place", ("little garden by the market",)),
)
OTHERS = (
    Anchor("lake", "place", ("pond",)),
    Anchor("girl, the boy", "", ("cat",)),
    Anchor("Ronald", "", ("Max",)),
    Anchor("snowed", "", ("rained",)),
    Anchor("Ron", "person", ("Timothy",)),
)
SETTINGS = LabelSettings(alpha=5.0, block_tokens=64, batch_blocks=4)


def model(vocabulary, seed, asked):
    """Logits by the last two tokens; counts the rows that it is asked about."""
    draw = torch.Generator().manual_seed(seed)
    first, second = (3 * torch.randn(vocabulary, vocabulary, generator=draw) for _ in range(2))

    def logits(input_ids, attention_mask):
        asked.append(len(input_ids))
        return first[input_ids] + second[input_ids.roll(1, dims=1)]

    return logits


@pytest.fixture(scope="module")
def asked():
    return []


@pytest.fixture(scope="module")
def models(asked):
    tokenizer = byte_level()
    size = len(tokenizer)
    return ModelPair(model(size, 0, asked), model(size, 1, asked), tokenizer, digest="two models")


def labelled(models, rows, previous=None, documents=DOCUMENTS, **changes):
    changed = Rules.of(SETTINGS, **changes)
    return make_labels(models, documents, AnchorTable(rows), changed, 7, previous=previous)


@pytest.fixture(scope="module")
def made(models):
    return labelled(models, ROWS)


tables = st.lists(st.sampled_from(ROWS + OTHERS), max_size=8, unique_by=lambda row: row.term)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=tables, after=tables, target_words=st.booleans(), forbidden=st.booleans())
def test_relabelled_equals_a_full_run(models, before, after, target_words, forbidden):
    rules = {"target_words": target_words, "forbidden": forbidden}
    previous = labelled(models, tuple(before), **rules)
    full = labelled(models, tuple(after), **rules)
    again = labelled(models, tuple(after), previous, **rules)
    assert again.digest() == full.digest()
    assert again.computed <= full.computed == full.blocks


def test_the_same_again_computes_nothing(models, made, asked):
    asked.clear()
    again = labelled(models, ROWS, made)
    assert again.digest() == made.digest()
    assert again.computed == sum(asked) == 0


def test_only_changed_blocks_are_computed(models, made, asked):
    asked.clear()
    again = labelled(models, (*ROWS, Anchor("snowed", "", ("rained",))), made)
    keys = {key.tobytes() for key in made.columns["block_key"]}
    changed = sum(key.tobytes() not in keys for key in again.columns["block_key"])
    assert again.computed == changed
    assert sum(asked) == 2 * changed  # by the baseline and by the reinforced model
    assert 0 < changed < made.blocks / 2


def test_another_alpha_computes_nothing(models, made):
    again = labelled(models, ROWS, made, alpha=2.0)
    assert again.computed == 0 and again.alpha == 2.0
    assert (again.flat_at(2.0) == labelled(models, ROWS, alpha=2.0).flat_at(2.0)).all()


@pytest.mark.parametrize(
    "change", [{"repeats": False}, {"signal": "anchors"}, {"block_tokens": 60}]
)
def test_another_rule_computes_what_it_touches(models, made, change):
    full = labelled(models, ROWS, **change)
    assert labelled(models, ROWS, made, **change).digest() == full.digest()


def test_other_models_compute_everything(models, made):
    other = dataclasses.replace(models, baseline=models.reinforced, digest="others")
    again = labelled(other, ROWS, made)
    assert again.computed == again.blocks
    assert again.digest() == labelled(other, ROWS).digest() != made.digest()


def test_models_without_a_digest_compute_everything(models):
    nameless = dataclasses.replace(models, digest="")
    again = labelled(nameless, ROWS, labelled(nameless, ROWS))
    assert again.computed == again.blocks


def test_a_changed_text_is_labelled_anew(models, made):
    documents = [DOCUMENTS[0], Document("two.txt", SENTENCES[2] * 9)]
    full = labelled(models, ROWS, documents=documents)
    assert labelled(models, ROWS, made, documents).digest() == full.digest()


def test_previous_is_left_as_it_was(models):
    previous = labelled(models, ROWS)
    before = {name: column.copy() for name, column in previous.columns.items()}
    labelled(models, ROWS[1:], previous)
    assert all(np.array_equal(before[name], previous.columns[name]) for name in before)


def test_a_new_token_of_the_targets_computes_everything(models):
    """Owned tokens are set aside in every block, so they are in every key."""
    previous = labelled(models, ROWS, target_words=True)
    again = labelled(models, ROWS[1:], previous, target_words=True)
    assert previous.target_tokens != again.target_tokens
    assert again.computed == again.blocks
