"""Relabelling after an edit: only what changed is computed, and the result is that of a full run, to the byte."""

import pytest
from labels_made_here import DOCUMENTS, OPTIONS, TABLE, blocks_of, model, pair
from tokenizers_made_here import SENTENCES, byte_level

from whp_kit.anchors import Anchor, AnchorTable
from whp_kit.corpus import Document
from whp_kit.labels import make_labels, relabel


@pytest.fixture(scope="module")
def tokenizer():
    return byte_level()


@pytest.fixture(scope="module")
def models(tokenizer):
    return pair(len(tokenizer))


@pytest.fixture(scope="module")
def made(models, tokenizer):
    return make_labels(*models, tokenizer, DOCUMENTS, TABLE, **OPTIONS)


def edited(*changes, rows=TABLE.rows):
    return AnchorTable(tuple(changes) + rows)


@pytest.mark.parametrize(
    "table",
    [
        edited(Anchor("lake", "place", ("pond",))),
        edited(rows=TABLE.rows[1:]),
        edited(Anchor("girl, the boy", "", ("cat",))),
        edited(Anchor("Ronald", "", ("Max",)), rows=TABLE.rows[::-1]),
        AnchorTable(()),
    ],
    ids=["one more", "one less", "across edges", "another order", "none"],
)
def test_relabelling_equals_a_full_run_to_the_byte(models, tokenizer, made, table):
    full = make_labels(*models, tokenizer, DOCUMENTS, table, **OPTIONS)
    again = relabel(made, *models, tokenizer, DOCUMENTS, table)
    assert again.digest() == full.digest()
    changed = sum(key.tobytes() not in {k.tobytes() for k in made.columns["block_key"]} for key in full.columns["block_key"])
    assert again.computed == min(changed + 1, full.blocks) and full.computed == full.blocks


def test_relabelling_computes_only_what_changed(models, tokenizer, made):
    asked = []

    def counted(input_ids, attention_mask):
        asked.append(len(input_ids))
        return models[0](input_ids, attention_mask)

    again = relabel(made, counted, models[1], tokenizer, DOCUMENTS, edited(Anchor("snowed", "", ("rained",))))
    holding = sum("snowed" in DOCUMENTS[b.document].text[b.start : b.end] for b in blocks_of(made))
    assert again.computed == sum(asked) == holding + 1 < made.blocks / 2
    same = relabel(made, *models, tokenizer, DOCUMENTS, TABLE)
    assert same.digest() == made.digest() and same.computed == 1


def test_labels_of_other_models_are_not_kept(models, tokenizer, made):
    other = model(len(tokenizer), 5)
    again = relabel(made, models[0], other, tokenizer, DOCUMENTS, TABLE)
    assert again.digest() == make_labels(models[0], other, tokenizer, DOCUMENTS, TABLE, **OPTIONS).digest() != made.digest()


def test_a_changed_text_is_labelled_anew(models, tokenizer, made):
    documents = [DOCUMENTS[0], Document("two.txt", SENTENCES[2] * 9)]
    assert (
        relabel(made, *models, tokenizer, documents, TABLE).digest()
        == make_labels(*models, tokenizer, documents, TABLE, **OPTIONS).digest()
    )


def test_relabelling_follows_the_targets_words(models, tokenizer):
    options = OPTIONS | {"target_words": True}
    before = make_labels(*models, tokenizer, DOCUMENTS, TABLE, **options)
    fewer = AnchorTable(TABLE.rows[1:])
    for first, table in ((before, fewer), (make_labels(*models, tokenizer, DOCUMENTS, fewer, **options), TABLE)):
        again, full = relabel(first, *models, tokenizer, DOCUMENTS, table), make_labels(*models, tokenizer, DOCUMENTS, table, **options)
        assert again.digest() == full.digest() and first.record["owned"] != full.record["owned"]
