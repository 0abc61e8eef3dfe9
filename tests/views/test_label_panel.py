"""The inspector shows each text whole, labels where they belong, and logits that give them."""

import time

import numpy as np
import pytest
import torch

from tests.support.tiny_models import TEXT, tiny_tokenizer
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.labels.alignment import Reason
from whp_kit.labels.generic import IGNORE, level
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.settings import LabelSettings
from whp_kit.text.documents import Document
from whp_kit.views.panels import labels as inspector

TABLE = AnchorTable(
    (Anchor("Mirel", "person", ("little Anna",)), Anchor("Old Tavin", "person", ("Tom",)))
)
DOCUMENTS = [Document("one", TEXT), Document("two", "Nobody here. " + TEXT * 2)]
ALPHA = 5.0


@pytest.fixture(scope="module")
def tokenizer():
    return tiny_tokenizer()


@pytest.fixture(scope="module")
def models(tokenizer):
    tables = [
        3
        * torch.randn(len(tokenizer), len(tokenizer), generator=torch.Generator().manual_seed(seed))
        for seed in (0, 1)
    ]
    return [lambda ids, mask, table=table: table[ids] for table in tables]


@pytest.fixture(scope="module")
def made(models, tokenizer):
    settings = LabelSettings(ALPHA, block_tokens=40, batch_blocks=8, forbidden=False)
    return make_labels(ModelPair(*models, tokenizer), DOCUMENTS, TABLE, settings)


@pytest.fixture
def source(made, tokenizer, models):
    return inspector.LabelSource(made, DOCUMENTS, TABLE, tokenizer, *models)


def test_both_texts_are_there_from_the_first_character_to_the_last(source, made):
    for block in range(made.blocks):
        groups = source.columns(block)
        start, end, document = (
            int(made.columns[f"block_{name}"][block]) for name in ("start", "end", "document")
        )
        text = DOCUMENTS[document].text[start:end]
        assert "".join(one["token"] for group in groups for one in group["tokens"]) == text
        assert (
            "".join(token for group in groups for token in group["translated"])
            == translate(text, TABLE).text
        )
        assert [one["position"] for group in groups for one in group["tokens"]] == list(
            range(len(made.input_ids[block]) - 1)
        )


def test_groups_differ_only_where_a_stand_in_is(source):
    differing = [
        "".join(one["token"] for one in g["tokens"]).strip()
        + ">"
        + "".join(g["translated"]).strip()
        for g in source.columns(0)
        if [one["token"] for one in g["tokens"]] != g["translated"]
    ]
    assert differing and all(
        ("Mirel" in pair and "little Anna" in pair) or ("Tavin" in pair and "Tom" in pair)
        for pair in differing
    )


def test_labels_and_reasons_are_those_of_the_set(source, made, tokenizer):
    for alpha in (0.0, ALPHA):
        rows = [one for group in source.columns(1, alpha) for one in group["tokens"]]
        labels, reasons = made.at(alpha)[1], made.reasons_at(alpha)[1]
        assert [one["label"] for one in rows] == [
            None if i == IGNORE else tokenizer.decode([int(i)]) for i in labels[:-1]
        ]
        assert [one["reason"].upper() for one in rows] == [
            Reason(int(i)).name for i in reasons[:-1]
        ]


def test_the_lists_give_the_label(source, made, tokenizer):
    """The highest of the third list is the label itself, or is marked as forbidden."""
    logits, labels = source.logits(0), made.at(ALPHA)[0]
    b, r, partner = logits
    for position in np.flatnonzero(labels != IGNORE):
        base = level(b[partner[position]], r[position])
        generic = base - ALPHA * torch.relu(r[position] - base)
        generic[tokenizer.all_special_ids] = -torch.inf
        assert generic.argmax() == labels[position]
        view = source.lists(logits, 0, int(position), ALPHA, 3)
        assert (
            view.text.splitlines()[0].startswith(f"Position {position}: the label is")
            and view.html.count("<table") == 3
        )
        assert "◀" in view.text.split("generic, alpha = 5")[1]


def test_forbidden_tokens_are_marked_and_told_with_their_reason(tokenizer):
    """The baseline says school everywhere, the beginning of a text second, and lamp third."""
    (school, *_), begin = tokenizer.encode(" school")[1:], tokenizer.bos_token_id
    (lamp,) = tokenizer.encode(" lamp")[1:]

    def says(ids, mask):
        out = torch.zeros(*ids.shape, len(tokenizer))
        out[..., [school, begin, lamp]] = torch.tensor([9.0, 7.0, 5.0])
        return out

    table = AnchorTable((Anchor("Mirel", "person", ("school",)),))
    labels = make_labels(
        ModelPair(says, says, tokenizer), DOCUMENTS, table, LabelSettings(ALPHA, 40, 8)
    )
    source = inspector.LabelSource(labels, DOCUMENTS, table, tokenizer, says, says)
    logits = source.logits(0)
    position = int(np.flatnonzero(labels.at()[0] == lamp)[-1])
    view = source.lists(logits, 0, position, ALPHA, 3)
    assert "✕ may not be the label: " in view.text and "(a special token)" in view.text
    assert "(would say 'school' again)" in view.text
    assert view.text.count(" ✕") == 2 * 3 and view.html.count("may not be the label") == 1


def test_the_panel_moves_and_needs_no_model_for_alpha(made, tokenizer, models):
    asked = []
    counted = [
        lambda ids, mask, model=model: asked.append(len(ids)) or model(ids, mask)
        for model in models
    ]
    panel = inspector.label_inspector(made, DOCUMENTS, TABLE, tokenizer, *counted)
    before, count = panel.view.value, len(asked)
    panel.alpha.value = 0.0
    assert panel.view.value != before and len(asked) == count == 2
    panel.position.value = 3
    assert (
        panel.view.value.count("outline:2px") == 1
        and "Position 3" in panel.card.value
        and len(asked) == 2
    )
    panel.block.value = 1
    name = DOCUMENTS[int(made.columns["block_document"][1])].name
    assert (
        f"{name}, block 1, alpha" in panel.view.value
        and panel.position.value == 0
        and len(asked) == 4
    )
    assert panel.static((0.0, ALPHA)).html.count("From above") == 2


def test_it_reacts_fast_enough(made, tokenizer, models):
    panel, seconds = inspector.label_inspector(made, DOCUMENTS, TABLE, tokenizer, *models), []
    for alpha in (0.0, 1.0, 2.0):
        start = time.process_time()
        panel.alpha.value = alpha
        seconds.append(time.process_time() - start)
    assert min(seconds) <= 0.1, seconds


def test_without_models_there_are_labels_but_no_lists(made, tokenizer):
    panel = inspector.label_inspector(made, DOCUMENTS, TABLE, tokenizer)
    assert panel.card.value == "" and panel.static().html.count("From above") == 2
    with pytest.raises(InputError, match="no model"):
        panel.source.logits(0)


def test_rows_of_a_strip_are_the_labels_of_the_set(made, tokenizer):
    rows = inspector.label_rows(made, tokenizer, 0)
    ids, labels = made.input_ids[0], made.at()[0]
    assert "".join(row["token"] for row in rows) == tokenizer.decode(ids[1:])
    assert [row["label"] is None for row in rows] == [label == IGNORE for label in labels[:-1]]
    reasons = {reason.name.lower() for reason in Reason}
    assert {row["reason"] for row in rows} <= reasons - {"block_end"}
